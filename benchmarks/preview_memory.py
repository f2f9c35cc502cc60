"""Memory of the preview over a long session: python -m benchmarks.preview_memory [EDITS].

One word of the brochure is changed again and again, to another one each time; every page that differs is drawn, and
now and then looked at as a designer does: what stands on it, its plates, its tags. A flat line is what is wanted.
"""

from __future__ import annotations

import gc
import shutil
import sys
import tempfile
import time
from pathlib import Path

from brochurepress.pdf import pdfium
from brochurepress.proofing.preview.page_model import looked_at
from brochurepress.proofing.preview.plates import ProofPlates
from brochurepress.proofing.preview.session import Session
from brochurepress.workspace.project import HOME, Project

EDITION = HOME / "source" / "alles-over-het-ipo"
EDITS = 500
TOLD_AT = (1, 50, 100, 200, 300, 400, 500)
LOOKED_EVERY = 10
SCREEN_PPI = 192.0
WORD = "gebeurt"


def main() -> None:
    """Prints the resident memory in MB and the median time of a build in ms, at the start and along the way."""
    edits = int(sys.argv[1]) if len(sys.argv) > 1 else EDITS
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(EDITION, root / "source" / EDITION.name)
        session(Session(Project(root), EDITION.name), edits)


def session(desk: Session, edits: int) -> None:
    """That many edits on one desk."""
    file = next((desk.project.root / "source").rglob("2-*.md"))
    text = file.read_text(encoding="utf-8")
    if WORD not in text:
        raise SystemExit(f"{file.name} does not hold the word '{WORD}' any more")
    desk.refresh()
    seconds: list[float] = []
    shown = {leaf.key for leaf in desk.proofs.pages}
    for edit in range(1, edits + 1):
        file.write_text(text.replace(WORD, f"woord{edit}", 1), encoding="utf-8")
        since = time.perf_counter()
        proofs = desk.refresh()
        (changed,) = (leaf for leaf in proofs.pages if leaf.key not in shown)
        with pdfium.open_pdf(changed.pdf) as rendering:
            rendering.page(1, SCREEN_PPI)
        seconds.append(time.perf_counter() - since)
        shown = {leaf.key for leaf in proofs.pages}
        if edit % LOOKED_EVERY == 0:
            looked_at(changed)
            ProofPlates(changed).picture("total")
            desk.tags()
        if edit in TOLD_AT or edit == edits:
            gc.collect()
            median = sorted(seconds)[len(seconds) // 2]
            print(f"{edit:5} edits  {resident_mb():7.1f} MB  {1000 * median:6.0f} ms a build", flush=True)
            seconds = []


def resident_mb() -> float:
    """Resident memory of this process in MB (Linux: VmRSS of /proc/self/status)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main()
