"""Aspects of a publication: a checksum of each thing that people judge, so that a judgement expires with it alone."""

import json
import re
from collections.abc import Callable, Iterator, Mapping

from brochurepress.artworks import Artwork
from brochurepress.compose import ElementPath, HtmlElement, collapsed, read_elements
from brochurepress.release.manifest import checksum
from brochurepress.release.wcag import Aspect
from brochurepress.source import VARIANTS, PaintMethod
from brochurepress.typeset import Layout

_INLINE = frozenset("a abbr b br cite code em i q s small span strong sub sup wbr".split())
"""Elements that stand within a sentence: the block around them is what a link is understood from."""

_NEUTRAL = frozenset({"span", "br", "wbr"})
"""Elements that say nothing of structure: they keep words together, and come and go with these."""

_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_OF_WORDS = re.compile(r'url\("data:font[^"]*"\)|\.edge-n?\d+ \{[^}]*\}|--(?:edition|section)-head: "(?:[^"\\]|\\.)*";')
"""What a style sheet holds because of the words: fonts cut to their characters, side bearings, running heads."""


def digests_of(layout: Layout, artworks: tuple[Artwork, ...]) -> dict[Aspect, str]:
    """SHA-256 of each aspect; line numbers, version, date and printer are in none of them."""
    edition, snapshot = layout.inputs.manuscript.edition, layout.inputs.snapshot
    root = read_elements(layout.pages.root)[0]
    body = root.one("body") or root
    digests = {aspect: _digest(list(facts(body))) for aspect, facts in _FACTS.items()}
    digests[Aspect.TITLE] = _digest([edition.title])
    digests[Aspect.ADDRESS] = _digest([edition.address])
    digests[Aspect.PICTURES] = _digest([*_pictures(body), *_bytes_of_pictures(layout, body)])
    fonts = sorted(set(re.findall(r"url\(.?/(fonts/[^\"')]+)", layout.composition.stylesheet.text)))
    kept = [snapshot.digest(font) for font in fonts]
    sheets = [layout.composition.stylesheet.text, *_web_styles(artworks)]
    digests[Aspect.LOOK] = _digest([*(_OF_WORDS.sub("", sheet) for sheet in sheets), *kept, *_classes(body)])
    return digests


def _digest(facts: object) -> str:
    return checksum(json.dumps(facts, ensure_ascii=False).encode())


def _web_styles(artworks: tuple[Artwork, ...]) -> Iterator[str]:
    for artwork in artworks:
        if VARIANTS[artwork.variant].paint is PaintMethod.SCREEN:
            yield "".join(_STYLE.findall(artwork.content.decode()))


def _own(element: HtmlElement) -> str:
    return " ".join(" ".join(part for part in element.content if isinstance(part, str)).split())


def _outside_pictures(element: HtmlElement) -> Iterator[HtmlElement]:
    """The element and those below it, without what stands inside a drawing."""
    yield element
    for part in element.content:
        if isinstance(part, HtmlElement) and element.tag != "svg":
            yield from _outside_pictures(part)


def _words(body: HtmlElement) -> Iterator[str]:
    """All words in order, those of text alternatives and of hidden parts too, whatever elements they stand in."""
    yield collapsed("".join(_read(body)))


def _read(element: HtmlElement) -> Iterator[str]:
    if element.is_picture:
        yield f" {element.alternative()} "
        return
    for part in element.content:
        if isinstance(part, str):
            yield part
        else:
            yield from _read(part)
    if element.tag not in _INLINE or element.tag == "br":
        yield " "


def _structure(element: HtmlElement) -> Iterator[object]:
    """Each element with those inside it, in order; the text and what keeps words together are left out."""
    if told := element.tag not in _NEUTRAL:
        yield [element.tag, element.hidden, element.attributes.get("role", "")]
    for part in element.content:
        if isinstance(part, HtmlElement) and element.tag != "svg":
            yield from _structure(part)
    if told:
        yield "end"


def _headings(body: HtmlElement) -> Iterator[object]:
    for element in body.walk():
        if re.fullmatch(r"h[1-6]", element.tag):
            yield [element.tag, element.text()]


def _links(body: HtmlElement) -> Iterator[object]:
    """Each link: where it leads, its name, and the block that it stands in."""
    by_path: dict[ElementPath, HtmlElement] = {element.path: element for element in body.walk()}
    for element in by_path.values():
        if element.tag == "a":
            around = element
            while around.tag in _INLINE and around.path[:-1] in by_path:
                around = by_path[around.path[:-1]]
            names = [element.attributes.get(name, "") for name in ("href", "aria-label", "title")]
            yield [*names, element.text(), around.text()]


def _languages(body: HtmlElement) -> Iterator[object]:
    """The language of the whole, and each part that has another."""
    yield body.lang
    for element in body.walk():
        if element.lang != body.lang:
            yield [element.lang, _own(element)]


def _pictures(body: HtmlElement) -> Iterator[object]:
    """Each picture with its text alternative, and all that a drawing consists of."""
    for element in body.walk():
        if element.is_picture:
            drawn = [[e.tag, dict(e.attributes), _own(e)] for e in element.walk() if element.tag == "svg"]
            yield [element.alternative(), element.hidden, drawn]


def _bytes_of_pictures(layout: Layout, body: HtmlElement) -> Iterator[str]:
    for element in body.walk():
        if element.tag == "img":
            yield checksum(layout.composition.read(element.attributes["src"].lstrip("/")))


def _classes(body: HtmlElement) -> Iterator[object]:
    """The classes and styles by which the style sheet reaches each element; those that keep words together are not."""
    for element in _outside_pictures(body):
        if element.tag not in _NEUTRAL:
            yield [element.attributes.get(name, "") for name in ("class", "style")]


_FACTS: Mapping[Aspect, Callable[[HtmlElement], Iterator[object]]] = {
    Aspect.WORDS: _words,
    Aspect.STRUCTURE: _structure,
    Aspect.HEADINGS: _headings,
    Aspect.LINKS: _links,
    Aspect.LANGUAGES: _languages,
}
"""What makes up each aspect that the laid out document alone tells."""
