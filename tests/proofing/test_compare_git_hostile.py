"""Repositories of strangers: no command of theirs runs, no name leads out, and what has no end is ended."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from dulwich.object_store import DiskObjectStore
from dulwich.objects import Blob, ObjectID, ShaFile, Tree

from brochurepress.findings import Rejected
from brochurepress.proofing.compare.git import changed_since_commit, checkout, commit_of
from brochurepress.workspace.limits import LimitName
from tests.support.assertions import assert_only_found, rejection
from tests.support.sample_project import Sample
from tests.support.versioned import git, unpacked

STORY = "source/sample/2-story.md"


@dataclass(frozen=True)
class Plant:
    """A command that a repository brings: its configuration, attributes, hook, and what makes git run it."""

    trigger: tuple[str, ...]
    config: str = ""
    attributes: str = ""
    hook: str = ""


PLANTS = {
    "smudge": Plant(("archive", "HEAD"), '[filter "x"]\nsmudge = "{run}; cat"', "* filter=x"),
    "clean": Plant(("add", "-A"), '[filter "x"]\nclean = "{run}; cat"', "* filter=x"),
    "process": Plant(("archive", "HEAD"), '[filter "x"]\nprocess = "{run}"\nrequired = false', "* filter=x"),
    "fsmonitor": Plant(("status",), '[core]\nfsmonitor = "{run}; false"'),
    "include.path": Plant(("status",), "[include]\npath = planted"),
    "textconv": Plant(("diff",), '[diff "x"]\ntextconv = "{run}; cat"', "* diff=x"),
    "external diff": Plant(("diff",), '[diff]\nexternal = "{run}; true"'),
    "hooksPath": Plant(("checkout", "-q", "HEAD"), "[core]\nhooksPath = .git/planted-hooks", hook="post-checkout"),
    "hook": Plant(("checkout", "-q", "HEAD"), hook="post-checkout"),
    "gpg.program": Plant(("log",), "[gpg]\nprogram = .git/program\n[log]\nshowSignature = true", hook="gpg"),
    "sshCommand": Plant(("cat-file", "-p", f"HEAD:{STORY}"), '[core]\nsshCommand = "{run}; false"'),
}
"""Every way in which a repository has commands run, each with a call of git that runs it."""


@pytest.fixture(params=PLANTS)
def planted(
    request: pytest.FixtureRequest, kept: Sample, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path, Plant]:
    """A repository with one of the plants, and the file that appears when its command runs."""
    plant, aside = PLANTS[request.param], tmp_path_factory.mktemp("aside")
    root, marker = kept.root, aside / "marker"
    kept.change(STORY, "A story", "A story of old")
    if plant.hook == "gpg":
        signed = "tree {}\nauthor a <a@b> 1 +0000\ncommitter a <a@b> 1 +0000\ngpgsig "
        signed += "-----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\nsigned\n"
        name = git(
            root,
            "hash-object",
            "-w",
            "--literally",
            "-t",
            "commit",
            "--stdin",
            given=signed.format(git(root, "rev-parse", "HEAD^{tree}")),
        )
        git(root, "update-ref", "HEAD", name)
    if request.param == "sshCommand":
        git(root, "config", "uploadpack.allowFilter", "true")
        git(root, "clone", "-q", "--no-checkout", "--filter=blob:none", f"file://{root}", str(aside / "part"))
        root = aside / "part"
        git(root, "remote", "set-url", "origin", "ssh://example.org/x")
    config = plant.config.format(run=f"touch {marker}")
    if "include" in config:
        (root / ".git/planted").write_text(PLANTS["fsmonitor"].config.format(run=f"touch {marker}"))
    with (root / ".git/config").open("a") as file:
        file.write(f"{config}\n")
    (root / ".git/info/attributes").write_text(plant.attributes)
    for path in ("hooks/post-checkout", "planted-hooks/post-checkout", "program") if plant.hook else ():
        script = root / ".git" / path
        script.parent.mkdir(exist_ok=True)
        script.write_text(f"#!/bin/sh\ntouch {marker}\n")
        script.chmod(0o755)
    return root, marker, plant


def test_git_itself_runs_what_is_planted(planted: tuple[Path, Path, Plant]) -> None:
    root, marker, plant = planted
    subprocess.run(["git", "-C", root, *plant.trigger], capture_output=True, stdin=subprocess.DEVNULL)
    assert marker.exists()


def test_nothing_that_a_repository_brings_is_run(planted: tuple[Path, Path, Plant]) -> None:
    root, marker, _ = planted
    commit = commit_of(root)
    assert commit
    assert changed_since_commit(root)
    with suppress(Rejected), checkout(root, commit) as folder:
        assert (folder / STORY).is_file()
    assert not marker.exists()


def test_what_a_clone_in_part_lacks_is_told_and_not_fetched(
    kept: Sample, tmp_path_factory: pytest.TempPathFactory
) -> None:
    part = tmp_path_factory.mktemp("aside") / "part"
    git(kept.root, "config", "uploadpack.allowFilter", "true")
    git(kept.root, "clone", "-q", "--no-checkout", "--filter=blob:none", f"file://{kept.root}", str(part))
    before = sorted((part / ".git/objects").rglob("*"))
    found = unpacked(part)
    assert_only_found(found, "compare/revision", message="is not in this repository", hint="clone the whole")
    assert sorted((part / ".git/objects").rglob("*")) == before


def _tree(root: Path, *entries: tuple[str, str, Any]) -> str:
    """The name of a commit of a tree with entries as they are: mode, name, and content or, of a tree, entries."""
    store = DiskObjectStore(root / ".git/objects")

    def kept(items: tuple[tuple[str, str, Any], ...]) -> ObjectID:
        raw = b""
        for mode, name, content in items:
            if isinstance(content, bytes):
                blob = Blob.from_string(content)
                store.add_object(blob)
                held = blob.id
            else:
                held = kept(content)
            raw += f"{mode} {name}".encode() + b"\0" + bytes.fromhex(held.decode())
        tree = ShaFile.from_raw_string(Tree.type_num, raw)
        store.add_object(tree)
        return tree.id

    tree = kept(entries)
    return git(root, "commit-tree", "-m", "hostile", tree.decode())


TEXT, LINK, FOLDER = "100644", "120000", "40000"
HOSTILE = {
    "a way up": ((FOLDER, "source", ((FOLDER, "..", ((TEXT, "evil", b"out"),)),)),),
    "a separator": ((FOLDER, "source", ((TEXT, "../../evil", b"out"),)),),
    "a file that is a folder": ((FOLDER, "source", ((FOLDER, "x", b"no tree"),)),),
}


@pytest.mark.parametrize("entries", HOSTILE.values(), ids=HOSTILE)
def test_no_name_of_a_commit_leads_out_of_its_folder(kept: Sample, entries: Any) -> None:
    commit = _tree(kept.root, *entries)
    assert_only_found(unpacked(kept.root, commit), "compare/revision", message="cannot be read")


def test_nothing_is_written_through_a_link(kept: Sample, tmp_path_factory: pytest.TempPathFactory) -> None:
    aside = tmp_path_factory.mktemp("aside")
    entries = (LINK, "a", os.fsencode(aside)), (FOLDER, "a", ((TEXT, "evil", b"out"), (LINK, "b", b"x")))
    commit = _tree(kept.root, (FOLDER, "source", entries))
    with checkout(kept.root, commit):
        pass
    assert not list(aside.iterdir())


@pytest.mark.parametrize("of", [LimitName.REVISION, LimitName.REVISION_FILES])
def test_a_revision_beyond_all_measure_is_refused(kept: Sample, monkeypatch: pytest.MonkeyPatch, of: LimitName) -> None:
    commit = commit_of(kept.root)
    monkeypatch.setattr(of, "most", 5)
    assert_only_found(unpacked(kept.root, commit), "compare/revision", message=f"that {of} may have")


def test_a_repository_that_never_ends_is_not_waited_for(kept: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    branch = kept.root / ".git/refs/heads/master"
    branch.unlink()
    os.mkfifo(branch)
    monkeypatch.setattr(LimitName.CHECK, "most", 1)
    monkeypatch.setattr("brochurepress.workspace.isolation.PATIENCE", 1)
    found = rejection(lambda: commit_of(kept.root))
    assert_only_found(found, "compare/revision", message="takes longer than 1 seconds")


def test_a_repository_that_is_spoilt_is_told(kept: Sample) -> None:
    commit = commit_of(kept.root)
    file = kept.root / ".git/objects" / commit[:2] / commit[2:]
    file.chmod(0o644)
    file.write_bytes(b"no zlib at all")
    assert_only_found(
        rejection(lambda: commit_of(kept.root)), "compare/revision", message="the repository cannot be read"
    )
