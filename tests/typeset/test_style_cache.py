"""Values with custom properties are read once, and are those of the engine."""

from __future__ import annotations

import pytest
import weasyprint

from brochurepress.typeset import style_cache
from brochurepress.typeset.weasyprint_door import hooked, listening

PAGE = """<style>
:root { --a: 2mm; --ink: #123456; --font: 3mm/1.2 serif } b { --a: 4mm }
p { margin: var(--a) calc(2 * var(--a)); color: var(--ink); font: var(--font); padding: var(--none, 1mm) }
i { margin: var(--ink); color: var(--a) }
</style>"""
TEXTS = "".join(f"<p>Text {number} <b><i>in</i> <span style='padding: 1px'>bold</span></b></p>" for number in range(9))


def written() -> tuple[bytes, list[str]]:
    with listening() as said:
        pdf = weasyprint.HTML(string=PAGE + TEXTS).write_pdf(uncompressed_pdf=True)
    return pdf, [message.text for message in said]


def test_pages_and_what_is_said_are_those_of_the_engine() -> None:
    own = written()
    assert own[1]
    with hooked():
        assert written() == own


def test_a_value_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = weasyprint.CSS(string=":root { --a: 2mm; --font: 3mm serif } p { margin: var(--a); font: var(--font) }")
    with hooked():
        first = weasyprint.HTML(string=TEXTS).write_pdf(stylesheets=[sheet])
        monkeypatch.setattr(style_cache, "_solve", None)
        assert weasyprint.HTML(string=TEXTS).write_pdf(stylesheets=[sheet]) == first
