"""The engine's own account of what it painted: what a newer version of it must still give."""

from __future__ import annotations

import io

import pikepdf
import pytest
import weasyprint.pdf

from brochurepress.findings import Place
from brochurepress.typeset.fragments import Fragment, LinkArea, MarkedContent
from brochurepress.typeset.tagging import paint_tagged
from brochurepress.typeset.weasyprint_door import write_pdf
from tests.support.laid_out import layout_html
from tests.support.tagged_pdf import LONG, RICH, fetch, html, painted


def laid(body: str, tag: str, style: str = "") -> Fragment:
    return next(part for part in painted(body, style).laid.walk() if part.element.tag == tag)


def texts(part: Fragment) -> list[str]:
    return [mark.text for _, mark in part.marks() if not mark.blank]


def test_every_line_of_a_paragraph_is_one_mark_of_it() -> None:
    lines = texts(laid("<h1>K</h1><p style='width:30mm'>Een brug verbindt twee oevers met elkaar.</p>", "p"))
    assert len(lines) > 1
    assert " ".join(line.strip() for line in lines) == "Een brug verbindt twee oevers met elkaar."


def test_a_paragraph_over_two_pages_is_one_element() -> None:
    part = laid("<h1>K</h1><p>" + "oever " * 250 + "</p>", "p")
    assert {mark.page for _, mark in part.marks()} == {0, 1}
    assert sorted(part.boxes) == [0, 1]


def test_the_hyphen_of_the_stylesheet_goes_with_every_mark() -> None:
    (_, mark), *_ = laid("<p>Tekst</p>", "p").marks()
    assert mark.hyphen == "-"


def test_a_marker_is_told_from_the_text_of_its_item() -> None:
    marks = [mark for _, mark in laid("<ul><li>pijler</li></ul>", "li").marks()]
    assert [(mark.pseudo, mark.text.strip(), mark.generated) for mark in marks] == [
        ("marker", "–", True),
        ("", "pijler", False),
    ]


def test_generated_text_names_its_pseudo_element() -> None:
    marks = [mark for _, mark in laid("<p>Tekst</p>", "p", "p::before { content: '> ' }").marks()]
    assert [mark.pseudo for mark in marks] == ["before", ""]


def test_a_first_letter_belongs_to_the_text() -> None:
    part = laid("<p>Tekst</p>", "p", "p::first-letter { font-weight: 600 }")
    assert [mark.generated for _, mark in part.marks()] == [False, False]
    assert "".join(texts(part)) == "Tekst"


def test_a_link_over_two_lines_has_two_areas() -> None:
    part = laid("<p style='width:30mm'><a href='https://example.org'>een koppeling over twee regels</a></p>", "a")
    areas = [kid for kid in part.kids if isinstance(kid, LinkArea)]
    assert len(areas) == 2
    assert {area.target for area in areas} == {"https://example.org"}
    assert areas[0].box.bottom > areas[1].box.bottom


def test_areas_of_elements_in_a_link_belong_to_the_link() -> None:
    part = laid("<p><a href='https://example.org'>een <strong>sterke</strong> koppeling</a></p>", "a")
    assert len([kid for kid in part.kids if isinstance(kid, LinkArea)]) == 2


def test_an_absolute_box_keeps_its_element() -> None:
    part = laid("<p style='position:absolute; top:10mm; left:0'>Los</p>", "p")
    assert texts(part) == ["Los"]


def test_boxes_are_in_pt_from_the_lower_left_of_the_trim() -> None:
    part = laid("<div style='position:absolute; top:-14mm; left:-12mm; width:10mm; height:10mm'>x</div>", "div")
    box = part.boxes[0]
    assert [round(value * 25.4 / 72, 1) for value in box] == [0, 138, 10, 148]


def test_a_transformed_box_is_where_it_is_seen() -> None:
    style = "position:absolute; top:-14mm; left:-12mm; width:10mm; height:10mm; transform:translate(20mm, 30mm)"
    box = laid(f"<div style='{style}'>x</div>", "div").boxes[0]
    assert [round(value * 25.4 / 72, 1) for value in box] == [20, 108, 30, 118]


def test_margin_boxes_are_headers_and_footers() -> None:
    kinds = {(piece.type, piece.subtype, piece.text) for piece in painted("<p>Tekst</p>").furniture}
    assert ("Pagination", "Header", "Het boek van de brug") in kinds
    assert ("Pagination", "Footer", "1") in kinds


def test_a_running_element_is_furniture_and_not_text() -> None:
    style = "header { position: running(kop) } @page { @top-right { content: element(kop) } }"
    paint_ = painted("<header><p>Lopende kop</p></header><p>Tekst</p>", style)
    assert "Lopende kop" not in [text for part in paint_.laid.walk() for text in texts(part)]
    assert "Lopende kop" in [piece.text for piece in paint_.furniture]


@pytest.mark.parametrize("hidden", ["<p aria-hidden='true'>Sier</p>", "<img src='brug.svg' alt=''>"])
def test_hidden_content_is_an_artifact_of_layout(hidden: str) -> None:
    paint_ = painted(hidden + "<p>Tekst</p>")
    assert [piece.type for piece in paint_.furniture].count("Layout") == 1
    assert texts(paint_.laid) == ["Tekst"]


def test_heads_that_are_repeated_are_furniture_but_for_the_first() -> None:
    paint_ = painted(LONG)
    heads = [mark.text for part in paint_.laid.walk() if part.element.tag == "th" for _, mark in part.marks()]
    assert heads.count("Bouwwijze") == 1
    assert [piece.text for piece in paint_.furniture].count("Bouwwijze") >= 3


def test_the_place_in_the_manuscript_is_inherited() -> None:
    part = laid("<div data-source='source/a.md:12'><p>Tekst</p></div>", "p")
    assert part.element.place == Place("source/a.md", 12)


def test_every_sequence_of_the_file_is_accounted_for() -> None:
    paint_ = painted(RICH)
    known = {mark.key for _, mark in paint_.laid.marks()} | {(piece.page, piece.mcid) for piece in paint_.furniture}
    with pikepdf.open(io.BytesIO(paint_.pdf)) as pdf:
        found = {
            (number, int(instruction.operands[1].MCID))
            for number, page in enumerate(pdf.pages)
            for instruction in pikepdf.parse_content_stream(page)
            if str(instruction.operator) == "BDC" and "/MCID" in instruction.operands[1]
        }
    assert found == known


def test_the_engine_is_left_as_it_was() -> None:
    before = weasyprint.pdf.add_tags
    painted("<p>Weer een pagina</p>")
    assert weasyprint.pdf.add_tags is before


def test_a_plain_paint_after_a_tagged_one_is_the_same() -> None:
    pages = layout_html(html(RICH), fetch)
    plain = write_pdf(pages)
    paint_tagged(pages)
    assert write_pdf(pages) == plain


def test_blank_marks_draw_nothing() -> None:
    assert MarkedContent(0, 0, " ", painted(RICH).laid.boxes[0]).blank


def test_a_head_that_is_repeated_in_the_next_column_is_furniture_too() -> None:
    rows = "".join(f"<tr><td>{number}</td></tr>" for number in range(9))
    table = f"<table><thead><tr><th>Jaar</th></tr></thead><tbody>{rows}</tbody></table>"
    paint_ = painted(f"<div style='columns: 2; height: 30mm'>{table}</div>")
    heads = [mark for part in paint_.laid.walk() if part.element.tag == "th" for _, mark in part.marks()]
    assert [mark.text for mark in heads] == ["Jaar"]
    again = [piece for piece in paint_.furniture if piece.text == "Jaar"]
    assert again and {piece.page for piece in again} == {heads[0].page}
