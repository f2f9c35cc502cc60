"""The edition: every key of edition.toml, and each fault on its line."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import pytest

from brochurepress.source.edition import Edition, read_edition
from brochurepress.source.variants import VARIANTS
from brochurepress.workspace.project import Own
from brochurepress.workspace.snapshot import Snapshot
from tests.support.assertions import assert_only_found, rejection
from tests.support.sample_project import EDITION, Sample

DEMANDED = [
    field.name
    for field in dataclasses.fields(Edition)
    if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING and field.name != "name"
]


def test_a_good_edition(good: Sample) -> None:
    edition = read_edition(Snapshot(good.project), "sample")
    assert (edition.name, edition.folder) == ("sample", "source/sample")
    assert edition.date == dt.date(2026, 1, 31)
    assert edition.files["digital"] == "sample.pdf"
    assert edition.typography.keep == ("New York",)


@pytest.mark.parametrize("key", DEMANDED)
def test_every_demanded_key_is_missed(good: Sample, key: str) -> None:
    text = good.text(EDITION)
    old = next(line for line in text.split("\n") if line.startswith((f"{key} =", f"[{key}]")))
    good.change(EDITION, f"{old}\n", "[typography]\n" if key == "files" else "")
    if key == "files":
        good.write(EDITION, text.split("[files]")[0])
    findings = rejection(lambda: read_edition(Snapshot(good.project), "sample"))
    assert_only_found(findings, "edition/missing-key", file=EDITION, line=1, message=f"'{key}'")


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_variant_can_be_issued(good: Sample, variant: str) -> None:
    issued = dict.fromkeys(("digital", variant))  # a picture of the cover is drawn from an accessible file
    folded = '\nfold = "half-4"' if variant == "dummy" else ""
    good.change(EDITION, '["press", "digital", "web"]', json.dumps(list(issued)) + folded)
    good.change(
        EDITION,
        'press = "sample-press.pdf"\ndigital = "sample.pdf"\nweb = "index.html"',
        "\n".join(f'{name} = "{name}{VARIANTS[name].ending}"' for name in issued),
    )
    assert read_edition(Snapshot(good.project), "sample").variants == tuple(issued)


@pytest.mark.parametrize("variant", ["press", "digital", "web"])
def test_a_file_that_is_named_as_what_it_is_not_is_refused(good: Sample, variant: str) -> None:
    line = next(line for line in good.text(EDITION).split("\n") if line.startswith(f"{variant} = "))
    good.change(EDITION, line, f'{variant} = "other.xyz"')
    findings = rejection(lambda: read_edition(Snapshot(good.project), "sample"))
    assert_only_found(findings, "edition/file-name", file=EDITION, hint=f"end in {VARIANTS[variant].ending}")


@pytest.mark.parametrize("tag", ["nl", "nl-NL", "en-001", "fr-Latn-CA"])
def test_languages_are_named_by_their_tags(good: Sample, tag: str) -> None:
    assert read_edition(Snapshot(good.change(EDITION, "en-GB", tag).project), "sample").language == tag


FAULTS: dict[str, tuple[str, str, str, int, str]] = {
    "a misspelt key": ("subtitle =", "subtitel =", "edition/unknown-key", 2, "'subtitle'"),
    "a misspelt key of the bindings": ("whole =", "whol =", "edition/unknown-key", 18, "'whole'"),
    "a name of its own": ('title = "A', 'name = "x"\ntitle = "A', "edition/unknown-key", 1, "folder"),
    "an empty title": ('"A sample"', '""', "edition/value", 1, "text was expected"),
    "an unknown variant": ('"press", "digital"', '"pres", "digital"', "edition/variant", 9, "'press'"),
    "an offer that is no PDF": ("[files]", 'offers = ["web"]\n\n[files]', "edition/offer", 11, "digital, press"),
    "an offer that is not issued": (
        "[files]",
        'offers = ["large-print"]\n\n[files]',
        "edition/offer",
        11,
        "digital, press",
    ),
    "a file of an unknown variant": ('web = "index', 'wep = "a.html"\nweb = "index', "edition/variant", 14, "'web'"),
    "a variant without a file": ('press = "sample-press.pdf"\n', "", "edition/file-name", 11, "add press"),
    "one file for two variants": ('"sample.pdf"', '"Sample-Press.pdf"', "edition/file-name", 13, "same file name"),
    **{
        f"a file named {name}": ('"sample.pdf"', json.dumps(name), "edition/value", 13, said)
        for name, said in {
            "d\0.pdf": "without U+0000",
            "d\x1b[2Jx.pdf": "without U+001B",
            "d\n.pdf": "without U+000A",
            "d\u202efdp.pdf": "without U+202E",
            "d\u2066.pdf": "without U+2066",
            "d\u200b.pdf": "without U+200B",
            "-rf.pdf": "an option to programs",
            "Manifest.JSON": "the press itself writes",
            **{str(own): "the press itself writes" for own in Own if "." in own},
        }.items()
    },
    "a file named as the dated copy of another": (
        '"sample.pdf"',
        '"sample-press-2026-01-31.pdf"',
        "edition/file-name",
        13,
        "dated copy of another file",
    ),
    "a file that Windows refuses": ('"sample.pdf"', '"con.pdf"', "edition/value", 13, "device on Windows"),
    "a file in a folder": ('"sample.pdf"', '"../sample.pdf"', "edition/value", 13, "without folders"),
    "a file without extension": ('"sample.pdf"', '"sample"', "edition/value", 13, "extension"),
    "no variants": ('["press", "digital", "web"]', "[]", "edition/value", 9, "fewer than 1"),
    "an unknown printer": ('"standaard-nl"', '"standard-nl"', "edition/printer", 8, "'standaard-nl'"),
    "an unknown language": ('"en-GB"', '"qaa"', "edition/language", 4, "layouts/languages/qaa/language.toml"),
    "a language by name": ('"en-GB"', '"English"', "edition/value", 4, "such as nl"),
    "an address without https": ('"https://www', '"http://www', "edition/value", 7, "https://"),
    "a date that is none": ("2026-01-31", '"31 January"', "edition/value", 6, "date"),
    "a date that does not exist": ("2026-01-31", "2026-02-31", "source/syntax", 6, "TOML"),
    "a version that is a number": ('version = "1"', "version = 1", "edition/value", 5, "a text was expected"),
    "an empty binding": ('["New York"]', '[""]', "edition/value", 17, "text was expected"),
    "an open bracket": ('["New York"]', '["New York"', "source/syntax", 18, "brackets"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_is_found_on_its_line(good: Sample, name: str) -> None:
    old, new, rule, line, said = FAULTS[name]
    good.change(EDITION, old, new)
    (finding,) = rejection(lambda: read_edition(Snapshot(good.project), "sample"))
    assert_only_found([finding], rule, file=EDITION, line=line)
    assert said in f"{finding.message} {finding.hint}"


def test_a_folder_whose_name_windows_refuses_is_found(good: Sample) -> None:
    (good.root / "source/sample").rename(good.root / "source/aux")
    findings = rejection(lambda: read_edition(Snapshot(good.project), "aux"))
    assert_only_found(findings, "edition/value", file="source/aux/edition.toml", message="device on Windows")


def test_a_folder_whose_name_is_no_slug_is_found(good: Sample) -> None:
    good.write("source/My Brochure/edition.toml", good.text(EDITION))
    findings = rejection(lambda: read_edition(Snapshot(good.project), "My Brochure"))
    assert_only_found(findings, "edition/value", file="source/My Brochure/edition.toml", message="'name'")


def test_an_edition_file_out_of_the_project_is_found(good: Sample) -> None:
    outside = good.root.parent / f"{good.root.name}-outside.toml"
    outside.write_text(good.text(EDITION))
    good.remove(EDITION)
    (good.root / EDITION).symlink_to(outside)
    assert_only_found(rejection(lambda: read_edition(Snapshot(good.project), "sample")), "source/outside", file=EDITION)


def test_a_missing_edition_file_is_found(good: Sample) -> None:
    good.remove(EDITION)
    assert_only_found(rejection(lambda: read_edition(Snapshot(good.project), "sample")), "source/missing", file=EDITION)
