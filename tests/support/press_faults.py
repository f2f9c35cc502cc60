"""Faults of a press file, one or more for each rule: the table that the tests of the press rules walk."""

from __future__ import annotations

import dataclasses
import io
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from tests.support.press_sample import (
    DATE,
    PAGE,
    TITLE,
    PressSample,
    composite,
    font,
    form,
    image,
    mesh,
    shading,
    stencil,
    type3,
)

Fault = Callable[[PressSample], None]


def painted(code: str, **resources: Any) -> Fault:
    def put(sample: PressSample) -> None:
        for key, value in resources.items():
            category, _, name = key.partition("_")
            sample.resource(category, name, value(sample.pdf) if callable(value) else value)
        sample.paint(code)

    return put


def page_entry(key: str, value: Any) -> Fault:
    return lambda sample: sample.page.__setitem__(f"/{key}", value(sample.pdf) if callable(value) else value)


def root_entry(key: str, value: Any) -> Fault:
    return lambda sample: sample.pdf.Root.__setitem__(f"/{key}", value)


def xmp(old: str, new: str = "") -> Fault:
    return lambda sample: sample.xmp(old, new)


def intent(key: str, value: Any) -> Fault:
    return lambda sample: sample.pdf.Root.OutputIntents[0].__setitem__(f"/{key}", value)


def info(key: str, value: Any) -> Fault:
    return lambda sample: sample.pdf.trailer.Info.__setitem__(f"/{key}", value)


def placed(ppi: float, **entries: Any) -> Fault:
    side = 100 * 72 / ppi
    code = f"q 0 0 0 1 k {side} 0 0 {side} 40 40 cm /Low Do Q"
    return painted(
        code,
        XObject_Low=lambda pdf: image(
            pdf, 100, 100, **{key: value(pdf) if callable(value) else value for key, value in entries.items()}
        ),
    )


def cut_jpeg(pdf: pikepdf.Pdf) -> pikepdf.Stream:
    """A JPEG of four inks of which the file has the head only."""
    made = image(pdf, 100, 100, Filter=Name.DCTDecode)
    file = io.BytesIO()
    Image.linear_gradient("L").resize((100, 100)).convert("CMYK").save(file, "JPEG")
    made.write(file.getvalue()[:700], filter=Name.DCTDecode)
    return made


def short(pdf: pikepdf.Pdf) -> pikepdf.Stream:
    """An image of four inks with a tenth of its samples."""
    made = image(pdf, 100, 100)
    made.write(made.read_bytes()[:4000])
    return made


def broken_off(stream: pikepdf.Stream) -> pikepdf.Stream:
    """A stream packed by Flate, and half of that."""
    packed = zlib.compress(stream.read_bytes() + b"\n% " + bytes(range(33, 127)), 9)
    stream.write(packed[: len(packed) // 2], filter=Name.FlateDecode)
    return stream


def masked(key: str, **entries: Any) -> Fault:
    """A picture of which the mask has a tenth of its samples."""
    size = {"Type": Name.XObject, "Subtype": Name.Image, "Width": 100, "Height": 100}
    return placed(300, **{key: lambda pdf: pdf.make_stream(b"\x80" * 100, **size, **entries)})


def of_another_kind(pdf: pikepdf.Pdf) -> Any:
    """A font whose TrueType program is entered as one of Type 1."""
    made = font(pdf)
    made.FontDescriptor.FontFile = made.FontDescriptor.FontFile2
    del made.FontDescriptor["/FontFile2"]
    return made


def mapped(pdf: pikepdf.Pdf) -> Any:
    """A composite font whose third code is mapped to a glyph that is not there."""
    made = composite(pdf)
    made.DescendantFonts[0].CIDToGIDMap = pdf.make_stream(b"\0\0\0\1\3\xff\0\2")
    return made


def text(code: str, size: float = 10) -> str:
    return f"q {code} BT /Sans {size} Tf 40 120 Td (water) Tj ET Q"


def separation(name: str, alternate: Any = Name.DeviceCMYK) -> Array:
    count = 4 if alternate == Name.DeviceCMYK else 3
    tint = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0] * count), C1=Array([0.2] * count), N=1)
    return Array([Name.Separation, Name(f"/{name}"), alternate, tint])


def entered(stream: Any, **entries: Any) -> Any:
    for key, value in entries.items():
        stream[f"/{key}"] = value
    return stream


def after(bookmark: Dictionary) -> Dictionary:
    return Dictionary(Title=String("Elders"), Next=bookmark)


BESIDE = (-90, -90, -50, -50)


def annotation(subtype: str, box: tuple[int, ...] = (10, 10, 50, 50)) -> Any:
    def made(pdf: pikepdf.Pdf) -> Array:
        return Array([pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name(f"/{subtype}"), Rect=Array(box)))])

    return made


def compressed_xmp(sample: PressSample) -> None:
    stream = sample.pdf.Root.Metadata
    del stream["/Type"]  # the writer leaves what it knows as metadata uncompressed
    stream.write(zlib.compress(stream.read_bytes()), filter=Name.FlateDecode)


def version(sample: PressSample) -> None:
    sample.version = "1.7"


def encrypted(sample: PressSample) -> None:
    sample.encryption = pikepdf.Encryption(owner="owner", user="", R=4)


def without_id(sample: PressSample) -> None:
    sample.edits.append(lambda data: data.replace(b"/ID [", b"/JD ["))


def no_overprint_wanted(sample: PressSample) -> None:
    overprint = dataclasses.replace(sample.printer.overprint, black=False)
    sample.printer = dataclasses.replace(sample.printer, overprint=overprint)


def blank(sample: PressSample) -> None:
    sample.page.Contents = sample.pdf.make_stream(b"")


def stopped(sample: PressSample) -> None:
    code = sample.page.Contents.read_bytes().replace(b"-20 -20 400 500 re", b"0 -20 297.6 500 re")
    sample.page.Contents = sample.pdf.make_stream(code)


def shrunk(box: Any, by: float) -> Array:
    return Array([*box.grown(-by)])


FILE = Dictionary(Names=Array([String("bron.txt"), Dictionary(Type=Name.Filespec)]))
LAYER = Dictionary(Type=Name.OCG, Name=String("Nederlands"))
BOOKMARK = Dictionary(Title=String("Site"), A=Dictionary(S=Name.URI, URI=String("https://example.org")))
BLACK_OVERPRINT = "/Overprint gs 0 0 0 1 k 0 0 0 1 K"
STROKE = "40 60 m 90 60 l S"


def _untrimmed(sample: PressSample) -> None:
    for page in sample.pdf.pages:
        page.obj.MediaBox = Array([*PAGE.trim])
    for page in sample.pdf.pages:
        del page.obj["/TrimBox"]
        page.obj.BleedBox = page.obj.MediaBox


def _icc(components: int) -> Callable[[pikepdf.Pdf], Array]:
    return lambda pdf: Array([Name.ICCBased, pdf.make_stream(b"", N=components)])


def _profile(sample: PressSample, changed: Callable[[bytes], bytes], **entries: Any) -> None:
    intent = sample.pdf.Root.OutputIntents[0]
    data = changed(intent.DestOutputProfile.read_bytes())
    intent.DestOutputProfile = sample.pdf.make_stream(data, **{"N": 4, **entries})


def _without_table(data: bytes) -> bytes:
    start = data.rindex(b"startxref")
    return data[:start] + b"startxref\n7\n%%EOF\n"


def _lzw(sample: PressSample, filters: Any) -> None:
    packed = b"\x80\x00\x00\x00\x00\x00\x00\x40\x40"
    stream = sample.pdf.make_stream(packed)
    stream.Filter = filters
    sample.pdf.Root.PieceInfo = Dictionary(Private=stream)


def _crypt(sample: PressSample) -> None:
    _lzw(sample, Name("/Crypu"))  # the writer of the sample takes the true name out
    sample.edits.append(lambda data: data.replace(b"/Crypu", b"/Crypt"))


def uncoloured(sample: PressSample, space: Any, values: str) -> None:
    tile = sample.pdf.make_stream(b"0 0 3 3 re f")
    tile.PatternType, tile.PaintType, tile.TilingType, tile.XStep, tile.YStep = 1, 2, 1, 5, 5
    tile.BBox, tile.Resources = Array([0, 0, 5, 5]), Dictionary()
    code = f"q /Under cs {values} /Tile scn 40 40 50 50 re f Q"
    under = Array([Name.Pattern, space])
    painted(code, Pattern_Tile=tile, ColorSpace_Under=under)(sample)


def _half_a_form(sample: PressSample) -> None:
    made = broken_off(form(sample.pdf, "0 0 0 0.5 k 0 0 30 30 re f"))
    painted("q /Torn Do Q", XObject_Torn=made)(sample)


def _smaller(sample: PressSample) -> None:
    left, bottom, right, top = PAGE.trim
    sample.page.TrimBox = Array([left, bottom, right - 10, top])


def _rgb_mask(sample: PressSample) -> None:
    masking = form(sample.pdf, "1 1 1 rg 0 0 60 40 re f", Name.DeviceGray)
    masked = Dictionary(SMask=Dictionary(S=Name.Luminosity, G=masking))
    painted("q /Rgb gs 0 0.5 0.5 0 k 10 30 40 10 re f Q", ExtGState_Rgb=masked)(sample)


def _rgb_tile(sample: PressSample) -> None:
    tile = sample.pdf.make_stream(b"1 0 0 rg 0 0 3 3 re f")
    tile.PatternType, tile.PaintType, tile.TilingType, tile.XStep, tile.YStep = 1, 1, 1, 5, 5
    tile.BBox, tile.Resources = Array([0, 0, 5, 5]), Dictionary()
    painted("q /Pattern cs /Tile scn 40 40 50 50 re f Q", Pattern_Tile=tile)(sample)


FAULTS: tuple[tuple[str, str, Fault], ...] = (
    ("press/version", "PDF 1.7", version),
    ("press/version", "the catalog says 1.7", root_entry("Version", Name("/1.7"))),
    ("press/encryption", "rights without password", encrypted),
    ("press/encryption", "one stream", _crypt),
    ("press/file-id", "no ID in the trailer", without_id),
    ("press/xmp", "no PDF/X key", xmp("<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>")),
    ("press/xmp", "another PDF/X", xmp("PDF/X-4", "PDF/X-1a")),
    ("press/xmp", "no title", xmp(f">{TITLE}<", "><")),
    ("press/xmp", "no DocumentID", xmp("uuid:80974925-a4c1-577c-a89e-17a6f4420664")),
    ("press/xmp", "broken packet", xmp("</rdf:RDF>")),
    ("press/xmp", "compressed packet", compressed_xmp),
    ("press/trapped", "Unknown", info("Trapped", Name.Unknown)),
    ("press/trapped", "Info and XMP differ", info("Trapped", Name("/True"))),
    ("press/info-sync", "another title", info("Title", String("Wegen en water"))),
    ("press/info-sync", "another date", xmp(f"<xmp:ModifyDate>{DATE}", "<xmp:ModifyDate>2026-01-15T09:00:00+00:00")),
    ("press/output-intent", "none", lambda sample: sample.pdf.Root.__delitem__("/OutputIntents")),
    ("press/output-intent", "another condition", intent("OutputConditionIdentifier", String("FOGRA52"))),
    ("press/output-intent", "no registry", intent("RegistryName", String(""))),
    ("press/output-intent", "no profile", intent("DestOutputProfile", String(""))),
    ("press/output-intent", "profile cut off", lambda sample: _profile(sample, lambda data: data[:5000])),
    ("press/output-intent", "profile of three components", lambda sample: _profile(sample, bytes, N=3)),
    (
        "press/output-intent",
        "another condition in the profile",
        lambda sample: _profile(sample, lambda data: data.replace(b"FOGRA39L", b"FOGRA52L")),
    ),
    ("press/action", "associated file", root_entry("AF", Array([]))),
    ("press/action", "associated file of a page", page_entry("AF", Array([]))),
    ("press/action", "attached to a place beside the page", page_entry("Annots", annotation("FileAttachment", BESIDE))),
    ("press/action", "bookmark to a web page", root_entry("Outlines", Dictionary(First=BOOKMARK))),
    ("press/action", "third bookmark", root_entry("Outlines", Dictionary(First=after(after(BOOKMARK))))),
    ("press/presentation", "portfolio", root_entry("Collection", Dictionary())),
    (
        "press/presentation",
        "alternate presentations",
        root_entry("Names", Dictionary(AlternatePresentations=Dictionary())),
    ),
    ("press/presentation", "steps of a page", page_entry("PresSteps", Dictionary())),
    *(
        ("press/viewer", f"{key} {box}", root_entry("ViewerPreferences", Dictionary({f"/{key}": Name(f"/{box}")})))
        for key, box in (
            ("ViewArea", "TrimBox"),
            ("ViewClip", "CropBox"),
            ("PrintArea", "ArtBox"),
            ("PrintClip", "TrimBox"),
        )
    ),
    ("press/cross-references", "table lost", lambda sample: sample.edits.append(_without_table)),
    ("press/action", "action at opening", root_entry("OpenAction", Dictionary(S=Name.JavaScript, JS=String("1")))),
    ("press/action", "form", root_entry("AcroForm", Dictionary(Fields=Array()))),
    ("press/action", "attached file", root_entry("Names", Dictionary(EmbeddedFiles=FILE))),
    ("press/action", "page action", page_entry("AA", Dictionary(O=Dictionary(S=Name.Named, N=Name.Print)))),
    ("press/annotation", "note on the page", page_entry("Annots", annotation("Text"))),
    ("press/annotation", "printer's mark on the page", page_entry("Annots", annotation("PrinterMark"))),
    ("press/layers", "one layer", root_entry("OCProperties", Dictionary(OCGs=Array([LAYER]), D=Dictionary()))),
    ("press/transfer", "TR", painted("/Transfer gs", ExtGState_Transfer=Dictionary(TR=Array([1])))),
    ("press/transfer", "TR Identity", painted("/Transfer gs", ExtGState_Transfer=Dictionary(TR=Name.Identity))),
    ("press/transfer", "TR2", painted("/Transfer gs", ExtGState_Transfer=Dictionary(TR2=Array([1])))),
    *(
        (
            "press/halftone",
            told,
            painted(
                "/Screen gs",
                ExtGState_Screen=lambda pdf, given=given: Dictionary(
                    HT=pdf.make_indirect(Dictionary(dict(given.items())))
                ),
            ),
        )
        for told, given in (
            ("named", Dictionary(Type=Name.Halftone, HalftoneType=1, HalftoneName=String("Fine"))),
            ("type 6", Dictionary(Type=Name.Halftone, HalftoneType=6)),
            ("type 10", Dictionary(Type=Name.Halftone, HalftoneType=10)),
            ("of one ink", Dictionary(HalftoneType=5, Black=Dictionary(HalftoneType=1, HalftoneName=String("Fine")))),
        )
    ),
    ("press/filter", "LZW", lambda sample: _lzw(sample, Name.LZWDecode)),
    ("press/filter", "LZW among others", lambda sample: _lzw(sample, Array([Name.LZWDecode]))),
    (
        "press/filter",
        "inline",
        painted("q 0.72 0 0 0.72 40 40 cm BI /W 3 /H 3 /BPC 8 /CS /G /F [/AHx /LZW] ID 800B6050220C0C8501> EI Q"),
    ),
    ("press/complete", "data in another file", placed(300, F=String("x.raw"))),
    ("press/complete", "content that breaks off", _half_a_form),
    ("press/complete", "soft mask with few samples", masked("SMask", ColorSpace=Name.DeviceGray, BitsPerComponent=8)),
    ("press/complete", "mask with few samples", masked("Mask", ImageMask=True, BitsPerComponent=1)),
    ("press/complete", "profile in another file", intent("DestOutputProfileRef", Dictionary())),
    (
        "press/complete",
        "reference XObject",
        painted("q /Inner Do Q", XObject_Inner=lambda pdf: entered(form(pdf, ""), Ref=Dictionary(F=String("x.pdf")))),
    ),
    (
        "press/complete",
        "PostScript in a form",
        painted("q /Inner Do Q", XObject_Inner=lambda pdf: entered(form(pdf, ""), Subtype2=Name.PS)),
    ),
    *(
        ("press/resources", told, painted(code))
        for told, code in (
            ("picture", "q /Nope Do Q"),
            ("graphics state", "q /Nope gs Q"),
            ("shading", "q 40 40 9 9 re W n /Nope sh Q"),
            ("pattern", "q /Pattern cs /Nope scn 40 40 9 9 re f Q"),
            ("properties", "/Span /Nope BDC EMC"),
        )
    ),
    *(
        ("press/operators", told, painted(code))
        for told, code in (
            ("unknown", "q 1 2 xyz Q"),
            ("unknown in a compatibility section", "BX 1 foo EX"),
            ("k of two", "q 1 0 k Q"),
            ("re of three", "q 1 0 5 re n Q"),
            ("w of none", "q w Q"),
            ("cm of seven", "q 1 0 0 1 0 0 7 cm Q"),
            ("q without Q", "q"),
            ("Q without q", "Q"),
        )
    ),
    ("press/rendering-intent", "ri", painted("q /Foo ri Q")),
    ("press/rendering-intent", "RI", painted("/Intent gs", ExtGState_Intent=Dictionary(RI=Name.Foo))),
    ("press/rendering-intent", "of a picture", placed(300, Intent=Name.Foo)),
    ("press/blend-mode", "one", painted("/Odd gs /Knockout gs", ExtGState_Odd=Dictionary(BM=Name.Foo))),
    ("press/blend-mode", "two", painted("/Odd gs", ExtGState_Odd=Dictionary(BM=Array([Name.Foo, Name.Bar])))),
    ("press/opi", "alternates", placed(300, Alternates=Array())),
    ("press/opi", "OPI", placed(300, OPI=Dictionary())),
    ("press/boxes", "no TrimBox", lambda sample: _untrimmed(sample)),
    ("press/boxes", "empty TrimBox", page_entry("TrimBox", Array([0, 0, 0, 0]))),
    ("press/boxes", "MediaBox without measure", page_entry("MediaBox", Array([-1e9, -1e9, 1e9, 1e9]))),
    ("press/boxes", "ArtBox too", page_entry("ArtBox", shrunk(PAGE.trim, 1))),
    ("press/boxes", "bleed outside media", page_entry("BleedBox", shrunk(PAGE.bleed, -5))),
    ("press/user-unit", "UserUnit 2", page_entry("UserUnit", 2)),
    ("press/crop-box", "cropped to trim", page_entry("CropBox", shrunk(PAGE.trim, 0))),
    ("press/trim-size", "another size", lambda sample: _smaller(sample)),
    ("press/rotation", "turned", page_entry("Rotate", 90)),
    ("press/bleed", "2 mm", page_entry("BleedBox", shrunk(PAGE.bleed, 2.835))),
    ("press/bleed-paint", "ground stops at the trim", stopped),
    ("press/page-count", "three pages", lambda sample: sample.pdf.pages.__delitem__(3)),
    ("press/safety", "text near the trim", painted(f"{BLACK_OVERPRINT} BT /Sans 9 Tf 8 120 Td (water) Tj ET")),
    ("press/empty-page", "nothing painted", blank),
    ("press/colour-space", "RGB fill", painted("q 0.2 0.4 0.6 rg 40 40 50 50 re f Q")),
    ("press/colour-space", "RGB image", placed(300, ColorSpace=Name.DeviceRGB)),
    (
        "press/colour-space",
        "RGB shading",
        painted("q 40 40 30 30 re W n /Rgb sh Q", Shading_Rgb=shading(Name.DeviceRGB, [1, 0, 0], [0, 0, 1])),
    ),
    (
        "press/colour-space",
        "RGB in a form",
        painted("q /Inner Do Q", XObject_Inner=lambda pdf: form(pdf, "1 0 0 rg 30 30 20 20 re f")),
    ),
    ("press/colour-space", "RGB in a soft mask", lambda sample: _rgb_mask(sample)),
    ("press/colour-space", "RGB in a tile", lambda sample: _rgb_tile(sample)),
    (
        "press/colour-space",
        "Lab",
        painted(
            "q /Lab cs 50 20 20 scn 40 40 50 50 re f Q",
            ColorSpace_Lab=Array([Name.Lab, Dictionary(WhitePoint=Array([0.96, 1, 0.82]))]),
        ),
    ),
    (
        "press/colour-space",
        "ICC-based CMYK",
        painted(
            "q /Icc cs 0 0 0 0.5 scn 40 40 50 50 re f Q",
            ColorSpace_Icc=lambda pdf: Array([Name.ICCBased, pdf.make_stream(b"", N=4)]),
        ),
    ),
    *(
        ("press/colour-space", f"{name} in the resources", painted("", **{f"ColorSpace_{name}": _icc(components)}))
        for name, components in (("DefaultCMYK", 4), ("DefaultGray", 1), ("DefaultRGB", 3))
    ),
    (
        "press/colour-space",
        "RGB under a process ink",
        painted("q /Under cs 1 scn 40 40 50 50 re f Q", ColorSpace_Under=separation("Cyan", Name.DeviceRGB)),
    ),
    (
        "press/colour-space",
        "RGB through an uncoloured tile",
        lambda sample: uncoloured(sample, Name.DeviceRGB, "1 0 0"),
    ),
    ("press/spot", "through an uncoloured tile", lambda sample: uncoloured(sample, separation("Neon"), "1")),
    ("press/spot", "spot colour", painted("q /Spot cs 1 scn 40 40 50 50 re f Q", ColorSpace_Spot=separation("Oranje"))),
    (
        "press/registration",
        "All in the page",
        painted("q /Reg cs 0.5 scn 40 40 50 50 re f Q", ColorSpace_Reg=separation("All")),
    ),
    ("press/blend-space", "RGB page group", page_entry("Group", Dictionary(S=Name.Transparency, CS=Name.DeviceRGB))),
    (
        "press/blend-space",
        "RGB form group",
        painted("q /Inner Do Q", XObject_Inner=lambda pdf: form(pdf, "", Name.DeviceRGB)),
    ),
    ("press/ink-limit", "340 % over 20 mm", painted("q 0.9 0.8 0.8 0.9 k 40 40 60 60 re f Q")),
    (
        "press/ink-limit",
        "two multiplied",
        painted(
            "q 0.8 0.7 0.7 0 k 40 40 60 60 re f /Multiply gs 0.7 0.7 0.7 0.6 k 40 40 60 60 re f Q",
            ExtGState_Multiply=Dictionary(BM=Name.Multiply),
        ),
    ),
    ("press/ink-known", "mesh shading", painted("q 40 40 30 30 re W n /Mesh sh Q", Shading_Mesh=mesh)),
    (
        "press/image-whole",
        "a JPEG that breaks off",
        painted("q /Overprint gs 0 0 0 1 k 24 0 0 24 40 40 cm /Cut Do Q", XObject_Cut=cut_jpeg),
    ),
    (
        "press/image-whole",
        "fewer samples than pixels",
        painted("q /Overprint gs 0 0 0 1 k 24 0 0 24 40 40 cm /Short Do Q", XObject_Short=short),
    ),
    ("press/black-text-overprint", "knocks out", painted(text("0 0 0 1 k"))),
    (
        "press/black-text-overprint",
        "a separation of black",
        painted(text("/Key cs 1 scn"), ColorSpace_Key=separation("Black")),
    ),
    ("press/black-line-overprint", "knocks out", painted(f"q 0 0 0 1 K 1 w {STROKE} Q")),
    ("press/unwanted-overprint", "printer asks none", no_overprint_wanted),
    ("press/white-text-overprint", "white", painted(text("/Overprint gs 0 0 0 0 k"))),
    ("press/white-path-overprint", "white", painted("q /Overprint gs 0 0 0 0 k 40 40 50 50 re f Q")),
    ("press/grey-text", "DeviceGray", painted(text("0.4 g"))),
    ("press/grey-line", "DeviceGray", painted(f"q 0.4 G 1 w {STROKE} Q")),
    ("press/grey-overprint", "DeviceGray", painted("q /Overprint gs 0.4 g 40 40 50 50 re f Q")),
    ("press/rich-black-text", "310 %", painted(text("0.7 0.7 0.7 1 k", 20))),
    ("press/black-text", "black of four inks", painted(text("0.7 0.6 0.6 0.6 k"))),
    ("press/black-text", "four solids", painted(text("1 1 1 1 k", 8))),
    ("press/black-text", "as a photograph has it", painted(text("0.75 0.68 0.67 0.9 k"))),
    ("press/text-size", "4 pt", painted(text(BLACK_OVERPRINT, 4))),
    ("press/text-size", "8 pt scaled to half", painted(f"q 0.5 0 0 0.5 20 60 cm {text(BLACK_OVERPRINT, 8)} Q")),
    ("press/white-text-size", "7 pt", painted(text("0 0 0 0 k", 7))),
    ("press/inks-text-size", "7 pt", painted(text("1 0.5 0 0 k", 7))),
    ("press/line-width", "0.1 pt", painted(f"q {BLACK_OVERPRINT} 0.1 w {STROKE} Q")),
    ("press/line-width", "outlined text", painted(text(f"{BLACK_OVERPRINT} 0.1 w 1 Tr"))),
    ("press/line-width", "thin filled shape", painted(f"q {BLACK_OVERPRINT} 40 60 50 0.1 re f Q")),
    ("press/white-line-width", "0.2 pt", painted(f"q 0 0 0 0 K 0.2 w {STROKE} Q")),
    ("press/inks-line-width", "0.2 pt", painted(f"q 1 0.5 0 0 K 0.2 w {STROKE} Q")),
    (
        "press/font-embedded",
        "not embedded",
        painted(
            "q /Overprint gs BT /Bare 10 Tf 40 120 Td 0 0 0 1 k (water) Tj ET Q", Font_Bare=lambda pdf: font(pdf, False)
        ),
    ),
    *(
        (
            "press/font-embedded",
            told,
            painted(
                "q /Overprint gs BT /Cut 10 Tf 40 120 Td 0 0 0 1 k (water) Tj ET Q",
                Font_Cut=lambda pdf, most=most: font(pdf, most=most),
            ),
        )
        for told, most in (("empty", 0), ("cut in its directory", 100), ("cut in its outlines", 900))
    ),
    (
        "press/font-embedded",
        "a glyph that is not there",
        painted("q /Overprint gs BT /Wide 10 Tf 40 120 Td 0 0 0 1 k <00FF> Tj ET Q", Font_Wide=composite),
    ),
    (
        "press/font-embedded",
        "a glyph that is not there by the map",
        painted("q /Overprint gs BT /Wide 10 Tf 40 120 Td 0 0 0 1 k <0002> Tj ET Q", Font_Wide=mapped),
    ),
    (
        "press/font-embedded",
        "a program of another kind",
        painted("q /Overprint gs BT /Odd 10 Tf 40 120 Td 0 0 0 1 k (water) Tj ET Q", Font_Odd=of_another_kind),
    ),
    (
        "press/type3",
        "Type 3",
        painted("q /Overprint gs BT /Drawn 10 Tf 40 120 Td 0 0 0 1 k (aaa) Tj ET Q", Font_Drawn=type3),
    ),
    (
        "press/courier",
        "Courier",
        painted(
            "q /Overprint gs BT /Mono 10 Tf 40 120 Td 0 0 0 1 k (water) Tj ET Q",
            Font_Mono=lambda pdf: font(pdf, name="ABCDEF+Courier-Bold"),
        ),
    ),
    ("press/image-resolution", "120 ppi", placed(120)),
    ("press/image-resolution-low", "200 ppi", placed(200)),
    (
        "press/bitmap-resolution",
        "400 ppi",
        painted("q /Overprint gs 0 0 0 1 k 18 0 0 18 40 40 cm /Art Do Q", XObject_Art=stencil),
    ),
    (
        "press/bitmap-resolution-low",
        "720 ppi",
        painted("q /Overprint gs 0 0 0 1 k 10 0 0 10 40 40 cm /Art Do Q", XObject_Art=stencil),
    ),
    ("press/image-oversize", "600 ppi", placed(600)),
)
