"""The section types that the press ships, by the doors through which it reads them itself."""

from __future__ import annotations

from typing import Any, get_args

from brochurepress.source.section_schema import read_section_types
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot

TYPES: dict[str, Any] = dict(read_section_types(Snapshot(Project(HOME))).models)
"""The record of each section type by its name."""

Person: Any = next(
    arm
    for hint in get_args(TYPES["contacts"].__annotations__["people"])
    for arm in get_args(hint)
    if arm is not Ellipsis
)
"""The record of someone to turn to."""
