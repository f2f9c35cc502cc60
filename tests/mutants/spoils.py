"""What mutants are made with: the table of spoils, and ways to reach into a tagged PDF."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
from pikepdf import Dictionary, Pdf

Spoil = Callable[[Pdf], None]

SPOILS: dict[str, Spoil] = {}


def spoil(function: Spoil) -> Spoil:
    SPOILS[function.__name__.replace("_", " ")] = function
    return function


def mutant(pdf: bytes, name: str) -> bytes:
    """The file with the one fault of that name."""
    return spoilt(pdf, SPOILS[name])


def spoilt(pdf: bytes, change: Spoil) -> bytes:
    """The file after one change."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        change(opened)
        out = io.BytesIO()
        opened.save(out, deterministic_id=True)
        return out.getvalue()


def tags(pdf: Pdf, *types: str) -> list[Any]:
    """Structure elements of these types, in reading order."""

    def walk(element: Any) -> Iterator[Any]:
        if isinstance(element, Dictionary) and "/S" in element:
            if str(element.S)[1:] in types:
                yield element
            for kid in element.get("/K", []):
                yield from walk(kid)

    return [tag for top in pdf.Root.StructTreeRoot.K for tag in walk(top)]


def links(pdf: Pdf) -> list[Any]:
    return [annotation for page in pdf.pages for annotation in page.get("/Annots", [])]


def edit(pdf: Pdf, change: Callable[[list[Any]], list[Any]], page: int = 0) -> None:
    instructions = change(list(pikepdf.parse_content_stream(pdf.pages[page])))
    pdf.pages[page].Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))


def xmp(pdf: Pdf, old: bytes, new: bytes) -> None:
    packet = pdf.Root.Metadata.read_bytes()
    assert old in packet
    pdf.Root.Metadata.write(packet.replace(old, new), filter=None)


def tag_of(pdf: Pdf, element: Any) -> tuple[Any, int]:
    """The list of kids in which an element hangs, and its index there."""
    kids = element.P.K
    return kids, next(
        index for index, kid in enumerate(kids) if not isinstance(kid, int) and kid.objgen == element.objgen
    )
