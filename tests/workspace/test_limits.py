"""Limits: each is asked by a reader, is silent at its size, and speaks one beyond it, at its place."""

from __future__ import annotations

import base64
import io
import os
import re
import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from brochurepress.exchange.word_package import read_package
from brochurepress.exchange.word_reader import WordReader
from brochurepress.findings import Rejected
from brochurepress.runs.table import read_table
from brochurepress.workspace.limits import LimitName, open_plain, read_at_most
from brochurepress.workspace.project import Project
from brochurepress.workspace.snapshot import Snapshot
from tests.release.test_http import dripping_body
from tests.support.asked import (
    FONT,
    GREY,
    PROFILE,
    Ask,
    captioned,
    checked,
    edition,
    fetched,
    font,
    front_matter,
    in_bounds,
    inspected,
    loose_font,
    markdown,
    of_rejected,
    opened,
    painting,
    parts,
    pdf_of,
    picture,
    profile,
    stage,
    svg,
    table,
    takes,
    text,
    tokens,
    unpacked_size,
    workbook,
)
from tests.support.link_server import says
from tests.support.sample_project import ARTICLE, TOKENS, png
from tests.support.word_files import document, paragraph, written


@dataclass(frozen=True)
class Case:
    """Something of a size that one limit counts, who reads it, where it is told and in which words."""

    size: int
    ask: Ask
    place: str = ""
    said: str = ""
    below: int = 0
    """The limit that is passed: one less than the size, where no other is given."""
    good: Ask | None = None
    """What the limit is silent about, where it is another thing."""


A_DOCUMENT = document(paragraph("A text"))


def unpacked(content: bytes) -> int:
    """The bytes of all parts of an archive, unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return sum(entry.file_size for entry in archive.infolist())


def part_size(content: bytes) -> int:
    """The bytes of the largest part of an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return max(entry.file_size for entry in archive.infolist())


def documented() -> Ask:
    @of_rejected
    def asked(folder: Path) -> None:
        WordReader(Snapshot(Project(folder)), read_package(written(folder / "a.docx", A_DOCUMENT))).read()

    return asked


NOT_STYLES = ("sheet1.xml", "sharedStrings.xml")
BITMAP = base64.b64encode(png(40, 1)).decode()
DOT = "![A dot](dot.png)"
LONG_NAME = f"\n[colours.{'a' * 30}]\nsrgb = '#123456'\nink = [1, 2, 3, 4]\n"
CSV = "a;b\np;x y\n"

CASES: dict[LimitName, Case] = {
    LimitName.TEXT: Case(50, text("a " * 25), "a.md"),
    LimitName.FRONT_MATTER: Case(50, front_matter("a: " + "b" * 47), "a.md:1"),
    LimitName.NESTING: Case(5, front_matter("b: 1\na: [[[[x]]]]"), "a.md:2", "nested more than 4 levels deep"),
    LimitName.LINES: Case(30, text("a\n" * 29 + "a"), "a.md:30"),
    LimitName.WORD: Case(300, text("a\nb " + "c" * 300 + " d"), "a.md:2"),
    LimitName.ACCENTS: Case(8, text("a\nbx" + "\u0301" * 8 + "d"), "a.md:2"),
    LimitName.HYPHENS: Case(8, text("a\nb " + "c\u00ad" * 8 + "d"), "a.md:2"),
    LimitName.BRACKETS: Case(6, markdown("a\n\n" + "b [" * 6 + "c" + "]" * 6), "a.md:3"),
    LimitName.SIGNS: Case(40, markdown("a\n\nb " + "*c* " * 20), "a.md:3"),
    LimitName.ABBREVIATIONS: Case(5, markdown("a\n\n" + "".join(f"*[b{n}]: c\n" for n in range(5))), "a.md:7"),
    LimitName.HEADINGS: Case(5, markdown("a\n\n" + "# b\n" * 5), "a.md:7"),
    LimitName.LEVELS: Case(6, markdown("a\n\n" + "> " * 5 + "b"), "a.md:3"),
    LimitName.PICTURES: Case(
        4, edition(lambda good: good.change(ARTICLE, DOT, "\n\n".join([DOT] * 3))), f"{ARTICLE}:24"
    ),
    LimitName.ALL_PIXELS: Case(
        44,
        edition(lambda good: good.write("source/sample/b.png", png(40, 1)).change(ARTICLE, "(dot.png)", "(b.png)")),
        f"{ARTICLE}:20",
    ),
    LimitName.BITMAP: Case(len(png()), picture("a.png", png())),
    LimitName.PIXELS: Case(40, picture("a.png", png(40, 1)), said="has 40 x 1 pixels, too many to set"),
    LimitName.SIDE: Case(40, picture("a.png", png(40, 1))),
    LimitName.METADATA: Case(300, picture("a.png", captioned(300))),
    LimitName.DRAWING: Case(len(svg("")), picture("a.svg", svg(""))),
    LimitName.ELEMENTS: Case(6, picture("a.svg", svg('<g id="a"><g/></g><use href="#a"/>'))),
    LimitName.DEPTH: Case(5, picture("a.svg", svg("<g>" * 4 + "</g>" * 4)), said="more than 4 levels deep"),
    LimitName.NUMBER: Case(300, picture("a.svg", svg('<rect width="300"/>'))),
    LimitName.NUMBERS: Case(10, picture("a.svg", svg('<path d="M0 0' + "h1" * 4 + '"/>'))),
    LimitName.LETTERS: Case(12, picture("a.svg", svg('<g id="a"><text>a word</text></g><use href="#a"/>'))),
    LimitName.INLINE: Case(80, picture("a.svg", svg(f'<image href="data:image/png;base64,{BITMAP}"/>' * 2))),
    LimitName.LETTER_SIZE: Case(90, picture("a.svg", svg('<text font-size="90">a</text>'))),
    LimitName.FONT: Case(FONT.stat().st_size, font("a.woff2", FONT.read_bytes()), "fonts/a.woff2"),
    LimitName.FONT_OPENED: Case(unpacked_size(), font("a.woff2", FONT.read_bytes()), "fonts/a.woff2"),
    LimitName.CODE_POINTS: Case(1000, font("a.ttf", loose_font()), "fonts/a.ttf"),
    LimitName.PROFILE: Case(PROFILE.stat().st_size, profile(), f"assets/icc/{PROFILE.name}"),
    LimitName.PAGE_SIDE: Case(210, tokens(), f"{TOKENS}:"),
    LimitName.TOKENS: Case(27, tokens(), f"{TOKENS}:"),
    LimitName.NAME: Case(30, tokens(LONG_NAME), f"{TOKENS}:"),
    LimitName.TEMPLATE: Case(40_000_000, edition(lambda good: None), said="makes more than 10 characters", below=10),
    LimitName.PDF: Case(len(pdf_of()), checked(pdf_of()), "a.pdf"),
    LimitName.PAGES: Case(3, inspected(pdf_of(3)), "a.pdf"),
    LimitName.CONTENT: Case(7, inspected(painting("0 0 m n")), "a.pdf, page 1"),
    LimitName.INSTRUCTIONS: Case(6, inspected(painting("/A Do " * 2, "q Q")), "a.pdf, page 1"),
    LimitName.FORMS: Case(2, inspected(painting("/A Do /A Do", "n")), "a.pdf, page 1"),
    LimitName.FORM_DEPTH: Case(1, inspected(painting("/A Do", "n")), "a.pdf, page 1"),
    LimitName.MARKS: Case(4, inspected(painting("/P BMC " * 4 + "EMC " * 4)), "a.pdf, page 1"),
    LimitName.IMAGE: Case(900, inspected(pdf_of(Width=30, Height=30, **GREY)), "a.pdf, page 1"),
    LimitName.IMAGE_SIDE: Case(30, inspected(pdf_of(Width=30, Height=3, **GREY)), "a.pdf, page 1"),
    LimitName.ANSWER: Case(4, fetched(says(200, b"good")), said="longer than 3 bytes"),
    LimitName.FETCH: Case(
        120, fetched(dripping_body), "", "takes longer than 1 seconds", 1, fetched(says(200, b"good"))
    ),
    LimitName.TABLE: Case(len(CSV), table("a.csv", CSV), "a.csv"),
    LimitName.ROWS: Case(3, table("a.csv", "a;b\n" + "p;x\n" * 3), "a.csv:4"),
    LimitName.ROW: Case(5, table("a.csv", CSV), "a.csv:2"),
    LimitName.WORKBOOK: Case(parts(), opened(workbook()), "a.xlsx"),
    LimitName.STRINGS: Case(parts("sharedStrings.xml"), opened(workbook()), "a.xlsx"),
    LimitName.STYLES: Case(parts() - parts(*NOT_STYLES), opened(workbook()), "a.xlsx"),
    LimitName.DOCUMENT: Case(unpacked(A_DOCUMENT), documented(), "a.docx"),
    LimitName.DOCUMENT_PART: Case(part_size(A_DOCUMENT), documented(), "a.docx"),
    LimitName.DOCUMENT_DEPTH: Case(5, documented(), "a.docx"),
    LimitName.READING: Case(
        120,
        stage("source.inputs.read_manuscript", busy=True),
        "source/sample/edition.toml",
        "takes longer than 1 seconds of the processor to be read",
        1,
        stage("source.inputs.read_manuscript", busy=False),
    ),
    LimitName.SETTING: Case(
        900,
        stage("pipeline.stages.typeset", busy=True),
        "source/sample/edition.toml",
        "takes longer than 1 seconds of the processor to be laid out",
        1,
        stage("pipeline.stages.typeset", busy=False),
    ),
    LimitName.CHECK: Case(
        120, in_bounds(partial(sum, iter(int, 1))), "", "takes longer than 1 seconds", 1, in_bounds(partial(sum, ()))
    ),
    LimitName.MEMORY: Case(4_000, in_bounds(partial(takes, 500)), said="more memory than it may", below=100),
}

OF_REVISIONS = {LimitName.REVISION, LimitName.REVISION_FILES}
"""Reached where there are repositories to read: tests/proofing/test_compare_git_hostile.py."""


def lowered(of: LimitName, most: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """Sets a limit; answers what is said of what passes it."""
    monkeypatch.setattr(of, "most", most)
    return CASES[of].said or f"more than the {most:,} that {of} may have"


@pytest.mark.parametrize("of", CASES)
def test_a_limit_is_silent_at_its_size(of: LimitName, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = CASES[of]
    lowered(of, case.size, monkeypatch)
    limits = re.compile("more than (the )?[0-9,.]+|takes longer than|longer than [0-9,]+ bytes|too many to set")
    assert not [message for message in (case.good or case.ask)(tmp_path) if limits.search(message)]


@pytest.mark.parametrize("of", CASES)
def test_what_passes_a_limit_is_told_at_its_place(
    of: LimitName, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = CASES[of]
    said = lowered(of, case.below or case.size - 1, monkeypatch)
    monkeypatch.setattr("brochurepress.workspace.isolation.PATIENCE", 1000)
    messages = case.ask(tmp_path)
    assert len(messages) == 1, messages
    assert said in messages[0]
    assert messages[0].startswith(case.place)


def test_every_limit_has_its_case() -> None:
    assert {*CASES, *OF_REVISIONS} == set(LimitName)


TABLES: dict[str, Callable[[str], Ask]] = {
    ".csv": lambda cell: table("a.csv", f"a;b\np;{cell}\n"),
    ".jsonl": lambda cell: table("a.jsonl", f'{{"a":"","b":""}}\n{{"a":"p","b":"{cell}"}}\n'),
    ".xlsx": lambda cell: opened(workbook(cell)),
}


@pytest.mark.parametrize("kind", TABLES)
def test_a_row_that_is_too_long_is_told_alike_of_every_table(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = TABLES[kind]("x " * 99 + "x")
    assert ask(tmp_path) == []
    said = lowered(LimitName.ROW, 150, monkeypatch)
    (message,) = ask(tmp_path)
    assert re.fullmatch(rf"a\{kind}:2: the row has \d+ characters, {said}", message)


@pytest.mark.parametrize("strings", [True, False], ids=["kept apart", "in the sheet"])
def test_a_cell_that_would_fill_the_memory_is_told_without_being_read(
    strings: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    long = "x" * 3_000_000
    cell = '<c t="s"><v>0</v></c>' if strings else f'<c t="inlineStr"><is><t>{long}</t></is></c>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        rows = f'<row r="1"><c t="n"><v>1</v></c></row><row r="9">{cell}</row>'
        archive.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}">{rows}</worksheet>')
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{main}"><si><t>{long}</t></si></sst>')
    lowered(LimitName.ROW, 1_000, monkeypatch)
    monkeypatch.setattr("openpyxl.load_workbook", lambda *given, **named: pytest.fail("it was read"))
    with pytest.raises(Rejected) as rejected:
        read_table(path)
    assert [str(finding.place) for finding in rejected.value.findings] == ["a.xlsx:9"]


def test_a_small_file_takes_no_room_for_a_large_one(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.write_bytes(b"few")
    tracemalloc.start()
    with open_plain(small) as file:
        assert read_at_most(file, 100_000_000) == b"few"
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("most", [4, 10])
def test_a_file_that_grows_while_it_is_read_is_read_within_the_limit(most: int, tmp_path: Path) -> None:
    growing = tmp_path / "growing"
    growing.write_bytes(b"")
    with open_plain(growing) as file, pytest.MonkeyPatch.context() as patch:
        sized = os.fstat(file.fileno())
        growing.write_bytes(b"longer")
        patch.setattr(os, "fstat", lambda handle: sized)
        assert read_at_most(file, most) == b"longer"[:most]
