"""What an edition looks like: design tokens, printer profiles, fonts, pictures and drawings."""

from typing import TYPE_CHECKING

from prepress._doors import door

if TYPE_CHECKING:
    from prepress.design.assets import brought_out, known_bitmap, locate_picture, material
    from prepress.design.bitmaps import FORMATS, Bitmap, read_bitmap, strict_decoder
    from prepress.design.contrast import contrast_ratio, rgb_of
    from prepress.design.css_values import reaches
    from prepress.design.drawing.faces import Face
    from prepress.design.drawing.form import drawn
    from prepress.design.drawing.look import Look, look_of, reduced
    from prepress.design.drawing.normalise import Drawing, normalised, serialized
    from prepress.design.drawing.shapes import HREF, SVG, DrawingFault
    from prepress.design.fonts import code_points, glyphs_of_program, ink_boxes, open_font, side_bearing
    from prepress.design.geometry import PT_PER_MM, Box, Geometry, Point, hull
    from prepress.design.monochrome import Textures, same_without_colour
    from prepress.design.printers import Condition, OverprintDemands, Printer, printer_names, read_printer
    from prepress.design.profiles import LAB, PLAIN, SRGB, TABLES, converted
    from prepress.design.renditions import (
        SCREEN_PPI,
        Plane,
        Rendering,
        Rendition,
        Use,
        drawing_file,
        rendition,
        web_file,
    )
    from prepress.design.svg import DRAWN
    from prepress.design.tokens import Ink, Tokens, read_tokens

door(__name__)
