"""Findings: the one kind of fault report that crosses every stage, from manuscript to preflight."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


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


@dataclass(frozen=True)
class Finding:
    """One fault: the rule it breaks, how much it weighs, what is wrong, where, and the cure.

    `rule` is a stable identifier, group/name in lower case, such as "press/bleed".
    """

    rule: str
    severity: Severity
    message: str
    place: Place = field(default_factory=Place)
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.place}: " if str(self.place) else ""
        cure = f"\n    cure: {self.hint}" if self.hint else ""
        return f"{place}{self.severity}: {self.message} [{self.rule}]{cure}"


class Rejected(Exception):
    """A stage cannot go on: carries every finding of the run, not the first only."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


def error(rule: str, message: str, place: Place | None = None, hint: str = "") -> Finding:
    """A finding of severity error."""
    return Finding(rule, Severity.ERROR, message, place or Place(), hint)


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
    """The cure for a misspelt name: the nearest known one, or the list of what is known."""
    names = sorted(known)
    match = closest(word, names)
    return f"did you mean '{match}'?" if match else f"known here: {', '.join(names) or 'none'}"


def day_cure(given: object) -> str:
    """The cure for what is no day: itself as year, month, day (ISO 8601) where it has them the other way round."""
    found = re.fullmatch(r"\s*(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})\s*", str(given))
    if not found:
        return "write year, month and day"
    day, month, year = found.groups()
    return f"write {year}-{month:0>2}-{day:0>2}"
