"""Segments: the texts of a section file as slices of it, so that the file is its own skeleton.

A segment is one field of the front matter, one paragraph, point, heading, cell, definition or abbreviation. What is
put back unchanged is not written at all: the file keeps its bytes.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from brochurepress.source import is_markdown, is_words
from brochurepress.workspace import Key, as_yaml, yaml_patched, yaml_scalars


@dataclass(frozen=True)
class Segment:
    """A text of a section file: its characters from `start` to `end`, and what kind of block it is.

    Of a field (`kind` "field") `key` is where it stands in the front matter, `text` its value, `style` the sign of its
    YAML style, and `plain` whether it shows its signs as they are; of all else `text` is the slice itself, in
    Markdown, and `key` is empty.
    """

    kind: str
    start: int
    end: int
    text: str
    key: Key = ()
    style: str = ""
    plain: bool = False

    def tokens(self, text: str | None = None) -> tuple[Token, ...]:
        """The words and marks of its text, or of another one in its place."""
        text = self.text if text is None else text
        if not self.plain:
            return inline(text)
        return tuple(Code(each) if number % 2 else each for number, each in enumerate(_FIELD.split(text)) if each)


@dataclass(frozen=True)
class Code:
    """An inline mark as the exact signs that open and close it; without `closing` it stands alone, as a break does."""

    opening: str
    inner: tuple[Token, ...] = ()
    closing: str = ""


Token = str | Code
"""Words, or a mark among them."""

_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_ATTRIBUTES = r"(?:\{:[^}\n]*\})?"
_QUOTED = re.compile(r"[ \t]*(?:>[ \t]?)+")
_SILENT = re.compile(r"\s*(?:\{:[^}]*\}|\[[^\]^]+\]:\s.*|[|:\s-]*-[|:\s-]*\|[|:\s-]*|[ \t]*(?:[-*_][ \t]*){3,})\s*")
"""Lines without words: attribute lists, targets of links, rules of tables and between paragraphs."""
_OPENINGS = (
    ("heading", re.compile(rf"[ \t]{{0,3}}#{{1,6}}[ \t]*(?P<text>.*?)[ \t]*#*[ \t]*{_ATTRIBUTES}[ \t]*$")),
    ("abbreviation", re.compile(r"[ \t]*\*\[[^\]]+\]:[ \t]*(?P<text>.*?)[ \t]*$")),
    ("item", re.compile(r"[ \t]*(?:[-*+]|\d+\.)[ \t]+(?P<text>.*)$")),
    ("definition", re.compile(r"[ \t]*:[ \t]+(?P<text>.*)$")),
)
"""What opens a block at the start of a line; the first two end with it."""
_CELL = re.compile(r"(?:\\\||`[^`]*`|[^|])+")


def segments(text: str, model: type[Any], printed: bool = False) -> tuple[Segment, ...]:
    """The segments of a section file in their order; `model` is the record of its section type.

    With `printed`, addresses in the front matter are segments too.
    """
    front, found = _FRONT.match(text), list[Segment]()
    begin = front.start(1) if front else 0
    for one in yaml_scalars(front[1]) if front else ():
        if one.value.strip() and is_words(model, one.key, printed):
            at, shows = (begin + one.start, begin + one.end), not is_markdown(model, one.key)
            found.append(Segment("field", *at, one.value, one.key, one.style, shows))
    return (*found, *_Body(text).segments(front.end() if front else 0))


def replaced(text: str, found: tuple[Segment, ...], new: Mapping[int, str]) -> str:
    """The file with some segments replaced, by the place where each starts; what says the same keeps its bytes."""
    for segment in reversed(found):
        words = new.get(segment.start, segment.text)
        if words == segment.text:
            continue
        if segment.kind == "field":
            line = text.rfind("\n", 0, segment.start) + 1
            opening = re.match(r"\s*(?:-\s+)*", text[line : segment.start])
            indent = " " * (len(opening[0] if opening else "") + 2)
            raw = text[segment.start : segment.end]
            if text[: segment.start].rstrip()[-1:] in ("[", ","):  # among brackets, where a comma ends a plain scalar
                words = as_yaml(words, segment.style or '"', indent)
            else:
                words = yaml_patched(raw, segment.text, words, indent) or as_yaml(words, segment.style, indent)
        text = text[: segment.start] + words + text[segment.end :]
    return text


@dataclass
class _Body:
    """Reads the blocks of a Markdown body line by line."""

    text: str
    found: list[Segment] = field(default_factory=list)
    open: tuple[str, int] | None = None
    """Kind and start of the block that the next line may go on with."""
    quoted: bool = False
    listed: bool = False
    table: bool = False

    def segments(self, begin: int) -> list[Segment]:
        """The segments from a place on."""
        at = begin
        for line in self.text[begin:].splitlines(keepends=True):
            self._line(at, line.rstrip("\r\n"))
            at += len(line)
        self._close(len(self.text))
        return self.found

    def _line(self, at: int, line: str) -> None:
        quote = _QUOTED.match(line)
        if bool(quote) != self.quoted:
            self._close(at)
            self.quoted = bool(quote)
        inner = quote.end() if quote else 0
        bare = line[inner:]
        if not bare.strip() or _SILENT.fullmatch(bare):
            self._close(at)
            self.table = self.table and bool(bare.strip())
            return
        for kind, pattern in _OPENINGS:
            if match := pattern.match(bare):
                self._close(at)
                self.listed = kind in ("item", "definition")
                self.table = False
                self.open = kind, at + inner + match.start("text")
                if kind in ("heading", "abbreviation"):
                    self._close(at + inner + match.end("text"))
                return
        self.table = self.table or (self.open is None and "|" in bare and self._has_rule(at))
        if self.table:
            for cell in _CELL.finditer(bare):
                self._add("cell", at + inner + cell.start(), at + inner + cell.end())
        elif self.open is None:
            indented = re.match(r" {4}|\t", bare)
            if indented and not self.listed:
                return  # code
            self.listed = self.listed and bool(indented)
            self.open = "quote" if quote else "paragraph", at + inner

    def _has_rule(self, at: int) -> bool:
        """Whether the next line is the rule below the head of a table."""
        below = (*self.text[at:].split("\n", 2), "")[1]
        return "|" in below and bool(_SILENT.fullmatch(_QUOTED.sub("", below, count=1)))

    def _close(self, end: int) -> None:
        if self.open:
            kind, start = self.open
            self.open = None
            self._add(kind, start, end)

    def _add(self, kind: str, start: int, end: int) -> None:
        text = self.text[start:end]
        if text.strip():
            start, end = start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())
            self.found.append(Segment(kind, start, end, self.text[start:end]))


_TOKEN = re.compile(
    r"(?P<alone>\\?\{\{[^}]*\}\}|\\[\\`*_{}\[\]()#+\-.!<>|~^=:$]"
    rf"|(?P<tick>`+)(?!`).+?(?<!`)(?P=tick)(?!`){_ATTRIBUTES}"
    r"|[ ]{2,}\r?\n(?:[ \t]*>[ \t]?)*|\n[ \t]*(?:>[ \t]?)+|<(?:https?://|mailto:|[^\s<>@]+@)[^\s<>]*>)"
    r"|(?P<open>!?\[)"
    rf"|(?P<close>\](?:\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)|\[[^\]]*\]|(?=\{{:)){_ATTRIBUTES})"
    r"|(?P<emphasis>\*{1,3}|(?<!\w)_{1,2}|_{1,2}(?!\w))",
    re.DOTALL,
)
_FIELD = re.compile(r"(\\?\{\{[^}]*\}\})")
_Open = tuple[str, str, list[Token]]


def inline(text: str) -> tuple[Token, ...]:
    """The words and marks of a segment; `plain` of them is the segment again. Signs without their pair are words."""
    stack: list[_Open] = [("", "", [])]
    at = 0
    while match := _TOKEN.search(text, at):
        stack[-1][2].append(text[at : match.start()])
        at = match.end()
        sign = match[0]
        if match["alone"]:
            stack[-1][2].append(Code(sign))
        elif match["open"]:
            stack.append(("open", sign, []))
        elif match["close"]:
            if not _shut(stack, sign, "open"):
                stack[-1][2].append(sign)
        else:
            marks = (re.compile(_ATTRIBUTES).match(text, at) or match)[0]
            if not text[: match.start()][-1:].isspace() and match.start() and _shut(stack, sign + marks, sign):
                at += len(marks)
            elif not text[at : at + 1].isspace():
                stack.append((sign, sign, []))
            else:
                stack[-1][2].append(sign)
    stack[-1][2].append(text[at:])
    _fold(stack, 1)
    return _joined(stack[0][2])


def _shut(stack: list[_Open], closing: str, opened: str) -> bool:
    """Closes the last pair that was opened so, by a bracket or by this sign of emphasis; tells whether there is one."""
    depth = next((index for index in range(len(stack) - 1, 0, -1) if stack[index][0] == opened), 0)
    if depth:
        _fold(stack, depth + 1)
        _, opening, inner = stack.pop()
        stack[-1][2].append(Code(opening, _joined(inner), closing))
    return bool(depth)


def _fold(stack: list[_Open], depth: int) -> None:
    """What was opened and never closed is words."""
    while len(stack) > depth:
        _, opening, inner = stack.pop()
        stack[-1][2].extend((opening, *inner))


def _joined(tokens: list[Token]) -> tuple[Token, ...]:
    found: list[Token] = []
    for token in tokens:
        if isinstance(token, str) and found and isinstance(found[-1], str):
            found[-1] += token
        elif token:
            found.append(token)
    return tuple(found)


def plain(tokens: tuple[Token, ...]) -> str:
    """The text that tokens are made of."""
    return "".join(t if isinstance(t, str) else t.opening + plain(t.inner) + t.closing for t in tokens)


def codes(tokens: tuple[Token, ...]) -> Iterator[Code]:
    """All marks, an outer one before those within it."""
    for token in tokens:
        if isinstance(token, Code):
            yield token
            yield from codes(token.inner)


def words_of(tokens: tuple[Token, ...]) -> str:
    """What a reader sees of a segment, without its marks."""
    return "".join(t if isinstance(t, str) else words_of(t.inner) or _seen(t.opening) for t in tokens)


def _seen(sign: str) -> str:
    """What a mark that stands by itself shows: an escaped sign, code, an address, a placeholder, or a line end."""
    return "\n" if not sign.strip(" >\t\r\n") else sign.removeprefix("\\").strip("`<>")


def likeness(one: str, other: str) -> float:
    """The share of words that two texts have in common, in order (0 to 1)."""
    return difflib.SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()
