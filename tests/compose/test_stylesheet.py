"""Style sheets: imports in one text with the place of every line; faults where they stand."""

from __future__ import annotations

import pytest
import tinycss2

from brochurepress.compose.stylesheet import Stylesheet, bundle, top_rules
from brochurepress.findings import Place
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.assertions import assert_found, assert_only_found, rejection
from tests.support.sample_project import Sample

ENTRY = "layouts/css/own.css"
ROOT = [":root {", "--ink: #000000;", "}"]


def bundled(good: Sample) -> Stylesheet:
    return bundle(Snapshot(good.project), ENTRY, ROOT)


def test_imports_are_put_in_their_place_and_layer(good: Sample) -> None:
    good.write(ENTRY, '@layer a;\n@import "parts/one.css";\n@import "two.css" layer(a);\np { color: var(--ink) }\n')
    good.write("layouts/css/parts/one.css", '@import "../three.css";\n')
    good.write("layouts/css/two.css", "b { color: red }\n\ni { color: red }\n")
    good.write("layouts/css/three.css", "u { color: red }\n")
    assert bundled(good).text.splitlines() == [
        *ROOT,
        "@layer a;",
        "u { color: red }",
        "@layer a {",
        "b { color: red }",
        "",
        "i { color: red }",
        "}",
        "p { color: var(--ink) }",
    ]


def test_every_line_knows_its_source(good: Sample) -> None:
    good.write(ENTRY, 'a { top: 0 }\n@import "two.css" layer(a);\nb { top: 0 }\n')
    good.write("layouts/css/two.css", "\n/* a\nb */ i { top: 0 }\n")
    sheet = bundled(good)
    for number, line in enumerate(sheet.text.splitlines()[len(ROOT) :], len(ROOT) + 1):
        place = sheet.place(number)
        source = good.text(place.file).split("\n")[place.line - 1]
        assert line == source or "@import" in source
    assert sheet.place(1) == Place("layouts/kits/puzzle/tokens.toml")
    assert sheet.place(0) == sheet.place(999) == Place()


@pytest.mark.parametrize("entry", ["print.css", "large.css", "leaflet.css", "guide.css", "screen.css"])
def test_the_sheets_of_the_press_are_whole(entry: str) -> None:
    names = ["bleed", "page-width", "page-height", "draft-mark", *_declared()]
    sheet = bundle(Snapshot(Project(HOME)), f"layouts/css/{entry}", [f"--{name}: 0;" for name in names])
    assert "@import" not in sheet.text
    assert len(sheet.places) == sheet.text.count("\n")


def _declared() -> list[str]:
    from brochurepress.design.tokens import read_tokens

    tokens = read_tokens(Snapshot(Project(HOME)).fields("layouts/kits/puzzle/tokens.toml"))
    return [*tokens.colours, *tokens.roles, *tokens.custom]


IMPORTS = {
    "a file that is not there": ('@import "none.css";', "layouts/css/none.css"),
    "a file outside the project": ('@import "../../../secret.css";', "does not exist"),
    "a file of another host": ('@import "https://example.org/a.css";', "does not exist"),
    "itself": ('@import "own.css";', "imports itself"),
    "itself by another name": ('@import "./parts/../own.css";', "imports itself"),
    "without quotes": ("@import url(two.css);", "cannot be read"),
    "for one medium": ('@import "two.css" print;', "cannot be read"),
    "two on a line": ('@import "two.css"; @import "two.css";', "cannot be read"),
}


@pytest.mark.parametrize("name", IMPORTS)
def test_an_import_that_fails_is_found_on_its_line(good: Sample, name: str) -> None:
    line, said = IMPORTS[name]
    good.write("layouts/css/two.css", "a { top: 0 }").write(ENTRY, f"a {{ top: 0 }}\n{line}\n")
    assert_only_found(rejection(lambda: bundled(good)), "css/import", file=ENTRY, line=2, message=said)


def test_a_circle_of_two_is_found(good: Sample) -> None:
    good.write(ENTRY, '@import "two.css";\n').write("layouts/css/two.css", '\n\n@import "own.css";\n')
    assert_only_found(rejection(lambda: bundled(good)), "css/import", file="layouts/css/two.css", line=3)


def test_one_sheet_may_be_imported_twice(good: Sample) -> None:
    good.write(ENTRY, '@import "two.css";\n@import "two.css";\n').write("layouts/css/two.css", "a { top: 0 }\n")
    assert bundled(good).text.count("a { top: 0 }") == 2


@pytest.mark.parametrize(("content", "rule"), [(b"", "source/empty"), (b"a { } /* \xe9 */", "source/encoding")])
def test_a_sheet_that_cannot_be_read_is_found(good: Sample, content: bytes, rule: str) -> None:
    good.write(ENTRY, '@import "two.css";\na { top: var(--no) }\n').write("layouts/css/two.css", content)
    findings = rejection(lambda: bundled(good))
    assert_found(findings, rule, file="layouts/css/two.css", line=1)
    assert_found(findings, "css/token", file=ENTRY, line=2)


def test_a_token_that_is_not_declared_is_found_on_its_line(good: Sample) -> None:
    good.write(ENTRY, '@import "two.css";\n').write("layouts/css/two.css", "a {\n  color: var(--inkt);\n}\n")
    findings = rejection(lambda: bundled(good))
    assert_only_found(findings, "css/token", file="layouts/css/two.css", line=2, hint="'ink'")


def test_a_token_that_is_not_declared_is_told_once_for_its_place(good: Sample) -> None:
    good.write(ENTRY, '@import "two.css";\n@import "two.css";\n')
    good.write("layouts/css/two.css", "a { color: var(--inkt); fill: var(--inkt) }\n")
    assert_only_found(rejection(lambda: bundled(good)), "css/token", file="layouts/css/two.css", line=1)


SILENT = {
    "declared in a rule": "a { --own: 1; top: var(--own) }",
    "declared further down": "a { top: var(--own) }\nb { --own: 1 }",
    "with something in its place": "a { top: var(--own, 1) }",
    "in a comment": "/* a { top: var(--own) } */",
    "in a comment of two lines": "/* a {\n top: var(--own) } */",
    "an import in a comment": '/*\n@import "none.css";\n*/',
}


@pytest.mark.parametrize("name", SILENT)
def test_good_sheets_are_silent(good: Sample, name: str) -> None:
    assert bundled(good.write(ENTRY, SILENT[name])).text.endswith(f"{SILENT[name]}\n")


def test_a_declaration_in_a_comment_is_none(good: Sample) -> None:
    good.write(ENTRY, "/* a { --own: 1 } */\nb { top: var(--own) }\n")
    assert_only_found(rejection(lambda: bundled(good)), "css/token", file=ENTRY, line=2)


TOP = {
    "rules": (["a { top: 0 }", "\nb { top: 1; left: 2 }", "\n"], [0, 0, 1]),
    "a statement": (["@layer a, b;", "\n\n@layer a { b { top: 0 } c { top: 1 } }", ""], [0, 0, 2]),
    "signs in a comment": (["/* } ;\n */ a { top: 0 /* } */ }", ""], [0, 1]),
    "signs in strings": (["""a::before { content: "}\\";" '};' }""", " b {}", ""], [0, 0, 0]),
    "signs in an address": (["a { src: url(data:x;}) }", "b {}", ""], [0, 0, 0]),
    "a semicolon in a condition": (["@supports (a;b) { c {} }", ""], [0, 0]),
    "a comment without an end": (["a {}", "/* b {} c {}"], [0, 0]),
    "a bracket without an end": (["a {} b { top: (0 } c {}"], [0]),
    "a bracket too many": (["a {} } b {} {"], [0]),
    "an import": (["a {} @import 'b.css'; c {}"], [0]),
}


@pytest.mark.parametrize("name", TOP)
def test_rules_are_parted_where_a_parser_parts_them(name: str) -> None:
    rules, before = TOP[name]
    css = "".join(rules)
    assert top_rules(css) == list(zip(before, rules, strict=True))
    whole = [node.serialize() for node in tinycss2.parse_stylesheet(css)]
    assert [node.serialize() for rule in rules for node in tinycss2.parse_stylesheet(rule)] == whole
