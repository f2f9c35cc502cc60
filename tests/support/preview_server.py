"""A preview that is really served: a copy of an edition, the server in a thread, and addresses to ask."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from brochurepress.exchange import EditionReviews
from brochurepress.proofing.preview.background_check import BackgroundCheck
from brochurepress.proofing.preview.editors import EditorCommand
from brochurepress.proofing.preview.server import Preview
from brochurepress.proofing.preview.serving import HOST, Server, bind_socket
from brochurepress.proofing.preview.session import Session
from brochurepress.workspace.project import HOME, Project
from tests.support.edited_editions import copied

PATIENCE_S = 30.0
PAGE = "source/minimal/1-notes.md"
"""The one section of the smallest edition."""

JSON = {"Content-Type": "application/json"}

ADDRESSES = [
    "/",
    "/preview/preview.css",
    "/preview/preview.js",
    "/grid.css",
    "/state",
    "/tags",
    "/pages/{key}.bmp?ppi=96",
    "/pages/{key}.json",
    "/plates/{key}/total.png",
    "/ink/{key}?x=0.5&y=0.5",
    "/view/pages",
    "/reviews",
]
"""Every address but that of events, which does not end; {key} is that of a page."""


@dataclass(frozen=True)
class Answer:
    """What the server said: status, headers in small letters, and body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def data(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Served:
    """A preview at a port of this machine, of an edition whose files stand in `root`."""

    root: Path
    edition: str
    port: int
    preview: Preview
    server: Server

    @property
    def address(self) -> str:
        return self.server.address

    @property
    def cookie(self) -> str:
        """The header that a browser sends once it was let in."""
        return f"preview-{self.port}={self.server.secret}"

    def ask(
        self, path: str, method: str = "GET", headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """One request as it is written, no path made better."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE_S)
        try:
            connection.putrequest(method, path, skip_host=bool(headers and "Host" in headers))
            for name, value in {"Cookie": self.cookie, **(headers or {})}.items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read())
        finally:
            connection.close()

    @property
    def key(self) -> str:
        """The key of the first page."""
        return str(self.state["pages"][0]["key"])

    @property
    def own(self) -> dict[str, str]:
        """The headers of a request that the page itself makes."""
        return {"Origin": f"http://{HOST}:{self.port}", "Sec-Fetch-Site": "same-origin", "Cookie": self.cookie, **JSON}

    def open(self, asked: object, headers: dict[str, str] | None = None) -> Answer:
        """Asks for a source to be opened, as the page does or with other headers."""
        body = asked if isinstance(asked, bytes) else json.dumps(asked).encode()
        return self.ask("/open", "POST", self.own if headers is None else headers, body)

    @property
    def state(self) -> Any:
        return self.ask("/state").data

    def until(self, met: Callable[[Any], bool]) -> Any:
        """The first state that meets a demand."""
        return until(lambda: self.state, met)

    def settled(self) -> Any:
        """The state once no more builds come."""
        state = self.until(lambda state: state["build"] > 0)
        while True:
            time.sleep(0.4)
            later = self.state
            if later["build"] == state["build"]:
                return later
            state = later

    def path(self, file: str) -> Path:
        """A file of the copy; the press's own is copied there first."""
        path = self.root / file
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(Project(self.root).find(file).read_bytes())
        return path

    @contextmanager
    def changed(self, file: str, old: str, new: str) -> Iterator[None]:
        """One text of one file is another, as long as the block runs."""
        path = self.path(file)
        before = path.read_bytes()
        assert old.encode() in before, f"{file} does not hold {old!r}"
        path.write_bytes(before.replace(old.encode(), new.encode(), 1))
        try:
            yield
        finally:
            path.write_bytes(before)


def until(look: Callable[[], Any], met: Callable[[Any], bool]) -> Any:
    """What is seen once it meets a demand; fails when it takes too long."""
    end = time.monotonic() + PATIENCE_S
    while not met(seen := look()):
        assert time.monotonic() < end, f"still {seen!r}"
        time.sleep(0.02)
    return seen


@contextmanager
def served(edition: str, folder: Path, *, reads: bool = False, editor: EditorCommand | None = None) -> Iterator[Served]:
    """The preview of a copy of an edition; with `reads`, its proofs are read as well."""
    root = copied(edition, folder)
    if edition_is_of_the_press(edition):
        (root / "assets").mkdir(exist_ok=True)
    listening = bind_socket(None, 8500)
    reader = BackgroundCheck(root, edition, None) if reads else None
    preview = Preview(Session(Project(root), edition), reader, editor, EditionReviews(Project(root), edition))
    server = Server(preview, listening)
    thread = threading.Thread(target=server.serve_all, daemon=True)
    thread.start()
    here = Served(root, edition, listening.getsockname()[1], preview, server)
    try:
        here.until(lambda state: state["build"] > 0)
        yield here
    finally:
        server.leave()
        thread.join(timeout=20)
        assert not thread.is_alive()


def edition_is_of_the_press(edition: str) -> bool:
    """Whether the edition is one of the press's own folder, whose layouts and assets it uses."""
    return (HOME / "source" / edition).is_dir()
