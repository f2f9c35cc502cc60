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
        UNREADABLE_HINT,
        InspectedPage,
        Inspection,
        inspect,
        unreadable,
    )
    from prepress.pdf.inspect.interpreter import PAINTING, Rewriter
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
    from prepress.pdf.inspect.streams import MALFORMED, EndlessContent, MadeOnce, reason
    from prepress.pdf.inspect.structure_tree import (
        INLINE,
        ContentReference,
        LinkAnnotation,
        Tag,
        TaggedDocument,
        read_tagged,
    )

door(__name__)
