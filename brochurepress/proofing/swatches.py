"""Swatches: the colours of a brochure for the designers' own tools, held against how their inks look."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from brochurepress.artworks.press.separation import delta_e, soft_proof
from brochurepress.compose import bundle, compose, content_policy, environment, harmless, render
from brochurepress.design import Ink, rgb_of
from brochurepress.findings import Finding, warning
from brochurepress.pdf import read_profile
from brochurepress.preflight.report import number, srgb_hex
from brochurepress.source import TOKENS, Inputs, decimal_sign, read_strings, token_place
from brochurepress.workspace import LimitName

INKS = ("cyan", "magenta", "yellow", "black")


FAR = 5.0
"""Delta E*ab from which a value for screens no longer shows its ink: the tolerance of ISO 12647-2 for solids."""


@dataclass(frozen=True)
class Swatch:
    """A colour: its name, sRGB value (#RRGGBB) and recipe in % ink.

    Once it is proofed: how its ink looks on a screen (#RRGGBB), and how far that is from its sRGB value (Delta E*ab).
    """

    name: str
    srgb: str
    ink: Ink
    proof: str = ""
    distance: float = 0.0

    @property
    def far(self) -> bool:
        """Whether the eye sees how far its ink is from its value for screens."""
        return self.distance > FAR

    @property
    def components(self) -> tuple[int, int, int]:
        """Red, green and blue from 0 to 255."""
        return rgb_of(self.srgb)

    @property
    def total(self) -> float:
        """Total ink in %."""
        return sum(self.ink)

    @property
    def recipe(self) -> str:
        """The recipe as designers write it: C26 M1 Y0 K0."""
        return " ".join(f"{letter}{part:g}" for letter, part in zip("CMYK", self.ink, strict=True))


@dataclass(frozen=True)
class Palette:
    """The colours of one brochure: its title, the printing condition that the recipes are made for, the swatches."""

    title: str
    condition: str
    swatches: tuple[Swatch, ...]


GROUP_START, GROUP_END, COLOUR = 0xC001, 0xC002, 0x0001
GLOBAL = 0
"""Type of a process colour that changes wherever it is used when the swatch is changed; 1 is spot, 2 is plain."""

SCREEN = " sRGB"
"""Ends the name of a swatch for screens: two swatches of one name cannot be loaded together."""

INK = "brochurepress.ink"
"""Key of the extension of design tokens that holds a recipe in % ink."""


def write_css(palette: Palette) -> bytes:
    """Custom properties of the root (CSS Custom Properties for Cascading Variables Module Level 1)."""
    about = f"{palette.title}. % ink: {palette.condition}".replace("*/", "* /")
    rows = "".join(f"  --{s.name}: {s.srgb.lower()}; /* {s.recipe} */\n" for s in palette.swatches)
    return f"/* {about} */\n:root {{\n{rows}}}\n".encode()


def write_gpl(palette: Palette) -> bytes:
    """A GIMP palette: a first line, headers, then one colour a line (GIMP, app/core/gimppalette-load.c)."""
    head = f"GIMP Palette\nName: {palette.title}\nColumns: {len(palette.swatches)}\n# % ink for {palette.condition}\n"
    rows = ("# {}\n{:3} {:3} {:3}\t{}\n".format(s.recipe, *s.components, s.name) for s in palette.swatches)
    return (head + "".join(rows)).encode()


def write_design_tokens(palette: Palette) -> bytes:
    """One group of colour tokens (W3C Design Tokens Community Group 2025.10, Format Module and Color Module)."""
    group: dict[str, object] = {"$type": "color", "$description": f"{palette.title}. Ink: {palette.condition}"}
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
    about = palette.title[: LimitName.NAME.most]  # the format counts its letters in 16 bits
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


def swatch_sheet(inputs: Inputs, palette: Palette, swatches: tuple[Swatch, ...]) -> str:
    """The sheet in the language of the edition, as one file of HTML that asks for nothing.

    Raises Rejected for faults of the style sheet or the wording.
    """
    snapshot, edition = inputs.snapshot, inputs.manuscript.edition
    labels = read_strings(snapshot, "swatches", edition.language)
    style = bundle(snapshot, "layouts/css/swatches.css", ()).text
    templates = environment(snapshot)
    templates.offer(number=partial(number, decimal=decimal_sign(snapshot, labels)))
    page = render(
        templates,
        "swatches.html",
        palette=palette,
        swatches=swatches,
        formats=[(each, f"{edition.name}{each.suffix}") for each in FORMATS],
        text=labels.text,
        far=FAR,
        style=style,
        policy=content_policy(style),
    )
    return harmless(page, "layouts/swatches.html")


def palette_of(inputs: Inputs) -> Palette:
    """The colours on the pages of an edition and those that it brings, in the order of its tokens.

    Raises Rejected as `compose`.
    """
    used, colours = compose(inputs).colours, inputs.tokens.colours.items()
    swatches = tuple(
        Swatch(name, colour.srgb, colour.ink)
        for name, colour in colours
        if name in used or token_place(inputs, name).file != TOKENS
    )
    title = " ".join(inputs.manuscript.edition.title.split())
    return Palette(title, inputs.printer.condition.info, swatches)


def write_swatches(palette: Palette, name: str) -> dict[str, bytes]:
    """The swatches in every format, by file name."""
    return {f"{name}{each.suffix}": each.write(palette) for each in FORMATS}


def proofed(inputs: Inputs, palette: Palette) -> tuple[Swatch, ...]:
    """Every swatch with how its ink looks under the profile of the printing condition."""
    profile = read_profile(inputs.snapshot, inputs.printer.condition.profile)
    proofs = soft_proof(profile, [swatch.ink for swatch in palette.swatches])
    return tuple(
        replace(swatch, proof=srgb_hex(map(round, proof)).upper(), distance=round(delta_e(swatch.components, proof), 1))
        for swatch, proof in zip(palette.swatches, proofs, strict=True)
    )


def check_proofs(inputs: Inputs, swatches: tuple[Swatch, ...]) -> Iterator[Finding]:
    """A warning for each colour that looks otherwise in print than on the screen."""
    for each in (each for each in swatches if each.far):
        told = {"proof": each.proof, "distance": each.distance, "far": FAR, "srgb": each.srgb, "recipe": each.recipe}
        yield warning("swatches/proof", token_place(inputs, each.name), swatch_name=each.name, **told)
