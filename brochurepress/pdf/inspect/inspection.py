"""The inspection: what a PDF holds, read once into frozen records, each fact only when it is asked for."""

from __future__ import annotations

import io
from collections.abc import Callable, Hashable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from xml.etree import ElementTree

import pikepdf

from brochurepress.design import PT_PER_MM, Box
from brochurepress.findings import Finding, Place, Rejected, error
from brochurepress.pdf import pdfium
from brochurepress.pdf.inspect import model
from brochurepress.pdf.inspect.colour_spaces import space_of
from brochurepress.pdf.inspect.page_content import read_content
from brochurepress.pdf.inspect.plates import Plates, render_plates
from brochurepress.pdf.inspect.prohibited import flaws_of
from brochurepress.pdf.inspect.readings import PageKeys, Readings
from brochurepress.pdf.inspect.streams import MALFORMED, EndlessContent, Streams, box_of, reason
from brochurepress.pdf.inspect.structure_tree import MarkedText, TaggedDocument, leaves, read_runs, read_tagged
from brochurepress.pdf.output_intent import profile_description, profile_fault
from brochurepress.pdf.xmp import PREFIXES
from brochurepress.wording import phrase
from brochurepress.workspace import LimitExceeded, LimitName, exceeded, once, read_file

Read = TypeVar("Read")

_VIEWER_BOXES = ("ViewArea", "ViewClip", "PrintArea", "PrintClip")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


def read_document(pdf: pikepdf.Pdf, header: bytes) -> model.Document:
    """Everything that is said of the file as a whole; `header` is its first line.

    Its version is that of the header or of the catalog, whichever is later (ISO 32000-1, 7.5.2).
    """
    root, warnings = pdf.Root, [str(warning) for warning in pdf.get_warnings()]
    miscounted = root.Pages.get("/Count") != len(pdf.pages) or any("Pages tree" in warning for warning in warnings)
    metadata, held = root.get("/Metadata"), pdf.trailer.get("/Info")
    info = held.items() if isinstance(held, pikepdf.Dictionary) else ()
    packet = metadata.read_bytes() if isinstance(metadata, pikepdf.Stream) else b""
    xmp, fault = read_xmp(packet) if packet else ({}, "")
    names = root.get("/Names", pikepdf.Dictionary())
    layers: Any = root.get("/OCProperties", pikepdf.Dictionary()).get("/OCGs", [])
    viewer = root.get("/ViewerPreferences", pikepdf.Dictionary())
    return model.Document(
        version=max(header[5:8].decode("latin-1"), str(root.get("/Version", "/"))[1:]),
        encrypted=pdf.is_encrypted,
        file_id="/ID" in pdf.trailer and len(pdf.trailer.ID) == 2,
        info={str(key)[1:]: _plain(value) for key, value in info},
        xmp=xmp,
        packet=packet,
        xmp_compressed=isinstance(metadata, pikepdf.Stream) and "/Filter" in metadata,
        xmp_fault=fault,
        intents=tuple(_intent(entry) for entry in root.get("/OutputIntents", [])),
        catalog=tuple(str(key)[1:] for key in root),
        layers=tuple(str(layer.get("/Name", "")) for layer in layers),
        embedded_files=_keys(names.get("/EmbeddedFiles")),
        actions=tuple(_catalog_actions(root)),
        duplex=_plain(viewer.get("/Duplex", "")),
        print_scaling=_plain(viewer.get("/PrintScaling", "")),
        viewer_boxes=tuple((key, _plain(viewer[f"/{key}"])) for key in _VIEWER_BOXES if f"/{key}" in viewer),
        flaws=(*flaws_of(pdf), *([model.Flaw(model.FlawKind.ENTRY, "Pages")] if miscounted else [])),
        rebuilt=any("reconstruct" in warning for warning in warnings),
    )


def _plain(value: Any) -> str:
    return str(value)[1:] if isinstance(value, pikepdf.Name) else str(value)


def read_xmp(packet: bytes) -> tuple[dict[str, str], str]:
    """Properties of an XMP packet by their usual prefixed names, and the fault if it is no XML.

    Of a list the first item counts; one in a language stands by `name@language` too.
    """
    try:
        # The parser reads no external entities and stops entity bombs by itself.
        tree = ElementTree.fromstring(packet.strip(b"\0 \r\n\t"))  # noqa: S314
    except ElementTree.ParseError as fault:
        return {}, str(fault)
    found: dict[str, str] = {}
    for description in tree.iter(f"{_RDF}Description"):
        for name, value in description.attrib.items():
            found[_prefixed(name)] = value
        for child in description:
            name, items = _prefixed(child.tag), list(child.iter(f"{_RDF}li"))
            found[name] = (items[0].text if items else child.text) or ""
            found |= {f"{name}@{item.get(_LANG)}": item.text or "" for item in items if _LANG in item.attrib}
    return found, ""


def _prefixed(name: str) -> str:
    space, _, local = name[1:].partition("}") if name.startswith("{") else ("", "", name)
    return f"{PREFIXES[space]}:{local}" if space in PREFIXES else local


def _intent(entry: Any) -> model.OutputIntentInfo:
    profile = entry.get("/DestOutputProfile")
    held = isinstance(profile, pikepdf.Stream)
    data = profile.read_bytes() if held else b""
    is_icc = data[36:40] == b"acsp"
    broken = profile_fault(data) if is_icc else ""
    return model.OutputIntentInfo(
        str(entry.get("/S", "/"))[1:],
        str(entry.get("/OutputConditionIdentifier", "")),
        str(entry.get("/RegistryName", "")),
        str(entry.get("/Info", "")),
        data[12:16].decode("latin-1").strip() if is_icc else "",
        data[16:20].decode("latin-1").strip() if is_icc else "",
        int(profile.get("/N", 0)) if held else 0,
        profile_description(data) if is_icc and not broken else "",
        broken,
    )


def _keys(tree: Any) -> tuple[str, ...]:
    """Keys of a name tree, none for no tree."""
    return tuple(key for key, _ in leaves(tree, "/Names", str)) if tree is not None else ()


def _catalog_actions(root: Any) -> Iterator[str]:
    if isinstance(root.get("/OpenAction"), pikepdf.Dictionary):  # any other names a place to open at
        yield f"OpenAction {root.OpenAction.get('/S', '')}"
    if "/AA" in root:
        yield "AA"
    yield from (f"JavaScript {name}" for name in _keys(root.get("/Names", {}).get("/JavaScript")))


def read_sheet(page: pikepdf.Page, number: int) -> model.PageInfo:
    """Boxes, rotation, UserUnit, group and annotations of a page; inherited entries are followed.

    A box or an annotation that is malformed is left out and told among `broken`.
    Raises one of MALFORMED for a page without a usable MediaBox.
    """
    broken: list[str] = []
    entries = page.obj
    media = _inherited(entries, "/MediaBox")
    crop = _inherited(entries, "/CropBox")
    if media is None:
        raise ValueError(phrase("part/page-no-mediabox", number=number))
    bleed, trim, art = (
        _unbroken(box_of, entries[key], key[1:], broken) if key in entries else None
        for key in ("/BleedBox", "/TrimBox", "/ArtBox")
    )
    notes = (_unbroken(_annotation, entry, "", broken) for entry in entries.get("/Annots", []))
    group = entries.get("/Group")
    space = space_of(group.get("/CS")).family if group is not None and "/CS" in group else ""
    return model.PageInfo(
        number,
        model.Boxes(box_of(media), box_of(crop) if crop is not None else None, bleed, trim, art),
        int(_inherited(entries, "/Rotate") or 0) % 360,
        float(entries.get("/UserUnit", 1)),
        model.TransparencyGroup(model.ContainingStream.PAGE, space) if group is not None else None,
        tuple(note for note in notes if note),
        ("AA",) if "/AA" in entries else (),
        tuple(broken),
    )


def _unbroken(read: Callable[[Any], Read], value: Any, name: str, broken: list[str]) -> Read | None:
    """What is read of a value; None where it is malformed, with the reason among `broken`."""
    try:
        return read(value)
    except MALFORMED as fault:
        case = "part/malformed" if name else "part/malformed:annotation"
        broken.append(phrase(case, name=name, fault=reason(fault)))
        return None


def _inherited(entries: Any, key: str) -> Any:
    for _ in range(64):
        if entries is None or key in entries:
            break
        entries = entries.get("/Parent")
    return None if entries is None else entries.get(key)


def _annotation(entry: Any) -> model.Annotation:
    action = entry.get("/A")
    is_action = isinstance(action, pikepdf.Dictionary)
    kind = str(action.get("/S", "/"))[1:] if is_action else ""
    kind = "AA" if "/AA" in entry else "Next" if is_action and "/Next" in action else kind
    uri = str(action.get("/URI", "")) if is_action else ""
    return model.Annotation(str(entry.get("/Subtype", "/"))[1:], box_of(entry.Rect), kind, uri)


Drawing = Callable[[], pdfium.OpenPdf]
Look = TypeVar("Look", bound=tuple[Any, ...])


def unreadable(key: str, artwork: str, page: int = 0, /, **values: object) -> Finding:
    """The finding for a PDF, or a page of it, that cannot be read."""
    return error(key, Place(artwork=artwork, page=page), **values)


def _too_large(sheet: model.PageInfo) -> str:
    """Which limit a page goes past, in words; "" for one that can be drawn and measured."""
    return exceeded(LimitName.PAGE_SIDE, max(sheet.bleed.width, sheet.bleed.height) / PT_PER_MM) or ""


def _is_odd(painted: model.PaintedObject) -> bool:
    box, shown = painted.box, painted.kind is model.PaintKind.TEXT and painted.visible
    return shown and (painted.misshapen or painted.extent != (box.width, box.height))


class PageFacts(NamedTuple):
    """What is told of a page: its faults, why it has no end to which it could be drawn ("" when it has one), and texts.

    `odd` are visible ones that are not wholly within their clipping path, or misshapen. Pages of one `look` look alike.
    """

    faults: tuple[Finding, ...]
    endless: str
    odd: tuple[model.PaintedObject, ...]
    look: Hashable


class InspectedPage:
    """One page of a PDF: what it paints, its glyphs and its plates, each when it is asked for."""

    def __init__(self, of: Inspection, page: pikepdf.Page, sheet: model.PageInfo, drawing: Drawing) -> None:
        self.of, self.page, self.sheet, self.drawing = of, page, sheet, drawing

    @once
    def content(self) -> model.PageContent:
        """Painted objects, fonts and groups."""
        number, of = self.sheet.number, self.of
        return of.readings.contents.of((self.key, number), lambda: read_content(self.page, number, of.streams))

    @property
    def key(self) -> Hashable:
        """The same for pages that paint the same."""
        return self.of.keys.of(self.page)

    @property
    def told(self) -> PageFacts:
        """What is told of the page, which stays when its content is let go."""
        told, number = self.of.told, self.sheet.number
        if number not in told:
            endless = "" if self.content.drawable else f"page {number}: {self.content.fault}"
            odd = tuple(painted for painted in self.content.painted if _is_odd(painted))
            told[number] = PageFacts(self._faults(), endless, odd, self._look())
        return told[number]

    def _look(self) -> Hashable:
        """Its key; where others have its contents, that of what it shows of fonts: each copy of a run has its own."""
        of, content = self.of, self.content
        with suppress(*MALFORMED):
            just_read = of.streams.shown[0] == self.sheet.number and not content.fault and not content.flaws
            if just_read and of.keys.repeated(self.page):
                return of.keys.of(self.page, of.streams.fonts_shown(of.pdf))
        return self.key

    def _faults(self) -> tuple[Finding, ...]:
        number, artwork = self.sheet.number, self.of.artwork
        found = [unreadable("check/unreadable:fault", artwork, number, fault=fault) for fault in self.sheet.broken]
        content = self.content
        if fault := _too_large(self.sheet) or (content.fault if content.limited else ""):
            found.append(error("check/limit", Place(artwork=artwork, page=number), fault=fault))
        elif content.fault:
            found.append(unreadable("check/unreadable:content", artwork, number, fault=content.fault))
        return tuple(found)

    @property
    def is_drawn(self) -> bool:
        """Whether the page has an end to which it can be drawn, within the limits."""
        media = self.sheet.boxes.media
        small = max(media.width, media.height) <= model.LARGEST_PT and not _too_large(self.sheet)
        return small and not self.content.fault

    def glyphs_beyond(self, safe: Box) -> tuple[pdfium.Glyph, ...]:
        """Characters whose ink does not lie within a box in pt."""
        see = partial(lambda page: page.drawing().glyphs_beyond(page.sheet.number, safe), self)
        return self.of.readings.looks.of(("beyond", safe, self.told.look), see) if self.is_drawn else ()

    @once
    def plates(self) -> Plates:
        """Ink coverage within the bleed, at 100 ppi."""
        area = self.sheet.bleed if self.is_drawn else None
        make = partial(render_plates, self.page, self.of.streams, area, inks=self.content.plates)
        kept = self.of.keys.repeated(self.page)
        return self.of.readings.plates.of((self.told.look, area), make) if kept else make()


class Inspection:
    """One PDF: its document facts and sheets at once; what its pages hold when it is asked for.

    `contents` and `plates` have one item for each of `sheets`; `faults` tells what is broken.
    """

    def __init__(self, data: bytes, pdf: pikepdf.Pdf, artwork: str, readings: Readings) -> None:
        self.data, self.pdf, self.artwork, self.readings = data, pdf, artwork, readings
        self.keys = PageKeys(pdf)
        self.streams = Streams()
        self.told: dict[int, PageFacts] = {}
        self.document: model.Document = read_document(pdf, data[:16])
        self.sheets: tuple[model.PageInfo, ...] = tuple(
            read_sheet(page, number) for number, page in enumerate(pdf.pages, 1)
        )

    def pages(self) -> Iterator[InspectedPage]:
        """The pages one after another, read anew: who lets go of one before the next never holds more than that."""
        with ExitStack() as opened:
            drawing = cache(lambda: opened.enter_context(pdfium.open_pdf(self.data)))
            for sheet, page in zip(self.sheets, self.pdf.pages, strict=True):
                yield InspectedPage(self, page, sheet, drawing)

    @once
    def contents(self) -> tuple[model.PageContent, ...]:
        """Painted objects, fonts and groups of every page."""
        return tuple(page.content for page in self.pages())

    @once
    def tagged(self) -> TaggedDocument:
        """The tag tree of the file, and what else a reader navigates by."""

        def runs(page: pikepdf.Page, number: int) -> tuple[MarkedText, ...]:
            read = partial(read_runs, page, number, self.streams)
            kept: tuple[MarkedText, ...] = self.readings.looks.of(("runs", number, self.keys.of(page)), read)
            return kept

        return read_tagged(self.pdf, runs)

    @once
    def covered(self) -> tuple[tuple[pdfium.CoveredText, ...], ...]:
        """Texts of every page that something painted over them hides."""
        return tuple(self.looks("covered", lambda rendering, page: rendering.covered(page.sheet.number)))

    def looks(self, how: str, see: Callable[[pdfium.OpenPdf, InspectedPage], Look]) -> Iterator[Look]:
        """How each page looks in one way; what paints the same is drawn once."""
        for page in self.pages():
            yield self.readings.looks.of((how, page.told.look), partial(lambda one: see(one.drawing(), one), page))

    @once
    def plates(self) -> tuple[Plates, ...]:
        """Ink coverage of every page within its bleed, at 100 ppi."""
        return tuple(page.plates for page in self.pages())

    @once
    def faults(self) -> tuple[Finding, ...]:
        """What is malformed on a page, content that cannot be read to its end, and pages too large to be measured."""
        return tuple(fault for page in self.pages() for fault in page.told.faults)

    @property
    def endless(self) -> str:
        """The first page that has no end to which it could be drawn, and why; "" when all have one."""
        return next(filter(None, (page.told.endless for page in self.pages())), "")

    @contextmanager
    def rendering(self) -> Iterator[pdfium.OpenPdf]:
        """The file opened for drawing.

        Raises ValueError when it cannot be drawn, and EndlessContent when a page of it would never be drawn to its end.
        """
        if self.endless:
            raise EndlessContent(phrase("part/no-end", endless=self.endless))
        with pdfium.open_pdf(self.data) as rendering:
            yield rendering


def inspect(source: Path | bytes, artwork: str = "", readings: Readings | None = None) -> Inspection:
    """The inspection of a PDF file or of its bytes; `artwork` is what findings call it.

    `readings` hold what was read of other files: of a page that paints the same nothing is read again, nor the number
    that an image has in its file.

    Raises Rejected with the finding check/unreadable: no PDF, locked by a password, or broken beyond reading.
    """
    name = artwork or (source.name if isinstance(source, Path) else "")
    try:
        data = read_file(source, LimitName.PDF) if isinstance(source, Path) else source
        pdf = pikepdf.open(io.BytesIO(data))
        if not len(pdf.pages):
            raise ValueError(phrase("part/no-pages"))
        if fault := exceeded(LimitName.PAGES, len(pdf.pages)):
            raise LimitExceeded(fault)
        return Inspection(data, pdf, name, readings or Readings())
    except pikepdf.PasswordError as fault:
        raise Rejected([unreadable("check/unreadable:locked", name)]) from fault
    except LimitExceeded as fault:
        raise Rejected([unreadable("check/unreadable:refused", name, fault=fault)]) from fault
    except MALFORMED as fault:
        raise Rejected([unreadable("check/unreadable:unreadable", name, fault=reason(fault))]) from fault
