"""Lies of a file that is otherwise sound: what it says of itself is not what it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, ContentStreamInstruction, Dictionary, Name, Operator, Pdf, String

from tests.mutants.spoils import edit, links, tag_of, tags, xmp

Lie = Callable[[Pdf], None]

BODY = """
<h1>Het boek van de brug</h1>
<p>Hier staat wat er in het afgelopen jaar is gebouwd. De provincie bouwde drie soorten bruggen.</p>
<p>Lees <a href="https://example.org/verslag" title="Het verslag van het waterschap">het verslag</a> of bekijk
<a href="https://example.org/plan" title="Het plan van het waterschap">het plan</a>, met uitleg.</p>
<h2>Wat er is gebouwd</h2>
<p>Het <abbr title="Normaal Amsterdams Peil">NAP</abbr> staat op elke pijler.</p>
<ol><li>vaste bruggen</li><li>beweegbare bruggen</li><li>aquaducten</li></ol>
<dl><dt>pijler</dt><dd>Een steunpunt.</dd></dl>
<h2>Hoe er is geteld</h2>
<table><thead><tr><th>Soort</th><th>Aantal</th></tr></thead>
<tbody><tr><td>vast</td><td>twaalf</td></tr><tr><td>beweegbaar</td><td>vier</td></tr></tbody></table>
<figure><img src="brug.svg" alt="Een gele zon boven blauw water."></figure>
<p>Na het beeld volgt deze alinea. Die is niet lang.</p>
<blockquote><p>Een brug is een belofte.</p></blockquote>
<p>Daarna komt het slot. In het Engels: <span lang="en">the end</span>.</p>
<figure><img src="vlak.svg" alt="Een groen vlak."></figure>
"""


def _set(kind: str, key: str, value: Any, at: int = 0) -> Lie:
    """A key of the element of a type gets another value."""

    def lie(pdf: Pdf) -> None:
        tags(pdf, kind)[at][key] = value

    return lie


def _attribute(kind: str, key: str, value: Any, everywhere: bool = False) -> Lie:
    def lie(pdf: Pdf) -> None:
        for tag in tags(pdf, kind) if everywhere else tags(pdf, kind)[:1]:
            tag.A[key] = value

    return lie


def _swapped(kind: str, *keys: str) -> Lie:
    """Two elements have each other's values."""

    def lie(pdf: Pdf) -> None:
        one, other = tags(pdf, kind)[:2]
        for key in keys:
            one[key], other[key] = String(str(other[key])), String(str(one[key]))

    return lie


def _first(pdf: Pdf, kind: str, at: int) -> tuple[int, int]:
    """Page (from 0) and MCID of the first content of an element."""
    tag = tags(pdf, kind)[at]
    pages = [page.obj.objgen for page in pdf.pages]
    return pages.index(tag.Pg.objgen), next(int(kid) for kid in tag.K if isinstance(kid, int))


def in_paragraph(before: str, after: str = "", kind: str = "P", at: int = 0) -> Lie:
    """Operators before and after the text of one sequence."""

    def lie(pdf: Pdf) -> None:
        page, mcid = _first(pdf, kind, at)

        def change(instructions: list[Any]) -> list[Any]:
            begin = next(
                i
                for i, each in enumerate(instructions)
                if str(each.operator) == "BDC" and each.operands[1].get("/MCID") == mcid
            )
            end = next(i for i in range(begin, len(instructions)) if str(instructions[i].operator) == "EMC")
            stream = pdf.make_stream
            parsed = [list(pikepdf.parse_content_stream(stream(text.encode()))) for text in (before, after)]
            return [
                *instructions[: begin + 1],
                *parsed[0],
                *instructions[begin + 1 : end],
                *parsed[1],
                *instructions[end:],
            ]

        edit(pdf, change, page)

    return lie


def _in_text(before: str) -> Lie:
    """An operator of the text state before the first text of the page."""

    def lie(pdf: Pdf) -> None:
        page, mcid = _first(pdf, "P", 0)

        def change(instructions: list[Any]) -> list[Any]:
            parsed = list(pikepdf.parse_content_stream(pdf.make_stream(before.encode())))
            out, inside = [], False
            for each in instructions:
                inside = inside or (str(each.operator) == "BDC" and each.operands[1].get("/MCID") == mcid)
                if inside and str(each.operator) in ("Tj", "TJ"):
                    out += parsed
                    inside = False
                    out += [each, ContentStreamInstruction([0], Operator("Tr"))]
                    continue
                out.append(each)
            return out

        edit(pdf, change, page)

    return lie


def _hidden_layer(pdf: Pdf) -> None:
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("uit")))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]), Name=String("d")))
    page, _ = _first(pdf, "P", 0)
    pdf.pages[page].obj.Resources.Properties = Dictionary(Uit=layer)
    in_paragraph("/OC /Uit BDC", "EMC")(pdf)


def _paragraph_split(pdf: Pdf) -> None:
    paragraph = tags(pdf, "P")[0]
    kids, index = tag_of(pdf, paragraph)
    rest = list(paragraph.K)[1:]
    assert rest
    paragraph.K = Array(list(paragraph.K)[:1])
    other = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, P=paragraph.P, Pg=paragraph.Pg, K=Array(rest)))
    kids.insert(index + 1, other)
    owned(pdf, other)


def owned(pdf: Pdf, element: Any) -> None:
    """The ParentTree gives an element what it holds."""
    owners = pdf.Root.StructTreeRoot.ParentTree.Nums
    for kid in element.K:
        if isinstance(kid, int):
            owners[2 * int(element.Pg.StructParents) + 1][kid] = element


def _merged(first: Any, second: Any, pdf: Pdf) -> None:
    for kid in second.K:
        if not isinstance(kid, int):
            kid.P = first
        first.K.append(kid)
    kids, index = tag_of(pdf, second)
    del kids[index]
    owned(pdf, first)


def _paragraphs_merged(pdf: Pdf) -> None:
    first, second = tags(pdf, "P")[:2]
    _merged(first, second, pdf)


def _item_in_item(pdf: Pdf) -> None:
    two, three = (tags(pdf, "LI")[at] for at in (1, 2))
    body, lost = two.K[1], three.K[1]
    for part in (three.K[0], lost):
        for kid in part.K:
            body.K.append(kid)
    kids, index = tag_of(pdf, three)
    del kids[index]
    owned(pdf, body)


def _quote_grown(pdf: Pdf) -> None:
    quote = tags(pdf, "BlockQuote")[0]
    kids, index = tag_of(pdf, quote)
    following = kids[index + 1]
    del kids[index + 1]
    following.P = quote
    quote.K.append(following)


def _label_lost(pdf: Pdf) -> None:
    label = tags(pdf, "Lbl")[1]
    page, mcid = _first(pdf, "Lbl", 1)

    def change(instructions: list[Any]) -> list[Any]:
        at = next(
            i
            for i, each in enumerate(instructions)
            if str(each.operator) == "BDC" and each.operands[1].get("/MCID") == mcid
        )
        instructions[at] = ContentStreamInstruction([Name.Artifact, Dictionary(Type=Name.Layout)], Operator("BDC"))
        return instructions

    edit(pdf, change, page)
    kids, index = tag_of(pdf, label)
    del kids[index]


def _labels_swapped(pdf: Pdf) -> None:
    one, two = tags(pdf, "Lbl")[:2]
    one.K, two.K = Array(list(two.K)), Array(list(one.K))
    owned(pdf, one)
    owned(pdf, two)


def _figure_at_end(pdf: Pdf) -> None:
    figure = tags(pdf, "Figure")[0]
    kids, index = tag_of(pdf, figure)
    del kids[index]
    document = tags(pdf, "Document")[0]
    document.K.append(figure)
    figure.P = document


def _rects_swapped(pdf: Pdf) -> None:
    one, other = links(pdf)[:2]
    one.Rect, other.Rect = Array(list(other.Rect)), Array(list(one.Rect))


def _rect(*edges: float) -> Lie:
    def lie(pdf: Pdf) -> None:
        links(pdf)[0].Rect = Array(edges)

    return lie


def _leads(target: str) -> Lie:
    def lie(pdf: Pdf) -> None:
        links(pdf)[0].A.URI = String(target)

    return lie


def _bookmarks(pdf: Pdf) -> tuple[Any, Any]:
    first = pdf.Root.Outlines.First.First
    return first, first.Next


def _bookmark(place: bool, element: bool) -> Lie:
    def lie(pdf: Pdf) -> None:
        one, other = _bookmarks(pdf)
        if place:
            one.Dest = Array(list(other.Dest))
        if element:
            one.SE = other.SE

    return lie


def _bookmark_to_the_foot(pdf: Pdf) -> None:
    one, _ = _bookmarks(pdf)
    one.Dest[3] = 2


def _headers(pdf: Pdf) -> None:
    heads, cells = tags(pdf, "TH"), tags(pdf, "TD")
    for at, head in enumerate(heads):
        head.ID = String(f"h{at}")
    for at, cell in enumerate(cells):
        cell.A = Dictionary(O=Name.Table, Headers=Array([String(f"h{1 - at % 2}")]))


def _table_turned(pdf: Pdf) -> None:
    rows, cells = tags(pdf, "TR"), [list(row.K) for row in tags(pdf, "TR")]
    for at, row in enumerate(rows[:2]):
        row.K = Array([column[at] for column in cells])
        for cell in row.K:
            cell.P = row
    kids, index = tag_of(pdf, rows[2])
    del kids[index]
    for head in tags(pdf, "TH"):
        head.A.Scope = Name.Row


def _cells_swapped(pdf: Pdf) -> None:
    for row in tags(pdf, "TR"):
        row.K = Array(list(row.K)[::-1])


def _items_swapped(pdf: Pdf) -> None:
    held = tags(pdf, "L")[0]
    bodies = [item.K[1] for item in held.K]
    one, two = bodies[:2]
    one.K, two.K = Array(list(two.K)), Array(list(one.K))
    owned(pdf, one)
    owned(pdf, two)


def _title(title: str) -> Lie:
    def lie(pdf: Pdf) -> None:
        xmp(pdf, b">Het boek van de brug<", f">{title}<".encode())
        pdf.trailer.Info.Title = String(title)

    return lie


def _info_title(pdf: Pdf) -> None:
    pdf.trailer.Info.Title = String("Begroting 2019")


def _same_twice(pdf: Pdf) -> None:
    one, other = tags(pdf, "Figure")
    other.Alt = String(str(one.Alt))


def _empty_head(pdf: Pdf) -> None:
    head = tags(pdf, "TH")[1]
    head.ActualText = String("")


ORDER, HEARD, WORDS, SEEN, COVERED = "visual-order", "heard", "words", "seen", "covered-text"
REPLACED, ALT = "replaced-text", "alt-text"
OUTLINES, AREA, LIST, META = "outlines", "link-area", "list-and-table", "metadata"

LIES: dict[str, tuple[Lie, str, str]] = {
    "paragraph says something else": (
        _set("P", "/ActualText", String("De provincie sloopte drie bruggen.")),
        f"{HEARD} {WORDS} {REPLACED}",
        REPLACED,
    ),
    "paragraph says nothing": (_set("P", "/ActualText", String("")), f"{HEARD} {WORDS} {REPLACED}", REPLACED),
    "sequence says something else": (
        in_paragraph("/Span <</ActualText (niets)>> BDC", "EMC"),
        f"{HEARD} {WORDS} {REPLACED}",
        REPLACED,
    ),
    "paragraph with an alternative": (_set("P", "/Alt", String("Tekstblok")), f"{HEARD} {WORDS} {REPLACED}", REPLACED),
    "figure with another actual text": (_set("Figure", "/ActualText", String("een embleem")), HEARD, ""),
    "alternatives swapped": (_swapped("Figure", "/Alt"), HEARD, ""),
    "expansion of something else": (_set("Span", "/E", String("Nieuw Peil")), HEARD, ""),
    "expansion of a word": (_set("Lbl", "/E", String("een")), HEARD, ""),
    "sequence in another language": (in_paragraph("/Span <</Lang (de)>> BDC", "EMC"), HEARD, ""),
    "sequence in no language": (in_paragraph("/Span <</Lang (xx)>> BDC", "EMC"), f"{HEARD} language", "language"),
    "language of private use": (_set("P", "/Lang", String("nl-QX")), f"{HEARD} language", "language"),
    "document in another language": (_set("Document", "/Lang", String("de")), f"{HEARD} language", "language"),
    "paragraph split": (_paragraph_split, HEARD, ""),
    "paragraphs merged": (_paragraphs_merged, HEARD, ""),
    "quotation grown": (_quote_grown, HEARD, ""),
    "item in an item": (_item_in_item, HEARD, ""),
    "label lost": (_label_lost, f"{HEARD} {LIST}", LIST),
    "labels swapped": (_labels_swapped, f"{HEARD} {LIST} {ORDER}", f"{LIST} {ORDER}"),
    "numbering of dots": (_attribute("L", "/ListNumbering", Name.Disc), LIST, LIST),
    "numbering of Roman figures": (_attribute("L", "/ListNumbering", Name.UpperRoman), LIST, LIST),
    "numbering of nothing": (_attribute("L", "/ListNumbering", Name("/None")), LIST, LIST),
    "link to a file of this machine": (_leads("file:///C:/verslag.pdf"), f"{HEARD} link", "link"),
    "link to a script": (_leads("javascript:alert(1)"), f"{HEARD} link", "link"),
    "link without a scheme": (_leads("example.org/verslag"), f"{HEARD} link", "link"),
    "figure read last": (_figure_at_end, f"{HEARD} {ORDER}", ORDER),
    "items swapped": (_items_swapped, f"{HEARD} {WORDS} {ORDER}", ORDER),
    "heads of rows": (_attribute("TH", "/Scope", Name.Row, True), f"{HEARD} {LIST}", LIST),
    "cells that name other heads": (_headers, f"{HEARD} {LIST}", LIST),
    "head without words": (_empty_head, f"{HEARD} {LIST} {REPLACED} {WORDS}", f"{LIST} {REPLACED}"),
    "table turned": (_table_turned, f"{HEARD} {WORDS} {ORDER}", ORDER),
    "cells swapped": (_cells_swapped, f"{HEARD} {WORDS} {ORDER}", ORDER),
    "areas of links swapped": (_rects_swapped, AREA, AREA),
    "area of a link elsewhere": (_rect(200, 20, 240, 40), AREA, AREA),
    "area of a link nowhere": (_rect(0, 0, 0, 0), AREA, AREA),
    "area of a link everywhere": (_rect(0, 0, 297, 419), f"{AREA}", AREA),
    "bookmark to another heading": (_bookmark(True, True), OUTLINES, OUTLINES),
    "bookmark to another place": (_bookmark(True, False), OUTLINES, OUTLINES),
    "bookmark to another element": (_bookmark(False, True), OUTLINES, OUTLINES),
    "bookmark to the foot": (_bookmark_to_the_foot, OUTLINES, OUTLINES),
    "text invisible": (_in_text("3 Tr"), SEEN, SEEN),
    "text that clips": (_in_text("7 Tr"), SEEN, SEEN),
    "text clipped": (in_paragraph("q 0 0 1 1 re W n", "Q"), SEEN, SEEN),
    "text off the page": (in_paragraph("q 1 0 0 1 900 0 cm", "Q"), SEEN, SEEN),
    "text in a hidden layer": (_hidden_layer, SEEN, SEEN),
    "text covered": (in_paragraph("", "q 1 1 1 rg 0 0 900 900 re f Q"), COVERED, COVERED),
    "two titles": (_info_title, META, META),
    "title of a program": (_title("Microsoft Word - brug_v3.docx"), f"{META} metadata-of-source", META),
    "title of a file": (_title("brug_DEF.indd"), f"{META} metadata-of-source", META),
    "title of a new one": (_title("Untitled document"), f"{META} metadata-of-source", META),
    "title of none": (_title("Naamloos"), f"{META} metadata-of-source", META),
    "two alternatives alike": (_same_twice, f"{HEARD} {ALT}", ALT),
}
"""Each lie, the rules that speak with the source, and those that speak without."""

NO_ALTERNATIVES = (
    "IMG_20240312_1043",
    "DSC00123",
    "Image 1",
    "brug-vormen-final-v2",
    "assets/pictures/vormen",
    "TODO",
    "Vul hier de alt-tekst in",
    "Lorem ipsum dolor sit amet",
    "afbeelding",
    "Foto",
    "https://example.org/brug",
    "d41d8cd98f00b204e9800998ecf8427e",
    "<img alt=brug>",
    "screenshot 2024-03-12 at 10.11",
    "WhatsApp Image 2024",
    "null",
    "{{ alt }}",
    "[alt]",
    "Afbeelding met water, zon\n\nAutomatisch gegenereerde beschrijving",
    "GettyImages-123456",
    "P1010010",
    "Layer 1",
)
GOOD_ALTERNATIVES = (
    "Een brug.",
    "Brug",
    "De A4-route langs de Oosterbrug in 2025",
    "Foto van de brug bij avond",
    "Grafiek: 12 vaste en 4 beweegbare bruggen",
    "Staafdiagram van 2019 tot 2024",
    "Groep 5 van de basisschool",
    "1984",
    "Een plaat zonder decoratie",
    "Een schermafbeelding van de kaart",
)


def _font_gone(pdf: Pdf) -> None:
    for entry in pdf.objects:
        if isinstance(entry, Dictionary) and "/FontFile3" in entry:
            del entry.FontFile3
            return
        if isinstance(entry, Dictionary) and "/FontFile2" in entry:
            del entry.FontFile2
            return
    raise AssertionError("no font")


def _spaces(pdf: Pdf) -> Any:
    return pdf.Root.StructTreeRoot.Namespaces


def _no_namespaces(pdf: Pdf) -> None:
    for tag in tags(
        pdf, *{str(entry.S)[1:] for entry in pdf.objects if isinstance(entry, Dictionary) and "/S" in entry}
    ):
        if "/NS" in tag:
            del tag.NS


def _space(kind: str, at: int) -> Lie:
    def lie(pdf: Pdf) -> None:
        tags(pdf, kind)[0].NS = _spaces(pdf)[at]

    return lie


def _roles(pdf: Pdf) -> None:
    tags(pdf, "P")[0].S = Name.Een
    space = _spaces(pdf)[1]
    space.RoleMapNS = Dictionary(Een=Array([Name.Twee, space]), Twee=Array([Name.Een, space]))


def _note(pdf: Pdf) -> None:
    tag = tags(pdf, "P")[0]
    tag.S, tag.NS = Name.Note, _spaces(pdf)[0]


def _packet(old: str, new: str) -> Lie:
    return lambda pdf: xmp(pdf, old.encode(), new.encode())


def _undeclared(pdf: Pdf) -> None:
    packet = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(packet.replace(b"wtpdf#", b"other#"))


def _root(key: str, value: Any) -> Lie:
    def lie(pdf: Pdf) -> None:
        pdf.Root[key] = value

    return lie


def _mathematics(pdf: Pdf) -> None:
    space = Dictionary(Type=Name.Namespace, NS=String("http://www.w3.org/1998/Math/MathML"))
    _spaces(pdf).append(pdf.make_indirect(space))
    tags(pdf, "P")[0].NS = _spaces(pdf)[-1]


def _no_intent(pdf: Pdf) -> None:
    del pdf.Root.OutputIntents


def _info(pdf: Pdf) -> None:
    pdf.trailer.Info = pdf.make_indirect(Dictionary(Title=String("Het boek van de brug")))


PDF_2 = "pdf-2"
LIES_2: dict[str, tuple[Lie, str, str]] = {
    "font not embedded": (_font_gone, PDF_2, "ua2 wt1a 4"),
    "not marked": (_root("/MarkInfo", Dictionary(Marked=False)), PDF_2, "ua2 wt1a"),
    "suspect": (_root("/MarkInfo", Dictionary(Marked=True, Suspects=True)), PDF_2, ""),
    "unknown type": (_set("P", "/S", Name.Blok), PDF_2, "ua2 wt1a"),
    "roles in a circle": (_roles, PDF_2, "ua2 wt1a"),
    "no namespaces": (_no_namespaces, PDF_2, "ua2 wt1a"),
    "document of PDF 1.7": (_space("Document", 0), PDF_2, "ua2 wt1a"),
    "quotation of PDF 2.0": (_space("BlockQuote", 1), PDF_2, "ua2 wt1a"),
    "note": (_note, PDF_2, "ua2 wt1a"),
    "paragraph of mathematics": (_mathematics, PDF_2, "ua2 wt1a"),
    "language empty": (_set("P", "/Lang", String("")), "language", "ua2 wt1a"),
    "cell over another": (_attribute("TH", "/ColSpan", 2), LIST, "ua2 wt1a"),
    "no revision": (_packet("<pdfuaid:rev>2024</pdfuaid:rev>", ""), PDF_2, "ua2"),
    "no revision of the archive": (_packet("<pdfaid:rev>2020</pdfaid:rev>", ""), PDF_2, "4"),
    "no declarations": (_undeclared, "metadata-of-source", "wt1a"),
    "no part of the archive": (_packet("<pdfaid:part>4</pdfaid:part>", ""), PDF_2, "4"),
    "conformance": (_packet("<pdfaid:rev>", "<pdfaid:conformance>A</pdfaid:conformance><pdfaid:rev>"), PDF_2, "4"),
    "info": (_info, PDF_2, "4"),
    "no intent": (_no_intent, PDF_2, "4"),
}
"""Each lie of a file of PDF 2.0, the rule that speaks, and the flavours of veraPDF that it breaks."""
