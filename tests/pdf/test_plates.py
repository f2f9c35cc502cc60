"""Ink coverage: the plates against Ghostscript's separations, object by object and as a whole."""

from __future__ import annotations

import io
import subprocess
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from brochurepress.artworks.press.press_pdf import finish_press
from brochurepress.artworks.press.separation.separator import separate
from brochurepress.design.geometry import Box
from brochurepress.pdf.inspect.inspection import Inspection, inspect
from brochurepress.preflight.artwork_check import preflight
from tests.pdf.test_xmp import METADATA
from tests.support import paint_samples
from tests.support.press_sample import PressSample, form, image, press_sample, shading
from tests.support.separated_pdf import PLAN, PRINTER, PROFILE

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

POINTS = 2.0


def ghostscript(data: bytes, folder: Path, plates: Any, page: int = 1) -> npt.NDArray[np.float64]:
    """Plates of a page as Ghostscript separates them, in % ink, shaped (inks, height, width)."""
    source, target = folder / "press.pdf", folder / "plates.tif"
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.pages[:] = [pdf.pages[page - 1]]  # told to draw one page of several, Ghostscript draws no spot colour
        pdf.save(source)
    settings = ["-dOverprint=/simulate", "-dGraphicsAlphaBits=4", "-dTextAlphaBits=4"]
    subprocess.run(
        [
            *("gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=tiffsep", f"-r{plates.ppi:g}", *settings),
            *(f"-sOutputFile={target}", str(source)),
        ],
        check=True,
        timeout=120,
    )
    files = (folder / f"plates({ink}).tif" for ink in plates.inks)
    pixels = np.stack([255 - np.asarray(Image.open(file), np.float64) for file in files]) / 2.55
    height, width = (min(pair) for pair in zip(pixels.shape[1:], plates.total.shape, strict=True))
    return pixels[:, :height, :width]


def compare(sample: PressSample, folder: Path, box: Box | None = None) -> tuple[Any, Any]:
    """Mean % ink on the four plates, ours and Ghostscript's, of a box in pt well inside an object."""
    data = sample.data
    plates = inspect(data).plates[0]
    theirs = ghostscript(data, folder, plates)
    rows, columns = plates.rows_and_columns(box or plates.area.grown(-2))
    ours = plates.tints[:, rows, columns] / 2.55
    return ours.mean(axis=(1, 2)), theirs[:, rows, columns].mean(axis=(1, 2))


def jpeg(pdf: pikepdf.Pdf) -> pikepdf.Stream:
    """A CMYK JPEG whose inks are turned over, with the Decode array that turns them back."""
    y, x = np.mgrid[0:240, 0:320]
    pixels = np.stack([x * 0.7, y * 0.9, (x + y) * 0.3, np.full_like(x, 25)], axis=2).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels, "CMYK").save(file, "JPEG", quality=92, subsampling=0)
    stream = pdf.make_stream(file.getvalue(), Type=Name.XObject, Subtype=Name.Image, Width=320, Height=240)
    stream.Filter, stream.ColorSpace, stream.BitsPerComponent = Name.DCTDecode, Name.DeviceCMYK, 8
    stream.Decode = Array([1, 0] * 4)
    return stream


def grey(pdf: pikepdf.Pdf) -> pikepdf.Stream:
    stream = pdf.make_stream(bytes(range(0, 250, 5)) * 50, Type=Name.XObject, Subtype=Name.Image)
    stream.Width, stream.Height, stream.ColorSpace, stream.BitsPerComponent = 50, 50, Name.DeviceGray, 8
    return stream


def palette(pdf: pikepdf.Pdf) -> pikepdf.Stream:
    stream = pdf.make_stream(bytes([0b00011011]) * 40, Type=Name.XObject, Subtype=Name.Image, Width=4, Height=40)
    table = bytes([255, 0, 0, 0, 0, 255, 0, 0, 0, 0, 255, 0, 128, 128, 0, 64])
    stream.ColorSpace = Array([Name.Indexed, Name.DeviceCMYK, 3, String(table)])
    stream.BitsPerComponent = 2
    return stream


def stencil(pdf: pikepdf.Pdf) -> pikepdf.Stream:
    stream = pdf.make_stream(b"\xf0" * 40, Type=Name.XObject, Subtype=Name.Image, Width=8, Height=40)
    stream.ImageMask, stream.BitsPerComponent = True, 1
    return stream


def tile(pdf: pikepdf.Pdf) -> pikepdf.Stream:
    stream = pdf.make_stream(b"1 0 0 0 k 0 0 5 10 re f 0 0.5 1 0 k 5 0 5 10 re f")
    stream.PatternType, stream.PaintType, stream.TilingType, stream.XStep, stream.YStep = 1, 1, 1, 10, 10
    stream.BBox, stream.Resources = Array([0, 0, 10, 10]), Dictionary()
    return stream


def plain_form(pdf: pikepdf.Pdf, code: str) -> pikepdf.Stream:
    made = form(pdf, code)
    del made["/Group"]
    return made


def stitched() -> Dictionary:
    made = shading(Name.DeviceCMYK, [1, 0, 0, 0], [0, 1, 0, 0])
    second = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0, 1, 0, 0]), C1=Array([0, 0, 1, 0.5]), N=1)
    parts = Array([made.Function, second])
    made.Function = Dictionary(
        FunctionType=3, Domain=Array([0, 1]), Functions=parts, Bounds=Array([0.3]), Encode=Array([0, 1, 0, 1])
    )
    made.ShadingType, made.Coords = 3, Array([80, 80, 0, 80, 80, 50])
    return made


def spot() -> Array:
    tint = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0] * 4), C1=Array([0, 0.6, 1, 0]), N=1)
    return Array([Name.Separation, Name.Oranje, Name.DeviceCMYK, tint])


def spots(pdf: pikepdf.Pdf, *names: str) -> Array:
    """A space of several inks; on screens each darkens as black."""
    code = f"{{ {'add ' * (len(names) - 1)} 0 exch 0 exch 0 exch }}".encode()
    tint = pdf.make_stream(code, FunctionType=4, Domain=Array([0, 1] * len(names)), Range=Array([0, 1] * 4))
    return Array([Name.DeviceN, Array([Name(f"/{name}") for name in names]), Name.DeviceCMYK, tint])


def ramp(pdf: pikepdf.Pdf, space: Array, inks: int) -> pikepdf.Stream:
    """An image in which each ink grows to the right, the later ones slower."""
    row = bytes(x * 2 // (ink + 1) for x in range(100) for ink in range(inks))
    return pdf.make_stream(
        row * 100, {"/Subtype": Name.Image, "/Width": 100, "/Height": 100, "/BitsPerComponent": 8, "/ColorSpace": space}
    )


def soft_mask(pdf: pikepdf.Pdf) -> Dictionary:
    masking = form(pdf, "/Fade sh", Name.DeviceGray)
    masking.BBox = Array([0, 0, 400, 500])
    masking.Resources = Dictionary(Shading=Dictionary(Fade=shading(Name.DeviceGray, [1], [0])))
    return Dictionary(SMask=Dictionary(S=Name.Luminosity, G=masking))


OBJECT = Box(42, 42, 98, 98)
GROUND = "0.6 0.2 0 0.1 k 20 20 120 120 re f"
OVERPRINT = "/Overprint gs"

CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "flat": ("0.3 0.7 0.2 0.4 k 40 40 60 60 re f", {}),
    "grey": ("0.25 g 40 40 60 60 re f", {}),
    "stroke": ("0 1 0 0.5 K 60 w 40 70 m 100 70 l S", {}),
    "axial shading": (
        "40 40 60 60 re W n /S sh",
        {"Shading_S": shading(Name.DeviceCMYK, [0, 1, 0, 0], [1, 0, 0, 0.5])},
    ),
    "stitched radial shading": ("40 40 60 60 re W n /S sh", {"Shading_S": stitched()}),
    "shading of one ink": ("40 40 60 60 re W n /S sh", {"Shading_S": shading(Name.DeviceGray, [0], [1])}),
    "shading pattern": (
        "/Pattern cs /P scn 40 40 60 60 re f",
        {"Pattern_P": Dictionary(PatternType=2, Shading=stitched())},
    ),
    "image of tones": ("60 0 0 60 40 40 cm /I Do", {"XObject_I": lambda pdf: image(pdf, 100, 100)}),
    "image of needless pixels": ("60 0 0 60 40 40 cm /I Do", {"XObject_I": lambda pdf: image(pdf, 500, 500)}),
    "JPEG": ("60 0 0 60 40 40 cm /I Do", {"XObject_I": jpeg}),
    "grey image": ("60 0 0 60 40 40 cm /I Do", {"XObject_I": grey}),
    "image with a palette": ("60 0 0 60 40 40 cm /I Do", {"XObject_I": palette}),
    "stencil": ("0 1 1 0 k 60 0 0 60 40 40 cm /I Do", {"XObject_I": stencil}),
    "tiles": ("/Pattern cs /P scn 40 40 60 60 re f", {"Pattern_P": tile}),
    "spot colour": ("/Spot cs 0.5 scn 40 40 60 60 re f", {"ColorSpace_Spot": spot()}),
    "black with spot colours": (
        "/Spots cs 0.3 0.5 0.8 scn 40 40 60 60 re f",
        {"ColorSpace_Spots": lambda pdf: spots(pdf, "Groen", "Black", "Oranje")},
    ),
    "image of black and a spot colour": (
        "60 0 0 60 40 40 cm /I Do",
        {"XObject_I": lambda pdf: ramp(pdf, spots(pdf, "Black", "Oranje"), 2)},
    ),
    "shading of a spot colour": ("40 40 60 60 re W n /S sh", {"Shading_S": shading(spot(), [0], [1])}),
    "image of a spot colour": ("60 0 0 60 40 40 cm /I Do", {"XObject_I": lambda pdf: ramp(pdf, spot(), 1)}),
    "form": (
        "1 0 0 1 40 40 cm /F Do",
        {"XObject_F": lambda pdf: form(pdf, "0.2 0.9 0 0 k 0 0 60 20 re f 0.5 g 0 20 60 20 re f")},
    ),
    "half transparent": ("/Half gs 0 0.8 0.8 0 k 40 40 60 60 re f", {}),
    "half transparent group": (
        "1 0 0 1 40 40 cm /Half gs /F Do",
        {"XObject_F": lambda pdf: form(pdf, "0.2 0.9 0 0 k 0 0 60 40 re f 0 0 1 0 k 20 0 20 40 re f")},
    ),
    "multiplied": (
        "/Multiply gs 0.5 0.5 0.5 0.2 k 40 40 60 60 re f",
        {"ExtGState_Multiply": Dictionary(BM=Name.Multiply)},
    ),
    "soft mask": ("/Masked gs 0 0.8 0.8 0 k 40 40 60 60 re f", {"ExtGState_Masked": soft_mask}),
    "black overprints": (f"{OVERPRINT} 0 0 0 1 k 40 40 60 60 re f", {}),
    "black stroke overprints": (f"{OVERPRINT} 0 0 0 1 K 60 w 40 70 m 100 70 l S", {}),
    "two inks overprint": (f"{OVERPRINT} 0 0.8 0 0.5 k 40 40 60 60 re f", {}),
    "part of the chromatic inks overprints": (f"{OVERPRINT} 0 0.8 0.3 0 k 40 40 60 60 re f", {}),
    "white overprints": (f"{OVERPRINT} 0 0 0 0 k 40 40 60 60 re f", {}),
    "fill knocks out, stroke overprints": (
        "/Apart gs 0 0 0 1 K 0 0.5 0 0 k 20 w 40 40 60 60 re f 50 50 40 40 re S",
        {"ExtGState_Apart": Dictionary(OP=True, op=False, OPM=1)},
    ),
    "black text overprints": (f"{OVERPRINT} 0 0 0 1 k BT /Sans 120 Tf 40 40 Td (w) Tj ET", {}),
    "overprint in a group that inherits it": (
        f"{OVERPRINT} 0 0 0 1 k 1 0 0 1 40 40 cm /F Do",
        {"XObject_F": lambda pdf: form(pdf, "0 0 60 40 re f", None)},
    ),
    "overprint in a form that inherits it": (
        f"{OVERPRINT} 0 0 0 1 k 1 0 0 1 40 40 cm /F Do",
        {"XObject_F": lambda pdf: plain_form(pdf, "0 0 60 40 re f")},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_an_object_has_the_inks_that_ghostscript_prints(case: str, tmp_path: Path) -> None:
    sample = press_sample(pages=1)
    code, resources = CASES[case]
    for key, value in resources.items():
        category, _, name = key.partition("_")
        sample.resource(category, name, value(sample.pdf) if callable(value) else value)
    sample.page.Contents = sample.pdf.make_stream(f"{GROUND} q {code} Q".encode())
    ours, theirs = compare(sample, tmp_path, OBJECT)
    assert ours == pytest.approx(theirs, abs=POINTS)


def test_a_page_of_all_kinds_has_the_inks_that_ghostscript_prints(tmp_path: Path) -> None:
    sample = press_sample(pages=1)
    ours, theirs = compare(sample, tmp_path)
    assert ours == pytest.approx(theirs, abs=POINTS)
    assert theirs.min() > 0.5


@cache
def torture_press() -> Inspection:
    """The document of every paint the layout engine writes, as a press file."""
    result = separate(paint_samples.pdf(), PLAN)
    assert not result.findings
    return inspect(finish_press(result.content, paint_samples.GEOMETRY, PRINTER, PROFILE, METADATA))


@pytest.mark.parametrize("page", [1, 2, 3, 4, 5])
def test_a_page_of_every_paint_has_the_inks_that_ghostscript_prints(page: int, tmp_path: Path) -> None:
    inspection = torture_press()
    plates = inspection.plates[page - 1]
    theirs = ghostscript(inspection.data, tmp_path, plates, page)
    ours = plates.tints[:, : theirs.shape[1], : theirs.shape[2]] / 2.55
    assert plates.unknown == ()
    assert ours.mean(axis=(1, 2)) == pytest.approx(theirs.mean(axis=(1, 2)), abs=POINTS)


def test_every_paint_is_in_ink_and_reaches_the_bleed() -> None:
    spoken = {finding.rule for finding in preflight(torture_press(), PRINTER)}
    assert spoken <= {
        "press/image-resolution",
        "press/image-resolution-low",
        "press/black-line-overprint",
        "press/page-count",
        "press/white-text-size",
        "press/bitmap-resolution",
        "press/inks-text-size",
    }


def flat(recipe: str) -> Inspection:
    sample = press_sample(pages=1)
    sample.page.Contents = sample.pdf.make_stream(f"{recipe} k 100 100 60 60 re f".encode())
    return inspect(sample.data)


def test_total_ink_is_the_sum_of_the_four_recipes() -> None:
    plates = flat("0.9 0.8 0.7 0.6").plates[0]
    assert plates.highest == pytest.approx(300, abs=1)
    assert plates.square_means(15).max() == pytest.approx(300, abs=1)


def test_the_mean_is_taken_over_squares_of_the_side_asked() -> None:
    means = flat("1 1 1 0").plates[0].square_means(42.33)
    assert means.max() == pytest.approx(300 / 4, abs=2)


def test_an_object_that_cannot_be_separated_is_named_and_the_others_stand() -> None:
    sample = press_sample(pages=1)
    broken = image(sample.pdf, 10, 10, ColorSpace=Array([Name.Lab, Dictionary(WhitePoint=Array([0.96, 1, 0.82]))]))
    sample.resource("XObject", "Broken", broken)
    sample.paint("q 50 0 0 50 40 40 cm /Broken Do Q")
    plates = inspect(sample.data).plates[0]
    assert len(plates.unknown) == 1
    assert plates.tints.any(axis=(1, 2)).all()
