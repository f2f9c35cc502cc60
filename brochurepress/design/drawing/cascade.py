"""The cascade of a drawing: its style sheets, styles and variables worked out to one value for each property."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

import cssselect2
import tinycss2
import tinycss2.color5

from brochurepress.design.drawing.shapes import SVG, DrawingFault
from brochurepress.wording import phrase
from brochurepress.workspace import shipped_table

_TABLE = shipped_table("drawing")
INHERITED, GEOMETRY, _OTHER = (
    frozenset(_TABLE["properties"][kind].split()) for kind in ("inherited", "geometry", "other")
)
"""Properties that an element takes from the one around it, and that are measures of a shape."""

UNDRAWN: dict[str, str] = _TABLE["undrawn"]
"""Properties of CSS that browsers draw and other programs do not, and the value that all draw."""

PROPERTIES = INHERITED | GEOMETRY | _OTHER
"""Properties that change what is drawn; others of a style are the program's own."""

PAINTS: dict[str, str] = _TABLE["paints"]
"""Properties that are colours, and the one that tells how far each covers."""

_SIZES: dict[str, int] = _TABLE["sizes"]
"""Sizes of type by name, in px; 0 for those that hang on another."""

_WIDTHS = re.compile(r"\(\s*(min|max)-width\s*:\s*([\d.]+)px\s*\)")
_MEDIA = frozenset({"", "all", "print", "screen", "(prefers-color-scheme:light)"})
_RECKONED = re.compile(r"\b(?:calc|min|max|clamp|env|attr)\(|[\d.](?:v[wh]|vmin|vmax|rem|ch|ex|[Qq])\b")

Values = dict[str, str]


class Cascade:
    """The style sheets of one drawing; `width` in px is what its media queries ask for."""

    def __init__(self, root: Element, width: float) -> None:
        self._matcher = cssselect2.Matcher()
        self.classes: set[str] = set()
        """Classes that its rules speak of."""
        for element in root.iter(f"{SVG}style"):
            if element.get("type", "text/css") == "text/css" and _applies(element.get("media", ""), width):
                for rule in _rules("".join(element.itertext()), width):
                    self._add(rule)
        tree = cssselect2.ElementWrapper.from_xml_root(root)
        self._of = {wrapped.etree_element: wrapped for wrapped in tree.iter_subtree()}

    def _add(self, rule: Any) -> None:
        self.classes |= set(re.findall(r"\.([\w-]+)", tinycss2.serialize(rule.prelude)))
        try:
            selectors = cssselect2.compile_selector_list(rule.prelude)
        except cssselect2.SelectorError:
            return
        declared = list(_declared(rule.content))
        for selector in selectors:
            if selector.pseudo_element is None and not selector.never_matches:
                self._matcher.add_selector(selector, declared)

    def declared(self, element: Element) -> Values:
        """What is declared of an element: attributes give way to rules, rules to its style (CSS Cascade 4, 6.1)."""
        values = {name: value for name, value in element.attrib.items() if name in PROPERTIES}
        layers = [found[-1] for found in self._matcher.match(self._of[element])]
        layers.append(list(_declared(element.get("style", ""))))
        for urgent in (False, True):
            for layer in layers:
                values.update((name, value) for name, value, important in layer if important is urgent)
        return values


def _applies(query: str, width: float) -> bool:
    """Whether a list of media queries is met by a page, or by a window of that width."""

    def met(part: str) -> bool:
        if bound := _WIDTHS.fullmatch(part.strip()):
            return width >= float(bound[2]) if bound[1] == "min" else width <= float(bound[2])
        return re.sub(r"\s", "", part) in _MEDIA

    queries = (re.sub(r"^\s*only\s", "", each) for each in query.lower().split(","))
    return any(all(map(met, re.split(r"\band\b", each))) for each in queries)


def _rules(css: Any, width: float) -> Iterator[Any]:
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            yield rule
        elif rule.type == "at-rule" and rule.lower_at_keyword == "media":
            if _applies(tinycss2.serialize(rule.prelude), width):
                yield from _rules(rule.content, width)
        elif rule.type == "at-rule" and rule.lower_at_keyword not in ("charset", "namespace", "page"):
            fonts = rule.lower_at_keyword in ("import", "font-face")
            raise DrawingFault(phrase("part/style-font" if fonts else "part/style-rule", rule=rule.at_keyword))


def _declared(content: Any) -> Iterator[tuple[str, str, bool]]:
    """Each property that a block declares, the short ones in full, its value, and whether it is important."""
    for part in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if part.type in ("qualified-rule", "at-rule"):
            raise DrawingFault(phrase("part/style-nested"))
        if part.type != "declaration":
            continue
        value = tinycss2.serialize(part.value).strip()
        if part.lower_name == "marker":
            named = {f"marker-{at}": value for at in ("start", "mid", "end")}
        elif part.lower_name == "font":
            named = _font(part.value)
        elif part.lower_name in ("background", "background-color"):
            named = {"background": value}
        else:
            named = {part.name if part.name.startswith("--") else part.lower_name: value}
        yield from ((name, each, bool(part.important)) for name, each in named.items())


def _font(value: Any) -> Values:
    """What `font` says in full (CSS Fonts 4, 2.7); nothing for a font of the system."""
    named = dict.fromkeys(("font-style", "font-variant", "font-weight", "font-stretch"), "normal")
    words = [token for token in value if token.type not in ("whitespace", "comment")]
    for at, token in enumerate(words):
        word = tinycss2.serialize([token]).lower()
        if token.type in ("dimension", "percentage") or word in _SIZES:
            rest = words[at + 3 :] if words[at + 1 : at + 2] == ["/"] else words[at + 1 :]
            family = " ".join(tinycss2.serialize([each]) for each in rest)
            return {**named, "font-size": word, "font-family": re.sub(r"\s*,\s*", ", ", family)}
        if word in ("italic", "oblique"):
            named["font-style"] = word
        elif word == "small-caps":
            named["font-variant"] = word
        elif word in ("bold", "bolder", "lighter") or token.type == "number":
            named["font-weight"] = word
        elif word.endswith(("condensed", "expanded")):
            named["font-stretch"] = word
    return {}


def substituted(text: str, values: Mapping[str, str], seen: tuple[str, ...] = ()) -> str | None:
    """A value with each var() put in; None where one has no value (CSS Variables 1, 3). Raises KeyError likewise."""
    if "var(" not in text:
        return text
    written = ""
    for token in tinycss2.parse_component_value_list(text):
        part: str | None = token.serialize()
        if token.type == "function" and token.lower_name == "var":
            part = _variable(token.arguments, values, seen)
        elif token.type == "function":
            inner = substituted(tinycss2.serialize(token.arguments), values, seen)
            part = None if inner is None else f"{token.name}({inner})"
        if part is None:
            return None
        written += part
    return written


def _variable(arguments: Any, values: Mapping[str, str], seen: tuple[str, ...]) -> str | None:
    name = next((token.value for token in arguments if token.type == "ident"), "")
    comma = next((at for at, part in enumerate(arguments) if part == ","), None)
    value = substituted(values[name], values, (*seen, name)) if name in values and name not in seen else None
    if value is None and comma is not None:
        value = substituted(tinycss2.serialize(arguments[comma + 1 :]), values, seen)
    return None if value is None else value.strip()


def colour(value: str) -> tuple[str, float]:
    """A colour of CSS as #rrggbb, and how far it covers; paint servers and keywords as they are."""
    found = re.match(r"(url\([^)]*\))\s*(.*)$", value)
    server, rest = (f"{found[1]} ", found[2]) if found else ("", value)
    rest = re.sub(r"\s*(?:icc-color|device-\w+)\([^)]*\)$", "", rest.strip())
    if rest.lower() in ("", "none", "inherit", "context-fill", "context-stroke"):
        return f"{server}{rest}".strip(), 1.0
    parsed = tinycss2.color5.parse_color(rest)
    try:
        if parsed is None or isinstance(parsed, str):
            raise NotImplementedError
        parts = [max(0, min(255, round(part * 255))) for part in parsed.to("srgb").coordinates]
    except NotImplementedError:
        raise DrawingFault(phrase("part/colour-unknown", colour=rest[:60])) from None
    return f"{server}#{bytes(parts).hex()}", float(parsed.alpha)


def checked(name: str, value: str) -> str:
    """A value that every program reads alike. Raises DrawingFault for others."""
    size = _SIZES.get(value) if name == "font-size" else None
    if _RECKONED.search(value) or size == 0:
        raise DrawingFault(phrase("part/measure-reckoned", name=name, value=value[:60]))
    if name in ("clip-path", "mask") and not value.startswith(("url", "none", "inherit")):
        raise DrawingFault(phrase("part/cut-by-shape", shape=value.partition("(")[0]))
    if _TABLE["refused-fonts"].get(value) == name:
        raise DrawingFault(phrase("part/words-otherwise", name=name, value=value))
    if size:
        return f"{size}px"
    return re.sub(r"""^path\(\s*["']|["']\s*\)$""", "", value) if name == "d" else value
