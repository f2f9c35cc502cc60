"""A server on this machine that gives every kind of answer."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers each path by its entry in the server's table."""

    server: Server

    def do_GET(self) -> None:
        answer = self.server.answers[self.path]
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            answer(self)

    do_HEAD = do_GET  # noqa: N815 - the name that http.server asks for

    def log_message(self, *said: object) -> None:
        """Says nothing."""


class Server(ThreadingHTTPServer):
    answers: dict[str, Answer]
    daemon_threads = True

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


def says(status: int, body: bytes = b"", **headers: str) -> Answer:
    def answer(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        if handler.command == "GET":
            handler.wfile.write(body)

    return answer


@contextlib.contextmanager
def answering(answers: dict[str, Answer]) -> Iterator[Server]:
    """A server that gives these answers, by path, at a free port."""
    with Server(("127.0.0.1", 0), Handler) as started:
        started.answers = dict(answers)
        thread = threading.Thread(target=started.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield started
        started.shutdown()
        thread.join()
