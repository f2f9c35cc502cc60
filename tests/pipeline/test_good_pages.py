"""Good pages made up from seeds are built without a word: a rule that refuses good work is wrong too."""

from __future__ import annotations

from pathlib import Path

import pytest

from brochurepress.findings import Severity
from brochurepress.pipeline.stages import build_edition
from tests.support.assertions import assert_silent
from tests.support.good_pages import PAGES, SEEDS, good_pages
from tests.support.stress import stressed


@pytest.mark.parametrize(("seed", "pages"), [(SEEDS[0], 2), *(stressed(seed, PAGES) for seed in SEEDS)])
def test_good_pages_are_built_without_a_word(seed: int, pages: int, tmp_path: Path) -> None:
    build = build_edition(good_pages(seed, tmp_path, pages).project, "good")
    assert_silent(found for found in build.findings if found.severity is not Severity.INFO)
    assert build.artworks
