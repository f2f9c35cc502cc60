"""Texts nobody wrote: manuscripts, front matter, tables, tokens, editions, printers, drawings, near to good ones."""

from __future__ import annotations

import random
import re

from hypothesis import strategies as st

from brochurepress.workspace.project import HOME
from tests.support.sample_project import ARTICLE, CHANNELS, CONTACTS, COVER, EDITION, POINTS, TEXTS

ODD = (
    *("", " ", "\t", "\n\n", "\x00", "\ufeff", "\u202e", "\u2028", "\ue0005\ue001", "\U0001f600", "é" * 50),
    *("-1", "0", "1e999", "nan", "9" * 400, "-0.0", "[]", "{}", "null", "~", "!!python/object:os.system x"),
    *("<script>alert(1)</script>", "</style><script>", '" onload="x', "javascript:alert(1)", "&#106;avascript:x"),
    *("[a](javascript:x)", "[a](data:text/html,x)", "![a](../../etc/passwd)", "![a](file:///etc/passwd)"),
    *("../../secret", "%2e%2e%2fsecret", "%252e%252e", "C:\\secret", "\\\\host\\share", "file:///etc/passwd"),
    *("url(https://example.org/a)", "}body{display:none", "expression(1)", "\\75rl(x)", "/*", "'", '"', "`" * 30),
    *("*" * 40, "_" * 40, "[" * 60, "]" * 60, "(" * 60, "> " * 60, "- " * 40, "#" * 9, "|" * 40, "    " * 30 + "x"),
    *("{: .x }", "{: onclick=x }", "{: #a b=c", "[^1]", "[^1]: x", "*[a]: b", "<!-- x -->", "&lt;", "&amp;#x3c;"),
    *("&a *a", "? - x", "--- ---", "%YAML 9", "{{ 7*7 }}", "{% include 'x' %}", "${x}", "a: b: c", "<<: *x"),
)
"""What breaks readers: alone, or in the middle of what is good."""

LINES = (
    *("# A heading", "## Another", "- a point", "    - one below", "1. first", "> said", ": a meaning", "a term"),
    *("| a | b |", "|---|:-:|", "| c | d |", "[a link](https://www.example.org/)", "![A dot](dot.png)"),
    *("*some* **words**", "*mot*{: lang=fr }", "words\\", "    code", "***", "[to](#points)", "<me@example.org>"),
    *("text\n{: .keep #here }", "```", "*[abbr]: an abbreviation", "\"quoted\" 'twice' - and...", ""),
)

SWOLLEN = (
    *("[", "![", "[a](", '[a](b "', "**a*", "*a **b ", "_a __b ", "`", "`` ", "<", "<https://a", "\\*", "&amp;", "'a "),
    *("e\u0301", "\u0301", "\u00ad", "a\u00ad", "> ", "- ", "*[a]: b\n", "[a]: b\n", "a\n: b\n", "|", "# a\n", "a\n\n"),
    *(" ", "\t", "![A dot](dot.png) ", "[a][b] ", "{: .x }", "«a ", "a;b ", "1-2 ", "... "),
)
"""What takes a reader time by its square when it is written without end."""

_words = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Z", "M", "C"), exclude_characters="\r"), max_size=30
)
_piece = st.one_of(st.sampled_from(ODD), st.sampled_from(LINES), _words)


def bodies() -> st.SearchStrategy[str]:
    """Markdown: good lines, odd ones, and any characters, in any order."""
    return st.lists(st.one_of(_piece, st.tuples(_piece, _piece).map("".join)), max_size=25).map("\n".join)


@st.composite
def swollen(draw: st.DrawFn) -> str:
    """Markdown in which one or two things are written thousands of times, apart or not."""
    one, other = draw(st.sampled_from(SWOLLEN)), draw(st.sampled_from(("", "", " ", "a ", "\n", *SWOLLEN)))
    return "a " * draw(st.integers(0, 5)) + (one + other) * draw(st.sampled_from([50, 1_000, 4_000, 40_000]))


def tables() -> st.SearchStrategy[str]:
    """Markdown tables: rules that do not fit, cells too many and too few, signs in cells."""
    cell = st.one_of(st.sampled_from([":--", "--:", "---", " ", "\\|", "`|`"]), _piece)
    row = st.lists(cell, max_size=8).map(lambda cells: f"|{'|'.join(cells)}|")
    return st.lists(row, max_size=12).map("\n".join)


def delimited() -> st.SearchStrategy[str]:
    """Rows of a table: cells odd and swollen, of one number or not, quoted or not."""
    cell = st.one_of(_piece, swollen(), st.sampled_from(['"', '""', '"a', '{"a": "', '"}', "[" * 2_000]))
    return st.lists(st.lists(cell, max_size=4).map(";".join), max_size=6).map("\n".join)


@st.composite
def spoilt(draw: st.DrawFn, text: str) -> str:
    """A good text in which a few places are replaced, doubled, removed or filled with what is odd."""
    chance = random.Random(draw(st.integers(0, 2**32 - 1)))  # noqa: S311 - not a secret
    for _ in range(draw(st.integers(1, 4))):
        spans = [match.span() for match in re.finditer(r"\w+|[^\w\s]|\n", text)] or [(0, 0)]
        start, end = chance.choice(spans)
        odd = draw(_piece)
        match chance.randrange(5):
            case 0:
                text = text[:start] + odd + text[end:]
            case 1:
                text = text[:start] + odd + text[start:]
            case 2:
                text = text[:start] + text[end:]
            case 3:
                text = text[:start] + text[start:end] * chance.choice([2, 50]) + text[end:]
            case _:
                lines = text.split("\n")
                chance.shuffle(lines) if chance.randrange(2) else lines.insert(chance.randrange(len(lines)), odd)
                text = "\n".join(lines)
    return text


def sections() -> st.SearchStrategy[str]:
    """Files of a section: the good ones with something wrong in them."""
    return st.sampled_from([COVER, ARTICLE, POINTS, CONTACTS, CHANNELS]).flatmap(lambda file: spoilt(TEXTS[file]))


def articles(text: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Files of an article with such a text below a good front matter."""
    return text.map(lambda body: f"---\ntype: article\ntitle: A story\n---\n{body}\n")


def editions() -> st.SearchStrategy[str]:
    """edition.toml with something wrong in it."""
    return spoilt(TEXTS[EDITION])


def values(file: str) -> st.SearchStrategy[str]:
    """A file of values of the press itself with something wrong in it."""
    return spoilt((HOME / file).read_text(encoding="utf-8"))


DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 90 60">
<defs><linearGradient id="g"><stop offset="0" stop-color="var(--zee)"/><stop offset="1"/></linearGradient>
<pattern id="p" width="9" height="9"><rect width="4" height="4"/></pattern><mask id="m"><use href="#r"/></mask>
<clipPath id="c"><circle cx="9" cy="9" r="9"/></clipPath><marker id="k"><path d="M0 0h9"/></marker></defs>
<style>.a{fill:#123456}</style><g id="r" class="a" transform="rotate(9) scale(2)"><path d="M0 0L9 9C1 2 3 4 5 6z"/></g>
<use xlink:href="#r" x="9"/><rect width="9" height="9" fill="url(#g)" mask="url(#m)" clip-path="url(#c)"/>
<rect x="20" width="9" height="9" style="fill:url(#p);stroke-dasharray:1 2"/><text x="1" y="9" font-size="9">word</text>
<polyline points="0,0 9,9 5,1" marker-end="url(#k)" stroke="rgb(1,2,3)"/></svg>"""


def drawings() -> st.SearchStrategy[str]:
    """SVG with something wrong in it, or with one thing in it thousands of times."""
    return st.one_of(spoilt(DRAWING), spoilt(DRAWING), spoilt(DRAWING), _swollen_drawings())


@st.composite
def _swollen_drawings(draw: st.DrawFn) -> str:
    part = draw(st.sampled_from(["word ", "M0 0h1", "L9 9", "0,0 ", "<g/>", "<use href='#r'/>", "<text>a b</text>"]))
    many = part * draw(st.sampled_from([100, 3_000, 30_000, 300_000]))
    return draw(
        st.sampled_from(
            [
                DRAWING.replace(">word<", f">{many}<"),
                DRAWING.replace("M0 0L9 9", f"M0 0{many}"),
                DRAWING.replace("0,0 9,9", many),
                DRAWING.replace("<rect x=", f"{many}<rect x="),
            ]
        )
    )
