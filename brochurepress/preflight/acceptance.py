"""Findings that somebody accepts: each by the name of its rule and with a reason, in a table beside what is checked."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path

from pydantic.dataclasses import dataclass as record

from brochurepress.findings import Finding, Place, Rejected, error, nearest, warning
from brochurepress.preflight.rules import RULES
from brochurepress.workspace import STRICT, Fields, RequiredText, Snapshot, bind, read_text, read_toml

FILE = "accepted.toml"
"""The table of an edition, in its folder; that of NAME.pdf is NAME.accepted.toml beside it."""

STANDARDS = ("ISO 15930", "ISO 14289", "ISO 19005", "PDF/")
"""How the clauses begin that a file claims to keep: it does not keep its claim where a fault of theirs is accepted."""


@record(frozen=True, kw_only=True, config=STRICT)
class Acceptance:
    """One accepted finding: its rule, the reason, the last day, and a part of its place, such as "page 3" or a file."""

    rule: RequiredText
    reason: RequiredText
    place: str = ""
    until: dt.date | None = None

    def covers(self, finding: Finding) -> bool:
        """Whether a finding is the one that is accepted; without a place, wherever it stands."""
        return finding.rule == self.rule and (not self.place or self.place in str(finding.place).split(", "))


@record(frozen=True, config=STRICT)
class _Table:
    accepted: tuple[Acceptance, ...] = ()


Acceptances = tuple[tuple[Place, Acceptance], ...]
"""The acceptances of a table, each with its line."""


def accepted_in(snapshot: Snapshot, folder: str) -> Acceptances:
    """The acceptances of an edition, by its folder; raises Rejected with every fault of its table."""
    file = f"{folder}/{FILE}"
    return _read(snapshot.fields(file)) if snapshot.has(file) else ()


def accepted_beside(pdf: Path) -> Acceptances:
    """The acceptances of a PDF, from the table beside it, for no PDF has a say in its own; raises as `accepted_in`."""
    path = pdf.with_suffix(f".{FILE}")
    return _read(read_toml(read_text(path, str(path)), str(path))) if path.exists() else ()


def _read(fields: Fields) -> Acceptances:
    """Only rules on finished files can be accepted, for what a source lacks is mended there."""
    entries = bind(fields, _Table, "accepted").accepted
    rows = [(fields.place(("accepted", index, "rule")), entry) for index, entry in enumerate(entries)]
    unknown = [(place, entry.rule) for place, entry in rows if entry.rule not in RULES]
    if unknown:
        raise Rejected(error("accepted/rule", at, rule=name, nearest=nearest(name, RULES)) for at, name in unknown)
    return tuple(rows)


def accept(
    findings: Iterable[Finding], accepted: Acceptances, day: dt.date | None, groups: Collection[str]
) -> tuple[Finding, ...]:
    """The findings, those accepted with their reason, and what there is to say of the acceptances themselves.

    One that covers nothing is told where the rules of its group were asked; without a day none has expired.
    """
    found, told = list(findings), []
    for place, entry in accepted:
        rule = RULES[entry.rule]
        covered = [at for at, finding in enumerate(found) if entry.covers(finding)]
        if day and entry.until and entry.until < day:
            told.append(warning("accepted/expired", place, rule=rule.id, until=entry.until))
            continue
        if not covered and rule.group in groups:
            told.append(warning("accepted/unmatched", place, rule=rule.id))
        elif covered and rule.clause.startswith(STANDARDS):
            told.append(warning("accepted/standard", place, rule=rule.id, clause=rule.clause))
        for at in covered:
            found[at] = replace(found[at], accepted=entry.reason)
    return (*found, *told)
