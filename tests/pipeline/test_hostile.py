"""Hostile sources: whatever a stranger writes into an edition or a root is refused where it stands, or is harmless."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from brochurepress.api import build
from brochurepress.artworks.web.page import compose_web
from brochurepress.cli import command_line as publish
from brochurepress.findings import Finding, Rejected, Severity
from brochurepress.pipeline.stages import lay_out
from brochurepress.source.inputs import read_sources
from brochurepress.workspace.project import HOME
from brochurepress.workspace.snapshot import Snapshot
from tests.support.assertions import assert_found
from tests.support.edited_editions import lean
from tests.support.hostile_pages import BAD, Written
from tests.support.sample_project import ARTICLE, COVER, POINTS, TOKENS, Sample

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{}</svg>'
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;">]><svg xmlns="http://www.w3.org/2000/svg"><text>&c;</text></svg>'
)


def found(good: Sample) -> tuple[Finding, ...]:
    """What is found on the way to the pages and to the web page."""
    try:
        sources = read_sources(Snapshot(good.project), "sample")
        layout = lay_out(sources)
        compose_web(sources, ())
    except Rejected as rejected:
        return rejected.findings
    return layout.findings


TEMPLATES: dict[str, str] = {
    "a way to Python by its classes": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "a way to Python by a filter": "{{ ().__class__ | attr('__base__') }}",
    "a way by what the press offers": "{{ say.__globals__ }}",
    "a way by the words of a format": "{{ '{0.__class__}'.format(edition) }}",
    "a loop without end": "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
    "a text that grows": "{{ 'aaaaaaaaaa' * 999999999 }}",
    "a number that grows": "{{ 9 ** 9 ** 9 }}",
    "a template that includes itself": "{% include 'sections/points/section.html' %}",
    "a file outside the layouts": "{% include '../layouts/kits/puzzle/tokens.toml' %}",
    "an absolute file": "{% include '/etc/passwd' %}",
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_cannot_leave_its_sandbox(good: Sample, name: str) -> None:
    good.write("layouts/sections/points/section.html", f"<section>{TEMPLATES[name]}</section>")
    rules = {finding.rule for finding in found(good)}
    assert rules & {"layout/sandbox", "layout/template"}, rules


TEXTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<style>body { display: none }</style>",
    "<iframe src='https://example.org'></iframe>",
    "<svg onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
]


@pytest.mark.parametrize("text", TEXTS)
def test_markup_in_a_text_is_refused(good: Sample, text: str) -> None:
    good.change(ARTICLE, "The first paragraph", f"{text} The first paragraph")
    assert_found(found(good), "manuscript/raw-html", file=ARTICLE, line=6)


@pytest.mark.parametrize("text", TEXTS)
def test_markup_in_the_cell_of_a_table_is_text(good: Sample, text: str) -> None:
    good.change(ARTICLE, "The first paragraph", "{{ value }} The first paragraph")
    sources = read_sources(Snapshot(good.project), "sample", fields={"value": text})
    page = compose_web(sources, ())
    assert text not in page
    assert text.split("=")[0].split(">")[0].replace("<", "&lt;") in page


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd"]
)
def test_an_address_that_acts_is_refused(good: Sample, address: str) -> None:
    good.change(ARTICLE, "https://www.example.org/", address)
    assert_found(found(good), "manuscript/link", file=ARTICLE)


def test_attributes_that_act_are_refused(good: Sample) -> None:
    good.change(ARTICLE, "The second paragraph", "The *second*{: onclick=alert(1) } paragraph")
    assert_found(found(good), "manuscript/attribute", file=ARTICLE, message="onclick")


PATHS = [
    "../../../etc/passwd.png",
    "/etc/passwd.png",
    "%2e%2e/%2e%2e/dot.png",
    "..%2f..%2fdot.png",
    "C:\\windows\\dot.png",
    "\\\\host\\share\\dot.png",
    "file:///etc/dot.png",
    "data:image/png;base64,AAAA.png",
    "https://example.org/dot.png",
]


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_out_of_the_project(good: Sample, path: str) -> None:
    good.change(COVER, "file: dot.png", f"file: {path!r}".replace("\\\\", "\\"))
    assert_found(found(good), "manuscript/picture", file=COVER)


def test_no_link_of_the_file_system_leads_out_of_the_project(good: Sample, tmp_path: Path) -> None:
    outside = tmp_path / "outside.png"
    outside.write_bytes((good.root / "source/sample/dot.png").read_bytes())
    (good.root / "source/sample/dot.png").unlink()
    (good.root / "source/sample/dot.png").symlink_to(outside)
    assert_found(found(good), "manuscript/picture", file=COVER, message="leads out")


DRAWINGS: dict[str, str] = {
    "a script": SVG.format("<script>alert(1)</script>"),
    "an event": SVG.format('<path d="M0 0h1" onclick="alert(1)"/>'),
    "a file of another host": SVG.format('<image href="https://example.org/x.png" width="1" height="1"/>'),
    "a file of this machine": SVG.format('<image xlink:href="file:///etc/passwd" width="1" height="1"/>'),
    "markup of another kind": SVG.format("<foreignObject><p>x</p></foreignObject>"),
    "a style that fetches": SVG.format("<style>@import url(https://example.org/x.css);</style>"),
    "entities that swell": BOMB,
    "a number beyond measure": SVG.format('<path d="M0 0h99999999999"/>'),
    "a path that is none": SVG.format('<path d="M0 0L9 9z6z"/>'),
    "a frame that is not four numbers": SVG.format("").replace('viewBox="', 'viewBox="x '),
    "a drawing that draws itself": SVG.format('<g id="a"><use href="#a"/></g>'),
    "a path without end": SVG.format('<path d="M0 0' + "h1" * 1_100_000 + '"/>'),
    "words without end": SVG.format(f"<text>{'word ' * 400_000}</text>"),
    "words that swell": SVG.format(f'<text id="a">{"word " * 200}</text>' + '<use href="#a"/>' * 30),
    "letters beyond measure": SVG.format('<text font-size="999999999">a</text>'),
    "letters beyond measure in a style": SVG.format('<text style="font-size:999999999px">a</text>'),
    "elements without end": SVG.format("<g>" * 3000 + "</g>" * 3000),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_that_acts_fetches_or_swells_is_refused(good: Sample, name: str) -> None:
    good.write("source/sample/dot.svg", DRAWINGS[name])
    good.change(COVER, "dot.png", "dot.svg")
    assert_found(found(good), "manuscript/picture", file=COVER)


def test_a_map_of_twenty_thousand_points_is_read(good: Sample) -> None:
    coast = "".join(f"L{number % 97} {number % 89}.5" for number in range(20_000))
    named = "".join(f'<text x="1" y="{number}">A place</text>' for number in range(600))
    good.write("source/sample/dot.svg", SVG.format(f'<path d="M0 0{coast}"/>{named}'))
    good.change(COVER, "dot.png", "dot.svg")
    assert good.findings() == ()


def _png(width: int, height: int) -> bytes:
    """A bitmap that says it is that large and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    head = width.to_bytes(4) + height.to_bytes(4) + b"\x08\x00\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\x00")) + chunk(b"IEND", b"")


def _broken_behind() -> bytes:
    """A bitmap whose pixels are sound and whose last part is not: some readers stop before it, some stumble."""
    written = io.BytesIO()
    Image.new("L", (4, 4)).save(written, "PNG")
    return written.getvalue().replace(b"\0\0\0\0IEND", b"\0\0\0\x09tEXt")


BROKEN_BEHIND = _broken_behind()


@pytest.mark.parametrize(
    "content",
    [_png(60_000, 60_000), _png(2_000_000, 1), BROKEN_BEHIND, b"%PDF-1.4\n", b"MZ\x90", b""],
    ids=["vast", "long", "broken behind its pixels", "a PDF", "a program", "empty"],
)
def test_a_bitmap_that_swells_or_is_none_is_refused(good: Sample, content: bytes) -> None:
    good.write("source/sample/dot.png", content)
    assert_found(found(good), "manuscript/picture", file=COVER)


def hostile(good: Sample, written: Written) -> Sample:
    """A project whose own layouts write such a thing into its web page."""
    layout = (HOME / "layouts/web.html").read_text(encoding="utf-8")
    layout = layout.replace("<body>", f"<body{written.attributes}>{written.body}")
    layout = layout.replace("<title>", f"{written.head}<title>")
    sheet = (HOME / "layouts/css/screen.css").read_text(encoding="utf-8")
    return good.write("layouts/web.html", layout).write("layouts/css/screen.css", sheet + written.css)


@pytest.mark.parametrize("name", BAD)
def test_a_layout_brings_nothing_into_the_web_page_that_runs_or_requests(good: Sample, name: str) -> None:
    hostile(good, BAD[name])
    sources = read_sources(Snapshot(good.project), "sample")
    with pytest.raises(Rejected) as caught:
        compose_web(sources, ())
    assert {finding.rule for finding in caught.value.findings} == {"web/active"}


@pytest.mark.parametrize("name", ["a style in a drawing", "a picture", "a frameset"])
def test_a_page_that_would_act_is_not_written(good: Sample, tmp_path: Path, name: str) -> None:
    hostile(good, BAD[name])
    arguments = ["build", "sample", "--root", str(good.root), "--only", "web", "--output", str(tmp_path / "out")]
    result = CliRunner().invoke(publish.main, arguments)
    assert result.exit_code == 3, result.output
    assert "[web/active]" in result.output
    assert not list((tmp_path / "out").rglob("*.html"))


def test_a_web_page_without_the_policy_of_the_press_is_refused(good: Sample) -> None:
    layout = (HOME / "layouts/web.html").read_text(encoding="utf-8")
    good.write("layouts/web.html", re.sub("<meta http-equiv.*", "", layout))
    assert_found(found(good), "web/active", file="layouts/web.html", message="Content-Security-Policy")


@pytest.mark.parametrize("name", ["x.html", "x.css", "x.js", "x.py", "x.j2"])
def test_an_edition_brings_no_code(good: Sample, name: str) -> None:
    good.write(f"source/sample/{name}", "x")
    assert_found(found(good), "source/code", file=f"source/sample/{name}")


@pytest.mark.parametrize(
    "value", ["red; } body { display: none", "url(https://example.org/x)", "expression(alert(1))</style><script>"]
)
def test_a_token_is_one_value_and_fetches_nothing(good: Sample, value: str) -> None:
    good.write(TOKENS, good.text(TOKENS).replace('qr = "var(--inkt)"', f"qr = '{value}'"))
    rules = {finding.rule for finding in found(good)}
    assert rules & {"tokens/value", "css/breakout", "layout/missing"}, rules


def test_texts_beyond_all_measure_are_refused(good: Sample) -> None:
    good.write(POINTS, good.text(POINTS) + "x" * 2_000_000)
    assert_found(found(good), "source/limit", file=POINTS)


def test_values_nested_without_end_are_refused(good: Sample) -> None:
    good.change(POINTS, "title: Points", "title: " + "[" * 400 + "]" * 400)
    assert_found(found(good), "source/limit", file=POINTS)


STALLS: dict[str, str] = {
    "brackets": "[" * 9_000,
    "brackets apart": "[ " * 9_000,
    "links that do not end": "[a](" * 15_000,
    "links apart that do not end": "[a]( " * 20_000,
    "pictures that do not end": "![ " * 9_000,
    "emphasis in emphasis": "**a*" * 2_400,
    "emphasis apart": "*a **b " * 9_000,
    "emphasis of the other sign": "_a __b " * 9_000,
    "accents on one letter": "e" + "\u0301" * 200_000,
    "soft hyphens in one word": "a\u00ad" * 75_000,
    "backticks": "a " + "`" * 900_000,
    "backticks of many lengths": "a " + " ".join("`" * length for length in range(1, 300)),
    "escaped signs": "\\* " * 90_000,
    "references": "&amp; " * 90_000,
    "quotations in quotations": "> " * 900 + "a",
    "abbreviations": "".join(f"*[a{number}]: b\n" for number in range(9_000)) + "a",
    "headings": "# a\n> " * 20_000,
    "one word": "a" * 900_000,
    "one sign": "<" * 300_000,
    "lines": "a\n" * 300_000,
    "pictures": "![A dot](dot.png)\n\n" * 3_000,
}


@pytest.mark.parametrize("name", STALLS)
def test_what_holds_up_a_reader_is_refused_where_it_stands(good: Sample, name: str) -> None:
    good.write(ARTICLE, f"---\ntype: article\ntitle: A story\n---\n{STALLS[name]}\n")
    findings = good.findings()
    assert_found(findings, "source/limit", file=ARTICLE)
    assert all(finding.place.line and len(finding.message) < 500 for finding in findings)


SENTENCE = 'The province, as "they" say, built *three* bridges [1] and a road (see [below](#story-a-part)). '
LEGAL: dict[str, str] = {
    "many words": "The province built three bridges and a road. " * 20_000,
    "spaces": f"a{' ' * 200_000}b",
    "quotation marks": "'a said \"b\" ' " * 20_000,
    "a book": f"{SENTENCE * 12}\n\n" * 700,
    "notes in brackets": "A sentence of a few words with a note [a]. " * 3_000,
    "links": "[an address](https://www.example.org/a) and some words. " * 1_500,
    "a list": "- a point of a list with [a link](https://www.example.org/) in it\n" * 8_000,
    "accents": "Fryslân, Ljouwert; Ånge. " * 8_000 + "a\u0302\u0323 " * 8_000,
    "a German word": "Donau\u00addampf\u00adschiff\u00adfahrt " * 8_000,
}


@pytest.mark.parametrize("name", LEGAL)
def test_legal_work_near_the_limits_is_read(good: Sample, name: str) -> None:
    good.write(ARTICLE, f"---\ntype: article\ntitle: A story\n---\n# A part\n\n{LEGAL[name]}\n")
    assert [finding for finding in good.findings() if finding.place.file == ARTICLE] == []


@pytest.mark.stress
def test_a_text_near_its_limit_becomes_artworks_or_is_told_where_it_stands(good: Sample) -> None:
    parts = [f"# Part {number}\n\n{LEGAL['many words'][:6_700]}\n" for number in range(140)]
    good.write(ARTICLE, "---\ntype: article\ntitle: A story\n---\n" + "\n".join(parts))
    built = build("sample", root=good.root, only=["press", "digital"])
    assert len(built.artworks) == 2 or any(finding.severity is Severity.ERROR for finding in built.findings)
    assert all(finding.place.file or finding.place.artwork for finding in built.findings)
    assert not {finding.rule for finding in built.findings} & {"check/unreadable", "check/limit", "source/limit"}


OFFLINE = """
import sys
def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        raise SystemExit(f"the network was asked: {event} {arguments}")
sys.addaudithook(refuse)
from click.testing import CliRunner
from brochurepress.cli import command_line as publish
for arguments in (
    ["build", "--root", sys.argv[1], "--output", sys.argv[2], "--report"],
    ["check", "--root", sys.argv[1]],
    ["release", "minimal", "--draft", "--root", sys.argv[1], "--output", sys.argv[2]],
    ["run", sys.argv[3], "--edition", "minimal", "--root", sys.argv[1], "--output", sys.argv[2], "--jobs", "1"],
):
    result = CliRunner().invoke(publish.main, arguments)
    if "the network was asked" in str(result.exception) or result.exit_code > 1:
        raise SystemExit(f"{arguments}: {result.output} {result.exception}")
print("done")
"""


def test_nothing_asks_the_network(tmp_path: Path) -> None:
    root, table = lean("minimal", tmp_path / "root", "press", "digital", "web"), tmp_path / "table.csv"
    table.write_text("name\nAda\n")
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE, str(root), str(tmp_path / "out"), str(table)],
        cwd=HOME,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "done\n", done.stderr


def test_what_comes_from_outside_has_a_limit() -> None:
    from brochurepress.workspace.limits import LimitName

    assert all(limit.most > 0 and limit.unit for limit in LimitName)
