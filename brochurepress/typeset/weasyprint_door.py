"""The only door to WeasyPrint: HTML laid out once into pages, and those pages painted as PDF.

The engine's version is asserted, because what is built on its private structures was checked on this one. Importing
this module changes nothing in the engine: the functions that lay out and paint change it while they run (`hooked`).
"""

from __future__ import annotations

import ctypes.util
import importlib
import logging
import platform
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field, replace
from io import StringIO
from types import ModuleType
from typing import Any

from brochurepress.design import Face, Rendering, drawn, reduced
from brochurepress.findings import Place, reject
from brochurepress.pdf import fill_forms


class _Later(ModuleType):
    """A module of which each function is loaded when it is called."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return lambda *given, **named: getattr(importlib.import_module(self.__name__), name)(*given, **named)


# Called where HarfBuzz cannot cut a font down, and of variable fonts: loading them takes 40 ms.
_SELDOM = {"fontTools.subset", "fontTools.varLib.instancer"} - sys.modules.keys()
sys.modules.update({name: _Later(name) for name in _SELDOM})
# Looking libraries up that load without it costs half the import (ldconfig and gcc are forked).
_find_library = ctypes.util.find_library
ctypes.util.find_library = lambda name: None
with redirect_stdout(StringIO()):  # it prints what a finding tells
    try:
        import weasyprint
    except OSError:  # a system on which libraries are found only by that search, or on which there are none
        ctypes.util.find_library = _find_library
        try:
            import weasyprint
        except OSError as fault:
            case = "macos" if platform.system() == "Darwin" else "debian"
            raise reject(f"engine/missing:{case}", Place("this machine"), fault=fault) from fault
    finally:
        ctypes.util.find_library = _find_library
        for name in _SELDOM:
            del sys.modules[name]

from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: E402 - after the guarded import

VERSION = "70.0"
if weasyprint.__version__ != VERSION:
    raise ImportError(f"WeasyPrint {VERSION} is needed, {weasyprint.__version__} is installed")

from brochurepress.typeset import (  # noqa: E402 - of this version only
    drawing_image,
    grid_overflow,
    line_cache,
    paint_cache,
    pango_leak,
    read_once,
    unpacked_fonts,
    used_sizes,
)
from brochurepress.typeset.placed_bitmaps import Fetch, rendered  # noqa: E402
from brochurepress.wording import phrase  # noqa: E402

BASE = "file:///"
"""Where relative addresses begin: the root of the project."""

_FOR_PRESS = Rendering()

EngineElement = Any
"""An element of the laid out HTML: xml.etree.ElementTree.Element."""


@dataclass(frozen=True)
class Message:
    """What the engine said: its logging level and the text."""

    level: int
    text: str


@dataclass(frozen=True)
class Pages:
    """One layout: the engine's document, the root element of its source, and what was said meanwhile.

    Sheets that were set apart have the elements around them, such as body, each for itself; `frame` tells which
    element of the common tree stands for each of these. `faces` are the fonts of the words in drawings, `roots` the
    documents as they were parsed.
    """

    document: weasyprint.Document
    root: EngineElement
    messages: tuple[Message, ...]
    frame: Mapping[EngineElement, EngineElement] = field(default_factory=dict)
    faces: tuple[Face, ...] = ()
    roots: tuple[EngineElement, ...] = ()


class Fetcher(URLFetcher):  # type: ignore[misc]
    """Hands every request to `fetch`: the engine itself opens no file, no connection and no bitmap."""

    def __init__(self, fetch: Fetch) -> None:
        super().__init__(allowed_protocols=())
        self._content = fetch

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """What the press gives for an address; `headers` are not sent anywhere."""
        body, mime = self._content(url)
        if not isinstance(body, bytes):
            raise ValueError(phrase("part/bitmap-none-set", url=url))
        return URLFetcherResponse(url, body=body, headers={"Content-Type": mime})


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[Message] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(Message(record.levelno, record.getMessage()))


@contextmanager
def hooked(*more: tuple[Any, str, Any]) -> Iterator[None]:
    """The engine as the press uses it while the block runs: it opens fonts and draws once, and frees font features.

    What it makes is the same, byte for byte; afterwards it is as it was, for whoever else uses it. Each of `more` is
    replaced besides: its owner, its name, and what takes its place.
    """
    hooks = (*_hooks(), *more)
    own = [getattr(owner, name) for owner, name, _ in hooks]
    for owner, name, ours in hooks:
        setattr(owner, name, ours)
    try:
        yield
    finally:
        for (owner, name, _), was in zip(hooks, own, strict=True):
            setattr(owner, name, was)


def _hooks() -> tuple[tuple[Any, str, Any], ...]:
    """What is replaced in the engine: its owner, its name, and what takes its place."""
    modules = (drawing_image, grid_overflow, line_cache, paint_cache, read_once, unpacked_fonts, used_sizes)
    return (*(hook for module in modules for hook in module.HOOKS), *pango_leak.hooks())


@contextmanager
def listening() -> Iterator[list[Message]]:
    """Collects what the engine and its font subsetter say while the block runs; a block around this one does not."""
    listener = _Listener()
    loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
    others = [logger.handlers for logger in loggers]
    for logger in loggers:
        logger.handlers = [*(each for each in logger.handlers if not isinstance(each, _Listener)), listener]
    try:
        yield listener.messages
    finally:
        for logger, handlers in zip(loggers, others, strict=True):
            logger.handlers = handlers


def page_of(pages: Pages, number: int) -> Pages:
    """One page of a layout, counted from 1, as a layout of its own, without what the document says of itself."""
    laid, nothing = pages.document, weasyprint.document.DocumentMetadata()
    document = weasyprint.Document([laid.pages[number - 1]], nothing, laid.url_fetcher, laid.font_config, {}, None)
    return replace(pages, document=document)


@hooked()
def write_pdf(pages: Pages, rendering: Rendering = _FOR_PRESS) -> bytes:
    """The pages as plain PDF in sRGB: no tags, no output intent; the bleed lies inside the MediaBox.

    Bitmaps are rendered as told: those for the press keep the colours that they were saved in.
    """
    with rendered(rendering):
        pdf: bytes = _fresh(pages).write_pdf()
    return with_drawings(pages, pdf, rendering)


def with_drawings(pages: Pages, pdf: bytes, rendering: Rendering) -> bytes:
    """A painted PDF with the drawings in their places."""

    def draw(svg: str, width: float, height: float) -> bytes:
        return drawn(reduced(svg, width, rendering), width, height, pages.faces)

    return fill_forms(pdf, draw)


def _fresh(pages: Pages) -> weasyprint.Document:
    """A document of its own for each paint: writing changes colour profiles and fonts of the one written."""
    laid = pages.document
    return weasyprint.Document(laid.pages, laid.metadata, laid.url_fetcher, laid.font_config, {}, None)
