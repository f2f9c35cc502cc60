"""Good files of another engine: what is said of them is what docs/rules.md lists."""

from __future__ import annotations

import pytest

from brochurepress.findings import Severity
from brochurepress.preflight.artwork_check import check_file
from brochurepress.source.variants import RuleGroup
from tests.support.foreign_pdf import FOREIGN
from tests.support.press_sample import ROOT, printer
from tests.support.verapdf import assert_conforms

SAID = {
    "text, lists and terms": set[str](),
    "table and figures": {"accessibility/empty-element", "accessibility/figure-box"},
    "links and outline": {"accessibility/heading-order", "accessibility/link-text", "accessibility/outlines"},
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_good_file_of_another_engine_draws_the_remarks_that_are_listed(name: str) -> None:
    content = FOREIGN[name]()
    assert_conforms(content, "ua1")
    findings, _ = check_file(content, "typst.pdf", RuleGroup.ACCESSIBILITY, printer())
    assert {each.rule for each in findings if each.severity is not Severity.INFO} == SAID[name]


def test_every_remark_is_listed_in_the_documentation() -> None:
    told = (ROOT / "docs/rules.md").read_text(encoding="utf-8").partition("## Good files of other makers")[2]
    assert all(f"`{rule}`" in told.partition("\n## ")[0] for rules in SAID.values() for rule in rules)
