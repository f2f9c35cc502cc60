"""Fixtures that several test modules use."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sample import Sample, sample


@pytest.fixture
def good(tmp_path: Path) -> Sample:
    """A small good project, to be spoilt."""
    return sample(tmp_path)
