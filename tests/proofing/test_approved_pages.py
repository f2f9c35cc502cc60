"""The approved pages: the real brochure and the complete edition look as people approved them.

A page that departs leaves what was approved, what is and the difference side by side, at the path the message names.
"""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from brochurepress.cli import command_line as publish
from brochurepress.cli.console import CLEAN, FAULTY, REJECTED
from brochurepress.proofing.approved_pages import PIXELS, departures, folder_of, reference_pictures
from brochurepress.proofing.compare.states import built
from tests.support.assertions import assert_only_found, rejection
from tests.support.comparison import Edit, changed
from tests.support.edited_editions import ROOTS, lean
from tests.support.shared_builds import shared_artworks

BROCHURE = "alles-over-het-ipo"
POINTS = "source/alles-over-het-ipo/3-drie-manieren.md"
APPROVED = ("alles-over-het-ipo", "complete")


def pages(edition: str) -> bytes:
    return shared_artworks(edition)["digital"].content


def edited_pages(to: Path, *edits: Edit) -> bytes:
    return built(changed(BROCHURE, to, *edits), BROCHURE, ("digital",), "now").files["digital"].data


@pytest.mark.parametrize("edition", APPROVED)
def test_every_page_looks_as_it_was_approved(edition: str, tmp_path: Path) -> None:
    folder = folder_of(ROOTS[edition], edition)
    assert any(folder.glob("page-*.png")), f"no page was approved: publish.py approve {edition}"
    told = []
    for found in departures(pages(edition), folder):
        path = tmp_path / f"{edition}-page-{found.page}.png"
        path.write_bytes(found.picture)
        told.append(f"page {found.page}: {found.reason}; look at {path}")
    assert not told, "\n".join([*told, f"if that is meant: publish.py approve {edition}"])


@pytest.mark.parametrize("edition", APPROVED)
def test_approved_pictures_are_small(edition: str) -> None:
    for path in folder_of(ROOTS[edition], edition).glob("*.png"):
        assert path.stat().st_size < 20_000, path


@pytest.mark.parametrize(
    ("edit", "page"),
    [
        ((POINTS, "Haag: wetten,", "Haag; wetten,"), 3),
        (("layouts/kits/puzzle/tokens.toml", "#F4A9C6", "#E59AB7"), 1),
        (("layouts/kits/puzzle/tokens.toml", "-0.03em", "-0.028em"), 1),
    ],
    ids=["a punctuation mark", "a tint", "a hair of letter spacing"],
)
def test_a_small_change_departs(edit: Edit, page: int, tmp_path: Path) -> None:
    found = departures(edited_pages(tmp_path, edit), folder_of(ROOTS[BROCHURE], BROCHURE))
    assert page in [each.page for each in found]
    assert f"{PIXELS} may" in found[0].reason
    with Image.open(io.BytesIO(found[0].picture)) as picture:
        shown = np.array(picture.convert("RGB"))
    approved, now, difference = np.split(shown, 3, axis=1)
    assert (approved != now).any()
    assert (difference == 0).all(axis=2).sum() > PIXELS


def test_a_page_more_or_less_departs(tmp_path: Path) -> None:
    for name, content in reference_pictures(pages(BROCHURE)).items():
        (tmp_path / name).write_bytes(content)
    assert departures(pages(BROCHURE), tmp_path) == ()
    shutil.copy(tmp_path / "page-1.png", tmp_path / "page-5.png")
    (tmp_path / "page-2.png").unlink()
    found = departures(pages(BROCHURE), tmp_path)
    assert [(each.page, each.reason) for each in found] == [
        (2, "the page is new: it was never approved"),
        (5, "the page is gone"),
    ]


def test_a_picture_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "page-1.png").write_bytes(b"no picture")
    found = rejection(lambda: departures(pages(BROCHURE), tmp_path))
    assert_only_found(found, "reference/unreadable", hint="publish.py approve")


def approve(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(publish.main, ["approve", "--root", str(root), *arguments])


def test_approving_keeps_the_pages_and_says_what_changed(tmp_path: Path) -> None:
    root = lean("minimal", tmp_path, "digital")
    first = approve(root)
    assert (first.exit_code, first.output) == (CLEAN, "minimal, page 1: the page is new: it was never approved\n")
    (kept,) = folder_of(root, "minimal").glob("page-*")
    assert approve(root).output == "minimal: all 1 pages are as they were approved\n"
    text = root / "source/minimal/1-notes.md"
    text.write_text(text.read_text().replace("that is all", "that was all"))
    before = kept.read_bytes()
    (told,) = json.loads(approve(root, "--json").output)["approved"]
    assert [page["page"] for page in told["changed"]] == [1]
    assert kept.read_bytes() != before


def test_a_page_that_went_is_taken_out(tmp_path: Path) -> None:
    root = lean("minimal", tmp_path, "digital")
    approve(root)
    folder = folder_of(root, "minimal")
    shutil.copy(folder / "page-1.png", folder / "page-2.png")
    assert approve(root).output == "minimal, page 2: the page is gone\n"
    assert [path.name for path in folder.glob("page-*")] == ["page-1.png"]


@pytest.mark.parametrize(("new", "code"), [("all ☃.", FAULTY), ("all.\n\n![x](nowhere.png)", REJECTED)])
def test_a_build_with_errors_is_not_approved(new: str, code: int, tmp_path: Path) -> None:
    root = lean("minimal", tmp_path, "digital")
    text = root / "source/minimal/1-notes.md"
    text.write_text(text.read_text().replace("all.", new))
    result = approve(root)
    assert result.exit_code == code
    assert "hint: " in result.stderr
    assert not folder_of(root, "minimal").exists()
