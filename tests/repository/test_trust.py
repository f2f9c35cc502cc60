"""The table of trust cannot lie: every test that it names is there, and every kind of fault has its row."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from brochurepress.workspace.limits import LimitName
from brochurepress.workspace.project import HOME

DOCUMENT = (HOME / "docs/trust.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]*test_\w+\.py)::(test_\w+)`", DOCUMENT)
LIMIT_ROWS = [f"| {of} | {of.most:,} {of.unit} | " for of in LimitName]
ROWS = [
    row
    for row in re.findall(r"^\| (?!attack|fault|of ).*$", DOCUMENT, re.MULTILINE)
    if not row.startswith(tuple(LIMIT_ROWS))
]


@cache
def named_in(file: str) -> frozenset[str]:
    tree = ast.parse((HOME / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_every_test_that_is_named_is_there(file: str, name: str) -> None:
    assert name in named_in(file)


def test_every_row_names_a_test() -> None:
    assert len(NAMED) == len(ROWS) == len(set(NAMED))


@pytest.mark.parametrize("file", ["tests/pipeline/test_hostile.py", "tests/pipeline/test_faults.py"])
def test_every_test_of_an_attack_or_a_fault_has_its_row(file: str) -> None:
    assert {name for name in named_in(file) if name.startswith("test_")} == {n for f, n in NAMED if f == file}


@pytest.mark.parametrize("row", LIMIT_ROWS)
def test_every_limit_is_in_the_document_with_its_reason(row: str) -> None:
    (told,) = [line for line in DOCUMENT.splitlines() if line.startswith(row)]
    assert len(told.removeprefix(row).removesuffix("|").split()) >= 4, f"{row}: no reason"
