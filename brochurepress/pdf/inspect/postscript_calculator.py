"""PostScript calculator functions: their programs read and run (ISO 32000-1, 7.10.5)."""

import math
import operator
import re
from collections.abc import Callable, Sequence
from typing import Any

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
