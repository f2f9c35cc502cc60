"""Page safety: a finished page, parsed as a browser parses it, runs and requests nothing (HTML, CSP level 3)."""

import io
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

import tinyhtml5

from brochurepress.compose.embedding import content_policy
from brochurepress.design import DRAWN, SVG, reaches
from brochurepress.findings import Place, error, refuse
from brochurepress.source import URL_SCHEMES
from brochurepress.wording import phrase
from brochurepress.workspace import shipped_table

HTML = "{http://www.w3.org/1999/xhtml}"

_TABLE = shipped_table("page")
DATA_BLOCKS, _EVERY, _NOT_DRAWN, _RELATIONS = (
    frozenset(_TABLE[names].split()) for names in ("data-blocks", "every", "not-drawn", "relations")
)
"""Types of script that hold data, attributes of every element and those that no drawing has, what a link may be."""

_WITH, CONTROLS = (
    {element: frozenset(own.split()) for element, own in _TABLE[kind].items()} for kind in ("elements", "controls")
)
ELEMENTS = {**dict.fromkeys(_TABLE["bare"].split(), frozenset[str]()), **_WITH}
"""Every element of HTML that a page may have, with its attributes besides those of every element: what only shows.

`CONTROLS` are what a page of the press may have besides where it runs a script of its own.
"""

_DRAWN = frozenset(map(str.lower, DRAWN))
"""In small letters: readers of HTML know other lists of the names that have capitals."""

_ADDRESSES = frozenset({"href", "src"})
_FOLLOWED = frozenset({*URL_SCHEMES, "http"})
_CARD = "data:text/vcard;"
_PICTURES = ("data:image/", "data:,")
_EMBEDDED = ("#", *_PICTURES, "data:font/")
_NO_FETCH = frozenset({"@charset", "@namespace"})
_POLICY = "content-security-policy"


@lru_cache(maxsize=2)
def parsed(page: str) -> ElementTree.Element:
    """The tree that a browser makes of a page, with namespaces; it is shared, and not to be changed."""
    # A text alone would be taken for the name of a file where there is one of that name.
    root: ElementTree.Element = tinyhtml5.parse(io.StringIO(page))
    return root


def harmless(page: str, layout: str, script: str = "", policy: bool = True) -> str:
    """The page as it is; raises Rejected for all in it that acts or requests, and for any policy but the press's own.

    `layout` is the template that made it, `script` the one that it may run; a page that is not published, or is part of
    another, has no `policy`.
    """
    place = Place(layout)
    faults = [error("web/active:acting-content", place, told=told) for told in dict.fromkeys(acting(page, script))]
    if policy:
        faults += [error("web/active:policy", place, told=told) for told in _policy_faults(parsed(page), script)]
    refuse(faults)
    return page


def acting(page: str, script: str = "") -> Iterator[str]:
    """What a browser would run or request for a page, or what is not known to be harmless, as it would be told."""
    if "\0" in page:
        yield phrase("part/page-holds")
    listed = {**ELEMENTS, **CONTROLS} if script else ELEMENTS
    for element in parsed(page).iter():
        if isinstance(element.tag, str) and not (script and _runs(element, script)):
            yield from _faults(element, listed)


def _runs(element: ElementTree.Element, script: str) -> bool:
    """Whether an element is the script that a page of the press may run."""
    return (element.tag, element.text, element.attrib) == (f"{HTML}script", script, {})


def _faults(element: ElementTree.Element, listed: Mapping[str, frozenset[str]]) -> Iterator[str]:
    name = _shown(element)
    if not _known(element, listed):
        yield phrase("part/not-among", name=name)
    # Parsers differ in what they make of HTML in the title or description of a drawing, and of U+0000.
    if element.tag.startswith(SVG) and any(str(child.tag).startswith(HTML) for child in element):
        yield phrase("part/drawing-holds", name=name)
    for key, value in element.attrib.items():
        if told := _attribute_fault(element, key, value, listed.get(name, frozenset())):
            yield phrase("part/attribute", attribute=key.rpartition("}")[2], name=name, told=told)
    if name == "style":
        yield from (phrase("part/style-request", out=_cut(out)) for out in _requested("".join(element.itertext())))
    if name == "script" and "<" in (element.text or ""):
        yield phrase("part/data-script")


def _known(element: ElementTree.Element, listed: Mapping[str, frozenset[str]]) -> bool:
    name = _shown(element)
    if element.tag.startswith(SVG):
        # What an editor of drawings says of its work is in other namespaces, which a browser reads as unknown names.
        return name.lower() in _DRAWN or ":" in name
    if name == "script":
        return element.attrib.get("type", "") in DATA_BLOCKS
    return element.tag.startswith(HTML) and name in listed


def _attribute_fault(element: ElementTree.Element, key: str, value: str, own: frozenset[str]) -> str:
    """What an attribute does that it may not, or ""."""
    name, attribute = _shown(element), key.rpartition("}")[2].lower()
    if element.tag.startswith(SVG):
        if attribute.startswith("on") or attribute in _NOT_DRAWN:
            return phrase("part/not-among-attributes")
    elif not (key in _EVERY or key.startswith(("data-", "aria-")) or key in own):
        return phrase("part/not-among-attributes")
    if attribute in _ADDRESSES:
        return "" if _leads_well(element, value) else phrase("part/address-not", value=_cut(value))
    if attribute == "rel" and name == "link" and not _relations(element) <= {*_RELATIONS, "icon"}:
        return phrase("part/fetched-value", value=_cut(value))
    if attribute == "http-equiv" and value.lower() != _POLICY:
        return phrase("part/changes-how", value=_cut(value))
    if (attribute == "style" or element.tag.startswith(SVG)) and re.search(r"[\\(@]", value):
        asked = [_cut(out) for out in _requested(value)]
        return phrase("part/would-request", addresses=asked) if asked else ""
    return ""


def _leads_well(element: ElementTree.Element, value: str) -> bool:
    """Whether an address may stand where it stands: followed by a person, in the page itself, or a picture in it."""
    name = _shown(element)
    # A browser leaves out white space at the ends, and line ends and tabs everywhere (URL, 4.4).
    address = re.sub(r"[\t\n\r]", "", value.strip("".join(map(chr, range(33)))))
    if name == "img" or (name == "link" and "icon" in _relations(element)):
        return address.startswith(_PICTURES)
    if name == "a" or name == "link":
        scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", address)
        return not scheme or scheme[1].lower() in _FOLLOWED or address.startswith(_CARD)
    return address.startswith("#") or (name == "image" and address.startswith(_PICTURES))


def _relations(element: ElementTree.Element) -> set[str]:
    return set(element.attrib.get("rel", "").lower().split())


def _requested(css: str) -> Iterator[str]:
    return (out for out in reaches(css, _EMBEDDED) if out not in _NO_FETCH)


def _policy_faults(root: ElementTree.Element, script: str) -> Iterator[str]:
    """What keeps the press's own policy from holding for the whole page."""
    head = root.find(f"{HTML}head")
    first = [element for element in head if isinstance(element.tag, str)] if head is not None else []
    if not first or first[0].attrib.get("charset", "").lower() != "utf-8":
        yield phrase("part/head-not-begin")
    policies = [element for element in root.iter(f"{HTML}meta") if "http-equiv" in element.attrib]
    styles = [element for element in root.iter() if _shown(element) == "style"]
    metas = next((at for at, each in enumerate(first) if each.tag != f"{HTML}meta"), len(first))
    if [each for each in first[:metas] if each in policies] != policies or len(policies) != 1:
        yield phrase("part/page-no-content")
        return
    style = "".join(styles[0].itertext()) if styles else ""
    if policies[0].attrib.get("content") != content_policy(style, script):
        yield phrase("part/content-security")
    if len(styles) > 1:
        yield phrase("part/second-style")
    if any("style" in element.attrib for element in root.iter()):
        yield phrase("part/style-stands")
    if script and len([element for element in root.iter() if _runs(element, script)]) != 1:
        yield phrase("part/page-not-script")


def _shown(element: ElementTree.Element) -> str:
    """Name of an element without its namespace."""
    tag: Any = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _cut(value: str) -> str:
    return f"'{value[:80]}…'" if len(value) > 80 else f"'{value}'"
