"""Colour spaces as resources name them, and recipes in % ink: of colours, and of images (ISO 32000-1, 8.6)."""

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pikepdf
from pikepdf import Name
from PIL import Image

from brochurepress.design import strict_decoder
from brochurepress.pdf.inspect.functions import numbers
from brochurepress.pdf.inspect.model import PROCESS_INKS, ColourSpace, InkRecipe, PaintedColour, by_ink
from brochurepress.wording import phrase

_GREY, _RGB, _CMYK = ColourSpace("DeviceGray", 1), ColourSpace("DeviceRGB", 3), ColourSpace("DeviceCMYK", 4)
DEVICE_SPACES = {space.family: space for space in (_GREY, _RGB, _CMYK, ColourSpace("Pattern", 0))}
UNKNOWN = ColourSpace("unknown", 0)
INITIAL = PaintedColour(DEVICE_SPACES["DeviceGray"], (0.0,), {"Black": 100.0})


def space_of(value: Any, resources: Any = None) -> ColourSpace:
    """The colour space a name or array stands for, looked up in the resources where they name it."""
    resolved = resolve(value, resources)
    if isinstance(resolved, pikepdf.Name):
        return DEVICE_SPACES.get(str(resolved)[1:], UNKNOWN)
    if not isinstance(resolved, pikepdf.Array) or not len(resolved):
        return UNKNOWN
    family = str(resolved[0])[1:]
    match family:
        case "ICCBased":
            return ColourSpace(family, int(resolved[1].get("/N", 0)))
        case "CalGray":
            return ColourSpace(family, 1)
        case "CalRGB" | "Lab":
            return ColourSpace(family, 3)
        case "Indexed":
            under = space_of(resolved[1], resources)
            return ColourSpace("Indexed", 1, under.base or under.family, under.colorants)
        case "Separation" if len(resolved) > 3:
            return ColourSpace(family, 1, space_of(resolved[2], resources).family, (str(resolved[1])[1:],))
        case "DeviceN" if len(resolved) > 3:
            names = tuple(str(name)[1:] for name in resolved[1])
            spaces = [space_of(space, resources) for space in (resolved[2], *_of_attributes(resolved))]
            bases = [space.base or space.family for space in spaces]
            odd = (base for base in bases if base not in ("DeviceCMYK", "DeviceGray"))
            return ColourSpace(family, len(names), next(odd, bases[0]), names)
        case "Pattern":
            under = space_of(resolved[1], resources) if len(resolved) > 1 else UNKNOWN
            return ColourSpace(family, under.components, under.family if under is not UNKNOWN else "")
    return DEVICE_SPACES.get(family, UNKNOWN)


def _of_attributes(space: Any) -> list[Any]:
    """The colour spaces that the attributes of a DeviceN space give the process and single inks (table 71)."""
    attributes = space[4] if len(space) > 4 else pikepdf.Dictionary()
    process = attributes.get("/Process", pikepdf.Dictionary())
    return [*attributes.get("/Colorants", pikepdf.Dictionary()).values(), *([process.ColorSpace] if process else [])]


def image_space(image: Any) -> Any:
    """The colour space that an image names, else the one that a JPEG 2000 carries itself (ISO 32000-1, 7.4.9)."""
    if "/ColorSpace" in image or image.get("/Filter") not in (Name.JPXDecode, pikepdf.Array([Name.JPXDecode])):
        return image.get("/ColorSpace")
    try:
        with strict_decoder(), Image.open(io.BytesIO(image.read_raw_bytes()), formats=("JPEG2000",)) as picture:
            return Name.DeviceGray if len(picture.getbands()) < 3 else Name.DeviceRGB
    except (OSError, Image.DecompressionBombError):
        return None


def resolve(value: Any, resources: Any) -> Any:
    """A colour space name replaced by what the resources give for it."""
    if isinstance(value, pikepdf.Name) and resources is not None:
        named = resources.get("/ColorSpace")
        if named is not None and str(value) in named:
            return named[str(value)]
    return value


def initial(space: ColourSpace) -> list[float]:
    """The components that a colour space starts with (ISO 32000-1, 8.6)."""
    if space.family == "DeviceCMYK":
        return [0, 0, 0, 1.0]
    return [float(bool(space.colorants) and space.family != "Indexed")] * space.components


def named_inks(space: ColourSpace, values: Sequence[float]) -> InkRecipe | None:
    """Recipe in % ink of a colour in DeviceCMYK, DeviceGray, or in inks by their names.

    The colorant None prints on no plate, All on every one of the process (ISO 32000-1, 8.6.6.4). None in any other
    space or for a wrong count of values.
    """
    names: tuple[str, ...]
    if space.family == "DeviceGray":
        names, values = ("Black",), [1 - value for value in values]
    else:
        names = PROCESS_INKS if space.family == "DeviceCMYK" else space.colorants
    if len(values) != len(names) or not names or space.family == "Indexed":
        return None
    tints = {name: 100 * min(1.0, max(0.0, value)) for name, value in zip(names, values, strict=True) if name != "None"}
    return dict.fromkeys(PROCESS_INKS, tints["All"]) if "All" in tints else tints


def device_inks(space: Any, values: Sequence[float], resources: Any = None) -> InkRecipe:
    """Recipe in % ink of any colour, uncalibrated where it is not in ink yet.

    The grey component of RGB goes to black (ISO 32000-1, 10.3.4).
    Raises ValueError for a space whose inks cannot be told.
    """
    described = space_of(space, resources)
    if (known := named_inks(described, values)) is not None:
        return known
    resolved = resolve(space, resources)
    match described.family:
        case "Indexed":
            return device_inks(resolved[1], _palette_entry(resolved, int(values[0]), resources), resources)
        case "DeviceRGB" | "CalRGB":
            return _from_rgb(*values)
        case "Lab":
            return _from_rgb(*lab_to_rgb(values, numbers(resolved[1].WhitePoint)))
        case "ICCBased" | "CalGray" if described.components in (1, 3, 4):
            plain = {1: "DeviceGray", 3: "DeviceRGB", 4: "DeviceCMYK"}[described.components]
            return device_inks(pikepdf.Name(f"/{plain}"), values)
    raise ValueError(phrase("part/inks-colour", described=described))


def _from_rgb(red: float, green: float, blue: float) -> InkRecipe:
    black = 1 - max(red, green, blue)
    tints = 1 - red - black, 1 - green - black, 1 - blue - black, black
    return dict(zip(PROCESS_INKS, (100 * tint for tint in tints), strict=True))


BRADFORD = np.array([(0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296)])
BRADFORD_INVERSE = np.array(
    [(0.9869929, -0.1470543, 0.1599627), (0.4323053, 0.5183603, 0.0492912), (-0.0085287, 0.0400428, 0.9684867)]
)
XYZ_TO_SRGB = np.array(
    [(3.2404542, -1.5371385, -0.4985314), (-0.9692660, 1.8760108, 0.0415560), (0.0556434, -0.2040259, 1.0572252)]
)
D65 = np.array([0.95047, 1.0, 1.08883])


def lab_to_rgb(lab: Sequence[float], white: Sequence[float]) -> tuple[float, float, float]:
    """The sRGB value of a CIE L*a*b* colour whose white point (XYZ) is given, cut to the gamut.

    Formulas: CIE 15, Bradford adaptation, IEC 61966-2-1.
    """
    lightness, a, b = lab
    y = (lightness + 16) / 116
    roots = np.array([y + a / 500, y, y - b / 200])
    relative = np.where(roots > 6 / 29, roots**3, 3 * (6 / 29) ** 2 * (roots - 4 / 29))
    cone = (BRADFORD @ (relative * white)) * (BRADFORD @ D65) / (BRADFORD @ white)
    linear = (XYZ_TO_SRGB @ BRADFORD_INVERSE @ cone).clip(0, 1)
    red, green, blue = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return float(red), float(green), float(blue)


def _palette_entry(indexed: Any, index: int, resources: Any) -> list[float]:
    count = space_of(indexed[1], resources).components
    table = indexed[3].read_bytes() if isinstance(indexed[3], pikepdf.Stream) else bytes(indexed[3])
    if len(table) < (int(indexed[2]) + 1) * count:
        raise ValueError(phrase(BROKEN, why=phrase("part/samples-few")))
    return [byte / 255 for byte in table[index * count : (index + 1) * count]]


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
    space = image_space(image)
    described = space_of(space, resources)
    samples = _samples(image, described, shrink)
    indexed = described.family == "Indexed"
    if "/Decode" in image and not indexed:
        decode = np.array(numbers(image.Decode)) * 255
        low, high = decode[::2], decode[1::2]
        samples = np.clip(low + samples * ((high - low) / 255), 0, 255).astype(np.uint8)
    family = described.family
    if described.components == 1:
        return _looked_up(space, samples[:, :, 0], resources, inks)
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


HIDDEN_TINT, FLAT_TINT = 5, 12
"""What is less than this of 255 shows nothing of a picture; of a flat one there is nothing to show."""


def is_masked_away(image: Any, resources: Any) -> bool:
    """Whether the masks or the colour key of an image hide all of it, and there would be something to see.

    Raises ValueError for samples that cannot be decoded.
    """
    described, key = space_of(image_space(image), resources), image.get("/Mask")
    for name, soft in (("/SMask", True), ("/Mask", False)):
        if isinstance(mask := image.get(name), pikepdf.Stream):
            samples, inverted = _samples(mask, _GREY, 1), numbers(mask.get("/Decode", [0, 1]))[0] > 0
            shown = 255 - samples.min() if inverted is soft else samples.max()
            break
    else:
        if not isinstance(key, pikepdf.Array):
            return False
        samples, unit = _samples(image, described, 1), (1 << int(image.get("/BitsPerComponent", 8))) - 1
        edges = np.array(numbers(key)) * (1 if described.family == "Indexed" else 255 / unit)
        shown = 255 * ((samples < edges[::2]) | (samples > edges[1::2])).any()
    return bool(shown < HIDDEN_TINT) and np.ptp(image_inks(image, resources), axis=(0, 1)).max() > FLAT_TINT


def _looked_up(space: Any, samples: SampleBytes, resources: Any, inks: Sequence[str]) -> SampleBytes:
    indexed = space_of(space, resources).family == "Indexed"
    used = np.unique(samples)
    table = np.zeros((256, len(inks)), np.uint8)
    for value in used:
        recipe = device_inks(space, [float(value) if indexed else value / 255], resources)
        table[value] = np.round(np.array(by_ink(recipe, inks)) * 2.55)
    return table[samples]


def _samples(image: Any, described: ColourSpace, shrink: int) -> SampleBytes:
    width, height = int(image.Width), int(image.Height)
    if not 0 < width * height <= MAX_PIXELS:
        raise ValueError(phrase("part/image-pixels", width=width, height=height))
    filters = image.get("/Filter", pikepdf.Array())
    listed = [filters] if isinstance(filters, Name) else list(filters)
    indexed = described.family == "Indexed"
    try:
        if listed and listed[-1] in _CODED:
            pictured = listed == [Name.DCTDecode] or listed == [Name.JPXDecode]
            return _decoded(image, described.components, shrink) if pictured else _by_pikepdf(image)
        bits = int(image.get("/BitsPerComponent", 1 if image.get("/ImageMask") else 8))
        data = image.read_bytes(pikepdf.StreamDecodeLevel.specialized)
        samples = unpacked(data, width, height, described.components, bits, spread=not indexed)
    except (OSError, pikepdf.PdfError, SyntaxError, Image.DecompressionBombError) as fault:
        raise ValueError(phrase(BROKEN, why=phrase("part/samples-decoder"))) from fault
    return _reduced(samples, 1 if indexed else shrink)


def _decoded(image: Any, components: int, shrink: int) -> SampleBytes:
    """Samples of a JPEG or a JPEG 2000 as its filter gives them, before the PDF's Decode array.

    Raises ValueError where they are of another number or kind than the PDF says.
    """
    data = image.read_raw_bytes()
    with strict_decoder(), Image.open(io.BytesIO(data), formats=("JPEG", "JPEG2000")) as picture:
        inks = picture.format != "JPEG2000" and picture.mode == "CMYK"
        mode = {"LA": "L"}.get(picture.mode, picture.mode if picture.mode in ("L", "CMYK", "RGBA") else "RGB")
        channels = (3, 4) if mode == "RGBA" else (len(mode),)
        if picture.size != (int(image.Width), int(image.Height)) or (components and components not in channels):
            raise ValueError(phrase(BROKEN, why=phrase("part/samples-other")))
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
