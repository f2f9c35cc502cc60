"""The web page: the sections of a manuscript as one self-contained file of HTML."""

import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
from fontTools import version
from fontTools.ttLib import TTFont
from markupsafe import Markup
from PIL import Image

from brochurepress import compose
from brochurepress.design import Bitmap, DrawingFault, Look, Tokens, locate_picture, look_of, material, web_file
from brochurepress.findings import Place, Rejected, reject
from brochurepress.pdf import pdfium
from brochurepress.source import Edition, Inputs, Landmark, Manuscript, Section, read_edition
from brochurepress.wording import phrase
from brochurepress.workspace import Snapshot, kept, media_type

WIDTH, HEIGHT = 1200, 630
"""Pixels of the preview that networks ask for: 1.91 to 1."""

_MARGIN = 30


def cover_picture(pdf: bytes) -> bytes:
    """The first page in the middle of a field of its own ground, as PNG of WIDTH by HEIGHT pixels.

    The ground is the colour of the page's upper left corner: a cover on one ground runs on to the edges.
    """
    with pdfium.open_pdf(pdf) as pages:
        probe = pages.page(1, 72)
        ppi = 72 * min((HEIGHT - 2 * _MARGIN) / probe.shape[0], (WIDTH - 2 * _MARGIN) / probe.shape[1])
        page = Image.fromarray(np.ascontiguousarray(pages.page(1, ppi)))
    field, written = Image.new("RGB", (WIDTH, HEIGHT), page.getpixel((0, 0))), io.BytesIO()
    field.paste(page, ((WIDTH - page.width) // 2, (HEIGHT - page.height) // 2))
    field.save(written, "PNG", optimize=True)
    return written.getvalue()


def translations(snapshot: Snapshot, edition: Edition) -> tuple[dict[str, str], ...]:
    """Language (BCP 47) and address of the edition and its translations, for hreflang; nothing where there are none.

    Raises Rejected when a translation cannot be read.
    """
    others = [read_edition(snapshot, name) for name in edition.translations]
    return tuple({"language": each.language, "address": each.address} for each in (edition, *others) if others)


def beside(edition: Edition, file: str) -> str:
    """Address of a file that is published beside the edition's page."""
    return f"{edition.address.rstrip('/')}/{file}"


def digital_document(edition: Edition, downloads: tuple[compose.DownloadLink, ...], cover: str) -> Markup:
    """The edition as schema.org DigitalDocument in JSON-LD 1.1, with its files as encodings."""
    document: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "DigitalDocument",
        "@id": edition.address,
        "name": edition.title,
        "description": edition.subtitle,
        "author": {"@type": "Organization", "name": edition.author},
        "inLanguage": edition.language,
        "keywords": list(edition.keywords),
        "version": edition.version,
        "datePublished": edition.date.isoformat(),
        "url": edition.address,
        "encoding": [
            {
                "@type": "MediaObject",
                "contentUrl": beside(edition, download.file),
                "encodingFormat": "application/pdf",
                "contentSize": str(download.size),
                "inLanguage": edition.language,
            }
            for download in downloads
        ],
        "thumbnailUrl": cover and beside(edition, cover),
    }
    given = {key: value for key, value in document.items() if value not in ("", [])}
    # A "</script>" in a title would end the block: "<" is written as JSON's own escape.
    return Markup(json.dumps(given, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704 - escaped here


_UNREAD = re.compile(r"<(style|script|svg)\b.*?</\1>|<[^>]*>", re.DOTALL)
_LABELS = re.compile(r"<text\b[^>]*>(.*?)</text>", re.DOTALL)
_ALWAYS = frozenset(" -")  # set by the browser itself: the hyphen of a broken word, and the space
_FEATURES = ["ccmp", "locl", "kern", "liga", "clig", "calt", "mark", "mkmk"]
"""OpenType features that browsers apply when a page asks for none."""

_UNUSED = ["DSIG", "FFTM", "STAT", "meta"]  # tables that no browser draws from
_NAMES = (1, 2, 4, 6)
"""Records of the name table that browsers ask for: family, style, full and PostScript name (OpenType, name)."""


def characters_of(html: str) -> frozenset[str]:
    """The characters that a page sets: those of its text, of the text in its pictures, and the numbers of its lists."""
    text = _UNREAD.sub("", html) + "".join(_LABELS.findall(html))
    if "<ol" in html:
        lists = (each for each in compose.read_elements(compose.parsed(html))[0].walk() if each.tag == "ol")
        text += "".join(number for each in lists for _, number in compose.labels(each))
    return frozenset(unescape(text)) - frozenset("\n\r\t\u00ad") | _ALWAYS


def subset_font(content: bytes, characters: frozenset[str], features: str = "") -> bytes:
    """A font file with the glyphs of these characters only, as WOFF2; the same bytes for the same request."""
    text = "".join(sorted(characters))
    asked = Path(__file__).read_bytes() + features.encode()  # with what the subsetter is told
    key = (version.encode(), asked, content, text.encode())
    return kept(key, lambda: _subset(content, text, features))


def _subset(content: bytes, text: str, features: str = "") -> bytes:
    # Loading the subsetter costs more than reading a result that was kept.
    from fontTools import subset

    options = subset.Options(
        layout_features=[*_FEATURES, *features.split()],
        hinting=False,
        notdef_outline=True,
        recalc_timestamp=False,
        # The names are chosen here: the subsetter would search the whole font for references to them.
        name_IDs=["*"],
        name_languages=["*"],
        name_legacy=True,
    )
    options.drop_tables += _UNUSED
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=text)
    font = TTFont(io.BytesIO(content), lazy=True, recalcTimestamp=False)
    font.cfg[subset.USE_HARFBUZZ_REPACKER] = False  # the same bytes whether or not that happens to be installed
    font["name"].names = [record for record in font["name"].names if record.nameID in _NAMES]
    subsetter.subset(font)
    font.flavor = "woff2"
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()


SHEET = "layouts/css/screen.css"

_URL = re.compile(r"""url\(["']?/([^"')]+)["']?\)""")
_KEPT = re.compile(
    r'([(\[“‘«„]*)(<(a|em|strong|i|b)\b[^<>]*>)?<span class="keep">([^<]*)</span>(?(2)(</\3>))([,.;:!?…)\]”’»]*)'
)
"""Words that stay together, in an element of their own or none, and the marks that touch them."""
_BOX = '<span class="keep">{0}{1}{3}{4}{5}</span>'
_SOURCE = re.compile(r' data-(?:source|section)="[^"]*"')


@dataclass(frozen=True)
class Spread:
    """Sheets that lie side by side on a wide screen, in the landmark they belong to."""

    sheets: tuple[compose.Sheet, ...]
    landmark: Landmark
    opens: bool
    closes: bool

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections of the spread; those that only paper needs are left out."""
        return tuple(s for sheet in self.sheets for s in sheet.sections if not s.content.traits.paper_only)

    @property
    def single(self) -> bool:
        """Whether its sections stand below each other also on a wide screen."""
        return len(self.sections) == 1 or any(sheet.flows for sheet in self.sheets)

    @property
    def ground(self) -> str:
        """Name of the colour token behind it, or ""."""
        return self.sheets[0].ground

    @property
    def band(self) -> str:
        """CSS class of the band below it, or ""."""
        bands = (f"band-{s.id}" for s in self.sections if s.content.band and s.content.band.wide)
        return next(bands, "")


def compose_web(
    inputs: Inputs, downloads: tuple[compose.DownloadLink, ...], cover: str = "", condition: Callable[[], bytes] = bytes
) -> str:
    """The web page of an edition: style, fonts and pictures inside it, and no request to any host.

    `downloads` are offered in their order; `cover` is the file name of the cover's picture, published beside the page;
    `condition` gives the ICC profile of bitmaps in CMYK that bring none.
    Raises Rejected for faults of templates and style sheets, and of editions named as translations.
    """
    snapshot, manuscript, edition = inputs.snapshot, inputs.manuscript, inputs.manuscript.edition
    spreads = spreads_of(compose.sheets_of(manuscript.sections))
    grounds = sorted({spread.ground for spread in spreads} - {""})
    return standalone_page(
        inputs,
        "web.html",
        SHEET,
        downloads,
        condition,
        (*(f".on-{of} {{ --behind: var(--{of}); }}" for of in grounds), *_bands(snapshot, manuscript, spreads)),
        spreads=spreads,
        cover=cover and {"address": beside(edition, cover), "width": WIDTH, "height": HEIGHT},
        translations=translations(snapshot, edition),
        document=digital_document(edition, downloads, cover),
    )


def standalone_page(
    inputs: Inputs,
    layout: str,
    entry: str,
    downloads: tuple[compose.DownloadLink, ...] = (),
    condition: Callable[[], bytes] = bytes,
    rules: Iterable[str] = (),
    **values: object,
) -> str:
    """A page of a template and of the style sheet `entry`, behind `rules`, in one file. Raises as `compose_web`."""
    snapshot, manuscript = inputs.snapshot, inputs.manuscript
    known = compose.bundle(snapshot, entry, _properties(inputs.tokens), manuscript.types).text
    language, bitmap = manuscript.edition.language, partial(web_file, condition=condition)
    look = look_of(snapshot, inputs.tokens, known, language, bitmap=bitmap)
    templates = compose.Templates(inputs, compose.Medium.SCREEN, downloads, condition, look)
    # Rendered twice: which side bearings and characters the sheet must hold is known when the sections have been.
    first = templates.render(layout, css="", policy="", **values)
    if templates.faults:
        raise Rejected(dict.fromkeys(templates.faults))
    generated = [*_properties(inputs.tokens), *rules, *templates.edge_rules(first), *compose.drawing_rules(first)]
    sheet = compose.bundle(snapshot, entry, generated, manuscript.types)
    if found := re.search("</style", sheet.text, re.IGNORECASE):
        raise reject("css/breakout", sheet.place(sheet.text.count("\n", 0, found.start()) + 1))
    css = _embedded(snapshot, sheet.text, look, characters_of(first))
    page = templates.render(layout, css=css, policy=compose.content_policy(css), **values)
    return compose.harmless(with_marks(_SOURCE.sub("", page)), f"layouts/{layout}")


def with_marks(html: str) -> str:
    """The page with the marks that touch words that stay together in the box of these.

    A browser may begin a line behind such a box, and a screen reader hears a space there.
    """
    return _KEPT.sub(lambda kept: _BOX.format(*(part or "" for part in kept.groups())), html)


def spreads_of(sheets: tuple[compose.Sheet, ...]) -> tuple[Spread, ...]:
    """The sheets as a reader has them open: the first alone, then left and right where two go together."""
    groups: list[tuple[compose.Sheet, ...]] = [sheets[:1]]
    for sheet in sheets[1:]:
        left, alone = groups[-1][0], len(groups) > 1 and len(groups[-1]) == 1
        # of one ground, and neither flows on nor is a back
        if alone and left.ground == sheet.ground and not any(each.flows or _is_back(each) for each in (left, sheet)):
            groups[-1] += (sheet,)
        else:
            groups.append((sheet,))
    marks = [Landmark.MAIN] * len(groups)
    if len(groups) > 1 and groups[0][0].sections[0].content.traits.landmark is Landmark.FRONT:
        marks[0] = Landmark.FRONT
    if Landmark.MAIN in marks[:-1] and all(_is_back(sheet) for sheet in groups[-1]):
        marks[-1] = Landmark.BACK
    around = zip(groups, [None, *marks], marks, [*marks[1:], None], strict=False)
    return tuple(Spread(group, mark, before != mark, after != mark) for group, before, mark, after in around)


def _is_back(sheet: compose.Sheet) -> bool:
    return all(section.content.traits.landmark is Landmark.BACK for section in sheet.sections)


def _properties(tokens: Tokens) -> Iterator[str]:
    yield from tokens.font_rules(ranges=True)
    yield ":root {"
    yield from (f"--{name}: {value};" for name, value in tokens.properties())
    # Without a unit, so that the sizes of a screen can be held in proportion to those of the page.
    yield from (f"--{name}-pt: {size:g};" for name, size in tokens.in_pt().items())
    yield "}"
    # Where a dark page changes what a role is, the colour that the role names is changed with it.
    changed = (f"--{tokens.roles[role]}: var(--{role});" for role in ("text", "ground"))
    yield f"@media screen and (prefers-color-scheme: dark) {{ body, svg, img {{ {' '.join(changed)} }} }}"


def _bands(snapshot: Snapshot, manuscript: Manuscript, spreads: tuple[Spread, ...]) -> Iterator[str]:
    for section in (section for spread in spreads for section in spread.sections):
        band = section.content.band
        if band and band.wide:
            narrow = locate_picture(snapshot, manuscript.folders, band.narrow or band.wide)
            wide = locate_picture(snapshot, manuscript.folders, band.wide)
            yield f'.band-{section.id} {{ background-image: url("/{narrow}"); }}'
            rule = f'.band-{section.id} {{ background-image: url("/{wide}"); }}'
            yield f"@media (min-width: 60rem) {{ {rule} }}"


def _embedded(snapshot: Snapshot, css: str, look: Look, characters: frozenset[str]) -> str:
    """The style sheet with every font and picture in it as a data address; fonts hold the given characters."""
    asked = " ".join(re.findall(r"font-feature-settings:([^;}]*)", css))
    features = " ".join(sorted(set(re.findall(r"[\"'](\w{4})[\"']", asked))))

    def data(match: re.Match[str]) -> str:
        reference = match[1]
        try:
            content = material(snapshot, reference)
        except (OSError, ValueError) as fault:
            why = phrase("part/not-there") if isinstance(fault, FileNotFoundError) else fault
            raise reject("layout/missing", Place(reference), reference=reference, fault=why) from fault
        kind = media_type(reference)
        if isinstance(content, Bitmap):
            content, kind = look.bitmap(content)
        elif kind == "image/svg+xml":
            content = _standing_alone(look, content.decode(), reference).encode()
        elif kind == "font/woff2":
            content = subset_font(content, characters, features)
        return f'url("{compose.data_address(content, kind)}")'

    return _URL.sub(data, css)


def _standing_alone(look: Look, svg: str, file: str) -> str:
    """A drawing that is no part of the page, and so brings what it needs of its fonts."""
    try:
        drawing = look.drawing(svg)
    except DrawingFault as fault:
        raise reject("web/drawing", Place(file), file=file, fault=fault) from fault
    letters = frozenset("".join(drawing.words))
    rules = [
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; '
        f"font-style: {'italic' if face.italic else 'normal'}; "
        f'src: url("{compose.data_address(subset_font(face.content, letters), "font/woff2")}") }}'
        for face in look.faces
        if letters and f'"{face.family}"' in drawing.svg
    ]
    return drawing.svg.replace(">", f"><style>{''.join(rules)}</style>", 1) if rules else drawing.svg
