"""A release: refused for each lack with its hint, made when nothing lacks, the same bytes twice, drafts marked."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from brochurepress.findings import Rejected
from brochurepress.pipeline.output import write_output
from brochurepress.pipeline.stages import lay_out, paint_artworks
from brochurepress.release.manifest import Manifest, read_manifest, read_released
from brochurepress.release.release import changes, make_release, obstacles, sentences, write_release
from brochurepress.release.site import verify_folder
from brochurepress.source.inputs import read_sources
from brochurepress.workspace.project import HOME, Own, Project
from brochurepress.workspace.snapshot import Snapshot
from brochurepress.workspace.transaction import STATE
from tests.support.assertions import assert_only_found, rejection
from tests.support.edited_editions import ROOTS, copied
from tests.support.findings import error
from tests.support.releasing import contents, later, made, proofs, released


def test_an_edition_that_waits_for_approval_is_released_as_a_draft_only(tmp_path: Path) -> None:
    waits = ("edition.toml", 'title = "Notes"', 'status = "draft"\ntitle = "Notes"')
    release = later(tmp_path / "root", waits, last=tmp_path)
    assert_only_found(release.findings, "release/status", file="source/minimal/edition.toml", line=1)
    assert release.manifest.draft
    page = release.files["site/index.html"].decode()
    assert page.count('class="draft"') == page.count('content="noindex"') == 1


def test_a_proved_and_signed_edition_is_released(tmp_path: Path) -> None:
    release = released(tmp_path)
    assert release.findings == ()
    assert not release.manifest.draft
    assert sorted(release.files) == [
        "archive/SHA256SUMS",
        "archive/bom.cdx.json",
        "archive/changes.txt",
        "archive/evidence.json",
        "archive/minimal-1.zip",
        "archive/text.txt",
        "site/SHA256SUMS",
        "site/index.html",
        "site/manifest.json",
        "site/notes-2-2026-01-15.pdf",
        "site/notes-2.pdf",
        "site/notes-2026-01-15.pdf",
        "site/notes-how-to-print.pdf",
        "site/notes-large-2026-01-15.pdf",
        "site/notes-large.pdf",
        "site/notes-sheet.pdf",
        "site/notes.pdf",
        "site/notes.png",
        "site/notes/notes-2.pdf",
        "site/notes/notes-large.pdf",
        "site/notes/notes.pdf",
        "site/snippet.html",
    ]


@pytest.mark.parametrize(
    ("change", "rule", "hint"),
    [
        ({"verdicts": ()}, "release/unproved", "publish.py prove minimal"),
        ({"evidence": {}}, "release/evidence", "publish.py evidence minimal"),
        (
            {"unproved": (error("evidence/expired", "signed for an older text", hint="look again"),)},
            "evidence/expired",
            "look again",
        ),
        ({"ages": (error("contacts/expired", "gone", hint="replace it"),)}, "contacts/expired", "replace it"),
    ],
)
def test_one_lack_is_an_obstacle_with_its_cure(tmp_path: Path, change: dict[str, object], rule: str, hint: str) -> None:
    release = released(tmp_path, replace(proofs(), **change))  # type: ignore[arg-type]
    assert {finding.rule for finding in release.findings} == {rule}
    assert all(hint in finding.hint for finding in release.findings)
    assert release.manifest.draft


def test_a_finding_of_severity_error_is_an_obstacle() -> None:
    _, build = made()
    found = obstacles(replace(build, findings=(error("press/bleed", "no bleed"),)), proofs())
    assert [finding.rule for finding in found] == ["press/bleed"]


def test_a_verdict_on_other_bytes_is_no_proof(tmp_path: Path) -> None:
    others = tuple(replace(verdict, sha256="0" * 64) for verdict in proofs().verdicts)
    found = released(tmp_path, replace(proofs(), verdicts=others)).findings
    assert {finding.rule for finding in found} == {"release/unproved"}
    assert len(found) == len(others)


def test_a_failed_standard_is_named_with_its_failures(tmp_path: Path) -> None:
    first, *rest = proofs().verdicts
    failed = replace(first, passed=False, failures=("7.1-3: Content is tagged",))
    (finding,) = released(tmp_path, replace(proofs(), verdicts=(failed, *rest))).findings
    assert finding.rule == "release/disproved"
    assert f"no {failed.standard}: 7.1-3: Content is tagged" in finding.message


def test_a_draft_says_so_everywhere(tmp_path: Path) -> None:
    release = released(tmp_path, replace(proofs(), evidence={}))
    page, snippet = release.files["site/index.html"].decode(), release.files["site/snippet.html"].decode()
    assert '<aside class="draft">Draft: not for publication</aside>' in page
    assert '<meta name="robots" content="noindex">' in page
    assert "Draft: not for publication" in snippet
    assert json.loads(release.files["site/manifest.json"])["reasons"] == [
        "there is no evidence of the human checks [release/evidence]"
    ]
    named = [name for name in release.files if "2026-01-15" in name or name.endswith(".zip")]
    assert len(named) == 4 and all("-draft." in name for name in named)
    assert "draft" not in released(tmp_path).files["site/index.html"].decode().split("</style>")[1]


def test_two_releases_of_one_source_are_the_same_bytes_wherever_it_stands(tmp_path: Path) -> None:
    first = released(tmp_path)
    write_release(tmp_path, first)
    sources = read_sources(Snapshot(Project(copied("minimal", tmp_path / "root"))), "minimal")
    build = paint_artworks(lay_out(sources), (), lambda stage: None)
    assert make_release(sources, build, proofs(), tmp_path).files == first.files


def test_a_source_that_changes_before_it_is_archived_is_refused(tmp_path: Path) -> None:
    root = copied("minimal", tmp_path / "root")
    sources, file = read_sources(Snapshot(Project(root)), "minimal"), "source/minimal/1-notes.md"
    (root / file).write_text((root / file).read_text().replace("that is all.", "that was all."))
    found = rejection(lambda: make_release(sources, made()[1], proofs(), tmp_path))
    assert_only_found(found, "source/changed", file=file)


def test_what_was_released_is_verified_and_its_checksums_hold(tmp_path: Path) -> None:
    site = write_release(tmp_path, released(tmp_path)).folder
    assert verify_folder(site, read_released(site)).findings == ()
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=site, capture_output=True, check=False
    )
    assert checked.returncode == 0


def test_the_archive_holds_all_to_read_prove_and_make_the_edition_again(tmp_path: Path) -> None:
    content = released(tmp_path).files["archive/minimal-1.zip"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 1, 15, 0, 0, 0)}
        lines = archive.read("SHA256SUMS").decode().splitlines()
        sums = {name: digest for digest, name in (line.split("  ") for line in lines)}
        assert {name: hashlib.sha256(archive.read(name)).hexdigest() for name in names if name != "SHA256SUMS"} == sums
    assert names == sorted(names)
    assert {
        "edition/notes.pdf",
        "edition/notes-press.pdf",
        "edition/manifest.json",
        "evidence.json",
        "press/source/minimal/1-notes.md",
        "press/fonts/newsreader-LICENSE",
        "press/assets/icc/FOGRA39L_300.icc",
        "press/layouts/web.html",
        "text.txt",
        "changes.txt",
    } <= set(names)


def test_the_archive_alone_makes_the_same_files_again(tmp_path: Path) -> None:
    release = released(tmp_path)
    with zipfile.ZipFile(io.BytesIO(release.files["archive/minimal-1.zip"])) as archive:
        archive.extractall(tmp_path)
    project = Project(tmp_path / "press")
    sources = read_sources(Snapshot(project), "minimal")
    again = paint_artworks(lay_out(sources), (), lambda stage: None)
    assert {a.file: a.content for a in again.artworks} == {a.file: a.content for a in made()[1].artworks}


def test_a_sentence_stands_beside_the_one_it_replaces() -> None:
    before, after = ("One.", "Two is here.", "Three."), ("One.", "Two was here.", "Three.", "Four.")
    assert changes(before, after) == ("- Two is here.", "+ Two was here.", "+ Four.")


def test_every_sentence_of_an_edition_is_read(tmp_path: Path) -> None:
    manuscript = read_sources(Snapshot(Project(ROOTS["complete"])), "complete").manuscript
    told = sentences(manuscript)
    assert "A last paragraph before the end of the article." in told
    assert any(sentence.startswith("It exists to see that the text goes on") for sentence in told)
    assert {"Ada Lovelace", "ada@example.org", "The Foundry", "1,200", "Fourth edition"} <= set(told)


def test_a_build_leaves_what_was_released(tmp_path: Path) -> None:
    _, build = made()
    folder = write_output(tmp_path, build.edition, build.artworks).folder
    site = write_release(folder, released(folder)).folder
    (folder / "verapdf.json").write_text("{}")
    before = contents(site)
    write_output(tmp_path, build.edition, build.artworks)
    assert contents(site) == before
    assert (folder / "verapdf.json").is_file()


def test_what_stands_beside_the_artworks_is_in_the_table_of_the_own_names(tmp_path: Path) -> None:
    _, build = made()
    folder = write_output(tmp_path, build.edition, build.artworks, build.reports).folder
    release = released(folder)
    site = write_release(folder, release).folder
    artworks = {name for entry in release.manifest.files for name in (entry.file, entry.dated)}
    artworks |= {artwork.file for artwork in build.artworks}
    artworks |= {entry.linked.partition("/")[0] for entry in release.manifest.files}
    beside = {path.name for place in (folder, site) for path in place.iterdir()} - artworks
    assert {Own.MANIFEST, Own.CHECKSUMS, Own.SNIPPET, Own.SITE, Own.ARCHIVE} <= beside <= {*Own, STATE}


def test_a_release_takes_the_place_of_the_last_and_leaves_the_artworks(tmp_path: Path) -> None:
    _, build = made()
    folder = write_output(tmp_path, build.edition, build.artworks).folder
    write_release(folder, released(folder, replace(proofs(), evidence={})))
    site = write_release(folder, released(folder)).folder
    assert not list(site.parent.rglob("*-draft*"))
    assert (folder / "notes.pdf").is_file()


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a manifest."""
    described = TypeAdapter(Manifest).json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **described}


def test_the_schema_in_the_docs_is_that_of_the_manifest() -> None:
    written = json.loads((HOME / "docs/manifest.schema.json").read_text(encoding="utf-8"))
    assert written == schema()


def test_every_key_of_the_manifest_is_in_the_docs() -> None:
    text = (HOME / "docs/manifest.md").read_text(encoding="utf-8")
    described = [schema()["properties"], *(part["properties"] for part in schema()["$defs"].values())]
    assert [key for keys in described for key in keys if f"`{key}`" not in text] == []


@pytest.mark.parametrize(("old", "new"), [('"format": 1', '"format": 2'), ('"sha256": "', '"sha256": "x'), ("{", "")])
def test_what_is_no_manifest_is_refused(tmp_path: Path, old: str, new: str) -> None:
    site = write_release(tmp_path, released(tmp_path)).folder
    text = (site / "manifest.json").read_text()
    (site / "manifest.json").write_text(text.replace(old, new, 1))
    with pytest.raises(Rejected, match="this is no manifest of a release"):
        read_manifest(site)
