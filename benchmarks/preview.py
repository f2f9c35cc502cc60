"""From a saved file to the new picture in the browser: our preview and Vivliostyle's on the same text, in turns.

Vivliostyle is measured where `--vivliostyle COMMAND` names its command (npm package @vivliostyle/cli, 11.0.0).
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page

from benchmarks.build import write_bare
from brochurepress.workspace.project import HOME, Project
from tests.support import browser as browsing
from tests.support.edited_editions import copied

SEEN_OURS = """() => void (window.seen = new Promise((done) => {
  const pages = document.getElementById("pages");
  new MutationObserver((_, observer) => { observer.disconnect();
    requestAnimationFrame(() => done(performance.timeOrigin + performance.now())); })
    .observe(pages, {subtree: true, childList: true, attributes: true, attributeFilter: ["data-key"]});
}))"""
SEEN_THEIRS = """(word) => {
  const there = [...document.querySelectorAll("[data-vivliostyle-page-container]")];
  return there.some((page) => page.textContent.includes(word)) && performance.timeOrigin + performance.now(); }"""
WORD, OTHER = "Duurzaamheid", "Houdbaarheid"
COLOURS = "assets/tokens.toml"
VALUES = ("#0D9F75", "#0D9F74")


@contextmanager
def running(command: list[str], folder: Path, told: str) -> Iterator[str]:
    """A server, and the address that it tells in its output."""
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            for line in process.stdout or ():
                if found := re.search(told, re.sub(r"\x1b\[[0-9;]*m", "", line)):
                    yield found[0]
                    break
        finally:
            process.terminate()


def ours(page: Page, write: Callable[[], None]) -> tuple[float, dict[str, float]]:
    """Milliseconds from the save to the next frame with the new picture, and those of each stage."""
    page.evaluate(SEEN_OURS)
    begun = time.time()
    write()
    seen = page.evaluate("() => window.seen")
    stages = page.evaluate("async () => (await (await fetch('/state')).json()).stages")
    return seen - begun * 1000, {stage["name"]: stage["seconds"] * 1000 for stage in stages}


def theirs(page: Page, word: str, write: Callable[[], object]) -> float:
    """Milliseconds from the save to the frame with the word; the viewer loads itself anew meanwhile."""
    begun = time.time()
    write()
    return float(page.wait_for_function(SEEN_THEIRS, arg=word).json_value()) - begun * 1000


def shown(browser: Browser, address: str, ready: str) -> Page:
    """A window on an address, once an element is there."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(address)
    page.wait_for_selector(ready, timeout=60_000)
    time.sleep(4)  # whatever is checked after the first pages is done
    return page


def swap(path: Path, one: str, other: str) -> None:
    """Writes one text in the place of another, whichever of the two is there."""
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace(one, other, 1) if one in text else text.replace(other, one, 1), encoding="utf-8"
    )


@dataclass(frozen=True)
class Bench:
    """Windows on the two previews, and the files that are saved; no rival window where there is no command."""

    page: Page
    text: Path
    colours: Path
    rival: Page | None
    html: Path


@contextmanager
def bench(edition: str, vivliostyle: str | None) -> Iterator[Bench]:
    """Both previews of one text, each in a window of one browser."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        root = copied(edition, folder / "root")
        (root / "assets").mkdir()
        shutil.copy(HOME / COLOURS, root / COLOURS)
        texts = sorted(root.glob("source/*/*.md"))
        text = next(path for path in texts if WORD in path.read_text(encoding="utf-8"))
        preview = [sys.executable, str(HOME / "publish.py"), "preview", edition]
        command = [*preview, "--root", str(root), "--no-open"]
        address = stack.enter_context(running(command, HOME, r"http://\S+"))
        browser = stack.enter_context(browsing.browser())
        page = shown(browser, address, "body[data-ready]")
        html, rival = folder / "bare" / "index.html", None
        if vivliostyle:
            write_bare(Project(HOME), edition, html.parent)
            options = ("--single-doc", "--no-open-viewer", "--port", "13999")
            serve = [vivliostyle, "preview", str(html), *options]
            there = stack.enter_context(running(serve, html.parent, r"http://\S+"))
            rival = shown(browser, there, "[data-vivliostyle-page-container]")
        yield Bench(page, text, root / COLOURS, rival, html)


@dataclass
class Times:
    """Milliseconds of every save: of a word with its stages, of a token, of a word in the rival."""

    words: list[float] = field(default_factory=list)
    stages: list[dict[str, float]] = field(default_factory=list)
    tokens: list[float] = field(default_factory=list)
    rivals: list[float] = field(default_factory=list)

    def turn(self, on: Bench, number: int) -> None:
        """Saves each once; proofs are read between two saves, as they are when a person types."""
        time.sleep(2.5)
        took, parts = ours(on.page, lambda: swap(on.text, WORD, OTHER))
        self.words.append(took)
        self.stages.append(parts)
        if on.rival:
            word = f"{WORD}{number}"
            text = re.sub(rf"{WORD}\d*", word, on.html.read_text(encoding="utf-8"), count=1)
            self.rivals.append(theirs(on.rival, word, lambda: on.html.write_text(text, encoding="utf-8")))
        time.sleep(2.5)
        self.tokens.append(ours(on.page, lambda: swap(on.colours, *VALUES))[0])

    def report(self) -> dict[str, object]:
        """The medians, and the median of the paired ratios."""
        each = {name: round(statistics.median(part[name] for part in self.stages)) for name in self.stages[0]}
        word = statistics.median(self.words)
        rest = round(word - sum(each.values()))
        told: dict[str, object] = {
            "times": len(self.words),
            "one word": round(word),
            "one token": round(statistics.median(self.tokens)),
            "stages of one word": {**each, "watch, events, picture, browser": rest},
            "slowest word": round(max(self.words)),
        }
        if self.rivals:
            ratios = [rival / own for rival, own in zip(self.rivals, self.words, strict=True)]
            told["Vivliostyle, one word"] = round(statistics.median(self.rivals))
            told["ratio"] = round(statistics.median(ratios), 2)
        return told


def main() -> None:
    """Prints the medians as JSON, in milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("edition", nargs="?", default=Project(HOME).editions()[0])
    parser.add_argument("--times", type=int, default=25)
    parser.add_argument("--vivliostyle", default=shutil.which("vivliostyle"), metavar="COMMAND")
    options = parser.parse_args()
    times = Times()
    with bench(options.edition, options.vivliostyle) as on:
        for number in range(options.times):
            times.turn(on, number)
    print(json.dumps(times.report(), indent=2))


if __name__ == "__main__":
    main()
