"""Translations: the texts of an edition with what each is called in another language, and whether that still holds.

The record of a translation is `translation.po` in the folder of the edition in that language: for each text of the
source what it was translated from. A text whose source says something else by now is outdated.
"""

import difflib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

import polib

from brochurepress.exchange.segments import Segment, replaced, segments
from brochurepress.findings import Finding, Place, Rejected, reject, warning
from brochurepress.source import (
    list_sections,
    read_edition,
    read_lineage,
    read_section_types,
    read_written,
    standing_editions,
)
from brochurepress.wording import phrase
from brochurepress.workspace import Fields, Snapshot

RECORD = "translation.po"
SOURCE = "X-Source-Edition"
"""The field of the head of a PO file that names the edition it is a translation of."""

KEYS = ("title", "subtitle", "credits", "keywords")
"""Keys of an edition that hold words."""

ALIKE = 0.5
"""From what likeness on a text is taken for another one as it was before it was changed (0 to 1)."""

TRANSLATED, OUTDATED, MISSING = "translated", "outdated", "missing"


@dataclass(frozen=True)
class TextPart:
    """A file with texts: the identifier of its section ("edition" of edition.toml), the file, and its segments.

    `values` are those of the fields of its section.
    """

    name: str
    file: str
    text: str
    segments: tuple[Segment, ...]
    values: Mapping[Any, Any] = field(default_factory=dict, compare=False)

    def place(self, segment: Segment) -> Place:
        """File and line of a segment; those of an edition.toml hold their line instead of characters."""
        return Place(self.file, self.text.count("\n", 0, segment.start) + 1 if self.text else segment.start)


@dataclass(frozen=True)
class Unit:
    """A text of the source with its translation, if any.

    `context` tells it from equal texts; `previous` is what an outdated one was translated from; `at` is where the
    translation stands; `accepted` are the kinds of differences that somebody accepted for it, with the reason.
    """

    context: str
    part: TextPart
    segment: Segment
    target: str = ""
    previous: str = ""
    at: Place = field(default_factory=Place)
    accepted: str = ""

    @property
    def state(self) -> str:
        """TRANSLATED, OUTDATED or MISSING."""
        return MISSING if not self.target else OUTDATED if self.previous else TRANSLATED

    @property
    def source(self) -> str:
        """The text of the source."""
        return self.segment.text

    @property
    def told(self) -> str:
        """Where that stands, as file:line."""
        return str(self.part.place(self.segment))


@dataclass(frozen=True)
class TargetEdition:
    """The edition that holds a translation: its name, its language, and whether it is there."""

    name: str
    language: str
    known: bool


def parts_of(
    snapshot: Snapshot,
    edition: str,
    own: bool = False,
    printed: bool = False,
    raw: bool = False,
    types: Snapshot | None = None,
) -> list[TextPart]:
    """The files with texts that an edition is made of, in reading order; `own` are those of its own folder only.

    With `printed`, addresses are texts too; `raw` keeps line ends as they are; `types` is where the types of sections
    are taken from. A field that a nearer file says itself is none of a farther one. Raises Rejected with the faults
    of its files.
    """
    lineage, models = read_lineage(snapshot, edition), read_section_types(types or snapshot).models
    listing = list_sections(snapshot, lineage.levels)
    if listing.faults:
        raise Rejected(listing.faults)
    parts = [_edition_part(lineage.levels[0].keys if own else lineage.source)]
    for section in listing.sections:
        values = read_written(snapshot, section).fields.values
        model = models.get(str(values.get("type")))
        if model is None:
            continue  # `check` tells why
        seen = set[tuple[object, ...]]()
        for file in section.files:
            text = snapshot.read(file).decode() if raw else snapshot.text(file)
            found = segments(text, model, printed)
            if not own or file.startswith(f"{lineage.folders[0]}/"):
                left = tuple(each for each in found if each.key[:1] not in seen)
                parts.append(TextPart(section.name, file, text, left, values))
            seen |= {each.key[:1] for each in found}  # the text below the fields has no key
    return [part for part in parts if part.segments]


def _edition_part(keys: Fields) -> TextPart:
    found: list[Segment] = []
    for key, value in ((key, keys.values[key]) for key in KEYS if keys.values.get(key)):
        line = keys.place((key,)).line
        found.append(Segment("field", line, line, ", ".join(value) if isinstance(value, list) else str(value), (key,)))
    return TextPart("edition", keys.place(found[0].key).file if found else keys.file, "", tuple(found))


def targets_of(snapshot: Snapshot, source: str) -> list[TargetEdition]:
    """The editions that hold an edition in another language: those that say so in their record, or build on it."""
    found: list[TargetEdition] = []
    own = _primary(read_edition(snapshot, source).language)
    for name in standing_editions(snapshot):
        bases = [level.folder.rpartition("/")[2] for level in read_lineage(snapshot, name).levels[1:]]
        if name != source and source in (*bases, source_of(snapshot, name)):
            language = read_edition(snapshot, name).language
            found += [TargetEdition(name, language, known=True)] if _primary(language) != own else []
    return found


def target_of(snapshot: Snapshot, source: str, language: str) -> TargetEdition:
    """The edition that holds an edition in a language, or the one that is to be made for it.

    Raises Rejected for what is no tag of a language.
    """
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z\d]{2,8})*", language):
        raise reject("translation/language", Place(f"source/{source}/edition.toml", 1), language=language)
    same = (each for each in targets_of(snapshot, source) if _primary(each.language) == _primary(language))
    return next(same, TargetEdition(f"{source}-{language.lower()}", language, known=False))


def _primary(language: str) -> str:
    return language.split("-")[0].lower()


def source_of(snapshot: Snapshot, edition: str) -> str:
    """The edition that another one is a translation of, by its record; "" without one."""
    file = f"source/{edition}/{RECORD}"
    return str(read_po(snapshot.text(file), file).metadata.get(SOURCE, "")) if snapshot.has(file) else ""


def read_po(text: str, file: str) -> polib.POFile:
    """A PO file; raises Rejected for what is none."""
    try:
        return polib.pofile(f"{text}\n")
    except (OSError, ValueError, IndexError) as fault:
        line = re.search(r"line (\d+)", str(fault))
        raise reject("translation/file", Place(file, int(line[1]) if line else 1), fault=fault) from fault


def units_of(snapshot: Snapshot, source: str, target: TargetEdition) -> list[Unit]:
    """Every text of an edition, with what its translation says now and whether it is of this very text."""
    file = f"source/{target.name}/{RECORD}"
    entries = defaultdict[str, list[polib.POEntry]](list)
    for entry in read_po(snapshot.text(file), file) if snapshot.has(file) else ():
        entries[(entry.msgctxt or "").partition("#")[0]].append(entry)
    own = {part.name: part for part in parts_of(snapshot, target.name, own=True)} if target.known else {}
    units: list[Unit] = []
    for part in parts_of(snapshot, source):
        known = list(_known(part, entries[part.name], own.get(part.name), file))
        seen = Counter[str]()
        for segment, before in zip(part.segments, _aligned(known, part.segments), strict=True):
            seen[segment.text] += 1
            context = part.name + (f"#{seen[segment.text]}" if seen[segment.text] > 1 else "")
            unit = Unit(context, part, segment)
            if before and before.target:
                told = before.previous or (before.source if before.source != segment.text else "")
                unit = replace(before, context=context, part=part, segment=segment, previous=told)
            units.append(unit)
    return units


def _known(part: TextPart, entries: list[polib.POEntry], own: TextPart | None, file: str) -> Iterator[Unit]:
    """What was translated of a section: by the record, with the words that stand in the edition now.

    Without a record, the texts of an edition that has as many in the same places are each other's translation.
    """
    there = own.segments if own else ()
    paired = bool(own) and len(there) == len(entries)
    for index, entry in enumerate(entries):
        words, at = entry.msgstr, Place(file, entry.linenum or 1)
        if own and paired:
            at = own.place(there[index])
            words = there[index].text if words or there[index].text != entry.msgid else ""
        was = (entry.previous_msgid or entry.msgid) if entry.fuzzy else ""
        segment = Segment("", index, index, entry.msgid)
        yield Unit("", part, segment, words, previous=was, at=at, accepted=entry.tcomment)
    if own and not entries:
        fields = {each.key: each for each in there if each.key}
        bodies = [[each for each in found if not each.key] for found in (part.segments, there)]
        same = [each.kind for each in bodies[0]] == [each.kind for each in bodies[1]]
        for each in part.segments:
            also = fields.get(each.key) if each.key else bodies[1][bodies[0].index(each)] if same else None
            if also:
                yield Unit("", part, each, also.text, at=own.place(also))


def _aligned(known: list[Unit], now: tuple[Segment, ...]) -> list[Unit | None]:
    """The known text behind each text: the same in order, the same elsewhere, or the one that was changed into it."""
    ours, theirs = [each.source for each in known], [each.text for each in now]
    pairs: list[tuple[int, int]] = []
    for tag, a, a_end, b, b_end in difflib.SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag == "equal" or (tag == "replace" and a_end - a == b_end - b):
            pairs += zip(range(a, a_end), range(b, b_end), strict=True)
    same = [(a, b) for a, b in pairs if ours[a] == theirs[b]]
    same += [(a, b) for b, text in enumerate(theirs) for a, each in enumerate(ours) if each == text]
    found: dict[int, int] = {}
    for a, b in (*same, *pairs):
        if b not in found and a not in found.values():
            found[b] = a
    for b in set(range(len(now))) - found.keys():
        left = set(range(len(known))) - {*found.values()}
        like = [(difflib.SequenceMatcher(None, ours[a], theirs[b], autojunk=False).ratio(), a) for a in left]
        if like and max(like)[0] >= ALIKE:
            found[b] = max(like)[1]
    return [known[found[b]] if b in found else None for b in range(len(now))]


@dataclass(frozen=True)
class Incoming:
    """What came back from a translator: the edition, the language, and for each context and text its translation.

    With True behind it the translator is not done with a text yet.
    """

    edition: str
    language: str
    file: str
    texts: Mapping[tuple[str, str], tuple[str, bool]]

    def merged(self, units: Iterable[Unit]) -> list[Unit]:
        """The units with what came in for their very context and text."""
        new: list[Unit] = []
        for unit in units:
            target, unsure = self.texts.get((unit.context, unit.source), ("", True))
            target = _settled(unit.segment, target)
            if target.strip() and (not unsure or target != unit.target):
                was = unit.previous or unit.source if unsure else ""
                unit = replace(unit, target=target, previous=was, at=Place(self.file))
            new.append(unit)
        return new

    def left(self, units: Iterable[Unit]) -> list[Finding]:
        """A finding on each translation of a text that the source does not hold any more."""
        known = {(unit.context, unit.source) for unit in units}
        return [
            warning("translation/stale", Place(self.file), section=context.partition("#")[0], words=short(text))
            for (context, text), (target, _) in self.texts.items()
            if target.strip() and (context, text) not in known
        ]


def _settled(segment: Segment, text: str) -> str:
    """A translation as a text that opens no block where its source opens none."""
    if segment.kind == "field":
        return text
    text = re.sub(r"\n[ \t]*(?=\n)", "", text.strip())
    if segment.kind == "cell":
        text = re.sub(r"(?<!\\)\|", r"\\|", text)
    return re.sub(r"^(?:(\d+)(?=[.)]\s)|(?=[#>]|[-+*:]\s))", lambda found: f"{found[1] or ''}\\", text)


def short(text: str) -> str:
    """The first words of a text on one line."""
    return " ".join(text.split())[:80]


def notes_of(units: list[Unit]) -> list[str]:
    """What a translator is told of each text: its kind, whether its lines count, and the room of its section."""
    room, told = Counter[str](), list[str]()
    for unit in units:
        room[unit.part.name] += len(unit.source)
    for unit in units:
        size, kind = room[unit.part.name], "/".join(map(str, unit.segment.key)) or unit.segment.kind
        key = "translation/note:lines" if unit.segment.style == "|" else "translation/note"
        told.append(phrase(key, kind=kind, size=size, least=size * 9 // 10, most=size * 11 // 10))
    return told


def to_po(units: list[Unit], source: str, language: str, notes: Iterable[str] = ()) -> str:
    """The units as a PO file; outdated ones are fuzzy, with what they were translated from."""
    po = polib.POFile(wrapwidth=110)
    po.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": language, SOURCE: source}
    told = iter(notes)
    for unit in units:
        entry = polib.POEntry(msgctxt=unit.context, msgid=unit.source, msgstr=unit.target, tcomment=unit.accepted)
        entry.comment, entry.occurrences = next(told, ""), [tuple(unit.told.rsplit(":", 1))]
        entry.flags = ["fuzzy", "md-text"] if unit.previous else ["md-text"]
        entry.previous_msgid = unit.previous or None
        po.append(entry)
    return f"{po}\n"


def from_po(text: str, file: str) -> Incoming:
    """What a PO file says; raises Rejected for what is none."""
    po = read_po(text, file)
    texts = {(entry.msgctxt or "", entry.msgid): (entry.msgstr, entry.fuzzy) for entry in po if not entry.obsolete}
    return Incoming(po.metadata.get(SOURCE, ""), po.metadata.get("Language", ""), file, texts)


def written(snapshot: Snapshot, units: list[Unit], source: str, target: TargetEdition) -> dict[str, str]:
    """The files of the edition in another language, by name: its sections, its edition.toml and its record.

    A section that has the same texts in the same places gets the words only; else it holds the fields and the text
    that have words, laid over those of the source.
    """
    files: dict[str, str] = {}
    there = {part.name: part for part in parts_of(snapshot, target.name, own=True)} if target.known else {}
    for name, group in groupby((unit for unit in units if unit.part.text), lambda unit: unit.part.name):
        own = [*group]
        parts, held = [*dict.fromkeys(unit.part for unit in own)], there.get(name)
        words = [unit.target or unit.source for unit in own]
        if held and [(e.kind, e.key) for e in held.segments] == [(u.segment.kind, u.segment.key) for u in own]:
            new = {each.start: text for each, text in zip(held.segments, words, strict=True)}
            files[held.file.rpartition("/")[2]] = replaced(held.text, held.segments, new)
        elif any(unit.target for unit in own):
            front, body = "", ""
            for part in parts:
                new = {unit.segment.start: text for unit, text in zip(own, words, strict=True) if unit.part is part}
                _, head, below = _RULE.split(f"{replaced(part.text, part.segments, new)}\n", maxsplit=2)
                keys = {str(each.key[0]) for each in part.segments if each.key}
                # A key with all that stands under it.
                front += "".join(each for each in _KEY.split(head) if each.partition(":")[0].strip("\"'") in keys)
                body = body or (below if any(not each.key for each in part.segments) else "")
            file = held.file.rpartition("/")[2] if held else f"{name}.md"
            files[file] = f"---\nextends: true\n{front}---\n{body}".rstrip() + "\n"
    edition = f"source/{target.name}/edition.toml"
    fresh = f'extends = "{source}"\nstatus = "draft"\nlanguage = "{target.language}"\n'
    files["edition.toml"] = _with_keys(snapshot.text(edition) if target.known else fresh, units)
    files[RECORD] = to_po(units, source, target.language)
    return files


_RULE, _KEY = re.compile(r"^---[ \t]*\n", re.MULTILINE), re.compile(r"^(?=[^\s#\-}\]])", re.MULTILINE)


def _with_keys(text: str, units: Iterable[Unit]) -> str:
    """An edition.toml with the words of its keys in another language, those it has already in their places."""
    for unit in (unit for unit in units if unit.target and not unit.part.text):
        key, words = str(unit.segment.key[0]), unit.target.strip()
        line = f"{key} = {json.dumps(words.split(', ') if key == 'keywords' else words, ensure_ascii=False)}"
        old = re.compile(rf'^{key}\s*=\s*(?:"(?:[^"\\\n]|\\.)*"|\[[^\]]*\])', re.MULTILINE)
        new = line.replace("\\", r"\\")
        text = old.sub(new, text, count=1) if old.search(text) else f"{line}\n{text}"
    return text
