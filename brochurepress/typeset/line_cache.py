"""Break each line once.

WeasyPrint 70 sets columns again and again until they are even, and breaks the same lines of the same text each time
(`weasyprint.layout.column.columns_layout`): half of the time that a page in columns takes. How a line breaks depends on
nothing but the arguments (`weasyprint.text.line_break.split_first_line`), of the style on what it says of text; what
draws it changes its Pango layout. A brochure that is set again keeps its lines as long as its fonts.
"""

from __future__ import annotations

import copy
from typing import Any
from weakref import WeakKeyDictionary

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


def hooks() -> tuple[tuple[Any, str, Any], ...]:
    """What is replaced in the engine: its owner, its name, and what takes its place."""
    return tuple((owner, "split_first_line", _broken) for owner in (inline, preferred))
