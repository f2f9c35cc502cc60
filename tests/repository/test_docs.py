"""The documents cannot lie: every command, option, variant, scheme, section type and key is told."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from pathlib import Path

import click
import pytest

from brochurepress.cli import command_line as publish
from brochurepress.design.printers import read_printer
from brochurepress.source.edition import Edition, read_edition
from brochurepress.source.inheritance import first_editions
from brochurepress.source.schemes import FOLDS, SCHEMES
from brochurepress.source.section_types import SectionContent
from brochurepress.source.variants import VARIANTS
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests import commands
from tests.support.types_of_sections import TYPES

SHARED = SectionContent.__pydantic_fields__.items()  # type: ignore[attr-defined]
"""The fields of every section."""

DOCUMENTS = sorted([*HOME.glob("*.md"), *(HOME / "docs").rglob("*.md")], key=lambda path: str(path.relative_to(HOME)))


def text(name: str) -> str:
    return (HOME / name).read_text(encoding="utf-8")


def row(document: str, first: str, below: str = "") -> str:
    """The row of a table that begins with a code word, below a heading where one is given."""
    said = text(document)
    found = re.search(rf"^\| `{re.escape(first)}`.*$", said[said.index(below) :], re.MULTILINE)
    assert found, f"{document} has no row for `{first}` {below}"
    return found[0]


@pytest.mark.parametrize("name", sorted(publish.main.commands))
def test_every_command_is_in_the_readme(name: str) -> None:
    assert f"publish.py {name}" in text("README.md")


def test_every_option_is_told_in_the_words_of_its_help() -> None:
    assert commands.DOCUMENT.read_text(encoding="utf-8") == commands.document(), "run `make commands`"


def _options(command: click.Command) -> set[str]:
    return {option.opts[0].removeprefix("--") for option in command.params}


def test_every_word_of_a_help_is_that_of_an_option() -> None:
    words = tomllib.loads(text("layouts/languages/en/commands.toml"))
    told = {name: _options(command) for name, command in [("main", publish.main), *commands.all_commands()]}
    told["shared"] = set().union(*told.values())
    assert {name: left for name, own in words.items() if (left := own.keys() - {"help"} - told[name])} == {}


@pytest.mark.parametrize("name", SCHEMES)
def test_every_scheme_has_its_row(name: str) -> None:
    assert row("docs/variants.md", name)


@pytest.mark.parametrize("name", FOLDS)
def test_every_fold_has_its_panels(name: str) -> None:
    assert row("docs/variants.md", name, "## Folded leaflets")


@pytest.mark.parametrize("name", VARIANTS)
def test_every_variant_has_its_row(name: str) -> None:
    assert row("docs/variants.md", name)


@pytest.mark.parametrize("name", TYPES)
def test_every_section_type_has_its_row_with_its_fields(name: str) -> None:
    shared = {field.name for field in dataclasses.fields(SectionContent)}
    told = row("docs/sections.md", name)
    for field in dataclasses.fields(TYPES[name]):
        if field.name not in shared:
            assert f"`{field.name}`" in told


@pytest.mark.parametrize("field", [each.alias or name for name, each in SHARED])
def test_every_shared_field_has_its_row(field: str) -> None:
    assert row("docs/sections.md", field)


@pytest.mark.parametrize("key", [field.name for field in dataclasses.fields(Edition) if field.name != "name"])
def test_every_key_of_an_edition_is_told(key: str) -> None:
    told = text("docs/new-edition.md")
    assert f"`{key}`" in told or f"`[{key}]`" in told


@pytest.mark.parametrize("document", ["README.md", "HANDLEIDING.md"])
def test_the_bleed_is_that_of_the_printer(document: str) -> None:
    snapshot = Snapshot(Project(HOME))
    brochure = read_edition(snapshot, first_editions(snapshot)[0])
    bleed = f"{read_printer(snapshot, brochure.printer).page.bleed_mm:g} mm"
    rows = [line for line in text(document).splitlines() if brochure.files["press"] in line]
    assert any(bleed in line for line in rows), f"{document} does not say {bleed}, the bleed of {brochure.printer}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(HOME)))
def test_every_link_leads_to_a_file(document: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8")):
        if not re.match(r"https?:|#|mailto:", target) and "*" not in target:
            assert (document.parent / target.split("#")[0]).exists(), target


def test_every_decision_has_its_number() -> None:
    numbers = [path.name[:4] for path in sorted((HOME / "docs/decisions").glob("*.md"))]
    assert len(numbers) == len(set(numbers))
    for path in (HOME / "docs/decisions").glob("*.md"):
        assert path.read_text(encoding="utf-8").startswith(f"# {int(path.name[:4])}. ")
