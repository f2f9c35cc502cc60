"""Rules for accessible PDF: PDF/UA, WCAG and the Matterhorn protocol."""

from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.preflight.accessibility.appearance import token_contrast

door(__name__)
