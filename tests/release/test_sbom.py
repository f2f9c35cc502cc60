"""The bill of materials: every pinned library and every shipped file, in the words of CycloneDX, the same each time."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from brochurepress.release.manifest import PINS, bill_of_materials
from brochurepress.workspace.project import HOME

if TYPE_CHECKING:
    from cyclonedx.validation.json import JsonStrictValidator

SOURCE = {"fonts/x.woff2": b"font", "assets/pictures/y.svg": b"<svg/>", "source/z/1-a.md": b"text"}
PINNED = dict(re.findall(r"^([\w.-]+)==(\S+)", (HOME / PINS).read_text(encoding="utf-8"), re.MULTILINE))


@cache
def written() -> bytes:
    return bill_of_materials(HOME, "z", "1.0", SOURCE)


def bill() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(written())
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
    files = {each["name"]: each["hashes"][0]["content"] for each in bill()["components"] if each["type"] == "file"}
    assert files == {
        name: hashlib.sha256(content).hexdigest() for name, content in SOURCE.items() if not name.startswith("source/")
    }


def test_every_reference_is_its_own() -> None:
    references = [each["bom-ref"] for each in bill()["components"]]
    assert len(references) == len(set(references))


def test_equal_releases_have_equal_bills() -> None:
    assert bill_of_materials(HOME, "z", "1.0", SOURCE) == written()
    other = json.loads(bill_of_materials(HOME, "z", "1.0", {**SOURCE, "fonts/x.woff2": b"another"}))
    assert bill()["serialNumber"] != other["serialNumber"]


@cache
def schema() -> JsonStrictValidator:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator  # reading the grammars of its formats takes a second

    return JsonStrictValidator(SchemaVersion.V1_6)


def test_it_keeps_the_schema_of_its_standard() -> None:
    made = bill()
    for each in made["components"]:
        # The files of a library have one address, which the schema reads slowly, and checksums that are held above.
        references = each.get("externalReferences", [])
        assert len({(file["type"], file["url"]) for file in references}) <= 1
        del references[1:]
    assert schema().validate_str(json.dumps(made)) is None


SPOILT: dict[str, Callable[[dict[str, Any]], object]] = {
    "another format": lambda made: made.update(bomFormat="SPDX"),
    "a component without a name": lambda made: made["components"][0].pop("name"),
    "a checksum that is none": lambda made: made["components"][-1]["hashes"][0].update(content="x"),
    "an entry of no standard": lambda made: made.update(anything=1),
}


@pytest.mark.parametrize("name", SPOILT)
def test_the_schema_tells_one_fault(name: str) -> None:
    made = bill()
    made["components"] = made["components"][:1] + made["components"][-1:]  # what is told of each is told of few
    assert schema().validate_str(json.dumps(made)) is None
    SPOILT[name](made)
    assert schema().validate_str(json.dumps(made)) is not None
