"""Looking before printing: previews, comparisons, approved pages and colour swatches."""

from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.proofing.approved_pages import PICTURE, departures, folder_of, reference_pictures

door(__name__)
