"""The page of the preview: its template filled, its own files, and the grid as its style sheet needs it."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from markupsafe import Markup

from brochurepress.compose import environment
from brochurepress.source import PageStrings, read_strings
from brochurepress.workspace import HOME, Project, Snapshot

FOLDER = HOME / "layouts" / "preview"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
"""The files that the page may ask for, by their extension."""

_ROOT = re.compile(r":root\s*\{[^}]*\}")


def page_document(state: dict[str, Any]) -> str:
    """The page, with the state that it begins with."""
    said = _words(state["reader"])
    words = {**said.text, "keys": said.keys, "names": said.names}
    template = _templates().get_template("preview/preview.html")
    return template.render(state=_embedded(state), language=said.language, words=words, data=_embedded(words))


def page_file(name: str) -> tuple[bytes, str] | None:
    """A file of the page with its MIME type; None for one that is not among them."""
    found = (path for path in FOLDER.iterdir() if path.name == name and path.suffix in TYPES)
    path = next(found, None)
    return (path.read_bytes(), TYPES[path.suffix]) if path else None


_templates = cache(lambda: environment(Snapshot(Project(HOME))))


@cache
def _words(language: str) -> PageStrings:
    """What the page says in a language such as nl-NL."""
    return read_strings(Snapshot(Project(HOME)), "preview", language)


def grid_of(css: str) -> str:
    """The custom properties of a brochure's style sheet: its tokens, and the measures that are derived from them."""
    return "".join(f"{rule}\n" for rule in _ROOT.findall(css))


def _embedded(value: object) -> Markup:
    """Data as JSON that may stand in a script element."""
    text = json.dumps(value, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - no sign of it can end the element
