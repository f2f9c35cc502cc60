"""Criteria: the 55 success criteria of WCAG 2.2, A and AA, with their clauses in EN 301 549 and what decides each of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SINCE_22 = frozenset({"2.4.11", "2.5.7", "2.5.8", "3.2.6", "3.3.7", "3.3.8"})
"""Criteria that WCAG 2.2 added: EN 301 549 v3.2.1 (2021) rests on WCAG 2.1 and has no clause for them."""

VOID = frozenset({"2.4.1", "2.4.5", "3.2.3", "3.2.4"})
"""Criteria about sets of pages, whose clause 10 is void (EN 301 549 v3.2.1, 10.2.4.1, 10.2.4.5, 10.3.2.3, 10.3.2.4)."""


class Absent(StrEnum):
    """What a publication does not have, so that a criterion about it does not apply."""

    MEDIA = "media"
    INPUT = "input"
    ACTION = "action"
    TIME = "time"
    SET = "set"
    VOID = "void"


class Basis(StrEnum):
    """What a person judges: the text, or also how it looks; the judgement expires when that changes."""

    TEXT = "text"
    LOOK = "look"


@dataclass(frozen=True)
class Way:
    """How a criterion is decided in one medium: by rules that must be silent, by absence, and by a person's judgement.

    With `absent`, the silence of the rules shows that there is nothing the criterion is about. With `asks`, silence is
    not enough: a person answers the question of the criterion.
    """

    rules: tuple[str, ...] = ()
    asks: bool = False
    absent: Absent | None = None


@dataclass(frozen=True)
class Criterion:
    """A success criterion: number, level, names, and how it is decided on a web page and in a document."""

    number: str
    level: str
    english: str
    dutch: str
    web: Way
    document: Way
    basis: Basis = Basis.TEXT

    @property
    def asks(self) -> bool:
        """Whether a person must look, whatever the rules say."""
        return self.web.asks or self.document.asks

    def clause(self, chapter: int) -> str:
        """Its clause in EN 301 549 v3.2.1, chapter 9 (web) or 10 (documents); empty when there is none."""
        return "" if self.number in SINCE_22 else f"{chapter}.{self.number}"


def _rules(*names: str) -> Way:
    return Way(names)


def _person(*names: str) -> Way:
    return Way(names, asks=True)


def _none(absent: Absent, *names: str) -> Way:
    return Way(names, absent=absent)


_WEB, _PDF = "web/active", "accessibility/active-content"
_NO_VOICE = (_none(Absent.MEDIA, _WEB), _none(Absent.MEDIA, _PDF))
_NO_INPUT = (_none(Absent.INPUT, _WEB), _none(Absent.INPUT, _PDF))
_NO_ACTION = (_none(Absent.ACTION, _WEB), _none(Absent.ACTION, _PDF))
_NO_TIME = (_none(Absent.TIME, _WEB, "web/motion"), _none(Absent.TIME, _PDF))
_NO_SET = (_none(Absent.SET), _none(Absent.VOID))
_ALONE = (_none(Absent.SET), _none(Absent.SET))


def _a(name: str) -> str:
    return f"accessibility/{name}"


_STRUCTURE = (_a("content-and-tree"), _a("headings"), _a("heading-order"), _a("list-and-table"), _a("lists-and-tables"))

CRITERIA: dict[str, Criterion] = {
    row.number: row
    for row in (
        Criterion(
            "1.1.1",
            "A",
            "Non-text Content",
            "Niet-tekstuele content",
            _person("markup/alternative"),
            _person(_a("alt-text"), _a("alt-text-of-source"), _a("furniture")),
        ),
        Criterion("1.2.1", "A", "Audio-only and Video-only (Prerecorded)", "Louter-geluid en louter-videobeeld (vooraf opgenomen)", *_NO_VOICE),
        Criterion("1.2.2", "A", "Captions (Prerecorded)", "Ondertitels voor doven en slechthorenden (vooraf opgenomen)", *_NO_VOICE),
        Criterion("1.2.3", "A", "Audio Description or Media Alternative (Prerecorded)", "Audiodescriptie of media-alternatief (vooraf opgenomen)", *_NO_VOICE),
        Criterion("1.2.4", "AA", "Captions (Live)", "Ondertitels voor doven en slechthorenden (live)", *_NO_VOICE),
        Criterion("1.2.5", "AA", "Audio Description (Prerecorded)", "Audiodescriptie (vooraf opgenomen)", *_NO_VOICE),
        Criterion("1.3.1", "A", "Info and Relationships", "Info en relaties", _person("web/headings"), _person(*_STRUCTURE)),
        Criterion(
            "1.3.2",
            "A",
            "Meaningful Sequence",
            "Betekenisvolle volgorde",
            _rules("sameness/text", "sameness/order", "markup/order", "markup/reverse"),
            _rules(_a("words"), _a("visual-order"), "sameness/text", "sameness/order"),
        ),
        Criterion("1.3.3", "A", "Sensory Characteristics", "Zintuiglijke eigenschappen", _person(), _person()),
        Criterion("1.3.4", "AA", "Orientation", "Weergavestand", _rules(_WEB), _rules(_PDF)),
        Criterion("1.3.5", "AA", "Identify Input Purpose", "Identificeer het doel van de input", *_NO_INPUT),
        Criterion("1.4.1", "A", "Use of Color", "Gebruik van kleur", _person(), _person(), Basis.LOOK),
        Criterion("1.4.2", "A", "Audio Control", "Geluidsbediening", *_NO_VOICE),
        Criterion(
            "1.4.3",
            "AA",
            "Contrast (Minimum)",
            "Contrast (minimum)",
            _person(_a("token-contrast")),
            _rules(_a("contrast"), _a("token-contrast")),
            Basis.LOOK,
        ),
        Criterion("1.4.4", "AA", "Resize Text", "Herschalen van tekst", _person("web/zoom"), _rules(_a("extractors"), _a("text-in-figure")), Basis.LOOK),
        Criterion("1.4.5", "AA", "Images of Text", "Afbeeldingen van tekst", _person(), _person(_a("text-in-figure"))),
        Criterion("1.4.10", "AA", "Reflow", "Reflow", _person("web/zoom"), _person("sameness/text"), Basis.LOOK),
        Criterion("1.4.11", "AA", "Non-text Contrast", "Contrast van niet-tekstuele content", _person(_a("token-contrast")), _person(_a("token-contrast")), Basis.LOOK),
        Criterion("1.4.12", "AA", "Text Spacing", "Tekstafstand", _person(), _person("sameness/text"), Basis.LOOK),
        Criterion("1.4.13", "AA", "Content on Hover or Focus", "Content bij hover of focus", _person(), _none(Absent.ACTION, _PDF), Basis.LOOK),
        Criterion("2.1.1", "A", "Keyboard", "Toetsenbord", _rules(_WEB), _rules(_PDF, _a("link"), _a("metadata"))),
        Criterion("2.1.2", "A", "No Keyboard Trap", "Geen toetsenbordval", _rules(_WEB), _rules(_PDF)),
        Criterion("2.1.4", "A", "Character Key Shortcuts", "Enkel teken sneltoetsen", *_NO_ACTION),
        Criterion("2.2.1", "A", "Timing Adjustable", "Timing aanpasbaar", *_NO_TIME),
        Criterion("2.2.2", "A", "Pause, Stop, Hide", "Pauzeren, stoppen, verbergen", *_NO_TIME),
        Criterion("2.3.1", "A", "Three Flashes or Below Threshold", "Drie flitsen of beneden drempelwaarde", *_NO_TIME),
        Criterion("2.4.1", "A", "Bypass Blocks", "Blokken omzeilen", _rules("web/skip"), _none(Absent.VOID)),
        Criterion("2.4.2", "A", "Page Titled", "Paginatitel", _person("web/title"), _person(_a("metadata"), _a("metadata-of-source"))),
        Criterion("2.4.3", "A", "Focus Order", "Focusvolgorde", _rules(_WEB, "sameness/links"), _rules(_a("metadata"), _a("words"), "sameness/links")),
        Criterion(
            "2.4.4",
            "A",
            "Link Purpose (In Context)",
            "Linkdoel (in context)",
            _person("markup/link-without-text"),
            _person(_a("link-text"), _a("links-of-source"), _a("same-text-same-target")),
        ),
        Criterion("2.4.5", "AA", "Multiple Ways", "Meerdere manieren", _person(), _none(Absent.VOID)),
        Criterion("2.4.6", "AA", "Headings and Labels", "Koppen en labels", _person("web/headings"), _person(_a("headings"))),
        Criterion("2.4.7", "AA", "Focus Visible", "Focus zichtbaar", _person(), _person(_a("annotation-flags")), Basis.LOOK),
        Criterion("2.4.11", "AA", "Focus Not Obscured (Minimum)", "Focus niet bedekt (minimum)", _rules("web/overlay"), _rules(_PDF)),
        Criterion("2.5.1", "A", "Pointer Gestures", "Aanwijzergebaren", *_NO_ACTION),
        Criterion("2.5.2", "A", "Pointer Cancellation", "Aanwijzerannulering", _rules(_WEB), _rules(_PDF)),
        Criterion("2.5.3", "A", "Label in Name", "Label in naam", _rules("web/name"), _rules(_a("link-text"))),
        Criterion("2.5.4", "A", "Motion Actuation", "Bewegingsactivering", *_NO_ACTION),
        Criterion("2.5.7", "AA", "Dragging Movements", "Sleepbewegingen", *_NO_ACTION),
        Criterion("2.5.8", "AA", "Target Size (Minimum)", "Grootte van het aanwijsgebied (minimum)", _person(), _rules(_a("target-size")), Basis.LOOK),
        Criterion("3.1.1", "A", "Language of Page", "Taal van de pagina", _rules("markup/language"), _rules(_a("language"))),
        Criterion("3.1.2", "AA", "Language of Parts", "Taal van onderdelen", _person(), _person(_a("language-of-parts"))),
        Criterion("3.2.1", "A", "On Focus", "Bij focus", _rules(_WEB), _rules(_PDF)),
        Criterion("3.2.2", "A", "On Input", "Bij input", *_NO_INPUT),
        Criterion("3.2.3", "AA", "Consistent Navigation", "Consistente navigatie", *_NO_SET),
        Criterion("3.2.4", "AA", "Consistent Identification", "Consistente identificatie", *_NO_SET),
        Criterion("3.2.6", "A", "Consistent Help", "Consistente hulp", *_ALONE),
        Criterion("3.3.1", "A", "Error Identification", "Foutidentificatie", *_NO_INPUT),
        Criterion("3.3.2", "A", "Labels or Instructions", "Labels of instructies", *_NO_INPUT),
        Criterion("3.3.3", "AA", "Error Suggestion", "Foutsuggestie", *_NO_INPUT),
        Criterion("3.3.4", "AA", "Error Prevention (Legal, Financial, Data)", "Foutpreventie (wettelijk, financieel, gegevens)", *_NO_INPUT),
        Criterion("3.3.7", "A", "Redundant Entry", "Overbodige invoer", *_NO_INPUT),
        Criterion("3.3.8", "AA", "Accessible Authentication (Minimum)", "Toegankelijke authenticatie (minimum)", *_NO_INPUT),
        Criterion(
            "4.1.2",
            "A",
            "Name, Role, Value",
            "Naam, rol, waarde",
            _rules(_WEB, "web/name", "markup/link-without-text"),
            _rules(_PDF, _a("link"), _a("link-text"), _a("content-and-tree"), _a("page-validation")),
        ),
        Criterion("4.1.3", "AA", "Status Messages", "Statusberichten", *_NO_ACTION),
    )
}
"""Every criterion by its number, in the order of the standard; 4.1.1 (Parsing) is no longer one of WCAG 2.2."""
