"""Kits: a look that an edition names, whose parts lie over ours and under those of a root."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from brochurepress.compose.sheets import compose
from brochurepress.pdf.pdfium import open_pdf
from brochurepress.pipeline.stages import lay_out
from brochurepress.source.inputs import read_sources
from brochurepress.source.variants import FORMS
from brochurepress.typeset import TextRun, text_runs
from brochurepress.typeset.weasyprint_door import write_pdf
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.assertions import assert_only_found, assert_silent, rejection
from tests.support.sample_project import ARTICLE, COVER, EDITION, Sample, sample

KITS = sorted(folder.name for folder in (HOME / "layouts/kits").iterdir())
CSS = "layouts/sections/cover/paper.css"
FACTS = "---\ntype: facts\ntitle: Facts\nfacts:\n  - number: '1'\n    label: A fact\n---\n"
SAID = 'about = "Mine."\nlicence = "MIT"\nversion = "1"\n'


def in_kit(good: Sample, kit: str) -> Sample:
    """The sample in a kit, its cover on a ground that every kit has."""
    good.change(COVER, "ground: zee", "ground: soft")
    return good.change(EDITION, "printer =", f'kit = "{kit}"\nprinter =')


@pytest.fixture
def good(tmp_path: Path) -> Sample:
    return sample(tmp_path)


@pytest.mark.parametrize("kit", KITS)
@pytest.mark.parametrize("form", ["pages", "large"])
def test_the_samples_of_all_types_hold_in_each_kit(good: Sample, kit: str, form: str) -> None:
    good.write("source/sample/picture.svg", (HOME / "layouts/new/picture.svg").read_text())
    styled = tomllib.loads((HOME / f"layouts/kits/{kit}/kit.toml").read_text()).get("types")
    for number, file in enumerate(sorted(HOME.glob("layouts/sections/*/sample.md")), 6):
        if file.parent.name not in ("cover", "plate") and (not styled or file.parent.name in styled):
            good.write(f"source/sample/{number}-more-{file.parent.name}.md", file.read_text())
    found = lay_out(in_kit(good, kit).inputs(), form=FORMS[form]).findings
    # A single letter fills no measure, and says so.
    assert_silent(each for each in found if each.rule != "layout/measure")


GALLERY = "---\ntype: gallery\ntitle: In pictures\npictures:\n" + 5 * (
    "  - file: dot.png\n    alt: A dot\n    caption: A caption that is so long that it takes a second line below it\n"
)
MAP = (
    (HOME / "layouts/sections/map/sample.md")
    .read_text()
    .replace("picture.svg", "dot.png")
    .replace("map\n", "map\nlead: Where\n", 1)
)


def paged(good: Sample, width: int, height: int) -> Sample:
    return in_kit(good, "quiet").change(
        EDITION, "printer =", f'page = {{ width = "{width}mm", height = "{height}mm" }}\nprinter ='
    )


def test_pictures_and_contents_of_quiet_hold_a_square_page(good: Sample) -> None:
    good.write("source/sample/6-gallery.md", f"{GALLERY}---\n").write("source/sample/7-map.md", MAP)
    good.write("source/sample/8-contents.md", "---\ntype: contents\ntitle: Contents\n---\n")
    good.change(ARTICLE, "title: A story", f"title: {'A story of long words and much water ' * 2}")
    for number in (9, 10):
        good.write(f"source/sample/{number}-facts.md".replace("facts", f"facts-{number}"), FACTS)
    assert_silent(lay_out(paged(good, 210, 210).inputs()).findings)


def test_a_gallery_that_does_not_fit_its_page_is_told_once_with_how_much(good: Sample) -> None:
    good.write("source/sample/6-gallery.md", f"{GALLERY}---\n")
    found = lay_out(paged(good, 210, 148).inputs()).findings
    told = [each for each in found if each.place.section == "gallery"]
    assert_only_found(told, "layout/overfull", file="source/sample/6-gallery.md", message="mm too high")


MONEY = (
    "---\ntype: article\ntitle: Money\n---\nIn euros.\n\n| Post | 2025 | 2026 | Difference |\n|---|---|---|---|\n"
    + ("| Value adjustments, environmental investigations | € 121.355.560 | € 122.635.753 | -1.280.193 |\n" * 3)
)


@pytest.mark.parametrize("kit", KITS)
def test_a_table_of_money_holds_large_print(good: Sample, kit: str) -> None:
    good.write("source/sample/6-money.md", MONEY)
    found = lay_out(in_kit(good, kit).inputs(), form=FORMS["large"]).findings
    assert_silent(each for each in found if each.rule != "layout/measure")


def test_a_table_that_is_too_wide_is_told_once(good: Sample) -> None:
    good.write("source/sample/6-money.md", MONEY.replace("1.280.193", "1.280.193.280.193.280.193.000"))
    found = lay_out(good.inputs(), form=FORMS["large"]).findings
    assert_only_found(found, "layout/outside", file="source/sample/6-money.md")


def test_a_kit_that_is_not_there_is_told_at_its_line(good: Sample) -> None:
    in_kit(good, "quite")
    found = rejection(good.inputs)
    assert_only_found(found, "edition/kit", file=EDITION, line=good.line(EDITION, "kit ="), hint="'quiet'")


ORDER = [
    ("puzzle", (), CSS),
    ("quiet", (), f"layouts/kits/quiet/{CSS[8:]}"),
    ("quiet", (CSS,), CSS),
    ("quiet", (CSS, f"layouts/kits/quiet/{CSS[8:]}"), f"layouts/kits/quiet/{CSS[8:]}"),
]


@pytest.mark.parametrize(("kit", "own", "taken"), ORDER)
def test_a_root_goes_over_the_kit_and_its_part_of_the_kit_over_all(
    good: Sample, kit: str, own: tuple[str, ...], taken: str
) -> None:
    for file in own:
        good.write(file, "/* own */\n")
    assert Snapshot(good.project).in_kit(kit).layout(CSS) == taken
    assert ("/* own */" in compose(in_kit(good, kit).inputs()).stylesheet.text) == bool(own)


def test_a_root_brings_a_kit_of_its_own(good: Sample) -> None:
    good.write("layouts/kits/mine/kit.toml", SAID).write("layouts/kits/mine/style.css", ".title { top: var(--mine) }\n")
    good.write("layouts/kits/mine/tokens.toml", good.text("layouts/kits/quiet/tokens.toml"))
    good.change("layouts/kits/mine/tokens.toml", "[custom]", '[custom]\nmine = "1mm"')
    made = compose(in_kit(good, "mine").inputs())
    assert "top: var(--mine)" in made.stylesheet.text and made.tokens.page.width == "170mm"


LIMITS = {
    "a text that is too long": ("[limits.cover]\ntitle = 5\n", "kit/limit", COVER, "holds 9"),
    "a list that is too long": ("[limits.contacts]\npeople = 0\n", "kit/limit", "source/sample/4-contacts.md", "for 0"),
    "a type that there is none of": ('types = ["covr"]\n', "kit/unknown-type", "layouts/kits/mine/kit.toml", "'cover'"),
    "a key that is none": ("type = []\n", "kit/unknown-key", "layouts/kits/mine/kit.toml", "'types'"),
    "no version": ("", "kit/missing-key", "layouts/kits/mine/kit.toml", "version"),
}


@pytest.mark.parametrize("name", LIMITS)
def test_what_goes_beyond_a_kit_is_told_where_it_stands(good: Sample, name: str) -> None:
    said, rule, file, told = LIMITS[name]
    good.write("layouts/kits/mine/kit.toml", SAID + said if said else SAID.replace('version = "1"\n', ""))
    found = [each for each in rejection(in_kit(good, "mine").inputs) if each.rule == rule]
    assert_only_found(found, rule, file=file)
    assert told in f"{found[0].message} {found[0].hint}"


def test_ten_mistakes_in_a_kit_are_ten_findings_with_their_lines(good: Sample) -> None:
    kit = "layouts/kits/mine"
    template = good.text("layouts/sections/article/section.html")
    tokens = good.text("layouts/kits/puzzle/tokens.toml")
    good.write(f"{kit}/kit.toml", f"{SAID}abuot = 1\n")
    good.write(f"{kit}/tokens.toml", tokens.replace('accent = "blauw"', 'accent = "blaw"'))
    good.write(f"{kit}/style.css", ".a { color red; }\n\n.b { top: 0; left 0; }\n").write(
        f"{kit}/paper.css", ".c {\n}}\n"
    )
    good.write(f"{kit}/sections/points/style.css", "\n.points { left: 0\n").write(
        f"{kit}/sections/punts/style.css", "/* */"
    )
    good.write(f"{kit}/sections/article/section.html", template.replace("content.lead", "content.leed", 1))
    good.write(
        f"{kit}/sections/cover/section.html",
        '{{ section.content.titel }}\n{{ section | word("by") }}{{ section.content.nam }}\n',
    )
    found = rejection(in_kit(good, "mine").inputs)
    at = {(each.place.file.removeprefix(f"{kit}/"), each.place.line, each.rule) for each in found}
    assert at == {
        ("kit.toml", 4, "kit/unknown-key"),
        ("tokens.toml", tokens[: tokens.index('accent = "blauw"')].count("\n") + 1, "tokens/unknown-colour"),
        ("style.css", 1, "section-type/style"),
        ("style.css", 3, "section-type/style"),
        ("paper.css", 2, "section-type/style"),
        ("sections/punts/style.css", 0, "kit/unknown-type"),
        (
            "sections/article/section.html",
            template[: template.index("content.lead")].count("\n") + 1,
            "section-type/template",
        ),
        ("sections/cover/section.html", 1, "section-type/template"),
        ("sections/cover/section.html", 2, "section-type/words"),
        ("sections/cover/section.html", 2, "section-type/template"),
    }


def test_a_root_sheet_is_held_against_the_classes_that_there_are(good: Sample) -> None:
    sheet = "layouts/style.css"
    good.write(
        sheet,
        "/* .gone */\n.article .lead, .screen .keep { top: 0.5em; }\n.large :is(.articel, .display) { left: 0; }\n",
    )
    assert_only_found(good.inputs().manuscript.notes, "css/class", file=sheet, line=3, hint="'article'")
    good.write(sheet, ".lead { top 0; }\n")
    assert_only_found(rejection(good.inputs), "section-type/style", file=sheet, line=1)


def test_a_limit_of_a_field_that_is_not_there_is_told(good: Sample) -> None:
    good.write("layouts/kits/mine/kit.toml", f"{SAID}[limits.cover]\ntitel = 5\n")
    found = rejection(in_kit(good, "mine").inputs)
    assert_only_found(found, "kit/unknown-field", file="layouts/kits/mine/kit.toml", line=5, hint="'title'")


def test_a_template_of_a_kit_is_named_where_it_stands(good: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    good.write("layouts/kits/mine/kit.toml", SAID)
    good.write("layouts/kits/mine/sections/cover/section.html", "{{ section")
    monkeypatch.chdir(good.project.root)
    in_kit(good, "mine")
    found = rejection(lambda: compose(read_sources(Snapshot(Project(Path())), "sample")))
    assert_only_found(found, "layout/template", file="layouts/kits/mine/sections/cover/section.html", line=1)


def test_a_type_without_a_style_in_the_kit_is_told_and_built(good: Sample) -> None:
    good.write("layouts/kits/mine/kit.toml", f'{SAID}types = ["cover", "article", "points", "contacts"]\n')
    inputs = in_kit(good, "mine").inputs()
    assert_only_found(inputs.manuscript.notes, "kit/type", file="source/sample/5-channels.md", message="'channels'")


UNCUT = {
    "A": ("warning", "too short"),
    3 * "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamte": ("error", "too long"),
}


@pytest.mark.parametrize(("title", "marked"), [("Ölçü ve tartı", True), ("An old story", False)])
def test_a_line_with_marks_above_its_capitals_says_so(good: Sample, title: str, marked: bool) -> None:
    good.change(ARTICLE, "title: A story", f"title: {title}")
    assert (" accented" in compose(in_kit(good, "loud").inputs()).html) == marked


def test_a_turkish_title_has_dotted_capitals_and_small_letters_in_its_words(good: Sample) -> None:
    def page(title: str) -> tuple[str, bytes]:
        good.write(ARTICLE, f'---\ntype: article\ntitle: "[{title}]{{: lang=tr }}"\n---\nWords.\n')
        with open_pdf(write_pdf(lay_out(good.inputs()).pages)) as pdf:
            return pdf.words(2).strip(), pdf.page(2, 72).tobytes()

    in_kit(good, "loud")
    (small, seen), (capitals, shape) = page("İlgi ılık"), page("İLGİ ILIK")
    assert (small.splitlines()[0], capitals.splitlines()[0]) == ("İlgi ılık", "İLGİ ILIK") and seen == shape


NUMBERS = """---
type: facts
title: Numbers
facts:
  - { number: "£ 41.5m", label: spent }
  - { number: "€ 1,9 mln", label: got }
  - { number: "12 500 visitors of 3", label: came }
  - { number: "-0.8", label: less }
---
"""


@pytest.mark.parametrize("kit", KITS)
def test_a_number_of_facts_keeps_its_sign_and_its_groups_and_stands_on_one_line(good: Sample, kit: str) -> None:
    good.write(ARTICLE, NUMBERS)
    layout = lay_out(in_kit(good, kit).inputs())
    assert [each for each in layout.findings if each.place.file == ARTICLE] == []
    runs = [run for run in text_runs(layout.pages) if run.page == 2]
    said = "".join("".join(run.text for run in runs).split())
    assert all(number in said for number in ("£41.5m", "€1,9mln", "12500visitorsof3", "−0.8"))
    first, last = (next(run.area for run in runs if word in run.text) for word in ("12", "visitors"))
    assert min(first.bottom, last.bottom) > max(first.top, last.top)


def test_a_heading_at_the_head_of_a_column_of_loud_stands_on_its_first_line(good: Sample) -> None:
    parts = "".join(f"# Part {n}\n\n{'It rained and nobody went out. ' * 12}\n\n" for n in range(24))
    good.write(ARTICLE, f"---\ntype: article\ntitle: Rain\n---\n{parts}")
    runs = [run for run in text_runs(lay_out(in_kit(good, "loud").inputs()).pages) if 2 < run.page < 6]
    first: dict[tuple[int, bool], TextRun] = {}
    for run in runs:
        side = (run.page, run.area.left > 70)
        if not run.generated and run.area.top < first.get(side, run).area.top + 0.01:
            first[side] = run
    tops = [run.area.top for run in first.values()]
    assert any(run.text.startswith("Part") for run in first.values()) and max(tops) - min(tops) < 1


@pytest.mark.parametrize("kit", KITS)
def test_a_draft_is_set_as_what_it_will_be(good: Sample, kit: str) -> None:
    good.write(ARTICLE, NUMBERS)

    def placed() -> set[tuple[str, int, float, float]]:
        runs = [run for run in text_runs(lay_out(good.inputs()).pages) if not run.generated]
        return {(run.text, run.page, round(run.area.left, 1), round(run.area.top, 1)) for run in runs}

    in_kit(good, kit)
    final = placed()
    good.change(EDITION, "[files]", 'status = "draft"\n\n[files]')
    assert {text.strip() for text, *_ in placed() ^ final} <= {"Draft: not for publication"}


def test_times_and_place_of_a_programme_of_quiet_stand_apart(good: Sample) -> None:
    good.write(ARTICLE, DAY % "11.30")
    runs = list(text_runs(lay_out(in_kit(good, "quiet").inputs()).pages))
    times = next(run.area for run in runs if "11.30" in run.text)
    assert next(run.area for run in runs if run.text.strip() == "Room").left > times.right + 0.5


DAY = """---
type: programme
title: The whole of a day
items:
  - { times: 9.00-10.00, what: Doors open, where: Hall }
  - { times: 10.00-%s, what: Ebb and flow, where: Room }
---
"""


@pytest.mark.parametrize(("until", "scaled"), [("11.30", True), ("12.00", False)])
def test_a_day_longer_than_the_clock_of_its_page_is_a_list(good: Sample, until: str, scaled: bool) -> None:
    good.write(ARTICLE, DAY % until)
    layout = lay_out(in_kit(good, "loud").inputs())
    assert ('class="plan' in layout.composition.html) == scaled
    assert [each for each in layout.findings if each.place.file == ARTICLE] == []


def test_columns_and_level_of_quiet_go_with_the_page(good: Sample) -> None:
    good.change(EDITION, "printer =", 'page = { width = "148mm", height = "210mm" }\nprinter =')
    said = compose(in_kit(good, "quiet").inputs()).stylesheet.text
    shown = dict(re.findall(r"--(side|measure|level): ([\d.]+)pt", said))
    mm = {name: float(value) * 25.4 / 72 for name, value in shown.items()}
    assert mm == pytest.approx({"measure": 2 * 101 / 3 + 6, "side": 101 / 3, "level": 140})


@pytest.mark.parametrize("title", UNCUT)
def test_a_line_that_cannot_be_cut_to_its_measure_says_by_how_much(good: Sample, title: str) -> None:
    good.change(ARTICLE, "title: A story", f"title: {title}")
    found = [
        each
        for each in lay_out(in_kit(good, "loud").inputs()).findings
        if each.rule == "layout/measure" and each.place.file == ARTICLE
    ]
    assert_only_found(found, "layout/measure", file=ARTICLE, message=UNCUT[title][1])
    assert found[0].severity.value == UNCUT[title][0]


@pytest.mark.parametrize("kit", KITS)
def test_a_shipped_kit_says_what_it_is_and_has_the_licences_of_its_fonts(kit: str) -> None:
    snapshot = Snapshot(Project(HOME))
    fonts = {file.rpartition("/")[2] for file in snapshot.listing(f"layouts/kits/{kit}/fonts/*.woff2")}
    licences = [file.rpartition("/")[2][:-8] for file in snapshot.listing(f"layouts/kits/{kit}/fonts/*-LICENSE")]
    assert all(any(font.startswith(name) for name in licences) for font in fonts)


@pytest.mark.parametrize("file", ["layouts/lines.html", *(f"layouts/kits/{kit}/lines.html" for kit in KITS)])
def test_the_lines_of_a_chart_can_be_printed_in_a_narrow_column(file: str) -> None:
    if not (HOME / file).is_file():
        assert file.startswith("layouts/kits/puzzle/"), "puzzle has the lines of all"
        return
    widths = re.findall(r'stroke-width="([\d.]+)"', (HOME / file).read_text(encoding="utf-8"))
    assert min(map(float, widths)) / 100 * 28 >= 0.15 * 25.4 / 72, "mm of a column of 28, the chart is 100 wide"
