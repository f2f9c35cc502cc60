"""Licences: the list is current, nothing in it binds the user, and every file of others is in it."""

from __future__ import annotations

import json

import pytest

from tests import licences
from tests.licences import Item


def test_the_document_is_current() -> None:
    assert licences.DOCUMENT.read_text(encoding="utf-8") == licences.document(), "run `make licences`"


def test_nothing_a_user_installs_is_under_a_refused_licence() -> None:
    assert licences.refused((*licences.packages(), *licences.SYSTEM, *licences.SHIPPED.values())) == []


def test_everything_that_the_tests_install_names_its_licence() -> None:
    assert [item.name for item in (*licences.tools(), *licences.JUDGES) if not item.licences] == []


def test_every_program_that_the_tests_install_is_in_the_list() -> None:
    script = (licences.ROOT / ".ci/packages.sh").read_text(encoding="utf-8")
    asked = script.partition('test="$publish"\'\n')[2].partition("'")[0]
    system = {item.name for item in licences.JUDGES if item.version == "the system's"}
    assert system == {line.partition("=")[0] for line in asked.split()}
    web = json.loads((licences.ROOT / "tests/web/package.json").read_text(encoding="utf-8"))
    assert web["devDependencies"].keys() <= {item.name for item in licences.JUDGES}


@pytest.mark.parametrize("licence", ["AGPL-3.0-or-later", "GPL-2.0-only", "GNU Affero General Public License v3"])
def test_a_licence_that_binds_the_user_is_refused(licence: str) -> None:
    assert licences.refused((Item("viewer", "1.0", (licence,)),)) == ["viewer"]


def test_a_package_that_names_no_licence_is_refused() -> None:
    assert licences.refused((Item("viewer", "1.0", ()),)) == ["viewer"]


@pytest.mark.parametrize(
    "choice",
    [("MIT",), ("LGPL-2.0-or-later",), ("GPL-2.0-or-later", "MPL-1.1"), ("GNU Lesser General Public License",)],
)
def test_a_licence_that_leaves_the_user_free_is_not(choice: tuple[str, ...]) -> None:
    assert licences.refused((Item("library", "1.0", choice),)) == []


@pytest.mark.parametrize("files", licences.SHIPPED)
def test_every_row_of_others_files_stands_for_some(files: str) -> None:
    assert list(licences.ROOT.glob(files))


def test_every_font_and_colour_profile_is_in_the_list() -> None:
    listed = {file for pattern in licences.SHIPPED for file in licences.ROOT.glob(pattern)}
    shipped = {
        *licences.ROOT.glob("fonts/**/*.woff2"),
        *licences.ROOT.glob("layouts/**/*.woff2"),
        *licences.ROOT.glob("assets/**/*.icc"),
    }
    assert shipped <= listed


def test_every_family_of_fonts_has_its_licence_beside_it() -> None:
    fonts = licences.ROOT / "fonts"
    families = {file.name.partition("-latin-")[0] for file in fonts.glob("*.woff2")}
    assert {family for family in families if not (fonts / f"{family}-LICENSE").exists()} == set()
