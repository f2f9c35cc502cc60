"""The room: whatever comes of the files, and however often, the last state of them is the one shown."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Future
from dataclasses import replace
from typing import Any

import pytest

from brochurepress.artworks import Artwork
from brochurepress.proofing.preview.background_check import BackgroundCheck, FutureCheck, Rooms
from brochurepress.proofing.preview.page_model import ProofPage
from brochurepress.proofing.preview.session import Session
from brochurepress.proofing.preview.worker import PreviewWorker
from brochurepress.typeset import RoomLeft
from tests.support.findings import warning
from tests.support.preview_server import until
from tests.support.sample_project import COVER, EDITION, POINTS, TEXTS, Sample, sample

QUIET_S = 0.35


class Told:
    """The events that a room has told, and how many builds ran at once at most."""

    def __init__(self) -> None:
        self.events: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, event: str, data: dict[str, Any]) -> None:
        self.events.append((event, data))

    def count(self, event: str) -> int:
        return sum(name == event for name, _ in self.events)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """A desk that has what it needs at hand, for all tests."""
    return Session(sample(tmp_path_factory.mktemp("room")).project, "sample")


@pytest.fixture
def good(desk: Session) -> Sample:
    """The good project in the folder of the desk, whatever became of it in the test before."""
    shutil.rmtree(desk.project.root)
    desk.project.root.mkdir()
    return sample(desk.project.root)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def room(desk: Session, good: Sample, told: Told) -> Iterator[PreviewWorker]:
    """A room that has shown the good project, and waits."""
    room = PreviewWorker(desk, None, told)
    build = desk.proofs.build
    room.open()
    until(lambda: room.proofs, lambda proofs: proofs.build > build and not proofs.fault)
    time.sleep(0.1)
    yield room
    room.close()


def words(room: PreviewWorker) -> str:
    return " ".join(str(item["text"]) for leaf in room.proofs.pages for item in leaf.standing["items"])


def shows(room: PreviewWorker, text: str) -> None:
    until(lambda: words(room), lambda shown: text in shown)


def settles(room: PreviewWorker) -> None:
    """Waits until no further build comes."""
    build = -1
    while build != room.proofs.build:
        build = room.proofs.build
        time.sleep(QUIET_S)


def test_a_saved_file_is_shown(room: PreviewWorker, good: Sample) -> None:
    good.change(POINTS, "- Two", "- Twice")
    shows(room, "Twice")


def test_a_file_put_in_place_of_another_is_shown(room: PreviewWorker, good: Sample) -> None:
    draft = good.root / "source/sample/.3-points.md.swp"
    draft.write_text(good.text(POINTS).replace("- Two", "- Twice"), encoding="utf-8")
    draft.rename(good.root / POINTS)
    shows(room, "Twice")


def test_twenty_saves_in_two_seconds_lead_to_the_last(
    room: PreviewWorker, good: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, most = 0, 0
    refresh = room.desk.refresh

    def counted(*given: Any) -> Any:
        nonlocal running, most
        running += 1
        most = max(most, running)
        proofs = refresh(*given)
        running -= 1
        return proofs

    monkeypatch.setattr(room.desk, "refresh", counted)
    text = good.text(POINTS)
    for number in range(1, 21):
        good.write(POINTS, text.replace("- Two", f"- Save{number}"))
        time.sleep(0.1)
    shows(room, "Save20")
    settles(room)
    assert "Save20" in words(room)
    assert most == 1


def test_a_save_during_a_build_is_followed_by_another_build(
    room: PreviewWorker, good: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh, building, go_on = room.desk.refresh, threading.Event(), threading.Event()

    def slow(*given: Any) -> Any:
        proofs = refresh(*given)
        building.set()
        go_on.wait(10)
        return proofs

    monkeypatch.setattr(room.desk, "refresh", slow)
    good.change(POINTS, "- Two", "- Early")
    assert building.wait(10)
    good.change(POINTS, "- Early", "- Late")
    time.sleep(0.2)
    go_on.set()
    shows(room, "Late")


def test_a_fault_is_told_and_gone_at_the_next_good_build(room: PreviewWorker, good: Sample) -> None:
    keys = [leaf.key for leaf in room.proofs.pages]
    good.change(POINTS, "type: points", "type: pints")
    faulty = until(lambda: room.proofs, lambda proofs: proofs.fault)
    assert [leaf.key for leaf in faulty.pages] == keys
    assert {finding.rule for finding in faulty.findings} == {"manuscript/section-type"}
    good.change(POINTS, "type: pints", "type: points")
    mended = until(lambda: room.proofs, lambda proofs: not proofs.fault)
    assert mended.findings == ()


def test_a_file_that_is_being_saved_is_no_fault(room: PreviewWorker, good: Sample, told: Told) -> None:
    shown: list[bool] = []
    room_told = room._tell

    def look(event: str, data: dict[str, Any]) -> None:
        if event == "state":
            shown.append(room.proofs.fault)
        room_told(event, data)

    room._tell = look
    whole = good.text(POINTS).replace("- Two", "- Twice")
    good.write(POINTS, "")
    time.sleep(0.06)
    good.write(POINTS, whole)
    shows(room, "Twice")
    settles(room)
    assert shown
    assert not any(shown)


@pytest.mark.parametrize("content", [b"", b"---\ntype: po", b"\xff\xfe\xfa"])
def test_a_half_saved_file_is_survived(room: PreviewWorker, good: Sample, content: bytes) -> None:
    whole = good.text(POINTS)
    good.write(POINTS, content)
    until(lambda: room.proofs, lambda proofs: proofs.fault)
    good.write(POINTS, whole.replace("- Two", "- Twice"))
    shows(room, "Twice")
    assert not room.proofs.fault


@pytest.mark.parametrize("file", [COVER, EDITION])
def test_a_file_is_taken_away_and_put_back(room: PreviewWorker, good: Sample, file: str) -> None:
    good.remove(file)
    until(lambda: room.proofs, lambda proofs: proofs.fault or len(proofs.pages) < 5)
    good.write(file, TEXTS[file])
    mended = until(lambda: room.proofs, lambda proofs: not proofs.fault and len(proofs.pages) == 5)
    assert mended.findings == ()


def test_the_folder_of_the_sources_is_taken_away_and_put_back(room: PreviewWorker, good: Sample) -> None:
    away = good.root / "away"
    (good.root / "source").rename(away)
    until(lambda: room.proofs, lambda proofs: proofs.fault)
    shutil.copytree(away, good.root / "source")
    until(lambda: room.proofs, lambda proofs: not proofs.fault)
    good.change(POINTS, "- Two", "- Twice")
    shows(room, "Twice")


def test_a_folder_that_is_made_later_is_watched(room: PreviewWorker, good: Sample) -> None:
    build = room.proofs.build
    good.write("layouts/sections/points/section.html", good.text("layouts/sections/points/section.html"))
    until(lambda: room.proofs.build, lambda now: now > build)
    settles(room)
    marked = good.text("layouts/sections/points/section.html").replace("<hgroup>", "<p>Marked</p><hgroup>")
    good.write("layouts/sections/points/section.html", marked)
    until(lambda: room.proofs.pages, lambda pages: any("Marked" in _said(leaf) for leaf in pages))


def _said(leaf: ProofPage) -> str:
    return " ".join(str(item["text"]) for item in leaf.standing["items"])


@pytest.mark.parametrize("name", [".3-points.md.swp", "3-points.md~", "#3-points.md#", "4913.tmp"])
def test_what_an_editor_keeps_beside_a_file_builds_nothing(room: PreviewWorker, good: Sample, name: str) -> None:
    build = room.proofs.build
    good.write(f"source/sample/{name}", "scratch")
    time.sleep(QUIET_S)
    assert room.proofs.build == build


def test_stages_are_told_before_the_state(room: PreviewWorker, good: Sample, told: Told) -> None:
    told.events.clear()
    good.change(POINTS, "- Two", "- Twice")
    shows(room, "Twice")
    until(lambda: told.count("state"), bool)
    stages = [data["stage"] for event, data in told.events if event == "building"]
    assert stages[:3] == ["manuscript", "pages", "paint"]
    assert told.events[0][1]["build"] == room.proofs.build


def test_the_page_that_is_looked_at_is_told_before_the_others(
    room: PreviewWorker, good: Sample, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("brochurepress.proofing.preview.worker.GLANCE_S", 10.0)
    room.pages_in_view = (4,)
    told.events.clear()
    good.change(POINTS, "- Two", "- Seen")
    (page,) = until(lambda: [data for event, data in told.events if event == "page"], bool)
    leaf = room.leaf(page["key"])
    assert leaf
    assert "Seen" in _said(leaf)
    assert told.count("state") == 0
    room.fetched.set()
    shows(room, "Seen")
    assert room.proofs.pages[3] == leaf


def test_pages_of_the_build_before_can_still_be_asked_for(room: PreviewWorker, good: Sample) -> None:
    old = room.proofs.pages[3].key
    good.change(POINTS, "- Two", "- Twice")
    shows(room, "Twice")
    assert room.leaf(old)
    assert room.inks.get(old)
    good.change(POINTS, "- Twice", "- Thrice")
    shows(room, "Thrice")
    assert room.leaf(old) is None
    assert room.inks.get(old) is None


class Reader(BackgroundCheck):
    """A proof-reader whose findings are given by the test."""

    def __init__(self) -> None:
        self.readings: list[FutureCheck] = []
        self.asked: list[tuple[str, ...]] = []
        self.dropped = 0

    def read(self, only: tuple[str, ...] = ()) -> FutureCheck:
        self.asked.append(only)
        self.readings.append(Future())
        return self.readings[-1]

    def drop(self) -> None:
        """What was begun is given by the test all the same."""
        self.dropped += 1

    def measure(self) -> Future[Rooms]:
        self.measured = Future[Rooms]()
        return self.measured

    def close(self) -> None:
        """There is no process."""


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
def read_room(desk: Session, good: Sample, reader: Reader, told: Told) -> Iterator[PreviewWorker]:
    """A room with a proof-reader that has been asked once."""
    room = PreviewWorker(desk, reader, told)
    room.open()
    until(lambda: reader.readings, bool)
    yield room
    room.close()


PALE = warning("press/pale", "it is pale")


def test_findings_of_the_whole_build_follow_the_pages(read_room: PreviewWorker, reader: Reader, told: Told) -> None:
    states = told.count("state")
    assert not read_room.proof_read
    reader.readings[-1].set_result(((PALE,), ()))
    until(lambda: read_room.proof_read, bool)
    assert read_room.proofs.findings == (PALE,)
    until(lambda: told.count("state"), lambda now: now == states + 1)


def test_a_fault_of_the_pages_is_told_once(read_room: PreviewWorker, reader: Reader) -> None:
    read_room._shown = replace(read_room._shown, findings=(PALE,))
    reader.readings[-1].set_result(((replace(PALE, place=replace(PALE.place, artwork="sample.pdf")),), ()))
    until(lambda: read_room.proof_read, bool)
    assert read_room.proofs.findings == (PALE,)


def test_the_room_left_follows_the_findings(read_room: PreviewWorker, reader: Reader, told: Told) -> None:
    reader.readings[-1].set_result(((), ()))
    until(lambda: read_room.proof_read, bool)
    until(lambda: hasattr(reader, "measured"), bool)
    states = told.count("state")
    reader.measured.set_result({"pages": (RoomLeft("points", 12, 2),)})
    until(lambda: read_room.rooms, bool)
    until(lambda: told.count("state"), lambda now: now == states + 1)


def test_the_artwork_in_view_is_read_first_and_one_that_cannot_be_made_stays(
    read_room: PreviewWorker, reader: Reader, good: Sample
) -> None:
    digital, web = (
        Artwork(name, f"sample{ending}", b"%", 0) for name, ending in (("digital", ".pdf"), ("web", ".html"))
    )
    reader.readings[-1].set_result(((), (digital, web)))
    until(lambda: read_room.proof_read, bool)
    read_room.in_view = "web"
    good.change(POINTS, "- Two", "- Twice")
    until(lambda: len(reader.readings), lambda count: count == 2)
    reader.readings[-1].set_result(((PALE,), (replace(web, content=b"<"),)))
    until(lambda: len(reader.readings), lambda count: count == 3)
    assert (reader.asked, read_room.proof_read) == ([(), ("web",), ()], False)
    assert read_room.proofs.findings == (PALE,)
    reader.readings[-1].set_result(((), ()))
    until(lambda: read_room.proof_read, bool)
    assert {name: made.content for name, made in read_room.artworks.items()} == {"digital": b"%", "web": b"<"}


def test_findings_of_what_was_saved_over_are_dropped(read_room: PreviewWorker, reader: Reader, good: Sample) -> None:
    first = reader.readings[-1]
    dropped = reader.dropped
    good.change(POINTS, "- Two", "- Twice")
    shows(read_room, "Twice")
    assert reader.dropped > dropped
    first.set_result(((PALE,), ()))
    until(lambda: len(reader.readings), lambda count: count == 2)
    assert not read_room.proof_read
    reader.readings[-1].set_result(((), ()))
    until(lambda: read_room.proof_read, bool)
    assert read_room.proofs.findings == ()


def test_a_reading_that_breaks_off_is_a_finding_and_the_room_goes_on(
    read_room: PreviewWorker, reader: Reader, good: Sample
) -> None:
    reader.readings[-1].set_exception(BrokenExecutor("killed"))
    until(lambda: read_room.proof_read, bool)
    assert [finding.rule for finding in read_room.proofs.findings] == ["preview/unread"]
    good.change(POINTS, "- Two", "- Twice")
    shows(read_room, "Twice")
