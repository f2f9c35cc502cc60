"""A brochure of eight pages as its designer makes it: text, fonts by `font add`, tokens, one small style sheet."""

from __future__ import annotations

import re

import pytest

from brochurepress.findings import Finding, Severity
from brochurepress.pipeline.stages import build_edition, lay_out
from brochurepress.source.inputs import read_sources
from brochurepress.source.variants import VARIANTS
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.verapdf import assert_conforms

ROOT = HOME / "tests/editions/waterstand"
STANDARDS = {
    "digital": ("ua1", "2a"),
    "digital-2": ("ua2", "wt1a", "wt1r", "4"),
    "large-print": ("ua1", "2a"),
    "instructions": ("ua1", "2a"),
}


def wrong(findings: tuple[Finding, ...]) -> list[str]:
    return [str(each) for each in findings if each.severity is not Severity.INFO]


def public_classes() -> set[str]:
    """The classes that docs/styling.md lists in its tables, and the names of types."""
    rows = re.findall(r"^\| (`[a-z].*?) \|", (HOME / "docs/styling.md").read_text(encoding="utf-8"), flags=re.M)
    types = {folder.name for folder in (HOME / "layouts/sections").iterdir()}
    return types.union(*(re.findall(r"`([a-z][a-z-]*)`", row) for row in rows))


def test_its_own_style_sheet_is_small_and_asks_for_public_classes_only() -> None:
    css = (ROOT / "layouts/style.css").read_text(encoding="utf-8")
    assert len(css.splitlines()) <= 40
    selectors = re.sub(r"/\*.*?\*/|\{[^}]*\}", " ", css)
    assert set(re.findall(r"\.([a-zA-Z][\w-]*)", selectors)) - public_classes() == set()
    assert "#" not in selectors
    assert not [*ROOT.rglob("*.py"), *ROOT.rglob("*.html"), *ROOT.rglob("section.toml")]


def test_it_has_eight_pages_without_a_fault() -> None:
    layout = lay_out(read_sources(Snapshot(Project(ROOT)), "waterstand"))
    assert (wrong(layout.findings), layout.page_count) == ([], 8)


@pytest.mark.stress
def test_every_artwork_is_without_a_fault_and_verapdf_agrees() -> None:
    built = build_edition(Project(ROOT), "waterstand")
    assert wrong(built.findings) == []
    made = {artwork.variant: artwork.content for artwork in built.artworks}
    assert set(made) == set(VARIANTS) - {"dummy", "handout-sheet"}
    for variant, flavours in STANDARDS.items():
        assert_conforms(made[variant], *flavours)
