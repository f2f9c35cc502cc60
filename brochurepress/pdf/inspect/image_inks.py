"""Image XObjects decoded to process inks: bytes, 255 for 100 % ink, no larger than a plate shows."""

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pikepdf
from pikepdf import Name
from PIL import Image

from brochurepress.design import strict_decoder
from brochurepress.pdf.inspect.colour_spaces import device_inks, resolve, space_of
from brochurepress.pdf.inspect.functions import numbers
from brochurepress.pdf.inspect.model import PROCESS_INKS, by_ink
from brochurepress.wording import phrase

SampleBytes = npt.NDArray[np.uint8]

MAX_PIXELS = 120_000_000
BROKEN = "part/image-read"
"""The key of the words for an image whose samples are not all there."""

_CODED = (Name.CCITTFaxDecode, Name.DCTDecode, Name.JBIG2Decode, Name.JPXDecode)
"""Filters of images; all others give samples as they are (ISO 32000-1, 7.4)."""


def image_inks(image: Any, resources: Any, shrink: int = 1, inks: Sequence[str] = PROCESS_INKS) -> SampleBytes:
    """Inks of an image, shaped (height, width, inks), 255 for 100 % ink, reduced `shrink` times.

    Raises ValueError for an image that cannot be decoded or whose colour space is unknown.
    """
    samples = _samples(image, resources, shrink)
    described = space_of(image.get("/ColorSpace"), resources)
    indexed = described.family == "Indexed"
    if "/Decode" in image and not indexed:
        decode = np.array(numbers(image.Decode)) * 255
        low, high = decode[::2], decode[1::2]
        samples = np.clip(low + samples * ((high - low) / 255), 0, 255).astype(np.uint8)
    family = described.family
    if described.components == 1:
        return _looked_up(image, samples[:, :, 0], resources, inks)
    named: Sequence[str] = PROCESS_INKS
    if described.components == 3 and family in ("DeviceRGB", "CalRGB", "ICCBased"):
        inverse = 255 - samples
        black = inverse.min(axis=2, keepdims=True)
        samples = np.concatenate([inverse - black, black], axis=2)
    elif family == "DeviceN":
        named = described.colorants
    elif described.components != len(named) or family not in ("DeviceCMYK", "ICCBased"):
        raise ValueError(phrase("part/inks-image", described=described))
    if named == inks:
        return samples
    places = [named.index(ink) if ink in named else -1 for ink in inks]
    return np.dstack([samples, np.zeros(samples.shape[:2], np.uint8)])[:, :, places]


def _looked_up(image: Any, samples: SampleBytes, resources: Any, inks: Sequence[str]) -> SampleBytes:
    space = resolve(image.get("/ColorSpace"), resources)
    indexed = space_of(space, resources).family == "Indexed"
    used = np.unique(samples)
    table = np.zeros((256, len(inks)), np.uint8)
    for value in used:
        recipe = device_inks(space, [float(value) if indexed else value / 255], resources)
        table[value] = np.round(np.array(by_ink(recipe, inks)) * 2.55)
    return table[samples]


def _samples(image: Any, resources: Any, shrink: int) -> SampleBytes:
    width, height = int(image.Width), int(image.Height)
    if not 0 < width * height <= MAX_PIXELS:
        raise ValueError(phrase("part/image-pixels", width=width, height=height))
    filters = image.get("/Filter", pikepdf.Array())
    listed = [filters] if isinstance(filters, Name) else list(filters)
    described = space_of(image.get("/ColorSpace"), resources)
    indexed = described.family == "Indexed"
    try:
        if listed and listed[-1] in _CODED:
            pictured = listed == [Name.DCTDecode] or listed == [Name.JPXDecode]
            return _decoded(image.read_raw_bytes(), shrink) if pictured else _by_pikepdf(image)
        bits = int(image.get("/BitsPerComponent", 8))
        data = image.read_bytes(pikepdf.StreamDecodeLevel.specialized)
        samples = unpacked(data, width, height, described.components, bits, spread=not indexed)
    except (OSError, pikepdf.PdfError, SyntaxError) as fault:
        raise ValueError(phrase(BROKEN, why=str(fault))) from fault
    return _reduced(samples, 1 if indexed else shrink)


def _decoded(data: bytes, shrink: int) -> SampleBytes:
    """Samples of a JPEG or a JPEG 2000 as its filter gives them, before the PDF's Decode array."""
    with strict_decoder(), Image.open(io.BytesIO(data), formats=("JPEG", "JPEG2000")) as picture:
        inks = picture.format != "JPEG2000" and picture.mode == "CMYK"
        mode = picture.mode if picture.mode in ("L", "CMYK", "RGBA") else "RGB"
        if shrink > 1:
            # The decoder leaves out fine frequencies: several times faster than reducing afterwards.
            picture.draft(picture.mode, (picture.width // shrink, picture.height // shrink))
        pixels = np.asarray(picture.convert(mode))
    shaped = pixels.reshape(*pixels.shape[:2], -1)
    # Pillow takes the four components of every JPEG for complements of inks (JpegImagePlugin, rawmode CMYK;I).
    return 255 - shaped if inks else shaped


def _by_pikepdf(image: Any) -> SampleBytes:
    picture = pikepdf.PdfImage(image).as_pil_image()
    converted = picture.convert(picture.mode if picture.mode in ("L", "CMYK") else "RGB")
    pixels = np.asarray(converted)
    return pixels.reshape(*pixels.shape[:2], -1)


def unpacked(data: bytes, width: int, height: int, components: int, bits: int, spread: bool = True) -> SampleBytes:
    """Samples of 1, 2, 4, 8 or 16 bits, each row padded to a byte, shaped (height, width, components), as bytes.

    They are `spread` to 0 to 255 (ISO 32000-1, 8.9.3), or kept as the numbers that a palette is asked for.
    Raises ValueError when there are fewer than the size asks for.
    """
    row = (width * components * bits + 7) // 8
    if len(data) < row * height:
        raise ValueError(phrase(BROKEN, why=phrase("part/samples-few")))
    rows = np.frombuffer(data, np.uint8)[: row * height].reshape(height, row)
    if bits == 16:
        rows = rows[:, ::2]
    elif bits < 8:
        loose = np.unpackbits(rows, axis=1)[:, : width * components * bits].reshape(height, -1, bits)
        rows = (loose @ (1 << np.arange(bits - 1, -1, -1))).astype(np.uint8)
        if spread:
            rows *= 255 // ((1 << bits) - 1)
    return rows[:, : width * components].reshape(height, width, components)


def _reduced(pixels: SampleBytes, times: int) -> SampleBytes:
    if times <= 1 or min(pixels.shape[:2]) < times:
        return pixels
    height, width = (side // times * times for side in pixels.shape[:2])
    blocks = pixels[:height, :width].reshape(height // times, times, width // times, times, -1)
    return np.asarray(blocks.mean(axis=(1, 3)).round(), np.uint8)
