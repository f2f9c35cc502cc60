"""Shaping: every row of the table of roles, and each thing that is put right, as indented text."""

from __future__ import annotations

import pytest

from brochurepress.artworks.accessible.build_tree import NUMBERING, ROLES, TARGETS, Node, shape, visible_text
from brochurepress.compose.html_tree import HtmlElement
from brochurepress.findings import Place
from brochurepress.typeset.fragments import MarkedContent
from tests.support.tagged_pdf import painted


def outline(body: str, version: str = "1.7", style: str = "") -> str:
    """The tag tree below Document as types, nested by brackets, text left out."""
    root = shape(painted(body, style).laid, TARGETS[version])
    return " ".join(_outline(kid) for kid in root.kids if isinstance(kid, Node))


def _outline(node: Node) -> str:
    inner = " ".join(_outline(kid) for kid in node.kids if isinstance(kid, Node))
    return f"{node.type}({inner})" if inner else node.type


def first(body: str, type_: str, version: str = "1.7", style: str = "") -> Node:
    root = shape(painted(body, style).laid, TARGETS[version])
    return next(node for node in root.walk() if node.type == type_)


SAMPLES = {
    "group": "<{0}><p>x</p><figcaption>y</figcaption></{0}>",
    "phrase": "<div><{0}>x</{0}></div>",
    "list": "<{0}><li>x</li></{0}>",
    "item": "<ul><li>x</li></ul>",
    "pairs": "<dl><dt>x</dt><dd>y</dd></dl>",
    "link": "<p><a href='https://example.org'>x</a></p>",
}

TABLE = (
    "<table><caption>c</caption><thead><tr><th>h</th></tr></thead><tbody><tr><td>d</td></tr></tbody>"
    "<tfoot><tr><td>f</td></tr></tfoot></table>"
)


@pytest.mark.parametrize("version", TARGETS)
@pytest.mark.parametrize("tag", ROLES)
def test_every_role_is_written_as_its_type(tag: str, version: str) -> None:
    role = ROLES[tag]
    body = SAMPLES[role.kind].format(tag) if role.kind in SAMPLES else TABLE
    body = SAMPLES["pairs"] if tag in ("dt", "dd") else body
    body = "<figure><p>x</p><figcaption>y</figcaption></figure>" if tag == "figcaption" else body
    name = TARGETS[version].type_of(role)
    types = {node.type for node in shape(painted(body).laid, TARGETS[version]).walk()}
    assert name in types if name else types == {"Document", "P"}


CASES = {
    "<div>los</div>": "P",
    "<div>los <p>alinea</p> weer los</div>": "P P P",
    "<div><span class='line'>een</span><span class='line'>twee</span></div>": "P P",
    "<header><h1>Kop</h1></header><main><p>x</p></main>": "H1 P",
    "<h1>Kop<br>op twee regels</h1>": "H1",
    "<p>een <span>gewoon</span> woord</p>": "P",
    "<p>een <span lang='en'>word</span></p>": "P(Span)",
    "<p></p><div></div><p>x</p>": "P",
    "<ul><li>een</li></ul>": "L(LI(Lbl LBody))",
    "<ul><li><p>een</p><p>twee</p></li></ul>": "L(LI(Lbl LBody(P P)))",
    "<ul><li>een<ul><li>twee</li></ul></li></ul>": "L(LI(Lbl LBody(P L(LI(Lbl LBody)))))",
    "<ul style='list-style:none'><li>een</li></ul>": "L(LI(LBody))",
    "<dl><dt>a</dt><dd>b</dd><dt>c</dt><dd>d</dd></dl>": "L(LI(Lbl LBody) LI(Lbl LBody))",
    "<dl><dt>a</dt><dt>b</dt><dd>c</dd><dd>d</dd></dl>": "L(LI(Lbl Lbl LBody(P P)))",
    "<dl><div><dt>a</dt><dd>b</dd></div><div><dt>c</dt><dd>d</dd></div></dl>": "L(LI(Lbl LBody) LI(Lbl LBody))",
    "<figure><img src='brug.svg' alt='Brug'><figcaption>x</figcaption></figure>": "Div(Figure Caption)",
    "<ul>tekst<li>een</li><div>x</div></ul>": "L(LI(LBody(P)) LI(Lbl LBody) LI(LBody(P)))",
    "<dl><p>x</p><dt>a</dt><dd>b</dd></dl>": "L(LI(LBody(P)) LI(Lbl LBody))",
    "<div><li>los</li></div>": "P",
    "<section><dt>a</dt><dd>b</dd></section>": "Sect(P P)",
    "<figure><img src='brug.svg' alt='Brug'></figure>": "Figure",
    "<p>een <img src='brug.svg' alt='brug' style='display:inline;width:4mm'> hier</p>": "P(Figure)",
    "<div role='img' aria-label='Schema'><p>A</p><p>B</p></div>": "Figure",
    "<p><a href='#x'><em>kop</em></a></p><p id='x'>x</p>": "P(Link) P",
    "<a href='#x'><h2>kop</h2></a><p id='x'>x</p>": "H2(Link) P",
    "<a href='#x'><h2>kop</h2><p>tekst</p></a><p id='x'>x</p>": "P(Link) P",
    "<p><a>geen koppeling</a></p>": "P",
    "<blockquote>los</blockquote>": "BlockQuote(P)",
    "<address><span class='line'>een</span></address>": "Div(P)",
    "<table><tr><td></td><td>x</td></tr></table>": "Table(TBody(TR(TD TD)))",
}


@pytest.mark.parametrize("body", CASES)
def test_what_is_put_right(body: str) -> None:
    assert outline(body) == CASES[body]


def test_strong_and_em_are_kept_where_the_standard_has_them() -> None:
    body = "<p><strong>een</strong> <em>twee</em></p>"
    assert outline(body) == "P"
    assert outline(body, "2.0") == "P(Strong Em)"


@pytest.mark.parametrize("style", NUMBERING)
def test_list_numbering_follows_the_list_style(style: str) -> None:
    node = first("<ol><li>een</li></ol>", "L", style=f"ol {{ list-style-type: {style} }}")
    assert node.attributes["List"]["ListNumbering"] == NUMBERING[style]


@pytest.mark.parametrize(("version", "expected"), [("1.7", "Disc"), ("2.0", "Unordered")])
def test_a_list_with_its_own_marks_is_unordered(version: str, expected: str) -> None:
    assert first("<ul><li>een</li></ul>", "L", version).attributes["List"]["ListNumbering"] == expected


@pytest.mark.parametrize(("terms", "expected"), [("12", "Decimal"), ("21", "None"), ("1P", "None"), ("AB", "None")])
def test_terms_that_count_are_numbers_of_a_list(terms: str, expected: str) -> None:
    pairs = "".join(f"<div><dt>{term}</dt><dd>what it marks</dd></div>" for term in terms)
    assert first(f"<dl>{pairs}</dl>", "L").attributes["List"]["ListNumbering"] == expected


def test_a_dash_before_an_item_is_its_label() -> None:
    style = "ul { list-style: none } li::before { content: '– ' }"
    assert outline("<ul><li>een</li></ul>", style=style) == "L(LI(Lbl LBody))"


@pytest.mark.parametrize(
    ("cells", "scope"),
    [
        ("<tr><th>kop</th><th>kop</th></tr>", "Column"),
        ("<tr><th>kop</th><td>x</td></tr>", "Row"),
        ("<tr><th scope='col'>kop</th><td>x</td></tr>", "Column"),
        ("<tr><td>x</td><th scope='row'>kop</th></tr>", "Row"),
    ],
)
def test_a_header_cell_knows_what_it_heads(cells: str, scope: str) -> None:
    assert first(f"<table>{cells}</table>", "TH").attributes["Table"]["Scope"] == scope


def test_spans_of_cells_are_kept() -> None:
    body = "<table><tr><td colspan='2'>a</td></tr><tr><td>b</td><td>c</td></tr></table>"
    assert first(body, "TD").attributes["Table"] == {"ColSpan": 2}


def test_language_is_written_where_it_changes() -> None:
    root = shape(painted("<p lang='en'>word</p><p>woord</p>").laid, TARGETS["1.7"])
    assert [node.lang for node in root.walk()] == ["", "en", ""]


def test_an_abbreviation_is_expanded() -> None:
    assert (
        first("<p><abbr title='Normaal Amsterdams Peil'>NAP</abbr></p>", "Span").expansion == "Normaal Amsterdams Peil"
    )


def test_a_figure_knows_its_box_on_the_page() -> None:
    body = "<figure style='margin:0'><img src='brug.svg' alt='Brug'></figure>"
    box = first(body, "Figure").attributes["Layout"]["BBox"]
    assert isinstance(box, tuple)
    assert [round(value * 25.4 / 72, 1) for value in box] == [14.1, 111.9, 54.1, 131.9]


def test_marks_stay_in_reading_order_over_lines() -> None:
    body = "<p style='width:30mm'>een <strong>twee drie vier vijf zes</strong> zeven acht negen tien elf twaalf</p>"
    marks = [mark for mark in first(body, "P").marks() if isinstance(mark, MarkedContent)]
    assert (
        "".join(mark.text.strip() for mark in marks).replace(" ", "")
        == "eentweedrieviervijfzeszevenachtnegentienelftwaalf"
    )


def test_visible_text_leaves_soft_hyphens_out() -> None:
    element = HtmlElement((), "p", {}, "nl", False, Place(), ("water\u00adschap",))
    assert visible_text(element) == "waterschap"
