"""The cache: a result is made once for the same inputs, and a damaged or unwritable one costs nothing but time."""

from __future__ import annotations

from pathlib import Path

import pytest

from brochurepress.workspace.snapshot import kept, once


class Making:
    """A slow step that counts how often it is taken."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> bytes:
        self.times += 1
        return b"result"


def test_a_result_is_made_once(tmp_path: Path) -> None:
    make = Making()
    assert [kept((b"a", b"b"), make, tmp_path) for _ in range(3)] == [b"result"] * 3
    assert make.times == 1


def test_other_inputs_are_another_result(tmp_path: Path) -> None:
    make = Making()
    for inputs in ((b"a", b"b"), (b"ab", b""), (b"b", b"a")):
        kept(inputs, make, tmp_path)
    assert make.times == 3


def test_a_damaged_result_is_made_again(tmp_path: Path) -> None:
    make = Making()
    kept((b"a",), make, tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    assert kept((b"a",), make, tmp_path) == b"result"
    assert make.times == 2
    assert kept((b"a",), make, tmp_path) == b"result"
    assert make.times == 2


def test_a_folder_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert kept((b"a",), Making(), tmp_path / "file") == b"result"


def test_nothing_but_results_is_left(tmp_path: Path) -> None:
    kept((b"a",), Making(), tmp_path)
    assert len(list(tmp_path.iterdir())) == 1


class Asked:
    """Something with two properties, of which one cannot be read."""

    def __init__(self) -> None:
        self.times: list[str] = []

    @once
    def sound(self) -> int:
        self.times.append("sound")
        return 7

    @once
    def broken(self) -> int:
        self.times.append("broken")
        raise ValueError("no")


def test_what_is_read_once_gives_and_raises_the_same_again() -> None:
    asked = Asked()
    for _ in range(3):
        assert asked.sound == 7
        with pytest.raises(ValueError, match="no"):
            _ = asked.broken
    assert asked.times == ["sound", "broken"]
    assert Asked().times == []
