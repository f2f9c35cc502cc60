"""Word out: a clean document of an edition's texts, to be read and corrected; each block in a bookmark of its own.

The bookmark tells the file, the number of the block, how many there are, and the words that were sent, so that a copy
finds its way back by itself: nothing is kept of it, and any checkout of the sources will do.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from string import Template
from xml.sax.saxutils import escape, quoteattr

from brochurepress.exchange.segments import Code, Segment, Token, inline, line_of, plain, segments
from brochurepress.source import list_sections, read_lineage, read_section_types, read_written
from brochurepress.workspace import Snapshot, composed

MARK = re.compile(r"_?press_([0-9a-f]{8})_(\d+)_(\d+)_([0-9a-f]{10})((?:_Copy_\d+)*)$")
LABEL = "press-label"
"""The style of what the copy says of itself."""

_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"

_PARTS = {
    "[Content_Types].xml": "types",
    "_rels/.rels": "package",
    "docProps/core.xml": "core",
    "word/document.xml": "document",
    "word/_rels/document.xml.rels": "relations",
    "word/numbering.xml": "numbering",
    "word/styles.xml": "styles",
}
"""The parts of a copy, and the templates that they are made from."""

_STYLES = {"item": "ListBullet", "definition": "Quote", "quote": "Quote", "heading": "Heading2"}
"""Styles of the blocks of a text, by kind."""

_LOOKS = {
    "keep": '<w:rStyle w:val="pressKeep"/>',
    "fixed": '<w:rStyle w:val="pressFixed"/>',
    "strong": "<w:b/>",
    "emphasis": "<w:i/>",
}
"""How a look is told in a run; the order is that of the schema."""


@dataclass(frozen=True)
class Sign:
    """A character that the copy shows, with the part of the segment's text that it stands for."""

    shown: str
    start: int
    end: int
    look: frozenset[str] = frozenset()
    link: str = ""


@dataclass(frozen=True)
class Passage:
    """A segment of a section file: its number in the file from 1, its line, and the signs that the copy shows of it."""

    file: str
    number: int
    line: int
    segment: Segment
    signs: tuple[Sign, ...]

    @property
    def words(self) -> str:
        """What is shown, spaces made one."""
        return spaced("".join(sign.shown for sign in self.signs))


@dataclass(frozen=True)
class SourceFile:
    """A section file in passages, and the type of the section."""

    file: str
    text: str
    type: str
    passages: tuple[Passage, ...]


def sources_of(snapshot: Snapshot, name: str) -> tuple[SourceFile, ...]:
    """The section files of an edition in their order; those that it only inherits are of the edition that has them.

    Raises Rejected for an edition or a section that cannot be read.
    """
    models = read_section_types(snapshot).models
    found = []
    for section in list_sections(snapshot, read_lineage(snapshot, name).levels).sections:
        if not section.file.startswith(f"source/{name}/"):
            continue
        kind = str(read_written(snapshot, section).fields.values.get("type", ""))
        text, model = snapshot.read(section.file).decode(), models.get(kind)
        passages = tuple(
            Passage(section.file, number, line_of(text, each), each, signs_of(each))
            for number, each in enumerate(segments(text, model) if model else (), 1)
        )
        found.append(SourceFile(section.file, text, kind, passages))
    return tuple(found)


def signs_of(segment: Segment) -> tuple[Sign, ...]:
    """The signs that a copy shows of a segment; fields keep their lines."""
    text = segment.text.rstrip("\n") if segment.kind == "field" else segment.text
    return tuple(_signs(inline(text), segment.kind == "field", 0, frozenset(), ""))


def _signs(tokens: tuple[Token, ...], lines: bool, at: int, look: frozenset[str], link: str) -> Iterator[Sign]:
    for token in tokens:
        if isinstance(token, str):
            for found in re.finditer(r"\n|." if lines else r"[ \t]*\r?\n\s*|.", token, re.DOTALL):
                shown = found[0] if lines or "\n" not in found[0] else " "
                yield Sign(shown, at + found.start(), at + found.end(), look, link)
            at += len(token)
        elif not token.closing and not token.inner:
            yield from _alone(token.opening, at, look, link)
            at += len(token.opening)
        else:
            at += len(token.opening)
            own, address = _look(token, look)
            yield from _signs(token.inner, lines, at, own, address or link)
            at += len(plain(token.inner)) + len(token.closing)


def _alone(sign: str, at: int, look: frozenset[str], link: str) -> Iterator[Sign]:
    """What a mark without words shows: a line end, an escaped sign, or what stays as it is (code, address, field)."""
    if not sign.strip(" >\t\r\n"):
        yield Sign("\n" if sign.startswith("  ") else " ", at, at + len(sign), look, link)
    elif sign[0] == "\\" and len(sign) == 2:
        yield Sign(sign[1], at, at + 2, look, link)
    else:
        shown = sign.removeprefix("\\").strip("<>")
        address = "" if sign[0] != "<" else shown if ":" in shown else f"mailto:{shown}"
        for number, each in enumerate(shown):
            yield Sign(each, at if not number else at + len(sign), at + len(sign), frozenset({"fixed"}), address)


def _look(code: Code, look: frozenset[str]) -> tuple[frozenset[str], str]:
    """Look and address of the words in a mark."""
    language = re.search(r"lang=[\"']?([\w-]+)", code.closing)
    own = {f"lang={language[1].split('-')[0]}"} if language else set()
    own |= {"keep"} if ".keep" in code.closing else set()
    if code.opening[-1] in "*_":
        size = len(code.opening)
        own |= {"strong"} if size > 1 else set()
        own |= {"emphasis"} if size != 2 else set()
    address = re.match(r"\]\(([^\s()]*(?:\([^()]*\)[^\s()]*)*)", code.closing) if code.opening == "[" else None
    return look | own, address[1] if address else ""


def spaced(words: str) -> str:
    """Words in NFC, each white space one space."""
    return " ".join(composed(words).split())


def told_by(words: str) -> str:
    """What a bookmark tells of the words that were sent."""
    return hashlib.sha256(spaced(words).encode()).hexdigest()[:10]


def key_of(file: str) -> str:
    """What a bookmark tells of the file."""
    return hashlib.sha256(file.encode()).hexdigest()[:8]


def copy_for_word(snapshot: Snapshot, name: str) -> bytes:
    """A Word document of the texts of an edition, the same bytes each time; `layouts/word/` says how it looks.

    Raises Rejected for an edition that cannot be read.
    """
    told = read_lineage(snapshot, name).source.values
    copy = _Copy()
    body = "".join(map(copy.section, sources_of(snapshot, name)))
    filled = {"body": body, **{key: escape(str(told.get(key, ""))) for key in ("language", "title")}}
    filled |= {"styles": "".join(copy.styles.values()), "relations": "".join(copy.relations)}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for part, template in _PARTS.items():
            text = Template(snapshot.text(f"layouts/word/{template}.xml")).substitute(filled)
            archive.writestr(zipfile.ZipInfo(part), text, zipfile.ZIP_DEFLATED)
    return written.getvalue()


@dataclass
class _Copy:
    """Writes the sections of an edition as paragraphs, and gathers their styles and links."""

    styles: dict[str, str] = field(default_factory=dict)
    relations: list[str] = field(default_factory=list)
    marks: int = 0

    def section(self, source: SourceFile) -> str:
        """The paragraphs of a section file, below its name."""
        text = _paragraph(_run(source.file, frozenset()), "pressLabel")
        for table, passages in itertools.groupby(source.passages, lambda each: each.segment.kind == "cell"):
            if not table:
                text += "".join(self._passage(each, source) for each in passages)
                continue
            rows = [[*row] for _, row in itertools.groupby(passages, lambda each: each.line)]
            lines = "".join(
                f"<w:tr>{'' if at else '<w:trPr><w:tblHeader/></w:trPr>'}"
                f"{''.join(f'<w:tc>{self._passage(each, source)}</w:tc>' for each in row)}</w:tr>"
                for at, row in enumerate(rows)
            )
            grid = "<w:gridCol/>" * max(map(len, rows))
            text += (
                f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl>'
            )
            text += _paragraph("", "Normal")
        return text

    def _passage(self, passage: Passage, source: SourceFile) -> str:
        self.marks += 1
        told = f"{key_of(passage.file)}_{passage.number:04d}_{len(source.passages):04d}_{told_by(passage.words)}"
        runs = itertools.groupby(passage.signs, lambda sign: (sign.look, sign.link))
        words = "".join(self._words("".join(sign.shown for sign in signs), *how) for how, signs in runs)
        start = f'<w:bookmarkStart w:id="{self.marks}" w:name="_press_{told}"/>'
        return _paragraph(
            f'{start}{words}<w:bookmarkEnd w:id="{self.marks}"/>', self._style(passage.segment, source.type)
        )

    def _style(self, segment: Segment, section: str) -> str:
        """The style of a block; of a field that of the section type and the field."""
        if segment.kind != "field":
            return _STYLES.get(segment.kind, "Normal")
        named = " ".join(str(part) for part in segment.key if isinstance(part, str))
        key = re.sub(r"\W", "", f"{section}{named.title()}")
        base = "Heading1" if segment.key == ("title",) else "pressField"
        self.styles[key] = (
            f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{key}"><w:name w:val="{section}: {named}"/>'
            f'<w:basedOn w:val="{base}"/></w:style>'
        )
        return key

    def _words(self, words: str, look: frozenset[str], link: str) -> str:
        run = _run(words, look, bool(link))
        if not link:
            return run
        key, target = f"r{len(self.relations) + 1}", quoteattr(link)
        self.relations.append(f'<Relationship Id="{key}" Type="{_LINK}" Target={target} TargetMode="External"/>')
        return f'<w:hyperlink r:id="{key}">{run}</w:hyperlink>'


def _paragraph(content: str, style: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content}</w:p>'


def _run(words: str, look: frozenset[str], link: bool = False) -> str:
    told = "".join(tag for name, tag in _LOOKS.items() if name in look)
    if link and "rStyle" not in told:
        told = f'<w:rStyle w:val="Hyperlink"/>{told}'
    told += "".join(f'<w:lang w:val="{each[5:]}"/>' for each in look if each.startswith("lang="))
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in words.split("\n"))
    return f"<w:r><w:rPr>{told}</w:rPr>{'<w:br/>'.join(lines)}</w:r>"
