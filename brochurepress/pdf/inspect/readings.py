"""What was read of pages, by what these paint: the files of one build mostly paint the same pages."""

import hashlib
import re
from collections import Counter
from collections.abc import Hashable, Mapping
from contextlib import suppress
from functools import cache
from typing import Any

import pikepdf

from brochurepress.pdf.inspect.model import PageContent
from brochurepress.pdf.inspect.plates import Plates
from brochurepress.pdf.inspect.streams import KEPT_BYTES, KEPT_OBJECTS, MALFORMED, Kept

_PAINTS = ("/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group")
Fonts = Mapping[tuple[int, int], bytes]
"""What is told of fonts by their object numbers, b"" for one of which everything is told."""
_REFERENCE = re.compile(rb"\b(\d+) (\d+) R\b")


class Readings:
    """Contents of pages, and how these look in some way, by the key of the page; kept up to a size."""

    def __init__(self) -> None:
        self.contents: Kept[PageContent] = Kept(KEPT_OBJECTS, lambda content: len(content.painted))
        self.looks: Kept[Any] = Kept(KEPT_OBJECTS, len)
        self.plates: Kept[Plates] = Kept(KEPT_BYTES, lambda plates: plates.tints.nbytes)


class PageKeys:
    """Keys of the pages of one file, the same for pages that paint the same, in whichever file they stand."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._key, self._told = cache(self._key_of), cache(self._told_of)
        self._times = Counter(map(_contents, pdf.pages))

    def of(self, page: pikepdf.Page, fonts: Fonts | None = None) -> Hashable:
        """SHA-256 of all that paints a page, its objects numbered as they are met; of `fonts`, what is told of them.

        A page that is malformed, takes entries from the page tree, or shows annotations has a key of its own.
        """
        return self._key_of(page.obj.objgen, fonts) if fonts else self._key(page.obj.objgen)

    def repeated(self, page: pikepdf.Page) -> bool:
        """Whether other pages of the file have the same contents, as those of a run have."""
        return self._times[_contents(page)] > 1

    def _key_of(self, number: tuple[int, int], fonts: Fonts | None = None) -> Hashable:
        page: Any = self._pdf.get_object(number)
        with suppress(*MALFORMED):
            if "/Resources" in page and "/MediaBox" in page and not any(map(_shows, page.get("/Annots", ()))):
                painting = [*(page.get(name) for name in _PAINTS), self._pdf.Root.get("/OCProperties")]
                return self._digest([_written(each) for each in painting], fonts or {})
        return object()

    def _digest(self, told: list[bytes], fonts: Fonts) -> bytes:
        met: dict[bytes, bytes] = {}
        made = hashlib.sha256()

        def numbered(found: re.Match[bytes]) -> bytes:
            if found[0] not in met:
                met[found[0]] = b"#%d" % len(met)
                number = int(found[1]), int(found[2])
                told.append(fonts.get(number) or self._told(number))
            return met[found[0]]

        for each in told:  # which grows meanwhile
            plain = _REFERENCE.sub(numbered, each)
            made.update(b"%d " % len(plain) + plain)
        return made.digest()

    def _told_of(self, number: tuple[int, int]) -> bytes:
        """An object as it is written, a stream by the digest of its data."""
        found: Any = self._pdf.get_object(number)
        if not isinstance(found, pikepdf.Stream):
            return found.unparse(True) if isinstance(found, pikepdf.Object) else _written(found)
        data = hashlib.sha256(found.read_raw_bytes()).hexdigest()
        return b" ".join((*(f"{name} ".encode() + _written(value) for name, value in found.items()), data.encode()))


def _contents(page: pikepdf.Page) -> object:
    return getattr(page.obj.get("/Contents"), "objgen", None)


def _written(value: Any) -> bytes:
    return value.unparse() if isinstance(value, pikepdf.Object) else repr(value).encode()


def _shows(annotation: Any) -> bool:
    """Whether an annotation has a look of its own: a link has none."""
    return annotation.get("/Subtype") != pikepdf.Name.Link or "/AP" in annotation
