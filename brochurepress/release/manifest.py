"""The manifest of a release (docs/manifest.md), its bill of materials, and what earlier releases left.

In it stands the verdict of veraPDF on artworks, recorded with the checksum of the bytes that it judged.
"""

import datetime as dt
import hashlib
import importlib.metadata
import json
import os
import re
import subprocess
import tempfile
import uuid
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as record

from brochurepress.artworks import Artwork
from brochurepress.findings import Finding, Place, Rejected, error, reject
from brochurepress.pipeline import Written, write_files
from brochurepress.wording import phrase
from brochurepress.workspace import (
    DRAFT,
    LimitExceeded,
    LimitName,
    Own,
    Sha256,
    media_type,
    read_file,
    read_text,
    shipped_table,
)

FORMAT = 1
"""Raised when a program that reads older manifests would misread a new one."""

_CONFIG = ConfigDict(extra="forbid", validate_by_name=True, validate_by_alias=True)


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


_ADAPTER = TypeAdapter(Manifest)


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


def read_released(folder: Path) -> Manifest:
    """The manifest of the release in a folder, with itself and the checksums among the files that it lists.

    Raises Rejected when one of them is not there, or they do not agree.
    """
    manifest = read_manifest(folder)
    try:
        own = [site_file(name, read_file(folder / name, LimitName.ANSWER)) for name in (Own.MANIFEST, Own.CHECKSUMS)]
    except (OSError, LimitExceeded) as fault:
        raise reject("release/manifest:not-whole", Place(str(folder)), fault=fault) from fault
    if checksum(checksums({each.file: each.sha256 for each in (*manifest.listed, own[0])})) != own[1].sha256:
        place = Place(str(folder / Own.CHECKSUMS))
        raise reject("release/manifest:not-agree", place, manifest=Own.MANIFEST, checksums=Own.CHECKSUMS)
    return replace(manifest, others=(*manifest.others, *own))


def read_manifest(folder: Path) -> Manifest:
    """The manifest in a released folder. Raises Rejected when there is none, or it is no manifest."""
    file = str(folder / Own.MANIFEST)
    text = read_text(folder / Own.MANIFEST, file)
    try:
        return _ADAPTER.validate_json(text)
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or phrase("part/syntax")
        raise reject("release/manifest:no-manifest", Place(file), where=where, msg=first["msg"]) from fault


PINS = "requirements/publish.txt"
"""The libraries that users install, each with its version and the checksums of its files."""

_PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)==(\S+?) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)
_HASH = re.compile(r"sha256:([0-9a-f]{64})")
_FILES = re.compile(r"^(?:fonts|assets)/")


def bill_of_materials(home: Path, edition: str, version: str, source: Mapping[str, bytes]) -> bytes:
    """The bill of materials of a release: the pinned libraries, and the fonts, pictures and profiles of its sources.

    Equal releases have equal bills: the serial number is made of the content (RFC 9562, version 5).
    """
    sums = {name: checksum(content) for name, content in sorted(source.items()) if _FILES.match(name)}
    components = [*_libraries((home / PINS).read_text(encoding="utf-8"))]
    for name, digest in sums.items():
        components.append({"type": "file", "name": name, "bom-ref": f"file:{name}", "hashes": _hashes(digest)})
    whole = {"type": "file", "name": edition, "version": version, "bom-ref": edition}
    bill: dict[str, Any] = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}
    bill |= {"metadata": {"component": whole}, "components": components}
    told = json.dumps(bill, sort_keys=True)
    bill["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, told)}"
    return (json.dumps(bill, indent=2, ensure_ascii=False, sort_keys=True) + "\n").encode()


def _libraries(pins: str) -> Iterator[dict[str, Any]]:
    for name, version, hashes in _PIN.findall(pins):
        purl = f"pkg:pypi/{name.lower().replace('_', '-')}@{version}"
        component = {"type": "library", "name": name, "version": version, "purl": purl, "bom-ref": purl}
        files = [{"type": "distribution", "url": purl, "hashes": _hashes(found)} for found in _HASH.findall(hashes)]
        licences = _licences(name)
        yield component | {"externalReferences": files} | ({"licenses": licences} if licences else {})


def _hashes(digest: str) -> list[dict[str, str]]:
    return [{"alg": "SHA-256", "content": digest}]


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


TEXT = "text.txt"
"""The sentences of a release, in its archive."""

_LISTED = re.compile(r"([0-9a-f]{64})  (\S.*)")


@dataclass(frozen=True)
class Earlier:
    """Files of earlier releases by path from the output of the edition.

    `digests` is the SHA-256 that each had when it was released, `contents` are those that are still the same.
    """

    digests: Mapping[str, str]
    contents: Mapping[str, bytes]

    def lost(self, made: Container[str]) -> Iterator[Finding]:
        """A finding for each file that is gone or was changed, and that is not among the paths that are made again."""
        for path in sorted(self.digests.keys() - self.contents.keys()):
            if path not in made:
                yield error("release/earlier:file-changed", Place(path))

    def taken(self, made: Mapping[str, str]) -> tuple[str, ...]:
        """The names that a release would use again for other bytes, in order."""
        return tuple(path for path in sorted(self.digests) if made.get(path, self.digests[path]) != self.digests[path])


def read_earlier(folder: Path, edition: str) -> Earlier:
    """What releases of the edition left in its output; drafts leave nothing.

    Raises Rejected when the manifest or the list of archives that they left cannot be read.
    """
    archive = folder / Own.ARCHIVE
    # Of archives that stand there without being listed too: an older press wrote no list.
    zips = {path.name: checksum(_content(path)) for path in archive.glob(f"{edition}-*.zip")}
    listed = {name: digest for name, digest in (zips | read_archive_list(archive)).items() if name.endswith(".zip")}
    kept = {f"{Own.ARCHIVE}/{name}": digest for name, digest in listed.items() if not name.endswith(f"{DRAFT}.zip")}
    digests = _dated(folder / Own.SITE) | kept
    contents = {path: _content(folder / path) for path in digests}
    same = {path: content for path, content in contents.items() if checksum(content) == digests[path]}
    return Earlier(digests, same)


def _dated(site: Path) -> dict[str, str]:
    if not (site / Own.MANIFEST).exists():
        return {}
    try:
        manifest = read_manifest(site)
    except Rejected as rejected:
        raise Rejected(replace(each, hint=phrase("part/from-archive")) for each in rejected.findings) from rejected
    own = [(each.dated, each.sha256) for each in manifest.files if each.dated and not manifest.draft]
    before = [(each.file, each.sha256) for each in manifest.earlier]
    return {f"{Own.SITE}/{name}": digest for name, digest in own + before}


def read_archive_list(archive: Path) -> dict[str, str]:
    """SHA-256 of each file that the list of a folder of archives names; nothing where there is no list.

    Raises Rejected when it cannot be read to its end: names that were used would be forgotten.
    """
    path = archive / Own.CHECKSUMS
    if not os.path.lexists(path):
        return {}
    found = [_LISTED.fullmatch(line) for line in _content(path).decode(errors="replace").splitlines()]
    if not found or None in found:
        raise reject("release/earlier:list-unreadable", Place(str(path)))
    return {line[2]: line[1] for line in found if line}


def read_last_text(folder: Path) -> bytes | None:
    """The sentences of the last release in the output of an edition; None where there is none.

    Raises Rejected when they are not those that were released.
    """
    digest = read_archive_list(folder / Own.ARCHIVE).get(TEXT)
    path = folder / Own.ARCHIVE / TEXT
    if digest is None and not os.path.lexists(path):
        return None
    content = _content(path)
    if digest not in (None, checksum(content)):
        raise reject("release/earlier:sentences-changed", Place(str(path)))
    return content


def plain_content(path: Path) -> bytes | None:
    """Bytes of a file; None where it is not there, cannot be read, or is no plain file."""
    with suppress(OSError, LimitExceeded):
        return read_file(path, LimitName.ANSWER)
    return None


def _content(path: Path) -> bytes:
    """Bytes of a file; none at all where it cannot be read."""
    return plain_content(path) or b""


COMMAND = "verapdf"

FLAVOURS: dict[str, str] = shipped_table("standards")["verapdf"]
"""veraPDF's name of each standard that it judges; PDF/X-4 is judged by the rules of press preflight."""


@dataclass(frozen=True)
class ValidationVerdict:
    """The verdict of one tool on one standard of one file, known by the SHA-256 of its bytes."""

    sha256: str
    standard: str
    tool: str
    passed: bool
    failures: tuple[str, ...] = ()


_RECORD = TypeAdapter(dict[Literal["verdicts"], tuple[ValidationVerdict, ...]])


def judged(artwork: Artwork) -> tuple[str, ...]:
    """The standards of an artwork that veraPDF judges."""
    return tuple(standard for standard in artwork.standards if standard in FLAVOURS)


def validate(artworks: Iterable[Artwork], command: str = COMMAND) -> tuple[ValidationVerdict, ...]:
    """The verdict of the veraPDF command on each standard that the artworks claim and it judges.

    Raises Rejected when the command is not there or gives no verdict.
    """
    return tuple(_verdict(artwork, standard, command) for artwork in artworks for standard in judged(artwork))


def _verdict(artwork: Artwork, standard: str, command: str) -> ValidationVerdict:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "artwork.pdf"
        file.write_bytes(artwork.content)
        arguments = [command, "--format", "json", "--flavour", FLAVOURS[standard], str(file)]
        try:
            said = subprocess.run(arguments, capture_output=True, text=True, check=False).stdout  # noqa: S603
        except OSError as fault:
            raise reject("prove/verapdf:unstartable", Place(command), strerror=fault) from fault
    try:
        report = json.loads(said)["report"]
        tool = f"veraPDF {next(part['version'] for part in report['buildInformation']['releaseDetails'])}"
        results = report["jobs"][0]["validationResult"]
        result = results[0] if isinstance(results, list) else results
        rules = (
            (f"{r['clause']}-{r['testNumber']}", str(r["description"])) for r in result["details"]["ruleSummaries"]
        )
        failures = tuple(f"{clause}: {' '.join(told.split())}" for clause, told in rules)
        return ValidationVerdict(checksum(artwork.content), standard, tool, bool(result["compliant"]), failures)
    except (ValueError, LookupError, StopIteration, TypeError) as fault:
        raise reject("prove/verapdf:no-verdict", Place(artwork.file), standard=standard) from fault


def write_record(folder: Path, verdicts: Iterable[ValidationVerdict]) -> Written:
    """Writes the verdicts into a file of the folder. Raises Rejected when it cannot be written."""
    text = json.dumps({"verdicts": [asdict(verdict) for verdict in verdicts]}, indent=2, ensure_ascii=False)
    return Written(folder, write_files(folder, "prove", {Own.VERDICTS: f"{text}\n".encode()}))


def read_record(folder: Path) -> tuple[ValidationVerdict, ...]:
    """The verdicts recorded in a folder; none where nothing was recorded.

    Raises Rejected when the record cannot be read.
    """
    path = folder / Own.VERDICTS
    try:
        return _RECORD.validate_json(read_file(path, LimitName.TEXT), strict=True)["verdicts"]
    except FileNotFoundError:
        return ()
    except (OSError, LimitExceeded, ValidationError, KeyError) as fault:
        raise reject("prove/record", Place(str(path))) from fault
