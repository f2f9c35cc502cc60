"""Editions with one change: a copy of a root in which one text of one file is another."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from brochurepress.workspace.project import HOME, Project

ROOTS = {
    "alles-over-het-ipo": HOME,
    "minimal": HOME / "tests/editions/minimal",
    "complete": HOME / "tests/editions/complete",
    "leaflet": HOME / "tests/editions/leaflet",
}
"""The root of each edition by its name."""

EDITIONS = tuple(name for name in ROOTS if name != "leaflet")
"""Those that every test of the whole press is run on."""


def copied(edition: str, to: Path) -> Path:
    """A copy of the sources of an edition, and of what else its root brings, in a root of its own."""
    if ROOTS[edition] == HOME:
        shutil.copytree(HOME / "source" / edition, to / "source" / edition)
    else:
        shutil.copytree(ROOTS[edition], to, dirs_exist_ok=True)
    return to


def lean(edition: str, to: Path, *variants: str) -> Path:
    """A copy that issues these variants only: for commands of which it does not matter how many they build."""
    root = copied(edition, to)
    file = root / "source" / edition / "edition.toml"
    named = ", ".join(f'"{variant}"' for variant in variants)
    text = re.sub(r"^variants = \[[^\]]*\]", f"variants = [{named}]", file.read_text(encoding="utf-8"), flags=re.M)
    file.write_text(text, encoding="utf-8")
    return root


def edited(edition: str, to: Path, file: str, old: str, new: str) -> Project:
    """The edition with `old` replaced by `new` in a file of the root or, if the root lacks it, of the press."""
    root = copied(edition, to)
    target = root / file
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(Project(root).find(file), target)
    text = target.read_text(encoding="utf-8")
    assert old in text, f"{file} does not hold {old!r}"
    target.write_text(text.replace(old, new, 1), encoding="utf-8")
    return Project(root)
