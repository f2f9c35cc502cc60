"""The proof a person can read: one HTML file with pages, plates, total ink, colours and findings."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import pikepdf

from brochurepress.compose import environment, harmless, render
from brochurepress.design import PT_PER_MM, Printer
from brochurepress.findings import Finding, Severity
from brochurepress.pdf import pdfium, saved
from brochurepress.pdf.inspect import (
    PROCESS_INKS,
    ContainingStream,
    FontUse,
    InkRecipe,
    Inspection,
    PaintedObject,
    PaintKind,
    by_ink,
)
from brochurepress.preflight.report.pages import OVER_LIMIT, WITHIN_LIMIT, marked, page_views, srgb_hex
from brochurepress.preflight.transcript import ReadingStop
from brochurepress.source import decimal_sign, read_strings
from brochurepress.workspace import Snapshot


@dataclass(frozen=True)
class InkView:
    """A colour in use: the % of each ink and their sum, how it looks (#rrggbb), what it paints, on which pages."""

    recipe: tuple[tuple[str, float], ...]
    total: float
    srgb: str
    kinds: tuple[str, ...]
    pages: str


@dataclass(frozen=True)
class FontView:
    """A font in use, the sizes in pt and the pages it is used on."""

    font: FontUse
    sizes: tuple[float, ...]
    pages: str


@dataclass(frozen=True)
class ImageView:
    """A placed image, its size in mm, and whether it has too few pixels."""

    painted: PaintedObject
    placed_mm: tuple[float, float]
    low: bool


def _printed(inspection: Inspection) -> Iterable[PaintedObject]:
    for content in inspection.contents:
        for painted in content.painted:
            if painted.visible and painted.within is not ContainingStream.MASK:
                yield painted


def ink_views(inspection: Inspection) -> tuple[InkView, ...]:
    """Flat colours in use, the heaviest first."""
    used: defaultdict[tuple[tuple[str, float], ...], set[tuple[str, int]]] = defaultdict(set)
    for painted in _printed(inspection):
        if painted.picture and not painted.picture.stencil:
            continue
        for ink in painted.inks:
            if (inks := ink.colour.inks) is not None:
                names = *PROCESS_INKS, *sorted(ink.colour.space.spots)
                recipe = tuple((name, round(inks.get(name, 0.0), 1)) for name in names)
                used[recipe].add((painted.kind.value, painted.page))
    totals = {recipe: sum(part for _, part in recipe) for recipe in used}
    recipes = sorted(used, key=lambda recipe: (-totals[recipe], recipe))
    views = []
    for recipe, srgb in zip(recipes, rendered_recipes([dict(recipe) for recipe in recipes]), strict=True):
        kinds, pages = zip(*sorted(used[recipe]), strict=True)
        views.append(InkView(recipe, totals[recipe], srgb, tuple(dict.fromkeys(kinds)), ranges(pages)))
    return tuple(views)


def rendered_recipes(recipes: Sequence[InkRecipe]) -> tuple[str, ...]:
    """How recipes in % ink look in the page pictures, as #rrggbb, by the same engine; spot colours as black."""
    if not recipes:
        return ()
    spots = [[part for name, part in recipe.items() if name not in PROCESS_INKS] for recipe in recipes]
    process = [
        by_ink({**recipe, "Black": max([recipe.get("Black", 0.0), *parts])})
        for recipe, parts in zip(recipes, spots, strict=True)
    ]
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(10 * len(recipes), 10))
    code = "".join(
        f"{' '.join(f'{part / 100:.4f}' for part in inks)} k {10 * index} 0 10 10 re f\n"
        for index, inks in enumerate(process)
    )
    pdf.pages[0].obj.Contents = pdf.make_stream(code.encode())
    with pdfium.open_pdf(saved(pdf)) as rendering:
        row = rendering.page(1, 72)[5]
    return tuple(srgb_hex(int(part) for part in row[10 * index + 5]) for index in range(len(recipes)))


def ranges(pages: Iterable[int]) -> str:
    """Page numbers in words: 1-3, 5."""
    runs: list[list[int]] = []
    for page in sorted(set(pages)):
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)


def font_views(inspection: Inspection) -> tuple[FontView, ...]:
    """Fonts in use by name, with sizes and pages."""
    sizes: defaultdict[str, set[float]] = defaultdict(set)
    for painted in _printed(inspection):
        if painted.kind is PaintKind.TEXT:
            sizes[painted.font].add(round(painted.size_pt, 1))
    pages: defaultdict[FontUse, list[int]] = defaultdict(list)
    for sheet, content in zip(inspection.sheets, inspection.contents, strict=True):
        for font in content.fonts:
            pages[font].append(sheet.number)
    used = sorted(pages.items(), key=lambda item: item[0].name)
    return tuple(FontView(font, tuple(sorted(sizes[font.name])), ranges(on)) for font, on in used)


def image_views(inspection: Inspection, printer: Printer) -> tuple[ImageView, ...]:
    """Placed images in order, those below the printer's resolution marked."""
    limits = printer.image
    views = []
    for painted in _printed(inspection):
        if picture := painted.picture:
            least = limits.bitmap_warning_below_ppi if picture.bits == 1 else limits.warning_below_ppi
            width, height = (edge / PT_PER_MM for edge in painted.extent)
            views.append(ImageView(painted, (width, height), round(picture.ppi) < least))
    return tuple(views)


def number(value: float, places: int = 0, decimal: str = ".") -> str:
    """A number with at most so many decimals, no trailing zeros, and this decimal sign."""
    text = f"{value:.{places}f}"
    short = text.rstrip("0").rstrip(".") if "." in text else text
    return short.replace(".", decimal)


def signed(value: float, places: int = 0, decimal: str = ".") -> str:
    """A difference with its sign, as `number` writes it; 0 for one that rounds to it."""
    size = number(abs(value), places, decimal)
    return size if size == "0" else f"{'+' if value > 0 else '−'}{size}"


def write_report(
    inspection: Inspection,
    findings: Sequence[Finding],
    printer: Printer | None,
    snapshot: Snapshot,
    title: str,
    language: str,
    transcript: Sequence[ReadingStop] = (),
    whole: bool = True,
) -> str:
    """The report on a press file, or without a printer on an accessible one, as one HTML document without references.

    `language` is a tag such as nl-NL; the section on the screen reader is left out when the `transcript` is empty.
    Without `whole` it shows the pages with findings alone, and no inks.
    Raises ValueError when the pages cannot be drawn, Rejected for faults of the template.
    """
    weights = list(Severity)
    order = sorted(findings, key=lambda each: (bool(each.accepted), weights.index(each.severity)))
    marks = marked(findings if whole else order, inspection)
    counted = [finding.severity for finding in findings if not finding.accepted]
    pages = page_views(inspection, printer, marks, whole)
    shown = () if whole else [page.number for page in pages]
    said = read_strings(snapshot, "report", language)
    templates = environment(snapshot)
    templates.offer(number=partial(number, decimal=decimal_sign(snapshot, said)))
    page = render(
        templates,
        "report.html",
        title=title,
        language=said.language,
        labels=said.text,
        artwork=inspection.artwork,
        printer=printer,
        pages=pages,
        sheets=len(inspection.sheets),
        whole=whole,
        marks=[mark for mark in marks if mark.finding.place.page not in shown],
        counts={severity: counted.count(severity) for severity in Severity},
        accepted=len(findings) - len(counted),
        ramp=[srgb_hex(colour) for colour in WITHIN_LIMIT],
        over=srgb_hex(OVER_LIMIT),
        inks=ink_views(inspection) if whole else (),
        fonts=font_views(inspection) if whole else (),
        images=image_views(inspection, printer) if whole and printer else (),
        highest=max((page.highest for page in pages), default=0),
        transcript=transcript,
    )
    return harmless(page, "layouts/report.html", policy=False)
