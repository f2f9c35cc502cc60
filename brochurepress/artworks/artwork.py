"""A finished file; nothing here loads an engine: an artwork that is up to date needs none."""

from collections.abc import Iterable
from dataclasses import dataclass

from brochurepress.findings import Finding
from brochurepress.source import VARIANTS


@dataclass(frozen=True)
class Artwork:
    """One finished file: variant, file name, content, number of pages (0 for what is no PDF), standards claimed."""

    variant: str
    file: str
    content: bytes
    pages: int
    standards: tuple[str, ...] = ()


@dataclass(frozen=True)
class PaintedArtwork:
    """Content of an artwork, or of a step towards it: what was found meanwhile, standards it claims, printed sides."""

    content: bytes
    findings: tuple[Finding, ...] = ()
    standards: tuple[str, ...] = ()
    sides: int = 0


def in_order(artworks: Iterable[Artwork]) -> tuple[Artwork, ...]:
    """Artworks in the order in which they are built."""
    order = list(VARIANTS)
    return tuple(sorted(artworks, key=lambda artwork: order.index(artwork.variant)))
