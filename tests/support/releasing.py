"""Releases of the smallest edition: as it is, after a change, and as a draft."""

from __future__ import annotations

import functools
from dataclasses import replace
from pathlib import Path

from brochurepress.pipeline.stages import Build, lay_out, paint_artworks
from brochurepress.release.manifest import checksum
from brochurepress.release.release import Release, ReleaseChecks, make_release
from brochurepress.source.inputs import Inputs, read_sources
from brochurepress.workspace.project import Own, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.prove import verdicts
from tests.support.edited_editions import ROOTS, copied
from tests.support.shared_builds import shared_build

SIGNED: dict[str, bytes] = {Own.EVIDENCE: b'{"criteria": []}\n'}
Change = tuple[str, str, str]
"""A file of the edition, a text in it, and what takes its place."""

PROJECT = Project(ROOTS["minimal"])


@functools.cache
def made() -> tuple[Inputs, Build]:
    return read_sources(Snapshot(PROJECT), "minimal"), shared_build("minimal")


@functools.cache
def proofs() -> ReleaseChecks:
    return ReleaseChecks(verdicts(made()[1].artworks), SIGNED, (), (), "abc", {"brochurepress": "0.1.0"})


def released(last: Path, given: ReleaseChecks | None = None) -> Release:
    sources, build = made()
    return make_release(sources, build, given or proofs(), last)


def passed(build: Build) -> ReleaseChecks:
    """The proofs of other artworks of that edition, as if veraPDF had found no fault in them."""
    verdicts = (replace(one, sha256=checksum(a.content)) for a in build.artworks for one in proofs().verdicts)
    return replace(proofs(), verdicts=tuple(verdicts))


_LATER: dict[tuple[Change, ...], tuple[Inputs, Build]] = {}


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def later(root: Path, *changes: Change, draft: bool = False, last: Path) -> Release:
    """The release of the edition with texts replaced in its files, after the one in `last`.

    The edition is made in `root` where no test asked for these changes before.
    """
    if changes not in _LATER:
        copied("minimal", root)
        for file, old, new in changes:
            path = root / f"source/minimal/{file}"
            assert old in path.read_text()
            path.write_text(path.read_text().replace(old, new))
        sources = read_sources(Snapshot(Project(root)), "minimal")
        _LATER[changes] = sources, paint_artworks(lay_out(sources), (), lambda stage: None)
    sources, build = _LATER[changes]
    given = replace(passed(build), evidence={} if draft else SIGNED)
    return make_release(sources, build, given, last)


WORD = ("1-notes.md", "that is all.", "that is all. One more.")
VERSION = ("edition.toml", 'version = "1"', 'version = "2"')
DATE = ("edition.toml", "2026-01-15", "2026-02-15")
