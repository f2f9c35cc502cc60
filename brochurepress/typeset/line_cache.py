"""Break each line once.

WeasyPrint 70 sets columns again and again until they are even, and breaks the same lines of the same text each time
(`weasyprint.layout.column.columns_layout`): half of the time that a page in columns takes. How a line breaks depends on
nothing but the arguments (`weasyprint.text.line_break.split_first_line`), and what draws it changes its Pango layout.
"""

from __future__ import annotations

import copy
from typing import Any

from weasyprint.layout import inline, preferred
from weasyprint.text.line_break import split_first_line


class _Lines:
    """The lines of the document that is being set, as they were broken before; each has a Pango layout of its own."""

    def __init__(self) -> None:
        self._context: Any = None
        self._known: dict[Any, Any] = {}

    def broken(self, text: str, style: Any, context: Any, *place: Any, **how: Any) -> Any:
        """The first line of a text, with what the engine says of it."""
        if context is not self._context:
            self._context, self._known = context, {}
        key = text, id(style), place, *how.items()
        if key not in self._known:
            # The style stays with its line, so that no other one has its number.
            self._known[key] = style, split_first_line(text, style, context, *place, **how)
        layout, *rest = self._known[key][1]
        return copy.copy(layout), *rest


def hooks() -> tuple[tuple[Any, str, Any], ...]:
    """What is replaced in the engine: its owner, its name, and what takes its place."""
    lines = _Lines()
    return tuple((owner, "split_first_line", lines.broken) for owner in (inline, preferred))
