"""Web pages of every edition and language there is, composed alone: downloads are invented, nothing is painted."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from brochurepress.artworks.web.page import compose_web
from brochurepress.compose.templates import DownloadLink
from brochurepress.source.inputs import read_sources
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.edited_editions import EDITIONS, ROOTS

OFFERED = (
    DownloadLink("digital", "d.pdf", 8, 45_000, ("PDF/UA-1", "PDF/A-2a")),
    DownloadLink("large-print", "l.pdf", 12, 46_000, ("PDF/UA-1", "PDF/A-2a")),
    DownloadLink(
        "digital-2", "d2.pdf", 8, 45_000, ("PDF/UA-2", "WTPDF accessibility 1.0", "WTPDF reuse 1.0", "PDF/A-4")
    ),
    DownloadLink("press", "p.pdf", 8, 1_400_000, ("PDF/X-4",)),
)
LANGUAGES = tuple(sorted(path.name for path in (HOME / "layouts/languages").iterdir()))

PAGES = (*EDITIONS, "all-about-the-ipo", "limburg", *(f"complete in {language}" for language in LANGUAGES))
"""The pages by name: editions that are built, a translation, a copy of a run, and one in every language."""


@cache
def page(name: str, folder: Path) -> Path:
    """The web page of that name, written into the folder."""
    edition, _, language = name.partition(" in ")
    root = ROOTS.get(edition, HOME)
    if language:
        root = folder / language
        shutil.copytree(ROOTS[edition], root)
        told = root / "source" / edition / "edition.toml"
        told.write_text(told.read_text("utf-8").replace('"en-GB"', f'"{language}"'), "utf-8")
    html = compose_web(read_sources(Snapshot(Project(root)), edition), OFFERED)
    file = folder / f"{name}.html"
    file.write_text(html, encoding="utf-8")
    return file
