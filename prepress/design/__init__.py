"""What an edition looks like: design tokens, printer profiles, fonts, pictures and drawings."""

from typing import TYPE_CHECKING

from prepress._doors import door

if TYPE_CHECKING:
    from prepress.design.assets import brought_out, fill_tokens, known_bitmap, locate_picture, material
    from prepress.design.bitmaps import FORMATS, Bitmap, read_bitmap, strict_decoder
    from prepress.design.contrast import contrast_ratio, rgb_of
    from prepress.design.css_values import reaches
    from prepress.design.fonts import code_points, glyphs_of_program, ink_boxes, open_font, side_bearing
    from prepress.design.geometry import PT_PER_MM, Box, Geometry, Point, hull
    from prepress.design.monochrome import Textures, same_without_colour
    from prepress.design.printers import Condition, OverprintDemands, Printer, printer_names, read_printer
    from prepress.design.profiles import LAB, PLAIN, SRGB, TABLES, converted
    from prepress.design.renditions import SCREEN_PPI, Plane, Rendering, Rendition, Use, rendition, web_file
    from prepress.design.svg import DRAWN, SVG, read_drawing
    from prepress.design.tokens import Ink, Tokens, read_tokens

door(__name__)
