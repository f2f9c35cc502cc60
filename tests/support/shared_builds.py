"""Builds of the test editions and of the shipped ones, each made once for all processes of a test run."""

from __future__ import annotations

import pickle
from dataclasses import replace
from functools import cache
from pathlib import Path

from filelock import FileLock

from brochurepress.artworks.artwork import Artwork
from brochurepress.pipeline.stages import Build, build_edition
from brochurepress.workspace.project import HOME, Project
from tests.support.assertions import assert_silent
from tests.support.edited_editions import ROOTS

_folder: list[Path] = []


def share_in(folder: Path) -> None:
    """Names the folder that all processes of this run have in common, and nobody else."""
    _folder[:] = [folder]


@cache
def shared_build(edition: str) -> Build:
    """The build of an edition in every variant that it issues; `layout` cannot be written down.

    Whoever asks first makes it; the others wait and read it. Only for tests that change nothing.
    """
    (folder,) = _folder
    file = folder / f"{edition}.build"
    with FileLock(f"{file}.lock"):
        if not file.exists():
            built = build_edition(Project(ROOTS.get(edition, HOME)), edition)
            draft = file.with_suffix(".draft")
            kept = replace(built, layout=None)  # type: ignore[arg-type]
            draft.write_bytes(pickle.dumps(kept))
            draft.replace(file)
    build: Build = pickle.loads(file.read_bytes())  # noqa: S301 - this run wrote it
    return build


def shared_artworks(edition: str) -> dict[str, Artwork]:
    """The artworks of that build by variant; it fails where anything was found."""
    build = shared_build(edition)
    assert_silent(build.findings)
    return {artwork.variant: artwork for artwork in build.artworks}
