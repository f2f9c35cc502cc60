"""Handouts: the folder for an intranet, with what people print or read themselves and a page that tells it apart."""

from collections.abc import Iterable

from brochurepress.artworks import Artwork, offers, sheets_of, standalone_page
from brochurepress.source import FORMS, VARIANTS, Inputs, PaintMethod


def make_handouts(inputs: Inputs, artworks: Iterable[Artwork]) -> dict[str, bytes]:
    """The files of the folder by name: handouts, their instructions, the accessible file of each form, and index.html.

    Of several files of one form it is the first of VARIANTS. Raises Rejected for faults of the page's layouts.
    """
    made = {artwork.variant: artwork for artwork in artworks}
    handouts = [variant.name for variant in sheets_of(inputs.manuscript.edition)]
    tagged: dict[str, str] = {}
    for name in (row.name for row in VARIANTS.values() if row.name in made and row.paint is PaintMethod.TAGGED):
        tagged.setdefault(VARIANTS[name].form, name)
    guides = [name for form, name in tagged.items() if FORMS[form].instructs]
    reading = [name for name in tagged.values() if name not in guides]
    groups = [offers(names, made.values()) for names in (handouts, guides, reading)]
    page = standalone_page(inputs, "handouts.html", "layouts/css/handouts.css", groups=groups)
    return {made[n].file: made[n].content for n in (*handouts, *tagged.values())} | {"index.html": page.encode()}
