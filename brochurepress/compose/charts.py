"""Charts: the scales of bars, stacks and lines, of the figures of a table; `layouts/charts.html` draws them."""

import itertools
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from brochurepress.source import figure_of

CHART = re.compile(r'<table\b([^>]*class="[^"]*\b(bars|upright|stacked|lines)\b[^>]*)>.*?</table>', re.DOTALL)
"""A table that is drawn as a chart."""
CELLS, SLIVER = 8, 0.24
"""Squares that the longest bar is parted into at most, and the part of one below which a rest has no joint."""
SAID = 240
"""Characters within which the alternative of a line chart says all figures; else it says the first, middle and last."""
APART = 0.07
"""Least distance of two names at the ends of lines, as a part of the field's height."""
PER_CHARACTER = 0.019
"""Part of a stack that a character takes, in small print on the smallest page."""

_CELL = re.compile(r"<(t[hd])\b([^>]*)>(.*?)</t[hd]>", re.DOTALL)
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_CAPTION = re.compile(r"<caption\b.*?</caption>", re.DOTALL)


def step_of(reach: float, most: int) -> float:
    """The least round number (1, 2 or 5 with zeros) of which not more than `most` go into a reach."""
    power = 10.0 ** math.floor(math.log10(reach / most))
    return next(power * times for times in (1, 2, 5, 10) if reach / (power * times) <= most + 1e-9)


def ticks_of(figures: Iterable[float], most: int = 5) -> list[float]:
    """The values at an axis: round, with the figures between them, and with 0 unless the figures stand far from it."""
    low, high = min(figures, default=0.0), max(figures, default=0.0)
    if high - low >= min(abs(low), abs(high)) or high == low:
        low, high = min(0.0, low), max(0.0, high)
    step = step_of(high - low or 1.0, most)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [step * number for number in range(first, max(last, first + 1) + 1)]


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its tag and attributes, what stands in it, and its figure, None where there is none."""

    tag: str
    attributes: Markup
    html: Markup
    figure: float | None

    @property
    def text(self) -> str:
        """What stands in it as it is read."""
        return self.html.striptags()


def span(start: float, size: float) -> str:
    """The class of a stretch, from where it starts and how long it is as parts of a whole, to 1/100,000."""
    return f"span-{round(start * 100_000)}-{round(size * 100_000)}"


@dataclass(frozen=True)
class Chart:
    """A chart as its template draws it: the table that it is of, and the decimal sign of its figures.

    `letter` is the size of its small print as a part of the width of the page.
    """

    table: Markup
    attributes: Markup
    kind: str
    decimal: str
    letter: float = 0.0

    @cached_property
    def rows(self) -> list[list[Cell]]:
        """The cells, row by row, heads first."""
        return [
            [
                Cell(tag, Markup(attributes), Markup(html), figure_of(Markup(html).striptags(), self.decimal))  # noqa: S704
                for tag, attributes, html in _CELL.findall(row)
            ]
            for row in _ROW.findall(self.table)
        ]

    @property
    def caption(self) -> Markup:
        """Its caption as an element, of a figure where it is drawn as one; nothing where it has none."""
        found = _CAPTION.search(self.table)
        tag = rf"\1{'fig' if self.kind == 'lines' else ''}caption"
        return Markup(re.sub(r"(</?)caption\b", tag, found[0]) if found else "")  # noqa: S704

    @property
    def lines(self) -> list[tuple[Cell, ...]]:
        """The cells of each column below its head."""
        return list(zip(*self.rows[1:], strict=True))[1:]

    @cached_property
    def figures(self) -> list[float]:
        """All figures that there are."""
        return [cell.figure for line in self.lines for cell in line if cell.figure is not None]

    @cached_property
    def longest(self) -> int:
        """Characters of the longest figure."""
        return max(len(cell.text) for line in self.lines for cell in line)

    @cached_property
    def reached(self) -> tuple[float, float]:
        """The values between which bars stand, 0 among them."""
        return min(0.0, *self.figures), max(0.0, *self.figures)

    @property
    def cells(self) -> int:
        """Hundredths of squares from the lowest bar to the highest; one square where they are equal."""
        low, high = self.reached
        return math.ceil(100 * (high - low) / step_of(high - low, CELLS)) if high > low else 100

    @property
    def names(self) -> Markup:
        """How the class attribute of its table begins: with the characters of the longest name of a row."""
        return Markup('class="names-{} ').format(100 * max((len(row[0].text) for row in self.rows[1:]), default=0))

    def span(self, start: float, size: float) -> str:
        """See `span`: templates call what their values have."""
        return span(start, size)

    def reach(self, figure: float) -> str:
        """The class of a bar: from 0, which is where the bars below it end, to its figure."""
        low, high = self.reached
        return self.span((min(figure, 0.0) - low) / (high - low), abs(figure) / (high - low))

    def joints(self, figure: float) -> list[float]:
        """Where the squares of a bar meet, as parts of it; a sliver stays with the square before it."""
        low, high = self.reached
        step = step_of(high - low, CELLS)
        squares, rest = range(1, math.ceil(abs(figure) / step)), abs(figure) - SLIVER * step
        return [number * step / abs(figure) for number in squares if number * step <= rest]

    def part(self, row: int, column: int) -> str:
        """The class of a part of a stack, and of the head over the first."""
        sizes = self._sizes(max(row, 1))
        return self.span(sum(sizes[: column - 1]), sizes[column - 1])

    def _narrow(self, cell: Cell, size: float) -> bool:
        # A character is some 0.6 of its size wide, and a stack two thirds of the page.
        return size < max(PER_CHARACTER, 0.9 * self.letter) * (len(cell.text) + 1)

    def _sizes(self, row: int) -> list[float]:
        """The parts of a row as parts of the longest row."""
        sums = [[cell.figure or 0.0 for cell in each[1:]] for each in self.rows[1:]]
        whole = max(map(sum, sums)) or 1.0
        return [figure / whole for figure in sums[row - 1]]

    @property
    def keyed(self) -> bool:
        """Whether the heads of a stack stand by themselves, for want of room over the parts of the first row."""
        return any(itertools.starmap(self._narrow, zip(self.rows[0][1:], self._sizes(1), strict=True)))

    def outside(self, row: int) -> list[str]:
        """Where the figures of a row of a stack stand: in their part, or by turns "above" and "below" a slim one."""
        turns = itertools.cycle(("above", "below"))
        cells = zip(self.rows[row][1:], self._sizes(row), strict=True)
        return [next(turns) if self._narrow(cell, size) else "" for cell, size in cells]

    @cached_property
    def ticks(self) -> list[float]:
        """The values at the axis of lines."""
        return ticks_of(self.figures)

    def written(self, tick: float) -> str:
        """A value at the axis as the language writes it."""
        digits = max(0, -math.floor(math.log10(self.ticks[1] - self.ticks[0]) + 1e-9))
        return f"{tick:.{digits}f}".replace("-", "−").replace(".", self.decimal)

    def down(self, figure: float) -> float:
        """How far below the top of the field a figure stands, as a part of its height."""
        return (self.ticks[-1] - figure) / (self.ticks[-1] - self.ticks[0])

    @property
    def across(self) -> int:
        """Steps from the first point of a line to the last."""
        return max(len(self.rows) - 2, 1)

    @property
    def marked(self) -> list[int]:
        """The points that are named below the field, counted from 0."""
        last = len(self.rows) - 2
        return sorted({0, last // 2, last})

    @property
    def alternative(self) -> str:
        """The caption, and of each line its name and figures, with the names of their points."""
        for points in (range(len(self.rows) - 1), self.marked):
            rows = [self.rows[at + 1] for at in points]
            said = [self.caption.striptags()] if self.caption else []
            for number, head in enumerate(self.rows[0][1:], 1):
                said.append(f"{head.text}: {', '.join(f'{row[0].text} {row[number].text}' for row in rows)}")
            if len(text := ". ".join(said)) <= SAID:
                break
        return text

    def ends(self) -> list[tuple[float, str]]:
        """The name and last figure of each line, and how far down it stands; those that would touch are moved apart."""
        known = ([cell for cell in line if cell.figure is not None] for line in self.lines)
        named = zip(self.rows[0][1:], known, strict=True)
        ends = [(self.down(line[-1].figure or 0.0), f"{head.text} {line[-1].text}") for head, line in named if line]
        ends.sort()
        for number, (down, text) in enumerate(ends[1:], 1):
            ends[number] = max(down, ends[number - 1][0] + APART), text
        return ends


HALF_HOUR, DAY = 30, 24 * 60
_TIMES = re.compile(r"(\d+)[.:](\d+)")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")


def stretch(start: float, size: float = 1) -> str:
    """The class of a stretch: where it starts and how long it is, in thousandths."""
    return span(start / 1000, size / 1000)


def scheduled(items: Sequence[Any], room: float) -> dict[str, Any]:
    """A programme to a round scale by which it has room, in mm: minutes a mm (`scale`), `places` by name, half hours.

    Each item of `shown` has the number of its place and its stretch in minutes. Times may go on past midnight; what
    has no end lasts half an hour.
    """
    times = [[60 * int(hour) + int(minute) for hour, minute in _TIMES.findall(item.times)] for item in items]
    first = times[0][0] // HALF_HOUR * HALF_HOUR
    spans = [((each[0] - first) % DAY, (each[-1] - each[0]) % DAY or HALF_HOUR) for each in times]
    minutes = -(-max(start + length for start, length in spans) // HALF_HOUR) * HALF_HOUR
    places = sorted({item.where or "" for item in items})
    placed = zip(items, spans, strict=True)
    shown = [(item, places.index(item.where or "") + 1, stretch(*span)) for item, span in placed]
    clock = [(first + each) % DAY for each in range(0, minutes + 1, HALF_HOUR)]
    marks = [f"{time // 60:02d}.{time % 60:02d}" for time in clock]
    return {"scale": round(step_of(minutes, int(room))), "places": places, "shown": shown, "marks": marks}


def dated(
    events: Sequence[Any], room: float, apart: float
) -> tuple[list[tuple[Any, str, str]], list[tuple[str, bool]]] | None:
    """Events that each name a year, one behind the other, to a scale that fills its room in mm; None for any others.

    Each has the stretch of its mark and of its words, which are moved so that they stand `apart`; behind them come
    those of the decades, and whether one begins a century.
    """
    years = [int(year) for event in events for year in _YEAR.findall(event.when)[:1]]
    if len(years) < len(events) or years != sorted(set(years)):
        return None
    first, last = years[0] // 10 * 10, years[-1] // 10 * 10 + 10
    marks = [(year - first) / (last - first) * room for year in years]
    words = list(marks)
    for number in range(1, len(words)):
        words[number] = max(words[number], words[number - 1] + apart)
    words = [min(at, room - apart * (len(words) - 1 - number)) for number, at in enumerate(words)]
    decades = range(first, last + 1, 10)
    return (
        [(event, stretch(mark), stretch(at)) for event, mark, at in zip(events, marks, words, strict=True)],
        [(stretch((year - first) / (last - first) * room), year % 100 == 0) for year in decades],
    )
