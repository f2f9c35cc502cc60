"""Wording: what pages for people say in one language: that of evidence, of a comparison, of the swatches."""

from __future__ import annotations

from dataclasses import field

from pydantic.dataclasses import dataclass as record

from prepress.fields import STRICT, Fields, Text, bind, read_text, read_toml
from prepress.project import Project


@record(frozen=True, config=STRICT)
class Wording:
    """What the page of evidence says in one language: its own strings, reasons by absence, and so on."""

    page: dict[str, Text]
    principles: dict[str, Text]
    results: dict[str, Text]
    reasons: dict[str, Text]
    aspects: dict[str, Text]
    questions: dict[str, Text]


@record(frozen=True, config=STRICT)
class Labels:
    """What a page says in one language: its strings by name, and what it calls each rule."""

    text: dict[str, Text]
    rules: dict[str, Text] = field(default_factory=dict)


def read_wording(project: Project, language: str) -> Wording:
    """The wording in a language such as nl-NL; English where the layouts have no other."""
    return bind(_fields(project, "evidence", language), Wording, "language")


def read_labels(project: Project, folder: str, language: str) -> Labels:
    """What the page of layouts/<folder>/ says in a language such as nl-NL; English where there is no other."""
    return bind(_fields(project, folder, language), Labels, "language")


def _fields(project: Project, folder: str, language: str) -> Fields:
    own = f"layouts/{folder}/{language.split('-')[0]}.toml"
    file = own if own in project.listing(f"layouts/{folder}", "*.toml") else f"layouts/{folder}/en.toml"
    return read_toml(read_text(project.find(file), file), file)
