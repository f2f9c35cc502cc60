"""Content streams of tagged pages rewritten: artifacts typed, words parted, soft hyphens (ISO 32000-1, 14.8.2).

Every run of text is matched to the source, to know which hyphens are soft and where a word ends.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Operator, Pdf, String

from brochurepress.compose import UNSPOKEN, WHITE, ElementPath, HtmlElement
from brochurepress.pdf.inspect import GraphicsState, Rewriter, TextFont, read_face
from brochurepress.typeset import MarkedContent, TaggedPaint
from brochurepress.workspace import Memo, shipped_table


class End(Enum):
    """How a run of text ends."""

    WORD = "white space or the end of a block follows in the source, and nothing of it is drawn yet"
    GLUED = "the word goes on in the next run, or that run begins with a space"
    SOFT = "the word was broken here by a hyphen that the source does not have"


@dataclass
class _Own:
    """Text that stands directly in one element: its characters without white space, each with its place in the flow."""

    places: list[int] = field(default_factory=list)
    letters: str = ""
    cursor: int = 0


@dataclass(frozen=True)
class TextFlow:
    """The source as one text, and how each run of it ends; `strange` are runs that the source does not have.

    `spoken` is the text without what stands in pictures, whose alternatives are said in its place.
    """

    text: str
    spoken: str
    ends: dict[tuple[int, int], End]
    strange: tuple[MarkedContent, ...]


@lru_cache(maxsize=1)  # every accessible variant asks for that of the same paint, and so do its checks
def read_flow(paint: TaggedPaint) -> TextFlow:
    """Aligns the runs of every element with the text that stands directly in it."""
    inline = {laid.element.path for laid in paint.laid.walk() if laid.inline}
    own: dict[ElementPath, _Own] = defaultdict(_Own)
    text = spoken = ""
    for path, piece, in_picture in _pieces(paint.source, inline, paint.running):
        if path is not None:
            start = len(text)
            own[path].places += (start + at for at, letter in enumerate(piece) if letter not in WHITE)
        text += piece
        spoken += "" if in_picture else piece
    for owned in own.values():
        owned.letters = "".join(_small(text[place]) for place in owned.places)
    ends: dict[tuple[int, int], End] = {}
    strange: list[MarkedContent] = []
    before: MarkedContent | None = None
    for holder, mark in paint.laid.marks():
        if mark.blank or mark.picture:
            continue
        if before is not None and mark.text[0] in WHITE:
            ends[before.key] = End.GLUED
        before = mark
        found = End.GLUED if mark.generated else _end(mark, text, own[holder.element.path])
        ends[mark.key] = found or End.GLUED
        if found is None:
            strange.append(mark)
    return TextFlow(text, spoken, ends, tuple(strange))


def _pieces(
    element: HtmlElement, inline: set[ElementPath], running: frozenset[ElementPath], in_picture: bool = False
) -> Iterator[tuple[ElementPath | None, str, bool]]:
    """Each text of the source with the path of its element, or (of none) the edge of a block; whether in a picture."""
    if element.hidden or element.tag in UNSPOKEN or element.path in running:
        return
    edge = None, " " if element.path not in inline or element.tag == "br" else "", in_picture
    in_picture = in_picture or element.is_picture
    yield edge
    for part in element.content:
        if isinstance(part, str):
            yield element.path, part, in_picture
        else:
            yield from _pieces(part, inline, running, in_picture)
    yield edge


def _end(mark: MarkedContent, text: str, owned: _Own) -> End | None:
    """How a run ends, where it is the next of its element's text; None where it is not."""
    run = "".join(_small(letter) for letter in mark.text if letter not in WHITE)
    as_written = owned.letters.startswith(run, owned.cursor)
    soft = not as_written and bool(mark.hyphen) and run.endswith(mark.hyphen)
    if soft:
        run = run[: -len(mark.hyphen)]
    if not owned.letters.startswith(run, owned.cursor):
        return None
    owned.cursor += len(run)
    behind = owned.places[owned.cursor - 1] + 1
    return End.SOFT if soft else End.WORD if text[behind : behind + 1] in ("", *WHITE) else End.GLUED


def _small(letter: str) -> str:
    """A letter in lower case, as one character: that of İ (U+0130) is an i and a dot of its own."""
    return letter.lower()[0]


SOFT_HYPHEN = "\u00ad"
SPACE = " "
_CMAP: str = shipped_table("structure")["cmap"]


def _to_unicode(pdf: Pdf, code: bytes, text: str) -> Object:
    """A CMap in which one code reads as a text (ISO 32000-1, 9.10.3)."""
    first, last = "00" * len(code), "ff" * len(code)
    cmap = _CMAP.format(first=first, last=last, code=code.hex(), text=text.encode("utf-16-be").hex())
    return pdf.make_stream(cmap.encode())


def _space_font(pdf: Pdf) -> Object:
    """A font dictionary of one glyph: a space of a quarter em that paints nothing."""
    code = SPACE.encode()
    descriptor = Dictionary(Type=Name.FontDescriptor, FontName=Name.Space, Flags=4, ItalicAngle=0)
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontBBox=Array([0, 0, 0, 0]),
        FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
        CharProcs=Dictionary(space=pdf.make_stream(b"250 0 d0")),
        Encoding=Dictionary(Type=Name.Encoding, Differences=Array([code[0], Name.space])),
        FirstChar=code[0],
        LastChar=code[0],
        Widths=Array([250]),
        Resources=Dictionary(),
        FontDescriptor=pdf.make_indirect(descriptor),
        ToUnicode=_to_unicode(pdf, code, SPACE),
    )
    return pdf.make_indirect(font)


Instruction = pikepdf.ContentStreamInstruction
Operand = Object | int | float | Decimal


class _Fate(NamedTuple):
    """What becomes of a sequence: kept, made an artifact of a type and subtype, or opened up; and how its text ends."""

    kept: bool = False
    artifact: tuple[str, str] | None = None
    end: End | None = None


def rewrite_content(pdf: Pdf, paint: TaggedPaint, kept: Iterable[MarkedContent], memory: Memo | None = None) -> None:
    """Rewrites the content stream of every page; what is painted stays the same.

    The sequences that are `kept` hang in the tree. With a `memory`, a stream that was rewritten to the same end, and
    with the same fonts, is taken from there.
    """
    memory = memory or Memo()
    in_tree, ends = {mark.key for mark in kept}, read_flow(paint).ends
    artifacts = {(piece.page, piece.mcid): (piece.type, piece.subtype) for piece in paint.furniture}
    fates: dict[int, dict[int, _Fate]] = defaultdict(dict)
    for key in {*in_tree, *artifacts, *ends}:
        fates[key[0]][key[1]] = _Fate(key in in_tree, artifacts.get(key), ends.get(key))
    fonts: dict[str, tuple[TextFont, bytes]] = {}
    for number, page in enumerate(pdf.pages):
        editor = _Editor(pdf, fates[number], page.Resources, fonts)

        def written(editor: _Editor = editor, page: pikepdf.Page = page) -> tuple[bytes, list[tuple[str, bytes]]]:
            editor.rewrite(page)
            return editor.data, editor.soft_hyphens

        key_of_page = page.Contents.read_bytes(), frozenset(fates[number].items()), editor.spaces()
        content, soft = memory.of(key_of_page, written)
        for name, code in soft:
            editor.soft(name, code)
        page.Contents = pdf.make_stream(content)


@dataclass
class _Shown:
    """The last string shown in a sequence: where it stands in the output, and the font and size in force."""

    index: int
    font: str
    size: Operand


class _Editor(Rewriter):
    """The content stream of one page after its fates; the face of its state is a font's name and size."""

    OPERATORS: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("q", "Q"), "set_state"),
        "Tf": "font",
        "TJ": "show",
        **dict.fromkeys(("BDC", "BMC"), "begin"),
        "EMC": "end",
    }

    def __init__(
        self, pdf: Pdf, fates: Mapping[int, _Fate], resources: Any, fonts: dict[str, tuple[TextFont, bytes]]
    ) -> None:
        super().__init__(resources, GraphicsState(face=("", 0)))
        self.pdf, self.fates, self.fonts = pdf, fates, fonts
        self._open: list[tuple[int | None, _Fate]] = []
        self._shown: dict[int | None, _Shown] = {}
        self.soft_hyphens: list[tuple[str, bytes]] = []
        if "/Font" in resources and not any(code for _, code in self.spaces()):
            resources.Font["/space"] = _space_font(pdf)

    def spaces(self) -> tuple[tuple[str, bytes], ...]:
        """The code of the space in each font, as a key: where a font has none, it is shown in another one."""
        return tuple((str(name), self._read(str(name))[1]) for name in self.resources.get("/Font", {}))

    def font(self, operands: Sequence[Any], name: str) -> None:
        """Tf: a font and its size."""
        self.state.face = (str(operands[0]), operands[1])
        self.other()

    def show(self, operands: Sequence[Any], name: str) -> None:
        """TJ: the last text of its sequence so far."""
        inner = next((mcid for mcid, _ in reversed(self._open) if mcid is not None), None)
        if inner is not None and _strings(list(operands[0])):
            self._shown[inner] = _Shown(len(self.out), *self.state.face)
        self.other()

    def begin(self, operands: Sequence[Any], name: str) -> None:
        """BMC, BDC: a sequence, which may become an artifact or be opened up."""
        properties: Any = operands[1] if len(operands) > 1 else None
        numbered = isinstance(properties, Dictionary) and "/MCID" in properties
        mcid = int(properties.MCID) if numbered else None
        fate = _Fate(kept=True) if mcid is None else self.fates.get(mcid, _Fate())
        self._open.append((mcid, fate))
        if fate.artifact:
            told = zip(("/Type", "/Subtype"), fate.artifact, strict=True)
            self.add("BDC", Name.Artifact, Dictionary({key: Name(f"/{value}") for key, value in told if value}))
        elif fate.kept:
            self.other()

    def end(self, operands: Sequence[Any], name: str) -> None:
        """EMC: the end of a sequence, and of its text."""
        mcid, fate = self._open.pop()
        if mcid in self._shown and fate.end in (End.WORD, End.SOFT):
            self._finish(self._shown[mcid], fate.end)
        if fate.kept or fate.artifact:
            self.other()

    def _finish(self, shown: _Shown, end: End | None) -> None:
        """Ends the last string of a run as its place in the source demands."""
        parts = list(self.out[shown.index].operands[0])
        last = max(_strings(parts))
        codes = bytes(parts[last])
        if end is End.SOFT:
            # Kerning goes with what follows it: pdfium drops a number at the end of an array.
            cut = last if codes[:-2] else max(_strings(parts[:last]), default=-1) + 1
            head = [*parts[:cut], String(codes[:-2])] if codes[:-2] else parts[:cut]
            tail = [*parts[cut:last], String(codes[-2:]), *parts[last + 1 :]]
            hyphen = self._in_font(self.soft(shown.font, codes[-2:]), shown, tail)
            self.out[shown.index : shown.index + 1] = [_show(head), *hyphen] if head else hyphen
            return
        face, space = self._read(shown.font)
        if face.text(face.codes(codes)).endswith(" "):
            return
        if space:
            self.out[shown.index] = _show([*parts[:last], String(codes + space), *parts[last + 1 :]])
        else:
            other, code = next((name, code) for name, code in self.spaces() if code)
            self.out[shown.index + 1 : shown.index + 1] = self._in_font(other, shown, [String(code)])

    def _in_font(self, name: str, shown: _Shown, parts: Sequence[Operand]) -> list[Instruction]:
        before, after = (Instruction([Name(each), shown.size], Operator("Tf")) for each in (name, shown.font))
        return [before, _show(parts), after]

    def _read(self, name: str) -> tuple[TextFont, bytes]:
        """A font made ready for reading strings, and its code of the space, of which a subset may have none."""
        if name not in self.fonts:
            face = read_face(self.resources.Font[name])
            codes = (code for code, text in face.unicode.items() if text == SPACE)
            self.fonts[name] = face, next((code.to_bytes(face.code_bytes) for code in codes), b"")
        return self.fonts[name]

    def soft(self, name: str, code: bytes) -> str:
        """Name of a font, made when first needed, with the glyphs of another, that reads the code as U+00AD."""
        if (name, code) not in self.soft_hyphens:
            self.soft_hyphens.append((name, code))
        soft, fonts = f"{name}-soft-{code.hex()}", self.resources.Font
        if soft not in fonts:
            font = Dictionary({key: value for key, value in fonts[name].items() if key != "/ToUnicode"})
            font.Type, font.ToUnicode = Name.Font, _to_unicode(self.pdf, code, SOFT_HYPHEN)
            fonts[soft] = self.pdf.make_indirect(font)
        return soft


def _strings(parts: Sequence[Operand]) -> list[int]:
    """Where the strings that show something stand in the operand of TJ."""
    return [index for index, part in enumerate(parts) if isinstance(part, String) and bytes(part)]


def _show(parts: Sequence[Operand]) -> Instruction:
    return Instruction([Array(parts)], Operator("TJ"))
