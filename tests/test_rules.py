"""The table of rules: every rule is documented, and no identifier is taken twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from prepress.findings import Severity
from prepress.preflight import RULES, Fault, Job
from prepress.preflight.rules import rule, rules_table
from tests.press_sample import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_the_documentation_holds_the_table_of_all_rules() -> None:
    assert rules_table(RULES.values()) in (ROOT / "docs/rules.md").read_text()


def test_an_identifier_is_taken_once() -> None:
    def again(_: Job) -> Iterator[Fault]:
        """A demand."""
        yield Fault("again")

    taken = next(iter(RULES))
    with pytest.raises(ValueError, match=taken):
        rule(taken, "Again", Severity.ERROR, "house rule", "none")(again)


def test_a_row_of_the_table_gives_demand_clause_weight_and_cure() -> None:
    row = rules_table([RULES["press/bleed"]]).splitlines()[-1]
    assert row.startswith("| `press/bleed` | The BleedBox lies outside the TrimBox by at least")
    assert "| house rule | error |" in row
