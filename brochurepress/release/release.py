"""Release: what was built, proved and signed, laid out for the web team and the archive, or refused with reasons."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from brochurepress.findings import Finding, Place, Rejected, blocking, error, warning
from brochurepress.pipeline import Build, Written, strangers, write_files
from brochurepress.preflight import matching_blocks
from brochurepress.release.manifest import (
    FORMAT,
    Earlier,
    Manifest,
    ReleasedFile,
    ValidationVerdict,
    bill_of_materials,
    checksum,
    checksums,
    judged,
    plain_content,
    read_earlier,
    read_last_text,
)
from brochurepress.release.manifest import TEXT as LAST_TEXT
from brochurepress.release.site import link_faults, make_site, published
from brochurepress.source import Inputs, Manuscript, texts_of
from brochurepress.workspace import DRAFT, HOME, REVIEWS, Own, Project, dated

_BLOCK = re.compile(r"</?(?:p|li|h[1-6]|td|th|tr|dt|dd|blockquote|figcaption|ul|ol|table)\b[^>]*>")
_TAG = re.compile(r"<[^>]+>")
_END = re.compile(r"(?<=[.!?…])[\"”’»)]*\s+")


def sentences(manuscript: Manuscript) -> tuple[str, ...]:
    """Every sentence of an edition in reading order: titles, texts, names, addresses and text alternatives."""
    texts = (
        unescape(_TAG.sub("", text)).replace("\u00ad", "")
        for section in manuscript.sections
        for text in (*texts_of(section.content), *_BLOCK.sub("\n", section.html).split("\n"))
    )
    return tuple(sentence for text in texts for sentence in _END.split(" ".join(text.split())) if sentence)


def changes(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[str, ...]:
    """The sentences taken out ("- ") and put in ("+ "), each beside what it replaces, in reading order."""
    parts = ((before[i:j], after[k:m]) for same, i, j, k, m in matching_blocks(before, after) if not same)
    return tuple(
        line for out, put in parts for line in (*(f"- {each}" for each in out), *(f"+ {each}" for each in put))
    )


def source_files(project: Project, folders: Sequence[str]) -> dict[str, bytes]:
    """Every file that an edition is made from, by path from the root: sources, layouts, fonts, profiles, licences.

    What people said of it is none of them. `folders` are its own and those of the editions it builds on.
    """
    found: dict[str, bytes] = {}
    of = (*folders, "layouts", "fonts", "assets")
    for base, folder in ((base, folder) for base in reversed(project.bases()) for folder in of):
        for path in (base / folder).rglob("*"):
            name = path.relative_to(base)
            hidden = name.parts[2:3] == (REVIEWS,) or any(part.startswith(".") for part in name.parts)
            if path.is_file() and not hidden:
                found[name.as_posix()] = path.read_bytes()
    return dict(sorted(found.items()))


def zipped(files: Mapping[str, bytes], date: dt.date) -> bytes:
    """A zip (ISO/IEC 21320-1) of files by name, each dated to the day; the same bytes for the same files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (date.year, date.month, date.day, 0, 0, 0))
            entry.external_attr, entry.create_system = 0o100644 << 16, 3  # a plain file, of no system in particular
            archive.writestr(entry, files[name], zipfile.ZIP_DEFLATED)
    return written.getvalue()


TEXT, CHANGES = f"{Own.ARCHIVE}/{LAST_TEXT}", f"{Own.ARCHIVE}/changes.txt"
BILL = f"{Own.ARCHIVE}/bom.cdx.json"
ARCHIVES = f"{Own.ARCHIVE}/{Own.CHECKSUMS}"


@dataclass(frozen=True)
class ReleaseChecks:
    """What a release is judged by besides its build.

    `evidence` is that of the edition by file name, nothing where there is none; `unproved` are the findings on what is
    open in it, `ages` those on contacts; `revision` names the source in version control; `tools` has versions by name.
    """

    verdicts: tuple[ValidationVerdict, ...]
    evidence: Mapping[str, bytes]
    unproved: tuple[Finding, ...]
    ages: tuple[Finding, ...]
    revision: str
    tools: Mapping[str, str]


@dataclass(frozen=True)
class Release:
    """The files of a release by path, its manifest, and what stands between a draft and a release."""

    files: Mapping[str, bytes]
    manifest: Manifest
    findings: tuple[Finding, ...]


def obstacles(build: Build, proofs: ReleaseChecks) -> tuple[Finding, ...]:
    """Every finding of severity error that a release must not have, of the build and of its proofs."""
    name, found = build.edition.name, [*build.findings, *proofs.ages]
    known = {(verdict.sha256, verdict.standard): verdict for verdict in proofs.verdicts}
    for artwork in build.artworks:
        digest, place = checksum(artwork.content), Place(artwork=artwork.file)
        for standard in judged(artwork):
            verdict = known.get((digest, standard))
            if verdict is None:
                found.append(error("release/unproved", place, standard=standard, name=name))
            elif not verdict.passed:
                told = {"tool": verdict.tool, "standard": standard, "failures": "; ".join(verdict.failures)}
                found.append(error("release/disproved", place, **told))
    missing = () if proofs.evidence else (error("release/evidence", Place(name), name=name),)
    return blocking((*found, *proofs.unproved, *missing))


def make_release(inputs: Inputs, build: Build, proofs: ReleaseChecks, last: Path) -> Release:
    """The files of a release, marked as a draft where there are obstacles; `last` is the folder of the last release.

    The same source and proofs give the same bytes. What earlier releases left under names that are never used again
    stays among the files, and is an obstacle where the release would need such a name for other bytes. Raises Rejected
    for faults of the snippet's template, when what earlier releases left cannot be read or is gone, and when a file is
    no longer as the build had it.
    """
    manuscript, found = inputs.manuscript, obstacles(build, proofs)
    earlier = read_earlier(last, manuscript.edition.name)
    if manuscript.edition.draft:  # an edition that says so itself
        case = "release/status" if manuscript.source.values.get("status") == "draft" else "release/status:samples"
        found += (error(case, manuscript.source.place(("status",))),)
    release = _made(inputs, build, proofs, last, earlier, found)
    links = link_faults(release.manifest, _under(Own.SITE, release.files))
    if more := (*_used(manuscript, build, release, earlier), *links):
        release = _made(inputs, build, proofs, last, earlier, (*found, *more))
    # Not even a draft is written then: the manifest that it replaces is what tells of such a file, and the archive
    # would hold other sources than its artworks were made from.
    if refused := (*earlier.lost(release.files), *inputs.snapshot.changed()):
        raise Rejected((*refused, *release.findings))
    return release


def _made(
    inputs: Inputs, build: Build, proofs: ReleaseChecks, last: Path, earlier: Earlier, found: tuple[Finding, ...]
) -> Release:
    """The files of a release with these findings, of a draft where there are any."""
    manuscript, edition = inputs.manuscript, inputs.manuscript.edition
    source = source_files(inputs.snapshot.project, (edition.folder, *manuscript.folders))
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
        source=checksum("".join(f"{checksum(held)}  {path}\n" for path, held in source.items()).encode()),
        tools=dict(sorted(proofs.tools.items())),
        files=(_ANY,),
    )
    dated = _under(Own.SITE, earlier.contents)
    shown = published(edition, build.artworks)
    site, manifest = make_site(inputs, shown, proofs.verdicts, manifest, dated)
    told = _text(sentences(manuscript), last)
    told |= {f"{Own.ARCHIVE}/{name}": content for name, content in proofs.evidence.items()}
    told[BILL] = bill_of_materials(HOME, edition.name, edition.version, source)
    files = {f"{Own.ARCHIVE}/{name}": content for name, content in _under(Own.ARCHIVE, earlier.contents).items()}
    mark = DRAFT if found else ""
    kept = {each.file: each.content for each in build.artworks if each not in shown}
    whole = zipped(_archive(site, manifest, kept, source, told), edition.date)
    files[f"{Own.ARCHIVE}/{edition.name}-{edition.version}{mark}.zip"] = whole
    files |= _beside(told, last) if found else told
    files[ARCHIVES] = checksums({Path(name).name: checksum(content) for name, content in files.items()})
    files |= {f"{Own.SITE}/{name}": content for name, content in site.items()}
    return Release(files, manifest, found)


def _under(folder: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a folder, by name."""
    start = f"{folder}/"
    return {name.removeprefix(start): content for name, content in files.items() if name.startswith(start)}


def _used(manuscript: Manuscript, build: Build, release: Release, earlier: Earlier) -> Iterator[Finding]:
    """What earlier releases left and this one would write over."""
    made = {path: checksum(content) for path, content in release.files.items() if earlier.contents.get(path) != content}
    edition, place = manuscript.edition, manuscript.source.place(("version",))
    # A draft has names of its own: what it would be called as a release is asked all the same.
    for artwork in (each for each in build.artworks if each.variant in edition.downloads):
        made[f"{Own.SITE}/{dated(artwork.file, edition.date, draft=False)}"] = checksum(artwork.content)
    if names := ", ".join(Path(path).name for path in earlier.taken(made)):
        yield error("release/used", place, version=edition.version, date=edition.date, names=names)


_ANY = ReleasedFile(file="-", variant="-", media_type="-", bytes=1, sha256="0" * 64)
"""Stands where the site's files come: a manifest has at least one."""


def write_release(folder: Path, release: Release) -> Written:
    """Writes the files of a release into the output of its edition; gives the folder of the site.

    With a warning for each file in that folder which the release does not know, and which would go online with it.
    Raises Rejected when the folder cannot be written.
    """
    moved = write_files(folder, "release", release.files)
    unknown = (warning("release/unknown-file", Place(str(folder / file))) for file in strangers(folder, Own.SITE))
    return Written(folder / Own.SITE, (*moved, *unknown))


def is_written(folder: Path, release: Release) -> bool:
    """Whether the output of an edition holds this release as it is, byte for byte."""
    return all(plain_content(folder / path) == content for path, content in release.files.items())


def _text(now: tuple[str, ...], last: Path) -> dict[str, bytes]:
    """The sentences of this release, and those that changed since the last one with another text."""
    text, before = "".join(f"{sentence}\n" for sentence in now).encode(), read_last_text(last)
    if before == text:
        return {TEXT: text, CHANGES: plain_content(last / CHANGES) or b""}
    old = now if before is None else tuple(before.decode(errors="replace").splitlines())
    return {TEXT: text, CHANGES: "".join(f"{line}\n" for line in changes(old, now)).encode()}


def _beside(told: Mapping[str, bytes], last: Path) -> dict[str, bytes]:
    """What a draft tells, under names of its own where the next release goes by those of the last one."""
    files = {}
    for path, content in told.items():
        name, shared = Path(path), path in (TEXT, CHANGES)
        files[f"{Own.ARCHIVE}/{name.stem}{DRAFT}{name.suffix}" if shared else path] = content
        if shared and (before := plain_content(last / path)) is not None:
            files[path] = before
    return files


def _archive(
    site: Mapping[str, bytes],
    manifest: Manifest,
    kept: Mapping[str, bytes],
    source: Mapping[str, bytes],
    told: Mapping[str, bytes],
) -> dict[str, bytes]:
    """Everything to read the edition, print it, prove it and make it again; of equal files, one."""
    copies = {name for entry in manifest.files for name in (entry.dated, entry.linked)}
    copies |= {entry.file for entry in manifest.earlier}
    own = {name: content for name, content in site.items() if name not in (*copies, Own.CHECKSUMS)}
    held = {f"edition/{name}": content for name, content in (own | dict(kept)).items()}
    held |= {f"press/{name}": content for name, content in source.items()}
    held |= _under(Own.ARCHIVE, told)
    return held | {Own.CHECKSUMS: checksums({name: checksum(content) for name, content in held.items()})}
