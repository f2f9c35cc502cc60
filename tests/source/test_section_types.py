"""The content model: every section type has its template, its style sheet and its place in the complete edition."""

from __future__ import annotations

import ast
import copy
import dataclasses
import re
import typing
from functools import cache
from pathlib import Path

import pytest
from pydantic.dataclasses import dataclass as record_type

from brochurepress.artworks.web.page import spreads_of
from brochurepress.compose.page_safety import ELEMENTS
from brochurepress.compose.sheets import sheets_of
from brochurepress.source.manuscript import Manuscript, read_manuscript
from brochurepress.source.section_types import (
    Landmark,
    Meaning,
    Section,
    SectionContent,
    contacts_of,
    fields_with_meaning,
    means,
)
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.edited_editions import ROOTS
from tests.support.sample_project import Sample
from tests.support.types_of_sections import TYPES, Person

BLOCKS = {"quote"}
"""What a part of a text is called too, as elements of HTML are: it is no section that is asked for."""
SHARED = {field.name for field in dataclasses.fields(SectionContent)}
EACH = pytest.mark.parametrize("name", TYPES)


@cache
def manuscript(name: str, root: Path) -> Manuscript:
    return read_manuscript(Snapshot(Project(root)), name)


def complete() -> tuple[Section, ...]:
    return manuscript("complete", ROOTS["complete"]).sections


def of_type(name: str) -> typing.Any:
    return next(section for section in complete() if section.type == name)


@EACH
def test_every_field_of_a_type_is_set_by_its_template(name: str) -> None:
    template = (HOME / f"layouts/sections/{name}/section.html").read_text(encoding="utf-8")
    for field in dataclasses.fields(TYPES[name]):
        if field.name not in SHARED:
            head = r"|\bhead(?:ing)?\(section" if field.name in ("title", "lead") else ""
            own = rf'content\.{field.name}\b|content\["{field.name}"\]|table\("{field.name}"|\bm\.{field.name}\(section'
            assert re.search(own + head, template), field.name


@EACH
def test_every_type_brings_a_style_sheet(name: str) -> None:
    sheets = [HOME / f"layouts/sections/{name}/{sheet}.css" for sheet in ("style", "paper")]
    assert any(sheet.exists() and sheet.read_text(encoding="utf-8").strip() for sheet in sheets), sheets


@EACH
def test_every_type_is_used_in_an_edition(name: str) -> None:
    used = {section.type for section in (*complete(), *manuscript("types", HOME / "tests/editions/types").sections)}
    assert name in used, f"no section of tests/editions/complete or tests/editions/types is a {name}"


@EACH
def test_every_type_says_what_it_is_for(name: str) -> None:
    assert TYPES[name].__doc__ == TYPES[name].traits.about
    assert TYPES[name].traits.about.endswith(".")


def test_every_folder_is_a_type() -> None:
    assert {path.name for path in (HOME / "layouts/sections").iterdir()} == set(TYPES)


def records(model: typing.Any) -> set[type]:
    """The records that a section type is made of, itself among them."""
    found, hints = {model}, typing.get_type_hints(model)
    for hint in (hints[field.name] for field in dataclasses.fields(model)):
        for arm in (hint, *typing.get_args(hint)):
            if dataclasses.is_dataclass(arm):
                found |= records(arm)
    return found


KEYS = sorted(
    {
        (record.__name__, field.name)
        for model in TYPES.values()
        for record in records(model)
        for field in dataclasses.fields(record)
        # A date that grows old in a sample has a test of its own (test_contact_expiry.py), and so has a mark.
        if field.name not in ("confirmed", "mark")
    }
)


def filled(value: typing.Any) -> set[tuple[str, str]]:
    """The keys of every record in a value that hold something."""
    if isinstance(value, tuple):
        return set().union(*map(filled, value)) if value else set()
    if not dataclasses.is_dataclass(value):
        return set()
    own = {
        (type(value).__name__, f.name) for f in dataclasses.fields(value) if getattr(value, f.name) not in (None, ())
    }
    return own.union(*(filled(getattr(value, f.name)) for f in dataclasses.fields(value)))


@cache
def used() -> set[tuple[str, str]]:
    """The keys of every record that some edition fills."""
    roots = {**ROOTS, "types": HOME / "tests/editions/types", "loud": HOME / "tests/editions/loud"}
    read = (manuscript(name, root) for name, root in roots.items())
    return set().union(*(filled(section.content) for each in read for section in each.sections))


@pytest.mark.parametrize(("record", "key"), KEYS)
def test_every_key_of_a_record_is_used_in_an_edition(record: str, key: str) -> None:
    if key in SHARED and record in TYPES:
        assert key in {name for _, name in used()}
    else:
        assert (record, key) in used()


def test_phrases_and_pictures_are_found_with_their_keys(good: Sample) -> None:
    cover, story, _, contacts, channels = (section.content for section in good.read().sections)
    assert fields_with_meaning(cover, Meaning.PICTURE) == ((("picture", "file"), "dot.png"),)
    assert fields_with_meaning(story, Meaning.PHRASE) == ((("title",), "A story"), (("lead",), "It *begins* here"))
    assert (("people", 1, "name"), "Aldus Manutius") in fields_with_meaning(contacts, Meaning.PHRASE)
    assert (("organisations", 0, "name"), "The Press") in fields_with_meaning(channels, Meaning.PHRASE)
    assert not any("@" in text for _, text in fields_with_meaning(contacts, Meaning.PHRASE))


def test_heading_levels() -> None:
    levels = {section.type: section.heading_level for section in complete()}
    assert levels["cover"] == 1
    assert levels["article"] == levels["plate"] == 2
    assert levels["download"] == 0
    plate = of_type("plate")
    untitled = TYPES["plate"](type="plate", picture=plate.content.picture)
    assert dataclasses.replace(plate, content=untitled).heading_level == 0


@record_type(frozen=True, kw_only=True)
class Committee(SectionContent):
    """A type of section that no module of the press has heard of, with people two records deep."""

    traits = TYPES["download"].traits
    chairs: tuple[tuple[Person, ...], ...]


ADA = Person(role="Chair", name="Ada *Lovelace*", email="ada@example.org")


def test_contacts_are_found_in_a_section_type_that_is_new() -> None:
    ((key, contact),) = contacts_of(Committee(type="committee", chairs=((), (ADA,))))
    assert key == ("chairs", 1, 0)
    assert contact.known_by == "Ada *Lovelace*"
    assert contact.printed == ("Ada *Lovelace*", "ada@example.org")
    assert contact.target == "mailto:ada@example.org"


def test_contacts_of_an_organisation_stand_in_the_order_in_which_they_are_set() -> None:
    targets = [contact.target for _, contact in contacts_of(of_type("channels").content)]
    first = next(iter(of_type("channels").content.organisations))
    assert targets[: len(first.channels) + 1] == [*(each.address for each in first.channels), first.site]


def test_a_new_type_goes_to_its_landmark_and_stays_off_the_screen_by_what_it_says_of_itself() -> None:
    text, back = (next(s for s in complete() if s.type == name) for name in ("article", "contacts"))
    new = dataclasses.replace(back, content=Committee(type="committee", chairs=((ADA,),)))
    first, last = spreads_of(sheets_of((text, new)))
    assert (first.landmark, last.landmark) == (Landmark.MAIN, Landmark.BACK)
    assert (len(first.sections), last.sections) == (1, ())


def test_short_sections_follow_each_other_where_the_edition_lets_them() -> None:
    sections = tuple(s for s in complete() if s.type in ("cover", "statement", "points", "plate"))
    flowing = [[section.type for section in sheet.sections] for sheet in sheets_of(sections, flow=True)]
    assert flowing == [["cover"], ["statement", "points"], ["plate"]]
    assert [sheet.kind for sheet in sheets_of(sections, flow=True)][1] == "flowing"
    assert len(sheets_of(sections)) == 4
    apart = dataclasses.replace(sections[2], content=copy.copy(sections[2].content))
    object.__setattr__(apart.content, "page", "new")
    assert len(sheets_of((*sections[:2], apart, sections[3]), flow=True)) == 4


def test_every_record_that_leads_to_an_address_is_a_contact() -> None:
    leading = {
        model
        for kind in TYPES.values()
        for model in records(kind)
        for hint in typing.get_type_hints(model, include_extras=True).values()
        if means(hint, Meaning.EMAIL) or means(hint, Meaning.LINK)
    }
    assert {model.__name__ for model in leading} == {"Person", "Record", "Organisation"}
    assert all(hasattr(model, "reached") for model in leading)


def test_no_other_module_asks_for_a_section_type_by_its_name() -> None:
    asked = [
        f"{path.relative_to(HOME)}:{node.lineno}"
        for path in (HOME / "brochurepress").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Compare)
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and part.value in TYPES.keys() - ELEMENTS.keys() - BLOCKS
    ]
    assert asked == []
