"""Font files: side bearings for lines that hang on the edge, and the characters a font can set."""

from __future__ import annotations

import functools
import io
from pathlib import Path

from fontTools.ttLib import TTFont

from prepress.findings import Place, Rejected, error
from prepress.project import Outside, Project


@functools.lru_cache(maxsize=64)
def _open(path: Path, stamp: int) -> TTFont:
    return TTFont(io.BytesIO(path.read_bytes()), lazy=True)


def open_font(project: Project, file: str, place: Place) -> TTFont:
    """The font of a project reference; `place` is where it is asked for.

    Raises Rejected when it is missing or is no font.
    """
    try:
        path = project.find(file)
        return _open(path, path.stat().st_mtime_ns)
    except (FileNotFoundError, Outside) as fault:
        raise Rejected(
            [error("fonts/missing", f"the font '{file}' does not exist", place, "mend the path")]
        ) from fault
    except Exception as fault:  # the parser meets broken files with errors of every kind
        hint = "put a sound TTF, OTF or WOFF2 file there"
        raise Rejected([error("fonts/broken", f"the font '{file}' cannot be read", place, hint)]) from fault


def side_bearing(font: TTFont, character: str) -> float:
    """Left side bearing of a character in em (OpenType, hmtx); 0 when the font lacks it."""
    glyph = font.getBestCmap().get(ord(character))
    return float(font["hmtx"][glyph][1] / font["head"].unitsPerEm) if glyph else 0.0


def characters(font: TTFont) -> frozenset[int]:
    """Code points that the font can set (OpenType, cmap)."""
    return frozenset(font.getBestCmap())
