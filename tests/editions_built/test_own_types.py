"""A section type and a style sheet that a root brings, and ours under other names, in every kind of artwork."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from brochurepress.pipeline.stages import Build, build_edition
from brochurepress.workspace.project import HOME, Project
from tests.support.assertions import assert_silent
from tests.support.edited_editions import copied
from tests.support.shared_builds import shared_artworks
from tests.support.stress import stressed
from tests.support.types_of_sections import TYPES

ROOT = HOME / "tests/editions/facts"


def contents(build: Build) -> dict[str, bytes]:
    assert_silent(build.findings)
    return {artwork.variant: artwork.content for artwork in build.artworks}


def test_one_style_sheet_of_a_root_reaches_every_artwork_of_a_type_of_its_own(tmp_path: Path) -> None:
    styled = contents(build_edition(Project(ROOT), "facts"))
    assert set(styled) == {"press", "digital", "web", "large-print"}
    shutil.copytree(ROOT, tmp_path, dirs_exist_ok=True)
    (tmp_path / "layouts/style.css").unlink()
    plain = contents(build_edition(Project(tmp_path), "facts"))
    assert [name for name in styled if styled[name] == plain[name]] == []
    page = styled["web"].decode()
    assert 'class="section figures warning"' in page
    assert 'href="tel:+31201234567"' in page
    assert page.index(".figures li") < page.index(".section.warning")


@pytest.mark.parametrize("variants", [("digital",), stressed(("press", "large-print"))])
def test_types_under_other_names_make_the_same_pages(variants: tuple[str, ...], tmp_path: Path) -> None:
    copied("complete", tmp_path)
    classes = re.compile(rf"\.({'|'.join(TYPES)})(?![\w-])")
    for name in TYPES:
        to = tmp_path / f"layouts/sections/my-{name}"
        shutil.copytree(HOME / f"layouts/sections/{name}", to)
        for sheet in to.glob("*.css"):
            sheet.write_text(classes.sub(r".my-\1", sheet.read_text(encoding="utf-8")), encoding="utf-8")
    for section in (tmp_path / "source/complete").glob("*.md"):
        text = section.read_text(encoding="utf-8")
        section.write_text(text.replace("type: ", "type: my-", 1), encoding="utf-8")
    renamed = contents(build_edition(Project(tmp_path), "complete", variants))
    made = shared_artworks("complete")
    assert [name for name, content in renamed.items() if content != made[name].content] == []
