"""Findings as SARIF 2.1.0: valid by its schema, each at its place, from every command."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from brochurepress.cli import command_line
from brochurepress.cli.console import REJECTED
from brochurepress.cli.sarif import sarif_log
from brochurepress.findings import Finding, Place, Severity
from tests.support.edited_editions import copied
from tests.support.schemas import schema_faults

FOUND = {
    "a line": (Place("source/a b/1.md", 7), "error", "source/a%20b/1.md", 7, ""),
    "a page": (Place(artwork="é.pdf", page=3), "warning", "%C3%A9.pdf", 0, "page 3"),
    "both": (Place("1.md", 2, 4, "notes", "x.pdf"), "note", "1.md", 2, "x.pdf, page 4, notes"),
    "a section": (Place(section="cover"), "error", "", 0, "cover"),
    "nowhere": (Place(), "error", "", 0, ""),
}
LEVELS = {"error": Severity.ERROR, "warning": Severity.WARNING, "note": Severity.INFO}


@pytest.mark.parametrize("name", FOUND)
def test_a_finding_stands_at_its_place(name: str) -> None:
    place, level, uri, line, beside = FOUND[name]
    log = sarif_log([Finding("group/rule", LEVELS[level], "what is wrong", place, "the cure")])
    assert schema_faults(log, "sarif-2.1.0") == []
    (run,) = log["runs"]
    (result,) = run["results"]
    assert (result["ruleId"], result["ruleIndex"], result["level"]) == ("group/rule", 0, level)
    assert result["message"] == {"text": "what is wrong"}
    assert run["tool"]["driver"]["rules"] == [{"id": "group/rule", "help": {"text": "the cure"}}]
    location = result["locations"][0] if result["locations"] else {}
    physical = location.get("physicalLocation", {"artifactLocation": {"uri": ""}})
    assert physical["artifactLocation"]["uri"] == uri
    assert physical.get("region", {}).get("startLine", 0) == line
    assert location.get("logicalLocations", [{"name": ""}])[0]["name"] == beside


def test_a_rule_is_told_once_with_all_its_hints_and_a_finding_once() -> None:
    one, other = (Finding("a/b", Severity.ERROR, text, hint=f"cure {text}") for text in "12")
    log = sarif_log([one, other, one, Finding("c/d", Severity.ADVICE, "3")])
    run = log["runs"][0]
    assert [result["level"] for result in run["results"]] == ["error", "error", "note"]
    assert [rule["help"]["text"] for rule in run["tool"]["driver"]["rules"]] == ["cure 1\ncure 2", "3"]
    assert [result["ruleIndex"] for result in run["results"]] == [0, 0, 1]


def test_an_accepted_finding_is_suppressed_with_its_reason() -> None:
    finding = Finding("a/b", Severity.ERROR, "x")
    log = sarif_log([finding, replace(finding, accepted="The notary wants it so.")])
    assert schema_faults(log, "sarif-2.1.0") == []
    told = [result["suppressions"] for result in log["runs"][0]["results"]]
    assert told == [[], [{"kind": "external", "justification": "The notary wants it so."}]]


def test_the_schema_finds_a_level_that_there_is_not() -> None:
    log = sarif_log([Finding("a/b", Severity.ERROR, "x")])
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert schema_faults(log, "sarif-2.1.0")


def leaves(group: click.Group) -> dict[str, click.Command]:
    """The commands of a group and of the groups in it."""
    found: dict[str, click.Command] = {}
    for name, each in group.commands.items():
        found |= (
            {f"{name} {key}": leaf for key, leaf in leaves(each).items()}
            if isinstance(each, click.Group)
            else {name: each}
        )
    return found


COMMANDS = leaves(command_line.main)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_the_option(name: str) -> None:
    options = [each for each in COMMANDS[name].params if isinstance(each, click.Option)]
    named = {word for option in options for word in option.opts}
    assert {"--format", "--json"} <= named or name == "preview"


def test_a_command_prints_the_form_that_was_asked_for(tmp_path: Path) -> None:
    root = copied("minimal", tmp_path)
    (root / "source/minimal/2-more.md").write_text("No front matter.\n")

    def said(*form: str) -> str:
        result = CliRunner().invoke(command_line.main, ["check", "minimal", "--root", str(root), *form])
        assert result.exit_code == REJECTED
        return result.stdout

    log = json.loads(said("--format", "sarif"))
    assert schema_faults(log, "sarif-2.1.0") == []
    assert [each["ruleId"] for each in log["runs"][0]["results"]] == ["manuscript/front-matter"]
    assert json.loads(said("--json")) == json.loads(said("--format", "json"))
    assert json.loads(said("--json", "--format", "sarif")) == log
    assert said("--format", "text") == said() == ""


def test_a_form_that_there_is_not_is_wrong_use() -> None:
    result = CliRunner().invoke(command_line.main, ["doctor", "--format", "xml"])
    assert (result.exit_code, "'sarif'" in result.stderr) == (2, True)
