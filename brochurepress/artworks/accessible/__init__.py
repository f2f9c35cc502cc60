"""Accessible PDF: the structure tree that assistive technology reads (ISO 14289)."""

from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.artworks.accessible.accessible_pdf import ACCESSIBLE, description
    from brochurepress.artworks.accessible.build_tree import TARGETS, Node, shape
    from brochurepress.artworks.accessible.content_stream import End, read_flow

door(__name__)
