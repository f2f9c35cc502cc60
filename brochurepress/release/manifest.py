"""The manifest of a release: every file of the site with its checksum and the checks it passed (docs/manifest.md)."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as record

from brochurepress.findings import Place, reject
from brochurepress.wording import phrase
from brochurepress.workspace import LimitExceeded, LimitName, Own, media_type, read_file, read_text

MANIFEST, CHECKSUMS = Own.MANIFEST, Own.CHECKSUMS
FORMAT = 1
"""Raised when a program that reads older manifests would misread a new one."""

_CONFIG = ConfigDict(extra="forbid", validate_by_name=True, validate_by_alias=True)
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


@record(frozen=True, kw_only=True, config=_CONFIG)
class StandardCheck:
    """A standard that a file claims: the tool that judged it with its version, and whether the file passed."""

    standard: str
    tool: str
    passed: bool


@record(frozen=True, kw_only=True, config=_CONFIG)
class ReleasedFile:
    """A file of the site: stable name, variant, media type (RFC 6838), size, SHA-256 and, of a PDF, pages and checks.

    `dated` is the name of its copy that never changes again, `linked` that of the copy to which the page's link leads.
    """

    file: str
    variant: str
    media_type: Annotated[str, Field(alias="media-type")]
    bytes: Annotated[int, Field(ge=1)]
    sha256: Sha256
    dated: str = ""
    linked: str = ""
    pages: Annotated[int, Field(ge=0)] = 0
    standards: tuple[StandardCheck, ...] = ()


@record(frozen=True, kw_only=True, config=_CONFIG)
class SiteFile:
    """A file of the site by its name: media type, empty for a name that tells none, size and SHA-256."""

    file: str
    media_type: Annotated[str, Field(alias="media-type")]
    bytes: Annotated[int, Field(ge=0)]
    sha256: Sha256


@record(frozen=True, kw_only=True, config=_CONFIG)
class Manifest:
    """One release of one edition.

    `revision` names the source in version control, "" where there is none; `source` is the SHA-256 of all source
    files; `tools` holds versions by name. A draft gives the reasons why it is no release. `earlier` are the dated
    copies of the releases before it, `others` what stands beside the artworks; the manifest itself and the checksums
    are in neither.
    """

    format: Annotated[int, Field(ge=FORMAT, le=FORMAT)]
    edition: str
    title: str
    version: str
    date: dt.date
    language: str
    address: str
    draft: bool
    reasons: tuple[str, ...] = ()
    revision: str = ""
    source: Sha256
    tools: dict[str, str] = field(default_factory=dict)
    files: Annotated[tuple[ReleasedFile, ...], Field(min_length=1)]
    earlier: tuple[SiteFile, ...] = ()
    others: tuple[SiteFile, ...] = ()

    @property
    def listed(self) -> tuple[SiteFile, ...]:
        """Every file of the site but the manifest itself and the checksums, each artwork under each of its names."""
        artworks = (
            SiteFile(file=name, media_type=each.media_type, bytes=each.bytes, sha256=each.sha256)
            for each in self.files
            for name in (each.file, each.dated, each.linked)
            if name
        )
        return (*artworks, *self.earlier, *self.others)


@dataclass(frozen=True)
class Released:
    """A release as it stands in a folder: its manifest, and every file of the site."""

    manifest: Manifest
    files: tuple[SiteFile, ...]


_ADAPTER = TypeAdapter(Manifest)


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a manifest."""
    described = _ADAPTER.json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **described}


def write_manifest(manifest: Manifest) -> bytes:
    """A manifest as JSON in UTF-8, the same bytes for the same release."""
    value = _ADAPTER.dump_python(manifest, mode="json", by_alias=True)
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def checksum(content: bytes) -> str:
    """SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def site_file(name: str, content: bytes) -> SiteFile:
    """The entry of a file of the site."""
    kind = media_type(name) if "." in name else ""
    return SiteFile(file=name, media_type=kind, bytes=len(content), sha256=checksum(content))


def checksums(digests: Mapping[str, str]) -> bytes:
    """SHA-256 of each file by name, in the form that `sha256sum --check` reads."""
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode()


def read_released(folder: Path) -> Released:
    """The release in a folder, by its manifest and its checksums.

    Raises Rejected when one of them is not there, or they do not agree.
    """
    manifest = read_manifest(folder)
    try:
        own = [site_file(name, read_file(folder / name, LimitName.ANSWER)) for name in (MANIFEST, CHECKSUMS)]
    except (OSError, LimitExceeded) as fault:
        raise reject("release/manifest:not-whole", Place(str(folder)), fault=fault) from fault
    files = (*manifest.listed, *own)
    told = checksums({each.file: each.sha256 for each in files if each.file != CHECKSUMS})
    if checksum(told) != own[1].sha256:
        raise reject(
            "release/manifest:not-agree", Place(str(folder / CHECKSUMS)), manifest=MANIFEST, checksums=CHECKSUMS
        )
    return Released(manifest, files)


def read_manifest(folder: Path) -> Manifest:
    """The manifest in a released folder. Raises Rejected when there is none, or it is no manifest."""
    file = str(folder / MANIFEST)
    text = read_text(folder / MANIFEST, file)
    try:
        return _ADAPTER.validate_json(text)
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or phrase("part/syntax")
        raise reject("release/manifest:no-manifest", Place(file), where=where, msg=first["msg"]) from fault
