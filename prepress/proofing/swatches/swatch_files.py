"""Swatches: the colours of a brochure for the designers' own tools, each file read back and held against the tokens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from prepress.artworks.press.separation import delta_e, soft_proof
from prepress.findings import Finding, Place, error, warning
from prepress.pdf import read_profile
from prepress.pipeline import Sources, token_place
from prepress.proofing.swatches.adobe import read_ase, write_ase
from prepress.proofing.swatches.css import read_css, write_css
from prepress.proofing.swatches.design_tokens import read_design_tokens, write_design_tokens
from prepress.proofing.swatches.gimp import read_gpl, write_gpl
from prepress.proofing.swatches.model import Palette, Swatch, srgb_of
from prepress.workspace import Project

FAR = 5.0
"""Delta E*ab from which a value for screens no longer shows its ink: the tolerance of ISO 12647-2 for solids."""


@dataclass(frozen=True)
class Format:
    """A file of swatches: what it is called, the end of its name, the tools it is for, how it is written and read."""

    name: str
    suffix: str
    tools: str
    write: Callable[[Palette], bytes]
    read: Callable[[bytes], tuple[Swatch, ...]]


FORMATS = (
    Format(
        "Adobe Swatch Exchange", ".ase", "InDesign, Illustrator, Photoshop, Affinity", write_ase, read_ase
    ),
    Format("GIMP palette", ".gpl", "GIMP, Inkscape, Scribus, Krita", write_gpl, read_gpl),
    Format(
        "Design Tokens 2025.10",
        ".tokens.json",
        "Figma, Penpot, Style Dictionary",
        write_design_tokens,
        read_design_tokens,
    ),
    Format("CSS custom properties", ".css", "web pages", write_css, read_css),
)
"""Every format in which the swatches are written."""


@dataclass(frozen=True)
class ProofedSwatch:
    """A swatch, how its ink looks on a screen (#RRGGBB), and how far that is from its sRGB value (Delta E*ab)."""

    swatch: Swatch
    proof: str
    distance: float

    @property
    def far(self) -> bool:
        """Whether the eye sees the difference."""
        return self.distance > FAR


def palette_of(sources: Sources) -> Palette:
    """The colours of an edition in the order of its tokens."""
    colours = sources.tokens.colours.items()
    swatches = tuple(Swatch(name, colour.srgb, colour.ink) for name, colour in colours)
    return Palette(sources.manuscript.edition.title, sources.printer.condition.info, swatches)


def write_swatches(palette: Palette, name: str) -> dict[str, bytes]:
    """The swatches in every format, by file name."""
    return {f"{name}{each.suffix}": each.write(palette) for each in FORMATS}


def check_files(palette: Palette, files: dict[str, bytes], name: str) -> Iterator[Finding]:
    """An error for each file that, read back, does not hold the colours of the palette."""
    for each in FORMATS:
        file = f"{name}{each.suffix}"
        try:
            found = each.read(files[file])
        except ValueError as fault:
            yield error("swatches/unfaithful", f"{each.name} cannot be read back: {fault}", Place(file))
            continue
        for swatch, wanted in zip(found, palette.swatches, strict=False):
            if not _same(swatch, wanted):
                message = f"{each.name} holds {swatch.name} as {swatch.srgb}, {swatch.recipe}"
                hint = f"it is {wanted.name}, {wanted.srgb}, {wanted.recipe}: report this fault of the press"
                yield error("swatches/unfaithful", message, Place(file), hint)
        if len(found) != len(palette.swatches):
            message = f"{each.name} holds {len(found)} colours of {len(palette.swatches)}"
            yield error("swatches/unfaithful", message, Place(file), "report this fault of the press")


def _same(one: Swatch, other: Swatch) -> bool:
    inks = zip(one.ink, other.ink, strict=True)
    return (one.name, one.srgb) == (other.name, other.srgb) and all(abs(a - b) < 0.01 for a, b in inks)


def proofed(project: Project, sources: Sources, palette: Palette) -> tuple[ProofedSwatch, ...]:
    """Every swatch with how its ink looks under the profile of the printing condition."""
    file = f"assets/icc/{sources.printer.condition.profile}"
    proofs = soft_proof(read_profile(project.find(file), file), [swatch.ink for swatch in palette.swatches])
    return tuple(
        ProofedSwatch(swatch, srgb_of(*proof), round(delta_e(swatch.components, proof), 1))
        for swatch, proof in zip(palette.swatches, proofs, strict=True)
    )


def check_proofs(project: Project, edition: str, swatches: tuple[ProofedSwatch, ...]) -> Iterator[Finding]:
    """A warning for each colour that looks otherwise in print than on the screen."""
    for each in swatches:
        if each.far:
            swatch = each.swatch
            message = (
                f"{swatch.name} is {swatch.srgb} on screens, but {swatch.recipe} looks like {each.proof}"
            )
            hint = f"give it the sRGB value {each.proof}, or another recipe"
            told = f"{message}: Delta E {each.distance:g}, where {FAR:g} is seen"
            yield warning("swatches/proof", told, token_place(project, edition, swatch.name), hint)
