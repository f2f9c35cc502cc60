"""Lies that a file tells of itself: each is heard by exactly the rules of its line, with the source and without."""

from __future__ import annotations

import functools

import pikepdf
import pytest

from brochurepress.artworks.accessible.accessible_pdf import ACCESSIBLE, build_digital
from brochurepress.findings import Severity
from brochurepress.pdf.inspect.inspection import inspect
from brochurepress.preflight.accessibility.context import no_words, source_of
from brochurepress.preflight.artwork_check import check_accessibility, check_file
from brochurepress.preflight.painted import check_painted
from brochurepress.source.variants import RuleGroup
from brochurepress.typeset.fragments import TaggedPaint
from brochurepress.typeset.tagging import paint_tagged
from tests.mutants.lies import BODY, GOOD_ALTERNATIVES, LIES, LIES_2, NO_ALTERNATIVES, Lie
from tests.mutants.spoils import spoilt, tags
from tests.support.laid_out import layout_html
from tests.support.press_sample import printer
from tests.support.stress import sampled
from tests.support.tagged_pdf import METADATA, PICTURE, fetch, html, intent
from tests.support.verapdf import validate


def fetched(url: str) -> tuple[bytes, str]:
    if url.endswith("vlak.svg"):
        return PICTURE.replace("#1B3D8A", "#1D7A3A").encode(), "image/svg+xml"
    return fetch(url)


@functools.cache
def made() -> TaggedPaint:
    pages = layout_html(html(BODY, "h1, h2 { hyphens: manual } li { hyphens: manual }"), fetched)
    assert not pages.messages, pages.messages
    return paint_tagged(pages)


@functools.cache
def good(kind: str) -> bytes:
    return build_digital(made(), ACCESSIBLE[kind], METADATA, intent())


def told(lie: Lie, kind: str = "digital") -> bytes:
    return spoilt(good(kind), lie)


def rules(content: bytes, source: bool, kind: str = "digital") -> set[str]:
    origin = source_of(made(), METADATA, ACCESSIBLE[kind].standards) if source else None
    inspection = inspect(content, "lie.pdf")
    findings = check_accessibility(inspection, origin) + check_painted(inspection)
    return {each.rule.partition("/")[2] for each in findings if each.severity is not Severity.INFO}


@pytest.mark.parametrize("kind", ["digital", "digital-2"])
@pytest.mark.parametrize("source", [True, False], ids=["with the source", "alone"])
def test_the_good_file_trips_nothing(kind: str, source: bool) -> None:
    assert rules(told(lambda pdf: None, kind), source, kind) == set()


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_told_with_the_source(name: str) -> None:
    lie, speaking, _ = LIES[name]
    assert rules(told(lie), True) == set(speaking.split())


@pytest.mark.parametrize("name", LIES)
def test_a_lie_that_shows_is_told_without_the_source(name: str) -> None:
    lie, _, speaking = LIES[name]
    assert rules(told(lie), False) == set(speaking.split())


@pytest.mark.parametrize("name", LIES_2)
def test_a_false_claim_of_pdf_2_is_told(name: str) -> None:
    lie, speaking, _ = LIES_2[name]
    assert rules(told(lie, "digital-2"), False) == {speaking} - {"metadata-of-source"}
    assert speaking in rules(told(lie, "digital-2"), True, "digital-2")


@pytest.mark.parametrize("name", sampled(LIES_2))
def test_a_false_claim_breaks_the_flavours_of_its_line(name: str) -> None:
    lie, _, flavours = LIES_2[name]
    found = validate(told(lie, "digital-2"), "ua2", "wt1a", "4")
    assert {flavour for flavour, failures in found.items() if failures} == set(flavours.split())


def test_a_header_of_an_older_version_is_told() -> None:
    assert rules(good("digital-2").replace(b"%PDF-2.0", b"%PDF-1.7", 1), False) == {"pdf-2"}


@pytest.mark.parametrize("kind", ["digital", "digital-2"])
def test_what_is_not_asked_is_said_of_a_file_from_elsewhere(kind: str) -> None:
    said = [
        each.message
        for each in check_file(good(kind), "x.pdf", RuleGroup.ACCESSIBILITY, printer())[0]
        if each.rule == "accessibility/pdf-2"
    ]
    assert bool(said) == (kind == "digital-2")
    assert all("PDF/UA-2, WTPDF accessibility 1.0, PDF/A-4" in message for message in said)


def test_a_figure_said_to_fill_its_page_is_told() -> None:
    def lie(pdf: pikepdf.Pdf) -> None:
        attributes = tags(pdf, "Figure")[0].A
        first = attributes[0] if isinstance(attributes, pikepdf.Array) else attributes
        first.BBox = pikepdf.Array([*pdf.pages[0].MediaBox])

    assert rules(told(lie), False) == {"figure-box"}


@pytest.mark.parametrize("text", NO_ALTERNATIVES)
def test_an_alternative_that_is_no_words_is_refused(text: str) -> None:
    def lie(pdf: pikepdf.Pdf) -> None:
        tags(pdf, "Figure")[0].Alt = pikepdf.String(text)

    assert rules(told(lie), False) == {"alt-text"}


@pytest.mark.parametrize("text", GOOD_ALTERNATIVES)
def test_an_alternative_of_words_is_silent(text: str) -> None:
    assert no_words(text) == ""
