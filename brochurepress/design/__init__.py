"""What an edition looks like: design tokens, printer profiles, fonts, pictures and drawings."""

from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.design.assets import brought_out, known_bitmap, locate_picture, material, words_of
    from brochurepress.design.bitmaps import FORMATS, Bitmap, read_bitmap, strict_decoder
    from brochurepress.design.contrast import Rgb, contrast_ratio, rgb_of
    from brochurepress.design.css_values import reaches
    from brochurepress.design.cut_lines import CutLine, Cutter
    from brochurepress.design.drawing.faces import BOLD, Face, Look, font_rules, look_of, reduced
    from brochurepress.design.drawing.form import drawn
    from brochurepress.design.drawing.normalise import Drawing, normalised, serialized
    from brochurepress.design.drawing.shapes import HREF, SVG, DrawingFault
    from brochurepress.design.font_programs import FontProgram, characters_of, characters_of_program, open_program
    from brochurepress.design.fonts import (
        advance,
        code_points,
        font_findings,
        heaviest,
        ink_boxes,
        measures_of,
        only_glyphs,
        open_font,
        outlined,
        packed_font,
        read_new_fonts,
        side_bearing,
        unpacked,
    )
    from brochurepress.design.geometry import PT_PER_MM, Box, Geometry, Point, hull
    from brochurepress.design.monochrome import Textures, same_without_colour
    from brochurepress.design.printers import Condition, OverprintDemands, Printer, printer_names, read_printer
    from brochurepress.design.profiles import LAB, PLAIN, SRGB, TABLES, converted
    from brochurepress.design.renditions import (
        SCREEN_PPI,
        Plane,
        Rendering,
        Rendition,
        Use,
        drawing_file,
        rendition,
        web_file,
    )
    from brochurepress.design.svg import DRAWN
    from brochurepress.design.tokens import FontRole, Ink, PageSize, Tokens, length_mm, read_tokens
    from brochurepress.design.treatments import treatment_of

door(__name__)
