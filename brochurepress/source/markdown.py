"""Markdown to HTML: the only door to Python-Markdown; every block knows its source line, and nothing unsafe passes.

Footnotes are `[^name]` in a text, and the words of the note on a line `[^name]: …` anywhere in it.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import markdown
from markdown.extensions.toc import slugify_unicode
from markdown.inlinepatterns import (
    AUTOMAIL_RE,
    IMAGE_LINK_RE,
    LINK_RE,
    ImageInlineProcessor,
    InlineProcessor,
    LinkInlineProcessor,
    SimpleTagInlineProcessor,
)
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString, Registry

from brochurepress.source import markdown_checks
from brochurepress.source.markdown_meaning import LINE, CheckedTable, give_meaning, numbers_of, parted
from brochurepress.source.sanitizer import lost, sanitised
from brochurepress.source.section_types import Section
from brochurepress.source.typography import BLOCKS, Typographer, set_tree
from brochurepress.workspace import LimitName, Memo, composed, deepest, measured

REFERENCE = r"\[\^([^\[\]\s]+)\]"
START, END = "\ue002", "\ue003"
"""What stands around the number of a note before its words, until these are set."""

_WORDS = re.compile(r" {0,3}\[\^([^\[\]\s]+)\]:[ \t]*(.*)")
_CODE = re.compile(r"`[^`]*`")
_FIRST = re.compile(f"{START}(\\d+){END}")
_NUMBER = re.compile(r'(<a\b[^>]*\brole="doc-(?:noteref|backlink)"[^>]*>)(\d+)(?=</a>)')


@dataclass(frozen=True)
class Note:
    """A note: its number in its section, the line of its words (from 0), and these."""

    number: int
    line: int
    words: str


def take_notes(lines: Sequence[str], context: markdown_checks.Context) -> tuple[list[str], Mapping[str, Note]]:
    """The lines without the words of notes, which leave empty ones, and the notes as they are referred to, by name."""
    kept, words, name = list[str](), dict[str, tuple[int, list[str]]](), ""
    for number, line in enumerate(lines):
        if found := _WORDS.match(line):
            name = found[1]
            if name in words:
                context.fault("manuscript/footnote:twice", number, note=name)
            words[name] = number, [found[2]]
        elif name and line.startswith("    "):
            words[name][1].append(line.strip())
        else:
            name = ""
        kept.append("" if name else line)
    order = dict.fromkeys(name for line in kept for name in re.findall(REFERENCE, _CODE.sub("", line)) if name in words)
    for name in words.keys() - order.keys():
        context.fault("manuscript/footnote:unused", words[name][0], note=name)
    return kept, {name: Note(number, words[name][0], " ".join(words[name][1])) for number, name in enumerate(order, 1)}


def set_notes(root: ET.Element, context: markdown_checks.Context) -> None:
    """Makes notes of the paragraphs that hold their words, each with a link back to where it is referred to."""
    for at, block in enumerate(root):
        if not (found := _FIRST.match(block.text or "")):
            continue
        number, line = found[1], block.attrib
        note = ET.Element("aside", {**line, "id": f"{context.section}-note-{number}", "class": "note"})
        note.set("role", "doc-footnote")
        link = ET.Element("a", {**line, "href": f"#{context.section}-noteref-{number}", "role": "doc-backlink"})
        link.text, link.tail = number, f" {(block.text or '')[found.end() :]}"
        block.text = None
        block.insert(0, link)
        note.append(block)
        root[at] = note


def numbered(sections: Sequence[Section]) -> Iterator[Section]:
    """The sections with their notes numbered through all of them."""
    before = 0
    for section in sections:
        own = section.html.count('role="doc-footnote"')
        yield replace(section, html=_from(section.html, before)) if own and before else section
        before += own


def _from(html: str, before: int) -> str:
    return _NUMBER.sub(lambda found: f"{found[1]}{int(found[2]) + before}", html)


LINK = 2_500
"""Characters within which the address of a link ends, its title included: browsers take 2,083 of an address."""


class _Made(InlineProcessor):
    """Sets what a function makes of a match."""

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, make: Callable[[re.Match[str]], ET.Element], pattern: str, engine: markdown.Markdown) -> None:
        super().__init__(pattern, engine)
        self.make = make

    def handleMatch(  # type: ignore[override]  # noqa: N802 - Python-Markdown's name
        self, m: re.Match[str], data: str
    ) -> tuple[ET.Element, int, int]:
        return self.make(m), m.start(0), m.end(0)


def _address(found: re.Match[str]) -> ET.Element:
    """An address as a link: in running text, or in angle brackets, where Markdown's own way hides that of mail."""
    text = _ESCAPED.sub(lambda sign: chr(int(sign[1])), found[1])
    link = ET.Element("a", {"href": f"{'' if ':' in text else 'mailto:' if '@' in text else 'https://'}{text}"})
    link.text = AtomicString(text)
    return link


def _words(found: re.Match[str]) -> ET.Element:
    """Words in square brackets that an attribute list follows, such as [mot]{: lang=fr }."""
    span = ET.Element("span")
    span.text = found[1]
    return span


class _Link(LinkInlineProcessor):
    """A link whose address ends in good time: the library looks for its end to that of the paragraph, for each anew."""

    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:  # noqa: N802 - the library's name
        """Address, title and end of the link whose round bracket is at the index, and whether it is one."""
        href, title, end, handled = super().getLink(data[index : index + LINK], 0)
        return href, title, index + end, handled


class _Picture(_Link, ImageInlineProcessor):
    """A picture whose address ends in good time."""


_ESCAPED = re.compile("\x02(\\d+)\x03")
_ENDS = r".,:;!?'’…"
_SIGN = rf"(?:[^\s<>()\"“”«»\x02{_ENDS}]|\x02\d+\x03|\([^\s()]*\))"
_ADDRESS = rf"(?<![\w@.+/=-])((?:https?://|www\.)(?:[{_ENDS}]*{_SIGN})+|[\w+-][\w.+-]*@[\w-]+(?:\.[\w-]+)+)"

INLINE: dict[str, tuple[Callable[..., InlineProcessor], str, int]] = {
    "automail": (partial(_Made, _address), AUTOMAIL_RE, 110),
    "link": (_Link, LINK_RE, 160),
    "image_link": (_Picture, IMAGE_LINK_RE, 150),
    "words": (partial(_Made, _words), r"(?<!!)\[((?:[^\[\]\n]|\n(?!\n))+)\](?=\{:[^}\n]+\})", 175),
    "address": (partial(_Made, _address), _ADDRESS, 105),
    "sub": (lambda pattern, _: SimpleTagInlineProcessor(pattern, "sub"), r"(?<!~)(~)([^\s~]+)~(?!~)", 50),
    "sup": (lambda pattern, _: SimpleTagInlineProcessor(pattern, "sup"), r"(\^)([^\s^\[\]]+)\^", 50),
}
"""What is set within lines besides what the library sets, or in place of its own of that name.

For each its class, its pattern, and its priority; where it stands in, that is the library's.
"""


EXTENSIONS = ("tables", "attr_list", "def_list", "abbr", "sane_lists", "toc")

_VERBATIM = ("code", "pre")
_CARRIERS = (*BLOCKS, "pre")
_MARK, _END = "\ue000", "\ue001"
_MARKER = re.compile(f"{_MARK}(\\d+){_END}")
_PREFIX = re.compile(r"\s*(?:(?:[*+-]|\d+\.|:|>)\s+|\|\s*|#{1,6}\s*|>)*")
_UNMARKED = re.compile(r"[\s>]*+(?:[\s*_=|:-]++)?$|\s*\*?\[[^\]]+\]:|\s*\{:?[^}]*\}\s*$")
_RAW_HTML = re.compile(r"<[A-Za-z/!?][^>]*>?")
_NOTE = re.compile(r"\[\^[^\[\]]+\]")
_HEADING = re.compile(r"[>\s]*#")
_ABBREVIATION = re.compile(r"\s*\*\[[^\]]+\]:")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_HALF_NESTED = re.compile(r" {1,3}[*+-]\s+\S")
_LATE_LIST = re.compile(f"\\n\\s*(?:[*+-]|1\\.)\\s+{_MARK}(\\d+){_END}")


SHORT_TEXTS = 4_000
"""Short texts of which the HTML is kept, for templates ask for the same ones again and again."""


class Converter:
    """Converts the texts of one edition to HTML, set by its typographer where it has one."""

    def __init__(self, typographer: Typographer | None, classes: Iterable[str] = ()) -> None:
        self.typographer = typographer
        self.classes = frozenset(classes)
        self.context = markdown_checks.Context("")
        self.notes: Mapping[str, Note] = {}
        self._short = Memo(SHORT_TEXTS)
        self._blocks = self._engine()
        self._blocks.inlinePatterns.register(_Made(self._reference, REFERENCE, self._blocks), "note", 176)
        self._phrases = self._engine()
        parser = self._phrases.parser
        paragraph, parser.blockprocessors = parser.blockprocessors["paragraph"], Registry()
        parser.blockprocessors.register(paragraph, "paragraph", 10)

    @property
    def decimal(self) -> str:
        """The decimal sign of its language."""
        return self.typographer.language.decimal if self.typographer else "."

    def _engine(self) -> markdown.Markdown:
        toc = {"permalink": False, "slugify": self._identifier}
        engine = markdown.Markdown(extensions=EXTENSIONS, output_format="html", extension_configs={"toc": toc})
        engine.ESCAPED_CHARS = [*engine.ESCAPED_CHARS, *"<~^=:$"]
        engine.preprocessors.deregister("html_block")
        engine.inlinePatterns.deregister("html")
        for name, (make, pattern, priority) in INLINE.items():
            engine.inlinePatterns.register(make(pattern, engine), name, priority)
        table = CheckedTable(engine.parser, {"use_align_attribute": False})
        table.fault = self._row_fault
        engine.parser.blockprocessors.register(table, "table", 75)
        steps: tuple[tuple[Any, Any, str, int], ...] = (
            (engine.preprocessors, _Mark(engine), "mark", 10),
            (engine.treeprocessors, _Measure(engine), "measure", 30),
            (engine.treeprocessors, _Locate(engine), "locate", 15),
            (engine.treeprocessors, _Finish(engine), "finish", -10),
        )
        for registry, step, name, priority in steps:
            step.converter = self
            registry.register(step, name, priority)
        return engine

    def _reference(self, found: re.Match[str]) -> ET.Element:
        """The number of a note as a link to its words; signs that are none are refused where their line is known."""
        name, section = found[1], self.context.section
        if name not in self.notes:
            plain = ET.Element("span")
            plain.text = AtomicString(found[0])
            return plain
        number = self.notes[name].number
        raised = ET.Element("sup", {"class": "noteref"})
        link = ET.SubElement(raised, "a", {"href": f"#{section}-note-{number}", "role": "doc-noteref"})
        link.text = str(number)
        if name not in self.context.noted:  # the same note again has the same number
            self.context.noted.add(name)
            link.set("id", f"{section}-noteref-{number}")
        return raised

    def _row_fault(self, key: str, row: str, /, **values: object) -> None:
        found = _MARKER.search(row)
        self.context.fault(key, int(found[1]) if found else 0, **values)

    def _identifier(self, heading: str, separator: str) -> str:
        """The identifier of a heading that has none of its own: that of its section, then its words."""
        return f"{self.context.section}{separator}{slugify_unicode(heading, separator)}"

    def block(self, text: str, context: markdown_checks.Context) -> str:
        """HTML of a body; findings, identifiers and links are left in the context."""
        self.context = context
        context.decimal = self.decimal
        return self._safe(self._blocks, text)

    def inline(self, text: str, context: markdown_checks.Context | None = None) -> str:
        """HTML of a short text without a block around it; signs that open a block in a body are plain here."""
        if context is None and (kept := self._short.get(text)) is not None:
            return str(kept)
        self.context = context or markdown_checks.Context("")
        html = self._safe(self._phrases, re.sub(r"[ \t\r\n\f\v]+", " ", text).strip(" "))
        html = re.sub(r"^<p[^>]*>|</p>$", "", html)
        if context is None or not (context.faults or context.links):  # else it may be for there alone
            self._short.put(text, html)
        return html

    def _safe(self, engine: markdown.Markdown, text: str) -> str:
        """HTML of a text by one of the engines, with nothing in it that is not allowed."""
        try:
            html = engine.reset().convert(text)
        except RecursionError:
            self.context.fault("manuscript/nesting", 0)
            return ""
        html = composed(html)
        safe = sanitised(html, self.classes)
        for part in lost(html, safe):
            # Links are held against what a link may be with those of the whole manuscript.
            if not part.startswith("href=") and not self.context.faults:
                self.context.fault("manuscript/unsafe", 0, part=part)
        return safe


class _Step(Treeprocessor):
    """A step of the conversion, for a converter."""

    converter: Converter


class _Measure(_Step):
    """Takes out paragraphs with more Markdown in them than can be parsed in good time, before they are parsed."""

    def run(self, root: ET.Element) -> None:
        line = 0
        for element in root.iter():
            text = element.text or ""
            if first := _MARKER.search(text):
                line = int(first[1])
            if not isinstance(element.text, AtomicString):
                beyond = [self.converter.context.beyond(of, size, line) for of, size in measured(text)]
                element.text = "" if any(beyond) else element.text


class _Mark(Preprocessor):
    """Marks each line with its number, behind the signs that open a block."""

    converter: Converter

    def run(self, lines: list[str]) -> list[str]:
        context = self.converter.context
        for limit, sign in ((LimitName.ABBREVIATIONS, _ABBREVIATION), (LimitName.HEADINGS, _HEADING)):
            found = [number for number, line in enumerate(lines) if sign.match(line)]
            if context.beyond(limit, len(found), found[-1] if found else 0):
                return []
        for number in [number for number, line in enumerate(lines) if _FENCE.match(line)][::2]:
            context.fault("manuscript/fence", number)
        for number, line in enumerate(lines):
            if _HALF_NESTED.match(line):
                context.fault("manuscript/list:half-indented", number)
            markdown_checks.check_line(line, "".join(lines[number + 1 : number + 2]), context, number)
        context.numbers = numbers_of(lines)
        lines, self.converter.notes = take_notes(lines, context)
        marked = []
        for number, line in parted(lines):
            end = prefix.end() if (prefix := _PREFIX.match(line)) else 0
            marked.append(line if _UNMARKED.match(line) else f"{line[:end]}{_MARK}{number}{_END}{line[end:]}")
        for note in self.converter.notes.values():
            marked += ["", f"{START}{note.number}{END}{_MARK}{note.line}{_END}{note.words}"]
        return marked


class _Locate(_Step):
    """Turns the marks into a line attribute on every element, and finds what these layouts cannot set."""

    line = 0

    def run(self, root: ET.Element) -> None:
        self.line = 0
        levels, deep = deepest(root)
        first = _MARKER.search("".join(deep.itertext()))
        if self.converter.context.beyond(LimitName.LEVELS, levels, int(first[1]) if first else 0):
            root.clear()
        self._locate(root, verbatim=False)
        marks: Any = self.md.treeprocessors["attr_list"]
        set_notes(root, self.converter.context)
        give_meaning(root, self.converter.context, marks.assign_attrs)

    def _locate(self, element: ET.Element, *, verbatim: bool) -> None:
        verbatim = verbatim or element.tag in _VERBATIM
        text = "".join(element.itertext())
        for number in _LATE_LIST.findall(text) if element.tag == "p" and not verbatim else ():
            self.converter.context.fault("manuscript/list:no-empty-line", int(number))
        first = _MARKER.search(text)
        if first and element.tag in (*_CARRIERS, "tr"):
            self.line = int(first[1])
        element.set(LINE, str(self.line))
        element.text = self._clean(element.text, verbatim=verbatim)
        for name, value in element.attrib.items():
            element.set(name, _MARKER.sub("", value))
        for child in element:
            self._locate(child, verbatim=verbatim)
            child.tail = self._clean(child.tail, verbatim=verbatim)

    def _clean(self, text: str | None, *, verbatim: bool) -> str | None:
        """The text without its marks; the line reached at its end is kept."""
        plain, context = "", self.converter.context
        for index, part in enumerate(_MARKER.split(text or "")):
            if index % 2:
                self.line = int(part)
                continue
            plain += part
            if not verbatim:
                if raw := _RAW_HTML.search(part):
                    context.fault("manuscript/raw-html", self.line, raw=raw[0])
                for note in _NOTE.findall(part):
                    context.fault("manuscript/footnote:no-words", self.line, note=note)
                markdown_checks.check_signs(part, context, self.line)
        return plain if text else text


class _Finish(_Step):
    """Checks links, pictures, headings and attributes, and sets the typography."""

    def run(self, root: ET.Element) -> None:
        context = self.converter.context
        level = context.level
        line = 0
        for element in root.iter():
            line = int(element.attrib.pop(LINE, line))
            if element.tag in _CARRIERS:
                place = context.place(line)
                element.set("data-source", f"{place.file}:{place.line}")
            if element.tag == "a":
                markdown_checks.check_link(element, context, line)
            elif element.tag == "img":
                markdown_checks.check_picture(element, context, line)
            elif re.fullmatch(r"h[1-6]", element.tag):
                level = markdown_checks.check_heading(element, context, line, level)
            markdown_checks.check_attributes(element, context, line, self.converter.classes)
        if self.converter.typographer:
            set_tree(root, self.converter.typographer)
