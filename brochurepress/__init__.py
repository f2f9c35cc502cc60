"""The brochure press: Markdown in; PDF/X-4 for the printer, PDF/UA for the reader and a web page out.

    built = brochurepress.build("annual-report", root=".", only=["press"])
    built.write("output/")
    findings = brochurepress.check("delivered.pdf", as_="press", printer="standaard-nl")

These are its public names. Each is loaded when it is first asked for, so that importing the package, or its findings,
loads no layout engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.api import build, check
    from brochurepress.artworks import Artwork
    from brochurepress.findings import Finding, Place, Rejected, Severity
    from brochurepress.pipeline import Build
    from brochurepress.workspace import Project

    __version__: str

_load = door(__name__)
__all__ = ["Artwork", "Build", "Finding", "Place", "Project", "Rejected", "Severity", "__version__", "build", "check"]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from brochurepress.workspace import version

        return version()
    return _load(name)
