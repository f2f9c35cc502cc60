"""Build: every edition and variant from its sources, silent on good work, the same bytes each time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from brochurepress.artworks.artwork import Artwork
from brochurepress.artworks.painters import PAINTERS, PaintJob
from brochurepress.findings import Rejected
from brochurepress.pdf.output_intent import read_profile
from brochurepress.pipeline.stages import build_edition, lay_out, paint_artworks
from brochurepress.source.edition import read_edition
from brochurepress.source.inputs import read_sources
from brochurepress.source.variants import VARIANTS, PaintMethod
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.edited_editions import EDITIONS, ROOTS, copied, edited
from tests.support.pdfa_copy import shadow
from tests.support.shared_builds import shared_artworks
from tests.support.stress import stressed
from tests.support.verapdf import assert_conforms

PAGES = {"alles-over-het-ipo": 4, "minimal": 1, "complete": 8, "leaflet": 6}
PAGES_OF = {
    ("alles-over-het-ipo", "large-print"): 7,
    ("alles-over-het-ipo", "handout-booklet"): 2,
    ("alles-over-het-ipo", "handout-booklet-mono"): 2,
    ("alles-over-het-ipo", "handout-sheet"): 1,
    ("alles-over-het-ipo", "instructions"): 1,
    ("minimal", "handout-sheet"): 1,
    ("minimal", "instructions"): 1,
    ("complete", "large-print"): 12,
    ("leaflet", "press"): 2,
    ("leaflet", "dummy"): 2,
    ("leaflet", "handout-booklet"): 2,
}
"""Pages, or sides of sheets, where they are others than those of the brochure."""


@pytest.fixture(scope="module")
def built() -> dict[str, dict[str, Artwork]]:
    return {edition: shared_artworks(edition) for edition in ROOTS}


ISSUED = [
    (edition, variant)
    for edition, root in ROOTS.items()
    for variant in read_edition(Snapshot(Project(root)), edition).variants
]


def test_every_variant_is_issued_by_an_edition() -> None:
    assert {variant for _, variant in ISSUED} == set(VARIANTS)


@pytest.mark.parametrize(("edition", "variant"), ISSUED)
def test_every_variant_of_every_edition_is_issued(
    edition: str, variant: str, built: dict[str, dict[str, Artwork]]
) -> None:
    artwork = built[edition][variant]
    paint = VARIANTS[variant].paint
    if paint is PaintMethod.SCREEN:
        assert artwork.content.startswith(b"<!doctype html>")
    elif paint is PaintMethod.PICTURE:
        assert artwork.content.startswith(b"\x89PNG")
    else:
        assert artwork.content.startswith(b"%PDF-")
    assert artwork.pages == PAGES_OF.get((edition, variant), PAGES[edition] if artwork.standards else 0)
    assert bool(artwork.standards) == (paint in (PaintMethod.PLAIN, PaintMethod.TAGGED))


@pytest.mark.parametrize("edition", ["minimal", *(stressed(name) for name in EDITIONS if name != "minimal")])
def test_two_builds_give_the_same_bytes(edition: str, built: dict[str, dict[str, Artwork]]) -> None:
    layout = lay_out(read_sources(Snapshot(Project(ROOTS[edition])), edition))
    again = paint_artworks(layout, (), lambda stage: None, preflight=False)
    assert {a.variant: a.content for a in again.artworks} == {
        name: artwork.content for name, artwork in built[edition].items()
    }


@pytest.mark.parametrize("seed", ["1", stressed("2")])
def test_the_bytes_do_not_depend_on_the_process(
    seed: str, tmp_path: Path, built: dict[str, dict[str, Artwork]]
) -> None:
    command = [sys.executable, "publish.py", "build", "--root", str(ROOTS["complete"]), "--output", str(tmp_path)]
    subprocess.run(command, cwd=HOME, env={**os.environ, "PYTHONHASHSEED": seed}, check=True)
    for artwork in built["complete"].values():
        assert (tmp_path / "complete" / artwork.file).read_bytes() == artwork.content


def test_every_way_to_paint_has_a_painter() -> None:
    assert set(PAINTERS) == set(PaintMethod)
    assert {row.paint for row in VARIANTS.values()} == set(PaintMethod)


def test_only_some_variants_are_built_when_asked() -> None:
    built = build_edition(Project(ROOTS["minimal"]), "minimal", only=("digital",))
    assert [artwork.variant for artwork in built.artworks] == ["digital"]


def test_every_stage_is_told_as_it_begins() -> None:
    told: list[str] = []
    build_edition(Project(ROOTS["minimal"]), "minimal", only=("press",), on_stage=told.append)
    assert told == ["manuscript", "pages", "press: for the offset printer", "words held against the manuscript"]


def test_a_text_that_does_not_fit_leaves_no_artwork(tmp_path: Path) -> None:
    file = "source/alles-over-het-ipo/3-drie-manieren.md"
    project = edited("alles-over-het-ipo", tmp_path, file, "verscheidenheid.", "verscheidenheid. " + "Meer. " * 300)
    built = build_edition(project, "alles-over-het-ipo")
    assert built.artworks == ()
    assert [finding.rule for finding in built.findings] == ["layout/overfull"]


def test_faults_of_manuscript_and_tokens_are_told_in_one_run(tmp_path: Path) -> None:
    edited("alles-over-het-ipo", tmp_path, "layouts/kits/puzzle/tokens.toml", 'srgb = "#1D1D1B"', 'srgb = "black"')
    contacts = tmp_path / "source/alles-over-het-ipo/4-contactgegevens.md"
    contacts.write_text(contacts.read_text().replace("cvduren@ipo.nl", "cvduren"))
    with pytest.raises(Rejected) as rejected:
        build_edition(Project(tmp_path), "alles-over-het-ipo")
    assert [finding.rule for finding in rejected.value.findings] == ["manuscript/value", "tokens/value"]


def test_tokens_of_an_edition_do_not_come_from_outside(tmp_path: Path) -> None:
    root = copied("minimal", tmp_path / "root")
    (tmp_path / "tokens.toml").write_text('[page]\nwidth = "100mm"\n')
    (root / "source/minimal/tokens.toml").symlink_to(tmp_path / "tokens.toml")
    with pytest.raises(Rejected) as rejected:
        build_edition(Project(root), "minimal")
    (finding,) = rejected.value.findings
    assert (finding.rule, finding.place.file) == ("source/outside", "source/minimal/tokens.toml")


def test_another_printer_changes_the_bleed_of_the_press_file_only(tmp_path: Path) -> None:
    wide = Project(copied("minimal", tmp_path))
    profile = wide.find("assets/printers/loose-sheet.toml").read_text()
    (tmp_path / "assets/printers/wide.toml").write_text(profile.replace("bleed_mm = 3", "bleed_mm = 5"))
    first = build_edition(wide, "minimal", only=("press", "digital"))
    second = build_edition(wide, "minimal", only=("press", "digital"), printer="wide")
    assert first.artworks[0].content != second.artworks[0].content
    assert first.artworks[1].content == second.artworks[1].content


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize(
    ("variant", "flavours"), [("digital", ("ua1", "2a")), ("digital-2", ("ua2", "wt1a", "wt1r", "4"))]
)
def test_verapdf_finds_no_fault_in_the_accessible_files(
    edition: str, variant: str, flavours: tuple[str, ...], built: dict[str, dict[str, Artwork]]
) -> None:
    assert_conforms(built[edition][variant].content, *flavours)


@pytest.mark.parametrize("edition", EDITIONS)
def test_verapdf_finds_no_fault_in_the_shadow_of_the_press_file(
    edition: str, built: dict[str, dict[str, Artwork]]
) -> None:
    job = PaintJob(lay_out(read_sources(Snapshot(Project(ROOTS[edition])), edition)))
    condition = job.inputs.printer.condition
    copy = shadow(
        built[edition]["press"].content, condition, read_profile(job.inputs.snapshot, condition.profile), job.metadata
    )
    assert_conforms(copy, "2b")
