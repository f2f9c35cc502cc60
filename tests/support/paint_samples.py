"""The torture document: every paint that CSS and SVG can make the layout engine write.

Pages of 105 x 148 mm with 3 mm bleed. All pictures are made here, so that it is the same everywhere.
"""

from __future__ import annotations

import io
import struct
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw

from brochurepress.design.geometry import Geometry
from brochurepress.design.renditions import Rendering
from brochurepress.typeset.weasyprint_door import write_pdf
from tests.support.laid_out import layout_html

GEOMETRY = Geometry(105, 148, bleed_mm=3, safety_mm=5)
SRGB = (Path(__file__).parents[2] / "assets/icc/sRGB2014.icc").read_bytes()


def swapped_profile() -> bytes:
    """An ICC profile of a screen whose red and blue colorants have changed places: nobody overlooks it."""
    table = bytearray(SRGB)
    for index in range(struct.unpack(">I", table[128:132])[0]):
        entry = 132 + 12 * index
        name = bytes(table[entry : entry + 4])
        table[entry : entry + 4] = {b"rXYZ": b"bXYZ", b"bXYZ": b"rXYZ"}.get(name, name)
    return bytes(table)


def photo(mode: str = "RGB") -> Image.Image:
    """A picture with soft colour ramps, edges and, in modes with alpha, a soft round mask."""
    ramp = Image.linear_gradient("L").resize((96, 72))
    red, blue = ramp, ramp.transpose(Image.Transpose.ROTATE_180)
    green = ramp.rotate(90, expand=False).resize((96, 72))
    image = Image.merge("RGB", (red, green, blue))
    draw = ImageDraw.Draw(image)
    draw.rectangle((8, 8, 30, 30), fill=(220, 30, 40))
    draw.ellipse((50, 30, 88, 66), fill=(20, 90, 160))
    draw.rectangle((34, 8, 44, 30), fill=(0, 0, 0))
    if mode in ("RGBA", "LA"):
        mask = Image.radial_gradient("L").resize((96, 72)).point(lambda value: 255 - value)
        image.putalpha(mask)
    return image.convert(mode)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def pictures() -> dict[str, tuple[bytes, str]]:
    """Every kind of picture the engine reads, by file name."""
    palette = photo().quantize(24)
    clear = photo().quantize(24)
    return {
        "rgb.png": (encoded(photo(), "PNG"), "image/png"),
        "rgba.png": (encoded(photo("RGBA"), "PNG"), "image/png"),
        "palette.png": (encoded(palette, "PNG"), "image/png"),
        "palette-clear.png": (encoded(clear, "PNG", transparency=3), "image/png"),
        "grey.png": (encoded(photo("L"), "PNG"), "image/png"),
        "grey-alpha.png": (encoded(photo("LA"), "PNG"), "image/png"),
        "bitmap.png": (encoded(photo("1"), "PNG"), "image/png"),
        "profile.png": (encoded(photo(), "PNG", icc_profile=swapped_profile()), "image/png"),
        "rgb.jpg": (encoded(photo(), "JPEG", quality=95, subsampling=0), "image/jpeg"),
        "progressive.jpg": (encoded(photo(), "JPEG", quality=95, progressive=True), "image/jpeg"),
        "grey.jpg": (encoded(photo("L"), "JPEG", quality=95), "image/jpeg"),
        "cmyk.jpg": (encoded(photo("CMYK"), "JPEG", quality=95), "image/jpeg"),
        "profile.jpg": (encoded(photo(), "JPEG", quality=95, subsampling=0, icc_profile=SRGB), "image/jpeg"),
        "flat.gif": (encoded(palette, "GIF"), "image/gif"),
        "flat.webp": (encoded(photo(), "WEBP", lossless=True), "image/webp"),
        "drawing.svg": (DRAWING.encode(), "image/svg+xml"),
    }


DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30">
<defs><linearGradient id="g"><stop offset="0" stop-color="#e94e1b"/>
<stop offset="1" stop-color="#1b3d8a"/></linearGradient></defs>
<rect width="40" height="30" fill="url(#g)"/>
<circle cx="20" cy="15" r="9" fill="#ffd01a" stroke="#000" stroke-width=".5"/></svg>"""

STYLE = """
@page { size: 105mm 148mm; margin: 8mm; bleed: 3mm; background: #C6E6FA }
@page :nth(2) { background: linear-gradient(160deg, #ffffff, #F4A9C6) }
body { font: 7pt/1.3 DejaVu Sans, sans-serif; color: #1D1D1B; margin: 0 }
section { break-after: page } section:last-child { break-after: auto }
div.row { display: flex; flex-wrap: wrap; gap: 2mm; margin-bottom: 2mm }
div.row > * { width: 19mm; height: 11mm; box-sizing: border-box; flex: none }
svg { overflow: visible }
"""

FLAT = """<section><h1 style="color:#1B3D8A;font-size:12pt;margin:0">Vlakken en randen</h1>
<p>Zwarte tekst, <b style="color:#000">echt zwart</b>, <span style="color:#808080">grijs</span>,
<span style="color:rgba(200,30,40,.5)">half</span>, <a href="https://example.org/"
style="color:#0D9F75">verwijzing</a>,
<u style="text-decoration:underline wavy #EC633A">golf</u>, <s>door</s>, <span
style="opacity:.5">doorzichtig</span>,
<span style="-webkit-text-stroke:.2pt red">omlijnd</span>.</p>
<ul><li>een</li><li style="color:#EC633A">twee</li></ul><hr>
<div class="row">%s</div>
<div class="row">
<p style="background:#EC633A;outline:1pt dashed #1B3D8A">plat</p>
<p style="background:rgba(0,0,0,.3);border-radius:3mm">rond</p>
<p style="background:hsl(200 80%% 40%%);color:#fff">hsl</p>
<p style="background:#FFD01A;box-shadow:1mm 1mm 0 #000">hard</p>
<p style="background:#fff;box-shadow:0 1mm 2mm rgba(27,61,138,.6)">zacht</p>
<p style="background:#fff;box-shadow:inset 0 0 2mm #EC633A">binnen</p>
<p style="background:#000;color:#fff;transform:rotate(8deg)">gedraaid</p>
<p style="background:#1D1D1B;color:#FFD01A;opacity:.6">laag</p>
<p style="border:.3pt solid #000">haarlijn</p>
<p style="background:oklch(60%% .15 30)">oklch</p>
<p style="background:lab(60%% 40 -30)">lab</p>
<p style="background:color(display-p3 .2 .7 .3)">p3</p>
</div>
</section><section><table style="border-collapse:collapse;width:60mm"><tr>
<th style="border:1pt solid #0D9F75;background:#eee">kop</th>
<td style="border:.5pt dotted #000">cel</td></tr></table></section>"""

BORDERS = "".join(
    f'<p style="margin:0;border:{width} {style} {colour};border-radius:{radius}">{style}</p>'
    for style in ("solid", "dashed", "dotted", "double", "groove", "ridge", "inset", "outset")
    for width, colour, radius in (("1.2mm", "#0D9F75", "0"), ("1mm", "rgba(236,99,58,.7)", "2mm"))
)

GRADIENTS = (
    "linear-gradient(#EC633A, #1B3D8A)",
    "linear-gradient(90deg, #EC633A 20%, #FFD01A 50%, #0D9F75 80%)",
    "linear-gradient(45deg, #000, #fff)",
    "linear-gradient(to right, #C6E6FA 50%, #1B3D8A 50%)",
    "linear-gradient(30deg, rgba(236,99,58,1), rgba(27,61,138,0))",
    "linear-gradient(to right, transparent, #000)",
    "radial-gradient(#FFD01A, #EC633A)",
    "radial-gradient(circle at 20% 30%, #fff, #1B3D8A 60%, #000)",
    "radial-gradient(ellipse closest-side, rgba(13,159,117,.9), rgba(13,159,117,0))",
    "radial-gradient(circle 3mm at center, #F4A9C6 40%, #0D9F75 41%)",
    "repeating-linear-gradient(45deg, #1B3D8A 0, #1B3D8A 1mm, #FFD01A 1mm, #FFD01A 2mm)",
    "repeating-linear-gradient(90deg, #EC633A, #FFD01A 3mm)",
    "repeating-linear-gradient(90deg, rgba(236,99,58,.2), rgba(27,61,138,.9) 3mm)",
    "repeating-radial-gradient(circle, #fff, #0D9F75 2mm)",
    "repeating-radial-gradient(circle, rgba(255,255,255,0), rgba(13,159,117,1) 2mm)",
    "linear-gradient(#888, #888)",
)
SHADED = (
    "<section><h1>Verlopen</h1><div class='row'>"
    + "".join(f'<p style="margin:0;background:{value}"></p>' for value in GRADIENTS)
    + "".join(
        f'<p style="margin:0;border-radius:3mm;background:{value} 0 0/4mm 4mm"></p>'
        for value in (GRADIENTS[0], GRADIENTS[6], GRADIENTS[4])
    )
    + f"""<p style="margin:0;opacity:.5;background:{GRADIENTS[1]}"></p>
<p style="margin:0;transform:rotate(12deg) scale(.8);background:{GRADIENTS[6]}"></p>
<p style="margin:0;border:1.5mm solid;border-image:linear-gradient(45deg,#EC633A,#1B3D8A) 1">rand</p>
<p style="margin:0;background:{GRADIENTS[4]},{GRADIENTS[10]}"></p>
<p style="margin:0;background:linear-gradient(#fff,#EC633A) no-repeat 2mm 2mm/8mm 5mm,#1B3D8A"></p></div>
</section>"""
)


def placed() -> str:
    """Every picture as image, as repeated background, turned, clipped and half transparent."""
    images = "".join(f'<img src="media:{name}">' for name in pictures())
    return f"""<section><h1>Beelden</h1><div class="row">{images}
<p style="margin:0;background:url(media:rgb.jpg) 0 0/6mm 5mm"></p>
<p style="margin:0;background:url(media:rgba.png) 0 0/6mm 5mm, #FFD01A"></p>
<p style="margin:0;background:url(media:drawing.svg) 0 0/6mm 5mm"></p>
<img src="media:rgba.png" style="opacity:.5"><img src="media:rgb.jpg" style="transform:rotate(20deg)">
<img src="media:rgb.png" style="border-radius:5mm;object-fit:cover">
<img src="media:bitmap.png" style="image-rendering:pixelated"></div></section>"""


SVG = """<section><h1>SVG</h1>
<svg width="88mm" height="110mm" viewBox="0 0 176 220"><defs>
<linearGradient id="a" x1="0" x2="1" y1="0" y2="1"><stop offset="0" stop-color="#EC633A"/>
<stop offset=".5" stop-color="#FFD01A"/>
<stop offset="1" stop-color="#0D9F75"/></linearGradient>
<linearGradient id="b" spreadMethod="reflect" x2=".3"><stop offset="0" stop-color="#1B3D8A"/>
<stop offset="1" stop-color="#fff"/></linearGradient>
<linearGradient id="c" spreadMethod="repeat" x2=".2">
<stop offset="0" stop-color="#1B3D8A" stop-opacity=".2"/>
<stop offset="1" stop-color="#EC633A"/></linearGradient>
<radialGradient id="d" cx=".4" cy=".4" r=".6" fx=".3" fy=".3"><stop offset="0" stop-color="#fff"/>
<stop offset="1" stop-color="#1B3D8A"/></radialGradient>
<radialGradient id="e"><stop offset="0" stop-color="#0D9F75"/>
<stop offset="1" stop-color="#0D9F75" stop-opacity="0"/></radialGradient>
<linearGradient id="f" gradientUnits="userSpaceOnUse" x1="0" x2="176" gradientTransform="rotate(20)">
<stop offset="0" stop-color="#F4A9C6"/>
<stop offset="1" stop-color="#1D1D1B"/></linearGradient>
<pattern id="p" width="8" height="8" patternUnits="userSpaceOnUse">
<rect width="8" height="8" fill="#C6E6FA"/>
<circle cx="4" cy="4" r="2.5" fill="#EC633A"/></pattern>
<pattern id="q" width=".25" height=".25"><path d="M0 0L6 6" stroke="#000" stroke-width=".8" fill="none"/>
</pattern>
<mask id="m" maskUnits="userSpaceOnUse" x="0" y="0" width="176" height="220">
<rect x="0" y="0" width="176" height="220" fill="#fff"/><circle cx="20" cy="92" r="9" fill="#000"/></mask>
<mask id="n" maskUnits="userSpaceOnUse" x="0" y="0" width="176" height="220">
<rect x="44" y="74" width="36" height="34" fill="url(#e2)"/></mask>
<linearGradient id="e2"><stop offset="0" stop-color="#fff"/><stop offset="1" stop-color="#000"/>
</linearGradient>
<mask id="o" maskUnits="userSpaceOnUse" x="0" y="0" width="176" height="220">
<circle cx="102" cy="92" r="14" fill="#EC633A" opacity=".7"/></mask>
<clipPath id="k"><circle cx="145" cy="92" r="15"/></clipPath>
<marker id="z" viewBox="0 0 4 4" refX="2" refY="2" markerWidth="5" markerHeight="5">
<path d="M0 0L4 2L0 4z" fill="#EC633A"/></marker>
</defs>
<rect x="0" y="0" width="36" height="30" fill="url(#a)"/>
<rect x="44" y="0" width="36" height="30" fill="url(#b)"/>
<rect x="88" y="0" width="36" height="30" fill="url(#c)"/><circle cx="148" cy="15" r="15" fill="url(#d)"/>
<rect x="0" y="36" width="36" height="30" fill="url(#e)"/>
<ellipse cx="62" cy="51" rx="18" ry="15" fill="url(#f)"/>
<rect x="88" y="36" width="36" height="30" fill="url(#p)" stroke="#1B3D8A"/>
<rect x="132" y="36" width="36" height="30" fill="url(#q)"/>
<rect mask="url(#m)" x="0" y="74" width="36" height="34" fill="#0D9F75"/>
<rect mask="url(#n)" x="44" y="74" width="36" height="34" fill="#EC633A"/>
<rect mask="url(#o)" x="88" y="74" width="36" height="34" fill="#1B3D8A"/>
<g clip-path="url(#k)"><rect x="128" y="74" width="36" height="34" fill="url(#a)"/></g>
<path d="M4 118C20 108 40 140 60 118S100 112 120 124" fill="none" stroke="url(#a)" stroke-width="4"
marker-end="url(#z)"/>
<path d="M4 136L120 136" fill="none" stroke="#1D1D1B" stroke-width=".4" stroke-dasharray="3 1"/>
<g opacity=".5"><circle cx="136" cy="126" r="10" fill="#EC633A"/>
<circle cx="148" cy="126" r="10" fill="#1B3D8A"/></g>
<text x="0" y="160" font-size="18" font-weight="bold" fill="url(#a)">Verloop</text>
<text x="88" y="160" font-size="14" fill="#fff" stroke="#1B3D8A" stroke-width=".6">Omlijnd</text>
<text x="0" y="176" font-size="9" transform="rotate(-4 0 176)">scheve zwarte tekst</text>
<image href="media:rgba.png" x="88" y="168" width="40" height="30"/>
<image href="media:rgb.jpg" x="132" y="168" width="40" height="30"/>
<path d="M0 190h30v20h-30z M8 196v8h14v-8z" fill="#FFD01A" fill-rule="evenodd" stroke="#000"
stroke-width=".5"/>
<rect x="36" y="190" width="20" height="20" fill="#C6E6FA" fill-opacity=".5" stroke="#EC633A"
stroke-opacity=".5" stroke-width="3"/>
<use href="#k"/><polygon points="62,210 72,190 82,210" fill="currentColor"/></svg></section>"""


def html() -> str:
    """The HTML of the torture document."""
    body = FLAT % BORDERS + SHADED + placed() + SVG
    return f'<html lang="nl"><title>Pijnbank</title><style>{STYLE}</style><body>{body}</body></html>'


FOR_PRESS = Rendering()


@cache
def pdf(rendering: Rendering = FOR_PRESS) -> bytes:
    """The torture document painted in sRGB, its bitmaps rendered as told."""
    media = pictures()
    return write_pdf(layout_html(html(), lambda url: media[url.removeprefix("media:")]), rendering)
