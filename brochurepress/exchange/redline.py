"""Redline: what an edition says and what it said, as one column with struck and added words, to be mailed and heard."""

from collections.abc import Iterator
from dataclasses import dataclass

from brochurepress.compose import bundle, content_policy, environment, harmless, render
from brochurepress.exchange.segments import likeness, words_of
from brochurepress.exchange.translation import TextPart, parts_of
from brochurepress.preflight import matching_blocks
from brochurepress.source import read_edition, read_strings
from brochurepress.workspace import Snapshot

ALIKE = 0.4
"""From what share of words on a paragraph is taken for another one as it was before it was changed (0 to 1)."""

BETWEEN = 2
"""So few words that stayed between two changes are struck and added with them, so that a sentence can be followed."""

Piece = tuple[str, str]
"""Words, and what became of them: "" for those that stayed, else ins or del."""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of either state: what it is, where it stands as file:line, and its words."""

    kind: str
    place: str
    pieces: tuple[Piece, ...]

    @property
    def words(self) -> str:
        """Its words, whatever became of them."""
        return " ".join(words for _, words in self.pieces)

    @property
    def changed(self) -> bool:
        """Whether any of them were struck or added."""
        return any(what for what, _ in self.pieces)


def redline_page(snapshot: Snapshot, earlier: Snapshot, edition: str, against: str) -> str:
    """The page that shows what changed in the texts of an edition since an earlier state, which it calls `against`.

    Raises Rejected for sources of either state that cannot be read.
    """
    # the types of sections are those of now: an earlier state may have had them in a form that is no longer read
    before, after = ([*_passages(parts_of(state, edition, types=snapshot))] for state in (earlier, snapshot))
    passages = tuple(enumerate(_compared(before, after), 1))
    told = read_edition(snapshot, edition)
    style = bundle(snapshot, "layouts/css/compare.css", ()).text
    values = {"passages": passages, "against": against, "title": told.title, "written": told.language}
    text = read_strings(snapshot, "compare", told.language).text
    page = render(environment(snapshot), "redline.html", style=style, policy=content_policy(style), text=text, **values)
    return harmless(page, "layouts/redline.html")


def _passages(parts: list[TextPart]) -> Iterator[Paragraph]:
    for part in parts:
        for each in part.segments:
            kind, words = "title" if each.key[-1:] == ("title",) else each.kind, words_of(each.tokens())
            yield Paragraph(kind, str(part.place(each)), (("", " ".join(words.split())),))


def _compared(before: list[Paragraph], after: list[Paragraph]) -> Iterator[Paragraph]:
    """The passages in the order of the new state, those that are gone where they stood."""
    for same, start, stop, left, right in matching_blocks([p.words for p in before], [p.words for p in after]):
        if same:
            yield from after[left:right]
            continue
        for new in after[left:right]:
            like = [(likeness(old.words, new.words), at) for at, old in enumerate(before[start:stop], start)]
            share, at = max(like, default=(0.0, 0))
            if share < ALIKE:
                yield Paragraph(new.kind, new.place, (("ins", new.words),))
                continue
            yield from (Paragraph(old.kind, old.place, (("del", old.words),)) for old in before[start:at])
            yield Paragraph(new.kind, new.place, tuple(_pieces(before[at].words.split(), new.words.split())))
            start = at + 1
        yield from (Paragraph(old.kind, old.place, (("del", old.words),)) for old in before[start:stop])


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    gone, come = list[str](), list[str]()
    blocks = [*matching_blocks(old, new)]
    for number, (same, start, stop, left, right) in enumerate(blocks):
        if same and (stop - start > BETWEEN or number in (0, len(blocks) - 1)):
            yield from ((what, " ".join(words)) for what, words in (("del", gone), ("ins", come)) if words)
            yield "", " ".join(new[left:right])
            gone, come = [], []
        else:
            gone, come = gone + old[start:stop], come + new[left:right]
    yield from ((what, " ".join(words)) for what, words in (("del", gone), ("ins", come)) if words)
