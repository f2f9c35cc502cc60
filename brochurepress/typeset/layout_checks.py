"""Typesetting: the composition laid out once into pages, and all that does not fit or was complained of."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import accumulate, pairwise

from brochurepress.compose import Composition, content_of, picture_file
from brochurepress.design import (
    BOLD,
    Bitmap,
    Drawing,
    DrawingFault,
    Look,
    Rendering,
    Textures,
    Use,
    code_points,
    drawing_file,
    font_rules,
    heaviest,
    look_of,
    open_font,
)
from brochurepress.findings import Finding, Place, Rejected, error, info, nearest, warning
from brochurepress.pdf import read_profile
from brochurepress.source import PAGES, Inputs
from brochurepress.typeset import weasyprint_door
from brochurepress.typeset.box_geometry import Area, Block, TextRun, blocks, pictures, text_runs
from brochurepress.typeset.incremental import LayoutCache
from brochurepress.typeset.placed_bitmaps import Fetch
from brochurepress.typeset.source_map import SourceMap
from brochurepress.typeset.weasyprint_door import EngineElement, Pages
from brochurepress.wording import phrase, said
from brochurepress.workspace import NO_TEXT, Asked, Outside, full, media_type, no_text

_AT = re.compile(r"\bat (\d+):\d+")
_URL = re.compile(r"file:///([^\s'\"),]+)")
_SOURCE = re.compile(r'data-source="([^"]+):(\d+)"')
_NOT_CUT = re.compile(r"\b(long|short)-(\d+)\b")
_UNSEEN = ("Cf", "Zs", "Zl", "Zp", "Cc")
_SHARED = 0.25
_CROPPED = 0.1
"""Share of a drawing that may be cut without being asked for."""
_HAIR_MM = 0.05
"""Rounding of positions in mm: what reaches less far is not called outside."""


@dataclass(frozen=True)
class Layout:
    """The pages of one composition, and what was found while they were set."""

    composition: Composition
    pages: Pages
    findings: tuple[Finding, ...]
    words: tuple[str, ...] = ()
    """Texts of its drawings, as they are drawn."""
    asked: Asked = field(default_factory=dict)
    """What was asked for to set it, besides its inputs."""

    @property
    def inputs(self) -> Inputs:
        """What the edition is made from, with the tokens of the layout's form."""
        return self.composition.inputs

    @property
    def page_count(self) -> int:
        """Number of pages."""
        return len(self.pages.document.pages)

    def pages_of(self) -> dict[str, int]:
        """The page (from 1) on which each section begins, by the section's identifier."""
        return _pages_of(self.pages)


Ahead = tuple[Collection[int], Callable[[Layout, int], None]]
"""The pages (from 1) that are looked at, and what is told of each sheet of them: its layout, its first page."""


def typeset(composition: Composition, shop: LayoutCache | None = None, ahead: Ahead | None = None) -> Layout:
    """The composition laid out into pages; faults are left as findings, so that the pages can still be shown.

    A `shop` that is kept sets only the sheets that differ from its last layout; the pages are the same either way.
    Pages `ahead` of it are told, as a layout without findings, before the others are set.
    Raises Rejected when the engine itself breaks down.
    """
    missing, css = list[Finding](), composition.stylesheet.text
    look = _look(composition)
    drawings = list(_drawings(composition, look, missing))
    fetch = _fetcher(composition, look, missing)

    def seen(pages: Pages, first: int) -> None:
        if ahead:
            ahead[1](Layout(composition, replace(pages, faces=look.faces), ()), first)

    try:
        pages = (shop or LayoutCache()).lay_out(composition.documents, css, fetch, ahead and (ahead[0], seen))
        pages = replace(pages, faces=look.faces)
    except Exception as fault:  # the engine breaks over some pages that do not fit, with errors of every kind
        if no_room := full(fault):
            raise Rejected([no_room]) from fault
        form = composition.form
        longest = max(composition.inputs.manuscript.sections, key=lambda section: len(section.html))
        told = {"name": form.name, "kind": type(fault).__name__, "section": longest.id}
        broken = error("layout/engine:breakdown", longest.body, **told)
        raise Rejected([*missing, broken]) from fault
    runs = list(text_runs(pages))
    source = SourceMap(pages)
    findings = [
        *missing,
        *_complaints(pages.messages, composition, missing),
        *_overfull(pages, runs, source),
        *_outside(runs, source, composition),
        *_uncut(runs, source),
        *_cropped(pages, source),
        *_spreads(pages, composition),
        *_shrunk(pages, source),
        *_collisions(pages, runs, source),
        *_strange(runs, source),
        *_letters_of(runs, source, composition),
    ]
    words = tuple(text for drawing in drawings for text in drawing.words)
    return Layout(composition, pages, tuple(dict.fromkeys(findings)), words)


def _pages_of(pages: Pages) -> dict[str, int]:
    return {block.element.get("data-section", ""): block.page for block in reversed(list(blocks(pages, "section")))}


def _drawings(composition: Composition, look: Look, missing: list[Finding]) -> Iterator[Drawing]:
    """The drawings on the pages, each as often as it is shown; those that cannot be drawn become findings."""
    for reference in composition.drawings:
        with suppress(OSError, Outside, ValueError):  # which is told when the engine asks for it
            content = composition.read(reference).decode()
            try:
                yield look.drawing(content)
            except DrawingFault as fault:
                place, file = _shown(composition, reference), picture_file(reference)
                missing.append(error("layout/drawing:refused", place, picture_file=file, fault=fault))


def _shown(composition: Composition, reference: str) -> Place:
    """The line of the manuscript that shows a picture, else that of the style sheet."""
    before, found, _ = composition.html.partition(f'{reference}"')
    told = _SOURCE.findall(before) if found else []
    return Place(told[-1][0], int(told[-1][1])) if told else _mention(composition, reference)


def _fetcher(composition: Composition, look: Look, missing: list[Finding]) -> Fetch:
    """Hands the engine what the project holds, and nothing else; what is not there becomes a finding."""

    def fetch(url: str) -> tuple[bytes | Bitmap, str]:
        reference = url.removeprefix("file://")
        content: bytes | Bitmap
        try:
            if reference in composition.resources:
                content = composition.resources[reference]
            else:
                content = content_of(composition.inputs.snapshot, composition.tokens, reference)
            kind = media_type(reference)
            if isinstance(content, bytes) and kind == "image/svg+xml":
                content = look.drawing(content.decode()).svg.encode()
        except Rejected as rejected:
            missing.extend(rejected.findings)
            raise ValueError(str(rejected)) from rejected
        except (Outside, OSError, ValueError) as fault:
            place, name = _mention(composition, reference), reference.lstrip("/")
            reason = phrase("part/not-there") if isinstance(fault, FileNotFoundError) else said(fault)
            missed = error("layout/missing", place, reference=name, fault=reason)
            if not isinstance(fault, DrawingFault):
                missing.append(missed)
            raise ValueError(missed.message) from fault
        return content, kind

    return fetch


def _look(composition: Composition) -> Look:
    """What the drawings of a composition take from it."""
    snapshot, mono = composition.inputs.snapshot, composition.form.mono
    profile = partial(read_profile, snapshot, composition.inputs.printer.condition.profile)
    bitmap = partial(drawing_file, rendering=Rendering(Use.MONO if mono else Use.SCREEN, profile))
    css, language = composition.stylesheet.text, composition.inputs.manuscript.edition.language
    textures = Textures(snapshot, composition.tokens) if mono else None
    return look_of(snapshot, composition.tokens, css, language, textures, bitmap)


def _mention(composition: Composition, reference: str) -> Place:
    for number, line in enumerate(composition.stylesheet.text.splitlines(), 1):
        if reference in line:
            return composition.stylesheet.place(number)
    return Place(file=picture_file(reference))


def _complaints(
    messages: tuple[weasyprint_door.Message, ...], composition: Composition, missing: list[Finding]
) -> Iterator[Finding]:
    """What the engine said, at the line of the style sheet that it speaks of."""
    told = " ".join(finding.message for finding in missing)
    for message in messages:
        url = _URL.search(message.text)
        if url and url[1] in told:
            continue
        at = _AT.search(message.text)
        place = composition.stylesheet.place(int(at[1])) if at else Place()
        if face := re.match(r"Font-face '([^']+)' cannot be loaded", message.text):
            files = [rule.file for rule in font_rules(composition.stylesheet.text) if rule.family == face[1]]
            place = Place(file=files[0] if len(files) == 1 else "fonts")
        text = _AT.sub("", message.text).replace(" ,", ",").strip()
        yield error("layout/engine:message", place, text=text)


def _overfull(pages: Pages, runs: list[TextRun], source: SourceMap) -> Iterator[Finding]:
    """Sections of which a part does not fit the page of their sheet: pushed over its edge, or not set at all.

    The engine drops what is left of a box of fixed height at the end of its page, so the words that are set within
    the limit are counted against those of the source.
    """
    limits: dict[EngineElement, tuple[int, float]] = {}
    for block in blocks(pages, "sheet"):
        kinds = block.element.get("class").split()
        if "flowing" not in kinds:
            # What holds a whole brochure may use the margin at its foot: layout/outside tells what leaves the page.
            bottom = math.inf if "whole" in kinds else block.area.bottom + _HAIR_MM
            limits.setdefault(block.element, (block.page, bottom))
    placed: dict[EngineElement, list[TextRun]] = defaultdict(list)
    late: dict[EngineElement, list[TextRun]] = defaultdict(list)
    for run in runs:
        section, sheet = source.section(run.element), source.sheet(run.element)
        if section is not None and not run.generated:
            page, bottom = limits.get(sheet, (run.page, run.area.bottom))
            within = run.page == page and run.area.bottom <= bottom
            (placed if within else late)[section].append(run)
    shown: dict[EngineElement, list[Block]] = defaultdict(list)
    for picture in pictures(pages):
        shown[source.section(picture.element)].append(picture)
    for section in source.sections:
        page, bottom = limits.get(source.sheet(section), (len(pages.document.pages), 0.0))
        if behind := [picture for picture in shown[section] if picture.page > page]:
            mm = _beyond([*shown[section], *placed[section], *late[section]], page, bottom)
            told = {"section": section.get("id"), "page": page, "mm": mm}
            yield error("layout/overfull:picture", source.place(behind[0].element, page), **told)
            continue
        words = "".join(section.itertext()).split()
        fitting = sum(len(_letters(run.text)) for run in placed[section])
        reached = accumulate(len(_letters(word)) for word in words)
        if over := sum(letters > fitting for letters in reached):
            last = next(iter([*late[section][:1], *placed[section][-1:]]), None)
            # Of a section of which nothing is set, the words would stand on a page behind the last.
            element, page = (last.element, last.page) if last else (section, len(pages.document.pages))
            page = limits.get(source.sheet(section), (page, 0.0))[0]
            place = source.of(last) if last and last.page == page else source.place(element, page)
            lines, mm = _lines_of(over, [*placed[section], *late[section]])
            told = {"section": section.get("id"), "count": over, "page": page, "lines": lines, "mm": mm}
            yield error("layout/overfull:words", place, **told)


def _beyond(parts: list[Block | TextRun], page: int, bottom: float) -> float:
    """About how much too high, in mm, a section is: what stands behind its page, less the room that is left there."""
    areas: dict[int, list[Area]] = defaultdict(list)
    for part in parts:
        areas[part.page].append(part.area)
    foot = max((area.bottom for area in areas.pop(page, ())), default=bottom)
    behind = (max(area.bottom for area in each) - min(area.top for area in each) for each in areas.values())
    return max(1.0, sum(behind) - max(0.0, bottom - foot))


def _lines_of(words: int, runs: list[TextRun]) -> tuple[int, float]:
    """About how many lines so many words more take, and their height in mm, as those that are set of a section do."""
    lines = {(run.page, round(run.area.bottom)) for run in runs}
    count = math.ceil(words * len(lines) / max(1, sum(len(run.text.split()) for run in runs)))
    steps = sorted(below - above for above, below in pairwise(sorted({round(run.area.bottom, 1) for run in runs})))
    return max(1, count), max(1, count) * steps[len(steps) // 2] if steps else 0.0


def _letters(text: str) -> str:
    """The text without spaces and hyphens, which line breaks take away and add."""
    return re.sub(r"[\s\u00ad\u2010-]", "", text)


def _outside(runs: list[TextRun], source: SourceMap, composition: Composition) -> Iterator[Finding]:
    """Text that stands outside the safety margin, where the cutter may reach it or the fold runs."""
    geometry, flat = composition.geometry, composition.inputs.manuscript.edition.flat
    safe = geometry.safety_mm
    right, bottom = geometry.width_mm - safe, geometry.height_mm - safe
    pages = max((run.page for run in runs), default=0)
    folded = flat if flat and composition.form is PAGES and pages == flat.most else None
    farthest: dict[EngineElement, tuple[float, TextRun]] = {}
    for run in runs:
        area, cut = run.area, folded.cut_mm(run.page, pages) if folded else 0.0
        beyond = max(safe + cut - area.left, safe - area.top, area.right - right + cut, area.bottom - bottom)
        # Of a table that is too wide all rows reach too far: the one that reaches farthest is told.
        table = next((above for above in source.ancestry(run.element) if above.tag == "table"), run)
        if beyond > max(_HAIR_MM, farthest.get(table, (0.0,))[0]):
            farthest[table] = beyond, run
    for beyond, run in farthest.values():
        yield error("layout/outside", source.of(run), run=run.text.strip(), beyond=beyond, safe=safe)


def _uncut(runs: list[TextRun], source: SourceMap) -> Iterator[Finding]:
    """Display lines that cannot be cut to their measure: too long at their narrowest, too short at their widest."""
    for run in runs:
        if not run.generated and (told := _NOT_CUT.search(run.element.get("class", ""))):
            say = error if told[1] == "long" else warning
            yield say(f"layout/measure:{told[1]}", source.of(run), run=run.text.strip(), part=int(told[2]))


def _cropped(pages: Pages, source: SourceMap) -> Iterator[Finding]:
    """Drawings that lose more than a tenth to their place, which nobody asked for: photographs may be cut."""
    for picture in pictures(pages):
        of, wished = picture.element.get("src", ""), "fit-cover" in picture.element.get("class", "").split()
        if picture.cut > _CROPPED and media_type(of) == "image/svg+xml" and not wished:
            yield error("layout/cropped", source.of(picture), cut=picture.cut)


def _spreads(pages: Pages, composition: Composition) -> Iterator[Finding]:
    """Sheets that take two facing pages, and begin on a right one, or have no picture that reaches over the fold."""
    begun, flat = _pages_of(pages), composition.inputs.manuscript.edition.flat
    count, reach = len(pages.document.pages), 2 * composition.geometry.width_mm - _HAIR_MM
    places = flat.places(count) if flat and count == flat.most else {}
    for section in (sheet.sections[0] for sheet in composition.sheets if sheet.spread):
        page = begun.get(section.id, 1)
        place = replace(section.place("page"), page=page)
        (side, one), (other, next_one) = (places.get(number, (0, (0.0,) * 4)) for number in (page, page + 1))
        # Panels of a fold face each other where they meet; those that stand on their heads the other way about.
        if page % 2 or side != other or (one[2] != next_one[0] and one[0] != next_one[2]):
            yield error("layout/spread:right", place, page=page)
        if not any(each.page == page and each.area.right >= reach for each in pictures(pages)):
            yield error("layout/spread:nothing", place)


def _shrunk(pages: Pages, source: SourceMap) -> Iterator[Finding]:
    """Titles that are set smaller, as their sections allow."""
    for block in (*blocks(pages, "display"), *blocks(pages, "title")):
        if part := re.search(r"\bshrink-(\d+)", block.element.get("class", "")):
            yield info("layout/shrunk", source.of(block), part=part[1])


def _collisions(pages: Pages, runs: list[TextRun], source: SourceMap) -> Iterator[Finding]:
    """Texts that are set over each other, and texts over a picture of another section."""
    by_page: dict[int, list[TextRun]] = defaultdict(list)
    for run in runs:
        by_page[run.page].append(run)
    for placed in by_page.values():
        for first, second in _meeting(placed):
            if first.area.overlap(second.area) > _SHARED * min(first.area.size, second.area.size):
                told = {"first_text": first.text.strip(), "second_text": second.text.strip()}
                yield error("layout/overlap:other", source.of(second), **told, mm=_deep(first, second))
    for picture in pictures(pages):
        for run in by_page[picture.page]:
            section, sheet = source.section(run.element), source.sheet(run.element)
            # What a sheet says itself, as that it is a draft, may be laid over its pictures.
            apart = section is not source.section(picture.element) and (section is not None or sheet is None)
            if apart and run.area.overlap(picture.area) > _SHARED * run.area.size:
                yield _covered(run, picture, source)


def _covered(run: TextRun, picture: Block, source: SourceMap) -> Finding:
    """A text over a picture; where the text stands in the margin of the page, the picture is at fault."""
    text, area = run.text.strip(), picture.area
    if source.sheet(run.element) is not None:
        return error("layout/overlap:set-over", source.of(run), text=text, mm=_deep(run, picture))
    size = {"right": area.right - area.left, "bottom": area.bottom - area.top}
    return error("layout/overlap:mm-down", source.of(picture), **size, text=text)


def _deep(one: TextRun, other: TextRun | Block) -> float:
    """How high, in mm, the part is in which two boxes lie over each other."""
    return min(one.area.bottom, other.area.bottom) - max(one.area.top, other.area.top)


def _meeting(placed: list[TextRun]) -> list[tuple[TextRun, TextRun]]:
    """The pairs of runs, in their order, of which one begins above the foot of the other."""
    met: list[tuple[int, int]] = []
    above: list[int] = []
    for number in sorted(range(len(placed)), key=lambda number: placed[number].area.top):
        top = placed[number].area.top
        above = [each for each in above if placed[each].area.bottom > top]
        met += ((min(each, number), max(each, number)) for each in above)
        above.append(number)
    return [(placed[first], placed[second]) for first, second in sorted(met)]


def _strange(runs: list[TextRun], source: SourceMap) -> Iterator[Finding]:
    """Characters that are no text, which files do not hold but escapes and entities can write."""
    for run in runs:
        for character in sorted(set(NO_TEXT.findall("" if run.generated else run.text))):
            yield no_text(character, source.of(run))


def _letters_of(runs: list[TextRun], source: SourceMap, composition: Composition) -> Iterator[Finding]:
    """Characters that their font lacks, fonts that cannot be read, families that no rule declares.

    Bold and italic that a family has no font for are told too: the engine sets another cut, or slants one.
    """
    known: dict[str, frozenset[int]] = {}
    cuts: dict[str, set[tuple[bool, bool]]] = defaultdict(set)
    broken: list[Finding] = []
    for rule in font_rules(composition.stylesheet.text):
        try:
            font = open_font(composition.inputs.snapshot, rule.file, _mention(composition, rule.file))
            cuts[rule.family] |= {(each >= BOLD, rule.italic) for each in (rule.weight, heaviest(font, rule.weight))}
            known[rule.family] = known.get(rule.family, code_points(font)) & code_points(font)
        except Rejected as rejected:
            broken += rejected.findings
    yield from broken
    lacking: dict[tuple[str, str], list[TextRun]] = defaultdict(list)
    strange: dict[str, TextRun] = {}
    for run in runs:
        family, asked = run.families[0], (run.weight >= BOLD, run.italic)
        if family not in known and not broken:
            strange.setdefault(family, run)
        shown = sorted(set(run.text)) if family in known else ()
        seen = (each for each in shown if unicodedata.category(each) not in _UNSEEN)
        if missing := [each for each in seen if ord(each) not in known[family]]:
            letters = [f"'{each}' ({unicodedata.name(each, f'U+{ord(each):04X}').lower()})" for each in missing]
            yield error("layout/glyph", source.of(run), family=family, letters=", ".join(letters))
        if any(asked) and family in cuts and asked not in cuts[family]:
            name = " ".join(word for word, wanted in zip(("bold", "italic"), asked, strict=True) if wanted)
            lacking[family, name].append(run)
    for family, run in strange.items():
        yield error("layout/family", source.of(run), family=family, nearest=nearest(family, known))
    for (family, name), (run, *more) in lacking.items():
        yield warning("layout/cut", source.of(run), family=family, name=name, run=run.text.strip(), more=len(more))
