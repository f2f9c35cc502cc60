"""PDF functions of all types evaluated over many inputs at once (ISO 32000-1, 7.10)."""

from typing import Any

import numpy as np
import numpy.typing as npt
from pikepdf import Array

from brochurepress.pdf.inspect.postscript_calculator import calculator
from brochurepress.wording import phrase

Values = npt.NDArray[np.float64]


def evaluate(function: Any, inputs: Values, depth: int = 0) -> Values:
    """Outputs, shaped (inputs, components), of a function of one variable or an array of such functions.

    Raises ValueError for more than one input, which is not evaluated, and for a broken calculator program.
    """
    if depth > 8:
        raise ValueError(phrase("part/functions-nested"))
    if isinstance(function, Array):
        parts = [evaluate(part, inputs, depth + 1) for part in function]
        return np.concatenate(parts, axis=1)
    domain = numbers(function.Domain)
    if len(domain) != 2:
        raise ValueError(phrase("part/function-several"))
    clipped = np.clip(inputs, domain[0], domain[1])
    match int(function.FunctionType):
        case 0:
            outputs = _sampled(function, clipped, domain)
        case 2:
            outputs = _exponential(function, clipped)
        case 3:
            outputs = _stitched(function, clipped, domain, depth)
        case 4:
            value = calculator(function.read_bytes())
            outputs = np.array([value(float(x)) for x in clipped])
        case other:
            raise ValueError(phrase("part/function-type", other=other))
    if "/Range" in function:
        bounds = numbers(function.Range)
        outputs = np.clip(outputs, bounds[::2], bounds[1::2])
    return outputs


def numbers(array: Any) -> list[float]:
    """A PDF array of numbers."""
    return [float(value) for value in array]


def _exponential(function: Any, inputs: Values) -> Values:
    start = np.array(numbers(function.get("/C0", [0])))
    end = np.array(numbers(function.get("/C1", [1])))
    return np.asarray(start + (inputs[:, None] ** float(function.N)) * (end - start))


def _sampled(function: Any, inputs: Values, domain: list[float]) -> Values:
    bits, size = int(function.BitsPerSample), int(function.Size[0])
    bounds = numbers(function.Range)
    count = len(bounds) // 2
    data = np.frombuffer(function.read_bytes(), np.uint8)
    if bits not in (8, 16, 32):
        raise ValueError(phrase("part/sampled-function", bits=bits))
    samples = data[: size * count * bits // 8].view(f">u{bits // 8}").reshape(size, count)
    decode = numbers(function.get("/Decode", bounds))
    encode = numbers(function.get("/Encode", [0, size - 1]))
    table = np.array(decode[::2]) + samples / (2.0**bits - 1) * np.subtract(decode[1::2], decode[::2])
    at = np.interp(inputs, domain, encode)
    steps = np.arange(size)
    return np.stack([np.interp(at, steps, table[:, index]) for index in range(count)], axis=1)


def _stitched(function: Any, inputs: Values, domain: list[float], depth: int) -> Values:
    bounds, encode = numbers(function.Bounds), numbers(function.Encode)
    edges = [domain[0], *bounds, domain[1]]
    which = np.minimum(np.searchsorted(bounds, inputs, side="right"), len(bounds))
    outputs: Values | None = None
    for index, part in enumerate(function.Functions):
        chosen = which == index
        low, high = edges[index], edges[index + 1]
        share = (inputs[chosen] - low) / (high - low) if high > low else np.zeros(int(chosen.sum()))
        start, end = encode[2 * index : 2 * index + 2]
        values = evaluate(part, start + share * (end - start), depth + 1)
        if outputs is None:
            outputs = np.zeros((len(inputs), values.shape[1]))
        outputs[chosen] = values
    if outputs is None:
        raise ValueError(phrase("part/stitching-function"))
    return outputs
