"""Looking before printing: previews, comparisons, approved pages, swatches and galleries."""

from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.proofing.approved_pages import PICTURE, departures, folder_of, reference_pictures
    from brochurepress.proofing.gallery import gallery_of, samples_of
    from brochurepress.proofing.swatches import check_proofs, palette_of, proofed, swatch_sheet, write_swatches

door(__name__)
