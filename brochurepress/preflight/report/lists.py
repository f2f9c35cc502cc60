"""Lists of the report: colours with their recipes, fonts with their sizes, images with their effective resolution."""

import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pikepdf

from brochurepress.design import PT_PER_MM, Printer
from brochurepress.pdf import pdfium
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
from brochurepress.preflight.report.pages import srgb_hex


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
    file = io.BytesIO()
    pdf.save(file)
    with pdfium.open_pdf(file.getvalue()) as rendering:
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
