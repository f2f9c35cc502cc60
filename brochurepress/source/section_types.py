"""Section types: one record for each, with the fields that its front matter may hold."""

from __future__ import annotations

import abc
import datetime as dt
import functools
import typing
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum, StrEnum
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass as record

from brochurepress.findings import Place
from brochurepress.workspace import (
    STRICT,
    Email,
    Fields,
    Key,
    RequiredText,
    Slug,
    WebAddress,
    printed_address,
)


class Meaning(Enum):
    """What a text field holds, where it is more than characters."""

    PHRASE = "a short text in Markdown"
    PICTURE = "the name of a picture file"
    PART = "the identifier of a part of a drawing"


Phrase = Annotated[RequiredText, Meaning.PHRASE]
PictureFile = Annotated[RequiredText, Meaning.PICTURE]
Part = Annotated[RequiredText, Meaning.PART]
Percent = Annotated[int, Field(ge=0, le=100)]


class Landmark(StrEnum):
    """Where a section stands in a web page, by the HTML element that a reader of it can go to at once."""

    FRONT = "header"
    MAIN = "main"
    BACK = "footer"


class Body(StrEnum):
    """What a section type wants below its front matter."""

    NONE = "no text"
    TEXT = "a text"
    LIST = "a list"


@record(frozen=True, kw_only=True, config=STRICT)
class Picture:
    """A picture that carries meaning: its file and the text alternative that stands for it.

    `highlight` is the part of a drawing that is brought out. `fit` says that it fills its place and may be cut for that
    (cover), or is shown whole (contain); `focus` is the point, in % from the left and from the top, that is kept.
    """

    file: PictureFile
    alt: RequiredText
    caption: Phrase | None = None
    highlight: Part | None = None
    fit: Literal["cover", "contain"] | None = None
    focus: tuple[Percent, Percent] | None = None


@record(frozen=True, kw_only=True, config=STRICT)
class Band:
    """Decoration along the foot of a page, and what takes its place on wide and narrow screens."""

    page: PictureFile
    wide: PictureFile | None = None
    narrow: PictureFile | None = None


class Contact(abc.ABC):
    """Someone or something to turn to, found in whatever section it stands (`contacts_of`)."""

    @property
    @abc.abstractmethod
    def known_by(self) -> str:
        """What messages call it."""

    @property
    @abc.abstractmethod
    def printed(self) -> tuple[str, str]:
        """What is printed of it: a phrase in Markdown, or "", and a text."""

    @property
    @abc.abstractmethod
    def target(self) -> str:
        """The address that a link on it leads to."""


@record(frozen=True, kw_only=True, config=STRICT)
class DatedContact(Contact):
    """A contact of a time.

    `confirmed` is the day on which they were last asked, `expires` the last day on which it holds.
    """

    confirmed: dt.date | None = None
    expires: dt.date | None = None


@record(frozen=True, kw_only=True, config=STRICT)
class Person(DatedContact):
    """Someone to turn to: role, the scope of that role, name and e-mail address."""

    role: Phrase
    name: Phrase
    email: Email
    scope: Phrase | None = None

    known_by = property(lambda self: self.name)
    printed = property(lambda self: (self.name, printed_address(self.email)))
    target = property(lambda self: f"mailto:{self.email}")


@record(frozen=True, kw_only=True, config=STRICT)
class Channel(DatedContact):
    """An account on a network: what is printed and where it leads."""

    network: RequiredText
    handle: RequiredText
    address: WebAddress

    known_by = property(lambda self: self.handle)
    printed = property(lambda self: ("", self.handle))
    target = property(lambda self: self.address)


@record(frozen=True, kw_only=True, config=STRICT)
class Organisation(Contact):
    """An organisation with its wordmark (name and line, or a picture), its channels and its site."""

    name: Phrase
    site: WebAddress
    line: Phrase | None = None
    known_as: Annotated[RequiredText | None, Field(alias="known-as")] = None
    picture: Picture | None = None
    channels: tuple[Channel, ...] = ()

    known_by = property(lambda self: printed_address(self.site))
    printed = property(lambda self: ("", self.known_by))
    target = property(lambda self: self.site)


@record(frozen=True, kw_only=True, config=STRICT)
class SectionContent:
    """What every section has: its type, its place in the headings and on the pages, its ground and its band."""

    body: ClassVar[Body] = Body.NONE
    flows: ClassVar[bool] = False
    """Whether the text may run on over several pages; all other types must fit theirs."""
    bare: ClassVar[bool] = False
    """Whether it fills a page without margins, which it shares with no other section."""
    landmark: ClassVar[Landmark] = Landmark.MAIN
    """Where it stands in a web page that begins or ends with it."""
    paper_only: ClassVar[bool] = False
    """Whether it says the edition's address and leads there from paper; on screen the reader is there already."""

    type: str
    level: Annotated[int, Field(ge=1, le=5)] = 2
    page: Literal["new", "same"] = "new"
    ground: Slug | None = None
    band: Band | None = None


@record(frozen=True, kw_only=True, config=STRICT)
class Cover(SectionContent):
    """The first page: title in display lines, whose edition it is, one line of text, the address, a picture.

    The picture `stands` above line and address, or beside them on the foot of the page.
    """

    landmark = Landmark.FRONT
    title: Phrase
    name: Phrase | None = None
    line: Phrase | None = None
    picture: Picture | None = None
    stands: Literal["above", "beside"] = "above"


@record(frozen=True, kw_only=True, config=STRICT)
class Statement(SectionContent):
    """A heading, a statement in display lines, and running text in two columns."""

    body = Body.TEXT
    title: Phrase
    statement: Phrase


@record(frozen=True, kw_only=True, config=STRICT)
class Points(SectionContent):
    """A question or claim as heading, a lead, and a short list."""

    body = Body.LIST
    title: Phrase
    lead: Phrase | None = None


@record(frozen=True, kw_only=True, config=STRICT)
class Contacts(SectionContent):
    """People by role, with their e-mail addresses; roles and scopes are headings of the two next levels."""

    landmark = Landmark.BACK
    level: Annotated[int, Field(ge=1, le=4)] = 2
    title: Phrase
    people: Annotated[tuple[Person, ...], Field(min_length=1)]


@record(frozen=True, kw_only=True, config=STRICT)
class Channels(SectionContent):
    """Organisations with their wordmarks, accounts and sites."""

    landmark = Landmark.BACK
    title: Phrase
    organisations: Annotated[tuple[Organisation, ...], Field(min_length=1)]


@record(frozen=True, kw_only=True, config=STRICT)
class Download(SectionContent):
    """The QR code that leads to the edition's address, and that address."""

    landmark = Landmark.BACK
    paper_only = True


@record(frozen=True, kw_only=True, config=STRICT)
class Article(SectionContent):
    """Running text with headings, lists, tables, quotations and figures, over as many pages as it needs."""

    body = Body.TEXT
    flows = True
    title: Phrase
    lead: Phrase | None = None


@record(frozen=True, kw_only=True, config=STRICT)
class Plate(SectionContent):
    """A picture that fills the page, with an optional heading."""

    bare = True
    picture: Picture
    title: Phrase | None = None


SECTION_TYPES: dict[str, type[SectionContent]] = {
    "cover": Cover,
    "statement": Statement,
    "points": Points,
    "contacts": Contacts,
    "channels": Channels,
    "download": Download,
    "article": Article,
    "plate": Plate,
}
"""Each section type by the name that front matter, template and stylesheet use."""


@dataclass(frozen=True)
class Section:
    """One section as read: its identifier, its content, its body as HTML, and where both stand in the source."""

    id: str
    content: SectionContent
    html: str
    source: Fields
    body: Place

    @property
    def type(self) -> str:
        """Name of the section type."""
        return self.content.type

    @property
    def file(self) -> str:
        """The source file, relative to the project's root."""
        return self.source.file

    def place(self, *key: str | int) -> Place:
        """File and line of a field of the front matter."""
        return replace(self.source.place(key), section=self.id)

    def at(self, *key: str | int) -> str:
        """The same as templates write it: file:line."""
        place = self.source.place(key)
        return f"{place.file}:{place.line}"


def heading_level(content: SectionContent) -> int:
    """Level of a section's heading, 1 for the title on a cover, 0 when it has none."""
    if isinstance(content, Cover):
        return 1
    return content.level if getattr(content, "title", None) else 0


def contacts_of(content: Any) -> Iterator[tuple[Key, Contact]]:
    """The contacts of a section's content, with the key each stands under; those within a record before the record."""
    return ((key, part) for key, part, _ in _parts(content) if isinstance(part, Contact))


@functools.cache
def hints_of(model: type[Any]) -> dict[str, Any]:
    """The types of a record's fields, with what they are annotated with."""
    return typing.get_type_hints(model, include_extras=True)


def fields_with_meaning(content: SectionContent, meaning: Meaning) -> tuple[tuple[Key, str], ...]:
    """The fields of a section that hold something of that meaning, with the key each stands under."""
    texts = ((key, part, hint) for key, part, hint in _parts(content) if isinstance(part, str))
    return tuple((key, text) for key, text, hint in texts if meaning in notes_of(hint))


def _parts(part: Any, key: Key = (), hint: Any = None) -> Iterator[tuple[Key, Any, Any]]:
    """All that a section's content holds, each with its key and its type; what is in a record before the record."""
    if isinstance(part, tuple):
        for index, item in enumerate(part):
            yield from _parts(item, (*key, index))
    elif is_dataclass(part):
        hints = hints_of(part.__class__)
        for field in fields(part):
            yield from _parts(getattr(part, field.name), (*key, field.name), hints[field.name])
    yield key, part, hint


def notes_of(hint: Any) -> tuple[Any, ...]:
    """What a type is annotated with, be it optional or not."""
    arms = (hint, *typing.get_args(hint))
    return tuple(note for arm in arms for note in getattr(arm, "__metadata__", ()))
