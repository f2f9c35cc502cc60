"""Proofs that must stay equal when the engine or a library is raised: `python -m tests.proofs keep`, then `hold`.

Kept is what every edition of the tests makes: the files, what a screen reader says of them, and the versions they were
made with. Held against that is what the same editions make now.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import io
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from brochurepress.findings import Rejected
from brochurepress.pdf import pdfium
from brochurepress.pipeline.output import write_files
from brochurepress.pipeline.stages import build_edition
from brochurepress.runs.processes import LIBRARIES
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.transaction import STATE
from tests.support.browser import browser, visit
from tests.support.edited_editions import ROOTS

KEPT = HOME / "output/proofs"
VERSIONS = "versions.json"
PPI = 100
LEVELS = 3
"""Of 255: what is nearer than this is the same to the eye, and to a plate."""

WIDTHS = (390, 1280)
"""Of a window, in CSS px: a phone and a desktop."""

Picture = npt.NDArray[np.uint8]

_EMBEDDED = re.compile(rb"data:[\w/+.-]+;base64,[A-Za-z0-9+/=]*|sha256-[A-Za-z0-9+/]{43}=")
"""What a web page brings with it and nobody reads: fonts, pictures, and the digests of what holds them."""


class Held(StrEnum):
    """How a file compares with the one that was kept."""

    EQUAL = "the same, byte for byte"
    LOOKS_EQUAL = "other bytes, the same words and the same to the eye"
    LOOKS_OTHERWISE = "looks otherwise"
    SAYS_OTHERWISE = "says something else"
    NEW = "was not made before"
    GONE = "is no longer made"


MAY_BE = {Held.EQUAL, Held.LOOKS_EQUAL}
"""What may become of a file when a version is raised; with the same versions only EQUAL may."""


@dataclass(frozen=True)
class Answer:
    """What became of a file, by its path, and where to look: what looks otherwise, or the first line."""

    file: str
    held: Held
    where: str = ""

    def __str__(self) -> str:
        return f"{self.file}: {self.held}{f' ({self.where})' if self.where else ''}"


def versions() -> dict[str, str]:
    """The versions of all libraries that shape the bytes of an artwork."""
    return {name: importlib.metadata.version(name) for name in LIBRARIES}


def made() -> Iterator[tuple[str, bytes]]:
    """The files and transcripts of every edition, by path; an edition is told when it begins.

    Raises Rejected when one cannot be built.
    """
    for edition, root in ROOTS.items():
        sys.stderr.write(f"building {edition}\n")
        built = build_edition(Project(root), edition, report=True)
        if not built.artworks:
            raise Rejected(built.findings)
        yield from ((f"{edition}/{artwork.file}", artwork.content) for artwork in built.artworks)
        yield from ((f"{edition}/{name}", text) for name, text in built.reports.items() if name.endswith(".txt"))


def compared(before: Mapping[str, bytes], now: Mapping[str, bytes]) -> Iterator[Answer]:
    """An answer on every file that was kept or is made now, in the order of their paths."""
    for file in sorted(before.keys() | now.keys()):
        if file not in now:
            yield Answer(file, Held.GONE)
        elif file not in before:
            yield Answer(file, Held.NEW)
        elif before[file] == now[file]:
            yield Answer(file, Held.EQUAL)
        else:
            yield _looked_at(file, before[file], now[file])


def faults(answers: Iterable[Answer], raised: bool) -> tuple[Answer, ...]:
    """The answers that may not be; without a raised version no byte may differ."""
    allowed = MAY_BE if raised else {Held.EQUAL}
    return tuple(answer for answer in answers if answer.held not in allowed)


def _looked_at(file: str, before: bytes, now: bytes) -> Answer:
    if not file.endswith((".pdf", ".png")):
        one, other = (_EMBEDDED.sub(b"", text).splitlines() for text in (before, now))
        first = next((at for at, pair in enumerate(zip_longest(one, other), 1) if pair[0] != pair[1]), 0)
        if first:
            return Answer(file, Held.SAYS_OTHERWISE, f"line {first}")
    one_look, other_look = _look(file, before), _look(file, now)
    if len(one_look) != len(other_look):
        return Answer(file, Held.LOOKS_OTHERWISE, f"{len(other_look)} pages instead of {len(one_look)}")
    parts = [part for part, picture in one_look.items() if _differ(picture, other_look[part])]
    return Answer(file, Held.LOOKS_OTHERWISE if parts else Held.LOOKS_EQUAL, ", ".join(parts))


def _look(file: str, content: bytes) -> Mapping[str, Picture]:
    """What the eye sees, as RGB, by what it is: the pages of a PDF, a web page in its WIDTHS, a picture."""
    if file.endswith(".html"):
        return _screens(content)
    if not content.startswith(b"%PDF"):
        with Image.open(io.BytesIO(content)) as picture:
            return {"the picture": np.asarray(picture.convert("RGB"))}
    with pdfium.open_pdf(content) as rendering:
        return {f"page {number}": rendering.page(number, PPI) for number in range(1, len(rendering) + 1)}


def _screens(content: bytes) -> Mapping[str, Picture]:
    seen = {}
    with tempfile.TemporaryDirectory() as folder, browser() as opened:
        page = Path(folder) / "index.html"
        page.write_bytes(content)
        for width in WIDTHS:
            with visit(opened, page, width) as visited, Image.open(io.BytesIO(visited.screenshot())) as shot:
                seen[f"{width} px wide"] = np.asarray(shot.convert("RGB"))
    return seen


def _differ(one: Picture, other: Picture) -> bool:
    if one.shape != other.shape:
        return True
    return bool((np.abs(one.astype(np.int16) - other) > LEVELS).any())


def keep(folder: Path) -> int:
    """Keeps what every edition makes now, in place of what was kept before."""
    files = {**dict(made()), VERSIONS: json.dumps(versions(), indent=2).encode()}
    shutil.rmtree(folder, ignore_errors=True)
    write_files(folder, "proofs", files)
    sys.stdout.write(f"{len(files)} files kept in {folder.relative_to(HOME)}\n")
    return 0


def hold(folder: Path) -> int:
    """Holds what every edition makes now against what was kept; returns 1 when something that may not differs."""
    if not (folder / VERSIONS).is_file():
        sys.stderr.write("nothing is kept: run `make keep-proofs` with the versions from which you come\n")
        return 2
    known = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and STATE not in path.parts
    }
    before, now = json.loads(known.pop(VERSIONS)), versions()
    raised = [f"{name} {before.get(name)} -> {now[name]}" for name in now if before.get(name) != now[name]]
    sys.stdout.write(f"raised: {', '.join(raised) or 'nothing, so no byte may differ'}\n")
    answers = tuple(compared(known, dict(made())))
    for answer in answers:
        sys.stdout.write(f"  {answer}\n")
    wrong = faults(answers, bool(raised))
    for file in (answer.file for answer in wrong if answer.file.endswith(".pdf")):
        edition = file.partition("/")[0]
        against = (folder / file).relative_to(HOME)
        sys.stdout.write(f"look: publish.py compare {edition} --against {against}\n")
    sys.stdout.write(f"{len(wrong)} of {len(answers)} files are not what they must be\n")
    return 1 if wrong else 0


def main() -> int:
    """Keeps the proofs, or holds what is made now against them."""
    parser = argparse.ArgumentParser(prog="python -m tests.proofs", description=__doc__)
    parser.add_argument("what", choices=["keep", "hold"])
    asked = parser.parse_args()
    return keep(KEPT) if asked.what == "keep" else hold(KEPT)


if __name__ == "__main__":
    sys.exit(main())
