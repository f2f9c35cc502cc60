"""The doctor: silent on a machine that has all, and each lack told with the command that mends it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner

from brochurepress.cli import command_line as publish
from brochurepress.cli.console import CLEAN, FAULTY
from brochurepress.cli.doctor import CHECKS, PANGO, PYTHON, MachineState, cure, examine
from brochurepress.findings import Finding, Severity
from brochurepress.workspace.project import HOME, cache_folder
from tests.support.assertions import assert_only_found, assert_silent
from tests.support.edited_editions import lean


@dataclass(frozen=True)
class Made(MachineState):
    """A machine that answers as it is told."""

    python: tuple[int, int] = PYTHON
    encoding: str = "utf-8"
    engine: tuple[str, str] = (str(PANGO), "")
    system: str = "Linux"
    room: float = 1e6
    lacks: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()
    versions: dict[str, str] = field(default_factory=dict)

    def finds(self, command: str) -> bool:
        return command not in self.lacks

    def version(self, package: str) -> str:
        return self.versions.get(package, super().version(package))

    def room_mb(self) -> float:
        return self.room

    def writable(self, folder: Path) -> bool:
        return folder.name not in self.closed


def machine(**answers: object) -> Made:
    return Made(HOME, HOME, HOME / "output", HOME / ".cache", **answers)  # type: ignore[arg-type]


def findings(of: MachineState) -> list[Finding]:
    return [finding for _, finding in examine(of) if finding]


def test_a_machine_that_has_all_is_left_alone() -> None:
    assert_silent(findings(machine()))


LACKS: dict[str, dict[str, object]] = {
    "doctor/python": {"python": (3, 10)},
    "doctor/engine": {"engine": ("", "OSError: cannot load library 'libpango-1.0-0'")},
    "doctor/libraries": {"versions": {"weasyprint": "69.0"}},
    "doctor/encoding": {"encoding": "ascii"},
    "doctor/disk": {"room": 12.0},
    "doctor/output": {"closed": frozenset({"output"})},
    "doctor/cache": {"closed": frozenset({".cache"})},
    "doctor/java": {"lacks": frozenset({"java"})},
}


@pytest.mark.parametrize("rule", LACKS)
def test_one_lack_makes_one_check_speak(rule: str) -> None:
    found = findings(machine(**LACKS[rule]))
    name = rule.removeprefix("doctor/")
    assert_only_found(found, rule, hint=cure(name, "Linux"))
    assert found[0].severity == CHECKS[name].get("severity", "error")


def test_a_machine_without_fonts_or_verapdf_is_told(tmp_path: Path) -> None:
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/publish.txt").write_text("")
    bare = Made(tmp_path, tmp_path, tmp_path / "output", tmp_path, lacks=frozenset({"verapdf"}))
    assert [finding.rule for finding in findings(bare)] == ["doctor/fonts", "doctor/verapdf"]


def test_every_check_is_tried() -> None:
    assert {f"doctor/{name}" for name in CHECKS} == {*LACKS, "doctor/fonts", "doctor/verapdf"}


def test_an_engine_that_is_too_old_is_told() -> None:
    assert_only_found(findings(machine(engine=("14200", ""))), "doctor/engine", message="too old")


def test_the_cure_is_that_of_the_system() -> None:
    (found,) = findings(machine(engine=("", "no pango"), system="Darwin"))
    assert found.hint == "brew install pango"


def test_a_question_that_cannot_be_answered_is_a_finding_and_no_traceback(tmp_path: Path) -> None:
    found = findings(Made(tmp_path, HOME, HOME / "output", HOME / ".cache"))
    assert "doctor/libraries" in [finding.rule for finding in found]
    assert any("cannot be found out" in finding.message for finding in found)


def test_this_machine_can_publish() -> None:
    real = MachineState(HOME, HOME, HOME / "output", cache_folder())
    assert_silent([finding for finding in findings(real) if finding.severity is Severity.ERROR])


def test_the_command_says_it_and_checks_a_release(tmp_path: Path) -> None:
    arguments = ["doctor", "--output", str(tmp_path), "--json"]
    result = CliRunner().invoke(publish.main, arguments)
    assert result.exit_code == CLEAN
    assert isinstance(json.loads(result.stdout)["findings"], list)
    site = tmp_path / "site"
    site.mkdir()
    result = CliRunner().invoke(publish.main, ["doctor", "--output", str(tmp_path), "--release", str(site)])
    assert result.exit_code == FAULTY
    assert "manifest" in result.output


def test_a_release_in_which_a_byte_differs_is_told(tmp_path: Path) -> None:
    root = lean("minimal", tmp_path / "root", "digital", "web")
    released = CliRunner().invoke(
        publish.main, ["release", "minimal", "--draft", "--root", str(root), "--output", str(tmp_path)]
    )
    assert released.exit_code in (CLEAN, FAULTY), released.output
    site = tmp_path / "minimal/site"
    whole = CliRunner().invoke(publish.main, ["doctor", "--release", str(site)])
    assert "live/" not in whole.output
    page = site / "index.html"
    page.write_bytes(page.read_bytes() + b" ")
    spoilt = CliRunner().invoke(publish.main, ["doctor", "--release", str(site)])
    assert spoilt.exit_code == FAULTY
    assert "index.html" in spoilt.output
