"""What PDF/X-4 does not let stand in a file, found in one walk over its objects (ISO 15930-7)."""

import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from brochurepress.pdf.inspect.model import Flaw, FlawKind
from brochurepress.pdf.inspect.streams import MALFORMED
from brochurepress.workspace import LIMITS, LimitName

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


def _packed_by(entry: Any, *filters: str) -> bool:
    return any(str(name) in filters for name in listed(entry.get("/Filter", Array())))


def _breaks_off(entry: Any) -> bool:
    """Whether the data of a stream, or of the mask of a picture, end before their end: readers draw what there is."""
    if entry.get("/Subtype") == Name.Image:
        return any(_few_samples(mask) for key in ("/SMask", "/Mask") if isinstance(mask := entry.get(key), Stream))
    if [str(name) for name in listed(entry.get("/Filter"))] != ["/FlateDecode"]:
        return False
    # Without the two bytes of the zlib header its checksum is not asked for, which some programs leave out (RFC 1950).
    packed, data = zlib.decompressobj(-zlib.MAX_WBITS), bytes(entry.read_raw_bytes())[2:]
    try:
        packed.decompress(data, LIMITS[LimitName.CONTENT].most)
    except zlib.error:
        return True
    return bool(data) and not packed.eof and not packed.unconsumed_tail


def _few_samples(mask: Any) -> bool:
    if not {str(name) for name in listed(mask.get("/Filter", Array()))} <= {"/FlateDecode"}:
        return False
    bits = 1 if mask.get("/ImageMask") else int(mask.get("/BitsPerComponent", 8))
    return len(mask.read_bytes()) < (int(mask.Width) * bits + 7) // 8 * int(mask.Height)


_STREAMS: tuple[tuple[FlawKind, Callable[[Any], bool]], ...] = (
    (FlawKind.LZW, lambda entry: _packed_by(entry, "/LZWDecode", "/LZW")),
    (FlawKind.CRYPT, lambda entry: _packed_by(entry, "/Crypt")),
    (FlawKind.CUT, _breaks_off),
    (FlawKind.EXTERNAL, lambda entry: "/F" in entry),
    (FlawKind.REFERENCE, lambda entry: "/Ref" in entry),
    (FlawKind.POSTSCRIPT, lambda entry: Name.PS in (entry.get("/Subtype"), entry.get("/Subtype2")) or "/PS" in entry),
    (FlawKind.INTENT, lambda entry: str(entry.get("/Intent", "/Perceptual")) not in RENDERING_INTENTS),
)
"""What a stream may not be."""

_ANY: tuple[tuple[FlawKind, Callable[[Any], bool]], ...] = (
    (FlawKind.ATTACHED, lambda entry: "/AF" in entry or entry.get("/Subtype") == Name.FileAttachment),
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
            except MALFORMED:  # an entry of another kind than the standard gives it
                found = False
            if found:
                yield Flaw(kind, f"object {item.objgen[0]}")
    yield from _of_catalog(pdf.Root)


def _of_catalog(root: Any) -> Iterator[Flaw]:
    if "/Collection" in root:
        yield Flaw(FlawKind.PRESENTATION, "a portfolio (Collection)")
    for intent in root.get("/OutputIntents", []):
        if "/DestOutputProfileRef" in intent:
            yield Flaw(FlawKind.EXTERNAL, "DestOutputProfileRef")
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
