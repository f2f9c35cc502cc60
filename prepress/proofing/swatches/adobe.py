"""Adobe Swatch Exchange (.ase): written for InDesign, Illustrator and Photoshop, and read back.

Adobe has not published the format; this is what its programs read and write, as documented by others (selapa.net,
"Swatches: file formats"). All numbers are big-endian: the signature ASEF, the version 1.0, the number of blocks; then
blocks of a type (16 bits), a length (32 bits) and that many bytes. A colour holds its name (length in UTF-16 units
with the final null, then UTF-16), its model in four letters, its components as 32-bit floats from 0 to 1, and its type.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from prepress.proofing.swatches.model import Palette, Swatch, srgb_of
from prepress.workspace import LIMITS, LimitName

GROUP_START, GROUP_END, COLOUR = 0xC001, 0xC002, 0x0001
GLOBAL = 0
"""Type of a process colour that changes wherever it is used when the swatch is changed; 1 is spot, 2 is plain."""

MODELS = {b"CMYK": 4, b"RGB ": 3, b"LAB ": 3, b"Gray": 1}
"""Colour models with the number of their components."""

SCREEN = " sRGB"
"""Ends the name of a swatch for screens: two swatches of one name cannot be loaded together."""


def write_ase(palette: Palette) -> bytes:
    """The palette as two groups: the recipes in CMYK, the values for screens in RGB."""
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


def read_ase(content: bytes) -> tuple[Swatch, ...]:
    """The swatches of a file as `write_ase` makes them, both groups put together.

    Raises ValueError for what is no such file.
    """
    inks: dict[str, list[float]] = {}
    screen: dict[str, list[float]] = {}
    try:
        for name, model, values in _colours(content):
            if model == b"CMYK":
                inks[name] = values
            elif model == b"RGB ":
                screen[name.removesuffix(SCREEN)] = values
        return tuple(
            Swatch(
                name,
                srgb_of(*(255 * part for part in screen[name])),
                tuple(round(100 * part, 4) for part in values),  # type: ignore[arg-type]
            )
            for name, values in inks.items()
        )
    except (struct.error, KeyError, UnicodeDecodeError) as fault:
        raise ValueError(f"the swatches cannot be read: {fault}") from fault


def _colours(content: bytes) -> Iterator[tuple[str, bytes, list[float]]]:
    """Name, model and components of every colour; groups are opened and closed."""
    signature, major, minor, count = struct.unpack_from(">4sHHI", content)
    if (signature, major, minor) != (b"ASEF", 1, 0):
        raise ValueError("this is no Adobe Swatch Exchange 1.0")
    at, depth = 12, 0
    for _ in range(count):
        kind, length = struct.unpack_from(">HI", content, at)
        at += 6
        if kind == COLOUR:
            (letters,) = struct.unpack_from(">H", content, at)
            name = content[at + 2 : at + 2 + 2 * letters].decode("utf-16-be").removesuffix("\0")
            model = content[at + 2 + 2 * letters : at + 6 + 2 * letters]
            values = struct.unpack_from(f">{MODELS[model]}f", content, at + 6 + 2 * letters)
            if 8 + 2 * letters + 4 * len(values) != length:
                raise ValueError(f"the colour '{name}' is not as long as its block")
            yield name, model, list(values)
        depth += (kind == GROUP_START) - (kind == GROUP_END)
        at += length
    if at != len(content) or depth:
        raise ValueError("the blocks do not fill the file, or a group is not closed")
