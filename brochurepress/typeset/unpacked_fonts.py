"""Open each WOFF2 font once, and cut variable fonts by the axes that they have.

WeasyPrint 70 opens those of a style sheet anew for every layout, which takes longer than setting a page with them
(`weasyprint.text.fonts.FontConfiguration.add_font_face`). A variable font that lacks an axis which a style asks for
it embeds uncut (`weasyprint.pdf.fonts.Font.clean`): with the widths of another weight.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from weasyprint.pdf import fonts
from weasyprint.text.fonts import woff2

from brochurepress.design import unpacked


def unpack(packed: BytesIO, out: BytesIO) -> None:
    """Writes the OpenType font that a WOFF2 file holds."""
    out.write(unpacked(packed.getvalue()))


_instance = fonts.instantiateVariableFont


def cut(font: Any, variations: dict[str, float], **options: Any) -> Any:
    """The instance of a variable font: what is asked of an axis that it lacks changes nothing (CSS Fonts 4)."""
    own = {axis.axisTag for axis in font["fvar"].axes}
    return _instance(font, {tag: at for tag, at in variations.items() if tag in own}, **options)


HOOKS = ((woff2, "decompress", unpack), (fonts, "instantiateVariableFont", cut))
"""What is replaced in the engine: its owner, its name, and what takes its place."""
