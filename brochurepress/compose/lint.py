"""Markup rules: what HTML and CSS say that the engine cannot make accessible, with file and line, before any layout."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import cssselect2
import tinycss2
import tinyhtml5

from brochurepress.compose.html_tree import HtmlElement, read_elements
from brochurepress.compose.stylesheet import top_rules
from brochurepress.findings import Finding, Place, Severity, error
from brochurepress.workspace import shipped_table

CONDITIONAL = frozenset({"media", "layer", "supports", "container", "scope"})
"""At-rules that hold ordinary rules."""


@dataclass(frozen=True)
class Declaration:
    """One declaration: property and value in lower case, where it stands, and the selectors it is for.

    `pseudo` is the pseudo-element it styles, empty for the element itself; no selectors means one that is not known
    here, which then counts as matching everything.
    """

    name: str
    value: str
    place: Place
    pseudo: str = ""
    selectors: tuple[Any, ...] = ()

    def matches(self, node: Any) -> bool:
        """Whether it styles an element (cssselect2.ElementWrapper)."""
        return not self.selectors or any(selector.test(node) for selector in self.selectors)


def read_stylesheet(text: str, file: str) -> tuple[Declaration, ...]:
    """Every declaration that applies on paper; those for screens only are left out."""
    rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    return tuple(_rules(rules, file, ""))


def read_inline(text: str, place: Place) -> list[Declaration]:
    """The declarations of a style attribute, all at the place of their element."""
    parsed = tinycss2.parse_blocks_contents(text, skip_comments=True, skip_whitespace=True)
    return [Declaration(node.lower_name, _value(node.value), place) for node in parsed if node.type == "declaration"]


def _rules(nodes: Any, file: str, parent: str) -> Iterator[Declaration]:
    for node in nodes:
        if node.type == "qualified-rule":
            yield from _contents(node, file, _nested(tinycss2.serialize(node.prelude).strip(), parent))
        elif node.type == "at-rule" and node.content is not None and node.lower_at_keyword in CONDITIONAL:
            media = tinycss2.serialize(node.prelude).lower() if node.lower_at_keyword == "media" else ""
            if "screen" not in media or "print" in media or "all" in media:
                yield from _contents(node, file, parent)


def _nested(selector: str, parent: str) -> str:
    """The selector of a nested rule as one that stands alone (CSS Nesting 1, 3)."""
    if not parent:
        return selector
    whole = f":is({parent})"
    return selector.replace("&", whole) if "&" in selector else f"{whole} {selector}"


def _contents(rule: Any, file: str, selector: str) -> Iterator[Declaration]:
    for node in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
        if node.type == "declaration" and selector:
            place = Place(file, node.source_line)
            for pseudo, selectors in _compiled(selector):
                yield Declaration(node.lower_name, _value(node.value), place, pseudo, selectors)
        elif node.type in ("qualified-rule", "at-rule"):
            yield from _rules([node], file, selector)


@lru_cache(maxsize=4096)
def _compiled(selector: str) -> list[tuple[str, tuple[Any, ...]]]:
    """The selectors of a list, gathered by the pseudo-element they are for."""
    try:
        compiled = cssselect2.compile_selector_list(selector)
    except cssselect2.SelectorError:
        pseudo = selector.rpartition("::")[2] if "::" in selector else ""
        return [(pseudo, ())]
    pseudos = {each.pseudo_element or "" for each in compiled}
    return [
        (pseudo, tuple(each for each in compiled if (each.pseudo_element or "") == pseudo))
        for pseudo in sorted(pseudos)
    ]


def _value(tokens: Any) -> str:
    return " ".join(tinycss2.serialize(tokens).lower().split())


BLOCKS, ACTIVE = (frozenset(shipped_table("page")[kind].split()) for kind in ("blocks", "active"))
"""Elements that no link holds, and those that act, play or take input."""


@dataclass(frozen=True)
class StyleRule:
    """A declaration that breaks reading: its properties, the values that do, and on what it matters.

    `breaks` matches these values from their start; `pseudo` limits it to a pseudo-element ("" for elements themselves,
    "*" for both); `matters` to certain elements: those with text.
    """

    id: str
    properties: str
    breaks: str
    matters: Callable[[HtmlElement], object] = HtmlElement.text
    pseudo: str = ""
    severity: Severity = Severity.ERROR


def _holds_links(element: HtmlElement) -> bool:
    return any(isinstance(part, HtmlElement) and part.tag == "a" and not part.hidden for part in element.content)


_PART = r"(?![1-9]\d*(\.\d+)?$|[1-9]\d\d+(\.\d+)?%$|(inherit|initial|unset)$|.*var\()"
_LETTERS = r"(?!auto$|[\"']*.[\"']*$)"
STYLE_RULES: dict[str, StyleRule] = {
    entry.id: entry
    for entry in (
        StyleRule("markup/opacity", "opacity", _PART),
        StyleRule("markup/order", "order", "(?!(0|initial)$)"),
        StyleRule("markup/reverse", "flex-direction flex-flow", ".*reverse"),
        StyleRule("markup/fixed", "position", "fixed$"),
        StyleRule("markup/text-transform", "text-transform", "(uppercase|capitalize|lowercase)$"),
        StyleRule("markup/small-caps", "font-variant font-variant-caps", ".*caps", severity=Severity.WARNING),
        StyleRule("markup/hidden-text", "visibility", "(?!visible$)"),
        StyleRule("markup/contents", "display", "contents$", bool),
        StyleRule("markup/flex-link", "display", "(inline-)?(flex|grid)$", _holds_links),
        StyleRule("markup/footnote", "float", "footnote$"),
        StyleRule("markup/marker-content", "content", "(?!(normal|none)$)", bool, "marker"),
        StyleRule("markup/link-content", "content", "(?!(normal|none)$)", lambda element: element.tag == "a", "before"),
        StyleRule("markup/leader", "content", r".*leader\(", bool, "*"),
        StyleRule("markup/hyphenate-character", "hyphenate-character", _LETTERS, bool),
    )
}
"""Every rule on declarations by its identifier."""


def check_markup(page: Any, stylesheets: Mapping[str, str]) -> tuple[Finding, ...]:
    """Findings on an HTML document, a text or as it was parsed, and the stylesheets it is set with, by file names.

    Elements are placed by their `data-source="file:line"`, declarations by the line of their stylesheet.
    """
    root = tinyhtml5.parse(page, namespace_html_elements=False) if isinstance(page, str) else page
    document, index = read_elements(root)
    suspects = [pair for file, text in stylesheets.items() for pair in _suspects(text, file)]
    wrapped = cssselect2.ElementWrapper.from_html_root(root)
    findings = dict.fromkeys([*_elements(document), *_styles(wrapped, index, suspects)])
    return tuple(findings)


def _styles(
    wrapped: Any, index: dict[Any, HtmlElement], suspects: list[tuple[Declaration, StyleRule]]
) -> Iterator[Finding]:
    for node in wrapped.iter_subtree():
        element = index[node.etree_element]
        if element.hidden:
            continue
        own = read_inline(element.attributes.get("style", ""), element.place)
        there = (pair for pair in suspects if pair[0].matches(node))
        for declaration, entry in (*(pair for each in own for pair in _broken(each)), *there):
            if entry.matters(element):
                told = {"name": declaration.name, "value": declaration.value}
                yield Finding.of(entry.severity, entry.id, declaration.place, **told)


@lru_cache(maxsize=4)
def _suspects(text: str, file: str) -> tuple[tuple[Declaration, StyleRule], ...]:
    """The declarations of a style sheet that break a rule, once for all documents that are set with it."""
    return tuple(
        (replace(each, place=replace(each.place, line=each.place.line + before)), entry)
        for before, rule in top_rules(text)
        for each, entry in _suspects_in(rule, file)
    )


@lru_cache(maxsize=4096)
def _suspects_in(rule: str, file: str) -> tuple[tuple[Declaration, StyleRule], ...]:
    return tuple(pair for each in read_stylesheet(rule, file) for pair in _broken(each))


def _broken(declaration: Declaration) -> Iterator[tuple[Declaration, StyleRule]]:
    """The rules that a declaration breaks on any element they matter to."""
    for entry in STYLE_RULES.values():
        same_box = entry.pseudo in (declaration.pseudo, "*")
        if same_box and declaration.name in entry.properties.split() and re.match(entry.breaks, declaration.value):
            yield declaration, entry


def _elements(document: HtmlElement) -> Iterator[Finding]:
    if not document.lang:
        yield error("markup/language")
    for element in document.walk():
        if element.hidden:
            continue
        if element.tag in ACTIVE:
            yield error("markup/active", element.place, tag=element.tag)
        if element.is_picture and not element.alternative():
            yield error("markup/alternative", element.place, tag=element.tag)
        if element.tag == "a" and "href" in element.attributes:
            if blocks := sorted({inner.tag for inner in element.walk() if inner.tag in BLOCKS}):
                yield error("markup/link-with-blocks", element.place, blocks=">, <".join(blocks))
            if not element.text():
                yield error("markup/link-without-text", element.place)
