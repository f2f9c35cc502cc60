"""The origin of copies: whatever shapes their bytes changes it, and nothing else does."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from brochurepress.runs.processes import Order, brought, key_of, origin_of, press_digest
from brochurepress.workspace.project import HOME
from tests.support.run_command import ROOT, people, table

Change = Callable[[Path], None]


def write(file: str, text: str = "x") -> Change:
    def change(root: Path) -> None:
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    return change


def card(root: Path) -> None:
    path = root / "source/run/1-card.md"
    path.write_text(path.read_text().replace("alone", "only"))


SHAPING: dict[str, Change] = {
    "a word of the edition": card,
    "a new section": write("source/run/3-more.md"),
    "a picture of the edition": write("source/run/dot.png"),
    "a layout of the root": write("layouts/base.html"),
    "a font of the root": write("fonts/x.woff2"),
    "a printer": write("assets/printers/loose-sheet.toml"),
}
IDLE: dict[str, Change] = {
    "another edition": write("source/other/edition.toml"),
    "the table": write("source/run/people.csv", "name,code\nBo,2\n"),
    "what was compiled": write("layouts/__pycache__/x.pyc"),
    "what was put out": write("output/x.pdf"),
}


def root(tmp_path: Path) -> tuple[Order, Path]:
    shutil.copytree(ROOT, tmp_path / "root")
    path = table(tmp_path / "root/source/run/people.csv", people(2))
    return Order(tmp_path / "root", "run", "press"), path


@pytest.mark.parametrize("name", SHAPING)
def test_what_shapes_a_copy_changes_its_origin(name: str, tmp_path: Path) -> None:
    order, path = root(tmp_path)
    before = origin_of(order, path)
    SHAPING[name](order.root)
    assert origin_of(order, path) != before


@pytest.mark.parametrize("name", IDLE)
def test_what_does_not_shape_a_copy_leaves_its_origin(name: str, tmp_path: Path) -> None:
    order, path = root(tmp_path)
    before = origin_of(order, path)
    IDLE[name](order.root)
    assert origin_of(order, path) == before


def test_the_order_and_the_libraries_are_part_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order, path = root(tmp_path)
    others = [Order(order.root, "run", "digital"), Order(order.root, "run", "press", "standaard-nl")]
    origins = {origin_of(each, path) for each in (order, *others)}
    press = press_digest()
    monkeypatch.setattr("brochurepress.runs.processes.importlib.metadata.version", lambda name: "0")
    assert press_digest() != press
    assert len(origins | {origin_of(order, path)}) == 4


def test_the_key_is_made_of_the_fields_that_are_asked_for() -> None:
    fields = {"name": "Ada", "code": "1", "spare": "x"}
    key = key_of("origin", fields, ("name", "code", "sender"))
    assert key == key_of("origin", {**fields, "spare": "y", "name": " Ada\n"}, ("code", "name"))
    assert key != key_of("origin", {**fields, "code": "2"}, ("name", "code"))
    assert key != key_of("another", fields, ("name", "code"))


def test_a_root_brings_its_folders_and_the_press_its_sources_only(tmp_path: Path) -> None:
    order, _ = root(tmp_path)
    write("output/x.pdf")(order.root)
    found = {path.relative_to(order.root).parts[0] for path in brought(order.root)}
    assert found == {"source", "assets"}
    assert {path.relative_to(HOME).parts[0] for path in brought(HOME)} == {"source"}
