"""Markdown to HTML: the only door to Python-Markdown, with the source line of every block and nothing unsafe."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Callable
from dataclasses import dataclass, field

import markdown
from markdown.inlinepatterns import AUTOMAIL_RE, InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from prepress.findings import Finding, Place, error, nearest
from prepress.typography import BLOCKS, Typographer, set_tree

EXTENSIONS = ("tables", "attr_list", "def_list", "abbr", "sane_lists", "toc")

SETTABLE = ("id", "lang", "title", "class")
"""Attributes that an attribute list may set, such as {: lang=en }."""

_OWN = ("href", "src", "alt", "data-source", "start")
_ALIGNED = re.compile(r"text-align: (left|center|right);")
_MARK, _END = "\ue000", "\ue001"
_MARKER = re.compile(f"{_MARK}(\\d+){_END}")
_PREFIX = re.compile(r"\s*(?:(?:[*+-]|\d+\.|:|>|\|)\s+|#{1,6}\s*|>)*")
_UNMARKED = re.compile(r"\s*$|\s*[\s*_=|:-]+$|\s*\*?\[[^\]]+\]:|\s*\{:?[^}]*\}\s*$")
_RAW_HTML = re.compile(r"<(?!https?:|mailto:|[^\s<>@]+@)[A-Za-z/!?][^>]*>?")
_FOOTNOTE = re.compile(r"\[\^[^\]]+\]")
_CODE = re.compile(r"`[^`]*`")


@dataclass
class Context:
    """One text to convert: where it stands, and what is found in it (identifiers, links, faults)."""

    file: str
    first_line: int = 1
    level: int = 2
    section: str = ""
    picture: Callable[[str], str] = str
    ids: list[tuple[str, Place]] = field(default_factory=list)
    links: list[tuple[str, Place]] = field(default_factory=list)
    faults: list[Finding] = field(default_factory=list)

    def place(self, line: int) -> Place:
        """The place of a line of the text, counted from 0."""
        return Place(self.file, self.first_line + line, section=self.section)


class Converter:
    """Converts the texts of one edition to HTML, set by its typographer where it has one."""

    def __init__(self, typographer: Typographer | None) -> None:
        self.typographer = typographer
        self.context = Context("")
        self.markdown = markdown.Markdown(
            extensions=EXTENSIONS, output_format="html", extension_configs={"toc": {"permalink": False}}
        )
        engine = self.markdown
        engine.preprocessors.deregister("html_block")
        engine.inlinePatterns.deregister("html")
        engine.inlinePatterns.register(_Mail(AUTOMAIL_RE, engine), "automail", 110)
        engine.preprocessors.register(_Mark(self), "mark", 10)
        engine.treeprocessors.register(_Locate(self), "locate", 15)
        engine.treeprocessors.register(_Finish(self), "finish", -10)

    def block(self, text: str, context: Context) -> str:
        """HTML of a body; findings, identifiers and links are left in the context."""
        self.context = context
        self.markdown.reset()
        return self.markdown.convert(text)

    def inline(self, text: str, context: Context | None = None) -> str:
        """HTML of a short text without a block around it."""
        html = self.block(_escaped(text.strip()), context or Context(""))
        return re.sub(r"^<p[^>]*>|</p>$", "", html.strip())


def _escaped(text: str) -> str:
    """A field's text, in which signs at the start that would open a list or heading are plain."""
    return re.sub(r"^([#>*+-]|\d+(?=\.))", r"\\\1" if not text[:1].isdigit() else r"\1\\", text)


class _Mail(InlineProcessor):
    """Sets <name@example.org> as a mail link; Markdown's own way hides the address in character references."""

    def handleMatch(  # type: ignore[override]  # noqa: N802 - Python-Markdown's name
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element, int, int]:
        link = etree.Element("a", {"href": f"mailto:{m[1]}"})
        link.text = m[1]
        return link, m.start(0), m.end(0)


class _Mark(Preprocessor):
    """Marks each line with its number, behind the signs that open a block, and finds what these layouts cannot set."""

    def __init__(self, converter: Converter) -> None:
        super().__init__(converter.markdown)
        self.converter = converter

    def run(self, lines: list[str]) -> list[str]:
        context = self.converter.context
        for number, line in enumerate(lines):
            text = _CODE.sub("", line)
            if raw := _RAW_HTML.search(text):
                message = f"HTML such as {raw[0]} is not set"
                hint = "write Markdown; a foreign word is *word*{: lang=en }"
                context.faults.append(error("manuscript/raw-html", message, context.place(number), hint))
            if note := _FOOTNOTE.search(text):
                message = f"the footnote {note[0]} cannot be set by these layouts"
                hint = "work the note into the text"
                context.faults.append(error("manuscript/footnote", message, context.place(number), hint))
        return [line if _UNMARKED.match(line) else _marked(line, number) for number, line in enumerate(lines)]


def _marked(line: str, number: int) -> str:
    end = found.end() if (found := _PREFIX.match(line)) else 0
    return f"{line[:end]}{_MARK}{number}{_END}{line[end:]}"


class _Locate(Treeprocessor):
    """Turns the marks into a line attribute on the block they stand in."""

    def __init__(self, converter: Converter) -> None:
        super().__init__(converter.markdown)
        self.converter = converter

    def run(self, root: etree.Element) -> None:
        for element in root.iter():
            if element.text and (mark := _MARKER.search(element.text)) and element.tag in BLOCKS:
                element.set("data-source", mark[1])
            element.text = _MARKER.sub("", element.text) if element.text else element.text
            element.tail = _MARKER.sub("", element.tail) if element.tail else element.tail
            for name, value in element.attrib.items():
                element.set(name, _MARKER.sub("", value))


class _Finish(Treeprocessor):
    """Checks links, pictures, headings and attributes, and sets the typography."""

    def __init__(self, converter: Converter) -> None:
        super().__init__(converter.markdown)
        self.converter = converter

    def run(self, root: etree.Element) -> None:
        context = self.converter.context
        place, level = context.place(0), context.level
        for element in root.iter():
            if line := element.get("data-source"):
                place = context.place(int(line))
                element.set("data-source", f"{place.file}:{place.line}")
            if element.tag == "a":
                _check_link(element, context, place)
            elif element.tag == "img":
                _check_picture(element, context, place)
            elif re.fullmatch(r"h[1-6]", element.tag):
                level = _check_heading(element, context, place, level)
            _check_attributes(element, context, place)
        if self.converter.typographer:
            set_tree(root, self.converter.typographer)


def _check_link(element: etree.Element, context: Context, place: Place) -> None:
    context.links.append((element.get("href", ""), place))
    if len(element):
        hint = "plain text between the brackets; put emphasis round the whole link"
        context.faults.append(
            error("manuscript/link-content", "a link holds more than plain text", place, hint)
        )


def _check_picture(element: etree.Element, context: Context, place: Place) -> None:
    if not element.get("alt", "").strip():
        message = f"the picture {element.get('src')} has no text alternative"
        context.faults.append(error("manuscript/alt", message, place, "![what it shows](file)"))
    try:
        element.set("src", context.picture(element.get("src", "")))
    except ValueError as fault:
        context.faults.append(error("manuscript/picture", str(fault), place, "mend the name or add the file"))


def _check_heading(element: etree.Element, context: Context, place: Place, above: int) -> int:
    """Moves a heading of the body below its section's heading; returns its level."""
    level = context.level + int(element.tag[1])
    if level > above + 1:
        message = f"a heading of level {level - context.level} stands below none of level {above - context.level + 1}"
        context.faults.append(error("manuscript/heading-level", message, place, "begin with # and skip none"))
    element.tag = f"h{min(level, 6)}"
    element.set("id", f"{context.section}-{element.get('id')}")
    return level


def _check_attributes(element: etree.Element, context: Context, place: Place) -> None:
    if aligned := _ALIGNED.fullmatch(element.get("style", "")):
        element.set("class", f"align-{aligned[1]}")
        del element.attrib["style"]
    for name in element.attrib:
        if name not in (*SETTABLE, *_OWN):
            message = f"the attribute '{name}' is not set by these layouts"
            context.faults.append(error("manuscript/attribute", message, place, nearest(name, SETTABLE)))
    if identifier := element.get("id"):
        context.ids.append((identifier, place))
