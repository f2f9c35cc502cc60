"""The commands of evidence: what they write, what they refuse, and the exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from brochurepress.cli import command_line as publish
from brochurepress.cli.console import today
from brochurepress.release.wcag import read_signatures
from brochurepress.workspace.project import Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.edited_editions import lean
from tests.support.signing import prove_and_sign

SIGN = ("--name", "Ada Lovelace", "--date", "2026-02-28")


def small(to: Path) -> Path:
    """The smallest edition in as few files as there is evidence of."""
    return lean("minimal", to, "digital", "web")


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(publish.main, [*arguments, "--root", str(root)])


def test_evidence_is_written_and_open_questions_exit_with_1(tmp_path: Path) -> None:
    result = run(small(tmp_path), "evidence", "minimal")
    assert result.exit_code == 1
    assert "1.1.1 Non-text Content: nobody has looked" in result.stderr
    folder = tmp_path / "output/minimal"
    assert json.loads((folder / "evidence.json").read_text())["edition"] == "minimal"
    assert "Evidence of accessibility" in (folder / "evidence.html").read_text()


def test_all_signed_exits_with_0_until_what_was_judged_changes(tmp_path: Path) -> None:
    root = small(tmp_path)
    prove_and_sign(root, "minimal")
    result = run(root, "evidence", "minimal")
    assert (result.exit_code, result.stderr) == (0, "")
    text = root / "source/minimal/1-notes.md"
    text.write_text(text.read_text().replace("that is all", "there is no more"))
    result = run(root, "evidence", "minimal")
    assert result.exit_code == 1
    assert "signed on 2026-02-28, before the last change of words" in result.stderr
    assert "1.1.1" not in result.stderr


def test_the_question_is_shown_before_it_is_signed(tmp_path: Path) -> None:
    root = small(tmp_path)
    signed = root / "source/minimal/signed.toml"
    arguments = ["sign", "minimal", "--criterion", "1.1.1", *SIGN, "--root", str(root)]
    result = CliRunner().invoke(publish.main, arguments, input="n\n")
    assert result.exit_code == 1
    question, asked = (result.stdout.index("Does each text alternative say"), result.stdout.index("Is the answer yes?"))
    assert question < asked
    assert "Asked again when this changes: pictures" in result.stdout
    assert not signed.exists()
    result = CliRunner().invoke(publish.main, arguments, input="")
    assert result.exit_code == 1
    assert not signed.exists()
    result = CliRunner().invoke(publish.main, arguments, input="y\n")
    assert result.exit_code == 0
    assert list(read_signatures(Snapshot(Project(root)), "minimal")) == ["1.1.1"]


def test_a_signature_that_is_not_asked_back_shows_its_question_and_takes_the_day(tmp_path: Path) -> None:
    root = small(tmp_path)
    result = run(root, "sign", "minimal", "--criterion", "2.4.6", "--name", " Ada ", "--yes")
    assert result.exit_code == 0
    assert "Does each heading say" in result.stdout
    assert read_signatures(Snapshot(Project(root)), "minimal")["2.4.6"].date == today()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("evidence", "minimel"), 2, "did you mean 'minimal'?"),
        (("sign", "minimal", "--criterion", "1.1", *SIGN), 2, "no person is asked about '1.1'"),
        (("sign", "minimal", "--criterion", "4.1.1", *SIGN), 2, "no person is asked about '4.1.1'"),
        (("sign", "minimal", "--criterion", "1.1.1", "--name", " ", "--date", "2026-02-28"), 2, "--name is empty"),
        (
            ("sign", "minimal", "--criterion", "1.1.1", "--criterion", "1.3.1", *SIGN),
            2,
            "one criterion is signed at a time",
        ),
        (
            ("sign", "minimal", "--criterion", "1.1.1", "--name", "Ada", "--date", "2099-01-01"),
            2,
            "2099-01-01 is a day to come",
        ),
        (("sign", "minimal", "--criterion", "1.1.1", "--name", "Ada", "--date", "today"), 2, "does not match"),
    ],
)
def test_wrong_use_tells_the_cure(arguments: tuple[str, ...], code: int, message: str, tmp_path: Path) -> None:
    result = run(small(tmp_path), *arguments)
    assert result.exit_code == code
    assert message in result.output
    assert not (tmp_path / "source/minimal/signed.toml").exists()


def test_a_broken_list_of_signatures_is_rejected(tmp_path: Path) -> None:
    root = small(tmp_path)
    (root / "source/minimal/signed.toml").write_text("[[signed]]\ncriterion = 'one'\n")
    result = run(root, "evidence", "minimal")
    assert result.exit_code == 3
    assert "signed/missing-key" in result.stderr


def test_no_evidence_of_a_manuscript_with_faults(tmp_path: Path) -> None:
    root = small(tmp_path)
    (root / "source/minimal/2-more.md").write_text("No front matter.\n")
    result = run(root, "evidence", "minimal")
    assert result.exit_code == 3
    assert not (tmp_path / "output").exists()


def test_a_program_is_told_what_is_written_and_what_is_open(tmp_path: Path) -> None:
    root = small(tmp_path)
    told = json.loads(run(root, "evidence", "minimal", "--json").stdout)
    folder = root / "output/minimal"
    written = ("evidence.earl.json", "evidence.html", "evidence.json", "evidence.openacr.yaml")
    assert sorted(told["files"]) == [str(folder / name) for name in written]
    assert any("1.1.1 Non-text Content: nobody has looked" in each["message"] for each in told["findings"])
    sign = ("sign", "minimal", "--criterion", "1.1.1", *SIGN, "--json")
    refused = run(root, *sign)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "--format json cannot ask back: look, and add --yes" in refused.stderr
    told = json.loads(run(root, *sign, "--yes").stdout)
    assert (told["signed"], told["findings"]) == ("1.1.1", [])
    assert "Does each text alternative say" in told["question"][1]
    assert list(read_signatures(Snapshot(Project(root)), "minimal")) == ["1.1.1"]


@pytest.mark.parametrize("arguments", [("evidence", "minimal"), ("sign", "minimal", "--criterion", "1.1.1", *SIGN)])
def test_a_program_is_told_why_there_is_none(arguments: tuple[str, ...], tmp_path: Path) -> None:
    root = small(tmp_path)
    (root / "source/minimal/2-more.md").write_text("No front matter.\n")
    result = run(root, *arguments, "--json", *(("--yes",) if arguments[0] == "sign" else ()))
    assert result.exit_code == 3
    assert [each["rule"] for each in json.loads(result.stdout)["findings"]] == ["manuscript/front-matter"]
