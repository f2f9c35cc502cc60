"""Documents for the tests of structure and accessibility: a small one, and a long one with all a tag tree must hold."""

from __future__ import annotations

import functools
import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from brochurepress.artworks.accessible.accessible_pdf import ACCESSIBLE, build_digital
from brochurepress.pdf.output_intent import OutputIntent, read_profile, screen_intent
from brochurepress.pdf.xmp import Metadata
from brochurepress.typeset.fragments import TaggedPaint
from brochurepress.typeset.tagging import paint_tagged
from brochurepress.workspace.project import Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.drawings import look
from tests.support.laid_out import layout_html

ROOT = Path(__file__).parents[2]

METADATA = Metadata(
    title="Het boek van de brug",
    language="nl-NL",
    created=datetime(2026, 1, 15, 9, tzinfo=UTC),
    modified=datetime(2026, 1, 15, 9, tzinfo=UTC),
    identifier="https://example.org/brug",
    author="Waterschap De Brug",
    subject="Over bruggen",
    keywords=("bruggen", "water"),
)

PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20" fill="#1B3D8A"/>'
    '<circle cx="20" cy="10" r="8" fill="#FFD01A"/></svg>'
)

_DAM = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 9" width="40mm" height="9mm">'
    '<text x="2" y="6" font-size="5">dam</text></svg>'
)


def _filled(first: str, last: str, ground: str, size: float = 5) -> str:
    """The word of the dam, filled with a gradient."""
    return _DAM.replace(
        "<text",
        f'<linearGradient id="g"><stop offset="0" stop-color="{first}"/><stop offset="1" stop-color="{last}"/>'
        f'</linearGradient><rect width="40" height="9" fill="{ground}"/><text fill="url(#g)"',
    ).replace('font-size="5"', f'font-size="{size}"')


DRAWINGS = {
    "brug.svg": PICTURE,
    "gradient-dark.svg": _filled("#1D1D1B", "#1B3D8A", "#FFFFFF"),
    "gradient-pale.svg": _filled("#1D1D1B", "#FDF3C0", "#FFFFFF"),
    "gradient-on-black.svg": _filled("#1D1D1B", "#1B3D8A", "#000000"),
    "gradient-fine.svg": _filled("#1D1D1B", "#1B3D8A", "#FFFFFF", 0.15),
    "dam.svg": _DAM,
}

STYLE = """
@font-face { font-family: Tekst; src: url(fonts/newsreader-latin-400-normal.woff2) }
@font-face { font-family: Tekst; font-weight: 600; src: url(fonts/newsreader-latin-600-normal.woff2) }
@font-face { font-family: Tekst; font-style: italic; src: url(fonts/newsreader-latin-400-italic.woff2) }
@page { size: 105mm 148mm; margin: 14mm 12mm 16mm; bleed: 3mm;
  @top-left { content: "Het boek van de brug"; font: 7pt Tekst }
  @bottom-right { content: counter(page); font: 8pt Tekst } }
html { font: 10pt/14pt Tekst; hyphenate-character: "-"; color: #1D1D1B }
p, li, dd, td { hyphens: auto; hyphenate-limit-chars: 7 3 3 }
h1 { font-size: 20pt; line-height: 22pt } h2 { font-size: 14pt; line-height: 18pt } h3 { font-size: 11pt }
h1, h2, h3, caption, th { hyphens: manual; break-after: avoid }
ul { list-style-type: "– "; padding-left: 5mm } ul ul { list-style-type: disc }
table { border-collapse: collapse; width: 100% } th, td { border-bottom: .5pt solid; text-align: left; padding: 1mm }
figure { margin: 3mm 0; break-inside: avoid } figure img { display: block; width: 40mm } figcaption { font-size: 8pt }
a { color: #1B3D8A } address { font-style: normal } section { break-before: page }
nav li, .contacts li { line-height: 20pt } .line { display: block } .ornament { background: #C6E6FA; height: 4mm }
"""

SMALL = """
<h1>Het boek van de brug</h1>
<p data-source="source/brug.md:3">Een brug verbindt twee oevers. De verantwoordelijkheid daarvoor ligt bij de
 waterschapsbestuurders, die <strong>altijd</strong> <em>veiligheid</em> vooropstellen. In English they speak of
 <span lang="en">structural integrity</span> and so on.</p>
<ul><li>pijlers<ul><li>van steen</li><li>van hout</li></ul></li><li>liggers</li></ul>
<figure><img src="brug.svg" alt="Een gele zon boven blauw water."><figcaption>De brug bij avond</figcaption></figure>
<p>Lees meer op <a href="https://example.org/bruggen" title="Website van het waterschap: example.org/bruggen"
>example.org/bruggen</a> of ga <a href="#slot">naar het slot</a>.</p>
<h2 id="slot">Slot</h2>
<address><span class="line">Jan de Brug</span><span class="line">Kade 1</span></address>
"""

RICH = (
    SMALL
    + """
<h3>Getallen</h3>
<table><caption>Twee bruggen</caption><thead><tr><th>Naam</th><th>Jaar</th></tr></thead>
<tbody><tr><th scope="row">Oostbrug</th><td>1901</td></tr>
<tr><th scope="row">Westbrug</th><td>1937</td></tr></tbody></table>
<dl><dt>pijler</dt><dd>Een steunpunt.</dd><dt>ligger</dt><dd>Een dragende balk.</dd></dl>
<blockquote><p>Een brug is een belofte.</p></blockquote>
"""
)
"""Every kind of element on two pages: what the mutants are made of."""

_WORDS = (
    "De onderhoudswerkzaamheden aan de verbindingsbrug beginnen in het voorjaar en duren volgens de"
    " waterschapsbestuurders ongeveer zeventien maanden. Voetgangers en fietsers gebruiken ondertussen de tijdelijke"
    " noodvoorziening langs de oostelijke oever, die vierentwintig uur per dag toegankelijk blijft. "
)


def _long() -> str:
    rows = "".join(
        f'<tr><th scope="row">Brug {number}</th><td>{1900 + number}</td>'
        "<td>vakwerkconstructie met landhoofden</td></tr>"
        for number in range(1, 41)
    )
    pairs = "".join(f"<dt>begrip {n}</dt><dd>De omschrijving van begrip {n}.</dd>" for n in range(1, 8))
    chapters = "".join(
        f'<section><h2 id="deel-{n}">Deel {n}</h2><p>{_WORDS * 2}</p><h3>Nadere uitleg {n}</h3><p>{_WORDS}Zie ook'
        f' <a href="#deel-{n % 4 + 1}" title="Naar een ander deel: deel {n % 4 + 1}">deel {n % 4 + 1}</a>.</p>'
        f"</section>"
        for n in range(1, 5)
    )
    return f"""
<h1>Het boek van de brug</h1>
<nav><ol><li><a href="#deel-1">Deel 1</a></li><li><a href="#deel-2">Deel 2</a></li></ol></nav>
<div class="ornament"></div>
<p style="hyphens: manual">{_WORDS * 3}</p>
{chapters}
<section><h2>Bruggen</h2><table><caption>Alle bruggen van het waterschap</caption>
<thead><tr><th>Naam</th><th>Jaar</th><th>Bouwwijze</th></tr></thead><tbody>{rows}</tbody></table></section>
<section lang="en"><h2>In English</h2><p>The bridge carries pedestrians and cyclists across the river at all hours, and
 its maintenance is the responsibility of the <span lang="nl-NL">waterschap</span> alone.
 {"It is a fine bridge. " * 12}</p>
<blockquote><p>A bridge is a promise.</p><p>{"A promise is kept every day. " * 6}</p></blockquote></section>
<section><h2>Begrippen</h2><dl>{pairs}</dl><p>De afkorting <abbr title="Normaal Amsterdams Peil">NAP</abbr>
 staat op elke pijler.</p>
<ol><li>Eerst<ol><li>zus</li><li>zo<ul><li>en dieper</li><li>nog dieper</li></ul></li></ol></li>
<li><p>Dan komt er een alinea.</p><p>En nog een.</p></li></ol></section>
<section><h2>Beelden</h2><figure><img src="brug.svg" alt="Een gele zon boven blauw water.">
<figcaption>De brug bij avond</figcaption></figure>
<div role="img" aria-label="Schema van de drie overspanningen.">
<span class="line">A</span><span class="line">B</span></div>
<p>{_WORDS * 2}<a href="https://example.org/een/heel/lang/pad"
 title="Website over onderhoud: example.org">{"de zeer uitgebreide uitleg over onderhoudswerkzaamheden " * 8}</a>
 met veel woorden.</p>
<ul class="contacts"><li><a href="mailto:brug@example.org" title="E-mail aan Jan de Brug: brug@example.org"
>brug@example.org</a></li>
<li><a href="tel:+31701234567" title="Bel 070 123 45 67">070 123 45 67</a></li></ul></section>
"""


LONG = _long()


def html(body: str, style: str = "", lang: str = "nl-NL") -> str:
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{METADATA.title}</title>'
        f"<style>{STYLE}{style}</style></head><body>{body}</body></html>"
    )


def fetch(url: str) -> tuple[bytes, str]:
    path = url.removeprefix("file:///")
    if path in DRAWINGS:
        return look().drawing(DRAWINGS[path]).svg.encode(), "image/svg+xml"
    if path == "brug.png":
        out = io.BytesIO()
        Image.new("RGB", (8, 4), (27, 61, 138)).save(out, "PNG")
        return out.getvalue(), "image/png"
    if path.startswith("fonts/"):
        return (ROOT / path).read_bytes(), "font/woff2"
    raise ValueError(f"no {url}")


@functools.cache
def painted(body: str, style: str = "") -> TaggedPaint:
    pages = replace(layout_html(html(body, style), fetch), faces=look().faces)
    assert not pages.messages, pages.messages
    return paint_tagged(pages)


def intent() -> OutputIntent:
    return screen_intent(read_profile(Snapshot(Project(ROOT)), "sRGB2014.icc"))


@functools.cache
def digital(body: str, style: str = "", kind: str = "digital") -> bytes:
    return build_digital(painted(body, style), ACCESSIBLE[kind], METADATA, intent())
