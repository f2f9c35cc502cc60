"""The bill of materials: every pinned library and every shipped file, in the words of CycloneDX, the same each time."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from typing import Any

import pytest

from prepress.bom import PINS, bill_of_materials
from prepress.project import HOME

SOURCE = {"fonts/x.woff2": b"font", "assets/pictures/y.svg": b"<svg/>", "source/z/1-a.md": b"text"}
PINNED = dict(re.findall(r"^([\w.-]+)==(\S+)", (HOME / PINS).read_text(encoding="utf-8"), re.MULTILINE))


def bill(source: dict[str, bytes] = SOURCE) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(bill_of_materials(HOME, "z", "1.0", source))
    return made


def test_it_says_what_it_is() -> None:
    made = bill()
    assert (made["bomFormat"], made["specVersion"], made["version"]) == ("CycloneDX", "1.6", 1)
    assert uuid.UUID(made["serialNumber"].removeprefix("urn:uuid:")).version == 5
    assert made["metadata"]["component"]["name"] == "z"


@pytest.mark.parametrize("name", PINNED)
def test_every_pinned_library_is_in_it_with_version_licence_and_checksums(name: str) -> None:
    (found,) = [each for each in bill()["components"] if each["name"] == name]
    assert found["version"] == PINNED[name]
    assert found["purl"].startswith("pkg:pypi/")
    assert found["licenses"]
    sums = [total["content"] for each in found["externalReferences"] for total in each["hashes"]]
    assert sums
    assert all(re.fullmatch("[0-9a-f]{64}", each) for each in sums)


def test_shipped_files_are_in_it_and_texts_are_not() -> None:
    files = {
        each["name"]: each["hashes"][0]["content"] for each in bill()["components"] if each["type"] == "file"
    }
    assert files == {
        name: hashlib.sha256(content).hexdigest()
        for name, content in SOURCE.items()
        if not name.startswith("source/")
    }


def test_every_reference_is_its_own() -> None:
    references = [each["bom-ref"] for each in bill()["components"]]
    assert len(references) == len(set(references))


def test_equal_releases_have_equal_bills() -> None:
    assert bill_of_materials(HOME, "z", "1.0", SOURCE) == bill_of_materials(HOME, "z", "1.0", SOURCE)
    assert bill()["serialNumber"] != bill({**SOURCE, "fonts/x.woff2": b"another"})["serialNumber"]
