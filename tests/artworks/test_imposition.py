"""Imposition: sheets are printed, cut and folded in pictures, and their pages come in order, whatever their number."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import pikepdf
import pytest

from brochurepress.artworks.artwork import PaintedArtwork
from brochurepress.artworks.handout.guide import scheme_picture
from brochurepress.artworks.handout.imposition import impose
from brochurepress.design.geometry import PT_PER_MM
from brochurepress.pdf import pdfium
from brochurepress.pdf.inspect.inspection import inspect
from brochurepress.preflight.handout import check_handout
from brochurepress.source.schemes import SCHEMES, UNPRINTED_MM, Scheme
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.assertions import assert_found, assert_only_found, assert_silent
from tests.support.tagged_pdf import METADATA

A5 = (148.0, 210.0)
COUNTS = (1, 3, 4, 5, 8, 12, 13)
PPI = 36


def numbered(pages: int, size_mm: tuple[float, float] = A5) -> bytes:
    """A PDF of pages that are grey all over, darker from page to page, each with its number."""
    with pikepdf.Pdf.new() as pdf:
        width, height = (edge * PT_PER_MM for edge in size_mm)
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        for number in range(1, pages + 1):
            page = pdf.add_blank_page(page_size=(width, height))
            page.TrimBox = page.MediaBox
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
            text = f"BT /F 60 Tf 0 g {width / 2 - 40:.1f} {height / 2:.1f} Td (p{number}) Tj ET"
            page.Contents = pdf.make_stream(f"{shade(number)} g 0 0 {width} {height} re f {text}".encode())
        written = io.BytesIO()
        pdf.save(written)
        return written.getvalue()


def shade(number: int) -> float:
    """How light a page is, from 0 to 1."""
    return 0.95 - 0.05 * number


def imposed(scheme: Scheme, pages: int, size_mm: tuple[float, float] | None = None) -> PaintedArtwork:
    return impose(numbered(pages, size_mm or (min(scheme.widths_mm), scheme.height_mm)), scheme, METADATA, "sheets.pdf")


def fitting(scheme: Scheme) -> Iterator[int]:
    """Numbers of pages that a scheme holds."""
    yield from (count for count in COUNTS if not scheme.most or count <= scheme.most)


CASES = [(name, pages) for name, scheme in SCHEMES.items() for pages in fitting(scheme)]


def panel_of(pdf: bytes, side: int, edges: tuple[float, float, float, float]) -> tuple[str, float]:
    """The text of a panel that was cut out of a sheet, and how light it is around it."""
    with pdfium.open_pdf(pdf) as rendering:
        left, bottom, right, top = (edge * PT_PER_MM for edge in edges)
        inside = [
            glyph.text
            for glyph in rendering.characters(side)
            if left <= (glyph.box.left + glyph.box.right) / 2 <= right
            and bottom <= (glyph.box.bottom + glyph.box.top) / 2 <= top
        ]
        drawn = rendering.page(side, PPI, grey=True)
        height = drawn.shape[0]
        row = int(height - (bottom + (top - bottom) * 0.25) * PPI / 72)
        column = int((left + right) / 2 * PPI / 72)
    return "".join(inside).strip(), float(drawn[row, column]) / 255


@pytest.mark.parametrize(("name", "pages"), CASES)
def test_every_page_stands_where_the_scheme_says(name: str, pages: int) -> None:
    scheme = SCHEMES[name]
    pdf = imposed(scheme, pages).content
    places = scheme.places(pages)
    assert sorted(places) == list(range(1, pages + 1))
    for number, (side, edges) in places.items():
        text, light = panel_of(pdf, side, edges)
        assert text == f"p{number}"
        assert abs(light - shade(number)) < 0.02


def leaves_read(scheme: Scheme, pages: int) -> list[int]:
    """The pages in the order in which a reader of the folded, nested sheets meets them; 0 is a blank one."""
    order = scheme.order(pages)
    leaves = [[[order[p - 1] if p else 0 for p in side] for side in leaf] for leaf in scheme.leaves(len(order))]
    right = [page for front, back in leaves for page in (front[1], back[0])]
    left = [page for front, back in reversed(leaves) for page in (back[1], front[0])]
    return [*right, *left]


@pytest.mark.parametrize("pages", COUNTS)
def test_a_booklet_is_read_from_cover_to_back(pages: int) -> None:
    read = leaves_read(SCHEMES["booklet-2up"], pages)
    assert [page for page in read if page] == list(range(1, pages + 1))
    assert read[-1] == pages
    assert len(read) % 4 == 0


def folded(scheme: Scheme) -> list[tuple[int, int]]:
    """The stack of panels of a folded leaflet from the top: the pages that show on the upper and lower face of each.

    The sheet lies with its front up; each fold lays all that is to the right of it over (1) or under (-1) the rest.
    """
    front, back = next(scheme.leaves(scheme.most))
    stack = [(front[-1], back[0])]
    for panel in range(len(scheme.folds) - 1, -1, -1):
        turned = [(under, over) for over, under in reversed(stack)]
        own = [(front[panel], back[len(back) - 1 - panel])]
        stack = [*turned, *own] if scheme.folds[panel] == 1 else [*own, *turned]
    return stack


@pytest.mark.parametrize(
    ("name", "cover", "last"), [("tweeluik", 1, 4), ("drieluik-zigzag", 4, 1), ("wikkelvouw", 6, 1)]
)
def test_a_leaflet_shows_its_cover_when_it_is_folded(name: str, cover: int, last: int) -> None:
    stack = folded(SCHEMES[name])
    assert len(stack) == SCHEMES[name].most // 2
    assert {stack[0][0], stack[-1][1]} == {cover, last}


def test_the_flap_of_a_wrapped_leaflet_is_shorter_and_lies_inside() -> None:
    scheme = SCHEMES["wikkelvouw"]
    assert scheme.widths_mm[-1] < min(scheme.widths_mm[:-1])
    assert sum(scheme.widths_mm) == scheme.sheet_mm[0]
    inner = folded(scheme)[1]
    front, back = next(scheme.leaves(6))
    assert set(inner) == {front[-1], back[0]}


@pytest.mark.parametrize("name", ["cut-2up", "cut-4up"])
def test_a_cut_stack_gives_whole_copies(name: str) -> None:
    scheme = SCHEMES[name]
    pdf = imposed(scheme, 4).content
    for position in range(scheme.copies):
        piles = []
        for leaf in range(2):
            front = panel_of(pdf, 2 * leaf + 1, scheme.panels(back=False)[position])[0]
            row, column = divmod(position, len(scheme.widths_mm))
            behind = row * len(scheme.widths_mm) + len(scheme.widths_mm) - 1 - column
            piles += [front, panel_of(pdf, 2 * leaf + 2, scheme.panels(back=True)[behind])[0]]
        assert piles == ["p1", "p2", "p3", "p4"]


@pytest.mark.parametrize(("name", "pages"), CASES)
def test_nothing_is_printed_on_the_edge(name: str, pages: int) -> None:
    with pdfium.open_pdf(imposed(SCHEMES[name], pages).content) as rendering:
        for side in range(1, len(rendering) + 1):
            drawn = rendering.page(side, 72, grey=True)
            ring = int(UNPRINTED_MM / 25.4 * 72)
            inner = drawn.copy()
            inner[ring:-ring, ring:-ring] = 255
            assert np.all(inner == 255)


@pytest.mark.parametrize(("name", "pages"), CASES)
def test_every_rule_is_silent_on_imposed_pages(name: str, pages: int) -> None:
    sheets = imposed(SCHEMES[name], pages)
    assert_silent(check_handout(inspect(sheets.content, "sheets.pdf"), SCHEMES[name], mono=True))


@pytest.mark.parametrize("pages", COUNTS)
def test_blank_pages_are_told(pages: int) -> None:
    findings = imposed(SCHEMES["booklet-2up"], pages, A5).findings
    missing = -pages % 4
    if not missing:
        assert_silent(findings)
    else:
        said = "a blank page stands" if missing == 1 else f"{missing} blank pages stand"
        assert_only_found(findings, "handout/blank-pages", message=said)


def test_pages_that_are_too_large_are_made_smaller_and_that_is_told() -> None:
    sheets = impose(numbered(4, (210, 297)), SCHEMES["booklet-2up"], METADATA)
    assert_only_found(sheets.findings, "handout/smaller", message="71%")
    assert panel_of(sheets.content, 1, SCHEMES["booklet-2up"].panels(back=False)[1])[0] == "p1"


def test_more_pages_than_a_leaflet_holds_are_not_imposed() -> None:
    with pytest.raises(ValueError, match="pages for 4 panels"):
        imposed(SCHEMES["tweeluik"], 5)


@pytest.mark.parametrize("name", SCHEMES)
def test_two_impositions_are_equal(name: str) -> None:
    assert imposed(SCHEMES[name], 4).content == imposed(SCHEMES[name], 4).content


@pytest.mark.parametrize("name", SCHEMES)
def test_a_scheme_fills_its_sheet(name: str) -> None:
    scheme = SCHEMES[name]
    assert sum(scheme.widths_mm) == scheme.sheet_mm[0]
    assert scheme.height_mm * scheme.rows == scheme.sheet_mm[1]
    assert len(scheme.folds) in (0, len(scheme.widths_mm) - 1)


@pytest.mark.parametrize(
    ("name", "sides", "copies", "sheets"),
    [
        ("booklet-2up", 4, 10, 20),
        ("cut-2up", 2, 25, 13),
        ("cut-4up", 4, 10, 6),
        ("sheet", 1, 7, 7),
        ("wikkelvouw", 2, 50, 50),
    ],
)
def test_the_sheets_for_some_copies(name: str, sides: int, copies: int, sheets: int) -> None:
    assert SCHEMES[name].sheets(sides, copies) == sheets


@pytest.mark.parametrize("name", SCHEMES)
def test_every_scheme_is_drawn_with_its_pages(name: str) -> None:
    scheme = SCHEMES[name]
    leaf = next(scheme.leaves(scheme.most or scheme.multiple))
    sides = tuple(zip(leaf, ("front", "back"), strict=True))[: scheme.sided]
    drawn = scheme_picture(Snapshot(Project(HOME)), scheme, sides).decode()
    for page in {page for side in leaf[: scheme.sided] for page in side}:
        assert f">{page}</text>" in drawn
    assert ("stroke-dasharray" in drawn) == bool(scheme.folds)


def edited(change: str) -> bytes:
    """A booklet with one fault."""
    with pikepdf.open(io.BytesIO(imposed(SCHEMES["booklet-2up"], 4).content)) as pdf:
        page = pdf.pages[0]
        match change:
            case "size":
                page.MediaBox = [0, 0, 842, 600]
            case "edge":
                page.contents_add(b"q 0 g 2 100 5 5 re f Q")
            case "colour":
                page.contents_add(b"q 1 0 0 rg 200 100 20 20 re f Q")
            case "sides":
                pdf.Root.ViewerPreferences.Duplex = pikepdf.Name.DuplexFlipLongEdge
            case "scaling":
                del pdf.Root.ViewerPreferences.PrintScaling
        written = io.BytesIO()
        pdf.save(written)
        return written.getvalue()


@pytest.mark.parametrize("change", ["size", "edge", "colour", "sides", "scaling"])
def test_one_fault_makes_one_rule_speak(change: str) -> None:
    findings = check_handout(inspect(edited(change), "x.pdf"), SCHEMES["booklet-2up"], mono=True)
    assert_only_found(findings, f"handout/{change}")


def test_a_sheet_without_a_back_is_found() -> None:
    with pikepdf.open(io.BytesIO(imposed(SCHEMES["booklet-2up"], 4).content)) as pdf:
        del pdf.pages[1]
        written = io.BytesIO()
        pdf.save(written)
    findings = check_handout(inspect(written.getvalue(), "x.pdf"), SCHEMES["booklet-2up"], mono=False)
    assert_found(findings, "handout/sides", message="no back")


def test_colour_is_allowed_where_it_is_meant() -> None:
    assert_silent(check_handout(inspect(edited("colour"), "x.pdf"), SCHEMES["booklet-2up"], mono=False))
