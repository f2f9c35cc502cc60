"""Handouts: the folder for an intranet, with what people print or read themselves and a page that tells it apart."""

from collections.abc import Iterable
from typing import Any

from brochurepress.artworks import Artwork, offers, sheets_of, standalone_page
from brochurepress.source import FORMS, VARIANTS, Inputs, PaintMethod


def make_handouts(inputs: Inputs, artworks: Iterable[Artwork]) -> dict[str, bytes]:
    """The files of the folder by name: handouts, their instructions, the accessible file of each form, and index.html.

    Of several accessible files of one form it is the first of VARIANTS. Raises Rejected for faults of the page's
    template and style sheet.
    """
    made = {artwork.variant: artwork for artwork in artworks}
    handouts = [variant.name for variant in sheets_of(inputs.manuscript.edition)]
    tagged: dict[str, str] = {}
    for name in (row.name for row in VARIANTS.values() if row.name in made and row.paint is PaintMethod.TAGGED):
        tagged.setdefault(VARIANTS[name].form, name)
    groups = {
        "handouts": handouts,
        "guides": [name for form, name in tagged.items() if FORMS[form].instructs],
        "reading": [name for form, name in tagged.items() if not FORMS[form].instructs],
    }
    links: dict[str, Any] = {group: offers(names, made.values()) for group, names in groups.items()}
    page = standalone_page(inputs, "handouts.html", "layouts/css/handouts.css", **links)
    return {made[n].file: made[n].content for n in (*handouts, *tagged.values())} | {"index.html": page.encode()}
