"""Bitmaps from outside: proved to be one whole picture of the kind its name says, within limits, before it is set."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageFile, ImageOps

from prepress.workspace import LimitName, exceeded

FORMATS = {
    ".gif": "GIF",
    ".jpeg": "JPEG",
    ".jpg": "JPEG",
    ".png": "PNG",
    ".tif": "TIFF",
    ".tiff": "TIFF",
    ".webp": "WEBP",
}
"""The one format that a file of each extension may have; no other decoder is asked, such as those that run programs."""

_ENDS = {"PNG": b"IEND\xaeB`\x82", "GIF": b"\x3b", "JPEG": b"\xff\xd9"}
_OTHER_KINDS = (b"%PDF-", b"PK\x03\x04", b"<script", b"<html", b"<!doctype", b"<svg", b"<?php", b"MZ\x90\x00")
"""How files begin that a program might take a picture for which has one of them behind its end."""


def in_grey(data: bytes) -> bytes:
    """A bitmap as PNG without its colours, upright, its transparency kept (ITU-R BT.601 luma)."""
    with Image.open(io.BytesIO(data)) as opened:
        upright, resolution = ImageOps.exif_transpose(opened), opened.info.get("dpi")
        grey = upright.convert("LA" if upright.has_transparency_data else "L")
    written = io.BytesIO()
    grey.save(written, "PNG", **({"dpi": resolution} if resolution else {}))
    return written.getvalue()


def bitmap_fault(data: bytes, suffix: str) -> str:
    """What keeps bytes from being a bitmap of that extension, in words for the editor; "" when nothing does."""
    kind = FORMATS[suffix.lower()]
    try:
        with _strict_decoder(), Image.open(io.BytesIO(data), formats=(kind,)) as image:
            fault = _size_fault(image) or _told_fault(image)
            if fault:
                return fault
            with Image.open(io.BytesIO(data), formats=(kind,)) as parts:
                parts.verify()  # also those behind the pixels, which loading passes over and setting does not
            image.load()
            if kind != "JPEG" and _has_another(image):  # cameras put a preview behind a JPEG
                return "holds several pictures, of which one can be set"
    except Image.DecompressionBombError:
        return "has too many pixels to set"
    # Decoders meet broken files with errors of every kind.
    except Exception:
        return f"is not a picture that can be read as {kind}"
    return _tail_fault(data, kind)


def pixels(data: bytes) -> int:
    """How many pixels a bitmap has, by its head."""
    with Image.open(io.BytesIO(data), formats=tuple(FORMATS.values())) as image:
        return image.width * image.height


def _size_fault(image: Image.Image) -> str:
    sides = exceeded(LimitName.SIDE, max(image.size))
    if sides or exceeded(LimitName.PIXELS, image.width * image.height):
        return sides or f"has {image.width} x {image.height} pixels, too many to set"
    return ""


def _told_fault(image: Image.Image) -> str:
    """A fault of the metadata: profile, EXIF, XMP, comments."""
    told = sum(len(value) for value in image.info.values() if isinstance(value, bytes | str))
    return exceeded(LimitName.METADATA, told).replace("bytes", "bytes of metadata", 1)


def _has_another(image: Image.Image) -> bool:
    try:
        image.seek(1)
    except (EOFError, ValueError):
        return False
    return True


def _tail_fault(data: bytes, kind: str) -> str:
    """A fault of what stands behind the picture: another file in the same one."""
    if kind == "WEBP":
        tail = data[8 + int.from_bytes(data[4:8], "little") :]
    elif kind in _ENDS:
        tail = data[data.rfind(_ENDS[kind]) + len(_ENDS[kind]) :] if kind != "PNG" else _behind_png(data)
    else:
        tail = b""
    if any(start in tail[:4096].lower() for start in (known.lower() for known in _OTHER_KINDS)):
        return "has a file of another kind behind the picture"
    return ""


def _behind_png(data: bytes) -> bytes:
    end = data.find(_ENDS["PNG"])
    return data[end + len(_ENDS["PNG"]) :] if end >= 0 else b""


@contextmanager
def _strict_decoder() -> Iterator[None]:
    """Refuses pictures that break off, which the layout engine lets pass for all; the limits are those of the press."""
    lenient = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
