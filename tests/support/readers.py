"""Settings of readers, and what is wrong with a web page under each of them.

The settings are those of browsers and systems; a page is opened once, and the settings changed while it is open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from tests.support.browser import HEIGHT, Visit
from tests.support.seen import styled, unseen

WIDTHS = (320, 390, 640, 768, 960, 1280, 1920, 2560)
"""Of a window, in CSS px: from WCAG 2.2, 1.4.10 to a large desktop."""

_SPACED = (
    "*, *::before, *::after { line-height: 1.5 !important; letter-spacing: 0.12em !important; "
    "word-spacing: 0.16em !important } p { margin-bottom: 2em !important }"
)
"""WCAG 2.2, 1.4.12: line height 1.5, paragraphs 2, letters 0.12 and words 0.16 times the size."""

_FOUND = (Path(__file__).parent / "readers.js").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Setting:
    """What a reader has set: a style of his own, the size of text in px and in %, preferences of the system.

    `width` is that of the paper in CSS px (A4), with the margins of its pages as style; 0 is any window.
    """

    style: str = ""
    default_px: int = 16
    percent: int = 100
    media: Literal["print", "screen"] = "screen"
    scheme: Literal["dark", "light"] = "light"
    contrast: Literal["more", "no-preference"] = "no-preference"
    forced: bool = False
    width: int = 0


SETTINGS: Mapping[str, Setting] = MappingProxyType(
    {
        "plain": Setting(),
        "spaced text": Setting(style=_SPACED),
        "forced colours, light": Setting(forced=True),
        "forced colours, dark": Setting(forced=True, scheme="dark"),
        "text at 200 %": Setting(percent=200),
        "default size doubled": Setting(default_px=32),
        "dark": Setting(scheme="dark"),
        "more contrast": Setting(contrast="more"),
        "print": Setting(style="html { padding: 20mm 18mm }", media="print", scheme="dark", width=794),
    }
)


def cells(widths: tuple[int, ...]) -> Iterator[tuple[int, str]]:
    """Every window with every reader; paper has a width of its own."""
    for name, setting in SETTINGS.items():
        yield from ((width, name) for width in (widths if not setting.width else (setting.width,)))


def put(visit: Visit, width: int, setting: Setting) -> None:
    """Gives the open page another window and another reader."""
    page = visit.page
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.emulate_media(
        media=setting.media,
        color_scheme=setting.scheme,
        contrast=setting.contrast,
        forced_colors="active" if setting.forced else "none",
        reduced_motion="reduce",
    )
    sizes: Any = {"fontSizes": {"standard": setting.default_px, "fixed": setting.default_px}}
    page.context.new_cdp_session(page).send("Page.setFontSizes", sizes)
    page.evaluate("size => { document.documentElement.style.fontSize = size }", f"{setting.percent}%")
    styled(visit, setting.style, "reader")


def faults(visit: Visit, setting: Setting) -> Iterator[str]:
    """What is wrong with the page as this reader sees it, in words."""
    yield from dict.fromkeys(f"{check}: {text}" for check, text in visit.page.evaluate(_FOUND, setting.forced))
    yield from unseen(visit, painted=not setting.forced)
