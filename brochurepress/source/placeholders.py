"""Placeholders: {{ name }} in the texts of an edition, filled with values that stay plain text whatever they hold."""

import dataclasses
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from brochurepress.findings import Finding, Place, error, nearest
from brochurepress.source.section_types import Meaning, hints_of, means, optional_in, record_in
from brochurepress.wording import phrase
from brochurepress.workspace import Fields, Key

_PLACE = re.compile(r"(\\?)\{\{(.*?)\}\}")
_NAME = re.compile(r"\s*([A-Za-z][\w-]*)\s*")
_CODE = re.compile(r"(?<![\\`])(`+)(?!`)(?:.+?)(?<!`)\1(?!`)", re.DOTALL)
_SIGNS = re.compile(r"([\\`*{\[\]<~^]|=(?==)|\$(?=\$)|:(?=[a-z_]{3,}:)|(?<![^\W_])_|_(?![^\W_]))")
"""Signs that are Markdown wherever they stand; an underscore within a word is none."""
_OPENING = re.compile(r"(?:\d+(?=[.)])|(?=[#>+-]))")
"""What opens a block at the start of a line: a backslash behind it makes it plain."""
_ENTITY = re.compile(r"&(?=#\d+;|#[xX][0-9a-fA-F]+;|\w+;)")


@dataclass
class Filling:
    """The values of an edition's placeholders by name; what cannot be filled is left in `faults`.

    A placeholder that is to stand as it is written has a backslash before it: \\{{ name }}.
    """

    values: Mapping[str, str]
    faults: list[Finding] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def plain(self, text: str, place: Place) -> str:
        """A text that is taken as it is, filled."""
        return self._filled(text, lambda match: place, lambda match, value: value)

    def markdown(self, text: str, first: Place) -> str:
        """A text in Markdown, filled with values that are no Markdown; `first` is the place of its first line.

        The lines stay as they are, for no value has more than one.
        """
        code = [span.span() for span in _CODE.finditer(text)]

        def written(match: re.Match[str], value: str) -> str:
            if any(start < match.start() < end for start, end in code):
                if "`" in value:
                    self.faults.append(error("manuscript/placeholder:in-code", place_of(match), match=match[0]))
                return value
            opens = not text[: match.start()].rpartition("\n")[2].strip(" -+*>")
            return as_markdown(value, opens, text[match.end() : match.end() + 1])

        def place_of(match: re.Match[str]) -> Place:
            line = first.line + text.count("\n", 0, match.start())
            return dataclasses.replace(first, line=line)

        return self._filled(text, place_of, written)

    def fields(self, fields: Fields, model: type[Any]) -> Fields:
        """The values of a front matter, filled before they are bound to their record.

        What a record can do without and the values leave empty is not there.
        """
        return dataclasses.replace(fields, values=self._record(fields.values, model, fields, ()))

    def _record(self, values: Mapping[str, Any], model: Any, fields: Fields, key: Key) -> dict[str, Any]:
        hints, spared = hints_of(model) if model else {}, optional_in(model) if model else frozenset()
        filled = {}
        for name, value in values.items():
            own = name.replace("-", "_")
            filled[name] = self._value(value, hints.get(own, Any), fields, (*key, name))
            if own in spared and filled[name] == "" != value:
                del filled[name]
        return filled

    def _value(self, value: Any, hint: Any, fields: Fields, key: Key) -> Any:
        if isinstance(value, str):
            place = fields.place(key)
            return self.markdown(value, place) if means(hint, Meaning.PHRASE) else self.plain(value, place)
        if isinstance(value, list):
            return [self._value(item, hint, fields, (*key, index)) for index, item in enumerate(value)]
        if isinstance(value, dict):
            return self._record(value, record_in(hint), fields, key)
        return value

    def _filled(
        self, text: str, place: Callable[[re.Match[str]], Place], written: Callable[[re.Match[str], str], str]
    ) -> str:
        def fill(match: re.Match[str]) -> str:
            if match[1]:
                return match[0][1:]
            named = _NAME.fullmatch(match[2])
            if named and named[1] in self.values:
                self.used.add(named[1])
                return written(match, " ".join(self.values[named[1]].split()))
            if named:
                near = nearest(named[1], self.values) if self.values else phrase("part/under-fields")
                fault = error("manuscript/placeholder:unknown", place(match), name=named[1], nearest=near)
            else:
                fault = error("manuscript/placeholder:malformed", place(match), given=match[0])
            self.faults.append(fault)
            return ""

        return _PLACE.sub(fill, text) if "{{" in text else text


def is_name(text: str) -> bool:
    """Whether a text can be the name of a placeholder."""
    return bool(_NAME.fullmatch(text)) and text == text.strip()


def names_in(text: str) -> frozenset[str]:
    """Names of the placeholders in a text."""
    found = (_NAME.fullmatch(match[2]) for match in _PLACE.finditer(text) if not match[1])
    return frozenset(name[1] for name in found if name)


def as_markdown(value: str, opens: bool, following: str) -> str:
    """A value as Markdown that shows it letter for letter, with no more backslashes than that takes.

    `opens` tells whether it begins its line, `following` is the character behind it.
    """
    plain = _SIGNS.sub(r"\\\1", _ENTITY.sub("&amp;", value)).replace("|", _as_entity("|"))
    if opens and value.isdigit() and following in (".", ")"):
        plain = plain[:-1] + _as_entity(plain[-1])
    elif opens and plain.startswith((*":=~!?•◦▪‣●○■□·",)):
        plain = _as_entity(plain[0]) + plain[1:]
    elif opens and (opening := _OPENING.match(plain)):
        plain = f"{opening[0]}\\{plain[opening.end() :]}"
    if following == "[" and plain.endswith("!"):
        plain = f"{plain[:-1]}\\!"
    return plain


def _as_entity(character: str) -> str:
    return f"&#{ord(character)};"
