"""Stylesheets: one entry sheet with its imports in one text, and the file and line of every line of it."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from brochurepress.findings import Finding, Place, Rejected, error, nearest, refuse
from brochurepress.workspace import HOME, KITS, Outside, Snapshot

_IMPORT = re.compile(r"""\s*@import\s+(?:url\()?["']([^"']+)["']\)?\s*(?:layer\(([\w.-]+)\))?\s*;\s*$""")
_DECLARED = re.compile(r"(?<![\w-])--([\w-]+)\s*:")
_USED = re.compile(r"var\(\s*--([\w-]+)\s*([,)])")
_TYPE = "{type}"
"""What stands in an import for every section type in use that brings such a sheet."""
_KIT = "{kit}"
"""What stands in an import for the kit, which need not bring such a sheet."""
OWN = posixpath.join(posixpath.dirname(KITS), "style.css")
"""The sheet of a root, beside which the sheet of that name of a kit stands."""
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_TOKEN = re.compile(
    r"""/\*.*?(?:\*/|\Z)|\\.|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|url\(\s*[^\s"'()]+\s*\)|[{}()\[\];]""",
    re.DOTALL | re.IGNORECASE,
)
"""What brackets and semicolons may stand in without a meaning, and those that have one (CSS Syntax 3, 4.3)."""
_CLOSING = {"{": "}", "(": ")", "[": "]"}
_ALONE = re.compile(r"@import|[\r\f]", re.IGNORECASE)
"""What is read in its place alone, and line ends that are not counted here."""


@dataclass(frozen=True)
class Stylesheet:
    """The text of a style sheet, and for each of its lines where that stands in the source."""

    text: str
    places: tuple[Place, ...]

    def place(self, line: int) -> Place:
        """The source of a line of the text, counted from 1."""
        return self.places[line - 1] if 0 < line <= len(self.places) else Place()


def bundle(snapshot: Snapshot, entry: str, generated: Iterable[str], types: frozenset[str] = frozenset()) -> Stylesheet:
    """The entry sheet with all its imports inlined, behind the generated rules.

    Of the section types, those named bring their sheets; what several of these import is there once.
    Raises Rejected for an import that cannot be read and for every custom property that is used but not declared.
    """
    reading = _Bundle(snapshot, types)
    lines = [(rule, Place(f"{KITS}/{snapshot.kit}/tokens.toml")) for rule in generated]
    lines += reading.lines(entry, Place(entry, 1))
    refuse(dict.fromkeys((*reading.faults, *_undeclared(lines))))
    return Stylesheet("\n".join(text for text, _ in lines) + "\n", tuple(place for _, place in lines))


@dataclass
class _Bundle:
    """What sheets are read with, and what was met so far: faults, sheets of types, and what these import."""

    snapshot: Snapshot
    types: frozenset[str]
    faults: list[Finding] = field(default_factory=list)
    of_types: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)

    def lines(self, name: str, origin: Place, above: tuple[str, ...] = ()) -> Iterator[tuple[str, Place]]:
        """The lines of a sheet and of those it imports; `above` are the sheets that this one is imported by."""
        file, folder = name, posixpath.dirname(name)
        with suppress(Outside):  # what leads out of the project is told when it is read
            file = name if name == OWN else self.snapshot.layout(name)
        if file in above:
            self.faults.append(error("css/import:circle", origin, file=file))
            return
        text = self._text(file, origin)
        for number, (line, plain) in enumerate(zip(text.split("\n"), uncommented(text).split("\n"), strict=True), 1):
            place = Place(file, number)
            found = _IMPORT.match(plain)
            if not found:
                if "@import" in plain:
                    self.faults.append(error("css/import:unreadable", place))
                yield line, place
                continue
            imported = posixpath.normpath(posixpath.join(folder, found[1]))
            files = self._imported(imported)
            if found[2] and files:
                yield f"@layer {found[2]} {{", place
            for each in files:
                if name in self.of_types and each in self.shared:
                    continue
                self.shared |= {each} if name in self.of_types else set()
                yield from self.lines(each, place, (*above, file))
            if found[2] and files:
                yield "}", place

    def _text(self, file: str, origin: Place) -> str:
        """The text of a sheet; "" where it cannot be read, which is told."""
        try:
            self.snapshot.find(file)
            return self.snapshot.text(file).removesuffix("\n")
        except (Outside, FileNotFoundError):
            self.faults.append(error("css/import:missing", origin, file=file))
        except Rejected as rejected:
            self.faults += rejected.findings
        return ""

    def _imported(self, pattern: str) -> list[str]:
        """The sheets of an import: that of the kit, or of the types: first those that the press has, then a root's."""
        if _KIT in pattern:
            file = pattern.replace(_KIT, self.snapshot.kit)
            return [file] if self.snapshot.has(file) else []
        if _TYPE not in pattern:
            return [pattern]
        files = self.snapshot.layouts(pattern.replace(_TYPE, "*"))
        before, _, behind = pattern.partition(_TYPE)
        used = [file for file in files if file.removeprefix(before).removesuffix(behind) in self.types]
        self.of_types.update(used)
        return sorted(used, key=lambda file: not (HOME / file).is_file())


def uncommented(css: str) -> str:
    """A style sheet without its comments, line by line as it was."""
    return _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), css)


def top_rules(css: str) -> list[tuple[int, str]]:
    """The rules of a style sheet that stand in no other, each with the number of lines before it.

    The whole as one where brackets do not match. Most rules of the forms of an edition are the same: each is read once.
    """
    open_brackets: list[str] = []
    ends = [0]
    for token in () if _ALONE.search(css) else _TOKEN.finditer(css):
        sign = token[0]
        if sign in _CLOSING:
            open_brackets.append(_CLOSING[sign])
        elif sign in _CLOSING.values() and (not open_brackets or open_brackets.pop() != sign):
            return [(0, css)]
        if sign in ("}", ";") and not open_brackets:
            ends.append(token.end())
    if open_brackets:
        return [(0, css)]
    rules = [css[start:end] for start, end in pairwise((*ends, len(css)))]
    return list(zip(accumulate((rule.count("\n") for rule in rules), initial=0), rules, strict=False))


def _undeclared(lines: list[tuple[str, Place]]) -> Iterator[Finding]:
    plain = uncommented("\n".join(text for text, _ in lines)).split("\n")
    declared = {name for text in plain for name in _DECLARED.findall(text)}
    for text, (_, place) in zip(plain, lines, strict=True):
        for name, sign in _USED.findall(text):
            if name not in declared and sign != ",":
                yield error("css/token", place, name=name, nearest=nearest(name, declared))
