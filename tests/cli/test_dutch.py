"""What people are told in Dutch: wrong use of every command, and the faults of all stages, without words of English."""

from __future__ import annotations

import ast
import os
import re
import string
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import click
import polib
import pytest
from click.testing import CliRunner

from brochurepress.cli.command_line import main
from brochurepress.wording import FILE, FOLDER, entries, in_language, phrase
from brochurepress.workspace.project import HOME

COMMANDS = sorted((HOME / "brochurepress/cli").glob("*.py"))

ENGLISH = re.compile(
    r"\b(?:the|and|with|this|that|these|those|it|they|has|have|were|are|be|not|which|from|for|page|pages|file|files|"
    r"row|rows|write|remove|build|cannot|another|where|there|as|by|on|its|your|you)\b"
)
KEPT = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”|`[^`]*`|\{[^{}]*\}|--[\w-]+|\S*[/_=.]\S*|\[[^\]]*\]")
"""Names, keys, options and places to fill in: set as code, and the same in every language."""

TABLE: dict[str, Any] = tomllib.loads((HOME / FOLDER / "nl" / FILE).read_text(encoding="utf-8"))
KEYS = sorted({key for (key, part), _ in entries(TABLE) if part in ("message", "one", "hint")})
STAGES = sorted({key.partition("/")[0] for key in KEYS} - {"part", "demand"})
CHOSEN = [key for group in STAGES for key in [each for each in KEYS if each.startswith(f"{group}/")][:3]]
"""Three faults of each stage."""


@pytest.mark.parametrize("file", COMMANDS, ids=lambda file: file.stem)
def test_wrong_use_is_told_by_a_phrase(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("UsageError", "BadParameter"):
            assert isinstance(node.args[0], ast.Call), f"{file.name}:{node.lineno} puts a sentence together"


def test_faults_of_all_stages_are_chosen() -> None:
    assert len(CHOSEN) >= 60


@pytest.mark.parametrize("key", CHOSEN)
def test_a_fault_has_no_word_of_english_in_dutch(key: str) -> None:
    for part in ("message", "hint"):
        told = KEPT.sub("", in_language(phrase(key, {}, part), "nl"))
        assert ENGLISH.findall(told) == [], told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["verify", "nergens", "--edition", "badge"], "'nergens' is geen adres (https://...) en geen map"),
        (["check", "--edition", "badge", "--as", "press", "badge"], "--edition hoort bij --as digital"),
        (["run", "x.csv", "--edition", "badge", "--rows", "twee"], "'twee' is geen nummer van een rij"),
        (["run", "x.csv", "--edition", "badge", "--map", "naam"], "'naam' is geen veld met een kolom"),
        (["preview", "badge", "uitnodiging"], "er wordt één uitgave tegelijk getoond"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_wrong_use_is_told_in_dutch(words: list[str], told: str) -> None:
    done = CliRunner().invoke(main, [*words, "--language", "nl"], env={"LANG": "C"})
    assert done.exit_code == 2
    assert told in done.output


CATALOGUES = sorted((HOME / FOLDER).glob("*/click.po"))
CLICK = "".join(path.read_text(encoding="utf-8") for path in Path(click.__file__).parent.glob("*.py"))


def _places(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.parent.name)
def test_what_click_says_is_told_in_the_language(file: Path) -> None:
    for entry in polib.pofile(str(file)):
        told = (entry.msgstr, *entry.msgstr_plural.values())
        for english in filter(None, (entry.msgid, entry.msgid_plural)):
            assert repr(english)[1:-1] in CLICK, f"click does not say {english!r}"
        assert all(_places(text) <= _places(entry.msgid + entry.msgid_plural) for text in told)
        assert ENGLISH.findall(KEPT.sub("", " ".join(told))) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["buidl"], "Fout: Er is geen opdracht 'buidl'. Bedoel je 'build'?"),
        (["check", "--rot"], "Fout: Er is geen optie '--rot'. (Bedoel je een van:"),
        (["build", "--root", "nergens"], "Fout: Verkeerde waarde voor '--root': 'nergens' bestaat niet."),
    ],
)
def test_wrong_use_that_click_finds_is_told_in_dutch(words: list[str], told: str) -> None:
    for given, language in (([], "nl_NL.UTF-8"), (["--language", "nl"], "C.UTF-8")):
        done = subprocess.run(
            [sys.executable, HOME / "publish.py", *words, *given],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "LC_ALL": language},
        )
        assert (done.returncode, told in done.stderr) == (2, True), done.stderr
