"""Shadings: axial and radial transitions whose functions are rewritten to give ink instead of sRGB."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from pikepdf import Array, Dictionary, Pdf, Stream

from brochurepress.artworks.press.separation.colour import ColourComponents, Destination, Unseparable, from_device
from brochurepress.pdf.inspect import evaluate, numbers
from brochurepress.wording import phrase

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
    if space != space_name(to.space):
        made.Function = _rewritten(pdf, source.Function, space, to)
    return made


def space_name(space: Any) -> str:
    """A colour space as a message names it."""
    return str(space if space._type_name == "name" else space[0]).removeprefix("/")


def _rewritten(pdf: Pdf, definition: Any, space: str, to: Destination) -> Any:
    """The function of a shading, with one sampled table for each part of a stitching one."""
    if definition._type_name == "array" or int(definition.FunctionType) != 3:
        parts = definition[0] if definition._type_name == "array" else definition
        return _table(pdf, definition, numbers(parts.Domain), space, to)
    made = Dictionary(FunctionType=3, Domain=definition.Domain, Bounds=definition.Bounds, Encode=definition.Encode)
    made.Functions = Array([_table(pdf, part, numbers(part.Domain), space, to) for part in definition.Functions])
    return made


def _table(pdf: Pdf, definition: Any, domain: Sequence[float], space: str, to: Destination) -> Any:
    """A sampled function (type 0) over the domain, or a constant one (type 2) where nothing changes."""
    try:
        values = evaluate(definition, np.linspace(domain[0], domain[1], SAMPLES))
    except ValueError as fault:
        raise Unseparable(phrase("part/shading-fault", fault=fault), phrase("part/use-plain")) from fault
    if not np.ptp(values, axis=0).any():
        flat = Array(from_device([float(part) for part in values[0]], to))
        return Dictionary(FunctionType=2, Domain=Array(domain), C0=flat, C1=flat, N=1)
    colours = _ramp(space, [tuple(map(float, value)) for value in values], to)
    words = b"".join(round(part * 65535).to_bytes(2, "big") for colour in colours for part in colour)
    table = Stream(pdf, words)
    table.FunctionType = 0
    table.Domain = Array(domain)
    table.Range = Array([0, 1] * len(colours[0]))
    table.Size = Array([SAMPLES])
    table.BitsPerSample = 16
    return pdf.make_indirect(table)


def _ramp(space: str, values: list[ColourComponents], to: Destination) -> list[ColourComponents]:
    if space != "DeviceRGB":
        return [from_device(value, to) for value in values]
    return to.ramp([(red, green, blue) for red, green, blue in values])
