"""Reckon sizes of boxes once: WeasyPrint 70 reckons those of each box anew, each time that it sets it.

Margins, paddings, borders, width and height depend on what the style says of them and on the size of the box around
(`weasyprint.layout.percent.resolve_percentages`). Sums that the layout solves depend on the font as well, and borders
of tables that share them on cells: both are left to the engine.
"""

from __future__ import annotations

from operator import attrgetter, itemgetter
from typing import Any

from weasyprint.css.functions import check_math
from weasyprint.formatting_structure.boxes import Box, PageBox
from weasyprint.layout import absolute, block, column, grid, inline, page, percent, table
from weasyprint.layout import float as floated

_SIDES = ("top", "right", "bottom", "left")
_SIZES = (
    *(f"{part}_{side}" for part in ("margin", "padding") for side in _SIDES),
    *(f"border_{side}_width" for side in _SIDES),
    *(f"{least}{size}" for least in ("", "min_", "max_") for size in ("width", "height")),
)
_said = itemgetter("border_collapse", "box_sizing", *_SIZES)
_used = attrgetter(*_SIZES)
_resolve = percent.resolve_percentages

_MOST = 20_000
"""How many boxes' sizes are kept."""

_known: dict[Any, dict[str, Any]] = {}


def _sized(box: Any, containing_block: Any) -> None:
    """Gives a box its sizes within the box around it, or within a width and a height."""
    around, said = containing_block, _said(box.style)
    key = said, *((around.width, around.height) if isinstance(around, Box) else around), isinstance(box, PageBox)
    if sizes := _known.get(key):
        vars(box).update(sizes)
        return
    _resolve(box, around)
    if said[0] != "collapse" and not any(map(check_math, said)):
        if len(_known) >= _MOST:
            _known.clear()
        _known[key] = dict(zip(_SIZES, _used(box), strict=True))


HOOKS = tuple(
    (module, "resolve_percentages", _sized) for module in (absolute, block, column, floated, grid, inline, page, table)
)
"""What is replaced in the engine: its owner, its name, and what takes its place."""
