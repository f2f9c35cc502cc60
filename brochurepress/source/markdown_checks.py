"""Checks of Markdown: links, pictures, headings and attributes held against what the layouts can set."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from brochurepress.findings import Finding, Place, error, nearest
from brochurepress.source.sanitizer import OWN_CLASSES, VALUES
from brochurepress.wording import phrase
from brochurepress.workspace import LimitName, exceeded, resolved

SETTABLE = ("id", "lang", "title", "class")
"""Attributes that an attribute list may set, such as {: lang=en }."""

_OWN = ("href", "src", "alt", "treatment", "data-source", "start", "value", "scope", "type", "role")
_ALIGNED = re.compile(r"text-align: (left|center|right);")


@dataclass(kw_only=True)
class Found:
    """What was found in texts: faults, identifiers, links and references of pictures, each where it stands."""

    faults: list[Finding] = field(default_factory=list)
    ids: list[tuple[str, Place]] = field(default_factory=list)
    links: list[tuple[str, Place]] = field(default_factory=list)
    pictures: list[tuple[str, Place]] = field(default_factory=list)

    def add(self, part: Found) -> None:
        """Takes over what was found apart."""
        for name, found in vars(self).items():
            if isinstance(found, list):
                found += getattr(part, name, ())


@dataclass
class Context(Found):
    """One text to convert: where it stands, and what is found in it.

    `places` are those of its lines where these do not follow each other; the last goes for all behind it.
    """

    file: str
    first_line: int = 1
    level: int = 2
    section: str = ""
    picture: Callable[[str], str] = str
    decimal: str = "."
    places: Sequence[Place] = ()
    noted: set[str] = field(default_factory=set)
    numbers: dict[int, list[str]] = field(default_factory=dict)

    def place(self, line: int) -> Place:
        """The place of a line of the text, counted from 0."""
        if self.places:
            return self.places[min(line, len(self.places) - 1)]
        return Place(self.file, self.first_line + line, section=self.section)

    def fault(self, key: str, line: int, /, **values: object) -> None:
        """Adds a finding by its key at a line of the text, counted from 0."""
        self.faults.append(error(key, self.place(line), **values))

    def beyond(self, of: LimitName, size: int, line: int) -> bool:
        """Whether a size is beyond its limit; if so, that is a finding at a line of the text, counted from 0."""
        if fault := exceeded(of, size):
            self.faults.append(error(f"source/limit:{of.name.lower()}", self.place(line), fault=fault))
        return bool(fault)


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
        context.fault("manuscript/markup:other-markdown", line, sign=sign.strip())


def check_line(line: str, following: str, context: Context, number: int) -> None:
    """Adds the findings for a line as it is written, of which the signs are gone when it is set."""
    if found := _BLOCK_SIGNS.match(line):
        context.fault("manuscript/markup:other-markdown", number, sign=found[0].strip(" >"))
    first, second = _LETTERED.match(line), _LETTERED.match(following)
    if _POINT.match(line) or (first and second and ord(second[1]) == ord(first[1]) + 1):
        context.fault("manuscript/list:by-hand", number)
    if _TIGHT_HEADING.match(line):
        context.fault("manuscript/markup:tight-heading", number)
    if not line.startswith("    ") and "`" not in line and (found := _STARS.search(line)):
        context.fault("manuscript/markup:stars", number, found=found[0])


def check_link(element: ET.Element, context: Context, line: int) -> None:
    """Takes up a link, with what is wrong with its text."""
    text = element.text or ""
    if text.startswith("^"):
        context.fault("manuscript/footnote:no-words", line, note=f"[{text}]")
        return
    try:
        element.set("href", resolved(element.get("href", "")))
    except ValueError as fault:
        context.fault("manuscript/link:host", line, fault=fault)
    context.links.append((element.get("href", ""), context.place(line)))
    if len(element):
        context.fault("manuscript/link-content:not-plain", line)
    elif not text.strip():
        context.fault("manuscript/link-content:empty", line, href=element.get("href", ""))


def check_picture(element: ET.Element, context: Context, line: int) -> None:
    """Takes up a picture, and finds its file."""
    if not element.get("alt", "").strip():
        context.fault("manuscript/alt", line, src=element.get("src"))
    try:
        element.set("src", context.picture(element.get("src", "")))
        context.pictures.append((element.get("src", ""), context.place(line)))
    except ValueError as fault:
        context.fault("manuscript/picture", line, fault=fault)


def check_heading(element: ET.Element, context: Context, line: int, above: int) -> int:
    """Moves a heading of the body below its section's heading; returns its level."""
    level = context.level + int(element.tag[1])
    if level > above + 1:
        given, expected = level - context.level, above - context.level + 1
        context.fault("manuscript/heading-level:skips-in-text", line, given=given, expected=expected)
    elif level > 6:
        context.fault("manuscript/heading-level:too-deep", line, level=level)
    element.tag = f"h{min(level, 6)}"
    return level


def check_attributes(element: ET.Element, context: Context, line: int, classes: frozenset[str]) -> None:
    """Takes up the identifier of an element, with what is wrong with its attributes."""
    if aligned := _ALIGNED.fullmatch(element.get("style", "")):
        element.set("class", f"align-{aligned[1]}")
        del element.attrib["style"]
    for name in element.attrib:
        if name not in (*SETTABLE, *_OWN):
            context.fault("manuscript/attribute:unknown", line, name=name, nearest=nearest(name, SETTABLE))
    for name in element.get("class", "").split():
        if name not in classes | OWN_CLASSES.get(element.tag, set()):
            context.fault("manuscript/class", line, name=name, nearest=nearest(name, classes))
    for name, (pattern, demand) in VALUES.items():
        if name in element.attrib and not pattern.fullmatch(element.get(name, "")):
            told = {"element": element.get(name), "name": name, "phrase": phrase(demand)}
            context.fault("manuscript/attribute:value", line, **told)
    if identifier := element.get("id"):
        context.ids.append((identifier, context.place(line)))


_FIGURE = re.compile(
    r"\s*(?:[€$£¥]|[A-Z]{3})?\s*([-−–+]?)\s*(?:[€$£¥]\s*)?(\d(?:[\d.,'\u00a0\u202f ]*\d)?)(?:,[-–])?[^\d]{0,30}"
)


def figure_of(text: str, decimal: str) -> float | None:
    """The number that a text is, with its sign, its unit, and marks between thousands; None where it is none."""
    found = _FIGURE.fullmatch(text)
    if not found:
        return None
    plain = re.sub(rf"[^\d{re.escape(decimal)}]", "", found[2]).replace(decimal, ".")
    if plain.count(".") > 1:
        return None
    return float(plain) * (-1 if found[1] in "-−–" and found[1] else 1)
