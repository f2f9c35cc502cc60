"""Languages: quotation marks, dash and the strings of the layouts, one TOML file each."""

from __future__ import annotations

import string
from typing import Annotated

from pydantic import AfterValidator
from pydantic.dataclasses import dataclass as record

from prepress.fields import STRICT, Fields, Text, bind, overlaid, read_text, read_toml
from prepress.project import Project

FOLDER = "layouts/languages"


def _four(value: str) -> str:
    if len(value) != 4:
        raise ValueError("four marks were expected: the outer pair, then the inner pair")
    return value


def _holding(*names: str) -> AfterValidator:
    """A demand on a string: these places to fill in, each in braces, and no others."""

    def check(value: str) -> str:
        places = [place for place in string.Formatter().parse(value) if place[1] is not None]
        if {name for _, name, _, _ in places} != set(names) or any(form or way for _, _, form, way in places):
            demand = ", ".join(f"{{{name}}}" for name in names) or "no braces"
            raise ValueError(f"a text with {demand} was expected")
        return value

    return AfterValidator(check)


@record(frozen=True, config=STRICT)
class Strings:
    """What the layouts say in a language; braces hold what is filled in."""

    email: Annotated[Text, _holding("name", "address")]
    channel: Annotated[Text, _holding("organisation", "network", "handle")]
    site: Annotated[Text, _holding("organisation", "address")]
    qr: Annotated[Text, _holding("address")]
    download: Annotated[Text, _holding("title", "pages", "size")]
    pages: Annotated[Text, _holding("count")]
    page: Annotated[Text, _holding("count")]
    skip: Annotated[Text, _holding()]
    downloads: Annotated[Text, _holding()]
    card: Annotated[Text, _holding()]
    card_of: Annotated[Text, _holding("name")]
    table: Annotated[Text, _holding()]
    draft: Annotated[Text, _holding()]


@record(frozen=True, config=STRICT)
class Language:
    """How text is set in one language, its own name, and what each download is for, by variant.

    `spaced` are the marks with a space on their inner side; `elisions` are words that begin with an apostrophe.
    """

    name: Text
    quotes: Annotated[str, AfterValidator(_four)]
    dash: Text
    decimal: Text
    strings: Strings
    purposes: dict[str, Text]
    spaced: str = ""
    elisions: tuple[str, ...] = ()


def known_languages(project: Project) -> tuple[str, ...]:
    """The languages that the layouts know, as two or three letters (ISO 639)."""
    return tuple(file.split("/")[-1].removesuffix(".toml") for file in project.listing(FOLDER, "*.toml"))


def primary(tag: str) -> str:
    """The language of a tag such as nl-NL, without its script and region (BCP 47)."""
    return tag.split("-")[0]


def read_language(project: Project, tag: str, own: Fields | None = None) -> Language:
    """The language of a tag such as nl-NL, found by its first part; what an edition says otherwise is laid over it.

    Raises Rejected with every fault of its file; FileNotFoundError for a language that is not known.
    """
    file = f"{FOLDER}/{primary(tag)}.toml"
    fields = read_toml(read_text(project.find(file), file), file)
    return bind(overlaid(fields, own) if own and own.values else fields, Language, "language")
