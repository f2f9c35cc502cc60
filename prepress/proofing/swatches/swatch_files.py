"""Swatches: the colours of a brochure for the designers' own tools, held against how their inks look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from prepress.artworks.press.separation import delta_e, soft_proof
from prepress.findings import Finding, warning
from prepress.pdf import read_profile
from prepress.pipeline import Sources, token_place
from prepress.proofing.swatches.formats import FORMATS
from prepress.proofing.swatches.model import Palette, Swatch, srgb_of
from prepress.workspace import Project

FAR = 5.0
"""Delta E*ab from which a value for screens no longer shows its ink: the tolerance of ISO 12647-2 for solids."""


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
    title = " ".join(sources.manuscript.edition.title.split())
    return Palette(title, sources.printer.condition.info, swatches)


def write_swatches(palette: Palette, name: str) -> dict[str, bytes]:
    """The swatches in every format, by file name."""
    return {f"{name}{each.suffix}": each.write(palette) for each in FORMATS}


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
