"""Every mutant is caught: by which of our rules, and by which flavours of veraPDF, stands in the table."""

from __future__ import annotations

import pytest

from brochurepress.findings import Finding
from brochurepress.pdf.inspect.inspection import inspect
from brochurepress.preflight.accessibility.context import AccessibilityContext, source_of
from brochurepress.preflight.artwork_check import check_accessibility
from brochurepress.preflight.rules import RULES
from tests.mutants.spoils import SPOILS, mutant
from tests.support.stress import sampled
from tests.support.tagged_pdf import LONG, METADATA, RICH, SMALL, digital, painted
from tests.support.verapdf import assert_conforms, validate

CAUGHT_BY = {
    "no language": ("language", "ua1"),
    "wrong language": ("heard", ""),
    "language that is none": ("language", "ua1 2a"),
    "title not shown": ("metadata", "ua1"),
    "title empty": ("metadata", ""),
    "title is a file name": ("metadata", ""),
    "other author": ("metadata-of-source", ""),
    "no metadata": ("metadata", "ua1 2a"),
    "pdf ua not claimed": ("metadata", "ua1"),
    "other part of pdf a": ("page-validation", "2a"),
    "not marked": ("page-validation", "ua1 2a"),
    "no tag tree": ("content-and-tree", "ua1 2a"),
    "no outlines": ("outlines", ""),
    "bookmark renamed": ("outlines", ""),
    "bookmark to another page": ("outlines", ""),
    "bookmark without element": ("outlines", ""),
    "bookmarks not nested": ("outlines", ""),
    "no page labels": ("page-labels", ""),
    "page labels one off": ("page-labels", ""),
    "tab order not given": ("metadata", "ua1"),
    "script at opening": ("active-content", "2a"),
    "a form": ("active-content", ""),
    "page that acts": ("active-content", "2a"),
    "no output intent": ("page-validation", "2a"),
    "font not embedded": ("page-validation", "ua1 2a"),
    "figure without alternative": ("alt-text", "ua1"),
    "alternative blank": ("alt-text", ""),
    "alternative is a file name": ("alt-text", ""),
    "alternative of another picture": ("heard", ""),
    "alternative too long": ("alt-length", ""),
    "figure without box": ("figure-box", ""),
    "figure box outside the page": ("figure-box", ""),
    "figure box on white": ("figure-box", ""),
    "figure tagged as paragraph": ("heard", ""),
    "figure taken out": ("heard", ""),
    "link without description": ("link-text", "ua1"),
    "link described by its address": ("link-text", ""),
    "link described vaguely": ("link-text", ""),
    "link described as something else": ("link-text", ""),
    "link to another address": ("heard", ""),
    "link to nowhere": ("link", ""),
    "link within made a link outside": ("heard", ""),
    "link that does not print": ("link", "2a"),
    "link hidden": ("link", "2a"),
    "link without annotation": ("link", ""),
    "annotation twice": ("link", ""),
    "link tagged as span": ("link", "ua1"),
    "link owned by another": ("link", ""),
    "link that runs a script": ("active-content", "2a"),
    "link text empty": ("link", ""),
    "heading tagged as paragraph": ("heading-order", "ua1"),
    "two first headings": ("heading-order", "ua1"),
    "heading skips a level": ("heading-order", "ua1"),
    "headings swapped": ("heading-order", "ua1"),
    "heading says something else": ("heard", ""),
    "paragraphs swapped": ("words", ""),
    "paragraph taken out": ("words", ""),
    "owner missing in the parent tree": ("content-and-tree", "ua1"),
    "sequence in two elements": ("content-and-tree", ""),
    "sequence that is not painted": ("content-and-tree", ""),
    "paragraph in paragraph": ("empty-element", ""),
    "empty paragraph": ("empty-element", ""),
    "paragraph without meaning": ("empty-element", ""),
    "unknown type": ("page-validation", "ua1 2a"),
    "root is no document": ("content-and-tree", ""),
    "roles in a circle": ("page-validation", "ua1 2a"),
    "quotation lost": ("heard", ""),
    "item tagged as paragraph": ("list-and-table", "ua1"),
    "list without numbering": ("list-and-table", ""),
    "list tagged as group": ("heard", "ua1"),
    "item without body": ("list-and-table", "ua1"),
    "header cell tagged as cell": ("heard", ""),
    "header cell without scope": ("list-and-table", ""),
    "header cell of a column in place of a row": ("heard", ""),
    "row tagged as paragraph": ("list-and-table", "ua1"),
    "cell spanning too far": ("page-validation", "ua1"),
    "table tagged as group": ("heard", "ua1"),
    "language of a part lost": ("heard", ""),
    "language of a part wrong": ("heard", ""),
    "paragraph made an artifact": ("words", ""),
    "running head without type": ("furniture-type", ""),
    "running head not marked": ("content-and-tree", "ua1"),
    "paragraph not marked": ("content-and-tree", "ua1"),
    "sequence without number": ("content-and-tree", "ua1"),
    "letter with another meaning": ("words", ""),
    "letter in the private area": ("characters", "2a"),
    "letter without meaning": ("characters", ""),
    "no meanings at all": ("characters", "ua1 2a"),
    "soft hyphens as hyphens": ("characters", ""),
    "soft hyphens as hyphen minus": ("words", ""),
    "words run together at line ends": ("words", ""),
    "text too small": ("text-size", ""),
    "text too light": ("contrast", ""),
    "picture left out": ("figure-box", ""),
    "links side by side": ("target-size", ""),
}
"""Each mutant with the rule of ours that must speak, and the flavours veraPDF finds broken (none: it passes all)."""


def test_every_mutant_has_its_line_and_there_are_at_least_sixty() -> None:
    assert set(CAUGHT_BY) == set(SPOILS)
    assert len(SPOILS) >= 60


@pytest.mark.parametrize("name", CAUGHT_BY)
def test_a_mutant_is_caught_by_our_rule(name: str) -> None:
    rule, _ = CAUGHT_BY[name]
    reading = AccessibilityContext(
        inspect(mutant(digital(RICH), name), "mutant.pdf"), source_of(painted(RICH), METADATA)
    )
    assert list(RULES[f"accessibility/{rule}"].ask(reading))


@pytest.mark.parametrize("name", sampled(CAUGHT_BY))
def test_a_mutant_breaks_the_flavours_of_its_line(name: str) -> None:
    _, flavours = CAUGHT_BY[name]
    broken = {flavour for flavour, failures in validate(mutant(digital(RICH), name), "ua1", "2a").items() if failures}
    assert broken == set(flavours.split())


@pytest.mark.parametrize("body", [SMALL, RICH, LONG], ids=["small", "rich", "long"])
@pytest.mark.parametrize("kind", ["digital", "digital-2"])
def test_good_work_trips_nothing(body: str, kind: str) -> None:
    source = source_of(painted(body), METADATA)
    findings: tuple[Finding, ...] = check_accessibility(inspect(digital(body, kind=kind), "good.pdf"), source)
    assert findings == ()


def test_the_file_that_is_spoilt_conforms() -> None:
    assert_conforms(digital(RICH), "ua1", "2a")
