"""Changes of the text: which sentences of an edition differ from those of its last release."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from html import unescape

from prepress.source import Manuscript

_BLOCK = re.compile(r"</?(?:p|li|h[1-6]|td|th|tr|dt|dd|blockquote|figcaption|ul|ol|table)\b[^>]*>")
_TAG = re.compile(r"<[^>]+>")
_END = re.compile(r"(?<=[.!?…])[\"”’»)]*\s+")
_SILENT = ("type", "level", "page", "ground", "band", "stands", "file", "confirmed", "expires")


def sentences(manuscript: Manuscript) -> tuple[str, ...]:
    """Every sentence of an edition in reading order: titles, texts, names, addresses and text alternatives."""
    return tuple(
        sentence
        for section in manuscript.sections
        for text in (*_texts(section.content), *_BLOCK.sub("\n", section.html).split("\n"))
        for sentence in _split(text)
    )


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif is_dataclass(value):
        for each in fields(value):
            if each.name not in _SILENT:
                yield from _texts(getattr(value, each.name))


def _split(text: str) -> list[str]:
    plain = " ".join(unescape(_TAG.sub("", text)).replace("\u00ad", "").split())
    return [sentence for sentence in _END.split(plain) if sentence]


def changes(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[str, ...]:
    """The sentences taken out ("- ") and put in ("+ "), each beside what it replaces, in reading order."""
    lines: list[str] = []
    for kind, i, j, k, m in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            lines += [f"- {sentence}" for sentence in before[i:j]]
            lines += [f"+ {sentence}" for sentence in after[k:m]]
    return tuple(lines)
