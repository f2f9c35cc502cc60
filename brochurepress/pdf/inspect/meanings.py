"""What glyphs mean: the characters that a font program gives them, and those that its ToUnicode map does."""

from collections.abc import Callable, Iterator

import pikepdf

from brochurepress.design import characters_of_program
from brochurepress.pdf.inspect.fonts import TextFont


def meanings_of_fonts(
    pdf: pikepdf.Pdf, face: Callable[[pikepdf.Object], TextFont]
) -> Iterator[tuple[int, frozenset[str], str]]:
    """Page (from 1), characters by the font program, and text by the ToUnicode map, of each glyph that has both.

    Composite fonts whose codes are glyphs are asked (ISO 32000-1, 9.7.4.2); each is told on the page that it is met on.
    `face` makes a font ready for reading strings.
    """
    met = set[tuple[int, int]]()
    for number, page in enumerate(pdf.pages, 1):
        for font in page.resources.get("/Font", pikepdf.Dictionary()).values():
            if font.objgen in met or font.get("/Encoding") != pikepdf.Name("/Identity-H"):
                continue
            met.add(font.objgen)
            held = font.DescendantFonts[0]
            program = held.get("/FontDescriptor", pikepdf.Dictionary()).get("/FontFile2")
            if program is not None and held.get("/CIDToGIDMap", pikepdf.Name.Identity) == pikepdf.Name.Identity:
                characters = characters_of_program(program.read_bytes())
                told = face(font).unicode
                yield from ((number, characters[code], text) for code, text in told.items() if code in characters)
