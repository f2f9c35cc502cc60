"""Findings: the one kind of fault report that crosses every stage, from manuscript to preflight."""

import difflib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import PlainSerializer, PlainValidator

from brochurepress.wording import (
    FALLBACK,
    LONGEST_HINT,
    LONGEST_MESSAGE,
    LONGEST_NAME,
    Phrase,
    in_language,
    kept,
    phrase,
    recalled,
    shown,
)


class Severity(StrEnum):
    """How much a finding weighs: an error withholds the artwork, a warning is reported, info informs, advice helps."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    ADVICE = "advice"


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

    @property
    def parts(self) -> tuple[str, ...]:
        """File and line, artwork, page, those that it has; the section where it has none of them."""
        source = f"{self.file}:{self.line}" if self.file and self.line else self.file
        page = phrase("part/page", page=self.page) if self.page else ""
        return tuple(part for part in (source, self.artwork, page) if part) or (self.section,)

    def __str__(self) -> str:
        return ", ".join(self.parts)


KeptText = Annotated[str, PlainSerializer(kept), PlainValidator(recalled)]
"""A text that is a phrase again when it is read from a file, so that each reader has it in their language."""


@dataclass(frozen=True)
class Finding:
    """One fault: the rule it breaks, how much it weighs, what is wrong, where, and the hint.

    `rule` is a stable identifier, group/name in lower case, such as "press/bleed". All that it tells is safe to show
    and fits a screen, wherever it comes from. Message and hint are in English; those that are phrases can be told in
    another language. `accepted` is why somebody accepts the fault, "" for one that counts.
    """

    rule: str
    severity: Severity
    message: KeptText
    place: Place = field(default_factory=Place)
    hint: KeptText = ""
    accepted: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", _safe(self.message, LONGEST_MESSAGE))
        object.__setattr__(self, "hint", _safe(self.hint, LONGEST_HINT))
        object.__setattr__(self, "accepted", _safe(self.accepted, LONGEST_HINT))
        file, section, artwork = (
            _safe(name, LONGEST_NAME) for name in (self.place.file, self.place.section, self.place.artwork)
        )
        object.__setattr__(self, "place", replace(self.place, file=file, section=section, artwork=artwork))

    @classmethod
    def of(cls, severity: Severity, key: str, place: Place | None = None, /, **values: Any) -> Self:
        """A finding in the words of a key of the tables (see `phrase`): its rule, or rule:case."""
        hint = phrase(key, values, "hint")
        return cls(key.partition(":")[0], severity, phrase(key, values), place or Place(), hint)

    def told(self, language: str) -> str:
        """What a person reads of it in a language such as nl: place, severity, message and rule, and the hint below."""
        place = ", ".join(in_language(part, language) for part in self.place.parts)
        case, below = "", phrase("part/hint", hint=self.hint)
        if self.accepted:
            case, below = ":accepted", phrase("part/reason", reason=self.accepted)
        severity = in_language(phrase(f"severity/{self.severity}{case}"), language)
        told = f"{place}: {severity}" if place else severity
        hint = f"\n    {in_language(below, language)}" if self.hint or self.accepted else ""
        return f"{told}: {in_language(self.message, language)} [{self.rule}]{hint}"

    def __str__(self) -> str:
        return self.told(FALLBACK)


class Rejected(Exception):
    """A stage cannot go on: carries every finding of the run, not the first only."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


def refuse(findings: Iterable[Finding]) -> None:
    """Raises Rejected with these findings, where there are any."""
    if found := tuple(findings):
        raise Rejected(found)


@contextmanager
def gathering(faults: list[Finding]) -> Iterator[None]:
    """Adds to faults what the block is rejected with; what stands behind it goes on."""
    try:
        yield
    except Rejected as rejected:
        faults += rejected.findings


def _safe(text: str, most: int) -> str:
    return text.shown(most) if isinstance(text, Phrase) else shown(text, most)


def error(key: str, place: Place | None = None, /, **values: Any) -> Finding:
    """A finding of severity error, in the words of a key (see `Finding.of`)."""
    return Finding.of(Severity.ERROR, key, place, **values)


def reject(key: str, place: Place | None = None, /, **values: Any) -> Rejected:
    """What to raise where one error stops a stage."""
    return Rejected([error(key, place, **values)])


def warning(key: str, place: Place | None = None, /, **values: Any) -> Finding:
    """A finding of severity warning."""
    return Finding.of(Severity.WARNING, key, place, **values)


def info(key: str, place: Place | None = None, /, **values: Any) -> Finding:
    """A finding of severity info."""
    return Finding.of(Severity.INFO, key, place, **values)


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings of severity error that nobody accepts: those that withhold the artwork."""
    return tuple(each for each in findings if each.severity is Severity.ERROR and not each.accepted)


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known name that a misspelt one most likely means."""
    return next(iter(difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)), None)


def nearest(word: str, known: Iterable[str]) -> str:
    """The hint for a misspelt name: the nearest known one, or the list of what is known."""
    names = sorted(known)
    if match := closest(word, names):
        return phrase("part/nearest", name=match)
    return phrase("part/known", names=names) if names else phrase("part/known:none")


def day_cure(given: object) -> str:
    """The hint for what is no day: itself as year, month, day (ISO 8601) where it has them the other way round."""
    found = re.fullmatch(r"\s*(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})\s*", str(given))
    if not found:
        return phrase("part/day")
    day, month, year = found.groups()
    return phrase("part/day:turned", day=f"{year}-{month:0>2}-{day:0>2}")
