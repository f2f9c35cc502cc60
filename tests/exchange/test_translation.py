"""Translations: out to translators and back, and what of them holds once the source says something else."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import polib
import pytest
from click.testing import CliRunner, Result
from defusedxml.ElementTree import fromstring

from brochurepress.cli.command_line import main
from brochurepress.exchange.segments import replaced, segments
from brochurepress.exchange.translation import (
    MISSING,
    OUTDATED,
    TRANSLATED,
    TargetEdition,
    Unit,
    from_po,
    parts_of,
    target_of,
    to_po,
    units_of,
)
from brochurepress.exchange.translation_checks import decimal_signs, differences, translation_findings
from brochurepress.exchange.translation_xliff import SPACE, from_xliff, to_xliff
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.exchange.test_segments import ARTICLE, HARD
from tests.support.sample_project import ARTICLE as STORY
from tests.support.sample_project import Sample
from tests.support.sample_project import sample as good_sample

N = f"{{{SPACE}}}"
COUNT = 150
SIGNS = decimal_signs(Snapshot(Project(HOME)), "en-GB", "de")


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    """A project with an article of many paragraphs."""
    return _long(tmp_path)


def _long(folder: Path) -> Sample:
    made = good_sample(folder)
    front = made.root.joinpath(STORY).read_text().partition("A story")[0]
    paragraphs = (f"Paragraph {n} says *this* and [that](https://www.example.org/{n})." for n in range(1, COUNT))
    made.root.joinpath(STORY).write_text(f"{front}A story\n---\n" + "\n\n".join(paragraphs) + "\n")
    return made


def run(sample: Sample, *words: str, form: str = "--json") -> tuple[Result, Any]:
    result = CliRunner().invoke(main, ["translate", *words, "--root", str(sample.root), form])
    return result, json.loads(result.stdout) if form == "--json" else None


def translated(text: str) -> str:
    return re.sub(r"\bsays\b", "sagt", text)


def sent(sample: Sample, language: str, ending: str) -> Path:
    return sample.root / f"output/sample/translate/sample.{language}.{ending}"


def filled_po(path: Path) -> Path:
    po = polib.pofile(str(path))
    for entry in po:
        entry.msgstr = translated(entry.msgid)
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
    po.save(str(path))
    return path


def units(sample: Sample, language: str) -> list[Unit]:
    snapshot = Snapshot(sample.project)
    return units_of(snapshot, "sample", target_of(snapshot, "sample", language))


@pytest.fixture
def both(once: Path, tmp_path: Path) -> Sample:
    """The project with its translations into two languages."""
    shutil.copytree(once, tmp_path / "both")
    return Sample(tmp_path / "both")


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    sample = _long(tmp_path_factory.mktemp("once"))
    run(sample, "extract", "sample", "--to", "de", "fr")
    for language in ("de", "fr"):
        result, told = run(sample, "merge", str(filled_po(sent(sample, language, "po"))), "--write")
        assert result.exit_code == 0, (result.output, told)
    return sample.root


@pytest.mark.parametrize("asked", [("--to", "de", "fr"), ("--to", "de", "--to", "fr")], ids=["together", "one by one"])
def test_a_text_goes_to_every_language_that_is_asked_for(sample: Sample, asked: tuple[str, ...]) -> None:
    run(sample, "extract", "sample", *asked)
    assert all(sent(sample, language, "po").is_file() for language in ("de", "fr"))


def test_one_changed_word_makes_one_text_outdated_in_each_language(both: Sample) -> None:
    story = both.root / STORY
    text = story.read_text()
    line = text[: text.index("Paragraph 77 ")].count("\n") + 1
    for language in ("de", "fr"):
        assert {unit.state for unit in units(both, language)} == {TRANSLATED}
        assert [*translation_findings(Snapshot(both.project), f"sample-{language}")] == []
    story.write_text(text.replace("Paragraph 77 says", "Paragraph 77 tells"))
    for language in ("de", "fr"):
        found = units(both, language)
        assert len(found) > COUNT
        assert [unit.source[:18] for unit in found if unit.state == OUTDATED] == ["Paragraph 77 tells"]
        assert [unit for unit in found if unit.state == MISSING] == []
        (finding,) = translation_findings(Snapshot(both.project), f"sample-{language}")
        assert finding.rule == "translation/outdated"
        assert f"{STORY}:{line}" in finding.message and "Paragraph 77 says" in finding.message
        place = finding.place
        there = (both.root / str(place.file)).read_text().split("\n")[place.line - 1]
        assert there.startswith("Paragraph 77 sagt")
        assert place.file == f"source/sample-{language}/story.md"
    spoken = CliRunner().invoke(main, ["translate", "status", "sample", "--root", str(both.root), "--language", "nl"])
    assert "1 verouderd" in spoken.output
    _, told = run(both, "status", "sample")
    assert told["translations"]["sample-de"] == {"translated": len(found) - 1, "outdated": 1, "missing": 0}


@pytest.mark.parametrize(
    ("old", "new", "states"),
    [
        ("Paragraph 77 says", "Something quite new.\n\nParagraph 77 says", [MISSING]),
        ("Paragraph 77 says *this* and [that](https://www.example.org/77).\n\n", "", []),
        ("Paragraph 77", "Paragraph 9999", [OUTDATED]),
    ],
)
def test_only_what_changed_is_told(both: Sample, old: str, new: str, states: list[str]) -> None:
    story = both.root / STORY
    story.write_text(story.read_text().replace(old, new))
    assert [unit.state for unit in units(both, "de") if unit.state != TRANSLATED] == states


def test_paragraphs_that_moved_keep_their_translations(both: Sample) -> None:
    story = both.root / STORY
    front, _, body = story.read_text().rpartition("---\n")
    paragraphs = body.strip().split("\n\n")
    moved = [*paragraphs[100:], *paragraphs[:100]]
    story.write_text(f"{front}---\n" + "\n\n".join(moved) + "\n")
    assert {unit.state for unit in units(both, "de")} == {TRANSLATED}
    assert all(unit.target == translated(unit.source) for unit in units(both, "de"))


def test_a_new_translation_makes_it_current_again(both: Sample) -> None:
    story = both.root / STORY
    story.write_text(story.read_text().replace("Paragraph 77 says", "Paragraph 77 tells"))
    run(both, "extract", "sample", "--to", "de")
    po = polib.pofile(str(sent(both, "de", "po")))
    (entry,) = (entry for entry in po if entry.fuzzy)
    assert entry.previous_msgid.startswith("Paragraph 77 says") and entry.msgstr.startswith("Paragraph 77 sagt")
    result, told = run(both, "merge", str(filled_po(sent(both, "de", "po"))), "--write")
    assert (result.exit_code, told["merged"][0]["changed"]) == (0, 1)
    assert {unit.state for unit in units(both, "de")} == {TRANSLATED}


def test_nothing_is_written_without_write(sample: Sample) -> None:
    run(sample, "extract", "sample", "--to", "de")
    result, told = run(sample, "merge", str(filled_po(sent(sample, "de", "po"))))
    assert (result.exit_code, told["merged"][0]["edition"]) == (0, "sample-de")
    assert not (sample.root / "source/sample-de").exists()


def test_words_corrected_in_the_edition_are_its_translation(both: Sample) -> None:
    file = both.root / "source/sample-de/story.md"
    file.write_text(file.read_text().replace("Paragraph 5 sagt", "Absatz 5 sagt"))
    (unit,) = (unit for unit in units(both, "de") if unit.source.startswith("Paragraph 5 "))
    assert (unit.state, unit.target[:8]) == (TRANSLATED, "Absatz 5")


def test_an_edition_without_a_record_is_read_as_it_stands() -> None:
    snapshot = Snapshot(Project(HOME))
    target = target_of(snapshot, "alles-over-het-ipo", "en")
    assert target == TargetEdition("all-about-the-ipo", "en-GB", known=True)
    assert {unit.state for unit in units_of(snapshot, "alles-over-het-ipo", target)} == {TRANSLATED}
    assert [*translation_findings(snapshot, target.name)] == []


def hard_units(tmp_path: Path, target: str = "") -> list[Unit]:
    sample = good_sample(tmp_path)
    (sample.root / STORY).write_text(HARD)
    found = units(sample, "de")
    return [Unit(u.context, u.part, u.segment, target or u.source) for u in found]


@pytest.mark.parametrize("form", ["po", "xliff"])
def test_texts_come_back_byte_for_byte(tmp_path: Path, form: str) -> None:
    found = hard_units(tmp_path)
    if form == "po":
        said = from_po(to_po(found, "sample", "de"), "x.po")
    else:
        said = from_xliff(to_xliff(found, [], "sample", ("en", "de")).decode(), "x.xlf")
    assert (said.edition, said.language) == ("sample", "de")
    assert said.texts == {(u.context, u.source): (u.source, False) for u in found}
    for part in parts_of(Snapshot(Project(tmp_path)), "sample"):
        new = {u.segment.start: u.target for u in said.merged(found) if u.part == part}
        assert replaced(part.text, part.segments, new) == part.text


def test_xliff_has_the_structure_that_the_schema_asks(tmp_path: Path) -> None:
    root = fromstring(to_xliff(hard_units(tmp_path), [], "sample", ("en-GB", "de")))
    assert root.attrib == {"version": "2.1", "srcLang": "en-GB", "trgLang": "de"}
    files = root.findall(f"{N}file")
    assert [file.get("original") for file in files][:3] == ["sample/edition", "sample/cover", "sample/story"]
    assert len({file.get("id") for file in files}) == len(files)
    for file in files:
        assert {child.tag for child in file} == {f"{N}unit"}
        assert len({unit.get("id") for unit in file}) == len(file) > 0
        for unit in file:
            tags = [child.tag.removeprefix(N) for child in unit]
            assert tags in (["notes", "segment"], ["notes", "originalData", "segment"])
            data = {each.get("id") for each in unit.iter(f"{N}data")}
            for name in ("source", "target"):
                (held,) = unit.iter(f"{N}{name}")
                codes = [each for each in held.iter() if each is not held]
                assert {each.tag for each in codes} <= {f"{N}pc", f"{N}ph"}
                references = {v for each in codes for k, v in each.attrib.items() if k.startswith("dataRef")}
                assert references <= data
                identifiers = [each.get("id") for each in codes]
                assert len(set(identifiers)) == len(identifiers)


PIECES: dict[str, tuple[str, tuple[str, bool]]] = {
    "whole": ("<segment><source>One. Two.</source><target>Eins. Zwei.</target></segment>", ("Eins. Zwei.", False)),
    "split": (
        "<segment><source>One.</source><target>Eins.</target></segment><ignorable><source> </source></ignorable>"
        "<segment><source>Two.</source><target>Zwei.</target></segment>",
        ("Eins. Zwei.", False),
    ),
    "half": (
        "<segment><source>One. </source><target>Eins. </target></segment><segment><source>Two.</source></segment>",
        ("Eins. Two.", True),
    ),
    "none": ("<segment><source>One. </source></segment><segment><source>Two.</source><target/></segment>", ("", True)),
    "in another order": (
        '<segment><source>One. </source><target order="2">eins</target></segment>'
        '<segment><source>Two.</source><target order="1">Zwei, </target></segment>',
        ("Zwei, eins", False),
    ),
    "with matches": (
        '<m:matches xmlns:m="matches"><m:match><source>Other</source><target>Anders</target></m:match></m:matches>'
        "<segment><source>One. Two.</source><target>Eins. Zwei.</target></segment>",
        ("Eins. Zwei.", False),
    ),
    "with codes in halves": (
        '<originalData><data id="d">**</data></originalData><segment><source>One. Two.</source>'
        '<target><sc id="1" dataRef="d"/>Eins<ec startRef="1" dataRef="d"/><ph id="9"/></target></segment>',
        ("**Eins**", False),
    ),
}
"""A unit as other tools write it, and its translation."""


@pytest.mark.parametrize("version", ["2.0", "2.2"])
@pytest.mark.parametrize("name", PIECES)
def test_a_unit_that_a_tool_has_split_is_one_text(name: str, version: str) -> None:
    unit, expected = PIECES[name]
    root = f'<xliff xmlns="{SPACE[:-3]}{version}" version="{version}" trgLang="de"><file original="a/s">'
    said = from_xliff(f'{root}<unit id="u" name="s">{unit}</unit></file></xliff>', "x.xlf")
    assert said.texts == {("s", "One. Two."): expected}


def test_signs_that_a_translator_types_are_words(tmp_path: Path) -> None:
    (unit, *_) = (u for u in hard_units(tmp_path) if u.source == "Not closed **bold and [bracket.")
    text = to_xliff([unit], [], "sample", ("en", "de")).decode()
    text = re.sub(r"(<target>).*?(</target>)", r"\g<1>3. *Stern* [x](y) _z_\2", text)
    (after,) = from_xliff(text, "x.xlf").merged([unit])
    again = segments(f"---\n---\n{after.target}\n", ARTICLE)
    assert [(one.kind, one.text) for one in again] == [("paragraph", after.target)]
    assert after.target == "3\\. \\*Stern\\* \\[x\\](y) \\_z\\_"


@pytest.mark.parametrize(
    ("source", "target", "rules"),
    [
        ("In 2024 spent 1,250.50 at 10:30", "2024: 1.250,50 um 10.30", []),
        ("In 2024", "Im Jahr 2025", ["numbers"]),
        ("Hello {{ name }}", "Hallo {{ name }", ["broken"]),
        ("Hello {{ name }}", "Hallo", ["placeholders"]),
        ("See [x](https://www.example.org/a)", "[x](https://www.example.org/b)", ["addresses"]),
        ("A *word*", "Ein Wort", ["codes"]),
        ("A *word* of 3", "Ein *Wort*, 3", []),
    ],
)
def test_what_differs_besides_words_is_told_once(tmp_path: Path, source: str, target: str, rules: list[str]) -> None:
    sample = good_sample(tmp_path)
    unit = units(sample, "de")[0]
    unit = Unit(unit.context, unit.part, segments(f"---\n---\n{source}\n", ARTICLE)[0], target)
    found = [*differences(unit, SIGNS)]
    assert [getattr(finding.message, "key", "") for finding in found] == [f"translation/differs:{r}" for r in rules]
    accepted = Unit(unit.context, unit.part, unit.segment, target, accepted=f"accept {''.join(rules)}: so")
    left = [*differences(accepted, SIGNS)]
    assert len(left) == (rules == ["broken"])


def test_a_broken_placeholder_is_one_finding_and_nothing_is_written(sample: Sample) -> None:
    story = sample.root / STORY
    story.write_text(story.read_text().replace("Paragraph 3 says", "Paragraph 3 of {{ edition }} says"))
    run(sample, "extract", "sample", "--to", "de")
    path = filled_po(sent(sample, "de", "po"))
    path.write_text(path.read_text().replace("{{ edition }} sagt", "{{ edition } sagt"))
    result, told = run(sample, "merge", str(path), "--write")
    assert result.exit_code == 1
    assert [finding["rule"] for finding in told["merged"][0]["findings"]] == ["translation/differs"]
    assert not (sample.root / "source/sample-de").exists()


@pytest.mark.parametrize("language", ["../../x", "german", "de/x", ""])
def test_a_language_is_a_tag_and_no_path(sample: Sample, language: str) -> None:
    run(sample, "extract", "sample", "--to", "de")
    path = sent(sample, "de", "po")
    path.write_text(path.read_text().replace("Language: de", f"Language: {language}"))
    result, told = run(sample, "merge", str(filled_po(path)), "--write")
    assert (result.exit_code, [each["rule"] for each in told["merged"][0]["findings"]]) == (3, ["translation/language"])
    assert {each.name for each in (sample.root / "source").iterdir()} == {"sample"}


def test_a_translation_of_a_text_that_is_gone_is_told(sample: Sample) -> None:
    run(sample, "extract", "sample", "--to", "de")
    path = filled_po(sent(sample, "de", "po"))
    story = sample.root / STORY
    story.write_text(story.read_text().replace("Paragraph 9 says", "Paragraph 9 claims"))
    _, told = run(sample, "merge", str(path))
    assert [finding["rule"] for finding in told["merged"][0]["findings"]] == ["translation/stale"]


@pytest.mark.parametrize(
    "text", ["<a/>", "<a", 'msgid "a"\nmsgstr "b"\n', "what is this\n", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"]
)
def test_what_is_no_translation_is_one_finding(sample: Sample, tmp_path: Path, text: str) -> None:
    path = tmp_path / "x"
    path.write_text(text)
    result, told = run(sample, "merge", str(path))
    assert result.exit_code == 3
    assert [finding["rule"] for finding in told["merged"][0]["findings"]] == ["translation/file"]


def test_the_glossary_goes_along_and_the_room_is_told(sample: Sample) -> None:
    sample.write("source/sample/glossary.csv", "en,de\nparagraph,Absatz\n")
    run(sample, "extract", "sample", "--to", "de")
    (entry, *_) = (entry for entry in polib.pofile(str(sent(sample, "de", "po"))) if "Paragraph 1 " in entry.msgid)
    assert "paragraph. Its section holds" in entry.comment and "there is room for" in entry.comment
    assert sent(sample, "de", "po").with_name("glossary.csv").read_text() == "en,de\nparagraph,Absatz\n"


def test_a_term_whose_translation_is_missing_is_a_warning_that_can_be_accepted(both: Sample) -> None:
    def told() -> list[tuple[str, str]]:
        found = translation_findings(Snapshot(both.project), "sample-de")
        return [(each.rule, each.message) for each in found]

    record = both.root / "source/sample-de/translation.po"
    both.write("source/sample/glossary.csv", "en-GB,fr,de\nParagraph 77,,Absatz 77\nsays,,sagt\nmissing\n")
    assert [(rule, "Paragraph 77 = Absatz 77" in message) for rule, message in told()] == [
        ("translation/differs", True)
    ]
    text = record.read_text()
    at = text.rindex("\n\n", 0, text.index('msgid "Paragraph 77 ')) + 2
    record.write_text(f"{text[:at]}# accept glossary: a name\n{text[at:]}")
    assert told() == []
    both.write("source/sample/glossary.csv", "en,fr\nParagraph,Paragraphe\n")
    assert [rule for rule, _ in told()] == ["translation/glossary"]
