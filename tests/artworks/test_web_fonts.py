"""Fonts cut down for web pages: the same bytes in every environment, and cut anew by another press."""

import pytest
from fontTools.ttLib.tables import otBase

from brochurepress.artworks.web import page as fonts
from brochurepress.workspace import HOME

FONT = next((HOME / "fonts").rglob("*.woff2")).read_bytes()


def test_a_font_is_cut_alike_with_and_without_another_packer(monkeypatch: pytest.MonkeyPatch) -> None:
    cut = []
    for there in (True, False):
        monkeypatch.setattr(otBase, "have_uharfbuzz", there)
        monkeypatch.setattr(otBase, "hb", None, raising=False)
        cut.append(fonts._subset(FONT, "AVbc"))
    assert cut[0] == cut[1]


def test_what_the_subsetter_is_told_is_part_of_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    keys: list[tuple[bytes, ...]] = []
    monkeypatch.setattr(fonts, "kept", lambda key, make: keys.append(key))
    for file in (fonts.__file__, __file__):
        monkeypatch.setattr(fonts, "__file__", file)
        fonts.subset_font(FONT, frozenset("a"))
    assert keys[0] != keys[1]
