"""The page of the preview: its template filled, its own files, and the grid as its style sheet needs it."""

from __future__ import annotations

import json
import re
from functools import cached_property
from typing import Any

from markupsafe import Markup

from prepress.languages import primary
from prepress.project import HOME, Project
from prepress.sandbox import environment
from prepress.tokens import Tokens

FOLDER = HOME / "layouts" / "preview"
LANGUAGES = ("nl", "en")
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
"""The files that the page may ask for, by their extension."""

_ROOT = re.compile(r":root\s*\{[^}]*\}")


class Page:
    """The files of the preview's page, and what they are filled with."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._templates = environment(HOME / "layouts")

    def document(self, state: dict[str, Any]) -> str:
        """The page, with the state that it begins with."""
        language = primary(state["language"] or "en")
        words = self._words[language if language in LANGUAGES else "en"]
        template = self._templates.get_template("preview/preview.html")
        return template.render(state=_embedded(state), words=words, data=_embedded(words))

    def file(self, name: str) -> tuple[bytes, str] | None:
        """A file of the page with its MIME type; None for one that is not among them."""
        path = self._files.get(name)
        return (path.read_bytes(), TYPES[path.suffix]) if path else None

    def grid(self, tokens: Tokens | None) -> str:
        """The tokens as custom properties, and the measures that the style sheets derive from them."""
        properties = tokens.properties() if tokens else ()
        own = "".join(f"--{name}: {value};" for name, value in properties)
        css = self._project.find("layouts/css/base/grid.css").read_text(encoding="utf-8")
        return f":root {{ {own} }}\n" + "\n".join(_ROOT.findall(css))

    @cached_property
    def _files(self) -> dict[str, Any]:
        return {path.name: path for path in FOLDER.iterdir() if path.suffix in TYPES}

    @cached_property
    def _words(self) -> dict[str, dict[str, Any]]:
        return {name: json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")) for name in LANGUAGES}


def _embedded(value: object) -> Markup:
    """Data as JSON that may stand in a script element."""
    text = json.dumps(value, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - no sign of it can end the element
