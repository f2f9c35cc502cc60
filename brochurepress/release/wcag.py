"""WCAG: the 55 success criteria of WCAG 2.2, A and AA, their clauses in EN 301 549, and what decides each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SINCE_22 = frozenset({"2.4.11", "2.5.7", "2.5.8", "3.2.6", "3.3.7", "3.3.8"})
"""Criteria that WCAG 2.2 added: EN 301 549 v3.2.1 (2021) rests on WCAG 2.1 and has no clause for them."""

VOID = frozenset({"2.4.1", "2.4.5", "3.2.3", "3.2.4"})
"""Criteria about sets of pages, whose clause 10 is void (EN 301 549 v3.2.1, 10.2.4.1, 10.2.4.5, 10.3.2.3, 10.3.2.4)."""


class AbsentFeature(StrEnum):
    """What a publication does not have, so that a criterion about it does not apply."""

    MEDIA = "media"
    INPUT = "input"
    ACTION = "action"
    TIME = "time"
    SET = "set"
    VOID = "void"


class Aspect(StrEnum):
    """What a judgement may hang on; it expires when that changes (brochurepress.release.aspects)."""

    WORDS = "words"
    STRUCTURE = "structure"
    TITLE = "title"
    HEADINGS = "headings"
    LINKS = "links"
    PICTURES = "pictures"
    LANGUAGES = "languages"
    LOOK = "look"
    ADDRESS = "address"


@dataclass(frozen=True)
class Method:
    """How a criterion is decided in one medium: by rules that must be silent, by absence, and by a person's judgement.

    With `absent`, the silence of the rules shows that there is nothing the criterion is about. With `asks`, silence is
    not enough: a person answers the question of the criterion.
    """

    rules: tuple[str, ...] = ()
    asks: bool = False
    absent: AbsentFeature | None = None


@dataclass(frozen=True)
class Criterion:
    """A success criterion: number, level, and how it is decided on a web page and in a document.

    `aspects` are those that a person's judgement hangs on, all of them where a person is asked now and then only.
    """

    number: str
    level: str
    web: Method
    document: Method
    aspects: tuple[Aspect, ...] = tuple(Aspect)

    @property
    def asks(self) -> bool:
        """Whether a person must look, whatever the rules say."""
        return self.web.asks or self.document.asks

    def clause(self, chapter: int) -> str:
        """Its clause in EN 301 549 v3.2.1, chapter 9 (web) or 10 (documents); empty when there is none."""
        return "" if self.number in SINCE_22 else f"{chapter}.{self.number}"


def _rules(*names: str) -> Method:
    return Method(names)


def _person(*names: str) -> Method:
    return Method(names, asks=True)


def _none(absent: AbsentFeature, *names: str) -> Method:
    return Method(names, absent=absent)


_WEB, _PDF = "web/active", "accessibility/active-content"
_NO_VOICE = (_none(AbsentFeature.MEDIA, _WEB), _none(AbsentFeature.MEDIA, _PDF))
_NO_INPUT = (_none(AbsentFeature.INPUT, _WEB), _none(AbsentFeature.INPUT, _PDF))
_NO_ACTION = (_none(AbsentFeature.ACTION, _WEB), _none(AbsentFeature.ACTION, _PDF))
_NO_TIME = (_none(AbsentFeature.TIME, _WEB, "web/motion"), _none(AbsentFeature.TIME, _PDF))
_NO_SET = (_none(AbsentFeature.SET), _none(AbsentFeature.VOID))
_ALONE = (_none(AbsentFeature.SET), _none(AbsentFeature.SET))


def _a(name: str) -> str:
    return f"accessibility/{name}"


_STRUCTURE = (_a("content-and-tree"), _a("heading-order"), _a("heard"), _a("list-and-table"))

_DOUBLE_A = frozenset(
    (
        "1.2.4 1.2.5 1.3.4 1.3.5 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11 1.4.12 1.4.13 2.4.5 2.4.6 2.4.7 "
        "2.4.11 2.5.7 2.5.8 3.1.2 3.2.3 3.2.4 3.3.3 3.3.4 3.3.8 4.1.3"
    ).split()
)
"""Criteria of level AA; the others are of level A."""

_WAYS: dict[str, tuple[Method, Method]] = {
    "1.1.1": (
        _person("markup/alternative"),
        _person(_a("alt-text"), _a("heard"), _a("words")),
    ),
    "1.2.1": _NO_VOICE,
    "1.2.2": _NO_VOICE,
    "1.2.3": _NO_VOICE,
    "1.2.4": _NO_VOICE,
    "1.2.5": _NO_VOICE,
    "1.3.1": (_person("web/headings"), _person(*_STRUCTURE)),
    "1.3.2": (
        _rules("sameness/text", "sameness/order", "markup/order", "markup/reverse"),
        _rules(_a("words"), _a("visual-order"), "sameness/text", "sameness/order"),
    ),
    "1.3.3": (_person(), _person()),
    "1.3.4": (_rules(_WEB), _rules(_PDF)),
    "1.3.5": _NO_INPUT,
    "1.4.1": (_person(), _person()),
    "1.4.2": _NO_VOICE,
    "1.4.3": (_person(_a("token-contrast")), _rules(_a("contrast"), _a("token-contrast"))),
    "1.4.4": (_person("web/zoom", "web/text-size"), _rules(_a("extractors"), _a("text-in-figure"))),
    "1.4.5": (_person(), _person(_a("text-in-figure"))),
    "1.4.10": (_person("web/zoom"), _person("sameness/text")),
    "1.4.11": (_person(_a("token-contrast")), _person(_a("token-contrast"))),
    "1.4.12": (_person("web/spacing"), _person("sameness/text")),
    "1.4.13": (_person(), _none(AbsentFeature.ACTION, _PDF)),
    "2.1.1": (_rules(_WEB), _rules(_PDF, _a("link"), _a("metadata"))),
    "2.1.2": (_rules(_WEB), _rules(_PDF)),
    "2.1.4": _NO_ACTION,
    "2.2.1": _NO_TIME,
    "2.2.2": _NO_TIME,
    "2.3.1": _NO_TIME,
    "2.4.1": (_rules("web/skip"), _none(AbsentFeature.VOID)),
    "2.4.2": (_person("web/title"), _person(_a("metadata"), _a("metadata-of-source"))),
    "2.4.3": (_rules(_WEB, "sameness/links"), _rules(_a("metadata"), _a("words"), "sameness/links")),
    "2.4.4": (
        _person("markup/link-without-text"),
        _person(_a("link-text"), _a("heard"), _a("same-text-same-target")),
    ),
    "2.4.5": (_person(), _none(AbsentFeature.VOID)),
    "2.4.6": (_person("web/headings"), _person(_a("heard"))),
    "2.4.7": (_person("web/focus"), _person(_a("annotation-flags"))),
    "2.4.11": (_rules("web/overlay"), _rules(_PDF)),
    "2.5.1": _NO_ACTION,
    "2.5.2": (_rules(_WEB), _rules(_PDF)),
    "2.5.3": (_rules("web/name"), _rules(_a("link-text"))),
    "2.5.4": _NO_ACTION,
    "2.5.7": _NO_ACTION,
    "2.5.8": (_person(), _rules(_a("target-size"))),
    "3.1.1": (_rules("markup/language"), _rules(_a("language"))),
    "3.1.2": (_person(), _person(_a("heard"))),
    "3.2.1": (_rules(_WEB), _rules(_PDF)),
    "3.2.2": _NO_INPUT,
    "3.2.3": _NO_SET,
    "3.2.4": _NO_SET,
    "3.2.6": _ALONE,
    "3.3.1": _NO_INPUT,
    "3.3.2": _NO_INPUT,
    "3.3.3": _NO_INPUT,
    "3.3.4": _NO_INPUT,
    "3.3.7": _NO_INPUT,
    "3.3.8": _NO_INPUT,
    "4.1.2": (
        _rules(_WEB, "web/name", "markup/link-without-text"),
        _rules(_PDF, _a("link"), _a("link-text"), _a("content-and-tree"), _a("page-validation")),
    ),
    "4.1.3": _NO_ACTION,
}
"""What decides each criterion on a web page and in a document, and what a person judges."""

_ASPECTS: dict[str, tuple[Aspect, ...]] = {
    "1.1.1": (Aspect.PICTURES,),
    "1.3.1": (Aspect.STRUCTURE, Aspect.LOOK),
    "1.3.3": (Aspect.WORDS,),
    "1.4.1": (Aspect.STRUCTURE, Aspect.PICTURES, Aspect.LOOK),
    "1.4.3": (Aspect.PICTURES, Aspect.LOOK),
    "1.4.4": (Aspect.STRUCTURE, Aspect.PICTURES, Aspect.LOOK),
    "1.4.5": (Aspect.PICTURES,),
    "1.4.10": (Aspect.STRUCTURE, Aspect.PICTURES, Aspect.LOOK),
    "1.4.11": (Aspect.PICTURES, Aspect.LOOK),
    "1.4.12": (Aspect.STRUCTURE, Aspect.LOOK),
    "1.4.13": (Aspect.STRUCTURE, Aspect.LOOK),
    "2.4.2": (Aspect.TITLE, Aspect.HEADINGS),
    "2.4.4": (Aspect.LINKS, Aspect.HEADINGS),
    "2.4.5": (Aspect.ADDRESS,),
    "2.4.6": (Aspect.HEADINGS, Aspect.STRUCTURE),
    "2.4.7": (Aspect.STRUCTURE, Aspect.LOOK),
    "2.5.8": (Aspect.LINKS, Aspect.LOOK),
    "3.1.2": (Aspect.WORDS, Aspect.LANGUAGES),
}
"""What the judgement of a person hangs on, for each criterion that a person is always asked about."""

CRITERIA: dict[str, Criterion] = {
    number: Criterion(
        number, "AA" if number in _DOUBLE_A else "A", *ways, _ASPECTS.get(number, tuple(Aspect))
    )
    for number, ways in _WAYS.items()
}
"""Every criterion by its number, in the order of the standard; 4.1.1 (Parsing) is no longer one of WCAG 2.2."""
