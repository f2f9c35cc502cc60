"""Drawings as part of a web page: their styles as presentation attributes, their identifiers out of the page's way.

The page's Content Security Policy admits no style but its own, and what a drawing calls red must colour neither the
page nor another drawing. So the cascade of a drawing is worked out here, in the order of the layout engine.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import cssselect2
import tinycss2
from markupsafe import Markup
from tinycss2.serializer import serialize_url

from prepress.design import SVG, read_drawing
from prepress.findings import Finding, Place, error

PRESENTATION = frozenset(
    {
        *"alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation".split(),
        *("color-interpolation-filters", "color-rendering", "cursor", "cx", "cy", "direction", "display"),
        *("dominant-baseline", "fill", "fill-opacity", "fill-rule", "filter", "flood-color", "flood-opacity"),
        *("font-family", "font-size", "font-size-adjust", "font-stretch", "font-style", "font-variant"),
        *("font-weight", "glyph-orientation-horizontal", "glyph-orientation-vertical", "height"),
        *("image-rendering", "letter-spacing", "lighting-color", "marker-end", "marker-mid", "marker-start"),
        *("mask", "mask-type", "opacity", "overflow", "paint-order", "pointer-events", "r", "rx", "ry"),
        *("shape-rendering", "stop-color", "stop-opacity", "stroke", "stroke-dasharray", "stroke-dashoffset"),
        *("stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-width"),
        *("text-anchor", "text-decoration", "text-overflow", "text-rendering", "transform-origin"),
        *("unicode-bidi", "vector-effect", "visibility", "width", "word-spacing", "writing-mode", "x", "y"),
    }
)
"""Properties that are attributes as well, with the same values (SVG 2, 6.6)."""

_ANY = ""
WITHOUT_EFFECT = {
    **dict.fromkeys(("enable-background", "line-height", "solid-color", "solid-opacity", "text-align"), _ANY),
    **dict.fromkeys(("text-decoration-color", "text-decoration-style", "white-space"), _ANY),
    **dict.fromkeys(("font-feature-settings", "font-kerning", "font-variant-alternates"), "normal"),
    **dict.fromkeys(("font-variant-caps", "font-variant-east-asian", "font-variant-ligatures"), "normal"),
    **dict.fromkeys(("font-variant-numeric", "font-variant-position", "font-variation-settings"), "normal"),
    **dict.fromkeys(("text-decoration-line", "text-transform"), "none"),
    **dict.fromkeys(("shape-margin", "shape-padding", "text-indent"), "0"),
    "isolation": "auto",
    "mix-blend-mode": "normal",
    "text-orientation": "mixed",
}
"""Properties that drawing programs write beside those, and the value with which they change nothing: "" for any."""

_REFERRING = ("href", "xlink:href")
_NAMING = ("aria-describedby", "aria-labelledby")
_NAMESPACES = {
    "{http://www.w3.org/1999/xlink}": "xlink:",
    "{http://www.w3.org/XML/1998/namespace}": "xml:",
}
_UNSET = ("metadata", "style")
_LENGTH = re.compile(r"\s*([0-9.]+(?:e[+-]?[0-9]+)?)(px|pt|pc|mm|cm|in)?\s*", re.IGNORECASE)
_PX = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
_HINT = "write it as an attribute of what is drawn (fill, stroke, opacity), or take it out"

_Styles = dict[str, str]


def inline_svg(svg: str, alt: str, file: str = "") -> tuple[Markup, tuple[Finding, ...]]:
    """A proved drawing as part of a page, named for assistive technology, and what of its styles cannot be kept there.

    `file` is where the drawing is told to stand.
    """
    root, lines = read_drawing(svg)
    classes: set[str] = set()
    faults = tuple(_styled(root, lines, file, classes))
    _freed(root, f"art-{hashlib.sha256(svg.encode()).hexdigest()[:6]}-", classes)
    _scaled(root)
    root.attrib |= {"role": "img", "aria-label": alt}
    return Markup(ElementTree.tostring(root, "unicode")), faults  # noqa: S704 - proved to be a picture of the project


def _styled(
    root: ElementTree.Element, lines: Mapping[ElementTree.Element, int], file: str, classes: set[str]
) -> Iterator[Finding]:
    """Turns all styles of a drawing into attributes; yields those that cannot become any.

    Attributes give way to rules, rules to the styles of elements, and all of these to what is important, as in the
    layout engine (CSS Cascade 4, 6.1). The classes that its rules speak of are added to `classes`.
    """
    faults: list[tuple[int, str]] = []
    rules, urgent = cssselect2.Matcher(), cssselect2.Matcher()
    for element in root.iter(f"{SVG}style"):
        if element.get("type", "text/css") != "text/css":
            continue
        first = lines[element] - 1
        if element.get("media", "all") not in ("all", "screen"):
            faults.append((first + 1, f"the style for media='{element.get('media')}'"))
        for rule in tinycss2.parse_stylesheet(element.text or "", skip_comments=True, skip_whitespace=True):
            classes |= _classes(rule.prelude if rule.type == "qualified-rule" else ())
            _add_rule(rule, first, rules, urgent, faults)
    for wrapped in cssselect2.ElementWrapper.from_xml_root(root).iter_subtree():
        element = wrapped.etree_element
        own = _declared(element.attrib.pop("style", ""), lines[element], faults, lined=False)
        matched = [[found[-1] for found in matcher.match(wrapped)] for matcher in (rules, urgent)]
        for styles in (*matched[0], own[0], *matched[1], own[1]):
            element.attrib.update(styles)
    for line, what in dict.fromkeys(faults):
        yield error("web/drawing", f"{what} cannot be kept in a web page", Place(file, line), _HINT)


def _add_rule(rule: Any, first: int, rules: Any, urgent: Any, faults: list[tuple[int, str]]) -> None:
    """Adds a rule of a style sheet whose first line is the one after `first`, its important styles to `urgent`."""
    line = first + rule.source_line
    if rule.type == "at-rule":
        faults.append((line, f"the rule '@{rule.at_keyword}'"))
        return
    if rule.type == "error":
        faults.append((line, f"the style '{rule.message}'"))
        return
    try:
        selectors = cssselect2.compile_selector_list(rule.prelude)
    except cssselect2.SelectorError:
        faults.append((line, f"the selector '{tinycss2.serialize(rule.prelude).strip()}'"))
        return
    both = _declared(rule.content, first, faults)
    for selector in selectors:
        if selector.pseudo_element is None and not selector.never_matches:
            rules.add_selector(selector, both[0])
            urgent.add_selector(selector, both[1])


def _classes(tokens: Any) -> set[str]:
    """Names of the classes in a selector."""
    named = {name.value for sign, name in pairwise(tokens) if sign == "." and name.type == "ident"}
    return named.union(*(_classes(token.arguments) for token in tokens if token.type == "function"))


def _declared(
    content: Any, first: int, faults: list[tuple[int, str]], lined: bool = True
) -> tuple[_Styles, _Styles]:
    """Attributes of the declarations of one block, and of those that are important."""
    both: tuple[_Styles, _Styles] = {}, {}
    for part in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        line = first + part.source_line if lined else first
        if part.type != "declaration":
            told = part.message if part.type == "error" else tinycss2.serialize([part])[:60]
            faults.append((line, f"the style '{told}'"))
            continue
        name, value = part.lower_name, tinycss2.serialize(part.value).strip()
        kept = _attributes(name, value)
        if kept is None:
            faults.append((line, f"the style '{name}: {value[:60]}'"))
        both[part.important].update(kept or {})
    return both


def _attributes(name: str, value: str) -> _Styles | None:
    """What a declaration is as attributes; None where there are no such, and it would change what is drawn."""
    if name in PRESENTATION:
        return {name: value}
    if name == "marker":
        return {f"marker-{at}": value for at in ("start", "mid", "end")}
    if name == "font" and re.match(r"[\d.]", value) and len(parts := value.split(maxsplit=1)) == 2:
        return {"font-size": parts[0], "font-family": parts[1]}
    if name == "transform" and not re.search(r"[\d.](?:[a-z]|%)", value):  # an attribute has no units there
        return {name: value}
    if name.startswith("-") or WITHOUT_EFFECT.get(name) in (_ANY, value):  # of the program that wrote it
        return {}
    return None


def _freed(root: ElementTree.Element, prefix: str, classes: set[str]) -> None:
    """Makes a drawing that of no other: names of its own, none of its `classes`, nothing of another namespace.

    Classes that its own rules do not speak of are there for the style sheet of the page.
    """
    for element in list(root.iter()):
        for child in list(element):
            if not child.tag.startswith(SVG) or child.tag.removeprefix(SVG) in _UNSET:
                _removed(element, child)
        element.tag = element.tag.removeprefix(SVG)
        element.attrib = {
            name: _own(name, value, prefix) for key, value in element.attrib.items() if (name := _plain(key))
        }
        if kept := [name for name in element.attrib.pop("class", "").split() if name not in classes]:
            element.set("class", " ".join(kept))


def _removed(parent: ElementTree.Element, child: ElementTree.Element) -> None:
    """Takes an element out, and leaves the text behind it."""
    at = list(parent).index(child)
    if at:
        parent[at - 1].tail = (parent[at - 1].tail or "") + (child.tail or "")
    else:
        parent.text = (parent.text or "") + (child.tail or "")
    parent.remove(child)


def _plain(key: str) -> str:
    """Name of an attribute as HTML reads it, or "" for that of another namespace."""
    space, closed, name = key.rpartition("}")
    return f"{_NAMESPACES[space + closed]}{name}" if space + closed in _NAMESPACES else "" if space else name


def _own(name: str, value: str, prefix: str) -> str:
    """The value of an attribute with the identifiers in it made the drawing's own."""
    if name == "id":
        return prefix + value
    if name in _REFERRING and value.startswith("#"):
        return f"#{prefix}{value[1:]}"
    if name in _NAMING:
        return " ".join(prefix + each for each in value.split())
    if "url(" in value.lower():
        return _own_addresses(tinycss2.parse_component_value_list(value), prefix)
    return value


def _own_addresses(tokens: Any, prefix: str) -> str:
    """A value of CSS with each url(#name) in it, quoted or not, made one of the drawing's own."""
    written = ""
    for token in tokens:
        address = token.value if token.type == "url" else ""
        if token.type == "function" and token.lower_name == "url":
            address = next((part.value for part in token.arguments if part.type == "string"), "")
        if address.startswith("#"):
            written += f"url({serialize_url(f'#{prefix}{address[1:]}')})"
        elif token.type == "function":
            written += f"{token.name}({_own_addresses(token.arguments, prefix)})"
        else:
            written += token.serialize()
    return written


def _scaled(root: ElementTree.Element) -> None:
    """Lets the page give the size: what the drawing says of its own becomes its viewBox, where it has none."""
    sides = [_LENGTH.fullmatch(root.attrib.pop(side, "")) for side in ("width", "height")]
    if "viewBox" not in root.attrib and all(sides):
        width, height = (float(side[1]) * _PX[(side[2] or "").lower()] for side in sides if side)
        root.set("viewBox", f"0 0 {width:g} {height:g}")
