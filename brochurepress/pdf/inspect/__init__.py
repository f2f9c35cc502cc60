"""A finished PDF read: its document structure, pages, painted objects, inks, fonts and tag tree."""

from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.pdf.inspect.colour_spaces import lab_to_rgb, unpacked
    from brochurepress.pdf.inspect.fonts import TextFont, read_face
    from brochurepress.pdf.inspect.functions import evaluate, numbers
    from brochurepress.pdf.inspect.inspection import InspectedPage, Inspection, inspect, unreadable
    from brochurepress.pdf.inspect.interpreter import PAINTING, GraphicsState, Paint, Rewriter, matrix_entry, scale
    from brochurepress.pdf.inspect.meanings import meanings_of_fonts
    from brochurepress.pdf.inspect.model import (
        LARGEST_PT,
        PROCESS_INKS,
        ContainingStream,
        Document,
        FlawKind,
        FontUse,
        ImageUse,
        InkRecipe,
        PageContent,
        PageInfo,
        PaintedColour,
        PaintedObject,
        PaintKind,
        PaintSettings,
        by_ink,
    )
    from brochurepress.pdf.inspect.plates import Plates, render_plates
    from brochurepress.pdf.inspect.readings import Readings
    from brochurepress.pdf.inspect.streams import MALFORMED, EndlessContent, MadeOnce, reason
    from brochurepress.pdf.inspect.structure_tree import (
        CIRCLE,
        HEADING,
        INLINE,
        ContentReference,
        LinkAnnotation,
        MarkedText,
        Tag,
        TaggedDocument,
        at_place,
    )
    from brochurepress.pdf.inspect.tables import GridCell, table_grid, table_heads

door(__name__)
