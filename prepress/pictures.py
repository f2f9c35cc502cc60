"""Pictures: found within the project, proved to be pictures, and vector art with its colour tokens filled in."""

from __future__ import annotations

import io
import re
from pathlib import PurePosixPath
from xml.etree import ElementTree

from PIL import Image, UnidentifiedImageError

from prepress.findings import nearest
from prepress.project import Outside, Project
from prepress.tokens import Tokens

RASTER = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff")
VECTOR = (".svg",)
MAX_PIXELS = 150_000_000
_VAR = re.compile(r"var\(\s*--([\w-]+)\s*(?:,([^()]*(?:\([^()]*\))?[^()]*))?\)")


def locate_picture(project: Project, folder: str, reference: str) -> str:
    """The project reference of a picture that an edition names: in the edition's own folder, else in assets/.

    Raises ValueError, in words for the editor, when it is missing, outside the project, or no picture.
    """
    suffix = PurePosixPath(reference).suffix.lower()
    if suffix not in (*RASTER, *VECTOR):
        kinds = ", ".join(sorted(kind[1:] for kind in (*RASTER, *VECTOR)))
        raise ValueError(f"'{reference}' is no picture (known: {kinds})")
    for base in (folder, "assets"):
        try:
            path = project.find(f"{base}/{reference}")
        except FileNotFoundError:
            continue
        except Outside as fault:
            raise ValueError(str(fault)) from fault
        _prove(path.read_bytes(), reference, suffix)
        return f"{base}/{reference}"
    raise ValueError(f"there is no picture '{reference}' in {folder}/ or assets/")


def _prove(data: bytes, reference: str, suffix: str) -> None:
    try:
        if suffix in VECTOR:
            if b"<!ENTITY" in data or b"<!DOCTYPE" in data:
                raise ValueError(f"'{reference}' declares entities, which are not read")
            if not ElementTree.fromstring(data).tag.endswith("svg"):  # noqa: S314 - entities refused above
                raise ValueError(f"'{reference}' is XML but no SVG")
        else:
            with Image.open(io.BytesIO(data)) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise ValueError(f"'{reference}' has {image.width} x {image.height} pixels, too many to set")
                image.verify()
    except (UnidentifiedImageError, ElementTree.ParseError, OSError, SyntaxError) as fault:
        raise ValueError(f"'{reference}' is not a picture that can be read") from fault


def fill_tokens(svg: str, tokens: Tokens) -> str:
    """Vector art with var(--name) replaced by the sRGB value of that colour token.

    Raises ValueError for a token that is not declared.
    """
    colours = {name: colour.srgb for name, colour in tokens.colours.items()}

    def value(match: re.Match[str]) -> str:
        name, fallback = match[1], match[2]
        if name in colours:
            return colours[name]
        if name in tokens.custom:
            return _VAR.sub(value, tokens.custom[name])
        if fallback:
            return _VAR.sub(value, fallback.strip())
        raise ValueError(f"there is no colour token '{name}': {nearest(name, colours)}")

    return _VAR.sub(value, svg)
