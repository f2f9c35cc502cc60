"""The only door to Typst: a drawing of plain attributes as a page of PDF with its words (krilla, usvg), or as PNG."""

import hashlib
import io
import tempfile
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from fontTools import version
from fontTools.ttLib import TTFont

from brochurepress.design.drawing.faces import Face
from brochurepress.design.drawing.normalise import serialized
from brochurepress.design.fonts import unpacked
from brochurepress.findings import reject
from brochurepress.workspace import kept

_NAMED, _STYLED, _OTHER_NAMES = 1, 2, (16, 17, 21, 22, 25)
_ITALIC, _REGULAR = 0x01, 0x40
_TYPED = "#set page(width: {width}pt, height: {height}pt, margin: 0pt, fill: {fill})\n"
_TYPED += '#image("drawing.svg", width: {width}pt, height: {height}pt, fit: "stretch")\n'


@lru_cache(maxsize=256)
def drawn(svg: str, width: float, height: float, faces: tuple[Face, ...], ppi: float = 0) -> bytes:
    """One page of PDF, `width` x `height` in pt, without tags; words are set in no fonts but these.

    With `ppi`, a PNG of that resolution on white instead.

    Equal input gives equal bytes. Raises Rejected for what Typst cannot read.
    """
    import typst  # only where a drawing needs it: it loads in 30 ms

    root = ElementTree.fromstring(svg.encode())  # noqa: S314 - normalised
    root.attrib |= {"width": f"{width / 0.75:.6g}", "height": f"{height / 0.75:.6g}"}
    aliases = _aliases(faces)
    for element in root.iter():
        if (family := element.get("font-family")) in aliases:
            element.set("font-family", aliases[str(family)])
    folder, fonts = _fonts(faces)
    if not Path(folder.name).is_dir():  # gone with the temporary files of an earlier command
        _fonts.cache_clear()
        folder, fonts = _fonts(faces)
    typed = _TYPED.format(width=f"{width:.6f}", height=f"{height:.6f}", fill="white" if ppi else "none").encode()
    files = {"main.typ": typed, "drawing.svg": serialized(root).encode()}
    try:
        made: dict[str, Any] = {"format": "png", "ppi": ppi} if ppi else {"pdf_tags": False}
        written: Any = typst.compile(files, font_paths=fonts, **made)
    except typst.TypstError as fault:
        raise reject("layout/drawing:unwritable", fault=fault) from fault
    return bytes(written)


def _aliases(faces: tuple[Face, ...]) -> dict[str, str]:
    """Names for families that no program knows better."""
    return {name: f"face{number}" for number, name in enumerate(sorted({face.family for face in faces}))}


@lru_cache(maxsize=8)
def _fonts(faces: tuple[Face, ...]) -> Any:
    """A folder of the faces in the format and under the names that Typst reads, and its list of them."""
    import typst

    folder = tempfile.TemporaryDirectory(prefix="faces-")
    aliases = _aliases(faces)
    for face in faces:
        asked = repr((aliases[face.family], face.weight, face.italic)).encode()
        key = (version.encode(), Path(__file__).read_bytes(), asked, face.content)
        content = kept(key, partial(_renamed, face, aliases[face.family]))
        (Path(folder.name) / f"{hashlib.sha256(content).hexdigest()}.ttf").write_bytes(content)
    own = {"include_system_fonts": False, "include_embedded_fonts": False}
    return folder, typst.Fonts(**own, font_paths=[folder.name] if faces else [])


def _renamed(face: Face, family: str) -> bytes:
    """A face as an OpenType font that tells family, weight and slant as the style sheet declares them."""
    font = TTFont(io.BytesIO(unpacked(face.content)), recalcTimestamp=False)
    font.flavor = None
    names = font["name"]
    names.names = [record for record in names.names if record.nameID not in _OTHER_NAMES]
    for record in names.names:
        if record.nameID in (_NAMED, _STYLED):
            record.string = family if record.nameID == _NAMED else "Italic" if face.italic else "Regular"
    font["OS/2"].usWeightClass = face.weight
    font["OS/2"].fsSelection = _ITALIC if face.italic else _REGULAR
    font["head"].macStyle = 2 if face.italic else 0
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()
