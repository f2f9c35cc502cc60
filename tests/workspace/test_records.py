"""Fields: TOML and YAML with the line of every key, bound to records in the editor's words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import Field
from pydantic.dataclasses import dataclass as record

from brochurepress.workspace.records import (
    STRICT,
    Email,
    RequiredText,
    Slug,
    WebAddress,
    bind,
    read_text,
    read_toml,
    read_yaml,
)
from tests.support.assertions import assert_only_found, rejection


@record(frozen=True, kw_only=True, config=STRICT)
class Leaf:
    name: RequiredText
    size: int | None = None


@record(frozen=True, kw_only=True, config=STRICT)
class Tree:
    kind: Literal["oak", "elm"]
    leaves: Annotated[tuple[Leaf, ...], Field(min_length=1)]
    by_name: Annotated[dict[str, Leaf], Field(alias="by-name")] = Field(default_factory=dict)
    leaf: Leaf | None = None
    height: Annotated[float, Field(ge=1, le=90)] = 5.0


GOOD = """\
kind = "oak" # a comment
height = 12
[[leaves]]
name = "one"

[[leaves]]
name = "two"
size = 3

["by-name".first]
name = "first"
"""


def test_a_good_record() -> None:
    tree = bind(read_toml(GOOD, "a.toml"), Tree, "tree")
    assert [leaf.name for leaf in tree.leaves] == ["one", "two"]
    assert tree.by_name["first"].name == "first"


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (("kind",), 1),
        (("leaves", 0, "name"), 4),
        (("leaves", 1), 6),
        (("leaves", 1, "size"), 8),
        (("by-name", "first", "name"), 11),
        (("leaves", 1, "missing"), 6),
        (("nothing",), 1),
    ],
)
def test_every_toml_key_has_its_line(key: tuple[str | int, ...], line: int) -> None:
    assert read_toml(GOOD, "a.toml").place(key).line == line


def test_a_table_in_an_array_of_tables_has_its_line() -> None:
    fields = read_toml("[[a]]\n[a.b]\nc = 1\n[[a]]\n[a.b]\nc = 2\n", "a.toml")
    assert fields.place(("a", 1, "b", "c")).line == 6


BOUND: dict[str, tuple[str, str, str, int, str]] = {
    "a key is missing": ('name = "two"\n', "", "tree/missing-key", 6, "leaves.1.name"),
    "a key is misspelt": ("size = 3", "sise = 3", "tree/unknown-key", 8, "did you mean 'size'?"),
    "a demanded key is misspelt": ('name = "two"', 'naam = "two"', "tree/unknown-key", 7, "did you mean 'name'?"),
    "a key of a named record is misspelt": ('name = "first"', 'nam = "first"', "tree/unknown-key", 11, "'name'"),
    "a key with a hyphen is misspelt": ('["by-name".first]', '["by-nam".first]', "tree/unknown-key", 10, "'by-name'"),
    "a choice": ('"oak"', '"ash"', "tree/value", 1, "'oak' or 'elm' was expected"),
    "a number": ("size = 3", 'size = "x"', "tree/value", 8, "a whole number was expected"),
    "too large": ("height = 12", "height = 99", "tree/value", 2, "a number not above 90 was expected"),
    "too small": ("height = 12", "height = 0", "tree/value", 2, "a number not below 1 was expected"),
    "no number": ("height = 12", "height = []", "tree/value", 2, "a number was expected"),
    "a text": ('name = "one"', "name = 1", "tree/value", 4, "a text was expected"),
    "an empty text": ('name = "one"', 'name = " "', "tree/value", 4, "none is there"),
    "a record": ("height = 12", "leaf = 1", "tree/value", 2, "fields of its own"),
}


@pytest.mark.parametrize("name", BOUND)
def test_one_fault_is_found_on_its_line(name: str) -> None:
    old, new, rule, line, said = BOUND[name]
    assert old in GOOD
    fields = read_toml(GOOD.replace(old, new, 1), "a.toml")
    (finding,) = rejection(lambda: bind(fields, Tree, "tree"))
    assert_only_found([finding], rule, file="a.toml", line=line)
    assert said in f"{finding.message} {finding.hint}"


def test_all_faults_are_found() -> None:
    fields = read_toml(GOOD.replace('"oak"', '"ash"').replace("size = 3", "sise = 3"), "a.toml")
    assert len(rejection(lambda: bind(fields, Tree, "tree"))) == 2


def test_too_few() -> None:
    fields = read_toml('kind = "oak"\nleaves = []', "a.toml")
    assert_only_found(rejection(lambda: bind(fields, Tree, "tree")), "tree/value", line=2, message="fewer than 1")


@pytest.mark.parametrize(
    ("text", "line"), [('a = "b', 1), ("a = 1\nb = ", 2), ("a = 1\na = 2\n", 2), ("x = 1\n[a\n", 2)]
)
def test_broken_toml_is_found_on_its_line(text: str, line: int) -> None:
    assert_only_found(rejection(lambda: read_toml(text, "a.toml")), "source/syntax", file="a.toml", line=line)


YAML = "a: x\nb:\n  - c: y\n    d: |\n      z\n      zz\n  - c: [1, two]\n"


def test_yaml_values_are_texts_and_keys_have_lines() -> None:
    fields = read_yaml(YAML, "a.md", first_line=2)
    assert fields.values == {"a": "x", "b": [{"c": "y", "d": "z\nzz\n"}, {"c": ["1", "two"]}]}
    assert fields.place(("b", 0, "d")).line == 5
    assert fields.place(("b", 1, "c", 1)).line == 8


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("a: x\n\tb: y", "source/syntax", 3),
        ("a: x\nb: 'y", "source/syntax", 3),
        ("a: b: c", "source/syntax", 2),
        ("a: &x y\nb: *x", "source/syntax", 3),
        ("a: x\n\nb: y\na: z", "source/duplicate-key", 5),
        ("a: x\n? [b]\n: c", "source/syntax", 3),
        ("- a\n- b", "source/syntax", 2),
        ("a text", "source/syntax", 2),
        ("", "source/syntax", 2),
        ("a: x\nb: \x07", "source/syntax", 3),
    ],
)
def test_broken_yaml_is_found_on_its_line(text: str, rule: str, line: int) -> None:
    assert_only_found(rejection(lambda: read_yaml(text, "a.md", first_line=2)), rule, file="a.md", line=line)


def test_yaml_makes_no_objects() -> None:
    assert read_yaml("a: !!python/object/apply:os.getcwd []", "a.md").values == {"a": []}


@pytest.mark.parametrize("content", [b"a\nb", b"a\r\nb", b"a\rb", b"\xef\xbb\xbfa\nb"])
def test_text_of_every_system_reads_the_same(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(content)
    assert read_text(path, "a.md") == "a\nb"


@pytest.mark.parametrize(
    ("content", "rule", "line"),
    [
        (b"", "source/empty", 1),
        (b" \n\t\n", "source/empty", 1),
        (b"a\nb\xe9", "source/encoding", 2),
        ("a\nb".encode("utf-16"), "source/encoding", 1),
        (b"a\nb\x00", "source/character", 2),
        ("a\n\nb\u2028".encode(), "source/character", 3),
        ("a\ufffd".encode(), "source/character", 1),
        ("a\n\u200b".encode(), "source/character", 2),
        ("a\u202eb".encode(), "source/character", 1),
    ],
)
def test_what_is_no_text_is_found(tmp_path: Path, content: bytes, rule: str, line: int) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(content)
    assert_only_found(rejection(lambda: read_text(path, "a.md")), rule, file="a.md", line=line)


def test_a_missing_file_is_found(tmp_path: Path) -> None:
    assert_only_found(rejection(lambda: read_text(tmp_path / "a.md", "a.md")), "source/missing", file="a.md")


@record(frozen=True, config=STRICT)
class Words:
    text: RequiredText = "x"
    slug: Slug = "x"
    email: Email = "a@b.org"
    address: WebAddress = "https://example.org"


VALUES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "text": (("x", " x\ny "), ("", " ", "\n")),
    "slug": (("a", "a-1", "12"), ("", "A", "a_b", "-a", "a b", "é")),
    "email": (("a@b.org", "a.b+c@d.e.nl"), ("", "a", "a.b.org", "a@b", "a@@b.org", "a b@c.org", "a@b.o", "<a@b.org>")),
    "address": (
        ("https://a.org", "https://a.org/b?c=d#e", "https://münchen.de/"),
        (
            "",
            "a.org",
            "http://a.org",
            "https://a",
            "https://a.org/b c",
            'https://a.org/"',
            f"https://a.org/{'b' * 999}",
        ),
    ),
}


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, (good, _) in VALUES.items() for v in good])
def test_good_values_are_silent(name: str, value: str) -> None:
    fields = read_toml(f"{name} = {value!r}" if "\n" not in value else f"{name} = '''{value}'''", "a.toml")
    assert getattr(bind(fields, Words, "words"), name) == value.replace("münchen", "xn--mnchen-3ya")


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, (_, bad) in VALUES.items() for v in bad])
def test_bad_values_are_found(name: str, value: str) -> None:
    fields = read_toml(f"\n{name} = '''{value}'''", "a.toml")
    assert_only_found(rejection(lambda: bind(fields, Words, "words")), "words/value", line=2, message="expected")


COMPOSED = {
    "Frysla\u0302n": "Fryslân",
    "cafe\u0301": "café",
    "Zu\u0308rich": "Zürich",
    "\u212bland": "Åland",
    "C\u0327a": "Ça",
    "Dvor\u030ca\u0301k": "Dvořák",
    "sen\u0303or": "señor",
    "A\u030ang": "Ång",
}


@pytest.mark.parametrize("text", COMPOSED)
def test_what_is_read_is_composed(text: str, tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(f"{text}\n", encoding="utf-8")
    assert read_text(file, "a.md") == f"{COMPOSED[text]}\n"


UNSEEN = {
    **{f"{code:04X}": chr(code) for code in (0x200B, 0x200E, 0x200F, 0x202A, 0x202E, 0x2060, 0x2066, 0xFEFF)},
    "a joiner in a Latin word": "a\u200db",
    "a non-joiner in a Latin word": "a\u200cb",
}


@pytest.mark.parametrize("name", UNSEEN)
def test_characters_that_are_not_seen_are_refused_at_their_line(name: str, tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(f"a\nb{UNSEEN[name]}c\n", encoding="utf-8")
    assert_only_found(rejection(lambda: read_text(file, "a.md")), "source/character", file="a.md", line=2)


@pytest.mark.parametrize("text", ["می\u200cخواهم", "क्\u200dष", "ශ්\u200dරී", "a\u00adb", "a\u00a0b", "\ufeffa"])
def test_characters_that_a_language_needs_are_kept(text: str, tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(text, encoding="utf-8")
    assert read_text(file, "a.md") == text.removeprefix("\ufeff")
