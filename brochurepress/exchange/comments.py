"""Comments on a PDF as any reader leaves them: annotations, their answers and states, and the words they stand at."""

import html
import io
import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf
from pydantic.dataclasses import dataclass as record

from brochurepress.design import Box
from brochurepress.pdf import pdfium
from brochurepress.pdf.inspect import MALFORMED, reason
from brochurepress.wording import UNSHOWN
from brochurepress.workspace import STRICT

KINDS = frozenset(
    "Text Caret FreeText Ink Square Circle Line Polygon PolyLine Stamp FileAttachment Redact Sound".split()
    + "Highlight Underline Squiggly StrikeOut".split()
)
"""Subtypes of annotations that are comments (ISO 32000-2, 12.5.6); links and fields are the press's own."""

NEAR_PT = 72.0
"""How far a comment may stand from the words that it is about."""

_PAINTS = frozenset("Tj TJ ' \" f F f* B B* b b* S s Do sh INLINE IMAGE".split())
"""Operators that paint (ISO 32000-2, Annex A)."""

_POINT = {"Caret": (0.5, 1.0), "Text": (0.0, 1.0)}
"""Which point of its rectangle a comment without marked words speaks of: the middle for all other kinds."""


@record(frozen=True, kw_only=True, config=STRICT)
class Answer:
    """An answer to a comment, or the state that somebody gave it."""

    author: str = ""
    date: str = ""
    text: str = ""


@dataclass(frozen=True)
class Comment:
    """A comment on a page (from 1; 0 for one that no page holds), its kind, and the boxes of what it marks in pt.

    `name` is the one that its reader gave it, if any. Of a Word document `page` is the number of the paragraph, `on`
    are the words that it marks; it is `done` where somebody marked it as resolved there.
    """

    page: int
    kind: str
    author: str
    date: str
    text: str
    boxes: tuple[Box, ...] = ()
    place: Box | None = None
    name: str = ""
    answers: tuple[Answer, ...] = ()
    on: str = ""
    done: bool = False


@dataclass
class PrintedWord:
    """A word of a page with the boxes of its letters in pt."""

    text: str
    page: int
    boxes: list[Box] = field(default_factory=list)


def read_pdf(content: bytes) -> tuple[list[Comment], list[PrintedWord], list[int]]:
    """The comments of a PDF, its words in reading order, and the pages that somebody drew into afterwards.

    Raises ValueError for a file that cannot be read.
    """
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            comments = _comments(pdf)
            drawn = [number for number, page in enumerate(pdf.pages, 1) if _is_drawn_into(page)]
            if turned := [each.obj for each in pdf.pages if each.obj.get("/Rotate", 0)]:
                for each in turned:  # their words are read as they stand
                    each.Rotate = 0
                pdf.save(upright := io.BytesIO())
                content = upright.getvalue()
    except MALFORMED as fault:
        raise ValueError(reason(fault)) from fault
    words: list[PrintedWord] = []
    with pdfium.open_pdf(content) as rendering:
        for page in range(1, len(rendering) + 1):
            word: PrintedWord | None = None
            for glyph in rendering.characters(page):
                if not glyph.text.strip():
                    word = None
                elif glyph.text != pdfium.JOINED:
                    if word is None:
                        words.append(word := PrintedWord("", page))
                    word.text += UNSHOWN.sub("", glyph.text)
                    word.boxes.append(glyph.box)
    return comments, words, drawn


def _is_drawn_into(page: pikepdf.Page) -> bool:
    """Whether a tagged page paints outside marked content, where the press paints nothing; others cannot be told."""
    depth = 0
    for step in pikepdf.parse_content_stream(page) if "/StructParents" in page.obj else ():
        sign = str(step.operator)
        depth += (sign in ("BDC", "BMC")) - (sign == "EMC")
        if depth == 0 and sign in _PAINTS:
            return True
    return False


def _comments(pdf: pikepdf.Pdf) -> list[Comment]:
    """Every comment with its answers below it; parts of one group are one comment."""
    on = [(n, a) for n, p in enumerate(pdf.pages, 1) for a in p.get("/Annots", ()) if isinstance(a, pikepdf.Dictionary)]
    known = {(a if a.is_indirect else pdf.make_indirect(a)).objgen: n for n, a in on}
    held = (a for a in pdf.objects if isinstance(a, pikepdf.Dictionary) and str(a.get("/Subtype"))[1:] in KINDS)
    there = {a.objgen: a for a in held if a.objgen in known or a.get("/Type") == "/Annot"}
    found = {key: _comment(a, known.get(key, 0)) for key, a in there.items()}
    tops = {key: each for key, each in found.items() if _top(key, there) == key}
    for key, each in found.items():
        top, a = _top(key, there), there[key]
        if top != key:
            first = tops[top]
            if a.get("/RT") == "/Group":
                kind = "Replace" if "Caret" in (first.kind, each.kind) else first.kind
                first = replace(first, boxes=first.boxes or each.boxes, text=first.text or each.text, kind=kind)
            else:
                said = _text(a.get("/State")) if "/StateModel" in a else each.text
                first = replace(first, answers=(*first.answers, Answer(author=each.author, date=each.date, text=said)))
            tops[top] = first
    return [*tops.values()]


def _top(key: Any, there: dict[Any, Any]) -> Any:
    """The comment that an answer is to, by way of other answers; itself where that leads nowhere or round."""
    seen, top = set[Any](), key
    while (above := there[top].get("/IRT")) is not None and above.is_indirect and above.objgen in there:
        if top in seen:
            return key
        seen.add(top)
        top = above.objgen
    return top


def _comment(annotation: Any, page: int) -> Comment:
    corners = _numbers(annotation.get("/QuadPoints"))
    boxes = tuple(_box(corners[at : at + 8]) for at in range(0, len(corners) - 7, 8))
    place = _numbers(annotation.get("/Rect"))
    popup = annotation.get("/Popup")
    rich = re.sub(r"<[^>]+>", "", re.sub(r"</p>|<br\s*/?>", "\n", _text(annotation.get("/RC"))))
    text = _text(annotation.get("/Contents")) or html.unescape(rich).strip()
    if not text and isinstance(popup, pikepdf.Dictionary):
        text = _text(popup.get("/Contents"))
    dated = _text(annotation.get("/CreationDate")) or _text(annotation.get("/M"))
    date = re.match(r"D:(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d))?", dated)
    day, time = ("-".join(date.groups()[:3]), ":".join(filter(None, date.groups()[3:]))) if date else ("", "")
    kind, author = str(annotation.get("/Subtype"))[1:], _text(annotation.get("/T"))
    when, name = f"{day} {time}".strip(), _text(annotation.get("/NM"))
    return Comment(page, kind, author, when, text, boxes, _box(place) if len(place) == 4 else None, name)


def _text(value: Any) -> str:
    text = str(value) if isinstance(value, pikepdf.String | pikepdf.Name) else ""
    return "\n".join(UNSHOWN.sub("", line) for line in text.splitlines()).removeprefix("/").strip()


def _numbers(value: Any) -> list[float]:
    try:
        return [float(each) for each in value or ()]
    except (TypeError, ValueError):
        return []


def _box(corners: list[float]) -> Box:
    """The box of points whose order readers do not agree on."""
    return Box(min(corners[::2]), min(corners[1::2]), max(corners[::2]), max(corners[1::2]))


def words_at(comment: Comment, words: list[PrintedWord]) -> tuple[list[int], bool]:
    """Which words a comment is about, and whether it marks them; else it is the nearest one, or none."""
    on = [(at, word) for at, word in enumerate(words) if word.page == comment.page]
    marked = [at for at, word in on if any(_within(box, area) for box in word.boxes for area in comment.boxes)]
    if marked or comment.place is None:
        return marked, bool(marked)
    across, up = _POINT.get(comment.kind, (0.5, 0.5))
    x = comment.place.left + across * comment.place.width
    y = comment.place.bottom + up * comment.place.height
    nearest = min(((_distance(box, x, y), at) for at, word in on for box in word.boxes), default=(NEAR_PT, 0))
    return [nearest[1]] if nearest[0] < NEAR_PT else [], False


def _within(box: Box, area: Box) -> bool:
    x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    return area.left <= x <= area.right and area.bottom <= y <= area.top


def _distance(box: Box, x: float, y: float) -> float:
    """How far a point is from a letter in pt; what is above or below counts double, for lines are apart."""
    return max(box.left - x, 0, x - box.right) + 2 * max(box.bottom - y, 0, y - box.top)


def bare(word: str) -> str:
    """A word by which it is found again, whatever typography made of its signs; "" for one of signs only."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", word)).casefold()
