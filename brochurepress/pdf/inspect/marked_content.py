"""Marked content: every text shown on a page with the sequence or artifact it stands in (ISO 32000-1, 14.6)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pikepdf

from brochurepress.pdf.inspect.graphics_state import GraphicsState
from brochurepress.pdf.inspect.interpreter import Interpreter
from brochurepress.pdf.inspect.streams import Guard, Streams


@dataclass(frozen=True)
class MarkedText:
    """What one marked-content sequence shows: a page (from 1), its MCID (None outside any), and its text.

    `artifact` is None for real content, else type and subtype ("Pagination Header", "" when it has none);
    `in_form` tells that the sequence stands in a form XObject, where the page's tree cannot reach it. `text` is as it
    is read, by the ActualText, Alt and E of the sequence; `shown` is what is painted.
    `lang` is the language written on it.
    """

    page: int
    mcid: int | None
    text: str
    artifact: str | None = None
    in_form: bool = False
    shown: str = field(default="", compare=False)
    lang: str = field(default="", compare=False)


@dataclass
class _Sequence:
    """An open sequence: what it is, and what has been shown in it."""

    mcid: int | None
    artifact: str | None
    actual: str | None
    expansion: str = ""
    lang: str = ""
    text: str = ""
    shown: str = ""
    said: bool = False


def read_runs(page: Any, number: int, streams: Streams) -> tuple[MarkedText, ...]:
    """Every sequence of a page in the order of its content, then text outside all of them; forms are followed.

    Raises EndlessContent for a page that paints forms without end.
    """
    walk = _Walk(number, streams)
    walk.read(page.obj, page.get("/Resources", pikepdf.Dictionary()), False)
    bare = [MarkedText(number, None, walk.bare)] if walk.bare.strip() else []
    return (*walk.runs, *bare)


class _Walk:
    """One page being read: the sequences that are open, those that have ended, and text outside all of them."""

    def __init__(self, page: int, streams: Streams) -> None:
        self.page, self.guard = page, Guard(streams)
        self.runs: list[MarkedText] = []
        self.open: list[_Sequence] = []
        self.bare = ""

    def read(self, stream: Any, resources: Any, in_form: bool) -> None:
        """Reads one content stream to its end."""
        with self.guard.entered(stream) as instructions:
            _Reader(self, resources, in_form).run(instructions)

    def numbered(self) -> _Sequence | None:
        """The innermost open sequence with an MCID."""
        return next((part for part in reversed(self.open) if part.mcid is not None), None)


class _Reader(Interpreter):
    """The sequences of one content stream, and what is shown in them."""

    OPERATORS: ClassVar[dict[str, str]] = {
        "q": "save",
        "Q": "restore",
        "BT": "begin_text",
        "Tf": "font",
        "Do": "draw",
        **dict.fromkeys(("BDC", "BMC"), "begin"),
        "EMC": "end",
        **dict.fromkeys(("Tj", "'", '"', "TJ"), "show"),
    }

    def __init__(self, walk: _Walk, resources: Any, in_form: bool) -> None:
        super().__init__(resources, GraphicsState())
        self.walk, self.in_form = walk, in_form

    def begin_text(self, operands: Sequence[Any], name: str) -> None:
        """BT: parts the texts of one sequence, for a drawing may set many in places of their own."""
        inner = self.walk.numbered()
        if inner is not None and inner.text:
            inner.text += "\n"

    def begin(self, operands: Sequence[Any], name: str) -> None:
        """BMC, BDC: a sequence begins."""
        properties = operands[1] if len(operands) > 1 else pikepdf.Dictionary()
        if isinstance(properties, pikepdf.Name):
            properties = self.resources.Properties[properties]
        mcid = int(properties.MCID) if "/MCID" in properties else None
        actual = next((str(properties[key]) for key in ("/ActualText", "/Alt") if key in properties), None)
        expansion, lang = (str(properties.get(key, "")) for key in ("/E", "/Lang"))
        artifact = None
        if operands[0] == pikepdf.Name.Artifact:
            named = (str(properties[key])[1:] for key in ("/Type", "/Subtype") if key in properties)
            artifact = " ".join(named)
        self.walk.open.append(_Sequence(mcid, artifact, actual, expansion, lang))

    def end(self, operands: Sequence[Any], name: str) -> None:
        """EMC: the innermost sequence ends."""
        done = self.walk.open.pop() if self.walk.open else _Sequence(None, None, None)
        if done.expansion and (owner := done if done.mcid is not None else self.walk.numbered()):
            owner.text += f" ({done.expansion}) "
        if done.mcid is not None or (done.artifact is not None and done.text):
            self.walk.runs.append(
                MarkedText(self.walk.page, done.mcid, done.text, done.artifact, self.in_form, done.shown, done.lang)
            )

    def draw(self, operands: Sequence[Any], name: str) -> None:
        """Do: a form is read as part of what paints it."""
        form = self.resources.XObject[operands[0]]
        if form.get("/Subtype") == pikepdf.Name.Form:
            self.walk.read(form, form.get("/Resources", self.resources), True)

    def font(self, operands: Sequence[Any], name: str) -> None:
        """Tf: a font becomes the current one."""
        self.state.face = self.walk.guard.streams.face(self.resources.Font[operands[0]])

    def show(self, operands: Sequence[Any], name: str) -> None:
        """Tj, TJ, ', ": text goes to the artifact, else to the sequence with an MCID, that it stands in."""
        face, sequences = self.state.face, self.walk.open
        if face is None:
            return
        parts = operands[-1] if isinstance(operands[-1], pikepdf.Array) else [operands[-1]]
        codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
        text = shown = face.text(face.codes(codes))
        spoken = next((part for part in reversed(sequences) if part.actual is not None), None)
        if spoken is not None:
            text = "" if spoken.said else spoken.actual or ""
            spoken.said = True
        owner = next((part for part in sequences if part.artifact is not None), self.walk.numbered())
        if owner:
            owner.text += text
            owner.shown += shown
            owner.lang = next((part.lang for part in reversed(sequences) if part.lang), owner.lang)
        else:
            self.walk.bare += text
