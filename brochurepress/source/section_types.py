"""What sections hold: kinds of fields, what these mean, and what a section has whatever its type (`section_schema`)."""

import datetime as dt
import functools
import re
import typing
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from enum import Enum, StrEnum
from typing import Annotated, Any, ClassVar, Literal, NewType

from pydantic import AfterValidator, Field
from pydantic.dataclasses import dataclass as record

from brochurepress import workspace
from brochurepress.findings import Place
from brochurepress.wording import phrase


class Meaning(Enum):
    """What a text field holds, where it is more than characters."""

    PHRASE = "a short text in Markdown"
    PICTURE = "the name of a picture file"
    TABLE = "the name of a CSV file"
    PART = "the identifier of a part of a drawing"
    CHOICE = "one of some words"
    LINK = "an address on the web"
    EMAIL = "an e-mail address"
    TELEPHONE = "a telephone number"
    CONFIRMED = "the day on which someone was last asked"
    EXPIRES = "the last day on which something holds"


Phrase = Annotated[workspace.RequiredText, Meaning.PHRASE]
PictureFile = Annotated[workspace.RequiredText, Meaning.PICTURE]
TableFile = Annotated[str, workspace.demanded(r"[^/\\:]+\.(?i:csv)", "demand/csv")]
Part = Annotated[workspace.RequiredText, Meaning.PART]
Number = Annotated[str, workspace.demanded(r"-?\d+([.,]\d+)?", "demand/number")]
"""A number as it is printed, with the decimal sign of its language."""
Telephone = Annotated[str, workspace.demanded(r"\+\d[\d ]{4,18}\d", "demand/telephone"), Meaning.TELEPHONE]
"""A telephone number with the sign + and the code of its country (ITU-T E.123), as it is printed."""
_FIGURES = r"[-−–+±]?\d[\d.,]*(?:[ \u00a0\u202f]\d{3})*(?:[.,]\d+)?"
Amount = Annotated[
    str, workspace.demanded(rf"(?:[€$£¥] ?|[A-Z]{{3}} )?{_FIGURES}(?:\s?[^\d\s][^\n]{{0,30}})?", "demand/amount")
]
"""A number as it is printed, with its unit or sign of money where it has one, such as 12,5 km, 52% or € 1,9 mln."""
Money = Annotated[
    str,
    workspace.demanded(
        rf"(?:[€$£¥]|[A-Z]{{3}})\s?{_FIGURES}(?:,[-–])?|{_FIGURES}\s?(?:[€$£¥]|[^\W\d_]{{1,3}}\.?)", "demand/money"
    ),
]
"""An amount of money as it is printed, with its sign or code (ISO 4217), such as € 9,50 or 12 EUR."""
_CLOCK = r"(?:[01]?\d|2[0-4])[.:][0-5]\d"


def _in_order(times: str) -> str:
    """A span of hours, into the next day where it is less than half a day long; raises ValueError for any other."""
    parts = [int(hour) * 60 + int(minute) for hour, minute in re.findall(r"(\d+)[.:](\d+)", times)]
    span = parts[-1] - parts[0]
    if len(parts) > 1 and not (span > 0 or -24 * 60 < span < -12 * 60):
        raise ValueError(phrase("demand/times-order"))
    return times


Times = Annotated[str, workspace.demanded(rf"{_CLOCK}(?:[-–]{_CLOCK})?", "demand/times"), AfterValidator(_in_order)]
"""A time of the day, or a span from one to another, such as 9.30-17.00 or 14:00."""
Percent = Annotated[int, Field(ge=0, le=100)]


class Landmark(StrEnum):
    """Where a section stands in a web page, by the HTML element that a reader of it can go to at once."""

    FRONT = "header"
    MAIN = "main"
    BACK = "footer"


class Body(StrEnum):
    """What a section type wants below its front matter."""

    NONE = "none"
    TEXT = "text"
    LIST = "list"


@record(frozen=True, kw_only=True, config=workspace.STRICT)
class Picture:
    """A picture that carries meaning: its file and the text alternative that stands for it.

    `highlight` is the part of a drawing that is brought out. `fit` says that it fills its place and may be cut for that
    (cover), or is shown whole (contain); `focus` is the point, in % from the left and from the top, that is kept.
    `treatment` is what a photograph becomes, by its name in the tokens.
    """

    file: PictureFile
    alt: workspace.RequiredText
    caption: Phrase | None = None
    highlight: Part | None = None
    fit: Annotated[Literal["cover", "contain"] | None, Meaning.CHOICE] = None
    focus: tuple[Percent, Percent] | None = None
    treatment: Annotated[workspace.Slug | None, Meaning.CHOICE] = None


DefaultTreatment = NewType("DefaultTreatment", str)
"""What photographs of a field become where they ask for nothing and the tokens have that treatment."""


@record(frozen=True, kw_only=True, config=workspace.STRICT)
class Band:
    """Decoration along the foot of a page, and what takes its place on wide and narrow screens."""

    page: PictureFile
    wide: PictureFile | None = None
    narrow: PictureFile | None = None


@record(frozen=True, kw_only=True, config=workspace.STRICT)
class DataTable:
    """A table: a CSV file beside the section, or its rows, heads first; its caption, and where it was taken from.

    `heads` says that the first cell of each row is its head (rows), or that only columns have heads; `total` that the
    last row holds totals.
    """

    file: Annotated[TableFile | None, Meaning.TABLE] = None
    rows: tuple[tuple[str, ...], ...] = ()
    caption: Phrase | None = None
    source: Phrase | None = None
    heads: Annotated[Literal["rows", "columns"], Meaning.CHOICE] = "rows"
    total: Annotated[Literal["last"] | None, Meaning.CHOICE] = None


KINDS: dict[str, Any] = {
    "text": workspace.RequiredText,
    "phrase": Phrase,
    "file": PictureFile,
    "picture": Picture,
    "link": Annotated[workspace.WebAddress, Meaning.LINK],
    "e-mail": Annotated[workspace.Email, Meaning.EMAIL],
    "telephone": Telephone,
    "number": Number,
    "amount": Amount,
    "money": Money,
    "times": Times,
    "table": DataTable,
    "date": dt.date,
    "confirmed": Annotated[dt.date, Meaning.CONFIRMED],
    "expires": Annotated[dt.date, Meaning.EXPIRES],
}
"""The type of a field by its kind; `choice`, `record` and the records of layouts/kinds/ come besides."""


@record(frozen=True, config=workspace.STRICT)
class Reached:
    """The fields by which a record is someone or something to turn to; such a record holds it as `reached`.

    What messages call it, what is printed of it, where a link on it leads, and a `name` in Markdown that goes before.
    """

    known_by: Annotated[workspace.RequiredText, Field(alias="known-by")]
    printed: workspace.RequiredText
    target: workspace.RequiredText
    name: workspace.RequiredText | None = None


@dataclass(frozen=True)
class Contact:
    """Someone or something to turn to, whatever section it stands in.

    `printed` is a phrase in Markdown, or "", and a text; `confirmed` the day on which they were last asked, `expires`
    the last day on which it holds.
    """

    known_by: str
    printed: tuple[str, str]
    target: str
    confirmed: dt.date | None = None
    expires: dt.date | None = None


Level = Annotated[int, Field(ge=1, le=5)]


@record(frozen=True, kw_only=True, config=workspace.STRICT)
class Traits:
    """What a section type says of itself (`section.toml`).

    `flows`: its text may run on over several pages, all others must fit theirs. `bare`: it fills a page without
    margins, which it shares with no other. `landmark`: where it stands in a web page that begins or ends with it.
    `paper_only`: it leads from paper to the web, where the reader is already. `heading`: the level of its title where
    that is always the same. `levels`: from which to which level its heading may stand. `lists`: it
    holds a list of all sections. `chart`: the field that says as what chart its tables are drawn.
    """

    about: workspace.RequiredText
    body: Body = Body.NONE
    flows: bool = False
    bare: bool = False
    landmark: Landmark = Landmark.MAIN
    paper_only: Annotated[bool, Field(alias="paper-only")] = False
    heading: Level | None = None
    levels: tuple[Level, Level] = (1, 5)
    lists: bool = False
    chart: workspace.RequiredText | None = None


@record(frozen=True, kw_only=True, config=workspace.STRICT)
class SectionContent:
    """What every section has: its type, its place in the headings and on the pages, its ground, band and mark.

    `fit` says how far its title may be set smaller.
    """

    traits: ClassVar[Traits] = Traits(about="Any section.")

    type: str
    level: Level = 2
    page: Literal["new", "same", "fill", "spread"] | None = None
    ground: workspace.Slug | None = None
    fit: Annotated[str, workspace.demanded(r"shrink [5-9]\d%", "demand/fit"), Meaning.CHOICE] | None = None
    band: Band | None = None
    mark: Annotated[workspace.Slug | None, Field(alias="class")] = None


@dataclass(frozen=True)
class Section:
    """One section as read: its identifier, its content, its body as HTML, and where both stand in the source."""

    id: str
    content: SectionContent
    html: str
    source: workspace.Fields
    body: Place

    @property
    def type(self) -> str:
        """Name of the section type."""
        return self.content.type

    @property
    def heading_level(self) -> int:
        """Level of its heading, 0 when it has none."""
        own = self.content.traits.heading or self.content.level
        return own if getattr(self.content, "title", None) else 0

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


def held(value: Any, hint: Any = None, key: workspace.Key = ()) -> Iterator[tuple[workspace.Key, Any, Any]]:
    """Every value of a section's content: its key, itself, the type of its field; a record after what it holds."""
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from held(item, hint, (*key, index))
    elif is_dataclass(value):
        for name, each in hints_of(value.__class__).items():
            yield from held(getattr(value, name), each, (*key, name))
    yield key, value, hint


@functools.cache
def hints_of(model: type[Any]) -> dict[str, Any]:
    """The types of a record's fields, with what they are annotated with."""
    hints = typing.get_type_hints(model, include_extras=True)
    return {field.name: hints[field.name] for field in fields(model)}


@functools.cache
def optional_in(model: type[Any]) -> frozenset[str]:
    """The fields that a record can do without."""
    return frozenset(each.name for each in fields(model) if (each.default, each.default_factory) != (MISSING, MISSING))


def fields_with_meaning(content: SectionContent, meaning: Meaning) -> tuple[tuple[workspace.Key, str], ...]:
    """The fields of a section that hold something of that meaning, with the key each stands under."""
    texts = (each for each in held(content) if isinstance(each[1], str))
    return tuple((key, value) for key, value, hint in texts if means(hint, meaning))


def _parts(hint: Any) -> Iterator[Any]:
    """A type and all that it is made of, be it optional, limited or repeated, with what it is annotated with."""
    yield hint
    for arm in typing.get_args(hint):
        yield from _parts(arm)


@functools.cache
def means(hint: Any, meaning: Meaning) -> bool:
    """Whether a field of that type holds something of that meaning."""
    return any(part is meaning for part in _parts(hint))


def record_in(hint: Any) -> Any:
    """The record that a type allows; None where it allows none."""
    return next((part for part in _parts(hint) if isinstance(part, type) and is_dataclass(part)), None)


def is_words(model: type[Any], key: workspace.Key, printed: bool = False) -> bool:
    """Whether a field of a section type's front matter holds words, and no name, choice, address or date.

    With `printed`, addresses count too.
    """
    hint, silent = _text_at(model, key), _SILENT if printed else {*Meaning} - {Meaning.PHRASE}
    return hint is not None and not any(means(hint, each) for each in silent)


def is_markdown(model: type[Any], key: workspace.Key) -> bool:
    """Whether a text field of a section type's front matter holds Markdown; any other shows its signs as they are."""
    return means(_text_at(model, key), Meaning.PHRASE)


def _text_at(model: type[Any], key: workspace.Key) -> Any:
    """The type of a text field of a section type; None for what is none."""
    hint: Any = None
    record: Any = model
    for part in key:
        if isinstance(part, str):
            name = part.replace("-", "_")
            if record is None or (record is model and name in SectionContent.__annotations__):
                return None
            hint = hints_of(record).get(name)
            record = record_in(hint)
    return hint if record is None and any(part is str for part in _parts(hint)) else None


def texts_of(content: SectionContent) -> tuple[str, ...]:
    """What a section's own fields say to a reader, in their order; no files, parts of drawings or choices."""
    own = (each for each in held(content) if each[0] and each[0][0] not in SectionContent.__annotations__)
    return tuple(
        value for _, value, hint in own if isinstance(value, str) and not any(means(hint, each) for each in _SILENT)
    )


_SILENT = frozenset({Meaning.PICTURE, Meaning.TABLE, Meaning.PART, Meaning.CHOICE})
"""What a text field may hold that no reader is told."""


def pictures_of(section: Section) -> Iterator[tuple[workspace.Key, Picture, str | None]]:
    """The pictures in the fields of a section, with the key each stands under and the treatment its type gives it."""
    for key, value, hint in held(section.content):
        if isinstance(value, Picture):
            yield key, value, next((part for part in _parts(hint) if isinstance(part, str)), None)


def contacts_of(content: SectionContent) -> Iterator[tuple[workspace.Key, Contact]]:
    """The contacts of a section's content, with the key each stands under; those within a record before the record."""
    return ((key, _contact(value)) for key, value, _ in held(content) if hasattr(value.__class__, "reached"))


def _contact(part: Any) -> Contact:
    """The contact that a record is, by what its kind says of its fields."""
    by: Reached = part.reached
    meant = {name: each for name, hint in hints_of(part.__class__).items() for each in Meaning if means(hint, each)}
    held_as = {meaning: getattr(part, name) for name, meaning in meant.items()}

    def shown(name: str) -> str:
        value: str = getattr(part, name)
        return workspace.printed_address(value) if meant.get(name) in (Meaning.LINK, Meaning.EMAIL) else value

    scheme = {Meaning.EMAIL: "mailto:", Meaning.TELEPHONE: "tel:"}.get(meant[by.target], "")
    target = f"{scheme}{getattr(part, by.target)}".replace(" ", "")
    printed = (by.name and getattr(part, by.name)) or "", shown(by.printed)
    dates = held_as.get(Meaning.CONFIRMED), held_as.get(Meaning.EXPIRES)
    return Contact(shown(by.known_by), printed, target, *dates)
