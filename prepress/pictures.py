"""Pictures: found within the project, proved to be pictures, and vector art with its colour tokens filled in."""

from __future__ import annotations

import functools
import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

from PIL import Image, ImageFile

from prepress.findings import nearest
from prepress.project import Project, inner_path
from prepress.tokens import Tokens

RASTER = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff")
VECTOR = (".svg",)
MAX_PIXELS = 150_000_000
_ACTIVE = ("script", "foreignObject", "iframe")
_OUTER_URL = re.compile(r"""url\(\s*+["']?(?!["']?(?:#|data:image/))([^)"']*)""")
_VAR = re.compile(r"var\(\s*--([\w-]+)\s*(?:,([^()]*(?:\([^()]*\))?[^()]*))?\)")


def locate_picture(project: Project, folder: str, reference: str) -> str:
    """The project reference of a picture that an edition names: in the edition's own folder, else in assets/.

    The reference is percent-encoded (RFC 3986, 2.1), as HTML and CSS want it.
    Raises ValueError, in words for the editor, when it is missing, outside the project, or no picture.
    """
    path = inner_path(reference)
    if path.suffix.lower() not in (*RASTER, *VECTOR):
        kinds = ", ".join(sorted(kind[1:] for kind in (*RASTER, *VECTOR)))
        raise ValueError(f"'{reference}' is no picture (known: {kinds})")
    for base in (folder, "assets"):
        located = quote(f"{base}/{path}")
        try:
            file = project.find(located)
        except FileNotFoundError:
            continue
        if fault := _fault(file, file.stat().st_mtime_ns):
            raise ValueError(f"'{reference}' {fault}")
        return located
    raise ValueError(f"there is no picture '{reference}' in {folder}/ or assets/")


@functools.lru_cache(maxsize=256)
def _fault(file: Path, stamp: int) -> str:
    """What keeps a file from being a picture that can be set, or ""; asked once for each state of a file."""
    data = file.read_bytes()
    return _vector_fault(data) if file.suffix.lower() in VECTOR else _raster_fault(data)


def _raster_fault(data: bytes) -> str:
    try:
        with _strict_decoder(), Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > MAX_PIXELS:
                return f"has {image.width} x {image.height} pixels, too many to set"
            image.load()
    except Image.DecompressionBombError:
        return "has too many pixels to set"
    except (OSError, SyntaxError, ValueError):
        return "is not a picture that can be read"
    return ""


@contextmanager
def _strict_decoder() -> Iterator[None]:
    """Refuses pictures that break off, which the layout engine lets pass for all; the one limit is MAX_PIXELS."""
    lenient = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _vector_fault(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
        if "<!ENTITY" in text:
            return "declares entities, which are not read"
        root = ElementTree.fromstring(text.encode())  # noqa: S314 - entities refused above
    except (UnicodeDecodeError, ElementTree.ParseError):
        return "is not a picture that can be read"
    if _local(root.tag) != "svg":
        return "is XML but no SVG"
    for element in root.iter():
        if _local(element.tag) in _ACTIVE:
            return f"holds <{_local(element.tag)}>, which is not set"
        if handlers := [name for name in element.attrib if _local(name).startswith("on")]:
            return f"holds {_local(handlers[0])}=, which is not run"
        if outer := list(_references_out(element)):
            return f"refers to '{outer[0]}', which is not in it"
    return ""


def _references_out(element: ElementTree.Element) -> Iterator[str]:
    """What an element of vector art refers to that is not in the same file."""
    for name, value in element.attrib.items():
        if _local(name) == "href" and not value.startswith(("#", "data:image/")):
            yield value
        yield from _OUTER_URL.findall(value)
    if _local(element.tag) == "style":
        yield from _OUTER_URL.findall(element.text or "")
        yield from re.findall(r"@import[^;]*", element.text or "")


def _local(name: str) -> str:
    """Name of an element or attribute without its namespace."""
    return name.rsplit("}", 1)[-1]


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
