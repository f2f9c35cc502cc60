"""Further lies of a file: each is told by exactly the rules of its line, with the source and alone."""

from __future__ import annotations

import functools

import pytest

from brochurepress.artworks.accessible.accessible_pdf import ACCESSIBLE, build_digital
from brochurepress.findings import Severity
from brochurepress.pdf.inspect.inspection import inspect
from brochurepress.pdf.inspect.readings import Readings
from brochurepress.preflight.accessibility.context import HtmlSource, source_of
from brochurepress.preflight.artwork_check import check_accessibility
from brochurepress.preflight.painted import check_painted
from brochurepress.typeset.fragments import TaggedPaint
from brochurepress.typeset.tagging import paint_tagged
from tests.mutants.further_lies import BELIEVED, BODY, FURTHER
from tests.mutants.lies import Lie
from tests.mutants.spoils import spoilt
from tests.preflight.test_lies import fetched
from tests.support.laid_out import layout_html
from tests.support.tagged_pdf import METADATA, html, intent

READINGS = Readings()

TOLD: dict[str, tuple[str, str]] = {
    "parent entry of another element": ("content-and-tree", "content-and-tree"),
    "element in two parents": ("content-and-tree heard visual-order words", "content-and-tree visual-order"),
    "sequence painted twice": ("content-and-tree heard link link-area words", "content-and-tree link link-area"),
    "owner of another sequence": ("content-and-tree", "content-and-tree"),
    "page without owners": ("content-and-tree", "content-and-tree"),
    "owners of two pages swapped": ("content-and-tree", "content-and-tree"),
    "type mapped to itself": ("page-validation", "page-validation"),
    "heading of a type of its own": ("heard outlines", "outlines"),
    "quotation made private": ("empty-element heard", "empty-element"),
    "artifact within a paragraph": ("heard page-validation words", "page-validation"),
    "line made an artifact": ("furniture-type heard words", "furniture-type"),
    "heading made a running head": ("furniture-type heard outlines words", "furniture-type outlines"),
    "list flattened": ("heard list-and-table", "list-and-table"),
    "list of dots flattened": ("heard list-and-table", "list-and-table"),
    "label behind its item": ("heard list-and-table", "list-and-table"),
    "two lists merged": ("heard list-and-table", "list-and-table"),
    "heads of columns tagged as cells": ("heard list-and-table", "list-and-table"),
    "cell that names a head that is gone": ("list-and-table", "list-and-table"),
    "cell that names itself": ("heard list-and-table", "list-and-table"),
    "cell over the row below": (
        "heard list-and-table page-validation visual-order",
        "list-and-table page-validation visual-order",
    ),
    "cell over no column": ("list-and-table", "list-and-table"),
    "words of a cell in its neighbour": ("heard visual-order", "visual-order"),
    "head of a table behind its rows": ("heard list-and-table visual-order words", "list-and-table visual-order"),
    "caption before its table": ("heard list-and-table", "list-and-table"),
    "caption amid its table": ("heard list-and-table page-validation words", "list-and-table page-validation"),
    "two captions": ("heard list-and-table page-validation", "list-and-table page-validation"),
    "summary of another table": ("heard", ""),
    "columns tagged as a table": ("heard list-and-table", "list-and-table"),
    "identifier twice": ("content-and-tree", "content-and-tree"),
    "identifier of another": ("content-and-tree", "content-and-tree"),
    "reference to what is gone": ("content-and-tree", "content-and-tree"),
    "abbreviation tagged as code": ("heard", ""),
    "paragraph tagged as a group": ("heard", ""),
    "link within to another page": ("heard link same-text-same-target", "link same-text-same-target"),
    "link within to another heading": ("heard link same-text-same-target", "link same-text-same-target"),
    "two links within exchange their places": ("heard link same-text-same-target", "link same-text-same-target"),
    "address with a Cyrillic letter": ("heard link", "link"),
    "address shown is not the one": ("heard link", "link"),
    "link with an alternative": ("heard link-text words", "link-text"),
    "area of a link on its first letters": ("link-area", "link-area"),
    "area of a link a little beside": ("link-area", "link-area"),
    "quads of a link elsewhere": ("link-area", "link-area"),
    "annotation on another page": ("link", "link"),
    "two annotations exchanged": ("heard link-area link-text", "link-area link-text"),
    "link that acts twice": ("active-content", "active-content"),
    "link that acts when it is touched": ("active-content", "active-content"),
    "link that covers its words": ("seen", "seen"),
    "alternative is the caption": ("alt-text heard", "alt-text"),
    "alternative that turns": ("characters heard", "characters"),
    "alternative is a time": ("alt-text heard", "alt-text"),
    "figure swallows a heading": ("heard visual-order words", "visual-order"),
    "boxes of figures swapped": ("figure-box visual-order", "figure-box visual-order"),
    "box of a figure over the text": ("figure-box", "figure-box"),
    "box of a figure on its corner": ("figure-box", "figure-box"),
    "picture in a hidden layer": ("figure-box", "figure-box"),
    "list read as one text": ("heard replaced-text", "replaced-text"),
    "paragraph read without spaces": ("heard replaced-text words", "replaced-text"),
    "minus not read": ("heard replaced-text words", "replaced-text"),
    "comma of a number not read": ("heard replaced-text words", "replaced-text"),
    "sign turned": ("heard replaced-text words", "replaced-text"),
    "comma of a sentence not read": ("heard replaced-text words", "replaced-text"),
    "sequence with an alternative": ("heard replaced-text words", "replaced-text"),
    "expansion of a paragraph": ("heard replaced-text", "replaced-text"),
    "expansion of a sequence": ("heard replaced-text", "replaced-text"),
    "expansion that says the same": ("heard replaced-text", "replaced-text"),
    "pronounced otherwise": ("heard replaced-text", "replaced-text"),
    "language undetermined": ("heard language", "language"),
    "language empty": ("heard language page-validation", "language page-validation"),
    "title in the language is another": ("metadata", "metadata"),
    "another date in Info": ("metadata", "metadata"),
    "another author in Info": ("metadata", "metadata"),
    "opens at another page": ("active-content", "active-content"),
    "bookmarks in another order": ("outlines", "outlines"),
    "bookmark that leads nowhere": ("outlines", "outlines"),
    "bookmark to a page of the web": ("outlines", "outlines"),
    "columns swapped": ("heard visual-order words", "visual-order"),
    "lines swapped": ("heard visual-order words", "visual-order"),
    "heading behind its text": ("heard visual-order words", "visual-order"),
    "pages in another order": ("heard page-labels", "page-labels"),
    "spaces that are no spaces": ("characters heard outlines words", "characters outlines"),
    "letters of another script": (
        "characters heard link link-text outlines words",
        "characters link link-text outlines",
    ),
    "letters that turn": ("characters heard link-text outlines words", "characters link-text outlines"),
    "comma read as a point": ("characters heard words", "characters"),
    "minus read as a space": ("characters heard words", "characters"),
    "letters of mathematics": ("characters heard link link-text outlines words", "characters link link-text outlines"),
    "text without opacity": ("seen", "seen"),
    "text mirrored": ("pdf/text-shape", "pdf/text-shape"),
    "text on another text": ("visual-order", "visual-order"),
    "page upside down": ("pdf/upside-down visual-order", "pdf/upside-down visual-order"),
    "labels of pages alike": ("page-labels", "page-labels"),
    "embedded file": ("active-content page-validation", "active-content page-validation"),
    "associated file": ("content-and-tree page-validation", "content-and-tree page-validation"),
}
"""The rules that speak of each lie with the source, and those that speak without."""


@functools.cache
def made() -> TaggedPaint:
    pages = layout_html(html(BODY, "h1, h2, h3, li { hyphens: manual }"), fetched)
    assert not pages.messages, pages.messages
    return paint_tagged(pages)


@functools.cache
def good() -> bytes:
    return build_digital(made(), ACCESSIBLE["digital"], METADATA, intent())


@functools.cache
def source() -> HtmlSource:
    return source_of(made(), METADATA, ACCESSIBLE["digital"].standards)


def told(lie: Lie) -> bytes:
    return spoilt(good(), lie)


def rules(content: bytes) -> tuple[str, str]:
    """The rules that speak with the source, and those that speak without."""
    inspection = inspect(content, "lie.pdf", READINGS)
    painted = check_painted(inspection)
    found = (check_accessibility(inspection, origin) + painted for origin in (source(), None))
    with_source, alone = (
        {each.rule.removeprefix("accessibility/") for each in each if each.severity is not Severity.INFO}
        for each in found
    )
    return " ".join(sorted(with_source)), " ".join(sorted(alone))


def test_the_good_file_trips_nothing() -> None:
    assert rules(good()) == ("", "")


@pytest.mark.parametrize("name", BELIEVED)
def test_what_looks_odd_and_is_none_trips_nothing_alone(name: str) -> None:
    assert rules(told(BELIEVED[name]))[1] == ""


def test_every_lie_has_its_line() -> None:
    assert set(TOLD) == set(FURTHER)


@pytest.mark.parametrize("name", FURTHER)
def test_a_further_lie_is_told(name: str) -> None:
    assert rules(told(FURTHER[name])) == TOLD[name]
