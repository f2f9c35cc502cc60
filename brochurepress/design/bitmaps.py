"""Bitmaps from outside: opened once by one decoder, refused with words, and described alike whatever their kind.

Nothing else decodes a file that an edition brings: pages and artworks get what `renditions` makes of the description.
"""

import io
import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageFile, ImageOps

from brochurepress.design.contrast import companded
from brochurepress.design.profiles import profile_fault
from brochurepress.wording import phrase
from brochurepress.workspace import LimitName, exceeded, shipped_table

if TYPE_CHECKING:
    from brochurepress.design.treatments import Treated

_TABLE = shipped_table("pictures")
FORMATS, NOT_TAKEN = (
    {f".{suffix}": name for name, suffixes in _TABLE[kind].items() for suffix in suffixes}
    for kind in ("formats", "not-taken")
)
"""By extension the one format that a file may have, and what is to be done with files that are none to be set."""

_STARTS = {
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG": "PNG",
    b"GIF8": "GIF",
    b"%PDF": "PDF",
    b"%!PS": "EPS",
    b"8BPS": "Photoshop",
    b"BM": "BMP",
    b"RIFF": "WEBP",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"\0\0\0\x0cjP": "JPEG2000",
}
_ENDS = {"GIF": b"\x3b", "JPEG": b"\xff\xd9"}
_OTHER_KINDS = (b"%PDF-", b"PK\x03\x04", b"<script", b"<html", b"<!doctype", b"<svg", b"<?php", b"MZ\x90\x00")
"""How files begin that a program might take a picture for which has one of them behind its end."""

_MODES = {mode: mode for mode in ("1", "CMYK", "L", "LA", "LAB", "RGB", "RGBA")}
_MODES |= {"P": "RGB", "PA": "RGBA", "RGBX": "RGB", "YCbCr": "RGB"}
"""Pillow's modes that are taken, and what each is read as."""

_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_SCAN, _END, _TOLD = 0xDA, 0xD9, {*range(0xE1, 0xF0), 0xFE}
"""Of JPEG: what begins a segment, and the codes of scans, of the end, and of segments that say something."""

_ORIENTATION = 0x0112
_BITS_PER_SAMPLE = 258
_NEUTRAL = 2
"""Steps of 255 by which red, green and blue may differ in a grey: less than is seen."""


class _Refused(ValueError):
    """What is wrong with a bitmap, in words for the editor."""


@dataclass(frozen=True)
class Bitmap:
    """A bitmap as it is when it stands upright: its size in pixels, and what its samples mean.

    `model` is the mode of its pixels without their transparency: 1, L, RGB, CMYK or LAB. Without a `profile`, grey and
    RGB are sRGB, and CMYK is that of the printing condition. A `neutral` one has no colour, `lossy` ones were
    photographs to whoever saved them. `notes` are for the editor: what of the file is left out.
    """

    data: bytes = field(repr=False)
    kind: str
    width: int
    height: int
    model: str
    bits: int = 8
    profile: bytes = field(default=b"", repr=False)
    orientation: int = 1
    alpha: bool = False
    ppi: float = 0.0
    neutral: bool = False
    inverted: bool = False
    """A CMYK JPEG that holds the complements of its inks, as its Adobe marker says."""
    notes: tuple[str, ...] = ()
    treatment: "Treated | None" = None
    """What becomes of it on the pages where it was asked for."""

    @property
    def lossy(self) -> bool:
        """Whether its kind is that of photographs."""
        return self.kind in ("AVIF", "HEIF", "JPEG", "JPEG2000")

    def pixels(self) -> Image.Image:
        """Its pixels, upright, in 8 bits or one: in the mode of its model, with a band A where it has transparency."""
        with strict_decoder(), _opened(self.data, self.kind) as image:
            image.load()
            return _plain(image)


def read_bitmap(data: bytes, suffix: str) -> Bitmap:
    """The description of a bitmap of that extension.

    Raises ValueError, in words for the editor: what is broken, too large, of another kind, or cannot be told in colour.
    """
    kind = FORMATS[suffix.lower()]
    try:
        with strict_decoder(), _opened(data, kind) as image:
            _demand(_faults(image, data))
            with _opened(data, kind) as parts:
                parts.verify()  # also those behind the pixels, which loading passes over and setting does not
            orientation = int(image.getexif().get(_ORIENTATION, 1))
            ppi = round(float(image.info.get("dpi", (0,))[0]), 2)
            inverted = image.mode == "CMYK" and "adobe" in image.info
            image.load()
            plain = _plain(image)
            model = plain.mode.removesuffix("A")
            profile = b"" if model == "1" else image.info.get("icc_profile", b"")
            other = profile_fault(profile, model) if profile else ""
            notes = tuple(filter(None, (other, *_left_out(image, kind))))
            _demand(_tail_faults(data, kind))
            return Bitmap(
                data,
                kind,
                *plain.size,
                model,
                bits=_bits(image, data),
                profile=b"" if other else profile,
                orientation=orientation,
                alpha=model != plain.mode,
                ppi=ppi,
                neutral=model in ("1", "L") or (model == "RGB" and _is_neutral(plain)),
                inverted=inverted,
                notes=notes,
            )
    except _Refused:
        raise
    except Image.DecompressionBombError:
        raise _Refused(phrase("part/pixels-far-too-many")) from None
    # Decoders meet broken files with errors of every kind.
    except Exception:
        raise _Refused(_unreadable(data, kind)) from None


def pixels(data: bytes) -> int:
    """How many pixels a bitmap of a drawing has, by its head."""
    with Image.open(io.BytesIO(data), formats=("GIF", "JPEG", "PNG", "WEBP")) as image:
        return image.width * image.height


def without_metadata(jpeg: bytes) -> bytes:
    """A JPEG without what it says of camera, place, author and colour space; its pixels and their coding stay.

    Left out: APP1 to APP15 but Adobe's, which says how inks are coded, and comments (ISO/IEC 10918-1, B.2.4; -6, 6.5).
    """
    kept, at = [jpeg[:2]], 2
    while marker := _MARKER.search(jpeg, at):
        at, code = marker.start(), jpeg[marker.start() + 1]
        end = at + 2 + (0 if code == _END else int.from_bytes(jpeg[at + 2 : at + 4]))
        if code == _SCAN and (after := _MARKER.search(jpeg, end)):
            end = after.start()
        if code not in _TOLD or jpeg[at + 4 : at + 9] == b"Adobe":
            kept.append(jpeg[at:end])
        if code == _END:  # what cameras put behind it is a preview, with metadata of its own
            break
        at = end
    return b"".join(kept)


@contextmanager
def _opened(data: bytes, kind: str) -> Iterator[Image.Image]:
    if kind == "HEIF":
        import pi_heif  # only where a picture needs it

        pi_heif.register_heif_opener(thumbnails=False)
    with Image.open(io.BytesIO(data), formats=(kind,)) as image:
        yield image


def _demand(faults: Iterable[str]) -> None:
    if fault := next(filter(None, faults), ""):
        raise _Refused(fault)


def _plain(image: Image.Image) -> Image.Image:
    """The pixels of a loaded image, upright, in one of the modes that artworks are made from."""
    info, deep = image.info, image.mode.startswith("I")
    if image.format in ("JPEG", "MPO") and image.mode == "CMYK" and "adobe" not in info:
        image = ImageChops.invert(image)  # the decoder takes them for inverted all the same
    gamma = info.get("gamma") if not info.get("icc_profile") and "srgb" not in info else None
    indexed = image.mode == "P"
    upright = ImageOps.exif_transpose(image)
    if deep:
        upright = upright.convert("I").point(lambda sample: sample * (1 / 257) + 0.5).convert("L")
    elif "transparency" in info:
        upright = upright.convert("LA" if image.mode in ("1", "L") else "RGBA")
    if upright.mode not in _MODES:
        raise _Refused(phrase("part/samples-unknown", mode=upright.mode))
    plain = upright.convert(_MODES[upright.mode])
    if plain.mode in ("LA", "RGBA") and plain.getchannel("A").getextrema() == (255, 255):
        plain = plain.convert(plain.mode[:-1])
    if indexed and plain.mode == "RGB" and plain.getcolors(2) and _is_neutral(plain):
        grey = plain.convert("L")
        plain = grey.convert("1") if {each for _, each in grey.getcolors(2) or ()} == {0, 255} else grey
    if gamma and plain.mode in ("L", "LA", "RGB", "RGBA") and abs(gamma - 1 / 2.2) > 0.002:
        curve = [round(255 * companded((value / 255) ** (1 / gamma))) for value in range(256)]
        opaque = list(range(256)) * (plain.mode in ("LA", "RGBA"))
        plain = plain.point(curve * len(plain.mode.removesuffix("A")) + opaque)
    plain.info = {}  # encoders write comments that they find there
    return plain


def _is_neutral(image: Image.Image) -> bool:
    red, green, blue = image.split()[:3]
    steps = (ImageChops.difference(green, other).getextrema()[1] for other in (red, blue))
    return all(int(step) <= _NEUTRAL for step in steps)  # type: ignore[arg-type]


def _bits(image: Image.Image, data: bytes) -> int:
    """Bits of each sample in the file."""
    if image.format == "PNG":
        return data[24]
    tags = getattr(image, "tag_v2", {})
    return int(max(tags.get(_BITS_PER_SAMPLE, (1,)))) if tags else int(image.info.get("bit_depth", 8))


def _left_out(image: Image.Image, kind: str) -> Iterator[str]:
    """What of a sound file is not set, or not certain."""
    if kind == "JPEG" and image.mode == "CMYK" and "adobe" not in image.info:
        yield phrase("part/cmyk-jpeg")
    if kind != "JPEG" and getattr(image, "n_frames", 1) > 1:  # cameras put a preview behind a JPEG
        yield phrase("part/holds-several")


def _faults(image: Image.Image, data: bytes) -> Iterator[str]:
    """Faults of size and metadata (profile, EXIF, XMP, comments); colours left open, or that no decoder here reads."""
    yield exceeded(LimitName.SIDE, max(image.size))
    if exceeded(LimitName.PIXELS, image.width * image.height):
        yield phrase("part/pixels-too-many", width=image.width, height=image.height)
    told = sum(len(value) for value in image.info.values() if isinstance(value, bytes | str))
    yield exceeded(LimitName.METADATA, told).replace("bytes", "bytes of metadata", 1)
    if image.format == "JPEG2000" and len(image.getbands()) > 3:
        yield phrase("part/jpeg-2000")
    if image.format == "TIFF" and max(getattr(image, "tag_v2", {}).get(_BITS_PER_SAMPLE, (1,))) > 16:
        yield phrase("part/samples-32")
    start = data.find(b"cICP", 0, data.find(b"IDAT")) if image.format == "PNG" else -1
    if start >= 0 and data[start + 4 : start + 6] != b"\x01\x0d" and "icc_profile" not in image.info:
        yield phrase("part/colours-cicp")


def _unreadable(data: bytes, kind: str) -> str:
    """What a file is that cannot be read as what its name says."""
    found = next((name for start, name in _STARTS.items() if data.startswith(start)), "")
    if data[4:8] == b"ftyp":
        found = {b"avif": "AVIF", b"avis": "AVIF"}.get(data[8:12], "HEIF")
    if found and found != kind:
        return phrase("part/not-picture-read", kind=kind, found=found)
    if kind == "TIFF" and found:
        return phrase("part/not-picture-read-tiff")
    return phrase("part/not-picture", kind=kind)


def _tail_faults(data: bytes, kind: str) -> Iterator[str]:
    """A fault of what stands behind the picture: another file in the same one."""
    tail = data.rpartition(_ENDS[kind])[2] if kind in _ENDS else b""
    if kind == "WEBP":
        tail = data[8 + int.from_bytes(data[4:8], "little") :]
    elif kind == "PNG":
        tail = data.partition(b"IEND\xaeB`\x82")[2]
    if any(start.lower() in tail[:4096].lower() for start in _OTHER_KINDS):
        yield phrase("part/file-another")


@contextmanager
def strict_decoder() -> Iterator[None]:
    """Refuses pictures that break off, which the layout engine lets pass for all; the limits are those of the press."""
    lenient = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
