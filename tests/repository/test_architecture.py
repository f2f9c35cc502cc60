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
    for path in (ROOT / "brochurepress").rglob("__init__.py")
    if "\ndoor(__name__)\n" in path.read_text(encoding="utf-8")
)

GOOD: Tree = {
    "brochurepress/__init__.py": '"""The press."""\n',
    "brochurepress/findings.py": '"""Findings."""\n',
    "brochurepress/design/__init__.py": (
        '"""Design."""\n\nif TYPE_CHECKING:\n    from brochurepress.design.geometry import Box\n'
    ),
    "brochurepress/design/geometry.py": '"""Boxes."""\n\nfrom brochurepress.findings import Finding\n',
    "brochurepress/typeset/__init__.py": (
        '"""Pages."""\n\nif TYPE_CHECKING:\n    from brochurepress.typeset.weasyprint_door import lay_out\n'
    ),
    "brochurepress/typeset/weasyprint_door.py": '"""The engine."""\n\nimport weasyprint\n',
    "brochurepress/typeset/box_geometry.py": (
        '"""Measures."""\n\nfrom brochurepress.design import Box\nfrom brochurepress.typeset import weasyprint_door\n'
    ),
    "publish.py": '"""Publishes."""\n\nfrom brochurepress.typeset import lay_out\n',
    "docs/index.md": "Run `make`; see https://example.org/ and output/brochure.pdf.\n",
}

SPOILT: dict[str, tuple[Rule, str, str, str]] = {
    "a later package": (
        architecture.imports_point_one_way,
        "brochurepress/findings.py",
        "from brochurepress.design import Box\n",
        "brochurepress/findings.py: 'findings' comes before 'design', which it imports",
    ),
    "a later package as a module": (
        architecture.imports_point_one_way,
        "brochurepress/design/geometry.py",
        "from brochurepress import typeset\n",
        "brochurepress/design/geometry.py: 'design' comes before 'typeset', which it imports",
    ),
    "a module without a place": (
        architecture.imports_point_one_way,
        "brochurepress/utils.py",
        "",
        "brochurepress/utils.py: 'utils' has no place in the order of the packages",
    ),
    "a circle": (
        architecture.imports_make_no_circle,
        "brochurepress/typeset/weasyprint_door.py",
        "from brochurepress.typeset import box_geometry\n",
        "brochurepress.typeset.box_geometry <- brochurepress.typeset.weasyprint_door"
        " <- brochurepress.typeset.box_geometry",
    ),
    "a module of another package": (
        architecture.packages_are_used_by_their_door,
        "brochurepress/typeset/box_geometry.py",
        "from brochurepress.design.geometry import Box\n",
        "brochurepress/typeset/box_geometry.py:5: brochurepress.design.geometry is no door of another package",
    ),
    "a name that the door does not name": (
        architecture.packages_are_used_by_their_door,
        "brochurepress/typeset/box_geometry.py",
        "from brochurepress.design import geometry\n",
        "brochurepress/typeset/box_geometry.py:5: the door brochurepress.design does not name geometry",
    ),
    "a door that is too wide": (
        architecture.doors_name_what_others_use,
        "brochurepress/design/__init__.py",
        "    from brochurepress.design.geometry import Geometry\n",
        "brochurepress/design/__init__.py: nobody outside imports Geometry",
    ),
    "a name that is its module's too": (
        architecture.doors_name_no_module,
        "brochurepress/design/__init__.py",
        "    from brochurepress.design.geometry import geometry\n",
        "brochurepress/design/__init__.py: geometry is the name of its module too",
    ),
    "a second door": (
        architecture.each_engine_has_one_door,
        "brochurepress/design/geometry.py",
        "from weasyprint.urls import URLFetcher\n",
        "brochurepress/design/geometry.py: weasyprint is imported only in brochurepress/typeset/",
    ),
    "a second door for one module of a library": (
        architecture.each_engine_has_one_door,
        "brochurepress/design/renditions.py",
        "from PIL import Image, ImageCms\n",
        "brochurepress/design/renditions.py: PIL.ImageCms is imported only in brochurepress/design/profiles.py",
    ),
    "a long file": (architecture.files_are_short, "tests/long.py", "\n" * 601, "tests/long.py: 601 lines"),
    "a long function": (
        architecture.functions_are_short,
        "brochurepress/design/geometry.py",
        "def grow() -> None:\n" + "    pass\n" * 50,
        "brochurepress/design/geometry.py:4: grow has 51 lines",
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
        f"{INSTALL} 'brochurepress[cluster]'\n",
        f"docs/index.md:2: {INSTALL} 'brochurepress",
    ),
    "a package of others by its name": (
        architecture.nothing_is_installed_by_name,
        "brochurepress/design/geometry.py",
        f"HINT = '.venv/bin/python -m {INSTALL} --quiet --upgrade typst'\n",
        f"brochurepress/design/geometry.py:4: {INSTALL} --quiet --upgrade typst",
    ),
    "a path of one machine": (
        architecture.no_machine_is_named,
        "docs/index.md",
        f"See {HOME}/brochure.\n",
        f"docs/index.md:2: {HOME}",
    ),
    "a word of the content": (
        architecture.the_engine_knows_no_content,
        "brochurepress/design/geometry.py",
        "TITLE = 'Alles over het IPO'\n",
        "brochurepress/design/geometry.py:4: IPO",
    ),
    "a colour": (
        architecture.the_engine_knows_no_colour,
        "brochurepress/design/geometry.py",
        "INK = '#0a3c5f'\n",
        "brochurepress/design/geometry.py:4: #0a3c5f",
    ),
    "a function without a docstring": (
        architecture.docstrings_begin_with_a_sentence,
        "brochurepress/design/geometry.py",
        "def grow() -> None: ...\n",
        "brochurepress/design/geometry.py: the docstring of brochurepress.design.geometry.grow"
        " does not begin with a sentence",
    ),
    "a method whose docstring is no sentence": (
        architecture.docstrings_begin_with_a_sentence,
        "brochurepress/design/geometry.py",
        'class Box:\n    """A box."""\n\n    def grow(self) -> None:\n        """grows"""\n',
        "brochurepress/design/geometry.py: the docstring of brochurepress.design.geometry.Box.grow "
        "does not begin with a sentence",
    ),
    "a figure of speech": (
        architecture.types_bear_plain_names,
        "brochurepress/design/geometry.py",
        'class BoxDesk:\n    """A box."""\n',
        "brochurepress/design/geometry.py:4: BoxDesk",
    ),
    "a name twice": (
        architecture.a_name_is_of_one_type,
        "brochurepress/design/geometry.py",
        'class Box:\n    """A box."""\n\n\nclass Box:\n    """Another."""\n',
        "Box: brochurepress/design/geometry.py, brochurepress/design/geometry.py",
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
    assert {"brochurepress/findings.py", "pyproject.toml", "Makefile", ".ci/run"} <= set(tree)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_name_of_a_door_is_behind_it(package: str) -> None:
    door = importlib.import_module(package)
    assert all(hasattr(door, name) for name in door.__all__)
    assert not hasattr(door, "anything_else")


def test_a_light_module_does_not_load_the_layout_engine() -> None:
    asked = "import sys, brochurepress.findings, brochurepress.cli; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], cwd=ROOT, check=False).returncode == 0
