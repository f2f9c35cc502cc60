"""Room left: about so many words fit, and no more; what is full, flows or has no text has none."""

from __future__ import annotations

from itertools import cycle, islice
from pathlib import Path

import pytest

from brochurepress.compose import compose
from brochurepress.source.inputs import read_sources
from brochurepress.source.variants import FORMS, PAGES
from brochurepress.typeset.layout_checks import typeset
from brochurepress.typeset.room_left import MOST, RoomGauge, RoomLeft
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.edited_editions import copied
from tests.support.sample_project import ARTICLE, POINTS, Sample

REAL = "alles-over-het-ipo"
TEXT = f"source/{REAL}/3-drie-manieren.md"


def rooms(
    project: Project, edition: str, form: str = PAGES.name, gauge: RoomGauge | None = None
) -> dict[str, RoomLeft]:
    composition = compose(read_sources(Snapshot(project), edition), FORMS[form])
    return {room.section: room for room in (gauge or RoomGauge()).measure(composition)}


def test_about_so_many_words_fit_and_no_more(tmp_path: Path) -> None:
    file = copied(REAL, tmp_path) / TEXT
    text = file.read_text(encoding="utf-8").rstrip()
    own = text.rsplit("\n- ", 1)[1].split()
    room = rooms(Project(tmp_path), REAL)["drie-manieren"]
    assert 0 < room.words < MOST
    assert room.lines > 0
    for count, fits in ((room.words - 3, True), (room.words + 3, False)):
        file.write_text(f"{text} {' '.join(islice(cycle(own), count))}\n", encoding="utf-8")
        findings = typeset(compose(read_sources(Snapshot(Project(tmp_path)), REAL))).findings
        assert {finding.rule for finding in findings} == (set() if fits else {"layout/overfull"})


def test_a_section_that_is_too_long_has_its_finding_and_no_room(good: Sample) -> None:
    good.change(POINTS, "- Two", "- " + "No more than this fits here. " * 200)
    assert "points" not in rooms(good.project, "sample")


def test_a_short_text_has_more_room_than_is_tried(good: Sample) -> None:
    good.change(POINTS, "- Two", "- Two points are not enough for a page.")
    assert rooms(good.project, "sample")["points"].words >= MOST


@pytest.mark.parametrize("form", ["large"])
def test_sheets_as_long_as_their_text_have_none(form: str) -> None:
    assert rooms(Project(HOME), REAL, form) == {}


def test_of_a_sheet_that_is_known_the_answer_is_remembered(good: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    good.change(POINTS, "- Two", "- Two points are not enough for a page.")
    gauge = RoomGauge()
    first = rooms(good.project, "sample", gauge=gauge)
    good.change(ARTICLE, "The first paragraph", "The very first paragraph")
    asked: list[str] = []
    monkeypatch.setattr(RoomGauge, "_room", lambda self, composition, html, text: asked.append(html))
    again = rooms(good.project, "sample", gauge=gauge)
    assert again["points"] == first["points"]
    assert all("very first" in html for html in asked)
