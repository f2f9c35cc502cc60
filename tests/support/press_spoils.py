"""What faults of a press file are made with: ways to paint, and objects that are wrong in one thing."""

from __future__ import annotations

import dataclasses
import io
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageCms

from tests.support.press_sample import PAGE, PressSample, composite, font, font_program, form, image, stencil

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


PICTURE = "24 0 0 24 40 40 cm /Picture Do"
PALETTE = Array([Name.Indexed, Name.DeviceCMYK, 3, String("abcdefgh")])


def alpha(pdf: pikepdf.Pdf, value: int) -> pikepdf.Stream:
    """A soft mask of 100 x 100 px that lets the same through everywhere."""
    return image(pdf, 100, 100, samples=bytes([value]) * 10_000, ColorSpace=Name.DeviceGray)


def stencilled(code: str, **entries: Any) -> Fault:
    return painted(f"q {code} 5.4 0 0 5.4 40 40 cm /Art Do Q", XObject_Art=lambda pdf: entered(stencil(pdf), **entries))


def formed(**entries: Any) -> Fault:
    code = "0 0.5 0.5 0 k 0 0 30 30 re f"
    return painted("q /Odd Do Q", XObject_Odd=lambda pdf: entered(form(pdf, code), **entries))


def attributed(**entries: Any) -> Callable[[pikepdf.Pdf], Array]:
    """A DeviceN space of the kind NChannel, with these attributes."""

    def made(pdf: pikepdf.Pdf) -> Array:
        space = inks_of(pdf, Name.DeviceCMYK)
        space[4] = Dictionary(Subtype=Name.NChannel, **entries)
        return space

    return made


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


def lettered(shown: str = "(water)", made: Callable[[pikepdf.Pdf], Any] = font, **entries: Any) -> Fault:
    """Text in a font with other entries."""

    def given(pdf: pikepdf.Pdf) -> Any:
        odd = made(pdf)
        for key, value in entries.items():
            (odd.DescendantFonts[0] if key == "W" else odd)[f"/{key}"] = value
        return odd

    return painted(f"q /Overprint gs BT /Odd 10 Tf 40 120 Td 0 0 0 1 k {shown} Tj ET Q", Font_Odd=given)


def renamed(*differences: Any) -> Fault:
    """Text in a font whose encoding names other glyphs."""
    return lettered(Encoding=Dictionary(BaseEncoding=Name.WinAnsiEncoding, Differences=Array(differences)))


def outlineless(pdf: pikepdf.Pdf) -> Any:
    """A font whose letter a has no outline."""
    made, program, file = font(pdf), TTFont(io.BytesIO(font_program()), recalcTimestamp=False), io.BytesIO()
    program["glyf"]["a"] = TTGlyphPen(None).glyph()
    program["head"].created = program["head"].modified = 3_000_000_000
    program.save(file)
    made.FontDescriptor.FontFile2 = pdf.make_stream(file.getvalue(), Length1=len(file.getvalue()))
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


def beside(sample: PressSample, profile: bytes) -> None:
    """An output intent of PDF/A, of that profile, behind the one of PDF/X."""
    stream = sample.pdf.make_stream(profile, N=4 if profile[16:20] == b"CMYK" else 3)
    kind = Dictionary(Type=Name.OutputIntent, S=Name.GTS_PDFA1, OutputConditionIdentifier=String("Custom"))
    sample.pdf.Root.OutputIntents.append(entered(kind, DestOutputProfile=stream))


def colours() -> bytes:
    """A profile of RGB."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


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


def uncoloured(sample: PressSample, space: Any, values: str, **entries: Any) -> None:
    tile = sample.pdf.make_stream(b"0 0 3 3 re f")
    tile.PatternType, tile.PaintType, tile.TilingType, tile.XStep, tile.YStep = 1, 2, 1, 5, 5
    tile.BBox, tile.Resources = Array([0, 0, 5, 5]), Dictionary()
    entered(tile, **entries)
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


INK = "/Overprint gs 0 0 0 1 k"


def without(entries: Any, key: str) -> Any:
    del entries[f"/{key}"]
    return entries


def inks_of(pdf: pikepdf.Pdf, alternate: Name) -> Array:
    """A DeviceN space of cyan and magenta, of the kind NChannel."""
    count = 4 if alternate == Name.DeviceCMYK else 3
    tint = pdf.make_stream(b"{pop pop" + b" 0.5" * count + b"}", FunctionType=4)
    tint.Domain, tint.Range = Array([0, 1] * 2), Array([0, 1] * count)
    return Array([Name.DeviceN, Array([Name.Cyan, Name.Magenta]), alternate, tint, Dictionary(Subtype=Name.NChannel)])


def coded(pdf: pikepdf.Pdf, mode: str, coding: str, **entries: Any) -> pikepdf.Stream:
    """A picture of 100 x 100 px as JPEG or JPEG 2000."""
    file = io.BytesIO()
    Image.linear_gradient("L").resize((100, 100)).convert(mode).save(file, coding)
    given = {"Type": Name.XObject, "Subtype": Name.Image, "Width": 100, "Height": 100, **entries}
    made = pdf.make_stream(b"", **given)
    made.write(file.getvalue(), filter=Name.DCTDecode if coding == "JPEG" else Name.JPXDecode)
    return made


def _coded(mode: str, coding: str, **entries: Any) -> Fault:
    return painted("q 24 0 0 24 40 40 cm /Coded Do Q", XObject_Coded=lambda pdf: coded(pdf, mode, coding, **entries))


def jpeg(mode: str, **entries: Any) -> Fault:
    return _coded(mode, "JPEG", **{"ColorSpace": Name.DeviceCMYK, "BitsPerComponent": 8, **entries})


def jpx(mode: str, **entries: Any) -> Fault:
    return _coded(mode, "JPEG2000", **entries)


def _field(sample: PressSample) -> None:
    page_entry("Annots", annotation("Wodget", BESIDE))(sample)  # the writer of the sample warns of the true name
    sample.edits.append(lambda data: data.replace(b"/Wodget", b"/Widget"))


def _mask_of(sample: PressSample, code: str) -> Any:
    return entered(form(sample.pdf, code, Name.DeviceGray), BBox=Array([0, 0, 400, 500]))


def _no_group(sample: PressSample) -> None:
    mask = Dictionary(S=Name.Luminosity, G=without(_mask_of(sample, "1 g 0 0 400 500 re f"), "Group"))
    painted("/Odd gs", ExtGState_Odd=Dictionary(SMask=mask))(sample)


def _picture_masked_away(sample: PressSample) -> None:
    mask = Dictionary(S=Name.Luminosity, G=_mask_of(sample, "0 g 0 0 400 500 re f"))
    painted(f"q /Away gs {PICTURE} Q", ExtGState_Away=Dictionary(SMask=mask))(sample)


def _masked_away(sample: PressSample) -> None:
    mask = Dictionary(S=Name.Luminosity, G=_mask_of(sample, "0 g 0 0 400 500 re f"))
    painted(text(f"/Away gs {INK}"), ExtGState_Away=Dictionary(SMask=mask))(sample)
