"""Pictures of a project: found within it, checked to be pictures, drawings with their colour tokens filled in."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from urllib.parse import quote

from brochurepress.design.bitmaps import FORMATS, NOT_TAKEN, Bitmap, read_bitmap
from brochurepress.design.fonts import open_font
from brochurepress.design.svg import drawing_words
from brochurepress.findings import Place, Rejected, nearest
from brochurepress.wording import phrase, said
from brochurepress.workspace import Outside, Snapshot, inner_path, media_type

RASTER = tuple(FORMATS)
VECTOR = (".svg",)
_HIGHLIGHT = re.compile(r"""<g\b(?=[^<>]*\bclass=(["'])highlight\1)[^<>]*/>""")
_IDENTIFIER = re.compile(r"""\bid=["']([^"']+)["']""")


def locate_picture(snapshot: Snapshot, folders: Sequence[str], reference: str) -> str:
    """The project reference of a picture that an edition names: in its own folder, in those of its bases, in assets/.

    The reference is percent-encoded (RFC 3986, 2.1), as HTML and CSS want it.
    Raises ValueError, in words for the editor, when it is missing, outside the project, or no picture.
    """
    path = inner_path(reference)
    if case := NOT_TAKEN.get(path.suffix.lower()):
        hint = phrase(f"part/save-as:{case}")
        raise ValueError(phrase("part/no-picture-set", reference=reference, hint=hint))
    if path.suffix.lower() not in (*RASTER, *VECTOR):
        kinds = ", ".join(sorted(kind[1:] for kind in (*RASTER, *VECTOR)))
        raise ValueError(phrase("part/no-picture-known", reference=reference, kinds=kinds))
    for base in (*folders, "assets"):
        located = quote(f"{base}/{path}")
        try:
            snapshot.find(located)
        except FileNotFoundError:
            continue
        if isinstance(fault := _known(snapshot, located), str):
            raise ValueError(phrase("part/picture-fault", reference=reference, fault=fault))
        return located
    raise ValueError(phrase("part/no-picture", reference=reference, folders="/, ".join(folders)))


def known_bitmap(snapshot: Snapshot, reference: str) -> Bitmap | None:
    """The description of a sound bitmap, without its data; None for a drawing."""
    known = _known(snapshot, reference)
    return known if isinstance(known, Bitmap) else None


def words_of(snapshot: Snapshot, reference: str) -> tuple[str, ...]:
    """The words of a sound drawing, as they are drawn; none of what is no such thing."""
    with suppress(FileNotFoundError, Outside):
        known = _known(snapshot, reference)
        return known if isinstance(known, tuple) else ()
    return ()


def _known(snapshot: Snapshot, reference: str) -> Bitmap | tuple[str, ...] | str:
    """The description of a bitmap, the words of a drawing, or the fault of either, once for each content."""
    suffix = snapshot.find(reference).suffix.lower()

    def read() -> Bitmap | tuple[str, ...] | str:
        try:
            data = snapshot.read(reference)
            return drawing_words(data) if suffix in VECTOR else replace(read_bitmap(data, suffix), data=b"")
        except OSError:
            return phrase("part/no-picture-readable")
        except ValueError as fault:
            return said(fault)

    return snapshot.once(("picture", reference), read)


def brought_out(svg: str, part: str) -> str:
    """Vector art with one part brought out: drawn once more in the group that the art keeps for that.

    The group is empty and has the class highlight; its place among the others and its attributes are the art's own.
    Raises ValueError, in words for the editor, when there is no such group or part.
    """
    group = _HIGHLIGHT.search(svg)
    if not group:
        raise ValueError(phrase("part/picture-nothing-brought"))
    parts = _IDENTIFIER.findall(svg)
    if part not in parts:
        raise ValueError(phrase("part/picture-no-part", part=part, nearest=nearest(part, parts)))
    used = f'{group[0].removesuffix("/>").rstrip()}><use href="#{part}"/></g>'
    return svg[: group.start()] + used + svg[group.end() :]


def material(snapshot: Snapshot, reference: str) -> bytes | Bitmap:
    """Content of a picture, font or other file that a template or a style sheet names: bitmaps with their description.

    Raises ValueError, in words, for what is no sound picture or lies outside the project, OSError for what cannot be
    read, Rejected for a font beyond its limits. A font that is broken within them is left to the layout's own findings.
    """
    path = snapshot.find(reference)
    known = _known(snapshot, reference) if path.suffix.lower() in (*RASTER, *VECTOR) else ()
    if isinstance(known, str):
        raise ValueError(phrase("part/it-fault", fault=known))
    if isinstance(known, Bitmap):
        return replace(known, data=snapshot.read(reference))
    if media_type(path.name).startswith("font/"):
        try:
            open_font(snapshot, reference, Place(reference))
        except Rejected as rejected:
            if any(finding.rule == "fonts/limit" for finding in rejected.findings):
                raise
    return snapshot.read(reference)
