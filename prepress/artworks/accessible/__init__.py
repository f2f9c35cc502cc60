"""Accessible PDF: the structure tree that assistive technology reads (ISO 14289)."""

from typing import TYPE_CHECKING

from prepress._doors import door

if TYPE_CHECKING:
    from prepress.artworks.accessible.accessible_pdf import ACCESSIBLE
    from prepress.artworks.accessible.annotations import description
    from prepress.artworks.accessible.build_tree import shape, visible_text
    from prepress.artworks.accessible.roles import TARGETS
    from prepress.artworks.accessible.text_flow import End, read_flow
    from prepress.artworks.accessible.tree import INLINE, Node

door(__name__)
