"""Text attributes: what the engine must still do for its lists of font features to be given back."""

from __future__ import annotations

import gc
from typing import Any

import pytest
import weasyprint
from weasyprint.text.fonts import FontConfiguration

from brochurepress.typeset import pango_leak, weasyprint_door
from brochurepress.typeset.weasyprint_door import hooked, write_pdf
from tests.support.laid_out import layout_html as set_pages

TEXT = "a word of " * 40
KERNED = f"<p style='font-kerning: normal; letter-spacing: 0.01em'>{TEXT}</p>"
PLAIN = f"<p style='font-kerning: auto'>{TEXT}</p>"


class Counted:
    """Pango, with a count of the calls that make lists and attributes and give them back."""

    COUNTED = ("pango_attr_list_new", "pango_attr_list_unref", "pango_attr_font_features_new")

    def __init__(self, pango: Any) -> None:
        self.pango = pango
        self.calls = dict.fromkeys(self.COUNTED, 0)

    def __getattr__(self, name: str) -> Any:
        function = getattr(self.pango, name)
        if name not in self.COUNTED:
            return function

        def counted(*arguments: Any) -> Any:
            self.calls[name] += 1
            return function(*arguments)

        return counted


def calls(html: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    ((owner, name, ours),) = pango_leak.hooks()
    counted = Counted(ours._pango)
    replaced = ((owner, name, pango_leak._Pango(counted)),)
    monkeypatch.setattr(weasyprint_door, "_hooks", lambda: replaced)
    set_pages(html, lambda url: (b"", "text/plain"))
    gc.collect()
    return counted.calls


def test_every_list_of_features_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = calls(f"<p style='font-kerning: normal'>{TEXT}</p>", monkeypatch)
    assert counted["pango_attr_list_new"] > 5
    assert counted["pango_attr_list_unref"] == counted["pango_attr_list_new"]


def test_one_attribute_is_made_for_all_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    assert calls(KERNED, monkeypatch)["pango_attr_font_features_new"] == 1


def test_a_text_without_features_has_no_list(monkeypatch: pytest.MonkeyPatch) -> None:
    assert calls(PLAIN, monkeypatch)["pango_attr_list_new"] == 0


def test_the_pages_are_those_of_the_engine_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = write_pdf(set_pages(KERNED, lambda url: (b"", "text/plain")))
    monkeypatch.setattr(weasyprint_door, "_hooks", tuple)
    assert write_pdf(set_pages(KERNED, lambda url: (b"", "text/plain"))) == ours


def test_a_document_of_anyone_else_is_set_as_well() -> None:
    fonts = FontConfiguration()
    with hooked():
        assert weasyprint.HTML(string=KERNED).render(font_config=fonts).write_pdf()
    for _ in range(3):
        assert weasyprint.HTML(string=KERNED).render(font_config=fonts).write_pdf()
        gc.collect()
