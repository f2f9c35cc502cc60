"""Opening: the browser is started with a file that leads to the preview, for a list of processes tells arguments."""

from __future__ import annotations

import html
import tempfile
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_WAY = '<!doctype html><meta charset="utf-8"><title>…</title><meta http-equiv="refresh" content="0; url={}">\n'


@contextmanager
def opened(address: str) -> Iterator[None]:
    """Shows an address in the browser; the file that leads there is the user's alone and goes with the block."""
    with tempfile.TemporaryDirectory(prefix="preview-") as folder:  # 0700, so nobody else reads what lies in it
        way = Path(folder) / "preview.html"
        way.touch(mode=0o600)
        way.write_text(_WAY.format(html.escape(address)), encoding="utf-8")
        webbrowser.open(way.as_uri())
        yield
