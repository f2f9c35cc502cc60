"""Meanings of blocks: what each says in HTML, and the line of what cannot be expressed."""

from __future__ import annotations

import re

import pytest

from brochurepress.source.markdown import Converter
from brochurepress.source.markdown_checks import Context
from tests.support.assertions import assert_only_found, assert_silent

FIRST = 10
HEAD = "| | A | B |\n|---|---|---|\n"
ROWS = "| x | 1 | 2 |\n| y | 3 | 4 |\n"


def html_of(text: str, of: Context) -> str:
    """The HTML of a text without places and line ends."""
    html = Converter(None, ["timeline"]).block(text, of)
    return re.sub(r' data-source="[^"]*"|\n', "", html)


MEANINGS: dict[str, tuple[str, str]] = {
    # lists
    "a list from nought": ("0. a\n1. b", '<ol start="0"><li>a</li><li>b</li></ol>'),
    "a list from twelve": ("12. a\n13. b", '<ol start="12"><li>a</li><li>b</li></ol>'),
    "a list that skips": ("1. a\n4. b\n5. c", '<ol><li>a</li><li value="4">b</li><li>c</li></ol>'),
    "a list that counts down": ("2. a\n1. b", '<ol start="2"><li>a</li><li value="1">b</li></ol>'),
    "a list in a list": ("1. a\n    7. b\n    8. c", '<ol><li>a<ol start="7"><li>b</li><li>c</li></ol></li></ol>'),
    "a list in a quotation": ("> 3. a", '<blockquote><ol start="3"><li>a</li></ol></blockquote>'),
    "a list in a point": ("- 5. a", '<ul><li><ol start="5"><li>a</li></ol></li></ul>'),
    "a list with letters": ("1. a\n2. b\n{: type=A }", '<ol type="A"><li>a</li><li>b</li></ol>'),
    "a list with letters from the fourth": ("4. a\n{: type=a }", '<ol start="4" type="a"><li>a</li></ol>'),
    "a list with Roman numbers": ("4. a\n{: type=i }", '<ol start="4" type="i"><li>a</li></ol>'),
    "a list with large Roman numbers": ("1. a\n{: type=I }", '<ol type="I"><li>a</li></ol>'),
    "a year": (r"1986\. What a season", "<p>1986. What a season</p>"),
    # marks
    "a mark on a list": ("- a\n- b\n{: .timeline }", '<ul class="timeline"><li>a</li><li>b</li></ul>'),
    "a mark behind an empty line": ("- a\n\n{: .timeline }", '<ul class="timeline"><li>a</li></ul>'),
    "a mark on a list of terms": ("a\n: b\n{: .timeline }", '<dl class="timeline"><dt>a</dt><dd>b</dd></dl>'),
    "a mark on a quotation": ("> a\n{: lang=fr }", '<blockquote lang="fr"><p>a</p></blockquote>'),
    "a text that stands out": ("> a\n{: .callout }", '<aside class="callout"><p>a</p></aside>'),
    "a note in the margin": ("> a\n{: .side }", '<aside class="side"><p>a</p></aside>'),
    "a mark on a heading": ("# a\n{: #own }\n\nb", '<h3 id="own">a</h3><p>b</p>'),
    "a mark on words": ("[mot juste]{: lang=fr }", '<p><span lang="fr">mot juste</span></p>'),
    "a language of a cell": (
        "| A | B |\n|---|---|\n| x {: lang=de } | y |",
        '<table><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>'
        '<tbody><tr><td lang="de">x</td><td>y</td></tr></tbody></table>',
    ),
    # captions, sources, credits
    "a caption by title": (
        '![a](b.png "c")',
        '<figure><img alt="a" src="b.png"><figcaption><span>c</span></figcaption></figure>',
    ),
    "a caption with emphasis": (
        "![a](b.png)\n: c *d*",
        '<figure><img alt="a" src="b.png"><figcaption><span>c <em>d</em></span></figcaption></figure>',
    ),
    "a caption and a credit": (
        "![a](b.png)\n: c *d*\n: e",
        '<figure><img alt="a" src="b.png"><figcaption><span>c <em>d</em></span> '
        '<span class="credit">e</span></figcaption></figure>',
    ),
    "a caption by title and a credit": (
        '![a](b.png "c")\n\n: e',
        '<figure><img alt="a" src="b.png"><figcaption><span>c</span> '
        '<span class="credit">e</span></figcaption></figure>',
    ),
    "a figure between terms": (
        "s\n: t\n\n![a](b.png)\n: c\n\nu\n: v",
        '<dl><dt>s</dt><dd>t</dd></dl><figure><img alt="a" src="b.png"><figcaption><span>c</span></figcaption></figure>'
        "<dl><dt><p>u</p></dt><dd>v</dd></dl>".replace("<p>u</p>", "u"),
    ),
    "a source": (
        "> a\n\n: b, *c*",
        "<figure><blockquote><p>a</p></blockquote><figcaption><span>b, <em>c</em></span></figcaption></figure>",
    ),
    "a source right below": (
        "> a\n: b",
        "<figure><blockquote><p>a</p></blockquote><figcaption><span>b</span></figcaption></figure>",
    ),
    "an expansion": ("*[ICC]: Colour\n\nthe ICC", '<p>the <abbr title="Colour">ICC</abbr></p>'),
    # letters and addresses
    "letters off the line": ("H~2~O, m^2^", "<p>H<sub>2</sub>O, m<sup>2</sup></p>"),
    "plain tildes": ("~5 km, a ~ b, ^, \\~c\\~", "<p>~5 km, a ~ b, ^, ~c~</p>"),
    "an address": ("See www.a.nl/b.", '<p>See <a href="https://www.a.nl/b">www.a.nl/b</a>.</p>'),
    "an address in brackets": ("(https://a.nl)", '<p>(<a href="https://a.nl">https://a.nl</a>)</p>'),
    "a mail address": ("To a_b@c.nl, now", '<p>To <a href="mailto:a_b@c.nl">a_b@c.nl</a>, now</p>'),
    "an address in code": ("`www.a.nl`", "<p><code>www.a.nl</code></p>"),
    "an address that is a link": ("[www.a.nl](https://www.a.nl)", '<p><a href="https://www.a.nl">www.a.nl</a></p>'),
}


@pytest.mark.parametrize("name", MEANINGS)
def test_a_meaning(name: str) -> None:
    text, html = MEANINGS[name]
    of = Context("a.md", FIRST, 2, "part")
    assert html_of(text, of) == html
    assert_silent(of.faults)


TABLES = {
    "an empty corner": (HEAD + ROWS, ["td", "col A", "col B", "row x", "td", "td", "row y", "td", "td"]),
    "marked": (
        HEAD.replace("| |", "| Z |") + ROWS + "{: .row-heads }",
        ["col Z", "col A", "col B", "row x", "td", "td", "row y", "td", "td"],
    ),
    "no heads of rows": ("| A | B |\n|---|---|\n| x | 1 |", ["col A", "col B", "td", "td"]),
    "without outer strokes": ("A | B\n--|--\nx | 1", ["col A", "col B", "td", "td"]),
    "tight": ("|A|B|\n|-|-|\n|x|1|", ["col A", "col B", "td", "td"]),
}


@pytest.mark.parametrize("name", TABLES)
def test_heads_of_a_table(name: str) -> None:
    text, cells = TABLES[name]
    html = html_of(text, of := Context("a.md", FIRST))
    found = re.findall(r"<(?:th scope=\"(\w+)\">([^<]*)|(td))", html)
    assert [td or f"{scope} {said}" for scope, said, td in found] == cells
    assert_silent(of.faults)


@pytest.mark.parametrize("rule", ["|---|---|---|", "|:--|--:|--:|", "| --- | --- | --- |"])
@pytest.mark.parametrize("caption", ["", ": The *caption*\n", "\n: The *caption*\n: Source\n"])
def test_totals_and_captions_of_a_table(rule: str, caption: str) -> None:
    html = html_of(f"{HEAD}{ROWS}{rule}\n| Total | 4 | 6 |\n{caption}", of := Context("a.md", FIRST))
    assert html.endswith('<tfoot><tr><th scope="row">Total</th><td>4</td><td>6</td></tr></tfoot></table>')
    assert ("<table><caption><span>The <em>caption</em></span>" in html) == bool(caption)
    assert ('<span class="credit">Source</span></caption>' in html) == ("Source" in caption)
    assert html.count("<tr>") == 4
    assert_silent(of.faults)


FAULTS: dict[str, tuple[str, str, int, str]] = {
    # what: text, rule, lines below the first, part of message or hint
    "a year with a full stop": ("a\n\n2026. That was it", "list", 2, r"2026\."),
    "a number with a nought before it": ("01. a", "list", 0, "01"),
    "a number twice": ("1. a\n1. b", "list", 1, "number 1"),
    "a numbered list right below a line": ("a\n1. b", "list", 1, "empty line"),
    "a point with a bullet": ("a\n\n• b", "list", 2, "by hand"),
    "a point with a bracket": ("1) a", "list", 0, "by hand"),
    "a point with a letter and a bracket": ("b) a", "list", 0, "by hand"),
    "points with letters": ("a. x\nb. y", "list", 0, "type=a"),
    "a style of numbers that is none": ("1. a\n{: type=b }", "attribute", 0, "1, a, A, i or I"),
    "a mark below nothing": ("{: .timeline }", "attribute", 0, "below nothing"),
    "a mark that is not listed": ("- a\n{: .timelien }", "class", 0, "timeline"),
    "a cell too many": (f"{HEAD}{ROWS}| a | b | c | d |", "table", 4, "4 cells"),
    "a cell too few": (f"{HEAD}| a | b |\n{ROWS}", "table", 2, "2 cells"),
    "cells made one": (f"{HEAD}{ROWS}| a || c |", "table", 4, "made one"),
    "cells made one downwards": (f"{HEAD}{ROWS}| a | ^^ | c |", "table", 4, "made one"),
    "a column without a head": ("| A | |\n|---|---|\n| a | b |", "table", 0, "column 2"),
    "a row without a head": (f"{HEAD}{ROWS}| | 5 | 6 |", "table", 4, "no head"),
    "a total of nothing": (f"{HEAD}|---|---|---|\n{ROWS}", "table", 0, "total"),
    "a caption of paragraphs": ("> a\n\n: b\n\n    c", "caption", 2, "one paragraph"),
    "three captions": ("> a\n\n: b\n: c\n: d", "caption", 4, "one line"),
    "a colon below nothing it can explain": ("- a\n\n: b", "caption", 2, "explains nothing"),
    "words struck out": ("a\n~~b~~", "markup", 1, "~~"),
    "marked words": ("a ==b c==", "markup", 0, "=="),
    "a task": ("- a\n- [x] b", "markup", 1, "[x]"),
    "a task to do": ("- [ ] b", "markup", 0, "[ ]"),
    "a link of a wiki": ("a [[b]]", "markup", 0, "[[b]]"),
    "a link whose target is nowhere": ("[a][b]", "markup", 0, "]["),
    "a link with a space in it": ("[a] (https://b.nl)", "markup", 0, "]"),
    "a sign for a picture": ("a :smile: b", "markup", 0, ":smile:"),
    "a formula": ("$$x$$", "markup", 0, "$$"),
    "an open emphasis": ("a **b", "markup", 0, "**"),
    "a box": ("!!! note\n    a", "markup", 0, "!!!"),
    "a fenced box": ("::: warning\na", "markup", 0, ":::"),
    "a note of a forge": ("> [!NOTE]\n> a", "markup", 0, "[!NOTE]"),
    "contents": ("[TOC]", "markup", 0, "[TOC]"),
    "a sign of number": ("#1 in the country", "markup", 0, r"\#"),
    "stars between figures": ("a\n5*4*3", "markup", 1, r"\*"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_cannot_be_expressed_is_found_on_its_line(name: str) -> None:
    text, rule, below, said = FAULTS[name]
    html_of(text, of := Context("a.md", FIRST))
    findings = list(dict.fromkeys(of.faults))[:1]
    assert_only_found(findings, f"manuscript/{rule}", file="a.md", line=FIRST + below)
    assert said in f"{findings[0].message} {findings[0].hint}"
