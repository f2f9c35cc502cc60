"""Open each WOFF2 font once.

WeasyPrint 70 opens those of a style sheet anew for every layout, which takes longer than setting a page with them
(`weasyprint.text.fonts.FontConfiguration.add_font_face`).
"""

from __future__ import annotations

from io import BytesIO

from weasyprint.text.fonts import woff2

from brochurepress.design import unpacked


def unpack(packed: BytesIO, out: BytesIO) -> None:
    """Writes the OpenType font that a WOFF2 file holds."""
    out.write(unpacked(packed.getvalue()))


HOOKS = ((woff2, "decompress", unpack),)
"""What is replaced in the engine: its owner, its name, and what takes its place."""
