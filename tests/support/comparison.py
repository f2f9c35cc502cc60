"""Words, pages and states to compare, made in a line each."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np

from brochurepress.design.geometry import Box
from brochurepress.findings import Place
from brochurepress.preflight.text_extraction import Word
from brochurepress.proofing.compare.alignment import WordBlocks
from brochurepress.proofing.compare.comparison import compare_states
from brochurepress.proofing.compare.model import Comparison
from brochurepress.proofing.compare.states import EditionState, built
from brochurepress.workspace.project import Project
from tests.support.edited_editions import copied

Edit = tuple[str, str, str]
"""A file of the root, a text in it, and what takes its place."""


def text(*pages: str) -> WordBlocks:
    """The words of some pages, each 10 pt wide and high, one behind the other."""
    return tuple(
        tuple(
            Word(word, Place(page=number), boxes=(Box(10 * at, 0, 10 * at + 10, 10),))
            for at, word in enumerate(page.split())
        )
        for number, page in enumerate(pages, 1)
    )


def paper(*, width: int = 40, height: int = 60, level: int = 255) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """An empty page in RGB."""
    return np.full((height, width, 3), level, np.uint8)


def changed(edition: str, to: Path, *edits: Edit) -> Project:
    """A copy of an edition with some texts replaced; a file that its root lacks is taken from the press."""
    root = copied(edition, to)
    for (file, _), group in itertools.groupby(edits, key=lambda edit: (edit[0], "")):
        target = root / file
        content = Project(root).find(file).read_text(encoding="utf-8")
        for _, old, new in group:
            assert old in content, f"{file} does not hold {old!r}"
            content = content.replace(old, new, 1)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")
    return Project(root)


def since(was: EditionState, edition: str, to: Path, *edits: Edit) -> Comparison:
    """What differs between a state and the same edition with some texts replaced."""
    now = built(changed(edition, to, *edits), edition, tuple(was.files), "now")
    return compare_states(edition, was, now)
