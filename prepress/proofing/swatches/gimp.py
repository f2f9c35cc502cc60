"""GIMP palette (.gpl): written for GIMP, Inkscape, Scribus and Krita, and read back.

The format is that of GIMP's own loader (app/core/gimppalette-load.c): a first line, headers, then one colour a line.
It has no inks, so each recipe stands in a comment before its colour.
"""

from __future__ import annotations

import re

from prepress.proofing.swatches.model import Palette, Swatch, srgb_of

_INK = re.compile(r"# C([\d.]+) M([\d.]+) Y([\d.]+) K([\d.]+)$")
_COLOUR = re.compile(r"\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S.*)$")


def write_gpl(palette: Palette) -> bytes:
    """The palette with one column for each colour."""
    lines = ["GIMP Palette", f"Name: {palette.title}", f"Columns: {len(palette.swatches)}"]
    lines.append(f"# % ink for {palette.condition}")
    for swatch in palette.swatches:
        lines.append(f"# {swatch.recipe}")
        lines.append("{:3} {:3} {:3}\t{}".format(*swatch.components, swatch.name))
    return ("\n".join(lines) + "\n").encode()


def read_gpl(content: bytes) -> tuple[Swatch, ...]:
    """The swatches of a file as `write_gpl` makes them.

    Raises ValueError for what is no such file.
    """
    lines = content.decode().splitlines()
    if not lines or lines[0] != "GIMP Palette":
        raise ValueError("this is no GIMP palette")
    swatches = []
    ink: tuple[float, ...] = ()
    for line in lines[1:]:
        if recipe := _INK.match(line):
            ink = tuple(float(part) for part in recipe.groups())
        elif (colour := _COLOUR.match(line)) and not line.startswith("#"):
            cyan, magenta, yellow, black = ink
            srgb = srgb_of(*(int(part) for part in colour.groups()[:3]))
            swatches.append(Swatch(colour[4], srgb, (cyan, magenta, yellow, black)))
    return tuple(swatches)
