"""Read each value with custom properties once.

WeasyPrint 70 reads such a value anew for every element that has it (`weasyprint.css.ComputedStyle.__missing__`), most
times from tokens that say the same. What it makes of them depends on nothing else
(`weasyprint.css.tokens.Pending.validate`), and is not written to.
"""

from __future__ import annotations

from typing import Any

from weasyprint.css.tokens import Pending

_solve = Pending.solve
_MOST = 64
"""How many values of one declaration are kept."""


def _solved(pending: Any, tokens: list[Any], key: str, base_url: str) -> Any:
    """The value of a property; raises what the engine raises for one that cannot be read, each time."""
    known = vars(pending).setdefault("known", {})
    asked = key, base_url, *(token.serialize() for token in tokens)
    if asked not in known:
        if len(known) >= _MOST:
            known.clear()
        known[asked] = _solve(pending, tokens, key, base_url)
    return known[asked]


HOOKS = ((Pending, "solve", _solved),)
"""What is replaced in the engine: its owner, its name, and what takes its place."""
