"""Footnotes: `[^name]` in a text, and the words of the note on a line `[^name]: …` anywhere in it."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from brochurepress.source.markdown_checks import Context
from brochurepress.source.section_types import Section

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


def take_notes(lines: Sequence[str], context: Context) -> tuple[list[str], Mapping[str, Note]]:
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


def reference(name: str, context: Context, notes: Mapping[str, Note]) -> ET.Element:
    """The number of a note as a link to its words; the same note again has the same number."""
    number = notes[name].number
    raised = ET.Element("sup", {"class": "noteref"})
    link = ET.SubElement(raised, "a", {"href": f"#{context.section}-note-{number}", "role": "doc-noteref"})
    link.text = str(number)
    if name not in context.noted:
        context.noted.add(name)
        link.set("id", f"{context.section}-noteref-{number}")
    return raised


def set_notes(root: ET.Element, context: Context) -> None:
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
