"""Languages: all that is said in one, a folder each: how its text is set, and the words of every page for people."""

import re
import string
from collections.abc import Iterator
from dataclasses import field
from typing import Annotated, TypeVar

from pydantic import AfterValidator, Field
from pydantic.dataclasses import dataclass as record

from brochurepress.findings import Finding, Place, warning
from brochurepress.wording import FALLBACK, FOLDER, phrase
from brochurepress.workspace import STRICT, Fields, RequiredText, Snapshot, bind, demanded, overlaid

OWN = "language.toml"
"""The file that every language has: how its text is set, and the strings of the layouts."""

FORMER = {"languages": "language", "guides": "guide"}
FORMER |= {name: name for name in ("compare", "evidence", "preview", "swatches")}
"""Folders of layouts in which former versions of the press had a file for each language, and its name now."""

Page = TypeVar("Page")


def _holding(*names: str) -> AfterValidator:
    """A demand on a string: these places to fill in, each in braces, and no others."""

    def check(value: str) -> str:
        places = [place for place in string.Formatter().parse(value) if place[1] is not None]
        if {name for _, name, _, _ in places} != set(names) or any(form or way for _, _, form, way in places):
            demand = ", ".join(f"{{{name}}}" for name in names) or phrase("part/no-braces")
            raise ValueError(phrase("part/text-expected", demand=demand))
        return value

    return AfterValidator(check)


@record(frozen=True, config=STRICT)
class Strings:
    """What the layouts say in a language; braces hold what is filled in."""

    email: Annotated[RequiredText, _holding("name", "address")]
    channel: Annotated[RequiredText, _holding("organisation", "network", "handle")]
    site: Annotated[RequiredText, _holding("organisation", "address")]
    qr: Annotated[RequiredText, _holding("address")]
    download: Annotated[RequiredText, _holding("title", "pages", "size")]
    pages: Annotated[RequiredText, _holding("count")]
    page: Annotated[RequiredText, _holding("count")]
    skip: Annotated[RequiredText, _holding()]
    downloads: Annotated[RequiredText, _holding()]
    card: Annotated[RequiredText, _holding()]
    card_of: Annotated[RequiredText, _holding("name")]
    table: Annotated[RequiredText, _holding()]
    note: Annotated[RequiredText, _holding("number")]
    note_back: Annotated[RequiredText, _holding("number")]
    draft: Annotated[RequiredText, _holding()]
    printed: Annotated[str, _holding()] = ""
    read: Annotated[str, _holding()] = ""
    accessible: Annotated[str, _holding()] = ""


@record(frozen=True, config=STRICT)
class Language:
    """How text is set in one language, its own name, and what each download is for, by variant.

    `spaced` are the marks with a space on their inner side; `elisions` are words that begin with an apostrophe;
    `bound_before` and `bound_behind` are words that stay with the number or name behind, or the number before them;
    `booleans` are what a workbook shows of no and yes.
    """

    name: RequiredText
    quotes: Annotated[str, demanded(r"(?s).{4}", "part/four-marks")]
    dash: RequiredText
    decimal: RequiredText
    strings: Strings
    purposes: dict[str, RequiredText]
    spaced: str = ""
    booleans: tuple[str, str] = ("FALSE", "TRUE")
    elisions: tuple[str, ...] = ()
    bound_before: Annotated[tuple[str, ...], Field(alias="bound-before")] = ()
    bound_behind: Annotated[tuple[str, ...], Field(alias="bound-behind")] = ()


def known_languages(snapshot: Snapshot) -> tuple[str, ...]:
    """The languages that the layouts know, as two or three letters (ISO 639)."""
    return tuple(file.split("/")[-2] for file in snapshot.listing(f"{FOLDER}/*/{OWN}"))


@record(frozen=True, config=STRICT)
class PageStrings:
    """What a page says in one language: its strings by name, what it calls rules and artworks, and what keys do.

    `spoken` is what a screen reader announces, by the English for it.
    """

    text: dict[str, RequiredText]
    rules: dict[str, RequiredText] = field(default_factory=dict)
    keys: dict[str, RequiredText] = field(default_factory=dict)
    names: dict[str, RequiredText] = field(default_factory=dict)
    spoken: dict[str, RequiredText] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The language it is written in (ISO 639)."""
        return self.text["language"]


def primary(tag: str) -> str:
    """The language of a tag such as nl-NL, without its script and region (BCP 47)."""
    return tag.split("-")[0]


def read_language(snapshot: Snapshot, tag: str, own: Fields | None = None) -> Language:
    """The language of a tag such as nl-NL, found by its first part; what an edition says otherwise is laid over it.

    Raises Rejected with every fault of its file, and for a language that is not known.
    """
    file = file_of(tag, OWN)
    fields = snapshot.fields(file)
    return bind(overlaid(fields, own) if own and own.values else fields, Language, "language")


def file_of(tag: str, name: str) -> str:
    """The file of a language such as nl-NL."""
    return f"{FOLDER}/{primary(tag)}/{name}"


def read_page(snapshot: Snapshot, name: str, tag: str, record: type[Page]) -> Page:
    """What a page such as evidence says in a language such as nl-NL; in English where the layouts have no other.

    Raises Rejected with every fault of its file.
    """
    own = file_of(tag, f"{name}.toml")
    file = own if snapshot.has(own) else file_of(FALLBACK, f"{name}.toml")
    return bind(snapshot.fields(file), record, "language")


def read_strings(snapshot: Snapshot, name: str, tag: str) -> PageStrings:
    """What a page that has labels only says, as `read_page`."""
    return read_page(snapshot, name, tag, PageStrings)


def left_behind(snapshot: Snapshot) -> Iterator[Finding]:
    """Warnings of files that a root has for a language where former versions of the press looked for them."""
    for folder, name in FORMER.items():
        for file in snapshot.listing(f"layouts/{folder}/*.*"):
            if found := re.fullmatch(r"([a-z]{2,3})\.(toml|json)", file.rpartition("/")[2]):
                yield warning("layout/left-behind", Place(file), now=f"{FOLDER}/{found[1]}/{name}.toml")


def decimal_sign(snapshot: Snapshot, labels: PageStrings) -> str:
    """The decimal sign of the language that a page is written in."""
    return read_language(snapshot, labels.language).decimal
