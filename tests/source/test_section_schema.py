"""Section types that a root brings: a folder without a word of Python; what is wrong with one is told at its line."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from brochurepress.compose.sheets import compose
from brochurepress.findings import Finding, Rejected
from brochurepress.source.inputs import read_sources
from brochurepress.source.manuscript import read_manuscript
from brochurepress.source.section_schema import read_section_types
from brochurepress.source.section_types import Body, Landmark, Meaning, contacts_of, fields_with_meaning
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.assertions import assert_only_found, rejection
from tests.support.types_of_sections import TYPES

ROOT = HOME / "tests/editions/facts"
SCHEMA, TEMPLATE, STYLE = (f"layouts/sections/figures/{name}" for name in ("section.toml", "section.html", "style.css"))
WORDS = "layouts/sections/figures/words/en.toml"
SECTION = "source/facts/1-figures.md"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(ROOT, tmp_path, dirs_exist_ok=True)
    return tmp_path


def change(root: Path, file: str, old: str, new: str) -> int:
    """Replaces a text in a file; the line on which it stood."""
    text = (root / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (root / file).write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def faults(root: Path) -> tuple[Finding, ...]:
    try:
        read_manuscript(Snapshot(Project(root)), "facts")
    except Rejected as rejected:
        return rejected.findings
    return ()


def test_a_type_of_a_root_stands_beside_ours(root: Path) -> None:
    types = read_section_types(Snapshot(Project(root)))
    assert set(types.models) == {*TYPES, "figures"}
    assert types.faults == ()
    facts = types.models["figures"]
    assert facts
    traits = facts.traits
    assert (traits.body, traits.landmark, traits.flows, traits.heading) == (Body.NONE, Landmark.MAIN, False, None)


def test_its_fields_mean_what_their_kinds_say(root: Path) -> None:
    section = read_manuscript(Snapshot(Project(root)), "facts").sections[0]
    content: Any = section.content
    assert [(fact.number, fact.unit) for fact in content.facts] == [("12", None), ("17.8", "million")]
    assert (content.stands, content.reach, content.mark) == ("wide", "+31 20 123 4567", "warning")
    assert (("facts", 0, "label"), "*provinces*, each with a council") in fields_with_meaning(content, Meaning.PHRASE)


IN_SECTIONS = {
    "a number that is none": ("number: 17.8", "number: many", "manuscript/value", "a number such as"),
    "a number too small": ("number: 17.8", "number: -1", "manuscript/value", "not below 0"),
    "a telephone number that is none": ("+31 20", "020", "manuscript/value", "a telephone number"),
    "a word that is no choice": ("level: 1", "level: 1\nstands: high", "manuscript/value", "'wide' or 'narrow'"),
    "a field that is not there": ("reach:", "raech:", "manuscript/unknown-key", "'raech'"),
    "a phrase too long": ("people who", "people " * 20, "manuscript/value", "not more than 80"),
    "a class that is not listed": ("class: warning", "class: warnign", "manuscript/class", "'warnign'"),
    "Markdown in a phrase": ("people who", "all [people](#nobody) who", "manuscript/anchor", "#nobody"),
}


@pytest.mark.parametrize("name", IN_SECTIONS)
def test_what_a_section_cannot_hold_is_told_with_its_line(root: Path, name: str) -> None:
    old, new, rule, said = IN_SECTIONS[name]
    line = change(root, SECTION, old, new)
    (found,) = faults(root)
    assert (found.rule, found.place.file) == (rule, SECTION)
    assert abs(found.place.line - line - new.count("\n")) == 0
    assert said in found.message


MISTAKES = {
    "an unknown key": (SCHEMA, 'about = "Fig', 'abuot = "Fig', "section-type/unknown-key", "'abuot'"),
    "an unknown key of a field": (SCHEMA, "least = 0", "leest = 0", "section-type/unknown-key", "'leest'"),
    "an unknown kind": (SCHEMA, '"telephone"', '"telefone"', "section-type/kind", "'telefone'"),
    "a required field with a default": (
        SCHEMA,
        '"phrase", required = true }\nstands',
        '"phrase", required = true, default = "x" }\nstands',
        "section-type/field",
        "'title'",
    ),
    "a choice without words": (SCHEMA, 'of = ["wide", "narrow"], ', "", "section-type/field", "'stands'"),
    "a default that is no choice": (SCHEMA, '"narrow"]', '"tight"], default = "narrow"', "source/syntax", ""),
    "a treatment of a choice": (SCHEMA, 'default = "wide"', 'treatment = "x"', "section-type/field", "'stands'"),
    "a default of another kind": (SCHEMA, 'default = "wide"', 'default = "high"', "section-type/field", "'stands'"),
    "a limit of a telephone number": (
        SCHEMA,
        'reach = "telephone"',
        'reach = { kind = "telephone", most = 3 }',
        "section-type/field",
        "'reach'",
    ),
    "a text with fields": (
        SCHEMA,
        'fields.unit = "text"',
        'fields.unit = { kind = "text", fields = { x = "text" } }',
        "section-type/field",
        "'unit'",
    ),
    "a name that is a word of every section": (
        SCHEMA,
        "reach =",
        'page = "text"\nreach =',
        "section-type/name",
        "'page'",
    ),
    "a name that is no slug": (SCHEMA, "fields.unit", "fields.Unit", "section-type/name", "'Unit'"),
    "a landmark that is none": (SCHEMA, "about = ", 'landmark = "foot"\nabout = ', "section-type/value", "'foot'"),
    "an absent field in the template": (
        TEMPLATE,
        "content.stands",
        "content.stand",
        "section-type/template",
        "'stand'",
    ),
    "an absent field that is told": (TEMPLATE, 'n, "reach"', 'n, "raech"', "section-type/template", "'raech'"),
    "no CSS": (STYLE, "flex: none;", "flex none;", "section-type/style", "no CSS"),
    "a word that is not there": (TEMPLATE, 'word("reach")', 'word("raech")', "section-type/words", "'raech'"),
    "a word that is no text": (WORDS, '"Call"', "4", "section-type/words", "'reach'"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_a_type_is_one_finding_with_its_line(root: Path, name: str) -> None:
    file, old, new, rule, said = MISTAKES[name]
    line = change(root, file, old, new)
    found = [each for each in faults(root) if each.rule != "section-type/missing-key"]
    assert [each.rule for each in found] == [rule], found
    assert (found[0].place.file, found[0].place.line) == (file, line)
    assert said in found[0].message


def test_a_word_that_one_language_lacks_and_a_language_without_words_are_told(root: Path) -> None:
    (root / WORDS).write_text('reach = "Call"\nmore = "More"\n', encoding="utf-8")
    assert [(each.rule, each.place.file) for each in faults(root)] == [
        ("section-type/words", WORDS.replace("en.toml", "nl.toml"))
    ]
    for file in (root / WORDS).parent.iterdir():
        file.unlink()
    line = change(root, TEMPLATE, ' | word("reach")', ".reach")
    assert line and faults(root) == ()
    (root / WORDS.replace("en.toml", "nl.toml")).write_text('reach = "Bel"\n', encoding="utf-8")
    change(root, TEMPLATE, "section.reach", 'section | word("reach")')
    found = rejection(lambda: compose(read_sources(Snapshot(Project(root)), "facts")))
    assert_only_found(found, "section-type/words", file=SECTION, line=2, hint=WORDS)


def test_ten_mistakes_are_ten_findings(root: Path) -> None:
    change(root, SCHEMA, "least = 0", "leest = 0")
    change(root, SCHEMA, '"telephone"', '"telefone"')
    change(root, SCHEMA, 'of = ["wide", "narrow"], ', "")
    change(
        root,
        SCHEMA,
        'title = { kind = "phrase", required = true }',
        'title = { kind = "phrase", required = true, default = "x" }',
    )
    change(root, SCHEMA, 'about = "Fig', 'landmark = "foot"\nabout = "Fig')
    change(root, SCHEMA, "fields.unit", "fields.Unit")
    change(root, TEMPLATE, "content.facts", "content.fact")
    change(root, STYLE, "flex: none;", "flex none;")
    (root / "layouts/sections/Bad").mkdir()
    (root / "layouts/sections/Bad/section.toml").write_text('about = "x"', encoding="utf-8")
    found = faults(root)
    assert len(found) == 10, "\n".join(map(str, found))
    assert all(each.place.line and each.hint for each in found if each.rule != "source/missing")


def test_a_template_that_is_missing_is_told(root: Path) -> None:
    (root / TEMPLATE).unlink()
    assert [(each.rule, each.place.file) for each in faults(root)] == [("source/missing", TEMPLATE)]


def test_a_file_at_an_old_place_is_told_with_the_new_one(root: Path) -> None:
    for old in ("layouts/sections/points.html", "layouts/css/sections/points.css"):
        (root / old).parent.mkdir(parents=True, exist_ok=True)
        (root / old).write_text("x", encoding="utf-8")
    found = faults(root)
    assert [each.rule for each in found] == ["section-type/moved"] * 2
    assert "layouts/sections/points/" in found[0].hint


KIND = """\
about = "Someone who answers."
contact = { known-by = "name", name = "name", printed = "number", target = "number" }

[fields]
name = { kind = "phrase", required = true }
number = { kind = "telephone", required = true }
until = "expires"
"""


def test_a_root_brings_records_that_types_share(root: Path) -> None:
    (root / "layouts/kinds").mkdir()
    (root / "layouts/kinds/desk.toml").write_text(KIND, encoding="utf-8")
    change(root, SCHEMA, 'reach = "telephone"', 'reach = "desk"')
    change(
        root, SECTION, "reach: +31 20 123 4567", 'reach: {name: "*Ada*", number: +31 20 123 4567, until: 2099-01-31}'
    )
    content = read_manuscript(Snapshot(Project(root)), "facts").sections[0].content
    ((key, contact),) = contacts_of(content)
    assert (key, contact.known_by, contact.printed) == (("reach",), "*Ada*", ("*Ada*", "+31 20 123 4567"))
    assert contact.target == "tel:+31201234567"
    assert contact.expires and contact.expires.year == 2099


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('printed = "number"', 'printed = "nubmer"', "section-type/contact"),
        ('until = "expires"', 'until = "desk"', "section-type/kind"),
    ],
)
def test_what_a_shared_record_cannot_be_is_told_once(root: Path, old: str, new: str, rule: str) -> None:
    (root / "layouts/kinds").mkdir()
    (root / "layouts/kinds/desk.toml").write_text(KIND.replace(old, new), encoding="utf-8")
    change(root, SCHEMA, 'reach = "telephone"', 'reach = "desk"\nback = "desk"')
    assert [(each.rule, each.place.file) for each in faults(root)] == [(rule, "layouts/kinds/desk.toml")]


@pytest.mark.parametrize("name", TYPES)
def test_every_type_brings_a_sample_that_can_be_read(root: Path, name: str) -> None:
    folder = root / "source/facts"
    for old in folder.glob("*.md"):
        old.unlink()
    shutil.copy(HOME / f"layouts/sections/{name}/sample.md", folder / "2-sample.md")
    shutil.copy(HOME / "tests/editions/types/source/types/kaart.svg", folder / "picture.svg")
    found = [each for each in faults(root) if each.rule != "manuscript/heading-level"]
    assert found == []
