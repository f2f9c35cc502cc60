"""Marked content: every text shown on a page with the sequence or artifact it stands in (ISO 32000-1, 14.6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from prepress.pdf.inspect.fonts import TextFont, read_face
from prepress.pdf.inspect.streams import MAX_STREAMS, EndlessContent

MAX_FORMS = 12


@dataclass(frozen=True)
class MarkedText:
    """What one marked-content sequence shows: a page (from 1), its MCID (None outside any), and its text.

    `artifact` is None for real content, else type and subtype ("Pagination Header", "" when it has none);
    `in_form` tells that the sequence stands in a form XObject, where the page's tree cannot reach it.
    """

    page: int
    mcid: int | None
    text: str
    artifact: str | None = None
    in_form: bool = False


@dataclass
class _Sequence:
    """An open sequence: what it is, and what has been shown in it."""

    mcid: int | None
    artifact: str | None
    actual: str | None
    text: str = ""
    said: bool = False


def read_runs(page: Any, number: int) -> tuple[MarkedText, ...]:
    """Every sequence of a page in the order of its content, then text outside all of them; forms are followed.

    Raises Endless for a page that paints forms without end.
    """
    reader = _Reader(number)
    reader.read(page.obj, page.get("/Resources", pikepdf.Dictionary()), False)
    return tuple(reader.finished())


@dataclass
class _Reader:
    page: int
    faces: dict[tuple[int, int], TextFont] = field(default_factory=dict)
    runs: list[MarkedText] = field(default_factory=list)
    bare: str = ""

    def __post_init__(self) -> None:
        self._open: list[_Sequence] = []
        self._depth = self._forms = 0

    def finished(self) -> Iterator[MarkedText]:
        """The runs, and one more for text that no sequence holds."""
        yield from self.runs
        if self.bare.strip():
            yield MarkedText(self.page, None, self.bare)

    def read(self, stream: Any, resources: Any, in_form: bool) -> None:
        """Reads one content stream to its end."""
        face: TextFont | None = None
        saved: list[TextFont | None] = []
        for instruction in pikepdf.parse_content_stream(stream):
            operands = instruction.operands
            match str(instruction.operator):
                case "BDC" | "BMC":
                    self._begin(operands, resources)
                case "EMC" if self._open:
                    self._end(in_form)
                case "q":
                    saved.append(face)
                case "Q" if saved:
                    face = saved.pop()
                case "BT":
                    self._part()
                case "Tf":
                    face = self._face(resources.Font[operands[0]])
                case "Do":
                    self._form(resources.XObject[operands[0]], resources)
                case "Tj" | "'" | '"' | "TJ" if face is not None:
                    parts = operands[-1] if isinstance(operands[-1], pikepdf.Array) else [operands[-1]]
                    codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
                    self._show(face.text(face.codes(codes)))

    def _part(self) -> None:
        """Parts the texts of one sequence: a drawing may set many in places of their own."""
        inner = next((part for part in reversed(self._open) if part.mcid is not None), None)
        if inner is not None and inner.text:
            inner.text += "\n"

    def _begin(self, operands: Any, resources: Any) -> None:
        properties = operands[1] if len(operands) > 1 else pikepdf.Dictionary()
        if isinstance(properties, pikepdf.Name):
            properties = resources.Properties[properties]
        mcid = int(properties.MCID) if "/MCID" in properties else None
        actual = str(properties.ActualText) if "/ActualText" in properties else None
        artifact = None
        if operands[0] == pikepdf.Name.Artifact:
            named = (str(properties[key])[1:] for key in ("/Type", "/Subtype") if key in properties)
            artifact = " ".join(named)
        self._open.append(_Sequence(mcid, artifact, actual))

    def _end(self, in_form: bool) -> None:
        done = self._open.pop()
        if done.mcid is None and done.artifact is None:
            return
        if done.mcid is not None or done.text:
            self.runs.append(MarkedText(self.page, done.mcid, done.text, done.artifact, in_form))

    def _form(self, form: Any, resources: Any) -> None:
        if form.get("/Subtype") == pikepdf.Name.Form and self._depth < MAX_FORMS:
            self._forms += 1
            if self._forms > MAX_STREAMS:
                raise EndlessContent(f"page {self.page} paints more than {MAX_STREAMS:,} forms")
            self._depth += 1
            self.read(form, form.get("/Resources", resources), True)
            self._depth -= 1

    def _show(self, text: str) -> None:
        spoken = next((part for part in reversed(self._open) if part.actual is not None), None)
        if spoken is not None:
            text = "" if spoken.said else spoken.actual or ""
            spoken.said = True
        owners = [part for part in self._open if part.artifact is not None]
        owners += [part for part in reversed(self._open) if part.mcid is not None]
        if owners:
            owners[0].text += text
        else:
            self.bare += text

    def _face(self, font: Any) -> TextFont:
        if not font.is_indirect:
            return read_face(font)
        if font.objgen not in self.faces:
            self.faces[font.objgen] = read_face(font)
        return self.faces[font.objgen]
