"""Findings: the one kind of fault report that crosses every stage, from manuscript to preflight."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

LONGEST_MESSAGE, LONGEST_HINT, LONGEST_NAME = 900, 400, 250
"""Characters of what is told, so that a message with its place and its hint fits a screen of 24 lines of 80."""

UNSHOWN = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff]"
)
"""Characters that a terminal or a page obeys instead of showing them: controls, line breaks, directions (Unicode
Standard Annex 9), and halves of characters, as names of files may hold."""


class Severity(StrEnum):
    """How much a finding weighs: an error withholds the artwork, a warning is reported, information informs."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, order=True)
class Place:
    """Where a finding stands: a line of a source file, a page of an artwork (counted from 1), or both.

    `file` is relative to the project's root, so that a report reads the same on every machine;
    `box` is the part of the page in pt (left, bottom, right, top), empty for the whole of it.
    """

    file: str = ""
    line: int = 0
    page: int = 0
    section: str = ""
    artwork: str = ""
    box: tuple[float, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        source = f"{self.file}:{self.line}" if self.file and self.line else self.file
        parts = [source, self.artwork, f"page {self.page}" if self.page else ""]
        return ", ".join(part for part in parts if part) or self.section


def shown(text: str, most: int = LONGEST_MESSAGE) -> str:
    """A text as one line that is safe to show, of `most` characters at most.

    Characters of UNSHOWN are written as repr writes them; what is longer is shortened in the middle, with its length.
    """
    safe = UNSHOWN.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)
    if len(safe) <= most:
        return safe
    gap = f" … ({len(text):,} characters) … "
    room = (most - len(gap)) // 2
    return f"{safe[:room]}{gap}{safe[-room:]}"


@dataclass(frozen=True)
class Finding:
    """One fault: the rule it breaks, how much it weighs, what is wrong, where, and the hint.

    `rule` is a stable identifier, group/name in lower case, such as "press/bleed". All that it tells is safe to show
    and fits a screen, wherever it comes from.
    """

    rule: str
    severity: Severity
    message: str
    place: Place = field(default_factory=Place)
    hint: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", shown(self.message, LONGEST_MESSAGE))
        object.__setattr__(self, "hint", shown(self.hint, LONGEST_HINT))
        file, section, artwork = (
            shown(name, LONGEST_NAME) for name in (self.place.file, self.place.section, self.place.artwork)
        )
        object.__setattr__(self, "place", replace(self.place, file=file, section=section, artwork=artwork))

    def __str__(self) -> str:
        place = f"{self.place}: " if str(self.place) else ""
        hint = f"\n    hint: {self.hint}" if self.hint else ""
        return f"{place}{self.severity}: {self.message} [{self.rule}]{hint}"


class Rejected(Exception):
    """A stage cannot go on: carries every finding of the run, not the first only."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


def error(rule: str, message: str, place: Place | None = None, hint: str = "") -> Finding:
    """A finding of severity error."""
    return Finding(rule, Severity.ERROR, message, place or Place(), hint)


def reject(rule: str, message: str, place: Place | None = None, hint: str = "") -> Rejected:
    """What to raise where one error stops a stage."""
    return Rejected([error(rule, message, place, hint)])


def warning(rule: str, message: str, place: Place | None = None, hint: str = "") -> Finding:
    """A finding of severity warning."""
    return Finding(rule, Severity.WARNING, message, place or Place(), hint)


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings of severity error: those that withhold the artwork."""
    return tuple(finding for finding in findings if finding.severity is Severity.ERROR)


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known name that a misspelt one most likely means."""
    return next(iter(difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)), None)


def nearest(word: str, known: Iterable[str]) -> str:
    """The hint for a misspelt name: the nearest known one, or the list of what is known."""
    names = sorted(known)
    match = closest(word, names)
    return f"did you mean '{match}'?" if match else f"known here: {', '.join(names) or 'none'}"


def day_cure(given: object) -> str:
    """The hint for what is no day: itself as year, month, day (ISO 8601) where it has them the other way round."""
    found = re.fullmatch(r"\s*(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})\s*", str(given))
    if not found:
        return "write year, month and day"
    day, month, year = found.groups()
    return f"write {year}-{month:0>2}-{day:0>2}"
