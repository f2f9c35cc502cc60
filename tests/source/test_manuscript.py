"""The manuscript: a good one is read whole; each fault is found in its file and line, all in one run."""

from __future__ import annotations

import pytest

from brochurepress.findings import Severity
from brochurepress.source.manuscript import read_manuscript
from brochurepress.workspace.project import Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.assertions import assert_found, assert_only_found, assert_silent
from tests.support.edited_editions import EDITIONS, ROOTS
from tests.support.manuscript_faults import FAULTS
from tests.support.sample_project import ARTICLE, CHANNELS, CONTACTS, COVER, EDITION, POINTS, Sample


def test_a_good_manuscript_is_silent(good: Sample) -> None:
    assert_silent(good.findings())


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_edition_is_read(edition: str) -> None:
    manuscript = read_manuscript(Snapshot(Project(ROOTS[edition])), edition)
    assert manuscript.edition.name == edition
    assert manuscript.sections


def test_sections_stand_in_the_order_of_their_numbers(good: Sample) -> None:
    good.write("source/sample/10-more.md", good.text(POINTS))
    assert [s.id for s in good.read().sections] == ["cover", "story", "points", "contacts", "channels", "more"]


def test_a_section_knows_its_lines(good: Sample) -> None:
    story, contacts = good.read().sections[1], good.read().sections[3]
    assert story.place("lead").line == good.line(ARTICLE, "lead:")
    assert story.body.line == good.line(ARTICLE, "The first paragraph")
    assert contacts.place("people", 1, "email").line == good.line(CONTACTS, "aldus@")


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_of_other_systems_change_nothing(good: Sample, ends: str) -> None:
    plain = [section.html for section in good.read().sections]
    for file in (EDITION, COVER, ARTICLE, POINTS):
        good.write(file, good.text(file).replace("\n", ends))
    assert [section.html for section in good.read().sections] == plain


def test_a_byte_order_mark_changes_nothing(good: Sample) -> None:
    plain = good.read().sections[1].html
    good.write(ARTICLE, b"\xef\xbb\xbf" + good.text(ARTICLE).encode())
    assert good.read().sections[1].html == plain


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_is_found_in_its_file_and_line(good: Sample, name: str) -> None:
    file, old, new, rule, marked, said = FAULTS[name]
    if name == "a second ground on a page":
        good.remove(ARTICLE)
    findings = good.change(file, old, new).findings()
    assert [finding.rule for finding in findings] == [rule], "\n".join(map(str, findings))
    (finding,) = findings
    assert finding.place.file == file
    assert marked in (good.root / file).read_text(encoding="utf-8").split("\n")[finding.place.line - 1]
    assert said in f"{finding.message} {finding.hint}"
    assert finding.hint


def test_a_first_heading_that_is_no_title_is_found(good: Sample) -> None:
    good.write(COVER, "---\ntype: plate\npicture:\n  file: dot.png\n  alt: A dot\n---\n")
    assert_only_found(good.findings(), "manuscript/heading-level", file=ARTICLE, message="is the first")


def test_an_identifier_of_two_things_is_found(good: Sample) -> None:
    good.change(ARTICLE, "[another](#points).\n", "another.\n{: #points }\n")
    assert_only_found(good.findings(), "manuscript/duplicate", file=POINTS, line=1, message=f"{ARTICLE}:10")


def test_a_section_twice_is_found(good: Sample) -> None:
    good.write("source/sample/9-story.md", good.text(POINTS))
    findings = good.findings()
    assert_only_found(findings, "manuscript/duplicate", file="source/sample/9-story.md", line=1, message=ARTICLE)


def test_two_sections_of_one_number_are_told(good: Sample) -> None:
    assert_silent(read_manuscript(Snapshot(good.project), "sample").notes)
    for name in ("3-1-one", "3-2-two"):
        good.write(f"source/sample/{name}.md", good.text(POINTS))
    assert_silent(read_manuscript(Snapshot(good.project), "sample").notes)
    good.write("source/sample/03-also.md", good.text(POINTS))
    told = read_manuscript(Snapshot(good.project), "sample").notes
    assert_only_found(told, "manuscript/same-number", file=POINTS, line=1, message="03-also.md")
    assert told[0].severity is Severity.WARNING


def test_an_empty_file_is_found(good: Sample) -> None:
    assert_only_found(good.write(POINTS, "\n \n").findings(), "source/empty", file=POINTS, line=1)


def test_a_file_that_is_not_utf_8_is_found(good: Sample) -> None:
    good.write(POINTS, good.text(POINTS).replace("Two", "Twee\u00eb").encode("latin-1"))
    assert_only_found(good.findings(), "source/encoding", file=POINTS, line=6, hint="UTF-8")


def test_a_character_that_is_no_text_is_found(good: Sample) -> None:
    good.change(ARTICLE, "# A part", "# A\x0bpart")
    assert_only_found(good.findings(), "source/character", file=ARTICLE, line=8, message="U+000B")


@pytest.mark.parametrize("name", ["Two words.md", "3-Capital.md", "notes_2.md"])
def test_a_file_name_that_is_no_identifier_is_found(good: Sample, name: str) -> None:
    good.write(f"source/sample/{name}", good.text(POINTS))
    assert_only_found(good.findings(), "manuscript/file-name", file=f"source/sample/{name}", line=1)


def test_a_folder_named_like_a_section_is_found(good: Sample) -> None:
    (good.root / "source/sample/9-notes.md").mkdir()
    assert_only_found(good.findings(), "source/limit", file="source/sample/9-notes.md")


def test_an_edition_without_sections_is_found(good: Sample) -> None:
    for file in (COVER, ARTICLE, POINTS, CONTACTS, CHANNELS):
        good.remove(file)
    assert_only_found(good.findings(), "manuscript/no-sections", file=EDITION)


def test_a_brochure_without_a_title_is_found(good: Sample) -> None:
    for file in (ARTICLE, POINTS, CONTACTS, CHANNELS):
        good.remove(file)
    good.write(COVER, "---\ntype: plate\npicture:\n  file: dot.png\n  alt: A dot\n---\n")
    assert_only_found(good.findings(), "manuscript/heading-level", file=COVER, line=1, message="no title")


def test_a_section_beside_a_plate_is_found(good: Sample) -> None:
    good.write(
        "source/sample/6-plate.md", "---\ntype: plate\npage: same\npicture:\n  file: dot.png\n  alt: A dot\n---\n"
    )
    assert_only_found(good.findings(), "manuscript/page", file="source/sample/6-plate.md", line=3)


def test_a_section_that_shares_two_facing_pages_is_found(good: Sample) -> None:
    good.change(CONTACTS, "title:", "page: spread\ntitle:")
    assert_only_found(good.findings(), "manuscript/page", file=CHANNELS, message="two facing pages")


def test_a_second_band_on_a_page_is_found(good: Sample) -> None:
    good.change(CONTACTS, "title:", "band:\n  page: dot.png\ntitle:")
    good.change(CHANNELS, "title:", "band:\n  page: dot.png\ntitle:")
    assert_only_found(good.findings(), "manuscript/band", file=CHANNELS, line=4, message=CONTACTS)


@pytest.mark.parametrize("target", ["source/other.md", "../outside.md"])
def test_a_section_that_is_a_link_is_found(good: Sample, target: str) -> None:
    (good.root / target).parent.mkdir(exist_ok=True)
    (good.root / target).write_text(good.text(POINTS))
    (good.root / "source/sample/9-notes.md").symlink_to(good.root / target)
    assert_only_found(good.findings(), "source/outside", file="source/sample/9-notes.md", line=1)


WAYS_OUT = (
    "../../../dot.png",
    "/etc/dot.png",
    "%2e%2e/%2e%2e/%2e%2e/dot.png",
    "..\\\\..\\\\dot.png",
    "file:///etc/dot.png",
    "http://example.org/dot.png",
    "http%3A//example.org/dot.png",
    "//example.org/dot.png",
    "data:image/png;base64,x.png",
    "C:\\\\dot.png",
    "dot%00.png",
)


@pytest.mark.parametrize("reference", WAYS_OUT)
@pytest.mark.parametrize("file", [COVER, ARTICLE])
def test_a_picture_outside_the_project_is_found(good: Sample, file: str, reference: str) -> None:
    old, new = ("file: dot.png", f"file: '{reference}'") if file == COVER else ("(dot.png)", f"(<{reference}>)")
    good.change(file, old, new)
    line = good.line(file, new)
    assert_only_found(good.findings(), "manuscript/picture", file=file, line=line, message="leads out of the project")


def test_a_picture_that_is_a_link_out_of_the_project_is_found(good: Sample) -> None:
    outside = good.root.parent / f"{good.root.name}-outside.png"
    outside.write_bytes((good.root / "source/sample/dot.png").read_bytes())
    (good.root / "source/sample/away.png").symlink_to(outside)
    good.change(COVER, "dot.png", "away.png")
    assert_only_found(good.findings(), "manuscript/picture", file=COVER, line=9, message="leads out")


def test_all_faults_of_all_files_are_found_in_one_run(good: Sample) -> None:
    good.change(EDITION, "language =", "langauge =")
    good.change(COVER, "dot.png", "dots.png")
    good.change(ARTICLE, "lead:", "laed:")
    good.change(POINTS, "type: points", "type: ponits")
    good.change(CONTACTS, "ada@", "ada.")
    good.change(CHANNELS, "https://social", "ftp://social")
    findings = good.findings()
    assert_found(findings, "edition/unknown-key", file=EDITION, line=4, hint="'language'")
    assert_found(findings, "manuscript/picture", file=COVER, line=9)
    assert_found(findings, "manuscript/unknown-key", file=ARTICLE, line=4)
    assert_found(findings, "manuscript/section-type", file=POINTS, line=2)
    assert_found(findings, "manuscript/value", file=CONTACTS, line=7)
    assert_found(findings, "manuscript/value", file=CHANNELS, line=12)
    assert len(findings) == 6


def test_two_faults_of_one_file_are_found_in_one_run(good: Sample) -> None:
    good.change(ARTICLE, "title: A story", "title: A <i>story</i>")
    good.change(ARTICLE, "(#story-a-part)", "(#nothing)").change(ARTICLE, "![A dot]", "![]")
    rules = sorted(finding.rule for finding in good.findings())
    assert rules == ["manuscript/alt", "manuscript/anchor", "manuscript/raw-html"]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [("lead:", "laed:", "manuscript/unknown-key"), ("type: article", "type: artikel", "manuscript/section-type")],
)
def test_a_front_matter_that_is_wrong_hides_no_fault_of_its_text(good: Sample, old: str, new: str, rule: str) -> None:
    good.change(ARTICLE, old, new).change(ARTICLE, "![A dot]", "![]")
    assert sorted(finding.rule for finding in good.findings()) == sorted(["manuscript/alt", rule])


def test_a_section_that_cannot_be_read_causes_no_other_finding(good: Sample) -> None:
    """Links into it and the headings behind it are judged when it can be read."""
    good.change(ARTICLE, "title: A story", "title: A: story").change(POINTS, "- One", "- [One](#story-a-part)")
    good.change(POINTS, "title:", "level: 4\ntitle:")
    assert_only_found(good.findings(), "source/syntax", file=ARTICLE, line=3)


YAML_SURPRISES = ["2026-11-23", "yes", "1.10", "0x1F", "1_000", "on", "12:30:45", "null", ".inf", "007"]


@pytest.mark.parametrize("value", YAML_SURPRISES)
def test_a_field_is_the_text_that_it_looks_like(good: Sample, value: str) -> None:
    manuscript = good.change(POINTS, "title: Points", f"title: {value}").read()
    assert getattr(manuscript.sections[2].content, "title") == value  # noqa: B009 - a field of one type


def test_a_very_long_title_is_read(good: Sample) -> None:
    title = "word " * 2000
    assert good.change(POINTS, "title: Points", f"title: {title}").findings() == ()
