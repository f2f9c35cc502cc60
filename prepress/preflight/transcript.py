"""Transcript: what a screen reader says of an accessible PDF, one line for each stop, to be read by a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from prepress.pdf.inspect import ContentReference, LinkAnnotation, Tag, TaggedDocument

SPOKEN: dict[str, str] = {
    "H1": "heading 1",
    "H2": "heading 2",
    "H3": "heading 3",
    "H4": "heading 4",
    "H5": "heading 5",
    "H6": "heading 6",
    "P": "text",
    "Lbl": "label",
    "LBody": "item",
    "Caption": "caption",
    "TH": "header cell",
    "TD": "cell",
    "Link": "link",
    "Figure": "figure",
    "BlockQuote": "quote",
    "L": "list",
    "Table": "table",
    "Aside": "aside",
}
"""How a reader announces a structure type; types that are not here are passed over in silence."""

ENTERED = frozenset({"L", "Table", "BlockQuote", "Aside"})
"""Types that are announced when they are entered, before what they hold."""

STOPS = frozenset({"Link", "Figure"})
"""Types within a text at which a reader stops to announce them."""


@dataclass(frozen=True)
class ReadingStop:
    """One stop of a screen reader: the page, what is announced, the text that is said, and its language."""

    page: int
    announced: str
    text: str
    lang: str

    def __str__(self) -> str:
        said = f"{self.announced}: {self.text}" if self.text else self.announced
        return f"{self.page:>3}  [{self.lang}] {said}"


def stops(tagged: TaggedDocument) -> tuple[ReadingStop, ...]:
    """Every stop in reading order."""
    return tuple(_stops(tagged, tagged.root, "text")) if tagged.root else ()


def transcript(tagged: TaggedDocument) -> str:
    """The transcript as text, one line for each stop."""
    return "".join(f"{stop}\n" for stop in stops(tagged))


def _stops(tagged: TaggedDocument, tag: Tag, announced: str) -> Iterator[ReadingStop]:
    if tag.type in SPOKEN:
        announced = SPOKEN[tag.type]
    if tag.type == "Figure":
        yield ReadingStop(tag.page, announced, tag.alt or tag.actual, tag.lang)
        return
    if tag.type == "Link":
        yield ReadingStop(tag.page, announced, _described(tagged, tag), tag.lang)
        return
    if tag.type in ENTERED:
        yield ReadingStop(tag.page, _entered(tag), "", tag.lang)
    text, page = "", tag.page
    for kid in tag.kids:
        if isinstance(kid, ContentReference):
            text += tagged.texts.get((kid.page, kid.mcid), "")
            continue
        if isinstance(kid, Tag) and _runs_on(kid, tag.lang):
            text += _spoken(tagged, kid)
            continue
        yield from _said(page, announced, text, tag.lang)
        text = ""
        if isinstance(kid, Tag):
            page = kid.page
            yield from _stops(tagged, kid, announced)
    yield from _said(page, announced, text, tag.lang)


def _runs_on(tag: Tag, lang: str) -> bool:
    """Whether an element is read on in one breath with the text around it."""
    return (
        tag.type in ("Strong", "Em", "Span", "Quote", "Code")
        and tag.lang == lang
        and not any(inner.type in STOPS for inner in tag.walk())
    )


def _spoken(tagged: TaggedDocument, tag: Tag) -> str:
    if tag.expansion:
        return f"{tagged.text_of(tag)} ({tag.expansion}) "
    contents = (
        tagged.texts[kid.page, kid.mcid] for kid in tag.content() if (kid.page, kid.mcid) in tagged.texts
    )
    return "".join(contents)


def _said(page: int, announced: str, text: str, lang: str) -> Iterator[ReadingStop]:
    """A stop for the text, unless it is punctuation only: a reader makes a pause of that."""
    said = " ".join(text.replace("\u00ad", "").split())
    if said and (announced == "label" or any(letter.isalnum() for letter in said)):
        yield ReadingStop(page, announced, said, lang)


def _entered(tag: Tag) -> str:
    kids = [kid for kid in tag.kids if isinstance(kid, Tag)]
    if tag.type == "L":
        items = sum(kid.type == "LI" for kid in kids)
        return f"list of {items} item{'s' if items != 1 else ''}"
    if tag.type == "Table":
        rows = [row for row in tag.walk() if row.type == "TR"]
        columns = max((sum(isinstance(cell, Tag) for cell in row.kids) for row in rows), default=0)
        return f"table of {len(rows)} rows and {columns} columns"
    return SPOKEN[tag.type]


def _described(tagged: TaggedDocument, tag: Tag) -> str:
    """The visible text of a link, and its description where that says more."""
    text = tagged.text_of(tag)
    said = next((kid.contents for kid in tag.kids if isinstance(kid, LinkAnnotation)), "")
    return f"{text} — {said}" if said and said != text else text
