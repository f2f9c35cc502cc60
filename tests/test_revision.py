"""Revisions: what a commit holds of a root, unpacked beside a work tree that stays as it is."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from prepress.revision import changed_since_commit, checkout, commit_of
from tests.assertions import assert_only_found, rejection
from tests.compared import committed
from tests.sample import Sample

STORY = "source/sample/2-story.md"


@pytest.fixture
def kept(good: Sample) -> Sample:
    """The good project under version control, with a file outside the four folders."""
    good.write("notes.txt", "not of the brochure")
    committed(good.root)
    return good


def test_a_revision_holds_what_was_committed_and_no_more(kept: Sample) -> None:
    kept.change(STORY, "A story", "Another story").write("source/sample/9-new.md", "new")
    status = subprocess.run(
        ["git", "-C", kept.root, "status", "--porcelain"], capture_output=True, check=True
    )
    with checkout(kept.root, commit_of(kept.root)) as folder:
        assert (folder / STORY).read_text() == (kept.root / STORY).read_text().replace("Another", "A")
        assert not (folder / "source/sample/9-new.md").exists()
        assert not (folder / "notes.txt").exists()
    assert not folder.exists()
    after = subprocess.run(["git", "-C", kept.root, "status", "--porcelain"], capture_output=True, check=True)
    assert after.stdout == status.stdout


def test_a_root_below_that_of_the_repository_is_found(
    good: Sample, tmp_path_factory: pytest.TempPathFactory
) -> None:
    above = tmp_path_factory.mktemp("repository")
    good.root.rename(above / "brochure")
    committed(above)
    with checkout(above / "brochure", commit_of(above / "brochure")) as folder:
        assert (folder / STORY).is_file()


def test_tags_and_branches_are_revisions_and_nonsense_is_none(kept: Sample) -> None:
    subprocess.run(["git", "-C", kept.root, "tag", "v1"], check=True)
    assert commit_of(kept.root, "v1") == commit_of(kept.root) != ""
    assert [commit_of(kept.root, name) for name in ("v2", "--help", "-x", "HEAD; ls", "")] == [""] * 5


def test_without_version_control_there_is_no_revision(good: Sample) -> None:
    assert commit_of(good.root) == ""
    assert not changed_since_commit(good.root)


def test_a_changed_file_is_told(kept: Sample) -> None:
    assert not changed_since_commit(kept.root)
    kept.change(STORY, "A story", "Another")
    assert changed_since_commit(kept.root)


def test_a_revision_without_sources_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing else")
    committed(tmp_path)

    def unpack() -> None:
        with checkout(tmp_path, commit_of(tmp_path)):
            pass

    assert_only_found(rejection(unpack), "compare/revision", message="holds no source/")


def test_what_git_refuses_is_told_in_its_words(kept: Sample) -> None:
    def unpack() -> None:
        with checkout(kept.root, "0" * 40):
            pass

    assert_only_found(
        rejection(unpack), "compare/revision", message="git cannot give the revision 0000000000"
    )
