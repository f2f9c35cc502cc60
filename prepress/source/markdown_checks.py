"""Checks of Markdown: links, pictures, headings and attributes held against what the layouts can set."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass, field

from prepress.findings import Finding, Place, error, nearest
from prepress.source.sanitizer import VALUES
from prepress.wording import phrase
from prepress.workspace import LimitName, exceeded

SETTABLE = ("id", "lang", "title", "class")
"""Attributes that an attribute list may set, such as {: lang=en }."""

_OWN = ("href", "src", "alt", "data-source", "start")
_ALIGNED = re.compile(r"text-align: (left|center|right);")


@dataclass
class Context:
    """One text to convert: where it stands, and what is found in it (identifiers, links, pictures, faults)."""

    file: str
    first_line: int = 1
    level: int = 2
    section: str = ""
    picture: Callable[[str], str] = str
    ids: list[tuple[str, Place]] = field(default_factory=list)
    links: list[tuple[str, Place]] = field(default_factory=list)
    pictures: list[tuple[str, Place]] = field(default_factory=list)
    faults: list[Finding] = field(default_factory=list)

    def place(self, line: int) -> Place:
        """The place of a line of the text, counted from 0."""
        return Place(self.file, self.first_line + line, section=self.section)

    def fault(self, name: str, message: str, line: int, hint: str) -> None:
        """Adds the finding manuscript/<name> at a line of the text, counted from 0."""
        self.faults.append(error(f"manuscript/{name}", message, self.place(line), hint))

    def beyond(self, of: LimitName, size: int, line: int) -> bool:
        """Whether a size is beyond its limit; if so, that is a finding at a line of the text, counted from 0."""
        if fault := exceeded(of, size):
            self.faults.append(error(f"source/limit:{of.name.lower()}", self.place(line), fault=fault))
        return bool(fault)


def refuse_note(note: str, context: Context, line: int) -> None:
    """Adds the finding for a footnote, such as [^1]."""
    message = f"the footnote {note} cannot be set by these layouts"
    context.fault("footnote", message, line, "work the note into the text")


def check_link(element: ET.Element, context: Context, line: int) -> None:
    """Takes up a link, with what is wrong with its text."""
    text = element.text or ""
    if text.startswith("^"):
        refuse_note(f"[{text}]", context, line)
        return
    context.links.append((element.get("href", ""), context.place(line)))
    if len(element):
        hint = "plain text between the brackets; put emphasis round the whole link"
        context.fault("link-content", "a link holds more than plain text", line, hint)
    elif not text.strip():
        message = f"the link to '{element.get('href', '')}' has no text"
        context.fault("link-content", message, line, "[what it leads to](address)")


def check_picture(element: ET.Element, context: Context, line: int) -> None:
    """Takes up a picture, and finds its file."""
    if not element.get("alt", "").strip():
        message = f"the picture {element.get('src')} has no text alternative"
        context.fault("alt", message, line, "![what it shows](file)")
    try:
        element.set("src", context.picture(element.get("src", "")))
        context.pictures.append((element.get("src", ""), context.place(line)))
    except ValueError as fault:
        context.fault("picture", str(fault), line, "mend the name or add the file")


def check_heading(element: ET.Element, context: Context, line: int, above: int) -> int:
    """Moves a heading of the body below its section's heading; returns its level."""
    level = context.level + int(element.tag[1])
    if level > above + 1:
        given, expected = level - context.level, above - context.level + 1
        message = f"a heading of level {given} stands where none below level {expected} can"
        context.fault("heading-level", message, line, "begin with # and skip none")
    elif level > 6:
        message = f"a heading of level {level} is deeper than the sixth"
        context.fault("heading-level", message, line, "use fewer signs #, or a lower level for the section")
    element.tag = f"h{min(level, 6)}"
    return level


def check_attributes(element: ET.Element, context: Context, line: int, classes: frozenset[str]) -> None:
    """Takes up the identifier of an element, with what is wrong with its attributes."""
    if aligned := _ALIGNED.fullmatch(element.get("style", "")):
        element.set("class", f"align-{aligned[1]}")
        del element.attrib["style"]
    for name in element.attrib:
        if name not in (*SETTABLE, *_OWN):
            message = f"the attribute '{name}' is not set by these layouts"
            context.fault("attribute", message, line, nearest(name, SETTABLE))
    for name in element.get("class", "").split():
        if name not in classes and not (aligned and name == element.get("class")):
            context.fault("class", f"there is no class '{name}' for texts", line, nearest(name, classes))
    for name, (pattern, demand) in VALUES.items():
        if name in element.attrib and not pattern.fullmatch(element.get(name, "")):
            message = f"'{element.get(name)}' cannot be the {name} of a text"
            context.fault("attribute", message, line, phrase(demand))
    if identifier := element.get("id"):
        context.ids.append((identifier, context.place(line)))
