"""Page labels: written and read back as a viewer shows them."""

from __future__ import annotations

import pikepdf
import pytest

from brochurepress.artworks.accessible.accessible_pdf import DECIMAL, LabelRange, write_labels
from brochurepress.pdf.inspect.page_labels import read_labels

SCHEMES = {
    "decimal": (DECIMAL, ("1", "2", "3", "4")),
    "a cover without a number": (
        (LabelRange(0, "", "omslag"), LabelRange(1, "D", "", 2)),
        ("omslag", "2", "3", "4"),
    ),
    "small Roman before Arabic": ((LabelRange(0, "r"), LabelRange(2)), ("i", "ii", "1", "2")),
    "capital Roman": ((LabelRange(0, "R", "", 8),), ("VIII", "IX", "X", "XI")),
    "letters": ((LabelRange(0, "A", "", 25),), ("Y", "Z", "AA", "BB")),
    "a prefix": ((LabelRange(0, "D", "bijlage "),), ("bijlage 1", "bijlage 2", "bijlage 3", "bijlage 4")),
}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_labels_are_those_of_the_scheme(scheme: str) -> None:
    ranges, labels = SCHEMES[scheme]
    pdf = pikepdf.new()
    for _ in range(4):
        pdf.add_blank_page()
    write_labels(pdf, ranges)
    assert read_labels(pdf.Root.PageLabels, 4) == labels


def test_a_file_without_labels_has_none() -> None:
    assert read_labels(None, 3) == ()
