"""The table of preflight rules: what a rule is, what it may ask, and how a function becomes one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from brochurepress.design import Box, Printer
from brochurepress.findings import Place, Severity
from brochurepress.pdf.inspect import (
    ContainingStream,
    InspectedPage,
    Inspection,
    PageInfo,
    PaintedObject,
    Plates,
)
from brochurepress.wording import phrase

NOWHERE = Place()


@dataclass(frozen=True)
class RuleFault:
    """What a rule says is wrong: which case, on which page (0 for the whole file), in which box in pt.

    `text` is what the object says, if it is text: faults in the same words are told once, with all their texts.
    `source` is the line of the source it comes from, where that is known; `values` fill the words of the case.
    """

    case: str
    page: int = 0
    box: Box | None = None
    text: str = ""
    source: Place = field(default_factory=Place)
    values: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        case: str = "",
        page: int = 0,
        box: Box | None = None,
        text: str = "",
        /,
        *,
        source: Place = NOWHERE,
        **values: Any,
    ) -> Self:
        """A fault by the name of its case, "" where the rule has only one, with the values for its words."""
        return cls(case, page, box, text, source, values)

    def words(self, rule: str) -> str:
        """What it says as a fault of a rule."""
        return phrase(f"{rule}:{self.case}" if self.case else rule, self.values)


@dataclass(frozen=True)
class PressContext:
    """What a rule may ask: the inspected PDF, one page of it, the printer's demands, the trimmed size ordered in mm.

    Each rule is asked page by page; what it says of the whole file it says each time, and is told once.
    """

    inspection: Inspection
    page: InspectedPage
    printer: Printer
    ordered_mm: tuple[float, float] | None = None

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
        return tuple(self._shown())

    def _shown(self) -> Iterator[PaintedObject]:
        for painted in self.page.content.painted:
            inside = painted.box.within(self.sheet.bleed)
            shows = painted.visible and inside.width >= 0 and inside.height >= 0
            if (
                shows
                and painted.within is not ContainingStream.MASK
                and any(ink.alpha > 0 for ink in painted.inks)
            ):
                yield painted


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
    """Enters a function as the rule `identifier`; its docstring is the demand, its hint stands in the tables."""

    def enter(ask: RuleCheck) -> RuleCheck:
        if identifier in RULES:
            raise ValueError(f"the rule {identifier} exists already")
        demand = " ".join((ask.__doc__ or "").split())
        RULES[identifier] = Rule(identifier, severity, clause, demand, ask)
        return ask

    return enter
