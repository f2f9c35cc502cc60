"""Rows of a table of tests that only the long run of the tests proves."""

from __future__ import annotations

import pytest


def stressed(*values: object) -> pytest.ParameterSet:
    """A row of parameters that is marked `stress`."""
    return pytest.param(*values, marks=pytest.mark.stress)
