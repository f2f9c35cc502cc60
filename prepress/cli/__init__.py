"""The command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prepress._doors import door

if TYPE_CHECKING:
    from prepress.cli.command_line import run_main

__all__ = [
    "run_main",
]

__getattr__ = door(
    __name__,
    {
        "command_line": "run_main",
    },
)
