"""Lineage: an edition takes from its bases what it does not bring itself, and a table makes many of one folder."""

from __future__ import annotations

from typing import Any

import pytest

from brochurepress.findings import Finding, Rejected
from brochurepress.source.edition import read_edition
from brochurepress.source.inheritance import (
    editions_of,
    first_editions,
    known_editions,
    read_lineage,
    standing_editions,
)
from brochurepress.source.inputs import read_sources
from brochurepress.source.manuscript import read_manuscript
from brochurepress.workspace.snapshot import Snapshot
from tests.support.assertions import assert_only_found, assert_silent, rejection
from tests.support.sample_project import COVER, POINTS, Sample, png

OWN = "source/own/edition.toml"
STORY = "source/own/story.md"
MANY = "source/many/edition.toml"
TABLE = "source/many/towns.csv"


@pytest.fixture
def own(good: Sample) -> Sample:
    """An edition on top of the good one."""
    good.write(OWN, 'extends = "sample"\ntitle = "My own"\n\n[fields]\ntown = "Delft"\n')
    good.write(STORY, "---\nextends: true\nlead: In {{ town }}\n---\n")
    return good


@pytest.fixture
def many(good: Sample) -> Sample:
    """A folder of which a table makes two editions."""
    good.write(MANY, 'extends = "sample"\ntable = "towns.csv"\ntitle = "For {{ town }}"\n')
    good.write(TABLE, 'edition,town\nde-lft,Delft\n\nden-haag,"Den Haag"\n')
    return good


def findings(project: Sample, name: str) -> tuple[Finding, ...]:
    try:
        read_manuscript(Snapshot(project.project), name)
    except Rejected as rejected:
        return rejected.findings
    return ()


def test_what_an_edition_does_not_bring_is_that_of_its_base(own: Sample) -> None:
    manuscript = read_manuscript(Snapshot(own.project), "own")
    assert manuscript.edition.name == "own"
    assert (manuscript.edition.title, manuscript.edition.author) == ("My own", "Nobody")
    assert [section.id for section in manuscript.sections] == ["cover", "story", "points", "contacts", "channels"]
    assert manuscript.source.place(("title",)).file == OWN
    assert manuscript.source.place(("author",)).file == "source/sample/edition.toml"
    assert manuscript.folders == ("source/own", "source/sample")


def test_fields_are_laid_over_those_of_the_base_and_its_text_stays(own: Sample) -> None:
    story = read_manuscript(Snapshot(own.project), "own").sections[1]
    content: Any = story.content
    assert (content.title, content.lead) == ("A story", "In Delft")
    assert "The first paragraph" in story.html
    assert story.at("lead") == f"{STORY}:3"
    assert story.at("title") == "source/sample/2-story.md:3"
    assert story.body.file == "source/sample/2-story.md"


def test_a_whole_section_goes_over_that_of_the_base(own: Sample) -> None:
    own.write(STORY, "---\ntype: article\ntitle: Another\n---\nAnother text in {{ town }}.\n")
    story = read_manuscript(Snapshot(own.project), "own").sections[1]
    content: Any = story.content
    assert (content.title, content.lead) == ("Another", None)
    assert "Another text in Delft." in story.html


def test_a_section_of_its_own_goes_where_its_number_says(own: Sample) -> None:
    own.write("source/own/3-more.md", own.text(POINTS))
    own.remove(STORY)
    own.write("source/own/9-story.md", "---\nextends: true\n---\n")
    ids = [section.id for section in read_manuscript(Snapshot(own.project), "own").sections]
    assert ids == ["cover", "more", "points", "contacts", "channels", "story"]


def test_sections_of_the_base_are_left_out(own: Sample) -> None:
    own.change(OWN, "\n[fields]", 'without = ["points"]\n[fields]')
    own.write(STORY, "---\ntype: article\ntitle: Another\n---\nAnother text.\n")
    ids = [section.id for section in read_manuscript(Snapshot(own.project), "own").sections]
    assert ids == ["cover", "story", "contacts", "channels"]


def test_pictures_are_looked_for_in_its_own_folder_first(own: Sample) -> None:
    own.write("source/own/dot.png", png(4, 4))
    assert 'src="source/own/dot.png"' in read_manuscript(Snapshot(own.project), "own").sections[1].html


def test_tokens_of_every_level_lie_over_one_another(own: Sample) -> None:
    own.write("source/sample/tokens.toml", '[page]\nwidth = "150mm"\nheight = "200mm"\n')
    own.write("source/own/tokens.toml", '[page]\nwidth = "140mm"\n')
    page = read_sources(Snapshot(own.project), "own").tokens.geometry(3)
    assert (page.width_mm, page.height_mm) == (140, 200)


def test_strings_are_those_of_the_edition(own: Sample) -> None:
    own.change(OWN, "[fields]", '[strings]\ndraft = "Not yet"\n\n[fields]')
    strings = read_manuscript(Snapshot(own.project), "own").language.strings
    assert (strings.draft, strings.skip) == ("Not yet", "Skip to the content")


def test_strings_of_the_base_are_not_those_of_another_language(own: Sample) -> None:
    own.change("source/sample/edition.toml", "[files]", '[strings]\ndraft = "Not yet"\n\n[files]')
    own.change(OWN, "title", 'language = "nl-NL"\ntitle')
    assert read_manuscript(Snapshot(own.project), "own").language.strings.draft.startswith("Concept")


def test_three_levels(own: Sample) -> None:
    own.write("source/third/edition.toml", 'extends = "own"\n[fields]\ntown = "Gouda"\n')
    manuscript = read_manuscript(Snapshot(own.project), "third")
    assert manuscript.edition.title == "My own"
    assert manuscript.sections[1].content.lead == "In Gouda"  # type: ignore[attr-defined]


def test_given_values_go_before_its_own(own: Sample) -> None:
    story = read_manuscript(Snapshot(own.project), "own", {"town": "Leiden"}).sections[1]
    assert story.content.lead == "In Leiden"  # type: ignore[attr-defined]


SAMPLES = 'town = { sample = "Delft" }\nname = { sample = "Ada", required = false }\nyear = "2027"'


def test_samples_stand_in_a_build_and_never_in_a_row(own: Sample) -> None:
    own.change(OWN, 'town = "Delft"', SAMPLES)
    snapshot = Snapshot(own.project)
    built = read_manuscript(snapshot, "own")
    assert built.sections[1].content.lead == "In Delft"  # type: ignore[attr-defined]
    assert built.edition.draft
    row = read_manuscript(snapshot, "own", {"town": "Leiden"})
    assert row.sections[1].content.lead == "In Leiden"  # type: ignore[attr-defined]
    assert not row.edition.draft
    assert read_lineage(snapshot, "own").given({}).filling.values == {"name": "", "year": "2027", "edition": "own"}
    with pytest.raises(Rejected, match="there is no field 'town'"):
        read_manuscript(snapshot, "own", {})


def test_an_edition_of_samples_is_made_when_it_is_named(own: Sample) -> None:
    own.change(OWN, 'town = "Delft"', SAMPLES)
    assert known_editions(Snapshot(own.project)) == ("own", "sample")
    assert standing_editions(Snapshot(own.project)) == ("sample",)


@pytest.mark.parametrize(
    "said", ['{ sampel = "x" }', "{ sample = 1 }", '{ required = "no" }', '{ sample = "a\\nb" }'], ids=str
)
def test_what_is_said_of_a_field_is_a_sample_and_whether_it_is_required(own: Sample, said: str) -> None:
    own.change(OWN, 'town = "Delft"', f"town = {said}")
    with pytest.raises(Rejected) as rejected:
        read_lineage(Snapshot(own.project), "own")
    assert [(finding.rule, finding.place.line) for finding in rejected.value.findings] == [("edition/field", 5)]


def test_the_first_editions_build_on_no_other(own: Sample) -> None:
    assert standing_editions(Snapshot(own.project)) == ("own", "sample")
    assert first_editions(Snapshot(own.project)) == ("sample",)


def test_a_table_makes_an_edition_of_each_row(many: Sample) -> None:
    assert known_editions(Snapshot(many.project)) == ("de-lft", "den-haag", "sample")
    assert standing_editions(Snapshot(many.project)) == ("sample",)
    assert editions_of(Snapshot(many.project), "many") == ("de-lft", "den-haag")
    assert read_edition(Snapshot(many.project), "den-haag").title == "For Den Haag"
    assert read_lineage(Snapshot(many.project), "de-lft").folders == ("source/many", "source/sample")


def test_the_name_of_the_edition_fills_a_placeholder(many: Sample) -> None:
    many.change(MANY, "For {{ town }}", "{{ edition }}")
    assert read_edition(Snapshot(many.project), "de-lft").title == "de-lft"


def test_a_part_of_a_drawing_is_brought_out(good: Sample) -> None:
    _drawing(good)
    cover: Any = good.read().sections[0].content
    assert cover.picture
    assert cover.picture.highlight == "north"
    composition = good.compose()
    assert 'src="/generated/north/source/sample/map.svg"' in composition.html
    drawn = composition.resources["/generated/north/source/sample/map.svg"].decode()
    assert '<g class="highlight" stroke="#000"><use href="#north"/></g>' in drawn


def _drawing(good: Sample) -> None:
    good.write(
        "source/sample/map.svg",
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><g class="highlight" stroke="#000"/>'
        '<path id="north" d="M0 0h2v1h-2z"/><path id="south" d="M0 1h2v1h-2z"/></svg>',
    )
    good.change(COVER, "file: dot.png", "file: map.svg\n  highlight: north")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("highlight: north", "highlight: nort", "no part 'nort'"),
        ("file: map.svg", "file: dot.png", "nothing that can be brought out"),
    ],
)
def test_a_part_that_is_not_there_is_found(good: Sample, old: str, new: str, message: str) -> None:
    _drawing(good)
    good.change(COVER, old, new)
    line = good.line(COVER, "highlight")
    assert_only_found(good.findings(), "manuscript/highlight", file=COVER, line=line, message=message)


FAULTS: dict[str, tuple[str, str, str, str, int, str]] = {
    "a base that is not there": (OWN, '"sample"', '"sampel"', "edition/extends", 1, "no edition 'sampel'"),
    "a base that is no name": (OWN, '"sample"', "3", "edition/value", 1, "'extends'"),
    "an edition that builds on itself": (OWN, '"sample"', '"own"', "edition/extends", 1, "builds on itself"),
    "a field that no text can name": (OWN, "town", '"my town"', "edition/field", 5, "'my town'"),
    "a field with the edition's own name": (OWN, "town", "edition", "edition/field", 5, "'edition'"),
    "a field that is a list": (OWN, '"Delft"', '["Delft"]', "edition/field", 5, "one line"),
    "a placeholder without a field": (OWN, "town", "twon", "manuscript/placeholder", 3, "no field 'town'"),
    "a section that no base has": (
        OWN, "title", 'without = ["piont"]\ntitle', "edition/without", 2, "no section 'piont'"
    ),
    "a string that the layouts do not say": (
        OWN, "[fields]", '[strings]\ndarft = "x"\n[fields]', "language/unknown-key", 5, "'strings.darft'"
    ),
    "a string without what is filled in": (
        OWN, "[fields]", '[strings]\npage = "x"\n[fields]', "language/value", 5, "{count}"
    ),
    "fields on top of nothing": (STORY, "extends: true", "extends: yes", "manuscript/value", 2, "true was expected"),
    "a status that is none": (OWN, "title", 'status = "done"\ntitle', "edition/value", 2, "status"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_is_found_in_its_file_and_line(own: Sample, name: str) -> None:
    file, old, new, rule, line, said = FAULTS[name]
    assert_silent(findings(own, "own"))
    own.change(file, old, new)
    place = STORY if rule == "manuscript/placeholder" else file
    assert_only_found(findings(own, "own"), rule, file=place, line=line, message=said)


def test_a_circle_is_found(own: Sample) -> None:
    own.change("source/sample/edition.toml", "title", 'extends = "own"\ntitle')
    assert_only_found(findings(own, "own"), "edition/extends", file="source/sample/edition.toml", message="itself")


def test_a_section_without_a_base_is_found(own: Sample) -> None:
    own.write("source/own/7-alone.md", "---\nextends: true\n---\n")
    assert_only_found(
        findings(own, "own"), "manuscript/extends", file="source/own/7-alone.md", line=2, message="'alone'"
    )


TABLES: dict[str, tuple[str, str, int, str]] = {
    "without a column for the name": ("edition,town", "name,town", 1, "no column 'edition'"),
    "two columns of one name": ("edition,town", "edition,edition", 1, "two columns"),
    "a column that no text can name": ("edition,town", "edition,my town", 1, "'my town'"),
    "a row with a cell too many": ("Delft", "Delft,x", 2, "3 values for 2 columns"),
    "a name that is none": ("de-lft", "De Lft", 2, "'De Lft'"),
    "a name twice": ("den-haag", "de-lft", 4, "'de-lft' already"),
    "the name of a folder": ("de-lft", "sample", 2, "'sample' already"),
    "an open quote": ('"Den Haag"', '"Den Haag', 4, "broken"),
}


@pytest.mark.parametrize("name", TABLES)
def test_one_fault_of_a_table_is_found_on_its_line(many: Sample, name: str) -> None:
    old, new, line, said = TABLES[name]
    assert_silent(findings(many, "den-haag"))
    many.change(TABLE, old, new)
    assert_only_found(
        rejection(lambda: read_lineage(Snapshot(many.project), "many")),
        "edition/table",
        file=TABLE,
        line=line,
        message=said,
    )


def test_a_table_that_is_not_there_is_found_where_it_is_named(many: Sample) -> None:
    many.remove(TABLE)
    assert_only_found(
        rejection(lambda: read_lineage(Snapshot(many.project), "many")), "source/missing", file=MANY, line=2
    )


@pytest.mark.parametrize(("text", "said"), [("edition,town\n", "no rows"), (",,\n,,\n", "no column 'edition'")])
def test_a_table_without_rows_is_found(text: str, said: str, many: Sample) -> None:
    many.write(TABLE, text)
    assert_only_found(
        rejection(lambda: read_lineage(Snapshot(many.project), "many")), "edition/table", file=TABLE, message=said
    )


def test_lists_are_taken_whole(own: Sample) -> None:
    own.write(
        "source/own/contacts.md",
        "---\nextends: true\npeople:\n  - role: Author\n    name: Ann\n    email: ann@example.org\n---\n",
    )
    contacts: Any = read_manuscript(Snapshot(own.project), "own").sections[3].content
    assert [person.name for person in contacts.people] == ["Ann"]
