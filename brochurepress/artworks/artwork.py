"""A finished file; nothing here loads an engine: an artwork that is up to date needs none."""

from collections.abc import Iterable
from dataclasses import dataclass

from brochurepress.source import VARIANTS


@dataclass(frozen=True)
class Artwork:
    """One finished file: variant, file name, content, number of pages (0 for what is no PDF), standards claimed."""

    variant: str
    file: str
    content: bytes
    pages: int
    standards: tuple[str, ...] = ()


def in_order(artworks: Iterable[Artwork]) -> tuple[Artwork, ...]:
    """Artworks in the order in which they are built."""
    order = list(VARIANTS)
    return tuple(sorted(artworks, key=lambda artwork: order.index(artwork.variant)))
