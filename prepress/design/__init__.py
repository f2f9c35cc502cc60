"""What an edition looks like: design tokens, printer profiles, fonts, pictures and drawings."""

from typing import TYPE_CHECKING

from prepress._doors import door

if TYPE_CHECKING:
    from prepress.design.assets import brought_out, locate_picture, material, pixels_of
    from prepress.design.bitmaps import in_grey
    from prepress.design.contrast import contrast_ratio, rgb_of
    from prepress.design.css_values import reaches
    from prepress.design.drawing.faces import Face
    from prepress.design.drawing.form import drawn
    from prepress.design.drawing.look import Look, look_of
    from prepress.design.drawing.normalise import Drawing, normalised, serialized
    from prepress.design.drawing.shapes import HREF, SVG, DrawingFault
    from prepress.design.fonts import code_points, open_font, side_bearing
    from prepress.design.geometry import PT_PER_MM, Box, Geometry, Point, hull
    from prepress.design.monochrome import Textures, same_without_colour
    from prepress.design.printers import Condition, OverprintDemands, Printer, read_printer
    from prepress.design.svg import DRAWN
    from prepress.design.tokens import Ink, Tokens, read_tokens

door(__name__)
