"""PDF without a purpose yet: rendering by PDFium, XMP metadata, output intents, standards, concatenation."""

from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.pdf import pdfium
    from brochurepress.pdf.concatenate import MOST_BYTES, FileTooLong, PdfConcatenator
    from brochurepress.pdf.forms import fill_forms, mark_of
    from brochurepress.pdf.output_intent import OutputIntent, press_intent, read_profile, screen_intent, write_intents
    from brochurepress.pdf.pdfium import Bitmap, TextObject
    from brochurepress.pdf.xmp import STANDARDS, Metadata, Standard, saved, write_metadata

door(__name__)
