"""Findings of a comparison: one for each difference, at the page and, where it is known, the line of the source."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from textwrap import shorten

from prepress.design import PT_PER_MM, Box
from prepress.findings import Finding, Place, Severity
from prepress.pdf.inspect import Inspection
from prepress.preflight import quoted
from prepress.preflight.report import ranges
from prepress.proofing.compare.inks import ColourUse, InkChange
from prepress.proofing.compare.model import Change, Difference, PagePair, PageStatus
from prepress.proofing.compare.origin import SourceOrigin
from prepress.proofing.compare.page_differences import Origins
from prepress.proofing.compare.pictures import ItemChange
from prepress.proofing.compare.transcripts import TranscriptChange
from prepress.proofing.compare.words import WordChange

RULES: dict[str, tuple[Severity, str]] = {
    "compare/pages": (Severity.WARNING, "a page was put in or taken out"),
    "compare/page-size": (Severity.WARNING, "pages have another size or bleed"),
    "compare/words": (Severity.WARNING, "words are new, gone or replaced"),
    "compare/picture": (Severity.WARNING, "a picture is new, gone or replaced"),
    "compare/ink": (Severity.WARNING, "a colour has another recipe, is new or is gone"),
    "compare/links": (Severity.WARNING, "a link leads elsewhere, is new or is gone"),
    "compare/spoken": (Severity.WARNING, "a text alternative, a heading level or a language is another"),
    "compare/moved": (Severity.INFO, "words stand elsewhere on a page whose words are the same"),
    "compare/look": (Severity.INFO, "part of a page looks otherwise, and none of the others tells why"),
}
"""Each rule with the weight of its findings and what it tells."""

InspectedFiles = tuple[Inspection, Inspection]


def differences(
    files: InspectedFiles,
    origins: Origins,
    pages: Sequence[PagePair],
    inks: Sequence[InkChange],
    said: Sequence[TranscriptChange],
) -> Iterator[Difference]:
    """Every difference between two files, with its finding."""
    artwork = files[1].artwork
    told = [
        *_pages(files, pages),
        *_sizes(files, pages),
        *_words(files, origins, pages),
        *(found for page in pages for found in _pictures(page, origins)),
        *_inks(origins, inks),
        *(found for page in pages for change in page.links for found in _link(change, page, files, origins)),
        *(found for change in said for found in _spoken(change, origins)),
        *_moved(pages),
        *(found for page in pages for found in _looks(page)),
    ]
    for each in told:
        yield replace(each, finding=replace(each.finding, place=replace(each.finding.place, artwork=artwork)))


def _told(rule: str, message: str, place: Place, change: Change | None = None, name: str = "") -> Difference:
    return Difference(Finding(rule, RULES[rule][0], message, place), change, name)


def _pages(files: InspectedFiles, pages: Sequence[PagePair]) -> Iterator[Difference]:
    count = f"{len(files[0].sheets)} pages before, {len(files[1].sheets)} now"
    for page in pages:
        if page.status is PageStatus.ADDED and page.after:
            yield _told("compare/pages", f"the page is new ({count})", Place(page=page.after.number))
        if page.status is PageStatus.REMOVED and page.before:
            message = f"page {page.before.number} of before was taken out ({count})"
            yield _told("compare/pages", message, Place())


def _sizes(files: InspectedFiles, pages: Sequence[PagePair]) -> Iterator[Difference]:
    changed: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for page in pages:
        if page.before and page.after:
            one, other = (
                _size(file, side.number) for file, side in zip(files, (page.before, page.after), strict=True)
            )
            if one != other:
                changed[one, other].append(page.after.number)
    for (one, other), numbers in changed.items():
        message = f"the page is {other}, it was {one} (pages {ranges(numbers)})"
        yield _told("compare/page-size", message, Place(page=numbers[0]))


def _size(file: Inspection, number: int) -> str:
    sheet = file.sheets[number - 1]
    width, height = (round(side / PT_PER_MM, 1) for side in (sheet.trim.width, sheet.trim.height))
    bleed = round((sheet.bleed.width - sheet.trim.width) / 2 / PT_PER_MM, 1)
    turned = f", turned by {sheet.rotate} degrees" if sheet.rotate else ""
    return f"{width:g} × {height:g} mm with {bleed:g} mm bleed{turned}"


def _words(files: InspectedFiles, origins: Origins, pages: Sequence[PagePair]) -> Iterator[Difference]:
    now = {page.before.number: page.after.number for page in pages if page.before and page.after}
    told = dict.fromkeys(change for page in pages for change in page.words)
    for change in told:
        if change.near:
            place = _source(origins[1], files[1], change.near.place.page, change.near.boxes[0])
        else:
            number = change.before[0].place.page
            place = replace(
                _source(origins[0], files[0], number, change.before[0].boxes[0]), page=now[number]
            )
        yield _told("compare/words", sentence(change), place, change)


def sentence(change: WordChange) -> str:
    """A change of words in a sentence."""
    after = f" after {quoted(change.lead)}" if change.lead else ""
    if not change.after:
        return f"{quoted(change.before)}{after} is gone"
    if not change.before:
        return f"{quoted(change.after)}{after} is new"
    return f"{quoted(change.after)}{after} was {quoted(change.before)}"


def _source(origin: SourceOrigin | None, file: Inspection, page: int, box: Box) -> Place:
    """The line of the source behind a box of a page, as far as it is known."""
    if origin is None:
        return Place(page=page)
    trim = file.sheets[page - 1].trim
    moved = Box(box.left - trim.left, box.bottom - trim.bottom, box.right - trim.left, box.top - trim.bottom)
    return replace(origin.place(page, moved), box=tuple(box))


def _pictures(page: PagePair, origins: Origins) -> Iterator[Difference]:
    for change in page.pictures:
        number = page.after.number if page.after else 0
        place = Place(page=number)
        if change.after and origins[1]:
            place = origins[1].art_place(change.after.name, number)
        name = next(item.name for item in (change.after, change.before) if item)
        if change.before and change.after:
            was = f", it was {change.before.name}" if change.before.name != change.after.name else ""
            message = f"the picture {name} is another{was}"
        else:
            message = f"the picture {name} is {'new' if change.after else 'gone'}"
        box = tuple(change.after.box) if change.after else ()
        yield _told("compare/picture", message, replace(place, page=number, box=box), change)


def _inks(origins: Origins, inks: Sequence[InkChange]) -> Iterator[Difference]:
    for change in inks:
        name = next(
            (
                token
                for origin, recipe in zip(reversed(origins), (change.after, change.before), strict=True)
                if origin and recipe and (token := origin.token(recipe))
            ),
            "",
        )
        colour = f"the colour '{name}'" if name else "a colour"
        place = origins[1].token_place(name) if name and origins[1] else Place()
        uses = change.uses or change.was
        on = f"page{'s' if len({use.page for use in uses}) > 1 else ''} {ranges(use.page for use in uses)}"
        paints = ", ".join(sorted({use.kind.value for use in uses}))
        if change.before and change.after:
            message = f"{colour} is {change.after}, it was {change.before} ({paints}, {on})"
        elif change.after:
            message = f"{colour} is new: {change.after} ({paints}, {on})"
        else:
            message = f"{colour} is gone: {change.before} ({paints}, {on} of before)"
        yield _told("compare/ink", message, replace(place, page=_first(change.uses)), change, name)


def _first(uses: Iterable[ColourUse]) -> int:
    return min((use.page for use in uses), default=0)


def _link(
    change: ItemChange, page: PagePair, files: InspectedFiles, origins: Origins
) -> Iterator[Difference]:
    number = page.after.number if page.after else 0
    place = Place(page=number)
    if change.after:
        place = _source(origins[1], files[1], number, change.after.box)
    elif change.before:
        place = replace(_source(origins[0], files[0], change.before.page, change.before.box), page=number)
    if change.before and change.after:
        message = f"the link leads to {change.after.name}, it led to {change.before.name}"
    elif change.after:
        message = f"the link to {change.after.name} is new"
    else:
        message = f"the link to {change.before.name if change.before else ''} is gone"
    yield _told("compare/links", message, place, change)


def _spoken(change: TranscriptChange, origins: Origins) -> Iterator[Difference]:
    page = change.after.page
    place = origins[1].alternative_place(change.after.text, page) if origins[1] else Place(page=page)
    lead, was, now = (shorten(part, 120, placeholder=" …") for part in change.parts)
    after = f" after “{lead}”" if lead else ""
    yield _told("compare/spoken", f"a screen reader says “{now}”{after}, it said “{was}”", place, change)


def _moved(pages: Sequence[PagePair]) -> Iterator[Difference]:
    for page in pages:
        if page.moved and not page.words and page.after:
            words = "1 word stands" if len(page.moved) == 1 else f"{len(page.moved)} words stand"
            first = quoted([page.moved[0].after])
            place = Place(page=page.after.number)
            yield _told("compare/moved", f"{words} elsewhere or in another size, from {first} on", place)


def _looks(page: PagePair) -> Iterator[Difference]:
    if page.regions and page.after:
        whole = functools.reduce(Box.around, page.regions)
        width, height = (max(1, round(side / PT_PER_MM)) for side in (whole.width, whole.height))
        parts = f", {len(page.regions)} places" if len(page.regions) > 1 else ""
        message = f"{width} × {height} mm of the page looks otherwise{parts}"
        yield _told("compare/look", message, Place(page=page.after.number, box=tuple(whole)))
