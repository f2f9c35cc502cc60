"""Ghostscript and poppler as outside judges: the four plates of a page, and a page in sRGB."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

PPI = 72
Pixels = npt.NDArray[np.uint8]


def ghostscript_plates(pdf: bytes) -> list[Image.Image]:
    """Every page in four inks (mode CMYK), overprint included, as Ghostscript separates it."""
    options = ("-sDEVICE=tiff32nc", "-dOverprint=/simulate", "-dTextAlphaBits=4", "-dGraphicsAlphaBits=4")
    return _pages(pdf, ["gs", "-q", "-dNOPAUSE", "-dBATCH", *options, f"-r{PPI}", "-o"], "page-%03d.tif")


def ghostscript_screen(pdf: bytes) -> list[Image.Image]:
    """Every page in sRGB, as Ghostscript paints it."""
    options = ("-sDEVICE=png16m", "-dTextAlphaBits=4", "-dGraphicsAlphaBits=4")
    return _pages(pdf, ["gs", "-q", "-dNOPAUSE", "-dBATCH", *options, f"-r{PPI}", "-o"], "page-%03d.png")


def poppler_plates(pdf: bytes) -> list[Image.Image]:
    """Every page in four inks (mode CMYK) as poppler separates it, overprint included."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "source.pdf")
        source.write_bytes(pdf)
        packing = ("-jpegcmyk", "-overprint")
        _run(["pdftoppm", "-r", str(PPI), *packing, str(source), str(Path(folder, "page"))])
        return [_loaded(path) for path in sorted(Path(folder).glob("page*.jpg"))]


def _pages(pdf: bytes, command: Sequence[str], names: str) -> list[Image.Image]:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "source.pdf")
        source.write_bytes(pdf)
        _run([*command, str(Path(folder, names)), str(source)])
        return [_loaded(path) for path in sorted(Path(folder).glob("page-*"))]


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command[0]}: {done.stdout}{done.stderr}"
    assert not done.stderr.strip(), f"{command[0]} complains: {done.stderr}"


def _loaded(path: Path) -> Image.Image:
    with Image.open(path) as opened:
        opened.load()
        return opened.copy()
