"""The command line."""

import gc
from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.cli.command_line import run_main

_OBJECTS = 500_000
"""New objects after which Python looks for circles among them: after its own 700 that takes a tenth of a build."""

gc.set_threshold(_OBJECTS)  # before the commands are loaded, and with them most of the press
door(__name__)
