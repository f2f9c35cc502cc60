"""CPU time of separation and press finish: the torture document, and a small page repeated up to 64 times.

Run from the project's root: python -m benchmarks.separation
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from brochurepress.artworks.press.press_pdf import finish_press
from brochurepress.artworks.press.separation.separator import separate
from brochurepress.typeset.weasyprint_door import write_pdf
from tests.pdf.test_xmp import METADATA
from tests.support import paint_samples
from tests.support.laid_out import layout_html
from tests.support.separated_pdf import PLAN, PRINTER, PROFILE

if TYPE_CHECKING:
    from collections.abc import Callable

    from brochurepress.design.geometry import Geometry

RUNS = 5
PAGE = """<section><h1 style="color:#1B3D8A">Kop</h1>{text}<p style="background:#EC633A;padding:2mm">kader</p>
<svg viewBox="0 0 100 40" width="80mm">{shapes}</svg></section>"""


def brochure(pages: int) -> bytes:
    """Pages of text with a box and a drawing of fifty shapes, painted in sRGB."""
    text = "<p>" + "Woorden van een gewone zin. " * 40 + "</p>"
    shapes = "".join(
        f'<path d="M{x} {y}h8v6h-8z" fill="#{90 + x:02x}9F75"/>' for x in range(0, 100, 10) for y in range(0, 40, 8)
    )
    body = PAGE.format(text=text, shapes=shapes) * pages
    return write_pdf(layout_html(f"<style>{paint_samples.STYLE}</style>{body}", lambda url: (b"", "text/plain")))


def cpu(of: Callable[[], object]) -> float:
    """Seconds of CPU, the best of some runs."""
    best = float("inf")
    for _ in range(RUNS):
        start = time.process_time()
        of()
        best = min(best, time.process_time() - start)
    return best


def measured(name: str, pdf: bytes, geometry: Geometry) -> str:
    """One line of the table: CPU of both stages."""
    ink = separate(pdf, PLAN).content
    separation = cpu(lambda: separate(pdf, PLAN))
    finish = cpu(lambda: finish_press(ink, geometry, PRINTER, PROFILE, METADATA))
    return f"{name:24}{separation:8.3f} s{finish:8.3f} s"


if __name__ == "__main__":
    print(f"{'':24}{'separate':>10}{'finish':>10}")
    print(measured("torture document", paint_samples.pdf(), paint_samples.GEOMETRY))
    for pages in (1, 4, 16, 64):
        print(measured(f"{pages} plain pages", brochure(pages), paint_samples.GEOMETRY))
