"""Bill of materials: every library and file that a release was made with (CycloneDX 1.6, JSON)."""

import importlib.metadata
import json
import re
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from brochurepress.release.manifest import checksum

PINS = "requirements/publish.txt"
"""The libraries that users install, each with its version and the checksums of its files."""

_PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)==(\S+?) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)
_HASH = re.compile(r"sha256:([0-9a-f]{64})")
_FILES = re.compile(r"^(?:fonts|assets)/")


def bill_of_materials(home: Path, edition: str, version: str, source: Mapping[str, bytes]) -> bytes:
    """The bill of materials of a release: the pinned libraries, and the fonts, pictures and profiles of its sources.

    Equal releases have equal bills: the serial number is made of the content (RFC 9562, version 5).
    """
    components = [*_libraries((home / PINS).read_text(encoding="utf-8")), *_files(source)]
    bill: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "file", "name": edition, "version": version, "bom-ref": edition}},
        "components": components,
    }
    told = json.dumps(bill, sort_keys=True)
    bill["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, told)}"
    return (json.dumps(bill, indent=2, ensure_ascii=False, sort_keys=True) + "\n").encode()


def _libraries(pins: str) -> Iterator[dict[str, Any]]:
    for name, version, hashes in _PIN.findall(pins):
        purl = f"pkg:pypi/{name.lower().replace('_', '-')}@{version}"
        component: dict[str, Any] = {"type": "library", "name": name, "version": version, "purl": purl, "bom-ref": purl}
        if licences := _licences(name):
            component["licenses"] = licences
        files = [{"type": "distribution", "url": purl, "hashes": [_sum(found)]} for found in _HASH.findall(hashes)]
        component["externalReferences"] = files
        yield component


def _licences(name: str) -> list[dict[str, Any]]:
    """What a library says of its licence, in the words of its own metadata."""
    try:
        told = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return []
    if "License-Expression" in told:
        return [{"expression": told["License-Expression"]}]
    classes = (each.rpartition(" :: ")[2] for each in told.get_all("Classifier") or [] if "License ::" in each)
    named = sorted(set(classes)) or [each.strip() for each in told.get_all("License") or []]
    return [{"license": {"name": each}} for each in named]


def _files(source: Mapping[str, bytes]) -> Iterator[dict[str, Any]]:
    for name, content in sorted(source.items()):
        if _FILES.match(name):
            yield {"type": "file", "name": name, "bom-ref": f"file:{name}", "hashes": [_sum(checksum(content))]}


def _sum(digest: str) -> dict[str, str]:
    return {"alg": "SHA-256", "content": digest}
