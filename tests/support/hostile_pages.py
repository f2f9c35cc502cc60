"""Hostile pages: what a layout of a stranger may write, and what a browser does with it where no policy stops it."""

from __future__ import annotations

from dataclasses import dataclass

from brochurepress.compose.embedding import content_policy

OUT = "https://out.invalid/x"
RUN = "document.documentElement.dataset.ran=1"
CSS = "p { color: black }"
PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


@dataclass(frozen=True)
class Written:
    """What is written into a page: markup for its head and body, attributes of its body, rules for its style sheet.

    `shows` is what a browser does with it without a policy: "requests", "runs", "runs at a click", or "" where its
    log tells nothing (other browsers, other settings, connections that are opened and not used).
    """

    body: str = ""
    head: str = ""
    css: str = ""
    attributes: str = ""
    shows: str = ""

    def page(self, policy: bool = True) -> str:
        """A page with it, under the policy that the press makes for such a page or under none."""
        css = CSS + self.css
        meta = f'<meta http-equiv="Content-Security-Policy" content="{content_policy(css)}">' if policy else ""
        return (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8">{meta}<title>Notes</title>{self.head}'
            f"<style>{css}</style></head><body{self.attributes}><main><h1>Notes</h1>{self.body}"
            f'<p>Words</p><img src="{PIXEL}" alt="A dot"></main></body></html>'
        )


def _requests(body: str = "", **other: str) -> Written:
    return Written(body, **other, shows="requests")


def _runs(body: str = "", **other: str) -> Written:
    return Written(body, **other, shows="runs")


_IMG = f"<img src=x: onerror='{RUN}'>"

BAD: dict[str, Written] = {
    # what runs
    "a script": _runs(f"<script>{RUN}</script>"),
    "a script of a module": _runs(f'<script type="module">{RUN}</script>'),
    "a script in a drawing": _runs(f"<svg><script>{RUN}</script></svg>"),
    "a handler": _runs(_IMG),
    "a handler of the body": _runs(attributes=f' onload="{RUN}"'),
    "a handler of a second body": _runs(f'<body onpageshow="{RUN}">'),
    "a handler of a drawing": _runs(f'<svg onload="{RUN}"></svg>'),
    "a handler of an animation": _runs(
        f'<svg><rect><animate attributeName="x" dur="9ms" onbegin="{RUN}"/></rect></svg>'
    ),
    "a handler without a name for its element": _runs(f'<odd-one id="f" tabindex="0" autofocus onfocus="{RUN}">x'),
    "a link that is code": Written(f'<a href="javascript:{RUN}">x</a>', shows="runs at a click"),
    "a link that is code, split": Written(f'<a href=" java\n&Tab;script:{RUN}">x</a>', shows="runs at a click"),
    "a link of a drawing that is code": Written(
        f'<svg><a xlink:href="javascript:{RUN}"><text y="20">x</text></a></svg>', shows="runs at a click"
    ),
    "an animated address": Written(
        f'<svg><a><animate attributeName="href" values="javascript:{RUN}"/><text y="20">x</text></a></svg>',
        shows="runs at a click",
    ),
    "a set address": Written(
        f'<svg><a><set attributeName="href" to="javascript:{RUN}"/><text y="20">x</text></a></svg>',
        shows="runs at a click",
    ),
    "a link of mathematics that is code": Written(f'<math href="javascript:{RUN}"><mi>x</mi></math>'),
    "a form that is code": Written(f'<form action="javascript:{RUN}"><button>x</button></form>'),
    "a frame that is code": _runs(f'<iframe src="javascript:parent.{RUN}"></iframe>'),
    "a frame with a document": _runs(f'<iframe srcdoc="<script>parent.{RUN}</script>"></iframe>'),
    "an object": _runs(f'<object data="x:"><img src="x:" onerror="{RUN}"></object>'),
    "a reload into code": Written(head=f'<meta http-equiv="refresh" content="0;url=javascript:{RUN}">'),
    "data that end early": _runs(f'<script type="application/ld+json"><!--</script>{_IMG}'),
    "data that hide a script": Written(f'<script type="application/ld+json"><!--<script></script>{_IMG}--></script>'),
    # what one parser reads as text and another as markup
    "a style in a drawing": _runs(f"<svg><style>{_IMG}</style></svg>"),
    "a title in a drawing": _runs(f"<svg><title><style><!--</style>{_IMG}--></title></svg>"),
    "a description in a drawing": _runs(f"<svg><desc>{_IMG}</desc></svg>"),
    "an element of HTML in a drawing": Written("<svg><desc><b>x</b></desc></svg>"),
    "a character that is none": Written("<p>a\0b</p>"),
    "foreign objects": _runs(f"<svg><foreignObject>{_IMG}</foreignObject></svg>"),
    "a section that is no text": _runs(f"<![CDATA[>{_IMG}]]>"),
    "a style behind mathematics": _runs(f"<math><style>{_IMG}</style></math>"),
    "mathematics and a glyph": _runs(
        f"<math><mtext><table><mglyph><style><!--</style>{_IMG}--></style></mglyph></table></mtext></math>"
    ),
    "a comment that is short": _runs(f"<!-->{_IMG}-->"),
    "a comment that ends oddly": _runs(f"<!-- --!>{_IMG}-->"),
    "where no scripts run": Written(f"<noscript>{_IMG}</noscript>"),
    "where scripts run": _runs(f'<noscript><p title="</noscript>{_IMG}"></noscript>'),
    "a template": Written(f"<template>{_IMG}</template>"),
    "a shadow tree": _runs(f'<div><template shadowrootmode="open">{_IMG}</template></div>'),
    "a raw text": Written(f"<xmp>{_IMG}</xmp>"),
    "a raw text that ends": _runs(f"<xmp></xmp>{_IMG}"),
    "a plain text": Written(f"<plaintext>{_IMG}"),
    "a choice": _runs(f"<select><option>{_IMG}</option></select>"),
    "a table that gives up what is in it": _runs(f"<table><tr>{_IMG}</tr></table>"),
    "a field of text": _runs(f"<textarea></textarea>{_IMG}"),
    "a frameset": _runs(head=f'<frameset onload="{RUN}">'),
    # what requests
    "a picture": _requests(f'<img src="{OUT}.png" alt="">'),
    "a picture without a scheme": _requests('<img src="//out.invalid/x.png" alt="">'),
    "a picture beside the page": _requests('<img src="beside.png" alt="">'),
    "an older picture": _requests(f'<image src="{OUT}.png">'),
    "a choice of pictures": _requests(f'<img srcset="{OUT}.png 1x" alt="">'),
    "a source of pictures": _requests(f'<picture><source srcset="{OUT}.png"><img alt=""></picture>'),
    "a picture in a drawing": _requests(f'<svg><image href="{OUT}.png" width="9" height="9"/></svg>'),
    "an older picture in a drawing": _requests(f'<svg><image xlink:href="{OUT}.png" width="9" height="9"/></svg>'),
    "a picture of a filter": _requests(
        f'<svg><filter id="f"><feImage href="{OUT}.png"/></filter><rect filter="url(#f)" width="9" height="9"/></svg>'
    ),
    "a use of another file": _requests(f'<svg><use href="{OUT}.svg#a"/></svg>'),
    "a filter of another file": _requests(f'<svg><rect width="9" height="9" filter="url({OUT}.svg#a)"/></svg>'),
    "a mask of another file": _requests(f'<svg><rect width="9" height="9" mask="url({OUT}.svg)"/></svg>'),
    "a drawing with a style": _requests(f"<svg><style>@import '{OUT}.css';</style></svg>"),
    "a background": _requests(f'<table background="{OUT}.png"><tr><td>x</td></tr></table>'),
    "a background of the body": _requests(attributes=f' background="{OUT}.png"'),
    "a film": _requests(f'<video src="{OUT}.mp4"></video>'),
    "the poster of a film": _requests(f'<video poster="{OUT}.png"></video>'),
    "a sound": _requests(f'<audio src="{OUT}.mp3" preload="auto"></audio>'),
    "the text of a film": _requests(f'<video><track default src="{OUT}.vtt"></video>'),
    "an embedded file": _requests(f'<embed src="{OUT}">'),
    "an object of another host": _requests(f'<object data="{OUT}"></object>'),
    "a frame": _requests(f'<iframe src="{OUT}"></iframe>'),
    "a button that is a picture": _requests(f'<input type="image" src="{OUT}.png" alt="x">'),
    "a style sheet": _requests(head=f'<link rel="stylesheet" href="{OUT}.css">'),
    "another style sheet": _requests(head=f'<link rel="alternate stylesheet" title="x" href="{OUT}.css">'),
    "a style sheet in the body": _requests(f'<link rel="stylesheet" href="{OUT}.css">'),
    "a prefetch": _requests(head=f'<link rel="prefetch" href="{OUT}">'),
    "a preload": _requests(head=f'<link rel="preload" as="image" href="{OUT}">'),
    "a preload by sizes": _requests(head=f'<link rel="preload" as="image" imagesrcset="{OUT}.png 1x">'),
    "a preload of a module": _requests(head=f'<link rel="modulepreload" href="{OUT}.js">'),
    "a connection": Written(head=f'<link rel="preconnect" href="{OUT}">'),
    "a name that is looked up": Written(head=f'<link rel="dns-prefetch" href="{OUT}">'),
    "an icon": _requests(head=f'<link rel="icon" href="{OUT}.ico">'),
    "a manifest": Written(head=f'<link rel="manifest" href="{OUT}.json">'),
    "a list of what to fetch": _requests(
        head=f'<script type="speculationrules">{{"prefetch":[{{"source":"list","urls":["{OUT}"]}}]}}</script>'
    ),
    "a reload": _requests(head=f'<meta http-equiv="refresh" content="0;url={OUT}">'),
    "a reload that is spelt oddly": _requests(head=f'<meta http-equiv="REFRESH" content="0;{OUT}">'),
    "a base": Written(head=f'<base href="{OUT}">'),
    "a link that is reported": Written(f'<a href="#a" ping="{OUT}">x</a>'),
    "a style of an element": _requests(f'<p style="background: url({OUT}.png)">x</p>'),
    "a style of an element, escaped": _requests(f'<p style="background: \\75 rl({OUT}.png)">x</p>'),
    "a style that only shows": Written('<p style="color: red">x</p>'),
    "a second style sheet": Written(head="<style>p { color: red }</style>"),
    "a background by the style sheet": _requests(css=f"p {{ background: url({OUT}.png) }}"),
    "an import of the style sheet": _requests(head=f'<style>@import "{OUT}.css";</style>'),
    "a set of pictures of the style sheet": _requests(css=f'p {{ background: image-set("{OUT}.png" 1x) }}'),
    "a set whose address is a variable": _requests(css=f'p {{ --a: "{OUT}.png"; background: image-set(var(--a) 1x) }}'),
    "a font of another host": _requests(
        css=f"@font-face {{ font-family: x; src: url({OUT}.woff2) }} p {{ font-family: x }}"
    ),
    "a variable with an address": _requests(css=f"p {{ --a: url({OUT}.png); background: var(--a) }}"),
    "a style sheet in an odd place": _requests(
        css=f"@media all {{ @supports (color: red) {{ p {{ content: url({OUT}) }} }} }}"
    ),
    # what takes input or moves
    "a field": Written('<input name="x">'),
    "a form": Written(f'<form action="{OUT}"><button>x</button></form>'),
    "a place to write": Written("<p contenteditable>x</p>"),
    "a dialog": Written("<dialog open>x</dialog>"),
    "a marquee": Written("<marquee>x</marquee>"),
    "an element that nobody knows": Written("<odd-one>x</odd-one>"),
    "mathematics": Written("<math><mi>x</mi></math>"),
}
"""What a page may not have, one of each kind, by name."""

_META = '<meta http-equiv="Content-Security-Policy" content="'

UNHELD: dict[str, tuple[str, str]] = {
    "no policy": (f"{_META}default-src", '<meta name="policy" content="default-src'),
    "a weaker policy": ("default-src 'none'", "default-src *"),
    "a policy that allows one thing more": ("img-src data:", "img-src data: https:"),
    "a policy that allows scripts": ("; base-uri", "; script-src 'unsafe-inline'; base-uri"),
    "a policy that only reports": ("Security-Policy", "Security-Policy-Report-Only"),
    "two policies": ("<title>", f'{_META}img-src *"><title>'),
    "a policy of another style sheet": (CSS, "p { color: red }"),
    "a policy behind what it is for": (_META, f"<title>Early</title>{_META}"),
    "a policy in the body": ("<head>", "<head></head><body><p>x</p>"),
    "a policy behind a picture": ("<html", f'<img src="{PIXEL}" alt=""><html'),
    "a policy in a comment": (_META, f"<!--{_META}"),
    "no encoding": ('<meta charset="utf-8">', ""),
    "another encoding": ("utf-8", "iso-2022-jp"),
    "a second head": ("</head>", f'</head><head>{_META}img-src *"></head>'),
    "a style sheet that is not the only one": ("</body>", "<style>p { color: red }</style></body>"),
}
"""Changes of a page of the press after which its policy does not hold for all of it: what is replaced, by what."""
