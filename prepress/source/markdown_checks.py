"""Checks of Markdown: links, pictures, headings and attributes held against what the layouts can set."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass, field

from prepress.findings import Finding, Place, error, nearest
from prepress.source.sanitizer import ELEMENTS, VALUES
from prepress.wording import phrase
from prepress.workspace import LimitName, exceeded, resolved

SETTABLE = ("id", "lang", "title", "class")
"""Attributes that an attribute list may set, such as {: lang=en }."""

_OWN = ("href", "src", "alt", "data-source", "start", "value", "scope", "type")
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
    numbers: dict[int, list[str]] = field(default_factory=dict)

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


_SIGNS = re.compile(
    r"(?<!~)~~(?!~)|==(?=\S)|(?<=\S)==|\[\[[^\]]+\]\]|\$\$|(?<![\w:]):[a-z][a-z_]{2,}:(?![\w:])|\*\*(?=\w)|(?<=\w)\*\*|\]\["
    r"|^\s*\[[ xX]\](?=\s)|\](?= \((?:https?:|www\.|#\w|$))|\^\["
)
"""Signs of other kinds of Markdown, which no text has by itself."""

_BLOCK_SIGNS = re.compile(r"[ >]{0,6}(?:(?:!!!|\?\?\?|:::)\s*\w+|\[TOC\]|\[!\w+\])")
_POINT = re.compile(r"[ >]{0,3}(?:[•◦▪‣●○■□·]|\d{1,3}\)|[a-z]\))\s+\S")
_LETTERED = re.compile(r"[ >]{0,3}([a-z])\.\s+\S")
_TIGHT_HEADING = re.compile(r"[ >]{0,3}#{1,6}[^#\s]")
_STARS = re.compile(r"\d\*\d+(?=\*\d)")


def check_signs(text: str, context: Context, line: int) -> None:
    """Adds the findings for signs that other kinds of Markdown set, and that would be printed here as they stand."""
    for sign in dict.fromkeys(_SIGNS.findall(text)):
        message = f"'{sign.strip()}' is a sign of another kind of Markdown and is not set"
        context.fault(
            "markup", message, line, "write it in another way; before a plain sign stands a backslash"
        )


def check_line(line: str, following: str, context: Context, number: int) -> None:
    """Adds the findings for a line as it is written, of which the signs are gone when it is set."""
    if found := _BLOCK_SIGNS.match(line):
        message = f"'{found[0].strip(' >')}' is a sign of another kind of Markdown and is not set"
        context.fault(
            "markup",
            message,
            number,
            "write it in another way; before a plain sign stands a backslash",
        )
    first, second = _LETTERED.match(line), _LETTERED.match(following)
    if _POINT.match(line) or (first and second and ord(second[1]) == ord(first[1]) + 1):
        hint = "begin it with - or 1. and a space; for letters write {: type=a } below the numbered points"
        context.fault("list", "a point of a list is marked by hand", number, hint)
    if _TIGHT_HEADING.match(line):
        hint = r"write a space behind # for a heading, \# for the sign itself"
        context.fault("markup", "a # stands right before a word", number, hint)
    if not line.startswith("    ") and "`" not in line and (found := _STARS.search(line)):
        message = f"the stars of {found[0]}* would be taken for emphasis"
        context.fault("markup", message, number, r"write \* for a plain star, × for times")


def check_link(element: ET.Element, context: Context, line: int) -> None:
    """Takes up a link, with what is wrong with its text."""
    text = element.text or ""
    if text.startswith("^"):
        refuse_note(f"[{text}]", context, line)
        return
    try:
        element.set("href", resolved(element.get("href", "")))
    except ValueError as fault:
        context.fault("link", f"an address leads nowhere: {fault}", line, "mend the address")
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
    own = ELEMENTS[element.tag].classes if element.tag in ELEMENTS else frozenset()
    for name in element.get("class", "").split():
        if name not in classes | own:
            context.fault("class", f"there is no class '{name}' for texts", line, nearest(name, classes))
    for name, (pattern, demand) in VALUES.items():
        if name in element.attrib and not pattern.fullmatch(element.get(name, "")):
            message = f"'{element.get(name)}' cannot be the {name} of a text"
            context.fault("attribute", message, line, phrase(demand))
    if identifier := element.get("id"):
        context.ids.append((identifier, context.place(line)))
