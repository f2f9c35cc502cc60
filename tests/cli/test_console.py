"""What every command shares: findings reported, the worst exit code, and the result for a program."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from brochurepress.cli.console import CLEAN, FAULTY, REJECTED, Console, command
from brochurepress.findings import Rejected
from tests.support.findings import error, warning

WARNING, ERROR = warning("x/warned", "pale"), error("x/wrong", "wrong")


def rejected(console: Console) -> None:
    raise Rejected([ERROR])


ENDS: dict[str, tuple[Callable[[Console], None], int, dict[str, object]]] = {
    "clean": (lambda console: console.finish((), made=1), CLEAN, {"made": 1}),
    "warned": (lambda console: console.finish([WARNING], made=1), CLEAN, {"made": 1}),
    "faulty": (lambda console: console.finish([WARNING, ERROR], made=1), FAULTY, {"made": 1}),
    "as told": (lambda console: console.finish([WARNING], FAULTY, made=1), FAULTY, {"made": 1}),
    "rejected": (rejected, REJECTED, {"made": None}),
}


@pytest.mark.parametrize("end", ENDS)
def test_a_command_ends_with_its_result_and_code(end: str, capsys: pytest.CaptureFixture[str]) -> None:
    work, code, told = ENDS[end]
    with pytest.raises(SystemExit) as left, command("json", made=None) as console:
        work(console)
    assert left.value.code == code
    said = json.loads(capsys.readouterr().out)
    found = said.pop("findings")
    assert said == told
    assert bool(found) is (end != "clean")


def test_of_several_the_worst_code_stays_and_all_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left, command("json", several="all") as console:
        for name, (work, *_) in ENDS.items():
            with console.attempt(made=None, name=name):
                work(console)
    assert left.value.code == REJECTED
    assert [each["made"] for each in json.loads(capsys.readouterr().out)["all"]] == [1, 1, 1, 1, None]


def test_a_person_is_shown_the_findings_worst_first_and_no_json(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit), command("text") as console:
        console.finish([WARNING, ERROR])
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"{ERROR}\n{WARNING}\n"


def test_a_fault_of_the_press_itself_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), command("json"):
        raise ZeroDivisionError
