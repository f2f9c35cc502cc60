"""Templates: the only door to Jinja2, with the filters that section templates use."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import jinja2
from markupsafe import Markup

from prepress.findings import Place, Rejected, error
from prepress.fonts import open_font, side_bearing
from prepress.manuscript import Manuscript
from prepress.pictures import locate_picture
from prepress.project import Project, media_type
from prepress.sections import Person, Picture
from prepress.tokens import Tokens

QR = "/generated/qr.svg"
"""Where a document finds the QR code of its edition's address."""

STYLESHEET = "/layout.css"
"""Where the printed document finds its style sheet."""


class Medium(Enum):
    """Where a document is read: pictures come from files on pages, and are part of the page on a screen."""

    PAGES = "pages"
    SCREEN = "screen"


@dataclass(frozen=True)
class Download:
    """A file that a web page offers: its name, its number of pages and its size in bytes."""

    file: str
    pages: int
    size: int


@dataclass(frozen=True)
class RoleGroup:
    """People in a row who share a role and its scope."""

    role: str
    scope: str | None
    people: tuple[tuple[int, Person], ...]
    """Each with its number, from 0, in the list of the section."""


def environment(*folders: Path) -> jinja2.Environment:
    """The template engine over folders that are searched in order; what a template uses and is not there is a fault."""
    return jinja2.Environment(
        loader=jinja2.ChoiceLoader([jinja2.FileSystemLoader(folder) for folder in folders]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class Templates:
    """The section templates of a project, with what one manuscript fills into them."""

    def __init__(
        self,
        project: Project,
        manuscript: Manuscript,
        tokens: Tokens,
        medium: Medium = Medium.PAGES,
        downloads: tuple[Download, ...] = (),
    ) -> None:
        self.project = project
        self.manuscript = manuscript
        self.medium = medium
        self._edges: dict[str, float] = {}
        self.environment = environment(*(base / "layouts" for base in project.bases()))
        self.environment.filters.update(
            inline=self.inline,
            edge=self.edge,
            picture=self.picture,
            shown=shown,
            plain=plain,
            by_role=by_role,
            size=self.size,
        )
        self.environment.globals.update(
            edition=manuscript.edition,
            face=tokens.faces,
            qr=QR,
            stylesheet=STYLESHEET,
            screen=medium is Medium.SCREEN,
            downloads=downloads,
            say=self.say,
            strings=manuscript.language.strings,
        )

    def render(self, name: str, **values: object) -> str:
        """The document of a template.

        Raises Rejected with file and line of a template that is missing, broken, or uses what is not there.
        """
        try:
            return self.environment.get_template(name).render(**values)
        except jinja2.TemplateNotFound as fault:
            message = f"there is no template '{fault.message}'"
            hint = "each section type has one in layouts/sections/"
            raise Rejected(
                [error("layout/template", message, Place(f"layouts/{fault.name}"), hint)]
            ) from fault
        except jinja2.TemplateSyntaxError as fault:
            place = Place(f"layouts/{fault.name}", fault.lineno)
            message = f"the template is broken: {fault.message}"
            raise Rejected([error("layout/template", message, place, "close every block")]) from fault
        except jinja2.TemplateError as fault:
            message = f"the template uses what is not there: {fault.message}"
            raise Rejected([error("layout/template", message, _line_of(fault), "mend the name")]) from fault
        except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as fault:
            message = f"the template cannot be filled: {fault}"
            raise Rejected(
                [error("layout/template", message, _line_of(fault), "mend the expression")]
            ) from fault

    def inline(self, text: str) -> Markup:
        """A short text of the manuscript as HTML, with its typography."""
        return Markup(self.manuscript.converter.inline(text))  # noqa: S704 - Markdown without HTML

    def say(self, key: str, /, **values: str) -> str:
        """A string of the layout in the edition's language, with its values filled in."""
        text: str = getattr(self.manuscript.language.strings, key)
        return text.format(**values)

    def edge(self, line: str, file: str) -> str:
        """CSS class that tells the side bearing of a line's first letter in em."""
        font = open_font(self.project, file, Place("assets/tokens.toml"))
        first = self.inline(line).striptags()[:1]
        bearing = side_bearing(font, first) if first else 0.0
        name = f"edge-{'n' if bearing < 0 else ''}{abs(round(bearing * 1000)):03d}"
        self._edges[name] = bearing
        return name

    def edge_rules(self) -> Iterator[str]:
        """Rules of the side bearings that the rendered documents use."""
        for name, bearing in sorted(self._edges.items()):
            yield f".{name} {{ --edge: {bearing:.3f}; }}"

    def size(self, size: int) -> str:
        """A size in bytes as people of the language read it: kB or MB of a thousand (IEC 80000-13)."""
        if size < 999_500:
            return f"{max(1, round(size / 1000))} kB"
        return f"{size / 1_000_000:.1f} MB".replace(".", self.manuscript.language.decimal)

    def picture(self, picture: Picture) -> Markup:
        """A picture with its text alternative; on a screen it is part of the page."""
        reference = locate_picture(self.project, self.manuscript.edition.folder, picture.file)
        alt = picture.alt.strip()
        if self.medium is Medium.PAGES:
            return Markup('<img src="/{}" alt="{}">').format(reference, alt)
        content = self.project.find(reference).read_bytes()
        if media_type(reference) == "image/svg+xml":
            return inline_svg(content.decode(), alt)
        data = base64.b64encode(content).decode()
        return Markup('<img src="data:{};base64,{}" alt="{}">').format(media_type(reference), data, alt)


def _line_of(fault: BaseException) -> Place:
    """The line of the template on which a fault came up."""
    frames = traceback.extract_tb(fault.__traceback__)
    marks = [
        (frame.filename.split("/layouts")[-1], frame.lineno)
        for frame in frames
        if frame.filename.endswith(".html")
    ]
    file, line = marks[-1] if marks else ("", 1)
    return Place(f"layouts{file}", line or 1)


def inline_svg(svg: str, alt: str) -> Markup:
    """Vector art as part of a page: named for assistive technology, its identifiers taken out of the page's way."""
    body = re.sub(r"^.*?<svg\b", "<svg", svg, count=1, flags=re.DOTALL)
    body = re.sub(r' (?:width|height)="[^"]*"', "", body.split(">", 1)[0]) + ">" + body.split(">", 1)[1]
    prefix = f"art-{hashlib.sha256(svg.encode()).hexdigest()[:6]}-"
    body = re.sub(r'\bid="', f'id="{prefix}', body)
    body = re.sub(r"url\(#", f"url(#{prefix}", body)
    body = re.sub(r'href="#', f'href="#{prefix}', body)
    label = Markup('<svg role="img" aria-label="{}"').format(alt)
    return label + Markup(body.removeprefix("<svg"))  # noqa: S704 - proved to be a picture of the project


def shown(address: str) -> str:
    """An address as it is printed: without its scheme and the slash at its end."""
    return address.removeprefix("https://").removesuffix("/")


def plain(text: str) -> str:
    """A text of several lines in one."""
    return " ".join(text.split())


def by_role(people: tuple[Person, ...]) -> tuple[RoleGroup, ...]:
    """People in their order, those in a row with the same role and scope together."""
    groups = itertools.groupby(enumerate(people), key=lambda numbered: (numbered[1].role, numbered[1].scope))
    return tuple(RoleGroup(role, scope, tuple(members)) for (role, scope), members in groups)
