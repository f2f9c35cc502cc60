"""Release: what was built, proved and signed, laid out for the web team and the archive, or refused with reasons."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from prepress.archive import source_files, zipped
from prepress.artworks import Artwork
from prepress.bom import bill_of_materials
from prepress.build import Build, Sources
from prepress.changes import changes, sentences
from prepress.file_names import Own
from prepress.findings import Finding, Place, blocking, error, warning
from prepress.manifest import FORMAT, Manifest, ReleasedFile
from prepress.manuscript import Manuscript
from prepress.output import Written, strangers, write_files
from prepress.project import HOME, Project
from prepress.site import CHECKSUMS, Site, checksums, make_site
from prepress.validation import Verdict, checksum, judged

SITE, ARCHIVE = Own.SITE, Own.ARCHIVE
TEXT, CHANGES, EVIDENCE = f"{ARCHIVE}/text.txt", f"{ARCHIVE}/changes.txt", f"{ARCHIVE}/evidence.json"
BILL = f"{ARCHIVE}/bom.cdx.json"


@dataclass(frozen=True)
class Evidence:
    """The evidence of an edition as JSON, and a finding for each human check that is unsigned or for an older text."""

    content: bytes
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Proofs:
    """What a release is judged by besides its build.

    `ages` are the findings on contacts; `revision` names the source in version control; `tools` holds versions by name.
    """

    verdicts: tuple[Verdict, ...]
    evidence: Evidence | None
    ages: tuple[Finding, ...]
    revision: str
    tools: Mapping[str, str]


@dataclass(frozen=True)
class Release:
    """The files of a release by path, its manifest, and what stands between a draft and a release."""

    files: Mapping[str, bytes]
    manifest: Manifest
    findings: tuple[Finding, ...]


def obstacles(build: Build, proofs: Proofs) -> tuple[Finding, ...]:
    """Every finding of severity error that a release must not have, of the build and of its proofs."""
    name = build.edition.name
    found = [*build.findings, *proofs.ages, *_unproved(build.artworks, proofs.verdicts, name)]
    if proofs.evidence is None:
        hint = f"collect it and have it signed: publish.py evidence {name}"
        found.append(error("release/evidence", "there is no evidence of the human checks", Place(name), hint))
    else:
        found += proofs.evidence.findings
    return blocking(found)


def _unproved(artworks: tuple[Artwork, ...], verdicts: tuple[Verdict, ...], name: str) -> Iterator[Finding]:
    known = {(verdict.sha256, verdict.standard): verdict for verdict in verdicts}
    for artwork in artworks:
        digest, place = checksum(artwork.content), Place(artwork=artwork.file)
        for standard in judged(artwork):
            verdict = known.get((digest, standard))
            if verdict is None:
                message = f"veraPDF has not judged these bytes on {standard}"
                yield error("release/unproved", message, place, f"publish.py prove {name}")
            elif not verdict.passed:
                message = f"{verdict.tool} finds that it is no {standard}: {'; '.join(verdict.failures)}"
                yield error("release/disproved", message, place, "mend the file, build and prove it again")


def make_release(project: Project, sources: Sources, build: Build, proofs: Proofs, last: Path) -> Release:
    """The files of a release, marked as a draft where there are obstacles; `last` is the folder of the last release.

    The same source and proofs give the same bytes. Raises Rejected for faults of the snippet's template.
    """
    manuscript, edition = sources.manuscript, sources.manuscript.edition
    found = (*obstacles(build, proofs), *_unapproved(manuscript))
    source = source_files(project, (edition.folder, *manuscript.folders))
    manifest = Manifest(
        format=FORMAT,
        edition=edition.name,
        title=edition.title,
        version=edition.version,
        date=edition.date,
        language=edition.language,
        address=edition.address,
        draft=bool(found),
        reasons=tuple(dict.fromkeys(f"{finding.message} [{finding.rule}]" for finding in found)),
        revision=proofs.revision,
        source=_digest(source),
        tools=dict(sorted(proofs.tools.items())),
        files=(_ANY,),
    )
    site = make_site(project, manuscript, sources.tokens, build.artworks, proofs.verdicts, manifest)
    files = {f"{SITE}/{name}": content for name, content in site.files.items()}
    files |= _text(sentences(manuscript), last)
    if proofs.evidence:
        files[EVIDENCE] = proofs.evidence.content
    files[BILL] = bill_of_materials(HOME, edition.name, edition.version, source)
    draft = "-draft" if found else ""
    archive = _archive(site, source, files)
    files[f"{ARCHIVE}/{edition.name}-{edition.version}{draft}.zip"] = zipped(archive, edition.date)
    return Release(files, site.manifest, found)


def _unapproved(manuscript: Manuscript) -> Iterator[Finding]:
    """An edition that says itself that it is a draft."""
    if manuscript.edition.draft:
        place = manuscript.source.place(("status",))
        hint = "have it approved, then remove status"
        yield error("release/status", "the edition waits for approval: its status is draft", place, hint)


_ANY = ReleasedFile(file="-", variant="-", media_type="-", bytes=1, sha256="0" * 64)
"""Stands where the site's files come: a manifest has at least one."""


def write_release(folder: Path, release: Release) -> Written:
    """Writes the files of a release into the output of its edition; gives the folder of the site.

    With a warning for each file in that folder which the release does not know, and which would go online with it.
    Raises Rejected when the folder cannot be written.
    """
    moved = write_files(folder, "release", release.files)
    hint = "move it away before the folder is copied to the web"
    unknown = (
        warning("release/unknown-file", "this is no file of the release", Place(str(folder / file)), hint)
        for file in strangers(folder, SITE)
    )
    return Written(folder / SITE, (*moved, *unknown))


def _digest(source: Mapping[str, bytes]) -> str:
    lines = "".join(f"{checksum(content)}  {name}\n" for name, content in source.items())
    return hashlib.sha256(lines.encode()).hexdigest()


def _text(now: tuple[str, ...], last: Path) -> dict[str, bytes]:
    """The sentences of this release, and those that changed since the last one with another text."""
    before = last / TEXT
    lines = {TEXT: "".join(f"{sentence}\n" for sentence in now).encode()}
    if not before.is_file():
        return {**lines, CHANGES: b""}
    if before.read_bytes() == lines[TEXT]:
        kept = last / CHANGES
        return {**lines, CHANGES: kept.read_bytes() if kept.is_file() else b""}
    old = tuple(before.read_text(encoding="utf-8").splitlines())
    return {**lines, CHANGES: "".join(f"{line}\n" for line in changes(old, now)).encode()}


def _archive(site: Site, source: Mapping[str, bytes], files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Everything to read the edition, prove it and make it again; dated copies, the same bytes, are left out."""
    dated = {entry.dated for entry in site.manifest.files}
    kept = {name: content for name, content in site.files.items() if name not in (*dated, CHECKSUMS)}
    held = {f"edition/{name}": content for name, content in kept.items()}
    held |= {f"press/{name}": content for name, content in source.items()}
    held |= {
        name.removeprefix(f"{ARCHIVE}/"): files[name]
        for name in (TEXT, CHANGES, EVIDENCE, BILL)
        if name in files
    }
    return held | {CHECKSUMS: checksums(held)}
