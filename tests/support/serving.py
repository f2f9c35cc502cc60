"""Servers on this machine that show the site of a release as servers of the web do, each with its own habits."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from tests.support.link_server import Answer, Handler

KINDS = {
    ".html": "text/html",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    "": "application/octet-stream",
}
"""Media types as servers know them: a table of the tests, not that of the press."""


@dataclass(frozen=True)
class Habit:
    """How a server shows a site.

    `page` is the path of the page, `other` what is answered at its other spelling, with or without a slash: the page,
    or a status that leads on or refuses. `files` are extra headers of each file by name.
    """

    page: str
    other: int = 200
    charset: str = ""
    packs: bool = False
    asked: bool = True
    lower: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)

    def answers(self, site: Mapping[str, bytes]) -> dict[str, Answer]:
        """What is answered at each path."""
        base = self.page if self.page.endswith("/") else f"{self.page}/"
        found = {f"{base}{name}": self.file(name, content) for name, content in site.items()}
        page = self.file("index.html", site["index.html"])
        other = base.rstrip("/") if self.page == base else base
        moved = _says(self.other, b"", {"Location": self.page})
        found[other or "/"] = page if self.other == 200 else moved
        return found | {self.page: page}

    def file(self, name: str, content: bytes, **changes: str) -> Answer:
        """The answer with a file of the site."""
        suffix = PurePosixPath(name).suffix
        mark = self.charset if suffix == ".html" else ""
        given = {"Content-Type": f"{KINDS[suffix]}{mark}", **self.headers}
        given |= {key.replace("_", "-"): value for key, value in changes.items()}
        packed = {**given, "Content-Encoding": "gzip"} if self.packs and suffix != ".pdf" else given
        cased = {key.lower() if self.lower else key: value for key, value in packed.items() if value}

        def answer(handler: Handler) -> None:
            wants = "gzip" in handler.headers.get("Accept-Encoding", "") or not self.asked
            if "Content-Encoding" in packed and wants:
                _says(200, gzip.compress(content), cased)(handler)
            else:
                plain = {key: value for key, value in cased.items() if key.lower() != "content-encoding"}
                _says(200, content, plain)(handler)

        return answer


def _says(status: int, body: bytes, headers: Mapping[str, str]) -> Answer:
    def answer(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        if not any(name.lower() == "content-length" for name in headers):
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        if handler.command == "GET":
            handler.wfile.write(body)

    return answer


HABITS = {
    "nginx": Habit("/notes/", other=301, packs=True),
    "nginx that serves a page beside its folder": Habit("/notes", charset="; charset=utf-8"),
    "a system that shows the page at both addresses": Habit(
        "/notes", lower=True, charset='; Charset="UTF-8"', headers={"Content-Language": "en-GB, en"}
    ),
    "a system that leads on to the address without a slash": Habit("/notes", other=308, lower=True),
    "a folder of folders": Habit("/a/b/notes/", other=302),
    "a test server at its root": Habit("/"),
    "a test server under another name": Habit("/try/", other=301),
    "a server that packs what nobody asked it to": Habit("/notes/", other=301, packs=True, asked=False),
}
"""Each kind of server that a release is served by, by name; all are right."""
