"""Put one preflight rule to one artwork, and make findings of what it says."""

from collections.abc import Iterator, Sequence
from typing import Any

from brochurepress.design import Box
from brochurepress.findings import Finding, Place, Rejected, error
from brochurepress.pdf.inspect import MALFORMED, reason
from brochurepress.preflight.rules import RULES, Rule, RuleFault
from brochurepress.wording import phrase

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

    A file that is too broken for the rule is itself a finding (check/unreadable).
    """
    try:
        return [_finding(entry, told, fault, artwork) for told, fault in _collected(entry, job)]
    except Rejected as rejected:
        return list(rejected.findings)
    except MALFORMED as fault:
        return [error("check/unreadable:broken", Place(artwork=artwork), fault=reason(fault))]


def _collected(entry: Rule, job: Any) -> Iterator[tuple[str, RuleFault]]:
    """Faults of one page in the same words become one, with their number or texts, and the box of the first."""
    alike: dict[tuple[int, str], list[RuleFault]] = {}
    for fault in entry.ask(job):
        alike.setdefault((fault.page, fault.words(entry.id)), []).append(fault)
    for (_, told), same in alike.items():
        if text := _quoted(same):
            yield phrase("part/quoted", told=told, text=text), same[0]
        else:
            yield phrase("part/times", told=told, count=len(same)) if len(same) > 1 else told, same[0]


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


def _finding(entry: Rule, told: str, fault: RuleFault, artwork: str) -> Finding:
    box = tuple(round(edge, 2) for edge in fault.box) if fault.box else ()
    place = Place(fault.source.file, fault.source.line, fault.page, artwork=artwork, box=box)
    return Finding(entry.id, entry.severity, told, place, entry.hint)
