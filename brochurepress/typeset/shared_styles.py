"""Compute each style once for all the sheets of a brochure.

WeasyPrint 70 computes the styles of each document anew (`weasyprint.css.StyleFor`). What a style says depends on its
declarations, on the styles of its parent and of the root, and on the fonts: sheets of one style sheet have most of that
in common. Of a style that says the same as one before it, all values are known that were asked of that one. The engine
writes to styles as it lays out: such values are not among those known, and it writes them again. Anchors and the number
of the first page are each element's own. Not for sheets whose style depends on the page (`UNLIKE`), nor for those of
which the engine complains: it does so when it computes.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

import weasyprint
from weasyprint.css import AnonymousStyle, ComputedStyle, Style, StyleFor

UNLIKE = re.compile(r"(?i)(?<!doc-)footnote|\bnote\(|[\d.][lsdp]?v(?:w|h|i|b|min|max)\b")
"""What makes a style depend on the size of the page, or asks for the styles that notes have (`_LEAN`)."""

_OWN = {"anchor", "counter_reset", "white_space"}
"""Properties that are computed for each style by itself: they differ where all else is the same, or the engine writes
them to styles that others inherit from. No other value depends on them."""

_MOST = 5_000
"""How many styles are kept."""


class _Known:
    """Values of equal styles, and of the anonymous boxes within them; `cascaded` keeps alive what tells them."""

    def __init__(self, cascaded: Any = None) -> None:
        self.cascaded, self.values, self.specified = cascaded, dict[str, Any](), dict[str, Any]()

    @cached_property
    def anonymous(self) -> _Known:
        return _Known()


_known: WeakKeyDictionary[Any, dict[Any, _Known]] = WeakKeyDictionary()
"""Styles by the fonts that they are set in."""

_set = StyleFor.set_computed_styles


def forget(fonts: Any) -> None:
    """Forgets the styles that are set in these fonts."""
    _known.pop(fonts, None)


def _computed(self: Any, element: Any, parent: Any, root: Any = None, pseudo_type: Any = None, **more: Any) -> None:
    _set(self, element, parent, root, pseudo_type, **more)
    style = self.get_computed_styles()[element, pseudo_type]
    above = getattr(style.parent_style, "known", None)
    if style.parent_style is None or above:
        said = [
            (name, value if name == "lang" else id(value), weight[:2], *weight[2])
            for name, (value, weight) in style.cascaded.items()
            if name not in _OWN
        ]
        styles = _known.setdefault(self.font_config, {})
        if len(styles) >= _MOST:
            styles.clear()
        key = above, getattr(style.root_style, "known", None), pseudo_type, style.base_url, *said
        _take(style, styles.setdefault(key, _Known(style.cascaded)))
        style.specified = style.known.specified


def _anonymous(style: Any) -> Any:
    made = AnonymousStyle(style)
    if hasattr(style, "known"):
        _take(made, style.known.anonymous)
    return made


def _take(style: Any, known: _Known) -> None:
    style.known = known
    style.update(known.values)


def _keeping(compute: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    def missing(style: Any, key: str) -> Any:
        value = compute(style, key)
        if hasattr(style, "known") and key not in _OWN:
            style.known.values[key] = value
        return value

    return missing


_anonymous_style = cached_property(_anonymous)
_anonymous_style.__set_name__(Style, "anonymous_style")

_LEAN = copy.copy(weasyprint.UA_STYLESHEET)
"""The engine's own style sheet without the styles that every element has in case it is a note: five of six."""
_LEAN.matcher = copy.copy(_LEAN.matcher)
_LEAN.matcher.other_selectors = [entry for entry in _LEAN.matcher.other_selectors if "note" not in (entry[3] or "")]

SHARED: tuple[tuple[Any, str, Any], ...] = (
    (weasyprint, "UA_STYLESHEET", _LEAN),
    (StyleFor, "set_computed_styles", _computed),
    (Style, "anonymous_style", _anonymous_style),
    (ComputedStyle, "__missing__", _keeping(ComputedStyle.__missing__)),
    (AnonymousStyle, "__missing__", _keeping(AnonymousStyle.__missing__)),
)
"""What is replaced in the engine: its owner, its name, and what takes its place."""
