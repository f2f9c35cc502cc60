"""From a saved file to the new picture in the browser, and where the time goes; beside Vivliostyle's, in turns.

The picture is there with the frame that shows it, as the browser itself tells when that was (Element Timing).

One word, one colour, one length and one picture are saved again and again, in the brochure and in 48 pages. Vivliostyle
is measured where `--vivliostyle COMMAND` names its command (npm package @vivliostyle/cli, 11.0.0).

    python -m benchmarks.preview [--pages 4 48] [--times 20] [--code FOLDER]

`--code` measures another checkout of the press after each save of this one: a change, before and after, in one run.
"""

from __future__ import annotations

import argparse
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
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.build import write_bare
from benchmarks.editions import EDITION, PAGES, edition_of
from brochurepress.workspace.project import HOME, Project
from tests.support import browser as browsing

WATCH = """() => {
  const now = () => performance.timeOrigin + performance.now();
  const own = window.EventSource;
  window.told = [];
  window.EventSource = class extends own {
    constructor(address) {
      super(address);
      for (const event of ["page", "state"]) this.addEventListener(event, () => window.told.push(now()));
    }
  };
}"""
SEEN_OURS = """() => {
  performance.clearResourceTimings();
  window.told = [];
  window.seen = new Promise((done, fail) => {
    setTimeout(() => fail(new Error('no new picture in 60 s')), 60000);
    const room = document.getElementById("desk").getBoundingClientRect();
    const shown = (leaf) => {
      const box = leaf.getBoundingClientRect();
      return box.bottom > room.top && box.top < room.bottom;
    };
    const epoch = performance.timeOrigin;
    new MutationObserver((changes, observer) => {
      const added = changes.flatMap(({addedNodes}) => [...addedNodes]);
      const fresh = added.find((node) => node.matches?.(".picture") && shown(node));
      if (!window.told.length || !fresh) return;
      observer.disconnect();
      fresh.setAttribute("elementtiming", "fresh");
      const put = epoch + performance.now();
      const pictures = performance.getEntriesByType("resource").filter(({name}) => /pages.*(png|bmp)/.test(name));
      const files = pictures.map(({responseEnd}) => epoch + responseEnd);
      new PerformanceObserver((shownAt, observer) => {
        observer.disconnect();
        done({put, at: epoch + shownAt.getEntries()[0].renderTime, told: window.told[0], files});
      }).observe({type: "element"});
    }).observe(document.getElementById("pages"), {subtree: true, childList: true});
  });
}"""
SEEN_THEIRS = """(word) => {
  const there = [...document.querySelectorAll("[data-vivliostyle-page-container]")];
  return there.some((page) => page.textContent.includes(word)) && performance.timeOrigin + performance.now(); }"""

WORD = "Duurzaamheid"
STAGES = ("read", "compose", "layout", "paint")
"""The stages of a build that are timed by themselves."""

PARTS = ("watch", *STAGES, "rest", "draw", "send", "decode", "all")
"""The columns of the table."""

CPU = "{}, CPU"
"""The name of what the press's threads spend on a part; pages drawn after the one in view are in that of all."""

SETTLED_S = 3.0
"""Pause before each save: as a person who looks first, after what is checked meanwhile."""


@dataclass(frozen=True)
class Change:
    """A text of a file with a number that is another one at each save; `page` is looked at meanwhile.

    It comes back after 90 saves only: a browser that has shown the same page before asks for no picture.
    """

    file: str
    text: str
    page: int

    def write(self, root: Path) -> float:
        """Saves the file with the next number, and with what was saved before; when it began, in ms since 1970."""
        target = root / self.file
        text = (target if target.exists() else HOME / self.file).read_text(encoding="utf-8")
        before, after = map(re.escape, self.text.split("{}"))
        found = re.search(rf"{before}(\d*){after}", text)
        if not found:
            raise SystemExit(f"{self.file} does not hold {self.text!r} any more")
        other = self.text.format((int(found[1] or 10) - 11) % 90 + 10)
        target.parent.mkdir(parents=True, exist_ok=True)
        begun = time.time()
        target.write_text(text[: found.start()] + other + text[found.end() :], encoding="utf-8")
        return begun * 1000


def quiet(folder: Path) -> Path:
    """A root with the sample editions of the types; peil is that of kit quiet."""
    return Path(shutil.copytree(HOME / "tests/editions/types", folder))


OF_QUIET = {"one word": Change("source/peil/04-voorwoord.md", "stromen{}", 4)}
"""What is saved in peil."""


def changes(pages: int) -> dict[str, Change]:
    """What is saved, in an edition of so many pages; in a long one the eye is on a page far from the first."""
    name, page = ("2-0040.md", 37) if pages > 40 else ("2-het-interprovinciaal-overleg.md", 2)
    tokens = "layouts/kits/puzzle/tokens.toml"
    return {
        "one word": Change(f"source/{EDITION}/{name}", WORD + "{}", page),
        "one colour": Change(tokens, "#0D9F{}", page),
        "one length": Change(tokens, 'text-size = "10.{}pt"', page),
        "one picture": Change("assets/pictures/kaart.svg", "M45.{} 22.382", 1),
    }


@contextmanager
def running(command: list[str], folder: Path, told: str) -> Iterator[str]:
    """A server, and the address that it tells in its output."""
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            for line in process.stdout or ():
                if found := re.search(told, re.sub(r"\x1b\[[0-9;]*m", "", line)):
                    yield found[0]
                    break
            else:
                raise SystemExit(f"{command} tells no address")
        finally:
            process.terminate()


def theirs(page: Page, word: str, write: Callable[[], object]) -> float:
    """Milliseconds from the save to the frame with the word; the viewer loads itself anew meanwhile."""
    begun = time.time()
    write()
    return float(page.wait_for_function(SEEN_THEIRS, arg=word).json_value()) - begun * 1000


def shown(browser: Browser, address: str, ready: str) -> Page:
    """A window on an address, once an element is there."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.add_init_script(f"({WATCH})()")
    page.goto(address)
    page.wait_for_selector(ready, timeout=120_000)
    return page


@dataclass
class Preview:
    """A preview of a root by one checkout of the press, in a window, with the times of all saves."""

    root: Path
    page: Page
    log: Path
    times: dict[str, list[dict[str, float]]] = field(default_factory=dict)

    def save(self, name: str, change: Change) -> None:
        """Looks at the page, saves, and keeps how long each part took, in ms."""
        go = "(at) => document.querySelectorAll('.page')[at].scrollIntoView({block: 'center'})"
        self.page.evaluate(go, change.page - 1)
        time.sleep(SETTLED_S)
        self.page.evaluate(SEEN_OURS)
        written = self.log.stat().st_size
        begun = change.write(self.root)
        seen = self.page.evaluate("() => window.seen")
        stages: list[list[str]] = []
        while not any(stage == "build" for stage, *_ in stages):
            time.sleep(0.2)
            with self.log.open(encoding="utf-8") as log:
                log.seek(written)
                stages = [line.split() for line in log]
        self.times.setdefault(name, []).append(_parts(begun, seen, stages))


def _parts(begun: float, seen: dict[str, Any], stages: list[list[str]]) -> dict[str, float]:
    """The parts of one save in ms, and their CPU; what the press does several times before the picture is added up."""
    rows = [(name, float(at) * 1000, 1000 * float(took), 1000 * float(cpu)) for name, at, took, cpu in stages]
    before = [row for row in rows if row[1] < seen["put"]]
    first = next(at for name, at, _, _ in before if name == "read")
    told = seen["told"] or seen["put"]
    took = {part: sum(each for name, at, each, _ in before if name == part and at + each < told) for part in STAGES}
    ended = min(seen["files"])
    drawn = next((each for name, _, each, _ in before if name == "draw"), 0.0)
    parts = {
        "watch": first - begun,
        **took,
        "rest": told - first - sum(took.values()),
        "draw": drawn,
        "send": ended - told - drawn,
        "decode": seen["at"] - ended,
        "all": seen["at"] - begun,
    }
    spent = {part: sum(cpu for name, _, _, cpu in before if name == part) for part in (*STAGES, "draw")}
    spent["all"] = sum(cpu for name, at, _, cpu in rows if name in ("build", "tell", "draw"))
    return {**parts, **{CPU.format(part): each for part, each in spent.items()}}


@contextmanager
def bench(make: Callable[[Path], Path], edition: str, codes: list[Path]) -> Iterator[list[Preview]]:
    """A preview of an edition in the root that is made by each checkout, each in a window of its own."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        browser = stack.enter_context(browsing.browser())
        previews = []
        for number, code in enumerate(codes):
            root = make(folder / str(number))
            log = root / "stages.log"
            log.touch()
            tracer = HOME / "benchmarks" / "traced_preview.py"
            command = [sys.executable, str(tracer), str(log), "preview", edition]
            command += ["--root", str(root), "--no-open", "--port", str(13990 + number)]
            address = stack.enter_context(running(command, code, r"http://\S+"))
            previews.append(Preview(root, shown(browser, address, "body[data-ready] .picture[data-key]"), log))
        yield previews


def rival(command: str, times: int) -> list[float]:
    """Milliseconds of each save of a word in Vivliostyle's preview of the brochure."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        write_bare(Project(HOME), EDITION, folder)
        html = folder / "index.html"
        serve = [command, "preview", str(html), "--single-doc", "--no-open-viewer", "--port", "13999"]
        address = stack.enter_context(running(serve, folder, r"http://\S+"))
        page = shown(stack.enter_context(browsing.browser()), address, "[data-vivliostyle-page-container]")
        taken = []
        for number in range(times):
            time.sleep(SETTLED_S)
            word = f"{WORD}{number}"
            text = re.sub(rf"{WORD}\d*", word, html.read_text(encoding="utf-8"), count=1)
            taken.append(theirs(page, word, partial(html.write_text, text, encoding="utf-8")))
        return taken


def measured(pages: int, times: int, codes: list[Path]) -> list[Preview]:
    """Every change of the brochure in so many pages saved so often, by each checkout in turns."""
    return saved(partial(edition_of, pages), EDITION, changes(pages), times, codes)


def saved(
    make: Callable[[Path], Path], edition: str, wanted: dict[str, Change], times: int, codes: list[Path]
) -> list[Preview]:
    """The changes of an edition saved so often, by each checkout in turns."""
    with bench(make, edition, codes) as previews:
        time.sleep(SETTLED_S)
        for _ in range(times):
            for name, change in wanted.items():
                for preview in previews:
                    preview.save(name, change)
    return previews


def median(rows: list[dict[str, float]], part: str) -> float:
    """The median of one part, in ms."""
    return statistics.median(row[part] for row in rows)


def main() -> None:
    """Prints a table of medians in ms: for each change a row, and one of the CPU."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, nargs="+", default=[PAGES, 48])
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--code", type=Path, action="append", default=[], metavar="FOLDER")
    parser.add_argument("--vivliostyle", default=shutil.which("vivliostyle"), metavar="COMMAND")
    options = parser.parse_args()
    codes = [HOME, *options.code]
    for pages in options.pages:
        previews = measured(pages, options.times, codes)
        print(f"{pages} pages, medians of {options.times} in ms\n{'':26}" + "".join(f"{part:>8}" for part in PARTS))
        for name in previews[0].times:
            for code, preview in zip(codes, previews, strict=True):
                rows, told = preview.times[name], f"{name}{'' if code == HOME else ' (' + code.name + ')'}"
                for kind in ("{}", CPU):
                    named = [kind.format(part) for part in PARTS]
                    cells = (f"{median(rows, part):8.0f}" if part in rows[0] else f"{'':8}" for part in named)
                    print(f"{kind.format(told):26}" + "".join(cells), flush=True)
    if options.vivliostyle:
        print(f"Vivliostyle, one word: {statistics.median(rival(options.vivliostyle, options.times)):.0f} ms")


if __name__ == "__main__":
    main()
