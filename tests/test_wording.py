"""Wording: a phrase is a text in English that can be told in another language, and never fails to be told."""

from __future__ import annotations

import copy
import json
import pickle
from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from brochurepress import wording
from brochurepress.findings import Place, Severity, error, info, warning
from brochurepress.wording import LONGEST_MESSAGE, Phrase, in_language, phrase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENGLISH = """
[press.bleed]
hint = "make it {asked:g} mm"
short.message = "the bleed is {found:.1f} mm"
none.message = "there is no bleed"
none.hint = "set one"

[press.rows]
message = "{count} rows of {file}"
one = "one row of {file}"

[press.names]
message = "these: {names}"

[press.wrong]
message = "it {fault} on {day}"

[press.odd]
message = "{found:d} of {missing}"

[press.large]
message = "{size:,.1f} of {most:,}"

[shared.nearest]
message = "did you mean '{name}'?"

[severity.error]
message = "error"

[part.hint]
message = "hint: {hint}"

[part.page]
message = "page {page}"

[part.number]
message = "1,234.5"
"""
DUTCH = """
[press.bleed]
hint = "maak hem {asked:g} mm"
short.message = "de afloop is {found:.1f} mm"

[press.names]
message = "deze: {names}"

[press.rows]
message = "{count} rijen van {file}"
one = "één rij van {file}"

[press.odd]
message = "{found:d} van {niets}"

[press.large]
message = "{size:,.1f} van {most:,}"

[shared.nearest]
message = "bedoelt u '{name}'?"

[severity.error]
message = "fout"

[part.hint]
message = "oplossing: {hint}"

[part.page]
message = "bladzijde {page}"

[part.number]
message = "1.234,5"
"""


@pytest.fixture(autouse=True)
def languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Tables of words in two languages, and one that is broken."""
    folder = tmp_path / "shipped/layouts/languages"
    for language, text in (("en", ENGLISH), ("nl", DUTCH), ("de", "broken = "), ("fr", "press = 3")):
        (folder / language).mkdir(parents=True)
        (folder / language / "findings.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(wording, "PACKAGE", tmp_path)
    for read in (wording._tables, wording._texts):
        read.cache_clear()
    yield folder
    for read in (wording._tables, wording._texts):
        read.cache_clear()


def test_a_finding_is_told_in_the_words_of_its_key() -> None:
    found = error("press/bleed:short", Place("a.pdf"), found=2.04, asked=3.0)
    assert str(found) == "a.pdf: error: the bleed is 2.0 mm [press/bleed]\n    hint: make it 3 mm"
    assert warning("press/bleed:none", asked=3).hint == "set one"
    assert info("press/bleed:none", asked=3).severity is Severity.INFO


def test_a_finding_is_told_in_another_language() -> None:
    found = error("press/bleed:short", Place("a.md", 3, 2), found=2.04, asked=3.0)
    told = "fout: de afloop is 2,0 mm [press/bleed]\n    oplossing: maak hem 3 mm"
    assert found.told("nl-NL") == f"a.md:3, bladzijde 2: {told}"
    assert found.told("en") == str(found)
    assert replace(found, place=Place()).told("nl") == told


@pytest.mark.parametrize("language", ["nl", "de", "fr", "pt"])
def test_what_a_language_lacks_is_told_in_english(language: str) -> None:
    found = error("press/bleed:none")
    assert found.told(language).replace("fout", "error").replace("oplossing", "hint") == str(found)
    assert in_language("as it is", language) == "as it is"


VALUES: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "one": ("press/rows", {"count": 1, "file": "a"}, "one row of a", "één rij van a"),
    "many": ("press/rows", {"count": 2, "file": "a"}, "2 rows of a", "2 rijen van a"),
    "braces": ("press/rows", {"count": 2, "file": "{count}{"}, "2 rows of {count}{", "2 rijen van {count}{"),
    "numbers": ("press/large", {"size": 1234.56, "most": 1000}, "1,234.6 of 1,000", "1.234,6 van 1.000"),
    "list": ("press/names", {"names": ["a", "b"]}, "these: a, b", "deze: a, b"),
    "exception": (
        "press/wrong",
        {"fault": ValueError("is 3"), "day": date(2026, 1, 15)},
        "it is 3 on 2026-01-15",
        "it is 3 on 2026-01-15",
    ),
    "spec": (
        "press/odd",
        {"found": "x", "missing": 2},
        "press/odd (found: x, missing: 2)",
        "press/odd (found: x, missing: 2)",
    ),
    "missing": ("press/odd", {"found": 1}, "press/odd (found: 1)", "press/odd (found: 1)"),
    "fallback": ("press/odd", {"found": 1, "missing": 2}, "1 of 2", "1 of 2"),
    "key": ("press/unknown:case", {"of": 1}, "press/unknown:case (of: 1)", "press/unknown:case (of: 1)"),
    "bare": ("unknown", {}, "unknown", "unknown"),
}
"""A key with its values, and what is told of it in English and in Dutch."""


@pytest.mark.parametrize("name", VALUES)
def test_values_are_filled_in_and_nothing_fails(name: str) -> None:
    key, values, english, dutch = VALUES[name]
    told = phrase(key, values)
    assert (told, in_language(told, "nl")) == (english, dutch)


def test_a_value_can_be_a_phrase() -> None:
    told = phrase("press/names", names=("a", phrase("shared/nearest", name="b")))
    assert told == "these: a, did you mean 'b'?"
    assert in_language(told, "nl") == "deze: a, bedoelt u 'b'?"


def test_another_language_is_as_safe_to_show() -> None:
    found = error("press/bleed:short", Place("a\x1b.md"), found=2.0, asked=3, fault="x")
    assert "\x1b" not in found.told("nl")
    assert "\x1b" not in error("press/names", names="a\x1b[2Jb\u202e").told("nl")


def test_an_exception_can_carry_a_phrase() -> None:
    fault = ValueError(phrase("shared/nearest", name="b"))
    assert in_language(phrase("press/names", names=fault), "nl") == "deze: bedoelt u 'b'?"


def sent(found: Any) -> Any:
    """A copy as another process has it."""
    return pickle.loads(pickle.dumps(found))  # noqa: S301 - our own bytes


@pytest.mark.parametrize("copied", [copy.deepcopy, sent])
def test_a_copy_can_still_be_told_in_another_language(copied: Any) -> None:
    found = error("press/bleed:short", found=2.0, asked=3)
    again = copied(found)
    assert again == found
    assert hash(again) == hash(found)
    assert again.told("nl").startswith("fout: de afloop is 2,0 mm")


def test_a_phrase_is_written_as_a_text() -> None:
    found = error("press/bleed:short", found=2.0, asked=3)
    assert json.loads(json.dumps(asdict(found)))["message"] == "the bleed is 2.0 mm"
    assert f"{found.message}!" == "the bleed is 2.0 mm!"


def test_a_phrase_keeps_no_more_of_a_value_than_a_message_can_hold() -> None:
    found = error("press/names", names="x" * 100_000)
    assert "(100,007 characters)" in found.message
    assert isinstance(found.message, Phrase)
    assert len(found.message.values["names"]) <= LONGEST_MESSAGE
    assert len(in_language(found.message, "nl")) <= LONGEST_MESSAGE
    deep = phrase("press/names", names=phrase("press/names", names="y" * 100_000))
    assert in_language(deep, "nl").startswith("deze: deze: y")
