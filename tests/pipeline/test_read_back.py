"""Files that the press reads back: whatever became of one, it is refused with its name or made again."""

from __future__ import annotations

import datetime as dt
import os
import pickle
import select
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from brochurepress.artworks.artwork import Artwork
from brochurepress.findings import Rejected
from brochurepress.pipeline.output import MANIFEST, prepare, write_output
from brochurepress.proofing.approved_pages import departures, folder_of, reference_pictures
from brochurepress.proofing.compare.states import in_folder
from brochurepress.release.manifest import (
    FORMAT,
    Manifest,
    ReleasedFile,
    ValidationVerdict,
    checksum,
    checksums,
    read_earlier,
    read_last_text,
    read_manifest,
    read_record,
    write_manifest,
    write_record,
)
from brochurepress.release.wcag import SignOff, read_signatures, write_signatures
from brochurepress.runs.journal import JOURNAL as RUN
from brochurepress.runs.journal import LOCK as RUN_LOCK
from brochurepress.runs.journal import Journal
from brochurepress.source.edition import Edition, read_edition
from brochurepress.workspace.project import Own, Project
from brochurepress.workspace.snapshot import Snapshot, kept, name_of
from brochurepress.workspace.transaction import JOURNAL, LEDGER, STATE, opened
from tests.support.edited_editions import ROOTS
from tests.support.shared_builds import shared_artworks
from tests.support.stress import stressed

NOBODY, DEADLINE_S = 65534, 60
NAME = "minimal"

KINDS: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: None,
    "empty": lambda path: path.touch(),
    "cut": lambda path: path.write_bytes(WHOLE[path][: len(WHOLE[path]) // 2]),
    "another type of JSON": lambda path: path.write_text('[1, {"verdicts": 2}, "x"]'),
    "nested without end": lambda path: path.write_text("[" * 200_000),
    "no text": lambda path: path.write_bytes(b"\xff\xfe\x00" * 9),
    "a pipe": os.mkfifo,
    "a folder": lambda path: path.mkdir(),
    "no rights": lambda path: os.close(os.open(path, os.O_CREAT, 0)),
}
"""What may become of a file."""

WHOLE: dict[Path, bytes] = {}
"""What a file held before something became of it."""


@dataclass(frozen=True)
class Row:
    """A file that is read back, below a folder; how it is made, and what is asked of it afterwards."""

    file: str
    make: Callable[[Path], object]
    ask: Callable[[Path], object]


@cache
def edition() -> Edition:
    return read_edition(Snapshot(Project(ROOTS["minimal"])), NAME)


def pdf() -> bytes:
    return shared_artworks(NAME)["digital"].content


def artworks(content: bytes) -> tuple[Artwork, ...]:
    return tuple(Artwork(name, edition().files[name], content, 1) for name in ("press", "digital"))


def built(folder: Path) -> object:
    written = write_output(folder, edition(), artworks(b"new")[:1])
    return [path.read_bytes() for path in (written.folder / each.file for each in artworks(b""))], [
        finding.place.file for finding in written.findings
    ]


def old(folder: Path) -> object:
    return write_output(folder, edition(), artworks(b"old"))


def without_ledger(folder: Path) -> None:
    old(folder)
    (folder / NAME / LEDGER).unlink()


class Stopped(BaseException):
    """The end of a writer before it had done its work."""


def stopped(folder: Path) -> None:
    """An output whose writer was stopped when its journal stood."""
    write_output(folder, edition(), artworks(b"old"))
    really = Path.unlink

    def unlink(path: Path, missing_ok: bool = False) -> None:
        if path.name == Path(JOURNAL).name:
            raise Stopped
        really(path, missing_ok)

    with pytest.MonkeyPatch.context() as patch, pytest.raises(Stopped):
        patch.setattr(Path, "unlink", unlink)
        write_output(folder, edition(), artworks(b"new"))


def carried_on(folder: Path) -> object:
    return prepare(Project(ROOTS["minimal"]), folder, NAME), (folder / NAME / edition().files["press"]).read_bytes()


def signed(folder: Path) -> object:
    (folder / "source/notes").mkdir(parents=True)
    one = SignOff(criterion="1.1.1", name="Ada", date=dt.date(2026, 11, 23), judged={"words": "0" * 64})
    return write_signatures(Project(folder), "notes", {"1.1.1": one})


def released(folder: Path) -> object:
    file = ReleasedFile(file="a.pdf", variant="digital", media_type="application/pdf", bytes=1, sha256="0" * 64)
    manifest = Manifest(
        format=FORMAT,
        edition=NAME,
        title="Notes",
        version="1",
        date=dt.date(2026, 11, 23),
        language="nl",
        address="https://example.org",
        draft=False,
        source="0" * 64,
        files=(file,),
    )
    return (folder / MANIFEST).write_bytes(write_manifest(manifest))


def archived(folder: Path) -> object:
    """What a release leaves in the folder of its archives."""
    (folder / "archive").mkdir()
    left = {f"{NAME}-1.zip": b"zip", "text.txt": b"One. Two.\n"}
    for name, content in left.items():
        (folder / "archive" / name).write_bytes(content)
    listed = checksums({name: checksum(content) for name, content in left.items()})
    return (folder / "archive/SHA256SUMS").write_bytes(listed)


def kept_archives(folder: Path) -> object:
    earlier = read_earlier(folder, NAME)
    if lost := tuple(earlier.lost(())):
        raise Rejected(lost)
    return earlier.contents


def run_made(folder: Path) -> object:
    with Journal(folder, resume=True) as journal:
        journal.write("2.pdf", b"pdf")
        journal.write_lists()
        return [finding.place.file for finding in journal.findings]


def approved(folder: Path) -> object:
    target = folder_of(folder, NAME)
    target.mkdir(parents=True)
    return [(target / name).write_bytes(content) for name, content in reference_pictures(pdf()).items()]


def cached(folder: Path) -> object:
    return kept((b"a",), lambda: b"result", folder)


def compared(folder: Path) -> object:
    write_output(folder, edition(), tuple(replace(each, content=pdf()) for each in artworks(b"")))
    return None


ROWS = {
    "the list of what the press made": Row(f"{NAME}/{LEDGER}", old, built),
    "the journal of a writer": Row(f"{NAME}/{JOURNAL}", stopped, carried_on),
    "the lock of an output": Row(f"{NAME}/{STATE}/lock", old, built),
    "the manifest of a build": Row(f"{NAME}/{MANIFEST}", old, built),
    "the manifest of a build alone": Row(f"{NAME}/{MANIFEST}", without_ledger, built),
    "the manifest of a build to compare with": Row(
        f"{NAME}/{MANIFEST}", compared, lambda folder: sorted(in_folder(folder, NAME, ()).files)
    ),
    "the verdicts of veraPDF": Row(
        Own.VERDICTS,
        lambda folder: write_record(folder, (ValidationVerdict("0" * 64, "PDF/UA-1", "veraPDF", True),)),
        read_record,
    ),
    "the signatures": Row(
        "source/notes/signed.toml", signed, lambda folder: read_signatures(Snapshot(Project(folder)), "notes")
    ),
    "the manifest of a release": Row(MANIFEST, released, read_manifest),
    "the list of archives": Row("archive/SHA256SUMS", archived, lambda folder: read_earlier(folder, NAME).digests),
    "an archive": Row(f"archive/{NAME}-1.zip", archived, kept_archives),
    "the text of the last release": Row("archive/text.txt", archived, read_last_text),
    "the journal of a run": Row(RUN, run_made, run_made),
    "the lock of a run": Row(RUN_LOCK, run_made, run_made),
    "the approved pages": Row(
        f"tests/reference/{NAME}/page-1.png", approved, lambda folder: len(departures(pdf(), folder_of(folder, NAME)))
    ),
    "a result in the cache": Row(name_of((b"a",)), cached, cached),
}
"""Every file that the press reads back, whoever wrote it last."""


def asked(row: Row, folder: Path) -> Any:
    """What a process of an ordinary user gets to its question: a result, findings, or a fault that is none of these."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        answer: Any
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setuid(NOBODY)
            answer = ("result", row.ask(folder))
        except Rejected as rejected:
            answer = ("refused", rejected.findings)
        except BaseException as fault:
            answer = ("fault", repr(fault))
        with os.fdopen(theirs, "wb") as pipe:
            pipe.write(pickle.dumps(answer))
        os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, "rb") as pipe:
        if not select.select([pipe], [], [], DEADLINE_S)[0]:
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        said = pipe.read()
    return pickle.loads(said) if said else ("fault", "it hangs, or its process died")  # noqa: S301 - our own


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that an ordinary user reaches; those above pytest's own are closed whenever another pytest starts."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def given_away(folder: Path) -> None:
    """Everything in a folder belongs to the ordinary user."""
    for path in (folder, *folder.rglob("*")):
        if os.geteuid() == 0:
            os.chown(path, NOBODY, NOBODY)


FIRST = next(iter(ROWS))


@pytest.mark.parametrize(
    ("name", "kind"),
    [(name, kind) if name == FIRST or kind == "cut" else stressed(name, kind) for name in ROWS for kind in KINDS],
)
def test_a_file_that_is_read_back_is_refused_by_name_or_made_again(name: str, kind: str, place: Path) -> None:
    row, folder, twin = ROWS[name], place / "of", place / "twin"
    for each in (folder, twin):
        each.mkdir()
        row.make(each)
    row.ask(shutil.copytree(twin, place / "first"))  # what is imported late is there before rights are dropped
    path = folder / row.file
    assert path.is_file()
    WHOLE[path] = path.read_bytes()
    path.unlink()
    KINDS[kind](path)
    for each in (folder, twin):
        given_away(each)
    good = asked(row, twin)
    assert good[0] == "result", good
    what, answer = asked(row, folder)
    assert what != "fault", answer
    if what == "refused":
        assert any(path.name in f"{finding.place} {finding.message}" for finding in answer), answer
    elif kind != "missing":
        assert asked(row, folder) == asked(row, twin)


def test_every_file_in_the_folders_of_the_press_is_in_the_table(tmp_path: Path) -> None:
    stopped(tmp_path)
    with opened(tmp_path / "run"):
        pass
    with Journal(tmp_path / "run", resume=False):
        inside = {path.name for path in (tmp_path / "run").iterdir()} | {
            path.name for path in (tmp_path / NAME / ".press").iterdir() if not path.name.startswith("draft-")
        }
    known = {Path(row.file).name for row in ROWS.values()}
    never_read = {".gitignore", ".press", f"{RUN}-wal", f"{RUN}-shm"}
    assert inside - never_read <= known
