"""Templates: what they are filled with, and the filters that section templates use."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from prepress.compose.embedding import bitmap_address, card_address
from prepress.compose.inline_svg import inline_svg
from prepress.compose.jinja_sandbox import environment, render
from prepress.design import (
    DrawingFault,
    Look,
    Tokens,
    brought_out,
    locate_picture,
    normalised,
    open_font,
    side_bearing,
)
from prepress.findings import Finding, Place, error
from prepress.source import Manuscript, Person, Picture, Section, printed_address
from prepress.workspace import Memo, Project, media_type

GENERATED = "generated"
"""Where a document finds pictures that are in no file."""
QR = f"/{GENERATED}/qr.svg"
"""Where a document finds the QR code of its edition's address."""

STYLESHEET = "/layout.css"
"""Where the printed document finds its style sheet."""

_BROUGHT_OUT = re.compile(rf"/?{GENERATED}/[^/]+/(?=.)")
_PICTURE = re.compile(r"<img\b[^>]*>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_EDGE = re.compile(r"\bedge-n?\d{3}\b")
_SLASH = re.compile(r"(?<=[^/:])/(?=[^/])")


class Medium(Enum):
    """Where a document is read: pictures come from files on pages, and are part of the page on a screen."""

    PAGES = "pages"
    SCREEN = "screen"


@dataclass(frozen=True)
class DownloadLink:
    """A file that a web page offers: its variant and name, number of pages, size in bytes, and standards claimed."""

    variant: str
    file: str
    pages: int
    size: int
    standards: tuple[str, ...] = ()


@dataclass(frozen=True)
class RoleGroup:
    """People in a row who share a role and its scope."""

    role: str
    scope: str | None
    people: tuple[tuple[int, Person], ...]
    """Each with its number, from 0, in the list of the section."""


@dataclass(frozen=True)
class _Rendered:
    """A document as it was rendered, what of the edition it holds, and the pictures that were made for it."""

    text: str
    reads: Mapping[str, Any]
    drawn: Mapping[str, bytes]


class Templates:
    """The section templates of a project, with what one manuscript fills into them."""

    def __init__(
        self,
        project: Project,
        manuscript: Manuscript,
        tokens: Tokens,
        medium: Medium = Medium.PAGES,
        downloads: tuple[DownloadLink, ...] = (),
        look: Look | None = None,
    ) -> None:
        self.project = project
        self.look = look or Look(tuple(tokens.properties()))
        self.medium = medium
        self._edges: dict[str, float] = {}
        self.environment = environment(*(base / "layouts" for base in project.bases()))
        self.environment.offer(
            inline=self.inline,
            edge=self.edge,
            picture=self.picture,
            body=self.body,
            breakable=self.breakable,
            card=self.card,
            facts=self.facts,
            shown=printed_address,
            plain=plain,
            by_role=by_role,
        )
        self.environment.globals.update(
            face=tokens.faces,
            qr=QR,
            stylesheet=STYLESHEET,
            screen=medium is Medium.SCREEN,
            downloads=downloads,
            say=self.say,
            edition_source=self.edition_source,
        )
        self.fill_from(manuscript)

    def fill_from(self, manuscript: Manuscript) -> None:
        """Takes what is filled in from another manuscript of the same project."""
        self.manuscript = manuscript
        self.drawn: dict[str, bytes] = {}
        """Pictures that were made for the document, by where it finds them."""
        self.faults: list[Finding] = []
        """What of drawings cannot be part of a page on a screen."""
        self.environment.globals.update(
            edition=manuscript.edition,
            strings=manuscript.language.strings,
            language=manuscript.language.name,
            purposes=manuscript.language.purposes,
        )

    def render(self, name: str, **values: object) -> str:
        """The document of a template.

        Raises Rejected with file and line of a template that is missing, broken, or does what it may not.
        """
        return render(self.environment, name, **values)

    def render_once(self, memory: Memo, key: Hashable, name: str, **values: object) -> str:
        """The document of a template, taken from the memory while all it was made from is the same.

        That is `key`, which stands for `values`, and what the template takes from the edition. Raises as `render`.
        """
        slot: list[_Rendered] = memory.of((name, key), list)
        edition, environment = self.manuscript.edition, self.environment
        for kept in slot:
            if all(getattr(edition, read) == value for read, value in kept.reads.items()):
                self.drawn |= kept.drawn
                return kept.text
        environment.watched, environment.reads, drawn = edition, {}, self.drawn
        self.drawn = {}
        try:
            text = self.render(name, **values)
        finally:
            environment.watched, made, self.drawn = None, self.drawn, {**drawn, **self.drawn}
        slot[:] = [_Rendered(text, environment.reads, made)]
        return text

    def inline(self, text: str) -> Markup:
        """A short text of the manuscript as HTML, with its typography."""
        return Markup(self.manuscript.converter.inline(text))  # noqa: S704 - Markdown without HTML

    def say(self, key: str, /, **values: str) -> str:
        """A string of the layout in the edition's language, with its values filled in."""
        text: str = getattr(self.manuscript.language.strings, key)
        return text.format(**values)

    def edition_source(self, key: str) -> str:
        """File and line of a key of the edition, as data-source has them."""
        place = self.manuscript.source.place((key,))
        return f"{place.file}:{place.line}"

    def edge(self, line: str, file: str) -> str:
        """CSS class that tells the side bearing of a line's first letter in em."""
        font = open_font(self.project, file, Place("assets/tokens.toml"))
        first = self.inline(line).striptags()[:1]
        bearing = side_bearing(font, first) if first else 0.0
        name = f"edge-{'n' if bearing < 0 else ''}{abs(round(bearing * 1000)):03d}"
        self._edges[name] = bearing
        return name

    def edge_rules(self, html: str) -> tuple[str, ...]:
        """Rules of the side bearings that a rendered text uses."""
        used = set(_EDGE.findall(html))
        return tuple(
            f".{name} {{ --edge: {bearing:.3f}; }}"
            for name, bearing in sorted(self._edges.items())
            if name in used
        )

    def size(self, size: int) -> str:
        """A size in bytes as people of the language read it: kB or MB of a thousand (IEC 80000-13)."""
        if size < 999_500:
            return f"{max(1, round(size / 1000))} kB"
        return f"{size / 1_000_000:.1f} MB".replace(".", self.manuscript.language.decimal)

    def picture(self, picture: Picture) -> Markup:
        """A picture with its text alternative; on a screen it is part of the page."""
        file = reference = locate_picture(self.project, self.manuscript.folders, picture.file)
        alt = picture.alt.strip()
        if picture.highlight:
            drawing = brought_out(self.project.read(reference).decode(), picture.highlight)
            reference = f"{GENERATED}/{quote(picture.highlight)}/{reference}"
            self.drawn[f"/{reference}"] = drawing.encode()
        if self.medium is Medium.PAGES:
            return Markup('<img src="/{}" alt="{}">').format(reference, alt)
        return self._embedded(reference, alt, file)

    def _embedded(self, reference: str, alt: str, file: str) -> Markup:
        """A picture as part of the page; `file` is where it was taken from, to tell faults at."""
        content = self.drawn.get(f"/{reference}") or self.project.read(reference)
        if media_type(reference) == "image/svg+xml":
            try:
                return inline_svg(self.look.drawing(content.decode()), alt)
            except DrawingFault as fault:
                hint = "mend the drawing"
                self.faults.append(error("web/drawing", f"'{file}' {fault}", Place(file), hint))
                return Markup()
        return Markup('<img src="{}" alt="{}">').format(bitmap_address(content, media_type(reference)), alt)

    def body(self, section: Section) -> Markup:
        """The text of a section; on a screen its pictures are part of the page and its tables can be scrolled."""
        if self.medium is Medium.PAGES:
            return Markup(section.html)  # noqa: S704 - made by the converter
        text = _PICTURE.sub(self._picture_in_text, section.html)
        scroll = Markup('<div class="scroll" role="group" aria-label="{}" tabindex="0">')
        opening = scroll.format(self.manuscript.language.strings.table)
        text = text.replace("<table", f"{opening}<table").replace("</table>", "</table></div>")
        return Markup(text)  # noqa: S704 - made by the converter

    def _picture_in_text(self, tag: re.Match[str]) -> str:
        values = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(tag[0])}
        reference = values["src"].removeprefix("/")
        return self._embedded(reference, values["alt"], reference)

    def with_words(self, picture: re.Match[str]) -> str:
        """The tag of a drawing in a file, with the words of the drawing behind it."""
        if (file := picture[1]).startswith(GENERATED) and f"/{file}" not in self.drawn:
            return picture[0]
        content = self.drawn.get(f"/{file}") or self.project.read(file)
        words = ", ".join(" ".join(text.split()) for text in normalised(content.decode()).words)
        said = Markup('<span class="drawing-words">{}</span>').format(words) if words else ""
        return f"{picture[0]}{said}"

    def breakable(self, address: str) -> Markup:
        """An address; on a screen a line may end after each of its slashes."""
        if self.medium is Medium.PAGES:
            return escape(address)
        return Markup("/<wbr>").join(_SLASH.split(address))

    def facts(self, download: DownloadLink) -> str:
        """Title, format, pages and size of a download."""
        pages = self.say("page" if download.pages == 1 else "pages", count=str(download.pages))
        size = self.size(download.size)
        return self.say("download", title=self.manuscript.edition.title, pages=pages, size=size)

    def card(self, person: Person) -> str:
        """The contact card of a person, as an address."""
        role = " ".join(part for part in (person.role, person.scope) if part)
        return card_address(person.name, person.email, role, self.manuscript.edition.author)


def plain(text: str) -> str:
    """A text of several lines in one."""
    return " ".join(text.split())


def by_role(people: tuple[Person, ...]) -> tuple[RoleGroup, ...]:
    """People in their order, those in a row with the same role and scope together."""
    groups = itertools.groupby(enumerate(people), key=lambda numbered: (numbered[1].role, numbered[1].scope))
    return tuple(RoleGroup(role, scope, tuple(members)) for (role, scope), members in groups)


def picture_file(reference: str) -> str:
    """The file that a picture of a document comes from: of one with a part brought out, that of the whole drawing."""
    return _BROUGHT_OUT.sub("", reference, count=1).lstrip("/")
