"""The report of a build: pages, plates, inks, fonts, images and findings in one HTML file."""

from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.preflight.report.document import (
        PLATES,
        frame,
        heat_map,
        number,
        picture_address,
        ranges,
        rendered_recipes,
        signed,
        srgb_hex,
        tinted,
    )

door(__name__)
