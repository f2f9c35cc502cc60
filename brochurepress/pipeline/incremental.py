"""Incremental builds: of an edition only those artworks are made that are out of date, or no longer as they were made.

What each was made from is remembered in the cache of the press, and never beside what it vouches for. Nothing here
loads the layout engine before something is to be made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as record

from brochurepress import workspace
from brochurepress.artworks import Artwork, in_order
from brochurepress.findings import Finding, Place, blocking, info
from brochurepress.pipeline.identity import press_identity
from brochurepress.pipeline.output import Part, Written, entry_of, write_output
from brochurepress.source import Edition, read_edition
from brochurepress.wording import phrase

if TYPE_CHECKING:
    from brochurepress.source import Inputs

FOLDER = workspace.cache_folder() / "builds"
"""Where it is remembered what artworks were made from; it may be emptied at any time."""

_DAMAGED = "build/memory"


@dataclass(frozen=True)
class BuildOrder:
    """What is to be built: an edition as these variants (all that it issues when there are none), for a printer.

    `output` is the folder that the user named, or None for output/ in the root. With `force` nothing is taken as it is,
    nor with `report`, which has reports written beside the artworks.
    """

    project: workspace.Project
    edition: str
    only: tuple[str, ...] = ()
    printer: str | None = None
    output: Path | None = None
    force: bool = False
    report: bool = False

    @property
    def folder(self) -> Path:
        """The folder of the output."""
        return self.output or self.project.root / "output"

    @property
    def key(self) -> tuple[str, ...]:
        """What tells the order from others; where its files go does not."""
        root, only = str(self.project.root.resolve()), sorted(set(self.only))
        return (root, self.edition, self.printer or "", *only)

    @property
    def memory(self) -> str:
        """Under which name it is remembered for this press; "" where that cannot tell what it is."""
        parts = (press_identity(), *self.key)
        return workspace.name_of(tuple(part.encode(errors="surrogateescape") for part in parts)) if parts[0] else ""


@record(frozen=True)
class _Memory:
    """What is remembered of one order: its parts, and all that was found."""

    key: tuple[str, ...]
    parts: dict[str, Part]
    findings: tuple[Finding, ...]


_MEMORY = TypeAdapter(_Memory)


@dataclass(frozen=True)
class FreshBuild:
    """An edition of which every artwork is up to date; `made` are the variants that were made for it."""

    order: BuildOrder
    edition: Edition
    artworks: tuple[Artwork, ...]
    findings: tuple[Finding, ...]
    made: frozenset[str] = frozenset()
    parts: Mapping[str, Part] = field(default_factory=dict)
    reports: Mapping[str, bytes] = field(default_factory=dict)

    def write(self) -> Written:
        """Writes what is not there yet, and remembers what it was made from. Raises as `write_output`."""
        written = write_output(self.order.folder, self.edition, self.artworks, self.reports)
        if self.parts and self.order.memory:
            findings = tuple(finding for finding in self.findings if finding.rule != _DAMAGED)
            memory = _Memory(self.order.key, dict(self.parts), findings)
            workspace.store(self.order.memory, _MEMORY.dump_json(memory), FOLDER)
        return written


def bring_up_to_date(
    order: BuildOrder, on_stage: Callable[[str], None], apart: bool = False, memo: workspace.Memo | None = None
) -> FreshBuild:
    """The artworks of an order: those that stand as they are, and the others made anew.

    Made `apart`, in a copy of this process, nothing is left here of what the engines began; with a `memo` it is kept
    for the next build. There are none when a file they are made from was changed meanwhile. Raises Rejected when the
    sources cannot be used, with all their faults.
    """
    snapshot = workspace.Snapshot(order.project, memo)
    known, notes = (None, ()) if order.force or order.report else _recalled(order)
    kept = {name: part for name, part in known.parts.items() if snapshot.holds(part.asked)} if known else {}
    # Whatever part stands, the edition stands: each is made from its frame.
    edition = read_edition(snapshot, order.edition) if kept else None
    upheld = dict(_upheld(order, kept))
    if known and edition and len(kept) == len(known.parts) and upheld.keys() >= {*edition.issued(order.only)}:
        return FreshBuild(order, edition, tuple(upheld.values()), known.findings)
    from brochurepress.source import read_sources

    on_stage(phrase("stage/manuscript"))
    inputs = read_sources(snapshot, order.edition, order.printer)
    from brochurepress.pipeline.stages import THREADS  # loaded once for all copies of this process

    make = partial(_made, order, inputs, kept, upheld, on_stage, memo is None)
    if apart and not memo and workspace.may_share(THREADS):
        on_stage("")
        with workspace.beside(make) as made:
            built = made()
    else:
        built = make()
    for part in built.parts.values():
        snapshot.holds(part.asked)  # what copies of this process have read is asked for here too
    if faults := snapshot.changed():
        built = FreshBuild(order, built.edition, (), (*built.findings, *faults))
    return replace(built, findings=(*notes, *built.findings))


def _made(
    order: BuildOrder,
    inputs: Inputs,
    kept: Mapping[str, Part],
    upheld: Mapping[str, Artwork],
    on_stage: Callable[[str], None],
    shared: bool,
) -> FreshBuild:
    """The build with what is missing made; with everything made where that does not fit what was kept."""
    from brochurepress.pipeline.stages import Bench

    edition = inputs.manuscript.edition
    issued = edition.issued(order.only)
    missing = tuple(name for name in issued if name not in upheld)
    bench = Bench(inputs, missing, on_stage, upheld=upheld, kept=kept)
    bench.make(shared and not order.report)
    parts = {**bench.parts, **kept}
    findings, files = bench.result(parts.values(), issued, order.report)
    on_stage("")
    if blocking(findings):
        return FreshBuild(order, edition, (), findings)
    artworks = in_order((*upheld.values(), *(bench.done[name] for name in missing)))
    entries = [entry for part in parts.values() for entry in part.artworks]
    fits = all(bench.told(name, parts, artworks) == part.told for name, part in kept.items())
    if not fits or any(entry_of(artwork) not in entries for artwork in artworks):
        return _made(order, inputs, {}, {}, on_stage, shared)
    parts = {name: replace(part, told=bench.told(name, parts, artworks)) for name, part in parts.items()}
    return FreshBuild(order, edition, artworks, findings, frozenset(missing), parts, files)


def _recalled(order: BuildOrder) -> tuple[_Memory | None, tuple[Finding, ...]]:
    """What is remembered of an order carried out by this press; information where that cannot be trusted."""
    try:
        content = workspace.fetch(order.memory, FOLDER) if order.memory else None
        memory = _MEMORY.validate_json(content, strict=True) if content is not None else None
        if memory and memory.key != order.key:
            raise workspace.Damaged(order.edition)
    except (workspace.Damaged, ValidationError):
        return None, (info(_DAMAGED, Place(str(FOLDER / order.memory))),)
    return memory, ()


def _upheld(order: BuildOrder, kept: Mapping[str, Part]) -> Iterator[tuple[str, Artwork]]:
    """The artworks of parts that stand, by variant, of which the output holds the very file that was made."""
    for entry in (entry for part in kept.values() for entry in part.artworks):
        path = order.folder / order.edition / entry.file
        with suppress(OSError, workspace.LimitExceeded):
            if workspace.digest(path) == entry.sha256:
                content = workspace.read_file(path, workspace.LimitName.PDF)
                artwork = Artwork(entry.variant, entry.file, content, entry.pages, entry.standards)
                if entry_of(artwork) == entry:
                    yield entry.variant, artwork
