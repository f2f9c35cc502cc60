"""States of a brochure to compare: as it is, was, or was delivered; its PDF files, and where they come from."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from brochurepress.artworks import PAINTERS, PaintJob
from brochurepress.findings import Finding, Place, Rejected, blocking, error, reject
from brochurepress.pdf.inspect import Inspection, inspect
from brochurepress.pipeline import OnStage, lay_out
from brochurepress.proofing.compare.git import checkout
from brochurepress.proofing.compare.origin import SourceOrigin
from brochurepress.source import PAGES, VARIANTS, Edition, PaintMethod, known_editions, read_sources
from brochurepress.wording import phrase
from brochurepress.workspace import LimitName, Project, Snapshot, read_file

PAGED = (PaintMethod.PLAIN, PaintMethod.TAGGED)
"""The paints whose files have the pages of the brochure, one by one: those that can be compared."""


@dataclass(frozen=True)
class EditionState:
    """One state of a brochure: what it is called, its PDF files by variant, and what is known of their source.

    `faults` are the errors that keep it from being issued; its pages can be looked at all the same.
    """

    name: str
    files: Mapping[str, Inspection]
    origin: SourceOrigin | None = None
    faults: tuple[Finding, ...] = field(default=())


def comparable(edition: Edition) -> tuple[str, ...]:
    """The variants of an edition that are compared when none is named: the first of each paint with pages."""
    first = {
        VARIANTS[name].paint: name
        for name in reversed(list(VARIANTS))
        if name in edition.variants and VARIANTS[name].paint in PAGED and VARIANTS[name].form == PAGES.name
    }
    return tuple(name for name in VARIANTS if name in first.values())


def built(
    project: Project, edition: str, variants: Sequence[str], name: str, on_stage: OnStage = lambda stage: None
) -> EditionState:
    """The state that the sources of a project make, in the variants named, or in those that are comparable.

    Raises Rejected when its sources cannot be used, with all their faults.
    """
    on_stage(phrase("stage/pages:of", name=name))
    layout = lay_out(read_sources(Snapshot(project), edition))
    job = PaintJob(layout)
    own = job.edition
    files = {}
    for variant in variants or comparable(own):
        if variant in own.variants:
            on_stage(phrase("stage/variant:of", variant=variant, name=name))
            painted = PAINTERS[VARIANTS[variant].paint](job, VARIANTS[variant], ())
            files[variant] = inspect(painted.content, own.files[variant])
    return EditionState(name, files, SourceOrigin(layout), blocking(layout.findings))


@contextmanager
def at_commit(
    root: Path, commit: str, edition: str, variants: Sequence[str], name: str, on_stage: OnStage
) -> Iterator[EditionState]:
    """The state that the sources of a commit make with the press of today, while the block runs.

    Raises Rejected as `built`, with a finding that names the revision, and where that has no such edition.
    """
    with checkout(root, commit) as folder:
        if edition not in known_editions(Snapshot(Project(folder))):
            raise reject("compare/revision:no-edition", name=name, edition=edition)
        try:
            state = built(Project(folder), edition, variants, name, on_stage)
        except Rejected as rejected:
            refused = error("compare/revision:refused", name=name, count=len(rejected.findings))
            raise Rejected([refused, *rejected.findings]) from rejected
        yield state


def delivered(path: Path, variant: str) -> EditionState:
    """The state of a single PDF file. Raises Rejected when it cannot be read."""
    inspection = _inspected(path)
    return EditionState(path.name, {variant or kind_of(inspection): inspection})


def in_folder(folder: Path, edition: str, variants: Sequence[str]) -> EditionState:
    """The state of an output folder or a release: the PDF files that its manifest names.

    Raises Rejected for a folder without a manifest that can be read, and for files that cannot.
    """
    manifest = next((f for f in (folder / edition, folder) if (f / "manifest.json").is_file()), folder)
    try:
        listed = json.loads(read_file(manifest / "manifest.json", LimitName.TEXT))
        entries = {
            str(entry["variant"]): manifest / Path(entry["file"]).name
            for entry in listed.get("artworks") or listed["files"]
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise reject("compare/folder", Place(str(folder))) from fault
    wanted = (name for name in variants or VARIANTS if name in entries and VARIANTS[name].paint in PAGED)
    return EditionState(str(folder), {name: _inspected(entries[name]) for name in wanted})


def _inspected(path: Path) -> Inspection:
    if not path.is_file():
        raise reject("compare/file", Place(str(path)))
    return inspect(path)


def kind_of(inspection: Inspection) -> str:
    """The variant that a PDF from elsewhere is nearest to: the press file by its output intent, else the digital."""
    intents = {intent.subtype for intent in inspection.document.intents}
    paint = PaintMethod.PLAIN if "GTS_PDFX" in intents else PaintMethod.TAGGED
    alike = (variant for variant in VARIANTS.values() if variant.paint is paint)
    return min(alike, key=lambda variant: variant.offered or len(VARIANTS)).name
