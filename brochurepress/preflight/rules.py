"""The table of preflight rules: what a rule is, what it may ask, and how a function becomes one."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Self

from brochurepress.design import Box, Printer
from brochurepress.findings import Finding, Place, Rejected, Severity, error
from brochurepress.pdf.inspect import (
    MALFORMED,
    ContainingStream,
    InspectedPage,
    Inspection,
    PageInfo,
    PaintedObject,
    PaintKind,
    PaintSettings,
    Plates,
    reason,
)
from brochurepress.source import Scheme
from brochurepress.wording import phrase
from brochurepress.workspace import shipped_table

NOWHERE = Place()


class RuleFault:
    """What a rule says is wrong: which case ("" where there is one), on which page (0: the file), in which box in pt.

    `text` is what the object says, if it is text: faults in the same words are told once, with all their texts.
    `source` is the line of the source it comes from, where that is known; `values` fill the words of the case.
    """

    def __init__(
        self,
        case: str = "",
        page: int = 0,
        box: Box | None = None,
        text: str = "",
        /,
        *,
        source: Place = NOWHERE,
        **values: Any,
    ) -> None:
        self.case, self.page, self.box, self.text, self.source, self.values = case, page, box, text, source, values

    @classmethod
    def on(cls, painted: PaintedObject, case: str = "", /, **values: Any) -> Self:
        """A fault of a painted object: on its page, in its box, with its text."""
        return cls(case, painted.page, painted.box, painted.text, **values)

    def words(self, rule: str) -> str:
        """What it says as a fault of a rule."""
        return phrase(f"{rule}:{self.case}" if self.case else rule, self.values)


@dataclass(frozen=True)
class PressContext:
    """What a rule may ask: the inspected PDF, one page of it, the printer's demands, the trimmed size ordered in mm.

    `flat` is the sheet whose sides the pages are, where they are to be folded.

    Each rule is asked page by page; what it says of the whole file it says each time, and is told once.
    """

    inspection: Inspection
    page: InspectedPage
    printer: Printer
    ordered_mm: tuple[float, float] | None = None
    flat: Scheme | None = None

    @property
    def sheet(self) -> PageInfo:
        """Boxes and annotations of the page."""
        return self.page.sheet

    @property
    def plates(self) -> Plates | None:
        """Plates of the page; None for one that cannot be drawn, of which the inspection itself tells."""
        return self.page.plates if self.page.is_drawn else None

    @cached_property
    def product(self) -> tuple[PaintedObject, ...]:
        """Objects that show within the bleed, without printer's marks and soft masks (GWG D0003)."""
        left, bottom, right, top = self.sheet.bleed
        return tuple(
            painted
            for painted, _ in self.inked(lambda ink: ink.alpha > 0, self.page.content.painted)
            if painted.within is not ContainingStream.MASK
            and max(left, painted.box.left) <= min(right, painted.box.right)
            and max(bottom, painted.box.bottom) <= min(top, painted.box.top)
            and painted.visible
        )

    @cached_property
    def texts(self) -> tuple[tuple[float, PaintedObject, PaintSettings], ...]:
        """Texts of the product that are filled, each with its size in pt and that ink."""
        return tuple(
            (painted.size_pt, painted, painted.fill)
            for painted in self.product
            if painted.kind is PaintKind.TEXT and painted.fill and painted.text.strip()
        )

    @cached_property
    def lines(self) -> tuple[tuple[float, PaintedObject, PaintSettings], ...]:
        """Lines of the product, each with its width in pt and the ink it is drawn with."""
        found = ((painted.thinness_pt, painted, painted.stroke or painted.fill) for painted in self.product)
        return tuple((thin, painted, ink) for thin, painted, ink in found if ink and thin < math.inf)

    @cached_property
    def _inks(self) -> dict[int, PaintSettings]:
        return {id(ink): ink for painted in self.page.content.painted for ink in painted.inks}

    def inked(
        self, holds: Callable[[PaintSettings], object], objects: Sequence[PaintedObject] | None = None
    ) -> Iterator[tuple[PaintedObject, list[PaintSettings]]]:
        """Objects, of the product where none are given, with those of their inks of which something holds.

        Each ink is asked once, however many objects share it.
        """
        told = {key for key, ink in self._inks.items() if holds(ink)}
        for painted in (self.product if objects is None else objects) if told else ():
            if inks := [ink for ink in painted.inks if id(ink) in told]:
                yield painted, inks


RuleCheck = Callable[[Any], Iterator[RuleFault]]
"""What a rule asks of the job of its group: Job for press, Reading for accessibility."""


@dataclass(frozen=True)
class Rule:
    """One demand: identifier group/name, weight, clause, what it demands, and the question."""

    id: str
    severity: Severity
    clause: str
    demand: str
    ask: RuleCheck

    @property
    def hint(self) -> str:
        """What to do about what it finds."""
        return phrase(self.id, None, "hint")

    @property
    def group(self) -> str:
        """What the rule belongs to, such as press."""
        return self.id.partition("/")[0]


RULES: dict[str, Rule] = {}
"""Every rule by its identifier, in the order of the modules that hold them."""


def rule(identifier: str, severity: Severity, clause: str) -> Callable[[RuleCheck], RuleCheck]:
    """Enters a function as the rule `identifier`; its demand is its docstring, or in the tables as its hint."""

    def enter(ask: RuleCheck) -> RuleCheck:
        if identifier in RULES:
            raise ValueError(f"the rule {identifier} exists already")
        worded = isinstance(ask, partial)  # one function of several rules
        demand = phrase(identifier, None, "demand") if worded else " ".join((ask.__doc__ or "").split())
        RULES[identifier] = Rule(identifier, severity, clause, demand, ask)
        return ask

    return enter


def enter_rows(table: str, ask: Callable[..., Iterator[RuleFault]]) -> None:
    """Enters a function as the rules of a table in layouts/press.toml, each with the values of its row."""
    for identifier, row in shipped_table("press")[table].items():
        values = {key: value for key, value in row.items() if key not in ("severity", "clause")}
        rule(identifier, Severity(row.get("severity", "error")), row["clause"])(partial(ask, **values))


MOST_QUOTED = 60
"""Characters of a text that a message quotes."""

THIN_SPACE = 0.2
"""Gap between two letters of one word, as a share of the size of a letter, at most."""


def asked_of(group: str, job: Any, artwork: str, only: str = "") -> tuple[Finding, ...]:
    """Findings of every rule of a group, or of `only` one, in the order of the rules, each told once."""
    entries = [entry for entry in RULES.values() if entry.group == group and only in ("", entry.id)]
    return tuple(dict.fromkeys(finding for entry in entries for finding in asked(entry, job, artwork)))


def asked(entry: Rule, job: Any, artwork: str) -> list[Finding]:
    """Findings of a rule on the job of its group; `artwork` is what they call the file.

    Faults of one page in the same words become one, with their number or texts, and the box of the first. A file that
    is too broken for the rule is itself a finding (check/unreadable).
    """
    alike: dict[tuple[int, str], list[RuleFault]] = {}
    try:
        for fault in entry.ask(job):
            alike.setdefault((fault.page, fault.words(entry.id)), []).append(fault)
    except Rejected as rejected:
        return list(rejected.findings)
    except MALFORMED as broken:
        return [error("check/unreadable:broken", Place(artwork=artwork), fault=reason(broken))]
    findings = []
    for (page, told), (fault, *more) in alike.items():
        if text := _quoted([fault, *more]):
            told = phrase("part/quoted", told=told, text=text)
        elif more:
            told = phrase("part/times", told=told, count=1 + len(more))
        box = tuple(round(edge, 2) for edge in fault.box) if fault.box else ()
        place = Place(fault.source.file, fault.source.line, page, artwork=artwork, box=box)
        findings.append(Finding(entry.id, entry.severity, told, place, entry.hint))
    return findings


def _quoted(faults: Sequence[RuleFault]) -> str:
    """The texts at fault, letters set one by one joined to words, cut to what a message can hold."""
    joined, before = "", None
    for fault in faults:
        joined += fault.text if before and fault.box and _touch(before, fault.box) else f" {fault.text}"
        before = fault.box
    words = " ".join(joined.split())
    return words if len(words) <= MOST_QUOTED else f"{words[:MOST_QUOTED].rstrip()}…"


def _touch(one: Box, other: Box) -> bool:
    """The boxes are no further apart than a thin space."""
    gap = one.within(other)
    return max(-gap.width, -gap.height) < THIN_SPACE * max(one.width, one.height)
