"""Faults of the tag tree: headings, elements, lists, tables, languages."""

from __future__ import annotations

from pikepdf import Dictionary, Name, Pdf, String

from tests.mutants.spoils import spoil, tag_of, tags


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


@spoil
def language_of_a_part_lost(pdf: Pdf) -> None:
    del tags(pdf, "Span")[0].Lang


@spoil
def language_of_a_part_wrong(pdf: Pdf) -> None:
    tags(pdf, "Span")[0].Lang = String("fr")
