"""Typography: marks and bindings of each language, over inline elements, and never in code."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from brochurepress.source.edition import Bindings
from brochurepress.source.languages import read_language
from brochurepress.source.markdown import Converter
from brochurepress.source.typography import SHY, Typographer, changed, set_tree
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot

BINDINGS = Bindings(
    keep=("Den Haag", "van de foto's"), whole=("Klimaat",), breaks=("Type-setting", "Inter-Provinciaal")
)
LANGUAGES = {tag: read_language(Snapshot(Project(HOME)), tag) for tag in ("nl", "en", "de", "fr")}


def typographer(tag: str, bindings: Bindings = BINDINGS) -> Typographer:
    return Typographer(LANGUAGES[tag], bindings)


def educated(tag: str, text: str) -> str:
    return changed(text, typographer(tag).changes(text))


def set_html(tag: str, html: str) -> str:
    """A tree as it is set, without the root around it."""
    root = ET.fromstring(f"<div>{html}</div>")  # noqa: S314 - written in this file
    set_tree(root, typographer(tag))
    return ET.tostring(root, encoding="unicode").removeprefix("<div>").removesuffix("</div>").replace(SHY, "¬")


def test_hyphens_that_few_fonts_have_are_set_as_hyphens_which_hold() -> None:
    assert set_html("nl", "Heel Ada\u2011Maria ging naar huis toe") == (
        'Heel <span class="keep">Ada-Maria</span> ging naar <span class="keep">huis toe</span>'
    )
    assert set_html("nl", "a\u2010b") == "a-b"


MARKS: dict[str, dict[str, str]] = {
    "nl": {
        'Zij zei "ja".': "Zij zei “ja”.",
        '"Ja"': "“Ja”",
        '("ja")': "(“ja”)",
        "een 'woord' apart": "een ‘woord’ apart",
        "\"Hij zei 'nee'\"": "“Hij zei ‘nee’”",
        "'\"Nee\", zei hij'": "‘“Nee”, zei hij’",
        '"a"-"b"': "“a”-“b”",
        'en/"of"': "en/“of”",
        "'s avonds": "’s avonds",
        "Kom 's avonds": "Kom ’s avonds",
        '"\'s Avonds"': "“’s Avonds”",
        "('s avonds)": "(’s avonds)",
        "'s-Gravenhage": "’s-Gravenhage",
        "'t Is": "’t Is",
        "'n boek": "’n boek",
        "in '90": "in ’90",
        "'90-'95": "’90-’95",
        "auto's": "auto’s",
        "zo'n": "zo’n",
        "Hans' boek": "Hans’ boek",
        "'m": "’m",
        "al “goed” en ‘goed’": "al “goed” en ‘goed’",
        "wit - zwart": "wit – zwart",
        "wit -- zwart": "wit – zwart",
        "wit --- zwart": "wit – zwart",
        "wit — zwart": "wit – zwart",
        "wit-zwart": "wit-zwart",
        "-5 graden": "−5 graden",
        "van -5 tot (-0,8)": "van −5 tot (−0,8)",
        "€ -5 of -€ 5": "€ −5 of −€ 5",
        "–3,4": "−3,4",
        "030 -1234": "030 -1234",
        "x-5": "x-5",
        "2018-2022": "2018–2022",
        "pagina 12-15": "pagina 12–15",
        "9.00-17.30": "9.00–17.30",
        "06-12345678": "06-12345678",
        "020-1234567": "020-1234567",
        "2026-11-23": "2026-11-23",
        "4-4-2": "4-4-2",
        "3-1": "3-1",
        "1234-5678": "1234-5678",
        "A4-5": "A4-5",
        "12-jarige": "12-jarige",
        "wacht...": "wacht…",
        "...en dan": "…en dan",
    },
    "en": {
        "don't": "don’t",
        "the '90s": "the ’90s",
        "'tis": "’tis",
        '"\'Twas" she': "“’Twas” she",
        "rock 'n' roll": "rock ’n’ roll",
        "dogs' toys": "dogs’ toys",
        "O'Neil": "O’Neil",
        "'Hello,' she said": "‘Hello,’ she said",
        "\"He said 'no'.\"": "“He said ‘no’.”",
        "6'2\"": "6’2”",
        "a - b": "a – b",
        '""': "“”",
    },
    "de": {
        'Er sagte "Ja".': "Er sagte „Ja“.",
        "\"Er sagte 'Ja'\"": "„Er sagte ‚Ja‘“",
        '"Ja", "Nein"': "„Ja“, „Nein“",
        "geht's": "geht’s",
        "'s ist": "’s ist",
        "Hans' Haus": "Hans’ Haus",
    },
    "fr": {
        'Il dit "oui".': "Il dit « oui ».",
        "\"Il dit 'oui'\"": "« Il dit “oui” »",
        "l'homme": "l’homme",
        "« oui »": "« oui »",
        "Quoi ?": "Quoi ?",
    },
}


@pytest.mark.parametrize(("tag", "text"), [(tag, text) for tag, texts in MARKS.items() for text in texts])
def test_marks(tag: str, text: str) -> None:
    assert educated(tag, text) == MARKS[tag][text]


@pytest.mark.parametrize(("tag", "text"), [(tag, text) for tag, texts in MARKS.items() for text in texts])
def test_set_marks_stay_as_they_are(tag: str, text: str) -> None:
    once = MARKS[tag][text]
    assert educated(tag, once) == once


SET: dict[str, tuple[str, str, str]] = {
    "a mark before an element": ("nl", '<p>"<em>ja</em>"</p>', "<p>“<em>ja</em>”</p>"),
    "a mark in an element": ("nl", '<p><em>"ja"</em> en</p>', "<p><em>“ja”</em> en</p>"),
    "an apostrophe between elements": ("en", "<p>it<em>'</em>s</p>", "<p>it<em>’</em>s</p>"),
    "an apostrophe behind an element": ("en", "<p><b>ICC</b>'s</p>", "<p><b>ICC</b>’s</p>"),
    "a dash between elements": ("nl", "<p><em>a</em> - <em>b</em></p>", "<p><em>a</em> – <em>b</em></p>"),
    "nested marks over elements": ("de", "<p>\"Er <em>sagte</em> 'Ja'\"</p>", "<p>„Er <em>sagte</em> ‚Ja‘“</p>"),
    "a mark does not reach over a block": ("nl", '<p>"ja</p><p>"nee"</p>', "<p>“ja</p><p>“nee”</p>"),
    "an item with items": ("nl", '<li>"a"<ul><li>"b"</li></ul></li>', "<li>“a”<ul><li>“b”</li></ul></li>"),
    "marks around code": ("nl", '<p>"<code>x</code>"</p>', "<p>“<code>x</code>”</p>"),
    "code": ("nl", "<p><code>\"a\" - 'b'...</code></p>", "<p><code>\"a\" - 'b'...</code></p>"),
    "a block of code": ("nl", '<pre><code>Den Haag "a"</code></pre>', '<pre><code>Den Haag "a"</code></pre>'),
    "an address that is its own link": (
        "nl",
        "<p><a href=\"https://x.org/1-2/a'b\">https://x.org/1-2/a'b</a></p>",
        "<p><a href=\"https://x.org/1-2/a'b\">https://x.org/1-2/a'b</a></p>",
    ),
    "the text of a link": ("nl", '<p><a href="#a">"a"</a></p>', '<p><a href="#a">“a”</a></p>'),
    "a kept name": ("nl", "<p>in Den Haag</p>", '<p>in <span class="keep">Den Haag</span></p>'),
    "a kept name over the end of a line": (
        "nl",
        "<p>in Den\nHaag</p>",
        '<p>in <span class="keep">Den\nHaag</span></p>',
    ),
    "a kept name with an apostrophe": (
        "nl",
        "<p>iets van de foto's naderhand</p>",
        '<p>iets <span class="keep">van de foto’s</span> naderhand</p>',
    ),
    "a kept name in an element": (
        "nl",
        "<p>in <em>Den Haag</em></p>",
        '<p>in <em><span class="keep">Den Haag</span></em></p>',
    ),
    "a kept name behind an element": (
        "nl",
        "<p><em>in</em> Den Haag te</p>",
        '<p><em>in</em> <span class="keep">Den Haag</span> te</p>',
    ),
    "two kept names": (
        "nl",
        "<p>Den Haag en Den Haag</p>",
        '<p><span class="keep">Den Haag</span> en <span class="keep">Den Haag</span></p>',
    ),
    "a part of a word is no name": ("nl", "<p>Den Haagse</p>", "<p>Den Haagse</p>"),
    "a whole word": ("nl", "<p>het Klimaat nu</p>", '<p>het <span class="whole">Klimaat</span> nu</p>'),
    "a word inside another": ("nl", "<p>Klimaatwet</p>", "<p>Klimaatwet</p>"),
    "a word that breaks in one place": ("nl", "<p>Typesetting</p>", '<p><span class="whole">Type¬setting</span></p>'),
    "a short start of a sentence": (
        "nl",
        "<p>We gaan. Op de fiets is het droog vandaag</p>",
        '<p>We gaan. <span class="keep">Op de</span> fiets is het <span class="keep">droog vandaag</span></p>',
    ),
    "a short start behind a quotation": (
        "nl",
        '<p>"Ja." En dan gingen wij allemaal naderhand</p>',
        '<p>“Ja.” <span class="keep">En dan</span> gingen wij allemaal naderhand</p>',
    ),
    "a short last word": (
        "nl",
        "<p>een twee drie vier vijf</p>",
        '<p>een twee drie <span class="keep">vier vijf</span></p>',
    ),
    "a long last word": ("nl", "<p>een twee drie vier veertiendaags</p>", "<p>een twee drie vier veertiendaags</p>"),
    "a short paragraph": ("nl", "<p>een twee drie vier</p>", "<p>een twee drie vier</p>"),
    "a last word counted over elements": (
        "nl",
        "<p>een <em>twee</em> drie vier vijf</p>",
        '<p>een <em>twee</em> drie <span class="keep">vier vijf</span></p>',
    ),
    "a last word beyond an element": (
        "nl",
        "<p>een twee drie vier <em>vijf</em></p>",
        "<p>een twee drie vier <em>vijf</em></p>",
    ),
    "nothing in a link": ("nl", '<p><a href="#a">Den Haag</a></p>', '<p><a href="#a">Den Haag</a></p>'),
    "French spaces do not break": ("fr", '<p>Il dit "oui" !</p>', '<p>Il dit <span class="keep">« oui » !</span></p>'),
    "a French quotation of two words": (
        "fr",
        '<p>Il dit "oui merci" maintenant</p>',
        '<p>Il dit <span class="keep">« oui</span> <span class="keep">merci »</span> maintenant</p>',
    ),
}


@pytest.mark.parametrize("name", SET)
def test_trees(name: str) -> None:
    tag, html, expected = SET[name]
    assert set_html(tag, html) == expected


def test_no_text_is_lost() -> None:
    html = '<p>een "twee" <em>Den Haag</em>. En <code>x</code> we <b>Klimaat</b> vier. Typesetting</p>'
    plain = "".join(ET.fromstring(f"<div>{set_html('nl', html)}</div>").itertext())  # noqa: S314
    assert plain == "een “twee” Den Haag. En x we Klimaat vier. Type¬setting"


def test_without_bindings_nothing_is_bound() -> None:
    assert typographer("nl", Bindings()).spans("Den Haag, Klimaat") == []


BOUND = {
    "en": ("No. 5", "£ 10", "10 km", "12 January", "25 %", "1 000 000", "3.5 million", "p. 7"),
    "nl": ("nr. 5", "€ 10", "10 €", "12 januari", "art. 3", "dr. Jansen", "10 000", "3,5 miljoen", "120 km/h"),
    "de": ("Nr. 5", "10 €", "12 März", "25 %", "3 Millionen", "S. 7", "Dr. Weiss", "10 000"),
    "fr": ("n° 5", "10 €", "12 août", "25 %", "3 millions", "p. 7", "M. Blanc", "10 000"),
}


@pytest.mark.parametrize(("tag", "words"), [(tag, words) for tag, all_ in BOUND.items() for words in all_])
def test_a_number_stays_with_its_unit(tag: str, words: str) -> None:
    typographer = Typographer(read_language(Snapshot(Project(HOME)), tag), Bindings())
    text = f"Before it come {words} and then some others that follow"
    assert words in [text[start:stop].rstrip(".,") for start, stop, kind in typographer.spans(text) if kind == "keep"]


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2007"])
@pytest.mark.parametrize("text", ["some{}words and others follow here", "one *two*{}three and others follow"])
def test_a_space_that_does_not_break_becomes_a_binding(space: str, text: str) -> None:
    typographer = Typographer(read_language(Snapshot(Project(HOME)), "en"), Bindings())
    html = Converter(typographer, []).inline(text.format(space))
    assert space not in html
    assert ('<span class="keep">some words</span>' in html) == text.startswith("some")


def test_other_numbers_break_freely() -> None:
    typographer = Typographer(read_language(Snapshot(Project(HOME)), "en"), Bindings())
    for text in ("In 2024 people came and went again", "there were 12 people in the long room", "5 kmart here"):
        assert not [text[a:b] for a, b, _ in typographer.spans(text) if any(sign.isdigit() for sign in text[a:b])]
