"""Pictures and links compared: which stand in one state only, and where."""

import hashlib
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from brochurepress.design import Box
from brochurepress.pdf.inspect import MALFORMED, Inspection
from brochurepress.proofing.compare.alignment import AlignedPair


@dataclass(frozen=True)
class PlacedItem:
    """Something that stands on a page (from 1): what it is known by, what it is called, and its box in pt."""

    key: str
    name: str
    page: int
    box: Box


ItemChange = tuple[PlacedItem | None, PlacedItem | None]
"""An item of the one state that the other has otherwise; one of the two is None when it only came or went."""


def images(inspection: Inspection) -> Iterator[PlacedItem]:
    """Every placed bitmap, known by its bytes and size."""
    for content in inspection.contents:
        for painted in content.painted:
            if (picture := painted.picture) and painted.visible:
                digest = _digest(inspection, picture.object_id) if picture.object_id else "inline"
                key = f"{digest} {picture.width} {picture.height} {picture.space}"
                yield PlacedItem(key, f"{picture.width} × {picture.height} px", painted.page, painted.box)


def _digest(inspection: Inspection, object_id: int) -> str:
    try:
        content = inspection.pdf.get_object(object_id, 0).read_raw_bytes()
    except MALFORMED:
        return f"object {object_id}"
    return hashlib.sha256(content).hexdigest()


def link_annotations(inspection: Inspection) -> Iterator[PlacedItem]:
    """Every link to an address, in the order of the annotations; parts of one over several lines count once."""
    last = ("", 0)
    for sheet in inspection.sheets:
        for annotation in sheet.annotations:
            if annotation.subtype == "Link" and annotation.uri:
                if (annotation.uri, sheet.number) != last:
                    yield PlacedItem(annotation.uri, annotation.uri, sheet.number, annotation.box)
                last = (annotation.uri, sheet.number)


def compare_items(
    before: Sequence[PlacedItem], after: Sequence[PlacedItem], pairs: Sequence[AlignedPair]
) -> tuple[ItemChange, ...]:
    """Items that are in one state only, page by page: what came on one for what went from it, of one name or in order.

    Items that stand only on a page that came or went are left out: the page tells of them. An item that ran on to
    another page has not changed.
    """
    gone, come = list(before), list(after)
    # First on their own pages, so that of equal items the one that went is missed where it stood.
    for one, other in (*pairs, (None, None)):
        if (one is None) == (other is None):
            shared = _keys(gone, one) & _keys(come, other)
            gone, come = _without(gone, shared, one), _without(come, shared, other)
    changes: list[ItemChange] = []
    for one, other in pairs:
        if one and other:
            old = [item for item in gone if item.page == one]
            new = [item for item in come if item.page == other]
            for item in list(old):
                if same := next((each for each in new if each.name == item.name), None):
                    old.remove(item)
                    new.remove(same)
                    changes.append((item, same))
            changes += itertools.zip_longest(old, new)
    return tuple(changes)


def _keys(items: Sequence[PlacedItem], page: int | None) -> Counter[str]:
    return Counter(item.key for item in items if page in (item.page, None))


def _without(items: Sequence[PlacedItem], shared: Counter[str], page: int | None) -> list[PlacedItem]:
    """The items without as many of a page, or of all pages for None, as both states share."""
    left = shared.copy()
    found = []
    for item in items:
        if page in (item.page, None) and left[item.key]:
            left[item.key] -= 1
        else:
            found.append(item)
    return found
