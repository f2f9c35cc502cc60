"""Drawings as part of a web page: their identifiers out of its way, what no attribute says in classes of its sheet."""

import copy
import hashlib
import re
from collections.abc import Iterator
from xml.etree import ElementTree

from markupsafe import Markup

from brochurepress.design import HREF, SVG, Drawing

_CLASS = "art-"
_PLAIN = {HREF: "xlink:href", "{http://www.w3.org/XML/1998/namespace}space": "xml:space"}
"""Names of attributes as HTML reads them, where these are others."""
_ADDRESS = re.compile(r"""url\(\s*(?:["']#([^"'()\s]*)["']|#([^"'()\s]*))\s*\)""", re.IGNORECASE)
_RULED = re.compile(rf"\b{_CLASS}([a-z-]+?)--([a-z-]+)\b")


def inline_svg(drawing: Drawing, alt: str) -> Markup:
    """A drawing of plain attributes as part of a page, which gives it its size.

    `alt` names it for assistive technology; a drawing without a name is decoration, and hidden from it.
    """
    root = copy.deepcopy(drawing.root)
    prefix = f"{_CLASS}{hashlib.sha256(drawing.svg.encode()).hexdigest()[:6]}-"
    for element in root.iter():
        element.tag = element.tag.removeprefix(SVG)
        element.attrib = {_PLAIN.get(name, name): _own(name, value, prefix) for name, value in element.attrib.items()}
        if style := element.attrib.pop("style", ""):
            names = [f"{_CLASS}{each.replace(':', '--')}" for each in style.strip(";").split(";")]
            element.set("class", " ".join((element.get("class", ""), *names)).strip())
    for side in ("width", "height"):
        root.attrib.pop(side, None)
    root.attrib |= {"role": "img", "aria-label": alt} if alt else {"aria-hidden": "true"}
    return Markup(ElementTree.tostring(root, "unicode"))  # noqa: S704 - proved to be a picture of the project


def drawing_rules(html: str) -> Iterator[str]:
    """Rules for what drawings of a page say that no attribute can: how they blend, and by what they are masked."""
    for name, value in sorted(set(_RULED.findall(html))):
        yield f".{_CLASS}{name}--{value} {{ {name}: {value}; }}"


def _own(name: str, value: str, prefix: str) -> str:
    """The value of an attribute with the identifiers in it made the drawing's own."""
    if name == "id":
        return prefix + value
    if name in ("href", HREF) and value.startswith("#"):
        return f"#{prefix}{value[1:]}"
    return _ADDRESS.sub(lambda address: f"url(#{prefix}{address[1] or address[2]})", value)
