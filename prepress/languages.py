"""Languages: quotation marks, dash and the strings of the layouts, one TOML file each."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator
from pydantic.dataclasses import dataclass as record

from prepress.fields import STRICT, Text, bind, read_text, read_toml
from prepress.findings import Place, Rejected, error
from prepress.project import Project


def _four(value: str) -> str:
    if len(value) != 4:
        raise ValueError("four marks were expected: the outer pair, then the inner pair")
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


@record(frozen=True, config=STRICT)
class Language:
    """How text is set in one language."""

    quotes: Annotated[str, AfterValidator(_four)]
    dash: Text
    strings: Strings


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
