"""Expiry of contacts: whether people and channels were confirmed lately and are still valid on a given day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from prepress.findings import Finding, Place, error, warning
from prepress.source.manuscript import Manuscript
from prepress.source.section_types import DatedContact, contacts_of
from prepress.wording import phrase

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
        for key, contact in contacts_of(section.content)
        if isinstance(contact, DatedContact)
        for finding in _judged(contact, section.source.place(key), today, fallback)
    )


def _judged(who: DatedContact, place: Place, today: dt.date, fallback: str) -> Iterator[Finding]:
    name = who.known_by
    instead = phrase("part/replace-by", fallback=fallback) if fallback else phrase("part/replace")
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
