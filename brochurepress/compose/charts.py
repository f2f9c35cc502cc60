"""Charts: bars, stacks and lines to the scale of a table's figures; the table itself stays what is read."""

from __future__ import annotations

import hashlib
import html
import itertools
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from brochurepress.source import figure_of

CELLS = 8
"""Squares that the longest bar is parted into at most, each of a round number."""
SLIVER = 0.24
"""Part of a square below which a rest has no joint of its own."""
HEIGHT, STROKE = 50, 0.75
"""Height of the field of a line chart and width of its lines, for a field that is 100 wide."""
DASHES = ("", "2.1 1.1", "0.75 0.9", "4 1 0.75 1")
"""How the lines of a chart are told apart, besides by their names."""
SAID = 240
"""Characters within which the alternative of a line chart says all figures; else it says the first, middle and last."""
APART = 0.07
"""Least distance of two names at the ends of lines, as a part of the field's height."""

_TABLE = re.compile(r'<table\b[^>]*class="[^"]*\b(bars|stacked|lines)\b.*?</table>', re.DOTALL)
_CELL = re.compile(r"<t([hd])\b([^>]*)>(.*?)</t[hd]>", re.DOTALL)
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_CAPTION = re.compile(r"<caption\b([^>]*)>(.*?)</caption>", re.DOTALL)


def charted(text: str, decimal: str, picture: Callable[[str, str], Markup], with_table: bool) -> str:
    """A text with the tables that are charts drawn as such; `decimal` is the decimal sign of their figures.

    `picture` sets a drawing with its text alternative; a line chart stands for its table or is set `with_table`.
    """

    def drawn(found: re.Match[str]) -> str:
        table = _Table(found[0], decimal)
        if found[1] == "lines":
            return _lines(table, picture) + (f'<div class="charted">{found[0]}</div>' if with_table else "")
        return table.with_bars() if found[1] == "bars" else table.stacked()

    return _TABLE.sub(drawn, text)


def span(start: float, size: float) -> str:
    """The class of a stretch, from where it starts and how long it is as parts of a whole, to 1/100,000."""
    return f"span-{round(start * 100_000)}-{round(size * 100_000)}"


def step_of(reach: float, most: int) -> float:
    """The least round number (1, 2 or 5 with zeros) of which not more than `most` go into a reach."""
    power = 10.0 ** math.floor(math.log10(reach / most))
    return next(power * times for times in (1, 2, 5, 10) if reach / (power * times) <= most + 1e-9)


@dataclass(frozen=True)
class _Table:
    """The HTML of a table, and the figures of its cells, None where there is none."""

    html: str
    decimal: str

    @cached_property
    def rows(self) -> list[list[str]]:
        """The texts of all cells, row by row, heads first."""
        rows = _ROW.findall(self.html)
        return [[Markup(cell[3]).striptags() for cell in _CELL.finditer(row)] for row in rows]  # noqa: S704

    @cached_property
    def figures(self) -> list[list[float | None]]:
        """The figures of the rows below the head, without the cell that heads each row."""
        return [[figure_of(text, self.decimal) for text in row[1:]] for row in self.rows[1:]]

    def said(self, title: str, points: Iterable[int]) -> str:
        """The title, and of each column its head and its figures in some of the rows, with the heads of these."""
        rows = [self.rows[at + 1] for at in points]
        heads = enumerate(self.rows[0][1:], 1)
        told = (f"{name}: {', '.join(f'{row[0]} {row[number]}' for row in rows)}" for number, name in heads)
        return ". ".join([*filter(None, [title]), *told])

    def known(self) -> list[float]:
        """All figures that there are."""
        return [figure for row in self.figures for figure in row if figure is not None]

    def _cells(self, make: Callable[[int, int, str, str], str]) -> str:
        """The table with each cell made anew of its row and column (from 0, the head being row 0) and its parts."""
        rows = itertools.count()

        def row(found: re.Match[str]) -> str:
            at, columns = next(rows), itertools.count()
            return _CELL.sub(lambda cell: _cell(cell, make(at, next(columns), cell[1], cell[3])), found[0])

        return _ROW.sub(row, self.html)

    def with_bars(self) -> str:
        """Each figure behind a bar that begins at zero, all of one scale."""
        low, high = min(0.0, *self.known(), 0.0), max(0.0, *self.known(), 0.0)
        reach = high - low or 1.0
        step = step_of(reach, CELLS)
        longest = max((len(text) for row in self.rows[1:] for text in row[1:]), default=1)

        def make(row: int, column: int, tag: str, text: str) -> str:
            if not row or not column or tag == "h":
                return text
            figure = self.figures[row - 1][column - 1] or 0.0
            place = span((min(figure, 0.0) - low) / reach, abs(figure) / reach)
            joints = "".join(f'<span class="{span(at, 0)}"></span>' for at in _joints(abs(figure), step))
            bar = f'<span class="bar {place}" aria-hidden="true">{joints}</span>' if figure else ""
            return f'<span class="track chars-{longest * 100}">{bar}<span class="value">{text}</span></span>'

        return self._cells(make)

    def stacked(self) -> str:
        """The figures of each row end to end; the heads of columns stand where the parts of the first row begin."""
        sums = [[0.0, *itertools.accumulate(figure or 0.0 for figure in row)] for row in self.figures]
        whole = max((row[-1] for row in sums), default=0.0) or 1.0

        def make(row: int, column: int, tag: str, text: str) -> str:
            if not column:
                return text
            start, end = sums[max(row - 1, 0)][column - 1 : column + 1]
            return f'<span class="part {span(start / whole, (end - start) / whole)}">{text}</span>'

        return self._cells(make)


def _cell(cell: re.Match[str], text: str) -> str:
    return f"<t{cell[1]}{cell[2]}>{text}</t{cell[1]}>"


def _joints(figure: float, step: float) -> Iterator[float]:
    """Where the squares of a bar meet, as parts of the bar; a sliver stays with the square before it."""
    for number in range(1, math.ceil(figure / step)):
        if figure - number * step >= SLIVER * step:
            yield number * step / figure


@dataclass(frozen=True)
class Scale:
    """The scale of an axis: its lowest and highest value, and the step of its squares."""

    low: float
    high: float
    step: float

    def part(self, value: float) -> float:
        """Where a value stands, as a part of the axis."""
        return (value - self.low) / (self.high - self.low)

    def ticks(self) -> list[float]:
        """The values at which its squares meet."""
        return [self.low + self.step * number for number in range(round((self.high - self.low) / self.step) + 1)]


def scale_of(figures: Sequence[float], most: int = 5) -> Scale:
    """A scale of round numbers that holds the figures, and 0 unless they stand far from it."""
    low, high = min(figures, default=0.0), max(figures, default=0.0)
    if high - low >= min(abs(low), abs(high)) or high == low:
        low, high = min(0.0, low), max(0.0, high)
    step = step_of(high - low or 1.0, most)
    low, high = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    return Scale(low, high if high > low else low + step, step)


def _lines(table: _Table, picture: Callable[[str, str], Markup]) -> str:
    """A figure with a line for each column; its alternative says all figures, names and values stand at the ends."""
    scale, names = scale_of(table.known()), table.rows[0][1:]
    points = [row[0] for row in table.rows[1:]]
    caption = _CAPTION.search(table.html)
    marked = sorted({0, (len(points) - 1) // 2, len(points) - 1})
    title = Markup(caption[2]).striptags() if caption else ""  # noqa: S704 - made by the converter
    alternative = table.said(title, range(len(points)))
    alternative = alternative if len(alternative) <= SAID else table.said(title, marked)
    across = max(len(points) - 1, 1)
    series = [[row[number] for row in table.figures] for number in range(len(names))]
    shown = [
        *(("tick", span(0, 1 - scale.part(tick)), _written(tick, scale.step, table.decimal)) for tick in scale.ticks()),
        *(("point", span(at / across, 0), points[at]) for at in marked),
        *_ends(table, names, series, scale),
    ]
    labels = "".join(f'<span class="{kind} {at}">{html.escape(text)}</span>' for kind, at, text in shown)
    drawing = picture("".join(_drawing(series, scale, across)), html.unescape(alternative))
    under = f"<figcaption{caption[1]}>{caption[2]}</figcaption>" if caption else ""
    hidden = f'<span class="labels" aria-hidden="true">{labels}</span>'
    return f'<figure class="lines"><div class="plot">{drawing}{hidden}</div>{under}</figure>'


def _ends(
    table: _Table, names: Sequence[str], series: Sequence[Sequence[float | None]], scale: Scale
) -> Iterator[tuple[str, str, str]]:
    """The name and last figure of each line, at its end; those that would touch are moved apart."""
    above = -APART
    ends = []
    for number, line in enumerate(series):
        last = max((at for at, figure in enumerate(line) if figure is not None), default=None)
        if last is not None:
            ends.append((1 - scale.part(line[last] or 0.0), f"{names[number]} {table.rows[last + 1][number + 1]}"))
    for down, text in sorted(ends):
        above = max(down, above + APART)
        yield "end", span(0, above), text


def _written(value: float, step: float, decimal: str) -> str:
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    return f"{value:.{digits}f}".replace("-", "−").replace(".", decimal)


def _drawing(series: Iterable[Sequence[float | None]], scale: Scale, across: int) -> Iterator[str]:
    """SVG of the field with its squares, and the lines in it, broken where a figure is missing."""
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 {HEIGHT}" width="100mm" height="{HEIGHT}mm">'
    yield f'<path fill="var(--soft)" d="M0 0H100V{HEIGHT}H0Z"/>'
    downs = "".join(f"M0 {HEIGHT * (1 - scale.part(tick)):.4f}H100" for tick in scale.ticks()[1:-1])
    acrosses = "".join(f"M{100 * at / across:.4f} 0V{HEIGHT}" for at in range(1, across))
    yield f'<path fill="none" stroke="var(--ground)" stroke-width="0.5" d="{downs}{acrosses}"/>'
    for number, line in enumerate(series):
        dash = DASHES[number % len(DASHES)]
        colour = "var(--accent)" if number % 2 else "var(--text)"
        told = f' stroke-dasharray="{dash}"' if dash else ""
        spots = [None if f is None else (100 * at / across, HEIGHT * (1 - scale.part(f))) for at, f in enumerate(line)]
        for there, run in itertools.groupby(spots, lambda spot: spot is not None):
            if there:
                path = "L".join(f"{x:.4f} {y:.4f}" for x, y in filter(None, run))
                yield f'<path fill="none" stroke="{colour}" stroke-width="{STROKE}"{told} d="M{path}"/>'
        met = [spot for spot in spots if spot]
        marked = "".join(f"M{x - 1:.4f} {y:.4f}h2" for x, y in dict.fromkeys([*met[:1], *met[-1:]]))
        yield f'<path fill="none" stroke="{colour}" stroke-width="2" d="{marked}"/>' if marked else ""
    yield "</svg>"


def drawing_name(drawing: str) -> str:
    """A name for a drawing that is made, the same for the same drawing."""
    return hashlib.sha256(drawing.encode()).hexdigest()[:16]
