"""The manuscript poured into templates: HTML with one style sheet for each form."""

from typing import TYPE_CHECKING

from prepress._doors import door

if TYPE_CHECKING:
    from prepress.compose.embedding import content_policy, data_address
    from prepress.compose.html_tree import (
        UNSPOKEN,
        WHITE,
        ElementPath,
        HtmlElement,
        collapsed,
        labels,
        read_elements,
    )
    from prepress.compose.inline_svg import drawing_rules
    from prepress.compose.jinja_sandbox import environment, render
    from prepress.compose.lint import check_markup
    from prepress.compose.page_safety import acting, harmless, parsed
    from prepress.compose.sheets import Composition, Sheet, compose, sheets_of
    from prepress.compose.stylesheet import bundle
    from prepress.compose.templates import (
        GENERATED,
        STYLESHEET,
        DownloadLink,
        Medium,
        Templates,
        picture_file,
    )

door(__name__)
