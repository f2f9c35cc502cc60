"""WCAG 2.2, A and AA, and clauses of EN 301 549: what decides each, and who has judged it (signed.toml).

Aspects of a publication are the things that people judge, each with a checksum, so that a judgement expires with what
it hangs on alone.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal, get_args

from pydantic import Field, TypeAdapter
from pydantic.dataclasses import dataclass as record

from brochurepress.artworks import Artwork
from brochurepress.compose import HtmlElement, collapsed, read_elements
from brochurepress.release.manifest import checksum
from brochurepress.source import VARIANTS, PaintMethod
from brochurepress.typeset import Layout
from brochurepress.workspace import STRICT, Project, RequiredText, Sha256, Snapshot, bind, opened, shipped_table

V3, V4 = "EN 301 549 V3.2.1", "EN 301 549 V4.1.1"
"""The version that the law cites (2021, WCAG 2.1), and the next one (2026, WCAG 2.2)."""

UNMAPPED = "not mapped"
"""Clause of V4.1.1 where its number is not known here: some were given others than in V3.2.1."""

NEW_CLAUSE = "9.7"
"""User preferences, which V4.1.1 asks of a web page and V3.2.1 does not."""

SINCE_22 = frozenset({"2.4.11", "2.5.7", "2.5.8", "3.2.6", "3.3.7", "3.3.8"})
"""Criteria that WCAG 2.2 added: EN 301 549 v3.2.1 (2021) rests on WCAG 2.1 and has no clause for them."""

VERAPDF = "verapdf/standards"
"""The judgement of veraPDF on all standards that a file claims, in the place of a rule."""


AbsentFeature = Literal["media", "input", "action", "time", "set", "void"]
"""What a publication does not have, so that a criterion about it does not apply."""


Aspect = Literal["words", "structure", "title", "headings", "links", "pictures", "languages", "look", "address"]
"""What a judgement may hang on; it expires when that changes."""


@dataclass(frozen=True)
class Method:
    """How a criterion is decided in one medium: by rules that must be silent, by absence, and by a person's judgement.

    With `absent`, the silence of the rules shows that there is nothing the criterion is about. With `asks`, silence is
    not enough: a person answers the question of the criterion. Nothing of the three: it is not about this medium.
    """

    rules: tuple[str, ...] = ()
    asks: bool = False
    absent: AbsentFeature | None = None


@dataclass(frozen=True)
class Criterion:
    """A success criterion, or a clause of EN 301 549 without a level: how it is decided for page and document.

    `aspects` are those that a person's judgement hangs on, all of them where a person is asked now and then only.
    """

    number: str
    level: str = ""
    web: Method = field(default_factory=Method)
    document: Method = field(default_factory=Method)
    aspects: tuple[Aspect, ...] = get_args(Aspect)

    def clauses(self, chapter: int) -> dict[str, str | None]:
        """Its clause in each version, chapter 9 (web) or 10 (documents) for a criterion; None where there is none."""
        if not self.level:
            new = self.number == NEW_CLAUSE
            return {V3: None if new else self.number, V4: self.number if new else UNMAPPED}
        return {V3: None if self.number in SINCE_22 else f"{chapter}.{self.number}", V4: UNMAPPED}


_TABLE = {number: {"number": number, **row} for number, row in shipped_table("criteria").items()}
ROWS = TypeAdapter(dict[str, Criterion]).validate_python(_TABLE)
"""Every criterion of WCAG 2.2, A and AA, by its number, in the order of the standard, then clauses of EN 301 549."""

FILE = "signed.toml"

HEAD = "# Who judged what, and of which publication. Written by `publish.py sign`; it expires when that changes.\n"


@record(frozen=True, kw_only=True, config=STRICT)
class SignOff:
    """One judgement: the criterion by its number, the name of who judged, the day, and what was judged by its SHA-256.

    `judged` holds the checksum of each aspect that the judgement hangs on.
    """

    criterion: Annotated[str, Field(pattern=r"^\d{1,2}\.\d(\.\d{1,2})?$")]
    name: RequiredText
    date: dt.date
    judged: dict[Aspect, Sha256]


@record(frozen=True, config=STRICT)
class _Signed:
    signed: tuple[SignOff, ...] = ()


def read_signatures(snapshot: Snapshot, edition: str) -> dict[str, SignOff]:
    """The last signature of each criterion, by its number; none when nothing was signed yet.

    Raises Rejected with every fault of the file.
    """
    file = f"source/{edition}/{FILE}"
    if not snapshot.has(file):
        return {}
    return {each.criterion: each for each in bind(snapshot.fields(file), _Signed, "signed").signed}


def write_signatures(project: Project, edition: str, signatures: dict[str, SignOff]) -> str:
    """Adds signatures to those that stand, in the order of the criteria, and gives the file, relative to the root.

    Raises Rejected when the file cannot be read or written.
    """
    file = f"source/{edition}/{FILE}"
    with opened(project.root / "source" / edition) as folder:
        known = read_signatures(Snapshot(project), edition) | signatures
        ordered = sorted(known.values(), key=lambda each: [int(part) for part in each.criterion.split(".")])
        text = HEAD + "".join(map(_entry, ordered))
        folder.replace("sign", {FILE: text.encode()}, adopts=lambda name: name == FILE)
    return file


def _entry(signature: SignOff) -> str:
    name = json.dumps(signature.name, ensure_ascii=False)  # a JSON string is a TOML basic string
    judged = ", ".join(f'{aspect} = "{digest}"' for aspect, digest in signature.judged.items())
    head = f'\n[[signed]]\ncriterion = "{signature.criterion}"\nname = {name}'
    return f"{head}\ndate = {signature.date.isoformat()}\njudged = {{ {judged} }}\n"


_INLINE = frozenset("a abbr b br cite code em i q s small span strong sub sup wbr".split())
"""Elements that stand within a sentence: the block around them is what a link is understood from."""

_NEUTRAL = frozenset({"span", "br", "wbr"})
"""Elements that say nothing of structure: they keep words together, and come and go with these."""

_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_OF_WORDS = re.compile(r'url\("data:font[^"]*"\)|\.edge-n?\d+ \{[^}]*\}|--(?:edition|section)-head: "(?:[^"\\]|\\.)*";')
"""What a style sheet holds because of the words: fonts cut to their characters, side bearings, running heads."""


def digests_of(layout: Layout, artworks: tuple[Artwork, ...]) -> dict[Aspect, str]:
    """SHA-256 of each aspect; line numbers, version, date and printer are in none of them."""
    edition, snapshot, sheet = layout.inputs.manuscript.edition, layout.inputs.snapshot, layout.composition.stylesheet
    root = read_elements(layout.pages.root)[0]
    body = root.one("body") or root
    elements = list(body.walk())
    fonts = sorted(set(re.findall(r"url\(.?/(fonts/[^\"')]+)", sheet.text)))
    screens = [each for each in artworks if VARIANTS[each.variant].paint is PaintMethod.SCREEN]
    sheets = [sheet.text, *("".join(_STYLE.findall(each.content.decode())) for each in screens)]
    bitmaps = [element.attributes["src"].lstrip("/") for element in elements if element.tag == "img"]
    facts: dict[Aspect, list[object]] = {
        # All words in order, of text alternatives and of hidden parts too, whatever elements they stand in.
        "words": [collapsed("".join(_judged_text(body)))],
        "structure": [*_structure(body)],
        "headings": [[each.tag, each.text()] for each in elements if re.fullmatch(r"h[1-6]", each.tag)],
        "links": [*_links(elements)],
        # The language of the whole, and each part that has another.
        "languages": [body.lang, *([each.lang, _own(each)] for each in elements if each.lang != body.lang)],
        "title": [edition.title],
        "address": [edition.address],
        "pictures": [*_pictures(elements), *(checksum(layout.composition.read(file)) for file in bitmaps)],
        "look": [*(_OF_WORDS.sub("", text) for text in sheets), *map(snapshot.digest, fonts), *_classes(body)],
    }
    return {aspect: checksum(json.dumps(told, ensure_ascii=False).encode()) for aspect, told in facts.items()}


def _own(element: HtmlElement) -> str:
    return " ".join(" ".join(part for part in element.content if isinstance(part, str)).split())


def _judged_text(element: HtmlElement) -> Iterator[str]:
    if element.is_picture:
        yield f" {element.alternative()} "
        return
    for part in element.content:
        yield from [part] if isinstance(part, str) else _judged_text(part)
    if element.tag not in _INLINE or element.tag == "br":
        yield " "


def _structure(element: HtmlElement) -> Iterator[object]:
    """Each element with those inside it, in order; the text and what keeps words together are left out."""
    if told := element.tag not in _NEUTRAL:
        yield [element.tag, element.hidden, element.attributes.get("role", "")]
    for part in _inside(element):
        yield from _structure(part)
    if told:
        yield "end"


def _inside(element: HtmlElement) -> list[HtmlElement]:
    """The elements right inside one; what stands inside a drawing is left out."""
    return [part for part in element.content if isinstance(part, HtmlElement) and element.tag != "svg"]


def _links(elements: Sequence[HtmlElement]) -> Iterator[object]:
    """Each link: where it leads, its name, and the block that it stands in."""
    by_path = {element.path: element for element in elements}
    for link in (element for element in elements if element.tag == "a"):
        around = link
        while around.tag in _INLINE and around.path[:-1] in by_path:
            around = by_path[around.path[:-1]]
        names = [link.attributes.get(name, "") for name in ("href", "aria-label", "title")]
        yield [*names, link.text(), around.text()]


def _pictures(elements: Sequence[HtmlElement]) -> Iterator[object]:
    """Each picture with its text alternative, and all that a drawing consists of."""
    for picture in (element for element in elements if element.is_picture):
        drawn = [[e.tag, dict(e.attributes), _own(e)] for e in picture.walk() if picture.tag == "svg"]
        yield [picture.alternative(), picture.hidden, drawn]


def _classes(element: HtmlElement) -> Iterator[object]:
    """The classes and styles by which the style sheet reaches each element; those that keep words together are not."""
    if element.tag not in _NEUTRAL:
        yield [element.attributes.get(name, "") for name in ("class", "style")]
    for part in _inside(element):
        yield from _classes(part)
