"""Accessibility rules on documents that are set wrong, and on files of other makers."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest

from brochurepress.compose.sheets import compose
from brochurepress.design.contrast import contrast_ratio
from brochurepress.findings import Severity
from brochurepress.pdf.inspect.inspection import inspect
from brochurepress.pipeline import build_edition
from brochurepress.preflight.accessibility.appearance import token_contrast
from brochurepress.preflight.accessibility.context import NEEDS_SOURCE, AccessibilityContext, source_of
from brochurepress.preflight.artwork_check import check_accessibility
from brochurepress.preflight.rules import RULES
from brochurepress.source.variants import FORMS
from tests.mutants.lies import COVERED, LIES, LIES_2
from tests.mutants.spoils import mutant
from tests.preflight.test_further_lies import TOLD
from tests.preflight.test_mutants import CAUGHT_BY
from tests.support.sample_project import COVER, EDITION, Sample, sample
from tests.support.tagged_pdf import METADATA, RICH, SMALL, digital, painted

HEAD = "<h1>Het boek van de brug</h1>"

SET_WRONG = {
    "word-over-page": ("<p style='width: 22mm; orphans: 1; widows: 1'>" + "waterschapsbestuurders " * 24 + "</p>", ""),
    "same-text-same-target": (
        "<p>Zie <a href='https://example.org/een'>de toelichting</a>.</p>"
        "<p>Zie ook <a href='https://example.org/twee'>de toelichting</a>.</p>",
        "",
    ),
    "text-in-figure": (
        "<div role='img' aria-label='Een schema.'><span>Gemeente</span> <span>Provincie</span>"
        " <span>Waterschap</span></div><p>Tekst.</p>",
        "",
    ),
    "visual-order": (
        "<p class='first'>Dit staat onderaan en komt eerst.</p><p class='second'>Dit staat boven en komt daarna.</p>",
        ".first { position: absolute; top: 60mm; left: 0; width: 60mm }"
        " .second { position: absolute; top: 20mm; left: 0; width: 60mm }",
    ),
    "contrast": ("<p style='color: #AAAAAA'>Lichtgrijze letters.</p>", ""),
    "text-size": ("<p style='font-size: 6pt'>Kleine letters.</p>", ""),
    "heading-order": ("<h3>Een tussenkop te diep</h3><p>Tekst.</p>", ""),
    "link-text": ("<p>Voor de kaart <a href='https://example.org'>klik hier</a>.</p>", ""),
    "target-size": (
        "<ul><li><a href='https://example.org/een'>de eerste</a></li>"
        "<li><a href='https://example.org/twee'>de tweede</a></li></ul>",
        "li { line-height: 11pt }",
    ),
    "content-and-tree": ("<p style='opacity: .9'>Doorschijnend.</p>", ""),
    "link": ("<div class='row'><a href='https://example.org'>de toelichting</a></div>", ".row { display: flex }"),
}
"""Each rule that speaks of a document that is set wrong: its text and its style."""


def spoken(body: str, style: str = "", promised_pt: float = 0.0) -> set[str]:
    source = source_of(painted(body, style), METADATA)
    findings = check_accessibility(inspect(digital(body, style), "brochure.pdf"), source, promised_pt)
    return {finding.rule.partition("/")[2] for finding in findings}


@pytest.mark.parametrize("rule", SET_WRONG)
def test_a_document_that_is_set_wrong_is_caught(rule: str) -> None:
    body, style = SET_WRONG[rule]
    assert rule in spoken(HEAD + body, style)


def test_every_rule_has_a_fault_that_makes_it_speak() -> None:
    rules = {identifier.partition("/")[2] for identifier in RULES if identifier.startswith("accessibility/")}
    lies = {rule for _, told, _ in (*LIES.values(), *LIES_2.values()) for rule in told.split()}
    lies |= {rule for told, _ in TOLD.values() for rule in told.split() if "/" not in rule}
    tables = {LARGE[-1][1], *GRADIENTS.values()} - {""}
    assert rules == {rule for rule, _ in CAUGHT_BY.values()} | set(SET_WRONG) | lies - {COVERED} | tables


GRADIENTS = {"dark": "", "pale": "contrast", "on-black": "contrast", "fine": "contrast-unknown"}
"""Words of drawings that a gradient fills, and the rule that speaks of each."""


@pytest.mark.parametrize("name", GRADIENTS)
def test_the_contrast_of_a_gradient_is_that_of_its_letters(name: str) -> None:
    found = {"contrast", "contrast-unknown"} & spoken(f"{HEAD}<p><img src='gradient-{name}.svg' alt='Een dam.'></p>")
    assert found == {GRADIENTS[name]} - {""}


MARGINS = "@top-left { content: none } @bottom-right { content: none }"
DAM = "<img src='dam.svg' alt='Een dam.'>"
LARGE = (
    (HEAD + "<p>Groot.</p>", "", 18),
    (HEAD + "<p>Groot.</p><p style='font-size: 15pt'>Kleiner.</p>", "text-size", 18),
    (HEAD + f"<p>{DAM}</p>", "", 0),
    (HEAD + f"<p>{DAM}</p><p>Sluis, dam</p>", "", 18),
    (HEAD + f"<p>{DAM}</p><p>Sluis</p>", "drawing-text-size", 18),
    (HEAD + f"<p>{DAM}</p><p style='break-before: page'>dam</p>", "", 18),
    (HEAD + f"<p>dam</p><p style='break-before: page'>{DAM}</p>", "drawing-text-size", 18),
)


@pytest.mark.parametrize(("body", "rule", "promised"), LARGE)
def test_large_print_is_as_large_as_it_promises(body: str, rule: str, promised: float) -> None:
    style = f"html {{ font-size: 18pt; line-height: 24pt }} @page {{ {MARGINS} }}"
    sized = {"text-size", "drawing-text-size"} & spoken(body, style, promised)
    assert sized == ({rule} if rule else set())


@pytest.mark.parametrize("identifier", [name for name in RULES if name.startswith("accessibility/")])
def test_a_rule_says_what_it_demands_and_the_cure(identifier: str) -> None:
    entry = RULES[identifier]
    assert entry.demand.endswith(".")
    assert entry.clause and entry.hint


def test_without_a_source_the_rules_that_need_one_say_so() -> None:
    findings = check_accessibility(inspect(digital(RICH), "file.pdf"))
    assert {finding.rule for finding in findings} == NEEDS_SOURCE
    assert {finding.severity for finding in findings} == {Severity.INFO}


def test_a_file_of_another_maker_is_judged_and_not_refused() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 200))
    out = io.BytesIO()
    pdf.save(out)
    rules = {finding.rule for finding in check_accessibility(inspect(out.getvalue(), "other.pdf"))}
    assert {"accessibility/content-and-tree", "accessibility/language", "accessibility/metadata"} <= rules


def test_a_finding_names_the_line_of_the_manuscript() -> None:
    body = (
        HEAD
        + "<p data-source='source/brug.md:7'><a href='https://example.org' title='Uitleg over bruggen'>bruggen</a></p>"
    )
    file = digital(body)
    reading = AccessibilityContext(
        inspect(file), source_of(painted(body.replace("example.org", "example.com")), METADATA)
    )
    (fault,) = RULES["accessibility/heard"].ask(reading)
    assert (fault.source.file, fault.source.line) == ("source/brug.md", 7)


def test_a_warning_does_not_withhold_the_file() -> None:
    assert RULES["accessibility/visual-order"].severity is Severity.WARNING


QUIET = {
    "numbered headings": ("<h2>Een</h2><p>x</p>", "h2::before { content: '1. ' }"),
    "signs on both sides": ("<h2>Een</h2><p>x</p>", "h2::before { content: '§ ' } h2::after { content: ' !' }"),
    "quotation marks": ("<p>Hij zei <q>goed zo</q> en ging.</p>", ""),
    "zero-width spaces": ("<p>een\u200bwoord</p>", ""),
    "a picture in the margin": (
        "<header><img src='brug.svg' alt='Logo' style='width: 5mm'></header><p>x</p>",
        "header { position: running(kop) } @page { @top-right { content: element(kop) } }",
    ),
    "a floating initial": ("<p>Een alinea.</p>", "p::first-letter { font-size: 20pt; float: left }"),
}


@pytest.mark.parametrize("name", QUIET)
def test_what_the_stylesheet_adds_trips_nothing(name: str) -> None:
    body, style = QUIET[name]
    assert spoken(HEAD + body, style) == set()


def test_a_link_to_what_is_not_on_a_page_leads_nowhere() -> None:
    assert "link" in spoken(HEAD + "<p>Zie <a href='#x'>de bijlage</a>.</p><p aria-hidden='true' id='x'>sier</p>")


def test_contrast_follows_wcag() -> None:
    assert float(contrast_ratio((0, 0, 0), (255, 255, 255))) == pytest.approx(21)
    assert float(contrast_ratio((119, 119, 119), (255, 255, 255))) == pytest.approx(4.48, abs=0.01)


def pairs(folder: Path, changes: str) -> list[str]:
    """What is found on pairs of colours of a sample with tokens of its own."""
    one = sample(folder)
    one.write("source/sample/tokens.toml", changes)
    found = token_contrast(one.compose())
    assert all((each.rule, each.place.file) == PAIR for each in found)
    return [each.message for each in found]


PAIR = ("accessibility/token-contrast", "source/sample/tokens.toml")
DEEP = '[colours]\ninkt = { srgb = "#5A6B7D", ink = [60, 40, 30, 20] }\n'
PALE = 'rood = { srgb = "#FFF0F0", ink = [0, 5, 5, 0] }\n'


def test_pairs_of_tokens_that_stand_apart_are_silent(tmp_path: Path) -> None:
    assert pairs(tmp_path, "# none\n") == []


def test_pairs_of_roles_and_of_colours_that_meet_are_judged_and_no_others(tmp_path: Path) -> None:
    """The sample has sea and a dot: an ink that is too pale on green, which nothing shows, is none of its business."""
    (found,) = pairs(tmp_path, DEEP)
    assert "inkt on zee has a contrast of" in found
    drawn = DEEP + '[custom]\nqr = "var(--groen)"\n'
    assert [each.split(" has")[0] for each in pairs(tmp_path / "drawn", drawn)] == ["inkt on zee", "inkt on groen"]


def test_a_pair_that_meets_without_colour_says_so_where_the_edition_says_the_colour(tmp_path: Path) -> None:
    one = sample(tmp_path)
    one.write("source/sample/tokens.toml", DEEP.replace(" }", ', mono = "paper" }'))
    composition = compose(one.inputs(), FORMS["mono"])
    found = token_contrast(composition)
    assert "without colour inkt on zee has a contrast of 1.00, where 4.5 is demanded" in [
        each.message for each in found
    ]
    assert {(each.place.file, each.place.line) for each in found} == {("source/sample/tokens.toml", 2)}


def test_a_broken_file_is_a_finding() -> None:
    file = mutant(digital(SMALL), "no tag tree")
    assert "accessibility/content-and-tree" in {finding.rule for finding in check_accessibility(inspect(file))}


@pytest.mark.parametrize(("fill", "drawn"), [("#1B3D8A", True), ("#FDF3F3", True), ("#FFFFFF", False)])
def test_a_picture_of_one_colour_is_drawn_unless_it_is_that_of_its_ground(fill: str, drawn: bool) -> None:
    svg = f"<svg viewBox='0 0 9 9' aria-label='Een vlak.'><rect width='9' height='9' fill='{fill}'/></svg>"
    assert ("figure-box" not in spoken(f"{HEAD}<p>{svg}</p>")) == drawn


@pytest.mark.parametrize(("heading", "told"), [("Title", False), ("Bridges", True)])
def test_a_title_of_no_meaning_is_one_where_the_document_shows_it(good: Sample, heading: str, told: bool) -> None:
    good.change(EDITION, "A sample", "Title").change(COVER, "title: |\n  A\n  sample", f"title: {heading}")
    found = build_edition(good.project, "sample", ("digital",)).findings
    assert ("accessibility/metadata" in {finding.rule for finding in found}) == told
