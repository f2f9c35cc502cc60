"""The command line."""

from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.cli.command_line import run_main

door(__name__)
