"""Templates: filled from the manuscript; faults at the line of the template; filters one by one."""

from __future__ import annotations

import re

import pytest

from brochurepress.compose.templates import Medium, Templates
from brochurepress.source.section_types import Picture
from tests.support.assertions import assert_only_found, assert_silent, rejection
from tests.support.sample_project import EDITION, Sample

OWN = "layouts/own.html"


def templates(good: Sample, medium: Medium = Medium.PAGES) -> Templates:
    return Templates(good.inputs(), medium)


def rendered(good: Sample, template: str) -> str:
    return templates(good.write(OWN, template)).render("own.html")


def test_a_template_of_the_root_goes_before_that_of_the_press(good: Sample) -> None:
    assert rendered(good, "{{ edition.title }} {{ face.bold }} {{ qr }}") == (
        f"A sample {good.tokens().display_faces['bold']} /generated/qr.svg"
    )


def test_a_page_of_a_root_may_ask_for_a_section_where_its_template_stood(good: Sample) -> None:
    good.write("layouts/sections/facts/section.html", "7 facts")
    assert rendered(good, '{% include "sections/facts.html" %}') == "7 facts"


def test_values_are_escaped_and_markdown_is_not(good: Sample) -> None:
    good.change(EDITION, '"A sample"', '"<A> & *b*"')
    assert rendered(good, "{{ edition.title }} {{ edition.title | inline }}") == (
        "&lt;A&gt; &amp; *b* &lt;A&gt; &amp; <em>b</em>"
    )


FAULTS = {
    "a name that is not there": ("a\n{{ editoin.title }}", 2, "editoin"),
    "a field that is not there": ("a\n\n{{ edition.titel }}", 3, "titel"),
    "a block that is not closed": ("{% if edition %}\na", 2, "broken"),
    "an unknown filter": ("a\n{{ 'a' | inlien }}", 2, "inlien"),
    "a string that is not there": ("a\n{{ say('emial') }}", 2, "emial"),
    "a string that is not filled": ("a\n{{ say('email', name='x') }}", 2, "address"),
    "a sum of unlike things": ("a\n{{ 1 + 'a' }}", 2, "cannot be filled"),
    "nothing where a text belongs": ("a\n{{ none | inline }}", 2, "cannot be filled"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_is_found_on_its_line(good: Sample, name: str) -> None:
    template, line, said = FAULTS[name]
    findings = rejection(lambda: rendered(good, template))
    assert_only_found(findings, "layout/template", file=OWN, line=line, message=said)


def test_a_missing_template_is_found(good: Sample) -> None:
    findings = rejection(lambda: rendered(good, '{% include "none.html" %}'))
    assert_only_found(findings, "layout/template", file=OWN, line=1, message="no template 'none.html'")


def test_a_template_cannot_read_outside_the_layouts(good: Sample) -> None:
    good.write("secret.html", "secret")
    findings = rejection(lambda: rendered(good, '{% include "../secret.html" %}'))
    assert_only_found(findings, "layout/template", message="no template")


def test_a_fault_in_a_macro_is_found_there(good: Sample) -> None:
    good.write("layouts/own-macros.html", "{% macro a() %}\n{{ nothing }}{% endmacro %}")
    findings = rejection(lambda: rendered(good, '{% import "own-macros.html" as m %}{{ m.a() }}'))
    assert_only_found(findings, "layout/template", file="layouts/own-macros.html", line=2)


BROKEN = {
    "layouts/sections/cover/section.html": "{% if",
    "layouts/notes.html": "{{ a |",
    "layouts/lines.html": "{% for",
    "layouts/sections/plate/section.html": "{{ section.id | shout }}",
    "layouts/sections/points/section.html": '{% if screen %}{% include "nowhere.html" %}{% endif %}',
}
"""Each is a fault of `layout/template`; no filter is known where sources are read."""


def test_what_is_broken_in_templates_and_styles_of_a_root_is_told_in_one_run(good: Sample) -> None:
    assert_silent(good.findings())
    for file, text in BROKEN.items():
        good.write(file, text)
    good.write("layouts/style.css", ":root { color: var(--nowhere) }\n")
    found = rejection(good.compose)
    assert {(each.rule, each.place.file) for each in found} == {
        *(("layout/template", file) for file in BROKEN),
        ("css/token", "layouts/style.css"),
    }
    good.write("layouts/style.css", "}\n")  # no CSS at all is told before anything is composed
    found = rejection(good.inputs)
    assert {(each.rule, each.place.file) for each in found} == {
        *(("layout/template", file) for file in BROKEN if "plate" not in file),
        ("section-type/style", "layouts/style.css"),
    }


def edge(good: Sample, line: str) -> float:
    """The side bearing, in thousandths of the size, that a line's class stands for."""
    of = templates(good)
    name = of.edge(line, of.environment.globals["face"]["bold"])  # type: ignore[index]
    (rule,) = of.edge_rules(name)
    found = re.fullmatch(rf"\.{name} \{{ --edge: (-?[\d.]+); \}}", rule)
    assert found
    return float(found[1])


def test_the_edge_is_that_of_the_first_letter_that_is_set(good: Sample) -> None:
    assert edge(good, "Hello") > edge(good, "To")
    assert edge(good, "*Hello*") == edge(good, "  Hello") == edge(good, "Hello")
    assert edge(good, '"Hello') > edge(good, "Hello") + 0.2
    assert edge(good, "'s avonds") == edge(good, "’s avonds")


@pytest.mark.parametrize(("text", "lines"), [("A\n\nB\n", 2), ("\nA", 1), ("A", 1), ("A\n \n\nB\nC", 3)])
def test_empty_lines_of_a_title_are_none(good: Sample, text: str, lines: int) -> None:
    html = rendered(good, f'{{% import "macros.html" as m with context %}}{{{{ m.lines({text!r}, face.bold) }}}}')
    assert html.count('class="line') == lines


@pytest.mark.parametrize(
    ("text", "touches"), [("One\nsea", False), ("Jy\nld", True), ("Ja y\nld", False), ("One", False)]
)
def test_the_leading_parts_letters_that_stand_below_each_other(text: str, touches: bool, good: Sample) -> None:
    templates = Templates(good.inputs())
    least = int(templates.setting(text, good.tokens().display_faces["bold"]).partition("tight-")[2]) / 100
    assert (least > 0.8) == touches
    assert f"--tight: {least:.2f}" in "".join(templates.edge_rules(f"tight-{round(100 * least)}"))


LONG = "Ten years of measuring and mending"


@pytest.mark.parametrize(
    ("text", "style", "lines"),
    [
        ("Ten years", "display", ["Ten years"]),
        (LONG, "display", ["Ten years of measuring", "and mending"]),
        ("A museum of water and of all that people did with it", "display", None),
        ("Onafscheidelijkheidsbewegingen", "title", ["Onafscheidelijkheidsbewegingen"]),
        (
            "Ten years\nof measuring and mending and much more",
            "display",
            ["Ten years", "of measuring and mending and much more"],
        ),
        (f"*{LONG}*", "display", [f"*{LONG}*"]),
    ],
)
def test_a_display_text_is_broken_where_it_does_not_fit(
    good: Sample, text: str, style: str, lines: list[str] | None
) -> None:
    templates, face = Templates(good.inputs()), good.tokens().display_faces["bold"]
    broken = templates.wrapped(text, face, style).split("\n")
    assert lines is None or broken == lines
    assert " ".join(broken).split() == text.split()
    if lines is None:
        assert min(map(len, broken)) > 0.6 * max(map(len, broken))
    assert Templates(good.inputs(), Medium.SCREEN).wrapped(text, face, style) == text


@pytest.mark.parametrize(
    ("text", "fit", "part", "lines"),
    [
        ("A title a bit too long by now", None, 100, 2),
        ("A title a bit too long by now", "shrink 95%", 100, 2),
        ("A title a bit too long by now", "shrink 80%", 90, 1),
        ("A title\na bit too long by now", "shrink 80%", 100, 2),
        ("A title a bit too long by now\nand", "shrink 80%", 90, 2),
        ("A title a bit too long by now and again\nand", "shrink 80%", 100, 2),
    ],
)
def test_a_title_is_shrunk_no_more_than_helps(good: Sample, text: str, fit: str | None, part: int, lines: int) -> None:
    templates, face = Templates(good.inputs()), good.tokens().display_faces["bold"]
    assert templates.shrunk(text, face, "display", fit) == part
    assert len(templates.wrapped(text, face, "display", part).splitlines()) == lines


def test_a_picture_says_how_it_fits_and_what_is_kept(good: Sample) -> None:
    templates = Templates(good.inputs())
    shown = templates.picture(Picture(file="dot.png", alt="A dot", fit="cover", focus=(20, 80)))
    assert 'class="fit-cover focus-20-80"' in shown
    assert ".focus-20-80 { object-position: 20% 80%; }" in templates.edge_rules(shown)


def test_a_picture_on_pages_is_a_file(good: Sample) -> None:
    html = templates(good).picture(Picture(file="dot.png", alt='A "dot"'))
    assert html == '<img src="/source/sample/dot.png" alt="A &#34;dot&#34;">'


def test_a_picture_on_a_screen_is_part_of_the_page(good: Sample) -> None:
    html = templates(good, Medium.SCREEN).picture(Picture(file="dot.png", alt="A dot"))
    assert html.startswith('<img src="data:image/webp;base64,')


SIZES = {0: "1\u00a0kB", 1499: "1\u00a0kB", 999_499: "999\u00a0kB", 999_500: "1.0\u00a0MB", 1_449_000: "1.4\u00a0MB"}


@pytest.mark.parametrize("size", SIZES)
def test_sizes_are_readable(good: Sample, size: int) -> None:
    assert templates(good).size(size) == SIZES[size]


def test_sizes_have_the_decimal_sign_of_the_language(good: Sample) -> None:
    assert templates(good.change(EDITION, "en-GB", "nl-NL")).size(1_449_000) == "1,4\u00a0MB"


def test_a_filter_of_a_constant_tells_what_holds_for_the_edition_that_is_set(good: Sample) -> None:
    """The code of a template is kept, in this process and on disk: what filters of the press give is no part of it."""
    told = []
    for language in ("en-GB", "fr-FR"):
        own = good.change(EDITION, '"en-GB"', f'"{language}"') if language != "en-GB" else good
        told.append(rendered(own, "{{ '\"Quoted\"' | inline }}"))
        assert told[-1] == templates(own).inline('"Quoted"')
    assert told[0] != told[1]
