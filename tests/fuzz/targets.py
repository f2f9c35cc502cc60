"""Targets: what reads files from outside, each asked with the bytes of one file, and what it may answer."""

from __future__ import annotations

import re
import tempfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from hypothesis import strategies as st

from brochurepress.artworks.web.page import characters_of, compose_web
from brochurepress.compose.inline_svg import inline_svg
from brochurepress.compose.page_safety import acting, harmless
from brochurepress.compose.sheets import compose
from brochurepress.compose.templates import STYLESHEET
from brochurepress.design.bitmaps import read_bitmap
from brochurepress.design.drawing.faces import Look
from brochurepress.design.drawing.shapes import DrawingFault
from brochurepress.design.fonts import code_points, open_font, side_bearing
from brochurepress.design.printers import Printer, read_printer
from brochurepress.design.renditions import Rendering, Use, rendition, web_file
from brochurepress.design.svg import drawing_fault
from brochurepress.design.tokens import Tokens, read_tokens
from brochurepress.findings import Finding, Place, Rejected, blocking
from brochurepress.pdf.output_intent import read_profile
from brochurepress.pipeline.stages import Build
from brochurepress.preflight.artwork_check import check_file
from brochurepress.runs.table import counted, read_table
from brochurepress.source.inputs import Inputs
from brochurepress.source.variants import RuleGroup
from brochurepress.typeset import weasyprint_door
from brochurepress.workspace.isolation import isolated
from brochurepress.workspace.limits import LimitExceeded
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.fuzz import binaries, editions, exchanged, pdfs, texts
from tests.fuzz.pages import pages, unsafe
from tests.support.bitmap_samples import condition
from tests.support.drawings import look
from tests.support.laid_out import layout_html
from tests.support.sample_project import ARTICLE, EDITION, TOKENS, Sample, sample

PROFILE = "assets/icc/fuzzed.icc"
PRINTER = "assets/printers/fuzzed.toml"
PAGES_TO_A_WEB_PAGE = 50
_INNER = re.compile(rf'<link rel="stylesheet" href="{STYLESHEET}">| src="[^":]*"')
"""What the layout engine is handed for a page on paper by the project itself: its style sheet and its pictures."""

SECONDS = 20
"""Time that one case may take."""

ENDED = "ended by a limit"
"""The answer to a file that takes more time or memory than it may."""

STARTS = {".png": b"\x89PNG", ".gif": b"GIF8", ".webp": b"RIFF", ".tif": b"II*\0", ".jp2": b"\0\0\0\x0cjP"}


class Broken(AssertionError):
    """An answer that no reader may give: what is not safe passed for good."""


@dataclass(frozen=True)
class Target:
    """A reader: the files it is given, what it answers to one (names of rules or of results), its share of cases.

    A case may take so many `seconds`. Asking raises Broken, or whatever it should not raise. What copies its process is
    asked `first` in it: a copy waits for ever for a library whose threads it lacks, as Typst's once a drawing was set.
    """

    cases: Callable[[], st.SearchStrategy[bytes]]
    ask: Callable[[bytes], tuple[str, ...]]
    share: int
    seconds: float = SECONDS
    first: bool = False


@cache
def _good() -> Sample:
    return sample(Path(tempfile.mkdtemp(prefix="fuzz-")))


@cache
def _tokens() -> Tokens:
    return _good().tokens()


@cache
def _printer() -> Printer:
    return read_printer(Snapshot(Project(HOME)), "standaard-nl")


def _rules(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(sorted({finding.rule for finding in findings})) or ("clean",)


def _restored(file: str, content: bytes, ask: Callable[[Sample], tuple[str, ...]]) -> tuple[str, ...]:
    """The answer about a good project in which one file is this; afterwards it is good again."""
    good = _good()
    path = good.root / file
    before = path.read_bytes() if path.exists() else None
    try:
        return ask(good.write(file, content))
    except Rejected as rejected:
        return _rules(rejected.findings)
    finally:
        path.write_bytes(before) if before is not None else path.unlink()


def _composed(good: Sample) -> tuple[str, ...]:
    """What is found in a project on the way to its documents; one that passes must not act in a browser."""
    inputs = Inputs(Snapshot(good.project), good.read(), _tokens(), _printer())
    composition = compose(inputs)
    if told := list(acting(_INNER.sub("", composition.html))):
        raise Broken(told[0])
    characters_of(composition.html)
    # A web page takes twenty times as long, most of it to cut fonts.
    if zlib.crc32(composition.html.encode()) % PAGES_TO_A_WEB_PAGE == 0:
        compose_web(inputs, ())
        return ("composed for the web",)
    return ("composed",)


def ask_section(content: bytes) -> tuple[str, ...]:
    """A file of a section."""
    return _restored(ARTICLE, content, _composed)


def ask_edition(content: bytes) -> tuple[str, ...]:
    """A file edition.toml."""
    return _restored(EDITION, content, _composed)


def ask_tokens(content: bytes) -> tuple[str, ...]:
    """A file of tokens, and the style sheet made with it."""

    def ask(good: Sample) -> tuple[str, ...]:
        snapshot = Snapshot(good.project)
        tokens = read_tokens(snapshot.fields(TOKENS))
        text = compose(Inputs(snapshot, good.read(), tokens, _printer())).stylesheet.text
        if "</style" in text.lower() or "@import" in text:
            raise Broken("a token broke out of its value")
        return ("composed",)

    return _restored(TOKENS, content, ask)


def ask_printer(content: bytes) -> tuple[str, ...]:
    """A printer profile."""
    return _restored(PRINTER, content, lambda good: (read_printer(Snapshot(good.project), "fuzzed").pdfx,))


def ask_drawing(content: bytes) -> tuple[str, ...]:
    """An SVG file; one that passes is set on paper, and put into a page where it must not act."""
    if fault := drawing_fault(content):
        return (" ".join(fault.split()[:3]),)
    try:
        drawing = Look(tuple(_tokens().properties()), look().faces).drawing(content.decode("utf-8-sig"))
    except DrawingFault as fault:
        return (" ".join(str(fault).split()[:2]),)
    if told := list(acting(inline_svg(drawing, "a drawing"))):
        raise Broken(told[0])
    html = '<html lang="en"><title>a</title><img src="/a.svg" alt="a">'
    pages = layout_html(html, lambda url: (drawing.svg.encode(), "image/svg+xml"))
    weasyprint_door.write_pdf(pages)
    return ("set",)


def ask_page(content: bytes) -> tuple[str, ...]:
    """A web page; one that passes acts in no other reading of it either."""
    page = content.decode("utf-8", "replace")
    try:
        harmless(page, "layouts/web.html")
    except Rejected:
        return ("refused",)
    if told := unsafe(page):
        raise Broken(told)
    return ("passed",)


def ask_bitmap(content: bytes) -> tuple[str, ...]:
    """A bitmap, by what its first bytes say it is; one that passes is rendered for every kind of artwork."""
    suffix = next((suffix for suffix, start in STARTS.items() if content[: len(start)] == start), ".jpg")
    if content[4:8] == b"ftyp":
        suffix = ".avif" if content[8:12] == b"avif" else ".heic"
    try:
        bitmap = read_bitmap(content, suffix)
    except ValueError as fault:
        return (" ".join(str(fault).split()[:3]),)
    for use in Use:
        rendition(bitmap, Rendering(use, condition), 400)
    web_file(bitmap, condition)
    return ("rendered",)


def ask_font(content: bytes) -> tuple[str, ...]:
    """A font; of one that passes the characters and bearings are asked."""

    def ask(good: Sample) -> tuple[str, ...]:
        font = open_font(Snapshot(good.project), "fonts/fuzzed.woff2", Place("fonts"))
        side_bearing(font, "H")
        return ("opened",) if code_points(font) else ("opened, and empty",)

    return _restored("fonts/fuzzed.woff2", content, ask)


def ask_workbook(content: bytes) -> tuple[str, ...]:
    """A workbook; one that can be read is read to its end."""
    return _as_table("fuzzed.xlsx", content)


def ask_delimited(content: bytes) -> tuple[str, ...]:
    """A CSV file, and the same lines as JSON Lines."""
    return (*_as_table("fuzzed.csv", content), *_as_table("fuzzed.jsonl", content))


def _as_table(name: str, content: bytes) -> tuple[str, ...]:
    def ask(good: Sample) -> tuple[str, ...]:
        found = read_table(good.root / name)
        faults = [fault for row in found.rows() for fault in row.faults]
        counted(found)
        return _rules(faults)

    return _restored(name, content, ask)


def ask_profile(content: bytes) -> tuple[str, ...]:
    """An ICC profile."""

    def ask(good: Sample) -> tuple[str, ...]:
        read_profile(Snapshot(good.project), PROFILE.rpartition("/")[2])
        return ("read",)

    return _restored(PROFILE, content, ask)


def ask_pdf(content: bytes) -> tuple[str, ...]:
    """A PDF from elsewhere, checked as `publish.py check` does: in a process of its own, within limits."""
    try:
        return isolated(partial(_checked, content), SECONDS)
    except LimitExceeded:
        return (ENDED,)


def _checked(content: bytes) -> tuple[str, ...]:
    """What is found in a PDF as a press file and as an accessible one."""
    answers: tuple[str, ...] = ()
    for group in (RuleGroup.PRESS, RuleGroup.ACCESSIBILITY):
        try:
            answers += _rules(check_file(content, "fuzzed.pdf", group, _printer())[0])
        except Rejected as rejected:
            answers += _rules(rejected.findings)
    return answers


def ask_brochure(content: bytes) -> tuple[str, ...]:
    """An edition, built: every artwork that it issues, or findings that say where the fault is."""
    made = editions.built(content)
    findings = made.findings if isinstance(made, Build) else made
    for finding in findings:
        if fault := editions.unhelpful(finding):
            raise Broken(f"{fault}: {finding}")
    if blocking(findings):
        return _rules(findings)
    if not isinstance(made, Build) or {a.variant for a in made.artworks if a.content} != set(made.edition.variants):
        raise Broken("an artwork is missing, and nothing says why")
    return tuple(sorted(made.edition.variants))


def _encoded(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[bytes]:
    return strategy.map(lambda text: text.encode("utf-8", "surrogatepass"))


TARGETS: dict[str, Target] = {
    "section": Target(lambda: _encoded(texts.sections()), ask_section, 8),
    "article": Target(lambda: _encoded(texts.articles(texts.bodies())), ask_section, 8),
    "swollen": Target(lambda: _encoded(texts.articles(texts.swollen())), ask_section, 5),
    "workbook": Target(binaries.workbooks, ask_workbook, 4),
    "delimited": Target(lambda: _encoded(texts.delimited()), ask_delimited, 3),
    "table": Target(lambda: _encoded(texts.articles(texts.tables())), ask_section, 8),
    "edition": Target(lambda: _encoded(texts.editions()), ask_edition, 8),
    "tokens": Target(lambda: _encoded(texts.values(TOKENS)), ask_tokens, 5),
    "printer": Target(lambda: _encoded(texts.values("assets/printers/standaard-nl.toml")), ask_printer, 5),
    "drawing": Target(lambda: _encoded(texts.drawings()), ask_drawing, 8),
    "page": Target(lambda: _encoded(pages()), ask_page, 5),
    "bitmap": Target(binaries.bitmaps, ask_bitmap, 5),
    "font": Target(binaries.fonts, ask_font, 5),
    "profile": Target(binaries.profiles, ask_profile, 2),
    "pdf": Target(pdfs.pdfs, ask_pdf, 12, first=True),
    "document": Target(exchanged.documents, exchanged.asking(exchanged.ask_document, _good), 2),
    "copy": Target(lambda: exchanged.copies(_good), exchanged.asking(exchanged.ask_copy, _good), 2),
    "translation": Target(lambda: exchanged.translations(_good), exchanged.asking(exchanged.ask_translation, _good), 2),
    "comments": Target(exchanged.commented, exchanged.asking(exchanged.ask_comments, _good), 2, first=True),
    "brochure": Target(editions.editions, ask_brochure, 1, 8 * SECONDS),
}
"""Every target by name; the shares are in hundredths of all cases."""
