"""A finished PDF read: its document structure, pages, painted objects, inks, fonts and tag tree."""

from typing import TYPE_CHECKING

from prepress._doors import door

if TYPE_CHECKING:
    from prepress.pdf.inspect import ink_coverage
    from prepress.pdf.inspect.colour_spaces import lab_to_rgb
    from prepress.pdf.inspect.fonts import TextFont, read_face
    from prepress.pdf.inspect.functions import evaluate, numbers
    from prepress.pdf.inspect.graphics_state import GraphicsState, Paint, matrix_entry, scale
    from prepress.pdf.inspect.image_inks import BROKEN, unpacked
    from prepress.pdf.inspect.ink_coverage import Plates
    from prepress.pdf.inspect.inspection import (
        InspectedPage,
        Inspection,
        inspect,
        unreadable,
    )
    from prepress.pdf.inspect.interpreter import PAINTING, Rewriter
    from prepress.pdf.inspect.marked_content import MarkedText
    from prepress.pdf.inspect.model import (
        LARGEST_PT,
        PROCESS_INKS,
        ContainingStream,
        Document,
        FlawKind,
        ImageUse,
        PageContent,
        PageInfo,
        PaintedColour,
        PaintedObject,
        PaintKind,
        PaintSettings,
    )
    from prepress.pdf.inspect.page_labels import numeral
    from prepress.pdf.inspect.streams import MALFORMED, EndlessContent, MadeOnce, reason
    from prepress.pdf.inspect.structure_tree import (
        CIRCLE,
        INLINE,
        ContentReference,
        LinkAnnotation,
        Outline,
        Tag,
        TaggedDocument,
        read_tagged,
    )
    from prepress.pdf.inspect.tables import GridCell, table_grid, table_heads

door(__name__)
