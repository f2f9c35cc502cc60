"""Records of an inspected PDF, in pt and % ink: boxes, painted objects, images, fonts, annotations."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from brochurepress.design import Box

SLENDER = 4
"""A filled shape this many times longer than wide is a line."""

SQUEEZED, DRAWN_OUT = 0.4, 3.0
"""Width of letters for their height, of what their font gives them, at least and at most."""

LARGEST_PT = 14_400
"""The largest side of a page without UserUnit (ISO 32000-1, annex C)."""

PROCESS_INKS = ("Cyan", "Magenta", "Yellow", "Black")
"""The inks of DeviceCMYK, in the order of its components: every other ink is a spot colour, known by its name alone."""

MOST_SPOTS = 28
"""Spot colours of a page that have their plates told; with the process inks as many as a DeviceN may have (annex C)."""

InkRecipe = Mapping[str, float]
"""% of each ink by its name; what is not named does not print."""


def by_ink(recipe: InkRecipe, inks: Sequence[str] = PROCESS_INKS) -> tuple[float, ...]:
    """The % of each of some inks, in their order."""
    return tuple(recipe.get(ink, 0.0) for ink in inks)


class PaintKind(StrEnum):
    """What a painting operator leaves on the page (ISO 32000-1, table 51)."""

    TEXT = "text"
    PATH = "path"
    IMAGE = "image"
    SHADING = "shading"


class ContainingStream(StrEnum):
    """The content stream a painted object stands in."""

    PAGE = "page"
    FORM = "form"
    PATTERN = "pattern"
    MASK = "soft mask"
    GLYPH = "Type 3 glyph"


@dataclass(frozen=True)
class ColourSpace:
    """A colour space (ISO 32000-1, 8.6): its family, and of a special or indexed one that underneath."""

    family: str
    components: int
    base: str = ""
    colorants: tuple[str, ...] = ()

    def __str__(self) -> str:
        names = f" {', '.join(self.colorants)}" if self.colorants else ""
        return f"{self.family}{names}{f' of {self.base}' if self.base else ''}"

    @property
    def spots(self) -> set[str]:
        """The inks that it names beyond those of the process, All of them and None (ISO 32000-1, 8.6.6.4)."""
        return {*self.colorants} - {*PROCESS_INKS, "All", "None"}


@dataclass(frozen=True)
class PaintedColour:
    """One colour as set: its space, its values as written, its recipe in % ink where that is known."""

    space: ColourSpace
    values: tuple[float, ...] = ()
    inks: InkRecipe | None = field(default=None, hash=False)

    @property
    def total(self) -> float:
        """Total ink in %; 0 where the recipe is unknown."""
        return sum((self.inks or {}).values())

    @property
    def is_white(self) -> bool:
        """Bare paper: a recipe of no ink at all."""
        return self.inks is not None and max(self.inks.values(), default=0.0) < 0.05

    @property
    def is_black(self) -> bool:
        """Pure black: 100 % of the black ink and nothing else."""
        black = (self.inks or {}).get("Black", 0.0)
        return black > 99.9 and self.total - black < 0.05

    @property
    def ink_count(self) -> int:
        """How many inks it prints with."""
        return sum(part >= 0.05 for part in (self.inks or {}).values())


class OverprintState(NamedTuple):
    """Overprint of one object: OP or op as it applies, and the mode (ISO 32000-1, 11.7.4)."""

    on: bool = False
    mode: int = 0


class PaintSettings(NamedTuple):
    """How an object is filled or stroked: colour, overprint, constant alpha (0 to 1), blend mode."""

    colour: PaintedColour
    overprint: OverprintState = OverprintState()
    alpha: float = 1.0
    blend: str = "Normal"


class ImageUse(NamedTuple):
    """An image: size in px, bits per component, colour space, effective ppi, and what hangs on it."""

    width: int
    height: int
    bits: int
    space: ColourSpace | None
    ppi: float
    stencil: bool = False
    filters: tuple[str, ...] = ()
    alternates: bool = False
    inline: bool = False
    object_id: int = 0
    masked_away: bool = False


class PaintedObject(NamedTuple):
    """One painted object: its box on the page in pt, and what a press asks of it.

    `box` is what the clipping path shows of it; `extent` its width and height in pt before clipping; `stretch` how wide
    letters stand for their height, 1 as their font has them, negative where they are mirrored.
    """

    kind: PaintKind
    box: Box
    page: int
    within: ContainingStream = ContainingStream.PAGE
    fill: PaintSettings | None = None
    stroke: PaintSettings | None = None
    extent: tuple[float, float] = (0.0, 0.0)
    size_pt: float = 0.0
    line_pt: float = 0.0
    font: str = ""
    text: str = ""
    picture: ImageUse | None = None
    stretch: float = 1.0

    @property
    def inks(self) -> tuple[PaintSettings, ...]:
        """Fill and stroke, as far as the object has them."""
        if self.stroke is None:
            return (self.fill,) if self.fill else ()
        return (self.fill, self.stroke) if self.fill else (self.stroke,)

    @property
    def visible(self) -> bool:
        """Something of it lies inside the clipping path, by their boxes."""
        return self.box.width >= 0 and self.box.height >= 0

    @property
    def misshapen(self) -> bool:
        """Whether its letters are mirrored, or far narrower or wider than their font has them."""
        return not SQUEEZED <= self.stretch <= DRAWN_OUT

    @property
    def thinness_pt(self) -> float:
        """Width in pt of the line it draws: stroked, or filled and much longer than wide; else infinite.

        Of letters that are filled too, the outline is no line of its own.
        """
        path = self.kind is PaintKind.PATH
        if self.stroke and (path or (self.kind is PaintKind.TEXT and not self.fill)):
            return self.line_pt
        if not path:
            return math.inf
        short, long = sorted(self.extent)
        return short if 0 < short < long / SLENDER else math.inf


class FontUse(NamedTuple):
    """A font in use: PostScript name, type (such as Type0), and whether its program is embedded.

    `broken` says why its program cannot be read; empty where it can.
    """

    name: str
    subtype: str
    embedded: bool
    subset: bool
    broken: str = ""


class FlawKind(StrEnum):
    """What no PDF/X-4 file may hold, whatever it looks like (ISO 15930-7)."""

    MISSING = "missing"
    ENTRY = "entry"
    LAYER = "optional content"
    HIDDEN = "hidden"
    CUT = "cut"
    NESTING = "nesting"
    OPERATOR = "operator"
    OPERANDS = "operands"
    GLYPH = "glyph"
    WIDTH = "width"
    BLEND_MODE = "blend mode"
    INTENT = "rendering intent"
    HALFTONE = "halftone"
    TRANSFER = "transfer function"
    DEFAULT_SPACE = "default colour space"
    LZW = "LZW"
    CRYPT = "Crypt"
    EXTERNAL = "external data"
    REFERENCE = "reference XObject"
    POSTSCRIPT = "PostScript XObject"
    ATTACHED = "associated file"
    ACTION = "action"
    PRESENTATION = "presentation"


class Flaw(NamedTuple):
    """One thing of a kind that no press file may hold: its name, or where it stands among the objects of the file."""

    kind: FlawKind
    what: str


class TransparencyGroup(NamedTuple):
    """A transparency group and the space it blends in, empty to inherit (ISO 32000-1, 11.6.6)."""

    role: ContainingStream
    space: str
    luminosity: bool = False


class Annotation(NamedTuple):
    """An annotation: subtype, rectangle in pt, and the type of its action."""

    subtype: str
    box: Box
    action: str = ""
    uri: str = ""


class PageContent(NamedTuple):
    """Everything the content of one page paints and uses, forms, patterns and masks included.

    `fault` says why it could not be read to its end; `drawable` whether others may be asked to draw it nevertheless;
    `limited` that it goes past a limit of this press and may be sound.
    """

    painted: tuple[PaintedObject, ...] = ()
    fonts: tuple[FontUse, ...] = ()
    groups: tuple[TransparencyGroup, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    opi: int = 0
    fault: str = ""
    drawable: bool = True
    limited: bool = False

    @property
    def plates(self) -> tuple[str, ...]:
        """The inks that print the page: those of the process, then the spot colours by name."""
        spots = {spot for painted in self.painted for ink in painted.inks for spot in ink.colour.space.spots}
        return (*PROCESS_INKS, *sorted(spots)[:MOST_SPOTS])


class Boxes(NamedTuple):
    """Page boxes as written, in pt; None where the page has none."""

    media: Box
    crop: Box | None = None
    bleed: Box | None = None
    trim: Box | None = None
    art: Box | None = None


class PageInfo(NamedTuple):
    """One page: number (from 1), boxes, rotation in degrees, UserUnit, group space, annotations."""

    number: int
    boxes: Boxes
    rotate: int = 0
    user_unit: float = 1.0
    group: TransparencyGroup | None = None
    annotations: tuple[Annotation, ...] = ()
    actions: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()

    @property
    def trim(self) -> Box:
        """The trimmed page in pt; the crop or media box stands in where there is no TrimBox (ISO 32000-1, 14.11.2)."""
        trim = self.boxes.trim
        return trim if trim and trim.width > 0 < trim.height else self.boxes.crop or self.boxes.media

    @property
    def bleed(self) -> Box:
        """The trimmed page with its bleed in pt, never outside the media; without a BleedBox it is the CropBox."""
        return (self.boxes.bleed or self.boxes.crop or self.boxes.media).within(self.boxes.media)


class OutputIntentInfo(NamedTuple):
    """An output intent (ISO 32000-1, 14.11.5), with what its ICC profile says of itself.

    `components` is what the stream says (N), `description` the name in the profile, `broken` why it cannot be read.
    """

    subtype: str
    identifier: str = ""
    registry: str = ""
    info: str = ""
    device_class: str = ""
    colour_space: str = ""
    components: int = 0
    description: str = ""
    broken: str = ""


@dataclass(frozen=True)
class Document:
    """The file as a whole: version, trailer, metadata, output intents, and the entries of its catalog."""

    version: str
    encrypted: bool
    file_id: bool
    info: dict[str, str] = field(default_factory=dict)
    xmp: dict[str, str] = field(default_factory=dict)
    packet: bytes = b""
    xmp_compressed: bool = False
    xmp_fault: str = ""
    intents: tuple[OutputIntentInfo, ...] = ()
    catalog: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    embedded_files: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    duplex: str = ""
    """How viewers are asked to print both sides: Simplex, DuplexFlipShortEdge …"""
    print_scaling: str = ""
    viewer_boxes: tuple[tuple[str, str], ...] = ()
    """Viewer preferences that name a page box, with that box: ViewArea, ViewClip, PrintArea, PrintClip."""
    flaws: tuple[Flaw, ...] = ()
    rebuilt: bool = False
    """Its cross-reference table could not be read, and was made anew from the objects that were found."""
