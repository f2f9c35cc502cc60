"""Display lines: broken into lines of like length, and cut to their measure where the tokens say how."""

from collections.abc import Callable

from fontTools.ttLib import TTFont

from brochurepress.design import CutLine, Cutter, Tokens


def balanced(words: list[str], width: Callable[[str], float]) -> tuple[tuple[float, str], ...]:
    """Words in as few lines as fit, of like length, each behind its room; lengths are parts of the measure."""
    best: list[tuple[int, float, tuple[tuple[float, str], ...]]] = [(0, 0.0, ())]
    for end in range(1, len(words) + 1):
        lines = ((start, " ".join(words[start:end])) for start in range(end))
        spare = ((start, line, 1 - width(line)) for start, line in lines)
        fit = [(start, line, room) for start, line, room in spare if room >= 0 or start == end - 1]
        ways = ((best[s][0] + 1, best[s][1] + room**2, (*best[s][2], (room, line))) for s, line, room in fit)
        best.append(min(ways))
    return best[-1][2]


def cut_lines(
    tokens: Tokens, kind: str, font: TTFont, text: str, said: Callable[[str], str]
) -> list[tuple[str, CutLine]] | None:
    """The lines of a text with how each is cut, by the tokens `caps`, `measure` and `room` of its kind; None without.

    Lines set by hand hold; one is broken where it is too long for the least height. Three or more fill a room.
    """
    family = tokens.fonts.get("display")
    caps, measure = _lengths(tokens, "caps", kind), sum(_lengths(tokens, "measure", kind))
    if not (family and family.cut and caps and measure):
        return None
    heights = tuple(height / measure for height in caps)
    step, gap, room = (sum(_lengths(tokens, name, kind)) / measure for name in ("caps-step", "caps-gap", "room"))
    cutter = Cutter(font, family.cut, family.cap, step)
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) == 1:
        narrow = cutter.cut.widths[0]
        lines = [
            line for _, line in balanced(text.split(), lambda line: cutter.reach(said(line), narrow) * min(heights))
        ]
    if room and len(lines) > 2:
        cut = cutter.filled([said(line) for line in lines], gap, room - (len(lines) - 1) * gap)
    else:
        cut = [cutter.line(said(line), heights) for line in lines]
    return list(zip(lines, cut, strict=True))


def _lengths(tokens: Tokens, name: str, kind: str) -> tuple[float, ...]:
    """The lengths in pt of the token of a kind, or of that for all."""
    value = tokens.custom.get(f"{name}-{kind}", tokens.custom.get(name, ""))
    return tuple(filter(None, map(tokens.measured_pt, value.split())))
