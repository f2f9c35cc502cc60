"""Further lies: of structure, links, replaced text, order and fonts, of a file that holds some of everything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pikepdf import Array, ContentStreamInstruction, Dictionary, Name, Operator, Pdf, String

from tests.mutants.lies import Lie
from tests.mutants.lies import in_paragraph as _around
from tests.mutants.lies import owned as _owned
from tests.mutants.spoils import edit, links, tag_of, tags, xmp

BODY = """
<h1>Het boek van de brug</h1>
<p>Hier staat wat er in het afgelopen jaar is gebouwd. De provincie bouwde drie soorten bruggen, en haalde in de
 zomer ook nog een oude fietsbrug weg die fout was gebouwd. Wie meer wil weten, belt 070 123 45 67.</p>
<p>Lees <a href="https://example.org/verslag" title="Het verslag van het waterschap">het verslag</a> of bekijk
<a href="https://example.org/plan" title="Het plan van het waterschap">het plan</a>, of ga naar
<a href="https://example.org/bruggen" title="Het waterschap: example.org/bruggen">example.org/bruggen</a>.</p>
<h2 id="bouw">Wat er is gebouwd</h2>
<p>Het <abbr title="Normaal Amsterdams Peil">NAP</abbr> staat op elke pijler. De kosten bleven 1,5 miljoen euro
 onder de raming; het peil daalde tot -3 meter, niet dieper dan &lt; 4. Zie
<a href="#telling" title="Naar: hoe er is geteld">hoe er is geteld</a>.</p>
<ol><li>vaste bruggen</li><li>beweegbare bruggen</li><li>aquaducten</li></ol>
<ul><li>hout</li><li>staal</li></ul>
<h2 id="telling">Hoe er is geteld</h2>
<table><caption>Bruggen in 2025</caption><thead><tr><th>Soort</th><th>Aantal</th><th>Lengte</th></tr></thead>
<tbody><tr><th scope="row">vast</th><td>twaalf</td><td>40</td></tr>
<tr><th scope="row">beweegbaar</th><td>vier</td><td>62</td></tr></tbody></table>
<figure><img src="brug.svg" alt="Een gele zon boven blauw water."><figcaption>De brug bij avond</figcaption></figure>
<p>Na het beeld volgt deze alinea. Die is niet lang.</p>
<h3>De kosten</h3>
<p>De kosten vallen mee, zegt iedereen die het weet.</p>
<blockquote><p>Een brug is een belofte.</p></blockquote>
<figure><img src="vlak.svg" alt="Een groen vlak."></figure>
<section style="break-before: page"><h2 id="twee">Twee kolommen</h2>
<div style="columns: 2; column-gap: 6mm"><p>De linker kolom begint met deze alinea over pijlers en liggers.</p>
<p>Daarna gaat het over de landhoofden en over het asfalt.</p>
<p>De rechter kolom begint met deze alinea over de scheepvaart.</p>
<p>Daarna gaat het over de sluizen en over het waterpeil.</p></div>
<p>Terug naar <a href="#bouw" title="Naar: wat er is gebouwd">wat er is gebouwd</a>, of naar
<a href="#telling" title="Naar: hoe er is geteld">hoe er is geteld</a>.</p></section>
"""


def _set(kind: str, key: str, value: Any, at: int = 0) -> Lie:
    return lambda pdf: tags(pdf, kind)[at].__setitem__(key, value)


def _delete(*path: str) -> Lie:
    def lie(pdf: Pdf) -> None:
        entry: Any = pdf.Root
        for key in path[:-1]:
            entry = entry[key]
        del entry[path[-1]]

    return lie


def _owners(pdf: Pdf) -> Any:
    """Numbers and owners of the ParentTree."""
    return pdf.Root.StructTreeRoot.ParentTree.Nums


def _element(pdf: Pdf, kind: str, like: Any, **entries: Any) -> Any:
    space = {"NS": like.NS} if "/NS" in like else {}
    return pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name(f"/{kind}"), P=like.P, Pg=like.Pg, **space, **entries)
    )


def _removed(pdf: Pdf, element: Any) -> None:
    kids, index = tag_of(pdf, element)
    del kids[index]


def _kids_of(kind: str, *order: int) -> Lie:
    """The kids of the first element of a type in another order."""

    def lie(pdf: Pdf) -> None:
        tag = tags(pdf, kind)[0]
        kids = list(tag.K)
        tag.K = Array([kids[at] for at in order] + kids[len(order) :])

    return lie


def _on_page(pdf: Pdf, kind: str, page: int) -> list[Any]:
    return [tag for tag in tags(pdf, kind) if tag.Pg.objgen == pdf.pages[page].obj.objgen]


def _sequence(instructions: list[Any], mcid: int) -> int:
    return next(
        at
        for at, each in enumerate(instructions)
        if str(each.operator) == "BDC" and each.operands[1].get("/MCID") == mcid
    )


def _becomes(mcid: int, name: str, **properties: Any) -> Lie:
    """A sequence of the first page begins otherwise."""

    def lie(pdf: Pdf) -> None:
        def change(instructions: list[Any]) -> list[Any]:
            begin = [Name(f"/{name}"), Dictionary(**properties)]
            instructions[_sequence(instructions, mcid)] = ContentStreamInstruction(begin, Operator("BDC"))
            return instructions

        edit(pdf, change)

    return lie


def _painted_twice(pdf: Pdf) -> None:
    _becomes(11, "Span", MCID=1)(pdf)


def _line_an_artifact(pdf: Pdf) -> None:
    _becomes(3, "Artifact", Type=Name.Layout)(pdf)
    paragraph = tags(pdf, "P")[0]
    paragraph.K = Array([kid for kid in paragraph.K if kid != 3])


def _heading_a_running_head(pdf: Pdf) -> None:
    heading = tags(pdf, "H2")[0]
    _becomes(int(heading.K[0]), "Artifact", Type=Name.Pagination, Subtype=Name.Header)(pdf)
    _removed(pdf, heading)


def _hangs_twice(pdf: Pdf) -> None:
    tags(pdf, "BlockQuote")[0].K.append(tags(pdf, "P")[0])


def _owned_by_the_title(pdf: Pdf) -> None:
    _owners(pdf)[1][1] = tags(pdf, "H1")[0]


def _page_keys_swapped(pdf: Pdf) -> None:
    one, other = pdf.pages[0].obj, pdf.pages[1].obj
    one.StructParents, other.StructParents = int(other.StructParents), int(one.StructParents)


def _own_type(pdf: Pdf) -> None:
    tags(pdf, "H3")[0].S = Name.Kop
    pdf.Root.StructTreeRoot.RoleMap = Dictionary(Kop=Name.P)


def _private(pdf: Pdf) -> None:
    quote = tags(pdf, "BlockQuote")[0]
    kids, index = tag_of(pdf, quote)
    kids[index] = quote.P = _element(pdf, "Private", quote, K=Array([quote]))


def _flattened(at: int) -> Lie:
    """A list becomes paragraphs that begin with its labels."""

    def lie(pdf: Pdf) -> None:
        held = tags(pdf, "L")[at]
        kids, index = tag_of(pdf, held)
        del kids[index]
        items = [[kid for part in item.K for kid in part.K] for item in held.K]
        for number, item in enumerate(items):
            kids.insert(index + number, _element(pdf, "P", held, K=Array(item)))
            _owned(pdf, kids[index + number])

    return lie


def _lists_merged(pdf: Pdf) -> None:
    one, other = tags(pdf, "L")[:2]
    for item in other.K:
        item.P = one
        one.K.append(item)
    _removed(pdf, other)


def _heads_as_cells(pdf: Pdf) -> None:
    for head in tags(pdf, "TH")[:3]:
        head.S = Name.TD
        del head.A


def _cell(at: int, **attributes: Any) -> Lie:
    def lie(pdf: Pdf) -> None:
        cell = tags(pdf, "TD")[at]
        cell.ID, cell.A = String("cel"), Dictionary(O=Name.Table, **attributes)

    return lie


def _cells_joined(pdf: Pdf) -> None:
    one, other = tags(pdf, "TD")[:2]
    for kid in other.K:
        one.K.append(kid)
    other.K = Array([])
    _owned(pdf, one)


def _caption_before_its_table(pdf: Pdf) -> None:
    caption, table = tags(pdf, "Caption")[0], tags(pdf, "Table")[0]
    del table.K[0]
    kids, index = tag_of(pdf, table)
    kids.insert(index, caption)
    caption.P = table.P


def _two_captions(pdf: Pdf) -> None:
    caption, table = tags(pdf, "Caption")[1], tags(pdf, "Table")[0]
    _removed(pdf, caption)
    table.K.append(caption)
    caption.P = table


def _text_as_table(pdf: Pdf) -> None:
    texts = _on_page(pdf, "P", -1)[:4]
    kids, index = tag_of(pdf, texts[0])
    table = _element(pdf, "Table", texts[0], K=Array([]))
    for pair in (texts[:2], texts[2:]):
        row = _element(pdf, "TR", texts[0], K=Array([]))
        row.P = table
        for text in pair:
            _removed(pdf, text)
            cell = _element(pdf, "TD", text, K=Array([text]))
            text.P, cell.P = cell, row
            row.K.append(cell)
        table.K.append(row)
    kids.insert(index, table)


def _same_id(pdf: Pdf) -> None:
    for tag in tags(pdf, "P")[:2]:
        tag.ID = String("noot-1")


def _id_of_another(pdf: Pdf) -> None:
    one, other = tags(pdf, "P")[:2]
    one.ID = String("noot-1")
    pdf.Root.StructTreeRoot.IDTree = Dictionary(Names=Array([String("noot-1"), other]))


def _refers_to_nothing(pdf: Pdf) -> None:
    tags(pdf, "P")[0].Ref = Array([_element(pdf, "P", tags(pdf, "P")[0])])


def _inner(pdf: Pdf) -> list[Any]:
    return [link for link in links(pdf) if "/D" in link.A]


def _leads(at: int, page: int | None = None, top: float | None = None) -> Lie:
    def lie(pdf: Pdf) -> None:
        place = Array(list(_inner(pdf)[at].A.D))
        place[0] = place[0] if page is None else pdf.pages[page].obj
        place[3] = place[3] if top is None else top
        _inner(pdf)[at].A.D = place

    return lie


def _places_swapped(pdf: Pdf) -> None:
    one, other = _inner(pdf)[1:3]
    one.A.D, other.A.D = Array(list(other.A.D)), Array(list(one.A.D))


def _address(at: int, address: str) -> Lie:
    return lambda pdf: links(pdf)[at].A.__setitem__("/URI", String(address))


def _area(change: Callable[[float, float, float, float], tuple[float, ...]]) -> Lie:
    def lie(pdf: Pdf) -> None:
        link = links(pdf)[0]
        link.Rect = Array(change(*map(float, link.Rect)))

    return lie


def _quads(pdf: Pdf) -> None:
    links(pdf)[0].QuadPoints = Array([10, 10, 50, 10, 10, 20, 50, 20])


def _elsewhere(pdf: Pdf) -> None:
    link, last = links(pdf)[0], pdf.pages[-1].obj
    del pdf.pages[0].Annots[0]
    last.Annots.append(link)
    link.P = last


def _annotations_exchanged(pdf: Pdf) -> None:
    one, other = tags(pdf, "Link")[:2]
    first, second = (next(kid for kid in tag.K if not isinstance(kid, int)) for tag in (one, other))
    first.Obj, second.Obj = second.Obj, first.Obj
    keys = {int(first.Obj.StructParent): one, int(second.Obj.StructParent): other}
    for at in range(0, len(_owners(pdf)), 2):
        _owners(pdf)[at + 1] = keys.get(int(_owners(pdf)[at]), _owners(pdf)[at + 1])


def _acts(key: str, entries: Dictionary, inside: bool = False) -> Lie:
    return lambda pdf: (links(pdf)[0].A if inside else links(pdf)[0]).__setitem__(key, entries)


_ACTION = Dictionary(S=Name.URI, URI=String("https://example.net"))


def _covered_link(pdf: Pdf) -> None:
    link = links(pdf)[0]
    look = pdf.make_stream(b"1 1 1 rg 0 0 900 900 re f", Type=Name.XObject, Subtype=Name.Form)
    look.BBox = Array([0, 0, *(float(link.Rect[at + 2]) - float(link.Rect[at]) for at in (0, 1))])
    link.AP = Dictionary(N=look)


def _box(change: Callable[[float, float, float, float], tuple[float, ...]]) -> Lie:
    def lie(pdf: Pdf) -> None:
        attributes = tags(pdf, "Figure")[0].A
        attributes.BBox = Array(change(*map(float, attributes.BBox)))

    return lie


def _boxes_swapped(pdf: Pdf) -> None:
    one, other = tags(pdf, "Figure")
    one.A, other.A = other.A, one.A


def _hidden_picture(pdf: Pdf) -> None:
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("uit")))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]), Name=String("d")))
    figure = tags(pdf, "Figure")[0]
    page = next(at for at, each in enumerate(pdf.pages) if each.obj.objgen == figure.Pg.objgen)
    pdf.pages[page].obj.Resources.Properties = Dictionary(Uit=layer)

    def change(instructions: list[Any]) -> list[Any]:
        at = _sequence(instructions, int(next(kid for kid in figure.K if isinstance(kid, int))))
        begin = ContentStreamInstruction([Name.OC, Name.Uit], Operator("BDC"))
        return [*instructions[:at], begin, *instructions[at:], ContentStreamInstruction([], Operator("EMC"))]

    edit(pdf, change, page)


def _swallows_a_heading(pdf: Pdf) -> None:
    heading, figure = tags(pdf, "H3")[0], tags(pdf, "Figure")[0]
    _removed(pdf, heading)
    heading.S, heading.P = Name.Span, figure
    figure.K.append(heading)
    above = pdf.Root.Outlines.First.First.Next
    for key in ("/First", "/Last", "/Count"):
        del above[key]


_SAID = (
    "Het NAP staat op elke pijler. De kosten bleven 1,5 miljoen euro onder de raming; het peil daalde tot -3 meter,"
    " niet dieper dan < 4. Zie hoe er is geteld."
)


def _says(old: str, new: str) -> Lie:
    """The third paragraph is read with a part that is another."""
    assert old in _SAID
    return _set("P", "/ActualText", String(_SAID.replace(old, new)), 2)


def _pages_swapped(pdf: Pdf) -> None:
    page = pdf.pages[0]
    del pdf.pages[0]
    pdf.pages.append(page)


def _columns_swapped(pdf: Pdf) -> None:
    _kids_of("Sect", 0, 3, 4, 1, 2)(pdf)


def _heading_after_its_text(pdf: Pdf) -> None:
    kids, at = tag_of(pdf, tags(pdf, "H3")[0])
    kids[at], kids[at + 1] = kids[at + 1], kids[at]


def _bookmarks_in_another_order(pdf: Pdf) -> None:
    parent = pdf.Root.Outlines.First
    one, two, three = parent.First, parent.First.Next, parent.Last
    parent.First, two.Next, one.Next, one.Prev, three.Prev = two, one, three, two, one
    del two["/Prev"]


def _bookmark_to_a_page_of_the_web(pdf: Pdf) -> None:
    mark = pdf.Root.Outlines.First.First
    del mark["/Dest"]
    mark.A = _ACTION


def _read_as(old: str, new: str) -> Lie:
    """Every font gives the glyph of a character another meaning."""

    def lie(pdf: Pdf) -> None:
        for font in {font.objgen: font for page in pdf.pages for font in page.Resources.Font.values()}.values():
            cmap = font.ToUnicode.read_bytes().replace(f"<{old}>\n".encode(), f"<{new}>\n".encode())
            font.ToUnicode = pdf.make_stream(cmap)

    return lie


def _transparent(pdf: Pdf) -> None:
    pdf.pages[0].obj.Resources.ExtGState[Name.Weg] = Dictionary(ca=0, CA=0)
    _around("q /Weg gs", "Q")(pdf)


def _turned(pdf: Pdf) -> None:
    pdf.pages[1].obj.Rotate = 180


def _labels_alike(pdf: Pdf) -> None:
    pdf.Root.PageLabels.Nums = Array([each for page in range(4) for each in (page, Dictionary(S=Name.D, St=1))])


def _file(pdf: Pdf) -> Any:
    held = pdf.make_stream(b"x", Type=Name.EmbeddedFile)
    return pdf.make_indirect(
        Dictionary(Type=Name.Filespec, F=String("a.txt"), UF=String("a.txt"), EF=Dictionary(F=held))
    )


def _embedded(pdf: Pdf) -> None:
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([String("a.txt"), _file(pdf)])))


def _associated(pdf: Pdf) -> None:
    tags(pdf, "P")[0].AF = Array([_file(pdf)])


def _info(key: str, value: str) -> Lie:
    return lambda pdf: pdf.trailer.Info.__setitem__(key, String(value))


def _packet(old: str, new: str) -> Lie:
    return lambda pdf: xmp(pdf, old.encode(), new.encode())


def _opens_later(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Array([pdf.pages[2].obj, Name.Fit])


def _opens_first(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])


_TITLE = '<rdf:li xml:lang="x-default">Het boek van de brug</rdf:li>'

FURTHER: dict[str, Lie] = {
    "parent entry of another element": lambda pdf: _set("TD", "/P", tags(pdf, "P")[0])(pdf),
    "element in two parents": _hangs_twice,
    "sequence painted twice": _painted_twice,
    "owner of another sequence": _owned_by_the_title,
    "page without owners": lambda pdf: pdf.pages[1].obj.__delitem__("/StructParents"),
    "owners of two pages swapped": _page_keys_swapped,
    "type mapped to itself": lambda pdf: pdf.Root.StructTreeRoot.__setitem__("/RoleMap", Dictionary(P=Name.P)),
    "heading of a type of its own": _own_type,
    "quotation made private": _private,
    "artifact within a paragraph": _around("/Artifact <</Type /Layout>> BDC", "EMC"),
    "line made an artifact": _line_an_artifact,
    "heading made a running head": _heading_a_running_head,
    "list flattened": _flattened(0),
    "list of dots flattened": _flattened(1),
    "label behind its item": _kids_of("LI", 1, 0),
    "two lists merged": _lists_merged,
    "heads of columns tagged as cells": _heads_as_cells,
    "cell that names a head that is gone": _cell(0, Headers=Array([String("nergens")])),
    "cell that names itself": _cell(0, Headers=Array([String("cel")])),
    "cell over the row below": _cell(0, RowSpan=2),
    "cell over no column": _cell(0, ColSpan=0),
    "words of a cell in its neighbour": _cells_joined,
    "head of a table behind its rows": _kids_of("Table", 0, 2, 1),
    "caption before its table": _caption_before_its_table,
    "caption amid its table": _kids_of("Table", 1, 0),
    "two captions": _two_captions,
    "summary of another table": _set("Table", "/A", Dictionary(O=Name.Table, Summary=String("De bestuurders."))),
    "columns tagged as a table": _text_as_table,
    "identifier twice": _same_id,
    "identifier of another": _id_of_another,
    "reference to what is gone": _refers_to_nothing,
    "abbreviation tagged as code": _set("Span", "/S", Name.Code),
    "paragraph tagged as a group": _set("P", "/S", Name.Div, 3),
    "link within to another page": _leads(0, page=3),
    "link within to another heading": _leads(0, top=120),
    "two links within exchange their places": _places_swapped,
    "address with a Cyrillic letter": _address(0, "https://ex\u0430mple.org/verslag"),
    "address shown is not the one": _address(2, "https://example.net/bruggen"),
    "link with an alternative": _set("Link", "/Alt", String("Begroting downloaden")),
    "area of a link on its first letters": _area(lambda x, b, r, t: (x, b, x + (r - x) * 0.3, t)),
    "area of a link a little beside": _area(lambda x, b, r, t: (x + (r - x) * 0.4, b, r + (r - x) * 0.4, t)),
    "quads of a link elsewhere": _quads,
    "annotation on another page": _elsewhere,
    "two annotations exchanged": _annotations_exchanged,
    "link that acts twice": _acts("/Next", _ACTION, True),
    "link that acts when it is touched": _acts("/AA", Dictionary(E=_ACTION)),
    "link that covers its words": _covered_link,
    "alternative is the caption": _set("Figure", "/Alt", String("De brug bij avond")),
    "alternative that turns": _set("Figure", "/Alt", String("Een gele zon \u202erewtalb nevob.")),
    "alternative is a time": _set("Figure", "/Alt", String("2024-03-12 10:11:12")),
    "figure swallows a heading": _swallows_a_heading,
    "boxes of figures swapped": _boxes_swapped,
    "box of a figure over the text": _box(lambda x, b, r, t: (x, 60, r + 120, t)),
    "box of a figure on its corner": _box(lambda x, b, r, t: (x, b, x + 20, b + 10)),
    "picture in a hidden layer": _hidden_picture,
    "list read as one text": _set("L", "/ActualText", String("1. vaste bruggen 2. beweegbare bruggen 3. aquaducten")),
    "paragraph read without spaces": _says(_SAID, "".join(_SAID.split())),
    "minus not read": _says("-3", "3"),
    "comma of a number not read": _says("1,5", "15"),
    "sign turned": _says("< 4", "> 4"),
    "comma of a sentence not read": _says("meter, niet", "meter niet"),
    "sequence with an alternative": _around("/Span <</Alt (tekstblok)>> BDC", "EMC"),
    "expansion of a paragraph": _set("P", "/E", String("niets hiervan is waar")),
    "expansion of a sequence": _around("/Span <</E (niets hiervan is waar)>> BDC", "EMC"),
    "expansion that says the same": _set("Span", "/E", String("NAP")),
    "pronounced otherwise": _set("P", "/Phoneme", String("nEks")),
    "language undetermined": _set("P", "/Lang", String("und")),
    "language empty": _set("P", "/Lang", String("")),
    "title in the language is another": _packet(_TITLE, f'{_TITLE}<rdf:li xml:lang="nl-NL">Begroting</rdf:li>'),
    "another date in Info": _info("/ModDate", "D:20160115090000+00'00'"),
    "another author in Info": _info("/Author", "Iemand anders"),
    "opens at another page": _opens_later,
    "bookmarks in another order": _bookmarks_in_another_order,
    "bookmark that leads nowhere": _delete("/Outlines", "/First", "/First", "/Dest"),
    "bookmark to a page of the web": _bookmark_to_a_page_of_the_web,
    "columns swapped": _columns_swapped,
    "lines swapped": _kids_of("P", 0, 2, 1),
    "heading behind its text": _heading_after_its_text,
    "pages in another order": _pages_swapped,
    "spaces that are no spaces": _read_as("0020", "200b"),
    "letters of another script": _read_as("0061", "0430"),
    "letters that turn": _read_as("0065", "202e"),
    "comma read as a point": _read_as("002c", "002e"),
    "minus read as a space": _read_as("002d", "0020"),
    "letters of mathematics": _read_as("0065", "d835dc1e"),
    "text without opacity": _transparent,
    "text mirrored": _around("q -1 0 0 1 400 0 cm", "Q"),
    "text on another text": _around("q 1 0 0 1 0 60 cm", "Q"),
    "page upside down": _turned,
    "labels of pages alike": _labels_alike,
    "embedded file": _embedded,
    "associated file": _associated,
}
"""Each lie; what is said of it stands in tests/preflight/test_further_lies.py."""

BELIEVED: dict[str, Lie] = {
    "opens at its first page": _opens_first,
    "abbreviation that its sequence expands": _around("/Span <</E (Normaal Amsterdams Peil)>> BDC", "EMC", "Span"),
    "words of the layout in ActualText": _says("-3 meter", "\u22123 meter"),
}
"""What looks odd, and is none."""
