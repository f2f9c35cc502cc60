"""The table of rules: every rule is documented, and no identifier is taken twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brochurepress.compose.lint import STYLE_RULES
from brochurepress.findings import Severity
from brochurepress.preflight import handout, painted
from brochurepress.preflight.artwork_check import ACCESSIBILITY_RULES
from brochurepress.preflight.rules import RULES, PressContext, Rule, RuleFault, rule
from brochurepress.wording import phrase
from tests.support.press_faults import FAULTS
from tests.support.press_sample import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def rules_table(rules: Iterable[Rule]) -> str:
    """The rules in alphabetical order as a Markdown table: identifier, demand, clause, severity, hint."""
    rows = [("Rule", "Demand", "Clause", "Weight", "Hint"), ("---",) * 5]
    rows += [
        (f"`{row.id}`", row.demand, row.clause, str(row.severity), row.hint)
        for row in sorted(rules, key=lambda row: row.id)
    ]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in rows)


@pytest.mark.parametrize("group", ["press", "accessibility", "handout", "pdf"])
def test_the_documentation_holds_the_table_of_all_rules_of_a_group(group: str) -> None:
    rules = [entry for entry in RULES.values() if entry.group == group]
    assert ACCESSIBILITY_RULES
    assert handout.PPI
    assert painted.SPARED
    assert rules
    assert rules_table(rules) in (ROOT / "docs/rules.md").read_text(encoding="utf-8")


def _demands() -> list[list[str]]:
    """Rows of the table of demands in the documentation: demand, source, how it is known, rule, faults."""
    told = (ROOT / "docs/rules.md").read_text(encoding="utf-8").partition("## How the demands are known")[2]
    table = told.partition("| Demand | Of | Known |")[2].partition("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


def test_every_demand_on_a_press_file_names_its_rule_and_its_faults() -> None:
    faults: dict[str, list[str]] = {}
    for name, told, _ in FAULTS:
        faults.setdefault(name, []).append(told)
    assert {row[3].strip("`"): row[4].split("; ") for row in _demands()} == faults


def test_every_demand_says_how_it_is_known_and_quotes_no_clause_that_nobody_read() -> None:
    for demand, source, known, *_ in _demands():
        assert {*known.split("; ")} <= {"measured", "read", "remembered", "–"}, demand
        assert "15930" not in source, demand


def test_every_rule_is_of_a_group_that_is_documented() -> None:
    assert {entry.group for entry in RULES.values()} == {"press", "accessibility", "handout", "pdf"}


def test_the_documentation_holds_every_rule_on_markup() -> None:
    told = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
    for entry in STYLE_RULES.values():
        why, hint = phrase(entry.id, name="", value=""), phrase(entry.id, None, "hint")
        assert f"| `{entry.id}` | {why.removeprefix(':  — ')} | {entry.severity} | {hint} |" in told


def test_an_identifier_is_taken_once() -> None:
    def again(_: PressContext) -> Iterator[RuleFault]:
        """A demand."""
        yield RuleFault()

    taken = next(iter(RULES))
    with pytest.raises(ValueError, match=taken):
        rule(taken, Severity.ERROR, "house rule")(again)


def test_a_row_of_the_table_gives_demand_clause_weight_and_cure() -> None:
    row = rules_table([RULES["press/bleed"]]).splitlines()[-1]
    assert row.startswith("| `press/bleed` | The BleedBox lies outside the TrimBox by at least")
    assert "| house rule | error |" in row


def test_a_fault_is_told_in_the_words_of_its_rule() -> None:
    assert RuleFault("short", 1, found=2).words("press/made-up") == "press/made-up:short (found: 2)"
    assert RuleFault().words("press/made-up") == "press/made-up"
