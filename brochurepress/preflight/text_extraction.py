"""Text extraction: words and links of an artwork or a composed document in reading order, and how two of them match."""

import bisect
import difflib
import io
import itertools
import re
import unicodedata
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

import pypdf

from brochurepress.compose import UNSPOKEN, HtmlElement, labels, parsed, read_elements
from brochurepress.design import PT_PER_MM, Box
from brochurepress.findings import Place
from brochurepress.pdf import pdfium
from brochurepress.source import Scheme
from brochurepress.workspace import resolved

RUN = 32
"""So many items that are the same in both rows, one after the other, tell that the two go on together."""

MANY = 4_000
"""In a part with more items than this, frequent ones no longer serve to find what stayed."""

MatchingBlock = tuple[bool, int, int, int, int]
"""Whether a part is the same in both rows; from where to where in the one, and from where to where in the other."""


def matching_blocks(one: Sequence[Hashable], other: Sequence[Hashable]) -> Iterator[MatchingBlock]:
    """The parts of two rows that are the same or not, in order.

    What is the same at both ends keeps its place. Where the rows part, difflib decides up to the nearest place from
    which they go on together: it holds every item against all of its kind, and so is not asked for the whole.
    """
    head = common(one, other)
    tail = min(common(one[::-1], other[::-1]), len(one) - head, len(other) - head)
    inner, outer = one[: len(one) - tail], other[: len(other) - tail]
    start = left = 0
    while True:
        same = common(inner, outer, start, left)
        if same:
            yield True, start, start + same, left, left + same
        start, left = start + same, left + same
        if start == len(inner) and left == len(outer):
            break
        stop, right = _together(inner, outer, start, left)
        junk = max(stop - start, right - left) > MANY
        matcher = difflib.SequenceMatcher(None, inner[start:stop], outer[left:right], autojunk=junk)
        for kind, low, high, under, over in matcher.get_opcodes():
            yield kind == "equal", start + low, start + high, left + under, left + over
        start, left = stop, right
    if tail:
        yield True, len(inner), len(one), len(outer), len(other)


def common(one: Sequence[object], other: Sequence[object], start: int = 0, left: int = 0) -> int:
    """How many items two rows have in common from a place in each."""
    most = min(len(one) - start, len(other) - left)
    return next((at for at in range(most) if one[start + at] != other[left + at]), most)


def _together(one: Sequence[Hashable], other: Sequence[Hashable], start: int, left: int) -> tuple[int, int]:
    """The nearest place from which two rows go on together; their ends, where there is none."""
    reach, whole = 4 * RUN, max(len(one) - start, len(other) - left)
    while True:
        places: dict[Hashable, int] = {}
        for far in range(min(reach, len(other) - left - RUN + 1)):
            places.setdefault(tuple(other[left + far : left + far + RUN]), far)
        met = (
            (near + places[run], near)
            for near in range(min(reach, len(one) - start - RUN + 1))
            if (run := tuple(one[start + near : start + near + RUN])) in places
        )
        ends = len(one) - start + len(other) - left, len(one) - start
        least, near = min(met, default=ends)
        if least < reach or reach >= whole:
            return start + near, left + least - near
        reach *= 2


SOFT_HYPHEN = "\u00ad"

PHRASING = frozenset("a abbr b bdi bdo cite code data del dfn em i ins kbd mark".split()) | frozenset(
    "q s samp small span strong sub sup time u var wbr".split()
)
"""Elements that may stand inside a word (HTML Living Standard, phrasing content); all others part words."""

_WORD = re.compile(rf"\w+(?:{SOFT_HYPHEN}\w+)*|[^\w\s{SOFT_HYPHEN}]")

_PART = re.compile(rf"\w+|{SOFT_HYPHEN}|[^\w\s]")
_HYPHEN_AT_END = re.compile(r"(?<=\w)[-\u2010](?=[^\S\r\n]*[\r\n])")
_EDGE = "\u2029"
"""Stands where a block begins or ends: a separator of paragraphs, which is white space."""
_MARGIN = 40
"""Words that may stand in the margins between the halves of a word: folios, running heads, marks of a draft."""

Anchors = Mapping[str, tuple[int, float]]
"""Page (from 1) and top (pt from the lower edge of the trim) of each element that has an id."""


class Word(NamedTuple):
    """A word or a punctuation mark, and where it stands; `broken` tells that it was put together at a line's end.

    `boxes` are those of its ink in pt, one for each line, where it was read from a drawn page; `block` numbers blocks
    of a document.
    """

    text: str
    place: Place = Place()
    broken: bool = False
    boxes: tuple[Box, ...] = ()
    block: int = 0


class TextLink(NamedTuple):
    """Where a link leads: an address, or `#id` of an element of the same artwork; and where the link stands."""

    target: str
    place: Place = Place()


class ExtractedText(NamedTuple):
    """The words and links of one document, in the order in which it is read."""

    words: tuple[Word, ...]
    links: tuple[TextLink, ...]


def read_html(
    root: HtmlElement, without: frozenset[str] = frozenset(), artwork: str = "", numbers: bool = False
) -> ExtractedText:
    """The copy of a document; elements with one of the classes `without`, pictures and hidden parts are left out.

    `numbers` asks for those of lists too, which no text holds.
    """
    pieces, links = list[tuple[str, Place]](), list[TextLink]()
    for part, place in _parts(root.one("body") or root, without, Place(), numbers):
        placed = replace(place, artwork=artwork) if artwork else place
        if isinstance(part, str):
            pieces.append((part.replace(SOFT_HYPHEN, ""), placed))
        else:
            links.append(TextLink(part.attributes["href"], placed))
    return ExtractedText(tuple(_words(pieces)), tuple(links))


def parse_page(content: bytes) -> HtmlElement:
    """The elements of a web page."""
    return read_elements(parsed(content.decode()))[0]


def read_pdf(content: bytes, anchors: Anchors, artwork: str = "", follow: bool = True) -> ExtractedText:
    """The copy of a PDF: its words in the order in which they are painted, its links in that of their annotations.

    Links are left out unless they are to be followed.
    """
    with pdfium.open_pdf(content) as rendering:
        pages = range(1, len(rendering) + 1)
        pieces = [(_lines(rendering.words(page)), Place(page=page, artwork=artwork)) for page in pages]
    links = (
        TextLink(target, Place(page=page, artwork=artwork))
        for page, target in (_annotations(content, anchors) if follow else ())
    )
    return ExtractedText(tuple(_words(pieces)), tuple(links))


def read_sheets(content: bytes, scheme: Scheme, pages: int, artwork: str = "") -> ExtractedText:
    """The copy of imposed pages, in their order: the words of each panel, as if the sheets were folded or cut."""
    pieces = []
    with pdfium.open_pdf(content) as rendering:
        read = cache(rendering.characters)
        for page, (side, edges) in sorted(scheme.places(pages).items()):
            area = Box(*(edge * PT_PER_MM for edge in edges))
            text = "".join(_inside(read(side, page in scheme.turned), area))
            pieces.append((_lines(text), Place(page=page, artwork=artwork)))
    return ExtractedText(tuple(_words(pieces)), ())


def _lines(text: str) -> str:
    """The text of a page in which each hyphen at a line's end, which may be the layout's, is a soft one."""
    return _HYPHEN_AT_END.sub(SOFT_HYPHEN, f"{text}\n")


def _inside(glyphs: Iterable[pdfium.Glyph], area: Box) -> Iterator[str]:
    """The characters of an area; white space, which has no extent, goes with what stands before it."""
    inside = False
    for glyph in glyphs:
        box = glyph.box
        if box.width > 0 or box.height > 0:
            inside = area.left <= (box.left + box.right) / 2 <= area.right
            inside = inside and area.bottom <= (box.bottom + box.top) / 2 <= area.top
        if inside:
            yield glyph.text


def read_painted(rendering: pdfium.OpenPdf, page: int, artwork: str = "") -> tuple[Word, ...]:
    """The words of one page (from 1) in the order in which they are painted, with their boxes.

    Raises ValueError for a page that cannot be read.
    """
    glyphs = rendering.characters(page)
    place = Place(page=page, artwork=artwork)
    words = []
    for found in _WORD.finditer("".join(glyph.text for glyph in glyphs)):
        text = unicodedata.normalize("NFC", found[0].replace(SOFT_HYPHEN, ""))
        boxes = tuple(_by_line(glyph.box for glyph in glyphs[found.start() : found.end()]))
        words.append(Word(text, place, SOFT_HYPHEN in found[0], boxes))
    return tuple(words)


def _by_line(boxes: Iterable[Box]) -> Iterator[Box]:
    """One box for each line: a character that stands left of the one before it and apart from it begins another."""
    line: Box | None = None
    for box in boxes:
        if line and box.left < line.left and (box.top < line.bottom or box.bottom > line.top):
            yield line
            line = None
        line = line.around(box) if line else box
    yield from filter(None, (line,))


def alike(wanted: Sequence[Word], found: Sequence[Word]) -> bool:
    """Whether two runs of words are the same letters: only parted otherwise, or with a hyphen at a line's end."""
    one, other = ("".join(word.text for word in words) for words in (wanted, found))
    if any(word.broken for word in (*wanted, *found)):
        one, other = one.replace("-", ""), other.replace("-", "")
    return one == other


def quoted(words: Sequence[Word], limit: int = 8) -> str:
    """Words between quotation marks, no more than `limit` of them; nothing for none."""
    return f"“{joined(words[:limit])}{' …' if len(words) > limit else ''}”" if words else ""


def joined(words: Sequence[Word]) -> str:
    """Words as they are read, punctuation marks without a space before them."""
    return re.sub(r" ([.,;:!?…’”)])", r"\1", " ".join(word.text for word in words))


def words_of(text: str) -> tuple[str, ...]:
    """Words and punctuation marks of a text."""
    return tuple(word.text for word in _words([(text.replace(SOFT_HYPHEN, ""), Place())]))


def canonical(target: str, anchors: Anchors) -> str:
    """One name for all the elements that begin at the same place of a page; one spelling of each address."""
    target = resolved(target)
    own = anchors.get(target[1:]) if target.startswith("#") else None
    return next((f"#{other}" for other, place in anchors.items() if own and _same(place, own)), target)


def _same(one: tuple[int, float], other: tuple[int, float]) -> bool:
    return one[0] == other[0] and abs(one[1] - other[1]) < 1


def _words(pieces: list[tuple[str, Place]]) -> Iterator[Word]:
    texts = [unicodedata.normalize("NFC", text) for text, _ in pieces]
    ends = list(itertools.accumulate(map(len, texts)))
    blocks = list(itertools.accumulate(text == _EDGE for text in texts))
    for found in _PART.finditer("".join(texts)):
        at = bisect.bisect_right(ends, found.start())
        text, broken = found[0].replace(SOFT_HYPHEN, "-"), found[0] == SOFT_HYPHEN
        yield Word(text, pieces[at][1], broken, block=blocks[at])


def rejoined(found: Sequence[Word], known: frozenset[str]) -> list[Word]:
    """The words with each that hyphens at lines' ends part made one where that is known, or the end of what is.

    Its rest is the next word, or one of the next page, past what the margins hold. A hyphen of the text stays.
    """
    words = list(found)
    for at in range(len(words) - 1, 0, -1):
        if not _at_end(words[at]):
            continue
        stem, page = words[at - 1].text, words[at].place.page
        near = range(at + 1, min(at + _MARGIN, len(words)))
        likely = [n for n in near if n == at + 1 or words[n].place.page > page]
        rest = next((n for n in likely if stem + words[n].text in known), 0)
        if not rest and likely and at > 1 and _at_end(words[at - 2]):
            whole = stem + words[at + 1].text
            rest = at + 1 if any(word.endswith(whole) for word in known) else 0
        if rest:
            words[at - 1] = words[at - 1]._replace(text=stem + words[rest].text, broken=True)
            del words[rest], words[at]
    return words


def _at_end(word: Word) -> bool:
    """Whether it is a hyphen at the end of a line."""
    return word.broken and word.text == "-"


def _parts(
    element: HtmlElement, without: frozenset[str], place: Place, numbered: bool
) -> Iterator[tuple[str | HtmlElement, Place]]:
    """Texts below an element, white space where words part, and the links among them."""
    classes = element.attributes.get("class", "").split()
    if element.hidden or element.is_picture or element.tag in UNSPOKEN or without.intersection(classes):
        return
    section = element.attributes.get("data-section", place.section)
    place = replace(element.place, section=section)
    apart = "" if element.tag in PHRASING else _EDGE
    if element.tag == "a" and "href" in element.attributes:
        yield element, place
    yield apart, place
    points = labels(element) if numbered and element.tag == "ol" else ()
    numbers = {point.path: number for point, number in points}
    for part in element.content:
        if isinstance(part, str):
            yield part, place
            continue
        if part.path in numbers:
            yield f"\n{numbers[part.path]}\n", replace(part.place, section=section)
        yield from _parts(part, without, place, numbered)
    yield apart, place


def _annotations(content: bytes, anchors: Anchors) -> Iterator[tuple[int, str]]:
    """Page and target of each link annotation."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    numbers = {page.indirect_reference: number for number, page in enumerate(reader.pages, 1)}
    for number, page in enumerate(reader.pages, 1):
        annotations: Any = page.get("/Annots", [])
        for annotation in (reference.get_object() for reference in annotations):
            if annotation.get("/Subtype") == "/Link":
                yield number, _target(annotation.get("/A", {}), numbers, anchors)


def _target(action: Any, numbers: Mapping[Any, int], anchors: Anchors) -> str:
    if "/URI" in action:
        return str(action["/URI"])
    if "/D" not in action:
        return ""
    page, _, _, top, _ = action["/D"]
    place = (numbers[page.indirect_reference or page], float(top))
    return next((f"#{name}" for name, other in anchors.items() if _same(place, other)), f"page {place[0]}")
