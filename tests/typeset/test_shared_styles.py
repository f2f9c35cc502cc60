"""Sheets of one style sheet share what their styles say, and the pages are those of the engine."""

from __future__ import annotations

import pytest
import weasyprint

from brochurepress.typeset import incremental, shared_styles, weasyprint_door
from brochurepress.typeset.incremental import LayoutCache
from brochurepress.typeset.shared_styles import SHARED
from brochurepress.typeset.weasyprint_door import Pages

SHEET = """<!doctype html><html lang="{lang}"><style>.own-{number} {{ --own: {number}mm }}</style><body><main>
<div class="sheet" id="s{number}"><h1>Head {number}</h1><p class="own-{number}" id="p{number}">Text <b>{number}</b></p>
<p>Note<i>beside</i></p><ul><li>one<li>two</ul><ol><li>one</ol><table><tr><td>1<td><b>2</b></table></div></main>"""
SHEETS = tuple(SHEET.format(number=number, lang="nl" if number < 4 else "en-GB") for number in range(1, 5))
STYLES = {
    "values": "p { margin: var(--own, 3mm) 1em; color: var(--ink) } :root { --ink: #123456 } b { font-size: larger }",
    "page": "@page { @top-left { content: string(head) counter(page) } } h1 { string-set: head content() }",
    "overflow": "html { overflow: hidden } body { columns: 2 } h1::first-letter { font-size: 2em }",
    "markers": "ul { list-style: square inside; white-space: nowrap } li::before { content: counter(list-item) ' ' }",
    "tables": "table { border-collapse: collapse; margin: 2mm } td { border: 1pt solid; padding: 5%; margin: 1mm }",
    "notes": "i { float: footnote }",
    "page sizes": "p { margin-left: 10vw; padding: calc(1pvh + 1mm) } @page { size: 100mm 120mm }",
    "faults": "p { width: calc(1mm * 1mm); color: var(--none) } h1 { margin: var(--none) }",
}


def laid(style: str) -> Pages:
    def fetch(url: str) -> tuple[bytes, str]:
        raise ValueError(url)

    return LayoutCache().lay_out(SHEETS, style, fetch)


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_pages_and_what_is_said_are_those_of_sheets_by_themselves(style: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = laid(style)
    monkeypatch.setattr(incremental, "SHARED", ())
    own = laid(style)
    assert set(shared.messages) == set(own.messages)
    assert weasyprint_door.write_pdf(shared) == weasyprint_door.write_pdf(own)


@pytest.mark.parametrize("name", ["values", "markers"])
def test_a_value_is_computed_once(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    computed: list[int] = []
    owner, missing, ours = SHARED[3]

    def counted(style: object, key: str) -> object:
        computed[-1] += 1
        return ours(style, key)

    monkeypatch.setattr(incremental, "SHARED", (*SHARED[:3], (owner, missing, counted), *SHARED[4:]))
    place = incremental._set

    def each(*sheet: object) -> object:
        computed.append(0)
        return place(*sheet)  # type: ignore[arg-type]

    monkeypatch.setattr(incremental, "_set", each)
    laid(STYLES[name])
    assert computed[2] < computed[0] / 2


@pytest.mark.parametrize(
    "text", ["i { float: footnote }", "position: NOTE(x)", "width: 5vw", "calc(1.5PVMAX)", "height: 2.svh"]
)
def test_what_styles_of_a_page_ask_is_seen(text: str) -> None:
    assert shared_styles.UNLIKE.search(text)


@pytest.mark.parametrize("text", ['<p role="doc-footnote">', "keynote (x)", "--v: 5mm", "viewBox", "0 5 very"])
def test_what_does_not_ask_it_is_not(text: str) -> None:
    assert not shared_styles.UNLIKE.search(text)


def test_the_engine_keeps_its_own_style_sheet() -> None:
    pseudo = {entry[3] for entry in weasyprint.UA_STYLESHEET.matcher.other_selectors}
    assert {"footnote-call", "note-call", "marker"} <= pseudo
    assert {entry[3] for entry in shared_styles._LEAN.matcher.other_selectors} == {None, "marker"}
