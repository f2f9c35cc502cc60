"""Word files as packages of parts (ECMA-376, Part 2), opened within limits; nothing in them acts or fetches."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeAlias
from xml.etree import ElementTree

import defusedxml
from defusedxml.ElementTree import fromstring

from brochurepress.findings import Place, Rejected, reject
from brochurepress.wording import said
from brochurepress.workspace import LimitExceeded, LimitName, exceeded, read_file

Element: TypeAlias = ElementTree.Element

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, SyntaxError)
"""What is raised for an archive that breaks off or is packed in an unknown way, and for XML that is none."""

_OTHERS = (
    (b"\xd0\xcf\x11\xe0", "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    (b"\xd0\xcf\x11\xe0", b"", "old"),
    (b"{\\rtf", b"", "rich-text"),
    (b"PK\x03\x04", b"mimetypeapplication/vnd.oasis.opendocument", "open-document"),
    (b"PK\x03\x04", b"word/vbaProject.bin", "macros"),
)
"""Files that are not read: how they begin, what they hold, and the case that names them."""


@dataclass(frozen=True)
class WordPackage:
    """The parts of a Word file by name."""

    file: str
    parts: dict[str, bytes]

    def part(self, name: str) -> Element:
        """The root element of a part, all names without their namespaces; an empty one where there is no such part.

        Raises Rejected for XML that is none.
        """
        if name not in self.parts:
            return Element("none")
        try:
            _demand(self.file, LimitName.DOCUMENT_PART, len(self.parts[name]))
            root: Element = fromstring(self.parts[name], forbid_dtd=True)
        except defusedxml.DefusedXmlException as fault:
            raise _refused(self.file, "declares", part=name) from fault
        except _BROKEN as fault:
            raise _refused(self.file, "damaged", why=said(fault)) from fault
        level, depth = [root], 0
        while level and depth <= LimitName.DOCUMENT_DEPTH.most:
            level, depth = [child for each in level for child in each], depth + 1
        _demand(self.file, LimitName.DOCUMENT_DEPTH, depth)
        for each in root.iter():
            each.tag = each.tag.rpartition("}")[2]
            each.attrib = {key.rpartition("}")[2]: value for key, value in each.attrib.items()}
        return root

    def targets(self, name: str) -> dict[str, tuple[str, bool]]:
        """What a part refers to by its identifiers: a part or an address, and whether it lies outside the file."""
        return {key: (target, outside) for key, _, target, outside in self._relations(name)}

    def _relations(self, name: str) -> Iterator[tuple[str, str, str, bool]]:
        """Identifier, kind and target of what a part refers to, or the package ("")."""
        folder, _, base = name.rpartition("/")
        for each in self.part(f"{folder}/_rels/{base}.rels".lstrip("/")):
            target, outside = each.get("Target", ""), each.get("TargetMode") == "External"
            inner = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = each.get("Type", "").rpartition("/")[2]
            yield each.get("Id", ""), kind, target if outside else inner, outside

    @cached_property
    def main(self) -> str:
        """The name of the part that holds the text: programs on the web call it otherwise than Word."""
        found = (each for _, kind, each, _ in self._relations("") if kind == "officeDocument")
        return next((each for each in found if each.startswith("word/")), "word/document.xml")

    @cached_property
    def _names(self) -> dict[str, str]:
        return {kind: each for _, kind, each, _ in self._relations(self.main)}

    def beside(self, kind: str) -> str:
        """The name of the part of a kind, such as styles, that stands beside the text."""
        return self._names.get(kind, f"word/{kind}.xml")


def read_package(path: Path) -> WordPackage:
    """The parts of a Word file, none of which is written to disk.

    Raises Rejected for a file that cannot be read, is damaged, too large, encrypted, of another kind, with macros, or
    in the strict form of ISO/IEC 29500.
    """
    try:
        content = read_file(path, LimitName.DOCUMENT)
        for start, holds, case in _OTHERS:
            if content.startswith(start) and holds in content:
                raise _refused(path.name, case)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _demand(path.name, LimitName.DOCUMENT, sum(entry.file_size for entry in archive.infolist()))
            parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    except LimitExceeded as fault:
        raise _refused(path.name, "limit", fault=fault) from fault
    except OSError as fault:
        raise _refused(path.name, "no-file", strerror=fault) from fault
    except _BROKEN as fault:
        raise _refused(path.name, "damaged", why=said(fault)) from fault
    package = WordPackage(path.name, parts)
    if package.main not in parts:
        raise _refused(path.name, "no-document")
    if b"http://purl.oclc.org/ooxml/wordprocessingml/main" in parts[package.main][:10_000]:
        raise _refused(path.name, "strict")
    return package


def _demand(file: str, of: LimitName, size: int) -> None:
    if fault := exceeded(of, size):
        raise _refused(file, "limit", fault=fault)


def _refused(file: str, case: str, /, **values: object) -> Rejected:
    return reject(f"word/kind:{case}", Place(file), **values)
