"""Bitmaps from outside: opened once by one decoder, refused with words, and described alike whatever their kind.

Nothing else decodes a file that an edition brings: pages and artworks get what `renditions` makes of the description.
"""

import io
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageChops, ImageFile, ImageOps
from PIL.ExifTags import Base as Tag

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

_ENDS = {"GIF": b"\x3b", "JPEG": b"\xff\xd9"}
_OTHER_KINDS = (b"%PDF-", b"PK\x03\x04", b"<script", b"<html", b"<!doctype", b"<svg", b"<?php", b"MZ\x90\x00")
"""How files begin that a program might take a picture for which has one of them behind its end."""

_MODES = {mode: mode for mode in ("1", "CMYK", "L", "LA", "LAB", "RGB", "RGBA")}
_MODES |= {"La": "LA", "P": "RGB", "PA": "RGBA", "RGBX": "RGB", "YCbCr": "RGB"}
"""Pillow's modes that are taken, and what each is read as."""

_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_SCAN, _END, _TOLD = 0xDA, 0xD9, {*range(0xE1, 0xF0), 0xFE}
"""Of JPEG: what begins a segment, and the codes of scans, of the end, and of segments that say something."""

_NUMBERED = re.compile(rb"cICP(.)(.)|colrnclx\0(.)\0(.)", re.DOTALL)
_PRIMARIES, _CURVES = {1, 2, 5, 6}, {1, 2, 6, 13}
"""Numbers of primaries and curves that are those of sRGB, near them, or not told (ITU-T H.273, tables 2 and 3)."""
_SRGB_PRIMARIES = (0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06)
"""x and y of white, red, green and blue (IEC 61966-2-1)."""
_SQUARE = 0.02
"""Share by which pixels may be wider than high, or higher than wide: less is not seen."""
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
    profile: bytes = field(default=b"", repr=False)
    orientation: int = 1
    alpha: bool = False
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
            orientation = int(image.getexif().get(Tag.Orientation, 1))
            inverted = image.mode == "CMYK" and "adobe" in image.info
            image.load()
            plain = _plain(image)
            model = plain.mode.removesuffix("A")
            profile = b"" if model == "1" else image.info.get("icc_profile", b"")
            other = profile_fault(profile, model) if profile else ""
            notes = tuple(filter(None, (other, *_left_out(image, data, kind))))
            _demand(_tail_faults(data, kind))
            return Bitmap(
                data,
                kind,
                *plain.size,
                model,
                profile=b"" if other else profile,
                orientation=orientation,
                alpha=model != plain.mode,
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
        clear = image.info.get("transparency")
        if kind == "PNG" and isinstance(clear, int) and image.mode != "P" and data[24] > 1:
            image.info["transparency"] = round(clear * 255 / (2 ** data[24] - 1))  # of as many bits as the samples
        if kind == "JPEG2000" and (box := re.search(rb"colr[\2\3]", data.partition(b"jp2c")[0])):
            image.info["icc_profile"] = data[
                box.end() + 2 : box.start() - 4 + int.from_bytes(data[box.start() - 4 :][:4])
            ]
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
    if "transparency" in info:
        upright.info["transparency"] = info["transparency"]
        upright = upright.convert("LA" if upright.mode in ("1", "L") else "RGBA")
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


def _left_out(image: Image.Image, data: bytes, kind: str) -> Iterator[str]:
    """What of a sound file is not set, or not certain."""
    info = image.info
    if kind == "JPEG" and not info.get("icc_profile") and b"ICC_PROFILE\0" in data.partition(b"\xff\xda")[0]:
        yield phrase("part/profile-broken")
    told = next((info[key] for key in ("dpi", "aspect", "jfif_density", "resolution") if key in info), (1, 1))
    across, down = map(float, told)
    if across and down and abs(across / down - 1) > _SQUARE:
        yield phrase("part/pixels-not-square", across=across, down=down)
    if beside := getattr(image, "tag_v2", {}).get(Tag.ExtraSamples, ()).count(0):
        yield phrase("part/channels-beside", count=beside)
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
    if _read_otherwise(getattr(image, "tag_v2", {})):
        yield phrase("part/samples-tiff")
    if "icc_profile" not in image.info and _beside_srgb(image, data):
        yield phrase("part/colours-unprofiled")


def _read_otherwise(tags: Mapping[int, Any]) -> bool:
    """Whether the decoder reads samples of these tags of TIFF as other ones, or does not read them."""
    bits = max(tags.get(Tag.BitsPerSample, (1,)))
    apart = tags.get(Tag.PhotometricInterpretation) == 0 or (
        tags.get(Tag.PlanarConfiguration) == 2 and len(tags[Tag.BitsPerSample]) > 1
    )
    signed = set(tags.get(Tag.SampleFormat, (1,))) - {1, 4}
    dark = max(tags.get(Tag.ColorMap, (256,))) < 256
    return bool(signed) or bits > 16 or (bits > 8 and apart) or dark or tags.get(Tag.InkSet, 1) != 1


def _beside_srgb(image: Image.Image, data: bytes) -> bool:
    """Whether a file without profile says by numbers that its colours are not those of sRGB (PNG 3, 11.3.2; HEIF)."""
    told = _NUMBERED.search(data, 0, data.find(b"IDAT") if image.format == "PNG" else len(data))
    if told and image.format in ("PNG", "AVIF", "HEIF"):
        primaries, curve = (part[0] for part in told.groups() if part)
        return primaries not in _PRIMARIES or curve not in _CURVES
    by_numbers = "gamma" in image.info and "srgb" not in image.info
    primaries = image.info.get("chromaticity", ()) if by_numbers else ()
    return any(abs(one - other) > 0.01 for one, other in zip(primaries, _SRGB_PRIMARIES, strict=False))


def _unreadable(data: bytes, kind: str) -> str:
    """What a file is that cannot be read as what its name says."""
    start = data.lstrip()[:24].lower().decode("latin-1")
    found = next((name for name, begins in _TABLE["starts"].items() if re.match(begins, start)), "")
    if data[4:8] == b"ftyp":
        found = {b"avif": "AVIF", b"avis": "AVIF"}.get(data[8:12], "HEIF")
    if found:
        return phrase(f"part/not-picture-{'whole' if found == kind else 'read'}", kind=kind, found=found)
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
