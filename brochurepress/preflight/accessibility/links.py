"""Rules on links of an accessible PDF: one element, one annotation a page, a target, words that say where it leads."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from math import hypot

from brochurepress.design import Box
from brochurepress.findings import Severity
from brochurepress.pdf.inspect import HEADING, ContentReference, LinkAnnotation, Tag
from brochurepress.preflight.accessibility.context import MEANINGLESS, AccessibilityContext, quoted
from brochurepress.preflight.accessibility.tree import scrolls_to
from brochurepress.preflight.rules import RuleFault, rule
from brochurepress.workspace import resolved

PRINT, HIDES = 4, 1 | 2 | 32
"""Flags of an annotation (ISO 32000-1, table 165): Print; Invisible, Hidden and NoView."""

_UNREACHED = re.compile(r"(?i)(javascript|vbscript|file|data|about):|(?![a-z][a-z0-9+.-]+:|page \d|#)|.*[^\x00-\x7f]")
"""Targets that other machines do not reach, or that are scripts: an address has a scheme, and is ASCII (RFC 3986)."""

_SHOWN = re.compile(r"(?i)(?:https?://)?(?:www\.)?([\w.+-]+@[\w.-]+\.[a-z]{2,}|(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?)/?")
"""A text that is an address: what stands behind its scheme."""

_PLACE = re.compile(r"page (\d+)(?: (-?\d+))?")

HIT, MISSED = 0.75, 0.5
"""Shares of a text that the area of its link holds at least, and one of another link at most."""

TARGET_PT = 18.0
"""24 CSS pixels: the least distance between the centres of small targets (WCAG 2.2, 2.5.8)."""


def _links(reading: AccessibilityContext) -> Iterator[tuple[Tag, list[LinkAnnotation]]]:
    links = (tag for tag in reading.tags if tag.type == "Link")
    return ((tag, [kid for kid in tag.kids if isinstance(kid, LinkAnnotation)]) for tag in links)


@rule("accessibility/link", Severity.ERROR, "PDF/UA-1, 7.18.1 and 7.18.5")
def link(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """Every Link has text, one annotation on each of its pages, one target; every annotation is in one Link.

    An address that is its text, or a heading that no other has the words of, is where it leads.
    """
    held: Counter[int] = Counter()
    headings: dict[str, list[Tag]] = defaultdict(list)
    for heading in (tag for tag in reading.tags if HEADING.fullmatch(tag.type)):
        headings[_plain(reading.tagged.text_of(heading))].append(heading)
    for tag, parts in _links(reading):
        text = reading.tagged.text_of(tag)
        held.update(annotation.number for annotation in parts)
        if not text:
            yield RuleFault("without-text", tag.page)
        pages = sorted({content.page for content in tag.content()})
        if sorted(annotation.page for annotation in parts) != pages:
            yield RuleFault("annotations", tag.page, text=quoted(text), count=len(parts), pages=len(pages))
        if len({(annotation.target, annotation.contents) for annotation in parts}) > 1:
            yield RuleFault("several", tag.page, text=quoted(text))
        if parts and _elsewhere(reading, text, parts[0], headings):
            yield RuleFault("elsewhere", tag.page, text=quoted(text), target=quoted(parts[0].target))
        for annotation in parts:
            if reading.tagged.link_owners.get(annotation.struct_parent) != tag.number:
                yield RuleFault("parenttree", annotation.page, text=quoted(text))
    yield from _annotations(reading, held)


def _elsewhere(
    reading: AccessibilityContext, text: str, link: LinkAnnotation, headings: Mapping[str, list[Tag]]
) -> bool:
    """Whether a link leads elsewhere than its text says; `headings` are those of the document by their words."""
    if found := _SHOWN.fullmatch(text.strip(" .")):
        return ":" in link.target and resolved(found[1]).lower() not in link.target.lower()
    place, named = _PLACE.fullmatch(link.target), headings.get(_plain(text), [])
    if place is None or len(named) != 1:
        return False
    top = float(place[2]) if place[2] else None
    return named[0].page != int(place[1]) or not scrolls_to(reading, top, named[0], [*chain(*headings.values())])


def _annotations(reading: AccessibilityContext, held: Counter[int]) -> Iterator[RuleFault]:
    for annotation in reading.tagged.links:
        contents, owners = quoted(annotation.contents), held[annotation.number]
        target, page, flags = annotation.target, annotation.page, annotation.flags
        if owners != 1:
            yield RuleFault("annotation", page, contents=contents, held=owners)
        if flags & HIDES or ("pdfaid:part" in reading.inspection.document.xmp and flags != PRINT):
            yield RuleFault("flags", page, contents=contents, flags=flags)
        if not target:
            yield RuleFault("leads", page, contents=contents)
        elif _UNREACHED.match(target):
            yield RuleFault("reached", page, contents=contents, target=quoted(target))


@rule("accessibility/link-area", Severity.ERROR, "ISO 32000-1, 12.5.6.5; WCAG 2.2, 2.5.3")
def link_area(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """The area of every link lies on the words of the link, on nearly all of each, and on no words of others."""
    words = {place: [text.box for text in texts] for place, texts in reading.places.items()}
    held = {kid for tag in reading.tags for kid in tag.kids if isinstance(kid, ContentReference)}
    for tag, parts in _links(reading):
        own = {*tag.content()}
        for page in sorted({annotation.page for annotation in parts}):
            areas = [box for annotation in parts if annotation.page == page for box in annotation.boxes]
            here = [(key, box) for key in held if key[0] == page for box in words.get(key, ())]
            if any((_share(box, areas) > (HIT if key in own else MISSED)) != (key in own) for key, box in here):
                yield RuleFault("", page, areas[0], text=reading.quote(tag))


def _share(box: Box, areas: Iterable[Box]) -> float:
    """How much of the width, or of the height if that is less, of a text lies in the area where most of it does."""
    shared = (box.within(area) for area in areas)
    return max((min(part.width / box.width, part.height / box.height) for part in shared), default=0.0)


@rule("accessibility/link-text", Severity.ERROR, "PDF/UA-1, 7.18.5; WCAG 2.2, 2.4.4 and 2.5.3")
def link_text(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """The description of a link holds its visible text, is no bare address, and means something on its own."""
    for tag, parts in _links(reading):
        text = reading.tagged.text_of(tag)
        for annotation in parts:
            said = annotation.contents.strip()
            if not said:
                yield RuleFault("link", annotation.page, text=quoted(text))
            elif MEANINGLESS["vague"].fullmatch(_plain(said)):
                yield RuleFault("says", annotation.page, said=quoted(said))
            elif said == annotation.target and said != text:
                yield RuleFault("described", annotation.page, text=quoted(text))
            elif not _names(said, text):
                yield RuleFault("not-hold", annotation.page, said=quoted(said), text=quoted(text))


def _names(said: str, text: str) -> bool:
    """Whether speaking the visible text would find the link: its words are all in the description, or a name in it.

    The number of the page at its end, in a list of contents, need not be said.
    """
    words, spoken = (set(_plain(part).split()) for part in (re.sub(r"\s\d+$", "", text), said))
    named = any(len(word) > 3 for word in words & spoken)
    return words <= spoken or _plain(text) in _plain(said) or named


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w@./+-]+", " ", text.lower()).split()).strip(" .")


@rule("accessibility/same-text-same-target", Severity.WARNING, "WCAG 2.2, 2.4.4 and 3.2.4")
def same_text_same_target(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """Links that are described alike lead to the same place."""
    targets: dict[str, dict[str, int]] = defaultdict(dict)
    for annotation in reading.tagged.links:
        targets[_plain(annotation.contents)][annotation.target] = annotation.page
    for said, places in ((said, places) for said, places in targets.items() if len(places) > 1):
        yield RuleFault("", max(places.values()), said=quoted(said), count=len(places))


@rule("accessibility/target-size", Severity.ERROR, "WCAG 2.2, 2.5.8")
def target_size(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """A link lower or narrower than 18 pt stands alone: no other link lies within 9 pt of its middle.

    Links within a sentence are exempt, as the criterion says.
    """
    text_of, outer = reading.tagged.text_of, (tag for tag in reading.tags if tag.type not in ("Link", "Lbl"))
    links = [kid for tag in outer for kid in tag.tags if kid.type == "Link" and text_of(kid) == text_of(tag)]
    alone = {kid.number for link in links for kid in link.kids if isinstance(kid, LinkAnnotation)}
    targets = [(entry, box) for entry in reading.tagged.links for box in entry.boxes]
    for entry, box in targets:
        if entry.number not in alone or min(box.width, box.height) >= TARGET_PT:
            continue
        x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        for other, area in targets:
            if other.page != entry.page or other.number == entry.number or other.target == entry.target:
                continue
            if hypot(max(area.left - x, 0, x - area.right), max(area.bottom - y, 0, y - area.top)) < TARGET_PT / 2:
                said, beside = quoted(entry.contents), quoted(other.contents)
                yield RuleFault("", entry.page, box, contents=said, other_contents=beside)
