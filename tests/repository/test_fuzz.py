"""Every reader answers what nobody wrote: a few cases of each kind, and all that once broke one.

`python -m tests.fuzz` asks the same for as long as it is told to.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

from brochurepress.findings import Place
from brochurepress.source.languages import known_languages
from brochurepress.source.variants import VARIANTS
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.fuzz import campaign, editions
from tests.fuzz.campaign import NOTHING, Crash, Tally, _Worker, batch
from tests.fuzz.targets import ENDED, TARGETS, Broken, Target
from tests.support.findings import error
from tests.support.stress import stressed
from tests.support.types_of_sections import TYPES

FOUND = sorted((HOME / "tests/fuzz/found").glob("*/*"))
CASES, FEW = 40, 10
"""How many each reader is asked, in the long run and in every run of the tests."""

SMALLEST_BATCH = 20
SEED = 1
BUILDS = 160
"""Editions that are built: a batch in every run of the tests, the others in the long one."""

SAMPLE = ("section", "page", "pdf")
"""Readers that every run of the tests asks: of a text, of what was made of it, and of files from elsewhere."""

ASK = """
import sys
from pathlib import Path
from tests.fuzz.targets import TARGETS
for path in map(Path, sys.argv[1:]):
    print(path, file=sys.stderr)
    answers = TARGETS[path.parent.name].ask(path.read_bytes())
    print(answers[0] if answers else "")
"""


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A process that no other test has left threads in: a copy of those would wait for ever."""
    return subprocess.run(
        [sys.executable, "-W", "ignore", *arguments], cwd=HOME, capture_output=True, text=True, check=False
    )


def assert_answered(name: str, cases: int, first: int = SEED) -> None:
    asked = python(
        "-m", "tests.fuzz", "--target", name, "--cases", str(cases), "--processes", "1", "--seed", str(first)
    )
    assert asked.returncode == 0, asked.stdout + asked.stderr
    assert f"{cases} cases" in asked.stdout


@pytest.mark.parametrize(
    ("name", "cases"), [*((n, FEW) for n in SAMPLE), *(stressed(n, CASES) for n in TARGETS if n != "brochure")]
)
def test_every_reader_answers_what_nobody_wrote(name: str, cases: int) -> None:
    assert_answered(name, cases)


@pytest.mark.parametrize(("builds", "first"), [(SMALLEST_BATCH, SEED), stressed(BUILDS - SMALLEST_BATCH, SEED + 1)])
def test_editions_nobody_wrote_end_in_artworks_or_in_findings_with_a_place(builds: int, first: int) -> None:
    assert_answered("brochure", builds, first)


def drawn() -> list[dict[str, str]]:
    """The files of the editions that the tests above build."""
    found: list[dict[str, str]] = []
    for number in range(BUILDS // SMALLEST_BATCH):

        @seed(SEED + number)
        @settings(max_examples=SMALLEST_BATCH, database=None, deadline=None, phases=[Phase.generate])
        @given(TARGETS["brochure"].cases())
        def draw(content: bytes) -> None:
            found.append(json.loads(content))

        draw()
    return found


def test_every_variant_type_of_section_language_and_printer_gets_its_turn() -> None:
    text = "\n".join(file for edition in drawn() for file in edition.values())
    missed = [name for name in VARIANTS if f'{name} = "' not in text]
    missed += [name for name in TYPES if f"type: {name}\n" not in text]
    missed += [name for name in known_languages(Snapshot(Project(HOME))) if f'language = "{name}"' not in text]
    missed += [path.stem for path in (HOME / "assets/printers").glob("*.toml") if f'"{path.stem}"' not in text]
    missed += [picture for picture in editions.pictures() if picture not in text]
    assert not missed


def brochure(section: str, variant: str, more: str = "") -> bytes:
    """An edition of one section that issues one variant."""
    edition = f"""title = "T"
subtitle = "T"
author = "A"
version = "1"
date = 2026-01-31
address = "https://www.example.org"
language = "en"
printer = "standaard-nl"
variants = ["{variant}"]
[files]
{variant} = "made.pdf"
"""
    files = {f"{editions.FOLDER}/edition.toml": edition + more, f"{editions.FOLDER}/1-part.md": section}
    return json.dumps(files).encode()


@pytest.mark.parametrize("variant", ["digital", "digital-2", "large-print"])
@pytest.mark.parametrize(
    "section",
    [
        "---\ntype: cover\ntitle: Jaarverslag\n---\n",
        "---\ntype: points\nlevel: 1\ntitle: Ada\n---\n- 42\n",
        "---\ntype: article\nlevel: 1\ntitle: Notes\n---\n![Dot](pictures/sun.svg)\n",
        "---\ntype: article\nlevel: 1\ntitle: Title\n---\nOne.\n\n&shy;\n\nTwo *&shy;* three.\n",
        "---\ntype: plate\nlevel: 1\ntitle: Water\n"
        "picture:\n  file: pictures/sun.svg\n  fit: contain\n  alt: Sun\n---\n",
    ],
)
def test_a_page_of_few_words_becomes_an_accessible_file(section: str, variant: str) -> None:
    assert TARGETS["brochure"].ask(brochure(section, variant)) == (variant,)


@pytest.mark.parametrize("variant", ["digital", "large-print"])
def test_a_table_that_runs_on_in_the_next_column_keeps_its_words(variant: str) -> None:
    rows = "".join(f"| {number} | one |\n" for number in range(8))
    table = f"| year | sum |\n|---|---|\n{rows}"
    section = f"---\ntype: statement\nlevel: 1\ntitle: Sums\nstatement: Added up\n---\n{table}"
    assert TARGETS["brochure"].ask(brochure(section, variant)) == (variant,)


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ("title: A\nlien: B", "manuscript/unknown-key"),
        ('title: "\\u00ad"', "manuscript/value"),
        ('title: "A\\u200b"', "source/character"),
    ],
)
def test_an_edition_with_a_fault_is_answered_with_its_rule(fields: str, rule: str) -> None:
    assert TARGETS["brochure"].ask(brochure(f"---\ntype: cover\n{fields}\n---\n", "digital")) == (rule,)


@pytest.mark.parametrize(
    "place", [Place(), Place(page=2), Place(f"{editions.FOLDER}/1-part.md"), Place("layouts/css/print.css", 3)]
)
def test_a_finding_without_a_place_of_the_author_breaks_a_target(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editions, "built", lambda content: (error("a/b", "it is wrong", place, "mend it"),))
    with pytest.raises(Broken, match="it is wrong"):
        TARGETS["brochure"].ask(b"{}")


def test_the_file_of_the_press_is_not_blamed(monkeypatch: pytest.MonkeyPatch) -> None:
    fault = error("check/unreadable", "no trailer dictionary", Place(artwork="made.pdf"), "write it again")
    monkeypatch.setattr(editions, "built", lambda content: (fault,))
    with pytest.raises(Broken, match="the press made itself"):
        TARGETS["brochure"].ask(b"{}")


@pytest.mark.stress
@pytest.mark.parametrize("name", sorted({path.parent.name for path in FOUND}))
def test_every_file_that_once_broke_a_reader_is_answered(name: str) -> None:
    paths = [str(path) for path in FOUND if path.parent.name == name]
    asked = python("-c", ASK, *paths)
    assert asked.returncode == 0, asked.stderr  # it ends with the file that broke it
    answers = dict(zip(paths, asked.stdout.splitlines(), strict=True))
    assert {path: answer for path, answer in answers.items() if answer in ("", ENDED)} == {}


def broken(content: bytes) -> tuple[str, ...]:
    """A reader that breaks on every file with a 7 in it."""
    if b"7" in content:
        raise KeyError("7")
    return ("read",)


@pytest.fixture
def spoilt(monkeypatch: pytest.MonkeyPatch) -> str:
    """A target whose reader breaks now and then."""
    cases = st.integers(0, 99).map(lambda number: str(number).encode())
    monkeypatch.setitem(TARGETS, "spoilt", Target(lambda: cases, broken, 1))
    return "spoilt"


def test_what_breaks_a_reader_is_told_with_the_smallest_case(spoilt: str, tmp_path: Path) -> None:
    tally = batch(spoilt, 99, 1, tmp_path / "mailbox")
    assert [crash.content for crash in tally.crashes.values()] == [b"7"]
    assert "KeyError" in next(iter(tally.crashes))
    assert tally.answers == {"spoilt: read"}
    assert tally.cases[spoilt] == 99


def test_figures_of_batches_are_added() -> None:
    whole = Tally()
    for content, ended in ((b"long", 1), (b"no", 2), (b"more", 0)):
        part = Tally(ended=ended, peak_mb=ended)
        part.crash("a", Crash("pdf", content))
        whole.add(part)
    assert whole.crashes["a"].content == b"no"
    assert (whole.ended, whole.peak_mb) == (3, 2)
    assert whole.crashes["a"].file in "\n".join(whole.told())


def test_a_case_that_is_not_answered_in_time_is_a_crash(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def waits(content: bytes) -> tuple[str, ...]:
        while True:
            pass

    slow = Target(lambda: st.just(b"x"), waits, 1, -4.9)  # and five to spare
    monkeypatch.setitem(TARGETS, "slow", slow)
    before = signal.signal(signal.SIGPROF, campaign._too_slow)
    tally = batch("slow", 1, 1, tmp_path / "mailbox")
    signal.signal(signal.SIGPROF, before)
    assert any("TooSlow" in mark for mark in tally.crashes)


@pytest.mark.parametrize("content", [NOTHING, b"a case"])
def test_a_worker_that_dies_is_replaced_and_its_case_is_a_crash_if_a_reader_had_it(content: bytes) -> None:
    with _Worker(0) as worker:
        worker.give("tokens", 1, 1)
        worker.process.kill()
        worker.process.join()
        worker.mailbox.write_bytes(content)
        while not (tally := worker.result()):
            pass
        assert worker.idle()
        assert worker.process.is_alive()
    assert tally.unmade == (content == NOTHING)
    assert [crash.content for crash in tally.crashes.values()] == ([] if content == NOTHING else [b"a case"])
