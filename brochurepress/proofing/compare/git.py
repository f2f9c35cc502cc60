"""Revisions: an earlier state of a root as version control keeps it, the only door to git's files.

No git is started and no configuration of a repository is read: its filters, hooks, monitors and remotes are commands,
and a repository may come from a stranger. References and objects are read as they were stored, in a process that may
take so much time and memory; what is not there is told, and not fetched.
"""

import os
import re
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TypeVar

from dulwich.object_format import DEFAULT_OBJECT_FORMAT, SHA256
from dulwich.object_store import DiskObjectStore
from dulwich.objects import S_ISGITLINK, Commit, ObjectID, ShaFile, Tag, Tree
from dulwich.objectspec import AmbiguousShortId, parse_commit, parse_object
from dulwich.refs import HEADREF, DiskRefsContainer, RefsContainer
from dulwich.reftable import ReftableRefsContainer
from dulwich.repo import BaseRepo

from brochurepress.findings import Place, Rejected, reject
from brochurepress.wording import phrase
from brochurepress.workspace import FOLDERS, LimitExceeded, LimitName, Project, exceeded, hidden, isolated, read_file

Result = TypeVar("Result")

_REVISION = re.compile(r"([^~^:@]+)([~^][~^0-9]*)?")  # A name and the way back from it, such as v1.0~2 (gitrevisions)
_SEPARATORS = frozenset("/\\:" if os.name == "nt" else "/")
_POINTER = b"version https://git-lfs.github.com/spec/"


@dataclass(frozen=True)
class CommitFile:
    """A file or link of a commit: its path from the root, its mode as in stat, and the name of its content."""

    path: PurePosixPath
    mode: int
    content: ObjectID


@dataclass(frozen=True)
class Repository:
    """What version control keeps, and where in it the root stands."""

    kept: BaseRepo
    inside: PurePosixPath


def commit_of(root: Path, revision: str = "HEAD") -> str:
    """The full name of the commit that a revision stands for; "" where there is none, or no version control.

    A revision is the name of a commit in whole or in part, a tag, a branch or HEAD, and ~n or ^n for those before it.
    Raises Rejected when the repository cannot be read.
    """
    return _read(root, partial(_commit_of, root, revision))


def changed_since_commit(root: Path) -> bool:
    """Whether the four folders of the root hold another file, or a file otherwise, than the last commit.

    Line ends of texts do not count. Raises Rejected when the repository cannot be read.
    """
    return _read(root, partial(_changed, root))


@contextmanager
def checkout(root: Path, commit: str) -> Iterator[Path]:
    """The sources, layouts, fonts and assets of a root as they were at a commit, in a folder that goes afterwards.

    Files are those that were committed, byte for byte: no attribute (eol, export-ignore, filter) is applied. Raises
    Rejected when the commit holds no sources of this root, or not all of it is there.
    """
    with tempfile.TemporaryDirectory(prefix="revision-") as folder:
        _read(root, partial(_unpack, root, commit, Path(folder)))
        yield Path(folder)


def _read(root: Path, work: Callable[[], Result]) -> Result:
    try:
        return isolated(work)
    except Rejected:
        raise
    except Exception as fault:  # what is wrong with a repository has as many kinds as it has parts
        told = str(fault) or type(fault).__name__
        raise reject("compare/revision:unreadable", Place(str(root)), fault=told) from fault


def _repository(root: Path) -> Repository | None:
    """The repository that holds a root; None outside version control."""
    root = root.resolve()
    for top in (root, *root.parents):
        control = top / ".git"
        if control.is_file():
            control = top / _line(control).removeprefix("gitdir: ")
        if (control / "HEAD").is_file():
            return Repository(_kept(control), PurePosixPath(root.relative_to(top).as_posix()))
    return None


def _kept(control: Path) -> BaseRepo:
    """The references and objects of a git folder, or of the one that it shares them with (git-worktree)."""
    common = control / _line(control / "commondir") if (control / "commondir").is_file() else control
    refs: RefsContainer = DiskRefsContainer(common, control)
    if (common / "reftable").is_dir():
        refs = ReftableRefsContainer(str(common))
    head = refs.follow(HEADREF)[1]
    known = SHA256 if head and len(head) == SHA256.hex_length else DEFAULT_OBJECT_FORMAT
    return BaseRepo(DiskObjectStore(common / "objects", object_format=known), refs)


def _line(file: Path) -> str:
    return os.fsdecode(read_file(file, LimitName.TEXT)).rstrip("\r\n")


def _commit_of(root: Path, revision: str) -> str:
    parts = _REVISION.fullmatch(revision)
    repository = _repository(root)
    if repository is None or parts is None:
        return ""
    try:
        found: ShaFile = parse_commit(repository.kept, os.fsencode(parts[1]))
        if parts[2]:
            # dulwich declares more than it asks of a repository
            found = parse_object(repository.kept, found.id + parts[2].encode())  # type: ignore[arg-type]
    except (KeyError, ValueError, AmbiguousShortId):
        return ""
    return found.id.decode() if isinstance(found, Commit) else ""


def _changed(root: Path) -> bool:
    repository, commit = _repository(root), _commit_of(root, "HEAD")
    if repository is None or not commit:
        return False
    entries = {str(entry.path): entry for entry in _entries(repository, commit)}
    there = (file for folder in FOLDERS for file in Project(root).listing(f"{folder}/**/*") if not hidden(file))
    new = any(file not in entries and (root / file).is_file() for file in there)
    return new or not all(_same(repository, root / path, entry) for path, entry in entries.items())


def _same(repository: Repository, path: Path, entry: CommitFile) -> bool:
    """Whether a file or link is as it was committed, but for the line ends that a checkout may give to a text."""
    try:
        if stat.S_ISLNK(entry.mode):
            forms = {os.fsencode(path.readlink())}
        else:
            content = read_file(path, LimitName.BITMAP)
            forms = {content} if b"\0" in content else {content, content.replace(b"\r\n", b"\n")}
    except (OSError, LimitExceeded):
        return False
    named = repository.kept.object_store.object_format.hash_object_hex
    return entry.content in {named(b"blob %d\0" % len(form) + form) for form in forms}


def _unpack(root: Path, commit: str, folder: Path) -> None:
    """Writes what a commit holds of a root into an empty folder."""
    repository = _repository(root)
    entries = list(_entries(repository, commit)) if repository else []
    if repository is None or not any(entry.path.parts[0] == "source" for entry in entries):
        raise reject("compare/revision:no-source", Place(str(root)), commit=commit[:10])
    for entry in entries:
        (folder / entry.path).parent.mkdir(parents=True, exist_ok=True)
    written = 0
    # Links come last: nothing is written through one.
    for entry in sorted(entries, key=lambda entry: stat.S_ISLNK(entry.mode)):
        content = _object(repository, entry.content, entry.path).as_raw_string()
        written += len(content)
        if fault := exceeded(LimitName.REVISION, written):
            raise LimitExceeded(fault)
        if content.startswith(_POINTER):
            raise reject("compare/revision:elsewhere", Place(str(entry.path)))
        if stat.S_ISLNK(entry.mode):
            (folder / entry.path).symlink_to(os.fsdecode(content))
        else:
            with (folder / entry.path).open("xb") as file:
                file.write(content)


def _entries(repository: Repository, commit: str) -> Iterator[CommitFile]:
    """What a commit holds in the four folders of the root; other repositories in it (submodules) are none of it."""
    waiting = [(PurePosixPath(), _tree(repository, commit))]
    count = 0
    while waiting:
        folder, tree = waiting.pop()
        for item in tree.iteritems():
            name = os.fsdecode(item.path or b"")
            if folder == PurePosixPath() and name not in FOLDERS:
                continue
            if name in ("", ".", "..") or not _SEPARATORS.isdisjoint(name):
                raise LimitExceeded(phrase("part/file-revision", name=name))
            count += 1
            if fault := exceeded(LimitName.REVISION_FILES, count):
                raise LimitExceeded(fault)
            path = folder / name
            assert item.sha is not None and item.mode is not None  # noqa: S101 - of an entry that was read
            if stat.S_ISDIR(item.mode):
                waiting.append((path, _as_tree(_object(repository, item.sha, path))))
            elif not S_ISGITLINK(item.mode):
                yield CommitFile(path, item.mode, item.sha)


def _tree(repository: Repository, commit: str) -> Tree:
    """What a commit holds of the folder of the root; an empty one where it had no such folder."""
    found = _object(repository, ObjectID(commit.encode()), PurePosixPath(commit))
    while isinstance(found, Tag):
        found = _object(repository, found.object[1], PurePosixPath(commit))
    if not isinstance(found, Commit):
        raise LimitExceeded(phrase("part/no-commit", commit=commit))
    tree = _as_tree(_object(repository, found.tree, repository.inside))
    for name in repository.inside.parts:
        if os.fsencode(name) not in tree:
            return Tree()
        tree = _as_tree(_object(repository, tree[os.fsencode(name)][1], repository.inside))
    return tree


def _as_tree(found: ShaFile) -> Tree:
    if not isinstance(found, Tree):
        raise LimitExceeded(phrase("part/no-folder", found_id=found.id.decode()))
    return found


def _object(repository: Repository, name: ObjectID, path: PurePosixPath) -> ShaFile:
    try:
        return repository.kept[name]
    except KeyError as fault:
        raise reject("compare/revision:no-object", Place(str(path)), name=name.decode()[:10]) from fault
