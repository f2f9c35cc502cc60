"""Resources: forms, patterns, soft masks and parameters brought into ink, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pikepdf import Array, Dictionary, Name, Stream

from prepress.artworks.press.separation import images, shadings
from prepress.artworks.press.separation.colour import (
    Destination,
    LuminosityDestination,
    Unseparable,
    from_device,
)
from prepress.artworks.press.separation.content import ContentRewriter
from prepress.findings import Place, error
from prepress.pdf.inspect import IDENTITY, numbers, scale

if TYPE_CHECKING:
    from collections.abc import Callable

    from pikepdf import Pdf

    from prepress.design import OverprintDemands
    from prepress.findings import Finding

PARAMETERS = frozenset(
    ("/Type", "/LW", "/LC", "/LJ", "/ML", "/D", "/RI", "/FL", "/SA", "/BM", "/ca", "/CA", "/AIS", "/TK")
)
"""Entries of a graphics state parameter dictionary that mean the same in ink (ISO 32000-1, table 58)."""


class SeparatedObjects:
    """The objects of one PDF by the object they came from; `findings` are the ones that stay as they were."""

    def __init__(self, pdf: Pdf, overprint: OverprintDemands, artwork: str) -> None:
        self._pdf, self._overprint, self._artwork = pdf, overprint, artwork
        self._made: dict[tuple[Any, ...], Any] = {}
        self._open: set[tuple[Any, ...]] = set()
        self._found: dict[str, Finding] = {}
        self.page = 0
        self._overprint_states = [
            pdf.make_indirect(Dictionary(Type=Name.ExtGState, OP=on, op=on, OPM=int(on)))
            for on in (False, True)
        ]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """One finding for each object that was not known, with the first page that shows it."""
        return tuple(self._found.values())

    def refuse(self, fault: Unseparable) -> None:
        """A finding: the object keeps its colours, and the artwork is withheld."""
        message = f"{fault} cannot be separated into ink"
        place = Place(page=self.page, artwork=self._artwork)
        self._found.setdefault(message, error("separation/unknown", message, place, fault.hint))

    def form(self, source: Any, to: Destination, size: float, inherited: Any) -> Any:
        """A form XObject drawn at a scale; without resources of its own it has those `inherited`."""
        if "/Ref" in source:
            raise Unseparable("a form by reference", "paint the form itself")
        return self._once(source, (to.space, round(size, 3)), lambda: self._form(source, to, size, inherited))

    def _form(self, source: Any, to: Destination, size: float, inherited: Any) -> Any:
        resources = source.get("/Resources", inherited)
        entries = {key: source[key] for key in ("/BBox", "/Matrix") if key in source}
        if "/Group" in source:
            entries["/Group"] = _group(source.Group, to)
        return self._rewritten(source, resources, to, size, _form_entries(entries), initial=False)

    def cell(self, source: Any, to: Destination, size: float) -> Any:
        """The cell of a tiling pattern as an isolated group of its own (ISO 32000-1, 11.6.7)."""
        entries = _form_entries({"/BBox": source.BBox, "/Group": _group(Dictionary(I=True), to)})
        return self._once(
            source,
            ("cell", to.space, round(size, 3)),
            lambda: self._rewritten(source, source.Resources, to, size, entries, initial=True),
        )

    def pattern(self, source: Any, to: Destination, size: float) -> Any:
        """A tiling pattern with its content, or a shading pattern with its functions, in the destination."""
        if int(source.PatternType) == 2:
            return self._once(source, (to.space,), lambda: self._shading_pattern(source, to))
        keys = ("/Type", "/PatternType", "/PaintType", "/TilingType", "/BBox", "/XStep", "/YStep", "/Matrix")
        entries = {key: source[key] for key in keys if key in source}
        a, b, c, d, e, f = numbers(source.get("/Matrix", IDENTITY))
        size *= scale((a, b, c, d, e, f))
        return self._once(
            source,
            (to.space, round(size, 3)),
            lambda: self._rewritten(source, source.Resources, to, size, entries, initial=True),
        )

    def _shading_pattern(self, source: Any, to: Destination) -> Any:
        if "/ExtGState" in source:
            raise Unseparable("a shading pattern with graphics state parameters", "use a plain gradient")
        made = Dictionary(Type=Name.Pattern, PatternType=2, Shading=self.shading(source.Shading, to))
        if "/Matrix" in source:
            made.Matrix = source.Matrix
        return self._pdf.make_indirect(made)

    def image(self, source: Any, to: Destination) -> Any:
        """An image XObject, as `images.image` makes it."""
        return self._once(source, (to.space,), lambda: images.image(self._pdf, source, to))

    def shading(self, source: Any, to: Destination) -> Any:
        """A shading, as `shadings.shading` makes it."""
        return self._once(
            source, (to.space,), lambda: self._pdf.make_indirect(shadings.shading(self._pdf, source, to))
        )

    def overprint(self, on: bool) -> Any:
        """Overprint of fills and strokes: an ink of 0 % leaves what is under it (OPM 1; GWG R0009)."""
        return self._overprint_states[on]

    def parameters(self, source: Any, to: Destination) -> Any:
        """Graphics state parameters without overprint, which is set anew, and with the soft mask in grey."""
        unknown = set(source.keys()) - PARAMETERS - {"/SMask", "/OP", "/op", "/OPM"}
        if unknown:
            named = ", ".join(sorted(unknown))
            raise Unseparable(
                f"a graphics state with {named}", "paint it without halftones, transfer or fonts"
            )
        made = Dictionary({key: value for key, value in source.items() if key in PARAMETERS})
        if "/SMask" in source:
            made.SMask = source.SMask if source.SMask == Name("/None") else self._soft_mask(source.SMask, to)
        return made

    def _soft_mask(self, source: Any, to: Destination) -> Dictionary:
        """A soft mask: of luminosity blended in grey, exact whatever the ICC profile; of alpha in ink."""
        if "/TR" in source and Name.Identity != source.TR:
            raise Unseparable("a soft mask with a transfer function", "paint it without")
        space: Destination = LuminosityDestination() if Name.Luminosity == source.S else to
        group = self._once(source.G, ("mask", space.space), lambda: self._mask_group(source.G, space))
        made = Dictionary(Type=Name.Mask, S=source.S, G=group)
        if "/BC" in source:
            made.BC = Array(from_device(numbers(source.BC), space))
        return made

    def _mask_group(self, source: Any, to: Destination) -> Any:
        entries = {key: source[key] for key in ("/BBox", "/Matrix") if key in source}
        entries["/Group"] = _group(source.Group, to)
        entries["/Group"].CS = to.space
        resources = source.get("/Resources", Dictionary())
        return self._rewritten(source, resources, to, 1.0, _form_entries(entries), initial=True)

    def _rewritten(
        self,
        source: Any,
        resources: Any,
        to: Destination,
        size: float,
        entries: dict[str, Any],
        *,
        initial: bool,
    ) -> Any:
        written = ContentRewriter(self, resources, to, self._overprint, size).run(source, initial=initial)
        entries = entries | {"/Resources": written.resources}
        return self._pdf.make_indirect(Stream(self._pdf, written.data, entries))

    def _once(self, source: Any, variant: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """What was made of an object for this variant before; a direct object is made anew."""
        if not source.is_indirect:
            return make()
        key = (source.objgen, *(str(part) for part in variant))
        if key in self._open:
            raise Unseparable("an object that contains itself", "paint the file anew")
        if key not in self._made:
            self._open.add(key)
            try:
                self._made[key] = make()
            finally:
                self._open.discard(key)
        return self._made[key]


def _form_entries(entries: dict[str, Any]) -> dict[str, Any]:
    return {"/Type": Name.XObject, "/Subtype": Name.Form} | entries


def _group(group: Any, to: Destination) -> Dictionary:
    """A transparency group that blends in ink, or as the mask does that it stands in (GWG R0030)."""
    made = Dictionary(Type=Name.Group, S=Name.Transparency)
    if to.space == Name.DeviceCMYK:
        made.CS = to.space
    for key in ("/I", "/K"):
        if key in group:
            made[key] = group[key]
    return made
