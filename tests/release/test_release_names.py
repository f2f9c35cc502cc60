"""Names that a release uses for ever, what earlier ones left, and links that lead to what is released."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from brochurepress.pipeline.stages import lay_out, paint_artworks
from brochurepress.release.manifest import read_manifest, read_released
from brochurepress.release.release import is_written, make_release, write_release
from brochurepress.release.site import folder_at, verify_folder
from brochurepress.source.inputs import read_sources
from brochurepress.workspace.snapshot import Snapshot
from tests.support.assertions import assert_only_found, rejection
from tests.support.edited_editions import edited
from tests.support.releasing import DATE, VERSION, WORD, contents, later, passed, released


def test_the_sentences_that_changed_since_the_last_release_are_told(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_release(out, released(out))
    again = later(tmp_path / "root", WORD, VERSION, DATE, last=out)
    assert again.findings == ()
    assert again.files["archive/changes.txt"].decode() == "+ One more.\n"
    write_release(out, again)
    third = later(tmp_path / "again", WORD, VERSION, DATE, last=out)
    assert third.files == again.files


def test_a_draft_between_two_releases_changes_nothing_that_the_second_tells(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_release(out, released(out))
    draft = later(tmp_path / "draft", ("1-notes.md", "that is", "this is"), VERSION, DATE, draft=True, last=out)
    assert draft.files["archive/changes-draft.txt"].startswith(b"- One paragraph")
    write_release(out, draft)
    again = later(tmp_path / "root", WORD, VERSION, DATE, last=out)
    assert again.findings == ()
    assert again.files["archive/changes.txt"].decode() == "+ One more.\n"
    write_release(out, again)
    assert not list(out.rglob("*-draft*"))


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ((WORD,), ["minimal-1.zip", "notes-2-2026-01-15.pdf"]),
        ((WORD, VERSION), ["notes-2026-01-15.pdf"]),
        ((WORD, DATE), ["minimal-1.zip"]),
        ((("1-notes.md", "Notes", "Notes "), DATE), ["minimal-1.zip"]),
    ],
)
def test_a_name_that_was_released_is_not_used_again_for_other_bytes(
    tmp_path: Path, changes: tuple[tuple[str, str, str], ...], names: list[str]
) -> None:
    out = tmp_path / "out"
    write_release(out, released(out))
    release = later(tmp_path / "root", *changes, last=out)
    assert_only_found(
        release.findings,
        "release/used",
        file="source/minimal/edition.toml",
        line=5,
        hint="raise date and version in edition.toml",
    )
    assert all(name in release.findings[0].message for name in names)
    assert release.manifest.draft
    draft = later(tmp_path / "draft", *changes, draft=True, last=out)
    assert ("release/used" in {f.rule for f in draft.findings}) == (WORD in changes and DATE not in changes)


def test_what_earlier_releases_left_stays_in_site_and_archive(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_release(out, released(out))
    before = contents(out)
    write_release(out, later(tmp_path / "draft", WORD, VERSION, DATE, draft=True, last=out))
    site = write_release(out, later(tmp_path / "root", WORD, VERSION, DATE, last=out)).folder
    third = (("edition.toml", 'version = "1"', 'version = "3"'), ("edition.toml", "2026-01-15", "2026-03-15"))
    write_release(out, later(tmp_path / "third", *third, last=out))
    dated = [name for name in before if "2026-01-15" in name]
    for path in (*dated, "archive/minimal-1.zip"):
        assert contents(out)[path] == before[path]
    assert {"archive/minimal-2.zip", "archive/minimal-3.zip", "site/notes-2026-02-15.pdf"} <= set(contents(out))
    assert [each.file for each in read_manifest(site).earlier if "-01-" in each.file] == sorted(
        name.removeprefix("site/") for name in dated
    )
    assert verify_folder(site, read_released(site)).findings == ()
    for folder in (site, out / "archive"):
        checked = subprocess.run(
            ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder, capture_output=True, check=False
        )
        assert checked.returncode == 0


@pytest.mark.parametrize("change", ["gone", "changed", "folder"])
@pytest.mark.parametrize("path", ["site/notes-2026-01-15.pdf", "archive/minimal-1.zip"])
def test_a_name_for_ever_that_is_gone_or_changed_is_told(tmp_path: Path, path: str, change: str) -> None:
    out = tmp_path / "out"
    write_release(out, released(out))
    if change == "changed":
        (out / path).write_bytes((out / path).read_bytes() + b" ")
    else:
        (out / path).unlink()
    if change == "folder":
        (out / path).mkdir()
    found = rejection(lambda: later(tmp_path / "root", WORD, VERSION, DATE, last=out))
    assert_only_found(found, "release/earlier", file=path, hint="put it back")
    draft = rejection(lambda: later(tmp_path / "draft", VERSION, DATE, draft=True, last=out))
    assert {finding.rule for finding in draft} == {"release/earlier", "release/evidence"}
    assert released(out).findings == ()  # the same release brings it back


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 1}'])
def test_a_manifest_of_the_last_release_that_is_none_is_refused_with_the_way_back(tmp_path: Path, content: str) -> None:
    site = write_release(tmp_path, released(tmp_path)).folder
    (site / "manifest.json").write_text(content)
    assert_only_found(
        rejection(lambda: released(tmp_path)), "release/manifest" if content else "source/empty", hint="last archive"
    )


def test_an_archive_that_an_older_press_left_unlisted_stays(tmp_path: Path) -> None:
    write_release(tmp_path / "out", released(tmp_path / "out"))
    (tmp_path / "out/archive/SHA256SUMS").unlink()
    again = later(tmp_path / "root", WORD, VERSION, DATE, last=tmp_path / "out")
    assert again.files["archive/minimal-1.zip"] == released(tmp_path).files["archive/minimal-1.zip"]


def test_a_release_that_stands_there_is_known(tmp_path: Path) -> None:
    release = released(tmp_path)
    assert not is_written(tmp_path, release)
    site = write_release(tmp_path, release).folder
    assert is_written(tmp_path, release)
    (site / "notes/notes.pdf").unlink()
    assert not is_written(tmp_path, release)


def test_every_file_of_a_release_has_its_media_type() -> None:
    manifest = json.loads(released(Path("none")).files["site/manifest.json"])
    kinds = {each["file"]: each["media-type"] for each in (*manifest["files"], *manifest["others"])}
    assert kinds.pop("notes.png") == "image/png"
    assert {kinds.pop("index.html"), kinds.pop("snippet.html")} == {"text/html"}
    assert set(kinds.values()) == {"application/pdf"}


def test_every_file_of_a_site_is_listed(tmp_path: Path) -> None:
    site = write_release(tmp_path, released(tmp_path)).folder
    files = read_released(site).listed
    assert sorted(each.file for each in files) == sorted(contents(site))
    assert {each.file: each.bytes for each in files} == {n: len(c) for n, c in contents(site).items()}


@pytest.mark.parametrize(
    ("address", "folder"),
    [
        ("https://www.example.org/notes", "notes"),
        ("https://www.example.org/a/b%20c/", "b c"),
        ("https://www.example.org/", ""),
        ("https://www.example.org/notes/index.html", ""),
        ("https://www.example.org/a/..", ""),
        ("https://www.example.org/a%2Fb", ""),
    ],
)
def test_the_folder_of_the_copies_is_the_last_of_the_address(address: str, folder: str) -> None:
    assert folder_at(address) == folder


@pytest.mark.parametrize(
    ("address", "rules"),
    [
        ("https://www.example.org/a/b-c", set()),
        ("https://www.example.org/a/b/c/", set()),
        ("https://www.example.org/a/notes.d?x=1", set()),
        ("https://www.example.org/", set()),
        ("https://www.example.org/a/..", {"release/link"}),
        ("https://www.example.org/notes.pdf", {"release/link"}),
    ],
)
def test_the_links_of_a_page_lead_to_what_is_released_with_and_without_a_slash(
    tmp_path: Path, address: str, rules: set[str]
) -> None:
    change = ("edition.toml", "https://www.example.org/notes", address)
    release = later(tmp_path / "root", change, last=tmp_path)
    assert {finding.rule for finding in release.findings} == rules


def test_a_link_of_the_layouts_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    project = edited("minimal", tmp_path, "layouts/download.html", "{{ download.file }}", "./{{ download.file }}")
    sources = read_sources(Snapshot(project), "minimal")
    build = paint_artworks(lay_out(sources), (), lambda stage: None)
    found = make_release(sources, build, passed(build), tmp_path)
    assert {finding.rule for finding in found.findings} == {"release/link"}
    assert "at https://www.example.org/notes the link './notes.pdf'" in found.findings[0].message
