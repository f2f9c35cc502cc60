"""Declarations of a CSS text, each with selector and line, nested and conditional rules included."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cssselect2
import tinycss2

from brochurepress.findings import Place

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
            yield from _block(node, file, _nested(tinycss2.serialize(node.prelude).strip(), parent))
        elif node.type == "at-rule" and node.content is not None and node.lower_at_keyword in CONDITIONAL:
            if node.lower_at_keyword == "media" and _for_screens(tinycss2.serialize(node.prelude).lower()):
                continue
            inner = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
            yield from _contents(inner, file, parent)


def _for_screens(media: str) -> bool:
    return "screen" in media and "print" not in media and "all" not in media


def _nested(selector: str, parent: str) -> str:
    """The selector of a nested rule as one that stands alone (CSS Nesting 1, 3)."""
    if not parent:
        return selector
    whole = f":is({parent})"
    return selector.replace("&", whole) if "&" in selector else f"{whole} {selector}"


def _block(rule: Any, file: str, selector: str) -> Iterator[Declaration]:
    inner = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    yield from _contents(inner, file, selector)


def _contents(nodes: Any, file: str, selector: str) -> Iterator[Declaration]:
    for node in nodes:
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
