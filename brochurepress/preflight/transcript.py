"""Transcript: what a screen reader says of an accessible PDF, one line for each stop, to be read by a person.

Rules hold it against the transcript of the source: a lie that a reader would hear is a difference between the two.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from brochurepress.findings import Place
from brochurepress.pdf.inspect import INLINE, ContentReference, LinkAnnotation, Tag, TaggedDocument, table_heads
from brochurepress.workspace import shipped_table

SPOKEN: dict[str, str] = shipped_table("structure")["spoken"]
"""How a reader announces a structure type; types that are not here are passed over in silence."""

ENTERED = frozenset({"L", "Table", "BlockQuote", "Aside"})
"""Types that are announced when they are entered, before what they hold, and again when they are left."""

STOPS = frozenset({"Link", "Figure"})
"""Types within a text at which a reader stops to announce them."""


@dataclass(frozen=True)
class ReadingStop:
    """One stop of a screen reader: the page, what is announced, the text that is said, and its language.

    Besides: where it leads as a link, the number of its element, and its place in the source where that is known.
    """

    page: int
    announced: str
    text: str
    lang: str
    target: str = field(default="", compare=False)
    number: int = field(default=0, compare=False)
    place: Place = field(default_factory=Place, compare=False)

    def __str__(self) -> str:
        said = f"{self.announced}: {self.text}" if self.text else self.announced
        return f"{self.page:>3}  [{self.lang}] {said}"


def stops(tagged: TaggedDocument) -> tuple[ReadingStop, ...]:
    """Every stop in reading order."""
    tables = [tag for tag in tagged.root.walk() if tag.type == "Table"] if tagged.root else []
    heads = {number: cells for table in tables for number, cells in table_heads(table).items() if cells}
    said = {number: f" under {', '.join(map(tagged.text_of, cells))}" for number, cells in heads.items()}
    return tuple(_stops(tagged, tagged.root, "text", said)) if tagged.root else ()


def announced_in(words: Mapping[str, str], read: Iterable[ReadingStop]) -> tuple[ReadingStop, ...]:
    """The stops with what is announced in the words of a language; of phrases that overlap the longest is taken."""
    known = "|".join(sorted(map(re.escape, words), key=len, reverse=True))

    def told(announced: str) -> str:
        own, under, heads = announced.partition(" under ")  # the heads are words of the document
        return re.sub(rf"\b(?:{known})\b", lambda found: words[found[0]], own + under.rstrip()) + under[6:] + heads

    return tuple(replace(stop, announced=told(stop.announced)) for stop in read)


def _stops(tagged: TaggedDocument, tag: Tag, announced: str, heads: Mapping[int, str]) -> Iterator[ReadingStop]:
    announced = SPOKEN.get(tag.type, announced)
    if tag.type in ("TH", "TD"):
        announced += _HEADED.get(str(tag.attributes.get("Scope")), "") + heads.get(tag.number, "")
    if tag.said is not None or tag.type == "Link":
        said = _described(tagged, tag) if tag.said is None else _plain(tag.said)
        yield ReadingStop(tag.page, announced, said, tag.lang, _link(tag).target, tag.number)
        return
    if tag.type in ENTERED:
        summary = str(tag.attributes.get("Summary", ""))
        yield ReadingStop(tag.page, _entered(tag), summary, tag.lang, number=tag.number)
    yield from _within(tagged, tag, announced, heads)
    if tag.type in ENTERED:
        yield ReadingStop(tag.page, f"end of {SPOKEN[tag.type]}", "", tag.lang, number=tag.number)


def _within(tagged: TaggedDocument, tag: Tag, announced: str, heads: Mapping[int, str]) -> Iterator[ReadingStop]:
    """The stops of what an element holds: a text goes on until a stop of its own, or another language, begins."""
    text, page, lang = "", tag.page, tag.lang
    for kid in tag.kids:
        if isinstance(kid, LinkAnnotation):
            continue
        breath = _breath(tagged, kid, tag)
        if breath is None or breath[1] != lang:
            yield from _said(page, announced, text, lang, tag)
            text, lang = "", breath[1] if breath else tag.lang
        if breath:
            text += breath[0]
        elif isinstance(kid, Tag):
            page = kid.page
            yield from _stops(tagged, kid, announced, heads)
    yield from _said(page, announced, _expanded(text, tag.expansion), lang, tag)


def _expanded(text: str, expansion: str) -> str:
    return f"{text} ({expansion}) " if expansion else text


def _breath(tagged: TaggedDocument, kid: Tag | ContentReference, tag: Tag) -> tuple[str, str] | None:
    """The text of a kid that is read on in one breath with the text around it, and its language; else None."""
    if isinstance(kid, ContentReference):
        run = tagged.shown.get(kid)
        return (_expanded(run.text, run.expansion), run.lang or tag.lang) if run else ("", tag.lang)
    if kid.type not in _RUNS_ON or any(inner.type in STOPS for inner in kid.walk()):
        return None
    heard = list(tagged.heard(kid, expanded=True))
    foreign = {kid.lang, *(part.lang for part in heard if part.text.strip())} != {tag.lang}
    return None if foreign else ("".join(part.text for part in heard), tag.lang)


_RUNS_ON = INLINE - {"Link"}
_HEADED = {"Row": " of a row", "Column": " of a column", "Both": " of a row and a column"}


def _said(page: int, announced: str, text: str, lang: str, tag: Tag) -> Iterator[ReadingStop]:
    """A stop for the text, unless it is punctuation only: a reader makes a pause of that."""
    said = _plain(text)
    if said and (announced == "label" or any(letter.isalnum() for letter in said)):
        yield ReadingStop(page, announced, said, lang, number=tag.number)


def _plain(text: str) -> str:
    return " ".join(text.replace("\u00ad", "").split())


def _entered(tag: Tag) -> str:
    if tag.type == "L":
        items = sum(kid.type == "LI" for kid in tag.tags)
        return f"list of {items} item{'s' if items != 1 else ''}"
    if tag.type == "Table":
        rows = [len(row.tags) for row in tag.walk() if row.type == "TR"]
        return f"table of {len(rows)} rows and {max(rows, default=0)} columns"
    return SPOKEN[tag.type]


def _described(tagged: TaggedDocument, tag: Tag) -> str:
    """The visible text of a link, and its description where that says more."""
    text = _plain("".join(part.text for part in tagged.heard(tag, expanded=True)))
    said = _link(tag).contents
    return f"{text} — {said}" if said and said != text else text


def _link(tag: Tag) -> LinkAnnotation:
    """The first annotation of an element, or one that says nothing."""
    nothing = LinkAnnotation(0, (), "", "", 0, 0, 0)
    return next((kid for kid in tag.kids if isinstance(kid, LinkAnnotation)), nothing)
