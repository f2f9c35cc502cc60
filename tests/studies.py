"""The kits beside the pictures of their design studies, on a sheet of each kit: `python -m tests.studies FOLDER`.

FOLDER holds `<kit>/pictures/`, as the designer left them; the sheets go into `docs/pictures`. Beside each picture stand
the pages of the sample edition that show the same, at the same height.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from brochurepress.pdf import pdfium
from brochurepress.pipeline.stages import build_edition
from brochurepress.workspace.project import HOME, Project

HEIGHT, GAP, COLUMNS, PPI, GREY = 300, 10, 2, 60, (232, 232, 232)

SAMPLES = {"puzzle": ("types", "types"), "quiet": ("types", "peil"), "loud": ("loud", "loud")}
"""The root and the sample edition of each kit."""

PAIRS: dict[str, dict[str, tuple[int, ...]]] = {
    "puzzle": {
        "p01-omslag": (1,),
        "02-03-plaat-inhoud-colofon": (2,),
        "04-05-feiten-galerij-oproep": (3, 4),
        "06-07-beeld-citaat-artikel": (5, 6),
        "08-09-staaf-gestapeld-lijn": (8, 9),
        "10-11-kaart-tabel-vragen": (10, 11),
        "12-13-tijdlijn-paginabeeld": (12,),
        "14-15-stappen-programma-mensen": (13, 14, 15),
        "p16-achterkant": (16,),
    },
    "quiet": {
        "spread-cover": (1,),
        "spread-02-03": (2, 3),
        "spread-04-05": (4, 5),
        "spread-06-07": (6, 7),
        "spread-08-09": (8, 9),
        "spread-10-11": (10, 11, 12),
        "spread-12-13": (13, 14, 15),
        "spread-14-15": (16, 17, 23),
        "more-statement-plate": (18, 19),
        "more-gallery-programme": (20, 21),
        "more-points-article": (24, 25, 26),
    },
    "loud": {
        "a5-1-omslag": (1,),
        "a5-2-3": (2, 3, 10),
        "a5-4-5-programma": (6, 7),
        "a5-6-7": (8, 9),
        "a5-8-open": (20,),
        "staal-1-2-over-de-vouw": (4, 5),
        "staal-3-4-artikel-grafiek": (11, 12),
        "staal-5-6-uitspraak-punten": (13, 14),
        "folder-binnenzijde": (15, 16, 17),
    },
}
"""Pictures of each study, and the pages of the sample edition that show the same."""


def sheet(kit: str, studies: Path) -> Image.Image:
    """Every pair of a kit, study at the left and pages at the right, in columns."""
    pairs = [_row([*left, *right]) for left, right in _pairs(kit, studies)]
    width = max(pair.width for pair in pairs)
    rows = -(-len(pairs) // COLUMNS)
    found = Image.new("RGB", (COLUMNS * (width + 4 * GAP), rows * (HEIGHT + 2 * GAP)), GREY)
    for number, pair in enumerate(pairs):
        across, down = number // rows, number % rows
        found.paste(pair, (across * (width + 4 * GAP) + GAP, down * (HEIGHT + 2 * GAP) + GAP))
    return found


def _pairs(kit: str, studies: Path) -> Iterator[tuple[list[Image.Image], list[Image.Image]]]:
    root, edition = SAMPLES[kit]
    build = build_edition(Project(HOME / "tests/editions" / root), edition, ("digital",))
    with pdfium.open_pdf(build.artworks[0].content) as opened:
        pages = [Image.fromarray(opened.page(number, PPI)) for number in range(1, len(opened) + 1)]
    for name, numbers in PAIRS[kit].items():
        yield [Image.open(studies / kit / "pictures" / f"{name}.png")], [pages[number - 1] for number in numbers]


def _row(pictures: list[Image.Image]) -> Image.Image:
    """Pictures of one height beside each other, the first of them apart."""
    scaled = [each.convert("RGB").resize((round(each.width * HEIGHT / each.height), HEIGHT)) for each in pictures]
    found = Image.new("RGB", (sum(each.width for each in scaled) + GAP * (len(scaled) + 1), HEIGHT), GREY)
    left = 0
    for number, each in enumerate(scaled):
        found.paste(each, (left, 0))
        left += each.width + GAP * (1 if number else 3)
    return found


if __name__ == "__main__":
    for name in PAIRS:
        sheet(name, Path(sys.argv[1])).quantize(96).save(HOME / f"docs/pictures/study-{name}.png", optimize=True)
