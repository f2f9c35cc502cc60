"""Reviews: comments that came back, each a small file in `source/<edition>/reviews/` at the line it belongs to."""

import datetime as dt
import difflib
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter
from pydantic.dataclasses import dataclass as record

from brochurepress.exchange.comments import Answer, Comment, PrintedWord, bare, words_at
from brochurepress.exchange.segments import Code, words_of
from brochurepress.exchange.translation import TextPart, parts_of, short
from brochurepress.exchange.writing import put
from brochurepress.findings import Finding, Place, Severity, gathering
from brochurepress.workspace import REVIEWS, STRICT, Project, Snapshot, bind, opened

RUN = 3
"""How many words in a row must be the same to be taken for the same place."""

NEAR = 6
"""How many words apart two runs of fewer words may be to be taken for parts of one text."""

ALIKE = 0.4
"""Which share of the words of a text must have been found for one of them to count."""

STRANGE = 0.3
"""Below this share of words that stand in an edition, a PDF is none of it."""

Found = Literal["exact", "changed", "near", "lost"]
"""How well a comment found its place: its very words, words that changed, the nearest word, or none."""


@record(frozen=True, kw_only=True, config=STRICT)
class Review:
    """A comment as it is kept: who, when, on which page of which file, where in the source, and what became of it.

    `words` are those that it marks, `place` is file:line, `deadline` the day by which it is to be done.
    """

    author: str = ""
    date: str = ""
    kind: str
    file: str
    page: int
    place: str = ""
    found: Found
    words: str = ""
    text: str = ""
    state: Literal["open", "done", "declined"] = "open"
    deadline: dt.date | None = None
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True)
class _Source:
    """A word of the source, its line, and which text it stands in, by file and first character."""

    bare: str
    place: Place
    text: tuple[str, int]


class WordPlaces:
    """Where each word of a PDF stands in an edition as it is now: found by the words beside it, not by its page."""

    def __init__(self, snapshot: Snapshot, edition: str, words: Sequence[PrintedWord]) -> None:
        parts = parts_of(snapshot, edition, printed=True)
        self.source = [word for part in parts if part.text for word in _source_words(part)]
        self.sizes = Counter(each.text for each in self.source)
        self.printed = [(word, at) for at, each in enumerate(words) if (word := bare(each.text))]
        self.known = frozenset(at for _, at in self.printed)
        self.bare = [word for word, _ in self.printed], [each.bare for each in self.source]
        self.found = dict(self._in_order())
        self._elsewhere()
        held = Counter(self.source[at].text for at in self.found.values())
        for at, text in [(at, self.source[to].text) for at, to in self.found.items()]:
            if held[text] < ALIKE * self.sizes[text]:
                del self.found[at]

    @property
    def share(self) -> float:
        """Which part of the words of the PDF stands in the edition (0 to 1)."""
        return len(self.found) / max(len(self.printed), 1)

    def _in_order(self) -> Iterator[tuple[int, int]]:
        runs = difflib.SequenceMatcher(None, *self.bare, autojunk=False).get_matching_blocks()
        pairs = [(run.a + at, run.b + at) for run in runs if run.size >= RUN for at in range(run.size)]
        pieces = [[*each] for _, each in groupby(pairs, lambda pair: (pair[1] - pair[0], self.source[pair[1]].text))]
        for before, piece, behind in zip([[], *pieces], pieces, [*pieces[1:], []], strict=False):
            # Few words at an end of a text may be anybody's, unless more of it is near.
            text = self.source[piece[0][1]].text
            ends = [*before[-1:], *behind[:1]]
            near = any(abs(a - piece[0][0]) < NEAR and self.source[b].text == text for a, b in ends)
            if near or len(piece) >= min(RUN, self.sizes[text]):
                yield from ((self.printed[a][1], b) for a, b in piece)

    def _elsewhere(self) -> None:
        """Texts that moved, or are short: found where all their words stand once in either."""
        ours, theirs = (" ".join(["", *said, ""]) for said in self.bare)
        taken = set(self.found.values())
        for _, group in groupby(range(len(self.source)), lambda at: self.source[at].text):
            own = [*group]
            text = " ".join(["", *(self.source[at].bare for at in own), ""])
            if not taken & {*own} and ours.count(text) == 1 == theirs.count(text):
                first = ours[: ours.index(text)].count(" ")
                at = [at for _, at in self.printed[first : first + len(own)]]
                if not self.found.keys() & {*at}:
                    self.found |= zip(at, own, strict=True)

    def place(self, hits: list[int], marked: bool) -> tuple[Found, Place]:
        """How well words were found, and the line of the text that they stand in."""
        to = [self.found[at] for at in hits if at in self.found]
        if to:
            same = len(to) == len(self.known & {*hits}) and to == [*range(to[0], to[0] + len(to))]
            return "changed" if not same else "exact" if marked else "near", self.source[to[0]].place
        before = max((at for at in self.found if hits and at < hits[0]), default=None)
        behind = min((at for at in self.found if hits and at > hits[-1]), default=None)
        if before is not None and behind is not None:
            ends = [self.source[self.found[at]] for at in (before, behind)]
            if ends[0].text == ends[1].text:
                return "changed", ends[0].place
        return "lost", Place()


def _source_words(part: TextPart) -> Iterator[_Source]:
    """The words of a file that a page shows, each with its line: no alternative texts, no meanings of abbreviations."""
    for segment in part.segments:
        if segment.kind == "abbreviation" or segment.key[-1:] == ("alt",):
            continue
        tokens = (each for each in segment.tokens() if not (isinstance(each, Code) and each.opening == "!["))
        place = part.place(segment)
        for number, line in enumerate(words_of(tuple(tokens)).split("\n"), place.line + (segment.style == "|")):
            own = place.file, segment.start
            words = filter(None, map(bare, line.split()))
            yield from (_Source(word, replace(place, line=number), own) for word in words)


def reviews_of(
    places: WordPlaces, comments: list[Comment], words: Sequence[PrintedWord], file: str
) -> dict[str, Review]:
    """What is kept of each comment, by the name of its file: the same comment has the same name whenever it is read."""
    made = dict[str, Review]()
    for each in comments:
        hits, marked = words_at(each, list(words))
        found, place = places.place(hits, marked)
        key = each.name or json.dumps([each.page, each.kind, each.place, each.author, each.date])
        said = " ".join(words[hit].text for hit in hits)
        made |= [_kept(each, key, file=file, page=each.page, place=str(place), found=found, words=said)]
    return made


def review_of(remark: Comment, file: str, place: str, words: str) -> tuple[str, Review]:
    """The name of the file of a comment in a Word document, and what is kept of it, at a line that has these words."""
    found = "lost" if not place else "near" if not remark.on else "exact" if remark.on in words else "changed"
    key = f"{remark.page} {remark.kind} {remark.on} {remark.date} {remark.text}"
    state = "done" if remark.done else "open"
    return _kept(remark, key, file=file, page=0, place=place, found=found, words=remark.on, state=state)


def _kept(said: Comment, key: str, **own: Any) -> tuple[str, Review]:
    """The name of the file of a comment, of day, author and what tells it from others, and what is kept of it."""
    author = re.sub(r"[^a-z0-9]+", "-", said.author.casefold()).strip("-")[:30] or "nobody"
    day = re.fullmatch(r"[\d-]+", said.date[:10])
    name = f"{day[0] if day else 'undated'}-{author}-{hashlib.sha256(key.encode()).hexdigest()[:8]}.toml"
    return name, Review(**{each: getattr(said, each) for each in ("author", "date", "kind", "text", "answers")}, **own)


def read_reviews(snapshot: Snapshot, edition: str) -> tuple[dict[str, Review], list[Finding]]:
    """The comments that are kept of an edition, by the path of their file, and the faults of broken ones."""
    found: dict[str, Review] = {}
    faults: list[Finding] = []
    for file in snapshot.listing(f"source/{edition}/{REVIEWS}/*.toml"):
        with gathering(faults):
            found[file] = bind(snapshot.fields(file), Review, "review")
    return found, faults


def kept(known: dict[str, Review], new: dict[str, Review]) -> dict[str, Review]:
    """What there is to write: comments that are new, and answers that came to those that are known."""
    told: dict[str, Review] = {}
    for name, review in new.items():
        old = known.get(name)
        more = tuple(each for each in review.answers if old and each not in old.answers)
        if old is None or more:
            told[name] = replace(old, answers=(*old.answers, *more)) if old else review
    return told


def to_toml(review: Review) -> str:
    """A review as text for version control, each thing on a line of its own."""
    told = {key: value for key, value in asdict(review).items() if key != "answers" and value not in (None, "")}
    lines = [f"{key} = {_toml(value)}" for key, value in told.items()]
    for answer in review.answers:
        lines += ["", "[[answers]]", *(f"{key} = {_toml(value)}" for key, value in asdict(answer).items() if value)]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def comment_findings(snapshot: Snapshot, edition: str, severity: Severity = Severity.WARNING) -> Iterator[Finding]:
    """A finding on each comment that is open; `severity` is theirs."""
    reviews, faults = read_reviews(snapshot, edition)
    yield from faults
    for file, review in reviews.items():
        if review.state == "open":
            at, _, line = review.place.rpartition(":")
            place = Place(at, int(line)) if at and line.isdecimal() else Place(file, 1)
            until = review.deadline.isoformat() if review.deadline else "-"
            told = {"author": review.author or "?", "words": short(review.words) or "…", "text": short(review.text)}
            yield Finding.of(severity, "review/open", place, until=until, file=file, **told)


@record(frozen=True, kw_only=True, config=STRICT)
class _ReviewRequest:
    """What is asked for: an answer to a note or another state of it, or, without its name, a new note at a place."""

    name: str = ""
    author: Annotated[str, Field(max_length=80)] = ""
    text: Annotated[str, Field(max_length=2000)] = ""
    state: Literal["open", "done", "declined"] | None = None
    file: str = ""
    line: Annotated[int, Field(ge=1)] = 1
    page: Annotated[int, Field(ge=0)] = 0
    words: Annotated[str, Field(max_length=400)] = ""


@dataclass(frozen=True)
class EditionReviews:
    """The reviews of an edition as the preview reads and changes them."""

    project: Project
    edition: str

    def listed(self) -> list[dict[str, Any]]:
        """Every review by the name of its file, with the file and line of the source that it stands at."""
        told = []
        for name, review in read_reviews(Snapshot(self.project), self.edition)[0].items():
            file, _, line = review.place.rpartition(":")
            at, until = int(line) if line.isdecimal() else 0, f"{review.deadline or ''}"
            kept = {key: asdict(review)[key] for key in ("author", "date", "words", "text", "state", "answers")}
            told.append({**kept, "name": name.rpartition("/")[2], "file": file, "line": at, "until": until})
        return told

    def change(self, asked: object) -> None:
        """Answers a review, gives it another state, or adds one. Raises ValueError for what makes no sense."""
        wish = TypeAdapter(_ReviewRequest).validate_python(asked)
        with opened(self.project.root) as folder:
            snapshot, below = Snapshot(self.project), f"source/{self.edition}/{REVIEWS}"
            known = read_reviews(snapshot, self.edition)[0].get(f"{below}/{wish.name}")
            date = dt.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
            if known:
                settled = wish.state if wish.state != known.state else None
                answer = Answer(author=wish.author, date=date, text=wish.text.strip() or settled or "")
                answers, name = (*known.answers, *([answer] if answer.text else [])), wish.name
                review = replace(known, state=wish.state or known.state, answers=answers)
            elif wish.name or not wish.text.strip() or wish.file not in snapshot.listing("source/*/*.*"):
                raise ValueError(wish.name or wish.file)
            else:
                said = Comment(wish.page, "Text", wish.author, date, wish.text.strip())
                place = f"{wish.file}:{wish.line}"
                own = {"file": "preview", "page": wish.page, "place": place, "found": "exact", "words": wish.words}
                name, review = _kept(said, f"{said} {own}", **own)
            put(folder, "comments", {f"{below}/{name}": to_toml(review).encode()})
