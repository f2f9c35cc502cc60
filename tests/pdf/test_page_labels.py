"""Page labels as a viewer shows them."""

from __future__ import annotations

import pikepdf
import pytest

from brochurepress.pdf.inspect.page_labels import read_labels

SCHEMES = {
    # what: a number tree as PDF writes it, and the labels of four pages
    "decimal": ("0 << /S /D >>", ("1", "2", "3", "4")),
    "a cover without a number": ("0 << /P (omslag) >> 1 << /S /D /St 2 >>", ("omslag", "2", "3", "4")),
    "small Roman before Arabic": ("0 << /S /r >> 2 << /S /D >>", ("i", "ii", "1", "2")),
    "capital Roman": ("0 << /S /R /St 8 >>", ("VIII", "IX", "X", "XI")),
    "letters": ("0 << /S /A /St 25 >>", ("Y", "Z", "AA", "BB")),
    "a prefix": ("0 << /S /D /P (bijlage ) >>", ("bijlage 1", "bijlage 2", "bijlage 3", "bijlage 4")),
}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_labels_are_those_of_the_scheme(scheme: str) -> None:
    tree, labels = SCHEMES[scheme]
    assert read_labels(pikepdf.Object.parse(f"<< /Nums [{tree}] >>".encode()), 4) == labels


def test_a_file_without_labels_has_none() -> None:
    assert read_labels(None, 3) == ()
