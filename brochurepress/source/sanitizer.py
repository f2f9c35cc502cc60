"""Sanitizer: what a text may put into a page, held by an allow list behind the converter (HTML Living Standard)."""

import re
from collections import Counter
from html.parser import HTMLParser

import nh3
from pydantic.dataclasses import dataclass as record

from brochurepress.workspace import STRICT, RequiredText, Slug, Snapshot, bind, shipped_table

CLASSES = "layouts/text.toml"
"""Where the layouts say which classes an attribute list may name."""

CHARTS = frozenset({"bars", "upright", "stacked", "lines"})
"""Classes by which a table is drawn as a chart."""

_TABLE = shipped_table("sanitizer")
ELEMENTS = frozenset(_TABLE["elements"].split())
"""Every element that a text may make; what is not here is taken out."""

ATTRIBUTES = {element: {*f"{_TABLE['every']} {_TABLE['attributes'].get(element, '')}".split()} for element in ELEMENTS}
"""The attributes that each may have, besides its class."""

OWN_CLASSES = {element: {*names.split()} for element, names in _TABLE["classes"].items()}
"""Classes that the press itself gives an element."""

URL_SCHEMES = frozenset({"https", "mailto", "tel"})
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
        attributes=ATTRIBUTES,
        allowed_classes={tag: OWN_CLASSES.get(tag, set()) | classes for tag in ELEMENTS},
        url_schemes={*URL_SCHEMES},
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
