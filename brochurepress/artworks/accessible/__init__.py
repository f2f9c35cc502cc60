"""Accessible PDF: the structure tree that assistive technology reads (ISO 14289)."""

from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.artworks.accessible.accessible_pdf import ACCESSIBLE
    from brochurepress.artworks.accessible.annotations import description
    from brochurepress.artworks.accessible.build_tree import shape
    from brochurepress.artworks.accessible.roles import TARGETS
    from brochurepress.artworks.accessible.text_flow import End, read_flow
    from brochurepress.artworks.accessible.tree import Node

door(__name__)
