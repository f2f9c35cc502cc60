"""Design tokens (.tokens.json): written for Figma, Penpot and Style Dictionary, and read back.

The format is that of the W3C's Design Tokens Community Group, version 2025.10: Format Module for groups, `$type` and
`$extensions`, Color Module for the value of a colour. It has no space for inks, so recipes are an extension.
"""

from __future__ import annotations

import json

from prepress.proofing.swatches.model import INKS, Palette, Swatch, srgb_of

INK = "prepress.ink"
"""Key of the extension that holds a recipe in % ink."""


def write_design_tokens(palette: Palette) -> bytes:
    """The palette as one group of colour tokens."""
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
