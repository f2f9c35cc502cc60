"""Page labels: what a viewer calls each page, equal to the folio printed on it (ISO 32000-1, 12.4.2)."""

from __future__ import annotations

from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, Pdf, String


@dataclass(frozen=True)
class LabelRange:
    """Pages from `first` (from 0) on, numbered in `style` (D, R, r, A, a, or none) from `start`, after `prefix`."""

    first: int = 0
    style: str = "D"
    prefix: str = ""
    start: int = 1


DECIMAL = (LabelRange(),)
"""Pages numbered 1, 2, 3 ... from the first."""


def write_labels(pdf: Pdf, ranges: tuple[LabelRange, ...]) -> None:
    """Replaces the page labels."""
    numbers = Array()
    for part in ranges:
        label = Dictionary()
        if part.style:
            label.S = Name("/" + part.style)
            label.St = part.start
        if part.prefix:
            label.P = String(part.prefix)
        numbers.append(part.first)
        numbers.append(label)
    pdf.Root.PageLabels = pdf.make_indirect(Dictionary(Nums=numbers))
