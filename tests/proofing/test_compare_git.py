"""Revisions: what a commit holds of a root, unpacked beside a work tree that stays as it is."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from brochurepress.proofing.compare.git import changed_since_commit, checkout, commit_of
from tests.support.assertions import assert_only_found
from tests.support.sample_project import Sample
from tests.support.versioned import committed, git, unpacked

STORY = "source/sample/2-story.md"


def test_a_revision_holds_what_was_committed_and_no_more(kept: Sample) -> None:
    kept.change(STORY, "A story", "Another story").write("source/sample/9-new.md", "new")
    status = subprocess.run(["git", "-C", kept.root, "status", "--porcelain"], capture_output=True, check=True)
    with checkout(kept.root, commit_of(kept.root)) as folder:
        assert (folder / STORY).read_text() == (kept.root / STORY).read_text().replace("Another", "A")
        assert not (folder / "source/sample/9-new.md").exists()
        assert not (folder / "notes.txt").exists()
    assert not folder.exists()
    after = subprocess.run(["git", "-C", kept.root, "status", "--porcelain"], capture_output=True, check=True)
    assert after.stdout == status.stdout


def test_a_root_below_that_of_the_repository_is_found(good: Sample, tmp_path_factory: pytest.TempPathFactory) -> None:
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


def test_a_file_that_is_not_committed_is_told(kept: Sample) -> None:
    kept.write("source/sample/9-new.md", "new")
    assert changed_since_commit(kept.root)


def test_a_file_that_is_gone_is_told(kept: Sample) -> None:
    (kept.root / STORY).unlink()
    assert changed_since_commit(kept.root)


def test_line_ends_and_what_lies_beside_the_four_folders_do_not_count(kept: Sample) -> None:
    text = (kept.root / STORY).read_bytes()
    (kept.root / STORY).write_bytes(text.replace(b"\n", b"\r\n"))
    kept.write("notes.txt", "others")
    assert not changed_since_commit(kept.root)


def test_a_revision_without_sources_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing else")
    committed(tmp_path)
    assert_only_found(unpacked(tmp_path), "compare/revision", message="holds no source/")


def test_a_commit_that_is_not_there_is_told(kept: Sample) -> None:
    found = unpacked(kept.root, "0" * 40)
    assert_only_found(found, "compare/revision", message="the object 0000000000 is not in this repository")


def test_a_part_of_a_name_and_a_way_back_are_revisions(kept: Sample) -> None:
    first = commit_of(kept.root)
    kept.change(STORY, "A story", "Another")
    git(kept.root, "commit", "-q", "-a", "-m", "more")
    second = commit_of(kept.root)
    git(kept.root, "tag", "-a", "-m", "told", "v2")
    assert [commit_of(kept.root, name) for name in (second[:7], "v2", "master")] == [second] * 3
    ways = ("HEAD~1", "HEAD~", "HEAD^", "v2^1", f"{second[:7]}~1")
    assert [commit_of(kept.root, name) for name in ways] == [first] * len(ways)
    assert [commit_of(kept.root, name) for name in ("HEAD~9", "HEAD^2", "HEAD:source", ":/all")] == [""] * 4


def _packed(root: Path, aside: Path) -> Path:
    git(root, "gc", "-q", "--aggressive", "--prune=now")
    git(root, "pack-refs", "--all")
    return root


def _shared(root: Path, aside: Path) -> Path:
    git(root, "clone", "-q", "--shared", str(root), str(aside))
    return aside


def _worktree(root: Path, aside: Path) -> Path:
    git(root, "worktree", "add", "-q", str(aside))
    return aside


def _separate(root: Path, aside: Path) -> Path:
    (root / ".git").rename(aside)
    (root / ".git").write_text(f"gitdir: {aside}\n")
    return root


def _sha256(root: Path, aside: Path) -> Path:
    shutil.rmtree(root / ".git")
    git(root, "init", "-q", "--object-format=sha256")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "all")
    return root


@pytest.mark.parametrize("arranged", [_packed, _shared, _worktree, _separate, _sha256])
def test_a_repository_is_read_however_it_is_kept(
    kept: Sample, tmp_path_factory: pytest.TempPathFactory, arranged: Callable[[Path, Path], Path]
) -> None:
    root = arranged(kept.root, tmp_path_factory.mktemp("aside") / "git")
    commit = commit_of(root)
    assert commit == git(root, "rev-parse", "HEAD")
    assert not changed_since_commit(root)
    with checkout(root, commit) as folder:
        assert (folder / STORY).read_bytes() == (root / STORY).read_bytes()
    (root / STORY).write_text("otherwise")
    assert changed_since_commit(root)


def test_no_attribute_changes_what_was_committed(kept: Sample) -> None:
    rules = f"{STORY} export-ignore\n*.md export-subst text eol=crlf ident\n"
    kept.write(".gitattributes", rules).change(STORY, "A story", "A story $Format:%H$ $Id$")
    git(kept.root, "add", "-A")
    git(kept.root, "commit", "-q", "-m", "attributes")
    with checkout(kept.root, commit_of(kept.root)) as folder:
        assert b"$Format:%H$ $Id$" in (folder / STORY).read_bytes()
        assert b"\r" not in (folder / STORY).read_bytes()


def test_a_link_and_another_repository_are_kept_as_what_they_are(kept: Sample) -> None:
    (kept.root / "source/sample/link.md").symlink_to("2-story.md")
    git(kept.root, "add", "-A")
    git(kept.root, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},source/other")
    git(kept.root, "commit", "-q", "-m", "link")
    assert not changed_since_commit(kept.root)
    with checkout(kept.root, commit_of(kept.root)) as folder:
        assert (folder / "source/sample/link.md").readlink() == Path("2-story.md")
        assert not (folder / "source/other").exists()
    (kept.root / "source/sample/link.md").unlink()
    (kept.root / "source/sample/link.md").symlink_to("3-points.md")
    assert changed_since_commit(kept.root)


def test_a_file_that_is_kept_elsewhere_is_told(kept: Sample) -> None:
    kept.write("source/sample/dot.png", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
    git(kept.root, "add", "-A")
    git(kept.root, "commit", "-q", "-m", "pointer")
    found = unpacked(kept.root)
    assert_only_found(found, "compare/revision", message="Git LFS", file="source/sample/dot.png")
