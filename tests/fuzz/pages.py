"""Web pages nobody wrote, and what two other readings of a page that passes must say of it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from xml.etree import ElementTree

import nh3
from hypothesis import strategies as st

from brochurepress.compose.page_safety import ELEMENTS, HTML, acting, parsed
from tests.support.hostile_pages import BAD, Written

_ACTS = "<img src=x: onerror=z>"
_PIECES = (
    *("<svg>", "</svg>", "<math>", "<style>", "</style>", "<title>", "</title>", "<desc>", "</desc>", "<g>"),
    *("<foreignObject>", "<mtext>", "<mglyph>", "<mi>", "<use href='#a'/>", "<svg><title><b>", "<svg/>", "<a/>"),
    *("<!--", "-->", "--!>", "<!-->", "<!--->", "<![CDATA[", "]]>", "<?x ", "<!x ", "</ ", '"', "'", ">", "<", "/"),
    *("<table>", "<tr>", "<td>", "</table>", "<caption>", "<col>", "<p>", "</p>", "</br>", "<pre>\n", "<h1>"),
    *("<template>", "<xmp>", "<noscript>", "<textarea>", "<select>", "<iframe>", "<noembed>", "<plaintext>"),
    *("<html lang=a>", "<head>", "</head>", "<body class=b>", "</body>", "</html>", "<frameset>", "<form>"),
    *('<script type="application/ld+json">', "</script>", "<b>", "</b>", "<i>", '<a href="#a">', "</a>", "<li>"),
    *("&lt;", "&lt;img onerror=x>", '<p title="<b onclick=x>">', "<p title='-->", "<p/onclick=y", "\x00", "\x0c"),
    *(_ACTS, _ACTS, _ACTS, *(written.body for written in BAD.values())),
)
_VOID = frozenset({"br", "hr", "wbr", "img", "meta", "link", "col"})
_RAW = frozenset({"style", "script"})


def pages() -> st.SearchStrategy[str]:
    """Pages under the policy of the press into whose head or body pieces of markup are written, in any order."""
    pieces = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=9).map("".join)
    into = st.sampled_from(("body", "head", "css"))
    return st.tuples(pieces, into).map(lambda made: Written(**{made[1]: made[0]}).page())


def unsafe(page: str) -> str:
    """What another reading finds in a page that passes, or "": the page written anew, and another parser."""
    if told := list(acting(_written(parsed(page)))):
        return f"written anew: {told[0]}"
    seen: list[str] = []

    def see(element: str, name: str, value: str) -> str:
        seen.append(f"{name}= of <{element}>")
        return value

    nh3.clean(
        page,
        tags={*ELEMENTS, "svg", "g", "math"} - {"script", "style"},
        clean_content_tags=set(),
        generic_attribute_prefixes={"on"},
        attribute_filter=see,
        link_rel=None,
    )
    handlers = [each for each in seen if each.startswith("on")]
    return f"to another parser: {handlers[0]}" if handlers else ""


def _written(root: ElementTree.Element) -> str:
    """A tree as a browser serialises it (HTML, 13.3), without its comments."""
    return "<!doctype html>" + "".join(_parts(root))


def _parts(element: ElementTree.Element) -> Iterator[str]:
    if isinstance(element.tag, str):
        name, html = element.tag.rpartition("}")[2], element.tag.startswith(HTML)
        values = ((key.rpartition("}")[2], value) for key, value in element.attrib.items())
        yield f"<{name}" + "".join(f' {key}="{escape(value)}"' for key, value in values) + ">"
        yield _text(element.text, html and name in _RAW)
        for child in element:
            yield from _parts(child)
            yield _text(child.tail, html and name in _RAW)
        yield "" if html and name in _VOID else f"</{name}>"


def _text(text: str | None, raw: bool) -> str:
    return (text or "") if raw else escape(text or "", quote=False)
