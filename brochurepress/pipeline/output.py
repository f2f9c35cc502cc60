"""Output: the artworks of one build on disk, all of them or none, with a manifest of what they are."""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as record

from brochurepress import workspace
from brochurepress.artworks import Artwork
from brochurepress.findings import Finding, Place, error, refuse
from brochurepress.source import Edition

MANIFEST = workspace.Own.MANIFEST
BUILD = "build"


@record(frozen=True)
class Entry:
    """An artwork in the manifest: variant, file, size, SHA-256, and of a PDF its pages and standards."""

    variant: str
    file: workspace.Inner
    bytes: int
    sha256: workspace.Sha256
    pages: int = 0
    standards: tuple[str, ...] = ()


@record
class Part:
    """A form of an edition as it was made: its number of pages, its artworks, and what was asked for to make it.

    Faults of its pages, `laid`, are apart from those of its artworks, which are not made where there are any; `proved`
    are those of preflight, some of which somebody may accept. `told` is what it tells of other parts.
    """

    pages: int
    artworks: list[Entry] = field(default_factory=list)
    laid: list[Finding] = field(default_factory=list)
    painted: list[Finding] = field(default_factory=list)
    proved: list[Finding] = field(default_factory=list)
    asked: dict[str, str] = field(default_factory=dict)
    told: str = ""


@record(frozen=True)
class _Manifest:
    artworks: tuple[Entry, ...]


_MANIFEST = TypeAdapter(_Manifest)


@dataclass(frozen=True)
class Written:
    """The folder that was written, and a warning for each file of somebody else that stood in the way."""

    folder: Path
    findings: tuple[Finding, ...]


def prepare(project: workspace.Project, output: Path | None, name: str) -> tuple[Finding, ...]:
    """Whether a folder may be written to, asked before work begins; what a killed writer left there is carried on.

    `output` is what the user named, or None for output/ in the root; `name` is that of the folder in it. Gives the
    warnings of what was carried on. Raises Rejected with every reason against the folder.
    """
    target = (output or project.root / "output") / name
    real, root = Path(os.path.realpath(target)), Path(os.path.realpath(project.root))
    faults = [*_blocked(target), *_among_sources(project, target, real)]
    start = Path(os.path.realpath(output or project.root))
    if start.is_relative_to(root) and not real.is_relative_to(root):
        faults.append(error("output/target:inside-root", Place(str(target)), real=real))
    refuse(faults)
    if not workspace.unfinished(target):
        return ()
    with workspace.opened(target, _in_manifest) as folder:
        return tuple(folder.findings)


def prepare_file(project: workspace.Project, path: Path) -> None:
    """Raises Rejected where a file would lie among what the press reads, or cannot be one."""
    faults = list(_among_sources(project, path.parent, Path(os.path.realpath(path)), contained=False))
    if os.path.isdir(path):  # noqa: PTH112 - Path's own raises where it may not look
        faults.append(error("output/target:name", Place(str(path))))
    faults += _blocked(path.parent)
    refuse(faults)


def _blocked(target: Path) -> Iterator[Finding]:
    """What stands where a folder is to be: a file, or a link that leads nowhere."""
    for path in (target, *target.parents):
        if os.path.islink(path) and not os.path.exists(path):  # noqa: PTH110, PTH114 - Path's own raise
            yield error("output/target:nowhere", Place(str(path)))
            return
        if os.path.exists(path):  # noqa: PTH110
            if not os.path.isdir(path):  # noqa: PTH112
                yield error("output/target:file", Place(str(path)))
            return


def _among_sources(project: workspace.Project, target: Path, real: Path, contained: bool = True) -> Iterator[Finding]:
    for base in project.bases():
        for name in workspace.FOLDERS:
            folder = Path(os.path.realpath(base / name))
            if real.is_relative_to(folder) or (contained and folder.is_relative_to(real)):
                how = "is" if real == folder else "inside" if real.is_relative_to(folder) else "around"
                yield error(f"output/target:{how}", Place(str(target)), name=name)


def write_output(
    folder: Path, edition: Edition, artworks: tuple[Artwork, ...], reports: Mapping[str, bytes] | None = None
) -> Written:
    """Writes artworks and reports into <folder>/<edition>/; the edition's other artworks stay.

    Artworks of variants that the edition no longer issues go, and reports on an earlier build. What the press did not
    write stays; an artwork that somebody edited is moved aside.

    Raises Rejected when the folder cannot be written.
    """
    target = folder / edition.name
    with workspace.opened(target, _in_manifest) as held:
        made = {artwork.variant: entry_of(artwork) for artwork in artworks}
        entries = _kept(held, edition, made) | made
        manifest = {
            "edition": edition.name,
            "title": edition.title,
            "version": edition.version,
            "date": edition.date.isoformat(),
            "language": edition.language,
            # what is 0 or empty is not told
            "artworks": [
                {key: value for key, value in asdict(entries[name]).items() if value not in (0, ())}
                for name in edition.variants
                if name in entries
            ],
        }
        text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
        files = {artwork.file: artwork.content for artwork in artworks} | dict(reports or {})
        issued = {edition.files[variant] for variant in edition.variants}
        held.replace(BUILD, files | {MANIFEST: text.encode()}, stays=lambda file: file in issued)
        return Written(target, tuple(held.findings))


def write_files(
    target: Path,
    owner: str,
    files: Mapping[str, bytes],
    stays: Callable[[str], bool] = lambda file: False,
    adopts: Callable[[str], object] = lambda file: False,
) -> tuple[Finding, ...]:
    """Makes these, by path, the files of a command in a folder, all together; its others go but those that stay.

    What the press did not write stays, unless the command adopts it; where its name is wanted it is moved aside, which
    the warnings that are given tell. Raises Rejected when the folder cannot be written.
    """
    with workspace.opened(target, _in_manifest) as folder:
        folder.replace(owner, files, stays, adopts)
        return tuple(folder.findings)


def write_file(path: Path, owner: str, content: bytes) -> tuple[Finding, ...]:
    """Writes one file whole or not at all, as `write_files` does; the other files of the command stay."""
    return write_files(path.parent, owner, {path.name: content}, lambda file: True)


def strangers(target: Path, below: str) -> Iterator[str]:
    """Files in a folder below a target that the press did not write, or that were edited since, by path."""
    with workspace.opened(target, _in_manifest) as folder:
        for path in sorted((folder.path / below).rglob("*")):
            file = path.relative_to(folder.path).as_posix()
            if not path.is_dir() and not folder.intact(file):
                yield file


def entry_of(artwork: Artwork) -> Entry:
    """What the manifest tells of an artwork."""
    sha256, told = hashlib.sha256(artwork.content).hexdigest(), (artwork.pages, artwork.standards)
    return Entry(artwork.variant, artwork.file, len(artwork.content), sha256, *told)


def _kept(folder: workspace.Folder, edition: Edition, made: Iterable[str]) -> dict[str, Entry]:
    """Entries of the last output for variants that the edition still issues and this build did not make.

    An artwork that is no longer as it was written has none.
    """
    return {
        entry.variant: entry
        for entry in _listed(folder.path)
        if entry.variant in edition.variants
        and entry.variant not in made
        and entry.file == edition.files[entry.variant]
        and folder.intact(entry.file)
    }


def _listed(path: Path) -> tuple[Entry, ...]:
    """The entries of the manifest in a folder; none where it cannot be read, or is somebody else's."""
    try:
        content = workspace.read_file(path / MANIFEST, workspace.LimitName.TEXT)
        return _MANIFEST.validate_json(content, strict=True).artworks
    except (OSError, workspace.LimitExceeded, ValidationError):
        return ()


def _in_manifest(path: Path) -> workspace.Ledger:
    """What the press made in a folder by the manifest alone, that manifest included."""
    entries = _listed(path)
    made = {entry.file: entry.sha256 for entry in entries}
    return {BUILD: made | ({MANIFEST: workspace.digest(path / MANIFEST)} if entries else {})}
