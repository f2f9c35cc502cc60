"""Freshness of contacts: whether people and channels were confirmed lately and are still valid on a given day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from prepress.findings import Finding, Place, error, warning
from prepress.source.manuscript import Manuscript
from prepress.source.section_types import Channel, Channels, Contacts, Person, Section
from prepress.workspace import Key

CONFIRMED_FOR = dt.timedelta(days=183)
"""How long a confirmation counts: half a year, for people change posts and accounts close."""

NOTICE = dt.timedelta(days=30)
"""How long before its last day a warning is given."""


def check_freshness(manuscript: Manuscript, today: dt.date) -> tuple[Finding, ...]:
    """Findings on each person and channel whose confirmation or last day passes: warnings before, errors after.

    Those without dates are not judged. No build asks this: the day comes from whoever calls.
    """
    fallback = manuscript.edition.fallback
    return tuple(
        finding
        for section in manuscript.sections
        for key, kind in _dated(section)
        for finding in _judged(kind, section.source.place(key), today, fallback)
    )


def _dated(section: Section) -> Iterator[tuple[Key, Person | Channel]]:
    content = section.content
    if isinstance(content, Contacts):
        for index, person in enumerate(content.people):
            yield ("people", index), person
    elif isinstance(content, Channels):
        for index, organisation in enumerate(content.organisations):
            for number, channel in enumerate(organisation.channels):
                yield ("organisations", index, "channels", number), channel


def _judged(who: Person | Channel, place: Place, today: dt.date, fallback: str) -> Iterator[Finding]:
    name = who.name if isinstance(who, Person) else who.handle
    instead = f"replace it, for example by {fallback}" if fallback else "replace it"
    hint = f"ask whether it still holds and write the day at 'confirmed', or {instead}"
    if who.expires and today > who.expires:
        message = f"'{name}' was valid until {who.expires}"
        yield error("contacts/expired", message, place, instead)
    elif who.expires and today > who.expires - NOTICE:
        message = f"'{name}' is valid until {who.expires}, {(who.expires - today).days} more days"
        yield warning("contacts/expires", message, place, instead)
    if not who.confirmed:
        return
    if who.confirmed > today:
        message = f"'{name}' was confirmed on {who.confirmed}, a day to come"
        yield error("contacts/confirmed", message, place, "write the day on which it was asked")
    elif today > who.confirmed + CONFIRMED_FOR:
        message = f"'{name}' was last confirmed on {who.confirmed}, over half a year ago"
        yield error("contacts/unconfirmed", message, place, hint)
    elif today > who.confirmed + CONFIRMED_FOR - NOTICE:
        message = f"'{name}' was last confirmed on {who.confirmed}, and that counts for half a year"
        yield warning("contacts/confirm", message, place, hint)
