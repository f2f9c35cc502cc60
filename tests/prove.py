"""veraPDF's verdict, and axe-core's of the web page, recorded by the tests: `python -m tests.prove [EDITION]...`."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from brochurepress.artworks.artwork import Artwork
from brochurepress.pipeline.stages import build_edition
from brochurepress.release.manifest import FLAVOURS, ValidationVerdict, checksum, judged, write_record
from brochurepress.workspace.project import HOME, Project
from tests.support import verapdf
from tests.support.browser import browser, visit


def verdicts(artworks: tuple[Artwork, ...]) -> tuple[ValidationVerdict, ...]:
    """The verdict of the engine on each standard that the artworks claim and it judges."""
    found = []
    for artwork in artworks:
        standards = {FLAVOURS[standard]: standard for standard in judged(artwork)}
        for flavour, failures in verapdf.validate(artwork.content, *standards).items():
            broken = tuple(str(failure).splitlines()[0] for failure in failures)
            found.append(ValidationVerdict(checksum(artwork.content), standards[flavour], tool(), not broken, broken))
    return tuple(found)


def axe_verdicts(artworks: tuple[Artwork, ...]) -> tuple[ValidationVerdict, ...]:
    """axe-core's verdict on the web page for each criterion of WCAG of which its rules found something to judge."""
    found = []
    for page in (each for each in artworks if each.file.endswith(".html")):
        with TemporaryDirectory() as folder, browser() as started:
            (Path(folder) / page.file).write_bytes(page.content)
            with visit(started, Path(folder) / page.file, 1280) as seen:
                name, passed, failures = seen.axe_by_criterion()
        found += [
            ValidationVerdict(checksum(page.content), f"WCAG 2.2, {each}", name, not told, told)
            for each in sorted({*passed, *failures})
            for told in [tuple(failures.get(each, ()))]
        ]
    return tuple(found)


def tool() -> str:
    """Name and version of the engine."""
    (core,) = verapdf.JARS.glob("core-*.jar")
    return f"veraPDF {re.sub(r'^core-', '', core.stem)}"


def main(editions: list[str]) -> None:
    """Builds each edition and writes the record beside its artworks, in output/<edition>/."""
    folders = (file.split("/")[1] for file in Project(HOME).listing("source/*/edition.toml"))
    for edition in editions or folders:
        built = build_edition(Project(HOME), edition)
        told = (*verdicts(built.artworks), *axe_verdicts(built.artworks))
        sys.stdout.write(f"{write_record(Path(HOME) / 'output' / edition, told).folder}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
