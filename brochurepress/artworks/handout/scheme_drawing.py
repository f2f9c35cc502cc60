"""Schemes drawn: which page stands where on front and back, and the fold seen from its edge."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from brochurepress.source import Scheme, SheetSide

_TURN = math.radians(158)
"""How far a fold is closed in the drawing: not wholly, so that the panels are seen apart."""

_ENDS = ' text-anchor="end"'
_WIDE, _GAP, _LABEL = 38.0, 4.0, 5.0
"""Width of a sheet in the drawing, room between its parts, and height of a line of words, in units of the drawing."""


def scheme_picture(scheme: Scheme, sides: tuple[tuple[SheetSide, str], ...]) -> str:
    """SVG of the sides of the first sheet, each with its name below it, and of the fold; 80 units wide.

    A side's pages are those of its panels, 0 where it has none. Numbers and words are in the sans of the tokens.
    """
    width, height = scheme.sheet_mm
    scale = _WIDE / width
    drawn: list[str] = []
    for number, (side, name) in enumerate(sides):
        left = number * (_WIDE + _GAP)
        drawn += _side(scheme, side, number == 1, left, scale)
        drawn.append(_word(left + _WIDE / 2, height * scale + _LABEL, 3.2, name))
    tall = height * scale + _LABEL + 2
    if scheme.folds and scheme.rows == 1:
        drawn.append(_fold(scheme, tall + 2))
        tall += 20
    head = f'xmlns="http://www.w3.org/2000/svg" viewBox="-0.5 -0.5 81 {tall:.1f}" width="81mm" height="{tall:.1f}mm"'
    style = 'font-family="var(--sans)" text-anchor="middle"'
    return f"<svg {head}><g {style}>{''.join(drawn)}</g></svg>"


def dummy_picture(scheme: Scheme, side: SheetSide, back: bool, steps: Sequence[str]) -> str:
    """SVG of one side of a sheet at its size: panels with their numbers, and what is done at each line, in order."""
    (width, height), (across, up) = scheme.sheet_mm, scheme.lines_mm(back)
    drawn = [*_side(scheme, side, back, 0, 1, 24)]
    for crease, step in zip(scheme.creases, steps[-len(scheme.creases) :], strict=True):
        x = across[0] if crease.is_row else across[-crease.after if back else crease.after - 1]
        drawn.append(_word(x - 2, height - up[0] - 2 if crease.is_row else height / 6, 4.2, step, _ENDS))
    if scheme.slit:
        start, end = (across[column - 1] for column in scheme.slit)
        drawn.append(_line(f"M{start:.2f} {height - up[0]:.2f}H{end:.2f}", 0.6))
        drawn.append(_word((3 * start + end) / 4, height - up[0] - 2, 4.2, steps[0]))
    size = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}mm" height="{height:g}mm" font-family="var(--sans)"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} text-anchor="middle">{"".join(drawn)}</svg>'


def _side(scheme: Scheme, side: SheetSide, back: bool, left: float, scale: float, size: float = 7) -> Iterator[str]:
    width, height = scheme.sheet_mm
    dashes = ' stroke-dasharray="1.2 0.8"' if scheme.folds else ""
    yield _line(f"M{left:.2f} 0h{width * scale:.2f}v{height * scale:.2f}h{-width * scale:.2f}z", 0.4)
    for page, (start, bottom, end, top) in zip(side, scheme.panels(back), strict=True):
        x, y = left + start * scale, (height - top) * scale
        if start > 0:
            yield _line(f"M{x:.2f} {y:.2f}v{(top - bottom) * scale:.2f}", 0.25, dashes)
        if top < height and start == 0:
            yield _line(f"M{left:.2f} {y:.2f}h{width * scale:.2f}", 0.25, dashes)
        if page:
            middle, down = left + (start + end) / 2 * scale, y + (top - bottom) * scale / 2
            turn = f' transform="rotate(180 {middle:.2f} {down:.2f})"' if page in scheme.turned else ""
            yield _word(middle, down + size * 12 / 35, size, str(page), turn)


def _fold(scheme: Scheme, top: float) -> str:
    """The sheet seen from its edge, half closed."""
    heading, points = 0.0, [(0.0, 0.0)]
    for panel, width in enumerate(scheme.widths_mm):
        length = width * 30 / max(scheme.widths_mm)
        x, y = points[-1]
        points.append((x + length * math.cos(heading), y - length * math.sin(heading)))
        if panel < len(scheme.folds):
            heading += scheme.folds[panel] * _TURN
    left, highest = min(x for x, _ in points), min(y for _, y in points)
    path = "L".join(f"{x - left + 5:.2f} {y - highest + top:.2f}" for x, y in points)
    return _line(f"M{path}", 0.8)


def _line(path: str, width: float, more: str = "") -> str:
    return f'<path d="{path}" fill="none" stroke="black" stroke-width="{width}"{more}/>'


def _word(x: float, y: float, size: float, text: str, more: str = "") -> str:
    return f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size}" fill="black"{more}>{text}</text>'
