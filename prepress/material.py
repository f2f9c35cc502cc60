"""Material: pictures and fonts of a project, proved to be sound before anything opens them."""

from __future__ import annotations

from prepress.findings import Place, Rejected
from prepress.fonts import open_font
from prepress.pictures import RASTER, VECTOR, picture_fault
from prepress.project import Project, media_type


def material(project: Project, reference: str) -> bytes:
    """Content of a picture, font or other file that a template or a style sheet names.

    Raises ValueError, in words, for what is no sound picture or lies outside the project, OSError for what cannot be
    read, Rejected for a font beyond its limits. A font that is broken within them is left to the layout's own findings.
    """
    path = project.find(reference)
    if path.suffix.lower() in (*RASTER, *VECTOR) and (fault := picture_fault(path)):
        raise ValueError(f"it {fault}")
    if media_type(path.name).startswith("font/"):
        try:
            open_font(project, reference, Place(reference))
        except Rejected as rejected:
            if any(finding.rule == "fonts/limit" for finding in rejected.findings):
                raise
    return project.read(reference)
