"""A whole cold build against a bare engine script on the same HTML, in pairs: wall, CPU and peak memory."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from brochurepress.compose.templates import STYLESHEET
from brochurepress.design.assets import fill_tokens
from brochurepress.pipeline.stages import lay_out
from brochurepress.source.inputs import read_sources
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot

BARE = "import weasyprint; weasyprint.HTML('index.html').write_pdf('bare.pdf')"


@dataclass(frozen=True)
class Run:
    """One process: wall and CPU time in s, peak memory in MiB."""

    wall: float
    cpu: float
    peak: float


def timed(command: list[str], folder: Path) -> Run:
    """A command run in a folder, its children included."""
    before = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - before
    if status:
        raise SystemExit(f"{command} failed")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def write_bare(project: Project, edition: str, folder: Path, fields: dict[str, str] | None = None) -> None:
    """The composed HTML of an edition as plain files, for a script that knows nothing of the press."""
    folder.mkdir(exist_ok=True)
    composition = lay_out(read_sources(Snapshot(project), edition, None, fields)).composition
    html = composition.html.replace(STYLESHEET, "layout.css")
    css = composition.stylesheet.text
    for text in (html, css):
        for reference in {part.split('"')[0] for part in text.split('"/')[1:]}:
            source = composition.resources.get(f"/{reference}")
            content = source if source is not None else project.find(reference).read_bytes()
            if reference.endswith(".svg"):
                content = fill_tokens(content.decode(), composition.tokens).encode()
            target = folder / reference
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    (folder / "index.html").write_text(html.replace('"/', '"'), encoding="utf-8")
    (folder / "layout.css").write_text(css.replace('"/', '"'), encoding="utf-8")


def main() -> None:
    """Prints the medians of all runs and of the paired ratios as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("edition", nargs="?", default=Project(HOME).editions()[0])
    parser.add_argument("--pairs", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_bare(Project(HOME), options.edition, folder)
        press = [
            sys.executable,
            str(HOME / "publish.py"),
            "build",
            options.edition,
            "--force",
            "--output",
            name + "/out",
        ]
        bare = [sys.executable, "-c", BARE]
        timed(press, HOME), timed(bare, folder)
        pairs = [(timed(press, HOME), timed(bare, folder)) for _ in range(options.pairs)]
    report = {
        "pairs": options.pairs,
        "press": {
            key: round(statistics.median(getattr(p, key) for p, _ in pairs), 2)
            for key in ("wall", "cpu", "peak")
        },
        "bare": {
            key: round(statistics.median(getattr(b, key) for _, b in pairs), 2)
            for key in ("wall", "cpu", "peak")
        },
        "wall ratio": round(statistics.median(p.wall / b.wall for p, b in pairs), 2),
        "cpu ratio": round(statistics.median(p.cpu / b.cpu for p, b in pairs), 2),
    }
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
