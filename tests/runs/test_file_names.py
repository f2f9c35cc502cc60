"""File names of a run: filled from the rows, fit for every system, and never out of their folder."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brochurepress.findings import Rejected
from brochurepress.runs.rows import LONGEST, read_names

COLUMNS = ("name", "place", "First name")


def name(pattern: str, number: int = 7, **cells: str) -> str:
    return read_names(pattern, COLUMNS, ".pdf").of(number, cells)


@pytest.mark.parametrize(
    ("pattern", "cells", "wanted"),
    [
        ("{name}", {"name": "Ada"}, "Ada.pdf"),
        ("{name}.pdf", {"name": "Ada"}, "Ada.pdf"),
        ("{row:06}", {}, "000007.pdf"),
        ("{row}-{name}.PDF", {"name": "x"}, "7-x.PDF"),
        ("{place}/{name}", {"place": "A/B", "name": ".."}, "A-B/_-.pdf"),
        (".hidden/{name}", {"name": "x"}, "hidden/x.pdf"),
        ("{name}", {"name": "../../etc/passwd"}, "_-..-etc-passwd.pdf"),
        ("{name}", {"name": 'a<b>:"c"|d?*\\e'}, "a-b-c-d-e.pdf"),
        ("{name}", {"name": "CON"}, "_CON.pdf"),
        ("{name}", {"name": "nul.x"}, "_nul.x.pdf"),
        ("{name}", {"name": " . "}, "_-.pdf"),
        ("{name}", {"name": "a\u202efdp\x9b2J\u2028b"}, "a-fdp-2J-b.pdf"),
        ("{name}", {"name": "-rf"}, "_-rf.pdf"),
        ("{name}", {"name": ""}, "_-.pdf"),
        ("{name}", {"name": "e\u0301"}, "\u00e9.pdf"),
        ("{name}", {"name": "a.b"}, "a.b.pdf"),
        ("{name}", {"name": "dr. "}, "dr.pdf"),
        ("{First name}", {"First name": "Ada"}, "Ada.pdf"),
        ("{{{name}}}", {"name": "Ada"}, "{Ada}.pdf"),
    ],
)
def test_a_pattern_is_filled(pattern: str, cells: dict[str, str], wanted: str) -> None:
    assert read_names(pattern, COLUMNS, ".pdf").of(7, cells) == wanted


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("{nmae}", "did you mean 'name'?"),
        ("{name:6}", "only {row} has a width"),
        ("{name!r}", "only {row} has a width"),
        ("{row:x y}", "is no pattern"),
        ("{name", "is no pattern"),
        ("{}", "there is no column ''"),
        ("{name.upper}", "there is no column"),
        ("/x/{name}", "leads out"),
        ("../{name}", "leads out"),
        ("a\\{name}", "leads out"),
        ("", "leads out"),
        ("{row:99999}", "is no pattern"),
        ("a//{name}", "leads out"),
    ],
)
def test_a_pattern_that_is_none_is_refused(pattern: str, said: str) -> None:
    with pytest.raises(Rejected) as rejected:
        read_names(pattern, COLUMNS, ".pdf")
    assert said in str(rejected.value)
    assert rejected.value.findings[0].rule == "run/file-name"


def test_a_column_that_is_called_row_is_not_mistaken_for_the_number() -> None:
    with pytest.raises(Rejected, match="rename the column"):
        read_names("{row}", ("row", "name"), ".pdf")
    assert read_names("{name}", ("row", "name"), ".pdf").of(1, {"row": "9", "name": "a"}) == "a.pdf"


@given(st.text(max_size=400))
def test_whatever_a_cell_holds_its_file_is_one_that_every_system_takes(text: str) -> None:
    made = name("{place}/{name}", place=text, name=text)
    folder, slash, file = made.partition("/")
    assert slash
    for part in (folder, file):
        assert part
        assert "/" not in part
        assert not part.startswith(".")
        assert part == part.strip(" ").rstrip(".")
        assert len(part.encode()) <= LONGEST + 1
        assert not any(ord(letter) < 32 or letter in '<>:"\\|?*' for letter in part)
    assert file.endswith(".pdf")


def test_the_fields_of_a_pattern_are_known() -> None:
    assert read_names("{place}/{row}-{name}", COLUMNS, ".pdf").fields == {"place", "name"}
