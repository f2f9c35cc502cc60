"""Texts that come and go: Word in and back, comments on pages, translations; each word to the line it belongs to."""

from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.exchange.comments import read_pdf
    from brochurepress.exchange.readable import readability_findings, score
    from brochurepress.exchange.redline import redline_page
    from brochurepress.exchange.reviews import (
        STRANGE,
        EditionReviews,
        Review,
        WordPlaces,
        comment_findings,
        kept,
        read_reviews,
        reviews_of,
        to_toml,
    )
    from brochurepress.exchange.translation import (
        TargetEdition,
        Unit,
        notes_of,
        target_of,
        targets_of,
        to_po,
        units_of,
        written,
    )
    from brochurepress.exchange.translation_checks import decimal_signs, differences, glossary, translation_findings
    from brochurepress.exchange.translation_xliff import read_translation, to_xliff
    from brochurepress.exchange.word_copy import copy_for_word
    from brochurepress.exchange.word_import import import_word, write_import
    from brochurepress.exchange.word_merge import merge_word, undo_merge
    from brochurepress.exchange.writing import held, put

door(__name__)
