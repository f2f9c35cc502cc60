"""The house rules hold for every file, and each rule speaks when one change breaks it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests import architecture
from tests.architecture import RULES, Rule, Tree

ROOT = Path(__file__).parents[1]

REGISTRY = ".".join(("pypi", "org"))
HOME = "/".join(("", "home", "s"))

INSTALL = " ".join(("pip", "install"))

GOOD: Tree = {
    "prepress/__init__.py": '"""The press."""\n',
    "prepress/findings.py": '"""Findings."""\n',
    "prepress/geometry.py": '"""Boxes."""\n\nfrom prepress.findings import Finding\n',
    "prepress/engine/__init__.py": '"""The engine."""\n\nimport weasyprint\n',
    "prepress/engine/measure.py": '"""Measures."""\n\nfrom prepress import engine\n',
    "publish.py": '"""Publishes."""\n\nimport prepress.build\n',
    ".ci/venv.sh": f'python -m {INSTALL} --quiet --require-hashes --requirement "$1"\n{INSTALL} -r pins.txt .\n',
    "docs/index.md": "Run `make`; see https://example.org/ and output/brochure.pdf.\n",
}

SPOILT: dict[str, tuple[Rule, str, str, str]] = {
    "a later stage": (
        architecture.imports_point_one_way,
        "prepress/findings.py",
        "from prepress.geometry import Box\n",
        "prepress/findings.py: 'findings' comes before 'geometry', which it imports",
    ),
    "a later stage as a module": (
        architecture.imports_point_one_way,
        "prepress/findings.py",
        "from prepress import geometry\n",
        "prepress/findings.py: 'findings' comes before 'geometry', which it imports",
    ),
    "a module without a place": (
        architecture.imports_point_one_way,
        "prepress/utils.py",
        "",
        "prepress/utils.py: 'utils' has no place in the order of the stages",
    ),
    "a circle": (
        architecture.imports_make_no_circle,
        "prepress/engine/__init__.py",
        "from prepress.engine import measure\n",
        "prepress.engine <- prepress.engine.measure <- prepress.engine",
    ),
    "a second door": (
        architecture.each_engine_has_one_door,
        "prepress/geometry.py",
        "from weasyprint.urls import URLFetcher\n",
        "prepress/geometry.py: weasyprint is imported only in prepress/engine/",
    ),
    "a second door for one module of a library": (
        architecture.each_engine_has_one_door,
        "publish.py",
        "from PIL import Image, ImageCms\n",
        "publish.py: PIL.ImageCms is imported only in prepress/separation/colour.py",
    ),
    "a long file": (architecture.files_are_short, "tests/long.py", "\n" * 601, "tests/long.py: 321 lines"),
    "a long function": (
        architecture.functions_are_short,
        "prepress/geometry.py",
        "def grow() -> None:\n" + "    pass\n" * 60,
        "prepress/geometry.py:4: grow has 61 lines",
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
        "prepress/geometry.py",
        f"HINT = '.venv/bin/python -m {INSTALL} --quiet --upgrade typst'\n",
        f"prepress/geometry.py:4: {INSTALL} --quiet --upgrade typst",
    ),
    "a path of one machine": (
        architecture.no_machine_is_named,
        "docs/index.md",
        f"See {HOME}/brochure.\n",
        f"docs/index.md:2: {HOME}",
    ),
    "a word of the content": (
        architecture.the_engine_knows_no_content,
        "prepress/geometry.py",
        "TITLE = 'Alles over het IPO'\n",
        "prepress/geometry.py:4: IPO",
    ),
    "a colour": (
        architecture.the_engine_knows_no_colour,
        "prepress/geometry.py",
        "INK = '#0a3c5f'\n",
        "prepress/geometry.py:4: #0a3c5f",
    ),
    "a function without a docstring": (
        architecture.docstrings_begin_with_a_sentence,
        "prepress/geometry.py",
        "def grow() -> None: ...\n",
        "prepress/geometry.py: the docstring of prepress.geometry.grow does not begin with a sentence",
    ),
    "a method whose docstring is no sentence": (
        architecture.docstrings_begin_with_a_sentence,
        "prepress/geometry.py",
        'class Box:\n    """A box."""\n\n    def grow(self) -> None:\n        """grows"""\n',
        "prepress/geometry.py: the docstring of prepress.geometry.Box.grow does not begin with a sentence",
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
