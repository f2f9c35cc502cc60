"""The gallery: each section with the picture of its page in each form, its source, and the web page beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from brochurepress.findings import Severity
from brochurepress.proofing.gallery import SHOWN, gallery_of, samples_of
from brochurepress.workspace.project import HOME, Project
from tests.support.sample_project import sample
from tests.support.types_of_sections import TYPES


def test_each_section_is_shown_in_each_form_beside_its_source(tmp_path: Path) -> None:
    files, found = gallery_of(sample(tmp_path).project, "sample")
    page = files["index.html"].decode()
    assert [str(each) for each in found if each.severity is Severity.ERROR] == []
    assert sorted(files) == ["index.html", "pages.png", "web.html"]
    assert page.count("<img ") == len(SHOWN) * page.count("<h2>") > 0
    assert page.count('href="web.html#') == page.count("<pre>---") == page.count("<h2>")


@pytest.mark.stress
@pytest.mark.parametrize("kit", sorted(folder.name for folder in (HOME / "layouts/kits").iterdir()))
def test_every_type_has_its_sample_in_every_kit(kit: str) -> None:
    files, found = samples_of(Project(HOME), kit)
    page = files["index.html"].decode()
    assert [str(each) for each in found if each.severity is Severity.ERROR] == []
    assert [name for name in TYPES if f"<h2>{name}</h2>" not in page] == []
