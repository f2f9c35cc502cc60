"""Mutants: an accessible PDF with one fault each, and who must catch it: our rules by their names, veraPDF by its flavour."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, Pdf, String

Spoil = Callable[[Pdf], None]

SPOILS: dict[str, Spoil] = {}


def spoil(function: Spoil) -> Spoil:
    SPOILS[function.__name__.replace("_", " ")] = function
    return function


def mutant(pdf: bytes, name: str) -> bytes:
    """The file with the one fault of that name."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        SPOILS[name](opened)
        out = io.BytesIO()
        opened.save(out, deterministic_id=True)
        return out.getvalue()


def tags(pdf: Pdf, *types: str) -> list[Any]:
    """Structure elements of these types, in reading order."""

    def walk(element: Any) -> Iterator[Any]:
        if isinstance(element, Dictionary) and "/S" in element:
            if str(element.S)[1:] in types:
                yield element
            for kid in element.get("/K", []):
                yield from walk(kid)

    return [tag for top in pdf.Root.StructTreeRoot.K for tag in walk(top)]


def links(pdf: Pdf) -> list[Any]:
    return [annotation for page in pdf.pages for annotation in page.get("/Annots", [])]


def edit(pdf: Pdf, change: Callable[[list[Any]], list[Any]], page: int = 0) -> None:
    instructions = change(list(pikepdf.parse_content_stream(pdf.pages[page])))
    pdf.pages[page].Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))


def xmp(pdf: Pdf, old: bytes, new: bytes) -> None:
    packet = pdf.Root.Metadata.read_bytes()
    assert old in packet
    pdf.Root.Metadata.write(packet.replace(old, new), filter=None)


def tag_of(pdf: Pdf, element: Any) -> tuple[Any, int]:
    """The list of kids in which an element hangs, and its index there."""
    kids = element.P.K
    return kids, next(
        index for index, kid in enumerate(kids) if not isinstance(kid, int) and kid.objgen == element.objgen
    )


# The document as a whole


@spoil
def no_language(pdf: Pdf) -> None:
    del pdf.Root.Lang


@spoil
def wrong_language(pdf: Pdf) -> None:
    pdf.Root.Lang = String("en-GB")


@spoil
def language_that_is_none(pdf: Pdf) -> None:
    pdf.Root.Lang = String("Nederlands, denk ik")


@spoil
def title_not_shown(pdf: Pdf) -> None:
    del pdf.Root.ViewerPreferences


@spoil
def title_empty(pdf: Pdf) -> None:
    xmp(pdf, b"Het boek van de brug", b"")


@spoil
def title_is_a_file_name(pdf: Pdf) -> None:
    xmp(pdf, b"Het boek van de brug", b"brochure_v3_def.pdf")


@spoil
def other_author(pdf: Pdf) -> None:
    xmp(pdf, b"Waterschap De Brug", b"Iemand anders")


@spoil
def no_metadata(pdf: Pdf) -> None:
    del pdf.Root.Metadata


@spoil
def pdf_ua_not_claimed(pdf: Pdf) -> None:
    xmp(pdf, b"<pdfuaid:part>1</pdfuaid:part>", b"")


@spoil
def other_part_of_pdf_a(pdf: Pdf) -> None:
    xmp(pdf, b"<pdfaid:conformance>A</pdfaid:conformance>", b"<pdfaid:conformance>X</pdfaid:conformance>")


@spoil
def not_marked(pdf: Pdf) -> None:
    pdf.Root.MarkInfo.Marked = False


@spoil
def no_tag_tree(pdf: Pdf) -> None:
    del pdf.Root.StructTreeRoot


@spoil
def no_outlines(pdf: Pdf) -> None:
    del pdf.Root.Outlines


@spoil
def bookmark_renamed(pdf: Pdf) -> None:
    pdf.Root.Outlines.First.Title = String("Iets anders")


@spoil
def bookmark_to_another_page(pdf: Pdf) -> None:
    pdf.Root.Outlines.First.Dest[0] = pdf.pages[1].obj


@spoil
def bookmark_without_element(pdf: Pdf) -> None:
    del pdf.Root.Outlines.First.SE


@spoil
def bookmarks_not_nested(pdf: Pdf) -> None:
    first = pdf.Root.Outlines.First
    below = first.First
    first.Next, below.Prev, below.Parent = below, first, pdf.Root.Outlines
    pdf.Root.Outlines.Last = below
    for key in ("/First", "/Last", "/Count"):
        del first[key]


@spoil
def no_page_labels(pdf: Pdf) -> None:
    del pdf.Root.PageLabels


@spoil
def page_labels_one_off(pdf: Pdf) -> None:
    pdf.Root.PageLabels.Nums[1].St = 2


@spoil
def tab_order_not_given(pdf: Pdf) -> None:
    del pdf.pages[0].Tabs


@spoil
def script_at_opening(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


@spoil
def a_form(pdf: Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array())


@spoil
def page_that_acts(pdf: Pdf) -> None:
    pdf.pages[0].AA = Dictionary(O=Dictionary(S=Name.URI, URI=String("https://example.org")))


@spoil
def no_output_intent(pdf: Pdf) -> None:
    del pdf.Root.OutputIntents


@spoil
def font_not_embedded(pdf: Pdf) -> None:
    font = next(iter(pdf.pages[0].Resources.Font.values()))
    for key in ("/FontFile2", "/FontFile3"):
        if key in font.DescendantFonts[0].FontDescriptor:
            del font.DescendantFonts[0].FontDescriptor[key]


# Figures


@spoil
def figure_without_alternative(pdf: Pdf) -> None:
    del tags(pdf, "Figure")[0].Alt


@spoil
def alternative_blank(pdf: Pdf) -> None:
    tags(pdf, "Figure")[0].Alt = String(" ")


@spoil
def alternative_is_a_file_name(pdf: Pdf) -> None:
    tags(pdf, "Figure")[0].Alt = String("brug.svg")


@spoil
def alternative_of_another_picture(pdf: Pdf) -> None:
    tags(pdf, "Figure")[0].Alt = String("Een kaart van het gebied.")


@spoil
def alternative_too_long(pdf: Pdf) -> None:
    tags(pdf, "Figure")[0].Alt = String("Een lange omschrijving. " * 20)


@spoil
def figure_without_box(pdf: Pdf) -> None:
    del tags(pdf, "Figure")[0].A


@spoil
def figure_box_outside_the_page(pdf: Pdf) -> None:
    tags(pdf, "Figure")[0].A.BBox = Array([800, 800, 900, 900])


@spoil
def figure_box_on_white(pdf: Pdf) -> None:
    tags(pdf, "Figure")[0].A.BBox = Array([2, 2, 20, 12])


@spoil
def figure_tagged_as_paragraph(pdf: Pdf) -> None:
    tags(pdf, "Figure")[0].S = Name.P


@spoil
def figure_taken_out(pdf: Pdf) -> None:
    kids, index = tag_of(pdf, tags(pdf, "Figure")[0])
    del kids[index]


# Links


@spoil
def link_without_description(pdf: Pdf) -> None:
    del links(pdf)[0].Contents


@spoil
def link_described_by_its_address(pdf: Pdf) -> None:
    links(pdf)[0].Contents = String(str(links(pdf)[0].A.URI))


@spoil
def link_described_vaguely(pdf: Pdf) -> None:
    links(pdf)[0].Contents = String("klik hier")


@spoil
def link_described_as_something_else(pdf: Pdf) -> None:
    links(pdf)[0].Contents = String("Naar de voorpagina")


@spoil
def link_to_another_address(pdf: Pdf) -> None:
    links(pdf)[0].A.URI = String("https://example.org/elders")


@spoil
def link_to_nowhere(pdf: Pdf) -> None:
    del links(pdf)[0].A


@spoil
def link_within_made_a_link_outside(pdf: Pdf) -> None:
    links(pdf)[1].A = Dictionary(S=Name.URI, URI=String("https://example.org/"))


@spoil
def link_that_does_not_print(pdf: Pdf) -> None:
    links(pdf)[0].F = 0


@spoil
def link_hidden(pdf: Pdf) -> None:
    links(pdf)[0].F = 6


@spoil
def link_without_annotation(pdf: Pdf) -> None:
    kids = tags(pdf, "Link")[0].K
    del kids[0]


@spoil
def annotation_twice(pdf: Pdf) -> None:
    pdf.pages[0].Annots.append(pdf.make_indirect(Dictionary(links(pdf)[0])))


@spoil
def link_tagged_as_span(pdf: Pdf) -> None:
    tags(pdf, "Link")[0].S = Name.Span


@spoil
def link_owned_by_another(pdf: Pdf) -> None:
    first, second = links(pdf)[:2]
    first.StructParent, second.StructParent = second.StructParent, first.StructParent


@spoil
def link_that_runs_a_script(pdf: Pdf) -> None:
    links(pdf)[0].A = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


@spoil
def link_text_empty(pdf: Pdf) -> None:
    link = tags(pdf, "Link")[0]
    mcids = [kid for kid in link.K if isinstance(kid, int)]
    for mcid in mcids:
        link.P.K.append(mcid)
        pdf.Root.StructTreeRoot.ParentTree.Nums[1][mcid] = link.P
    link.K = Array([kid for kid in link.K if not isinstance(kid, int)])


# Headings


@spoil
def heading_tagged_as_paragraph(pdf: Pdf) -> None:
    tags(pdf, "H2")[0].S = Name.P


@spoil
def two_first_headings(pdf: Pdf) -> None:
    tags(pdf, "H2")[0].S = Name.H1


@spoil
def heading_skips_a_level(pdf: Pdf) -> None:
    tags(pdf, "H2")[0].S = Name.H3


@spoil
def headings_swapped(pdf: Pdf) -> None:
    one, other = tags(pdf, "H1")[0], tags(pdf, "H2")[0]
    one.S, other.S = other.S, one.S


@spoil
def heading_says_something_else(pdf: Pdf) -> None:
    tags(pdf, "H2")[0].ActualText = String("Iets anders")


# The tree


@spoil
def paragraphs_swapped(pdf: Pdf) -> None:
    kids = pdf.Root.StructTreeRoot.K[0].K
    kids[0], kids[1] = kids[1], kids[0]


@spoil
def paragraph_taken_out(pdf: Pdf) -> None:
    kids, index = tag_of(pdf, tags(pdf, "P")[0])
    del kids[index]


@spoil
def owner_missing_in_the_parent_tree(pdf: Pdf) -> None:
    owners = pdf.Root.StructTreeRoot.ParentTree.Nums[1]
    owners[int(tags(pdf, "P")[0].K[0])] = None


@spoil
def sequence_in_two_elements(pdf: Pdf) -> None:
    tags(pdf, "H1")[0].K.append(tags(pdf, "P")[0].K[0])


@spoil
def sequence_that_is_not_painted(pdf: Pdf) -> None:
    tags(pdf, "H1")[0].K.append(9999)


@spoil
def paragraph_in_paragraph(pdf: Pdf) -> None:
    tags(pdf, "Span")[0].S = Name.P


@spoil
def empty_paragraph(pdf: Pdf) -> None:
    document = pdf.Root.StructTreeRoot.K[0]
    document.K.append(pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, P=document)))


@spoil
def paragraph_without_meaning(pdf: Pdf) -> None:
    tags(pdf, "P")[0].S = Name.NonStruct


@spoil
def unknown_type(pdf: Pdf) -> None:
    tags(pdf, "P")[0].S = Name.Alinea


@spoil
def root_is_no_document(pdf: Pdf) -> None:
    pdf.Root.StructTreeRoot.K[0].S = Name.Sect


@spoil
def roles_in_a_circle(pdf: Pdf) -> None:
    tags(pdf, "P")[0].S = Name.Een
    pdf.Root.StructTreeRoot.RoleMap = Dictionary(Een=Name.Twee, Twee=Name.Een)


@spoil
def quotation_lost(pdf: Pdf) -> None:
    tags(pdf, "BlockQuote")[0].S = Name.Div


# Lists and tables


@spoil
def item_tagged_as_paragraph(pdf: Pdf) -> None:
    tags(pdf, "LI")[0].S = Name.P


@spoil
def list_without_numbering(pdf: Pdf) -> None:
    del tags(pdf, "L")[0].A


@spoil
def list_tagged_as_group(pdf: Pdf) -> None:
    tags(pdf, "L")[0].S = Name.Div


@spoil
def item_without_body(pdf: Pdf) -> None:
    tags(pdf, "LBody")[0].S = Name.Div


@spoil
def header_cell_tagged_as_cell(pdf: Pdf) -> None:
    tags(pdf, "TH")[0].S = Name.TD


@spoil
def header_cell_without_scope(pdf: Pdf) -> None:
    del tags(pdf, "TH")[0].A.Scope


@spoil
def header_cell_of_a_column_in_place_of_a_row(pdf: Pdf) -> None:
    tags(pdf, "TH")[-1].A.Scope = Name.Column


@spoil
def row_tagged_as_paragraph(pdf: Pdf) -> None:
    tags(pdf, "TR")[0].S = Name.P


@spoil
def cell_spanning_too_far(pdf: Pdf) -> None:
    tags(pdf, "TD")[0].A = Dictionary(O=Name.Table, ColSpan=3)


@spoil
def table_tagged_as_group(pdf: Pdf) -> None:
    tags(pdf, "Table")[0].S = Name.Div


# Languages


@spoil
def language_of_a_part_lost(pdf: Pdf) -> None:
    del tags(pdf, "Span")[0].Lang


@spoil
def language_of_a_part_wrong(pdf: Pdf) -> None:
    tags(pdf, "Span")[0].Lang = String("fr")


# Content


def _open(instructions: list[Any], wanted: Callable[[Any], bool]) -> int:
    return next(
        index for index, each in enumerate(instructions) if str(each.operator) == "BDC" and wanted(each)
    )


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
def spaces_that_are_no_break_spaces(pdf: Pdf) -> None:
    _remap(pdf, "0020", "00a0")


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
                parts = [
                    String(bytes(p).removesuffix(space)) if isinstance(p, String) else p
                    for p in each.operands[0]
                ]
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
