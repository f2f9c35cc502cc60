"""Faults of figures and links."""

from __future__ import annotations

from pikepdf import Array, Dictionary, Name, Pdf, String

from tests.mutants.spoils import links, spoil, tag_of, tags


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
