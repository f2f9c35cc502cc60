"""Handouts: the sheets that an edition issues, and the page that says how to print and fold them."""

from __future__ import annotations

from prepress.edition import Edition
from prepress.imposition.schemes import SCHEMES, Scheme
from prepress.variants import VARIANTS


def scheme_of(edition: Edition, variant: str) -> Scheme:
    """The scheme of imposition of a handout: the one that the edition names, else that of the variant."""
    return SCHEMES[edition.schemes.get(variant, VARIANTS[variant].scheme)]
