"""What an edition says: its sections read from Markdown and checked, inherited and typographically set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prepress._doors import door

if TYPE_CHECKING:
    from prepress.source.contact_expiry import check_freshness
    from prepress.source.edition import Edition, read_edition
    from prepress.source.forms import FORMS, PAGES, Form
    from prepress.source.inheritance import (
        NAME,
        editions_of,
        first_editions,
        known_editions,
        read_lineage,
        standing_editions,
    )
    from prepress.source.languages import PageStrings, decimal_sign, file_of, read_page, read_strings
    from prepress.source.layers import list_sections, read_written
    from prepress.source.manuscript import Manuscript, read_manuscript
    from prepress.source.placeholders import names_in
    from prepress.source.sanitizer import URL_SCHEMES
    from prepress.source.schemes import SCHEMES, UNPRINTED_MM, Edges, Scheme, SheetSide
    from prepress.source.section_types import SECTION_TYPES, Channels, Contacts, Person, Picture, Section
    from prepress.source.variants import VARIANTS, PaintMethod, RuleGroup, Variant

__all__ = [
    "FORMS",
    "NAME",
    "PAGES",
    "SCHEMES",
    "SECTION_TYPES",
    "UNPRINTED_MM",
    "URL_SCHEMES",
    "VARIANTS",
    "Channels",
    "Contacts",
    "Edges",
    "Edition",
    "Form",
    "Manuscript",
    "PageStrings",
    "PaintMethod",
    "Person",
    "Picture",
    "RuleGroup",
    "Scheme",
    "Section",
    "SheetSide",
    "Variant",
    "check_freshness",
    "decimal_sign",
    "editions_of",
    "file_of",
    "first_editions",
    "known_editions",
    "list_sections",
    "names_in",
    "read_edition",
    "read_lineage",
    "read_manuscript",
    "read_page",
    "read_strings",
    "read_written",
    "standing_editions",
]

__getattr__ = door(
    __name__,
    {
        "contact_expiry": "check_freshness",
        "edition": "Edition read_edition",
        "forms": "FORMS Form PAGES",
        "inheritance": "NAME editions_of first_editions known_editions read_lineage standing_editions",
        "languages": "PageStrings decimal_sign file_of read_page read_strings",
        "layers": "list_sections read_written",
        "manuscript": "Manuscript read_manuscript",
        "placeholders": "names_in",
        "sanitizer": "URL_SCHEMES",
        "schemes": "Edges SCHEMES Scheme SheetSide UNPRINTED_MM",
        "section_types": "Channels Contacts Person Picture SECTION_TYPES Section",
        "variants": "PaintMethod RuleGroup VARIANTS Variant",
    },
)
