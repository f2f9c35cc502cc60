"""The manuscript poured into templates: HTML with one style sheet for each form."""

from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.compose.embedding import content_policy, data_address
    from brochurepress.compose.html_tree import (
        UNSPOKEN,
        WHITE,
        ElementPath,
        HtmlElement,
        collapsed,
        labels,
        numeral,
        read_elements,
    )
    from brochurepress.compose.inline_svg import drawing_rules
    from brochurepress.compose.jinja_sandbox import environment, render
    from brochurepress.compose.lint import check_markup
    from brochurepress.compose.page_safety import acting, harmless, parsed
    from brochurepress.compose.sheets import Composition, Sheet, compose, sheets_of
    from brochurepress.compose.stylesheet import bundle, top_rules
    from brochurepress.compose.templates import STYLESHEET, DownloadLink, Medium, Templates
    from brochurepress.compose.treated import GENERATED, content_of, picture_file

door(__name__)
