"""What PDF/X-4 does not let stand in a file, found in one walk over its objects (ISO 15930-7)."""

from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from brochurepress.pdf.inspect.model import Flaw, FlawKind

RENDERING_INTENTS = frozenset(("/AbsoluteColorimetric", "/RelativeColorimetric", "/Saturation", "/Perceptual"))
"""The rendering intents there are (ISO 32000-1, table 70)."""

BLEND_MODES = frozenset(
    "Normal Compatible Multiply Screen Overlay Darken Lighten ColorDodge ColorBurn HardLight SoftLight Difference "
    "Exclusion Hue Saturation Color Luminosity".split()
)
"""The blend modes there are (ISO 32000-1, tables 136 and 137)."""


def listed(value: Any) -> list[Any]:
    """The items of an array, or the one thing that stands for it."""
    return list(value) if isinstance(value, Array) else [value]


def _packed_by_lzw(entry: Any) -> bool:
    names = listed(entry.get("/Filter", Array()))
    return any(str(name) in ("/LZWDecode", "/LZW") for name in names)


_STREAMS: tuple[tuple[FlawKind, Callable[[Any], bool]], ...] = (
    (FlawKind.LZW, _packed_by_lzw),
    (FlawKind.EXTERNAL, lambda entry: "/F" in entry),
    (FlawKind.REFERENCE, lambda entry: "/Ref" in entry),
    (FlawKind.POSTSCRIPT, lambda entry: Name.PS in (entry.get("/Subtype"), entry.get("/Subtype2")) or "/PS" in entry),
    (FlawKind.INTENT, lambda entry: str(entry.get("/Intent", "/Perceptual")) not in RENDERING_INTENTS),
)
"""What a stream may not be."""

_ANY: tuple[tuple[FlawKind, Callable[[Any], bool]], ...] = (
    (FlawKind.ATTACHED, lambda entry: "/AF" in entry),
    (FlawKind.HALFTONE, lambda entry: "/HalftoneName" in entry or int(entry.get("/HalftoneType", 1)) not in (1, 5)),
    (FlawKind.PRESENTATION, lambda entry: "/PresSteps" in entry),
)
"""What neither a stream nor a dictionary may hold."""


def flaws_of(pdf: pikepdf.Pdf) -> Iterator[Flaw]:
    """What is prohibited in the objects of a file, each with the number of its object."""
    for item in pdf.objects:
        rows = (*_STREAMS, *_ANY) if isinstance(item, Stream) else _ANY if isinstance(item, Dictionary) else ()
        for kind, holds in rows:
            try:
                found = holds(item)
            except (TypeError, ValueError):  # an entry of another kind than the standard gives it
                found = False
            if found:
                yield Flaw(kind, f"object {item.objgen[0]}")
    yield from _of_catalog(pdf.Root)


def _of_catalog(root: Any) -> Iterator[Flaw]:
    if "/Collection" in root:
        yield Flaw(FlawKind.PRESENTATION, "a portfolio (Collection)")
    if "/AlternatePresentations" in root.get("/Names", Dictionary()):
        yield Flaw(FlawKind.PRESENTATION, "alternate presentations")
    waiting, seen = [root.get("/Outlines")], 0
    while waiting and seen < _MOST_BOOKMARKS:
        entry, seen = waiting.pop(), seen + 1
        if isinstance(entry, Dictionary):
            if "/A" in entry:
                yield Flaw(FlawKind.ACTION, f"bookmark '{entry.get('/Title', '')}'")
            waiting += [entry.get("/First"), entry.get("/Next")]


_MOST_BOOKMARKS = 100_000
