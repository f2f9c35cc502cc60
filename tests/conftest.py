"""Fixtures that several test modules use."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.stress import mark_sweeps

if TYPE_CHECKING:  # the process that gives out the tests needs no press
    from tests.support.preview_server import Served
    from tests.support.sample_project import Sample

gc.set_threshold(50_000, 20, 50)


def pytest_xdist_auto_num_workers() -> int:
    """One process more than the machine has cores: tests wait for browsers, servers and other processes."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sweeps are marked before the marks are asked for."""
    mark_sweeps(items)


def pytest_collection_finish() -> None:
    """Circles are looked for, less often than usual, in what tests make and not in what was loaded before them."""
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> None:
    """The folder of builds that all processes share: the one above the folder that each has of its own."""
    from tests.support.shared_builds import share_in

    base = tmp_path_factory.getbasetemp()
    share_in(base if worker_id == "master" else base.parent)


@pytest.fixture(scope="session", autouse=True)
def _english() -> Iterator[None]:
    """Commands speak English, whatever the locale of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("LC_ALL", "C.UTF-8")
        yield


@pytest.fixture
def good(tmp_path: Path) -> Sample:
    """A small good project, to be spoilt."""
    from tests.support.sample_project import sample

    return sample(tmp_path)


@pytest.fixture(scope="session")
def smallest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The preview of the smallest edition, with an editor that writes down in `opened` what it is told to open."""
    from brochurepress.proofing.preview.editors import EditorCommand
    from tests.support.preview_server import served

    folder = tmp_path_factory.mktemp("served")
    editor = EditorCommand("pen", ("sh", "-c", f"echo {{file}}:{{line}} >> {folder / 'opened'}"))
    with served("minimal", folder, editor=editor) as running:
        yield running


@pytest.fixture
def kept(good: Sample) -> Sample:
    """The good project under version control, with a file outside the four folders."""
    from tests.support.versioned import committed

    good.write("notes.txt", "not of the brochure")
    committed(good.root)
    return good
