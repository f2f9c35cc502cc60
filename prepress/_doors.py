"""Doors: the names of a package, each loaded from its module when it is first asked for (PEP 562).

So `prepress.findings`, or a command that only reads a manuscript, does not load the layout engine.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from typing import Any


def door(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """The `__getattr__` of a package whose names, separated by spaces, live in the modules `homes`."""
    home_of = {name: module for module, names in homes.items() for name in names.split()}

    def load(name: str) -> Any:
        """The name from its module; it is set in the package, so that it is looked up once."""
        if name not in home_of:
            raise AttributeError(f"package '{package}' has no name '{name}'")
        value = getattr(importlib.import_module(f"{package}.{home_of[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    return load
