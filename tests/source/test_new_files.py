"""New files: what `publish.py new` writes reads, is laid out and builds, and what stands is not written over."""

from __future__ import annotations

import json
import tomllib
from functools import partial
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest

from brochurepress.pipeline.stages import build_edition, lay_out
from brochurepress.source.inputs import read_sources
from brochurepress.source.new_files import files_to_begin, taken
from brochurepress.source.schemes import FOLDS
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.json_schemas import FOLDER, schemas
from tests.support.assertions import assert_only_found, assert_silent, rejection
from tests.support.types_of_sections import TYPES


def put(root: Path, files: dict[str, bytes]) -> Snapshot:
    for file, content in files.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_bytes(content)
    return Snapshot(Project(root))


def new_brochure(snapshot: Snapshot, name: str, kit: str, date: str) -> dict[str, bytes]:
    return files_to_begin(snapshot, "brochure", name, {"kit": kit, "date": date})


def new_type(snapshot: Snapshot, name: str) -> dict[str, bytes]:
    return files_to_begin(snapshot, "section", name, {})


def new_section(snapshot: Snapshot, name: str, edition: str) -> dict[str, bytes]:
    return files_to_begin(snapshot, "section", name, {"into": edition})


def new_kit(snapshot: Snapshot, name: str) -> dict[str, bytes]:
    return files_to_begin(snapshot, "kit", name, {})


def begun(root: Path, kit: str = "puzzle") -> Snapshot:
    return put(root, new_brochure(Snapshot(Project(root)), "mine", kit, "2026-11-29"))


def test_a_brochure_in_an_empty_folder_builds_all_its_artworks(tmp_path: Path) -> None:
    begun(tmp_path, "quiet")
    built = build_edition(Project(tmp_path), "mine")
    assert [artwork.variant for artwork in built.artworks] == [*built.edition.issued()], built.findings


@pytest.mark.parametrize("kit", ["puzzle", "quiet", "loud"])
@pytest.mark.parametrize("fold", FOLDS)
def test_a_leaflet_of_each_fold_in_each_kit_is_set_and_its_sheet_holds_its_words(
    tmp_path: Path, fold: str, kit: str
) -> None:
    snapshot = Snapshot(Project(tmp_path))
    put(tmp_path, files_to_begin(snapshot, "brochure", "mine", {"kit": kit, "fold": fold, "date": "2026-11-29"}))
    built = build_edition(Project(tmp_path), "mine", ("press",))
    assert [artwork.variant for artwork in built.artworks] == ["press"], built.findings


def test_a_leaflet_needs_a_fold_that_there_is() -> None:
    given = {"kit": "quiet", "fold": "rol-6", "date": "2026-11-29"}
    begin = partial(files_to_begin, Snapshot(Project(HOME)), "brochure", "mine", given)
    assert_only_found(rejection(begin), "edition/fold", hint="'roll-6'")


def test_a_kit_brings_samples_and_beginnings_of_its_own(tmp_path: Path) -> None:
    kit, cover = "layouts/kits/mine", b"---\ntype: cover\ntitle: Mine\n---\n"
    quote = b'---\ntype: quote\nquote: "Ours"\n---\n'
    snapshot = put(
        tmp_path,
        {
            **new_kit(Snapshot(Project(tmp_path)), "mine"),
            f"{kit}/sections/quote/sample.md": quote,
            f"{kit}/new/brochure/1-first.md": cover,
        },
    )
    made = new_brochure(snapshot, "book", "mine", "2026-11-29")
    assert {file.rpartition("/")[2] for file in made} == {"1-first.md", "edition.toml", "tokens.toml"}
    snapshot = put(tmp_path, made)
    assert new_section(snapshot, "quote", "book") == {"source/book/2-quote.md": quote}
    assert new_section(begun(tmp_path), "quote", "mine")["source/mine/5-quote.md"] != quote
    (tmp_path / "source/book/edition.toml").write_text('kit = "../mine"\n', encoding="utf-8")
    assert new_section(Snapshot(Project(tmp_path)), "quote", "book")["source/book/2-quote.md"] != quote


def test_a_section_of_each_type_and_of_a_new_one_is_laid_out(tmp_path: Path) -> None:
    snapshot = put(tmp_path, new_type(begun(tmp_path), "opening"))
    for name in (*TYPES, "opening", "article"):
        if name != "cover":  # there is one
            snapshot = put(tmp_path, new_section(snapshot, name, "mine"))
    inputs = read_sources(snapshot, "mine")
    written = [section.file.split("/")[-1] for section in inputs.manuscript.sections]
    assert written[4] == f"5-{next(name for name in TYPES if name != 'cover')}.md"
    assert written[-1].endswith("-article-2.md")
    assert_silent(lay_out(inputs).findings)


def test_a_kit_is_one_that_an_edition_can_name(tmp_path: Path) -> None:
    put(tmp_path, new_kit(begun(tmp_path), "mine"))
    snapshot = put(tmp_path, new_brochure(Snapshot(Project(tmp_path)), "other", "mine", "2026-11-29"))
    assert_silent(lay_out(read_sources(snapshot, "other")).findings)


NAMES = ["Mine", "a b", "a/b", "../a", "a--b", "", "con", "-a"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_cannot_be_one_is_refused(tmp_path: Path, name: str) -> None:
    snapshot = Snapshot(Project(tmp_path))
    for made in (lambda: new_brochure(snapshot, name, "quiet", ""), lambda: new_kit(snapshot, name)):
        assert_only_found(rejection(made), "new/name")
    assert_only_found(rejection(lambda: new_type(snapshot, name)), "new/name")


def test_what_is_not_there_or_is_already_is_told(tmp_path: Path) -> None:
    snapshot = begun(tmp_path)
    assert_only_found(rejection(lambda: new_brochure(snapshot, "b", "quit", "")), "edition/kit", hint="'quiet'")
    assert_only_found(rejection(lambda: new_type(snapshot, "article")), "new/type", hint="--into")
    assert_only_found(rejection(lambda: new_section(snapshot, "artcle", "mine")), "new/no-type", hint="'article'")
    assert_only_found(rejection(lambda: new_section(snapshot, "article", "mien")), "new/edition", hint="'mine'")
    again = new_brochure(snapshot, "mine", "quiet", "")
    assert [fault.place.file for fault in taken(snapshot, again)] == [*again]
    assert taken(snapshot, new_brochure(snapshot, "other", "quiet", "")) == ()


SAID = {
    "edition": ("tests/editions/*/source/*/edition.toml", "source/*/edition.toml"),
    "tokens": ("layouts/kits/*/tokens.toml", "source/*/tokens.toml", "layouts/kits/*/forms/*.toml"),
    "section": ("layouts/sections/*/section.toml",),
}


@pytest.mark.parametrize("name", SAID)
def test_a_schema_holds_what_we_ship_and_no_misspelt_key(name: str) -> None:
    """They are written by `python -m tests.json_schemas`."""
    text = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
    assert text == schemas()[f"{name}.json"]
    schema = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    files = [file for pattern in SAID[name] for file in HOME.glob(pattern)]
    assert files
    for file in files:
        jsonschema.validate(json.loads(json.dumps(tomllib.loads(file.read_text()), default=str)), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"titel": "x"}, schema)
