"""Sweeps: every row of the table names a test or a module that there is."""

from __future__ import annotations

import pytest

from brochurepress.workspace.project import HOME
from tests.support.stress import SWEEPS


@pytest.mark.parametrize("name", SWEEPS)
def test_every_sweep_is_a_test_of_its_module(name: str) -> None:
    file, _, test = name.partition("::")
    text = (HOME / "tests" / file).read_text(encoding="utf-8")
    assert not test or f"\ndef {test}(" in text
