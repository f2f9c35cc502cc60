"""Rules on the source of a web page: what it can tell of the page's accessibility without a browser."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from brochurepress.compose import HtmlElement, acting, check_markup
from brochurepress.findings import Finding, Place, Severity
from brochurepress.preflight.text_extraction import parse_page
from brochurepress.wording import phrase
from brochurepress.workspace import shipped_table


@dataclass(frozen=True)
class Page:
    """A web page: its text, its elements, and its style sheet without comments and what is embedded in it."""

    html: str
    root: HtmlElement
    style: str


HtmlCheck = Callable[[Page], Iterator[str]]

_TABLE = shipped_table("web")
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_DATA = re.compile(r'url\("data:[^"]*"\)')
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_MOVES = re.compile(r"@keyframes|(?<![\w-])(?:animation|transition)(?:-\w+)?\s*:\s*(?!none)[^;}]+")
_HELD = re.compile(r"\(\s*(?:device-)?(?:orientation|aspect-ratio)\b[^)]*\)")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_WEIGHT = {"web/orientation": Severity.WARNING}  # what need not be wrong: a person looks
_OVER = re.compile(r"(?<![\w-])position\s*:\s*(fixed|sticky)")


def _active(page: Page) -> Iterator[str]:
    """Nothing on the page acts, takes input, plays or reloads: links are all there is to operate."""
    yield from acting(page.html)
    for element in page.root.walk():
        if element.attributes.get("tabindex", "0") not in ("0", "-1"):
            yield phrase("web/active:tabindex", tag=element.tag)


def _motion(page: Page) -> Iterator[str]:
    """Nothing on the page moves by itself."""
    yield from (phrase("web/motion:style", found=found[0].strip()) for found in _MOVES.finditer(page.style))
    moving = (element.tag for element in page.root.walk() if element.tag in ("marquee", "blink", "animate"))
    yield from (phrase("web/motion:element", tag=tag) for tag in moving)


def _overlay(page: Page) -> Iterator[str]:
    """Nothing stays in the window while the page scrolls below it."""
    yield from (phrase("web/overlay:style", found=found[1]) for found in _OVER.finditer(page.style))


def _orientation(page: Page) -> Iterator[str]:
    """Nothing of the page hangs on whether its window is held upright or on its side."""
    yield from (phrase("web/orientation:style", found=found[0]) for found in _HELD.finditer(page.style))


def _title(page: Page) -> Iterator[str]:
    """The page has one title with words in it."""
    titles = [e for e in page.root.walk() if e.tag == "title" and e.path[:1] == (0,)]
    if len(titles) != 1 or not "".join(part for part in titles[0].content if isinstance(part, str)).strip():
        yield phrase("web/title:page")


def _headings(page: Page) -> Iterator[str]:
    """One heading of level 1, and no level skipped on the way down."""
    levels = [int(e.tag[1]) for e in page.root.walk() if re.fullmatch(r"h[1-6]", e.tag) and not e.hidden]
    if levels.count(1) != 1:
        yield phrase("web/headings:h1-count", levels=levels.count(1))
    for above, below in zip([0, *levels], levels, strict=False):
        if below > above + 1:
            yield (
                phrase("web/headings:skips", below=below, above=above)
                if above
                else phrase("web/headings:not-h1", below=below)
            )


def _skip(page: Page) -> Iterator[str]:
    """The first link leads to the main part of the page."""
    main = next((e for e in page.root.walk() if e.tag == "main"), None)
    first = next((e for e in page.root.walk() if e.tag == "a" and "href" in e.attributes), None)
    if main is None:
        yield phrase("web/skip:no-main")
    elif first is None or first.attributes["href"] != f"#{main.attributes.get('id')}":
        yield phrase("web/skip:no-link")


def _zoom(page: Page) -> Iterator[str]:
    """The page takes the width of the window, and lets it be enlarged."""
    views = [e.attributes.get("content", "") for e in page.root.walk() if e.attributes.get("name") == "viewport"]
    if not any("width=device-width" in view for view in views):
        yield phrase("web/zoom:no-viewport")
    if any("maximum-scale" in view or "user-scalable" in view for view in views):
        yield phrase("web/zoom:limited")


def _name(page: Page) -> Iterator[str]:
    """The name of a link for assistive technology holds the words that are seen, and no description says them again."""
    for link in (element for element in page.root.walk() if element.tag == "a"):
        text, again, name = link.text(), link.attributes.get("title", ""), link.attributes.get("aria-label", "")
        if again and text.lower() in again.lower():
            yield phrase("web/name:again", text=text, title=again)
        if name and text.lower() not in name.lower():
            yield phrase("web/name:lacks-text", name=name, text=text)


def _never(key: str, declared: str, but: str, page: Page) -> Iterator[str]:
    never, exempt = re.compile(rf"(?<![\w-])(?:{declared})"), re.compile(rf"\s*(?:{but})")
    for selector, style in _RULE.findall(page.style):
        if (found := never.search(style)) and not exempt.match(selector):
            yield phrase(key, selector=selector.strip(), found=found[0])


_ASKED: tuple[HtmlCheck, ...] = (_active, _motion, _overlay, _orientation, _title, _headings, _skip, _zoom, _name)
PAGE_RULES: Mapping[str, HtmlCheck] = {
    **{f"web/{ask.__name__[1:]}": ask for ask in _ASKED},
    **{
        key.partition(":")[0]: partial(_never, key, row["declared"], row["but"]) for key, row in _TABLE["never"].items()
    },
}
"""Every rule on web pages by its identifier; the docstring is the demand."""

OF_MARKUP: Mapping[str, Severity] = {name: Severity(weight) for name, weight in _TABLE["markup"].items()}
"""Rules on markup that a web page answers to, with their weight there."""


def check_page(content: bytes, artwork: str) -> tuple[Finding, ...]:
    """Findings on a web page in one file: those of PAGE_RULES and OF_MARKUP."""
    html = content.decode()
    style = _COMMENT.sub("", _DATA.sub("none", "\n".join(_STYLE.findall(html))))
    page, place = Page(html, parse_page(content), style), Place(artwork=artwork)
    own = [
        Finding(name, _WEIGHT.get(name, Severity.ERROR), message, place, phrase(name, None, "hint"))
        for name, ask in PAGE_RULES.items()
        for message in dict.fromkeys(ask(page))
    ]
    markup = (f for f in check_markup(_STYLE.sub("", html), {artwork: style}) if f.rule in OF_MARKUP)
    judged = (replace(f, place=place, severity=OF_MARKUP[f.rule]) for f in markup)
    return (*own, *dict.fromkeys(judged))
