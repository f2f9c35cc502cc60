"""veraPDF's verdict recorded by the engine that the tests hold: `python -m tests.prove [EDITION]...`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from brochurepress.artworks.artwork import Artwork
from brochurepress.pipeline.stages import build_edition
from brochurepress.release.verapdf import FLAVOURS, ValidationVerdict, checksum, judged, write_record
from brochurepress.workspace.project import HOME, Project
from tests.support import verapdf


def verdicts(artworks: tuple[Artwork, ...]) -> tuple[ValidationVerdict, ...]:
    """The verdict of the engine on each standard that the artworks claim and it judges."""
    found = []
    for artwork in artworks:
        standards = {FLAVOURS[standard]: standard for standard in judged(artwork)}
        for flavour, failures in verapdf.validate(artwork.content, *standards).items():
            broken = tuple(str(failure).splitlines()[0] for failure in failures)
            found.append(
                ValidationVerdict(checksum(artwork.content), standards[flavour], tool(), not broken, broken)
            )
    return tuple(found)


def tool() -> str:
    """Name and version of the engine."""
    (core,) = verapdf.JARS.glob("core-*.jar")
    return f"veraPDF {re.sub(r'^core-', '', core.stem)}"


def main(editions: list[str]) -> None:
    """Builds each edition and writes the record beside its artworks, in output/<edition>/."""
    for edition in editions or Project(HOME).editions():
        built = build_edition(Project(HOME), edition)
        sys.stdout.write(
            f"{write_record(Path(HOME) / 'output' / edition, verdicts(built.artworks)).folder}\n"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
