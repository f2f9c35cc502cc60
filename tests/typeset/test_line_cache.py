"""Lines of columns are broken once, and the pages are those of the engine."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest
import weasyprint
from weasyprint.text import fonts, line_break
from weasyprint.text.line_break import split_first_line

from brochurepress.typeset.line_cache import TEXT
from brochurepress.typeset.weasyprint_door import hooked

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
