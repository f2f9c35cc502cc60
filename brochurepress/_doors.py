"""Doors: the names of a package, each loaded from its module when it is first asked for (PEP 562).

So `brochurepress.findings`, or a command that only reads a manuscript, does not load the layout engine.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
from collections.abc import Callable
from typing import Any


def door(package: str) -> Callable[[str], Any]:
    """Let a package give the names that its `__init__` imports under `if TYPE_CHECKING`, and no others.

    Those imports are the only list of the names: the type checker reads them, and so does this function. It returns
    the `__getattr__` that it has set, for a package that computes one name more.
    """
    module = sys.modules[package]
    home_of = {
        name.name: node.module or ""
        for block in ast.parse(inspect.getsource(module)).body
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }

    def load(name: str) -> Any:
        """The name from its module; it is set in the package, so that it is looked up once."""
        if name not in home_of:
            raise AttributeError(f"package '{package}' has no name '{name}'")
        home = home_of[name]
        value = (
            importlib.import_module(f"{package}.{name}")
            if home == package
            else getattr(importlib.import_module(home), name)
        )
        setattr(module, name, value)
        return value

    vars(module).setdefault("__all__", sorted(home_of))
    vars(module)["__getattr__"] = load
    return load
