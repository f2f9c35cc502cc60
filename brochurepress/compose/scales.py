"""Scales: where what has a time stands, for templates that draw it true to measure."""

import re
from collections.abc import Sequence
from typing import Any

from brochurepress.compose.charts import span, step_of

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
