"""Colours of each section, by the area they take: on plates, on pages, on a screen."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms
from playwright.sync_api import Browser

from brochurepress.design.geometry import PT_PER_MM, Box
from brochurepress.pdf import pdfium
from brochurepress.pdf.inspect.inspection import inspect
from brochurepress.pipeline.stages import Build, lay_out
from brochurepress.source.inputs import Inputs, read_sources
from brochurepress.source.variants import FORMS, VARIANTS
from brochurepress.typeset.box_geometry import blocks
from brochurepress.typeset.layout_checks import Layout
from brochurepress.workspace.project import Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.browser import visit

DELTA_E = 12.0
"""CIE 1976 colour difference up to which two colours are the same: no ink is as deep as some blues of a screen."""

SEEN = 0.01
"""Share of an area from which a colour counts: less is the smoothing of letters and edges."""

THERE = 0.001
"""Share with which such a colour must come back elsewhere: a picture is smaller on a page that holds more."""

GROUND = 1 / 3
"""Share from which the colour that takes most is the ground."""

WIDTHS = (390, 1280)
"""Of a window, in CSS px: a phone and a desktop."""

PPI = 100
_STEP = 4
"""Levels of a channel that are counted together."""

Pixels = npt.NDArray[np.uint8]
"""Colours in sRGB, shaped (pixels, 3)."""

_SRGB = ImageCms.createProfile("sRGB")
_TO_LAB = ImageCms.buildTransform(_SRGB, ImageCms.createProfile("LAB"), "RGB", "LAB")


@dataclass(frozen=True)
class Shades:
    """The colours of an area, most frequent first: sRGB, CIELAB (D50), and the share of the area of each."""

    srgb: npt.NDArray[np.uint8]
    lab: npt.NDArray[np.float64]
    shares: npt.NDArray[np.float64]

    def share_near(self, lab: npt.NDArray[np.float64]) -> float:
        """Share of all colours within DELTA_E of one."""
        near = np.linalg.norm(self.lab - lab, axis=1) <= DELTA_E
        return float(self.shares[near].sum())


def shades(pixels: Pixels) -> Shades:
    """The colours of some pixels, those within a step of each channel counted as one."""
    levels = 256 // _STEP
    packed = (pixels // _STEP).astype(np.int64) @ np.array([levels * levels, levels, 1])
    counted = np.bincount(packed, minlength=levels**3)
    found = np.flatnonzero(counted)
    found = found[np.argsort(-counted[found], kind="stable")]
    cells = np.column_stack([found // levels**2, found // levels % levels, found % levels])
    srgb = (cells * _STEP + _STEP // 2).astype(np.uint8)
    coded = np.asarray(ImageCms.applyTransform(Image.fromarray(srgb[None]), _TO_LAB))[0]
    lab = np.column_stack([coded[:, 0] * (100 / 255), coded[:, 1:].astype(np.int8)])
    return Shades(srgb, lab, counted[found] / counted.sum())


def differences(one: Mapping[str, Shades], other: Mapping[str, Shades]) -> Iterator[str]:
    """What is coloured otherwise, section by section, in two artworks that hold the same sections."""
    for section in sorted(one.keys() & other.keys()):
        first, second = one[section], other[section]
        grounds = [each for each in (first, second) if each.shares[0] > GROUND]
        if len(grounds) == 2 and np.linalg.norm(first.lab[0] - second.lab[0]) > DELTA_E:
            yield f"{section}: the ground is {_hex(first, 0)} and {_hex(second, 0)}"
        for seen, elsewhere in ((first, second), (second, first)):
            for at in np.flatnonzero(seen.shares >= SEEN).tolist():
                if elsewhere.share_near(seen.lab[at]) < THERE:
                    yield f"{section}: {_hex(seen, at)} takes {seen.shares[at]:.1%}, and is not in both"


def _hex(of: Shades, at: int) -> str:
    return "#{:02X}{:02X}{:02X}".format(*of.srgb[at])


def on_paper(project: Project, build: Build) -> Iterator[tuple[str, dict[str, Shades]]]:
    """The shades of each section and band in every PDF that holds the pages of a form as they are."""
    sources = read_sources(Snapshot(project), build.edition.name)
    layouts: dict[str, Layout] = {}
    for artwork in build.artworks:
        variant = VARIANTS[artwork.variant]
        if artwork.variant in ("press", "digital", "large-print"):
            if variant.form not in layouts:
                layouts[variant.form] = lay_out(sources, form=FORMS[variant.form])
            pages = _plates(artwork.content, project, sources) if artwork.variant == "press" else None
            yield artwork.variant, _by_section(artwork.content, layouts[variant.form], pages)


def on_screen(browser: Browser, file: Path, width: int) -> dict[str, Shades]:
    """The shades of each section and band of a web page in a window `width` CSS px wide."""
    with visit(browser, file, width) as opened:
        page = np.asarray(Image.open(io.BytesIO(opened.screenshot())).convert("RGB"))
        boxes = opened.page.evaluate(
            """[...document.querySelectorAll('.section, .band')].map(e => {
                const {left, top, right, bottom} = e.getBoundingClientRect()
                return [e.id || e.classList[1], left, top + scrollY, right, bottom + scrollY].map(
                    side => typeof side === 'number' ? Math.round(side) : side)
            })"""
        )
    return {name: shades(page[top:bottom, left:right].reshape(-1, 3)) for name, left, top, right, bottom in boxes}


@dataclass(frozen=True)
class _Proofs:
    """Pages as pictures in sRGB, each of the part of the page that its box tells in pt."""

    pictures: tuple[npt.NDArray[np.uint8], ...]
    areas: tuple[Box, ...]

    def part(self, page: int, box: Box) -> Pixels:
        """The pixels of a page (from 1) within a box."""
        area, unit = self.areas[page - 1], PPI / 72
        top, bottom = (max(0, round((area.top - y) * unit)) for y in (box.top, box.bottom))
        left, right = (max(0, round((x - area.left) * unit)) for x in (box.left, box.right))
        return self.pictures[page - 1][top:bottom, left:right].reshape(-1, 3)


def _plates(pdf: bytes, project: Project, sources: Inputs) -> _Proofs:
    """The pages of a press PDF as its plates print them: the four inks through the profile of the printer."""
    plates = inspect(pdf).plates
    printer = ImageCms.getOpenProfile(
        io.BytesIO(project.find(f"assets/icc/{sources.printer.condition.profile}").read_bytes())
    )
    proof = ImageCms.buildTransform(
        printer, _SRGB, "CMYK", "RGB", ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION
    )
    inks = (Image.fromarray(np.ascontiguousarray(np.moveaxis(page.tints, 0, 2)), "CMYK") for page in plates)
    pictures = tuple(np.asarray(ImageCms.applyTransform(page, proof)) for page in inks)
    return _Proofs(pictures, tuple(page.area for page in plates))


def _drawn(pdf: bytes, height_pt: float) -> _Proofs:
    with pdfium.open_pdf(pdf) as pages:
        pictures = tuple(pages.page(number, PPI) for number in range(1, len(pages) + 1))
    return _Proofs(pictures, (Box(0, 0, 0, height_pt),) * len(pictures))


def _by_section(pdf: bytes, layout: Layout, proofs: _Proofs | None) -> dict[str, Shades]:
    """Shades by the identifier of a section, or the class of a band, over all its pages."""
    geometry = layout.composition.geometry
    height, width = geometry.height_mm, geometry.width_mm
    proofs = proofs or _drawn(pdf, height * PT_PER_MM)
    parts: defaultdict[str, list[Pixels]] = defaultdict(list)
    for block in (*blocks(layout.pages, "section"), *blocks(layout.pages, "band")):
        area = block.area
        sides = (
            max(area.left, 0),
            height - min(area.bottom, height),
            min(area.right, width),
            height - max(area.top, 0),
        )
        name = str(block.element.get("id") or block.element.get("class", "").split()[-1])
        parts[name].append(proofs.part(block.page, Box(*(side * PT_PER_MM for side in sides))))
    return {name: shades(np.concatenate(pixels)) for name, pixels in parts.items()}
