"""What findings say stands in the tables of languages: all of it, nothing else, and with the same values."""

from __future__ import annotations

import tomllib

import pytest

from brochurepress import wording
from brochurepress.wording import FALLBACK, FILE, FOLDER, entries, phrase
from brochurepress.workspace.limits import LimitName
from brochurepress.workspace.project import HOME
from tests.repository.wording import LONGEST, Used, english_words, placeholders, used

TABLES = {
    path.parent.name: dict(entries(tomllib.loads(path.read_text(encoding="utf-8"))))
    for path in sorted((HOME / FOLDER).glob(f"*/{FILE}"))
}
ENGLISH = TABLES[FALLBACK]


@pytest.fixture(scope="module")
def told() -> Used:
    files = sorted((HOME / "brochurepress").rglob("*.py"))
    return used({str(path.relative_to(HOME)): path.read_text(encoding="utf-8") for path in files}, ENGLISH)


def test_all_that_the_code_tells_has_words_with_its_values(told: Used) -> None:
    assert told.faults == []


def test_all_words_are_told(told: Used) -> None:
    assert [key for key, _ in ENGLISH if not told.holds(key)] == []


@pytest.mark.parametrize("language", TABLES)
def test_a_rule_has_one_table_under_its_own_head(language: str) -> None:
    """The press takes the table of a rule apart when it tells of the rule."""
    rules = {name.replace(".", "/", 1) for name in wording._tables(language)}
    assert {key: text for rule in rules for key, text in wording._texts(language, rule).items()} == TABLES[language]
    assert {key.partition(":")[0] for key, _ in TABLES[language]} == rules


@pytest.mark.parametrize("language", TABLES)
def test_a_text_is_one_short_line(language: str) -> None:
    for where, text in TABLES[language].items():
        assert text.isprintable() and text == text.strip(), where
        assert 0 < len(text) <= LONGEST, where
        assert all(name.isidentifier() for name in placeholders(text)), where


@pytest.mark.parametrize("language", TABLES)
def test_a_language_has_the_keys_and_values_of_english(language: str) -> None:
    own = TABLES[language]
    assert set(own) == set(ENGLISH)
    for where, text in own.items():
        assert placeholders(text) == placeholders(ENGLISH[where]), where


@pytest.mark.parametrize("language", sorted({*TABLES} - {FALLBACK}))
def test_no_english_is_left(language: str) -> None:
    left = {key: words for key, text in TABLES[language].items() if (words := english_words(text))}
    assert left == {}


def test_english_is_told_from_code() -> None:
    assert english_words("zet `the` bij 'and' in --for, {the} en publish.py sign") == []
    assert english_words("het bestand has no naam") == ["has", "no"]


@pytest.mark.parametrize("name", ["preview", "report", "compare", "evidence"])
def test_a_page_speaks_no_language_that_findings_do_not(name: str) -> None:
    assert {path.parent.name for path in (HOME / FOLDER).glob(f"*/{name}.toml")} <= {*TABLES}


@pytest.mark.parametrize("of", LimitName)
def test_a_limit_is_told_by_its_name_and_unit(of: LimitName) -> None:
    most, unit = of.most, of.unit
    told = f"has {most + 1:,} {unit}, more than the {most:,} that {of} may have"
    assert phrase(f"limit/{of.name.lower()}", size=most + 1, most=most) == told


CODE = """
error("a/b:c", place, one=1)
error("a/b:c" if x else "a/b", place, one=1, two=2)
phrase(f"a/{kind}", n=1)
Finding.of(severity, "a/b", place, two=2)

@rule("r/s", severity, "clause")
def ask(job):
    yield RuleFault("wide", 1, given=2)
"""
WORDS = {
    ("a/b", "message"): "it is {two}",
    ("a/b", "hint"): "do it",
    ("a/b:c", "message"): "{one}",
    ("a/kind", "message"): "a kind",
    ("r/s", "hint"): "widen it",
    ("r/s:wide", "message"): "{given:.1f}",
}
SPOILT = {
    "a key without words": ('"a/b:c", place', '"a/b:d", place', "a/b:d has no words"),
    "a case without words": ('"wide"', '"high"', "r/s:high has no words"),
    "a value too many": ("one=1)", "one=1, three=3)", "'three'"),
    "a value too few": (", given=2", "", "'given'"),
}


def test_sound_code_is_passed() -> None:
    found = used({"a.py": CODE}, WORDS)
    assert found.faults == []
    assert all(found.holds(key) for key, _ in WORDS)


@pytest.mark.parametrize("name", SPOILT)
def test_a_fault_is_found(name: str) -> None:
    old, new, said = SPOILT[name]
    assert said in "".join(used({"a.py": CODE.replace(old, new, 1)}, WORDS).faults)


def test_words_that_nothing_tells_are_found() -> None:
    assert not used({"a.py": CODE}, WORDS).holds("b/c")
