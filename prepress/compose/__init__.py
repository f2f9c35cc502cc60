"""The manuscript poured into templates: HTML with one style sheet for each form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prepress._doors import door

if TYPE_CHECKING:
    from prepress.compose.embedding import bitmap_address, content_policy, data_address
    from prepress.compose.html_tree import UNSPOKEN, WHITE, ElementPath, HtmlElement, collapsed, read_elements
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
        printed_address,
    )

__all__ = [
    "GENERATED",
    "STYLESHEET",
    "UNSPOKEN",
    "WHITE",
    "Composition",
    "DownloadLink",
    "ElementPath",
    "HtmlElement",
    "Medium",
    "Sheet",
    "Templates",
    "acting",
    "bitmap_address",
    "bundle",
    "check_markup",
    "collapsed",
    "compose",
    "content_policy",
    "data_address",
    "environment",
    "harmless",
    "parsed",
    "picture_file",
    "printed_address",
    "read_elements",
    "render",
    "sheets_of",
]

__getattr__ = door(
    __name__,
    {
        "embedding": "bitmap_address content_policy data_address",
        "html_tree": "ElementPath HtmlElement UNSPOKEN WHITE collapsed read_elements",
        "jinja_sandbox": "environment render",
        "lint": "check_markup",
        "page_safety": "acting harmless parsed",
        "sheets": "Composition Sheet compose sheets_of",
        "stylesheet": "bundle",
        "templates": "DownloadLink GENERATED Medium STYLESHEET Templates picture_file printed_address",
    },
)
