"""What was read of pages, by what these paint: the files of one build mostly paint the same pages."""

import hashlib
import re
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import Any, TypeVar

import pikepdf

from brochurepress.pdf.inspect.model import PageContent
from brochurepress.pdf.inspect.streams import KEPT_OBJECTS, MALFORMED, Kept

_PAINTS = ("/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group")
_REFERENCE = re.compile(rb"\b(\d+) (\d+) R\b")

Look = TypeVar("Look", bound=tuple[Any, ...])


class Readings:
    """Contents of pages and how these look, kept by the key of the page up to a size."""

    def __init__(self) -> None:
        self.contents: Kept[PageContent] = Kept(KEPT_OBJECTS, lambda content: len(content.painted))
        self._looks: Kept[Any] = Kept(KEPT_OBJECTS, len)

    def look(self, key: Hashable, make: Callable[[], Look]) -> Look:
        """How a page looks in one way, which `key` names besides the page, as `make` gives it."""
        look: Look = self._looks.of(key, make)
        return look


class PageKeys:
    """Keys of the pages of one file, the same for pages that paint the same, in whichever file they stand."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._known: dict[tuple[int, int], bytes] = {}
        self._pages: dict[tuple[int, int], Hashable] = {}

    def of(self, page: pikepdf.Page) -> Hashable:
        """SHA-256 of all that paints a page, its objects numbered as they are met.

        A page that is malformed, takes entries from the page tree, or shows annotations has a key of its own.
        """
        entries = page.obj
        if entries.objgen not in self._pages:
            self._pages[entries.objgen] = self._key(entries)
        return self._pages[entries.objgen]

    def _key(self, entries: Any) -> Hashable:
        with suppress(*MALFORMED):
            if "/Resources" in entries and "/MediaBox" in entries and not any(map(_shows, entries.get("/Annots", ()))):
                layers = self._pdf.Root.get("/OCProperties")
                return self._digest([*(entries.get(name) for name in _PAINTS), layers])
        return object()

    def _digest(self, painting: list[Any]) -> bytes:
        told = [b"-" if each is None else _written(each) for each in painting]
        met: dict[bytes, bytes] = {}
        made = hashlib.sha256()

        def numbered(found: re.Match[bytes]) -> bytes:
            if found[0] not in met:
                met[found[0]] = b"#%d" % len(met)
                told.append(self._told(int(found[1]), int(found[2])))
            return met[found[0]]

        for each in told:  # which grows meanwhile
            plain = _REFERENCE.sub(numbered, each)
            made.update(b"%d " % len(plain) + plain)
        return made.digest()

    def _told(self, number: int, generation: int) -> bytes:
        """An object as it is written, a stream by the digest of its data."""
        key = number, generation
        if key not in self._known:
            found: Any = self._pdf.get_object(key)
            if isinstance(found, pikepdf.Stream):
                data = hashlib.sha256(found.read_raw_bytes()).hexdigest()
                parts = (f"{name} ".encode() + _written(value) for name, value in found.items())
                self._known[key] = b" ".join((*parts, data.encode()))
            else:
                self._known[key] = found.unparse(True) if isinstance(found, pikepdf.Object) else _written(found)
        return self._known[key]


def _written(value: Any) -> bytes:
    return value.unparse() if isinstance(value, pikepdf.Object) else repr(value).encode()


def _shows(annotation: Any) -> bool:
    """Whether an annotation has a look of its own: a link has none."""
    return annotation.get("/Subtype") != pikepdf.Name.Link or "/AP" in annotation
