"""Match every run of text on the pages to the source, to know which hyphens are soft and where a word ends."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from brochurepress.compose import UNSPOKEN, WHITE, ElementPath, HtmlElement
from brochurepress.typeset import Fragment, MarkedContent, TaggedPaint


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
        owned.letters = "".join(text[place].lower() for place in owned.places)
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
        run = "".join(letter for letter in mark.text.lower() if letter not in WHITE)
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
