"""Rules on the text of an accessible PDF: the words of the source in order, in characters every reader gets right."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator

from prepress.findings import Severity
from prepress.pdf.inspect import INLINE, ContentReference, Tag
from prepress.preflight.accessibility.context import AccessibilityContext, quoted, source_rule, without_marks
from prepress.preflight.matching import matching_blocks
from prepress.preflight.rules import RuleFault, rule

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def _pieces(reading: AccessibilityContext, tag: Tag) -> Iterator[tuple[str, int]]:
    """Texts of an element in tag order, each with its page, white space where a block begins or ends."""
    edge = "" if tag.type in INLINE else " "
    yield edge, tag.page
    for kid in tag.kids if tag.type != "Figure" else ():
        if isinstance(kid, Tag):
            yield from _pieces(reading, kid)
        elif isinstance(kid, ContentReference):
            yield reading.tagged.texts.get((kid.page, kid.mcid), ""), kid.page
    yield edge, tag.page


def _words_in_tag_order(reading: AccessibilityContext) -> list[tuple[str, int]]:
    """Every word in tag order with its page; parts of a word joined at soft hyphens, alternatives left out."""
    words: list[tuple[str, int]] = []
    open_word = False
    for text, page in _pieces(reading, reading.tagged.root) if reading.tagged.root else ():
        for part in re.findall(r"\s+|\S+", without_marks(text)):
            if part.isspace():
                open_word = False
            elif open_word:
                words[-1] = (words[-1][0] + part, words[-1][1])
            else:
                words.append((part, page))
                open_word = True
    return words


@source_rule(
    "accessibility/words",
    "The words of the source, in its order",
    Severity.ERROR,
    "PDF/UA-1, 7.1 and 7.2; WCAG 2.2, 1.3.2",
    "look for text that is hidden, moved (order, position: fixed) or written by the stylesheet",
)
def words(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """The text in tag order is the text of the source: every word, in order, parted where the source parts it."""
    source = list(reading.origin.words)
    found = _without_generated(_words_in_tag_order(reading), source, reading.origin.generated)
    read = [word for word, _ in found]
    if read == source:
        return
    for same, first, last, start, end in matching_blocks(source, read):
        if not same:
            page = found[min(start, len(found) - 1)][1] if found else 0
            written, said = " ".join(source[first:last]), " ".join(read[start:end])
            yield RuleFault(f"the source says {quoted(written)}, the tag tree {quoted(said)}", page)


def _without_generated(
    found: list[tuple[str, int]], source: list[str], generated: frozenset[str]
) -> list[tuple[str, int]]:
    """The words without those that the stylesheet adds: markers, counters, generated content."""
    kept: list[tuple[str, int]] = []
    for word, page in found:
        expected = source[len(kept)] if len(kept) < len(source) else ""
        signs = ["", *(sign for sign in generated if sign in word)]
        stripped = {word.removeprefix(before).removesuffix(after) for before in signs for after in signs}
        if expected and expected in stripped:
            kept.append((expected, page))
        elif word not in generated:
            kept.append((word, page))
    return kept


@rule(
    "accessibility/characters",
    "Characters that mean what they show",
    Severity.ERROR,
    "PDF/UA-1, 7.21.7; ISO 32000-1, 14.8.2.2.3",
    "use a font that has the character; write hyphens as - and let the engine break words",
)
def characters(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """No text holds private, unassigned or compatibility characters, or a hyphen that is not what it seems."""
    for run in reading.tagged.runs:
        for letter in sorted(set(run.text)):
            if reason := _unreadable(letter):
                yield RuleFault(f"{reason} U+{ord(letter):04X} in {quoted(run.text)}", run.page)


def _unreadable(letter: str) -> str:
    code = ord(letter)
    if letter == "\ufffd":
        return "a glyph without a meaning,"
    if letter != "\n" and unicodedata.category(letter) in ("Co", "Cn", "Cs", "Cc"):
        return "a private, unassigned or control character,"
    if 0xFB00 <= code <= 0xFB06:
        return "a ligature in place of its letters,"
    if code in (0x2010, 0x2011):
        return "a hyphen that speech and search do not know,"
    return ""


@source_rule(
    "accessibility/characters-of-source",
    "No character that the source does not have",
    Severity.ERROR,
    "PDF/UA-1, 7.21.7",
    "the font maps two characters to one glyph: avoid the rarer one, or use another font",
)
def characters_of_source(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """Every character of the real text occurs in the source or is generated by the stylesheet."""
    known = set("".join(reading.origin.words)) | set("".join(reading.origin.generated)) | set(" \u00ad")
    known |= set(
        "".join(
            part
            for element in reading.origin.html.walk()
            for part in element.content
            if isinstance(part, str)
        )
    )
    for run in reading.tagged.runs:
        real = run.artifact is None and (run.page, run.mcid) not in reading.pictured
        strange = sorted(set(run.text) - known - {"\n"}) if real else []
        if strange:
            named = ", ".join(f"U+{ord(letter):04X}" for letter in strange)
            yield RuleFault(f"{named} in {quoted(run.text)} is not in the source", run.page)


@rule(
    "accessibility/extractors",
    "Readers agree on the words",
    Severity.ERROR,
    "PDF/UA-1, 7.2; WCAG 2.2, 1.3.1",
    "look at the word breaks and ToUnicode maps of the page",
)
def extractors(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """A reader that goes by the page, as pdfium does, finds the same letters that the marked content holds."""
    for number, text in enumerate(reading.extracted, 1):
        runs = reading.tagged.runs_of.get(number, ())
        # Letters of a drawing that are set twice in one place, as outline and as fill, are read once.
        drawn = _letters("".join(run.text for run in runs if (number, run.mcid) in reading.pictured))
        expected, found = _letters("".join(run.text for run in runs)), _letters(text)
        lost, more = ("".join(each.elements()) for each in (expected - found - drawn, found - expected))
        if lost or more:
            yield RuleFault(f"pdfium misses the letters {quoted(lost)} and adds {quoted(more)}", number)


def _letters(text: str) -> Counter[str]:
    return Counter(letter for letter in text if not letter.isspace() and letter not in "\u00ad-")


@rule(
    "accessibility/word-over-page",
    "No word broken over a page",
    Severity.WARNING,
    "house rule",
    "set hyphens: manual on the paragraph that crosses the page, or rewrite its line",
)
def word_over_page(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """No hyphen within a word ends the text of a page: readers that go by page join its half with the folio."""
    for tag in reading.tags:
        contents = [kid for kid in tag.kids if isinstance(kid, ContentReference)]
        for kid, following in itertools.pairwise(contents):
            text = reading.tagged.texts.get((kid.page, kid.mcid), "")
            if following.page != kid.page and re.search(r"\w[\u00ad-]$", text):
                yield RuleFault(f"the word at the end of {quoted(text)} goes on on the next page", kid.page)


@rule(
    "accessibility/language",
    "The document has a language",
    Severity.ERROR,
    "PDF/UA-1, 7.2; WCAG 2.2, 3.1.1",
    "write lang on the html element, such as nl-NL",
)
def language(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """The catalog names the language of the document, and every language named is a language tag (BCP 47)."""
    if not LANGUAGE.fullmatch(reading.tagged.language):
        yield RuleFault(f"the language of the document is {quoted(reading.tagged.language)}")
    for tag in reading.tags:
        if tag.own_lang and not LANGUAGE.fullmatch(tag.own_lang):
            yield RuleFault(f"{quoted(tag.own_lang)} is no language", tag.page)


@source_rule(
    "accessibility/language-of-parts",
    "Every part in its language",
    Severity.ERROR,
    "PDF/UA-1, 7.2; WCAG 2.2, 3.1.1 and 3.1.2",
    "write lang on the element whose language differs",
)
def language_of_parts(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """Document and parts have the language that the source gives them."""
    html = reading.origin.html
    if reading.tagged.language != html.lang:
        yield RuleFault(
            f"the document says {quoted(reading.tagged.language)}, its source {quoted(html.lang)}"
        )
    parts: dict[str, list[str]] = defaultdict(list)
    for tag in reading.tags:
        for kid in tag.kids:
            if isinstance(kid, ContentReference) and (kid.page, kid.mcid) in reading.tagged.texts:
                parts[tag.lang].append(_joined(reading.tagged.texts[kid.page, kid.mcid]))
    spoken = defaultdict(str, {lang: "".join(said) for lang, said in parts.items()})
    behind: dict[str, int] = defaultdict(int)
    for element in reading.origin.shown_elements():
        for part in element.content:
            if isinstance(part, str):
                said, lang = _joined(part), element.lang
                # It mostly stands behind the part before it; the whole is searched for what does not.
                at = spoken[lang].find(said, behind[lang])
                if at >= 0:
                    behind[lang] = at + len(said)
                elif said not in spoken[lang]:
                    yield RuleFault(f"{quoted(part)} is not tagged as {lang}", source=element.place)


def _joined(text: str) -> str:
    """The text without white space and soft hyphens."""
    return "".join(without_marks(text).split())
