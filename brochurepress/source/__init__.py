"""What an edition says: its sections read from Markdown and checked, inherited and typographically set."""

from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.source.edition import Edition, read_edition
    from brochurepress.source.inheritance import (
        NAME,
        editions_of,
        first_editions,
        known_editions,
        list_sections,
        read_lineage,
        read_written,
        standing_editions,
    )
    from brochurepress.source.inputs import TOKENS, Inputs, read_sources, timed, token_place
    from brochurepress.source.languages import (
        PageStrings,
        decimal_sign,
        file_of,
        known_languages,
        left_behind,
        primary,
        read_language,
        read_page,
        read_strings,
    )
    from brochurepress.source.manuscript import Manuscript, check_freshness
    from brochurepress.source.markdown_checks import figure_of
    from brochurepress.source.new_files import files_to_begin, new_font, schemas, taken
    from brochurepress.source.placeholders import as_markdown, names_in
    from brochurepress.source.sanitizer import URL_SCHEMES
    from brochurepress.source.schemes import SCHEMES, SHEET_MM, UNPRINTED_MM, Edges, Scheme, SheetSide, SideRows
    from brochurepress.source.section_reader import set_table
    from brochurepress.source.section_schema import read_section_types, section_word, template_file, template_syntax
    from brochurepress.source.section_types import (
        Landmark,
        Picture,
        Section,
        contacts_of,
        is_markdown,
        is_words,
        pictures_of,
        texts_of,
    )
    from brochurepress.source.variants import FORMS, PAGES, VARIANTS, Form, PaintMethod, RuleGroup, Variant

door(__name__)
