"""What PDF/X-4 does not let stand in a file, found in one walk over its objects (ISO 15930-7)."""

import math
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from brochurepress.pdf.inspect.colour_spaces import UNKNOWN, image_space, space_of
from brochurepress.pdf.inspect.functions import numbers
from brochurepress.pdf.inspect.instructions import Instructions
from brochurepress.pdf.inspect.interpreter import PAINTING
from brochurepress.pdf.inspect.model import ColourSpace, Flaw, FlawKind
from brochurepress.pdf.inspect.streams import MALFORMED, MARKS
from brochurepress.workspace import LimitName, shipped_table

_TABLE = shipped_table("pdf")
RENDERING_INTENTS = frozenset(f"/{name}" for name in _TABLE["intents"].split())
BLEND_MODES = frozenset(_TABLE["blend-modes"].split())
_DEMANDED: dict[str, list[str]] = _TABLE["demanded"]


def listed(value: Any) -> list[Any]:
    """The items of an array, or the one thing that stands for it."""
    return list(value) if isinstance(value, Array | list) else [value]


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
        packed.decompress(data, LimitName.CONTENT.most)
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
    (FlawKind.PRESENTATION, lambda entry: "/SeparationInfo" in entry),
    (FlawKind.ENTRY, lambda entry: "/CS" in entry.get("/Group", {}) and entry.Group.get("/S") != Name.Transparency),
    (FlawKind.ENTRY, lambda entry: "/LastChar" in entry and len(entry.Widths) != entry.LastChar - entry.FirstChar + 1),
    (FlawKind.LAYER, lambda entry: "/OC" in entry or entry.get("/Type") in (Name.OCG, Name.OCMD)),
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
        demanded = _DEMANDED.get(str(item.get("/Subtype")), ()) if rows else ()
        # A standard font that is not embedded may do without (ISO 32000-1, 9.6.2.2).
        for name in () if "/FirstChar" in demanded and "/FontDescriptor" not in item else demanded:
            if name not in item:
                yield Flaw(FlawKind.ENTRY, name[1:])
    yield from _of_catalog(pdf.Root)


def _of_catalog(root: Any) -> Iterator[Flaw]:
    if "/Collection" in root:
        yield Flaw(FlawKind.PRESENTATION, "a portfolio (Collection)")
    if root.get("/NeedsRendering"):
        yield Flaw(FlawKind.PRESENTATION, "a form to be drawn anew (NeedsRendering)")
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


_PARAMETERS: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("/ca", "/CA"), lambda value: 0 <= float(value) <= 1),
    "/OPM": lambda value: int(value) in (0, 1),
    "/SMask": lambda value: (
        value == Name("/None")
        or (str(value.get("/S")) in ("/Alpha", "/Luminosity") and "/Group" in value.get("/G", {}))
    ),
}
"""What entries of a graphics state parameter dictionary may be (ISO 32000-1, tables 58 and 144)."""


def odd_parameters(entry: Any) -> Iterator[Flaw]:
    """The entries of a graphics state parameter dictionary that are of no value there is."""
    return (
        Flaw(FlawKind.ENTRY, key[1:]) for key, holds in _PARAMETERS.items() if key in entry and not holds(entry[key])
    )


def is_colour(space: ColourSpace, values: Sequence[float]) -> bool:
    """Whether a space takes these values: as many as it has components, of inks and of devices from 0 to 1."""
    within = all(-0.01 <= value <= 1.01 for value in values)
    return space is UNKNOWN or (len(values) == space.components and (within or not _bounded(space)))


def _bounded(space: ColourSpace) -> bool:
    return space.family.startswith("Device") or space.family == "Separation"


def odd_entries(image: Any, resources: Any) -> Iterator[Flaw]:
    """The entries of an image that do not fit its samples, or its soft mask (ISO 32000-1, 8.9.5 and 11.6.5.3)."""
    stencil = bool(image.get("/ImageMask", False))
    space = space_of(image_space(image), resources)
    components = 1 if stencil else space.components
    if int(image.get("/BitsPerComponent", 1)) not in ((1,) if stencil else (1, 2, 4, 8, 16)):
        yield Flaw(FlawKind.ENTRY, "BitsPerComponent")
    for key in ("/Decode", "/Mask"):
        held = numbers(given) if isinstance(given := image.get(key), Array) else []
        if components and held and len(held) != 2 * components:
            yield Flaw(FlawKind.ENTRY, key[1:])
        elif held and key == "/Decode" and (stencil or _bounded(space)):
            # All components rise or all fall: else the picture has some of its inks as a negative, or flat.
            rising = {(low < high) - (low > high) for low, high in zip(held[::2], held[1::2], strict=True)}
            if rising not in ({1}, {-1}) or min(held) < 0 or max(held) > 1:
                yield Flaw(FlawKind.ENTRY, "Decode")
    if stencil and "/ColorSpace" in image:
        yield Flaw(FlawKind.ENTRY, "ColorSpace")
    mask = image.get("/SMask")
    if mask and (space_of(image_space(mask)).family != "DeviceGray" or "/SMask" in mask or "/Mask" in mask):
        yield Flaw(FlawKind.ENTRY, "SMask")


_TEXT = frozenset("Td TD Tm T* Tj TJ ' \" ET".split())
_OBJECTS = frozenset(("BT", "q", "Q", "cm", "Do", "sh", "INLINE IMAGE"))
"""Operators that may stand neither in a text nor between the parts of a path (ISO 32000-1, figure 9)."""
_STARTS, _PARTS = frozenset(("m", "re")), frozenset("l c v y h".split())
_BOUNDS = {"J": (0, 2), "j": (0, 2), "Tr": (0, 7), "i": (0, 100), "M": (1, math.inf)}
_BOUNDS |= {"w": (0, math.inf), "d": (0, math.inf)}
"""The least and the largest number that an operator takes."""


def disorder(instructions: Instructions) -> Iterator[Flaw]:
    """What stands within a text or a path and may not, or the reverse; impossible numbers (ISO 32000-1, 8.2).

    So does what opens or closes without its counterpart.
    """
    within, path, marks = False, False, 0
    for operands, name, _ in instructions:
        marks += MARKS.get(name, 0)
        if name in (_OBJECTS | _STARTS if within else _TEXT) or name in (_OBJECTS if path else _PARTS):
            yield Flaw(FlawKind.NESTING, name)
        within = name == "BT" or (within and name != "ET")
        path = name in _STARTS or (path and name not in PAINTING)
        if name in _BOUNDS and operands:
            (least, most), given = _BOUNDS[name], [float(value) for value in listed(operands[0])]
            if any(not least <= value <= most for value in given) or (name == "d" and given and not any(given)):
                yield Flaw(FlawKind.OPERANDS, name)
    if within or path or marks:
        yield Flaw(FlawKind.NESTING, "BT" if within else "m" if path else "BMC" if marks > 0 else "EMC")
