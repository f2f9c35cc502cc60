"""Asked: the readers that hold a limit, each asked about something made for it."""

from __future__ import annotations

import functools
import io
import zipfile
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from unittest import mock

import openpyxl
import pikepdf
from click.testing import CliRunner
from fontTools.ttLib import TTFont
from PIL import Image, PngImagePlugin

from brochurepress.cli import command_line as publish
from brochurepress.design import fonts
from brochurepress.design.assets import _known
from brochurepress.design.fonts import open_font
from brochurepress.findings import Finding, Place, Rejected
from brochurepress.pdf.inspect.inspection import inspect
from brochurepress.pdf.output_intent import read_profile
from brochurepress.pipeline.stages import lay_out
from brochurepress.release.http import fetch
from brochurepress.runs.table import counted, read_table
from brochurepress.source.inputs import read_sources
from brochurepress.source.markdown import Converter
from brochurepress.source.markdown_checks import Context
from brochurepress.workspace.isolation import isolated
from brochurepress.workspace.limits import LimitExceeded
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.records import read_text, read_yaml
from brochurepress.workspace.snapshot import Snapshot
from tests.support.link_server import answering
from tests.support.sample_project import TOKENS, Sample, sample

Ask = Callable[[Path], list[str]]
"""Asks a reader about something made in a folder; answers what is found, each with its place before it."""


def told(findings: Iterable[Finding]) -> list[str]:
    return [f"{finding.place}: {finding.message}" for finding in findings]


def of_rejected(ask: Callable[[Path], object]) -> Ask:
    """What is raised, or nothing."""

    def asked(folder: Path) -> list[str]:
        try:
            ask(folder)
        except Rejected as rejected:
            return told(rejected.findings)
        return []

    return asked


def text(content: str) -> Ask:
    @of_rejected
    def asked(folder: Path) -> None:
        (folder / "a.md").write_text(content, "utf-8")
        read_text(folder / "a.md", "a.md")

    return asked


def front_matter(content: str) -> Ask:
    return of_rejected(lambda folder: read_yaml(content, "a.md"))


def toml(content: str) -> Ask:
    from brochurepress.workspace.records import read_toml

    return of_rejected(lambda folder: read_toml(content, "a.toml"))


def markdown(content: str) -> Ask:
    def asked(folder: Path) -> list[str]:
        context = Context("a.md")
        Converter(None).block(content, context)
        return told(context.faults)

    return asked


def edition(change: Callable[[Sample], object]) -> Ask:
    """The manuscript of the sample with a change, composed."""

    @of_rejected
    def asked(folder: Path) -> None:
        good = sample(folder)
        change(good)
        good.compose()

    return asked


def tokens(more: str = "") -> Ask:
    @of_rejected
    def asked(folder: Path) -> None:
        good = sample(folder)
        good.write(TOKENS, good.text(TOKENS) + more)
        good.tokens()

    return asked


def picture(name: str, content: bytes | str) -> Ask:
    def asked(folder: Path) -> list[str]:
        (folder / "assets").mkdir(exist_ok=True)
        (folder / "assets" / name).write_bytes(content.encode() if isinstance(content, str) else content)
        known = _known(Snapshot(Project(folder)), f"assets/{name}")
        fault = known if isinstance(known, str) else ""
        return [fault] if fault else []

    return asked


def svg(content: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{content}</svg>'


def captioned(size: int) -> bytes:
    """A bitmap with a text of that size in it."""
    written, about = io.BytesIO(), PngImagePlugin.PngInfo()
    about.add_text("a", "x" * size)
    Image.new("L", (2, 2)).save(written, "PNG", pnginfo=about)
    return written.getvalue()


FONT = sorted((HOME / "fonts").rglob("*.woff2"))[0]
PROFILE = sorted((HOME / "assets/icc").glob("*.icc"))[0]


@functools.cache
def loose_font() -> bytes:
    """The same font, unpacked, with a table of ranges that names a thousand characters."""
    from fontTools.ttLib.tables._c_m_a_p import cmap_format_12

    font, written = TTFont(FONT), io.BytesIO()
    font.flavor = None
    table = cmap_format_12(12)
    table.platformID, table.platEncID, table.language, table.format = 3, 10, 0, 12
    table.reserved, table.length, table.nGroups = 0, 0, 0
    table.cmap = dict.fromkeys(range(0x4E00, 0x4E00 + 1000), font.getGlyphOrder()[1])
    font["cmap"].tables = [table]
    font.save(written)
    return written.getvalue()


def font(name: str, content: bytes) -> Ask:
    def asked(folder: Path) -> list[str]:
        fonts.opened.cache_clear()
        good = sample(folder).write(f"fonts/{name}", content)
        try:
            open_font(Snapshot(good.project), f"fonts/{name}", Place("a.css", 1))
        except Rejected as rejected:
            return told(rejected.findings)
        return []

    return asked


def unpacked_size() -> int:
    """What the packed stream of the font has when it is opened."""
    font = TTFont(io.BytesIO(FONT.read_bytes()), lazy=True)
    return len(font.reader.transformBuffer.getvalue())


def profile() -> Ask:
    return of_rejected(lambda folder: read_profile(Snapshot(Project(folder)), PROFILE.name))


def pdf_of(pages: int = 1, **image: Any) -> bytes:
    """A PDF of empty pages, the first with an image of these entries."""
    pdf, written = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(100, 100))
    if image:
        stream = pikepdf.Stream(pdf, b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, **image)
        page = pdf.pages[0]
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(A=pdf.make_indirect(stream)))
        page.Contents = pikepdf.Stream(pdf, b"/A Do")
    pdf.save(written)
    return written.getvalue()


def painting(content: str, form: str = "") -> bytes:
    """A PDF of one page with this content, which may paint a form A of that one."""
    pdf, written = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page(page_size=(100, 100))
    name = pikepdf.Name
    drawn = pikepdf.Stream(pdf, form.encode(), Type=name.XObject, Subtype=name.Form, BBox=[0, 0, 9, 9])
    pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(A=pdf.make_indirect(drawn)))
    pdf.pages[0].Contents = pikepdf.Stream(pdf, content.encode())
    pdf.save(written)
    return written.getvalue()


def inspected(content: bytes) -> Ask:
    @of_rejected
    def asked(folder: Path) -> None:
        if faults := inspect(content, "a.pdf").faults:
            raise Rejected(faults)

    return asked


def checked(content: bytes) -> Ask:
    """What `publish.py check` prints of a PDF."""

    def asked(folder: Path) -> list[str]:
        (folder / "a.pdf").write_bytes(content)
        result = CliRunner().invoke(publish.main, ["check", str(folder / "a.pdf"), "--as", "press"])
        assert isinstance(result.exception, SystemExit)
        return [line for line in result.output.splitlines() if not line.startswith("    ")]

    return asked


GREY: dict[str, Any] = {"ColorSpace": pikepdf.Name.DeviceGray, "BitsPerComponent": 8}


def fetched(answer: Callable[..., None]) -> Ask:
    def asked(folder: Path) -> list[str]:
        with answering({"/a": answer}) as server:
            fault = fetch(f"{server.address}/a").fault
        return [fault] if fault else []

    return asked


def takes(mb: int) -> int:
    """Work that takes so much memory."""
    return len(bytearray(mb * 1_000_000))


def stage(name: str, busy: bool) -> Ask:
    """An edition read and laid out, with a stage of the build that does not end where it is `busy`."""

    def endless(*_: object) -> None:
        while True:
            pass

    @of_rejected
    def asked(folder: Path) -> None:
        good = sample(folder)
        with mock.patch(f"brochurepress.{name}", endless) if busy else nullcontext():
            lay_out(read_sources(Snapshot(good.project), "sample"))

    return asked


def in_bounds(work: Callable[[], object]) -> Ask:
    def asked(folder: Path) -> list[str]:
        try:
            isolated(work)
        except LimitExceeded as fault:
            return [str(fault)]
        return []

    return asked


def table(name: str, content: str) -> Ask:
    @of_rejected
    def asked(folder: Path) -> None:
        (folder / name).write_text(content, "utf-8")
        whole(folder / name)

    return asked


def whole(path: Path) -> None:
    """Reads a table to its end; raises Rejected with what is found."""
    found = read_table(path)
    faults = [fault for row in found.rows() for fault in row.faults]
    if faults:
        raise Rejected(faults)
    counted(found)


@functools.cache
def workbook(cell: str = "x y") -> bytes:
    """A workbook of two columns, with a text in its second row."""
    book, written = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    for row in (["a", "b"], ["p", cell]):
        book.active.append(row)
    book.save(written)
    return written.getvalue()


def parts(*of: str) -> int:
    """The bytes of those parts of the workbook, unpacked; of all when none is named."""
    with zipfile.ZipFile(io.BytesIO(workbook())) as archive:
        return sum(e.file_size for e in archive.infolist() if not of or e.filename.endswith(of))


def opened(content: bytes) -> Ask:
    @of_rejected
    def asked(folder: Path) -> None:
        (folder / "a.xlsx").write_bytes(content)
        whole(folder / "a.xlsx")

    return asked
