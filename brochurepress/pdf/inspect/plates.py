"""Ink coverage: the plates of a page, their sum and means, by a PDF of stand-ins that shows them when it is drawn.

Each page becomes several. On the first the red, green and blue of every object are what its first three inks
leave of the paper; on each other one its grey is what one more ink leaves. Transparency and separable blend
modes work on each component by itself (ISO 32000-1, 11.3.5), so the result is that of the plates. An
object that overprints is left out where it has no ink, as overprint mode 1 demands (11.7.4.3).
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pikepdf
from pikepdf import Array, Dictionary, Matrix, Name, Operator

from brochurepress.design import PT_PER_MM, Box
from brochurepress.pdf import pdfium
from brochurepress.pdf.inspect.colour_spaces import BROKEN, device_inks, image_inks, named_inks, resolve
from brochurepress.pdf.inspect.functions import evaluate, numbers
from brochurepress.pdf.inspect.interpreter import (
    PAINTING,
    GraphicsState,
    Interpreter,
    Paint,
    Writing,
    matrix_entry,
    scale,
    starting,
)
from brochurepress.pdf.inspect.model import PROCESS_INKS, InkRecipe, by_ink
from brochurepress.pdf.inspect.streams import MALFORMED, MadeOnce, Streams, WalkLimits, reason
from brochurepress.pdf.xmp import saved
from brochurepress.wording import Phrase, phrase

RAMP = 512
"""Samples that stand for the colour function of a shading: twice as many as a plate shows."""

BLACK = {"Black": 100.0}


FORM_KEYS = "/Type /Subtype /BBox /Matrix /PatternType /PaintType /TilingType /XStep /YStep".split()
_MASKS = ("/SMask", "/Mask")
SHADING_KEYS = ["/ShadingType", "/Coords", "/Extend", "/BBox", "/Domain", "/AntiAlias"]
NOT_OF_PLATES = frozenset(["/OP", "/op", "/OPM", "/TR", "/TR2", "/HT", "/BG", "/BG2", "/UCR", "/UCR2"])
"""Graphics state parameters that the stand-ins answer themselves, or that change what a press does with a plate."""

WITHOUT_FILL = {"f": "n", "F": "n", "f*": "n", "B": "S", "B*": "S", "b": "s", "b*": "s"}
WITHOUT_STROKE = {"S": "n", "s": "n", "B": "f", "B*": "f*", "b": "f", "b*": "f*"}


class PlateGroup(tuple[str, ...]):
    """The inks whose plates a page stands for: three as RGB, which is drawn as fast as one, or one as grey."""

    @property
    def space(self) -> Name:
        """The colour space that carries these plates."""
        return Name.DeviceRGB if len(self) == 3 else Name.DeviceGray

    @property
    def operator(self) -> str:
        """The operator that sets a colour of this space for fills."""
        return "rg" if len(self) == 3 else "g"

    def paper(self, recipe: InkRecipe) -> list[float]:
        """What the inks of these plates leave of the paper, 0 to 1."""
        return [round(1 - tint / 100, 4) for tint in by_ink(recipe, self)]


Written = tuple[bytes, Dictionary]
"""A content stream and the resources that it names."""


def write_separations(
    page: pikepdf.Page, streams: Streams, area: Box, ppi: float, inks: tuple[str, ...]
) -> tuple[bytes, Sequence[PlateGroup], tuple[str, ...]]:
    """A PDF of the plates of one page, cropped to an area in pt, their inks, and what could not be separated."""
    writer = _PlateWriter(pikepdf.new(), streams, ppi, inks)
    for content, used in writer.page(page):
        added = Dictionary(Type=Name.Page, MediaBox=Array([*area]), Resources=used)
        added.Contents = writer.target.make_stream(content)
        writer.target.pages.append(pikepdf.Page(writer.target.make_indirect(added)))
    made = saved(writer.target, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return made, writer.groups, tuple(dict.fromkeys(writer.unknown))


class _PlateWriter:
    """The stand-ins under construction: rewritten forms, shadings, images, each made once for each group of plates."""

    def __init__(self, target: pikepdf.Pdf, streams: Streams, ppi: float, inks: tuple[str, ...]) -> None:
        self.target, self.streams, self.ppi, self.inks = target, streams, ppi, inks
        self.groups = [PlateGroup(inks[:3]), *(PlateGroup([ink]) for ink in inks[3:])]
        self.once = MadeOnce().of
        self.unknown: list[str] = []
        self.guard = WalkLimits(streams)

    def page(self, page: pikepdf.Page) -> list[Written]:
        """The stand-ins of one page; empty ones where it cannot be separated."""
        try:
            resources = page.obj.get("/Resources", Dictionary())
            return self.rewritten(page, resources, starting(BLACK), False, initial=True)
        except MALFORMED as fault:
            self.unknown.append(reason(fault))
            return [(b"", Dictionary()) for _ in self.groups]

    def rewritten(
        self, stream: Any, resources: Any, state: GraphicsState, grouped: bool, *, initial: bool = False
    ) -> list[Written]:
        """A content stream, and the resources it uses, for each group; `initial` sets its colours first."""
        with self.guard.entered(stream) as instructions:
            rewriter = _PlateRewriter(self, resources, state, grouped)
            if initial:
                rewriter.add_paint(state.fill, stroke=False)
                rewriter.add_paint(state.stroke, stroke=True)
            rewriter.run(instructions)
            return [(sheet.data, sheet.used) for sheet in rewriter.sheets]

    def copied(self, value: Any) -> Any:
        """An object of the source as it is: fonts, masks and stencils need no inks."""
        if not isinstance(value, pikepdf.Object):
            return value
        if value.is_indirect:
            return self.target.copy_foreign(value)
        if isinstance(value, Dictionary):
            return Dictionary({key: self.copied(item) for key, item in value.items()})
        return Array([self.copied(item) for item in value]) if isinstance(value, Array) else value

    def entries(self, source: Any, keys: Iterable[str]) -> dict[str, Any]:
        """Those of the entries of a dictionary that it has, as they are."""
        return {key: self.copied(source[key]) for key in keys if key in source}

    def form(
        self, form: Any, resources: Any, state: GraphicsState, grouped: bool, *, initial: bool = False
    ) -> list[Any]:
        """A form XObject or tiling pattern for each group."""
        inner = state.saved()
        inner.ctm = matrix_entry(form) @ inner.ctm
        own = form.get("/Resources", resources)
        kept, group = self.entries(form, FORM_KEYS), form.get("/Group", Dictionary())
        blended = {"/Group": self.entries(group, set(group.keys()) - {"/CS"})} if group else {}
        return [
            self.target.make_stream(content, {**kept, **blended, "/Resources": used})
            for content, used in self.rewritten(form, own, inner, grouped or bool(group), initial=initial)
        ]

    def pattern(self, pattern: Any, resources: Any) -> list[Any]:
        """A tiling or shading pattern for each group."""
        if int(pattern.PatternType) == 1:
            make = partial(self.form, pattern, resources, starting(BLACK), True, initial=True)
            return list(self.once(pattern, None, make))
        placed = self.entries(pattern, ["/Matrix"])
        return [
            Dictionary({"/Type": Name.Pattern, "/PatternType": 2, "/Shading": shading, **placed})
            for shading in self.shading(pattern.Shading, resources)
        ]

    def shading(self, shading: Any, resources: Any) -> list[Any]:
        """An axial or radial shading for each group; raises ValueError for any other."""
        if int(shading.ShadingType) not in (2, 3):
            raise ValueError(phrase("part/shading-type", shadingtype=shading.ShadingType))
        domain = numbers(shading.get("/Domain", [0, 1]))
        colours = evaluate(shading.Function, np.linspace(domain[0], domain[1], RAMP))
        recipes = [device_inks(shading.ColorSpace, list(colour), resources) for colour in colours]
        ground = shading.get("/Background")
        under = device_inks(shading.ColorSpace, numbers(ground), resources) if ground is not None else None
        shadings = []
        for group in self.groups:
            paper = 1 - np.array([by_ink(recipe, group) for recipe in recipes]) / 100
            table = self.target.make_stream((paper * 255).round().astype(np.uint8).tobytes())
            table.FunctionType, table.Domain = 0, Array(domain)
            table.Range = Array([0, 1] * len(group))
            table.Size, table.BitsPerSample = Array([RAMP]), 8
            made = Dictionary(self.entries(shading, SHADING_KEYS))
            made.ColorSpace, made.Function = group.space, table
            if under is not None:
                made.Background = Array(group.paper(under))
            shadings.append(made)
        return shadings

    def image(self, image: Any, resources: Any, matrix: Matrix) -> list[Any]:
        """An image for each group, no larger than they show it."""
        if image.get("/ImageMask", False):
            own = image.is_owned_by(self.target)
            return [image if own else self.copied(image)] * len(self.groups)
        pixels = float(image.Width) * float(image.Height)
        placed = max(1e-6, scale(matrix) / 72 * self.ppi)
        shrink = 1
        while shrink < 8 and pixels**0.5 / placed >= 3 * shrink:
            shrink *= 2
        decode = partial(image_inks, image, resources, shrink, self.inks)
        # An inline image has no number in its file: that of its copy here would be another object's.
        inks = decode() if image.is_owned_by(self.target) else self.streams.inks(image, (shrink, self.inks), decode)
        kept = self.entries(image, [key for key in _MASKS if isinstance(image.get(key), pikepdf.Stream)])
        kept |= {"/Type": Name.XObject, "/Subtype": Name.Image, "/BitsPerComponent": 8}
        height, width = inks.shape[:2]
        return [
            self.target.make_stream(
                (255 - inks[:, :, [self.inks.index(ink) for ink in group]]).tobytes(),
                {**kept, "/Width": width, "/Height": height, "/ColorSpace": group.space},
            )
            for group in self.groups
        ]

    def inline(self, image: Any, resources: Any, matrix: Matrix) -> list[Any]:
        """An inline image as an image XObject for each group."""
        drawn = self.target.make_stream(image.read_raw_bytes())
        for key, value in image.obj.items():
            drawn[key] = value
        return self.image(drawn, resources, matrix)


class _Sheet(Writing):
    """A content stream for one group of plates, of instructions as they are written."""

    def __init__(self, group: PlateGroup) -> None:
        super().__init__()
        self.group = group

    def add(self, operator: str, *operands: Any, at: int | None = None) -> None:
        """Writes an instruction at the end, or before the one that is number `at`."""
        self.out.insert(len(self.out) if at is None else at, _written(operator, *operands))

    @property
    def data(self) -> bytes:
        """The content stream as written."""
        return b"\n".join(self.out)


@lru_cache(maxsize=4096)
def _written(operator: str, *operands: Any) -> bytes:
    return bytes(pikepdf.unparse_content_stream([(operands, Operator(operator))]))


class _PlateRewriter(Interpreter):
    """One content stream rewritten: colours to what they leave of the paper, overprint to what stays as it is."""

    OPERATORS = Interpreter.OPERATORS | dict.fromkeys(
        ("BMC", "BDC", "EMC", "MP", "DP", "BX", "EX", "ri", "i"), "dropped"
    )

    def __init__(self, writer: _PlateWriter, resources: Any, state: GraphicsState, grouped: bool) -> None:
        super().__init__(resources, state)
        self.writer, self.grouped = writer, grouped
        self.sheets = [_Sheet(group) for group in writer.groups]
        self.count = 0

    def other(self) -> None:
        """The current instruction stays as it was read."""
        for sheet in self.sheets:
            sheet.out.append(self.instruction[2])

    def add(self, operator: str, *operands: Any) -> None:
        """Writes the same instruction for all plates."""
        for sheet in self.sheets:
            sheet.add(operator, *operands)

    def added(self, category: str, made: Sequence[Any]) -> Name:
        """The name of an object, one for each group, that is added to the resources."""
        self.count += 1
        for sheet, each in zip(self.sheets, made, strict=True):
            sheet.use(category, f"/P{self.count}", each)
        return Name(f"/P{self.count}")

    def place(
        self,
        category: str,
        name: Any,
        operator: str,
        make: Callable[[], Sequence[Any]],
        *rest: Any,
        variant: Any = None,
    ) -> None:
        """An operator with what `make` puts for an object of the resources, added once; nothing where it cannot."""

        def add() -> Name | None:
            made = self.attempt(make)
            return None if made is None else self.added(category, made)

        if (added := self.told((category, variant), name, add)) is not None:
            self.add(operator, added, *rest)

    def attempt(self, make: Callable[[], Any]) -> Any:
        """What `make` gives; None, with the reason kept, where the inks cannot be told."""
        try:
            return make()
        except MALFORMED as fault:
            self.writer.unknown.append(reason(fault))
            return None

    def dropped(self, operands: Sequence[Any], name: str) -> None:
        """Marked content and compatibility operators say nothing about ink."""

    # Graphics state and colour

    def add_paint(self, paint: Paint, stroke: bool) -> None:
        """Sets what a paint leaves of the paper."""
        for sheet in self.sheets:
            operator = sheet.group.operator
            sheet.add(operator.upper() if stroke else operator, *sheet.group.paper(paint.colour))

    def set_colour(self, paint: Paint, values: list[float], stroke: bool) -> None:
        """A colour becomes what its inks leave of the paper."""
        if paint.described.family != "Pattern":
            inks = named_inks(paint.described, values)
            if inks is None:
                inks = self.attempt(lambda: device_inks(paint.space, values, self.resources))
            paint.colour = paint.colour if inks is None else inks
            self.add_paint(paint, stroke)

    def set_pattern(self, paint: Paint, pattern: str, values: list[float], stroke: bool) -> None:
        """A pattern for these plates becomes the current one."""
        source = self.named("/Pattern", pattern)
        if source is None:
            return
        inks = None
        if values:
            inks = device_inks(resolve(paint.space, self.resources)[1], values, self.resources)
        made = self.attempt(lambda: self.writer.pattern(source, self.resources))
        if made is None:
            return
        name = self.added("/Pattern", made)
        spaces = self.added("/ColorSpace", [Array([Name.Pattern, group.space]) for group in self.writer.groups])
        for sheet in self.sheets:
            sheet.add("CS" if stroke else "cs", Name.Pattern if inks is None else spaces)
            sheet.add("SCN" if stroke else "scn", *(() if inks is None else sheet.group.paper(inks)), name)

    def parameters(self, operands: Sequence[Any], name: str) -> None:
        """gs: overprint is read here and left out; the rest is kept."""
        entry = self.named("/ExtGState", operands[0])
        if entry is not None:
            self.set_parameters(operands[0], entry)

            def kept() -> list[Any]:
                entries = self.writer.entries(entry, set(entry.keys()) - NOT_OF_PLATES)
                return [Dictionary(entries) for _ in self.writer.groups]

            self.place("/ExtGState", operands[0], name, kept)

    def font(self, operands: Sequence[Any], name: str) -> None:
        """Tf: a font, as it is."""
        font = self.named("/Font", operands[0])
        if font is None:
            raise ValueError(phrase("part/font-not-resources", operands=operands[0]))
        self.place("/Font", operands[0], name, lambda: [self.writer.copied(font)] * len(self.sheets), operands[1])

    # Painting

    def overprints(self, paint: Paint) -> bool:
        """Whether inks of 0 % leave what is below: overprint mode 1, and inks that were chosen as such."""
        chosen = paint.described.family == "DeviceCMYK" or bool(paint.described.colorants)
        return paint.overprint and chosen and self.state.overprint_mode == 1

    def kept(self, paint: Paint, group: PlateGroup) -> bool | None:
        """Whether a paint replaces what lies on these plates: yes, no, or (None) by darkening.

        In a group what overprints still brings paper: where the group is empty, it covers what is below.
        """
        if not self.overprints(paint):
            return True
        inked = [tint > 0 for tint in by_ink(paint.colour, group)]
        if all(inked):
            return True
        return None if any(inked) or self.grouped else False

    def paint_path(self, operands: Sequence[Any], name: str) -> None:
        """A painting operator, without the part that leaves these plates as they are."""
        fills, strokes = PAINTING[name]
        for sheet in self.sheets:
            fill = not fills or self.kept(self.state.fill, sheet.group)
            stroke = not strokes or self.kept(self.state.stroke, sheet.group)
            left = WITHOUT_FILL[name] if fill is False else name
            if stroke is False:
                left = WITHOUT_STROKE.get(left, "n")
            start = len(sheet.out) - self.path_length
            sheet.add(left)
            if fill is None or stroke is None:
                self.darken(sheet, start)
        self.path_length = 0

    def blending(self, mode: str) -> Name:
        """The name of a graphics state that sets a blend mode."""
        made = [Dictionary(BM=Name(f"/{mode}")) for _ in self.sheets]
        return Name(str(self.told("blending", mode, lambda: self.added("/ExtGState", made))))

    def darken(self, sheet: _Sheet, start: int) -> None:
        """What is painted since `start` darkens the plates."""
        # More ink on the plates it has, the others as they were: never less than the press prints.
        sheet.add("gs", self.blending("Darken"), at=start)
        sheet.add("gs", self.blending(self.state.blend))

    def show(self, operands: Sequence[Any], name: str) -> None:
        """Tj, TJ: text, made invisible where it leaves these plates as they are."""
        for sheet in self.sheets:
            kept = self.kept(self.state.fill, sheet.group)
            start = len(sheet.out)
            if kept is False:
                sheet.add("Tr", 3)
            sheet.out.append(self.instruction[2])
            if kept is False:
                sheet.add("Tr", self.state.render)
            if kept is None:
                self.darken(sheet, start)

    def draw(self, operands: Sequence[Any], name: str) -> None:
        """Do: a form or an image for these plates."""
        drawn = self.named("/XObject", operands[0])
        if drawn is None:
            return
        writer, state = self.writer, self.state
        make: Callable[[], Any]
        if self.told("is a form", operands[0], lambda: drawn.get("/Subtype") == Name.Form):
            # A form takes over colours and overprint from its caller: they are part of its identity.
            paints = state.fill, state.stroke
            inherited = tuple((frozenset(paint.colour.items()), self.overprints(paint)) for paint in paints)
            variant: Any = (inherited, self.grouped)
            make = partial(writer.form, drawn, self.resources, state, self.grouped)
        else:
            variant = round(scale(state.ctm))
            make = partial(writer.image, drawn, self.resources, state.ctm)
        self.place("/XObject", operands[0], name, lambda: writer.once(drawn, variant, make), variant=variant)

    def inline_image(self, operands: Sequence[Any], name: str) -> None:
        """BI ... EI: an inline image becomes one of the resources."""
        image, matrix = operands[0], self.state.ctm
        made = self.attempt(lambda: self.writer.inline(image, self.resources, matrix))
        if made is not None:
            self.add("Do", self.added("/XObject", made))

    def shade(self, operands: Sequence[Any], name: str) -> None:
        """sh: a shading for these plates."""
        shading = self.named("/Shading", operands[0])
        if shading is not None:
            self.place("/Shading", operands[0], name, partial(self.writer.shading, shading, self.resources))


PPI = 100.0
_PERCENT = np.float32(100 / 255)


@dataclass(frozen=True)
class Plates:
    """The plates of one page: `tints` is shaped (inks, height, width), in the order of the names in `inks`.

    A tint of 255 is 100 % ink. `area` is what they show, in pt; the first row is its top.
    `unknown` names what could not be separated and is missing.
    """

    ppi: float
    area: Box
    tints: npt.NDArray[np.uint8]
    unknown: tuple[str, ...] = ()
    inks: tuple[str, ...] = PROCESS_INKS

    @property
    def broken(self) -> tuple[str, ...]:
        """What `unknown` says of images that have not all their samples."""
        return tuple(why for why in self.unknown if isinstance(why, Phrase) and why.key == BROKEN)

    @cached_property
    def summed(self) -> npt.NDArray[np.uint16]:
        """Total ink as sum of the tints, shaped (height, width)."""
        return np.asarray(self.tints.sum(axis=0, dtype=np.uint16))

    @property
    def total(self) -> npt.NDArray[np.float32]:
        """Total ink in %, shaped (height, width)."""
        return np.asarray(self.summed * _PERCENT, np.float32)

    @property
    def highest(self) -> float:
        """The highest total ink in % of any pixel."""
        return float(self.summed.max(initial=0) * _PERCENT)

    def square_means(self, side_mm: float) -> npt.NDArray[np.float64]:
        """Mean total ink in % of every square of that side; of the whole page if that is smaller."""
        side = max(1, round(side_mm * PT_PER_MM * self.ppi / 72))
        down, across = (min(side, extent) for extent in self.summed.shape)
        # The integral image may run over: differences are right modulo 2**32, and no square holds that much.
        integral = np.zeros([extent + 1 for extent in self.summed.shape], np.uint32)
        np.cumsum(np.cumsum(self.summed, axis=1, dtype=np.uint32), axis=0, dtype=np.uint32, out=integral[1:, 1:])
        rows = integral[down:] - integral[:-down]
        return np.asarray((rows[:, across:] - rows[:, :-across]) * (100 / 255 / (down * across)))

    def box(self, row: float, column: float, rows: float, columns: float) -> Box:
        """The rectangle in pt that pixels cover, from the row and column of its upper left corner."""
        unit = 72 / self.ppi
        left, top = self.area.left + column * unit, self.area.top - row * unit
        return Box(left, top - rows * unit, left + columns * unit, top)

    def rows_and_columns(self, box: Box) -> tuple[slice, slice]:
        """The pixels that a rectangle in pt covers, as slices of rows and columns."""
        unit = self.ppi / 72
        height, width = self.summed.shape
        top, bottom = ((self.area.top - y) * unit for y in (box.top, box.bottom))
        left, right = ((x - self.area.left) * unit for x in (box.left, box.right))

        def span(start: float, end: float, extent: int) -> slice:
            return slice(max(0, round(start)), min(extent, max(round(start) + 1, round(end))))

        return span(top, bottom, height), span(left, right, width)


def render_plates(
    page: pikepdf.Page, streams: Streams, area: Box | None, ppi: float = PPI, inks: tuple[str, ...] = PROCESS_INKS
) -> Plates:
    """The plates of the inks of a page within an area in pt; empty ones where there is no area.

    Raises ValueError when the rewritten page cannot be drawn.
    """
    unit = 72 / ppi
    if area is None:
        blank = np.zeros((len(inks), 1, 1), np.uint8)
        return Plates(ppi, Box(0, 0, unit, unit), blank, ("the whole page",), inks)
    # The area grown to the right and below to whole pixels: otherwise the drawing is stretched to them.
    across, down = (math.ceil(round(side / unit, 3)) * unit for side in (area.width, area.height))
    area = Box(area.left, area.top - down, area.left + across, area.top)
    data, groups, unknown = write_separations(page, streams, area, ppi, inks)
    with pdfium.open_pdf(data) as rendering:
        drawn = [rendering.page(at, ppi, grey=len(group) == 1) for at, group in enumerate(groups, 1)]
    # Plate after plate: to add inks that lie pixel by pixel takes numpy twenty times as long.
    paper = np.stack([plate for each in drawn for plate in np.moveaxis(np.atleast_3d(each), 2, 0)])
    return Plates(ppi, area, np.invert(paper, out=paper), unknown, inks)
