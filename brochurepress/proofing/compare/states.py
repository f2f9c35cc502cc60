"""States of a brochure to compare: as it is, was, or was delivered; its PDF files, and where they come from.

Everything on a built page is traced to its place in the source, and its pictures and links are compared.
"""

import hashlib
import itertools
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from brochurepress.artworks import PAINTERS, PaintJob
from brochurepress.design import PT_PER_MM, Box
from brochurepress.findings import Finding, Place, Rejected, blocking, error, reject
from brochurepress.pdf.inspect import MALFORMED, Inspection, inspect
from brochurepress.pipeline import OnStage, lay_out
from brochurepress.proofing.compare.alignment import AlignedPair
from brochurepress.proofing.compare.git import checkout
from brochurepress.proofing.compare.model import Recipe
from brochurepress.source import PAGES, VARIANTS, Edition, PaintMethod, known_editions, read_sources
from brochurepress.typeset import Area, Block, Layout, SourceMap, blocks, pictures, text_runs
from brochurepress.wording import phrase
from brochurepress.workspace import LimitName, Project, Snapshot, read_file


@dataclass(frozen=True)
class PlacedItem:
    """Something that stands on a page (from 1): what it is known by, what it is called, and its box in pt."""

    key: str
    name: str
    page: int
    box: Box


ItemChange = tuple[PlacedItem | None, PlacedItem | None]
"""An item of the one state that the other has otherwise; one of the two is None when it only came or went."""


def images(inspection: Inspection) -> Iterator[PlacedItem]:
    """Every placed bitmap, known by its bytes and size."""
    for content in inspection.contents:
        for painted in content.painted:
            if (picture := painted.picture) and painted.visible:
                digest = _digest(inspection, picture.object_id) if picture.object_id else "inline"
                key = f"{digest} {picture.width} {picture.height} {picture.space}"
                yield PlacedItem(key, f"{picture.width} × {picture.height} px", painted.page, painted.box)


def _digest(inspection: Inspection, object_id: int) -> str:
    try:
        content = inspection.pdf.get_object(object_id, 0).read_raw_bytes()
    except MALFORMED:
        return f"object {object_id}"
    return hashlib.sha256(content).hexdigest()


def link_annotations(inspection: Inspection) -> Iterator[PlacedItem]:
    """Every link to an address, in the order of the annotations; parts of one over several lines count once."""
    last = ("", 0)
    for sheet in inspection.sheets:
        for annotation in sheet.annotations:
            if annotation.subtype == "Link" and annotation.uri:
                if (annotation.uri, sheet.number) != last:
                    yield PlacedItem(annotation.uri, annotation.uri, sheet.number, annotation.box)
                last = (annotation.uri, sheet.number)


def compare_items(
    before: Sequence[PlacedItem], after: Sequence[PlacedItem], pairs: Sequence[AlignedPair]
) -> tuple[ItemChange, ...]:
    """Items that are in one state only, page by page: what came on one for what went from it, of one name or in order.

    Items that stand only on a page that came or went are left out: the page tells of them. An item that ran on to
    another page has not changed.
    """
    gone, come = list(before), list(after)
    # First on their own pages, so that of equal items the one that went is missed where it stood.
    for one, other in (*pairs, (None, None)):
        if (one is None) == (other is None):
            sides = (gone, one), (come, other)
            here, there = (Counter(item.key for item in side if page in (item.page, None)) for side, page in sides)
            gone, come = (_without(side, here & there, page) for side, page in sides)
    changes: list[ItemChange] = []
    for one, other in pairs:
        if one and other:
            old = [item for item in gone if item.page == one]
            new = [item for item in come if item.page == other]
            for item in list(old):
                if same := next((each for each in new if each.name == item.name), None):
                    old.remove(item)
                    new.remove(same)
                    changes.append((item, same))
            changes += itertools.zip_longest(old, new)
    return tuple(changes)


def _without(items: Sequence[PlacedItem], shared: Counter[str], page: int | None) -> list[PlacedItem]:
    """The items without as many of a page, or of all pages for None, as both states share."""
    left = shared.copy()
    found = []
    for item in items:
        if page in (item.page, None) and left[item.key]:
            left[item.key] -= 1
        else:
            found.append(item)
    return found


_PICTURE = re.compile(r"""["'(]/([^"'()]+\.(?:svg|png|jpe?g|webp|gif|tiff?))["')]""", re.IGNORECASE)
_GROUND = re.compile(r"""\.([\w-]+)\s*\{[^{}]*url\(["']?/([^"'()]+)["']?\)""")


@dataclass(frozen=True)
class SourceOrigin:
    """What a state that was laid out here knows of its source."""

    layout: Layout

    def place(self, page: int, box: Box) -> Place:
        """File and line of what stands at a box (pt from the trim's lower left corner) of a page (from 1)."""
        centre = ((box.left + box.right) / 2, (box.bottom + box.top) / 2)
        near = min(self._runs[page], key=lambda run: (_distance(run[0], centre), run[0].width), default=None)
        return near[1] if near else Place(page=page)

    @cached_property
    def _runs(self) -> defaultdict[int, list[tuple[Box, Place]]]:
        found: defaultdict[int, list[tuple[Box, Place]]] = defaultdict(list)
        for run in text_runs(self.layout.pages):
            found[run.page].append((self._box(run.area), self._source.place(run.element, run.page)))
        return found

    def _box(self, area: Area) -> Box:
        height = self.layout.composition.geometry.height_mm
        sides = area.left, height - area.bottom, area.right, height - area.top
        return Box(*(side * PT_PER_MM for side in sides))

    @cached_property
    def art(self) -> tuple[tuple[Place, PlacedItem], ...]:
        """Every picture file on the pages, by its bytes and its reference (assets/pictures/map.svg), with its line."""
        composition = self.layout.composition
        found = []
        for name in sorted(set(_PICTURE.findall(composition.html + composition.stylesheet.text))):
            try:
                digest = hashlib.sha256(composition.read(name)).hexdigest()
            except (OSError, ValueError):
                continue
            for block in self._standing(name):
                place = self._source.place(block.element, block.page)
                item = PlacedItem(f"{digest} {name}", name, block.page, self._box(block.area))
                found.append((replace(place, file=place.file or name), item))
        return tuple(found)

    def art_place(self, name: str, page: int) -> Place:
        """The line of the source that puts a picture file on a page (from 1)."""
        places = (place for place, item in self.art if (item.name, item.page) == (name, page))
        return next(places, Place(name, page=page))

    def alternative_place(self, text: str, page: int) -> Place:
        """The line of the source of a text alternative on a page (from 1), as far as it is known."""
        for block in pictures(self.layout.pages):
            if block.page == page and block.element is not None and block.element.get("alt") == text:
                return self._source.place(block.element, page)
        return Place(page=page)

    def _standing(self, reference: str) -> Iterator[Block]:
        pages = self.layout.pages
        for block in pictures(pages):
            if block.element is not None and block.element.get("src") == f"/{reference}":
                yield block
        grounds = _GROUND.findall(self.layout.composition.stylesheet.text)
        for name in sorted({name for name, used in grounds if used == reference}):
            yield from blocks(pages, name)

    @cached_property
    def _source(self) -> SourceMap:
        return SourceMap(self.layout.pages)

    def token(self, recipe: Recipe) -> str:
        """Name of the colour token that a recipe is the ink or the sRGB value of; "" for none."""
        for name, colour in self.layout.inputs.tokens.colours.items():
            ink = tuple(round(part, 1) + 0.0 for part in colour.ink)
            if (recipe.space == "ink" and recipe.values == ink) or str(recipe) == colour.srgb:
                return name
        return ""


def _distance(box: Box, point: tuple[float, float]) -> float:
    """How far a point lies outside a box, in pt."""
    x, y = point
    return max(box.left - x, 0, x - box.right) + max(box.bottom - y, 0, y - box.top)


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
    job, files = PaintJob(layout), {}
    for variant in variants or comparable(job.edition):
        if variant in job.edition.variants:
            on_stage(phrase("stage/variant:of", variant=variant, name=name))
            painted = PAINTERS[VARIANTS[variant].paint](job, VARIANTS[variant], ())
            files[variant] = inspect(painted.content, job.edition.files[variant])
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
