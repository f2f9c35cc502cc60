"""Sizes of boxes are reckoned once, and the pages are those of the engine."""

from __future__ import annotations

import pytest
import weasyprint

from brochurepress.typeset import used_sizes
from brochurepress.typeset.weasyprint_door import hooked

pytestmark = pytest.mark.usefixtures("joined_strings")

BOXES = "".join(f"<div><p>Text {number} <b>bold</b></p></div>" for number in range(9))
TABLE = "<table><tr><td>1<td>2<tr><td>3<td>4</table>"
STYLES = {
    "lengths": "p { margin: 2mm 1em; padding: 1mm; border: 1pt solid }",
    "shares": "div { width: 60%; height: 20mm } p { width: 50%; height: 50%; margin: 2% 5%; min-height: 10% }",
    "sums": "p { width: calc(50% + 1em); font-size: 8pt } div:nth-child(3) p { font-size: 16pt }",
    "border boxes": "p { box-sizing: border-box; width: 30mm; min-height: 9mm; padding: 2mm; border: 1mm solid }",
    "shared borders": "table { border-collapse: collapse } td { border: 1mm solid } td + td { padding: 2% }",
    "columns": "body { columns: 2 } b { display: inline-block; width: 30% } p { max-width: 50% }",
}


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_pages_are_those_of_the_engine(style: str) -> None:
    page = weasyprint.HTML(string=f"<style>{style}</style>{BOXES}{TABLE}")
    own = page.write_pdf()
    with hooked():
        assert page.write_pdf() == page.write_pdf() == own


def test_sizes_are_reckoned_once(monkeypatch: pytest.MonkeyPatch) -> None:
    page = weasyprint.HTML(string=f"<style>p {{ margin: 7.3mm 3% }}</style>{BOXES}")
    with hooked():
        own = page.write_pdf()
        monkeypatch.setattr(used_sizes, "_resolve", None)
        assert page.write_pdf() == own
