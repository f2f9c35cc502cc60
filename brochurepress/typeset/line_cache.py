"""Set and break each line once.

WeasyPrint 70 sets columns again and again until they are even, and the same lines of the same text each time
(`weasyprint.layout.column.columns_layout`): two of three lines of a book. Where no float stands beside a line, and it
holds text alone, it is the same for each height at which it stands (`weasyprint.layout.inline.get_next_linebox`): it is
kept as it was before it is moved there, and moved by the same sums. How a line breaks depends on nothing but the
arguments (`weasyprint.text.line_break.split_first_line`), of the style on what it says of text; what draws it changes
its Pango layout. A brochure that is set again keeps its breaks as long as its fonts.
"""

from __future__ import annotations

import copy
from typing import Any
from weakref import WeakKeyDictionary

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline, preferred
from weasyprint.text.line_break import split_first_line

TEXT = (
    "direction font_family font_feature_settings font_kerning font_language_override font_size font_stretch font_style "
    "font_variant_alternates font_variant_caps font_variant_east_asian font_variant_ligatures font_variant_numeric "
    "font_variant_position font_variation_settings font_weight hyphenate_character hyphenate_limit_chars "
    "hyphenate_limit_zone hyphens lang letter_spacing line_height overflow_wrap tab_size white_space word_break "
    "word_spacing"
).split()
"""All that the engine asks of a style to break a line, besides whether it has lines of its own."""

_MOST = 10_000
"""How many lines are kept: those of some hundred pages."""

_known: WeakKeyDictionary[Any, dict[Any, Any]] = WeakKeyDictionary()
"""Lines by the fonts that they are set in; each has a Pango layout of its own."""


_styles: dict[Any, int] = {}
"""What styles say of text, each numbered."""


def _broken(text: str, style: Any, context: Any, *place: Any, **how: Any) -> Any:
    """The first line of a text, with what the engine says of it."""
    lines = _known.setdefault(style.font_config, {})
    if "of_text" not in vars(style):  # a style that a line was broken with is not written to: the engine copies it
        said = style["text_decoration_line"] == "none", *(style[name] for name in TEXT)
        style.of_text = _styles.setdefault(said, len(_styles))
    key = text, style.of_text, place, *how.items()
    if key not in lines:
        if len(lines) >= _MOST:
            lines.clear()
        lines[key] = split_first_line(text, style, context, *place, **how)
    layout, *rest = lines[key]
    return copy.copy(layout), *rest


_PLAIN = (boxes.LineBox, boxes.InlineBox, boxes.TextBox)
_Lines = dict[Any, tuple[Any, float, tuple[float, float], Any]]
_lines: WeakKeyDictionary[Any, _Lines | None] = WeakKeyDictionary()
"""Lines of each paragraph by where they begin: as they stand before they are moved to their height, how far they are
moved across, their foot and top, and where the next begins. None for a paragraph with more than text."""

_next_line, _align, _stand = inline.get_next_linebox, inline.text_align, inline.line_box_verticality
_now: dict[str, Any] = {}
"""What the engine does with the line that it sets, where that is to be known."""


def _set(context: Any, paragraph: Any, y: float, bottom: float, skip: Any, block: Any, *rest: Any) -> Any:
    """The next line of a paragraph, and where the one behind it begins."""
    if paragraph not in _lines:
        parts = paragraph.descendants()
        plain = (type(e) in _PLAIN and e.is_in_normal_flow() and not (e.footnote or e.note) for e in parts)
        _lines[paragraph] = {} if all(plain) else None
    known = _lines[paragraph]
    left_to_right = block.style["direction"] == "ltr"
    if known is None or context.excluded_shapes or rest[2:] != (None, None) or not left_to_right:
        return _next_line(context, paragraph, y, bottom, skip, block, *rest)
    key = repr(skip), block.content_box_x(), block.width, paragraph.text_indent
    if key not in known:
        _now["watched"] = paragraph
        try:
            line, behind = _next_line(context, paragraph, y, bottom, skip, block, *rest)
            if "reach" in _now:
                known[key] = _now["standing"], _now["across"], _now["reach"], behind
        finally:
            _now.clear()
        return line, behind
    standing, across, (foot, top), behind = known[key]
    line = _copied(standing)
    line.baseline, line.position_y, line.height = -top, top, foot - top
    line.margin_top = line.margin_bottom = 0
    line.translate(across, y - top)
    line.position_y = y
    return line, behind


def _copied(box: Any) -> Any:
    new = box.copy()
    new.children = [_copied(child) for child in box.children]
    if isinstance(box, boxes.TextBox):
        new.pango_layout = copy.copy(box.pango_layout)
    return new


def _aligned(*line: Any, **how: Any) -> Any:
    across = _align(*line, **how)
    if _now:
        _now["across"] = across
    return across


def _standing(line: Any) -> Any:
    reach = _stand(line)
    if _now:
        _now.update(standing=_copied(line), reach=reach)
    return reach


HOOKS: tuple[tuple[Any, str, Any], ...] = (
    (inline, "get_next_linebox", _set),
    (inline, "text_align", _aligned),
    (inline, "line_box_verticality", _standing),
    (inline, "split_first_line", _broken),
    (preferred, "split_first_line", _broken),
)
"""What is replaced in the engine: its owner, its name, and what takes its place."""
