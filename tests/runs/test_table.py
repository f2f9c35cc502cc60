"""Tables of a run: the same rows from every kind of file, and every fault with its file and row."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brochurepress.findings import Finding, Rejected
from brochurepress.runs import rows as rows_module
from brochurepress.runs.rows import Reading, TableRow
from brochurepress.runs.table import READERS, counted, read_table
from brochurepress.workspace.limits import LimitName

COLUMNS = ("name", "code")
ROWS = [("Ada & Åse", "007"), ('a "quoted", text', "=1+1"), ("two\nlines", ""), ("#1 [x] *y*", "1;2|3")]


def csv_file(folder: Path, rows: Sequence[Sequence[str]], name: str = "people.csv") -> Path:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    path = folder / name
    path.write_text("".join(",".join(map(cell, row)) + "\r\n" for row in rows), "utf-8-sig", newline="")
    return path


def xlsx_file(folder: Path, rows: Sequence[Sequence[Any]], name: str = "people.xlsx") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for at, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(at, column, value)
            if isinstance(value, str):
                cell.data_type = "s"  # a text that begins with = is no formula here
    book.save(folder / name)
    return folder / name


def jsonl_file(folder: Path, rows: Sequence[Sequence[str]], name: str = "people.jsonl") -> Path:
    """A header and rows as objects; the header line is left out, so the first row has number 1."""
    header, *below = rows
    lines = (json.dumps(dict(zip(header, row, strict=True)), ensure_ascii=False) for row in below)
    (folder / name).write_text("\n".join(lines), "utf-8")
    return folder / name


WRITERS: dict[str, Callable[[Path, Sequence[Sequence[str]]], Path]] = {
    ".csv": csv_file,
    ".xlsx": xlsx_file,
    ".jsonl": jsonl_file,
}


def read(path: Path) -> list[TableRow]:
    return list(read_table(path).rows())


def faults(path: Path) -> list[Finding]:
    """All that is wrong with a table and its rows."""
    try:
        return [fault for row in read(path) for fault in row.faults]
    except Rejected as rejected:
        return list(rejected.findings)


def told(path: Path) -> list[tuple[str, str]]:
    """Place and rule of each fault."""
    return [(str(fault.place), fault.rule) for fault in faults(path)]


def test_every_reader_has_a_writer_here() -> None:
    assert WRITERS.keys() == READERS.keys()


@pytest.mark.parametrize("kind", READERS)
def test_every_kind_of_table_gives_the_same_rows(kind: str, tmp_path: Path) -> None:
    table = read_table(WRITERS[kind](tmp_path, [COLUMNS, *ROWS]))
    assert table.columns == COLUMNS
    assert [tuple(row.cells.values()) for row in table.rows()] == ROWS
    assert [row.faults for row in table.rows()] == [()] * len(ROWS)
    first = 1 if kind == ".jsonl" else 2
    assert [row.number for row in table.rows()] == list(range(first, first + len(ROWS)))
    assert counted(table) == len(ROWS)


@pytest.mark.parametrize("kind", READERS)
def test_a_table_without_rows_is_refused(kind: str, tmp_path: Path) -> None:
    path = WRITERS[kind](tmp_path, [COLUMNS])
    with pytest.raises(Rejected) as rejected:
        counted(read_table(path))
    assert str(rejected.value.findings[0].place) == f"people{kind}:1"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_sign_between_cells_is_found_out(delimiter: str, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(f'name{delimiter}"a, b; c"\nAda{delimiter}1\n', "utf-8")
    assert [dict(row.cells) for row in read(path)] == [{"name": "Ada", "a, b; c": "1"}]


def test_empty_rows_are_passed_over_and_the_others_keep_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("name,code\n\nAda,1\n , \nBo,2\n", "utf-8")
    assert [row.number for row in read(path)] == [3, 5]


def test_values_of_a_workbook_are_texts_as_they_are_shown(tmp_path: Path) -> None:
    day, time = dt.datetime(2026, 2, 1), dt.datetime(2026, 2, 1, 9, 30)  # noqa: DTZ001
    path = xlsx_file(tmp_path, [["a", "b", "c", "d", "e", "f"], [7.0, 1.5, True, day, time, None]])
    (row,) = read(path)
    assert list(row.cells.values()) == ["7", "1.5", "TRUE", "2026-02-01 0:00:00", "2026-02-01 9:30:00", ""]


def test_a_code_keeps_the_noughts_that_its_format_shows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["code"])
    book.active.append([42])
    book.active["A2"].number_format = "00000"
    book.save(tmp_path / "codes.xlsx")
    assert [row.cells["code"] for row in read(tmp_path / "codes.xlsx")] == ["00042"]


def saved(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "told_as"),
    [
        ("naam;stad\nZoë;Ås\n".encode("cp1252"), "Windows-1252"),
        ("naam\tstad\nZoë\tÅs\n".encode("utf-16"), "UTF-16"),
        ("sep=;\nnaam;stad\nZoë;Ås\n".encode(), ""),
        ("sep=|\r\nnaam|stad\r\nZoë|Ås\r\n".encode("cp1252"), "Windows-1252"),
    ],
    ids=["Windows", "UTF-16", "sep", "both"],
)
def test_what_a_spreadsheet_saves_is_read_and_told(tmp_path: Path, content: bytes, told_as: str) -> None:
    path = saved(tmp_path / "t.csv", content)
    assert [(row.number, dict(row.cells)) for row in read(path)] == [(2, {"naam": "Zoë", "stad": "Ås"})]
    notes = read_table(path).notes
    assert [(note.rule, told_as in note.message) for note in notes] == ([("table/read-as", True)] if told_as else [])


def test_hidden_rows_are_left_out_and_sheets_have_names(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name, rows in (("Lijst", "abcd"), ("Gasten", "xyz")):
        sheet = book.create_sheet(name)
        for text in ("naam", *rows):
            sheet.append([text])
    book.remove(book.worksheets[0])
    book["Lijst"].row_dimensions[3].hidden = book["Lijst"].row_dimensions[4].hidden = True
    book.save(tmp_path / "t.xlsx")
    first = read_table(tmp_path / "t.xlsx")
    assert [(row.number, row.cells["naam"]) for row in first.rows()] == [(2, "a"), (5, "d")]
    assert [str(note.message).partition(":")[2] for note in first.notes] == [" Lijst, Gasten", " 3, 4"]
    other = read_table(tmp_path / "t.xlsx", Reading(sheet="Gasten"))
    assert [row.cells["naam"] for row in other.rows()] == ["x", "y", "z"]
    assert other.notes == ()
    with pytest.raises(Rejected, match="no sheet 'Gast'"):
        read_table(tmp_path / "t.xlsx", Reading(sheet="Gast"))


def changed_sheet(path: Path, *changes: tuple[str, str], part: str = "xl/worksheets/sheet1.xml") -> Path:
    """A workbook with a part changed as text."""
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    text = held[part].decode()
    for old, new in changes:
        assert re.search(old, text), old
        text = re.sub(old, new, text)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {**held, part: text.encode()}.items():
            archive.writestr(name, content)
    return path


def test_what_other_programs_write_is_read_as_it_is_shown(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, [["naam", "code"], ["Ada_x000D_\nB.", "x"], ["weg", 1], ["Bo", 2], ["Cy", 3]])
    emptied = r'<c r="B2" t="str"><f>IF(1,"","x")</f><v></v></c>'  # a formula that shows nothing
    changed_sheet(
        path,
        ('<dimension ref="[^"]*"', '<dimension ref="A1:A2"'),
        ('<c r="B2".*?</c>', emptied),
        ('<row r="3"', '<row hidden="1"'),
        ('<row r="[24]"', "<row"),
    )
    table = read_table(path)
    rows = [(row.number, *row.cells.values(), *row.faults) for row in table.rows()]
    assert rows == [(2, "Ada\nB.", ""), (4, "Bo", "2"), (5, "Cy", "3")]
    assert [note.rule for note in table.notes] == ["table/hidden"]


def test_the_first_sheet_is_the_first_that_is_shown(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name in ("Oud", "Lijst"):
        book.create_sheet(name).append(["naam"])
        book[name].append([name])
    book["Oud"].sheet_state = "veryHidden"
    book.remove(book.worksheets[0])
    book.active = 1
    book.save(tmp_path / "t.xlsx")
    table = read_table(tmp_path / "t.xlsx")
    assert ([row.cells["naam"] for row in table.rows()], table.notes) == (["Lijst"], ())
    assert [row.cells["naam"] for row in read_table(tmp_path / "t.xlsx", Reading(sheet="Oud")).rows()] == ["Oud"]


def test_a_text_that_is_kept_from_being_a_number_is_itself(tmp_path: Path) -> None:
    path = saved(tmp_path / "t.csv", b'naam;code\r\nAda;="007"\r\n')
    assert [dict(row.cells) for row in read(path)] == [{"naam": "Ada", "code": "007"}]


def test_a_format_that_is_not_known_is_told_at_its_row(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["prijs"], [4.5], [0.75]):
        book.active.append(row)
    book.active["A2"].number_format, book.active["A3"].number_format = '"€" #,##0.00', "# ?/?"
    book.save(tmp_path / "t.xlsx")
    table = read_table(tmp_path / "t.xlsx", Reading("nl-NL"))
    good, bad = table.rows()
    assert (good.cells["prijs"], good.faults) == ("€ 4,50", ())
    assert [str(fault.place) for fault in bad.faults] == ["t.xlsx:3"]
    assert "the format # ?/? of 'prijs' shows of 0.75" in bad.faults[0].message


def test_numbers_of_json_stay_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "n.jsonl"
    path.write_text('{"a": 1.10, "b": 9007199254740993, "c": 1e3, "d": null, "e": false}\n')
    assert list(read(path)[0].cells.values()) == ["1.10", "9007199254740993", "1e3", "", "0"]


SPOILT: dict[str, tuple[str, bytes, list[tuple[str, str]]]] = {
    "no kind of table": ("t.ods", b"", [("t.ods", "table/kind")]),
    "an empty file": ("t.csv", b"", [("t.csv:1", "table/header")]),
    "names that are empty": ("t.csv", b" ,\n1,2\n", [("t.csv:1", "table/header")]),
    "a name twice": ("t.csv", b"a,a\n1,2\n", [("t.csv:1", "table/header")]),
    "the edition's own name": ("t.csv", b"edition\nx\n", [("t.csv:1", "table/header")]),
    "a cell too many": ("t.csv", b"a,b\n1,2\n1,2,3\n", [("t.csv:3", "table/cells")]),
    "a cell too few": ("t.csv", b"a,b\n1\n1,2\n", [("t.csv:2", "table/cells")]),
    "a quotation mark left open": ("t.csv", b'a,b\n1,2\n1,"2\n', [("t.csv:3", "table/syntax")]),
    "a text behind its quotation mark": ("t.csv", b'a,b\n"1"x,2\n', [("t.csv:2", "table/syntax")]),
    "no encoding of all": ("t.csv", b"a,b\n1,2\nAsa,\x81\xc5s\n", [("t.csv:3", "table/encoding")]),
    "a title above the heads": ("t.csv", b"Guests;;\nname;code\nAda;1\n", [("t.csv:1", "table/header")]),
    "a control character": ("t.csv", b"a,b\n1,2\x00\n", [("t.csv:2", "table/character")]),
    "no workbook": ("t.xlsx", b"a,b\n", [("t.xlsx", "table/syntax")]),
    "no JSON": ("t.jsonl", b'{"a": 1}\n{"a": \n', [("t.jsonl:2", "table/syntax")]),
    "a list for a row": ("t.jsonl", b'{"a": 1}\n[]\n', [("t.jsonl:2", "table/syntax")]),
    "a list in a row": ("t.jsonl", b'{"a": [1]}\n', [("t.jsonl:1", "table/value")]),
    "an object in a row": ("t.jsonl", b'{"a": {"b": 1}}\n', [("t.jsonl:1", "table/value")]),
    "a name twice in a row": ("t.jsonl", b'{"a": 1, "a": 2}\n', [("t.jsonl:1", "table/value")]),
    "no number": ("t.jsonl", b'{"a": NaN}\n{"a": 1}', [("t.jsonl:1", "table/syntax")]),
    "a name misspelt": (
        "t.jsonl",
        b'{"name": 1}\n{"nmae": 2}\n',
        [("t.jsonl:2", "table/cells"), ("t.jsonl:2", "table/cells")],
    ),
    "half a character": ("t.jsonl", b'{"a": "\\ud800"}\n', [("t.jsonl:1", "table/character")]),
    "JSON nested too deep": (
        "t.jsonl",
        b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n",
        [("t.jsonl:1", "table/syntax")],
    ),
    "Latin-1 in JSON": ("t.jsonl", b'{"a": "\xc5"}\n', [("t.jsonl:1", "table/encoding")]),
}


@pytest.mark.parametrize("name", SPOILT)
def test_every_fault_has_its_file_and_row(name: str, tmp_path: Path) -> None:
    file, content, wanted = SPOILT[name]
    (tmp_path / file).write_bytes(content)
    assert told(tmp_path / file) == wanted
    assert all(fault.hint for fault in faults(tmp_path / file))


def test_a_name_misspelt_is_told_with_the_right_one(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text('{"name": 1}\n{"nmae": 2}\n')
    assert any("did you mean 'name'?" in fault.hint for fault in faults(path))


def test_a_table_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert told(tmp_path / "people.csv") == [("people.csv", "table/missing")]


def test_an_error_and_a_formula_without_result_are_faults_of_their_row(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["a", "b"], ["x", "#N/A"], ["x", "=A2"], ["", "=A2"], ["x", "y"]):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    assert told(tmp_path / "t.xlsx") == [(f"t.xlsx:{row}", "table/value") for row in (2, 3, 4)]


def test_a_broken_sheet_in_a_sound_zip_is_told(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<broken")
    assert told(tmp_path / "t.xlsx") == [("t.xlsx", "table/syntax")]


def test_a_line_beyond_its_limit_ends_the_table(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text('{"a": "x"}\n{"a": "' + "x" * 1_000_001 + '"}\n{"a": "y"}\n')
    assert told(path) == [("t.jsonl:2", "table/limit")]


def test_a_long_line_in_utf8_is_none_for_the_place_where_it_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b\n" + "x" * 999_999 + "Åse" + ",1\n", "utf-8")
    assert [fault.rule for fault in faults(path)] == ["table/limit"]
    path = path.rename(tmp_path / "t.jsonl")
    path.write_bytes(path.read_bytes() + b"\xc5\n")
    assert told(path) == [("t.jsonl:3", "table/encoding")]


def test_limits_are_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = csv_file(tmp_path, [COLUMNS, *ROWS])
    for limit in (LimitName.TABLE, LimitName.ROWS):
        with monkeypatch.context() as patched, pytest.raises(Rejected, match="table/limit"):
            patched.setattr(limit, "most", 1)
            counted(read_table(path))


def test_rows_are_streamed(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a\n" + "x\n" * 100_000)
    rows = read_table(path).rows()
    assert next(rows) == rows_module.TableRow(2, {"a": "x"})
    rows.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", READERS)
@given(content=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_file_holds_it_is_read_or_refused(kind: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"any{kind}"
    path.write_bytes(content)
    for fault in faults(path):
        assert fault.place.file == path.name
        assert fault.hint


@pytest.mark.stress
@given(
    changes=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=4),
    cut=st.integers(0, 10_000),
)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_workbook_is_read_or_refused(changes: list[tuple[int, int]], cut: int, tmp_path: Path) -> None:
    content = bytearray(xlsx_file(tmp_path, [COLUMNS, *ROWS]).read_bytes())
    for at, byte in changes:
        content[at % len(content)] = byte
    (tmp_path / "damaged.xlsx").write_bytes(content[: cut + len(content) // 2])
    for fault in faults(tmp_path / "damaged.xlsx"):
        assert fault.place.file == "damaged.xlsx"
        assert fault.hint


@given(rows=st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), min_size=1, max_size=5))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_was_written_as_csv_is_read_again(rows: list[tuple[str, str]], tmp_path: Path) -> None:
    with (tmp_path / "t.csv").open("w", newline="", encoding="utf-8", errors="replace") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([COLUMNS, *rows])
    sound = [row for row in read(tmp_path / "t.csv") if not row.faults]
    for row in sound:
        written = (text.encode("utf-8", "replace").decode() for text in rows[row.number - 2])
        assert tuple(row.cells.values()) == tuple(unicodedata.normalize("NFC", text.strip()) for text in written)
