"""Word files as packages of parts (ECMA-376, Part 2), opened within limits; nothing in them acts or fetches."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from xml.etree import ElementTree

import defusedxml
from defusedxml.ElementTree import fromstring

from brochurepress.findings import Place, reject
from brochurepress.wording import said
from brochurepress.workspace import LIMITS, LimitExceeded, LimitName, exceeded, read_file

Element: TypeAlias = ElementTree.Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, SyntaxError)
"""What is raised for an archive that breaks off or is packed in an unknown way, and for XML that is none."""

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_KINDS = (
    (b"\xd0\xcf\x11\xe0", b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e", "encrypted"),
    (b"\xd0\xcf\x11\xe0", b"", "old"),
    (b"{\\rtf", b"", "rich-text"),
    (b"PK\x03\x04", b"mimetypeapplication/vnd.oasis.opendocument", "open-document"),
)
"""Files that are given for Word's and are not read: how they begin, what they hold, and the case that names them."""


@dataclass(frozen=True)
class WordPackage:
    """The parts of a Word file by name, and the main one with what it refers to."""

    file: str
    parts: dict[str, bytes]

    def part(self, name: str) -> Element | None:
        """The root element of a part; None where there is no such part. Raises Rejected for XML that is none."""
        content = self.parts.get(name)
        if content is None:
            return None
        if large := exceeded(LimitName.DOCUMENT_PART, len(content)):
            raise reject("word/kind:limit", Place(self.file), fault=large)
        try:
            root: Element = fromstring(content, forbid_dtd=True)
        except defusedxml.DefusedXmlException as fault:
            raise reject("word/kind:declares", Place(self.file), part=name) from fault
        except _BROKEN as fault:
            raise reject("word/kind:damaged", Place(self.file), why=said(fault)) from fault
        if deep := exceeded(LimitName.DOCUMENT_DEPTH, _depth(root)):
            raise reject("word/kind:limit", Place(self.file), fault=deep)
        return root

    def targets(self, name: str) -> dict[str, tuple[str, bool]]:
        """What a part refers to by its identifiers: a part or an address, and whether it lies outside the file."""
        folder, _, base = name.rpartition("/")
        root = self.part(f"{folder}/_rels/{base}.rels")
        return {
            each.get("Id", ""): (
                (each.get("Target", ""), True)
                if each.get("TargetMode") == "External"
                else (posixpath.normpath(posixpath.join("/", folder, each.get("Target", ""))).lstrip("/"), False)
            )
            for each in (() if root is None else root)
        }


def read_package(path: Path) -> WordPackage:
    """The parts of a Word file, none of which is written to disk.

    Raises Rejected for a file that cannot be read, is damaged, too large, encrypted, of another kind, with macros, or
    in the strict form of ISO/IEC 29500.
    """
    place = Place(path.name)
    try:
        content = read_file(path, LimitName.DOCUMENT)
    except LimitExceeded as fault:
        raise reject("word/kind:limit", place, fault=fault) from fault
    except OSError as fault:
        raise reject("word/kind:no-file", place, strerror=fault) from fault
    for start, holds, case in _KINDS:
        if content.startswith(start) and holds in content:
            raise reject(f"word/kind:{case}", place)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            whole = sum(entry.file_size for entry in archive.infolist())
            if large := exceeded(LimitName.DOCUMENT, whole):
                raise reject("word/kind:limit", place, fault=large)
            package = WordPackage(path.name, {entry.filename: archive.read(entry) for entry in archive.infolist()})
    except _BROKEN as fault:
        raise reject("word/kind:damaged", place, why=said(fault)) from fault
    if b"macroEnabled" in package.parts.get("[Content_Types].xml", b"") or "word/vbaProject.bin" in package.parts:
        raise reject("word/kind:macros", place)
    main = package.parts.get("word/document.xml")
    if main is None:
        raise reject("word/kind:no-document", place)
    if _STRICT in main[:10_000]:
        raise reject("word/kind:strict", place)
    return package


def _depth(root: Element) -> int:
    """How deep the elements are nested, one level beyond the limit at most."""
    level, depth = [root], 0
    while level and depth <= LIMITS[LimitName.DOCUMENT_DEPTH].most:
        level = [child for each in level for child in each]
        depth += 1
    return depth
