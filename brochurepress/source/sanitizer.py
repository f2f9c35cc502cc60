"""Sanitizer: what a text may put into a page, held by an allow list behind the converter (HTML Living Standard)."""

import re
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser

import nh3
from pydantic.dataclasses import dataclass as record

from brochurepress.workspace import STRICT, RequiredText, Slug, Snapshot, bind

CLASSES = "layouts/text.toml"
"""Where the layouts say which classes an attribute list may name."""

CHARTS = frozenset({"bars", "upright", "stacked", "lines"})
"""Classes by which a table is drawn as a chart."""

_EVERY = frozenset({"id", "lang", "title", "class", "data-source"})
_ALIGNMENTS = frozenset({"align-left", "align-center", "align-right"})


@dataclass(frozen=True)
class AllowedElement:
    """An element that a text may make: what it is for, and its attributes besides those of every element.

    `classes` are those that the press itself gives it.
    """

    purpose: str
    attributes: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()


ELEMENTS: dict[str, AllowedElement] = {
    "p": AllowedElement("a paragraph"),
    **{f"h{level}": AllowedElement(f"a heading of level {level}") for level in range(1, 7)},
    "blockquote": AllowedElement("a quotation, or words to stand out", classes=frozenset({"pull", "callout", "side"})),
    "aside": AllowedElement("a callout, or a note", frozenset({"role"}), frozenset({"callout", "note", "side"})),
    "ul": AllowedElement("a list"),
    "ol": AllowedElement("a numbered list", frozenset({"start", "type"})),
    "li": AllowedElement("a point of a list", frozenset({"value"})),
    "dl": AllowedElement("a list of terms"),
    "dt": AllowedElement("a term"),
    "dd": AllowedElement("what a term means"),
    "figure": AllowedElement("a picture or quotation with its caption", classes=frozenset({"pull", "wide", "side"})),
    "figcaption": AllowedElement("a caption, or a source"),
    "table": AllowedElement("a table, or a chart of its figures", classes=CHARTS | {"wide"}),
    "caption": AllowedElement("its caption"),
    "thead": AllowedElement("its head"),
    "tbody": AllowedElement("its rows"),
    "tfoot": AllowedElement("its totals"),
    "tr": AllowedElement("a row"),
    "th": AllowedElement("a cell that heads a column or a row", frozenset({"scope"}), _ALIGNMENTS),
    "td": AllowedElement("a cell", classes=_ALIGNMENTS),
    "pre": AllowedElement("lines of code"),
    "code": AllowedElement("code"),
    "hr": AllowedElement("a line between two parts"),
    "br": AllowedElement("the end of a line"),
    "em": AllowedElement("emphasis"),
    "strong": AllowedElement("strong emphasis"),
    "abbr": AllowedElement("an abbreviation"),
    "sub": AllowedElement("letters below the line"),
    "sup": AllowedElement("letters above the line, or the number of a note", classes=frozenset({"noteref"})),
    "span": AllowedElement("words that stay together, or a credit", classes=frozenset({"keep", "whole", "credit"})),
    "a": AllowedElement("a link", frozenset({"href", "role"})),
    "img": AllowedElement("a picture", frozenset({"src", "alt", "treatment"})),
}
"""Every element by its tag; what is not here is taken out."""

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
        tags=set(ELEMENTS),
        clean_content_tags={"script", "style"},
        attributes={tag: set(_EVERY - {"class"} | allowed.attributes) for tag, allowed in ELEMENTS.items()},
        allowed_classes={tag: set(classes | allowed.classes) for tag, allowed in ELEMENTS.items()},
        url_schemes=set(URL_SCHEMES),
        link_rel=None,
    )
    # The sanitiser writes the no-break space as a name; the press writes every character as itself.
    return cleaned.replace("&nbsp;", "\u00a0")


def lost(before: str, after: str) -> tuple[str, ...]:
    """What a sanitiser took out, as elements and attributes, in the order of the text."""
    if before == after:
        return ()
    return tuple((Counter(_parts(before)) - Counter(_parts(after))).elements())


def _parts(html: str) -> list[str]:
    reading = _Reading()
    reading.feed(html)
    reading.close()
    return reading.parts


class _Reading(HTMLParser):
    """Elements and attributes of a text, each as it would be told."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append(f"<{tag}>")
        for name, value in attrs:
            if name == "class":
                self.parts += [f'class="{each}"' for each in (value or "").split()]
            else:
                self.parts.append(f'{name}="{value or ""}"')
