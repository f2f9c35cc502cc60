"""The files that are judged: good ones, and each of them with one fault, by the tables that the tests walk."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

import pikepdf

from brochurepress.preflight.rules import RULES
from tests.mutants.further_lies import FURTHER
from tests.mutants.lies import LIES, LIES_2, NO_ALTERNATIVES
from tests.mutants.spoils import mutant, tags
from tests.preflight import test_further_lies
from tests.preflight.test_lies import good, told
from tests.preflight.test_mutants import CAUGHT_BY
from tests.preflight.test_press import GOOD
from tests.support.foreign_pdf import FOREIGN
from tests.support.press_faults import FAULTS
from tests.support.press_sample import press_sample
from tests.support.press_spoils import Fault
from tests.support.tagged_pdf import LONG, RICH, SMALL, digital


class Group(StrEnum):
    """What a file claims to be."""

    PRESS = "Press: PDF/X-4 for a sheet-fed press in four inks"
    TAGS = "Tags: PDF/UA-1 and PDF/A-2a"
    PDF_2 = "PDF 2.0: PDF/UA-2, Well-Tagged PDF and PDF/A-4"


@dataclass(frozen=True)
class JudgedFile:
    """One file: its name in the table, the demand it breaks ("" for a good one), and how it is made.

    `like` names the good file that it was made from; `source` are the pages that it claims to show, "" where no source
    is at hand; `flavours` are those of veraPDF that it claims, where they are not those of its group.
    """

    group: Group
    name: str
    make: Callable[[], bytes]
    like: str = ""
    clause: str = ""
    source: str = ""
    flavours: tuple[str, ...] = ()


def _press(fault: Fault) -> bytes:
    sample = press_sample()
    fault(sample)
    return sample.data


def _alternative(text: str) -> bytes:
    def lie(pdf: pikepdf.Pdf) -> None:
        tags(pdf, "Figure")[0].Alt = pikepdf.String(text)

    return told(lie)


def _older_header() -> bytes:
    return good("digital-2").replace(b"%PDF-2.0", b"%PDF-1.7", 1)


def _clause(rule: str) -> str:
    return RULES[rule].clause


SAMPLE, BOOK, LIED, LIED_2 = ("press sample", "tagged sample", "tagged sample with two figures", "PDF 2.0 sample")
LARGER = "tagged sample with columns"

GOOD_FILES: tuple[JudgedFile, ...] = (
    JudgedFile(Group.PRESS, SAMPLE, lambda: press_sample().data),
    *(JudgedFile(Group.PRESS, name, partial(_press, fault), like=SAMPLE) for name, fault in GOOD.items()),
    JudgedFile(Group.TAGS, BOOK, partial(digital, RICH), source="rich"),
    JudgedFile(Group.TAGS, LIED, partial(good, "digital"), source="lies"),
    JudgedFile(Group.TAGS, LARGER, test_further_lies.good, source="further"),
    JudgedFile(Group.TAGS, "small tagged sample", partial(digital, SMALL)),
    JudgedFile(Group.TAGS, "long tagged sample", partial(digital, LONG)),
    *(JudgedFile(Group.TAGS, f"Typst: {name}", make, flavours=("ua1",)) for name, make in FOREIGN.items()),
    JudgedFile(Group.PDF_2, LIED_2, partial(good, "digital-2"), source="lies-2"),
    JudgedFile(Group.PDF_2, "long PDF 2.0 sample", partial(digital, LONG, kind="digital-2")),
)
"""Files without a fault: whatever a judge says of them is a false alarm."""


def _faults() -> Iterator[JudgedFile]:
    for rule, name, fault in FAULTS:
        if rule != "press/unwanted-overprint":  # the fault of a printer's demand, not of the file
            shown = f"{rule.partition('/')[2]}: {name}"
            yield JudgedFile(Group.PRESS, shown, partial(_press, fault), SAMPLE, _clause(rule))
    for name, (rule, _) in CAUGHT_BY.items():
        make = functools.partial(lambda name: mutant(digital(RICH), name), name)
        yield JudgedFile(Group.TAGS, name, make, BOOK, _clause(f"accessibility/{rule}"), "rich")
    for name, (lie, speaking, _) in LIES.items():
        rule = speaking.split()[0]
        clause = _clause(rule if rule in RULES else _known(rule))
        yield JudgedFile(Group.TAGS, name, partial(told, lie), LIED, clause, "lies")
    for name, (speaking, _) in test_further_lies.TOLD.items():
        rule = speaking.split()[0]
        make = partial(test_further_lies.told, FURTHER[name])
        yield JudgedFile(Group.TAGS, name, make, LARGER, _clause(rule if rule in RULES else _known(rule)), "further")
    for text in NO_ALTERNATIVES:
        name = f"alternative is `{' '.join(text.split())}`"
        clause = _clause("accessibility/alt-text")
        yield JudgedFile(Group.TAGS, name, partial(_alternative, text), LIED, clause, "lies")
    for name, (lie, rule, _) in LIES_2.items():
        make = partial(told, lie, "digital-2")
        yield JudgedFile(Group.PDF_2, name, make, LIED_2, _clause(_known(rule)), "lies-2")
    clause = _clause("accessibility/pdf-2")
    yield JudgedFile(Group.PDF_2, "header of PDF 1.7", _older_header, LIED_2, clause, "lies-2")


def _known(rule: str) -> str:
    return next(name for name in RULES if name in (f"accessibility/{rule}", f"pdf/{rule}"))


FAULTY_FILES: tuple[JudgedFile, ...] = tuple(_faults())

_EITHER = "both ways to tag it are right of some text"
_MEANT = "the file holds nothing to compare it with"
_SPOKEN = "it keeps its own rules; that its words are of another language shows to who reads them"

UNDECIDABLE: dict[tuple[Group, str], str] = {
    (Group.TAGS, "no page labels"): "without labels pages are counted, and these print that number",
    (Group.TAGS, "bookmark without element"): "PDF/UA-1 asks no bookmark to name an element",
    (Group.TAGS, "alternative of another picture"): "it is a sentence of words, and no rule knows what a picture shows",
    (Group.TAGS, "alternatives swapped"): "both are sentences of words, and no rule knows what a picture shows",
    (Group.TAGS, "figure with another actual text"): "a picture of letters may have both, and they may differ",
    (Group.TAGS, "link within made a link outside"): _MEANT,
    (Group.TAGS, "quotation lost"): _EITHER,
    (Group.TAGS, "quotation grown"): _EITHER,
    (Group.TAGS, "header cell tagged as cell"): "the corner of a table with heads on two sides is no head",
    (Group.TAGS, "language of a part lost"): _SPOKEN,
    (Group.TAGS, "language of a part wrong"): _SPOKEN,
    (Group.TAGS, "sequence in another language"): _SPOKEN,
    (Group.TAGS, "paragraph made an artifact"): "watermarks and repeated words are artifacts by right",
    (Group.TAGS, "soft hyphens as hyphen minus"): "a word may end its line at a hyphen of its own",
    (Group.TAGS, "expansion of something else"): _MEANT,
    (Group.TAGS, "expansion of a word"): "any text may have an expansion",
    (Group.TAGS, "paragraph split"): _EITHER,
    (Group.TAGS, "paragraphs merged"): _EITHER,
    (Group.TAGS, "item in an item"): _EITHER,
    (Group.TAGS, "abbreviation tagged as code"): _EITHER,
    (Group.TAGS, "paragraph tagged as a group"): "text may stand in a group of its own",
    (Group.TAGS, "summary of another table"): _MEANT,
    (Group.PDF_2, "no declarations"): "the file no longer claims the standard that its declaration named",
}
"""Faults that a file does not show by itself, and why: they are seen where its source is at hand."""
