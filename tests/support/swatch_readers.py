"""Readers of swatch files, each by the format's own rules, to hold what is written against the colours."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterator

import tinycss2

from brochurepress.proofing.swatches import COLOUR, GROUP_END, GROUP_START, INK, INKS, SCREEN, Swatch


def srgb_of(red: float, green: float, blue: float) -> str:
    """#RRGGBB of components from 0 to 255."""
    return "#" + "".join(f"{round(part):02X}" for part in (red, green, blue))


MODELS = {b"CMYK": 4, b"RGB ": 3, b"LAB ": 3, b"Gray": 1}
"""Colour models of Adobe Swatch Exchange with the number of their components."""

CSS_INK = re.compile(r"\s*C([\d.]+) M([\d.]+) Y([\d.]+) K([\d.]+)\s*")
GPL_INK = re.compile(r"# C([\d.]+) M([\d.]+) Y([\d.]+) K([\d.]+)$")
GPL_COLOUR = re.compile(r"\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S.*)$")


def read_css(content: bytes) -> tuple[Swatch, ...]:
    """The swatches of a file as `write_css` makes them.

    Raises ValueError for a declaration without a recipe behind it.
    """
    swatches = []
    name = srgb = ""
    for rule in tinycss2.parse_stylesheet(content.decode(), skip_whitespace=True):
        if rule.type == "comment":
            continue
        if rule.type != "qualified-rule":
            raise ValueError(f"the style sheet cannot be read: {rule.type}")
        for node in tinycss2.parse_blocks_contents(rule.content, skip_whitespace=True):
            if node.type == "declaration":
                name, srgb = node.name.removeprefix("--"), tinycss2.serialize(node.value).strip().upper()
            elif node.type == "comment" and (ink := CSS_INK.fullmatch(node.value)) and name:
                cyan, magenta, yellow, black = (float(part) for part in ink.groups())
                swatches.append(Swatch(name, srgb, (cyan, magenta, yellow, black)))
                name = ""
        if name:
            raise ValueError(f"'{name}' has no recipe")
    return tuple(swatches)


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
        if recipe := GPL_INK.match(line):
            ink = tuple(float(part) for part in recipe.groups())
        elif (colour := GPL_COLOUR.match(line)) and not line.startswith("#"):
            cyan, magenta, yellow, black = ink
            srgb = srgb_of(*(int(part) for part in colour.groups()[:3]))
            swatches.append(Swatch(colour[4], srgb, (cyan, magenta, yellow, black)))
    return tuple(swatches)


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


def read_design_tokens(content: bytes) -> tuple[Swatch, ...]:
    """The swatches of a file as `write_design_tokens` makes them, by their components.

    Raises ValueError for what is no such file, and where components and fallback are not one colour.
    """
    try:
        group = json.loads(content)["color"]
        swatches = []
        for name, token in group.items():
            if name.startswith("$"):
                continue
            value, ink = token["$value"], token["$extensions"][INK]
            srgb = srgb_of(*(255 * part for part in value["components"]))
            if value["colorSpace"] != "srgb" or srgb != value["hex"].upper():
                raise ValueError(f"the components of '{name}' are not its hex value in sRGB")
            cyan, magenta, yellow, black = (float(ink[part]) for part in INKS)
            swatches.append(Swatch(name, srgb, (cyan, magenta, yellow, black)))
    except (KeyError, TypeError, AttributeError) as fault:
        raise ValueError(f"the tokens cannot be read: {fault}") from fault
    return tuple(swatches)


READERS = {".css": read_css, ".gpl": read_gpl, ".ase": read_ase, ".tokens.json": read_design_tokens}
"""The reader of each format by the end of its files' names."""
