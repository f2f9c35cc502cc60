"""A press file made in code: A6 pages of PDF/X-4 with every kind of object, and room for one fault."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pikepdf import Array, Dictionary, Name, String

from brochurepress.design.geometry import Geometry
from brochurepress.design.printers import Printer, read_printer
from brochurepress.workspace.project import Project
from brochurepress.workspace.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
PAGE = Geometry(105, 148, bleed_mm=3, safety_mm=5)
TITLE = "Water en wegen"
DATE = "2026-01-15T09:00:00+01:00"

XMP = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/">
<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion><pdf:Trapped>False</pdf:Trapped>
<xmp:CreateDate>{DATE}</xmp:CreateDate><xmp:ModifyDate>{DATE}</xmp:ModifyDate><xmp:MetadataDate>{DATE}</xmp:MetadataDate>
<xmpMM:DocumentID>uuid:80974925-a4c1-577c-a89e-17a6f4420664</xmpMM:DocumentID><xmpMM:VersionID>1</xmpMM:VersionID>
<xmpMM:RenditionClass>default</xmpMM:RenditionClass>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{TITLE}</rdf:li></rdf:Alt></dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""

PAINT = """
q 0.26 0.01 0 0 k -20 -20 400 500 re f Q
q 1 0.84 0.05 0.04 k BT /Sans 20 Tf 30 370 Td (Water en wegen) Tj ET Q
/Overprint gs 0 0 0 1 k BT /Sans 9 Tf 30 340 Td (Water en wegen verbinden) Tj ET
0 0 0 1 K 0.5 w 30 330 m 200 330 l S /Knockout gs
q 1 0.84 0.05 0.04 k 30 270 120 50 re f 0 0 0 0 k BT /Sans 10 Tf 36 290 Td (wit op blauw) Tj ET Q
q 60 0 0 45 30 210 cm /Picture Do Q
q 60 0 0 45 110 210 cm /Faded Do Q
q 30 150 80 40 re W n /Ramp sh Q
q 1 0 0 1 130 150 cm /Half gs /Form Do Q
"""
"""A page with an object of each kind: the first one."""

GROUND = "q 0.26 0.01 0 0 k -20 -20 400 500 re f Q"
"""What the pages after it hold."""


@cache
def font_program() -> bytes:
    """A TrueType font whose every letter is a block of half an em."""
    letters = "abcdefghijklmnopqrstuvwxyzW"
    names = [".notdef", "space", *letters]
    pen = TTGlyphPen(None)
    pen.moveTo((50, 0))
    for point in ((50, 500), (450, 500), (450, 0)):
        pen.lineTo(point)
    pen.closePath()
    block, empty = pen.glyph(), TTGlyphPen(None).glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({32: "space", **{ord(letter): letter for letter in letters}})
    builder.setupGlyf({name: empty if name in (".notdef", "space") else block for name in names})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (500, 50)))
    builder.setupHorizontalHeader(ascent=700, descent=-200)
    builder.setupNameTable({"familyName": "Sample", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.font["head"].created = builder.font["head"].modified = 0
    file = io.BytesIO()
    builder.font.save(file)
    return file.getvalue()


def font(pdf: pikepdf.Pdf, embedded: bool = True, name: str = "ABCDEF+Sample", most: int | None = None) -> Any:
    """A simple TrueType font dictionary with WinAnsi encoding, its program cut after `most` bytes."""
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name(f"/{name}"),
        Flags=32,
        FontBBox=Array([0, -200, 500, 700]),
        Ascent=700,
        Descent=-200,
        CapHeight=500,
        ItalicAngle=0,
        StemV=80,
    )
    if embedded:
        program = font_program()[:most]
        descriptor.FontFile2 = pdf.make_stream(program, Length1=len(program))
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.TrueType,
            BaseFont=Name(f"/{name}"),
            Encoding=Name.WinAnsiEncoding,
            FirstChar=32,
            LastChar=126,
            Widths=Array([500] * 95),
            FontDescriptor=descriptor,
        )
    )


def composite(pdf: pikepdf.Pdf) -> Any:
    """The same font as a composite one whose codes are glyph indices."""
    simple = font(pdf)
    inner = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=simple.BaseFont,
        FontDescriptor=simple.FontDescriptor,
        CIDToGIDMap=Name.Identity,
        DW=500,
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=simple.BaseFont,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(inner)]),
        )
    )


@cache
def _ramps(width: int, height: int) -> bytes:
    return bytes(
        value for y in range(height) for x in range(width) for value in (200 * x // width, 150 * y // height, 60, 10)
    )


def image(pdf: pikepdf.Pdf, width: int, height: int, samples: bytes = b"", **entries: Any) -> pikepdf.Stream:
    """A CMYK image with a ramp in each ink; samples and entries replace its own."""
    pixels = samples or _ramps(width, height)
    given = {"BitsPerComponent": 8, "ColorSpace": Name.DeviceCMYK, **entries}
    stream = pdf.make_stream(pixels, Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height)
    for key, value in given.items():
        stream[f"/{key}"] = value
    return stream


def shading(space: Name | Array, start: list[float], end: list[float]) -> Dictionary:
    """An axial shading across the page, in its own colours."""
    function = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array(start), C1=Array(end), N=1)
    coordinates = Array([30, 150, 110, 150])
    return Dictionary(
        ShadingType=2, ColorSpace=space, Coords=coordinates, Function=function, Extend=Array([True, True])
    )


def form(pdf: pikepdf.Pdf, code: str, space: Name | None = Name.DeviceCMYK, **resources: Any) -> pikepdf.Stream:
    """A form XObject of 60 x 40 pt that is a transparency group."""
    group = Dictionary(S=Name.Transparency, I=True)
    if space is not None:
        group.CS = space
    stream = pdf.make_stream(code.encode())
    stream.Type, stream.Subtype, stream.BBox = Name.XObject, Name.Form, Array([0, 0, 60, 40])
    stream.Group, stream.Resources = (group, Dictionary({f"/{name}": value for name, value in resources.items()}))
    return stream


def stencil(pdf: pikepdf.Pdf, stripes: bytes = b"\xaa") -> pikepdf.Stream:
    """A stencil mask of 100 x 100 px with upright stripes."""
    stream = pdf.make_stream(stripes * 13 * 100, Type=Name.XObject, Subtype=Name.Image, Width=100, Height=100)
    stream.ImageMask, stream.BitsPerComponent = True, 1
    return stream


def type3(pdf: pikepdf.Pdf) -> Any:
    """A Type 3 font whose one letter is a block."""
    glyph = pdf.make_stream(b"500 0 0 0 500 500 d1 0 0 500 500 re f")
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type3,
            FontBBox=Array([0, 0, 500, 500]),
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
            FirstChar=97,
            LastChar=97,
            Widths=Array([500]),
            Encoding=Dictionary(Differences=Array([97, Name("/a")])),
            CharProcs=Dictionary(a=glyph),
            Resources=Dictionary(),
        )
    )


def mesh(pdf: pikepdf.Pdf) -> Any:
    """A mesh shading, which is not drawn on the plates."""
    stream = pdf.make_stream(b"\0" * 30)
    stream.ShadingType, stream.ColorSpace, stream.BitsPerCoordinate = 4, Name.DeviceCMYK, 8
    stream.BitsPerComponent, stream.BitsPerFlag, stream.Decode = 8, 8, Array([0, 10, 0, 10, *[0, 1] * 4])
    return stream


@dataclass
class PressSample:
    """A press file under construction: change it, then take its `data`."""

    pdf: pikepdf.Pdf
    printer: Printer
    version: str = "1.6"
    encryption: pikepdf.Encryption | None = None
    edits: list[Callable[[bytes], bytes]] = field(default_factory=list)

    @property
    def page(self) -> Any:
        """The first page's dictionary."""
        return self.pdf.pages[0].obj

    def paint(self, code: str) -> None:
        """Adds to the content of the first page."""
        self.pdf.pages[0].contents_add(f"\n{code}\n".encode())

    def resource(self, category: str, name: str, value: Any) -> None:
        """Adds to the resources of all pages."""
        resources = self.page.Resources
        if f"/{category}" not in resources:
            resources[f"/{category}"] = Dictionary()
        resources[f"/{category}"][f"/{name}"] = value

    def xmp(self, old: str, new: str) -> None:
        """Replaces text in the XMP packet."""
        packet = self.pdf.Root.Metadata.read_bytes().decode()
        assert old in packet
        self.pdf.Root.Metadata.write(packet.replace(old, new).encode())

    @property
    def data(self) -> bytes:
        """The file."""
        buffer = io.BytesIO()
        self.pdf.save(
            buffer,
            force_version=self.version,
            fix_metadata_version=False,
            encryption=self.encryption if self.encryption else False,
            compress_streams=False,
            stream_decode_level=None if self.encryption else pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            deterministic_id=self.encryption is None,
        )
        data = buffer.getvalue()
        for edit in self.edits:
            data = edit(data)
        return data


@cache
def printer() -> Printer:
    """The printer the sample is made for."""
    return read_printer(Snapshot(Project(ROOT)), "standaard-nl")


def press_sample(pages: int = 4) -> PressSample:
    """A press file that no rule has a word to say about."""
    pdf = pikepdf.new()
    asked = printer()
    resources = pdf.make_indirect(_resources(pdf))
    for number in range(pages):
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([*PAGE.bleed]),
            BleedBox=Array([*PAGE.bleed]),
            TrimBox=Array([*PAGE.trim]),
            Resources=resources,
            Group=Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK, I=True),
            Contents=pdf.make_stream((GROUND if number else PAINT).encode()),
        )
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    _describe(pdf, asked)
    return PressSample(pdf, asked)


def _resources(pdf: pikepdf.Pdf) -> Dictionary:
    mask_form = form(pdf, "/Fade sh", Name.DeviceGray)
    mask_form.BBox = Array([0, 0, 400, 500])
    mask_form.Resources = Dictionary(Shading=Dictionary(Fade=shading(Name.DeviceGray, [1], [0])))
    faded = image(pdf, 200, 150)
    alpha = bytes(255 * x // 200 for x in range(200)) * 150
    faded.SMask = pdf.make_stream(alpha, Type=Name.XObject, Subtype=Name.Image, Width=200, Height=150)
    faded.SMask.ColorSpace, faded.SMask.BitsPerComponent = Name.DeviceGray, 8
    return Dictionary(
        Font=Dictionary(Sans=font(pdf)),
        XObject=Dictionary(
            Picture=image(pdf, 200, 150),
            Faded=faded,
            Form=form(pdf, "0 0.72 0.8 0 k 0 0 60 40 re f 0 0.18 0.9 0 k 10 10 20 20 re f"),
        ),
        Shading=Dictionary(Ramp=shading(Name.DeviceCMYK, [0, 0.72, 0.8, 0], [1, 0.84, 0.05, 0.04])),
        ExtGState=Dictionary(
            Overprint=Dictionary(OP=True, op=True, OPM=1),
            Knockout=Dictionary(OP=False, op=False, OPM=0),
            Half=Dictionary(ca=0.5),
            Masked=Dictionary(SMask=Dictionary(S=Name.Luminosity, G=mask_form)),
        ),
    )


def _describe(pdf: pikepdf.Pdf, asked: Printer) -> None:
    profile = pdf.make_stream((ROOT / "assets/icc" / asked.condition.profile).read_bytes(), N=4)
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFX,
                OutputConditionIdentifier=String(asked.condition.identifier),
                RegistryName=String(asked.condition.registry),
                Info=String(asked.condition.info),
                DestOutputProfile=profile,
            )
        ]
    )
    pdf.Root.Metadata = pdf.make_stream(XMP.encode(), Type=Name.Metadata, Subtype=Name.XML)
    stamp = String("D:20260115090000+01'00'")
    pdf.trailer.Info = pdf.make_indirect(
        Dictionary(Title=String(TITLE), CreationDate=stamp, ModDate=stamp, Trapped=Name("/False"))
    )
