"""Templates: what they are filled with, and the filters that section templates use.

Display lines are broken into lines of like length, and cut to their measure where the tokens say how.
"""

import hashlib
import itertools
import math
import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from html import unescape
from typing import Any
from urllib.parse import quote

from fontTools.ttLib import TTFont
from markupsafe import Markup, escape

from brochurepress import design
from brochurepress.compose.charts import CHART, Chart, dated, scheduled
from brochurepress.compose.embedding import card_address, data_address
from brochurepress.compose.inline_svg import inline_svg
from brochurepress.compose.jinja_sandbox import environment, render
from brochurepress.compose.treated import GENERATED, IMAGE, Treatments, content_of, picture_file
from brochurepress.findings import Finding, Place, error
from brochurepress.source import Edition, Inputs, Picture, Section, section_word, set_table
from brochurepress.workspace import KITS, Asked, Identity, printed_address


def balanced(words: list[str], width: Callable[[str], float]) -> tuple[tuple[float, str], ...]:
    """Words in as few lines as fit, of like length, each behind its room; lengths are parts of the measure."""
    best: list[tuple[int, float, tuple[tuple[float, str], ...]]] = [(0, 0.0, ())]
    for end in range(1, len(words) + 1):
        lines = ((start, " ".join(words[start:end])) for start in range(end))
        spare = ((start, line, 1 - width(line)) for start, line in lines)
        fit = [(start, line, room) for start, line, room in spare if room >= 0 or start == end - 1]
        ways = ((best[s][0] + 1, best[s][1] + room**2, (*best[s][2], (room, line))) for s, line, room in fit)
        best.append(min(ways))
    return best[-1][2]


def cut_lines(
    tokens: design.Tokens, kind: str, font: TTFont, text: str, said: Callable[[str], str], language: str
) -> list[tuple[str, design.CutLine]] | None:
    """The lines of a text with how each is cut, by the tokens `caps`, `measure` and `room` of its kind; None without.

    Lines set by hand hold; one is broken where it is too long for the least height. Three or more fill a room.
    """
    family = tokens.fonts.get("display")
    caps, measure = _lengths(tokens, "caps", kind), sum(_lengths(tokens, "measure", kind))
    if not (family and family.cut and caps and measure):
        return None
    heights = tuple(height / measure for height in caps)
    step, gap, room = (sum(_lengths(tokens, name, kind)) / measure for name in ("caps-step", "caps-gap", "room"))
    cutter = design.Cutter(font, family.cut, family.cap, step, language)
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) == 1:
        narrow = cutter.cut.widths[0]
        lines = [
            line for _, line in balanced(text.split(), lambda line: cutter.reach(said(line), narrow) * min(heights))
        ]
    if room and len(lines) > 2:
        cut = cutter.filled([said(line) for line in lines], gap, room - (len(lines) - 1) * gap)
    else:
        cut = [cutter.line(said(line), heights) for line in lines]
    return list(zip(lines, cut, strict=True))


def _lengths(tokens: design.Tokens, name: str, kind: str) -> tuple[float, ...]:
    """The lengths in pt of the token of a kind, or of that for all."""
    value = tokens.custom.get(f"{name}-{kind}", tokens.custom.get(name, ""))
    return tuple(filter(None, map(tokens.measured_pt, value.split())))


QR = f"/{GENERATED}/qr.svg"
"""Where a document finds the QR code of its edition's address."""

STYLESHEET = "/layout.css"
"""Where the printed document finds its style sheet."""

OPENING = "“‘„‚«‹"
"""Quotation marks that hang before the edge of display lines."""

GAP_EM, BESIDE_EM = 0.03, 0.1
"""Paper in em that stays between letters below each other; what stands no further aside counts as below."""

_NOTE = re.compile(r'<a\b([^>]*\brole="doc-(noteref|backlink)"[^>]*)>(\d+)</a>')
NOTE_IN_TEXT = re.compile(rf'(?:<sup class="noteref">)?{_NOTE.pattern}(?:</sup>)?')
"""The link on the number of a note, and how it stands in the text."""
_PLAIN_TABLE = re.compile(r'<table\b(?![^>]*class="[^"]*\b(?:bars|upright|stacked)\b).*?</table>', re.DOTALL)
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_EDGE = re.compile(r"\bedge-n?\d{3}\b")
_NO_STEP = "counter-increment: none;"
_RULES: tuple[tuple[str, Callable[..., str]], ...] = (
    (r"\b(longest|tight|chars|cells|names)-(\d+)\b", lambda key, n: f".{key}-{n} {{ --{key}: {int(n) / 100:.2f}; }}"),
    (r"\bfocus-(\d+)-(\d+)\b", lambda x, y: f".focus-{x}-{y} {{ object-position: {x}% {y}%; }}"),
    (r"\bspan-(\d+)-(\d+)\b", lambda a, b: f".span-{a}-{b} {{ --from: {int(a) / 1e5:g}; --size: {int(b) / 1e5:g}; }}"),
    (
        r"\bcut-(\d+)-(\d+)-(\d+)\b",
        lambda wide, size, tall: (
            f".cut-{wide}-{size}-{tall} {{ --wide: {int(wide) / 100:g}; "
            f"--set: {int(size) / 1e5:g}; --tall: {int(tall) / 1e5:g}; }}"
        ),
    ),
    (r"\bshrink-(\d+)\b", lambda part: f".shrink-{part} .line {{ font-size: {part}%; }}"),
    (r'<ol [^>]*start="(\d+)"', lambda n: f'ol[start="{n}"] {{ counter-reset: list-item {int(n) - 1}; }}'),
    (r'<li [^>]*value="(\d+)"', lambda n: f'li[value="{n}"] {{ counter-reset: list-item {n}; {_NO_STEP} }}'),
)
"""What a rendered text holds that only a rule can say, and that rule: of words and digits, and so safe in a style."""
_MARKED = re.compile(r"[*_\[\]{}`<\\]")
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
class _Rendered:
    """A document as it was rendered, what of the edition it holds, and the files that were asked for.

    What was made for it are pictures, and side bearings by their class.
    """

    text: str
    reads: Mapping[str, Any]
    asked: Asked
    drawn: Mapping[str, bytes]
    edges: Mapping[str, float]

    def holds(self, edition: Edition) -> bool:
        """Whether it takes the same from this edition."""
        return all(getattr(edition, read) == value for read, value in self.reads.items())


class Templates:
    """The section templates of a project, with what one manuscript fills into them."""

    def __init__(
        self,
        inputs: Inputs,
        medium: Medium = Medium.PAGES,
        downloads: tuple[DownloadLink, ...] = (),
        condition: Callable[[], bytes] = bytes,
        look: design.Look | None = None,
    ) -> None:
        self.snapshot, self.manuscript, self.faces = inputs.snapshot, inputs.manuscript, inputs.tokens.display_faces
        self._condition = condition
        self._look = look or design.Look(tuple(inputs.tokens.properties()))
        self.medium, self._tokens = medium, inputs.tokens
        self._treatments = Treatments(inputs.manuscript, inputs.tokens)
        tokens = inputs.tokens
        sizes = (tokens.measured_pt(f"var(--{style}-size)") for style in ("title", "display"))
        sides = (name if name in tokens.custom else "column" for name in ("margin-inside", "margin-outside"))
        margins = " - ".join(f"var(--{name})" for name in sides)
        room = tokens.custom.get("line-room", f"calc(var(--page-width) - {margins})")
        self._measures = (tokens.measured_pt(room), *sizes)
        self._edges: dict[str, float] = {}
        self.drawn: dict[str, bytes] = {}
        """Pictures that were made for the document, by where it finds them."""
        self.faults: list[Finding] = []
        """What of drawings cannot be part of a page on a screen."""
        self.environment = environment(inputs.snapshot)
        offered = (self.inline, self.edge, self.setting, self.wrapped, self.picture, self.drawing, self.table)
        named: dict[str, Callable[..., Any]] = {
            each.__name__: each
            for each in (*offered, self.set_lines, self.body, self.breakable, self.facts, self.shrunk, self.word)
        }
        self.environment.offer(**named, scheduled=scheduled, dated=dated, shown=printed_address, card=card_address)
        self.environment.globals.update(
            edition=self.manuscript.edition,
            sections=self.manuscript.sections,
            strings=self.manuscript.language.strings,
            language=self.manuscript.language.name,
            purposes=self.manuscript.language.purposes,
            face=self.faces,
            qr=QR,
            stylesheet=STYLESHEET,
            screen=medium is Medium.SCREEN,
            again=False,
            downloads=downloads,
            say=self.say,
            edition_source=self.edition_source,
        )

    def render(self, name: str, **values: object) -> str:
        """The document of a template.

        Raises Rejected with file and line of a template that is missing, broken, or does what it may not.
        """
        return render(self.environment, name, **values)

    def render_once(self, key: Hashable, name: str, **values: object) -> str:
        """The document of a template, rendered anew only where something that it was made from is another.

        That is `key`, which stands for `values`, files, and what is taken from the edition. Raises as `render`.
        """
        edition, environment, memo = self.manuscript.edition, self.environment, self.snapshot.memo
        held = self.manuscript.source, self.manuscript.language, self._tokens
        set_in = (*map(Identity, held), self._measures)
        kept: _Rendered | None = memo.get((name, key, set_in))
        if kept and kept.holds(edition) and self.snapshot.holds(kept.asked):
            self.drawn |= kept.drawn
            self._edges |= kept.edges
            return kept.text
        environment.watched, environment.reads = edition, {}
        drawn, edges, self.drawn, self._edges = self.drawn, self._edges, {}, {}
        try:
            with self.snapshot.tracing() as asked:
                text = self.render(name, **values)
            memo.put((name, key, set_in), _Rendered(text, environment.reads, asked, self.drawn, self._edges))
        finally:
            environment.watched = None
            self.drawn, self._edges = {**drawn, **self.drawn}, {**edges, **self._edges}
        return text

    def inline(self, text: str) -> Markup:
        """A short text of the manuscript as HTML, with its typography."""
        return Markup(self.manuscript.converter.inline(text))  # noqa: S704 - Markdown without HTML

    def say(self, key: str, /, **values: str) -> str:
        """A string of the layout in the edition's language, with its values filled in."""
        text: str = getattr(self.manuscript.language.strings, key)
        return text.format(**values).replace("\u2011", "-")  # a label is not broken

    def word(self, section: Section, key: str) -> str:
        """A word of a section's type, of its folder `words/`, in the edition's language."""
        return section_word(self.snapshot, section, key, self.manuscript.edition.language)

    def edition_source(self, key: str) -> str:
        """File and line of a key of the edition, as data-source has them."""
        place = self.manuscript.source.place((key,))
        return f"{place.file}:{place.line}"

    def _font(self, file: str) -> TTFont:
        return design.open_font(self.snapshot, file, Place(f"{KITS}/{self.snapshot.kit}/tokens.toml"))

    def edge(self, line: str, file: str) -> str:
        """CSS class that tells the side bearing of a line's first letter in em, and of marks before it, which hang."""
        font = self._font(file)
        text = self.inline(line).striptags()
        letters = text.lstrip(OPENING)
        hung = min(design.advance(font, text[: -len(letters)]), 0.9) if letters else 0.0
        bearing = hung + design.side_bearing(font, letters[0]) if letters else 0.0
        return self._edge(bearing)

    def _edge(self, bearing: float) -> str:
        name = f"edge-{'n' if bearing < 0 else ''}{abs(round(bearing * 1000)):03d}"
        self._edges[name] = bearing
        return name

    def edge_rules(self, *html: str) -> tuple[str, ...]:
        """Rules for rendered texts: side bearings, display lines, focus of pictures, numbers of lists, running head.

        Browsers know the numbers; the layout engine takes them from a style sheet alone.
        """
        asked = [_asked_rules(text) for text in html]
        used = {name for edges, _ in asked for name in edges} & self._edges.keys()
        rules = {f".{name} {{ --edge: {self._edges[name]:.3f}; }}" for name in used}
        rules |= {rule for _, own in asked for rule in own}
        if any(" data-head=" in text for text in html):  # the same for each sheet, which shares its styles by that
            rules |= {":root { --section-head: string(head); }", ".sheet { string-set: head attr(data-head); }"}
        return tuple(sorted(rules))

    def setting(self, text: str, file: str) -> str:
        """CSS classes that tell the width of the longest of some display lines, and the least leading that parts them.

        Both are in hundredths of an em, for the font and the letters that are set.
        """
        font = self._font(file)
        lines = [self.inline(line).striptags() for line in text.splitlines() if line.strip()]
        inked = [list(design.ink_boxes(font, line)) for line in lines]
        longest = max((box.right for line in inked for box in line), default=0.0)
        tight = max(
            (
                under.top - over.bottom + GAP_EM
                for first, second in itertools.pairwise(inked)
                for over, under in itertools.product(first, second)
                if over.left < under.right + BESIDE_EM and under.left < over.right + BESIDE_EM
            ),
            default=0.0,
        )
        return f"longest-{math.ceil(longest * 100)} tight-{math.ceil(tight * 100)}"

    def wrapped(self, text: str, file: str, style: str = "display", part: int = 100) -> str:
        """A display text of paper with a line for each that fits between the margins: as few as can be, of like length.

        Lines set by hand hold, and what is no plain text stands in one. It is set in that `part` of its size, in %.
        """
        lines = self._lines(text, file, style, part)
        return "\n".join(line for _, line in lines) if len(lines) > 1 else text

    def shrunk(self, text: str, file: str, style: str, fit: str | None) -> int:
        """The part of its size, in %, in which a display text has fewer lines that are too wide, or fewer lines at all.

        It is the largest of those that do as well as the least that `fit` allows, such as `shrink 90%`.
        """
        tried = range(int(fit.strip("shrink %")), 101) if fit else ()
        found = {part: self._lines(text, file, style, part) for part in tried}
        costs = {part: (sum(room < 0 for room, _ in lines), len(lines)) for part, lines in found.items()}
        return max((part for part, cost in costs.items() if cost == min(costs.values())), default=100)

    def _lines(self, text: str, file: str, style: str, part: int) -> tuple[tuple[float, str], ...]:
        """The lines of `wrapped`, each behind the room that it leaves in pt; none where they are not measured."""
        measure, title, display = self._measures
        words, size = text.split(), (title if style == "title" else display) * part / 100
        if self.medium is Medium.SCREEN or _MARKED.search(text) or not size * measure:
            return ()
        font = self._font(file)
        if "\n" in text.strip():
            return tuple((measure - design.advance(font, line) * size, line) for line in text.strip().splitlines())
        lines = balanced(words, lambda line: design.advance(font, line) * size / measure)
        return tuple((room * measure, line) for room, line in lines)

    def set_lines(
        self, text: str, file: str, style: str = "display", part: int = 100, kind: str = ""
    ) -> list[tuple[str, str]]:
        """The lines of a display text, each with CSS classes that say how it is set: side bearing, and how it is cut.

        They are cut to the measure of their `kind` where the tokens give heights of capitals for it; light ones never.
        """
        font = self._font(file)
        language = self.manuscript.edition.language
        cut = cut_lines(self._tokens, kind, font, text, lambda line: self.inline(line).striptags(), language)
        if cut and style != "light":
            return [(line, f"{self._edge(how.bearing)} {how.classes}") for line, how in cut]
        lines = self.wrapped(text, file, style, part).splitlines()
        return [(line, self.edge(line, file)) for line in lines if line.strip()]

    def size(self, size: int) -> str:
        """A size in bytes as people of the language read it: kB or MB of a thousand (IEC 80000-13)."""
        if size < 999_500:
            return f"{max(1, round(size / 1000))}\u00a0kB"
        return f"{size / 1_000_000:.1f}\u00a0MB".replace(".", self.manuscript.language.decimal)

    def picture(self, picture: Picture) -> Markup:
        """A picture with its text alternative; on a screen it is part of the page."""
        file = reference = design.locate_picture(self.snapshot, self.manuscript.folders, picture.file)
        alt = picture.alt.strip()
        if picture.highlight:
            drawing = design.brought_out(self.snapshot.read(reference).decode(), picture.highlight)
            reference = f"{GENERATED}/{quote(picture.highlight)}/{reference}"
            self.drawn[f"/{reference}"] = drawing.encode()
        reference = self._treatments.of(picture, reference)
        if self.medium is Medium.PAGES:
            classes = [f"fit-{picture.fit}"] if picture.fit else []
            classes += ["focus-{}-{}".format(*picture.focus)] if picture.focus else []
            told = Markup(' class="{}"').format(" ".join(classes)) if classes else ""
            return Markup('<img src="/{}" alt="{}"{}>').format(reference, alt, told)
        return self._embedded(reference, alt, file)

    def _embedded(self, reference: str, alt: str, file: str) -> Markup:
        """A picture as part of the page; `file` is where it was taken from, to tell faults at."""
        content = self.drawn.get(f"/{reference}") or content_of(self.snapshot, self._tokens, reference)
        if isinstance(content, design.Bitmap):
            address = data_address(*design.web_file(content, self._condition))
            return Markup('<img src="{}" alt="{}">').format(address, alt)
        try:
            return inline_svg(self._look.drawing(content.decode()), alt)
        except design.DrawingFault as fault:
            self.faults.append(error("web/drawing", Place(file), file=file, fault=fault))
            return Markup()

    def body(self, section: Section) -> Markup:
        """The text of a section; on a screen its pictures are part of the page and its tables can be scrolled."""
        return self._text(IMAGE.sub(lambda tag: self._treatments.in_text(section, tag[0]), section.html))

    def table(self, section: Section, *key: str | int, chart: str = "") -> Markup:
        """A table in a field of a section, by the key of that field; drawn as a chart where its class is given."""
        manuscript = self.manuscript
        return self._text(set_table(self.snapshot, manuscript.folders, manuscript.converter, section, key, chart)[0])

    def _text(self, text: str) -> Markup:
        """Converted text: its charts drawn, and on a screen its pictures part of the page."""
        screen = self.medium is Medium.SCREEN
        if screen:
            text = IMAGE.sub(self._picture_in_text, text)
        text = _NOTE.sub(self._note, text)
        text = CHART.sub(self._charted, text)
        if not screen:
            return Markup(text)  # noqa: S704 - made by the converter
        scroll = Markup('<div class="scroll" role="group" aria-label="{}" tabindex="0">')
        opening = scroll.format(self.manuscript.language.strings.table)
        text = _PLAIN_TABLE.sub(lambda table: f"{opening}{table[0]}</div>", text)
        return Markup(text)  # noqa: S704 - made by the converter

    def _note(self, link: re.Match[str]) -> str:
        """The number of a note with what the link on it is for."""
        said = escape(self.say("note_back" if link[2] == "backlink" else "note", number=link[3]))
        return f'<a {"aria-label" if self.medium is Medium.SCREEN else "title"}="{said}"{link[1]}>{link[3]}</a>'

    def in_words(self, link: re.Match[str]) -> str:
        """The number of a note as words that are as large as the text: in brackets there, before what the note says."""
        words = escape(self.say("note", number=link[3]))
        return f" (<a{link[1]}>{words}</a>)" if link[2] == "noteref" else f"<a{link[1]}>{words}.</a>"

    def _charted(self, table: re.Match[str]) -> str:
        """A table of the text as the chart that its class says."""
        letter, page = map(self._tokens.measured_pt, ("var(--small-size)", "var(--page-width)"))
        decimal = self.manuscript.language.decimal
        chart = Chart(Markup(table[0]), Markup(table[1]), table[2], decimal, letter / page)  # noqa: S704
        return self.render("charts.html", chart=chart)

    def drawing(self, drawing: str, alternative: str) -> Markup:
        """A drawing that a template makes, as a picture with its text alternative."""
        reference = f"{GENERATED}/{hashlib.sha256(drawing.encode()).hexdigest()[:16]}.svg"
        self.drawn[f"/{reference}"] = drawing.encode()
        if self.medium is Medium.SCREEN:
            return self._embedded(reference, alternative, reference)
        return Markup('<img src="/{}" alt="{}">').format(reference, alternative)

    def _picture_in_text(self, tag: re.Match[str]) -> str:
        values = {name: unescape(value) for name, value in _ATTRIBUTE.findall(tag[0])}
        reference = values["src"].removeprefix("/")
        return self._embedded(reference, values["alt"], picture_file(reference))

    def with_words(self, picture: re.Match[str]) -> str:
        """The tag of a drawing in a file, with the words of the drawing behind it."""
        # A word may be drawn twice, as its outline and as its letters.
        drawn = design.words_of(self.snapshot, picture_file(picture[1]))
        words = ", ".join(dict.fromkeys(" ".join(text.split()) for text in drawn))
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


@lru_cache(maxsize=512)
def _asked_rules(html: str) -> tuple[list[str], list[Markup]]:
    """The side bearings and the rules that a rendered text asks for."""
    rules = [Markup(rule(*found.groups())) for pattern, rule in _RULES for found in re.finditer(pattern, html)]  # noqa: S704
    return _EDGE.findall(html), rules


def css_string(text: str) -> str:
    """A text on one line as a string of CSS (CSS Syntax 3, 4.3.5)."""
    said = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3c ")
    return f'"{said}"'
