"""PDF functions: values of sampled, exponential, stitching and calculator functions (ISO 32000-1, 7.10)."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Sequence
from typing import Any

from prepress.separation.colour import Unseparable

Function = Callable[[float], tuple[float, ...]]
"""A function of one number, as shadings along an axis have it."""

Stack = list[Any]


def function(definition: Any) -> Function:
    """The function that a PDF dictionary, stream, or array of them describes.

    Raises Unseparable for a type that the standard does not have or more inputs than one.
    """
    if isinstance(definition, list) or definition._type_name == "array":
        parts = [function(part) for part in definition]
        return lambda x: tuple(value for part in parts for value in part(x))
    kind = int(definition.FunctionType)
    if kind not in KINDS or len(definition.Domain) != 2:
        raise Unseparable(f"a function of type {kind} with {len(definition.Domain) // 2} inputs")
    low, high = numbers(definition.Domain)
    of = KINDS[kind](definition)
    limits = numbers(definition.Range) if "/Range" in definition else ()
    return lambda x: _clipped(of(min(high, max(low, x))), limits)


def numbers(values: Any) -> tuple[float, ...]:
    """A PDF array of numbers."""
    return tuple(float(value) for value in values)


def _clipped(values: tuple[float, ...], limits: tuple[float, ...]) -> tuple[float, ...]:
    if not limits:
        return values
    return tuple(min(limits[2 * i + 1], max(limits[2 * i], value)) for i, value in enumerate(values))


def _sampled(definition: Any) -> Function:
    """Type 0: a table, with linear interpolation."""
    size, bits = int(definition.Size[0]), int(definition.BitsPerSample)
    limits = numbers(definition.Range)
    outputs = len(limits) // 2
    decode = numbers(definition.Decode) if "/Decode" in definition else limits
    low, high = numbers(definition.Domain)
    first, last = numbers(definition.Encode) if "/Encode" in definition else (0.0, size - 1.0)
    data = definition.read_bytes()
    packed, total = int.from_bytes(data, "big"), len(data) * 8
    top = (1 << bits) - 1

    def sample(index: int, output: int) -> float:
        shift = total - bits * (index * outputs + output + 1)
        part = ((packed >> shift) & top) / top
        return decode[2 * output] + part * (decode[2 * output + 1] - decode[2 * output])

    def value(x: float) -> tuple[float, ...]:
        at = min(size - 1.0, max(0.0, first + (x - low) * (last - first) / (high - low)))
        before = min(size - 2, int(at)) if size > 1 else 0
        after, part = min(size - 1, before + 1), at - before
        return tuple(
            (1 - part) * sample(before, output) + part * sample(after, output) for output in range(outputs)
        )

    return value


def _exponential(definition: Any) -> Function:
    """Type 2: C0 + x^N (C1 - C0)."""
    start = numbers(definition.C0) if "/C0" in definition else (0.0,)
    end = numbers(definition.C1) if "/C1" in definition else (1.0,)
    power = float(definition.N)
    return lambda x: tuple(a + x**power * (b - a) for a, b in zip(start, end, strict=True))


def _stitching(definition: Any) -> Function:
    """Type 3: one function for each part of the domain."""
    parts = [function(part) for part in definition.Functions]
    low, high = numbers(definition.Domain)
    bounds, encode = numbers(definition.Bounds), numbers(definition.Encode)
    edges = (low, *bounds, high)

    def value(x: float) -> tuple[float, ...]:
        index = sum(1 for bound in bounds if x >= bound)
        start, end = edges[index], edges[index + 1]
        first, last = encode[2 * index], encode[2 * index + 1]
        return parts[index](first + (x - start) * (last - first) / (end - start) if end > start else first)

    return value


def _calculator(definition: Any) -> Function:
    """Type 4: a program in a subset of PostScript."""
    tokens = re.findall(r"[{}]|[^\s{}]+", re.sub(r"%.*", "", definition.read_bytes().decode("latin-1")))
    program, _ = _block(tokens, 1)

    def value(x: float) -> tuple[float, ...]:
        stack: Stack = [x]
        try:
            _run(program, stack)
        except (IndexError, ArithmeticError, ValueError, TypeError) as fault:
            raise Unseparable("a calculator function with a broken program") from fault
        return tuple(float(part) for part in stack)

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
            raise Unseparable(f"a calculator function with the operator '{tokens[at]}'")
        at += 1
    return program, at


def _run(program: Sequence[Any], stack: Stack) -> None:
    for token in program:
        if token == "if":
            then, test = stack.pop(), stack.pop()
            if test:
                _run(then, stack)
        elif token == "ifelse":
            otherwise, then, test = stack.pop(), stack.pop(), stack.pop()
            _run(then if test else otherwise, stack)
        elif isinstance(token, str):
            OPERATORS[token](stack)
        else:
            stack.append(token)


def _unary(of: Callable[[Any], Any]) -> Callable[[Stack], None]:
    def apply(stack: Stack) -> None:
        stack.append(of(stack.pop()))

    return apply


def _binary(of: Callable[[Any, Any], Any]) -> Callable[[Stack], None]:
    def apply(stack: Stack) -> None:
        second, first = stack.pop(), stack.pop()
        stack.append(of(first, second))

    return apply


def _copy(stack: Stack) -> None:
    count = int(stack.pop())
    stack.extend(stack[len(stack) - count :])


def _roll(stack: Stack) -> None:
    by, count = int(stack.pop()), int(stack.pop())
    part = stack[len(stack) - count :]
    by %= count
    stack[len(stack) - count :] = part[count - by :] + part[: count - by]


def _exchange(stack: Stack) -> None:
    stack[-1], stack[-2] = stack[-2], stack[-1]


OPERATORS: dict[str, Callable[[Stack], None]] = {
    "abs": _unary(abs),
    "add": _binary(operator.add),
    "and": _binary(operator.and_),
    "atan": _binary(lambda a, b: math.degrees(math.atan2(a, b)) % 360),
    "bitshift": _binary(lambda a, b: a << b if b >= 0 else a >> -b),
    "ceiling": _unary(math.ceil),
    "copy": _copy,
    "cos": _unary(lambda a: math.cos(math.radians(a))),
    "cvi": _unary(int),
    "cvr": _unary(float),
    "div": _binary(operator.truediv),
    "dup": lambda stack: stack.append(stack[-1]),
    "eq": _binary(operator.eq),
    "exch": _exchange,
    "exp": _binary(operator.pow),
    "false": lambda stack: stack.append(False),
    "floor": _unary(math.floor),
    "ge": _binary(operator.ge),
    "gt": _binary(operator.gt),
    "idiv": _binary(lambda a, b: int(a / b)),
    "index": lambda stack: stack.append(stack[-1 - int(stack.pop())]),
    "le": _binary(operator.le),
    "ln": _unary(math.log),
    "log": _unary(math.log10),
    "lt": _binary(operator.lt),
    "mod": _binary(math.fmod),
    "mul": _binary(operator.mul),
    "ne": _binary(operator.ne),
    "neg": _unary(operator.neg),
    "not": _unary(lambda a: not a if isinstance(a, bool) else ~a),
    "or": _binary(operator.or_),
    "pop": lambda stack: stack.pop() and None,
    "roll": _roll,
    "round": _unary(lambda a: math.floor(a + 0.5)),
    "sin": _unary(lambda a: math.sin(math.radians(a))),
    "sqrt": _unary(math.sqrt),
    "sub": _binary(operator.sub),
    "true": lambda stack: stack.append(True),
    "truncate": _unary(math.trunc),
    "xor": _binary(operator.xor),
}

KINDS: dict[int, Callable[[Any], Function]] = {0: _sampled, 2: _exponential, 3: _stitching, 4: _calculator}
