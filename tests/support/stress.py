"""Rows of a table of tests that only the long run of the tests proves."""

from __future__ import annotations

from collections.abc import Iterable

import pytest


def stressed(*values: object) -> pytest.ParameterSet:
    """A row of parameters that is marked `stress`."""
    return pytest.param(*values, marks=pytest.mark.stress)


def sampled(values: Iterable[object], every: int = 4) -> list[object]:
    """The rows of a sweep: the long run of the tests proves all of them, every run one in so many."""
    return [value if index % every == 0 else stressed(value) for index, value in enumerate(values)]
