"""Readable: long sentences, hard words and unexplained abbreviations of an edition, by a table of its language.

They are hints, never faults: what makes a text hard is a matter of who reads it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from pydantic.dataclasses import dataclass as record

from brochurepress.exchange.segments import Token
from brochurepress.exchange.translation import parts_of, short
from brochurepress.findings import Finding, Place, Severity
from brochurepress.source import read_edition
from brochurepress.workspace import STRICT, Snapshot, bind

SHORTEST = 3
"""Letters of a part of a compound."""

_NOTE = re.compile(r"\[\^[^\s\]]+\]:?")
"""The sign of a footnote, and the one before its text."""

_END = re.compile(r"(?<=[.!?…])[\s\"'”’)]+(?=[\"'“‘(]?[A-ZÀ-Þ])|\n{2,}")
"""What stands between sentences, or between an abbreviation and a name."""

LONG = 6
"""A word of more letters is long (Björnsson 1968)."""


@record(frozen=True, kw_only=True, config=STRICT)
class _Table:
    """What makes a text of a language hard: see `layouts/languages/nl/readable.toml`."""

    longest: int
    words: str
    joints: tuple[str, ...]
    beginnings: tuple[str, ...]
    endings: tuple[str, ...]
    stops: frozenset[str]
    known: frozenset[str]
    explained: tuple[re.Pattern[str], ...]
    learned: tuple[re.Pattern[str], ...]
    plainer: dict[re.Pattern[str], str]


@dataclass(frozen=True)
class _Sentence:
    """A sentence, and where the text stands that holds it."""

    text: str
    place: Place

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its words, without those that hold digits or are parts of addresses."""
        return tuple(re.findall(r"(?<![\w@./~^-])[^\W\d_]+(?:['’-][^\W\d_]+)*(?![\w@/~^+]|[.-]\w)", self.text))

    @property
    def length(self) -> int:
        """The words of its longest part between colons and semicolons."""
        return max(len(_Sentence(part, self.place).words) for part in re.split(r"[:;]\s", self.text))

    @property
    def names(self) -> Iterator[str]:
        """What begins with a capital within it, and its first word where another name comes next."""
        pairs = zip(self.words, self.words[1:], strict=False)
        yield from (name for one, two in pairs for name in (one, two)[not one[0].isupper() :] if two[0].isupper())


def readability_findings(snapshot: Snapshot, edition: str) -> Iterator[Finding]:
    """A hint on each sentence that is long, and once on each hard word and each abbreviation that nobody explains."""
    file = f"layouts/languages/{read_edition(snapshot, edition).language.split('-')[0]}/readable.toml"
    if not snapshot.has(file):
        return
    table = bind(snapshot.fields(file), _Table, "layout")
    listed = snapshot.text(f"{file.rpartition('/')[0]}/{table.words}").split()
    common = frozenset((*listed, *map(str.casefold, table.known)))
    sentences = [*_sentences(snapshot, edition, table.stops)]
    whole = " ".join(each.text for each in sentences)
    known = {word.casefold() for each in sentences for word in each.names}
    hard = re.compile(rf"\b(?:{'|'.join(form.pattern for form in table.plainer)})\b", re.IGNORECASE)
    for sentence in sentences:
        told = list[tuple[str, dict[str, object]]]()
        if (count := sentence.length) > table.longest:
            told.append(("sentence", {"count": count, "most": table.longest, "words": short(sentence.text)}))
        for words in (found[0] for found in hard.finditer(sentence.text) if found[0].casefold() not in known):
            plainer = next((each for form, each in table.plainer.items() if form.fullmatch(words.casefold())), "")
            told.append(("word:plainer", {"word": words, "plainer": plainer}))
            known |= {words.casefold()}
        for word in () if sentence.text.isupper() else sentence.words:
            if re.fullmatch("[A-Z]{2,6}", word):
                ways = (re.search(each.pattern.replace("WORD", word), whole) for each in table.explained)
                clear = {word} & {*known, *table.known} or not re.search("[^IVXLCM]", word) or any(ways)
                told += [] if clear else [("abbreviation", {"word": word})]
                known |= {word}
            elif word.casefold() not in known and any(each.search(word.casefold()) for each in table.learned):
                told += [] if _is_common(word, common, table) else [("word", {"word": word})]
                known |= {word.casefold()}
        yield from (Finding.of(Severity.ADVICE, f"readable/{key}", sentence.place, **said) for key, said in told)


def score(snapshot: Snapshot, edition: str) -> int:
    """The readability of an edition as LIX (Björnsson 1968): words a sentence, and long words in 100; 0 without text.

    Below 30 is easy, above 50 hard.
    """
    sentences = [each.words for each in _sentences(snapshot, edition, frozenset()) if each.words]
    words = [word for each in sentences for word in each]
    return round(len(words) / len(sentences) + 100 * sum(len(w) > LONG for w in words) / len(words)) if words else 0


def _sentences(snapshot: Snapshot, edition: str, stops: frozenset[str]) -> Iterator[_Sentence]:
    """The sentences of the sections; code, addresses, placeholders and words in another language are left out."""
    stop = re.compile(rf"(?<![\w.])([^\W\d_]|{'|'.join(map(re.escape, stops))})\.", re.IGNORECASE)
    for part in (part for part in parts_of(snapshot, edition) if part.text):
        for segment in part.segments:
            if segment.key[-1:] != ("alt",) and segment.kind != "abbreviation":
                text = stop.sub(r"\1", _NOTE.sub(" ", _prose(segment.tokens())))  # their points end nothing
                yield from (_Sentence(each.strip(), part.place(segment)) for each in _END.split(text) if each.strip())


def _prose(tokens: tuple[Token, ...]) -> str:
    return "".join(
        t if isinstance(t, str) else " " if not t.inner or "lang=" in t.closing else _prose(t.inner) for t in tokens
    )


def _is_common(word: str, common: frozenset[str], table: _Table) -> bool:
    """Whether a word is frequent, or is made of frequent ones as its language makes words."""
    beginnings, endings = ([row.partition("=") for row in rows] for rows in (table.beginnings, table.endings))

    def is_stem(rest: str) -> bool:
        return len(rest) >= SHORTEST and (rest in common or f"{rest}en" in common)

    @cache
    def made(rest: str) -> bool:
        stems = (f"{rest.removesuffix(cut)}{put}" for cut, _, put in endings if rest.endswith(cut))
        if rest in common or any(map(is_stem, stems)):
            return True
        tails = [f"{put}{rest.removeprefix(cut)}" for cut, _, put in beginnings if rest.startswith(cut)]
        heads = [at for at in range(SHORTEST, len(rest)) if is_stem(rest[:at])]
        tails += [rest[at:].removeprefix(joint) for at in heads for joint in table.joints if rest.startswith(joint, at)]
        return any(len(tail) >= SHORTEST and made(tail) for tail in tails)

    return all(map(made, word.casefold().replace("’", "'").split("-")))
