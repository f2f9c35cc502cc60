"""Requirements: every pin is hashed, satisfies pyproject.toml, and is the same for users and tests."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.repository import architecture

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
ASKED = {
    "publish": PROJECT["dependencies"],
    "cluster": PROJECT["dependencies"] + PROJECT["optional-dependencies"]["cluster"],
    "test": PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"],
}
EXTRAS = [asked for name, extra in PROJECT["optional-dependencies"].items() for asked in extra if name != "test"]
"""What a user may do without: the code imports it where it is asked to."""
FILES = ("publish", "cluster", "test", "verapdf")


def entries(name: str) -> dict[str, tuple[str, int]]:
    """Version and number of hashes of every package in a requirements file."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    entry = re.compile(r"^([\w.-]+)==(\S+)((?: \\\n    --hash=sha256:[0-9a-f]{64})*)", re.MULTILINE)
    return {canonicalize_name(each[1]): (each[2], each[3].count("sha256")) for each in entry.finditer(text)}


@pytest.mark.parametrize("name", FILES)
def test_a_requirements_file_holds_nothing_but_hashed_pins(name: str) -> None:
    lines = (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()
    others = [line for line in lines if line and not re.match(r"\s*#|\s+--hash=sha256:|[\w.-]+==\S+ \\$", line)]
    assert others == []
    assert [package for package, (_, hashes) in entries(name).items() if hashes == 0] == []


@pytest.mark.parametrize("name", ASKED)
def test_the_pins_satisfy_what_the_project_asks_for(name: str) -> None:
    pins = entries(name)
    missing = [
        asked
        for asked in map(Requirement, ASKED[name])
        if (package := canonicalize_name(asked.name)) not in pins or pins[package][0] not in asked.specifier
    ]
    assert missing == [], "run `make requirements`"


@pytest.mark.parametrize("name", ASKED)
def test_what_the_code_imports_is_asked_for(name: str) -> None:
    files = [*ROOT.glob("publish.py"), *ROOT.glob("brochurepress/**/*.py"), *ROOT.glob(f"{name}s/**/*.py")]
    imported = {module.partition(".")[0] for file in files for module in architecture.imports(file.read_text())}
    brought_by = packages_distributions()
    needed = {canonicalize_name(package) for module in imported for package in brought_by.get(module, ())}
    asked = {canonicalize_name(Requirement(asked).name) for asked in (*ASKED[name], *EXTRAS)}
    assert needed - asked == set()


def test_what_only_an_extra_brings_is_imported_behind_a_door() -> None:
    always = {Requirement(asked).name for asked in PROJECT["dependencies"]}
    extra = {Requirement(asked).name for asked in EXTRAS} - always
    assert extra <= architecture.DOORS.keys()


def test_the_tests_run_on_the_versions_that_users_have() -> None:
    assert entries("publish").items() <= entries("cluster").items() <= entries("test").items()
