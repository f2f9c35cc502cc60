"""Printer profiles: every shipped one is complete, every fault in one is named with its line."""

from pathlib import Path

import pytest

from brochurepress.design.printers import ORDERED, Printer, printer_names, read_printer
from brochurepress.findings import Rejected
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot

FOLDER = Path(__file__).parents[2] / "assets/printers"
SHIPPED = Snapshot(Project(HOME))
STANDARD = (FOLDER / "standaard-nl.toml").read_text(encoding="utf-8")


def read(folder: Path, text: str) -> Printer:
    (folder / "assets/printers").mkdir(parents=True)
    (folder / "assets/printers/mine.toml").write_text(text, encoding="utf-8")
    return read_printer(Snapshot(Project(folder)), "mine")


def rules(folder: Path, text: str) -> list[str]:
    with pytest.raises(Rejected) as rejected:
        read(folder, text)
    return [f"{finding.place}: {finding.rule}" for finding in rejected.value.findings]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize("name", printer_names(SHIPPED))
def test_a_shipped_profile_is_complete_and_its_icc_profile_is_there(name: str) -> None:
    printer = read_printer(SHIPPED, name)
    assert printer.page.bleed_mm >= 3
    profile = FOLDER.parent / "icc" / printer.condition.profile
    assert profile.is_file(), f"no {profile}"


def test_the_standard_profile_holds_the_common_demands() -> None:
    printer = read_printer(SHIPPED, "standaard-nl")
    assert (printer.page.bleed_mm, printer.page.safety_mm, printer.page.marks) == (3, 5, False)
    assert (printer.condition.identifier, printer.condition.ink_limit_percent) == ("FOGRA39", 300)
    assert printer.overprint.black
    assert printer.pdfx == "PDF/X-4"


def test_a_misspelt_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(Rejected, match="did you mean 'standaard-nl'") as rejected:
        read_printer(SHIPPED, "standard-nl")
    assert rejected.value.findings[0].rule == "printer/unknown"


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('pdfx = "PDF/X-4"', 'pdfx = "PDF/X-1a"', "printer/value"),
        ("bleed_mm = 3", "bleed_mm = -3", "printer/value"),
        ("ink_limit_percent = 300", "ink_limit_percent = 30", "printer/value"),
        ("checked = 2026-11-23", 'checked = "last autumn"', "printer/value"),
        ("safety_mm", "safetyy_mm", "printer/unknown-key"),
        ('profile = "FOGRA39L_300.icc"', 'profile = "../secret.icc"', "printer/value"),
        ("marks = false", "marks = true\nslug_mm = 3", "printer/slug"),
    ],
)
def test_one_fault_is_named_at_its_line(tmp_path: Path, old: str, new: str, rule: str) -> None:
    text = STANDARD.replace(old, new)
    assert text != STANDARD
    assert f"assets/printers/mine.toml:{line_of(text, new)}: {rule}" in rules(tmp_path, text)


@pytest.mark.parametrize(("table", "low", "high"), ORDERED)
def test_limits_in_the_wrong_order_are_refused(tmp_path: Path, table: str, low: str, high: str) -> None:
    before, header, after = STANDARD.partition(f"[{table}]")
    lines = [f"{low} = 4000" if line.startswith(f"{low} =") else line for line in after.splitlines()]
    text = before + header + "\n".join(lines)
    assert f"assets/printers/mine.toml:{line_of(text, f'{low} = 4000')}: printer/order" in rules(tmp_path, text)


def test_marks_outside_the_bleed_are_allowed(tmp_path: Path) -> None:
    assert read(tmp_path, STANDARD.replace("marks = false", "marks = true\nslug_mm = 10")).page.slug_mm == 10
