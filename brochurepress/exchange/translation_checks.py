"""What of a translation no longer holds, and what differs between a text and its translation that should not."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from brochurepress.exchange.segments import Token, codes
from brochurepress.exchange.translation import MISSING, OUTDATED, TargetEdition, Unit, short, source_of, units_of
from brochurepress.findings import Finding, Place, Severity, error, warning
from brochurepress.source import read_edition, read_language, standing_editions
from brochurepress.workspace import Snapshot

GLOSSARY = "glossary.csv"
"""Terms of an edition and their translations: a column for each language, named in the first row."""

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
    terms, faults = glossary(snapshot, source, read_edition(snapshot, source).language, language)
    yield from faults
    for unit in units_of(snapshot, source, TargetEdition(edition, language, known=True)):
        told = {"source": unit.told, "words": short(unit.source)}
        if unit.state == MISSING:
            yield Finding.of(severity, "translation/missing", Place(f"source/{edition}/edition.toml", 1), **told)
        elif unit.state == OUTDATED:
            yield Finding.of(severity, "translation/outdated", unit.at, was=short(unit.previous), **told)
        else:
            yield from differences(unit, signs, terms)


def decimal_signs(snapshot: Snapshot, *editions: str) -> tuple[str, ...]:
    """The decimal sign of the language of each edition; what is no edition is taken for the tag of a language."""
    known = standing_editions(snapshot)
    tags = (read_edition(snapshot, name).language if name in known else name for name in editions)
    return tuple(read_language(snapshot, tag).decimal for tag in tags)


def glossary(snapshot: Snapshot, source: str, *languages: str) -> tuple[list[tuple[str, str]], list[Finding]]:
    """The terms of an edition's glossary.csv in two languages, and its faults: it begins with a row of languages.

    Rows without a term or without its translation say nothing of them.
    """
    file = f"source/{source}/{GLOSSARY}"
    if not snapshot.has(file):
        return [], []
    head, *rows = [[each.strip() for each in row] for row in csv.reader(snapshot.text(file).splitlines())] or [[]]
    tags = [each.split("-")[0].lower() for each in head]
    wanted = [language.split("-")[0].lower() for language in languages]
    if gone := [language for language in wanted if language not in tags]:
        return [], [warning("translation/glossary", Place(file, 1), languages=gone, columns=head)]
    pairs = [[*row, *[""] * len(head)] for row in rows]
    return [(a, b) for row in pairs for a, b in [[row[tags.index(each)] for each in wanted]] if a and b], []


def _left(terms: Iterable[tuple[str, str]], source: str, target: str) -> Iterator[str]:
    """The translations of terms that a text uses and its translation does not; endings of words may differ."""
    for term, told in terms:
        whole = re.search(rf"(?<!\w){re.escape(term)}(?!\w)", source, re.IGNORECASE)
        if whole and told.casefold() not in target.casefold():
            yield f"{term} = {told}"


def differences(unit: Unit, signs: tuple[str, ...], terms: Iterable[tuple[str, str]] = ()) -> Iterator[Finding]:
    """What a translation lost or added besides words, a finding for each kind that nobody accepted for this text.

    A note such as "accept numbers: rounded" in the record accepts a kind, with the reason; `signs` are the decimal
    signs of the two languages, `terms` those of the glossary with their translations.
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
        "glossary": [_left(terms, *texts), ()],
        "codes": [_marks(unit.segment.tokens(text)) for text in texts],
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


def _marks(tokens: tuple[Token, ...]) -> Iterator[str]:
    """The inline marks of a text besides placeholders and escaped signs, without the addresses in them."""
    for code in codes(tokens):
        if not _PLACEHOLDER.match(code.opening) and not code.opening.startswith("\\"):
            yield _ADDRESS.sub("…", f"{code.opening}{code.closing}")
