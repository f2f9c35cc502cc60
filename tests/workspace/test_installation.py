"""The installation: what is shipped is found in a wheel and in a checkout, each with a cache of its own."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from brochurepress.workspace.project import DISTRIBUTION, FOLDERS, HOME, PACKAGE, cache_folder, shipped_folder, version


def test_in_a_checkout_the_folders_stand_beside_the_package() -> None:
    assert shipped_folder() == HOME == PACKAGE.parent
    assert all((HOME / folder).is_dir() for folder in FOLDERS)
    assert cache_folder() == HOME / ".cache"


def test_in_a_wheel_they_stand_in_the_package(tmp_path: Path) -> None:
    (tmp_path / "shipped").mkdir()
    assert shipped_folder(tmp_path) == tmp_path / "shipped"


@pytest.mark.parametrize(
    ("system", "named", "folder"),
    [
        ("linux", "", "~/.cache"),
        ("linux", "relative", "~/.cache"),
        ("linux", "/elsewhere", "/elsewhere"),
        ("darwin", "", "~/Library/Caches"),
    ],
)
def test_an_installed_press_keeps_its_cache_with_the_users(
    system: str, named: str, folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shipped").mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", named)
    monkeypatch.setattr("sys.platform", system)
    assert cache_folder(tmp_path) == Path(folder).expanduser() / DISTRIBUTION


def test_name_and_version_are_those_of_the_project() -> None:
    about = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (DISTRIBUTION, version()) == (about["name"], about["version"])
