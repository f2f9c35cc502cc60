"""The project folder: what it holds is found, and nothing outside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from brochurepress.source.variants import VARIANTS
from brochurepress.workspace.project import FOLDERS, HOME, MEDIA_TYPES, Outside, Project, media_type
from tests.support.sample_project import EDITION, TOKENS, Sample


def test_a_file_of_the_root_is_found(good: Sample) -> None:
    assert good.project.find(EDITION) == good.root / EDITION


@pytest.mark.parametrize("file", [TOKENS, "layouts/base.html", "assets/printers/standaard-nl.toml"])
def test_what_a_root_lacks_is_the_press_s_own(good: Sample, file: str) -> None:
    assert good.project.find(file) == HOME / file
    good.write(file, "own")
    assert good.project.find(file) == good.root / file


def test_sources_are_never_those_of_another_root(good: Sample) -> None:
    other = next(path for path in (HOME / "source").glob("*/edition.toml"))
    with pytest.raises(FileNotFoundError):
        good.project.find(other.relative_to(HOME).as_posix())


def test_a_file_that_is_nowhere(good: Sample) -> None:
    with pytest.raises(FileNotFoundError):
        good.project.find("assets/nothing.svg")


WAYS_OUT = (
    "../secret",
    "source/../../secret",
    "source/%2e%2e/%2e%2e/secret",
    "source/..\\..\\secret",
    "source/%2E%2E%5Csecret",
    "/etc/passwd",
    "%2Fetc/passwd",
    "file:///etc/passwd",
    "file:source/sample/edition.toml",
    "http://example.org/source/a.png",
    "https:source/a.png",
    "http%3A//example.org/a.png",
    "data:image/png;base64,AAAA",
    "C:\\secret",
    "source/a\0.png",
    "source/a%00.png",
    "publish.py",
    "brochurepress/workspace/project.py",
    "tests/support/sample_project.py",
    "source",
    "",
)


@pytest.mark.parametrize("reference", WAYS_OUT)
def test_no_reference_leads_out(good: Sample, reference: str) -> None:
    (good.root.parent / "secret").write_text("secret")
    with pytest.raises(Outside, match=r"out of the project|in none of"):
        good.project.find(reference)


def test_a_link_out_of_the_project_is_refused(good: Sample) -> None:
    outside = good.root.parent / f"{good.root.name}-secret"
    outside.write_text("secret")
    (good.root / "source/sample/away.svg").symlink_to(outside)
    with pytest.raises(Outside):
        good.project.find("source/sample/away.svg")


def test_a_linked_folder_out_of_the_project_is_refused(good: Sample) -> None:
    outside = good.root.parent / f"{good.root.name}-folder"
    outside.mkdir()
    (outside / "a.svg").write_text("secret")
    (good.root / "source/sample/pictures").symlink_to(outside)
    with pytest.raises(Outside):
        good.project.find("source/sample/pictures/a.svg")


def test_a_link_to_a_file_beside_the_folders_is_refused(good: Sample) -> None:
    (good.root / "secret.svg").write_text("secret")
    (good.root / "source/sample/away.svg").symlink_to(good.root / "secret.svg")
    with pytest.raises(Outside):
        good.project.find("source/sample/away.svg")


def test_a_link_within_the_project_is_followed(good: Sample) -> None:
    good.write("assets/dot.svg", "<svg/>")
    (good.root / "source/sample/dot.svg").symlink_to(good.root / "assets/dot.svg")
    assert good.project.find("source/sample/dot.svg").read_text() == "<svg/>"


def test_a_percent_encoded_name_is_found(good: Sample) -> None:
    good.write("source/sample/a dot.svg", "<svg/>")
    assert good.project.find("source/sample/a%20dot.svg").name == "a dot.svg"


def test_the_press_is_its_own_only_base() -> None:
    assert Project(HOME).bases() == (HOME,)
    assert all((HOME / folder).is_dir() for folder in FOLDERS)


def test_listing_holds_the_files_of_both(good: Sample) -> None:
    good.write("assets/printers/own.toml", "")
    listed = good.project.listing("assets/printers/*.toml")
    assert {"assets/printers/own.toml", "assets/printers/standaard-nl.toml"} <= set(listed)
    assert list(listed) == sorted(listed)


def test_editions_are_folders_with_an_edition_file(good: Sample) -> None:
    (good.root / "source/empty").mkdir()
    assert good.project.listing("source/*/edition.toml") == ("source/sample/edition.toml",)
    assert Project(Path(good.root / "source")).listing("source/*/edition.toml") == ()


@pytest.mark.parametrize("suffix", MEDIA_TYPES)
def test_media_types_are_told_by_the_extension(suffix: str) -> None:
    assert media_type(f"assets/a{suffix.upper()}") == MEDIA_TYPES[suffix]


@pytest.mark.parametrize("written", [*(variant.ending for variant in VARIANTS.values()), ".json", ".txt", ".zip"])
def test_each_kind_of_file_that_is_written_has_its_media_type(written: str) -> None:
    assert written in MEDIA_TYPES


def test_a_strange_extension_is_octets() -> None:
    assert media_type("assets/a.xyz") == "application/octet-stream"
