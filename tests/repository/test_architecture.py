"""The house rules hold for every file, and each rule speaks when one change breaks it."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from tests.repository import architecture
from tests.repository.architecture import RULES, Rule, Tree

ROOT = Path(__file__).parents[2]

REGISTRY = ".".join(("pypi", "org"))
HOME = "/".join(("", "home", "s"))

INSTALL = " ".join(("pip", "install"))

PACKAGES = sorted(
    ".".join(path.parent.relative_to(ROOT).parts)
    for path in (ROOT / "prepress").rglob("__init__.py")
    if "\ndoor(__name__)\n" in path.read_text(encoding="utf-8")
)

GOOD: Tree = {
    "prepress/__init__.py": '"""The press."""\n',
    "prepress/findings.py": '"""Findings."""\n',
    "prepress/design/__init__.py": (
        '"""Design."""\n\nif TYPE_CHECKING:\n    from prepress.design.geometry import Box\n'
    ),
    "prepress/design/geometry.py": '"""Boxes."""\n\nfrom prepress.findings import Finding\n',
    "prepress/typeset/__init__.py": (
        '"""Pages."""\n\nif TYPE_CHECKING:\n    from prepress.typeset.weasyprint_door import lay_out\n'
    ),
    "prepress/typeset/weasyprint_door.py": '"""The engine."""\n\nimport weasyprint\n',
    "prepress/typeset/box_geometry.py": (
        '"""Measures."""\n\nfrom prepress.design import Box\nfrom prepress.typeset import weasyprint_door\n'
    ),
    "publish.py": '"""Publishes."""\n\nfrom prepress.typeset import lay_out\n',
    "docs/index.md": "Run `make`; see https://example.org/ and output/brochure.pdf.\n",
}

SPOILT: dict[str, tuple[Rule, str, str, str]] = {
    "a later package": (
        architecture.imports_point_one_way,
        "prepress/findings.py",
        "from prepress.design import Box\n",
        "prepress/findings.py: 'findings' comes before 'design', which it imports",
    ),
    "a later package as a module": (
        architecture.imports_point_one_way,
        "prepress/design/geometry.py",
        "from prepress import typeset\n",
        "prepress/design/geometry.py: 'design' comes before 'typeset', which it imports",
    ),
    "a module without a place": (
        architecture.imports_point_one_way,
        "prepress/utils.py",
        "",
        "prepress/utils.py: 'utils' has no place in the order of the packages",
    ),
    "a circle": (
        architecture.imports_make_no_circle,
        "prepress/typeset/weasyprint_door.py",
        "from prepress.typeset import box_geometry\n",
        "prepress.typeset.box_geometry <- prepress.typeset.weasyprint_door <- prepress.typeset.box_geometry",
    ),
    "a module of another package": (
        architecture.packages_are_used_by_their_door,
        "prepress/typeset/box_geometry.py",
        "from prepress.design.geometry import Box\n",
        "prepress/typeset/box_geometry.py:5: prepress.design.geometry is no door of another package",
    ),
    "a name that the door does not name": (
        architecture.packages_are_used_by_their_door,
        "prepress/typeset/box_geometry.py",
        "from prepress.design import geometry\n",
        "prepress/typeset/box_geometry.py:5: the door prepress.design does not name geometry",
    ),
    "a door that is too wide": (
        architecture.doors_name_what_others_use,
        "prepress/design/__init__.py",
        "    from prepress.design.geometry import Geometry\n",
        "prepress/design/__init__.py: nobody outside imports Geometry",
    ),
    "a second door": (
        architecture.each_engine_has_one_door,
        "prepress/design/geometry.py",
        "from weasyprint.urls import URLFetcher\n",
        "prepress/design/geometry.py: weasyprint is imported only in prepress/typeset/",
    ),
    "a second door for one module of a library": (
        architecture.each_engine_has_one_door,
        "prepress/design/bitmaps.py",
        "from PIL import Image, ImageCms\n",
        "prepress/design/bitmaps.py: PIL.ImageCms is imported only in prepress/design/profiles.py",
    ),
    "a long file": (architecture.files_are_short, "tests/long.py", "\n" * 601, "tests/long.py: 601 lines"),
    "a long function": (
        architecture.functions_are_short,
        "prepress/design/geometry.py",
        "def grow() -> None:\n" + "    pass\n" * 60,
        "prepress/design/geometry.py:4: grow has 61 lines",
    ),
    "a registry": (
        architecture.no_registry_is_named,
        "requirements/publish.txt",
        f"--index-url https://{REGISTRY}/simple\n",
        f"requirements/publish.txt:1: {REGISTRY}",
    ),
    "the press by its name": (
        architecture.nothing_is_installed_by_name,
        "docs/index.md",
        f"{INSTALL} 'prepress[cluster]'\n",
        f"docs/index.md:2: {INSTALL} 'prepress",
    ),
    "a package of others by its name": (
        architecture.nothing_is_installed_by_name,
        "prepress/design/geometry.py",
        f"HINT = '.venv/bin/python -m {INSTALL} --quiet --upgrade typst'\n",
        f"prepress/design/geometry.py:4: {INSTALL} --quiet --upgrade typst",
    ),
    "a path of one machine": (
        architecture.no_machine_is_named,
        "docs/index.md",
        f"See {HOME}/brochure.\n",
        f"docs/index.md:2: {HOME}",
    ),
    "a word of the content": (
        architecture.the_engine_knows_no_content,
        "prepress/design/geometry.py",
        "TITLE = 'Alles over het IPO'\n",
        "prepress/design/geometry.py:4: IPO",
    ),
    "a colour": (
        architecture.the_engine_knows_no_colour,
        "prepress/design/geometry.py",
        "INK = '#0a3c5f'\n",
        "prepress/design/geometry.py:4: #0a3c5f",
    ),
    "a function without a docstring": (
        architecture.docstrings_begin_with_a_sentence,
        "prepress/design/geometry.py",
        "def grow() -> None: ...\n",
        "prepress/design/geometry.py: the docstring of prepress.design.geometry.grow does not begin with a sentence",
    ),
    "a method whose docstring is no sentence": (
        architecture.docstrings_begin_with_a_sentence,
        "prepress/design/geometry.py",
        'class Box:\n    """A box."""\n\n    def grow(self) -> None:\n        """grows"""\n',
        "prepress/design/geometry.py: the docstring of prepress.design.geometry.Box.grow "
        "does not begin with a sentence",
    ),
}


@pytest.fixture(scope="session")
def tree() -> Tree:
    """Every text file that git knows of and that is still there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    files = [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    contents = {name: (ROOT / name).read_bytes() for name in files}
    return {name: content.decode() for name, content in contents.items() if b"\0" not in content}


def named(rule: Rule) -> str:
    return rule.__name__.replace("_", " ")


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_the_code_keeps_the_rule(rule: Rule, tree: Tree) -> None:
    assert rule(tree) == []


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_the_rule_is_silent_on_good_work(rule: Rule) -> None:
    assert rule(GOOD) == []


@pytest.mark.parametrize("name", SPOILT)
def test_one_change_makes_the_rule_speak(name: str) -> None:
    rule, file, addition, fault = SPOILT[name]
    assert rule({**GOOD, file: GOOD.get(file, "") + addition}) == [fault]


def test_every_rule_is_tried() -> None:
    assert {rule for rule, *_ in SPOILT.values()} == set(RULES)


def test_no_file_is_passed_over(tree: Tree) -> None:
    assert {"prepress/findings.py", "pyproject.toml", "Makefile", ".ci/run"} <= set(tree)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_name_of_a_door_is_behind_it(package: str) -> None:
    door = importlib.import_module(package)
    assert all(hasattr(door, name) for name in door.__all__)
    assert not hasattr(door, "anything_else")


def test_a_light_module_does_not_load_the_layout_engine() -> None:
    asked = "import sys, prepress.findings, prepress.cli; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], cwd=ROOT, check=False).returncode == 0
