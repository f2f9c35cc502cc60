"""Images: grey, RGB, palette and 1-bit samples brought into ink; image masks and soft masks kept.

Of shadings the functions of axial and radial transitions are rewritten to give ink instead of sRGB.
"""

import io
from dataclasses import dataclass
from typing import Any

import numpy as np
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image

from brochurepress.artworks.press.separation.colour import ColourComponents, Destination, Unseparable, from_device
from brochurepress.pdf.inspect import evaluate, numbers, unpacked
from brochurepress.wording import phrase, said

AXIAL, RADIAL = 2, 3
SAMPLES = 33
"""Samples of one transition between two colours; between them inks run straight."""

SOURCES = ("DeviceGray", "DeviceRGB", "DeviceCMYK")


def shading(pdf: Pdf, source: Any, to: Destination) -> Dictionary:
    """The shading dictionary (ISO 32000-1, 8.7.4.5) with its colours in the destination.

    Stops stay where they are: each part of a stitching function is sampled for itself, so hard edges stay
    hard. Raises Unseparable for function-based and mesh shadings and for spaces other than the device ones.
    """
    if int(source.ShadingType) not in (AXIAL, RADIAL):
        raise Unseparable(phrase("part/shading-type", shadingtype=int(source.ShadingType)), phrase("part/use-linear"))
    space = space_name(source.ColorSpace)
    if space not in SOURCES:
        raise Unseparable(phrase("part/shading-space", space=space), phrase("part/write-colours-gradient"))
    made = Dictionary({key: value for key, value in source.items() if key not in ("/Background", "/ColorSpace")})
    made.ColorSpace = to.space
    if "/Background" in source:
        made.Background = Array(from_device(numbers(source.Background), to))
    if space == space_name(to.space):
        return made
    function = source.Function
    if function._type_name == "array" or int(function.FunctionType) != 3:
        domain = (function[0] if function._type_name == "array" else function).Domain
        made.Function = _table(pdf, function, domain, space, to)
    else:
        parts = Array([_table(pdf, part, part.Domain, space, to) for part in function.Functions])
        keys = ("/FunctionType", "/Domain", "/Bounds", "/Encode")
        made.Function = Dictionary({key: function[key] for key in keys} | {"/Functions": parts})
    return made


def space_name(space: Any) -> str:
    """A colour space as a message names it."""
    return str(space if space._type_name == "name" else space[0]).removeprefix("/")


def _table(pdf: Pdf, definition: Any, domain: Any, space: str, to: Destination) -> Any:
    """A sampled function (type 0) over the domain, or a constant one (type 2) where nothing changes."""
    try:
        low, high = numbers(domain)
        values = evaluate(definition, np.linspace(low, high, SAMPLES))
    except ValueError as fault:
        raise Unseparable(phrase("part/shading-fault", fault=fault), phrase("part/use-plain")) from fault
    samples = [tuple(map(float, value)) for value in values]
    if len({*samples}) == 1:
        flat = Array(from_device(samples[0], to))
        return Dictionary(FunctionType=2, Domain=domain, C0=flat, C1=flat, N=1)
    rgb = [(red, green, blue) for red, green, blue in samples] if space == "DeviceRGB" else []
    colours = to.ramp(rgb) if rgb else [from_device(value, to) for value in samples]
    words = b"".join(round(part * 65535).to_bytes(2, "big") for colour in colours for part in colour)
    most = Array([0, 1] * len(colours[0]))
    size = Array([SAMPLES])
    return pdf.make_indirect(Stream(pdf, words, FunctionType=0, Domain=domain, Range=most, Size=size, BitsPerSample=16))


JPEG_QUALITY = 95
KEPT = ("/Type", "/Subtype", "/Width", "/Height", "/Mask", "/Intent", "/ImageMask", "/Decode", "/BitsPerComponent")
"""Entries of an image dictionary that say nothing about its colour; others are written anew or dropped."""


@dataclass(frozen=True)
class SampleSpace:
    """The colour space of an image's samples: device space, components, palette and ICC profile if any."""

    name: str
    components: int
    palette: tuple[ColourComponents, ...] = ()
    profile: bytes | None = None


def image(pdf: Pdf, source: Any, to: Destination) -> Any:
    """The image XObject (ISO 32000-1, 8.9.5) with its samples in the destination, at full resolution.

    Image masks have no colour and keep their samples. Grey, 1-bit and palette images keep theirs too: their
    palette is what becomes ink. RGB samples become four inks; what was JPEG is JPEG again, without chroma
    subsampling. Raises Unseparable: JPEG 2000, colour-key and matte masks in RGB, unusual colour spaces.
    """
    if "/Alternates" in source or "/OPI" in source:
        raise Unseparable(phrase("part/image-alternates"), phrase("part/embed-image-itself"))
    if bool(source.get("/ImageMask", False)):
        return _copied(pdf, source)
    if Name.JPXDecode in _filters(source):
        raise Unseparable(phrase("part/jpeg-2000-image"), phrase("part/save-jpeg"))
    space = _space(source.get("/ColorSpace"))
    if space.name == "/DeviceCMYK" and not space.palette:
        if to.space != Name.DeviceCMYK:
            raise Unseparable(phrase("part/image-devicecmyk"), phrase("part/save-grey"))
        made = _copied(pdf, source, ColorSpace=Name.DeviceCMYK)
    elif space.palette or space.components == 1:
        made = _with_palette(pdf, source, space, to)
    else:
        made = _with_samples(pdf, source, space, to)
    if "/SMask" in source:
        # Grey samples that are opacity, not ink (ISO 32000-1, 11.6.5.3).
        mask = source.SMask
        if "/Matte" in mask:
            raise Unseparable(phrase("part/image-matte"), phrase("part/save-plain"))
        if mask.ColorSpace != Name.DeviceGray:
            named = space_name(mask.ColorSpace)
            raise Unseparable(phrase("part/soft-mask-2", space_name=named), phrase("part/save-image"))
        made.SMask = _copied(pdf, mask, ColorSpace=Name.DeviceGray)
    return made


def _filters(source: Any) -> list[Any]:
    filters = source.get("/Filter", Array())
    return list(filters) if filters._type_name == "array" else [filters]


def _copied(pdf: Pdf, source: Any, data: bytes | None = None, **entries: Any) -> Any:
    """An image with what another says besides its colour, and samples of its own, else those of the other, packed."""
    kept = [*KEPT, "/Filter", "/DecodeParms"] if data is None else KEPT
    told = {key: source[key] for key in kept if key in source} | {f"/{key}": entry for key, entry in entries.items()}
    return pdf.make_indirect(Stream(pdf, source.read_raw_bytes() if data is None else data, told))


def _space(space: Any) -> SampleSpace:
    if space is None:
        raise Unseparable(phrase("part/image-without-colour"), phrase("part/save-jpeg"))
    if space._type_name == "name" and str(space) in DEVICE:
        return DEVICE[str(space)]
    if space._type_name == "array" and space[0] == Name.Indexed:
        base = _space(space[1])
        if base.palette or base.profile:
            raise Unseparable(phrase("part/image-palette", space_name=space_name(space[1])), phrase("part/save-srgb"))
        lookup = bytes(space[3]) if space[3]._type_name == "string" else space[3].read_bytes()
        width = base.components
        entries = [lookup[at : at + width] for at in range(0, (int(space[2]) + 1) * width, width)]
        palette = tuple(tuple(part / 255 for part in entry) for entry in entries)
        return SampleSpace(base.name, base.components, palette)
    if space._type_name == "array" and space[0] == Name.ICCBased and int(space[1].N) in (1, 3):
        name = {1: "/DeviceGray", 3: "/DeviceRGB"}[int(space[1].N)]
        return SampleSpace(name, int(space[1].N), profile=space[1].read_bytes() if name == "/DeviceRGB" else None)
    raise Unseparable(phrase("part/image-space-name", space_name=space_name(space)), phrase("part/save-srgb"))


DEVICE = {
    "/DeviceGray": SampleSpace("/DeviceGray", 1),
    "/DeviceRGB": SampleSpace("/DeviceRGB", 3),
    "/DeviceCMYK": SampleSpace("/DeviceCMYK", 4),
}


def _with_palette(pdf: Pdf, source: Any, space: SampleSpace, to: Destination) -> Any:
    """Samples of one component as they are, and what they mean in a palette of inks: lossless."""
    bits, data = int(source.get("/BitsPerComponent", 1)), None
    if bits == 16:
        data, bits = source.read_bytes()[::2], 8
    if Name.DCTDecode in _filters(source):
        data = _decoded(source).convert("L").tobytes()
    top = (1 << bits) - 1
    low, high = numbers(source.Decode) if "/Decode" in source else (0.0, float(top if space.palette else 1))
    values = [low + sample * (high - low) / top for sample in range(top + 1)]
    last = len(space.palette) - 1
    colours = [
        from_device(space.palette[min(last, round(value))], to) if space.palette else to.grey(value) for value in values
    ]
    lookup = String(bytes(round(part * 255) for colour in colours for part in colour))
    made = _copied(pdf, source, data, BitsPerComponent=bits, ColorSpace=Array([Name.Indexed, to.space, top, lookup]))
    if "/Decode" in made:
        del made["/Decode"]
    return made


def _with_samples(pdf: Pdf, source: Any, space: SampleSpace, to: Destination) -> Any:
    """RGB samples through the destination, pixel by pixel."""
    if "/Mask" in source and source.Mask._type_name == "array":
        raise Unseparable(phrase("part/image-colour"), phrase("part/save-alpha"))
    jpeg = _filters(source)[-1:] == [Name.DCTDecode]
    pixels = _decoded(source) if jpeg else _unpacked(source)
    profile = pixels.info.get("icc_profile") if jpeg else space.profile
    if "/Profile" in source:  # what the bitmap brought, which the layout engine has no entry for
        profile = bytes(source.Profile)
    if "/Decode" in source:  # ISO 32000-1, 8.9.5.2
        decode = numbers(source.Decode)
        pixels = pixels.point(
            [
                min(255, max(0, round(255 * (low + sample / 255 * (high - low)))))
                for low, high in zip(decode[::2], decode[1::2], strict=True)
                for sample in range(256)
            ]
        )
    converted = to.picture(pixels.convert("RGB"), profile)
    made = _copied(pdf, source, b"", BitsPerComponent=8, ColorSpace=to.space)
    if "/Decode" in made:
        del made["/Decode"]
    if not jpeg:
        made.write(converted.tobytes())
        return made
    stream = io.BytesIO()
    converted.save(stream, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    made.write(stream.getvalue(), filter=Name.DCTDecode)
    if converted.mode == "CMYK":  # inverted, as Photoshop does, and says in the Adobe marker
        made.Decode = Array([1, 0] * 4)
    return made


def _decoded(source: Any) -> Image.Image:
    """The pixels of a JPEG."""
    if _filters(source) != [Name.DCTDecode] or "/ColorTransform" in source.get("/DecodeParms", Dictionary()):
        raise Unseparable(phrase("part/jpeg-packed"), phrase("part/save-image-anew"))
    try:
        pixels = Image.open(io.BytesIO(source.read_raw_bytes()))
        pixels.load()
    except OSError as fault:
        raise Unseparable(phrase("part/jpeg-decoded"), phrase("part/save-image-anew")) from fault
    return pixels


def _unpacked(source: Any) -> Image.Image:
    """Pixels of RGB samples of 1, 2, 4, 8 or 16 bits."""
    width, height, bits = int(source.Width), int(source.Height), int(source.BitsPerComponent)
    try:
        samples = unpacked(source.read_bytes(), width, height, 3, bits)
    except ValueError as fault:
        raise Unseparable(said(fault), phrase("part/save-8")) from fault
    return Image.fromarray(np.ascontiguousarray(samples), "RGB")
