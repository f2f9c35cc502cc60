"""Faults of the content streams and fonts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, Pdf, String

from tests.mutants.spoils import edit, links, spoil, tag_of, tags


def _open(instructions: list[Any], wanted: Callable[[Any], bool]) -> int:
    return next(index for index, each in enumerate(instructions) if str(each.operator) == "BDC" and wanted(each))


def _paragraph(pdf: Pdf) -> int:
    return int(tags(pdf, "P")[0].K[0])


@spoil
def paragraph_made_an_artifact(pdf: Pdf) -> None:
    paragraph = tags(pdf, "P")[-1]
    mcid = int(paragraph.K[0])

    def change(instructions: list[Any]) -> list[Any]:
        at = _open(instructions, lambda each: each.operands[1].get("/MCID") == mcid)
        properties = Dictionary(Type=Name.Pagination, Subtype=Name.Footer)
        instructions[at] = pikepdf.ContentStreamInstruction([Name.Artifact, properties], Operator("BDC"))
        return instructions

    edit(pdf, change, 1)
    kids, index = tag_of(pdf, paragraph)
    del kids[index]
    if not len(kids):
        group, index = tag_of(pdf, paragraph.P)
        del group[index]


@spoil
def running_head_without_type(pdf: Pdf) -> None:
    def change(instructions: list[Any]) -> list[Any]:
        at = _open(instructions, lambda each: each.operands[0] == Name.Artifact)
        instructions[at] = pikepdf.ContentStreamInstruction([Name.Artifact], Operator("BMC"))
        return instructions

    edit(pdf, change)


@spoil
def running_head_not_marked(pdf: Pdf) -> None:
    def change(instructions: list[Any]) -> list[Any]:
        at = _open(instructions, lambda each: each.operands[0] == Name.Artifact)
        end = next(i for i in range(at, len(instructions)) if str(instructions[i].operator) == "EMC")
        return instructions[:at] + instructions[at + 1 : end] + instructions[end + 1 :]

    edit(pdf, change)


@spoil
def paragraph_not_marked(pdf: Pdf) -> None:
    mcid = _paragraph(pdf)

    def change(instructions: list[Any]) -> list[Any]:
        at = _open(instructions, lambda each: each.operands[1].get("/MCID") == mcid)
        end = next(i for i in range(at, len(instructions)) if str(instructions[i].operator) == "EMC")
        return instructions[:at] + instructions[at + 1 : end] + instructions[end + 1 :]

    edit(pdf, change)


@spoil
def sequence_without_number(pdf: Pdf) -> None:
    mcid = _paragraph(pdf)

    def change(instructions: list[Any]) -> list[Any]:
        at = _open(instructions, lambda each: each.operands[1].get("/MCID") == mcid)
        instructions[at] = pikepdf.ContentStreamInstruction([Name.Span], Operator("BMC"))
        return instructions

    edit(pdf, change)


def _fonts(pdf: Pdf) -> list[Any]:
    return [font for name, font in pdf.pages[0].Resources.Font.items() if "-soft-" not in name]


def _remap(pdf: Pdf, old: str, new: str) -> None:
    """Gives the glyphs of a character another meaning, in every font."""
    for font in pdf.pages[0].Resources.Font.values():
        cmap = font.ToUnicode.read_bytes()
        font.ToUnicode = pdf.make_stream(cmap.replace(f"<{old}>\n".encode(), f"<{new}>\n".encode()))


@spoil
def letter_with_another_meaning(pdf: Pdf) -> None:
    _remap(pdf, "0065", "0061")


@spoil
def letter_in_the_private_area(pdf: Pdf) -> None:
    _remap(pdf, "0065", "e000")


@spoil
def letter_without_meaning(pdf: Pdf) -> None:
    _remap(pdf, "0065", "fffd")


@spoil
def no_meanings_at_all(pdf: Pdf) -> None:
    del _fonts(pdf)[0].ToUnicode


@spoil
def soft_hyphens_as_hyphens(pdf: Pdf) -> None:
    _remap(pdf, "00ad", "2010")


@spoil
def soft_hyphens_as_hyphen_minus(pdf: Pdf) -> None:
    _remap(pdf, "00ad", "002d")


@spoil
def words_run_together_at_line_ends(pdf: Pdf) -> None:
    space = next(code for code in _spaces(pdf))

    def change(instructions: list[Any]) -> list[Any]:
        for index, each in enumerate(instructions):
            if str(each.operator) == "TJ":
                parts = [String(bytes(p).removesuffix(space)) if isinstance(p, String) else p for p in each.operands[0]]
                instructions[index] = pikepdf.ContentStreamInstruction([Array(parts)], Operator("TJ"))
        return instructions

    edit(pdf, change)


def _spaces(pdf: Pdf) -> Iterator[bytes]:
    for font in _fonts(pdf):
        for line in font.ToUnicode.read_bytes().decode().splitlines():
            if line.endswith("<0020>"):
                yield bytes.fromhex(line[1:5])


@spoil
def text_too_small(pdf: Pdf) -> None:
    def change(instructions: list[Any]) -> list[Any]:
        for index, each in enumerate(instructions):
            if str(each.operator) == "Tf":
                small = [each.operands[0], pikepdf.Object.parse(b"5")]
                instructions[index] = pikepdf.ContentStreamInstruction(small, Operator("Tf"))
        return instructions

    edit(pdf, change)


@spoil
def text_too_light(pdf: Pdf) -> None:
    def change(instructions: list[Any]) -> list[Any]:
        out: list[Any] = []
        for each in instructions:
            out.append(each)
            if str(each.operator) == "BT":
                grey = [pikepdf.Object.parse(b"0.7")] * 3
                out.append(pikepdf.ContentStreamInstruction(grey, Operator("rg")))
        return out

    edit(pdf, change)


@spoil
def picture_left_out(pdf: Pdf) -> None:
    figure = tags(pdf, "Figure")[0]
    mcid = int(figure.K[0])

    def change(instructions: list[Any]) -> list[Any]:
        at = _open(instructions, lambda each: each.operands[1].get("/MCID") == mcid)
        depth, end = 0, at
        while True:
            depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(str(instructions[end].operator), 0)
            if depth == 0:
                break
            end += 1
        return instructions[: at + 1] + instructions[end:]

    edit(pdf, change)


@spoil
def links_side_by_side(pdf: Pdf) -> None:
    """Two links that stand alone, drawn over each other."""
    first, second = links(pdf)[:2]
    x, y = float(first.Rect[0]), float(first.Rect[1])
    second.Rect = Array([x, y - 4, x + 40, y + 6])
    if "/QuadPoints" in second:
        del second.QuadPoints
    for link in tags(pdf, "Link"):
        kids, index = tag_of(pdf, link)
        paragraph = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Div, P=link.P, K=Array([link])))
        kids[index] = paragraph
        link.P = paragraph
