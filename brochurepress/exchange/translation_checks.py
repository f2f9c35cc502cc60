"""What of a translation no longer holds, and what differs between a text and its translation that should not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from brochurepress.exchange.segments import codes, inline
from brochurepress.exchange.translation import MISSING, OUTDATED, Target, Unit, short, source_of, units_of
from brochurepress.findings import Finding, Place, Severity, error, warning
from brochurepress.source import read_edition, read_language, standing_editions
from brochurepress.workspace import Snapshot

_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:|www\.)[^\s()<>\"]*[\w/]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PLACEHOLDER = re.compile(r"(?<!\\)\{\{\s*([\w-]+)\s*\}\}")
_BROKEN = re.compile(r"(?<!\\)\{\{|(?<!\\)\}\}")


def translation_findings(snapshot: Snapshot, edition: str, severity: Severity = Severity.WARNING) -> Iterator[Finding]:
    """What `check` and `release` say of an edition that is a translation by its record; of any other, nothing.

    `severity` is that of texts that are outdated or missing.
    """
    if not (source := source_of(snapshot, edition)):
        return
    signs, language = decimal_signs(snapshot, source, edition), read_edition(snapshot, edition).language
    for unit in units_of(snapshot, source, Target(edition, language, known=True)):
        told = {"source": unit.told, "words": short(unit.source)}
        if unit.state == MISSING:
            yield Finding.of(severity, "translation/missing", Place(f"source/{edition}/edition.toml", 1), **told)
        elif unit.state == OUTDATED:
            yield Finding.of(severity, "translation/outdated", unit.at, was=short(unit.previous), **told)
        else:
            yield from differences(unit, signs)


def decimal_signs(snapshot: Snapshot, *editions: str) -> tuple[str, ...]:
    """The decimal sign of the language of each edition; what is no edition is taken for the tag of a language."""
    known = standing_editions(snapshot)
    tags = (read_edition(snapshot, name).language if name in known else name for name in editions)
    return tuple(read_language(snapshot, tag).decimal for tag in tags)


def differences(unit: Unit, signs: tuple[str, ...]) -> Iterator[Finding]:
    """What a translation lost or added besides words, a finding for each kind that nobody accepted for this text.

    A note such as "accept numbers: rounded" in the record accepts a kind, with the reason; `signs` are the decimal
    signs of the two languages.
    """
    texts = unit.source, unit.target
    broken = [_BROKEN.search(_PLACEHOLDER.sub("", text)) for text in texts]
    if broken[1] and not broken[0]:
        yield error("translation/differs:broken", unit.at, words=short(unit.target))
        return
    bare = [_ADDRESS.sub("", _PLACEHOLDER.sub("", text)) for text in texts]
    kinds: dict[str, list[Iterable[str]]] = {
        "placeholders": [_PLACEHOLDER.findall(text) for text in texts],
        "addresses": [_ADDRESS.findall(text) for text in texts],
        "numbers": [_numbers(*each) for each in zip(bare, signs, strict=True)],
        "codes": [_marks(text) for text in texts],
    }
    accepted = re.findall(r"^accept ([a-z]+): \S", unit.accepted, re.MULTILINE)
    for kind, (ours, theirs) in ((kind, map(Counter, found)) for kind, found in kinds.items()):
        lost, added = (", ".join(sorted(each.elements())) or "-" for each in (ours - theirs, theirs - ours))
        if ours != theirs and kind not in accepted:
            yield warning(f"translation/differs:{kind}", unit.at, source=unit.told, lost=lost, added=added)


def _numbers(text: str, sign: str) -> Iterator[str]:
    """The numbers of a text by their value, written with the decimal sign of its language."""
    group = rf"[{'.' if sign == ',' else ','}'\u2019\u00a0\u202f]"
    number = rf"\d{{1,3}}(?:{group}\d{{3}})+(?!\d)(?:{re.escape(sign)}\d+)?|\d+(?:{re.escape(sign)}\d+)?"
    for found in re.findall(number, text):
        yield f"{Decimal(re.sub(group, '', found).replace(sign, '.')).normalize():f}"


def _marks(text: str) -> Iterator[str]:
    """The inline marks of a text besides placeholders and escaped signs, without the addresses in them."""
    for code in codes(inline(text)):
        if not _PLACEHOLDER.match(code.opening) and not code.opening.startswith("\\"):
            yield _ADDRESS.sub("…", f"{code.opening}{code.closing}")
