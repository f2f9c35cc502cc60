"""Content streams taken apart into instructions: here where they are plainly written, by pikepdf where they are not."""

import re
from functools import lru_cache
from sys import intern
from typing import Any

import pikepdf

Instructions = list[tuple[list[Any], str, bytes]]
"""Operands, operator name and bytes of each instruction of a content stream, in order."""

_BLANK = rb"[ \t\n\r\f]"
_NUMBER = rb"[-+]?+\d{0,18}+(?:\.\d*+)?+(?![-+.\d])"
_STRING = rb"<[\da-fA-F]*+>|\((?:[^()\\\r]++|\\[nrtbf()\\]|\\[0-3][0-7]{2})*+\)"
_ELEMENT = rb"(?=[-+.\d])%b|%b" % (_NUMBER, _STRING)
_ANY = rb"/[^\0-\x20\x7f-\xff()<>\[\]{}/%%#]++|(?=[-+.\d])%b(?=%b)|%b|\[(?:%b|%b)*+\]|<<(?:[^<>()\\%%]++|%b)*+>>" % (
    _NUMBER,
    _BLANK,
    _STRING,
    _ELEMENT,
    _BLANK,
    _STRING,
)
_OPERATOR = rb"[A-Za-z'\"*]++[01]?+(?=[ \t\n\r\f/\[(<]|\Z)"
_INSTRUCTION = re.compile(
    rb"(%b*+((?:%b%b++)*+)((?:(?:%b)%b*+)*+)(%b))" % (_BLANK, _NUMBER, _BLANK, _ANY, _BLANK, _OPERATOR)
)
"""Numbers, operands of any kind, operator: as they are plainly written, so that nothing can be read in two ways."""
_OPERANDS, _ELEMENTS = re.compile(_ANY), re.compile(_ELEMENT)
_ESCAPES = re.compile(rb"\\([0-7]{3}|.)")
_ESCAPED = dict(zip(b"nrtbf", b"\n\r\t\b\f", strict=True))

_NO_OPERATORS = frozenset((b"true", b"false", b"null", b"R", b"BI", b"ID", b"EI"))
_HOLDING = {b"Tj": bytes, b"TJ": list, b"BDC": object, b"DP": object}
"""Operators whose operands may hold strings or dictionaries, and what the first of them is."""


def taken_apart(stream: Any, data: bytes | None) -> Instructions:
    """The instructions of a content stream with this data; None for data that cannot be told.

    Strings are bytes and arrays lists where it is plainly written, else they are objects of pikepdf.
    """
    if data is not None and (found := _plain(data)) is not None:
        return found
    parsed = pikepdf.parse_content_stream(stream)
    return [
        (list(entry.operands), intern(str(entry.operator)), pikepdf.unparse_content_stream([entry])) for entry in parsed
    ]


def _plain(data: bytes) -> Instructions | None:
    found: Instructions = []
    end = 0
    try:
        for written, numbers, others, operator in _INSTRUCTION.findall(data):
            end += len(written)
            operands: list[Any] = [*map(float, numbers.split())]
            if others:
                operands += map(_operand, _OPERANDS.findall(others))
                if (b"(" in others or b"<" in others) and not isinstance(operands[0], _HOLDING.get(operator, ())):
                    return None
            found.append((operands, _operator(operator), written))
    except (ValueError, pikepdf.PdfError):  # such as two points in a number
        return None
    return None if data[end:].strip(b" \t\n\r\f") else found


@lru_cache(maxsize=4096)
def _operator(token: bytes) -> str:
    if token in _NO_OPERATORS:
        raise ValueError
    return intern(token.decode())


def _operand(token: bytes) -> Any:
    if token[0] == b"/"[0]:
        return _name(token)
    if token[0] == b"["[0]:
        return [
            bytes.fromhex(part[1:-1].decode()) if part[:1] == b"<" else _operand(part)
            for part in _ELEMENTS.findall(token)
        ]
    if token[0] == b"("[0]:
        return _ESCAPES.sub(_escaped, token[1:-1])
    if token[:2] == b"<<":
        return pikepdf.Object.parse(token)
    return bytes.fromhex(token[1:-1].decode()) if token[0] == b"<"[0] else float(token)


def _escaped(found: re.Match[bytes]) -> bytes:
    code = found[1]
    return bytes([int(code, 8) if code.isdigit() else _ESCAPED.get(code[0], code[0])])


@lru_cache(maxsize=4096)
def _name(token: bytes) -> Any:
    return pikepdf.Name(token.decode())
