"""PDF functions of all types evaluated over many inputs at once (ISO 32000-1, 7.10)."""

import math
import operator
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from pikepdf import Array

from brochurepress.wording import phrase

Stack = list[Any]


def calculator(program: bytes) -> Callable[[float], list[float]]:
    """The function of one input that a program in braces describes; it gives all that is left on the stack.

    Raises ValueError, when read or when run, for an operator that the standard does not have, an empty stack
    or an undefined result.
    """
    tokens = re.findall(r"[{}]|[^\s{}]+", re.sub(r"%.*", "", program.decode("latin-1")))
    steps, _ = _block(tokens, 1)

    def value(x: float) -> list[float]:
        stack: Stack = [x]
        try:
            _run(steps, stack)
            return [float(part) for part in stack]
        except (IndexError, ArithmeticError, TypeError) as fault:
            raise ValueError(phrase("part/calculator-function")) from fault

    return value


def _block(tokens: Sequence[str], at: int) -> tuple[list[Any], int]:
    program: list[Any] = []
    while at < len(tokens) and tokens[at] != "}":
        if tokens[at] == "{":
            inner, at = _block(tokens, at + 1)
            program.append(inner)
        elif re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)", tokens[at]):
            program.append(float(tokens[at]) if "." in tokens[at] else int(tokens[at]))
        elif tokens[at] in OPERATORS or tokens[at] in ("if", "ifelse"):
            program.append(tokens[at])
        else:
            raise ValueError(phrase("part/calculator-function-operator", tokens=tokens[at]))
        at += 1
    return program, at


def _run(program: Sequence[Any], stack: Stack) -> None:
    for step in program:
        if step == "if":
            then, test = stack.pop(), stack.pop()
            if test:
                _run(then, stack)
        elif step == "ifelse":
            otherwise, then, test = stack.pop(), stack.pop(), stack.pop()
            _run(then if test else otherwise, stack)
        elif isinstance(step, str):
            OPERATORS[step](stack)
        else:
            stack.append(step)


def _taking(count: int, of: Callable[..., Any]) -> Callable[[Stack], None]:
    """Takes so many values from the stack, and puts what is made of them there: one value, or a list of them."""

    def apply(stack: Stack) -> None:
        made = of(*[stack.pop() for _ in range(count)][::-1])
        stack.extend(made if isinstance(made, list) else [made])

    return apply


def _copy(stack: Stack) -> None:
    count = int(stack.pop())
    stack.extend(stack[len(stack) - count :])


def _roll(stack: Stack) -> None:
    by, count = int(stack.pop()), int(stack.pop())
    part = stack[len(stack) - count :]
    by %= count
    stack[len(stack) - count :] = part[count - by :] + part[: count - by]


_unary, _binary = partial(_taking, 1), partial(_taking, 2)
_MATHS = {"ceiling": "ceil", "floor": "floor", "ln": "log", "log": "log10", "sqrt": "sqrt", "truncate": "trunc"}
OPERATORS: dict[str, Callable[[Stack], None]] = {
    **{name: _binary(getattr(operator, name)) for name in "add eq ge gt le lt mul ne sub xor".split()},
    **{name: _unary(getattr(math, own)) for name, own in _MATHS.items()},
    "abs": _unary(abs),
    "and": _binary(operator.and_),
    "atan": _binary(lambda a, b: math.degrees(math.atan2(a, b)) % 360),
    "bitshift": _binary(lambda a, b: a << b if b >= 0 else a >> -b),
    "copy": _copy,
    "cos": _unary(lambda a: math.cos(math.radians(a))),
    "cvi": _unary(int),
    "cvr": _unary(float),
    "div": _binary(operator.truediv),
    "dup": _unary(lambda a: [a, a]),
    "exch": _binary(lambda a, b: [b, a]),
    "exp": _binary(operator.pow),
    "false": _taking(0, lambda: False),
    "idiv": _binary(lambda a, b: int(a / b)),
    "index": lambda stack: stack.append(stack[-1 - int(stack.pop())]),
    "mod": _binary(math.fmod),
    "neg": _unary(operator.neg),
    "not": _unary(lambda a: not a if isinstance(a, bool) else ~a),
    "or": _binary(operator.or_),
    "pop": _unary(lambda a: []),
    "roll": _roll,
    "round": _unary(lambda a: math.floor(a + 0.5)),
    "sin": _unary(lambda a: math.sin(math.radians(a))),
    "true": _taking(0, lambda: True),
}

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
            start, end = (np.array(numbers(function.get(key, [other]))) for key, other in (("/C0", 0), ("/C1", 1)))
            outputs = np.asarray(start + (clipped[:, None] ** float(function.N)) * (end - start))
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
