"""Stylesheets: one entry sheet with its imports in one text, and the file and line of every line of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from prepress.fields import read_text
from prepress.findings import Finding, Place, Rejected, error, nearest
from prepress.project import Outside, Project

_IMPORT = re.compile(r"""\s*@import\s+(?:url\()?["']([^"']+)["']\)?\s*(?:layer\(([\w.-]+)\))?\s*;\s*$""")
_DECLARED = re.compile(r"(?<![\w-])--([\w-]+)\s*:")
_USED = re.compile(r"var\(\s*--([\w-]+)\s*([,)])")
_COMMENT = re.compile(r"/\*.*?\*/")


@dataclass(frozen=True)
class Stylesheet:
    """The text of a style sheet, and for each of its lines where that stands in the source."""

    text: str
    places: tuple[Place, ...]

    def place(self, line: int) -> Place:
        """The source of a line of the text, counted from 1."""
        return self.places[line - 1] if 0 < line <= len(self.places) else Place()


def bundle(project: Project, entry: str, generated: Iterable[str]) -> Stylesheet:
    """The entry sheet with all its imports inlined, behind the generated rules.

    Raises Rejected for an import that cannot be read and for every custom property that is used but not declared.
    """
    faults: list[Finding] = []
    lines = [(rule, Place("assets/tokens.toml")) for rule in generated]
    lines += _lines(project, entry, Place(entry, 1), faults, ())
    faults += _undeclared(lines)
    if faults:
        raise Rejected(faults)
    return Stylesheet("\n".join(text for text, _ in lines) + "\n", tuple(place for _, place in lines))


def _lines(
    project: Project, file: str, origin: Place, faults: list[Finding], above: tuple[str, ...]
) -> Iterator[tuple[str, Place]]:
    try:
        path = project.find(file)
    except (Outside, FileNotFoundError):
        hint = "mend the path, which is relative to the sheet that imports it"
        faults.append(error("css/import", f"the style sheet '{file}' does not exist", origin, hint))
        return
    if file in above:
        faults.append(error("css/import", f"'{file}' imports itself", origin, "remove the import"))
        return
    for number, line in enumerate(read_text(path, file).splitlines(), 1):
        place = Place(file, number)
        if not (found := _IMPORT.match(line)):
            yield line, place
            continue
        imported = f"{file.rsplit('/', 1)[0]}/{found[1]}"
        if found[2]:
            yield f"@layer {found[2]} {{", place
        yield from _lines(project, imported, place, faults, (*above, file))
        if found[2]:
            yield "}", place


def _undeclared(lines: list[tuple[str, Place]]) -> Iterator[Finding]:
    declared = {name for text, _ in lines for name in _DECLARED.findall(text)}
    for text, place in lines:
        for name, sign in _USED.findall(_COMMENT.sub("", text)):
            if name not in declared and sign != ",":
                message = f"the token '--{name}' is not declared"
                yield error("css/token", message, place, nearest(name, declared))
