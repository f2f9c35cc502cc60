"""Page labels as a viewer shows them, and the number trees they are kept in (ISO 32000-1, 12.4.2 and 7.9.7)."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pikepdf

from brochurepress.compose import numeral

MAX_DEPTH = 200
_KINDS = {"/D": "1", "/R": "I", "/r": "i"}
Key = TypeVar("Key")


def numbered(tree: Any) -> Iterator[tuple[int, Any]]:
    """Keys and values of a number tree (ISO 32000-1, 7.9.7)."""
    yield from leaves(tree, "/Nums", int)


def leaves(tree: Any, entries: str, key_of: Callable[[Any], Key]) -> Iterator[tuple[Key, Any]]:
    """Keys and values of a name or number tree; a node that is met again has no more to say."""
    ahead, met = [(tree, 0)], set[tuple[int, int]]()
    while ahead:
        node, depth = ahead.pop()
        if node.is_indirect and node.objgen in met:
            continue
        met.add(node.objgen)
        pairs = list(node.get(entries, []))
        yield from zip((key_of(key) for key in pairs[::2]), pairs[1::2], strict=False)
        if depth < MAX_DEPTH:
            ahead += [(kid, depth + 1) for kid in reversed(list(node.get("/Kids", [])))]


def read_labels(tree: Any, pages: int) -> tuple[str, ...]:
    """The label of each page (ISO 32000-1, 12.4.2); empty when the file has none."""
    if tree is None:
        return ()
    ranges = sorted(numbered(tree), key=lambda leaf: leaf[0])
    labels: list[str] = []
    for page in range(pages):
        before = [leaf for leaf in ranges if leaf[0] <= page]
        first, label = before[-1] if before else (0, pikepdf.Dictionary())
        number = int(label.get("/St", 1)) + page - first
        labels.append(str(label.get("/P", "")) + _label(str(label.get("/S", "")), number))
    return tuple(labels)


def _label(style: str, number: int) -> str:
    """A number in a style of page labels: /D, /R, /r, /A or /a, where aa follows z (ISO 32000-1, table 159)."""
    if style in ("/A", "/a"):
        letter = numeral(style[1], (number - 1) % 26 + 1)
        return letter * ((number - 1) // 26 + 1)
    return numeral(_KINDS[style], number) if style in _KINDS else ""
