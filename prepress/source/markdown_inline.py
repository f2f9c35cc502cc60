"""Inline Markdown that the press reads otherwise than the library: mail addresses as they are, links within bounds."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from markdown.inlinepatterns import (
    AUTOMAIL_RE,
    IMAGE_LINK_RE,
    LINK_RE,
    ImageInlineProcessor,
    InlineProcessor,
    LinkInlineProcessor,
)

LINK = 2_500
"""Characters within which the address of a link ends, its title included: browsers take 2,083 of an address."""


class _Mail(InlineProcessor):
    """Sets <name@example.org> as a mail link; Markdown's own way hides the address in character references."""

    def handleMatch(  # type: ignore[override]  # noqa: N802 - Python-Markdown's name
        self, m: re.Match[str], data: str
    ) -> tuple[ET.Element, int, int]:
        link = ET.Element("a", {"href": f"mailto:{m[1]}"})
        link.text = m[1]
        return link, m.start(0), m.end(0)


class _Link(LinkInlineProcessor):
    """A link whose address ends in good time: the library looks for its end to that of the paragraph, for each anew."""

    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:  # noqa: N802 - the library's name
        """Address, title and end of the link whose round bracket is at the index, and whether it is one."""
        href, title, end, handled = super().getLink(data[index : index + LINK], 0)
        return href, title, index + end, handled


class _Picture(_Link, ImageInlineProcessor):
    """A picture whose address ends in good time."""


INLINE = {
    "automail": (_Mail, AUTOMAIL_RE, 110),
    "link": (_Link, LINK_RE, 160),
    "image_link": (_Picture, IMAGE_LINK_RE, 150),
}
"""What stands in for the library's own of that name: its class, its pattern, and its priority (the library's)."""
