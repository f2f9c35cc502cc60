"""The files that an edition is issued as, each painted from the same pages."""

from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.artworks.artwork import Artwork, in_order
    from brochurepress.artworks.handout.guide import sheets_of
    from brochurepress.artworks.painters import PAINTERS, PaintJob, metadata_of, offers
    from brochurepress.artworks.web.page import standalone_page

door(__name__)
