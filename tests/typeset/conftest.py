"""What tests of the engine's hooks share."""

import pytest

from brochurepress.typeset import paint_cache


@pytest.fixture
def joined_strings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine as it is, but that glyphs which follow one another are one string: no other hook changes bytes."""
    monkeypatch.setattr(*paint_cache.HOOKS[1])
