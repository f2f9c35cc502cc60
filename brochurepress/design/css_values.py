"""CSS values from outside: checked to stay within their declaration and to fetch nothing."""

from collections.abc import Iterator
from typing import Any

import tinycss2

from brochurepress.wording import phrase

_IMAGES = "image image-set -webkit-image-set cross-fade -webkit-cross-fade element -moz-element paint"
FETCHING = frozenset(("url", "src", *_IMAGES.split(), "expression"))
"""Functions that fetch a resource, or run code where they are known (CSS Images 4, Values 5)."""

ADDRESSED = frozenset({"url", "image-set", "-webkit-image-set"})
"""Those of them that fetch nothing where every address in them is of the same document."""

FETCHING_RULES = frozenset({"import", "namespace", "charset", "document", "-moz-document"})
"""At-rules that fetch a style sheet, or depend on where one is."""

_LAST = "last-of-the-value"
_BROKEN = "what cannot be read"


def reaches(css: str, inner: tuple[str, ...] = ("#",)) -> tuple[str, ...]:
    """What a text of CSS would fetch, escapes resolved; addresses that begin with one of `inner` are not fetched."""
    return tuple(_reaches(tinycss2.parse_component_value_list(css), inner))


def _reaches(tokens: Any, inner: tuple[str, ...]) -> Iterator[str]:
    for token in tokens or ():
        if token.type == "url":
            if not token.value.startswith(inner):
                yield token.value
        elif token.type == "at-keyword" and token.lower_value in FETCHING_RULES:
            yield f"@{token.lower_value}"
        elif token.type == "error":
            yield _BROKEN
        elif token.type == "function":
            if token.lower_name in FETCHING and not _within(token, inner):
                named = (part.value for part in token.arguments if part.type == "string")
                yield next((value for value in named if not value.startswith(inner)), f"{token.name}()")
            else:
                yield from _reaches(token.arguments, inner)
        elif token.type.endswith("block"):
            yield from _reaches(token.content, inner)


def _within(function: Any, inner: tuple[str, ...]) -> bool:
    """Whether a function fetches nothing but what `inner` allows; addresses by url() in it are not asked here."""
    if not inner or function.lower_name not in ADDRESSED:
        return False
    # A variable may hold a text that is an address only here.
    return all(
        part.value.startswith(inner) if part.type == "string" else part.lower_name in ("url", "type")
        for part in function.arguments
        if part.type in ("string", "function")
    )


def value_fault(value: str) -> str:
    """What keeps a text from being the value of one declaration (CSS Syntax 3, 5.4.6), or ""."""
    if sign := next((sign for sign in ("<", "\\", "/*", "\n", "\r", "\f") if sign in value), ""):
        return phrase("part/stand-sign", sign=sign)
    tokens = tinycss2.parse_component_value_list(f"{value};{_LAST}")
    if len(tokens) < 2 or tokens[-2] != ";" or getattr(tokens[-1], "value", "") != _LAST:
        return phrase("part/bracket-quotation")
    if reached := next(iter(_reaches(tokens, ())), ""):
        return phrase("part/not-fetch", reached=reached)
    for token in tokens[:-2]:
        if token.type in ("{} block", "at-keyword") or token in (";", "!"):
            sign = "{" if token.type == "{} block" else "@" if token.type == "at-keyword" else token.value
            return phrase("part/stand-sign-2", sign=sign)
    return ""
