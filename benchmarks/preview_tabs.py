"""From a saved word to the artworks of the preview's tabs, made and checked: the one in view, and all of them.

python -m benchmarks.preview_tabs [--times 5] [--view press]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.editions import EDITION, edition_of
from benchmarks.preview import changes, running, shown
from brochurepress.workspace.project import HOME
from tests.support import browser as browsing

WAITED = """async ([view, build]) => {
  let seen = 0;
  for (;;) {
    const state = await (await fetch("/state")).json();
    const made = Object.fromEntries(state.artworks.map(({name, key}) => [name, key]));
    if (state.build > build && !seen && made[view] !== window.before) seen = performance.timeOrigin + performance.now();
    if (state.build > build && state.read) return [seen, performance.timeOrigin + performance.now()];
    await new Promise((go) => setTimeout(go, 20));
  }
}"""
READY = """async () => {
  while (!(await (await fetch("/state")).json()).read) await new Promise((go) => setTimeout(go, 200));
}"""
BEFORE = """(view) => fetch('/state').then((answer) => answer.json()).then(({artworks, build}) => {
  window.before = artworks.find(({name}) => name === view).key;
  return build;
})"""


def saved(page: Page, root: Path, view: str) -> tuple[float, float]:
    """Seconds from the save of a word until the artwork in view is there, and until all are."""
    page.evaluate(READY)
    page.evaluate("async (view) => { await fetch(`/view/${view}`); }", view)
    build = page.evaluate(BEFORE, view)
    time.sleep(1)
    begun = changes(4)["one word"].write(root)
    seen, read = page.evaluate(WAITED, [view, build])
    return (seen - begun) / 1000, (read - begun) / 1000


def main() -> None:
    """Prints the median, least and most of both times."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--view", default="press")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, browsing.browser() as browser:
        root = edition_of(4, Path(folder))
        command = [sys.executable, str(HOME / "publish.py"), "preview", EDITION, "--root", str(root)]
        with running([*command, "--no-open", "--port", "13980"], HOME, r"http://\S+") as address:
            page = shown(browser, address, "body[data-ready] .picture[data-key]")
            taken = [saved(page, root, given.view) for _ in range(given.times)]
    for name, times in zip((f"tab in view ({given.view})", "all tabs"), zip(*taken, strict=True), strict=True):
        print(f"{name}: {statistics.median(times):.2f} s ({min(times):.2f}-{max(times):.2f})")


if __name__ == "__main__":
    main()
