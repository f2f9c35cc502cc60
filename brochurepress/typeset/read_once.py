"""Read once what WeasyPrint 70 and its libraries read again and again; what is read is the same.

- A value with custom properties is read for every element that has it (`weasyprint.css.ComputedStyle.__missing__`),
  most times from tokens that say the same. It depends on nothing else (`Pending.validate`), and is not written to.
- For every C type that is named, cffi 2 reads the names of all that it knows once more: 65 ms of a build.
- Pyphen takes each of some ten thousand patterns of a language apart by itself, 70 ms of a build: here what digits say
  is read once for all patterns that have these at the same places.
- For each word and attribute tinyhtml5 2 makes the pattern that finds its end: it keeps it where it does not look.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from tinyhtml5 import inputstream
from weasyprint.css.tokens import Pending
from weasyprint.text.ffi import ffi
from weasyprint.text.line_break import pyphen

_MOST = 64
"""How many values of one declaration are kept."""
_LETTER, _DIGITS = re.compile(r"\D"), dict.fromkeys(map(ord, "0123456789"))
_Parser = type(ffi._parser)
_solve, _read_type, _read_dictionary = Pending.solve, _Parser.parse_type_and_quals, pyphen.HyphDict.__init__


def _solved(pending: Any, tokens: list[Any], key: str, base_url: str) -> Any:
    """The value of a property; raises what the engine raises for one that cannot be read, each time."""
    known = vars(pending).setdefault("known", {})
    asked = key, base_url, *(token.serialize() for token in tokens)
    if asked not in known:
        if len(known) >= _MOST:
            known.clear()
        known[asked] = _solve(pending, tokens, key, base_url)
    return known[asked]


def _type_named(parser: Any, name: str) -> Any:
    """The C type of a name such as "PangoRectangle *", read with the names in it alone."""
    known, words = parser._declarations, set(re.findall(r"\w+", name))
    parser._declarations = {key: known[key] for key in known if key.split()[-1] in words}
    try:
        return _read_type(parser, name)
    finally:
        parser._declarations = {**known, **parser._declarations}


@cache
def _values(shape: str) -> tuple[int, tuple[int, ...]] | None:
    """Where the first value above 0 of a pattern stands, and the values from there to the last; None without any."""
    values = [int(digit or "0") for digit, _ in pyphen.parse(shape)]
    above = [at for at, value in enumerate(values) if value]
    return (above[0], tuple(values[above[0] : above[-1] + 1])) if above else None


def _read_patterns(self: Any, path: Path) -> None:
    encoding = path.read_bytes().split(b"\n", 1)[0].decode().strip()
    text = "/" if encoding.lower().startswith("microsoft") else path.read_text(encoding)
    if "/" in text or "^^" in text:  # hyphens that change a word, and signs in hexadecimal
        _read_dictionary(self, path)
        return
    lines = [line for line in map(str.strip, text.split("\n")[1:]) if line and not line.startswith(pyphen.ignored)]
    found = ((line.translate(_DIGITS), _values(_LETTER.sub("a", line))) for line in lines)
    self.patterns, self.cache = {letters: values for letters, values in found if values}, {}
    self.maxlen = max(map(len, self.patterns))


class _Ends(dict[tuple[Any, bool], re.Pattern[str]]):
    """Patterns of what stands before the first of some characters, or of the run of these."""

    def __missing__(self, key: tuple[Any, bool]) -> re.Pattern[str]:
        signs = "".join(f"\\x{ord(sign):02x}" for sign in key[0])
        return self.setdefault(key, re.compile(f"[{'' if key[1] else '^'}{signs}]+"))


HOOKS = (
    (inputstream, "characters_until_regex", _Ends()),
    (Pending, "solve", _solved),
    (_Parser, "parse_type_and_quals", _type_named),
    (pyphen.HyphDict, "__init__", _read_patterns),
)
"""What is replaced in the engine: its owner, its name, and what takes its place."""
