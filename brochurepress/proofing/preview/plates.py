"""The four plates of a page and their sum as pictures, and the ink at one point, as the press file has them."""

from __future__ import annotations

import io
import threading
from functools import cached_property

import numpy as np
from PIL import Image

from brochurepress.artworks.press.separation import separate
from brochurepress.pdf.inspect import Plates, inspect, render_plates
from brochurepress.preflight.report import PLATES, heat_map, tinted
from brochurepress.proofing.preview.page_model import ProofPage

PLATE_PPI = 150.0
"""Resolution of the plates."""

TOTAL = "total"
NAMES = (*(name for name, _ in PLATES), TOTAL)
"""The pictures that a leaf has beside its own."""


class ProofPlates:
    """A leaf in the inks of the printing condition; made when first asked for, once, whatever thread asks."""

    def __init__(self, leaf: ProofPage) -> None:
        self.leaf = leaf
        self._making = threading.Lock()

    @property
    def plates(self) -> Plates:
        """Ink coverage of the leaf, its bleed included."""
        with self._making:
            return self._plates

    @cached_property
    def _plates(self) -> Plates:
        inspection = inspect(separate(self.leaf.pdf, self.leaf.plan).content, self.leaf.key)
        area = inspection.sheets[0].boxes.media
        return render_plates(inspection.pdf.pages[0], inspection.streams, area, PLATE_PPI)

    def picture(self, name: str) -> bytes:
        """A plate in the colour of its ink, or the total ink as a heat map, as PNG.

        Raises KeyError for a name that is not in NAMES.
        """
        if name == TOTAL:
            return png(heat_map(self.plates, self.leaf.plan.ink_limit_percent))
        index = [plate for plate, _ in PLATES].index(name)
        return png(tinted(self.plates.tints[index], PLATES[index][1]))

    def at(self, x: float, y: float) -> dict[str, object]:
        """The ink in % at a point, x and y from 0 to 1 over the width and height of the leaf."""
        tints = self.plates.tints
        height, width = tints[0].shape
        row, column = min(int(y * height), height - 1), min(int(x * width), width - 1)
        inks = [round(float(tint[row, column]) / 2.55) for tint in tints]
        return {"cmyk": inks, "total": sum(inks)}


def png(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], kind: str = "PNG") -> bytes:
    """A bitmap as PNG, packed for speed: it travels within one machine; as BMP it is not packed at all."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind, compress_level=1)
    return file.getvalue()
