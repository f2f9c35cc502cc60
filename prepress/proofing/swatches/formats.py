"""Formats of swatches: the colours of a brochure as the designers' own tools read them.

None but Adobe's has a place for inks; there each recipe stands in a comment or an extension.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from dataclasses import dataclass

from prepress.proofing.swatches.model import INKS, Palette
from prepress.workspace import LIMITS, LimitName

GROUP_START, GROUP_END, COLOUR = 0xC001, 0xC002, 0x0001
GLOBAL = 0
"""Type of a process colour that changes wherever it is used when the swatch is changed; 1 is spot, 2 is plain."""

SCREEN = " sRGB"
"""Ends the name of a swatch for screens: two swatches of one name cannot be loaded together."""

INK = "prepress.ink"
"""Key of the extension of design tokens that holds a recipe in % ink."""


def write_css(palette: Palette) -> bytes:
    """Custom properties of the root (CSS Custom Properties for Cascading Variables Module Level 1)."""
    about = f"{palette.title}. % ink: {palette.condition}".replace("*/", "* /")
    rows = "".join(f"  --{s.name}: {s.srgb.lower()}; /* {s.recipe} */\n" for s in palette.swatches)
    return f"/* {about} */\n:root {{\n{rows}}}\n".encode()


def write_gpl(palette: Palette) -> bytes:
    """A GIMP palette: a first line, headers, then one colour a line (GIMP, app/core/gimppalette-load.c)."""
    lines = ["GIMP Palette", f"Name: {palette.title}", f"Columns: {len(palette.swatches)}"]
    lines.append(f"# % ink for {palette.condition}")
    for swatch in palette.swatches:
        lines.append(f"# {swatch.recipe}")
        lines.append("{:3} {:3} {:3}\t{}".format(*swatch.components, swatch.name))
    return ("\n".join(lines) + "\n").encode()


def write_design_tokens(palette: Palette) -> bytes:
    """One group of colour tokens (W3C Design Tokens Community Group 2025.10, Format Module and Color Module)."""
    group: dict[str, object] = {
        "$type": "color",
        "$description": f"{palette.title}. Ink: {palette.condition}",
    }
    for swatch in palette.swatches:
        group[swatch.name] = {
            "$value": {
                "colorSpace": "srgb",
                "components": [round(part / 255, 5) for part in swatch.components],
                "alpha": 1,
                "hex": swatch.srgb.lower(),
            },
            "$description": swatch.recipe,
            "$extensions": {INK: dict(zip(INKS, swatch.ink, strict=True))},
        }
    return (json.dumps({"color": group}, indent=2, ensure_ascii=False) + "\n").encode()


def write_ase(palette: Palette) -> bytes:
    """Adobe Swatch Exchange in two groups: the recipes in CMYK, the values for screens in RGB.

    Adobe has not published the format; this is what its programs read and write, as documented by others (selapa.net,
    "Swatches: file formats"). All numbers are big-endian: the signature ASEF, the version 1.0, the number of blocks;
    then blocks of a type (16 bits), a length (32 bits) and that many bytes. A colour holds its name (length in UTF-16
    units with the final null, then UTF-16), its model in four letters, its components as 32-bit floats from 0 to 1,
    and its type.
    """
    inks = [(s.name, b"CMYK", [part / 100 for part in s.ink]) for s in palette.swatches]
    screen = [(s.name + SCREEN, b"RGB ", [part / 255 for part in s.components]) for s in palette.swatches]
    blocks: list[bytes] = []
    about = palette.title[: LIMITS[LimitName.NAME].most]  # the format counts its letters in 16 bits
    for title, colours in ((f"{about}: CMYK", inks), (f"{about}: sRGB", screen)):
        blocks.append(_block(GROUP_START, _text(title)))
        for name, model, values in colours:
            content = _text(name) + model + struct.pack(f">{len(values)}f", *values)
            blocks.append(_block(COLOUR, content + struct.pack(">H", GLOBAL)))
        blocks.append(_block(GROUP_END, b""))
    return b"ASEF" + struct.pack(">HHI", 1, 0, len(blocks)) + b"".join(blocks)


def _block(kind: int, content: bytes) -> bytes:
    return struct.pack(">HI", kind, len(content)) + content


def _text(text: str) -> bytes:
    encoded = f"{text}\0".encode("utf-16-be")
    return struct.pack(">H", len(encoded) // 2) + encoded


@dataclass(frozen=True)
class Format:
    """A file of swatches: what it is called, the end of its name, the tools it is for, how it is written."""

    name: str
    suffix: str
    tools: str
    write: Callable[[Palette], bytes]


FORMATS = (
    Format("Adobe Swatch Exchange", ".ase", "InDesign, Illustrator, Photoshop, Affinity", write_ase),
    Format("GIMP palette", ".gpl", "GIMP, Inkscape, Scribus, Krita", write_gpl),
    Format("Design Tokens 2025.10", ".tokens.json", "Figma, Penpot, Style Dictionary", write_design_tokens),
    Format("CSS custom properties", ".css", "web pages", write_css),
)
"""Every format in which the swatches are written."""
