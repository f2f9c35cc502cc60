"""Open comments and outdated translations: check tells them, release refuses them, a draft goes on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from brochurepress.cli.command_line import main
from tests.support.edited_editions import lean

REVIEW = 'author = "A"\nkind = "Text"\nfile = "x.pdf"\npage = 1\nfound = "lost"\ntext = "No"\nstate = "open"\n'
RECORD = 'msgid ""\nmsgstr ""\n"X-Source-Edition: minimal\\n"\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = lean("minimal", tmp_path, "digital")
    (made / "source/minimal/reviews").mkdir()
    (made / "source/minimal/reviews/a.toml").write_text(REVIEW)
    translation = made / "source/minimal-de"
    translation.mkdir()
    (translation / "edition.toml").write_text('extends = "minimal"\nlanguage = "de"\n')
    (translation / "translation.po").write_text(RECORD)
    return made


def told(root: Path, *words: str) -> dict[str, set[str]]:
    """The severities of each rule that is told of texts."""
    result = CliRunner().invoke(main, [*words, "--root", str(root), "--json"])
    found: dict[str, Any] = json.loads(result.stdout)
    each = found.get("checked", [found])[0]["findings"]
    rules = {finding["rule"] for finding in each if finding["rule"].startswith(("review/", "translation/"))}
    return {rule: {finding["severity"] for finding in each if finding["rule"] == rule} for rule in rules}


def test_check_tells_what_is_open_and_what_is_not_translated(root: Path) -> None:
    assert told(root, "check", "minimal") == {"review/open": {"warning"}}
    assert told(root, "check", "minimal-de") == {"translation/missing": {"warning"}}


def test_a_release_is_refused_while_a_comment_is_open_and_a_draft_is_not(root: Path) -> None:
    assert told(root, "release", "minimal") == {"review/open": {"error"}}
    assert not (root / "output/minimal/site").exists()
    assert told(root, "release", "minimal", "--draft") == {"review/open": {"warning"}}
    assert (root / "output/minimal/site").is_dir()
    (root / "source/minimal/reviews/a.toml").write_text(REVIEW.replace("open", "done"))
    assert told(root, "release", "minimal") == {}
