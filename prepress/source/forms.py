"""Forms: the ways in which the sections of an edition become pages, one row each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Form:
    """How sections become pages: style sheet, tokens laid over those of the edition, and what shares a page.

    `whole` sets all sections on one page, `flows` lets each run on over as many as it needs. In `mono` every colour
    becomes black, white or the texture that stands for it, and `bleeds` tells whether pages reach over their trim.
    """

    name: str
    style: str
    tokens: str = ""
    whole: bool = False
    flows: bool = False
    mono: bool = False
    bleeds: bool = True


FORMS: dict[str, Form] = {
    row.name: row
    for row in (
        Form("pages", "layouts/css/print.css"),
        Form("mono", "layouts/css/print.css", mono=True),
        Form(
            "leaflet",
            "layouts/css/leaflet.css",
            "layouts/forms/leaflet.toml",
            whole=True,
            mono=True,
            bleeds=False,
        ),
        Form("large", "layouts/css/large.css", "layouts/forms/large.toml", flows=True, bleeds=False),
    )
}
"""Every form by name."""

PAGES = FORMS["pages"]
"""The form in which an edition is designed."""
