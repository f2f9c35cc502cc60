"""What an edition looks like: design tokens, printer profiles, fonts, pictures and drawings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prepress._doors import door

if TYPE_CHECKING:
    from prepress.design.assets import brought_out, fill_tokens, locate_picture, material, pixels_of
    from prepress.design.bitmaps import in_grey
    from prepress.design.contrast import contrast_ratio, rgb_of
    from prepress.design.css_values import reaches
    from prepress.design.fonts import code_points, open_font, side_bearing
    from prepress.design.geometry import PT_PER_MM, Box, Geometry, Point, hull
    from prepress.design.monochrome import Textures, same_without_colour
    from prepress.design.printers import Condition, OverprintDemands, Printer, read_printer
    from prepress.design.svg import DRAWN, SVG, read_drawing
    from prepress.design.tokens import Ink, Tokens, read_tokens

__all__ = [
    "DRAWN",
    "PT_PER_MM",
    "SVG",
    "Box",
    "Condition",
    "Geometry",
    "Ink",
    "OverprintDemands",
    "Point",
    "Printer",
    "Textures",
    "Tokens",
    "brought_out",
    "code_points",
    "contrast_ratio",
    "fill_tokens",
    "hull",
    "in_grey",
    "locate_picture",
    "material",
    "open_font",
    "pixels_of",
    "reaches",
    "read_drawing",
    "read_printer",
    "read_tokens",
    "rgb_of",
    "same_without_colour",
    "side_bearing",
]

__getattr__ = door(
    __name__,
    {
        "assets": "brought_out fill_tokens locate_picture material pixels_of",
        "bitmaps": "in_grey",
        "contrast": "contrast_ratio rgb_of",
        "css_values": "reaches",
        "fonts": "code_points open_font side_bearing",
        "geometry": "Box Geometry PT_PER_MM Point hull",
        "monochrome": "Textures same_without_colour",
        "printers": "Condition OverprintDemands Printer read_printer",
        "svg": "DRAWN SVG read_drawing",
        "tokens": "Ink Tokens read_tokens",
    },
)
