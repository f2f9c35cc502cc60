"""Custom properties of CSS (.css): written for the web team, and read back with a parser of CSS.

Each recipe stands in a comment behind its colour (CSS Custom Properties for Cascading Variables Module Level 1).
"""

from __future__ import annotations

import re

import tinycss2

from prepress.proofing.swatches.model import Palette, Swatch

_INK = re.compile(r"\s*C([\d.]+) M([\d.]+) Y([\d.]+) K([\d.]+)\s*")


def write_css(palette: Palette) -> bytes:
    """The palette as custom properties of the root."""
    about = f"{palette.title}. % ink: {palette.condition}".replace("*/", "* /")
    rows = "".join(f"  --{s.name}: {s.srgb.lower()}; /* {s.recipe} */\n" for s in palette.swatches)
    return f"/* {about} */\n:root {{\n{rows}}}\n".encode()


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
            elif node.type == "comment" and (ink := _INK.fullmatch(node.value)) and name:
                cyan, magenta, yellow, black = (float(part) for part in ink.groups())
                swatches.append(Swatch(name, srgb, (cyan, magenta, yellow, black)))
                name = ""
        if name:
            raise ValueError(f"'{name}' has no recipe")
    return tuple(swatches)
