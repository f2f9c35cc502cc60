"""Readable: long sentences, rare words and unexplained abbreviations of an edition, by a table of its language.

They are hints, never faults: what makes a text hard is a matter of who reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from pydantic.dataclasses import dataclass as record

from brochurepress.exchange.segments import Token
from brochurepress.exchange.translation import parts_of, short
from brochurepress.findings import Finding, Place, advice
from brochurepress.source import read_edition
from brochurepress.workspace import STRICT, Snapshot, bind

SHORTEST = 3
"""Letters of a part of a compound."""

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


@dataclass(frozen=True)
class _Sentence:
    """A sentence, and where the text stands that holds it."""

    text: str
    place: Place

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its words, without those that hold digits or are parts of addresses."""
        return tuple(re.findall(r"(?<![\w@./-])[^\W\d_]+(?:['’-][^\W\d_]+)*(?![\w@/]|\.\w)", self.text))

    @property
    def names(self) -> Iterator[str]:
        """What begins with a capital within it, and its first word where another name comes next."""
        pairs = zip(self.words, self.words[1:], strict=False)
        yield from (name for one, two in pairs for name in (one, two)[not one[0].isupper() :] if two[0].isupper())


def readability_findings(snapshot: Snapshot, edition: str) -> Iterator[Finding]:
    """A hint on each sentence that is long, and once on each word that is rare or an abbreviation nobody explains."""
    file = f"layouts/languages/{read_edition(snapshot, edition).language.split('-')[0]}/readable.toml"
    if not snapshot.has(file):
        return
    table = bind(snapshot.fields(file), _Table, "layout")
    common = frozenset(snapshot.text(f"{file.rpartition('/')[0]}/{table.words}").split())
    sentences = [*_sentences(snapshot, edition, table.stops)]
    whole = " ".join(each.text for each in sentences)
    names = {word.casefold() for each in sentences for word in each.names}
    told = set[str]()
    for sentence in sentences:
        if (count := len(sentence.words)) > table.longest:
            yield advice(
                "readable/sentence", sentence.place, count=count, most=table.longest, words=short(sentence.text)
            )
        for word in sentence.words:
            if word.casefold() in told or sentence.text.isupper():
                continue
            told.add(word.casefold())
            if re.fullmatch(r"[A-Z]{2,6}", word):
                explained = re.search(rf"\({word}\)|\b{word} \(", whole) or re.fullmatch("[IVXLCM]+", word)
                if not explained and word not in table.known:
                    yield advice("readable/abbreviation", sentence.place, word=word)
            elif len(word) > SHORTEST and not (word.casefold() in names or _is_common(word.casefold(), common, table)):
                yield advice("readable/word", sentence.place, word=word)


def score(snapshot: Snapshot, edition: str) -> int:
    """The readability of an edition as LIX (Björnsson 1968): words a sentence, and long words in 100; 0 without text.

    Below 30 is easy, above 50 hard.
    """
    sentences = [each.words for each in _sentences(snapshot, edition, frozenset()) if each.words]
    words = [word for each in sentences for word in each]
    return round(len(words) / len(sentences) + 100 * sum(len(w) > LONG for w in words) / len(words)) if words else 0


def _sentences(snapshot: Snapshot, edition: str, stops: frozenset[str]) -> Iterator[_Sentence]:
    """The sentences of the sections; code, addresses, placeholders and words in another language are left out."""
    for part in (part for part in parts_of(snapshot, edition) if part.text):
        for segment in part.segments:
            if segment.key[-1:] == ("alt",) or segment.kind == "abbreviation":
                continue
            ended, place = "", part.place(segment)
            for piece in re.split(r"(?<=[.!?…])[\s\"'”’)]+(?=[\"'“‘(]?[A-ZÀ-Þ])|\n{2,}", _prose(segment.tokens())):
                last = re.search(r"([\w.]+)\.$", piece)
                ended = f"{ended} {piece}".strip()
                if not (last and (last[1].lower() in stops or len(last[1]) == 1)):
                    yield _Sentence(ended, place)
                    ended = ""
            if ended:
                yield _Sentence(ended, place)


def _prose(tokens: tuple[Token, ...]) -> str:
    return "".join(
        t if isinstance(t, str) else " " if not t.inner or "lang=" in t.closing else _prose(t.inner) for t in tokens
    )


def _is_common(word: str, common: frozenset[str], table: _Table) -> bool:
    """Whether a word is frequent, or is made of frequent ones as its language makes words."""

    @cache
    def made(rest: str, whole: bool) -> bool:
        if rest in common:
            return True
        endings = (rest.removesuffix(each) for each in table.endings if rest.endswith(each))
        if any(len(each) >= SHORTEST and (each in common or f"{each}en" in common) for each in endings):
            return True
        begun = (rest.removeprefix(each) for each in table.beginnings if rest.startswith(each))
        if whole and any(len(each) >= SHORTEST and made(each, False) for each in begun):
            return True
        heads = ((rest[:at], rest[at:]) for at in range(SHORTEST, len(rest) - SHORTEST + 1) if rest[:at] in common)
        behind = (tail.removeprefix(joint) for _, tail in heads for joint in table.joints if tail.startswith(joint))
        return any(len(tail) >= SHORTEST and made(tail, False) for tail in behind)

    return made(word.replace("’", "'"), True)
