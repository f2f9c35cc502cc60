"""Wording: what people are told stands in a table for each language, by its key, with places for the values.

`layouts/languages/en/findings.toml` has a table for each rule: `message` and `hint`, or those of its cases by name;
`one` is the message where `count` is 1. A case without a hint of its own has that of its rule.
"""

from __future__ import annotations

import errno
import functools
import json
import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

FOLDER, FILE = "layouts/languages", "findings.toml"

FALLBACK = "en"
"""The language in which every key has its words."""

PACKAGE = Path(__file__).resolve().parent

LONGEST_MESSAGE, LONGEST_HINT, LONGEST_NAME = 900, 400, 250
"""Characters of what is told, so that a message with its place and its hint fits a screen of 24 lines of 80."""

UNSHOWN = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff]")
"""Characters that a terminal or a page obeys instead of showing them: controls, line breaks, directions (Unicode
Standard Annex 9), and halves of characters, as names of files may hold."""


class Phrase(str):
    """A text in English that keeps its key and values, so that it can be told in another language as well.

    It is compared, joined and written as any text; what is made of it by such means is a text in English.
    """

    __slots__ = ("key", "part", "values")
    key: str
    part: str
    values: Mapping[str, Any]

    def __new__(cls, text: str, key: str, values: Mapping[str, Any], part: str = "message") -> Self:
        """A phrase whose words are known; `phrase` finds them."""
        self = super().__new__(cls, text)
        self.key, self.values, self.part = key, values, part
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """What a copy in another process is made of: there its words are not looked up again."""
        return Phrase, (str(self), self.key, self.values, self.part)

    def shown(self, most: int) -> Phrase:
        """The phrase with its text safe to show (see `shown`)."""
        return Phrase(shown(self, most), self.key, self.values, self.part)


def phrase(key: str, values: Mapping[str, Any] | None = None, part: str = "message", /, **more: Any) -> Phrase:
    """The words of a key, filled with values: texts, numbers, dates, phrases, and lists of them."""
    given = {name: _plain(value) for name, value in {**(values or {}), **more}.items()}
    text = _rendered(key, part, given, FALLBACK)
    return Phrase(text, key, {name: _bounded(value) for name, value in given.items()}, part)


def in_language(text: str, language: str) -> str:
    """A text in a language such as nl or nl-NL: of a phrase its words there, or in English where there are none.

    They are safe to show (see `shown`).
    """
    if not isinstance(text, Phrase) or language.split("-")[0] == FALLBACK:
        return text
    return shown(_rendered(text.key, text.part, text.values, language.split("-")[0]))


_KEPT = "\x00"
"""Begins a phrase in a file: no text that is shown has this character."""


def kept(text: str) -> str:
    """A text for a file that the press reads again: of a phrase its key, part and values (JSON)."""
    return _KEPT + json.dumps(_written(text)) if isinstance(text, Phrase) else text


def recalled(text: str) -> str:
    """The text that `kept` has written."""
    found: str = _read(json.loads(text[1:])) if text.startswith(_KEPT) else text
    return found


def _written(value: Any) -> Any:
    if isinstance(value, Phrase):
        return {"key": value.key, "part": value.part, "values": {n: _written(of) for n, of in value.values.items()}}
    if isinstance(value, tuple):
        return [_written(each) for each in value]
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return float(value) if isinstance(value, Decimal) else value


def _read(value: Any) -> Any:
    if isinstance(value, dict) and "key" in value:
        return phrase(value["key"], {name: _read(of) for name, of in value["values"].items()}, value["part"])
    if isinstance(value, list):
        return tuple(map(_read, value))
    return date.fromisoformat(value["date"]) if isinstance(value, dict) else value


def said(fault: BaseException) -> str:
    """What an exception says: the phrase that it carries, the reason that a system gave, or its text."""
    first = fault.args[0] if fault.args else None
    if isinstance(fault, OSError) and fault.strerror:
        key = f"system/{errno.errorcode.get(fault.errno or 0, '').lower()}"
        return phrase(key) if _texts(FALLBACK, key) else fault.strerror
    return first if isinstance(first, Phrase) else str(fault)


def shown(text: str, most: int = LONGEST_MESSAGE) -> str:
    """A text as one line that is safe to show, of `most` characters at most.

    Characters of UNSHOWN are written as repr writes them; what is longer is shortened in the middle, with its length.
    """
    safe = UNSHOWN.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)
    if len(safe) <= most:
        return safe
    gap = f" … ({len(text):,} characters) … "
    room = (most - len(gap)) // 2
    return f"{safe[:room]}{gap}{safe[-room:]}"


def _rendered(key: str, part: str, values: Mapping[str, Any], language: str) -> str:
    """The words of a key in a language; those in English, and then key and values, where that cannot be done."""
    for known in dict.fromkeys((language, FALLBACK)):
        rule = key.partition(":")[0]
        texts, told = _texts(known, rule), {name: _told(value, known) for name, value in values.items()}
        parts = ("one", part) if part == "message" and values.get("count") == 1 else (part,)
        wanted = ((of, each) for of in (key, rule) for each in parts)
        template = next((texts[each] for each in wanted if each in texts), None)
        number = _texts(known, "part/number").get(("part/number", "message"), "1,234.5")
        try:
            if template is not None:
                return _Filling(number).vformat(template, (), told)
        except (LookupError, ValueError, TypeError, AttributeError):
            continue
    given = ", ".join(f"{name}: {value}" for name, value in values.items())
    return "" if part == "hint" else f"{key} ({given})" if given else key


class _Filling(string.Formatter):
    """Fills values in, numbers with the signs of a language, as a number shows them: 1,234.5."""

    def __init__(self, number: str) -> None:
        self.signs = str.maketrans(",.", number[1] + number[-2])

    def format_field(self, value: Any, format_spec: str) -> Any:
        """A value in the form that its place asks for."""
        text = super().format_field(value, format_spec)
        return text.translate(self.signs) if isinstance(value, int | float | Decimal) else text


def has_words(language: str) -> bool:
    """Whether findings can be told in a language such as nl."""
    return bool(_tables(language))


@functools.cache
def _texts(language: str, rule: str) -> dict[tuple[str, str], str]:
    """Every text of a rule by its key and part; none where the language has no table for it that can be read."""
    try:
        return dict(entries(tomllib.loads(_tables(language).get(rule.replace("/", ".", 1), ""))))
    except (ValueError, AttributeError):
        return {}


@functools.cache
def _tables(language: str) -> dict[str, str]:
    """The table of each rule as it is written: to take apart the few that are told is ten times as fast."""
    inside = PACKAGE / "shipped"
    shipped = inside if inside.is_dir() else PACKAGE.parent
    try:
        text = (shipped / FOLDER / language / FILE).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return {}
    return {table[1 : table.index("]")]: table for table in re.split(r"^(?=\[.+\]$)", text, flags=re.MULTILINE)[1:]}


def entries(groups: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], str]]:
    """Every text of a table of findings, with its key (group/rule, or group/rule:case) and its part."""
    for group, rules in groups.items():
        for rule, parts in rules.items():
            for name, part in parts.items():
                if isinstance(part, str):
                    yield (f"{group}/{rule}", name), part
                else:
                    yield from (((f"{group}/{rule}:{name}", of), text) for of, text in part.items())


def _plain(value: Any) -> Any:
    """A value as a phrase keeps it: phrases, texts, numbers, dates and lists of them; of all else its text."""
    if isinstance(value, BaseException):
        return said(value)
    if isinstance(value, list | tuple):
        return tuple(map(_plain, value))
    return value if isinstance(value, str | int | float | Decimal | date) else str(value)


def _told(value: Any, language: str) -> Any:
    if isinstance(value, tuple):
        return ", ".join(str(_told(each, language)) for each in value)
    return in_language(value, language) if isinstance(value, Phrase) else value


def _bounded(value: Any) -> Any:
    """A value no longer than what a message can hold."""
    if not isinstance(value, str) or len(value) <= LONGEST_MESSAGE:
        return value
    return value.shown(LONGEST_MESSAGE) if isinstance(value, Phrase) else shown(value)
