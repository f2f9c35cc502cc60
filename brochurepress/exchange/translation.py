"""Translations: the texts of an edition with what each is called in another language, and whether that still holds.

The record of a translation is `translation.po` in the folder of the edition in that language: for each text of the
source what it was translated from. A text whose source says something else by now is outdated.
"""

from __future__ import annotations

import csv
import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import polib

from brochurepress.exchange.segments import Segment, line_of, replaced, segments
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
from brochurepress.workspace import Fields, Project, Snapshot

RECORD = "translation.po"
SOURCE = "X-Source-Edition"
"""The field of the head of a PO file that names the edition it is a translation of."""

KEYS = ("title", "subtitle", "credits", "keywords")
"""Keys of an edition that hold words."""

ALIKE = 0.5
"""From what likeness on a text is taken for another one as it was before it was changed (0 to 1)."""

TRANSLATED, OUTDATED, MISSING = "translated", "outdated", "missing"


@dataclass(frozen=True)
class Part:
    """A file with texts: the identifier of its section ("edition" of edition.toml), the file, and its segments."""

    name: str
    file: str
    text: str
    segments: tuple[Segment, ...]

    def place(self, segment: Segment) -> Place:
        """File and line of a segment; those of an edition.toml hold their line instead of characters."""
        return Place(self.file, line_of(self.text, segment) if self.text else segment.start)


@dataclass(frozen=True)
class Unit:
    """A text of the source with its translation, if any: `state` is TRANSLATED, OUTDATED or MISSING.

    `context` tells it from equal texts; `previous` is what an outdated one was translated from; `at` is where the
    translation stands; `accepted` are the kinds of differences that somebody accepted for it, with the reason.
    """

    context: str
    part: Part
    segment: Segment
    target: str = ""
    state: str = MISSING
    previous: str = ""
    at: Place = field(default_factory=Place)
    accepted: str = ""

    @property
    def source(self) -> str:
        """The text of the source."""
        return self.segment.text

    @property
    def told(self) -> str:
        """Where that stands, as file:line."""
        place = self.part.place(self.segment)
        return f"{place.file}:{place.line}"


@dataclass(frozen=True)
class Target:
    """The edition that holds a translation: its name, its language, and whether it is there."""

    name: str
    language: str
    known: bool


def parts_of(snapshot: Snapshot, edition: str, own: bool = False) -> list[Part]:
    """The files with texts that an edition is made of, in reading order; `own` are those of its own folder only.

    A field that a nearer file says itself is none of a farther one. Raises Rejected with the faults of its files.
    """
    lineage, models = read_lineage(snapshot, edition), read_section_types(snapshot).models
    listing = list_sections(snapshot, lineage.levels)
    if listing.faults:
        raise Rejected(listing.faults)
    parts = [_edition_part(lineage.levels[0].keys if own else lineage.source)]
    for section in listing.sections:
        model = models.get(str(read_written(snapshot, section).fields.values.get("type")))
        if model is None:
            continue  # `check` tells why
        seen, body = set[object](), False
        for file in section.files:
            text = snapshot.text(file)
            found = segments(text, model)
            if not own or file.startswith(f"{lineage.folders[0]}/"):
                left = tuple(each for each in found if (each.key[0] not in seen if each.key else not body))
                parts.append(Part(section.name, file, text, left))
            seen |= {each.key[0] for each in found if each.key}
            body = body or any(not each.key for each in found)
    return [part for part in parts if part.segments]


def _edition_part(keys: Fields) -> Part:
    found: list[Segment] = []
    for key in KEYS:
        value = keys.values.get(key, "")
        for number, text in enumerate(value if isinstance(value, list) else [value]):
            at = (key, number) if isinstance(value, list) else (key,)
            place = keys.place(at)
            if text:
                found.append(Segment("field", place.line, place.line, str(text), at))
    return Part("edition", keys.place(found[0].key).file if found else keys.file, "", tuple(found))


def targets_of(snapshot: Snapshot, source: str) -> list[Target]:
    """The editions that hold an edition in another language: those that say so in their record, or build on it."""
    found: list[Target] = []
    own = _primary(read_edition(snapshot, source).language)
    for name in standing_editions(snapshot):
        bases = [level.folder.rpartition("/")[2] for level in read_lineage(snapshot, name).levels[1:]]
        if name != source and source in (*bases, source_of(snapshot, name)):
            language = read_edition(snapshot, name).language
            found += [Target(name, language, known=True)] if _primary(language) != own else []
    return found


def target_of(snapshot: Snapshot, source: str, language: str) -> Target:
    """The edition that holds an edition in a language, or the one that is to be made for it."""
    same = (each for each in targets_of(snapshot, source) if _primary(each.language) == _primary(language))
    return next(same, Target(f"{source}-{language.lower()}", language, known=False))


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


def units_of(snapshot: Snapshot, source: str, target: Target) -> list[Unit]:
    """Every text of an edition, with what its translation says now and whether it is of this very text."""
    file = f"source/{target.name}/{RECORD}"
    entries = defaultdict[str, list[polib.POEntry]](list)
    for entry in read_po(snapshot.text(file), file) if snapshot.has(file) else ():
        entries[_section(entry.msgctxt or "")].append(entry)
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
                held = before.source == segment.text and not before.previous
                told = "" if held else before.previous or before.source
                state = TRANSLATED if held else OUTDATED
                unit = replace(before, context=context, part=part, segment=segment, state=state, previous=told)
            units.append(unit)
    return units


def _section(context: str) -> str:
    return context.partition("#")[0]


def _known(part: Part, entries: list[polib.POEntry], own: Part | None, file: str) -> Iterator[Unit]:
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
    found: dict[int, int] = {}
    match = difflib.SequenceMatcher(None, [each.source for each in known], [each.text for each in now], autojunk=False)
    pairs: list[tuple[int, int]] = []
    for tag, a, a_end, b, b_end in match.get_opcodes():
        if tag == "equal" or (tag == "replace" and a_end - a == b_end - b):
            pairs += zip(range(b, b_end), range(a, a_end), strict=True)
    found |= {b: a for b, a in pairs if known[a].source == now[b].text}
    for b, segment in enumerate(now):
        same = [a for a, each in enumerate(known) if each.source == segment.text and a not in found.values()]
        if same:
            found.setdefault(b, same[0])
    found |= {b: a for b, a in pairs if b not in found and a not in found.values()}
    for b, segment in enumerate(now):
        if b not in found:
            left = [(_likeness(known[a].source, segment.text), a) for a in range(len(known)) if a not in found.values()]
            if left and max(left)[0] >= ALIKE:
                found[b] = max(left)[1]
    return [known[found[b]] if b in found else None for b in range(len(now))]


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


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
                state = OUTDATED if unsure else TRANSLATED
                unit = replace(unit, target=target, state=state, previous=was, at=Place(self.file))
            new.append(unit)
        return new

    def left(self, units: Iterable[Unit]) -> list[Finding]:
        """A finding on each translation of a text that the source does not hold any more."""
        known = {(unit.context, unit.source) for unit in units}
        return [
            warning("translation/stale", Place(self.file), section=_section(context), words=short(text))
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


def read_glossary(snapshot: Snapshot, edition: str) -> list[dict[str, str]]:
    """The terms of an edition, by language: CSV in its folder, headed by languages, its own first."""
    file = f"source/{edition}/glossary.csv"
    return list(csv.DictReader(snapshot.text(file).splitlines())) if snapshot.has(file) else []


def notes_of(units: list[Unit], glossary: Iterable[Mapping[str, str]], language: str) -> list[str]:
    """What a translator is told of each text: its kind, lines that count, the room of its section, terms."""
    room = Counter[str]()
    for unit in units:
        room[unit.part.name] += len(unit.source)
    notes: list[str] = []
    for unit in units:
        size = room[unit.part.name]
        kind = "/".join(map(str, unit.segment.key)) or unit.segment.kind
        lines: list[str] = [
            phrase("translation/note", kind=kind, size=size, least=size * 9 // 10, most=size * 11 // 10)
        ]
        lines += [phrase("translation/note:lines")] if unit.segment.style == "|" else []
        for row in glossary:
            term, word = next(iter(row.values())), row.get(_primary(language))
            if word and re.search(rf"\b{re.escape(term)}", unit.source, re.IGNORECASE):
                lines.append(f"{term} = {word}")
        notes.append("\n".join(lines))
    return notes


def to_po(units: list[Unit], source: str, language: str, notes: Iterable[str] = ()) -> str:
    """The units as a PO file; outdated ones are fuzzy, with what they were translated from."""
    po = polib.POFile(wrapwidth=110)
    po.metadata = {
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        SOURCE: source,
    }
    told = iter(notes)
    for unit in units:
        po.append(
            polib.POEntry(
                msgctxt=unit.context,
                msgid=unit.source,
                msgstr=unit.target,
                comment=next(told, ""),
                tcomment=unit.accepted,
                occurrences=[tuple(unit.told.rsplit(":", 1))],
                flags=["fuzzy", "md-text"] if unit.state == OUTDATED else ["md-text"],
                previous_msgid=unit.previous if unit.state == OUTDATED else None,
            )
        )
    return f"{po}\n"


def from_po(text: str, file: str) -> Incoming:
    """What a PO file says; raises Rejected for one that names no edition."""
    po = read_po(text, file)
    texts = {(entry.msgctxt or "", entry.msgid): (entry.msgstr, entry.fuzzy) for entry in po if not entry.obsolete}
    if not po.metadata.get(SOURCE):
        raise reject("translation/file:empty", Place(file, 1))
    return Incoming(po.metadata[SOURCE], po.metadata.get("Language", ""), file, texts)


def written(project: Project, units: list[Unit], source: str, target: Target) -> dict[str, str]:
    """The files of the edition in another language, by name: its sections, its edition.toml and its record.

    A section holds the fields and the text that have words, laid over that of the source.
    """
    files: dict[str, str] = {}
    parts = defaultdict[str, list[tuple[Part, dict[int, str]]]](list)
    for part in dict.fromkeys(unit.part for unit in units if unit.part.text):
        own = [unit for unit in units if unit.part == part]
        if any(unit.target for unit in own):
            new = {unit.segment.start: unit.target or unit.source for unit in own}
            parts[part.name].append((part, new))
    there = {part.name: part.file.rpartition("/")[2] for part in _standing(project, target)}
    for name, layers in parts.items():
        front, body = "", ""
        for part, new in layers:
            text = replaced(part.text, part.segments, new)
            _, head, below = re.split(r"^---[ \t]*\n", f"{text}\n", maxsplit=2, flags=re.MULTILINE)
            front += _chunks(head, {str(each.key[0]) for each in part.segments if each.key})
            body = body or (below if any(not each.key for each in part.segments) else "")
        files[there.get(name, f"{name}.md")] = f"---\nextends: true\n{front}---\n{body.rstrip()}".rstrip() + "\n"
    edition = project.root / f"source/{target.name}/edition.toml"
    fresh = f'extends = "{source}"\nstatus = "draft"\nlanguage = "{target.language}"\n'
    files["edition.toml"] = _with_keys(edition.read_text(encoding="utf-8") if edition.exists() else fresh, units)
    files[RECORD] = to_po(units, source, target.language)
    return files


def _standing(project: Project, target: Target) -> list[Part]:
    return parts_of(Snapshot(project), target.name, own=True) if target.known else []


def _chunks(front: str, keys: set[str]) -> str:
    """The keys of a front matter, each with all that stands under it."""
    found = re.split(r"^(?=[^\s#\-}\]])", front, flags=re.MULTILINE)
    return "".join(chunk for chunk in found if chunk.partition(":")[0].strip("\"'") in keys)


def _with_keys(text: str, units: Iterable[Unit]) -> str:
    """An edition.toml with the words of its keys in another language, those it has already in their places."""
    values = defaultdict[str, list[str]](list)
    for unit in units:
        if not unit.part.text and any(each.target for each in units if each.segment.key[:1] == unit.segment.key[:1]):
            values[str(unit.segment.key[0])].append(_quoted(unit.target or unit.source))
    for key, quoted in values.items():
        line = f"{key} = {'[' + ', '.join(quoted) + ']' if key == 'keywords' else quoted[0]}"
        old = re.compile(rf'^{key}\s*=\s*(?:"(?:[^"\\\n]|\\.)*"|\[[^\]]*\])', re.MULTILINE)
        head, table, rest = (*re.split(r"^(\[)", text, maxsplit=1, flags=re.MULTILINE), "", "")[:3]
        head = old.sub(lambda _, line=line: line, head, count=1) if old.search(head) else f"{head.rstrip()}\n{line}\n\n"
        text = (head + table + rest).rstrip() + "\n"
    return text


def _quoted(text: str) -> str:
    return '"' + text.strip().replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
