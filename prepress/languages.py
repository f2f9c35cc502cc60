"""Languages: quotation marks, dash and the strings of the layouts, one TOML file each."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator
from pydantic.dataclasses import dataclass as record

from prepress.fields import STRICT, Text, bind, read_text, read_toml
from prepress.findings import Place, Rejected, error
from prepress.project import Project
from prepress.variants import VARIANTS


def _four(value: str) -> str:
    if len(value) != 4:
        raise ValueError("four marks were expected: the outer pair, then the inner pair")
    return value


def _offered(value: dict[str, str]) -> dict[str, str]:
    demanded = {variant.name for variant in VARIANTS.values() if variant.offered}
    if missing := demanded - set(value):
        raise ValueError(f"a text for {', '.join(sorted(missing))} was expected")
    return value


@record(frozen=True, config=STRICT)
class Strings:
    """What the layouts say in a language; braces hold what is filled in."""

    email: Text
    channel: Text
    site: Text
    qr: Text
    download: Text
    pages: Text
    page: Text
    skip: Text
    downloads: Text
    card: Text
    card_of: Text
    table: Text
    draft: Text


@record(frozen=True, config=STRICT)
class Language:
    """How text is set in one language, its own name, and what each download is for, by variant."""

    name: Text
    quotes: Annotated[str, AfterValidator(_four)]
    dash: Text
    strings: Strings
    purposes: Annotated[dict[str, Text], AfterValidator(_offered)]


def read_language(project: Project, tag: str, place: Place) -> Language:
    """The language of a tag such as nl-NL, found by its first part; `place` is where the edition names it.

    Raises Rejected when there is no file for it.
    """
    file = f"layouts/languages/{tag.split('-')[0]}.toml"
    try:
        path = project.find(file)
    except FileNotFoundError as fault:
        known = ", ".join(
            name.split("/")[-1].removesuffix(".toml")
            for name in project.listing("layouts/languages", "*.toml")
        )
        message = f"the language '{tag}' is not known to the layouts"
        hint = f"write {file} (known: {known})"
        raise Rejected([error("edition/language", message, place, hint)]) from fault
    return bind(read_toml(read_text(path, file), file), Language, "language")
