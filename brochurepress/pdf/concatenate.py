"""Concatenate many finished PDFs into one, object by object, what they share written once.

The file is written as it grows, so that it may be longer than memory: what is kept is where each object stands, the
digests of those that came last, and what bookmarks and labels say.
"""

from __future__ import annotations

import hashlib
import io
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import IO, Any

import pikepdf

from brochurepress.pdf.xmp import Metadata, write_metadata

GROUP = 500
"""How many pages, or entries of a number tree, a node holds."""

MOST_BYTES = 9_999_999_999
"""What the ten digits of a cross-reference can point to (ISO 32000-1, 7.5.4)."""

REMEMBERED = 100_000
"""Objects that are known again: those that came last. What all files share comes with each."""

_DIGEST_BYTES = 16
_CATALOGUE, _PAGES, _OUTLINES = 1, 2, 3


class FileTooLong(ValueError):
    """The file would be longer than a PDF with a cross-reference table can be."""


class PdfConcatenator:
    """A PDF that grows. Same files in, same bytes out.

    `version` is that of the PDF, such as "1.6"; `file` is open for writing in bytes, at its start.
    Raises FileTooLong once the file would exceed MOST_BYTES.
    """

    def __init__(self, file: IO[bytes], version: str) -> None:
        self._file = file
        self._at = 0
        self._told = hashlib.sha256()
        self._places = array("Q", [0] * 4)
        self._known: OrderedDict[bytes, int] = OrderedDict()
        self._nodes: list[int] = []
        self._kids: list[int] = []
        self._labels: list[tuple[int, bytes]] = []
        self._bookmarks: list[tuple[bytes, int]] = []
        self.pages = 0
        self._put(f"%PDF-{version}\n%\u00e2\u00e3\u00cf\u00d3\n".encode("latin-1"))

    def add(self, pdf: bytes, title: str, label: str) -> None:
        """The pages of a file, with a bookmark to the first; their labels are the `label` and their number from 1."""
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            copying = _SourceCopy(self)
            self._labels.append((self.pages, _text(f"{label}-")))
            numbers = [self._page(copying, page.obj) for page in opened.pages]
        self._bookmarks.append((_text(title), numbers[0]))

    def close(self, last: bytes, metadata: Metadata, standards: tuple[str, ...]) -> None:
        """Ends the file: its catalogue has the output intents of the file `last`, and says of itself what is given.

        What a file without a standard asks of viewers is kept.
        """
        with pikepdf.open(io.BytesIO(last)) as opened:
            write_metadata(opened, metadata, standards)
            copying = _SourceCopy(self)
            root = opened.Root
            wanted = ("/OutputIntents", "/Metadata", *(() if standards else ("/ViewerPreferences",)))
            kept = {key: copying.value(root[key]) for key in wanted if key in root}
            info = copying.value(opened.trailer.Info) if "/Info" in opened.trailer else b""
        self._end_node()
        self.put(_PAGES, b"<< /Type /Pages /Count %d /Kids [%b] >>" % (self.pages, _references(self._nodes)))
        self._write_outline()
        told = b" ".join(b"%b %b" % (key.encode(), value) for key, value in kept.items())
        catalogue = b"<< /Type /Catalog /Pages %d 0 R /Outlines %d 0 R /PageLabels << /Kids [%b] >> %b >>"
        self.put(_CATALOGUE, catalogue % (_PAGES, _OUTLINES, _references(self._label_nodes()), told))
        self._trailer(b" /Info %b" % info if info else b"")

    def reserve(self) -> int:
        """A number for an object that is written later."""
        self._places.append(0)
        return len(self._places) - 1

    def put(self, number: int, body: bytes) -> None:
        """Writes an object under its number."""
        self._places[number] = self._at
        self._put(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    def shared(self, body: bytes) -> int:
        """Writes an object, unless the same one stands there already; gives its number."""
        digest = hashlib.sha256(body).digest()[:_DIGEST_BYTES]
        if digest not in self._known:
            self._known[digest] = self.reserve()
            self.put(self._known[digest], body)
        self._known.move_to_end(digest)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return self._known[digest]

    def _page(self, copying: _SourceCopy, page: Any) -> int:
        if self.pages % GROUP == 0:
            self._end_node()
            self._nodes.append(self.reserve())
        number = self.reserve()
        self.put(number, copying.dictionary(page, {"/Parent": b"%d 0 R" % self._nodes[-1]}))
        self._kids.append(number)
        self.pages += 1
        return number

    def _end_node(self) -> None:
        if self._kids:
            node = b"<< /Type /Pages /Parent %d 0 R /Count %d /Kids [%b] >>"
            self.put(self._nodes[-1], node % (_PAGES, len(self._kids), _references(self._kids)))
        self._kids = []

    def _label_nodes(self) -> Iterator[int]:
        """The nodes of the number tree of the labels (ISO 32000-1, 7.9.7)."""
        for start in range(0, len(self._labels), GROUP):
            some = self._labels[start : start + GROUP]
            entries = b" ".join(b"%d << /P %b /S /D >>" % label for label in some)
            yield self.shared(b"<< /Limits [%d %d] /Nums [%b] >>" % (some[0][0], some[-1][0], entries))

    def _write_outline(self) -> None:
        numbers = [self.reserve() for _ in self._bookmarks]
        for at, (number, (title, page)) in enumerate(zip(numbers, self._bookmarks, strict=True)):
            before = b" /Prev %d 0 R" % numbers[at - 1] if at else b""
            after = b" /Next %d 0 R" % numbers[at + 1] if number != numbers[-1] else b""
            item = b"<< /Title %b /Parent %d 0 R /Dest [%d 0 R /Fit]%b%b >>"
            self.put(number, item % (title, _OUTLINES, page, before, after))
        told = b"<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count %d >>"
        self.put(_OUTLINES, told % (numbers[0], numbers[-1], len(numbers)))

    def _trailer(self, info: bytes) -> None:
        start, digest = self._at, self._told.hexdigest()[:32]
        self._put(b"xref\n0 %d\n0000000000 65535 f \n" % len(self._places))
        for place in self._places[1:]:
            self._put(b"%010d 00000 n \n" % place)
        told = b"trailer\n<< /Size %d /Root %d 0 R%b /ID [<%b> <%b>] >>\nstartxref\n%d\n%%%%EOF\n"
        identity = digest.encode()
        self._put(told % (len(self._places), _CATALOGUE, info, identity, identity, start))

    def _put(self, content: bytes) -> None:
        if self._at > MOST_BYTES:
            raise FileTooLong
        self._file.write(content)
        self._told.update(content)
        self._at += len(content)


class _SourceCopy:
    """One source file: its objects as they stand in the gathering."""

    def __init__(self, gathering: PdfConcatenator) -> None:
        self._gathering = gathering
        self._numbers: dict[tuple[int, int], int] = {}

    def value(self, value: Any) -> bytes:
        """A value as it is written: what is indirect in the source as a reference."""
        if isinstance(value, pikepdf.Object) and value.is_indirect:
            return b"%d 0 R" % self._number(value)
        return self._direct(value)

    def dictionary(self, value: Any, instead: dict[str, bytes]) -> bytes:
        """A dictionary, with other values for some of its keys."""
        parts = []
        for key in sorted({*value.keys(), *instead}):
            written = instead[key] if key in instead else self.value(value[key])
            parts.append(b"%b %b" % (pikepdf.Name(key).unparse(), written))
        return b"<< %b >>" % b" ".join(parts)

    def _number(self, value: Any) -> int:
        """The number of an indirect object; one that leads back to itself raises RecursionError."""
        if value.objgen not in self._numbers:
            self._numbers[value.objgen] = self._gathering.shared(self._direct(value))
        return self._numbers[value.objgen]

    def _direct(self, value: Any) -> bytes:
        if isinstance(value, pikepdf.Stream):
            content = value.read_raw_bytes()
            head = self.dictionary(value.stream_dict, {"/Length": b"%d" % len(content)})
            return b"%b\nstream\n%b\nendstream" % (head, content)
        if isinstance(value, pikepdf.Dictionary):
            return self.dictionary(value, {})
        if isinstance(value, pikepdf.Array):
            return b"[%b]" % b" ".join(self.value(item) for item in value)
        written: bytes = pikepdf.Array([value]).unparse()  # numbers and truth values are no objects by themselves
        return written[1:-1].strip()


def _references(numbers: Iterable[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def _text(text: str) -> bytes:
    written: bytes = pikepdf.String(text).unparse()
    return written
