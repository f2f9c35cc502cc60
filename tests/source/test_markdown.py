"""Markup: every block knows its line; what these layouts cannot set is refused on its line."""

from __future__ import annotations

import re

import pytest

from brochurepress.source.edition import Bindings
from brochurepress.source.languages import read_language
from brochurepress.source.markdown import Converter
from brochurepress.source.markdown_checks import SETTABLE, Context
from brochurepress.source.typography import Typographer
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.assertions import assert_only_found, assert_silent

FIRST = 10
"""The line of the source on which each text of these tests begins."""


@pytest.fixture(scope="module")
def converter() -> Converter:
    return Converter(Typographer(read_language(Snapshot(Project(HOME)), "en"), Bindings(keep=("New York",))), ["keep"])


def context() -> Context:
    return Context("a.md", FIRST, 2, "part")


ALL = """\
A paragraph with **strong** words
over two lines.

# A heading

- an item
- an item of

    two paragraphs

- an item

    - a nested item

        1. a numbered one

| Head | Cell |
|------|------|
| one  | two  |
|      | four |

> a quotation
>
> - an item of it

Term
:   what it means

    and more

    code in a definition

Setext
------

    indented code

![a picture](dot.png)
"""


def test_every_block_knows_its_line(converter: Converter) -> None:
    html = converter.block(ALL.replace("Setext\n------", "## Setext"), context())
    lines = ALL.split("\n")
    tags = re.findall(r"<(p|li|h[1-6]|td|th|dt|dd|blockquote|pre)\b([^>]*)>\s*([^<]*)", html)
    assert {tag for tag, _, _ in tags} == {"p", "li", "h3", "h4", "td", "th", "dt", "dd", "blockquote", "pre"}
    for tag, attributes, text in tags:
        place = re.search(r'data-source="a\.md:(\d+)"', attributes)
        assert place, f"<{tag}> {text!r} has no line"
        words = text.strip().split("\n")[0]
        assert words in lines[int(place[1]) - FIRST].replace("------", "") or words == "Setext", (tag, words, place)


def test_no_mark_is_left(converter: Converter) -> None:
    html = converter.block(ALL, context())
    assert not re.search("[\ue000\ue001]|data-line", html)


def test_a_setext_heading_knows_its_line(converter: Converter) -> None:
    assert 'data-source="a.md:12" id="part-head"' in converter.block("text\n\nHead\n====\n", context())


def test_a_good_text_is_silent(converter: Converter) -> None:
    of = context()
    converter.block(ALL.replace("------\n", "").replace("Setext\n", ""), of)
    assert_silent(of.faults)


HTML: dict[str, tuple[str, str]] = {
    "a mail address": (
        "<me@example.org>",
        '<p data-source="a.md:10"><a href="mailto:me@example.org">me@example.org</a></p>',
    ),
    "a web address": (
        "<https://example.org/a'b>",
        '<p data-source="a.md:10"><a href="https://example.org/a\'b">https://example.org/a\'b</a></p>',
    ),
    "a foreign word": ("*mot*{: lang=fr }", '<p data-source="a.md:10"><em lang="fr">mot</em></p>'),
    "a class and an identifier": ("text\n{: .keep #here }", '<p class="keep" data-source="a.md:10" id="here">text</p>'),
    "a link with a title": ('[a](#b "c")', '<p data-source="a.md:10"><a href="#b" title="c">a</a></p>'),
    "an abbreviation": (
        "*[ICC]: Colour\n\nthe ICC",
        '<p data-source="a.md:12">the <abbr title="Colour">ICC</abbr></p>',
    ),
    "a numbered list from three": (
        "3. c\n4. d",
        '<ol start="3">\n<li data-source="a.md:10">c</li>\n<li data-source="a.md:11">d</li>\n</ol>',
    ),
    "a hard break": ("a  \nb", '<p data-source="a.md:10">a<br>\nb</p>'),
    "escaped signs": (r"\*a\* \<b> 1\. \#", '<p data-source="a.md:10">*a* &lt;b&gt; 1. #</p>'),
    "signs of comparison": ("a < b &c", '<p data-source="a.md:10">a &lt; b &amp;c</p>'),
    "code with marks": ('`"a" <b>`', '<p data-source="a.md:10"><code>"a" &lt;b&gt;</code></p>'),
    "code with a footnote's signs": ("`a[^1]`", '<p data-source="a.md:10"><code>a[^1]</code></p>'),
    "a block of code": ('    <b> "x" [^1]', '<pre data-source="a.md:10"><code>&lt;b&gt; "x" [^1]\n</code></pre>'),
    "typography": ('"a" - New York', '<p data-source="a.md:10">“a” – <span class="keep">New York</span></p>'),
    "a heading's identifier": ('# Über "A"', '<h3 data-source="a.md:10" id="part-über-a">Über “A”</h3>'),
    "a heading's own identifier": ("# A {#own}", '<h3 data-source="a.md:10" id="own">A</h3>'),
}


@pytest.mark.parametrize("name", HTML)
def test_html(converter: Converter, name: str) -> None:
    text, html = HTML[name]
    of = context()
    assert converter.block(text, of) == html
    assert_silent(of.faults)


@pytest.mark.parametrize("side", ["left", "center", "right"])
def test_cells_are_aligned_by_class(converter: Converter, side: str) -> None:
    rule = {"left": ":--", "center": ":-:", "right": "--:"}[side]
    html = converter.block(f"| a | b |\n|{rule}|---|\n| c | d |", context())
    assert f'<td class="align-{side}" data-source="a.md:12">c</td>' in html
    assert '<td data-source="a.md:12">d</td>' in html
    assert "style=" not in html


@pytest.mark.parametrize("name", SETTABLE)
def test_every_settable_attribute_is_silent(converter: Converter, name: str) -> None:
    of = context()
    assert f'{name}="keep"' in converter.block(f"*a*{{: {name}=keep }}", of)
    assert_silent(of.faults)


FAULTS: dict[str, tuple[str, str, int, str]] = {
    # what: text, rule, lines below the first, part of message or hint
    "an element": ("a\nb <b>c", "raw-html", 1, "<b>"),
    "a block of HTML": ("a\n\n<div>\n\nb", "raw-html", 2, "<div>"),
    "a comment": ("a\n\n<!-- b -->", "raw-html", 2, "<!-- b -->"),
    "HTML in a cell": ("| a |\n|---|\n| <i>b |", "raw-html", 2, "<i>"),
    "HTML in an item": ("- a\n- <u>b", "raw-html", 1, "<u>"),
    "HTML in a heading": ("text\n\n# <u>b", "raw-html", 2, "<u>"),
    "a footnote without words": ("a\nb[^1]", "footnote", 1, "[^1]"),
    "a footnote that nothing refers to": ("a\n\n[^1]: b", "footnote", 2, "[^1]"),
    "fenced code": ("a\n\n```\nb\n```", "fence", 2, "four spaces"),
    "fenced code with waves": ("a\n\n~~~\nb\n~~~", "fence", 2, "four spaces"),
    "a style": ("a\n*b*{: style=x }", "attribute", 1, "'style'"),
    "a handler": ("*b*{: onclick=x }", "attribute", 0, "'onclick'"),
    "a misspelt attribute": ("*b*{: land=nl }", "attribute", 0, "'lang'"),
    "emphasis in a link": ("a\n[b *c*](#d)", "link-content", 1, "plain text"),
    "a link without text": ("a\n[](#d)", "link-content", 1, "no text"),
    "a picture without alternative": ("a\n\n![](dot.png)", "alt", 2, "dot.png"),
    "a heading that skips a level": ("# a\n\n### b", "heading-level", 2, "level 3"),
    "a first heading that skips a level": ("## a", "heading-level", 0, "begin with #"),
    "a list right below a line": ("a\n- b\n- c", "list", 1, "empty line"),
    "a list that is half nested": ("- a\n  - b", "list", 1, "four spaces"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_is_found_on_its_line(converter: Converter, name: str) -> None:
    text, rule, below, said = FAULTS[name]
    of = context()
    converter.block(text, of)
    findings = list(dict.fromkeys(of.faults))
    if name == "a list right below a line":
        findings = findings[:1]
    assert_only_found(findings, f"manuscript/{rule}", file="a.md", line=FIRST + below)
    assert said in f"{findings[0].message} {findings[0].hint}"
    assert findings[0].hint


def test_a_heading_deeper_than_six_is_found(converter: Converter) -> None:
    of = Context("a.md", FIRST, 5, "part")
    converter.block("# a\n\n## b", of)
    assert_only_found(of.faults, "manuscript/heading-level", line=FIRST + 2, message="sixth")


def test_a_picture_is_asked_for_and_its_fault_found(converter: Converter) -> None:
    def missing(reference: str) -> str:
        raise ValueError(f"no {reference}")

    of = context()
    of.picture = lambda reference: f"source/{reference}"
    assert 'src="source/dot.png"' in converter.block("![a](dot.png)", of)
    of.picture = missing
    converter.block("a\n\n![a](dot.png)", of)
    assert_only_found(of.faults, "manuscript/picture", line=FIRST + 2, message="no dot.png")


def test_links_and_identifiers_are_left_with_their_lines(converter: Converter) -> None:
    of = context()
    converter.block("[a](#x)\nand [b](#y)\n\n# Head\n\n- c\n- [d](#z)\n\n*e*{: #f }", of)
    assert [(link, place.line - FIRST) for link, place in of.links] == [("#x", 0), ("#y", 1), ("#z", 6)]
    assert [(name, place.line - FIRST) for name, place in of.ids] == [("part-head", 3), ("f", 8)]


PHRASES = {
    "# x": "# x",
    "- x": "- x",
    "* x": "* x",
    "1. x": "1. x",
    "> x": "&gt; x",
    "---": "---",
    "Term\n: x": "Term : x",
    "[x]: y": "[x]: y",
    "*[A]: b": "*[A]: b",
    "    x": "x",
    "a\n\nb": "a b",
    "*x* y": "<em>x</em> y",
    "**x** y": "<strong>x</strong> y",
    "'x'": "‘x’",
    "[x](#y)": '<a href="#y">x</a>',
    "x & y": "x &amp; y",
    "": "",
}


@pytest.mark.parametrize("text", PHRASES)
def test_a_phrase_has_no_blocks(converter: Converter, text: str) -> None:
    assert converter.inline(text) == PHRASES[text]


def test_one_text_leaves_nothing_in_the_next(converter: Converter) -> None:
    converter.block("*[ICC]: Colour\n\n# Head\n\n[r]: https://example.org", context())
    assert converter.block("the ICC [r]", context()) == '<p data-source="a.md:10">the ICC [r]</p>'
    of = context()
    converter.block("# Head", of)
    assert [name for name, _ in of.ids] == ["part-head"]
