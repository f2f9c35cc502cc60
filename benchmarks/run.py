"""Copies of a run: how many a second, with one name on the cover that differs, and how much memory a worker takes.

Against two bare engine loops on the same HTML, the one that everybody writes first (HTML(…).write_pdf()) and one that
reads fonts and style sheet once, and against Typst on a document of the same words, fonts and pictures on as many
pages. Typst is no part of the press: install it anywhere, name that Python with --typst.

    python -m benchmarks.run [EDITION] [--variant digital] [--copies 200] [--pairs 5] [--documents 2000]
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from benchmarks._typst import write_typst
from benchmarks.build import write_bare
from benchmarks.preview_memory import resident_mb
from brochurepress.runs.processes import Order, ProcessPool, Task, Worker
from brochurepress.workspace.project import HOME, Project

EDITION = "alles-over-het-ipo"
MARK = "Zzyzx"
"""The name in the page that rivals are given, to be replaced by that of each copy."""

TOLD_AT = (1, 100, 250, 500, 1000, 1500, 2000)

BARE = """
import json, sys, time
import weasyprint
from weasyprint.text.fonts import FontConfiguration
fonts = FontConfiguration()
css = weasyprint.CSS('layout.css', font_config=fonts)
page = open('index.html', encoding='utf-8').read()
page = page.replace('<link rel="stylesheet" href="layout.css">', '')
def make(name):
    html = weasyprint.HTML(string=page.replace(MARK, name), base_url='.')
    return html.render(font_config=fonts, stylesheets=[css]).write_pdf()
"""
PLAIN = """
import json, sys, time
import weasyprint
page = open('index.html', encoding='utf-8').read()
def make(name):
    return weasyprint.HTML(string=page.replace(MARK, name), base_url='.').write_pdf()
"""
TYPST = """
import json, sys, time
import typst
compiler = typst.Compiler('copy.typ', font_paths=['fonts'], ignore_system_fonts=True)
def make(name):
    return compiler.compile(format='pdf', sys_inputs={'name': name}, pdf_tags=False)
"""
LOOP = """
print('ready', flush=True)
for line in sys.stdin:
    names = json.loads(line)
    since = time.perf_counter()
    size = sum(len(make(name)) for name in names)
    print(json.dumps([time.perf_counter() - since, size]), flush=True)
"""


class Rival:
    """Another way to make the same copies, in a process of its own that is warm."""

    def __init__(self, python: str, script: str, folder: Path) -> None:
        self._process = subprocess.Popen(
            [python, "-c", f"MARK = {MARK!r}\n{script}\n{LOOP}"],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        if self._process.stdout is None or self._process.stdout.readline() != "ready\n":
            fault = (self._process.stderr.read() if self._process.stderr else "").strip().split("\n")[-1]
            self.close()
            raise OSError(fault)

    def seconds(self, names: list[str]) -> float:
        """How long these copies take."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(names) + "\n")
        self._process.stdin.flush()
        taken: float = json.loads(self._process.stdout.readline())[0]
        return taken

    def close(self) -> None:
        """Ends it."""
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe:
                with suppress(OSError):
                    pipe.close()
        self._process.wait()


def named_edition(folder: Path, edition: str) -> Path:
    """A root in which the cover of an edition holds {{ name }} behind its line."""
    shutil.copytree(HOME / "source" / edition, folder / "source" / edition)
    cover = min((folder / "source" / edition).glob("*.md"))
    lines = cover.read_text(encoding="utf-8").split("\n")
    at = next(at for at, line in enumerate(lines) if line.startswith("line: "))
    lines[at] += " {{ name }}"
    cover.write_text("\n".join(lines), encoding="utf-8")
    return folder


def press_seconds(hands: ProcessPool, names: list[str], columns: tuple[str, ...] = ("name",)) -> float:
    """How long the copies with these in their columns take, processes warm; raises SystemExit for one that fails."""
    waiting = [Task(row, "", "", "", dict.fromkeys(columns, name)) for row, name in enumerate(names)]
    since = time.perf_counter()
    while waiting or hands.busy():
        while waiting and hands.room():
            hands.give(waiting.pop())
        for outcome in hands.done(1):
            if not outcome.copy.pdf:
                raise SystemExit("\n".join(str(finding) for finding in outcome.copy.findings))
    return time.perf_counter() - since


def rates(ways: dict[str, Callable[[list[str]], float]], copies: int, pairs: int) -> dict[str, Any]:
    """Copies a second of each way, and the paired ratios of the first one to the others; medians of all pairs."""
    each = max(copies // pairs, 1)
    rounds: list[dict[str, float]] = []
    for number in range(pairs):
        names = [f"Naam {number}-{at}" for at in range(each)]
        rounds.append({way: each / seconds(names) for way, seconds in ways.items()})
    first = next(iter(ways))
    told: dict[str, Any] = {}
    for way in ways:
        told[way] = {
            "a second": round(statistics.median(one[way] for one in rounds), 1),
            f"{first} is faster by": round(statistics.median(one[first] / one[way] for one in rounds), 2),
        }
    return told


def memory(order: Order, documents: int) -> None:
    """Prints the resident memory of one worker in MB along the way; a flat line is what is wanted."""
    worker, since = Worker(order), time.perf_counter()
    for number in range(1, documents + 1):
        worker.copy({"name": f"Naam {number}"})
        if number in TOLD_AT or number == documents:
            rate = number / (time.perf_counter() - since)
            print(f"{number:6} documents  {resident_mb():7.1f} MB  {rate:5.1f} a second", flush=True)


def _rows(told: dict[str, Any]) -> str:
    """The rates as rows of a table."""
    rows = []
    for way, rate in told.items():
        per_copy = f"{rate['a second']} a second, {1 / rate['a second']:.3f} each"
        rows.append(f"| a copy of a run | {way} | | {per_copy} | | |")
    return "\n".join(rows)


def main() -> None:
    """Prints the rates as JSON, then the memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("edition", nargs="?", default=EDITION)
    parser.add_argument("--variant", default="digital")
    parser.add_argument("--copies", type=int, default=200)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--table", action="store_true", help="rows for the table of python -m benchmarks")
    parser.add_argument("--typst", default=sys.executable, metavar="PYTHON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        root, bare, typst = (Path(name) / part for part in ("root", "bare", "typst"))
        named_edition(root, options.edition)
        order = Order(root, options.edition, options.variant)
        project, fields = Project(root), {"name": MARK}
        write_bare(project, options.edition, bare, fields)
        write_typst(project, options.edition, typst, fields, MARK)
        with closing(ProcessPool(order, 1)) as one, closing(ProcessPool(order, 2)) as two:
            ways: dict[str, Callable[[list[str]], float]] = {
                f"{options.variant}, one process": lambda names: press_seconds(one, names),
                f"{options.variant}, two processes": lambda names: press_seconds(two, names),
            }
            rivals: list[Rival] = []
            for way, python, script, folder in (
                ("bare loop", sys.executable, PLAIN, bare),
                ("bare loop, fonts and style sheet read once", sys.executable, BARE, bare),
                ("Typst, one process", options.typst, TYPST, typst),
            ):
                try:
                    rivals.append(Rival(python, script, folder))
                    ways[way] = rivals[-1].seconds
                except OSError as fault:
                    print(f"{way}: left out ({fault})", file=sys.stderr)
            for seconds in ways.values():
                seconds([f"Warm {at}" for at in range(6)])
            told = rates(ways, options.copies, options.pairs)
            print(_rows(told) if options.table else json.dumps(told, indent=2), flush=True)
            for rival in rivals:
                rival.close()
        if options.documents:
            memory(order, options.documents)


if __name__ == "__main__":
    main()
