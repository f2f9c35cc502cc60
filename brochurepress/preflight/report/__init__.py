"""The report of a build: pages, plates, inks, fonts, images and findings in one HTML file."""

from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.preflight.report.document import number, ranges, rendered_recipes, signed
    from brochurepress.preflight.report.pages import PLATES, Frame, frame, heat_map, picture_address, srgb_hex, tinted

door(__name__)
