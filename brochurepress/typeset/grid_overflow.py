"""Set a grid of which nothing fits its page as if the page had no end: what stands out is then told like any other.

WeasyPrint 70 breaks off where it parts a grid and no row of it fits (`weasyprint.layout.grid.grid_layout`, ValueError).
A newer version must be tested for that: `tests/typeset/test_layout_checks.py`.
"""

from __future__ import annotations

import math
from typing import Any

from weasyprint.layout import block, grid

_lay_out = grid.grid_layout


def _overflowing(context: Any, box: Any, bottom_space: float, *how: Any) -> Any:
    begun = len(context._excluded_shapes_root_boxes)
    try:
        return _lay_out(context, box, bottom_space, *how)
    except ValueError:
        while len(context._excluded_shapes_root_boxes) > begun:
            context.finish_block_formatting_context()
        return _lay_out(context, box, -math.inf, *how)


HOOKS = ((block, "grid_layout", _overflowing),)
"""What is replaced in the engine: its owner, its name, and what takes its place."""
