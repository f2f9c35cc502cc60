"""Word back: what was changed in a copy, block by block, put into the lines that still have the words it was sent."""

import difflib
import hashlib
import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from brochurepress import workspace
from brochurepress.exchange.reviews import Review, kept, review_of, to_toml
from brochurepress.exchange.segments import Segment, likeness, replaced
from brochurepress.exchange.translation import TextPart
from brochurepress.exchange.word_copy import LABEL, MARK, Passage, Sign, sources_of, told_by
from brochurepress.exchange.word_package import read_package
from brochurepress.exchange.word_reader import WordBlock, WordReader, flat
from brochurepress.exchange.writing import held, put
from brochurepress.findings import Finding, Place, Severity, error, gathering, refuse, reject, warning
from brochurepress.source import as_markdown, standing_editions

UNDO = ".press/undo.json"
"""What the last merge changed, beside the lock of the root."""

ALIKE = 0.3
"""Share of words that a paragraph must have in common with what was sent to be sure to be the same one."""

SURE, APART = 0.6, 0.1
"""Without its bookmark a paragraph is known by this share of its words, when all others are as much less like it."""

STRANGE = 0.3
"""Below this share of paragraphs that are found, a document without bookmarks is no copy of an edition."""

_SHOWN = ("strong", "emphasis", "keep", "fixed")


@dataclass(frozen=True)
class Change:
    """A block that the copy changes: where it stands, and its words before and after."""

    file: str
    line: int
    before: str
    after: str


@dataclass
class Merged:
    """What a copy does to the sources: its changes, the files as they become, and what is told besides."""

    changes: list[Change] = field(default_factory=list)
    files: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Text before and after, of each file that changes."""
    reviews: dict[str, Review] = field(default_factory=dict)
    """Comments that are new, by the files that keep them."""
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class _Undo:
    """Texts of the files of a merge before it, and checksums of those after."""

    before: dict[workspace.Inner, str]
    after: dict[workspace.Inner, str]


@dataclass(frozen=True)
class _Sent:
    """A block as its bookmark tells it: file, number from 1, how many there are, and what tells its words."""

    file: str
    number: int
    total: int
    words: str


def merge_word(project: workspace.Project, path: Path, write: bool = False) -> Merged:
    """What a copy that was corrected changes, and says beside it. All tracked changes are taken as accepted.

    With `write` it goes into the sources as they are while they are held, and what `undo_merge` needs is kept.
    Raises Rejected for a document that cannot be read, and for one that is no copy the press wrote.
    """
    with held(project, write) as folder:
        merged = _merged(workspace.Snapshot(project), path)
        if folder and merged.files:
            before = {file: text for file, (text, _) in merged.files.items()}
            files = {file: text.encode() for file, (_, text) in merged.files.items()}
            after = {file: hashlib.sha256(content).hexdigest() for file, content in files.items()}
            files[UNDO] = json.dumps(asdict(_Undo(before, after)), ensure_ascii=False).encode()
            known = {file: hashlib.sha256(text.encode()).hexdigest() for file, text in before.items()}
            merged.findings += put(folder, "merge", files, known)
        if folder and merged.reviews:
            put(folder, "comments", {file: to_toml(each).encode() for file, each in merged.reviews.items()})
    return merged


def _merged(snapshot: workspace.Snapshot, path: Path) -> Merged:
    reader = WordReader(snapshot, read_package(path))
    rows = [block for block in flat(reader.read()) if LABEL not in block.styles and block.words]
    named = [[found for found in map(MARK.match, block.marks) if found] for block in rows]
    whole = {found.group(*range(1, 5)) for marks in named for found in marks if not found[5]}
    # a copy of a paragraph counts as the paragraph itself where that is gone
    marked = ([m for m in marks if not m[5] or m.group(*range(1, 5)) not in whole] for marks in named)
    owns = [[*map(_sent, marks)] for marks in marked]
    # rows of a copy have only the cells that hold words, which programs widen to the edge of the table
    told_before = [each for each in reader.findings if getattr(each.message, "key", "") != "word/told:merged"]
    merged, places = Merged(findings=told_before), dict[_Sent | None, tuple[Place, str]]()
    told = [*zip(rows, owns, strict=True)] if any(owns) else _by_words(snapshot, rows, path.name, merged)
    sent, fresh = dict[_Sent, list[WordBlock]](), list[tuple[WordBlock, _Sent | None]]()
    before: _Sent | None = None
    for block, own in told:
        for each in own:
            sent.setdefault(each, []).append(block)
        if not own:
            fresh.append((block, before))
        before = own[-1] if own else before
    sources = _sources(snapshot, {each.file for each in sent}, path.name, merged)
    moved = _moved(sent, [told_by(part.file, 8) for part in sources])
    for part, passages in sources.items():
        of_file = {each.number: (each, blocks) for each, blocks in sent.items() if each.file == told_by(part.file, 8)}
        _File(part, passages, of_file, merged, places, moved).merge()
    for block, after in fresh:
        place, _ = places.get(after, (Place(path.name, block.number), ""))
        merged.findings.append(warning("word/merge:new", place, words=block.words))
    at = {block.number: places[each] for each, blocks in sent.items() if each in places for block in blocks}
    _remarked(reader, at, merged)
    return merged


def _sent(mark: re.Match[str]) -> _Sent:
    return _Sent(mark[1], int(mark[2]), int(mark[3]), mark[4])


def _remarked(reader: WordReader, at: Mapping[int, tuple[Place, str]], merged: Merged) -> None:
    """Keeps the comments of a copy at the lines of their paragraphs; those of none are told."""
    for remark in reader.remarks:
        place, words = at.get(max((each for each in at if each <= remark.page), default=0), (Place(), ""))
        if not place.file:
            said = {"words": remark.text, "author": remark.author, "on": remark.on}
            merged.findings.append(warning("word/told:comment", Place(reader.package.file, remark.page), **said))
            continue
        name, review = review_of(remark, reader.package.file, str(place), words)
        file = f"{place.file.rpartition('/')[0]}/{workspace.REVIEWS}/{name}"
        there = reader.snapshot.has(file)
        known = {file: workspace.bind(reader.snapshot.fields(file), Review, "review")} if there else {}
        merged.reviews |= kept(known, {file: review})


def _moved(sent: Mapping[_Sent, list[WordBlock]], files: Sequence[str]) -> frozenset[_Sent]:
    """The blocks that stand elsewhere among the others than they were sent, be it among those of another file."""
    at = {each: blocks[0].number for each, blocks in sent.items() if each.file in files}
    order, due = sorted(at, key=at.__getitem__), sorted(at, key=lambda each: (files.index(each.file), each.number))
    stays = difflib.SequenceMatcher(None, order, due, autojunk=False).get_matching_blocks()
    return frozenset(order) - {each for same in stays for each in order[same.a : same.a + same.size]}


def _by_words(
    snapshot: workspace.Snapshot, rows: list[WordBlock], copy: str, merged: Merged
) -> list[tuple[WordBlock, list[_Sent]]]:
    """The blocks of a copy without bookmarks, as of a text pasted into a new document: found by their words.

    A paragraph is taken for the one that is most like it, where no other is nearly as like. Raises Rejected where too
    few paragraphs are found, which is no copy of an edition.
    """
    editions = {name: sources_of(snapshot, name) for name in standing_editions(snapshot)}
    known = {name: [*itertools.chain(*sources.values())] for name, sources in editions.items()}
    said = [block.words for block in rows]
    held = {name: {" ".join(each.words.split()) for each in passages} for name, passages in known.items()}
    edition = max(held, key=lambda name: sum(words in held[name] for words in said), default="")
    labels = {part.file for part in editions.get(edition, ())}
    pairs = _pairs(said, [" ".join(each.words.split()) for each in known.get(edition, ())])
    if not pairs or len(pairs) < STRANGE * len(said):
        raise reject("word/merge:no-copy", Place(copy))
    merged.findings.append(warning("word/merge:by-words", Place(copy), edition=edition, count=len(pairs)))
    own = {at: known[edition][to] for at, to in pairs.items()}
    marks = {at: [_sent(found)] for at, each in own.items() if (found := MARK.match(each.mark))}
    return [(block, marks.get(at, [])) for at, block in enumerate(rows) if at in marks or said[at] not in labels]


def _pairs(said: list[str], held: list[str]) -> dict[int, int]:
    """Which paragraph of a copy is which of the source: the same in order, else one alone that is most like it."""
    runs = difflib.SequenceMatcher(None, said, held, autojunk=False).get_matching_blocks()
    pairs = {run.a + step: run.b + step for run in runs for step in range(run.size)}
    for at in (at for at in range(len(said)) if at not in pairs):
        like = sorted(((likeness(said[at], words), to) for to, words in enumerate(held)), reverse=True)[:2]
        alone = len(like) < 2 or like[0][0] - like[1][0] > APART
        if like and like[0][0] >= SURE and alone and like[0][1] not in pairs.values():
            pairs[at] = like[0][1]
    return pairs


def _sources(
    snapshot: workspace.Snapshot, keys: set[str], copy: str, merged: Merged
) -> dict[TextPart, tuple[Passage, ...]]:
    """The section files that the copy was made of; one that is gone is told."""
    found = dict[TextPart, tuple[Passage, ...]]()
    files = [file for file in snapshot.listing("source/*/*.md") if told_by(file, 8) in keys]
    for name in dict.fromkeys(file.split("/")[1] for file in files):
        with gathering(merged.findings):
            found |= {part: own for part, own in sources_of(snapshot, name).items() if part.file in files}
    merged.findings += (error("word/merge:no-source", Place(copy)) for _ in keys - {told_by(file, 8) for file in files})
    return found


@dataclass
class _File:
    """Merges the blocks of one section file."""

    part: TextPart
    passages: tuple[Passage, ...]
    sent: dict[int, tuple[_Sent, list[WordBlock]]]
    merged: Merged
    places: dict[_Sent | None, tuple[Place, str]]
    """Where each block stands, and its words as they will be there."""
    moved: frozenset[_Sent]

    def merge(self) -> None:
        """Finds each block that was sent in the source as it is now, and takes over what the copy says otherwise."""
        total = max(each.total for each, _ in self.sent.values())
        now = [told_by(passage.words) for passage in self.passages]
        went = [self.sent[n][0].words if n in self.sent else "" for n in range(1, total + 1)]
        self.at: dict[int, int] = {}
        for same in difflib.SequenceMatcher(None, went, now, autojunk=False).get_matching_blocks():
            self.at |= {same.a + step + 1: same.b + step for step in range(same.size)}
        for number, told in enumerate(went, 1):  # moved in the source meanwhile
            if told and number not in self.at and now.count(told) == 1 and now.index(told) not in self.at.values():
                self.at[number] = now.index(told)
        new: dict[int, str] = {}
        for number in range(1, total + 1):
            self._block(number, new)
        if new:
            after = replaced(self.part.text, self.part.segments, new)
            self.merged.files[self.part.file] = self.part.text, after

    def _tell(self, case: str, place: Place, /, **values: object) -> None:
        severity = Severity.ERROR if case == "conflict" else Severity.WARNING
        self.merged.findings.append(Finding.of(severity, f"word/merge:{case}", place, **values))

    def _block(self, number: int, new: dict[int, str]) -> None:
        known = self.at.get(number)
        passage = self.passages[known] if known is not None else self._near(number)
        place = Place(self.part.file, passage.line if passage else 1)
        if number not in self.sent:
            self._tell("deleted", place, words=passage.words if passage else "")
            return
        sent, blocks = self.sent[number]
        words = " ".join(block.words for block in blocks)
        self.places[sent] = place, words if known is not None or passage is None else passage.words
        edited = told_by("".join(run.words for run in blocks[0].runs)) != sent.words
        if sent in self.moved:
            self._tell("moved", place, words=words)
        if len(blocks) > 1:
            self._tell("split", place, words=[block.words for block in blocks])
        elif len([m for m in map(MARK.match, blocks[0].marks) if m and not m[5]]) > 1:
            self._tell("merged", place, words=words)
        elif known is None or passage is None:
            there = " ".join(passage.words.split()) if passage else ""
            if edited and there != words:
                self._tell("conflict", place, source=there, words=words)
        elif edited and likeness(passage.words, words) < ALIKE:
            self._tell("unsure", place, source=passage.words, words=words)
        elif (text := self._patched(passage, blocks[0], place)) != passage.segment.text:
            new[passage.segment.start] = text
            self.merged.changes.append(Change(self.part.file, passage.line, passage.words, words))

    def _near(self, number: int) -> Passage | None:
        """The one passage that stands where a block stood whose words are no longer in the source."""
        below = max((self.at[n] for n in self.at if n < number), default=-1)
        above = min((self.at[n] for n in self.at if n > number), default=len(self.passages))
        between = [each for each in range(below + 1, above) if each not in self.at.values()]
        gap = [n for n in range(1, number) if n not in self.at and all(k < n for k in self.at if k < number)]
        return self.passages[between[len(gap)]] if len(gap) < len(between) else None

    def _patched(self, passage: Passage, block: WordBlock, place: Place) -> str:
        """The text of a segment in which only the signs that differ are put: marks and escapes round them stay."""
        signs = [Sign(each, 0, 0, run.look, run.link) for run in block.runs for each in run.words]
        have, got = passage.signs, signs[: len("".join(sign.shown for sign in signs).rstrip())]
        text, edits, fixed = passage.segment.text, list[tuple[int, int, str]](), list[int]()
        for tag, i, j, k, m in _differences(have, got):
            old, fresh = have[i:j], got[k:m]
            if tag == "equal":
                pairs = [(a, b) for a, b in zip(old, fresh, strict=True) if a.shown.strip()]
                if other := "".join(a.shown for a, b in pairs if _plain(a) != _plain(b)):
                    self._tell("look", place, words=other)
                continue
            if any("fixed" in each.look for each in old):
                fixed.append(i)
                continue
            words = "".join(each.shown for each in fresh)
            looks = {_plain(each) for each in fresh if each.shown.strip()}
            spot, where = _spot(have, i, j, looks)
            if looks and where is not None and _plain(where) not in looks:
                self._tell("look", place, words=words)
            edits += [(each.start, each.end, "") for each in old]
            edits.append((spot, spot, _typed(words, passage.segment, spot, have[j].shown if j < len(have) else "")))
        for _, run in itertools.groupby(range(len(have)), key=lambda at: "fixed" in have[at].look):
            if {*fixed} & {*(whole := [*run])}:
                self._tell("fixed", place, words="".join(have[at].shown for at in whole))
        for start, end, words in sorted(edits, key=lambda each: (each[0], not each[2]), reverse=True):
            text = text[:start] + words + text[end:]
        return text


def _spot(have: Sequence[Sign], i: int, j: int, looks: set[tuple[frozenset[str], str]]) -> tuple[int, Sign | None]:
    """Where new words go in the text, and the sign whose look they take: one that they replace, or the nearest."""
    before, after = have[i - 1] if i else None, have[j] if j < len(have) else None
    if j > i:
        return have[i].start, have[i]
    if before and not (looks and _plain(before) not in looks and after and _plain(after) in looks):
        return before.end, before
    return (after.start, after) if after else (0, None)


def _typed(words: str, segment: Segment, at: int, following: str) -> str:
    """Words that were typed, as Markdown that shows them letter for letter; in a plain text as they are."""
    if segment.plain:
        return words
    opens = not segment.text[:at].rpartition("\n")[2].strip()
    told = [
        re.sub(r"\S(.*\S)?", lambda found: as_markdown(found[0], opens, following), line) for line in words.split("\n")
    ]
    return ("\n" if segment.kind == "field" else "  \n").join(told)


def _plain(sign: Sign) -> tuple[frozenset[str], str]:
    """Look and link of a sign without what a word processor adds to them."""
    return frozenset(x for x in sign.look if x in _SHOWN or x.startswith("lang=")), sign.link.rstrip("/")


def _differences(have: Sequence[Sign], got: Sequence[Sign]) -> Iterator[tuple[str, int, int, int, int]]:
    """What differs between signs, word by word: what is done, and from where to where in each."""
    texts = ("".join(each.shown for each in signs).replace("\t", " ") for signs in (have, got))
    a, b = (re.findall(r"\w+|\s|[^\w\s]", text) for text in texts)
    at, to = ([sum(map(len, parts[:n])) for n in range(len(parts) + 1)] for parts in (a, b))
    for tag, i, j, k, m in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "insert" and b[k].isspace() and a[i : i + 1] == b[k : k + 1]:
            i, j, k, m = i + 1, j + 1, k + 1, m + 1  # the same words, with the space behind them
        yield tag, at[i], at[j], to[k], to[m]


def undo_merge(project: workspace.Project) -> tuple[str, ...]:
    """Gives the files of the last merge the texts that they had before, and names them.

    Raises Rejected where there is nothing to take back, or a file was changed since.
    """
    with workspace.opened(project.root) as folder:
        try:
            content = workspace.read_file(project.root / UNDO, workspace.LimitName.DOCUMENT)
            kept = TypeAdapter(_Undo).validate_json(content)
        except (OSError, workspace.LimitExceeded, ValidationError) as fault:
            raise reject("word/undo:nothing", Place(workspace.SOURCE)) from fault
        changed = (file for file, told in kept.after.items() if workspace.digest(project.root / file) != told)
        refuse(error("word/undo:changed", Place(file)) for file in changed)
        before = {file: text.encode() for file, text in kept.before.items()}
        put(folder, "merge", before, {**kept.after, UNDO: workspace.digest(project.root / UNDO)})
        return tuple(kept.before)
