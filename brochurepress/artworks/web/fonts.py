"""Web fonts: font files cut down to the characters that a page sets, as WOFF2 (W3C WOFF File Format 2.0)."""

import io
import re
from html import unescape

from fontTools import version
from fontTools.ttLib import TTFont

from brochurepress.compose import labels, parsed, read_elements
from brochurepress.workspace import kept

_UNREAD = re.compile(r"<(style|script|svg)\b.*?</\1>|<[^>]*>", re.DOTALL)
_LABELS = re.compile(r"<text\b[^>]*>(.*?)</text>", re.DOTALL)
_ALWAYS = frozenset(" -")
"""Set by the browser itself: the hyphen of a broken word, and the space."""

_FEATURES = ["ccmp", "locl", "kern", "liga", "clig", "calt", "mark", "mkmk"]
"""OpenType features that browsers apply when a page asks for none."""

_UNUSED = ["DSIG", "FFTM", "STAT", "meta"]
"""Tables that no browser draws from."""

_NAMES = (1, 2, 4, 6)
"""Records of the name table that browsers ask for: family, style, full and PostScript name (OpenType, name)."""


def characters_of(html: str) -> frozenset[str]:
    """The characters that a page sets: those of its text, of the text in its pictures, and the numbers of its lists."""
    text = _UNREAD.sub("", html) + "".join(_LABELS.findall(html))
    if "<ol" in html:
        lists = (each for each in read_elements(parsed(html))[0].walk() if each.tag == "ol")
        text += "".join(number for each in lists for _, number in labels(each))
    return frozenset(unescape(text)) - frozenset("\n\r\t\u00ad") | _ALWAYS


def features_of(css: str) -> str:
    """The OpenType features that a style sheet asks for, by their tags."""
    asked = " ".join(re.findall(r"font-feature-settings:([^;}]*)", css))
    return " ".join(sorted(set(re.findall(r"[\"'](\w{4})[\"']", asked))))


def subset_font(content: bytes, characters: frozenset[str], features: str = "") -> bytes:
    """A font file with the glyphs of these characters only, as WOFF2; the same bytes for the same request."""
    text = "".join(sorted(characters))
    return kept((version.encode(), content, text.encode(), features.encode()), lambda: _subset(content, text, features))


def _subset(content: bytes, text: str, features: str) -> bytes:
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
    font["name"].names = [record for record in font["name"].names if record.nameID in _NAMES]
    subsetter.subset(font)
    font.flavor = "woff2"
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()
