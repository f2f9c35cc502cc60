"""All that a reader may want to know of the press's speed, in one table: python -m benchmarks [--quick] [ROW...].

Ours and each peer that is installed are run in turns, so that what else the machine does falls on all of them alike.
`python -m benchmarks.NAME` runs one of the others: preview, run, preflight, structure, separation, preview_memory.
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from benchmarks.build import BARE, Run, timed, write_bare
from benchmarks.editions import BOOK, EDITION, PAGES, book_of, edition_of
from brochurepress.workspace.project import HOME, Project

Command = Callable[[], Run]

PUBLISH = [sys.executable, str(HOME / "publish.py")]
TYPST = """import typst
typst.compile('copy.typ', output='copy.pdf', font_paths=['fonts'], ignore_system_fonts=True, sys_inputs={'name': ''})
"""
LADDER = (4, 16, 64, 256)
QUICK_LADDER = (4, 16, 64)
WORD = "Duurzaamheid"


@dataclass(frozen=True)
class Line:
    """One line of the table: a row, who made it, and all runs."""

    row: str
    who: str
    runs: tuple[Run, ...]

    def __str__(self) -> str:
        parts = [_spread([getattr(run, part) for run in self.runs], digits) for part, digits in _COLUMNS]
        return f"| {self.row} | {self.who} | {len(self.runs)} | " + " | ".join(parts) + " |"


_COLUMNS = (("wall", 2), ("cpu", 2), ("peak", 0))
HEAD = "| row | by | runs | wall, s | CPU, s | peak, MiB (PSS) |\n|---|---|---|---|---|---|"


def _spread(values: list[float], digits: int) -> str:
    """The median, and the least and the most where there are several."""
    told = f"{statistics.median(values):.{digits}f}"
    return told if len(values) == 1 else f"{told} ({min(values):.{digits}f}-{max(values):.{digits}f})"


def taken(row: str, ways: dict[str, Command], pairs: int) -> dict[str, Line]:
    """Every way run so often, in turns; each line is printed."""
    runs: dict[str, list[Run]] = {who: [] for who in ways}
    for _ in range(pairs):
        for who, run in ways.items():
            runs[who].append(run())
    lines = {who: Line(row, who, tuple(each)) for who, each in runs.items()}
    for line in lines.values():
        print(line, flush=True)
    first, *rest = lines.values()
    for other in rest:
        ratio = {
            part: statistics.median(
                getattr(a, part) / getattr(b, part) for a, b in zip(first.runs, other.runs, strict=True)
            )
            for part, _ in _COLUMNS
        }
        told = " | ".join(f"{ratio[part]:.2f}x" for part, _ in _COLUMNS)
        print(f"| {row} | {first.who} / {other.who} | {pairs} | {told} |", flush=True)
    return lines


def press(root: Path, output: Path, *options: str, edition: str = EDITION) -> Command:
    """A build of the brochure of a root, or of another edition."""
    command = [*PUBLISH, "build", edition, "--root", str(root), "--output", str(output), *options]
    return lambda: timed(command, HOME)


def fresh(root: Path, output: Path, *options: str, edition: str = EDITION) -> Command:
    """A build of everything into a folder that is not there."""

    def run() -> Run:
        shutil.rmtree(output, ignore_errors=True)
        return press(root, output, "--force", *options, edition=edition)()

    return run


def cold(folder: Path, pairs: int, quick: bool) -> None:
    """All artworks of the brochure, against one PDF of its pages by each peer."""
    root = edition_of(PAGES, folder / "cold")
    write_bare(Project(HOME), EDITION, folder / "bare")
    bare = [sys.executable, "-c", BARE]
    ways: dict[str, Command] = {
        "press": fresh(root, folder / "cold-out"),
        "bare WeasyPrint": lambda: timed(bare, folder / "bare"),
    }
    if find_spec("typst"):
        from benchmarks._typst import write_typst

        write_typst(Project(HOME), EDITION, folder / "typst", {}, "no name stands here")
        ways["Typst"] = lambda: timed([sys.executable, "-c", TYPST], folder / "typst")
    for name, command in (("prince", "Prince"), ("vivliostyle", "Vivliostyle"), ("fullbleed", "fullbleed")):
        if found := shutil.which(name):
            arguments = {"prince": ["index.html", "-o", "prince.pdf"], "vivliostyle": ["build", "index.html"]}
            if name in arguments:
                ways[command] = partial(timed, [found, *arguments[name]], folder / "bare")
    for command in ("Typst", "Prince", "Vivliostyle", "fullbleed"):
        if command not in ways:
            print(f"| all artworks, cold | {command} | 0 | not installed | | |")
    taken("all artworks, cold; one PDF by the peers", ways, pairs)


def kits(folder: Path, pairs: int, quick: bool) -> None:
    """All artworks of the sample edition of each kit, against one PDF of its pages by the bare engine."""
    root = HOME / "tests/editions/types"
    for kit, edition in (("puzzle", "types"), ("quiet", "peil")):
        write_bare(Project(root), edition, folder / f"bare-{kit}")
        ways: dict[str, Command] = {
            "press": fresh(root, folder / f"{kit}-out", edition=edition),
            "bare WeasyPrint": partial(timed, [sys.executable, "-c", BARE], folder / f"bare-{kit}"),
        }
        taken(f"all artworks of {kit}, cold; one PDF by the peer", ways, pairs)


def again(folder: Path, pairs: int, quick: bool) -> None:
    """The same build with nothing changed, and with one word changed."""
    root, output = edition_of(PAGES, folder / "again"), folder / "again-out"
    press(root, output)()
    taken("nothing changed, then build", {"press": press(root, output)}, pairs)
    text = root / "source" / EDITION / "2-het-interprovinciaal-overleg.md"
    original, number = text.read_text(encoding="utf-8"), iter(range(1000))

    def changed() -> Run:
        text.write_text(original.replace(WORD, f"{WORD}{next(number)}", 1), encoding="utf-8")
        return press(root, output)()

    taken("one word changed, then build", {"press": changed}, pairs)


def growth(folder: Path, pairs: int, quick: bool) -> None:
    """The press file of ever more pages, and the exponents: cost grows with pages to their power."""
    bare = [sys.executable, "-c", BARE]
    for kind, edition, made in (("of text", BOOK, book_of), ("in columns", EDITION, edition_of)):
        ladder = QUICK_LADDER if quick or made is edition_of else LADDER
        cpu: dict[str, list[float]] = {"press": [], "bare WeasyPrint": []}
        for pages in ladder:
            root, plain = made(pages, folder / f"{edition}-{pages}"), folder / f"{edition}-bare-{pages}"
            write_bare(Project(root), edition, plain)
            ways: dict[str, Command] = {
                "press": fresh(root, folder / "ladder-out", "--only", "press", edition=edition),
                "bare WeasyPrint": partial(timed, bare, plain),
            }
            lines = taken(f"--only press, {pages} pages {kind}", ways, 1 if pages > 64 else pairs)
            for who, row in cpu.items():
                row.append(statistics.median(run.cpu for run in lines[who].runs))
        for who, row in cpu.items():
            steps = zip(ladder, ladder[1:], row, row[1:], strict=False)
            each = [f"{a} to {b}: {math.log(d / c) / math.log(b / a):.2f}" for a, b, c, d in steps]
            print(f"| exponent of the CPU, pages {kind} | {who} | | {'; '.join(each)} | | |", flush=True)


def checks(folder: Path, pairs: int, quick: bool) -> None:
    """The press check of long and full files."""
    from benchmarks.preflight import samples

    for name, data in samples(quick):
        file = folder / "sample.pdf"
        file.write_bytes(data)
        command = [sys.executable, "-m", "benchmarks.preflight", "--once", str(file)]
        taken(f"press check, {name}", {"press": partial(timed, command, HOME)}, 1)


def preview(folder: Path, pairs: int, quick: bool) -> None:
    """From a save to the new picture in a browser."""
    if not find_spec("playwright"):
        print("| preview | press | 0 | the browser of the tests is not installed | | |")
        return
    from benchmarks.preview import CPU, OF_QUIET, measured, median, saved
    from benchmarks.preview import quiet as sample_of_quiet

    times = 2 if quick else 5
    samples = {
        f"{pages} pages": partial(measured, pages, times, [HOME]) for pages in ((PAGES,) if quick else (PAGES, 48))
    }
    samples["kit quiet (peil)"] = partial(saved, sample_of_quiet, "peil", OF_QUIET, times, [HOME])
    for sample, run in samples.items():
        (ours,) = run()
        for name, rows in ours.times.items():
            told = f"{median(rows, 'all') / 1000:.3f} | {median(rows, CPU.format('all')) / 1000:.3f}"
            print(f"| preview, {name}, {sample} | press | {times} | {told} | |", flush=True)


def runs(folder: Path, pairs: int, quick: bool) -> None:
    """Copies of a run, a second."""
    command = [sys.executable, "-m", "benchmarks.run", "--documents", "0", "--table"]
    command += ["--copies", "20" if quick else "60", "--pairs", "1" if quick else str(pairs)]
    told = subprocess.run(command, cwd=HOME, stdout=subprocess.PIPE, text=True, check=True).stdout
    print(told, end="", flush=True)


def badges(folder: Path, pairs: int, quick: bool) -> None:
    """Badges of kit loud, a second."""
    from contextlib import closing

    from benchmarks.run import press_seconds
    from brochurepress.runs.processes import Order, ProcessPool

    each = 20 if quick else 60
    root = Path(shutil.copytree(HOME / "tests/editions/loud", folder / "loud"))
    for count in (1, 2):
        with closing(ProcessPool(Order(root, "badge", "digital"), count)) as hands:
            names = [f"Naam {number}" for number in range(each)]
            told = [press_seconds(hands, names, ("voornaam", "naam", "rol")) for _ in range(pairs + 1)]
        rate = each / statistics.median(told[1:])  # in the first the processes get warm
        row = f"| a badge of kit loud | press, processes: {count} | {pairs} "
        print(f"{row}| {rate:.1f} a second, {1 / rate:.3f} each | | |", flush=True)


ROWS = {each.__name__: each for each in (cold, kits, again, growth, checks, preview, runs, badges)}
"""The parts of the table."""


def machine() -> Iterator[str]:
    """What it is measured on."""
    info = Path("/proc/cpuinfo")
    names = info.read_text(encoding="utf-8").split("\n") if info.exists() else []
    model = next((line.split(":")[1].strip() for line in names if line.startswith("model name")), "")
    yield f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC"
    yield f"{os.cpu_count()} cores {model or platform.machine()}, load {os.getloadavg()[0]:.1f}"
    yield f"Python {platform.python_version()}"


def main() -> None:
    """Prints the table, or some parts of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=", ".join(ROWS))
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="one pair of each, and no long files")
    options = parser.parse_args()
    if unknown := [name for name in options.rows if name not in ROWS]:
        parser.error(f"there is no row '{unknown[0]}' (known: {', '.join(ROWS)})")
    print(", ".join(machine()) + f"\n\n{HEAD}", flush=True)
    for name in options.rows or ROWS:
        with tempfile.TemporaryDirectory() as folder:
            ROWS[name](Path(folder), 1 if options.quick else options.pairs, options.quick)


if __name__ == "__main__":
    main()
