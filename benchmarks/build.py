"""One command measured with all its children, and a bare engine script on the same HTML to measure it against."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from brochurepress.compose.templates import STYLESHEET
from brochurepress.design.drawing.faces import look_of
from brochurepress.pipeline.stages import lay_out
from brochurepress.source.inputs import read_sources
from brochurepress.workspace.project import Project
from brochurepress.workspace.snapshot import Snapshot

BARE = "import weasyprint; weasyprint.HTML('index.html').write_pdf('bare.pdf')"


LOOK_S = 0.05
"""How often the memory of what runs is looked at, in s."""


@dataclass(frozen=True)
class Run:
    """One command: wall and CPU time in s, the most memory that its processes had together in MiB."""

    wall: float
    cpu: float
    peak: float


def timed(command: list[str], folder: Path) -> Run:
    """A command run in a folder, its children included; raises SystemExit, with what it said, when it fails."""
    before, peak = time.perf_counter(), 0.0
    # Where Python may not keep what it compiles, the press would be compiled anew each time, and the peers would not.
    told = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=folder, env=told, stdout=said, stderr=said)
        while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
            peak = max(peak, _tree(process.pid))
            time.sleep(LOOK_S)
        wall = time.perf_counter() - before
        _, status, usage = ended
        if status:
            said.seek(0)
            raise SystemExit(f"{command} failed: {said.read().decode()[-2000:]}")
    return Run(wall, usage.ru_utime + usage.ru_stime, peak)


def _tree(process: int) -> float:
    """Proportional set size of a process and all below it in MiB (Linux: smaps_rollup)."""
    with suppress(OSError):
        own = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").split("Pss:")[1].split()[0]
        tasks = Path(f"/proc/{process}/task").iterdir()
        below = [child for task in tasks for child in (task / "children").read_text().split()]
        return int(own) / 1024 + sum(_tree(int(child)) for child in below)
    return 0.0


def write_bare(project: Project, edition: str, folder: Path, fields: dict[str, str] | None = None) -> None:
    """The composed HTML of an edition as plain files, for a script that knows nothing of the press."""
    folder.mkdir(exist_ok=True)
    composition = lay_out(read_sources(Snapshot(project), edition, None, fields)).composition
    html = composition.html.replace(STYLESHEET, "layout.css")
    css = composition.stylesheet.text
    look = look_of(composition.inputs.snapshot, composition.tokens, css)
    for text in (html, css):
        for reference in {part.split('"')[0] for part in text.split('"/')[1:]}:
            source = composition.resources.get(f"/{reference}")
            content = source if source is not None else project.find(reference).read_bytes()
            if reference.endswith(".svg"):
                content = look.drawing(content.decode()).svg.encode()
            target = folder / reference
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    (folder / "index.html").write_text(html.replace('"/', '"'), encoding="utf-8")
    (folder / "layout.css").write_text(css.replace('"/', '"'), encoding="utf-8")
