"""Lines cut to measure: the width axis of a variable font makes a line of text exactly as long as its measure.

Text is shaped by HarfBuzz. Widths of the axis go in steps, so that the lines of a run share the instances of a font;
what a step leaves over is taken by the size. Lengths are parts of the measure.
"""

import functools
import math
from dataclasses import dataclass

import uharfbuzz
from fontTools.ttLib import TTFont

from brochurepress.design.tokens import ToMeasure

STEP = 0.25
"""Units of the width axis."""
HUNG = "‘’‚“”„‹›«»\"'"
"""Marks that stand outside the measure."""
MARKED = 0.05
"""How far in em marks such as those of Ö stand above capitals."""


@dataclass(frozen=True)
class CutLine:
    """A line that is cut: its width on the axis, size, height of capitals, and where its first letter begins, in em.

    `over` is by how much it is too long, or where negative too short; `above` is how far its letters are higher, in em.
    """

    width: float
    size: float
    tall: float
    bearing: float
    above: float = 0.0
    over: float = 0.0

    @property
    def classes(self) -> str:
        """CSS classes that say how it is cut."""
        told = f" {'long' if self.over > 0 else 'short'}-{round(100 * abs(self.over))}" if self.over else ""
        told += " accented" if self.above > MARKED else ""
        return f"cut-{round(100 * self.width)}-{round(100_000 * self.size)}-{round(100_000 * self.tall)}{told}"


@functools.lru_cache(maxsize=8)
def _face(font: TTFont) -> uharfbuzz.Face:
    font.reader.file.seek(0)
    return uharfbuzz.Face(font.reader.file.read())


@functools.lru_cache(maxsize=4096)
def _inked(font: TTFont, cut: ToMeasure, text: str, width: float, language: str = "") -> tuple[float, float, float]:
    """Width of the ink of a line, where its first letter begins, height of letters, in em; quotation marks hang."""
    shaped, buffer = uharfbuzz.Font(_face(font)), uharfbuzz.Buffer()
    shaped.set_variations({"wdth": width, "wght": cut.weight})
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.language = language or "und"  # which else is that of the locale
    uharfbuzz.shape(shaped, buffer, dict.fromkeys(cut.features, True))
    start, left, right, top = 0, 0, 0, 0
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        box = shaped.get_glyph_extents(info.codepoint)
        if box and box.width and text[info.cluster] not in HUNG:
            left = left if right else start + box.x_bearing
            right = start + box.x_bearing + box.width
            top = max(top, box.y_bearing) if text[info.cluster].isalpha() else top
        start += place.x_advance
    unit = float(_face(font).upem)
    return max(right - left, 1) / unit, left / unit, top / unit


@dataclass(frozen=True)
class Cutter:
    """A font with how it is cut, height of capitals in em, step by which a height is changed, language of the text."""

    font: TTFont
    cut: ToMeasure
    cap: float
    step: float
    language: str = ""

    def _inked(self, text: str, width: float) -> tuple[float, float, float]:
        return _inked(self.font, self.cut, text, width, self.language)

    def reach(self, text: str, width: float) -> float:
        """Length of a line whose capitals are as high as the measure is long."""
        return self._inked(text, width)[0] / self.cap

    def line(self, text: str, heights: tuple[float, ...]) -> CutLine:
        """A line in the greatest of some heights of its capitals in which it can be cut to the measure.

        Where it fits none it has one between them by steps, else one that is higher, or lower, by half at most.
        """
        low, high = (self.reach(text, width) for width in self.cut.widths)
        most, least = max(heights), min(heights)
        steps = [self.step * n for n in range(math.ceil(least / 2 / self.step), round(1.5 * most / self.step) + 1)]
        between = sorted(steps, key=lambda tall: (tall < least, tall > most, -tall))
        for tall in (*sorted(heights, reverse=True), *between):
            if low * tall <= 1 <= high * tall:
                return self._cut(text, tall)
        short = high * most < 1
        width, tall = (self.cut.widths[1], most) if short else (self.cut.widths[0], 1 / low)
        _, bearing, top = self._inked(text, width)
        over = (high * most if short else low * least) - 1
        return CutLine(width, tall / self.cap, tall, bearing, top - self.cap, over)

    def _cut(self, text: str, tall: float) -> CutLine:
        low, high = self.cut.widths
        while high - low > STEP / 2:
            middle = (low + high) / 2
            low, high = (middle, high) if self.reach(text, middle) * tall < 1 else (low, middle)
        width = round(low / STEP) * STEP
        ink, bearing, top = self._inked(text, width)
        return CutLine(width, 1 / ink, tall, bearing, top - self.cap)

    def filled(self, lines: list[str], unit: float, room: float) -> list[CutLine]:
        """Lines whose heights together come nearest to a room, in whole units, two of them at least.

        Of all ways to fill as much of the room as can be, the one in which the widths are least apart.
        """
        best: dict[int, tuple[float, list[CutLine]]] = {0: (0.0, [])}
        ease = math.log(sum(self.cut.widths) / 2.7)
        for text in lines:
            low, high = (self.reach(text, width) * unit for width in self.cut.widths)
            ways: dict[int, tuple[float, list[CutLine]]] = {}
            for units in range(max(2, math.ceil(1 / high)), max(2, math.floor(1 / low)) + 1):
                line = self.line(text, (units * unit,))
                for total, (cost, before) in best.items():
                    way = (cost + (math.log(line.width) - ease) ** 2, [*before, line])
                    ways[total + units] = min(ways.get(total + units, way), way, key=lambda one: one[0])
            best = ways
        within = [total for total in best if total * unit <= room + 1e-6]
        return best[max(within) if within else min(best)][1]
