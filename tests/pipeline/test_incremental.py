"""Incremental builds: nothing is made that stands, and what is written are the bytes of a build from nothing."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from brochurepress.pipeline import identity, incremental
from brochurepress.pipeline.identity import press_identity
from brochurepress.pipeline.incremental import BuildOrder, bring_up_to_date
from brochurepress.pipeline.stages import Bench
from brochurepress.source.inputs import read_sources
from brochurepress.workspace.project import HOME, PACKAGE, Project
from brochurepress.workspace.snapshot import Snapshot, store
from brochurepress.workspace.transaction import STATE
from tests.support.edited_editions import ROOTS, copied
from tests.support.stress import stressed

NAME, TEXT, OUT = "minimal", "source/minimal/1-notes.md", "output/minimal"
DOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z" fill="var(--blauw)"/></svg>'

Change = Callable[[Path], object]


def text(file: str, old: str, new: str) -> Change:
    """Another text in a file of the root, which is taken from the press where the root has none."""

    def change(root: Path) -> None:
        path = root / file
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(HOME / file, path)
        content = path.read_text(encoding="utf-8")
        assert old in content
        path.write_text(content.replace(old, new, 1), encoding="utf-8")

    return change


def other(file: str, of: str) -> Change:
    """A file of the press in the place of another."""

    def change(root: Path) -> None:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(HOME / of, root / file)

    return change


def damaged(file: str) -> Change:
    return lambda root: (root / file).write_bytes((root / file).read_bytes()[:-1] + b"?")


def gone(file: str) -> Change:
    return lambda root: (root / file).unlink()


def written(file: Path, text: str) -> None:
    """A file that was not there."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def nothing(root: Path) -> None:
    """No change."""


def memory(change: Callable[[Path], object]) -> Change:
    """A change of what is remembered."""

    def changed(root: Path) -> None:
        (entry,) = incremental.FOLDER.iterdir()
        change(entry)

    return changed


def foreign(entry: Path) -> None:
    """What is remembered of another root, in the place of this one's."""
    kept = json.loads(entry.read_bytes()[32:])
    kept["key"][0] = "/elsewhere"
    store(entry.name, json.dumps(kept).encode(), entry.parent)


def linked(entry: Path) -> None:
    entry.symlink_to(entry.rename(entry.with_name("elsewhere")))


def upgraded(root: Path) -> None:
    (root / "library/pydyf-99.dist-info").mkdir(parents=True)
    sys.path.append(str(root / "library"))
    press_identity.cache_clear()


PAGES = ("press", "digital", "cover", "web")
SHOWN = (*PAGES, "handout-sheet", "large-print")
ALL = (*SHOWN, "instructions")

CHANGES: dict[str, tuple[Change, tuple[str, ...]]] = {
    "nothing": (nothing, ()),
    "a word": (text(TEXT, "paragraph", "sentence"), SHOWN),
    "a key of the edition": (text("source/minimal/edition.toml", "A reader", "A writer"), ALL),
    "the date": (text("source/minimal/edition.toml", "2026-01-15", "2026-01-16"), ALL),
    "a picture": (text("assets/pictures/dot.svg", "M0 0h9", "M0 0h8"), SHOWN),
    "a colour": (text("layouts/kits/puzzle/tokens.toml", "#1B3D8A", "#1B3D8B"), ALL),
    "a style of its kit": (lambda root: written(root / "layouts/kits/puzzle/style.css", "p { top: 1mm }"), ALL[:-1]),
    "a template of its kit": (
        lambda root: written(
            root / "layouts/kits/puzzle/sections/article/section.html",
            (HOME / "layouts/sections/article/section.html").read_text().replace('class="lead', 'class="first lead'),
        ),
        SHOWN,
    ),
    "a style of another kit": (lambda root: written(root / "layouts/kits/quiet/style.css", "p { top: 1mm }"), ()),
    "a font": (other("fonts/newsreader-latin-400-normal.woff2", "fonts/newsreader-latin-600-normal.woff2"), ALL),
    "the profile of the printer": (text("assets/printers/loose-sheet.toml", "bleed_mm = 3", "bleed_mm = 4"), ALL),
    "a template of sections": (
        text("layouts/sections/article/section.html", 'class="lead', 'class="first lead'),
        SHOWN,
    ),
    "the style of one form": (text("layouts/css/large.css", "\n@", "\n/* x */\n@"), ("large-print",)),
    "the size of what the page offers": (
        text("layouts/css/forms/large.css", "top: 0", "letter-spacing: 1mm; top: 0"),
        ALL,
    ),
    "the style of the instructions": (text("layouts/css/guide.css", "\n@", "\n/* x */\n@"), ("instructions",)),
    "a file that was not there": (other("source/minimal/tokens.toml", "source/alles-over-het-ipo/tokens.toml"), ALL),
    "a file that a listing shows": (
        lambda root: (root / "source/minimal/2-more.md").write_text(
            "---\ntype: article\nlevel: 2\ntitle: More\n---\nMore.\n"
        ),
        SHOWN,
    ),
    "a finding that is accepted": (
        lambda root: (root / "source/minimal/accepted.toml").write_text(
            '[[accepted]]\nrule = "press/bleed"\nreason = "The sheet is white."\n'
        ),
        ALL,
    ),
    "a library": (upgraded, ALL),
    "an output that is gone": (gone(f"{OUT}/notes-press.pdf"), ("press",)),
    "an output that is damaged": (damaged(f"{OUT}/notes.png"), ("cover",)),
    "the manifest": (damaged(f"{OUT}/manifest.json"), ()),
    "a memory that is damaged": (memory(lambda entry: entry.write_bytes(entry.read_bytes()[:-1])), ALL),
    "a memory that is a link": (memory(linked), ALL),
    "the memory of another": (memory(foreign), ALL),
    "no memory": (memory(Path.unlink), ALL),
}
"""Each change with the variants that are made for it."""


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root that was built once, beside a copy of it and of what is remembered."""
    above = tmp_path_factory.mktemp("incremental")
    root = copied(NAME, above / "root")
    (root / "assets/pictures").mkdir()
    (root / "assets/pictures/dot.svg").write_text(DOT)
    path = root / TEXT
    path.write_text(path.read_text() + "\n![A dot](pictures/dot.svg)\n")
    text("source/minimal/edition.toml", '"digital-2", ', "")(root)
    text("source/minimal/edition.toml", 'digital-2 = "notes-2.pdf"\n', "")(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(incremental, "FOLDER", above / "memory")
        built(root)
    shutil.copytree(above, above / "kept", ignore=shutil.ignore_patterns("kept"))
    return root


@pytest.fixture
def root(first: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """That root, as it was built."""
    monkeypatch.setattr(incremental, "FOLDER", first.parent / "memory")
    monkeypatch.setattr(sys, "path", [*sys.path])
    for folder in ("root", "memory"):
        shutil.rmtree(first.parent / folder, ignore_errors=True)
        shutil.copytree(first.parent / "kept" / folder, first.parent / folder)
    yield first
    press_identity.cache_clear()


def built(root: Path, **changes: object) -> incremental.FreshBuild:
    order = replace(BuildOrder(Project(root), NAME), **changes)  # type: ignore[arg-type]
    build = bring_up_to_date(order, lambda stage: None)
    assert build.artworks, build.findings
    build.write()
    return build


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.name != STATE}


QUICK = ("nothing", "a word", "a finding that is accepted", "an output that is gone", "a memory that is damaged")
"""The changes of every run; the long one tries all."""


@pytest.mark.parametrize("name", [name if name in QUICK else stressed(name) for name in CHANGES])
def test_what_is_out_of_date_is_made_and_is_what_a_build_from_nothing_makes(name: str, root: Path) -> None:
    change, made = CHANGES[name]
    change(root)
    build = built(root)
    assert build.made == set(made)
    fresh = built(root, output=root.parent / "fresh", force=True)
    now = {name: content for name, content in files(root / OUT).items() if ".kept-" not in name}
    assert now == files(root.parent / "fresh" / NAME)
    assert sorted(map(str, build.findings)) == sorted(
        [*map(str, fresh.findings), *(str(found) for found in build.findings if found.rule == "build/memory")]
    )
    assert built(root).made == set()


@pytest.mark.parametrize("name", ["a memory that is damaged", "a memory that is a link", "the memory of another"])
def test_a_memory_that_cannot_be_trusted_is_told(name: str, root: Path) -> None:
    CHANGES[name][0](root)
    assert [finding.rule for finding in built(root).findings] == ["build/memory"]


def test_other_options_and_another_folder_are_another_order(root: Path) -> None:
    assert built(root, only=("web",)).made == {"web"}
    assert built(root, only=("web",)).made == set()
    other("assets/printers/another.toml", "tests/editions/minimal/assets/printers/loose-sheet.toml")(root)
    assert built(root, only=("web",), printer="another").made == {"web"}
    assert built(root, only=("web",), output=root / "elsewhere").made == {"web"}
    assert built(root, only=("web",), force=True).made == {"web"}


def test_what_is_told_of_what_is_not_issued_hangs_on_it(root: Path) -> None:
    built(root, only=("web",))
    text("layouts/css/forms/large.css", "{", "{ h1 { margin-bottom: 90mm } ")(root)
    assert built(root, only=("web",)).made == {"web"}
    built(root, output=root.parent / "fresh", only=("web",), force=True)
    assert files(root / OUT)["index.html"] == files(root.parent / "fresh" / NAME)["index.html"]


def test_a_warning_is_shown_again(root: Path) -> None:
    (root / "layouts/languages").mkdir(parents=True)
    (root / "layouts/languages/en.toml").write_text("")
    told = [finding.rule for finding in built(root).findings]
    assert told == ["layout/left-behind"]
    again = built(root)
    assert not again.made
    assert [finding.rule for finding in again.findings] == told


def test_a_build_with_faults_is_not_remembered(root: Path) -> None:
    text(TEXT, "all", "all ☃")(root)
    for _ in range(2):
        build = bring_up_to_date(BuildOrder(Project(root), NAME), lambda stage: None)
        assert ({finding.rule for finding in build.findings}, build.artworks) == ({"layout/glyph"}, ())


@pytest.mark.parametrize("apart", [False, True])
def test_a_file_that_changes_meanwhile_is_told_whoever_reads_it(apart: bool, root: Path) -> None:
    text("layouts/css/large.css", "\n@", "\n/* x */\n@")(root)

    def change(stage: str) -> None:
        (root / "layouts/css/large.css").write_text("/* y */")

    build = bring_up_to_date(BuildOrder(Project(root), NAME, force=True), change, apart)
    assert build.artworks == ()
    assert "source/changed" in {finding.rule for finding in build.findings}


def test_a_press_that_cannot_tell_what_it_is_remembers_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "_LIBRARIES", {"libc": ("6", "not_there", int)})
    press_identity.cache_clear()
    assert built(root, only=("web",)).made == {"web"}
    assert built(root, only=("web",)).made == {"web"}


@pytest.mark.parametrize("edition", ["minimal", stressed("complete")])
def test_a_part_asks_for_the_same_whatever_is_made_with_it(edition: str) -> None:
    project = Project(ROOTS[edition])
    inputs = read_sources(Snapshot(project), edition)
    variants = inputs.manuscript.edition.issued()
    whole = Bench(inputs, variants, lambda stage: None)
    whole.make()
    parts = whole.parts
    assert {**inputs.asked, **{n: d for part in parts.values() for n, d in part.asked.items()}} == inputs.snapshot.asked
    for name in ("mono", "leaflet", "large"):
        if own := tuple(artwork.variant for artwork in parts[name].artworks) if name in parts else ():
            alone = Bench(read_sources(Snapshot(project), edition), own, lambda stage: None)
            alone.make()
            assert alone.parts[name].asked == parts[name].asked


def test_whether_anything_is_out_of_date_is_told_without_the_layout_engine(root: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from brochurepress.pipeline import incremental;"
        f"incremental.FOLDER = Path({str(incremental.FOLDER)!r});"
        "from brochurepress.cli.command_line import main;"
        f"main(['build', '--root', {str(root)!r}], standalone_mode=False)"
    )
    script = f"try:\n    {script}\nexcept SystemExit as end:\n    print(end.code, *sorted(sys.modules))"
    said = subprocess.run(
        [sys.executable, "-c", script], cwd=HOME, capture_output=True, text=True, check=True
    ).stdout.split()
    assert said[0] == "0"
    assert not {"weasyprint", "pikepdf", "numpy", "PIL", "fontTools", "pypdfium2", "jinja2"} & set(said)


def test_every_table_that_the_press_reads_for_itself_is_part_of_what_it_is() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    read = {f"layouts/{name}.toml" for name in re.findall(r'shipped_table\("([\w-]+)"\)', code)}
    assert "layouts/criteria.toml" in read and read <= {line.split()[0] for line in identity._code()}
