"""Findings of a comparison: one for each difference, at the page and, where it is known, the line of the source."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from textwrap import shorten

from brochurepress.design import PT_PER_MM, Box
from brochurepress.findings import Finding, Place, Severity
from brochurepress.pdf.inspect import Inspection
from brochurepress.preflight import quoted
from brochurepress.preflight.report import ranges
from brochurepress.proofing.compare.inks import ColourUse, InkChange
from brochurepress.proofing.compare.model import Change, Difference, PagePair, PageStatus
from brochurepress.proofing.compare.origin import SourceOrigin
from brochurepress.proofing.compare.page_differences import Origins
from brochurepress.proofing.compare.pictures import ItemChange
from brochurepress.proofing.compare.transcripts import TranscriptChange
from brochurepress.proofing.compare.words import WordChange
from brochurepress.wording import phrase

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


def _told(
    key: str, place: Place, change: Change | None = None, name: str = "", /, **values: object
) -> Difference:
    return Difference(Finding.of(RULES[key.partition(":")[0]][0], key, place, **values), change, name)


def _pages(files: InspectedFiles, pages: Sequence[PagePair]) -> Iterator[Difference]:
    count = {"before": len(files[0].sheets), "now": len(files[1].sheets)}
    for page in pages:
        if page.status is PageStatus.ADDED and page.after:
            yield _told("compare/pages:new", Place(page=page.after.number), **count)
        if page.status is PageStatus.REMOVED and page.before:
            yield _told("compare/pages:gone", Place(), page=page.before.number, **count)


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
        pages_of = ranges(numbers)
        yield _told("compare/page-size", Place(page=numbers[0]), now=other, was=one, pages=pages_of)


def _size(file: Inspection, number: int) -> str:
    sheet = file.sheets[number - 1]
    width, height = (round(side / PT_PER_MM, 1) for side in (sheet.trim.width, sheet.trim.height))
    bleed = round((sheet.bleed.width - sheet.trim.width) / 2 / PT_PER_MM, 1)
    key = "part/size:turned" if sheet.rotate else "part/size"
    return phrase(key, width=width, height=height, bleed=bleed, degrees=sheet.rotate)


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
        yield _told("compare/words", place, change, sentence=sentence(change))


def sentence(change: WordChange) -> str:
    """A change of words in a sentence."""
    key = f"words/{'gone' if not change.after else 'other' if change.before else 'new'}"
    values = {"before": quoted(change.before), "now": quoted(change.after)}
    return phrase(f"{key}:after" if change.lead else key, lead=quoted(change.lead), **values)


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
        was = change.before.name if change.before else ""
        case = "gone" if not change.after else "new" if not was else "other" if was == name else "renamed"
        place = replace(place, page=number, box=tuple(change.after.box) if change.after else ())
        yield _told(f"compare/picture:{case}", place, change, name=name, was=was)


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
        colour = phrase("part/colour:named", name=name) if name else phrase("part/colour")
        place = origins[1].token_place(name) if name and origins[1] else Place()
        uses = change.uses or change.was
        pages = sorted({use.page for use in uses})
        on = phrase("part/pages", count=len(pages), pages=ranges(pages))
        kinds = [phrase(f"kind/{kind}:bare") for kind in sorted({use.kind.value for use in uses})]
        case = "gone" if not change.after else "other" if change.before else "new"
        told = {"colour": colour, "now": change.after, "was": change.before, "kinds": kinds, "on": on}
        yield _told(f"compare/ink:{case}", replace(place, page=_first(change.uses)), change, name, **told)


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
    now, was = (each.name if each else "" for each in (change.after, change.before))
    case = "gone" if not change.after else "other" if change.before else "new"
    yield _told(f"compare/links:{case}", place, change, now=now, was=was)


def _spoken(change: TranscriptChange, origins: Origins) -> Iterator[Difference]:
    page = change.after.page
    place = origins[1].alternative_place(change.after.text, page) if origins[1] else Place(page=page)
    lead, was, now = (shorten(part, 120, placeholder=" …") for part in change.parts)
    key = "compare/spoken:after" if lead else "compare/spoken"
    yield _told(key, place, change, now=now, was=was, lead=lead)


def _moved(pages: Sequence[PagePair]) -> Iterator[Difference]:
    for page in pages:
        if page.moved and not page.words and page.after:
            first, place = quoted([page.moved[0].after]), Place(page=page.after.number)
            yield _told("compare/moved", place, first=first, count=len(page.moved))


def _looks(page: PagePair) -> Iterator[Difference]:
    if page.regions and page.after:
        whole = functools.reduce(Box.around, page.regions)
        width, height = (max(1, round(side / PT_PER_MM)) for side in (whole.width, whole.height))
        place = Place(page=page.after.number, box=tuple(whole))
        yield _told("compare/look", place, width=width, height=height, count=len(page.regions))
