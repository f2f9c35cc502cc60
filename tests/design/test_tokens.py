"""Tokens: one home of colours, type and space; each fault in its file and line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from brochurepress.design.tokens import Tokens, read_tokens
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.records import read_toml
from brochurepress.workspace.snapshot import Snapshot
from tests.support.assertions import assert_only_found, rejection

FILE = "layouts/kits/puzzle/tokens.toml"
SHIPPED = read_tokens(Snapshot(Project(HOME)).fields(FILE))

GOOD = """\
[page]
width = "100mm"
height = "150.5mm"

[colours]
ink = { srgb = "#101010", ink = [0, 0, 0, 100] }
paper = { srgb = "#ffffff", ink = [0, 0, 0, 0] }
red = { srgb = "#a01020", ink = [20, 100, 90, 10] }

[roles]
ground = "paper"
text = "ink"
accent = "red"
accent-text = "paper"
soft = "paper"
rule = "ink"

[[contrast]]
of = "ink"
on = "paper"
ratio = 4.5

[custom]
size = "10pt"
step = "calc(2 * var(--size))"

[fonts.text]
family = "A"
rise = 0.3
cap = 0.7
x = 0.5
files = [
  { file = "fonts/a.woff2" },
  { file = "fonts/b.woff2", weight = "300 900" },
  { file = "fonts/c.otf", italic = true },
]
"""


def read(folder: Path, text: str, own: str = "") -> Tokens:
    return read_tokens(read_toml(text, FILE), *([read_toml(own, "own.toml")] if own else []))


def test_good_tokens(tmp_path: Path) -> None:
    tokens = read(tmp_path, GOOD)
    assert tokens.recipes() == {"#101010": (0, 0, 0, 100), "#FFFFFF": (0, 0, 0, 0), "#A01020": (20, 100, 90, 10)}
    geometry = tokens.geometry(3, 4)
    assert (geometry.width_mm, geometry.height_mm, geometry.bleed_mm, geometry.safety_mm) == (100, 150.5, 3, 4)
    assert list(tokens.properties()) == [
        ("page-width", "100mm"),
        ("page-height", "150.5mm"),
        ("ink", "#101010"),
        ("paper", "#FFFFFF"),
        ("red", "#A01020"),
        ("ground", "var(--paper)"),
        ("text", "var(--ink)"),
        ("accent", "var(--red)"),
        ("accent-text", "var(--paper)"),
        ("soft", "var(--paper)"),
        ("rule", "var(--ink)"),
        ("text-family", "'A'"),
        ("text-rise", "0.3"),
        ("text-cap", "0.7"),
        ("text-x", "0.5"),
        ("size", "10pt"),
        ("step", "calc(2 * var(--size))"),
    ]


def test_families_are_declared_by_their_files(tmp_path: Path) -> None:
    tokens = read(tmp_path, GOOD)
    on_paper, on_screens = list(tokens.font_rules()), list(tokens.font_rules(ranges=True))
    assert on_paper[0] == (
        '@font-face { font-family: "A"; font-weight: 400; src: url("/fonts/a.woff2") format("woff2"); }'
    )
    assert "font-weight" not in on_paper[1] and "font-weight: 300 900" in on_screens[1]
    assert 'font-style: italic; src: url("/fonts/c.otf") format("opentype")' in on_paper[2]
    assert tokens.display_faces == {"bold": "fonts/b.woff2", "regular": "fonts/a.woff2"}
    own = read(tmp_path, f'{GOOD}\n[faces]\nbold = "fonts/own.otf"\n')
    assert own.display_faces == {"bold": "fonts/own.otf", "regular": "fonts/a.woff2"}


def test_an_edition_lays_its_own_over_them(tmp_path: Path) -> None:
    own = '[page]\nwidth = "90mm"\n[colours]\nink = { srgb = "#202020", ink = [0, 0, 0, 90] }\n[custom]\nnew = "1"\n'
    tokens = read(tmp_path, GOOD, own)
    assert (tokens.page.width, tokens.page.height) == ("90mm", "150.5mm")
    assert tokens.colours["ink"].srgb == "#202020"
    assert tokens.colours["paper"].srgb == "#FFFFFF"
    assert tokens.custom["size"] == "10pt"
    assert tokens.custom["new"] == "1"


FAULTS: dict[str, tuple[str, str, str, int, str]] = {
    "a colour by name": ('"#101010"', '"black"', "tokens/value", 6, "#RRGGBB"),
    "too much ink": ("0, 0, 100]", "0, 0, 101]", "tokens/value", 6, "from 0 to 100"),
    "no number": ("0, 0, 100]", "0, 0, nan]", "tokens/value", 6, "from 0 to 100"),
    "three inks": ("[0, 0, 0, 100]", "[0, 0, 100]", "tokens/missing-key", 6, "ink.3"),
    "a misspelt key of a colour": ('{ srgb = "#101010"', '{ srbg = "#101010"', "tokens/unknown-key", 6, "'srgb'"),
    "a width in cm": ('"100mm"', '"10cm"', "tokens/value", 2, "length in mm"),
    "no width": ('"100mm"', '"0mm"', "tokens/value", 2, "length in mm"),
    "one value with two recipes": ('"#ffffff"', '"#101010"', "tokens/two-recipes", 7, "'paper' and 'ink'"),
    "a colour that is not there": ('on = "paper"', 'on = "papier"', "tokens/unknown-colour", 18, "'paper'"),
    "a token that is not declared": ("var(--size)", "var(--sise)", "tokens/undeclared", 25, "'size'"),
    "a token that leads back to itself": ("var(--size)", "var(--step)", "tokens/circle", 25, "'step'"),
    "a name used twice": ('size = "10pt"', 'size = "10pt"\nink = "1"', "tokens/duplicate", 25, "'ink'"),
    "a name of the page": ('size = "10pt"', 'size = "10pt"\nbleed = "1mm"', "tokens/duplicate", 25, "'bleed'"),
    "a name of a role": ("red = {", "soft = {", "tokens/duplicate", 8, "'soft'"),
    "a role of a colour that is not there": ('text = "ink"', 'text = "inkt"', "tokens/unknown-colour", 12, "'ink'"),
    "a role that is none": ('soft = "paper"', 'sofd = "paper"', "tokens/role", 15, "'soft'"),
    "a role that no colour has": ('rule = "ink"\n', "", "tokens/role", 10, 'rule = "…"'),
    "a treatment in an ink that is not there": (
        "\n[fonts.text]",
        '\n[treatments.duo]\nkind = "tones"\ninks = ["ink", "papper"]\n[fonts.text]',
        "tokens/unknown-colour",
        29,
        "'paper'",
    ),
    "a treatment in one ink": (
        "\n[fonts.text]",
        '\n[treatments.duo]\nkind = "tones"\ninks = ["ink"]\n[fonts.text]',
        "tokens/treatment",
        29,
        "two or more",
    ),
    "a treatment whose inks fall back": (
        "\n[fonts.text]",
        '\n[treatments.duo]\nkind = "tones"\ninks = ["ink", "paper"]\nat = [60, 20]\n[fonts.text]',
        "tokens/treatment",
        30,
        "rising",
    ),
    "squares of no size": (
        "\n[fonts.text]",
        '\n[treatments.duo]\nkind = "squares"\ninks = ["ink", "paper"]\n[fonts.text]',
        "tokens/treatment",
        27,
        'size = "0.7mm"',
    ),
    "a font of another kind": ("fonts/a.woff2", "fonts/a.pfb", "tokens/value", 32, "woff2"),
    "a weight in words": ('"300 900"', '"bold"', "tokens/value", 32, '"400"'),
    "a family that would break the style sheet": ('family = "A"', "family = 'A\"; }'", "tokens/value", 28, "letters"),
    "a name that CSS cannot hold": (
        'ink = { srgb = "#101010"',
        '"Ink 1" = { srgb = "#101010"',
        "tokens/value",
        6,
        "hyphens",
    ),
    "broken TOML": ('width = "100mm"', 'width = "100mm', "source/syntax", 2, "quotes"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_is_found_on_its_line(tmp_path: Path, name: str) -> None:
    old, new, rule, line, said = FAULTS[name]
    assert old in GOOD
    findings = rejection(lambda: read(tmp_path, GOOD.replace(old, new, 1)))
    assert {finding.rule for finding in findings} >= {rule}
    finding = next(finding for finding in findings if finding.rule == rule)
    assert_only_found([finding], rule, file=FILE, line=line)
    assert said in f"{finding.message} {finding.hint}"


def test_a_circle_of_two_is_found(tmp_path: Path) -> None:
    text = GOOD.replace('"10pt"', '"var(--step)"')
    assert [f.place.line for f in rejection(lambda: read(tmp_path, text))] == [24, 25]


def test_a_fault_of_the_edition_s_own_is_found_there(tmp_path: Path) -> None:
    own = '\n[colours]\nsand = { srgb = "#fff", ink = [0, 0, 0, 0] }\n'
    assert_only_found(rejection(lambda: read(tmp_path, GOOD, own)), "tokens/value", file="own.toml", line=3)


def test_a_fault_of_the_shared_file_is_found_there(tmp_path: Path) -> None:
    text = GOOD.replace('"#101010"', '"black"')
    findings = rejection(lambda: read(tmp_path, text, '[custom]\nnew = "1"\n'))
    assert_only_found(findings, "tokens/value", file=FILE, line=6)


def test_a_text_where_a_table_belongs_is_found(tmp_path: Path) -> None:
    findings = rejection(lambda: read(tmp_path, GOOD, 'colours = "red"\n'))
    assert_only_found(findings, "tokens/value", file="own.toml", line=1)


def luminance(srgb: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(srgb[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("pair", list(SHIPPED.pairs()), ids=lambda pair: f"{pair.of} on {pair.on}")
def test_every_pair_of_the_press_keeps_its_contrast(pair: object) -> None:
    of, on, ratio = (getattr(pair, name) for name in ("of", "on", "ratio"))
    lighter, darker = sorted((luminance(SHIPPED.colours[name].srgb) for name in (of, on)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= ratio


@pytest.mark.parametrize("face", SHIPPED.display_faces)
def test_every_face_of_the_press_is_a_file(face: str) -> None:
    assert (HOME / SHIPPED.display_faces[face]).is_file()


@pytest.mark.parametrize("name", SHIPPED.custom)
def test_every_token_of_the_press_is_used(name: str) -> None:
    sheets = "".join(path.read_text() for path in (HOME / "layouts").rglob("*.css"))
    sheets += "".join(SHIPPED.custom.values()) + (HOME / "brochurepress/compose/sheets.py").read_text()
    assert re.search(rf"var\(\s*--{re.escape(name)}\b", sheets)


@pytest.mark.parametrize(
    ("value", "measured"),
    [
        ("72pt", 72),
        ("var(--page-width)", 148 * 72 / 25.4),
        ("calc(var(--page-width) - 2 * var(--column))", 148 * 72 / 25.4 * 11 / 13),
        ("calc(var(--column) * 0.4)", 148 * 72 / 25.4 / 13 * 0.4),
        ("1em", 0),
        ("calc(2 * 3)", 0),
        ("max(1pt, 2pt)", 0),
        ("calc(1pt / 0)", 0),
        ("var(--nothing)", 0),
        ("__import__", 0),
    ],
)
def test_a_value_is_measured_with_its_custom_properties(value: str, measured: float) -> None:
    assert SHIPPED.measured_pt(value) == pytest.approx(measured)
