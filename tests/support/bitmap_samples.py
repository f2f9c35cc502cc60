"""Bitmaps of every kind that cameras, scanners, phones and layout programs write, with known values.

Each shows four flat quarters when it is upright, so that inversion, gamma, order of channels and turning all show.
"""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms

from brochurepress.workspace.project import HOME

Samples = npt.NDArray[Any]

WIDTH, HEIGHT = 64, 48
COLOURS = ((200, 40, 40), (40, 160, 60), (30, 60, 170), (240, 240, 230))
GREYS = ((30,) * 3, (100,) * 3, (180,) * 3, (250,) * 3)
BILEVEL = ((0,) * 3, (255,) * 3, (255,) * 3, (0,) * 3)
INKS = ((0, 230, 200, 10), (200, 20, 220, 40), (255, 200, 0, 30), (10, 10, 20, 0))
LABS = ((120, 188, 168), (140, 78, 158), (80, 148, 52), (240, 128, 132))
"""L* in steps of 100/255, a* and b* with 128 added."""

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
FILES = Path(__file__).with_name("bitmaps")

TURNS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How pixels are stored so that each orientation of EXIF shows them upright."""


@dataclass(frozen=True)
class BitmapSample:
    """One file: its extension, what its quarters are, in which space, and by which profile."""

    suffix: str
    data: bytes
    quarters: tuple[tuple[int, ...], ...] = COLOURS
    space: str = "RGB"
    profile: bytes = b""
    opacity: tuple[int, ...] = ()


def quarters(values: Any, dtype: str = "u1") -> Samples:
    """Four flat fields, left to right and top to bottom."""
    values = [np.atleast_1d(value) for value in values]
    made = np.zeros((HEIGHT, WIDTH, len(values[0])), dtype)
    for number, value in enumerate(values):
        row, column = divmod(number, 2)
        made[row * HEIGHT // 2 :, column * WIDTH // 2 :][: HEIGHT // 2, : WIDTH // 2] = value
    return made if made.shape[2] > 1 else made[:, :, 0]


def image(values: Any = COLOURS, mode: str = "RGB") -> Image.Image:
    """The quarters as an image."""
    made = quarters(values)
    return Image.frombytes(mode, (WIDTH, HEIGHT), made.tobytes())


def saved(picture: Image.Image, kind: str, **how: Any) -> bytes:
    """An image as a file."""
    file = io.BytesIO()
    picture.save(file, kind, **how)
    return file.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(samples: Samples, colour: int, bits: int, *extra: bytes) -> bytes:
    """A PNG of a colour type and a bit depth."""
    rows = b""
    for row in samples.reshape(samples.shape[0], -1):
        packed = row.astype(">u2" if bits == 16 else "u1")
        if bits < 8:
            packed = np.packbits(np.unpackbits(packed[:, None], axis=1)[:, 8 - bits :].ravel())
        rows += b"\0" + packed.tobytes()
    head = struct.pack(">IIBBBBB", samples.shape[1], samples.shape[0], bits, colour, 0, 0, 0)
    body = (chunk(b"IHDR", head), *extra, chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(body)


def tiff(samples: Samples, photometric: int, **tags: tuple[int, ...]) -> bytes:
    """A plain TIFF of one strip; `tags` as t330=(...) replace or add entries (TIFF 6.0)."""
    height, width = samples.shape[:2]
    channels = samples.shape[2] if samples.ndim == 3 else 1
    data = samples.astype(samples.dtype.newbyteorder("<")).tobytes()
    entries: dict[int, tuple[int, ...]] = {
        256: (width,),
        257: (height,),
        258: (samples.dtype.itemsize * 8,) * channels,
        259: (1,),
        262: (photometric,),
        273: (8,),
        277: (channels,),
        278: (height,),
        279: (len(data),),
    } | {int(name[1:]): value for name, value in tags.items()}
    start = 8 + len(data)
    after = start + 2 + 12 * len(entries) + 4
    directory, apart = struct.pack("<H", len(entries)), b""
    for tag, values in sorted(entries.items()):
        packed = struct.pack(f"<{len(values)}I", *values)
        directory += struct.pack("<HHI", tag, 4, len(values))
        directory += packed if len(values) == 1 else struct.pack("<I", after + len(apart))
        apart += packed if len(values) > 1 else b""
    return b"II*\0" + struct.pack("<I", start) + data + directory + b"\0\0\0\0" + apart


def without_adobe(jpeg: bytes) -> bytes:
    """A JPEG without Adobe's marker; without it the samples stand for ink, 0 being none."""
    at = jpeg.index(b"\xff\xee")
    return jpeg[:at] + jpeg[at + 2 + int.from_bytes(jpeg[at + 2 : at + 4]) :]


def condition() -> bytes:
    """The ICC profile of the printing condition of the press's own printer."""
    return (HOME / "assets/icc" / "FOGRA39L_300.icc").read_bytes()


def _jpegs() -> dict[str, BitmapSample]:
    inverted = Image.fromarray(255 - quarters(INKS), "CMYK")
    adobe = saved(image(INKS, "CMYK"), "JPEG", quality=98)
    made = {
        "jpeg": BitmapSample(".jpg", saved(image(), "JPEG", quality=98, subsampling=0)),
        "jpeg, grey": BitmapSample(".jpeg", saved(image([v[0] for v in GREYS], "L"), "JPEG", quality=98), GREYS),
        "jpeg, grey saved as colour": BitmapSample(".jpg", saved(image(GREYS), "JPEG", quality=98), GREYS),
        "jpeg, progressive": BitmapSample(".jfif", saved(image(), "JPEG", quality=98, progressive=True, subsampling=0)),
        "jpeg, sRGB profile": BitmapSample(".jpg", saved(image(), "JPEG", quality=98, subsampling=0, icc_profile=SRGB)),
        "jpeg, wide profile": BitmapSample(
            ".jpg",
            saved(image(), "JPEG", quality=98, subsampling=0, icc_profile=wide_profile()),
            profile=wide_profile(),
        ),
        "jpeg, four inks": BitmapSample(".jpg", adobe, INKS, "CMYK"),
        "jpeg, four inks without marker": BitmapSample(
            ".jpg", without_adobe(saved(inverted, "JPEG", quality=98)), INKS, "CMYK"
        ),
        "jpeg, four inks with profile": BitmapSample(
            ".jpg", saved(image(INKS, "CMYK"), "JPEG", quality=98, icc_profile=condition()), INKS, "CMYK", condition()
        ),
        "jpeg, named sRGB": BitmapSample(
            ".jpg", saved(image(), "JPEG", quality=98, subsampling=0, icc_profile=named_srgb()), profile=named_srgb()
        ),
        "jpeg, coded by arithmetic": BitmapSample(".jpg", (FILES / "arithmetic.jpg").read_bytes()),
        "jpeg, inks as YCCK": BitmapSample(".jpg", (FILES / "ycck.jpg").read_bytes(), INKS, "CMYK"),
    }
    for number, turn in TURNS.items():
        exif = Image.Exif()
        exif[0x0112] = number
        exif[0x010F] = "A camera"
        stored = image() if turn is None else image().transpose(turn)
        made[f"jpeg, orientation {number}"] = BitmapSample(
            ".jpg", saved(stored, "JPEG", quality=98, subsampling=0, exif=exif)
        )
    return made


def _pngs() -> dict[str, BitmapSample]:
    made = {}
    for bits in (1, 2, 4, 8, 16):
        top = 2**bits - 1
        steps = [round(value[0] * top / 255) for value in GREYS]
        shown = tuple((round(step / top * 255),) * 3 for step in steps)
        made[f"png, grey of {bits} bits"] = BitmapSample(".png", png(quarters(steps, "u2"), 0, bits), shown)
        clear = chunk(b"tRNS", struct.pack(">H", steps[3]))
        opaque = tuple(255 * (step != steps[3]) for step in steps)
        made[f"png, grey of {bits} bits, one clear"] = BitmapSample(
            ".png", png(quarters(steps, "u2"), 0, bits, clear), shown, opacity=opaque
        )
    opacity = (255, 128, 64, 0)
    palette = chunk(b"PLTE", bytes(part for colour in COLOURS for part in colour))
    both = np.dstack([quarters(COLOURS), quarters(opacity)])
    line = chunk(b"PLTE", bytes((0, 0, 0, 255, 255, 255)))
    return made | {
        "png": BitmapSample(".png", png(quarters(COLOURS), 2, 8)),
        "png, 16 bits": BitmapSample(".png", png(quarters(COLOURS, "u2") * 257, 2, 16)),
        "png, palette": BitmapSample(".png", png(quarters((0, 1, 2, 3)), 3, 8, palette)),
        "png, palette with opacity": BitmapSample(
            ".png", png(quarters((0, 1, 2, 3)), 3, 2, palette, chunk(b"tRNS", bytes(opacity))), opacity=opacity
        ),
        "png, palette of black and white": BitmapSample(".png", png(quarters((0, 1, 1, 0)), 3, 1, line), BILEVEL),
        "png, alpha": BitmapSample(".png", png(both, 6, 8), opacity=opacity),
        "png, alpha of 16 bits": BitmapSample(".png", png(both.astype("u2") * 257, 6, 16), opacity=opacity),
        "png, grey with alpha": BitmapSample(
            ".png", png(np.dstack([quarters([v[0] for v in GREYS]), quarters(opacity)]), 4, 8), GREYS, opacity=opacity
        ),
        "png, one colour clear": BitmapSample(
            ".png",
            png(quarters(COLOURS), 2, 8, chunk(b"tRNS", struct.pack(">HHH", 200, 40, 40))),
            opacity=(0, 255, 255, 255),
        ),
        "png, gamma": BitmapSample(
            ".png",
            png(quarters(COLOURS), 2, 8, chunk(b"gAMA", struct.pack(">I", 100_000))),
            tuple(tuple(_from_linear(part) for part in colour) for colour in COLOURS),
        ),
        "png, primaries": BitmapSample(".png", png(quarters(COLOURS), 2, 8, *primaries(30_000, 60_000))),
        "png, profile": BitmapSample(
            ".png",
            png(quarters(COLOURS), 2, 8, chunk(b"iCCP", b"icc\0\0" + zlib.compress(wide_profile()))),
            profile=wide_profile(),
        ),
        "png, grey saved as colour": BitmapSample(".png", png(quarters(GREYS), 2, 8), GREYS),
    }


def primaries(across: int, down: int) -> tuple[bytes, bytes]:
    """Chunks of a PNG: the curve of sRGB, and its white, red and blue, with a green at x and y in 100,000ths."""
    numbers = (31_270, 32_900, 64_000, 33_000, across, down, 15_000, 6_000)
    return chunk(b"gAMA", struct.pack(">I", 45_455)), chunk(b"cHRM", struct.pack(">8I", *numbers))


def _from_linear(part: int) -> int:
    linear = part / 255
    return round(255 * (12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055))


def _tiffs() -> dict[str, BitmapSample]:
    grey = [value[0] for value in GREYS]
    signed = quarters([(light, a ^ 128, b ^ 128) for light, a, b in LABS])
    first = image(INKS, "CMYK")
    line = image([v[0] for v in BILEVEL], "L").convert("1")
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = image().transpose(Image.Transpose.ROTATE_90)
    return {
        "tiff": BitmapSample(".tif", saved(image(), "TIFF", compression="tiff_lzw")),
        "tiff, as JPEG": BitmapSample(".tif", saved(image(), "TIFF", compression="jpeg", quality=98)),
        "tiff, 16 bits": BitmapSample(".tiff", tiff(quarters(COLOURS, "u2") * 257, 2)),
        "tiff, grey of 16 bits": BitmapSample(".tif", tiff(quarters(grey, "u2") * 257, 1), GREYS),
        "tiff, white is zero": BitmapSample(".tif", tiff(255 - quarters(grey), 0), GREYS),
        "tiff, fax": BitmapSample(".tif", saved(line, "TIFF", compression="group4"), BILEVEL),
        "tiff, four inks": BitmapSample(
            ".tif", saved(first, "TIFF", icc_profile=condition()), INKS, "CMYK", condition()
        ),
        "tiff, four inks of 16 bits": BitmapSample(".tif", tiff(quarters(INKS, "u2") * 257, 5), INKS, "CMYK"),
        "tiff, Lab": BitmapSample(".tif", tiff(signed, 8), LABS, "LAB"),
        "tiff, alpha worked in": BitmapSample(
            ".tif",
            tiff(np.dstack([quarters((30, 50, 45, 0)), quarters((255, 128, 64, 0))]), 1, t338=(1,)),
            ((30,) * 3, (100,) * 3, (180,) * 3, (0,) * 3),
            opacity=(255, 128, 64, 0),
        ),
        "tiff, turned": BitmapSample(".tif", saved(turned, "TIFF", exif=exif)),
        "tiff, several pages": BitmapSample(
            ".tif", saved(image(), "TIFF", save_all=True, append_images=[image(GREYS)])
        ),
    }


def _others() -> dict[str, BitmapSample]:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = image().transpose(Image.Transpose.ROTATE_90)
    few = image().quantize(16)
    both = Image.merge("RGBA", (*image().split(), image((255, 128, 64, 0), "L")))
    line = image([value[0] for value in BILEVEL], "L")
    return {
        "webp": BitmapSample(".webp", saved(image(), "WEBP", lossless=True)),
        "webp, with losses and alpha": BitmapSample(
            ".webp", saved(both, "WEBP", quality=95), opacity=(255, 128, 64, 0)
        ),
        "webp, turned": BitmapSample(".webp", saved(turned, "WEBP", lossless=True, exif=exif)),
        "avif": BitmapSample(".avif", saved(image(), "AVIF", quality=95, subsampling="4:4:4")),
        "avif, turned": BitmapSample(".avif", saved(turned, "AVIF", quality=95, subsampling="4:4:4", exif=exif)),
        "heic": BitmapSample(".heic", (FILES / "plain.heic").read_bytes()),
        "heic, turned": BitmapSample(".heif", (FILES / "turned.heic").read_bytes()),
        "gif": BitmapSample(".gif", saved(few, "GIF")),
        "gif, animated": BitmapSample(
            ".gif", saved(few, "GIF", save_all=True, append_images=[image(GREYS).quantize(4)])
        ),
        "gif, clear": BitmapSample(
            ".gif", saved(few, "GIF", transparency=few.getpixel((WIDTH - 4, HEIGHT - 4))), opacity=(255, 255, 255, 0)
        ),
        "gif, black and white": BitmapSample(".gif", saved(line, "GIF"), BILEVEL),
        "jpeg 2000": BitmapSample(".jp2", saved(image(), "JPEG2000")),
        "jpeg 2000, profile": BitmapSample(".jp2", _profiled(saved(image(), "JPEG2000")), profile=wide_profile()),
        "jpeg 2000, grey": BitmapSample(".jp2", saved(image([value[0] for value in GREYS], "L"), "JPEG2000"), GREYS),
    }


def _profiled(jp2: bytes) -> bytes:
    """A JPEG 2000 with a profile in the place of the number of its colour space."""
    at, head = jp2.index(b"colr") - 4, jp2.index(b"jp2h") - 4
    old, whole = (int.from_bytes(jp2[start : start + 4]) for start in (at, head))
    box = struct.pack(">I", 11 + len(wide_profile())) + b"colr\2\0\0" + wide_profile()
    longer = struct.pack(">I", whole - old + len(box))
    return jp2[:head] + longer + jp2[head + 4 : at] + box + jp2[at + old :]


def _fixed(*values: float) -> bytes:
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)


@cache
def wide_profile() -> bytes:
    """A profile of RGB whose primaries and curve are not those of sRGB: Adobe RGB (1998), built of its own numbers."""
    primaries = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
    white = _fixed(0.9642, 1.0, 0.8249)
    tags = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", 11) + b"Wide gamut\0" + b"\0" * 78,
        b"cprt": b"text\0\0\0\0None\0",
        b"wtpt": b"XYZ \0\0\0\0" + white,
    }
    for name, primary in zip((b"r", b"g", b"b"), primaries, strict=True):
        tags[name + b"XYZ"] = b"XYZ \0\0\0\0" + _fixed(*primary)
        tags[name + b"TRC"] = b"curv\0\0\0\0" + struct.pack(">IH", 1, 563) + b"\0\0"
    table, body, at = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for tag, value in tags.items():
        table += tag + struct.pack(">II", at + len(body), len(value))
        body += value + b"\0" * (-len(value) % 4)
    head = struct.pack(">I4xI", at + len(body), 0x02400000) + b"mntrRGB XYZ " + b"\0" * 12 + b"acsp"
    return (head + b"\0" * 28 + white).ljust(128, b"\0") + table + body


def named_srgb() -> bytes:
    """A profile that calls itself sRGB, and is none."""
    return wide_profile().replace(b"Wide gamut", b"sRGB (not)")


@cache
def samples() -> dict[str, BitmapSample]:
    """Every kind by its name."""
    return _jpegs() | _pngs() | _tiffs() | _others()
