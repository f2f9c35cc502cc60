"""The HTML checker is tried itself: silent on a valid page, and one fault gives its message and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import html_validity
from tests.support.html_validity import Fault

GOOD = """<!DOCTYPE html>
<html lang="nl"><head><meta charset="utf-8"><title>Proef</title>
<style>p { color: #111; margin: 0 auto }</style></head>
<body><main><h1>Kop</h1>
<p>Tekst</p></main></body></html>
"""

FAULTS = {
    "unclosed": ("<p>Tekst</p>", "<p><b>Tekst</p>", 5),
    "unknown element": ("<p>Tekst</p>", "<brochure>Tekst</brochure>", 5),
    "picture without alternative": ("Tekst", '<img src="x.png">', 5),
    "misspelt property": ("color: #111", "colour: #111", 3),
    "no title": ("<title>Proef</title>", "", 3),
}


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Fault, ...]]:
    """What is said of the good page and of each of the spoilt ones, in one run."""
    pages = {"good": GOOD} | {name: GOOD.replace(old, new) for name, (old, new, _) in FAULTS.items()}
    folder = tmp_path_factory.mktemp("pages")
    files = {name: folder / f"{number}.html" for number, name in enumerate(pages)}
    for name, file in files.items():
        file.write_text(pages[name])
    found = html_validity.faults(*files.values())
    return {name: found[file] for name, file in files.items()}


def test_silent_on_a_valid_page(checked: dict[str, tuple[Fault, ...]]) -> None:
    assert checked["good"] == ()


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_is_found_on_its_line(name: str, checked: dict[str, tuple[Fault, ...]]) -> None:
    assert {fault.line for fault in checked[name]} == {FAULTS[name][2]}


def test_a_missing_checker_is_a_fault_with_its_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_validity, "CHECKER", tmp_path / "absent.jar")
    with pytest.raises(RuntimeError, match="run `make setup-test`"):
        html_validity.faults(tmp_path / "page.html")
