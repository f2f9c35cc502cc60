"""Rules on the structure tree: content and tree agree, artifacts stand outside, headings, lists, tables are whole."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator

from prepress.findings import Severity
from prepress.pdf.inspect import ContentReference, GridCell, Outline, Tag, numeral, table_grid
from prepress.preflight.accessibility.context import AccessibilityContext, quoted, source_rule
from prepress.preflight.rules import RuleFault, rule

HEADING = re.compile(r"H[1-6]")

VAGUE = frozenset({"NonStruct", "Private", "H"})
"""Types that tell a reader nothing, or mix two ways of heading."""

NEAR_PT = 2.0
"""How much nearer another heading may stand to the place of a bookmark, as one beside it does."""

COUNTED = {"Decimal": "/D", "UpperRoman": "/R", "LowerRoman": "/r", "UpperAlpha": "/A", "LowerAlpha": "/a"}
"""ListNumbering of lists whose labels count, and the style of page labels that counts so."""

UNCOUNTED = frozenset({"Disc", "Circle", "Square"})
LONGEST_LIST = 1_000

MAY_BE_EMPTY = frozenset({"TD", "TH"})

CHILDREN: dict[str, frozenset[str]] = {
    "L": frozenset({"LI", "Caption", "L"}),
    "LI": frozenset({"Lbl", "LBody"}),
    "Table": frozenset({"THead", "TBody", "TFoot", "TR", "Caption"}),
    "THead": frozenset({"TR"}),
    "TBody": frozenset({"TR"}),
    "TFoot": frozenset({"TR"}),
    "TR": frozenset({"TH", "TD"}),
}
"""What may hang in the parts of a list or table (ISO 32000-1, 14.8.4.3)."""


@rule(
    "accessibility/content-and-tree",
    "Content and tag tree one to one",
    Severity.ERROR,
    "PDF/UA-1, 7.1; ISO 32000-1, 14.7.4",
    "build the file again; text with opacity has to be set in a colour of its own",
)
def content_and_tree(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """Every sequence hangs in one element, and every element finds its content; the ParentTree agrees; none is bare."""
    root = reading.tagged.root
    if root is None:
        yield RuleFault("the file has no tag tree with one root")
        return
    if root.type != "Document":
        yield RuleFault(f"the root of the tag tree is {root.type}, not Document")
    yield from _claims(reading)
    yield from _bare(reading)


def _claims(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """What the tree asks for against what is painted and what the ParentTree says."""
    tagged = reading.tagged
    painted = [(run.page, run.mcid) for run in tagged.runs if run.mcid is not None and run.artifact is None]
    claims = [(kid, tag) for tag in reading.tags for kid in tag.kids if isinstance(kid, ContentReference)]
    claimed = Counter((kid.page, kid.mcid) for kid, _ in claims)
    for kid, tag in claims:
        if tagged.owners.get((kid.page, kid.mcid)) != tag.number:
            yield RuleFault(f"the ParentTree gives sequence {kid.mcid} another owner", kid.page)
    for page, mcid in sorted(key for key, number in claimed.items() if number > 1):
        yield RuleFault(f"sequence {mcid} hangs in the tree twice", page)
    for page, mcid in sorted(set(claimed) - set(painted)):
        yield RuleFault(f"the tree asks for sequence {mcid}, which is not painted", page)
    for page, mcid in sorted(set(painted) - set(claimed)):
        yield RuleFault(f"sequence {mcid} hangs in no element: {quoted(tagged.texts[page, mcid])}", page)
    for (page, mcid), times in Counter(painted).items():
        if times > 1:
            yield RuleFault(f"sequence {mcid} is painted {times} times", page)


def _bare(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """Text that no element can reach."""
    for run in reading.tagged.runs:
        if run.in_form and run.mcid is not None:
            yield RuleFault(f"{quoted(run.text)} stands in a form, where no element reaches it", run.page)
        if run.mcid is None and run.artifact is None:
            yield RuleFault(f"{quoted(run.text)} is neither tagged nor an artifact", run.page)


@rule(
    "accessibility/furniture-type",
    "Page furniture is typed",
    Severity.ERROR,
    "PDF/UA-1, 7.8",
    "set running heads and folios in page-margin boxes",
)
def furniture_type(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """Text that is an artifact says what it is; what stands in a margin is a header or a footer."""
    for run in reading.tagged.runs:
        if (
            run.artifact is not None
            and run.text.strip()
            and not run.artifact.startswith(("Pagination", "Layout"))
        ):
            yield RuleFault(f"the artifact {quoted(run.text)} has no type", run.page)
    seen = Counter(
        run.artifact for run in reading.tagged.runs if run.text.strip() and run.artifact is not None
    )
    if seen["Pagination"] and not (seen["Pagination Header"] or seen["Pagination Footer"]):
        yield RuleFault("page furniture is neither header nor footer")


@rule(
    "accessibility/empty-element",
    "No empty or meaningless element",
    Severity.ERROR,
    "PDF/UA-1, 7.1",
    "remove the empty element from the source",
)
def empty_element(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """Every element holds something and says what it is; no paragraph stands in a paragraph."""
    for tag in reading.tags:
        if not tag.kids and tag.type not in MAY_BE_EMPTY:
            yield RuleFault(f"an empty {tag.type}", tag.page)
        if tag.type in VAGUE:
            yield RuleFault(
                f"{tag.type} {quoted(reading.tagged.text_of(tag))} has no meaning to a reader", tag.page
            )
        if tag.type == "P" or HEADING.fullmatch(tag.type):
            for inner in list(tag.walk())[1:]:
                if inner.type == "P" or HEADING.fullmatch(inner.type):
                    yield RuleFault(f"{inner.type} stands in {tag.type}", inner.page)


def _headings(reading: AccessibilityContext) -> list[Tag]:
    return [tag for tag in reading.tags if HEADING.fullmatch(tag.type)]


@rule(
    "accessibility/heading-order",
    "Headings without a gap",
    Severity.ERROR,
    "PDF/UA-1, 7.4.2; WCAG 2.2, 1.3.1 and 2.4.6",
    "one h1 first, and each heading at most one level deeper than the one before",
)
def heading_order(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """The document has one H1, which comes first, and no level is skipped."""
    headings = _headings(reading)
    firsts = [tag for tag in headings if tag.type == "H1"]
    if len(firsts) != 1 or headings[0].type != "H1":
        yield RuleFault(f"{len(firsts)} elements H1, where one should come first")
    for before, tag in itertools.pairwise(headings):
        if int(tag.type[1]) > int(before.type[1]) + 1:
            text = reading.tagged.text_of(tag)
            yield RuleFault(f"{tag.type} {quoted(text)} follows {before.type}", tag.page)


@source_rule(
    "accessibility/headings",
    "The headings of the source",
    Severity.ERROR,
    "PDF/UA-1, 7.4; WCAG 2.2, 1.3.1",
    "write headings as h1 to h6",
)
def headings_of_source(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """The headings are those of the source, with their level and text."""
    wanted = [
        (element.tag.upper(), reading.origin.written(element.text()))
        for element in reading.origin.elements("h1", "h2", "h3", "h4", "h5", "h6")
    ]
    found = [(tag.type, reading.origin.written(reading.tagged.text_of(tag))) for tag in _headings(reading)]
    tagged, written = set(found), set(wanted)
    for level, text in wanted:
        if (level, text) not in tagged:
            yield RuleFault(f"{level} {quoted(text)} of the source is not tagged so")
    for level, text in found:
        if (level, text) not in written:
            yield RuleFault(f"{level} {quoted(text)} is no heading of the source")
    if sorted(wanted) == sorted(found) and wanted != found:
        yield RuleFault("the headings stand in another order than in the source")


@rule(
    "accessibility/outlines",
    "Bookmarks equal the headings",
    Severity.ERROR,
    "PDF/UA-1, 7.17; WCAG 2.2, 2.4.5",
    "build the outlines from the headings",
)
def outlines(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """The outlines are the headings, nested by level, each leading to the page and the element of its heading."""
    headings = _headings(reading)
    marks = reading.tagged.outlines
    titles = ["".join(reading.tagged.text_of(tag).split()) for tag in headings]
    if ["".join(mark.title.split()) for mark in marks] != titles:
        yield RuleFault(f"{len(marks)} bookmarks do not equal the {len(headings)} headings")
        return
    demanded = reading.source or reading.inspection.document.xmp.get("pdfuaid:part") == "2"
    elements = {tag.number: tag for tag in reading.tags}
    for mark, tag in zip(marks, headings, strict=True):
        named = elements.get(mark.element)
        if mark.page != tag.page:
            yield RuleFault(f"the bookmark {quoted(mark.title)} leads to page {mark.page}", tag.page)
        elif not _scrolls_to(reading, mark, tag, headings):
            yield RuleFault(f"the bookmark {quoted(mark.title)} leads to another place on its page", tag.page)
        if not mark.element and demanded:
            yield RuleFault(f"the bookmark {quoted(mark.title)} names no structure element", tag.page)
        elif mark.element and not (
            named
            and (
                named in tag.walk()
                or tag in [inner for inner in named.walk() if HEADING.fullmatch(inner.type)][:1]
            )
        ):
            yield RuleFault(f"the bookmark {quoted(mark.title)} names another element", tag.page)
    depths = [(mark.depth, int(tag.type[1])) for mark, tag in zip(marks, headings, strict=True)]
    for (above, level), (below, deeper) in itertools.pairwise(depths):
        if (below > above) != (deeper > level):
            yield RuleFault("the bookmarks are not nested as the headings are")


def _scrolls_to(reading: AccessibilityContext, mark: Outline, tag: Tag, headings: list[Tag]) -> bool:
    """Whether the heading stands below the place that a bookmark scrolls to, and no other one nearer to it."""
    boxes = {
        heading.number: text.box
        for heading in headings
        for kid in reversed(list(heading.content()))
        for text in reading.places.get(kid.key, ())[:1]
        if kid.page == tag.page
    }
    if mark.top is None or tag.number not in boxes:
        return True
    far = {number: abs(mark.top - box.top) for number, box in boxes.items()}
    return mark.top > boxes[tag.number].bottom and far[tag.number] <= min(far.values()) + NEAR_PT


@rule(
    "accessibility/list-and-table",
    "Lists and tables are whole",
    Severity.ERROR,
    "PDF/UA-1, 7.5 and 7.6; WCAG 2.2, 1.3.1",
    "write lists as ul, ol or dl and tables with th",
)
def list_and_table(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """Lists hold items of label and body, tables rows of cells; labels count as the list says, heads head cells."""
    for tag in reading.tags:
        yield from _misplaced(tag)
        match tag.type:
            case "L":
                yield from (
                    RuleFault(f"the list {_quoted(reading, tag)} {part}", tag.page)
                    for part in _labels(reading, tag)
                )
            case "LI" if not any(kid.type == "LBody" for kid in tag.tags):
                yield RuleFault(f"the item {_quoted(reading, tag)} has no body", tag.page)
            case "TH" if tag.attributes.get("Scope") not in ("Row", "Column", "Both"):
                yield RuleFault(f"the header cell {_quoted(reading, tag)} has no scope", tag.page)
            case "Table" if not any(cell.type == "TH" for cell in tag.walk()):
                yield RuleFault(f"the table {_quoted(reading, tag)} has no header cell", tag.page)
            case "Table":
                yield from _cells(reading, table_grid(tag))


def _quoted(reading: AccessibilityContext, tag: Tag) -> str:
    return quoted(reading.tagged.text_of(tag))


def _labels(reading: AccessibilityContext, tag: Tag) -> Iterator[str]:
    """What is wrong with the labels of a list: an item without one, or labels that count otherwise than it says."""
    items = [item.tags for item in tag.tags if {"L"} != {kid.type for kid in item.tags}]
    labels = ["".join(reading.tagged.text_of(kid) for kid in kids if kid.type == "Lbl") for kids in items]
    numbering = tag.attributes.get("ListNumbering", "")
    numbers = [_number(label, COUNTED.get(numbering, "/D")) for label in labels]
    known, counts = all(numbers), numbers == sorted(set(numbers))
    backwards = len(numbers) > 2 and numbers[::-1] == sorted(set(numbers))
    if not numbering and any(labels):
        yield "has labels and no ListNumbering"
    elif numbering in (*COUNTED, "Ordered") and not all(labels):
        yield f"has {len(labels)} items and {sum(map(bool, labels))} labels"
    elif numbering in COUNTED and known and not (counts or backwards):
        yield f"has labels that do not count: {', '.join(labels)}"
    elif numbering in UNCOUNTED and known and counts and len(numbers) > 1:
        yield f"counts, and its ListNumbering is {numbering}"


def _number(label: str, style: str) -> int:
    """The number that a label stands for, by its last word; 0 for what is none."""
    last = re.findall(r"\w+", label)[-1:]
    return next((number for number in range(1, LONGEST_LIST) if [numeral(style, number)] == last), 0)


def _cells(reading: AccessibilityContext, grid: tuple[GridCell, ...]) -> Iterator[RuleFault]:
    """Cells that make no whole grid, heads of nothing, and cells that name what is no head of theirs."""
    taken = Counter(place for cell in grid for place in cell.places)
    if len({*Counter(row for row, _ in taken).values()}) > 1 or max(taken.values(), default=1) > 1:
        yield RuleFault("the rows of a table have different numbers of cells", grid[0].tag.page)
    named = {name for cell in grid for name in cell.named}
    heads = {cell.tag.ident: cell for cell in grid if cell.tag.ident}
    for cell in grid:
        text, page = quoted(reading.tagged.text_of(cell.tag)), cell.tag.page
        data = any(other.row == cell.row and other.tag.type == "TD" for other in grid)
        if cell.tag.type == "TH" and text == quoted("") and (cell.column or data):
            yield RuleFault("a header cell without words", page)
        if cell.tag.type == "TH" and cell.tag.ident not in named and not _heads(grid, cell):
            yield RuleFault(f"the header cell {text} heads no cell by its scope", page)
        for name in cell.named:
            if name not in heads or not (heads[name].beside(cell) or heads[name].above(cell)):
                yield RuleFault(f"the cell {text} names a head that is not in its row or column", page)


def _heads(grid: tuple[GridCell, ...], cell: GridCell) -> bool:
    """Whether a header cell has a cell to head that is no header cell of its own kind."""
    row, column = cell.heads("Row"), cell.heads("Column")
    beside = any(cell.beside(other) and other is not cell and not other.heads("Row") for other in grid)
    below = any(cell.above(other) and not other.heads("Column") for other in grid)
    return (row and beside) or (column and below) or not (row or column)


def _misplaced(tag: Tag) -> Iterator[RuleFault]:
    if tag.type not in CHILDREN:
        return
    for kid in tag.kids:
        if not isinstance(kid, Tag):
            yield RuleFault(f"loose content in {tag.type}", tag.page)
        elif kid.type not in CHILDREN[tag.type]:
            yield RuleFault(f"{kid.type} stands in {tag.type}", kid.page)


@source_rule(
    "accessibility/lists-and-tables",
    "The lists and tables of the source",
    Severity.ERROR,
    "PDF/UA-1, 7.5 and 7.6; WCAG 2.2, 1.3.1",
    "build the file again from its source",
)
def lists_and_tables(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """As many lists, items, rows, cells, heads of rows and quotations as the source has."""
    count = Counter(tag.type for tag in reading.tags)
    source = reading.origin
    wanted = {
        "L": len(list(source.elements("ul", "ol", "dl", "menu"))),
        "Table": len(list(source.elements("table"))),
        "TR": len(list(source.elements("tr"))),
        "TH": len(list(source.elements("th"))),
        "TD": len(list(source.elements("td"))),
        "BlockQuote": len(list(source.elements("blockquote"))),
    }
    if not list(source.elements("dl")):
        wanted["LI"] = len(list(source.elements("li")))
    for name, number in wanted.items():
        if count[name] != number:
            yield RuleFault(f"{count[name]} elements {name}, where the source has {number}")
    heads = Counter(
        (tag.attributes.get("Scope"), source.written(reading.tagged.text_of(tag)))
        for tag in reading.tags
        if tag.type == "TH"
    )
    for element in source.elements("th"):
        said = element.attributes.get("scope", "")
        scope, text = "Row" if said.startswith("row") else "Column", source.written(element.text())
        heads[scope, text] -= 1
        if said and heads[scope, text] < 0:
            yield RuleFault(f"{quoted(text)} is not the head of a {scope.lower()}", source=element.place)
