"""Accessible PDF: the structure tree that assistive technology reads (ISO 14289)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prepress._doors import door

if TYPE_CHECKING:
    from prepress.artworks.accessible.build_tree import shape, visible_text
    from prepress.artworks.accessible.roles import TARGETS
    from prepress.artworks.accessible.text_flow import read_flow
    from prepress.artworks.accessible.tree import INLINE, Node

__all__ = [
    "INLINE",
    "TARGETS",
    "Node",
    "read_flow",
    "shape",
    "visible_text",
]

__getattr__ = door(
    __name__,
    {
        "build_tree": "shape visible_text",
        "roles": "TARGETS",
        "text_flow": "read_flow",
        "tree": "INLINE Node",
    },
)
