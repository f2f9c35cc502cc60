"""What every command shares: findings reported, the worst exit code, and the result for a program."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from brochurepress.cli.command_line import main
from brochurepress.cli.console import CLEAN, FAULTY, REJECTED, Console
from brochurepress.findings import Rejected
from tests.support.findings import error, warning
from tests.support.sample_project import COVER, Sample

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
    with pytest.raises(SystemExit) as left, (console := Console("json")).ending(made=None):
        work(console)
    assert left.value.code == code
    said = json.loads(capsys.readouterr().out)
    found = said.pop("findings")
    assert said == told
    assert bool(found) is (end != "clean")


def test_of_several_the_worst_code_stays_and_all_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left, (console := Console("json")).ending("all"):
        for name, (work, *_) in ENDS.items():
            with console.attempt(made=None, name=name):
                work(console)
    assert left.value.code == REJECTED
    assert [each["made"] for each in json.loads(capsys.readouterr().out)["all"]] == [1, 1, 1, 1, None]


def test_a_person_is_shown_the_findings_worst_first_and_no_json(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit), (console := Console("text")).ending():
        console.finish([WARNING, ERROR])
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"{ERROR}\n{WARNING}\n"


def test_a_fault_of_the_press_itself_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), Console("json").ending():
        raise ZeroDivisionError


SPOKEN: dict[str, tuple[tuple[str, ...], dict[str, str], str]] = {
    "nothing": ((), {}, "error: there is no section type"),
    "the option": (("--language", "nl"), {}, "fout: er is geen soort onderdeel"),
    "the option of a region": (("--language", "nl-NL"), {"LANG": "en_GB.UTF-8"}, "fout: "),
    "the locale": ((), {"LANG": "nl_NL.UTF-8"}, "fout: "),
    "the messages of the locale": ((), {"LC_MESSAGES": "nl_NL", "LANG": "en_GB.UTF-8"}, "fout: "),
    "the option over the locale": (("--language", "en"), {"LC_ALL": "nl_NL.UTF-8"}, "error: "),
    "the locale of a program": ((), {"LC_ALL": "C.UTF-8", "LANG": "nl_NL.UTF-8"}, "error: "),
}


@pytest.mark.parametrize("name", SPOKEN)
def test_a_person_is_told_in_the_language_chosen(good: Sample, name: str) -> None:
    options, environment, told = SPOKEN[name]
    said = checked(good, *options, **environment)
    assert told in said.stderr
    assert "no words" not in said.stderr


def test_a_language_without_words_is_told_once_and_falls_back(good: Sample) -> None:
    said = checked(good, LANG="xx_XX.UTF-8").stderr
    assert said.count("there are no words in the language 'xx'") == 1
    assert "error: there is no section type" in said


def test_a_program_is_told_in_english(good: Sample) -> None:
    (found,) = json.loads(checked(good, "--language", "nl", "--json").stdout)["checked"][0]["findings"]
    assert (found["severity"], found["message"][:8]) == ("error", "there is")


def test_wrong_use_is_told_in_the_language_chosen(good: Sample) -> None:
    done = CliRunner().invoke(main, ["check", "smple", "--root", str(good.root), "--language", "nl"])
    assert done.exit_code == 2
    assert "er is geen uitgave 'smple': bedoel je 'sample'?" in done.stderr


def checked(good: Sample, *options: str, **environment: str) -> Result:
    """What `check` says of an edition with a fault."""
    good.change(COVER, "type: cover", "type: cver")
    locale = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "", **environment}
    done = CliRunner(env=locale).invoke(main, ["check", "sample", "--root", str(good.root), *options])
    assert done.exit_code == REJECTED
    return done
