"""Fidelity: every artwork holds the words, links and contacts of the manuscript, in its order, and no others."""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from brochurepress.artworks import Artwork
from brochurepress.artworks.handout import imposed_by
from brochurepress.compose import ElementPath, labels, read_elements
from brochurepress.findings import Finding, Place, error
from brochurepress.preflight.text_extraction import (
    Anchors,
    ExtractedText,
    TextLink,
    Word,
    alike,
    canonical,
    matching_blocks,
    parse_page,
    quoted,
    read_html,
    read_pdf,
    read_sheets,
    rejoined,
    words_of,
)
from brochurepress.source import VARIANTS, Manuscript, PaintMethod, contacts_of
from brochurepress.typeset import Layout, TextRun, anchors, text_runs
from brochurepress.wording import phrase

_PARTS = 6
"""Parts into which an extractor may take one word apart."""


SHARES = {PaintMethod.PLAIN: False, PaintMethod.TAGGED: True, PaintMethod.SHEETS: False, PaintMethod.SCREEN: True}
"""Whether links can be followed in each kind of artwork that holds text; one that is not here holds none."""

OF_SCREEN = frozenset("skip button credits downloads card charted unseen draft".split())
"""Classes of what a web page adds; in other artworks it is folios, markers, repeated heads and words in pictures."""

_MARKS = frozenset({"draft"})
"""Classes of what lies over pages, on each page anew, and is painted after all that stands there."""


class _Contact(NamedTuple):
    """What a reader needs to reach someone: the words printed, the address, and their place in the manuscript."""

    name: str
    printed: tuple[str, ...]
    target: str
    place: Place


@dataclass(frozen=True)
class _Difference:
    """Words of the source (from `start` to `stop`) that an artwork has otherwise, or elsewhere (`moved`)."""

    start: int
    stop: int
    found: tuple[Word, ...]
    page: int
    moved: bool = False


def check_sameness(layout: Layout, artworks: Iterable[Artwork], follow: bool = True) -> tuple[Finding, ...]:
    """Findings where an artwork and the manuscript differ: sameness/text, /order, /links and /contacts.

    The composed document stands between the two: it is held against the contacts of the manuscript, and every artwork
    against it; its links only when they are to be followed.
    """
    manuscript = layout.inputs.manuscript
    root = read_elements(layout.pages.root)[0]
    places = anchors(layout.pages)
    contacts = tuple(_contacts(manuscript)) if layout.composition.sheets else ()
    furniture = _furniture(layout)
    on_paper = frozenset({*_MARKS, *(s.type for s in manuscript.sections if s.content.traits.paper_only)})
    read = cache(lambda screen: read_html(root, on_paper if screen else _MARKS, numbers=screen))
    findings = [*_unset(contacts, read_html(root)), *_numbered(layout)]
    for artwork, paint in ((each, VARIANTS[each.variant].paint) for each in artworks):
        if paint not in SHARES:
            continue
        screen, scheme = paint is PaintMethod.SCREEN, imposed_by(manuscript.edition, artwork.variant)
        wanted = read(screen)
        if screen:
            copy = read_html(parse_page(artwork.content), OF_SCREEN, artwork.file, numbers=True)
        elif scheme:
            copy = read_sheets(artwork.content, scheme, layout.page_count, artwork.file)
        else:
            copy = read_pdf(artwork.content, places, artwork.file, follow)
        allowed = Counter[str]() if screen else furniture
        differences = list(_differences(wanted.words, copy.words, allowed.copy()))
        if differences and not (screen or scheme):
            painted = read_pdf(artwork.content, places, artwork.file, follow=False, as_painted=True)
            differences = min(differences, list(_differences(wanted.words, painted.words, allowed.copy())), key=len)
        if not screen:
            differences = [each for each in differences if not _painted_later(wanted.words, each)]
        findings += _of_words(wanted.words, differences, contacts, artwork.file)
        if follow:
            findings += _of_links(wanted.links if SHARES[paint] else (), copy.links, places, artwork.file)
    return tuple(findings)


def _contacts(manuscript: Manuscript) -> Iterator[_Contact]:
    for section in manuscript.sections:
        for key, contact in contacts_of(section.content):
            phrase, text = contact.printed
            name = re.sub(r"<[^>]+>", "", manuscript.converter.inline(phrase))
            printed = (*words_of(name), *words_of(text))
            yield _Contact(contact.known_by, printed, contact.target, section.place(*key))


def _unset(contacts: tuple[_Contact, ...], copy: ExtractedText) -> Iterator[Finding]:
    """Contacts of the manuscript that the templates leave out, set otherwise, or link elsewhere."""
    links = iter(copy.links)
    for contact, (start, _) in zip(contacts, _located(contacts, copy.words), strict=True):
        if start < 0:
            yield error("sameness/contacts:missing", contact.place, contact_name=contact.name)
        elif not any(link.target == contact.target for link in links):
            yield error("sameness/contacts:no-link", contact.place, contact_name=contact.name, target=contact.target)


def _located(contacts: tuple[_Contact, ...], words: Sequence[Word]) -> list[tuple[int, int]]:
    """From which to which word each contact stands, in order; -1 for one that is not found after the one before."""
    texts = [word.text for word in words]
    found, cursor = [], 0
    for contact in contacts:
        size = len(contact.printed)
        at = (i for i in range(cursor, len(texts) - size + 1) if tuple(texts[i : i + size]) == contact.printed)
        start = next(at, -1)
        cursor = start + size if start >= 0 else cursor
        found.append((start, start + size))
    return found


def _numbered(layout: Layout) -> Iterator[Finding]:
    """Points of lists that the pages number otherwise than the manuscript; paint order says nothing of numbers."""
    root, elements = read_elements(layout.pages.root)
    shown: dict[ElementPath, str] = defaultdict(str)
    for run in text_runs(layout.pages):
        if run.generated and run.element in elements:
            shown[elements[run.element].path] += run.text.strip()
    for points in (element for element in root.walk() if element.tag == "ol"):
        for point, number in labels(points):
            if shown[point.path] != number:
                yield error("sameness/text:number", point.place, shown=shown[point.path], number=number)


def _furniture(layout: Layout) -> Counter[str]:
    """Words that stand among the text of a page without being part of it, with their number."""
    words: Counter[str] = Counter()
    first: dict[tuple[object, str], TextRun] = {}
    _, elements = read_elements(layout.pages.root)
    beside = {
        node
        for node, element in elements.items()
        if element.hidden or not _MARKS.isdisjoint(element.attributes.get("class", "").split())
    }
    for run in text_runs(layout.pages):
        before = first.setdefault((run.element, run.text), run)
        # The head of a table is printed again on a later page or in a later column.
        later = run.area.left > before.area.right and run.area.top <= before.area.top
        if run.page > before.page or later or run.element is None or run.generated or run.element in beside:
            words.update(words_of(run.text))
    for text, times in Counter(layout.words).items():
        # A word that is drawn twice in one place, as its outline and as its letters, may be read as one.
        for part in (text, text + text) if times > 1 else (text,):
            words.update(words_of(part) * times)
    return words


def _differences(wanted: Sequence[Word], found: Sequence[Word], allowed: Counter[str]) -> Iterator[_Difference]:
    """Where two texts differ; words that only one extractor parts, or a line's end hyphenates, are the same."""
    found = rejoined(found, frozenset(word.text for word in wanted))
    rest = _beside(wanted, found)
    if rest is not None and rest <= allowed:
        # Told at once: where a text repeats itself, difflib may hold words against others that are the same.
        return
    apart: list[_Difference] = []
    texts = ([word.text for word in words] for words in (wanted, found))
    for same, start, stop, left, right in matching_blocks(*texts):
        if same or alike(wanted[start:stop], found[left:right]):
            continue
        rest = _beside(wanted[start:stop], found[left:right])
        if rest is not None and rest <= allowed:
            allowed -= rest
            continue
        own = tuple(_not_of(allowed, found[left:right]))
        if not alike(wanted[start:stop], own):
            near = found[left : left + 1] or found[left - 1 : left]
            apart.append(_Difference(start, stop, own, near[0].place.page if near else 0))
    yield from _paired(wanted, apart)


def _beside(wanted: Sequence[Word], found: Sequence[Word]) -> Counter[str] | None:
    """What stands beside the wanted words where all of these are found in their order; None where they are not."""
    waiting, rest = [word.text for word in reversed(wanted)], Counter[str]()
    for word in found:
        if waiting and waiting[-1] == word.text:
            waiting.pop()
        else:
            rest[word.text] += 1
    return rest if wanted and not waiting else None


def _not_of(allowed: Counter[str], found: Sequence[Word]) -> Iterator[Word]:
    """The words without those allowed, which are used up; an extractor may part one, as it does turned text."""
    at = 0
    while at < len(found):
        words = itertools.accumulate(each.text for each in found[at : at + _PARTS])
        length, word = next(((n, word) for n, word in enumerate(words, 1) if allowed[word] > 0), (0, ""))
        if length:
            allowed[word] -= 1
        else:
            yield found[at]
        at += length or 1


def _paired(wanted: Sequence[Word], apart: list[_Difference]) -> Iterator[_Difference]:
    """Words that are missing in one place and too many in another have moved: the two are one difference."""
    extra = [each for each in apart if each.start == each.stop]
    for each in (each for each in apart if each.start < each.stop):
        there = next((e for e in extra if not each.found and alike(wanted[each.start : each.stop], e.found)), None)
        if there is not None:
            extra.remove(there)
            each = replace(each, found=there.found, page=there.page, moved=True)
        yield each
    yield from extra


def _painted_later(wanted: Sequence[Word], each: _Difference) -> bool:
    """Whether a whole block was painted out of turn, as a positioned one is.

    That is no order of reading: the eye finds it in its place, and a tag tree is held by accessibility/words.
    """
    inside = {word.block for word in wanted[each.start : each.stop]}
    around = {word.block for word in (*wanted[: each.start][-1:], *wanted[each.stop :][:1])}
    return each.moved and not inside & around


def _of_words(
    wanted: Sequence[Word], differences: list[_Difference], contacts: tuple[_Contact, ...], artwork: str
) -> Iterator[Finding]:
    located = list(zip(contacts, _located(contacts, wanted), strict=True))
    for each in differences:
        touched = [
            contact
            for contact, (start, stop) in located
            if max(start, each.start) < min(stop, each.stop) or start < each.start == each.stop < stop
        ]
        source = wanted[min(each.start, len(wanted) - 1)].place if wanted else Place()
        place = replace(source, page=each.page, artwork=artwork)
        before = quoted(wanted[max(each.start - 4, 0) : each.start])
        missing, found = quoted(wanted[each.start : each.stop]), quoted(each.found)
        case = "moved" if each.moved else "gone" if not each.found else "new" if each.start == each.stop else "other"
        key = f"difference/{case}:after" if before else f"difference/{case}"
        said = phrase(key, found=found, missing=missing, before=before)
        for contact in touched:
            where = replace(contact.place, page=each.page, artwork=artwork)
            yield error("sameness/contacts:differs", where, contact=contact.name, said=said)
        if not touched:
            yield error("sameness/order" if each.moved else "sameness/text", place, said=said)


def _of_links(
    wanted: Sequence[TextLink], found: Sequence[TextLink], places: Anchors, artwork: str
) -> Iterator[Finding]:
    """The first place where the links of an artwork are no longer those of the source.

    A link that runs on over the end of a page has an annotation on each: neighbours with one target count once.
    """
    rows = []
    for links in (wanted, found):
        groups = itertools.groupby(links, lambda link: canonical(link.target, places))
        rows.append([(target, next(group)) for target, group in groups])
    (theirs, wanted), (ours, found) = (([t for t, _ in row], [link for _, link in row]) for row in rows)
    for same, start, stop, left, right in matching_blocks(theirs, ours):
        if same:
            continue
        missing = ", ".join(link.target for link in wanted[start:stop]) or phrase("part/no-link")
        instead = ", ".join(link.target for link in found[left:right]) or phrase("part/no-link")
        near = (*found[left : left + 1], *found[left - 1 : left])
        source = wanted[min(start, len(wanted) - 1)].place if wanted else Place()
        place = replace(source, page=near[0].place.page if near else 0, artwork=artwork)
        yield error("sameness/links", place, instead=instead, missing=missing)
        return
