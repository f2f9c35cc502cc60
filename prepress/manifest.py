"""The manifest of a release: every file of the site with its checksum and the checks it passed (docs/manifest.md)."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import field
from pathlib import Path
from typing import Annotated, Any

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as record

from prepress.fields import read_text
from prepress.file_names import Own
from prepress.findings import Place, Rejected, error

MANIFEST = Own.MANIFEST
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

    `dated` is the name of its copy that never changes again.
    """

    file: str
    variant: str
    media_type: Annotated[str, Field(alias="media-type")]
    bytes: Annotated[int, Field(ge=1)]
    sha256: Sha256
    dated: str = ""
    pages: Annotated[int, Field(ge=0)] = 0
    standards: tuple[StandardCheck, ...] = ()


@record(frozen=True, kw_only=True, config=_CONFIG)
class Manifest:
    """One release of one edition.

    `revision` names the source in version control, "" where there is none; `source` is the SHA-256 of all source
    files; `tools` holds versions by name. A draft gives the reasons why it is no release.
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


_ADAPTER = TypeAdapter(Manifest)


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a manifest."""
    described = _ADAPTER.json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **described}


def write_manifest(manifest: Manifest) -> bytes:
    """A manifest as JSON in UTF-8, the same bytes for the same release."""
    value = _ADAPTER.dump_python(manifest, mode="json", by_alias=True)
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def read_manifest(folder: Path) -> Manifest:
    """The manifest in a released folder.

    Raises Rejected when there is none, or it is no manifest.
    """
    file = str(folder / MANIFEST)
    text = read_text(folder / MANIFEST, file)
    try:
        return _ADAPTER.validate_json(text)
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "its syntax"
        message = f"this is no manifest of a release: {where}: {first['msg']}"
        raise Rejected(
            [error("release/manifest", message, Place(file), "release the edition again")]
        ) from fault
