"""Rules on the text of an accessible PDF: the words of the source in order, in characters every reader gets right."""

import bisect
import itertools
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from brochurepress.findings import Place, Severity
from brochurepress.pdf.inspect import INLINE, ContentReference, meanings_of_fonts
from brochurepress.preflight.accessibility.context import AccessibilityContext, quoted, source_rule, without_marks
from brochurepress.preflight.rules import RuleFault, rule
from brochurepress.preflight.text_extraction import matching_blocks
from brochurepress.preflight.transcript import ReadingStop, stops
from brochurepress.wording import phrase
from brochurepress.workspace import kept, resolved

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
PRIVATE = re.compile(r"(q[a-t][a-z]|und|mul)\b.*|[a-z]+(-[a-z]{4})?-(aa|q[m-z]|x[a-z]|zz)\b.*", re.IGNORECASE)
"""Language tags of no one language, or with a language or region for private use: no reader has a voice for it."""

MEANT = re.compile(r"[^\W_]|[-.,](?=\d)|[,;:!?](?=\s)|[<>=+%&@#§±×÷√≠≤≥€$£¥°]")
DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-")
"""What has a meaning in a text: letters, digits and their signs, what parts a sentence; dashes are one."""

SHORT = 4
"""Words of an abbreviation, at most."""

REPLACED = frozenset({"Figure", "Formula", "Form", "Link", "Annot"})
"""Types that may have an alternative text: what they hold is no text, or their text is read with it."""


def _words_in_tag_order(reading: AccessibilityContext) -> list[tuple[str, int]]:
    """Every word as it is heard, with its page; parts of a word joined at soft hyphens, alternatives left out."""
    figures = {inner.number for tag in reading.tags if tag.type == "Figure" for inner in tag.walk()}
    parts = reading.tagged.heard(reading.tagged.root) if reading.tagged.root else ()
    texts = [(" " if heard.tag.number in figures else without_marks(heard.text), heard.page) for heard in parts]
    ends = list(itertools.accumulate(len(text) for text, _ in texts))
    found = re.finditer(r"\S+", "".join(text for text, _ in texts))
    return [(word[0], texts[bisect.bisect_right(ends, word.start())][1]) for word in found]


@source_rule("accessibility/words", Severity.ERROR, "PDF/UA-1, 7.1 and 7.2; WCAG 2.2, 1.3.2")
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
            yield RuleFault("", page, written=quoted(written), said=quoted(said))


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


@source_rule("accessibility/heard", Severity.ERROR, "PDF/UA-1, 7.1; WCAG 2.2, 1.3.1 and 1.3.2")
def heard(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """The transcript of the file is that of its source: texts, roles, heads, languages, order, and where links lead.

    Where it is, the elements are those of the source too: some readers tell types that others pass over.
    """
    space = reading.tagged.root.space if reading.tagged.root else ""
    wanted, elements = reading.origin.read("2.0" if space.endswith("pdf2/ssn") else "1.7")
    found = stops(reading.tagged)
    meant, read = (list(map(_told, each)) for each in (wanted, found))
    if meant == read:
        kinds = [[tag.type for tag in tags] for tags in (elements, reading.tags)]
        for same, first, last, start, end in matching_blocks(*kinds):
            if not same:
                page = reading.tags[min(start, len(reading.tags) - 1)].page
                yield RuleFault(
                    "element", page, said=" ".join(kinds[1][start:end]), told=" ".join(kinds[0][first:last])
                )
    for same, first, last, start, end in matching_blocks(meant, read):
        if not same:
            page = found[min(start, len(found) - 1)].page if found else 0
            source = wanted[min(first, len(wanted) - 1)].place if wanted else Place()
            told, said = (quoted("; ".join(part), 120) for part in (meant[first:last], read[start:end]))
            yield RuleFault("", page, source=source, said=said, told=told)


def _told(stop: ReadingStop) -> str:
    """What is heard at a stop, and where its link leads."""
    return without_marks(str(stop)[5:]) + (f" → {resolved(stop.target)}" if stop.target else "")


FORMS = (range(0xFB00, 0xFB07), range(0xFF01, 0xFF5F), range(0x1D400, 0x1D800))
"""Ligatures, wide letters, letters of mathematics: forms of other characters."""

TURNED = frozenset({"LRE", "LRO", "RLE", "RLO", "LRI", "RLI", "FSI"})
"""What embeds, overrides or isolates a direction (UAX 9)."""

TWO_SCRIPTS = re.compile(r"\w*([A-Za-z][\u0400-\u04ff\u0391-\u03a8\u03bf]|[\u0400-\u04ff\u03bf][A-Za-z])\w*")
"""A word of Latin letters and ones of Cyrillic or Greek; Greek small letters are signs of measures and sciences."""

SPACELESS = re.compile(r"([A-Za-zÀ-ɏ][,.;:!?]?\u200b?){45,}")
"""A line of Latin letters without a space, longer than a word."""


@rule("accessibility/replaced-text", Severity.ERROR, "ISO 32000-1, 14.9.3 and 14.9.4")
def replaced_text(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """ActualText says the letters that it replaces, where they have a meaning; text has no alternative text.

    It replaces no blocks, which a reader would no longer tell apart; what has an expansion is short.
    """
    held = reading.tagged.shown
    for tag in reading.tags:
        shown = "".join(held[kid].shown for kid in tag.content() if kid in held)
        if tag.alt and tag.type not in REPLACED:
            yield RuleFault("read", tag.page, alt=quoted(tag.alt), type=tag.type)
        elif tag.actual is not None and tag.type not in ("Figure", "Formula"):
            blocks = [kid.type for kid in tag.tags if kid.type not in INLINE and tag.type not in INLINE]
            if blocks or _differs(tag.actual, shown):
                yield RuleFault("read-place-2", tag.page, actual=quoted(tag.actual), shown=quoted(shown))
        if tag.expansion and (len(shown.split()) > SHORT or not _differs(tag.expansion, shown)):
            yield RuleFault("expanded", tag.page, expansion=quoted(tag.expansion), shown=quoted(shown))
    for run in reading.tagged.runs:
        real = run.artifact is None and (run.page, run.mcid) not in reading.pictured
        if real and _differs(run.text, run.shown):
            yield RuleFault("read-place", run.page, run=quoted(run.text), shown=quoted(run.shown))
        if run.expansion and len(run.shown.split()) > SHORT:
            yield RuleFault("expanded", run.page, expansion=quoted(run.expansion), shown=quoted(run.shown))


def _differs(said: str, shown: str) -> bool:
    """Whether a text that can be read by itself is replaced by another one, or by one without its spaces."""
    said, shown = (unicodedata.normalize("NFKC", text).casefold() for text in (said, shown))
    one, other = (MEANT.findall(without_marks(text).translate(DASHES)) for text in (said, shown))
    words = [word for word in shown.split() if len(word) > 1]
    return bool(other) and (one != other or 2 * len(said.split()) < len(words))


@rule("accessibility/characters", Severity.ERROR, "PDF/UA-1, 7.21.7; ISO 32000-1, 14.8.2.2.3")
def characters(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """No text holds private, unassigned or compatibility characters, or a hyphen that is not what it seems.

    None turns the direction of reading, mixes letters of two scripts that look alike, or runs on without spaces.
    What is said in place of text is asked too. A font that tells which character a glyph is has told the same one.
    """
    texts = [(run.page, run.text) for run in reading.tagged.runs]
    texts += [(tag.page, text) for tag in reading.tags for text in (tag.alt, tag.actual or "", tag.expansion)]
    for page, text in (*texts, *((link.page, link.contents) for link in reading.tagged.links)):
        for letter in sorted(set(text)):
            if reason := _unreadable(letter):
                yield RuleFault("", page, reason=reason, letter=ord(letter), run=quoted(text))
        if found := TWO_SCRIPTS.search(text):
            yield RuleFault("scripts", page, run=quoted(found[0]))
        if found := SPACELESS.search(text):
            yield RuleFault("spaceless", page, run=quoted(found[0]))
    for page, meant, told in meanings_of_fonts(reading.inspection.pdf, reading.inspection.streams.face):
        if _alike(told) not in map(_alike, meant):
            yield RuleFault("font", page, meant=quoted("".join(sorted(meant))), said=quoted(told))


_JOINS = {**DASHES, 0xAD: "-"}


def _alike(text: str) -> str:
    """The text with one form of each character, one space and one dash."""
    return unicodedata.normalize("NFKC", text).translate(_JOINS)


@lru_cache(maxsize=4096)
def _unreadable(letter: str) -> str:
    code = ord(letter)
    reasons = {
        "part/glyph-without-meaning": letter == "\ufffd",
        "part/private-unassigned": not letter.isspace() and unicodedata.category(letter) in ("Co", "Cn", "Cs", "Cc"),
        "part/ligature-place": any(code in forms for forms in FORMS),
        "part/turns-reading": unicodedata.bidirectional(letter) in TURNED,
        "part/hyphen-speech": code in (0x2010, 0x2011),
    }
    return next((phrase(key) for key, holds in reasons.items() if holds), "")


@rule("accessibility/word-over-page", Severity.WARNING, "house rule")
def word_over_page(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """No hyphen within a word ends the text of a page: readers that go by page join its half with the folio."""
    for tag in reading.tags:
        contents = [kid for kid in tag.kids if isinstance(kid, ContentReference)]
        for kid, following in itertools.pairwise(contents):
            text = reading.tagged.texts.get(kid, "")
            if following.page != kid.page and re.search(r"\w[\u00ad-]$", text):
                yield RuleFault("", kid.page, text=quoted(text))


@rule("accessibility/language", Severity.ERROR, "PDF/UA-1, 7.2; WCAG 2.2, 3.1.1")
def language(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """The catalog names the language of the document, and every language named is in the registry (BCP 47)."""
    if not LANGUAGE.fullmatch(reading.tagged.language):
        yield RuleFault("document", language=quoted(reading.tagged.language))
    said = [(reading.tagged.language, 0), *((tag.own_lang, tag.page) for tag in reading.tags)]
    said += [(run.lang, run.page) for run in reading.tagged.runs]
    for lang, page in dict.fromkeys(said):
        if lang and (not LANGUAGE.fullmatch(lang) or PRIVATE.fullmatch(lang) or not _registered(lang)):
            yield RuleFault("no-language", page, lang=quoted(lang))
    root = reading.tagged.root
    if root and root.lang.lower() != reading.tagged.language.lower():
        yield RuleFault("tag-tree", lang=quoted(root.lang), language=quoted(reading.tagged.language))


@lru_cache
def _registered(tag: str) -> bool:
    """Whether every part of a language tag is in the registry (BCP 47)."""
    table = find_spec("langcodes")
    written = Path(table.origin).stat().st_mtime_ns if table and table.origin else 0

    def asked() -> bytes:
        from langcodes import tag_is_valid  # loading its table takes longer than reading what it told before

        return b"valid" if tag_is_valid(tag) else b""

    return bool(kept((b"language", f"{tag} {written}".encode()), asked))
