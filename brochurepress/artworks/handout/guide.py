"""Handouts: the sheets that an edition issues, and the page that says how to print, fold and count them."""

import cmath
import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import replace

from pydantic.dataclasses import dataclass as record

from brochurepress import source
from brochurepress.artworks.handout.imposition import CardGrid
from brochurepress.compose import GENERATED, Composition, Templates, bundle, environment, render
from brochurepress.design import Geometry, Textures
from brochurepress.findings import Finding, Place, error, refuse, reject
from brochurepress.workspace import STRICT, RequiredText, Snapshot, bind

_TURN = 158.0  # degrees by which a fold is closed in the drawing: not wholly, so that the panels are seen apart
_TURNS = {(1, 1): (100.0, 130.0), (1, 1, 1): (110.0, 25.0, 110.0)}
"""The same of sheets that are rolled up, or closed as a gate: by so much that no panel goes through another."""


def scheme_picture(snapshot: Snapshot, scheme: source.Scheme, sides: tuple[tuple[source.SheetSide, str], ...]) -> bytes:
    """SVG of the sides of the first sheet, each with its name, and of the fold; numbers in the sans of the tokens.

    A side's pages are those of its panels, 0 where it has none. Raises Rejected for faults of its template.
    """
    fold = _fold(scheme) if scheme.folds and scheme.rows == 1 else ()
    return _drawn(snapshot, "scheme.html", scheme=scheme, sides=sides, fold=fold)


def _drawn(snapshot: Snapshot, template: str, **values: object) -> bytes:
    templates = environment(snapshot)
    templates.offer(fixed=lambda number, digits=2: f"{number:.{digits}f}")
    return render(templates, template, **values).encode()


def _fold(scheme: source.Scheme) -> list[tuple[float, float]]:
    """The sheet seen from its edge, half closed, as a line of points in units of the drawing from its top left."""
    turns = _TURNS.get(scheme.folds) or [_TURN * fold for fold in scheme.folds]
    points = [0j]
    for width, turned in zip(scheme.widths_mm, itertools.accumulate(turns, initial=0.0), strict=True):
        points.append(points[-1] + cmath.rect(width, -math.radians(turned)))
    left, highest = min(at.real for at in points), min(at.imag for at in points)
    scale = min(30 / max(scheme.widths_mm), 15 / (max(at.imag for at in points) - highest))
    return [((at.real - left) * scale, (at.imag - highest) * scale) for at in points]


COPIES = (10, 25, 50, 100, 250)
"""Numbers of copies for which the instructions say how many sheets they take."""


@record(frozen=True, config=STRICT)
class GuideStrings:
    """What the instructions say in one language; braces hold what is filled in."""

    title: RequiredText
    file: RequiredText
    paper: RequiredText
    scale: RequiredText
    both: RequiredText
    one: RequiredText
    black: RequiredText
    front: RequiredText
    back: RequiredText
    fold: RequiredText
    nest: RequiredText
    cut: RequiredText
    copies: RequiredText
    sheets: RequiredText
    dummy: RequiredText
    towards: RequiredText
    away: RequiredText
    slit: RequiredText
    test: str = ""
    measure: str = ""
    labels: str = ""
    light: str = ""


def sheets_of(edition: source.Edition) -> Iterator[source.Variant]:
    """The handouts that an edition issues, in the order in which they are made."""
    sheets = (variant for variant in source.VARIANTS.values() if variant.paint is source.PaintMethod.SHEETS)
    return (variant for variant in sheets if variant.name in edition.variants)


def scheme_of(edition: source.Edition, variant: str) -> source.Scheme:
    """The scheme of imposition of a handout: the one that the edition names, that of its fold, or of the variant."""
    own = source.SCHEMES[source.VARIANTS[variant].scheme]
    return source.SCHEMES[edition.schemes.get(variant, edition.fold if own.folds and edition.fold else own.name)]


def imposed_by(edition: source.Edition, variant: str) -> source.Scheme | None:
    """The scheme by which the pages of an artwork stand on sheets, None where they stand alone."""
    paint = source.VARIANTS[variant].paint
    if paint is source.PaintMethod.SHEETS:
        return scheme_of(edition, variant)
    return edition.flat if paint is source.PaintMethod.PLAIN else None


def check_pages(manuscript: source.Manuscript, variant: str, pages: int) -> Iterator[Finding]:
    """The scheme of a handout holds all of its pages."""
    scheme = scheme_of(manuscript.edition, variant)
    if scheme.most and pages > scheme.most:
        place = replace(manuscript.source.place(("schemes", variant)), artwork=manuscript.edition.files[variant])
        yield error("handout/too-many-pages", place, pages=pages, scheme_name=scheme.name, most=scheme.most)


def check_panels(manuscript: source.Manuscript, pages: int) -> Iterator[Finding]:
    """The pages of a folded leaflet are as many as its sheet has panels."""
    flat = manuscript.edition.flat
    if flat and pages != flat.most:
        told = {"pages": pages, "fold": flat.name, "most": flat.most}
        yield error("edition/fold:pages", manuscript.source.place(("fold",)), **told)


def compose_guide(inputs: source.Inputs, pages_of: Callable[[str], int]) -> Composition:
    """The instructions for printing the handouts of an edition, in its language.

    `pages_of` tells how many pages a form has, by its name. Raises Rejected for a language without words for them,
    for more pages than a scheme holds, and for faults of their template and style sheet.
    """
    snapshot, manuscript, edition = inputs.snapshot, inputs.manuscript, inputs.manuscript.edition
    words, file = read_words(snapshot, edition)
    pictures: dict[str, bytes] = {}
    steps = []
    for variant in sheets_of(edition):
        pages = pages_of(variant.form)
        refuse(check_pages(manuscript, variant.name, pages))
        scheme, picture = scheme_of(edition, variant.name), f"/{GENERATED}/{variant.name}.svg"
        leaf = next(scheme.leaves(scheme.padded(pages)))
        named = tuple(zip(leaf, (words.front, words.back), strict=True))[: scheme.sided]
        told = "; ".join(f"{name}: {', '.join(map(str, filter(None, side)))}" for side, name in named)
        steps.append(_step(manuscript, words, variant, scheme.sides(pages), picture, told))
        pictures[picture] = scheme_picture(snapshot, scheme, named)
    title = words.title.format(title=edition.title)
    html = Templates(inputs).render("guide.html", title=title, words=words, words_file=file, steps=tuple(steps))
    return _in_black(inputs, html, "guide", source.SCHEMES["sheet"].sheet_mm, title, pictures)


def compose_dummy(inputs: source.Inputs, flat: source.Scheme) -> Composition:
    """The folding dummy of a flat sheet: each side at its size, its panels numbered, its folds in their order.

    Raises as `compose_guide`.
    """
    words, file = read_words(inputs.snapshot, inputs.manuscript.edition)
    title, pictures, sides = words.dummy.format(title=inputs.manuscript.edition.title), dict[str, bytes](), []
    for back, side in enumerate(next(flat.leaves(flat.most))[: flat.sided]):
        folds = (words.towards if (crease.towards > 0) != back else words.away for crease in flat.creases)
        steps = [f"{n}. {said}" for n, said in enumerate((*(words.slit,) * bool(flat.slit), *folds), 1)]
        picture, name = f"/{GENERATED}/dummy-{back}.svg", words.back if back else words.front
        told = {"back": bool(back), "slit": steps[0], "folds": steps[-len(flat.creases) :]}
        pictures[picture] = _drawn(inputs.snapshot, "dummy-side.html", scheme=flat, pages=side, **told)
        sides.append((picture, "; ".join((f"{name}: {', '.join(map(str, side))}", *steps))))
    html = Templates(inputs).render("dummy.html", title=title, words_file=file, sides=tuple(sides))
    return _in_black(inputs, html, "dummy", flat.sheet_mm, title, pictures)


def compose_print_test(inputs: source.Inputs, grid: CardGrid, sided: int) -> Composition:
    """A sheet that shows whether a printer scales, and where the cards of a grid and their backs come to lie.

    Raises Rejected as `compose_guide` does.
    """
    words, file = read_words(inputs.snapshot, inputs.manuscript.edition)
    sides = (False, True)[:sided]
    html = Templates(inputs).render("print-test.html", words=words, words_file=file, grid=grid, sides=sides)
    return _in_black(inputs, html, "print-test", grid.sheet_mm, words.test, {})


def _in_black(
    inputs: source.Inputs, html: str, style: str, sheet_mm: tuple[float, float], title: str, pictures: dict[str, bytes]
) -> Composition:
    width, height = sheet_mm
    measures = (("sheet-width", f"{width}mm"), ("sheet-height", f"{height}mm"))
    properties = (*Textures(inputs.snapshot, inputs.tokens).in_black().properties(), *measures)
    rules = [f"@page {{ size: {width}mm {height}mm; }}", *inputs.tokens.font_rules()]
    rules += (f":root {{ --{name}: {of}; }}" for name, of in properties)
    sheet = bundle(inputs.snapshot, f"layouts/css/{style}.css", rules)
    geometry, form = Geometry(width, height, 0, 0), source.FORMS.get(style, source.FORMS["instructions"])
    return Composition(inputs, html, (html,), sheet, pictures, (), geometry, form, title)


def read_words(snapshot: Snapshot, edition: source.Edition) -> tuple[GuideStrings, str]:
    """What the instructions say in the language of an edition, and the file that says it."""
    file = source.file_of(edition.language, "guide.toml")
    if not snapshot.has(file):
        raise reject("handout/language", Place(file), language=edition.language, file=file)
    return bind(snapshot.fields(file), GuideStrings, "handout"), file


def _step(
    manuscript: source.Manuscript, words: GuideStrings, variant: source.Variant, sides: int, picture: str, told: str
) -> dict[str, object]:
    """How one handout is printed: its purpose and file, a picture and what it shows, what to do, sheets by copies."""
    scheme = scheme_of(manuscript.edition, variant.name)
    steps = (
        (words.paper, True),
        (words.scale, True),
        (words.both if scheme.sided == 2 else words.one, True),
        (words.black, source.FORMS[variant.form].mono),
        (words.fold, bool(scheme.folds)),
        (words.nest, bool(scheme.folds) and scheme.sheets(sides) > 1),
        (words.cut, not scheme.folds and scheme.copies > 1),
    )
    counts = tuple((copies, scheme.sheets(sides, copies)) for copies in COPIES)
    purpose = manuscript.language.purposes.get(variant.name, manuscript.edition.title)
    shown = {"file": manuscript.edition.files[variant.name], "picture": picture, "told": told}
    return {"purpose": purpose, "lines": [line for line, needed in steps if needed], "counts": counts, **shown}
