"""Evidence: a pass only where rules ran and were silent, a failure where one spoke, and judgements that expire."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from brochurepress.artworks.artwork import Artwork
from brochurepress.findings import Finding, Place, Severity
from brochurepress.pipeline.stages import Build, lay_out, paint_artworks
from brochurepress.release.conformance import (
    CriterionEntry,
    CriterionResult,
    CriterionVerdict,
    Evidence,
    PublicationMedium,
    collect_evidence,
    evidence_page,
    failed,
    read_aloud,
    unsigned,
)
from brochurepress.release.manifest import ValidationVerdict, checksum, judged
from brochurepress.release.wcag import ROWS, UNMAPPED, V3, V4, Aspect, SignOff, digests_of
from brochurepress.source.inputs import read_sources
from brochurepress.typeset.layout_checks import Layout
from brochurepress.workspace.project import HOME, Project, version
from brochurepress.workspace.snapshot import Snapshot
from tests.support import browser as browsing
from tests.support.edited_editions import ROOTS, edited
from tests.support.sample_project import ARTICLE as ARTICLE_OF_SAMPLE
from tests.support.sample_project import COVER, sample
from tests.support.shared_builds import shared_build
from tests.support.signing import DAY, signed_for
from tests.support.stress import stressed

Made = tuple[Layout, Build]


def made_of(project: Project, edition: str = "minimal") -> Made:
    """The web page and one document, of which every aspect that is judged can be seen."""
    layout = lay_out(read_sources(Snapshot(project), edition))
    built = paint_artworks(layout, ("digital", "web"), lambda stage: None)
    assert built.artworks, built.findings
    return layout, built


@cache
def made(edition: str = "minimal") -> Made:
    return lay_out(read_sources(Snapshot(Project(ROOTS[edition])), edition)), shared_build(edition)


def collected(
    made_edition: Made,
    findings: tuple[Finding, ...] = (),
    signatures: Mapping[str, SignOff] | None = None,
    artworks: tuple[Artwork, ...] | None = None,
    recorded: tuple[ValidationVerdict, ...] = (),
) -> Evidence:
    layout, built = made_edition
    chosen = built.artworks if artworks is None else artworks
    return collect_evidence(layout, chosen, (*built.findings, *findings), signatures or {}, recorded)


@cache
def good() -> Evidence:
    """The evidence of the smallest edition as it is."""
    return collected(made())


def proved(artworks: tuple[Artwork, ...], **other: Any) -> tuple[ValidationVerdict, ...]:
    """What veraPDF would say of the artworks: that all keep what they claim, but for what is given otherwise."""
    said = [(checksum(each.content), name) for each in artworks for name in judged(each)]
    return tuple(replace(ValidationVerdict(digest, name, "veraPDF 1.30.2", True), **other) for digest, name in said)


def with_page(old: bytes, new: bytes) -> tuple[Artwork, ...]:
    """The artworks with a change of the web page."""
    artworks = made()[1].artworks
    assert sum(each.content.count(old) for each in artworks if each.variant == "web")
    return tuple(
        replace(each, content=each.content.replace(old, new, 1)) if each.variant == "web" else each for each in artworks
    )


def entry(evidence: Evidence, number: str) -> CriterionEntry:
    return next(each for each in evidence.entries if each.criterion.number == number)


def verdict(evidence: Evidence, number: str, medium: PublicationMedium) -> CriterionVerdict:
    return next(each for each in entry(evidence, number).verdicts if each.medium is medium)


def test_every_criterion_has_a_verdict_for_the_page_and_for_the_document() -> None:
    evidence = good()
    assert [each.criterion for each in evidence.entries] == list(ROWS.values())
    assert all(
        [v.medium for v in each.verdicts] == [PublicationMedium.WEB, PublicationMedium.DOCUMENT]
        for each in evidence.entries
        if each.criterion.level
    )
    assert sum(evidence.count(result) for result in CriterionResult) == 118


@pytest.mark.parametrize(
    ("number", "medium", "result"),
    [
        ("1.1.1", PublicationMedium.DOCUMENT, CriterionResult.PERSON),
        ("1.2.1", PublicationMedium.WEB, CriterionResult.NOT_APPLICABLE),
        ("1.4.3", PublicationMedium.DOCUMENT, CriterionResult.PASS),
        ("1.4.12", PublicationMedium.DOCUMENT, CriterionResult.PERSON),
        ("2.4.1", PublicationMedium.WEB, CriterionResult.PASS),
        ("2.4.1", PublicationMedium.DOCUMENT, CriterionResult.NOT_APPLICABLE),
        ("3.1.1", PublicationMedium.DOCUMENT, CriterionResult.PASS),
        ("4.1.2", PublicationMedium.WEB, CriterionResult.PASS),
        ("4.1.2", PublicationMedium.DOCUMENT, CriterionResult.UNASKED),
        ("2.4.3", PublicationMedium.WEB, CriterionResult.PASS),
        ("1.3.4", PublicationMedium.WEB, CriterionResult.PASS),
        ("9.7", PublicationMedium.WEB, CriterionResult.PERSON),
        ("10.5", PublicationMedium.DOCUMENT, CriterionResult.NOT_APPLICABLE),
        ("12.1", PublicationMedium.WEB, CriterionResult.PERSON),
    ],
)
def test_results_of_a_good_edition(number: str, medium: PublicationMedium, result: CriterionResult) -> None:
    assert verdict(good(), number, medium).result is result


def test_a_pass_names_for_each_file_the_judges_that_ran_on_it_with_their_versions() -> None:
    artworks = made()[1].artworks
    evidence = collected(made(), recorded=proved(artworks))
    passed = verdict(evidence, "4.1.2", PublicationMedium.DOCUMENT)
    assert passed.result is CriterionResult.PASS
    one, two = passed.judges["notes.pdf"], passed.judges["notes-2.pdf"]
    assert [tool.partition(" ")[0] for tool in one] == ["brochurepress", "page-validation", "veraPDF"]
    assert [tool.partition(" ")[0] for tool in two] == ["brochurepress", "veraPDF"]
    assert "accessibility/pdf-2" not in one[f"brochurepress {version()}"]
    assert "accessibility/pdf-2" in two[f"brochurepress {version()}"]
    assert one["veraPDF 1.30.2"] == ("PDF/UA-1", "PDF/A-2a")
    assert two["veraPDF 1.30.2"][0] == "PDF/UA-2"
    assert list(passed.judges) == ["notes.pdf", "notes-2.pdf", "notes-large.pdf", "notes-how-to-print.pdf"]
    assert passed.by["veraPDF 1.30.2"] == tuple(dict.fromkeys((*one["veraPDF 1.30.2"], *two["veraPDF 1.30.2"])))


UNASKED: dict[str, tuple[Callable[[tuple[Artwork, ...]], tuple[ValidationVerdict, ...]], str]] = {
    "veraPDF did not run": (lambda artworks: (), "verapdf/standards"),
    "veraPDF judged other bytes": (lambda artworks: proved(artworks, sha256="0" * 64), "verapdf/standards"),
    "veraPDF judged one file only": (lambda artworks: proved(artworks[:2]), "verapdf/standards"),
}


@pytest.mark.parametrize("case", UNASKED)
def test_a_judge_that_did_not_run_on_these_bytes_decides_nothing(case: str) -> None:
    recorded, named = UNASKED[case]
    evidence = collected(made(), recorded=recorded(made()[1].artworks))
    asked = verdict(evidence, "4.1.2", PublicationMedium.DOCUMENT)
    assert asked.result is CriterionResult.UNASKED
    assert named in asked.reason
    assert entry(evidence, "4.1.2").asks


def test_a_fault_that_verapdf_found_fails_the_criterion() -> None:
    recorded = proved(made()[1].artworks)
    broken = (replace(recorded[0], passed=False, failures=("7.1-1: no title",)), *recorded[1:])
    spoken = verdict(collected(made(), recorded=broken), "4.1.2", PublicationMedium.DOCUMENT)
    assert spoken.result is CriterionResult.FAIL
    assert "7.1-1: no title" in spoken.findings[0]
    silent = (replace(recorded[0], passed=False), *recorded[1:])
    spoken = verdict(collected(made(), recorded=silent), "4.1.2", PublicationMedium.DOCUMENT)
    assert spoken.result is CriterionResult.FAIL


@pytest.mark.parametrize(
    ("standards", "named"),
    [
        ((), ["accessibility/page-validation", "accessibility/pdf-2", "verapdf/standards"]),
        (("PDF/UA-1",), ["verapdf/standards"]),
    ],
)
def test_a_file_is_asked_by_the_judges_of_what_it_claims(standards: tuple[str, ...], named: list[str]) -> None:
    main = next(each for each in made()[1].artworks if each.variant == "digital")
    artworks = (replace(main, standards=standards),)
    asked = verdict(collected(made(), artworks=artworks), "4.1.2", PublicationMedium.DOCUMENT)
    assert asked.result is CriterionResult.UNASKED
    assert ", ".join(named) in asked.reason


def test_what_axe_said_of_the_page_is_named_where_it_ran_and_nowhere_else() -> None:
    page = next(each for each in made()[1].artworks if each.variant == "web")
    said = ValidationVerdict(checksum(page.content), "WCAG 2.2, 2.4.1", "axe-core 4.14.1", True)
    evidence = collected(made(), recorded=(said,))
    told = verdict(evidence, "2.4.1", PublicationMedium.WEB)
    assert (told.result, told.by["axe-core 4.14.1"]) == (CriterionResult.PASS, ("WCAG 2.2, 2.4.1",))
    assert "axe-core 4.14.1" not in verdict(evidence, "2.5.3", PublicationMedium.WEB).by
    assert "axe-core 4.14.1" not in verdict(evidence, "2.4.1", PublicationMedium.DOCUMENT).by
    broken = replace(said, passed=False, failures=("bypass: no way past",))
    told = verdict(collected(made(), recorded=(broken,)), "2.4.1", PublicationMedium.WEB)
    assert (told.result, told.findings) == (CriterionResult.FAIL, ("bypass: no way past [axe-core 4.14.1]",))


PAGES: dict[str, tuple[bytes, bytes, str, str]] = {
    "another order for the eye": (b"</style>", b"main{order:2}</style>", "2.4.3", "markup/order"),
    "the other way round": (
        b"</style>",
        b"main{display:flex;flex-direction:column-reverse}</style>",
        "2.4.3",
        "markup/reverse",
    ),
    "turned with the device": (
        b"</style>",
        b"@media (orientation:portrait){main{rotate:90deg}}</style>",
        "1.3.4",
        "web/orientation",
    ),
}


@pytest.mark.parametrize("case", PAGES)
def test_what_the_style_sheet_of_the_page_does_is_a_question(case: str) -> None:
    old, new, number, rule = PAGES[case]
    evidence = collected(made(), artworks=with_page(old, new))
    asked = verdict(evidence, number, PublicationMedium.WEB)
    assert asked.result is CriterionResult.PERSON
    assert rule in asked.findings[0]
    assert verdict(evidence, number, PublicationMedium.DOCUMENT).result is CriterionResult.PASS


def test_a_visual_order_that_differs_is_a_question_of_the_focus_too() -> None:
    found = Finding("accessibility/visual-order", Severity.WARNING, "above", Place(artwork="notes.pdf"))
    asked = verdict(collected(made(), (found,)), "2.4.3", PublicationMedium.DOCUMENT)
    assert asked.result is CriterionResult.PERSON


def test_every_published_file_is_judged_or_stands_beside_one_that_is() -> None:
    files = {each.file: each for each in good().files}
    assert set(files) == {each.file for each in made()[1].artworks if each.variant != "press"}
    assert {name for name, each in files.items() if each.medium} == {
        "index.html",
        "notes.pdf",
        "notes-2.pdf",
        "notes-large.pdf",
        "notes-how-to-print.pdf",
    }
    assert files["notes-sheet.pdf"].beside == files["notes.png"].beside == "notes.pdf"
    assert "sameness/text" in files["notes-sheet.pdf"].reason
    assert [name for name, each in files.items() if each.offered] == ["notes.pdf", "notes-2.pdf", "notes-large.pdf"]


def test_a_file_with_no_accessible_form_beside_it_is_refused() -> None:
    paper = ("handout-sheet", "instructions")
    sheets = tuple(each for each in made()[1].artworks if each.variant in paper)
    (finding,) = failed(collected(made(), artworks=sheets))
    assert (finding.rule, "notes-sheet.pdf is published" in finding.message) == ("evidence/alone", True)


@pytest.mark.parametrize(
    ("severity", "result"), [(Severity.ERROR, CriterionResult.FAIL), (Severity.WARNING, CriterionResult.PERSON)]
)
def test_a_finding_on_the_document_is_no_pass_for_it_and_leaves_the_page_alone(
    severity: Severity, result: CriterionResult
) -> None:
    found = Finding("accessibility/language", severity, "no language", Place(artwork="notes.pdf"))
    evidence = collected(made(), (found,))
    spoken = verdict(evidence, "3.1.1", PublicationMedium.DOCUMENT)
    assert spoken.result is result
    assert spoken.findings == ("notes.pdf: no language [accessibility/language]",)
    assert verdict(evidence, "3.1.1", PublicationMedium.WEB).result is CriterionResult.PASS
    assert [each.rule for each in failed(evidence)] == ["evidence/failed"] * (severity is Severity.ERROR)


def test_a_rule_that_did_not_run_is_no_pass() -> None:
    said = Finding("accessibility/language", Severity.INFO, "not applicable", Place(artwork="notes.pdf"))
    asked = verdict(collected(made(), (said,)), "3.1.1", PublicationMedium.DOCUMENT)
    assert asked.result is CriterionResult.UNASKED
    assert "accessibility/language" in asked.reason
    assert "accessibility/language" not in str(asked.judges["notes.pdf"])
    assert "accessibility/language" in str(asked.judges["notes-2.pdf"])


def test_a_fault_of_the_page_fails_its_criterion() -> None:
    artworks = with_page(b"<title>", b"<script></script><title>")
    evidence = collected(made(), artworks=artworks)
    assert verdict(evidence, "2.1.1", PublicationMedium.WEB).result is CriterionResult.FAIL
    assert verdict(evidence, "2.1.1", PublicationMedium.DOCUMENT).result is CriterionResult.PASS


def test_an_edition_without_a_page_is_judged_as_a_document_only() -> None:
    documents = tuple(each for each in made()[1].artworks if each.variant != "web")
    evidence = collected(made(), artworks=documents)
    assert {v.medium for each in evidence.entries for v in each.verdicts} == {PublicationMedium.DOCUMENT}
    assert not entry(evidence, "2.4.5").asks


def test_every_open_question_is_told_with_the_command_that_signs_it() -> None:
    evidence = good()
    findings = unsigned(evidence, DAY)
    assert {finding.rule for finding in findings} == {"evidence/unsigned"}
    assert len(findings) == sum(each.asks for each in evidence.entries)
    assert "publish.py sign minimal --criterion 1.1.1" in findings[0].hint
    assert findings[0].place.file == "source/minimal/signed.toml"


def test_silent_when_every_question_is_signed_for_this_text() -> None:
    evidence = good()
    assert unsigned(collected(made(), signatures=signed_for(evidence)), DAY) == ()


ARTICLE = "source/minimal/1-notes.md"
TEXT = """---
type: article
level: 1
title: Notes
---
One paragraph, and that is all.

# More

See [the archive](https://www.example.org/archive) for what was left out. This is *en passant*.
"""

CHANGES: dict[str, tuple[str, str, str, set[Aspect]]] = {
    "a word": (ARTICLE, "that is all", "this is all", {"words"}),
    "a word with characters that were not there": (ARTICLE, "that is all", "jazz quizz", {"words"}),
    "a word beside a link": (ARTICLE, "left out", "let out", {"words", "links"}),
    "the target of a link": (ARTICLE, "org/archive", "org/archives", {"links"}),
    "a heading": (ARTICLE, "# More", "# Moor", {"words", "headings"}),
    "a paragraph in two": (ARTICLE, "paragraph, and", "paragraph, \n\nand", {"structure", "look"}),
    "emphasis": (ARTICLE, "*en passant*", "en passant", {"structure", "look"}),
    "the language": ("source/minimal/edition.toml", "en-GB", "en-US", {"languages"}),
    "the title": ("source/minimal/edition.toml", 'title = "Notes"', 'title = "Nets"', {"title"}),
    "the address": ("source/minimal/edition.toml", "org/notes", "org/nets", {"address"}),
    "a style of the pages": ("layouts/css/base/grid.css", "/*", "p { color: #111 }\n/*", {"look"}),
    "a style of the screen": (
        "layouts/css/screen/page.css",
        "/*",
        "/* Another ground. */ body { background: #eee }\n/*",
        {"look"},
    ),
    "the version": ("source/minimal/edition.toml", 'version = "1"', 'version = "2"', set()),
    "the date": ("source/minimal/edition.toml", "2026-01-15", "2026-01-16", set()),
}
"""A change of a text with all aspects, and those that it changes."""


def with_all(tmp_path: Path) -> Project:
    project = edited("minimal", tmp_path, "source/minimal/edition.toml", "The smallest", "The smallest")
    (tmp_path / ARTICLE).write_text(TEXT)
    return project


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    return collected(made_of(with_all(tmp_path_factory.mktemp("before"))))


@pytest.mark.parametrize("change", CHANGES)
def test_a_judgement_expires_when_what_it_hangs_on_changes_and_no_other(
    change: str, before: Evidence, tmp_path: Path
) -> None:
    file, old, new, aspects = CHANGES[change]
    root = with_all(tmp_path).root
    target = root / file
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((HOME / file).read_bytes())
    assert old in target.read_text()
    target.write_text(target.read_text().replace(old, new, 1))
    changed = collected(made_of(Project(root)), signatures=signed_for(before))
    assert {name for name, digest in changed.digests.items() if digest != before.digests[name]} == aspects
    findings = unsigned(changed, DAY)
    asked = [each.criterion for each in changed.entries if each.asks]
    hanging = [each.number for each in asked if aspects & set(each.aspects)]
    assert {finding.rule for finding in findings} == ({"evidence/expired"} if aspects else set())
    assert [finding.message.split()[0] for finding in findings] == hanging
    assert len(hanging) < len(asked)
    for finding in findings:
        told = set(finding.message.rpartition("the last change of ")[2].split(", "))
        assert told <= set(aspects)


def test_a_signature_of_a_day_to_come_is_told() -> None:
    signatures = signed_for(good())
    signatures["1.1.1"] = replace(signatures["1.1.1"], date=DAY + dt.timedelta(days=1))
    (finding,) = unsigned(collected(made(), signatures=signatures), DAY)
    assert (finding.rule, "2026-03-01, a day to come" in finding.message) == ("evidence/date", True)
    assert unsigned(collected(made(), signatures=signatures), DAY + dt.timedelta(days=1)) == ()


DOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z" fill="var(--blauw)"/></svg>'


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [("source/sample/dot.svg", "<path", "<path data-other='1'"), (COVER, "alt: The first dot", "alt: Another dot")],
)
def test_a_picture_or_its_alternative_that_changes_is_another_picture(
    file: str, old: str, new: str, tmp_path: Path
) -> None:
    drawn = sample(tmp_path).write("source/sample/dot.svg", DOT).change(COVER, "dot.png", "dot.svg")
    drawn.change(COVER, "alt: A dot", "alt: The first dot")
    drawn.change(ARTICLE_OF_SAMPLE, "[link]", "[example of a site]")
    layout, built = made_of(drawn.project, "sample")
    changed = made_of(drawn.change(file, old, new).project, "sample")
    before = digests_of(layout, built.artworks)
    after = digests_of(changed[0], changed[1].artworks)
    assert {name for name in before if before[name] != after[name]} - {"words"} == {"pictures"}


def test_the_json_holds_clauses_results_and_signatures_and_is_the_same_twice() -> None:
    evidence = collected(made(), signatures=signed_for(good()))
    assert evidence.to_json() == collected(made(), signatures=signed_for(collected(made()))).to_json()
    value = json.loads(evidence.to_json())
    first = value["criteria"][0]
    assert value["files"][0] == {"file": "notes.pdf", "offered": True, "medium": "document", "beside": "", "reason": ""}
    assert first["name"] == {"en": "Non-text Content"}
    clauses = {each["number"]: [v["clauses"] for v in each["verdicts"]] for each in value["criteria"]}
    assert clauses["1.1.1"] == [{V3: "9.1.1.1", V4: UNMAPPED}, {V3: "10.1.1.1", V4: UNMAPPED}]
    assert clauses["2.5.8"][0] == {V3: None, V4: UNMAPPED}
    assert clauses["9.7"] == [{V3: None, V4: "9.7"}]
    assert clauses["10.6"] == [{V3: "10.6", V4: UNMAPPED}]
    assert first["signed"] == {"name": "Ada Lovelace", "date": "2026-02-28", "valid": True}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsing.browser() as started:
        yield started


@pytest.mark.parametrize(
    ("width", "edition"),
    [(320, "minimal"), (1280, "alles-over-het-ipo"), stressed(1280, "minimal"), stressed(320, "alles-over-het-ipo")],
)
def test_the_page_of_evidence_is_accessible_and_asks_nothing_of_any_host(
    width: int, edition: str, chromium: Browser, tmp_path: Path
) -> None:
    layout, _ = made(edition)
    open_points = collected(made(edition))
    some = dict(list(signed_for(open_points).items())[:3])
    page = tmp_path / "evidence.html"
    page.write_text(evidence_page(layout.inputs, collected(made(edition), signatures=some)), encoding="utf-8")
    with browsing.visit(chromium, page, width) as visit:
        assert visit.axe() == ()
        assert visit.errors == []
        assert visit.overflow() == 0
        assert visit.requests == [page.as_uri()]
        assert visit.page.locator("article").count() == len(ROWS)
        pages = visit.page.locator("aside.pages img").count()
        assert pages == visit.page.locator("aside.pages section").count() == layout.page_count
        assert visit.page.locator(".judgement a").count() == pages * sum(e.asks for e in open_points.entries)
        assert visit.page.locator(".judgement.signed").count() == 3
        assert visit.page.locator(".room").count() == sum(e.asks for e in open_points.entries) - 3


def test_the_document_is_read_aloud_in_the_language_of_the_page() -> None:
    dutch = [str(stop) for stop in read_aloud(collected(made("alles-over-het-ipo")))]
    assert any("kop 1: Alles over het IPO" in line for line in dutch)
    assert any("lijst van " in line and line.endswith(" punten") for line in dutch)
    assert not [line for line in dutch if "heading" in line or "list of" in line]
    english = [str(stop) for stop in read_aloud(good())]
    assert any("heading 1: Notes" in line for line in english)
