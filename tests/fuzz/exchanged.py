"""Texts that come back and nobody wrote: Word files, translations and commented PDFs, damaged within their parts."""

from __future__ import annotations

import copy
import io
import random
import zipfile
from collections.abc import Callable
from functools import cache, partial
from xml.etree import ElementTree

import pikepdf
from hypothesis import strategies as st

from brochurepress.exchange.comments import read_pdf
from brochurepress.exchange.reviews import WordPlaces, reviews_of, to_toml
from brochurepress.exchange.translation import TargetEdition, target_of, to_po, units_of, written
from brochurepress.exchange.translation_xliff import read_translation, to_xliff
from brochurepress.exchange.word_copy import copy_for_word
from brochurepress.exchange.word_import import import_word
from brochurepress.exchange.word_merge import merge_word
from brochurepress.findings import Finding, Rejected
from brochurepress.workspace.snapshot import Snapshot
from tests.fuzz.binaries import damaged
from tests.fuzz.texts import ODD
from tests.support.annotated_pdf import KINDS, annotated
from tests.support.sample_project import Sample
from tests.support.word_files import NAMESPACES, document, paragraph, point, run, table

Good = Callable[[], Sample]


def _rearranged(content: bytes, chance: random.Random) -> bytes:
    """XML that is well-formed still, with elements lost, doubled, moved and renamed, and odd values."""
    root = ElementTree.fromstring(content)  # noqa: S314 - made here
    for _ in range(chance.choice([1, 2, 5, 20])):
        each = [*root.iter()]
        one, other = chance.choice(each), chance.choice(each)
        match chance.randrange(5):
            case 0 if len(one):
                del one[chance.randrange(len(one))]
            case 1:
                other.append(copy.deepcopy(one))
            case 2 if one.attrib:
                one.set(chance.choice([*one.attrib]), chance.choice(ODD).replace("\x00", ""))
            case 3:
                one.tag = other.tag
            case _:
                one.text = chance.choice(ODD).replace("\x00", "")
        if len(each) > 5000:
            break
    return ElementTree.tostring(root)


def _parts_damaged(content: bytes, seed: int) -> bytes:
    """A Word file of which one part is damaged, or now and then the archive itself."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    if chance.randrange(8) == 0:
        return damaged(content, chance)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([*parts, *["word/document.xml"] * 5])
    parts[name] = (_rearranged if name.endswith(("xml", "rels")) and chance.randrange(4) else damaged)(
        parts[name], chance
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    return made.getvalue()


@cache
def _document() -> bytes:
    """A Word file with all that is read: lists, a table, a note, a comment, changes."""
    note = '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:commentReference w:id="3"/></w:r>'
    change = f'<w:ins w:author="A">{run("new")}</w:ins>'
    body = paragraph("A title", "Kop1") + paragraph(run("Some ", "<w:b/>") + note + change) + point("one", kind="2")
    said = paragraph("Said")
    return document(
        body + table([["a", "b"], ["c", "d"]]),
        {
            "word/footnotes.xml": f'<w:footnotes {NAMESPACES}><w:footnote w:id="2">{said}</w:footnote></w:footnotes>',
            "word/comments.xml": f'<w:comments {NAMESPACES}><w:comment w:id="3">{said}</w:comment></w:comments>',
        },
    )


def _seeds() -> st.SearchStrategy[int]:
    return st.integers(0, 2**32 - 1)


def documents() -> st.SearchStrategy[bytes]:
    """Word files of people, damaged."""
    return _seeds().map(lambda seed: _parts_damaged(_document(), seed))


def copies(good: Good) -> st.SearchStrategy[bytes]:
    """Copies of an edition, damaged."""
    sent = cache(lambda: copy_for_word(Snapshot(good().project), "sample"))
    return _seeds().map(lambda seed: _parts_damaged(sent(), seed))


def translations(good: Good) -> st.SearchStrategy[bytes]:
    """Translations of an edition as PO and XLIFF, damaged."""

    @cache
    def sent() -> tuple[bytes, bytes]:
        snapshot = Snapshot(good().project)
        units = units_of(snapshot, "sample", target_of(snapshot, "sample", "de"))
        return to_po(units, "sample", "de").encode(), to_xliff(units, (), "sample", ("en", "de"))

    def made(seed: int) -> bytes:
        chance = random.Random(seed)  # noqa: S311 - not a secret
        text = chance.choice(sent())
        return _rearranged(text, chance) if text.startswith(b"<") and chance.randrange(4) else damaged(text, chance)

    return _seeds().map(made)


@cache
def _commented() -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(300, 300))
        held = io.BytesIO()
        pdf.save(held)
    return annotated(held.getvalue(), [(1, kind, (10.0, 10.0, 90.0, 20.0)) for kind in KINDS])


def commented() -> st.SearchStrategy[bytes]:
    """PDFs with comments of every kind, damaged."""
    return _seeds().map(lambda seed: damaged(_commented(), random.Random(seed)))  # noqa: S311 - not a secret


def _told(rules: list[Finding]) -> tuple[str, ...]:
    return tuple(sorted({finding.rule for finding in rules}))


def ask_document(good: Good, content: bytes) -> tuple[str, ...]:
    """A Word file that comes in, its changes asked."""
    path = good().root / "fuzzed.docx"
    path.write_bytes(content)
    try:
        return ("read", *_told([*import_word(good().project, path, "fuzzed", changes=True)[1]]))
    except Rejected as rejected:
        return _told([*rejected.findings])


def ask_copy(good: Good, content: bytes) -> tuple[str, ...]:
    """A copy that comes back; nothing is written."""
    path = good().root / "fuzzed.docx"
    path.write_bytes(content)
    try:
        return ("read", *_told(merge_word(good().project, path).findings))
    except Rejected as rejected:
        return _told([*rejected.findings])


def ask_translation(good: Good, content: bytes) -> tuple[str, ...]:
    """A translation that comes back, and the files that it becomes."""
    path = good().root / "fuzzed.po"
    path.write_bytes(content)
    snapshot = Snapshot(good().project)
    try:
        said, target = read_translation(path), TargetEdition("sample-de", "de", known=False)
        units = said.merged(units_of(snapshot, "sample", target))
        written(snapshot, units, "sample", target)
        return ("read", *_told(said.left(units)))
    except Rejected as rejected:
        return _told([*rejected.findings])


def ask_comments(good: Good, content: bytes) -> tuple[str, ...]:
    """A PDF that comes back, and the reviews that its comments become."""
    try:
        comments, words, _ = read_pdf(content)
    except ValueError:
        return ("refused",)
    places = WordPlaces(Snapshot(good().project), "sample", words)
    for review in reviews_of(places, comments, words, "fuzzed.pdf").values():
        to_toml(review).encode()
    return ("read",)


def asking(ask: Callable[[Good, bytes], tuple[str, ...]], good: Good) -> Callable[[bytes], tuple[str, ...]]:
    """The question about one file of such a kind."""
    return partial(ask, good)
