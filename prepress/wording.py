"""Wording: what the page of evidence says in one language."""

from __future__ import annotations

from pydantic.dataclasses import dataclass as record

from prepress.fields import STRICT, Text, bind, read_text, read_toml
from prepress.project import Project


@record(frozen=True, config=STRICT)
class Wording:
    """What the page of evidence says in one language: its own strings, reasons by absence, and so on."""

    page: dict[str, Text]
    principles: dict[str, Text]
    results: dict[str, Text]
    reasons: dict[str, Text]
    questions: dict[str, Text]


def read_wording(project: Project, language: str) -> Wording:
    """The wording in a language such as nl-NL; English where the layouts have no other."""
    own = f"layouts/evidence/{language.split('-')[0]}.toml"
    file = own if own in project.listing("layouts/evidence", "*.toml") else "layouts/evidence/en.toml"
    return bind(read_toml(read_text(project.find(file), file), file), Wording, "language")
