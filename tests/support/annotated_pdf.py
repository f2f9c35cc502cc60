"""Comments as readers of PDF leave them, put on a page by hand (ISO 32000-2, 12.5.6)."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

Add = Callable[..., Any]
Corners = tuple[float, float, float, float]


def _quads(left: float, bottom: float, right: float, top: float) -> Array:
    """As Acrobat orders them: top left, top right, bottom left, bottom right."""
    return Array([left, top, right, top, left, bottom, right, bottom])


def _highlight(add: Add, area: Corners, **common: Any) -> None:
    ref = add(Subtype=Name.Highlight, Rect=Array(area), QuadPoints=_quads(*area), **common)
    answer = add(Subtype=Name.Text, Rect=Array(area), IRT=ref, RT=Name.R, T="Meije", Contents="an answer")
    add(
        Subtype=Name.Text,
        Rect=Array(area),
        IRT=answer,
        State="Accepted",
        StateModel="Review",
        T="Meije",
        Contents="Accepted set by Meije",
    )


def _counterclockwise(add: Add, area: Corners, **common: Any) -> None:
    left, bottom, right, top = area
    corners = Array([left, bottom, right, bottom, right, top, left, top])
    add(Subtype=Name.Highlight, Rect=Array(area), QuadPoints=corners, **common)


def _in_popup(add: Add, area: Corners, **common: Any) -> None:
    text = common.pop("Contents")
    ref = add(Subtype=Name.Highlight, Rect=Array(area), QuadPoints=_quads(*area), **common)
    ref.Popup = add(Subtype=Name.Popup, Rect=Array([500, 0, 680, 100]), Parent=ref, Contents=text)


def _replacement(add: Add, area: Corners, **common: Any) -> None:
    _, bottom, right, _ = area
    caret = add(Subtype=Name.Caret, Rect=Array([right - 4, bottom - 4, right + 4, bottom + 6]), **common)
    add(Subtype=Name.StrikeOut, Rect=Array(area), QuadPoints=_quads(*area), IRT=caret, RT=Name.Group, T="Hester")


def _plain(subtype: str, quads: bool, shape: Callable[..., list[float]], **more: Any) -> Callable[..., None]:
    def put(add: Add, area: Corners, **common: Any) -> None:
        if quads:
            common["QuadPoints"] = _quads(*area)
        add(Subtype=Name(f"/{subtype}"), Rect=Array(shape(*area)), **common, **more)

    return put


KINDS: dict[str, Callable[..., None]] = {
    "highlight": _highlight,
    "highlight, counterclockwise": _counterclockwise,
    "highlight, text in popup": _in_popup,
    "replacement": _replacement,
    "strike-out": _plain("StrikeOut", True, lambda *area: [*area]),
    "underline": _plain("Underline", True, lambda *area: [*area]),
    "caret": _plain("Caret", False, lambda left, bottom, right, top: [left - 4, bottom - 4, left + 4, bottom + 6]),
    "note": _plain("Text", False, lambda left, bottom, right, top: [left, top - 20, left + 20, top]),
    "free text": _plain(
        "FreeText", False, lambda left, bottom, right, top: [left, bottom, right, top], DA="/Helv 10 Tf"
    ),
    "ink": _plain("Ink", False, lambda left, bottom, right, top: [right, top - 2, left, bottom + 2]),
    "square": _plain("Square", False, lambda left, bottom, right, top: [left - 2, bottom - 2, right + 2, top + 2]),
}
"""What puts a comment of each kind on an area of a page."""


def annotated(content: bytes, marks: Iterable[tuple[int, str, Corners]]) -> bytes:
    """A PDF with comments on areas of its pages (from 1, in pt), each named by its number in the text and by NM."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for number, (page, kind, area) in enumerate(marks):

            def add(page: int = page, **entries: Any) -> Any:
                ref = pdf.make_indirect(Dictionary(Type=Name.Annot, F=4, **entries))
                held = pdf.pages[page - 1].obj
                if "/Annots" not in held:
                    held.Annots = Array()
                held.Annots.append(ref)
                return ref

            KINDS[kind](
                add, area, T="Hester", NM=f"c{number}", Contents=f"comment {number}", M="D:20261120103000+01'00'"
            )
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()
