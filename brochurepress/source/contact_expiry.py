"""Expiry of contacts: whether people and channels were confirmed lately and are still valid on a given day."""

import datetime as dt
from collections.abc import Iterator

from brochurepress.findings import Finding, Place, error, warning
from brochurepress.source.manuscript import Manuscript
from brochurepress.source.section_types import Contact, contacts_of
from brochurepress.wording import phrase

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
        for finding in _judged(contact, section.source.place(key), today, fallback)
    )


def _judged(who: Contact, place: Place, today: dt.date, fallback: str) -> Iterator[Finding]:
    name = who.known_by
    instead = phrase("part/replace-by", fallback=fallback) if fallback else phrase("part/replace")
    if who.expires and today > who.expires:
        yield error("contacts/expired", place, name=name, expires=who.expires, instead=instead)
    elif who.expires and today > who.expires - NOTICE:
        yield warning(
            "contacts/expires", place, name=name, expires=who.expires, days=(who.expires - today).days, instead=instead
        )
    if not who.confirmed:
        return
    if who.confirmed > today:
        yield error("contacts/confirmed", place, name=name, confirmed=who.confirmed)
    elif today > who.confirmed + CONFIRMED_FOR:
        yield error("contacts/unconfirmed", place, name=name, confirmed=who.confirmed, instead=instead)
    elif today > who.confirmed + CONFIRMED_FOR - NOTICE:
        yield warning("contacts/confirm", place, name=name, confirmed=who.confirmed, instead=instead)
