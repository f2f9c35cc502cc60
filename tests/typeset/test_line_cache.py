"""Lines of columns are broken once, and the pages are those of the engine."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest
import weasyprint
from weasyprint.text import fonts, line_break
from weasyprint.text.line_break import split_first_line

from brochurepress.typeset import line_cache
from brochurepress.typeset.line_cache import TEXT
from brochurepress.typeset.weasyprint_door import hooked

pytestmark = pytest.mark.usefixtures("joined_strings")

WORDS = " ".join(f"voor<b>beeld</b> uitge&shy;vonden {number}" for number in range(60))
PAGE = f"<html lang='nl'><style>div {{ columns: 3; hyphens: auto; text-align: justify }}</style><div>{WORDS}</div>"


BESIDE = {
    "text": "",
    "right to left": "div { direction: rtl }",
    "first letter": "p::first-letter { font-size: 2em }",
    "first line": "p::first-line { font-weight: bold }",
    "floats": "b { float: right }",
    "inline blocks": "b { display: inline-block; width: 20% }",
    "moved": "b { position: relative; left: 2pt } b::after { content: 'x'; position: absolute; top: 1pt }",
    "notes": "b:nth-of-type(5) { float: footnote }",
    "measures": "p { text-indent: 10%; padding: 0 5% } b { padding: 0 .4em; background: tan }",
}
"""What stands in lines, or differs between them."""


def written(page: str = PAGE) -> bytes:
    pdf: bytes = weasyprint.HTML(string=page).write_pdf()
    return pdf


@pytest.mark.parametrize("style", BESIDE.values(), ids=BESIDE)
def test_pages_are_those_of_the_engine(style: str) -> None:
    page = PAGE.replace("</style><div>", f"{style}</style><div><p>{WORDS[:500]}</p><p>{WORDS[:250]}</p>")
    own = written(page)
    with hooked():
        assert written(page) == own


def test_a_line_is_broken_once(monkeypatch: pytest.MonkeyPatch) -> None:
    broken: list[tuple[Any, ...]] = []
    own = split_first_line

    def counted(text: str, style: Any, context: Any, *place: Any, **how: Any) -> Any:
        broken.append((text, id(style), place, *how.items()))
        return own(text, style, context, *place, **how)

    monkeypatch.setattr("brochurepress.typeset.line_cache.split_first_line", counted)
    with hooked():
        written()
    assert len(broken) == len(set(broken)) > 60


def test_lines_are_told_apart_by_all_that_the_engine_asks_of_a_style() -> None:
    asked = re.findall(r"style\[\s*'(\w+)'\]", inspect.getsource(line_break) + inspect.getsource(fonts))
    assert {*TEXT, "text_decoration_line"} >= {*asked}


def test_lines_that_are_set_again_are_not_broken_again(monkeypatch: pytest.MonkeyPatch) -> None:
    own = fonts.FontConfiguration()
    with hooked():
        first = weasyprint.HTML(string=PAGE).write_pdf(font_config=own)
        monkeypatch.setattr("brochurepress.typeset.line_cache.split_first_line", None)
        assert weasyprint.HTML(string=PAGE).write_pdf(font_config=own) == first


SET_AGAIN = {
    "columns": "<div style='columns: 3; text-align: justify'>{}</div>",
    "links, sizes and heights": "<p style='columns: 2'>{} <a href='#a' style='font-size: 2em'>{}</a> x<sup>2</sup>",
    "turned about": "<div style='columns: 2; direction: rtl; text-align: end'>{}</div>",
    "beside a float": "<div style='columns: 2'><p style='float: left; width: 20mm'>{}</p><p>{}</p></div>",
    "notes": "<div style='columns: 2'>{}<span style='float: footnote'>A note</span> {}</div>",
    "pictures and blocks": "<div style='columns: 2'>{}<span style='display: inline-block'>a<br>b</span> {}</div>",
    "first letters and lines": "<style>p::first-letter {{ font-size: 3em }} p::first-line {{ color: red }}</style>"
    "<div style='columns: 2'><p>{}</p><p>{}</p></div>",
    "what is placed": "<div style='columns: 2; position: relative'>{}<b style='position: absolute'>a</b> {}</div>",
    "grids and tables": "<div style='display: grid; grid-template-columns: auto 1fr'><p>{}</p><p>{}</p></div>"
    "<table><tr><td>{}<td>{}</table>",
    "leaders": "<div style='columns: 2'><style>b::after {{ content: leader('.') '1' }}</style><b>{}</b></div>",
}


@pytest.mark.parametrize("name", SET_AGAIN)
def test_lines_that_are_set_again_stand_as_the_engine_sets_them(name: str) -> None:
    def set_again() -> Any:
        return weasyprint.HTML(string=SET_AGAIN[name].format(WORDS, WORDS, WORDS, WORDS)).write_pdf(
            uncompressed_pdf=True
        )

    own = set_again()
    with hooked():
        assert set_again() == own


def test_a_line_is_set_once_for_each_column(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    own = line_cache._next_line

    def counted(context: Any, paragraph: Any, y: float, bottom: float, skip: Any, block: Any, *rest: Any) -> Any:
        asked.append((paragraph, repr(skip), block.content_box_x(), block.width))
        return own(context, paragraph, y, bottom, skip, block, *rest)

    monkeypatch.setattr(line_cache, "_next_line", counted)
    with hooked():
        written()
    assert len(asked) == len(set(asked)) > 20
