"""Approved pages: small pictures of the pages that people approved, and how far a build departs from them."""

import io
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from brochurepress.findings import Place, reject
from brochurepress.pdf import Bitmap, pdfium
from brochurepress.proofing.compare.rendered import differing
from brochurepress.wording import phrase
from brochurepress.workspace import LimitExceeded, LimitName, read_file

PPI = 60.0
"""Resolution of a reference picture: enough to see one letter change, some 10 kB a page."""

STEP = 17
"""Levels of 255 from one tint of a reference picture to the next: sixteen in each channel."""

PIXELS = 8
"""Tolerance: so many pixels of a page may differ. Another letter changes some 30, a word more than 100."""

PICTURE = re.compile(r"page-([0-9]{1,6})\.png")
"""The name of a reference picture, with the number of its page."""

_PALE = 4


@dataclass(frozen=True)
class PageDeviation:
    """A page (from 1) that is not as it was approved: why, and what to look at (PNG)."""

    page: int
    reason: str
    picture: bytes


def folder_of(root: Path, edition: str) -> Path:
    """Where the reference pictures of an edition are kept, as page-1.png and so on."""
    return root / "tests/reference" / edition


def reference_pictures(pdf: bytes) -> dict[str, bytes]:
    """The reference picture of each page of a PDF, by file name. Raises ValueError when a page cannot be drawn."""
    return {f"page-{number}.png": _png(page) for number, page in enumerate(_drawn(pdf), 1)}


def departures(pdf: bytes, folder: Path) -> tuple[PageDeviation, ...]:
    """The pages of a PDF that are not as the reference pictures in a folder have them, within PIXELS.

    Raises Rejected for a reference picture that cannot be read, ValueError when a page cannot be drawn.
    """
    kept = {int(name[1]): path for path in folder.glob("*") if (name := PICTURE.fullmatch(path.name))}
    found, pages = list[PageDeviation](), _drawn(pdf)
    for number, page in enumerate(pages, 1):
        if number not in kept:
            found.append(PageDeviation(number, phrase("part/page-new"), _png(page)))
            continue
        approved = _read(kept[number])
        mask = differing(approved, page)
        if mask.sum() > PIXELS:
            reason = phrase("part/pixels-differ", count=int(mask.sum()), most=PIXELS)
            found.append(PageDeviation(number, reason, _png(_beside(approved, page, mask))))
    gone = sorted(number for number in kept if number > len(pages))
    found += [PageDeviation(number, phrase("part/page-gone"), _content(kept[number])) for number in gone]
    return tuple(found)


def _drawn(pdf: bytes) -> list[Bitmap]:
    """The pages as RGB in the tints of a reference picture."""
    with pdfium.open_pdf(pdf) as rendering:
        pages = [rendering.page(number, PPI) for number in range(1, len(rendering) + 1)]
    return [((page.astype(np.uint16) + STEP // 2) // STEP * STEP).astype(np.uint8) for page in pages]


def _png(pixels: Bitmap) -> bytes:
    """RGB as PNG, with a palette where 256 colours are enough."""
    colours, indices = np.unique(pixels @ np.array([1 << 16, 1 << 8, 1], np.uint32), return_inverse=True)
    picture = Image.fromarray(pixels)
    if len(colours) <= 256:
        picture = Image.fromarray(indices.reshape(pixels.shape[:2]).astype(np.uint8), "P")
        picture.putpalette(colours.astype(">u4").tobytes(), "XRGB")
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _read(path: Path) -> Bitmap:
    try:
        content = _content(path)
        with Image.open(io.BytesIO(content), formats=("PNG",)) as picture:
            picture.verify()  # a file that is cut off would be read as far as it goes
        with Image.open(io.BytesIO(content), formats=("PNG",)) as picture:
            return np.array(picture.convert("RGB"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as fault:
        raise reject("reference/unreadable", Place(str(path)), reason=phrase("part/is-no-picture")) from fault


def _content(path: Path) -> bytes:
    try:
        return read_file(path, LimitName.BITMAP)
    except (OSError, LimitExceeded) as fault:
        raise reject("reference/unreadable", Place(str(path)), reason=fault) from fault


def _beside(approved: Bitmap, page: Bitmap, mask: npt.NDArray[np.bool_]) -> Bitmap:
    """What was approved, what is, and where they differ: black on the page grown pale."""
    height, width = mask.shape
    panels = []
    for picture in (approved, page):
        panel = np.full((height, width, 3), 255, np.uint8)
        panel[: picture.shape[0], : picture.shape[1]] = picture
        panels.append(panel)
    pale = panels[1].mean(axis=2, keepdims=True).repeat(3, axis=2)
    shown = (255 - (255 - pale) / _PALE).astype(np.uint8)
    shown[mask] = 0
    return np.concatenate([*panels, shown], axis=1)
