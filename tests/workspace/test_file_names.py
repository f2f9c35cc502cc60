"""File names: what one system or another refuses or takes for the same is told."""

from __future__ import annotations

import pytest

from brochurepress.workspace.project import clashes, unportable


@pytest.mark.parametrize("name", ["notes.pdf", "Één nota (1).PDF", "console.pdf", "com.pdf", "a.con", "x y.pdf"])
def test_a_name_that_every_system_takes(name: str) -> None:
    assert unportable(name) == ""


@pytest.mark.parametrize(
    "name", ["con", "CON.pdf", "nul.tar.gz", "lpt1.pdf", "a:b.pdf", "a?.pdf", "a|b", "<a>", "a.pdf ", "a."]
)
def test_a_name_that_windows_refuses(name: str) -> None:
    assert "Windows" in unportable(name)


@pytest.mark.parametrize("other", ["NOTES.pdf", "Notes.PDF"])
def test_names_that_differ_in_case_alone_are_one(other: str) -> None:
    assert list(clashes(["notes.pdf", "more.pdf", other])) == [(other, "notes.pdf")]


def test_names_that_differ_in_their_composition_alone_are_one() -> None:
    assert list(clashes(["caf\u00e9.pdf", "cafe\u0301.pdf"])) == [("cafe\u0301.pdf", "caf\u00e9.pdf")]


def test_other_names_are_others() -> None:
    assert list(clashes(["a.pdf", "b.pdf", "a.png"])) == []
