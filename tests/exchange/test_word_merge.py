"""Word back: what a reviewer changed comes to its line or is told, and all else keeps its bytes."""

from __future__ import annotations

import random
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from brochurepress.exchange.reviews import read_reviews
from brochurepress.exchange.word_copy import copy_for_word, sources_of
from brochurepress.exchange.word_merge import Merged, merge_word, undo_merge
from brochurepress.findings import Rejected
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.stress import stressed
from tests.support.word_files import NAMESPACES, paragraph, replaced, run

NAME = "a"
TEXT = """\
---
type: article
title: "A title: the first"
lead: |
  Two
  lines
---
The *first* paragraph of {{ edition }} has a [link](https://example.org/a) and words.

The second paragraph says\\* something
on two lines.

A third, with the year 2026 in it.

| Head | Sum |
|------|-----|
| cell | 12  |

- one point of three
- another point of three
"""
FILE = "source/a/1-text.md"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An edition of one section."""
    shutil.copytree(HOME / "tests/editions/minimal/source", tmp_path / "source")
    (folder,) = (tmp_path / "source").iterdir()
    folder.rename(tmp_path / "source" / NAME)
    for file in (tmp_path / "source/a").glob("*.md"):
        file.unlink()
    (tmp_path / FILE).write_text(TEXT)
    return Project(tmp_path)


def sent(project: Project, name: str = NAME) -> Path:
    """A copy that is sent out."""
    path = project.root / f"{name}.docx"
    path.write_bytes(copy_for_word(Snapshot(project), name))
    return path


def write_merge(project: Project, path: Path) -> Merged:
    """What a copy changes, written."""
    return merge_word(project, path, write=True)


def edited(path: Path, change: Callable[[str], str]) -> Path:
    """The copy with its text changed."""
    with zipfile.ZipFile(path) as archive:
        text = archive.read("word/document.xml").decode()
    assert change(text) != text
    replaced(path, text, change(text))
    return path


def cases(merged: Merged) -> list[str]:
    """The cases that are told of a merge, by the words of each."""
    return [each.message for each in merged.findings]


def test_a_small_picture_stands_below_its_alternative(tmp_path: Path) -> None:
    shutil.copytree(ROOTS["all that a text can mean"] / "source", tmp_path / "source")
    shown = media(sent(Project(tmp_path), "complete"))
    assert [name.rpartition(".")[2] for name in shown] == ["png", "png", "jpg", "png"]
    assert all(content.startswith((b"\x89PNG", b"\xff\xd8")) for content in shown.values())
    with zipfile.ZipFile(tmp_path / "complete.docx") as archive:
        text, relations = (
            archive.read(f"word/{part}").decode() for part in ("document.xml", "_rels/document.xml.rels")
        )
    assert text.count('cx="1800000"') + text.count('cy="1800000"') == 2 * len(shown)
    assert 'descr="Twelve tiles in four colours' in text
    assert all(f'Target="{name[5:]}"' in relations for name in shown)


def test_drawings_of_an_edition_with_faults_are_left_out(tmp_path: Path) -> None:
    shutil.copytree(ROOTS["all that a text can mean"] / "source", tmp_path / "source")
    edition = tmp_path / "source/complete/edition.toml"
    edition.write_text(edition.read_text() + "\n[unknown]\n")
    assert len(media(sent(Project(tmp_path), "complete"))) == 2


def media(path: Path) -> dict[str, bytes]:
    """The pictures in a copy."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name.startswith("word/media/")}


ROOTS = {"the brochure": HOME, "all that a text can mean": HOME / "tests/editions/complete"}


@pytest.mark.parametrize("root", ["all that a text can mean", stressed("the brochure")])
def test_a_copy_that_comes_back_as_it_went_changes_no_byte(root: str, tmp_path: Path) -> None:
    shutil.copytree(ROOTS[root] / "source", tmp_path / "source")
    project = Project(tmp_path)
    for edition in sorted(path.parent.name for path in tmp_path.glob("source/*/edition.toml")):
        for _ in range(2):
            merged = write_merge(project, sent(project, edition))
            assert not (merged.changes or merged.files or merged.findings), merged
    assert all(
        path.read_bytes() == (tmp_path / path.relative_to(ROOTS[root])).read_bytes()
        for path in ROOTS[root].glob("source/**/*.*")
    )


EDITS: dict[str, tuple[str, str, str, str]] = {
    "a word": ("words.", "letters.", "and words.", "and letters."),
    "signs": ("words.", "*all* | words.", "and words.", "and \\*all\\* &#124; words."),
    "within emphasis": (">first<", ">very first<", "*first*", "*very first*"),
    "beside an escape": ("something ", "anything ", "something\non", "anything\non"),
    "a field": ("A title: the first", "A title", '"A title: the first"', '"A title"'),
    "lines of a field": ("Two", "Three", "  Two\n", "  Three\n"),
    "a cell": (">cell<", ">one cell<", "| cell |", "| one cell |"),
    "a point": ("another point", "a last point", "- another point", "- a last point"),
    "punctuation": ("2026 in it.", "2026 in it!", "in it.", "in it!"),
    "the text of a link": (">link<", ">good link<", "[link]", "[good link]"),
    "a space that binds": ("A third, with", "A third,\u00a0with", "A third, with", "A third,\u00a0with"),
    "a space too many": ("and words.", "and  words.", "and words.", "and  words."),
    "a tracked change": (
        "A third, with the year 2026 in it.</w:t></w:r>",
        "A third, with </w:t></w:r><w:del><w:r><w:delText>the year </w:delText></w:r></w:del><w:ins>"
        f"{run('all of ')}</w:ins>{run('2026 in it.')}",
        "with the year 2026",
        "with all of 2026",
    ),
}
"""What is changed in the copy, and what changes in the source."""


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_comes_to_its_line_and_all_else_stays(name: str, project: Project) -> None:
    old, new, before, after = EDITS[name]
    merged = write_merge(project, edited(sent(project), lambda text: text.replace(old, new, 1)))
    assert (project.root / FILE).read_text() == TEXT.replace(before, after, 1)
    assert [each for each in cases(merged) if "tracked" not in each] == []
    assert len(merged.changes) == 1
    assert merged.changes[0].line == TEXT[: TEXT.index(before)].count("\n") + (1 if not name.startswith("lines") else 0)


def passage(text: str, words: str) -> str:
    """The paragraph of a copy with these words."""
    return str(next(each for each in re.findall(r"<w:p>.*?</w:p>", text) if words in re.sub("<[^>]+>", "", each)))


PLAIN = '<w:r><w:rPr></w:rPr><w:t xml:space="preserve">'
BOLD = PLAIN.replace("</w:rPr>", "<w:b/></w:rPr>")
TOLD: dict[str, tuple[Callable[[str], str], str]] = {
    "deleted": (lambda text: text.replace(passage(text, "A third"), ""), "the copy leaves out “A third"),
    "new": (
        lambda text: text.replace(passage(text, "A third"), passage(text, "A third") + paragraph("Quite new.")),
        "a new paragraph behind this line: “Quite new.”",
    ),
    "moved": (
        lambda text: text.replace(passage(text, "A third"), "").replace(
            passage(text, "The first"), passage(text, "A third") + passage(text, "The first")
        ),
        "the copy moves “A third",
    ),
    "split": (
        lambda text: text.replace("A third, with", "A third,</w:t></w:r></w:p><w:p><w:r><w:t>with"),
        "makes several paragraphs of one: A third,, with the year",
    ),
    "merged": (
        lambda text: re.sub(r"</w:p>\s*<w:p>(?=(?:(?!</w:p>).)*A third)", "", text),
        "makes one paragraph of several",
    ),
    "all words replaced": (
        lambda text: text.replace("A third, with the year 2026 in it.", "Nothing alike"),
        "quite other",
    ),
    "bold": (lambda text: text.replace(f"{PLAIN}A third", f"{BOLD}A third"), "another look"),
    "a placeholder": (lambda text: text.replace("{{ edition }}", "the edition"), "changes “{{ edition }}”"),
}  # fmt: skip
"""What is changed in the copy and not written, and part of what is told."""


@pytest.mark.parametrize("name", TOLD)
def test_what_is_not_written_is_told(name: str, project: Project) -> None:
    change, said = TOLD[name]
    merged = write_merge(project, edited(sent(project), change))
    assert [each for each in cases(merged) if said in each], cases(merged)
    assert (project.root / FILE).read_text() == TEXT or name == "a placeholder"
    assert "{{ edition }}" in (project.root / FILE).read_text()


def test_signs_that_programs_write_as_elements_are_no_change(project: Project) -> None:
    text = TEXT.replace("2026 in", "2026\u00ad\u2011\tin").replace("/a)", "/a#b)")
    (project.root / FILE).write_text(text)
    signs = "2026</w:t><w:softHyphen/><w:noBreakHyphen/><w:tab/><w:t>in"
    path = edited(sent(project), lambda text: text.replace("2026\u00ad\u2011\tin", signs))
    begun = (
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>HYPERLINK "https://example.org/a" \\l "b"</w:instrText>'
    )
    begun += '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    edited(path, lambda text: re.sub("<w:hyperlink [^>]*>", lambda _: begun, text, count=1))
    edited(path, lambda text: text.replace("</w:hyperlink>", '<w:r><w:fldChar w:fldCharType="end"/></w:r>', 1))
    edited(path, lambda text: text.replace("<w:tc>", '<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'))
    merged = write_merge(project, path)
    assert not (merged.changes or merged.findings), merged


def test_another_address_is_told(project: Project) -> None:
    path = sent(project)
    replaced(path, "https://example.org/a", "https://example.org/b", "word/_rels/document.xml.rels")
    assert cases(write_merge(project, path)) == ["the copy gives “link” another look, link or language"]


def test_a_block_that_changed_on_both_sides_is_a_conflict_and_the_rest_is_written(project: Project) -> None:
    path = edited(sent(project), lambda text: text.replace("2026", "2027").replace("words.", "letters."))
    (project.root / FILE).write_text(TEXT.replace("2026", "2028"))
    merged = write_merge(project, path)
    assert (project.root / FILE).read_text() == TEXT.replace("2026", "2028").replace("words.", "letters.")
    (finding,) = merged.findings
    assert str(finding.place) == f"{FILE}:13"
    assert "2028 in it" in finding.message
    assert "2027 in it" in finding.message


def test_what_the_source_has_already_is_no_conflict(project: Project) -> None:
    path = edited(sent(project), lambda text: text.replace("2026", "2027"))
    write_merge(project, path)
    again = write_merge(project, path)
    assert not (again.changes or again.findings), again


def test_files_of_three_reviewers_are_merged_in_turn(project: Project) -> None:
    changes = [("2026", "2027"), ("words.", "letters."), ("2026", "2030")]
    copies = [sent(project).rename(project.root / f"{at}.docx") for at in range(3) if sent(project)]
    for path, (old, new) in zip(copies, changes, strict=True):
        edited(path, lambda text, old=old, new=new: text.replace(old, new))  # type: ignore[misc]
    told = [len(write_merge(project, path).findings) for path in copies]
    assert told == [0, 0, 1]
    assert (project.root / FILE).read_text() == TEXT.replace("2026", "2027").replace("words.", "letters.")


def test_a_section_that_moved_lines_meanwhile_is_found(project: Project) -> None:
    path = edited(sent(project), lambda text: text.replace("2026", "2027"))
    grown = TEXT.replace("The *first*", "Before it.\n\nThe *first*").replace("- one point of three\n", "")
    (project.root / FILE).write_text(grown)
    merged = write_merge(project, path)
    assert (project.root / FILE).read_text() == grown.replace("2026", "2027")
    assert not merged.findings


def test_line_ends_and_marks_of_other_systems_stay(project: Project) -> None:
    other = b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()
    (project.root / FILE).write_bytes(other)
    merged = write_merge(project, edited(sent(project), lambda text: text.replace("2026", "2027")))
    assert (project.root / FILE).read_bytes() == other.replace(b"2026", b"2027")
    assert not merged.findings


@pytest.mark.parametrize("edition", ["alles-over-het-ipo", "all-about-the-ipo"])
def test_edits_at_random_come_to_their_words(edition: str, tmp_path: Path) -> None:
    shutil.copytree(HOME / "source", tmp_path / "source")
    project, chance = Project(tmp_path), random.Random(4)  # noqa: S311 - the same each time
    path = sent(project, edition)
    sources = sources_of(Snapshot(project), edition)
    blocks = [each for passages in sources.values() for each in passages if len(each.words.split()) > 2]
    wanted = {part.file: part.text for part in sources}
    done = 0
    for block in [*blocks, *blocks]:
        word = chance.choice(re.findall(r"[^\W\d_]{4,}", block.words) or ["-"])
        new = f"{word[::-1].lower()}{done}"
        with zipfile.ZipFile(path) as archive:
            text = archive.read("word/document.xml").decode()
        if text.count(f"{word}") != 1 or wanted[block.part.file].count(word) != 1 or done == 30:
            continue
        replaced(path, word, new)
        wanted[block.part.file] = wanted[block.part.file].replace(word, new)
        done += 1
    merged = write_merge(project, path)
    assert done >= 15
    assert all((tmp_path / file).read_text() == text for file, text in wanted.items())
    assert not merged.findings


def test_the_last_merge_is_taken_back(project: Project) -> None:
    write_merge(project, edited(sent(project), lambda text: text.replace("2026", "2027")))
    assert undo_merge(project) == (FILE,)
    assert (project.root / FILE).read_text() == TEXT
    with pytest.raises(Rejected, match="no merge to take back"):
        undo_merge(project)


def test_a_merge_is_not_taken_back_over_later_work(project: Project) -> None:
    write_merge(project, edited(sent(project), lambda text: text.replace("2026", "2027")))
    later = (project.root / FILE).read_text() + "\nMore.\n"
    (project.root / FILE).write_text(later)
    with pytest.raises(Rejected, match="changed since the merge"):
        undo_merge(project)
    assert (project.root / FILE).read_text() == later


def test_merging_shows_and_writes_nothing(project: Project) -> None:
    merged = merge_word(project, edited(sent(project), lambda text: text.replace("2026", "2027")))
    assert merged.files[FILE][1] == TEXT.replace("2026", "2027")
    assert (project.root / FILE).read_text() == TEXT


def pasted(path: Path) -> Path:
    """The copy as a text that was pasted into a new document: without bookmarks and styles."""
    return edited(path, lambda text: re.sub(r"<w:(bookmark\w+|pStyle) [^>]*>", "", text))


def test_a_text_pasted_into_a_new_document_is_found_by_its_words(project: Project) -> None:
    change = {"2026": "2027", "one point of three": "any point of three", "The second paragraph says": "Nothing of it"}
    path = pasted(sent(project))
    for old, new in change.items():
        replaced(path, old, new)
    merged = write_merge(project, path)
    # two points are nearly alike, and of a paragraph too little is left: neither is guessed
    assert (project.root / FILE).read_text() == TEXT.replace("2026", "2027")
    told = cases(merged)
    assert "are found in a by their words" in told[0]
    assert {each for each in told[1:] if "any point of three" in each or "Nothing of it" in each}
    assert len(told) == 5


def test_a_text_pasted_as_it_was_sent_changes_no_byte(project: Project) -> None:
    merged = write_merge(project, pasted(sent(project)))
    assert (project.root / FILE).read_text() == TEXT
    assert len(cases(merged)) == 1 and not merged.changes


def test_a_text_of_another_is_no_copy(project: Project) -> None:
    path = pasted(sent(project))
    (project.root / FILE).write_text("---\ntype: article\ntitle: Quite another\nlead: As it is\n---\nWith its words.\n")
    with pytest.raises(Rejected, match="no copy that the press wrote"):
        merge_word(project, path)


def test_a_section_file_that_is_gone_is_told(project: Project) -> None:
    path = sent(project)
    (project.root / FILE).rename(project.root / "source/a/1-other.md")
    assert "is gone, or has another name" in cases(merge_word(project, path))[0]


def test_a_bookmark_that_a_program_wrote_twice_ends_where_it_starts_again(project: Project) -> None:
    def split(text: str) -> str:
        start = re.search(r'<w:bookmarkStart w:id="\d+" (w:name="[^"]+")/>(?=(?:(?!bookmarkStart).)*A third)', text)
        assert start
        again = f"A third,</w:t></w:r></w:p><w:p><w:bookmarkStart w:id='999' {start[1]}/><w:r><w:t>"
        return text.replace("A third,", again)

    assert any(
        "makes several paragraphs of one" in each for each in cases(merge_word(project, edited(sent(project), split)))
    )


def test_a_file_that_libreoffice_wrote_comes_back(project: Project) -> None:
    # the copy of TEXT by LibreOffice 7.4.7: soffice --headless --convert-to fodt, these four words changed in that,
    # --convert-to docx
    merged = write_merge(project, Path(__file__).with_name("libreoffice.docx"))
    expected = TEXT.replace("2026", "2027").replace("and words.", "and letters.")
    expected = expected.replace("- one point", "- one good point").replace("| cell", "| a cell")
    assert (project.root / FILE).read_text() == expected
    assert not merged.findings


def test_a_block_among_those_of_another_file_is_moved(project: Project) -> None:
    (project.root / "source/a/2-more.md").write_text("---\ntype: article\ntitle: More of it\n---\nLast\n")

    def moved(text: str) -> str:
        head, third = passage(text, "More of it"), passage(text, "A third")
        return text.replace(head, "").replace(third, head + third)

    path = edited(sent(project), moved)
    assert cases(write_merge(project, path)) == ["the copy moves “More of it”"]


def test_two_merges_at_once_are_one_after_the_other(project: Project) -> None:
    from concurrent.futures import ThreadPoolExecutor

    changes = [("2026", "2027"), ("words.", "letters.")]
    copies = []
    for at, (old, new) in enumerate(changes):
        path = sent(project).rename(project.root / f"{at}.docx")
        copies.append(edited(path, lambda text, old=old, new=new: text.replace(old, new)))  # type: ignore[misc]
    with ThreadPoolExecutor(2) as pool:
        merged = list(pool.map(lambda path: write_merge(project, path), copies))
    assert (project.root / FILE).read_text() == TEXT.replace("2026", "2027").replace("words.", "letters.")
    assert not [finding for each in merged for finding in each.findings]


MAP = """\
---
type: map
title: A map
picture:
  file: a.svg
  alt: A map of
    two rivers
legend:
  - mark: A*1 or so
    label: >-
      One *place*
      by the river
---
"""


def test_plain_texts_keep_their_signs_and_folded_ones_their_lines(project: Project) -> None:
    (project.root / FILE).write_text(MAP)
    path = edited(sent(project), lambda text: text.replace("A*1 or so", "A_1* or so").replace("river<", "lake<"))
    merged = write_merge(project, path)
    assert (project.root / FILE).read_text() == MAP.replace("A*1 or so", "A_1* or so").replace("the river", "the lake")
    assert not merged.findings


def test_an_edition_whose_sections_cannot_be_listed_is_told(project: Project) -> None:
    (project.root / "source/a/9-no name.md").write_text(TEXT)
    with pytest.raises(Rejected):
        sources_of(Snapshot(project), "a")


WORD = "http://schemas.microsoft.com/office/word/20"
SAID = (("1", "A", "Ada", "Is it?", "", "0"), ("2", "B", "Bo", "Yes.", "A", "0"), ("3", "C", "Ada", "Good.", "", "1"))
"""Comments: identifier, that of their paragraph, author, text, the paragraph that they answer, and whether done."""
COMMENTS = f'<w:comments {NAMESPACES} xmlns:w14="{WORD}10/wordml">' + "".join(
    f'<w:comment w:id="{key}" w:author="{author}" w:date="2026-11-2{key}T10:30:00Z">'
    f'<w:p w14:paraId="{own}"><w:r><w:t>{text}</w:t></w:r></w:p></w:comment>'
    for key, own, author, text, _, _ in SAID
)
THREADS = f'<w15:commentsEx xmlns:w15="{WORD}12/wordml">' + "".join(
    f'<w15:commentEx w15:paraId="{own}" w15:paraIdParent="{above}" w15:done="{done}"/>'
    for _, own, _, _, above, done in SAID
)


def commented(path: Path) -> Path:
    """The copy with a comment on the year, an answer to it, and a comment on a cell that is resolved."""

    def change(text: str) -> str:
        signs = "".join(f'<w:r><w:commentReference w:id="{key}"/></w:r>' for key in (1, 2))
        start, end = '<w:r><w:t xml:space="preserve">', "</w:t></w:r>"
        year = f'<w:commentRangeStart w:id="1"/>{start}2026{end}<w:commentRangeEnd w:id="1"/>{signs}'
        text = text.replace("the year 2026", f"the year {end}{year}{start}")
        return text.replace(">cell</w:t></w:r>", '>cell</w:t></w:r><w:r><w:commentReference w:id="3"/></w:r>')

    edited(path, change)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("word/comments.xml", f"{COMMENTS}</w:comments>")
        archive.writestr("word/commentsExtended.xml", f"{THREADS}</w15:commentsEx>")
    return path


def test_comments_become_review_notes_at_their_lines_once(project: Project) -> None:
    path = commented(sent(project))
    shown = merge_word(project, path)
    assert not shown.findings and not [*project.root.glob("source/a/reviews/*")]
    written = write_merge(project, path)
    reviews = read_reviews(Snapshot(project), NAME)[0]
    assert reviews == written.reviews == shown.reviews and not written.changes
    told = [(e.author, e.found, e.words, e.text, e.state, [a.text for a in e.answers]) for e in reviews.values()]
    assert told == [("Ada", "exact", "2026", "Is it?", "open", ["Yes."]), ("Ada", "near", "", "Good.", "done", [])]
    lines = [TEXT.splitlines()[int(each.place.rpartition(":")[2]) - 1] for each in reviews.values()]
    assert lines == ["A third, with the year 2026 in it.", "| cell | 12  |"]
    assert not write_merge(project, path).reviews and read_reviews(Snapshot(project), NAME)[0] == reviews


def test_comments_that_say_the_same_are_all_kept(project: Project) -> None:
    def marked(text: str) -> str:
        for key, point in enumerate(("one point of three", "another point of three"), 1):
            text = text.replace((end := f">{point}</w:t></w:r>"), f'{end}<w:r><w:commentReference w:id="{key}"/></w:r>')
        return text

    path = edited(sent(project), marked)
    same = re.sub("Bo|Ada", "Ada", re.sub("Yes|Is it", "Same", COMMENTS)).replace("-22T", "-21T").replace("?", ".")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("word/comments.xml", f"{same}</w:comments>")
    assert [each.text for each in write_merge(project, path).reviews.values()] == ["Same."] * 2


def test_an_answer_that_came_since_is_added(project: Project) -> None:
    path = commented(sent(project))
    write_merge(project, path)
    replaced(path, "Yes.", "No.", "word/comments.xml")
    (new,) = write_merge(project, path).reviews.values()
    assert [each.text for each in new.answers] == ["Yes.", "No."]


def test_a_comment_at_no_paragraph_of_the_source_is_told(project: Project) -> None:
    path = commented(sent(project))
    (project.root / FILE).rename(project.root / "source/a/1-other.md")
    merged = merge_word(project, path)
    assert not merged.reviews and [each.rule for each in merged.findings].count("word/told") == 2
