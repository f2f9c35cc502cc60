"""The page in the browser: its document, the files it is made of, and the grid of the brochure as a style sheet."""

from __future__ import annotations

import re

from prepress.preview.proofs import Setting
from prepress.preview.state import Data
from prepress.project import Project, media_type
from prepress.templates import environment

FOLDER = "layouts/preview"
TEMPLATE = "preview/preview.html"
SCRIPT = "text/javascript"

_ROOT_RULE = re.compile(r":root\s*\{[^}]*\}")


def front_page(project: Project, state: Data) -> str:
    """The document of the preview, with the state at hand."""
    folders = (base / "layouts" for base in project.bases())
    return environment(*folders).get_template(TEMPLATE).render(state=state)


def static_file(project: Project, name: str) -> tuple[bytes, str] | None:
    """Content and MIME type of a script or style sheet of the preview's page; None when there is no such file."""
    known = [file for pattern in ("*.css", "*.js") for file in project.listing(FOLDER, pattern)]
    file = f"{FOLDER}/{name}"
    if file not in known:
        return None
    return project.find(file).read_bytes(), SCRIPT if name.endswith(".js") else media_type(name)


def grid_sheet(setting: Setting | None) -> str:
    """The custom properties of the brochure: its tokens, and the measures its style sheets derive from them."""
    text = setting.layout.composition.stylesheet.text if setting else ""
    return "\n".join(_ROOT_RULE.findall(text)) + "\n"
