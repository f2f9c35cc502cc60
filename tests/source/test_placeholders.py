"""Placeholders: filled with values that stay plain text, and each that cannot be filled told on its line."""

from __future__ import annotations

import re

import pytest
from markupsafe import Markup

from brochurepress.findings import Place
from brochurepress.source.markdown import Converter
from brochurepress.source.markdown_checks import Context
from brochurepress.source.placeholders import Filling, is_name, names_in
from brochurepress.workspace.records import Fields
from tests.support.assertions import assert_only_found, assert_silent
from tests.support.types_of_sections import TYPES

HERE = Place("source/x/1-y.md", 7)

VALUES = [
    "Fryslân",
    "*stars*",
    "_under_",
    "snake_case",
    "[a](b)",
    "![a](b.png)",
    "<b>bold</b>",
    "a & b &amp; c",
    "&#42;",
    "`code`",
    "# no heading",
    "- no point",
    "+ no point",
    "> no quotation",
    "1. no number",
    "2026",
    "| a | b |",
    "a \\* b",
    "\\",
    "{: .class }",
    ": no definition",
    "=== no line",
    "--- no line",
    "~~~",
    "https://example.org/a_b_c?d=~e",
    "H~2~O ~~x~~ m^2^ ==y== $$z$$ :smile:",
    "[[wiki]] [x] y",
    "5*4*3",
    "• no point",
    "1) no point",
    "!!! no box",
    "#1 no heading",
    "{{ name }}",
]


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{ name }}", "{}"),
        ("before {{ name }} behind", "before {} behind"),
        ("one\n{{name}}. two", "one {}. two"),
        ("- {{ name }}", "{}"),
    ],
)
def test_a_value_stays_as_it_is_written(value: str, text: str, shown: str) -> None:
    filling = Filling({"name": value})
    html = Converter(None, {}).block(filling.markdown(text, HERE), context := Context(HERE.file, HERE.line))
    assert_silent((*filling.faults, *context.faults))
    assert Markup(html).striptags() == shown.format(value)  # noqa: S704 - made by the converter
    link = ["a"] * value.startswith("https:")
    assert re.findall(r"<(\w+)", html) in (["p", *link], ["ul", "li", *link])


def test_a_plain_text_is_filled_without_more() -> None:
    assert Filling({"name": "*a*"}).plain("for {{ name }}", HERE) == "for *a*"


def test_a_backslash_lets_braces_stand() -> None:
    filling = Filling({"name": "x"})
    assert filling.markdown("\\{{ name }} and {{ name }}", HERE) == "{{ name }} and x"
    assert_silent(filling.faults)


def test_only_what_holds_markdown_is_escaped() -> None:
    fields = Fields(
        HERE.file, {"type": "cover", "title": "{{ a }}", "picture": {"file": "{{ a }}.svg", "alt": "{{ a }}"}}
    )
    filled = Filling({"a": "*"}).fields(fields, TYPES["cover"]).values
    assert filled["title"] == "\\*"
    assert filled["picture"] == {"file": "*.svg", "alt": "*"}


def test_what_a_record_can_do_without_and_the_values_leave_empty_is_not_there() -> None:
    given = {"title": "{{ a }}", "line": "{{ a }}", "name": "", "picture": {"file": "x.svg", "caption": "{{ a }}"}}
    filled = Filling({"a": ""}).fields(Fields(HERE.file, given), TYPES["cover"]).values
    assert filled == {"title": "", "name": "", "picture": {"file": "x.svg"}}


def test_used_names_are_told() -> None:
    filling = Filling({"a": "1", "b": "2"})
    filling.plain("{{ a }}", HERE)
    assert filling.used == {"a"}
    assert names_in("{{ a }} {{b}} \\{{ c }} {{ 1 }}") == {"a", "b"}


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ("one\n{{ nmae }}", 8, "there is no field 'nmae'", "'name'"),
        ("{{ two words }}", 7, "'{{ two words }}' is no placeholder", "write {{ name }}"),
        ("one\n\n`{{ name }}`", 9, "cannot stand in code", "backticks"),
    ],
)
def test_what_cannot_be_filled_is_told_on_its_line(text: str, line: int, message: str, hint: str) -> None:
    filling = Filling({"name": "a ` b"})
    filling.markdown(text, HERE)
    assert_only_found(filling.faults, "manuscript/placeholder", file=HERE.file, line=line, message=message, hint=hint)


@pytest.mark.parametrize(("name", "good"), [("name", True), ("a-b_2", True), ("2a", False), (" a", False), ("", False)])
def test_names(name: str, good: bool) -> None:
    assert is_name(name) is good
