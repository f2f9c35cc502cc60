"""What an edition asks of a table: the placeholders that are in use, wherever they stand, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from brochurepress.findings import Rejected
from brochurepress.runs.rows import read_asked, read_issued
from brochurepress.workspace.snapshot import Snapshot
from tests.support.sample_project import ARTICLE, COVER, EDITION, POINTS, Sample, sample


@pytest.fixture
def card(tmp_path: Path) -> Sample:
    return sample(tmp_path)


def asked(card: Sample, *columns: str, edition: str = "sample") -> set[str]:
    return set(read_asked(Snapshot(card.project), edition, columns))


def faults(card: Sample, *columns: str) -> list[tuple[str, str]]:
    with pytest.raises(Rejected) as rejected:
        read_asked(Snapshot(card.project), "sample", columns)
    return [(finding.rule, str(finding.place)) for finding in rejected.value.findings]


def test_an_edition_without_placeholders_asks_for_nothing(card: Sample) -> None:
    assert asked(card, "name") == set()


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (EDITION, 'title = "A sample"', 'title = "{{ name }}"'),
        (EDITION, "/sample", "/{{ name }}"),
        (EDITION, "sample.pdf", "{{name}}.pdf"),
        (COVER, "A\n  sample", "A\n  {{ name }}"),
        (COVER, "alt: A dot", 'alt: "{{ name }}"'),
        (ARTICLE, "# A part", "# A part of {{ name }}"),
        (ARTICLE, "| rest |  12 |", "| {{ name }} |  12 |"),
        (ARTICLE, "https://www.example.org/)", "https://www.example.org/{{ name }})"),
        (POINTS, "- Two", "- `{{ name }}`"),
    ],
)
def test_a_placeholder_is_found_wherever_it_stands(card: Sample, file: str, old: str, new: str) -> None:
    card.change(file, old, new)
    assert asked(card, "name", "spare") == {"name"}
    assert [rule for rule, _ in faults(card, "spare")] == ["manuscript/placeholder"]


def test_each_that_is_missing_is_told_at_its_line(card: Sample) -> None:
    card.change(POINTS, "- One\n- Two", "- {{ one }}\n- {{ two }}")
    card.change(EDITION, 'subtitle = "To be spoilt"', 'subtitle = "{{ three }}"')
    assert faults(card, "two") == [
        ("manuscript/placeholder", f"{EDITION}:{card.line(EDITION, 'three')}"),
        ("manuscript/placeholder", f"{POINTS}:{card.line(POINTS, 'one }}')}"),
    ]


def test_a_value_of_the_edition_is_enough_and_its_name_is_known(card: Sample) -> None:
    card.change(POINTS, "- One", "- {{ sender }} {{ edition }}")
    card.write(EDITION, card.text(EDITION) + '\n[fields]\nsender = "The press"\n')
    assert asked(card) == {"sender", "edition"}


def test_what_is_to_stand_as_it_is_written_is_no_placeholder(card: Sample) -> None:
    card.change(POINTS, "- One", r"- \{{ name }}")
    assert asked(card) == set()


def test_a_section_that_goes_over_another_asks_in_its_place(card: Sample) -> None:
    card.change(POINTS, "- One", "- {{ old }}")
    card.write("source/over/edition.toml", 'extends = "sample"\n')
    card.write("source/over/3-points.md", "---\ntype: points\ntitle: Points\n---\n- {{ new }}\n")
    assert asked(card, "new", edition="over") == {"new"}


def test_a_file_that_cannot_be_read_is_told(card: Sample) -> None:
    card.change(POINTS, "title: Points", "title: [")
    assert [place.partition(":")[0] for _, place in faults(card)] == [POINTS]


def test_the_first_pdf_is_made_when_none_is_named(card: Sample) -> None:
    assert read_issued(Snapshot(card.project), "sample", None) == "press"
    assert read_issued(Snapshot(card.project), "sample", "digital") == "digital"
    card.change(EDITION, '["press", "digital", "web"]', '["web", "digital"]')
    assert read_issued(Snapshot(card.project), "sample", None) == "digital"


@pytest.mark.parametrize("name", ["press", "web", "digitl", None])
def test_a_variant_that_is_not_issued_as_pdf_is_refused(card: Sample, name: str | None) -> None:
    listed = '["web"]' if name is None else '["web", "digital"]'
    card.change(EDITION, '["press", "digital", "web"]', listed)
    with pytest.raises(Rejected) as rejected:
        read_issued(Snapshot(card.project), "sample", name)
    (finding,) = rejected.value.findings
    assert (finding.rule, finding.place.line) == ("run/variant", card.line(EDITION, "variants"))
