"""Paint cache: what a page writes into a content stream is kept, and written again as it was.

Two methods of WeasyPrint 70 are replaced while the press works (HOOKS). `Stream.show_text` leaves out moves by nothing,
which part a line into strings of one glyph. `Page.paint`: a page that is painted again gets the operators of the first
time, and the glyphs these need. What the operators do not say by themselves is not kept,
and drawn each time: numbered resources (patterns, shadings, states, groups that need these) and glyphs that a font
lacks.

A newer version must be tested for: a stream's state between two operators is its colours, alphas and font alone, and
its last operator; drawing changes of the document only `_resources`, `_images`, `_fonts` and `_tags`; a font gathers
what is used of it in `widths`, `to_unicode` and `missing`. `tests/typeset/test_paint_cache.py` holds the bytes.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from weakref import WeakKeyDictionary

from weasyprint.document import Page
from weasyprint.pdf.stream import Stream

_STATE = (
    *(f"_current_{name}" for name in ("color", "color_stroke", "alpha", "alpha_stroke", "font", "font_size")),
    "_old_font",
)
_GS = re.compile(rb"^/(\S+) gs$", re.MULTILINE)
_DO = re.compile(rb"^/(\S+) Do$", re.MULTILINE)
_MOST = 8
"""Ways in which one page is kept: plain and tagged, at several sizes."""


@dataclass(frozen=True)
class _DrawingResult:
    """What one drawing wrote: operators, state left behind, alphas, pictures, groups, fonts with their glyphs, tags."""

    operators: tuple[Any, ...]
    state: tuple[Any, ...]
    alphas: dict[str, Any]
    shown: tuple[str, ...]
    images: dict[str, Any]
    groups: dict[str, _FormXObject]
    fonts: dict[Any, Any]
    tags: dict[Any, Any]


@dataclass(frozen=True)
class _FormXObject:
    """A form XObject that draws by itself: its operators, its box, the alphas, pictures and forms it uses."""

    operators: tuple[Any, ...]
    box: tuple[float, ...]
    alphas: dict[str, Any]
    images: tuple[str, ...]
    groups: dict[str, _FormXObject]


_memory: WeakKeyDictionary[Any, dict[Hashable, _DrawingResult | None]] = WeakKeyDictionary()
"""What was written by each page, by the state in which it began; None for what cannot be kept."""

_paint, _show_text = Page.paint, Stream.show_text


def _paint_page(page: Any, stream: Any, scale: float = 1) -> None:
    """Draws a page, or writes again what was drawn before."""
    way = (scale, _state(stream), stream._tags is not None, stream.ctm.values)
    ways = _memory.setdefault(page, {})
    if way not in ways:
        written = _listened(stream, lambda: _paint(page, stream, scale))
        if len(ways) < _MOST:
            ways[way] = written
    elif (kept := ways[way]) is None:
        _paint(page, stream, scale)
    else:
        _write(stream, kept)


def _show_joined(stream: Any, text: str) -> None:
    """Shows glyphs that follow one another as one string: every reader of the file takes each string for itself."""
    _show_text(stream, text.replace(">0<", ""))


HOOKS: tuple[tuple[Any, str, Any], ...] = ((Page, "paint", _paint_page), (Stream, "show_text", _show_joined))
"""The methods that are replaced: their class, their name, and what takes their place."""


def _state(stream: Any) -> tuple[Any, ...]:
    last = stream.stream[-1] if stream.stream else b""
    return (*(getattr(stream, name) for name in _STATE), last in (b"q", b"ET") and last)


class _Fonts(dict[Any, Any]):
    """Fonts that gather for one drawing; glyphs that a font lacks are numbered for the whole document."""

    def __init__(self, whole: dict[Any, Any]) -> None:
        super().__init__()
        self._whole = whole

    def __setitem__(self, key: Any, font: Any) -> None:
        if key in self._whole:
            font.missing = self._whole[key].missing
        super().__setitem__(key, font)


def _listened(stream: Any, draw: Callable[[], None]) -> _DrawingResult | None:
    """Draws, and gives what that wrote when it can be written again."""
    resources, fonts, images = stream._resources, stream._fonts, stream._images
    numbered = {name: len(resources[name]) for name in ("Pattern", "Shading")}
    start, marked = len(stream.stream), dict(stream._tags or {})
    stream._fonts, stream._images = _Fonts(fonts), {}
    try:
        draw()
    finally:
        used, shown = stream._fonts, stream._images
        stream._fonts, stream._images = fonts, images
        _gather(fonts, used)
        _show(images, shown)
    operators = tuple(stream.stream[start:])
    objects = _named(_DO, operators)
    groups = {name: _group(resources["XObject"][name]) for name in objects if name not in shown}
    whole = (
        not stream._color_profiles
        and numbered == {name: len(resources[name]) for name in numbered}
        and all(name[0] in "aA" for name in _named(_GS, operators))
        and None not in groups.values()
        and not any(font.missing or font.used_in_forms for font in used.values())
    )
    if not whole:
        return None
    return _DrawingResult(
        _joined(operators, groups),
        _state(stream),
        _alphas(resources, operators),
        tuple(name for name in objects if name in shown),
        {name: _seen(image) for name, image in shown.items()},
        {name: group for name, group in groups.items() if group},
        {key: _copied(font) for key, font in used.items()},
        {box: tag for box, tag in (stream._tags or {}).items() if box not in marked},
    )


def _joined(operators: tuple[Any, ...], groups: Collection[str]) -> tuple[Any, ...]:
    """The operators in as few pieces as can be: what draws a group stands apart, and the last one of all."""
    apart = {b"/%s Do" % name.encode() for name in groups}
    pieces: list[Any] = []
    for joins, run in groupby(operators[:-1], lambda each: isinstance(each, bytes) and each not in apart):
        each = list(run)
        pieces += [b"\n".join(each)] if joins else each
    return (*pieces, *operators[-1:])


def _group(group: Any) -> _FormXObject | None:
    """A group as it was drawn; None when it needs more than alphas, pictures and groups."""
    operators, resources = tuple(group.stream), group._resources
    objects, known = _named(_DO, operators), group._images
    groups = {name: _group(resources["XObject"][name]) for name in objects if name not in known}
    whole = {name: kept for name, kept in groups.items() if kept}
    numbered = resources["Pattern"] or resources["Shading"]
    alphas = _alphas(resources, operators)
    if numbered or len(whole) < len(groups) or any(name[0] not in "aA" for name in alphas):
        return None
    images = tuple(name for name in objects if name in known)
    return _FormXObject(_joined(operators, whole), tuple(group.extra["BBox"]), alphas, images, whole)


def _alphas(resources: Any, operators: tuple[Any, ...]) -> dict[str, Any]:
    return {name: resources["ExtGState"][name] for name in _named(_GS, operators)}


def _named(operator: re.Pattern[bytes], operators: tuple[Any, ...]) -> dict[str, None]:
    """Names of the resources that an operator uses, in the order of their first use."""
    found = (name for each in operators if isinstance(each, bytes) for name in operator.findall(each))
    return dict.fromkeys(name.decode() for name in found)


def _paint_again(stream: Any, written: _DrawingResult | _FormXObject) -> None:
    """Writes the operators, and the groups that they draw under the names that these get now."""
    renamed: dict[bytes, bytes] = {}
    for name, kept in written.groups.items():
        group = stream.add_group(0, 0, 0, 0)
        group.extra["BBox"][:] = kept.box
        _paint_again(group, kept)
        _use(group, kept.alphas, kept.images)
        renamed[b"/%s Do" % name.encode()] = b"/%s Do" % group.id.encode()
    stream.stream.extend(renamed.get(each, each) if isinstance(each, bytes) else each for each in written.operators)


def _write(stream: Any, written: _DrawingResult) -> None:
    _paint_again(stream, written)
    for name, value in zip(_STATE, written.state, strict=False):
        setattr(stream, name, value)
    _use(stream, written.alphas, written.shown)
    _show(stream._images, written.images)
    _gather(stream._fonts, written.fonts)
    for box, tag in written.tags.items():
        stream._tags[box] = dict(tag)


def _use(stream: Any, alphas: Mapping[str, Any], images: Collection[str]) -> None:
    """Enters alphas and pictures in the resources of a stream."""
    for name, alpha in alphas.items():
        stream._resources["ExtGState"].setdefault(name, copy.copy(alpha))
    for name in images:
        stream._resources["XObject"][name] = None  # filled in when the document is written


def _show(images: dict[str, Any], shown: Mapping[str, Any]) -> None:
    """Adds the pictures that one drawing shows to those of a document."""
    for name, image in shown.items():
        if name in images:
            images[name]["dpi_ratios"] |= image["dpi_ratios"]
        else:
            images[name] = _seen(image)


def _seen(image: Mapping[str, Any]) -> dict[str, Any]:
    """A picture that gathers its resolutions for itself."""
    return {**image, "dpi_ratios": set(image["dpi_ratios"])}


def _gather(fonts: dict[Any, Any], used: dict[Any, Any]) -> None:
    """Adds the glyphs that were used of some fonts to those of a document."""
    for key, font in used.items():
        if key not in fonts:
            fonts[key] = _copied(font)
            continue
        own = fonts[key]
        # Sizes round the width of a glyph differently: the engine keeps that of the first.
        for glyphs, more in ((own.widths, font.widths), (own.to_unicode, font.to_unicode)):
            glyphs |= {glyph: value for glyph, value in more.items() if glyph not in glyphs}
        own.missing |= font.missing
        own.used_in_forms |= font.used_in_forms


def _copied(font: Any) -> Any:
    """A font that gathers for itself: writing a document cuts its fonts down to what it uses."""
    own = copy.copy(font)
    own.widths, own.to_unicode, own.missing = dict(font.widths), dict(font.to_unicode), dict(font.missing)
    return own
