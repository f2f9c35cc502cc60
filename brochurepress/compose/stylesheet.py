"""Stylesheets: one entry sheet with its imports in one text, and the file and line of every line of it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from brochurepress.findings import Finding, Place, Rejected, error, nearest
from brochurepress.workspace import HOME, KITS, Outside, Snapshot

_IMPORT = re.compile(r"""\s*@import\s+(?:url\()?["']([^"']+)["']\)?\s*(?:layer\(([\w.-]+)\))?\s*;\s*$""")
_DECLARED = re.compile(r"(?<![\w-])--([\w-]+)\s*:")
_USED = re.compile(r"var\(\s*--([\w-]+)\s*([,)])")
_TYPE = "{type}"
"""What stands in an import for every section type that brings such a sheet."""
_KIT = "{kit}"
"""What stands in an import for the kit, which need not bring such a sheet."""
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True)
class Stylesheet:
    """The text of a style sheet, and for each of its lines where that stands in the source."""

    text: str
    places: tuple[Place, ...]

    def place(self, line: int) -> Place:
        """The source of a line of the text, counted from 1."""
        return self.places[line - 1] if 0 < line <= len(self.places) else Place()


def bundle(snapshot: Snapshot, entry: str, generated: Iterable[str]) -> Stylesheet:
    """The entry sheet with all its imports inlined, behind the generated rules.

    Raises Rejected for an import that cannot be read and for every custom property that is used but not declared.
    """
    faults: list[Finding] = []
    lines = [(rule, Place(f"{KITS}/{snapshot.kit}/tokens.toml")) for rule in generated]
    lines += _lines(snapshot, entry, Place(entry, 1), faults, ())
    faults += _undeclared(lines)
    if faults:
        raise Rejected(faults)
    return Stylesheet("\n".join(text for text, _ in lines) + "\n", tuple(place for _, place in lines))


def _lines(
    snapshot: Snapshot, file: str, origin: Place, faults: list[Finding], above: tuple[str, ...]
) -> Iterator[tuple[str, Place]]:
    """The lines of a sheet and of those it imports; `above` are the sheets that this one is imported by."""
    asked, folder = file, posixpath.dirname(file)
    if file in above:
        faults.append(error("css/import:circle", origin, file=file))
        return
    try:
        file = snapshot.layout(file)
        snapshot.find(file)
        text = snapshot.text(file).removesuffix("\n")
    except (Outside, FileNotFoundError):
        faults.append(error("css/import:missing", origin, file=file))
        return
    except Rejected as rejected:
        faults += rejected.findings
        return
    for number, (line, plain) in enumerate(zip(text.split("\n"), uncommented(text).split("\n"), strict=True), 1):
        place = Place(file, number)
        found = _IMPORT.match(plain)
        if not found:
            if "@import" in plain:
                faults.append(error("css/import:unreadable", place))
            yield line, place
            continue
        imported = posixpath.normpath(posixpath.join(folder, found[1]))
        files = _imported(snapshot, imported)
        if found[2] and files:
            yield f"@layer {found[2]} {{", place
        for each in files:
            yield from _lines(snapshot, each, place, faults, (*above, asked))
        if found[2] and files:
            yield "}", place


def _imported(snapshot: Snapshot, name: str) -> list[str]:
    """The sheets of an import: that of the kit, or of all types, first of those that the press has, then a root's."""
    if _KIT in name:
        file = name.replace(_KIT, snapshot.kit)
        return [file] if snapshot.has(file) else []
    if _TYPE in name:
        return sorted(snapshot.layouts(name.replace(_TYPE, "*")), key=lambda file: not (HOME / file).is_file())
    return [name]


def uncommented(css: str) -> str:
    """A style sheet without its comments, line by line as it was."""
    return _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), css)


def _undeclared(lines: list[tuple[str, Place]]) -> Iterator[Finding]:
    plain = uncommented("\n".join(text for text, _ in lines)).split("\n")
    declared = {name for text in plain for name in _DECLARED.findall(text)}
    for text, (_, place) in zip(plain, lines, strict=True):
        for name, sign in _USED.findall(text):
            if name not in declared and sign != ",":
                yield error("css/token", place, name=name, nearest=nearest(name, declared))
