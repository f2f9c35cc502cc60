"""PDF without a purpose yet: rendering by PDFium, XMP metadata, output intents, standards, concatenation."""

from typing import TYPE_CHECKING

from prepress._doors import door

if TYPE_CHECKING:
    from prepress.pdf import pdfium
    from prepress.pdf.concatenate import MOST_BYTES, FileTooLong, PdfConcatenator
    from prepress.pdf.forms import fill_forms, mark_of
    from prepress.pdf.output_intent import (
        OutputIntent,
        press_intent,
        read_profile,
        screen_intent,
        write_intents,
    )
    from prepress.pdf.pdfium import Bitmap, TextObject
    from prepress.pdf.standards import STANDARDS, Standard
    from prepress.pdf.xmp import Metadata, write_metadata

door(__name__)
