"""The commands of evidence: what they write, what they refuse, and the exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import publish
from prepress.criteria import CRITERIA
from tests.edited import copied

SIGN = ("--name", "Ada Lovelace", "--date", "2026-02-28")


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(publish.main, [*arguments, "--root", str(root)])


def test_evidence_is_written_and_open_questions_exit_with_1(tmp_path: Path) -> None:
    result = run(copied("minimal", tmp_path), "evidence", "minimal")
    assert result.exit_code == 1
    assert "1.1.1 Non-text Content: nobody has looked" in result.stderr
    folder = tmp_path / "output/minimal"
    assert json.loads((folder / "evidence.json").read_text())["edition"] == "minimal"
    assert "Evidence of accessibility" in (folder / "evidence.html").read_text()


def test_all_signed_exits_with_0_until_the_text_changes(tmp_path: Path) -> None:
    root = copied("minimal", tmp_path)
    asked = [option for row in CRITERIA.values() if row.asks for option in ("--criterion", row.number)]
    assert run(root, "sign", "minimal", *asked, *SIGN).exit_code == 0
    result = run(root, "evidence", "minimal")
    assert (result.exit_code, result.stderr) == (0, "")
    text = root / "source/minimal/1-notes.md"
    text.write_text(text.read_text().replace("that is all", "there is no more"))
    result = run(root, "evidence", "minimal")
    assert result.exit_code == 1
    assert "signed on 2026-02-28, before the last change" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("evidence", "minimel"), 2, "did you mean 'minimal'?"),
        (("sign", "minimal", "--criterion", "1.1", *SIGN), 2, "no person is asked about '1.1'"),
        (("sign", "minimal", "--criterion", "4.1.1", *SIGN), 2, "no person is asked about '4.1.1'"),
        (
            ("sign", "minimal", "--criterion", "1.1.1", "--name", " ", "--date", "2026-02-28"),
            2,
            "--name is empty",
        ),
        (
            ("sign", "minimal", "--criterion", "1.1.1", "--name", "Ada", "--date", "today"),
            2,
            "does not match",
        ),
    ],
)
def test_wrong_use_tells_the_cure(
    arguments: tuple[str, ...], code: int, message: str, tmp_path: Path
) -> None:
    result = run(copied("minimal", tmp_path), *arguments)
    assert result.exit_code == code
    assert message in result.output
    assert not (tmp_path / "source/minimal/signed.toml").exists()


def test_a_broken_list_of_signatures_is_rejected(tmp_path: Path) -> None:
    root = copied("minimal", tmp_path)
    (root / "source/minimal/signed.toml").write_text("[[signed]]\ncriterion = 'one'\n")
    result = run(root, "evidence", "minimal")
    assert result.exit_code == 3
    assert "signed/missing-key" in result.stderr


def test_no_evidence_of_a_manuscript_with_faults(tmp_path: Path) -> None:
    root = copied("minimal", tmp_path)
    (root / "source/minimal/2-more.md").write_text("No front matter.\n")
    result = run(root, "evidence", "minimal")
    assert result.exit_code == 3
    assert not (tmp_path / "output").exists()
