"""Content streams of tagged pages rewritten: artifacts typed, words parted, soft hyphens (ISO 32000-1, 14.8.2).

Every run of text is matched to the source, to know which hyphens are soft and where a word ends.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from functools import cached_property, partial
from typing import Any, ClassVar

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Operator, Pdf, String

from brochurepress.compose import UNSPOKEN, WHITE, ElementPath, HtmlElement
from brochurepress.pdf.inspect import GraphicsState, Rewriter, TextFont, read_face
from brochurepress.typeset import Fragment, MarkedContent, PageArtifact, TaggedPaint
from brochurepress.workspace import Memo


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


def read_flow(paint: TaggedPaint) -> TextFlow:
    """Aligns the runs of every element with the text that stands directly in it."""
    inline = {laid.element.path for laid in paint.laid.walk() if laid.inline}
    pieces = list(_pieces(paint.source, inline, paint.running))
    text = "".join(piece.text for piece in pieces)
    own: dict[ElementPath, _Own] = {}
    length = 0
    for piece in pieces:
        if piece.element is not None:
            places = own.setdefault(piece.element.path, _Own()).places
            places += (length + at for at, letter in enumerate(piece.text) if letter not in WHITE)
        length += len(piece.text)
    for owned in own.values():
        owned.letters = "".join(_small(text[place]) for place in owned.places)
    spoken = "".join(piece.text for piece in pieces if not piece.in_picture)
    ends, strange = _aligned(paint.laid, text, own)
    return TextFlow(text, spoken, ends, tuple(strange))


@dataclass(frozen=True)
class _Piece:
    """A text of the source, or (of no element) the edge of a block."""

    element: HtmlElement | None
    text: str
    in_picture: bool


def _pieces(
    element: HtmlElement, inline: set[ElementPath], running: frozenset[ElementPath], in_picture: bool = False
) -> Iterator[_Piece]:
    if element.hidden or element.tag in UNSPOKEN or element.path in running:
        return
    block = element.path not in inline or element.tag == "br"
    edge = _Piece(None, " " if block else "", in_picture)
    in_picture = in_picture or element.is_picture
    yield edge
    for part in element.content:
        if isinstance(part, str):
            yield _Piece(element, part, in_picture)
        else:
            yield from _pieces(part, inline, running, in_picture)
    yield edge


def _aligned(
    laid: Fragment, text: str, own: dict[ElementPath, _Own]
) -> tuple[dict[tuple[int, int], End], list[MarkedContent]]:
    ends: dict[tuple[int, int], End] = {}
    strange: list[MarkedContent] = []
    before: MarkedContent | None = None
    for holder, mark in laid.marks():
        if mark.blank or mark.picture:
            continue
        if before is not None and mark.text[0] in WHITE:
            ends[before.key] = End.GLUED
        before = mark
        ends[mark.key] = End.GLUED
        if mark.generated:
            continue
        owned = own[holder.element.path]
        run = "".join(_small(letter) for letter in mark.text if letter not in WHITE)
        as_written = owned.letters.startswith(run, owned.cursor)
        soft = not as_written and bool(mark.hyphen) and run.endswith(mark.hyphen)
        if soft:
            run = run[: -len(mark.hyphen)]
        if not owned.letters.startswith(run, owned.cursor):
            strange.append(mark)
            continue
        owned.cursor += len(run)
        behind = owned.places[owned.cursor - 1] + 1
        following = text[behind : behind + 1]
        if soft:
            ends[mark.key] = End.SOFT
        elif following in ("", *WHITE):
            ends[mark.key] = End.WORD
    return ends, strange


def _small(letter: str) -> str:
    """A letter in lower case, as one character: that of İ (U+0130) is an i and a dot of its own."""
    return letter.lower()[0]


SOFT_HYPHEN = "\u00ad"
SPACE = " "

_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<{first}> <{last}>
endcodespacerange
1 beginbfchar
<{code}> <{text}>
endbfchar
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


@dataclass(frozen=True)
class CompositeFont:
    """A font as content streams use it: of the engine composite, two bytes for each glyph (ISO 32000-1, 9.7)."""

    object: Object

    @cached_property
    def face(self) -> TextFont:
        """The font made ready for reading strings."""
        return read_face(self.object)

    @cached_property
    def space(self) -> bytes:
        """Code of the space; empty when the subset has none."""
        codes = (code for code, text in self.face.unicode.items() if text == SPACE)
        return next((code.to_bytes(self.face.code_bytes) for code in codes), b"")

    def text(self, string: bytes) -> str:
        """Text of a shown string."""
        return self.face.text(self.face.codes(string))


def soft_hyphen_font(pdf: Pdf, font: CompositeFont, code: bytes) -> Object:
    """A font dictionary with the glyphs and widths of another, in which one code reads as U+00AD."""
    soft = Dictionary({key: value for key, value in font.object.items() if key != "/ToUnicode"})
    soft.Type = Name.Font
    soft.ToUnicode = _to_unicode(pdf, code, SOFT_HYPHEN)
    return pdf.make_indirect(soft)


def space_font(pdf: Pdf) -> Object:
    """A font dictionary of one glyph: a space of a quarter em that paints nothing."""
    code = SPACE.encode()
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
        FontDescriptor=pdf.make_indirect(
            Dictionary(Type=Name.FontDescriptor, FontName=Name.Space, Flags=4, ItalicAngle=0)
        ),
        ToUnicode=_to_unicode(pdf, code, SPACE),
    )
    return pdf.make_indirect(font)


def _to_unicode(pdf: Pdf, code: bytes, text: str) -> Object:
    """A CMap in which one code reads as a text (ISO 32000-1, 9.10.3)."""
    first, last = b"\0" * len(code), b"\xff" * len(code)
    text_hex = text.encode("utf-16-be").hex()
    cmap = _CMAP.format(first=first.hex(), last=last.hex(), code=code.hex(), text=text_hex)
    return pdf.make_stream(cmap.encode())


Instruction = pikepdf.ContentStreamInstruction
Operand = Object | int | float | Decimal


@dataclass(frozen=True)
class ContentPlan:
    """What becomes of each marked-content sequence, by page and MCID: kept, made an artifact, or opened up if empty."""

    kept: Mapping[tuple[int, int], MarkedContent]
    artifacts: Mapping[tuple[int, int], PageArtifact]
    ends: Mapping[tuple[int, int], End]

    @cached_property
    def keys(self) -> Mapping[int, Hashable]:
        """What becomes of the sequences of each page, as a key."""
        fates: dict[int, set[Hashable]] = defaultdict(set)
        for page, mcid in self.kept:
            fates[page].add(mcid)
        for (page, mcid), piece in self.artifacts.items():
            fates[page].add((mcid, piece.type, piece.subtype))
        for (page, mcid), end in self.ends.items():
            fates[page].add((mcid, end))
        return {page: frozenset(told) for page, told in fates.items()}


def plan(
    kept: Iterable[MarkedContent], furniture: Iterable[PageArtifact], ends: Mapping[tuple[int, int], End]
) -> ContentPlan:
    """The plan for sequences that hang in the tree, those that are artifacts, and how the runs of text end."""
    artifacts = {(piece.page, piece.mcid): piece for piece in furniture}
    return ContentPlan({mark.key: mark for mark in kept}, artifacts, ends)


def rewrite_content(pdf: Pdf, plan: ContentPlan, memory: Memo | None = None) -> None:
    """Rewrites the content stream of every page after the plan; what is painted stays the same.

    With a `memory`, a stream that was rewritten after the same plan, and with the same fonts, is taken from there.
    """
    memory = memory or Memo()
    fonts: dict[str, CompositeFont] = {}
    for number, page in enumerate(pdf.pages):
        editor = _Editor(pdf, plan, number, page.Resources, fonts)
        editor.need_space()
        key = (page.Contents.read_bytes(), plan.keys.get(number), editor.spaces())
        content, soft = memory.of(key, partial(editor.written, page))
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
    """The content stream of one page after the plan; the face of its state is a font's name and size."""

    OPERATORS: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("q", "Q"), "set_state"),
        "Tf": "font",
        "TJ": "show",
        **dict.fromkeys(("BDC", "BMC"), "begin"),
        "EMC": "end",
    }

    def __init__(self, pdf: Pdf, plan: ContentPlan, page: int, resources: Any, fonts: dict[str, CompositeFont]) -> None:
        super().__init__(resources, GraphicsState(face=("", 0)))
        self.pdf, self.plan, self.page, self.fonts = pdf, plan, page, fonts
        self._open: list[int | None] = []
        self._dropped: list[bool] = []
        self._shown: dict[int, _Shown] = {}
        self.soft_hyphens: list[tuple[str, bytes]] = []

    def written(self, page: pikepdf.Page) -> tuple[bytes, tuple[tuple[str, bytes], ...]]:
        """The content stream as it is rewritten, and the fonts and codes for which it needs soft hyphens."""
        self.rewrite(page)
        return self.data, tuple(self.soft_hyphens)

    def spaces(self) -> tuple[tuple[str, bytes], ...]:
        """The code of the space in each font, as a key: where a font has none, it is shown in another one."""
        return tuple((str(name), self._read(str(name)).space) for name in self.resources.get("/Font", {}))

    def need_space(self) -> None:
        """Adds a font that has a space where those of the page have none."""
        if "/Font" in self.resources and not any(code for _, code in self.spaces()):
            self.resources.Font["/space"] = space_font(self.pdf)

    def font(self, operands: Sequence[Any], name: str) -> None:
        """Tf: a font and its size."""
        self.state.face = (str(operands[0]), operands[1])
        self.other()

    def show(self, operands: Sequence[Any], name: str) -> None:
        """TJ: the last text of its sequence so far."""
        if _strings(list(operands[0])):
            inner = next((mcid for mcid in reversed(self._open) if mcid is not None), None)
            if inner is not None:
                self._shown[inner] = _Shown(len(self.out), *self.state.face)
        self.other()

    def begin(self, operands: Sequence[Any], name: str) -> None:
        """BMC, BDC: a sequence, which may become an artifact or be opened up."""
        properties: Any = operands[1] if len(operands) > 1 else None
        numbered = isinstance(properties, Dictionary) and "/MCID" in properties
        mcid = int(properties.MCID) if numbered else None
        key = (self.page, mcid if mcid is not None else -1)
        self._open.append(mcid)
        self._dropped.append(mcid is not None and key not in self.plan.kept and key not in self.plan.artifacts)
        if key in self.plan.artifacts:
            self.out.append(_artifact(self.plan.artifacts[key]))
        elif not self._dropped[-1]:
            self.other()

    def end(self, operands: Sequence[Any], name: str) -> None:
        """EMC: the end of a sequence, and of its text."""
        mcid = self._open.pop()
        if mcid in self._shown and (self.page, mcid) in self.plan.ends:
            self._finish(self._shown[mcid], self.plan.ends[self.page, mcid])
        if not self._dropped.pop():
            self.other()

    def _finish(self, shown: _Shown, end: End) -> None:
        """Ends the last string of a run as its place in the source demands."""
        if end is End.GLUED:
            return
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
        font = self._read(shown.font)
        if font.text(codes).endswith(" "):
            return
        if font.space:
            self.out[shown.index] = _show([*parts[:last], String(codes + font.space), *parts[last + 1 :]])
        else:
            other, code = next((name, code) for name, code in self.spaces() if code)
            space = [String(code)]
            self.out[shown.index + 1 : shown.index + 1] = self._in_font(other, shown, space)

    def _in_font(self, name: str, shown: _Shown, parts: Sequence[Operand]) -> list[Instruction]:
        return [
            Instruction([Name(name), shown.size], Operator("Tf")),
            _show(parts),
            Instruction([Name(shown.font), shown.size], Operator("Tf")),
        ]

    def _read(self, name: str) -> CompositeFont:
        if name not in self.fonts:
            self.fonts[name] = CompositeFont(self.resources.Font[name])
        return self.fonts[name]

    def soft(self, name: str, code: bytes) -> str:
        """Name of the font that reads the code as a soft hyphen, made when first needed."""
        if (name, code) not in self.soft_hyphens:
            self.soft_hyphens.append((name, code))
        soft = f"{name}-soft-{code.hex()}"
        if soft not in self.resources.Font:
            self.resources.Font[soft] = soft_hyphen_font(self.pdf, self._read(name), code)
        return soft


def _strings(parts: Sequence[Operand]) -> list[int]:
    """Where the strings that show something stand in the operand of TJ."""
    return [index for index, part in enumerate(parts) if isinstance(part, String) and bytes(part)]


def _show(parts: Sequence[Operand]) -> Instruction:
    return Instruction([Array(parts)], Operator("TJ"))


def _artifact(piece: PageArtifact) -> Instruction:
    properties = Dictionary(Type=Name("/" + piece.type))
    if piece.subtype:
        properties.Subtype = Name("/" + piece.subtype)
    return Instruction([Name.Artifact, properties], Operator("BDC"))
