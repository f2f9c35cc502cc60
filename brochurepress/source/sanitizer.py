"""Sanitizer: what a text may put into a page, held by an allow list behind the converter (HTML Living Standard)."""

import re
from collections import Counter
from html.parser import HTMLParser

import nh3
from pydantic.dataclasses import dataclass as record

from brochurepress.workspace import STRICT, RequiredText, Slug, Snapshot, bind

CLASSES = "layouts/text.toml"
"""Where the layouts say which classes an attribute list may name."""

CHARTS = frozenset({"bars", "upright", "stacked", "lines"})
"""Classes by which a table is drawn as a chart."""

_EVERY = {"id", "lang", "title", "data-source"}
_ALIGNMENTS = {"align-left", "align-center", "align-right"}

ELEMENTS = frozenset(
    "p h1 h2 h3 h4 h5 h6 blockquote aside ul ol li dl dt dd figure figcaption table caption thead tbody tfoot tr th td"
    " pre code hr br em strong abbr sub sup span a img".split()
)
"""Every element that a text may make; what is not here is taken out."""

ATTRIBUTES: dict[str, set[str]] = {
    "aside": {"role"},
    "ol": {"start", "type"},
    "li": {"value"},
    "th": {"scope"},
    "a": {"href", "role"},
    "img": {"src", "alt", "treatment"},
}
"""Attributes of elements besides those of every one."""

OWN_CLASSES: dict[str, set[str]] = {
    "blockquote": {"pull", "callout", "side"},
    "aside": {"callout", "note", "side"},
    "figure": {"pull", "wide", "side"},
    "table": {*CHARTS, "wide"},
    "th": _ALIGNMENTS,
    "td": _ALIGNMENTS,
    "sup": {"noteref"},
    "span": {"keep", "whole", "credit"},
}
"""Classes that the press itself gives an element."""

URL_SCHEMES = {"https": "a page on the web", "mailto": "an e-mail address", "tel": "a telephone number"}
"""Schemes that a link may have, besides #identifier for a place in the brochure (RFC 3986, 3.1)."""

VALUES = {
    "id": (re.compile(r"[^\W_][\w.-]{0,199}"), "part/write-identifier"),
    "treatment": (re.compile("[a-z0-9]+(-[a-z0-9]+)*"), "demand/slug"),
    "type": (re.compile("[1aAiI]"), "part/write-type"),
    "lang": (re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8}){0,4}"), "part/write-language"),
}
"""What the value of an attribute that an editor sets must look like, and the key of its hint."""


@record(frozen=True, config=STRICT)
class _Listed:
    classes: dict[Slug, RequiredText]


def read_classes(snapshot: Snapshot) -> dict[str, str]:
    """Classes that an attribute list may name, with what each does, as the layouts document them.

    Raises Rejected for faults of their file.
    """
    return bind(snapshot.fields(CLASSES), _Listed, "layout").classes


def sanitised(html: str, classes: frozenset[str]) -> str:
    """The HTML of a text with all taken out that is not allowed; `classes` are those an editor may name."""
    cleaned = nh3.clean(
        html,
        tags={*ELEMENTS},
        clean_content_tags={"script", "style"},
        attributes={tag: _EVERY | ATTRIBUTES.get(tag, set()) for tag in ELEMENTS},
        allowed_classes={tag: OWN_CLASSES.get(tag, set()) | classes for tag in ELEMENTS},
        url_schemes=set(URL_SCHEMES),
        link_rel=None,
    )
    # The sanitiser writes the no-break space as a name; the press writes every character as itself.
    return cleaned.replace("&nbsp;", "\u00a0")


def lost(before: str, after: str) -> tuple[str, ...]:
    """What a sanitiser took out, as elements and attributes, in the order of the text."""
    if before == after:
        return ()
    return tuple((_Parts(before).found - _Parts(after).found).elements())


class _Parts(HTMLParser):
    """Elements and attributes of a text, each as it would be told, and how often it stands there."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found = Counter[str]()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[f"<{tag}>"] += 1
        for name, value in attrs:
            each = (value or "").split() if name == "class" else [value or ""]
            self.found.update(f'{name}="{part}"' for part in each)
