"""Rules on the structure tree: content and tree agree, artifacts stand outside, headings, lists, tables are whole."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from brochurepress.compose import numeral
from brochurepress.findings import Severity
from brochurepress.pdf.inspect import HEADING, ContentReference, GridCell, Tag, table_grid
from brochurepress.preflight.accessibility.context import AccessibilityContext, quoted
from brochurepress.preflight.rules import RuleFault, rule
from brochurepress.wording import phrase
from brochurepress.workspace import shipped_table

VAGUE = frozenset({"NonStruct", "Private", "H"})
"""Types that tell a reader nothing, or mix two ways of heading; NonStruct may stand around or within what tells."""

FURNITURE = frozenset({"Pagination Header", "Pagination Footer"})

NEAR_PT = 2.0
"""How much nearer another heading may stand to the place of a bookmark, as one beside it does."""

GROUPS = frozenset({"Document", "DocumentFragment", "Part", "Art", "Sect", "Div"})
"""Types that hold what tells, and say nothing of the text in them."""

COUNTED = {"Decimal": "1", "UpperRoman": "I", "LowerRoman": "i", "UpperAlpha": "A", "LowerAlpha": "a"}
"""ListNumbering of lists whose labels count, and the style of HTML that counts so."""

_NAMED = re.compile(r"\w\W+\w")
"""A label of several words, such as a term that ends in a number, is no numeral."""
BY_HAND = re.compile(r"[•◦▪‣●○■□►*–-](?=\s)|\(?(\d{1,3}|[a-z])[.)](?=\s)")
"""What begins a paragraph that stands as the item of a list which is none."""
UNCOUNTED = frozenset({"Disc", "Circle", "Square", "None"})
LONGEST_LIST = 1_000

MAY_BE_EMPTY = frozenset({"TD", "TH"})

CHILDREN: dict[str, list[str]] = shipped_table("structure")["children"]
"""What may hang in the parts of a list or table (ISO 32000-1, 14.8.4.3)."""

UNCAPTIONED = frozenset({"Document", "Part", "Art", "P", "BlockQuote"})
"""Types that hold what has a caption, and have none themselves; nor has what holds headings."""


@rule("accessibility/content-and-tree", Severity.ERROR, "PDF/UA-1, 7.1; ISO 32000-1, 14.7.4")
def content_and_tree(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """Every sequence hangs in one element, and every element finds its content; the ParentTree agrees; none is bare.

    An element names the parent that it hangs in, an ID of its own, and no other element that is gone.
    """
    if (root := reading.tagged.root) is None:
        yield RuleFault("file")
        return
    if root.type != "Document":
        yield RuleFault("not-document", type=root.type)
    yield from _claims(reading)
    yield from (RuleFault("astray", tag.page, type=tag.type, entry=entry) for tag, entry in reading.tagged.astray)
    # Text that no element can reach.
    for run in reading.tagged.runs:
        if run.in_form and run.mcid is not None:
            yield RuleFault("stands", run.page, run=quoted(run.text))
        if run.mcid is None and run.artifact is None:
            yield RuleFault("neither-tagged", run.page, run=quoted(run.text))


def _claims(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """What the tree asks for against what is painted and what the ParentTree says."""
    tagged = reading.tagged
    painted = [(run.page, run.mcid) for run in tagged.runs if run.mcid is not None and run.artifact is None]
    claims = [(kid, tag) for tag in reading.tags for kid in tag.kids if isinstance(kid, ContentReference)]
    claimed = Counter(kid for kid, _ in claims)
    for kid, tag in claims:
        if tagged.owners.get(kid) != tag.number:
            yield RuleFault("parenttree", kid.page, mcid=kid.mcid)
    for page, mcid in sorted(key for key, number in claimed.items() if number > 1):
        yield RuleFault("twice", page, mcid=mcid)
    yield from (RuleFault("asks", page, mcid=mcid) for page, mcid in sorted(set(claimed) - set(painted)))
    for page, mcid in sorted(set(painted) - set(claimed)):
        yield RuleFault("sequence", page, mcid=mcid, texts=quoted(tagged.texts[page, mcid]))
    for (page, mcid), times in Counter(painted).items():
        if times > 1:
            yield RuleFault("times", page, mcid=mcid, times=times)


@rule("accessibility/furniture-type", Severity.ERROR, "PDF/UA-1, 7.8")
def furniture_type(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """Text that is an artifact says what it is, and stands beside the text; in a margin it is a header or a footer."""
    runs = [(run, run.artifact) for run in reading.tagged.runs if run.text.strip() and run.artifact is not None]
    for run, kind in runs:
        if not kind.startswith(("Pagination", "Layout")):
            yield RuleFault("artifact", run.page, run=quoted(run.text))
    yield from _amid(reading)
    seen = {kind for _, kind in runs}
    if "Pagination" in seen and not seen & FURNITURE:
        yield RuleFault("page")


def _amid(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """Headers and footers with text above and below them, and artifacts of the layout between lines of an element."""
    owners = {kid: tag.number for tag in reading.tags for kid in tag.kids if isinstance(kid, ContentReference)}
    for number, texts in enumerate(reading.pages, 1):
        here = ((key, found) for key, found in reading.places.items() if key[0] == number and key in owners)
        read = [(owners[key], text.box) for key, found in here for text in found]
        kinds = {"".join(run.text.split()): run.artifact or "" for run in reading.tagged.runs_of.get(number, ())}
        for text in (each.text for each in texts if each.text.mcid < 0 and each.text.text.strip()):
            kind = next((kinds[words] for words in kinds if "".join(text.text.split()) in words), "")
            near = [(owner, box) for owner, box in read if box.within(text.box).width > 0]
            above = {owner for owner, box in near if box.bottom >= text.box.top - NEAR_PT}
            below = {owner for owner, box in near if box.top <= text.box.bottom + NEAR_PT}
            if above & below if kind == "Layout" else above and below and kind in FURNITURE:
                yield RuleFault("amid", number, text.box, run=quoted(text.text))


@rule("accessibility/empty-element", Severity.ERROR, "PDF/UA-1, 7.1")
def empty_element(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """Every element holds something and says what it is; no paragraph stands in a paragraph."""
    meant = {kid for tag in reading.tags if tag.type not in {*VAGUE, *GROUPS} for kid in tag.content()}
    for tag in reading.tags:
        if not tag.kids and tag.type not in MAY_BE_EMPTY:
            yield RuleFault("empty", tag.page, type=tag.type)
        if tag.type in VAGUE and not (tag.type == "NonStruct" and {*tag.content()} <= meant):
            yield RuleFault("no-meaning", tag.page, type=tag.type, text_of=reading.quote(tag))
        if tag.type == "P" or HEADING.fullmatch(tag.type):
            inside = (inner for inner in [*tag.walk()][1:] if inner.type == "P" or HEADING.fullmatch(inner.type))
            yield from (RuleFault("stands", each.page, type=each.type, tag_type=tag.type) for each in inside)


def _headings(reading: AccessibilityContext) -> list[Tag]:
    return [tag for tag in reading.tags if HEADING.fullmatch(tag.type)]


@rule("accessibility/heading-order", Severity.ERROR, "PDF/UA-1, 7.4.2; WCAG 2.2, 1.3.1 and 2.4.6")
def heading_order(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """The document has one H1, which comes first, and no level is skipped."""
    headings = _headings(reading)
    kinds = [tag.type for tag in headings]
    if kinds.count("H1") != 1 or kinds[0] != "H1":
        yield RuleFault("elements", count=kinds.count("H1"))
    for before, tag in itertools.pairwise(headings):
        if int(tag.type[1]) > int(before.type[1]) + 1:
            yield RuleFault("follows", tag.page, type=tag.type, text=reading.quote(tag), before_type=before.type)


@rule("accessibility/outlines", Severity.ERROR, "PDF/UA-1, 7.17; WCAG 2.2, 2.4.5")
def outlines(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """The outlines are the headings, nested by level, each leading to the page and the element of its heading."""
    headings, marks = _headings(reading), reading.tagged.outlines
    titles = ["".join(reading.tagged.text_of(tag).split()) for tag in headings]
    if ["".join(mark.title.split()) for mark in marks] != titles:
        yield RuleFault("not-equal", count=len(marks), headings=len(headings))
        return
    demanded = reading.source or reading.inspection.document.xmp.get("pdfuaid:part") == "2"
    elements = {tag.number: tag for tag in reading.tags}
    for mark, tag in zip(marks, headings, strict=True):
        named = elements.get(mark.element)
        if mark.page != tag.page:
            yield RuleFault("bookmark", tag.page, title=quoted(mark.title), page=mark.page)
        elif not scrolls_to(reading, mark.top, tag, headings):
            yield RuleFault("place", tag.page, title=quoted(mark.title))
        if not mark.element and demanded:
            yield RuleFault("no-structure", tag.page, title=quoted(mark.title))
        inside = [inner for inner in named.walk() if HEADING.fullmatch(inner.type)][:1] if named else []
        if mark.element and tag not in inside and named not in [*tag.walk()]:
            yield RuleFault("bookmark-names", tag.page, title=quoted(mark.title))
    depths = [(mark.depth, int(tag.type[1])) for mark, tag in zip(marks, headings, strict=True)]
    for (above, level), (below, deeper) in itertools.pairwise(depths):
        if (below > above) != (deeper > level):
            yield RuleFault("not-nested")


def scrolls_to(reading: AccessibilityContext, top: float | None, tag: Tag, headings: list[Tag]) -> bool:
    """Whether the heading stands below the height in pt that is scrolled to, and no other one nearer to it."""
    boxes = {
        heading.number: text.box
        for heading in headings
        for kid in reversed(list(heading.content()))
        for text in reading.places.get(kid, ())[:1]
        if kid.page == tag.page
    }
    if top is None or tag.number not in boxes:
        return True
    far = {number: abs(top - box.top) for number, box in boxes.items()}
    return top > boxes[tag.number].bottom and far[tag.number] <= min(far.values()) + NEAR_PT


@rule("accessibility/list-and-table", Severity.ERROR, "PDF/UA-1, 7.5 and 7.6; WCAG 2.2, 1.3.1")
def list_and_table(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """Lists hold items of label and body, tables rows of cells; labels count as the list says, heads head cells."""
    for tag in reading.tags:
        yield from _misplaced(tag)
        if _counts_by_hand(reading, tag):
            yield RuleFault("by-hand", tag.page, text=reading.quote(tag))
        match tag.type:
            case "L":
                yield from (
                    RuleFault("list", tag.page, quoted=reading.quote(tag), part=part) for part in _labels(reading, tag)
                )
            case "LI" if not any(kid.type == "LBody" for kid in tag.tags):
                yield RuleFault("item", tag.page, quoted=reading.quote(tag))
            case "Table" | "THead" if not any(cell.type == "TH" for cell in tag.walk()):
                yield RuleFault("table", tag.page, quoted=reading.quote(tag))
            case "Table":
                yield from _cells(reading, table_grid(tag))


def _counts_by_hand(reading: AccessibilityContext, tag: Tag) -> bool:
    """Whether paragraphs that follow each other in an element begin with the labels of a list."""
    texts = [reading.tagged.text_of(kid) if kid.type == "P" else "" for kid in tag.tags]
    signs = [found[0] if (found := BY_HAND.match(text)) else "" for text in texts]
    counts = [_number(sign, "1") or _number(sign, "a") for sign in signs]
    follow = zip(itertools.pairwise(signs), itertools.pairwise(counts), strict=True)
    return any(sign and (after == before + 1 if before else sign == below) for (sign, below), (before, after) in follow)


def _labels(reading: AccessibilityContext, tag: Tag) -> Iterator[str]:
    """What is wrong with the labels of a list: an item without one, or labels that count otherwise than it says."""
    items = [item.tags for item in tag.tags if {"L"} != {kid.type for kid in item.tags}]
    labels = ["".join(reading.tagged.text_of(kid) for kid in kids if kid.type == "Lbl") for kids in items]
    numbering = tag.attributes.get("ListNumbering", "")
    numbers = [_number(label, COUNTED.get(numbering, "1")) for label in labels]
    known, counts = all(numbers), numbers == sorted(set(numbers))
    otherwise = not known and all(_number(label, "1") for label in labels)
    backwards = len(numbers) > 2 and numbers[::-1] == sorted(set(numbers))
    if not numbering and any(labels):
        yield phrase("part/labels-no-numbering")
    elif numbering in (*COUNTED, "Ordered") and not all(labels):
        yield phrase("part/labels-missing", items=len(labels), labels=sum(map(bool, labels)))
    elif numbering in COUNTED and (otherwise or (any(numbers) and not (known and (counts or backwards)))):
        yield phrase("part/labels-not-counting", labels=labels)
    elif numbering in UNCOUNTED and known and counts and len(labels) > 1 and not any(map(_NAMED.search, labels)):
        yield phrase("part/labels-counting", numbering=numbering)


def _number(label: str, style: str) -> int:
    """The number that a label stands for, by its last word; 0 for what is none."""
    return _numerals(style).get("".join(re.findall(r"\w+", label)[-1:]), 0)


@cache
def _numerals(style: str) -> dict[str, int]:
    return {numeral(style, number): number for number in range(1, LONGEST_LIST)}


def _cells(reading: AccessibilityContext, grid: tuple[GridCell, ...]) -> Iterator[RuleFault]:
    """Cells that make no whole grid, heads of nothing, and cells that name what is no head of theirs."""
    taken = Counter(place for cell in grid for place in cell.places)
    spans = [cell.tag.attributes.get(name, 1) for cell in grid for name in ("RowSpan", "ColSpan")]
    if len({*Counter(row for row, _ in taken).values()}) > 1 or max(taken.values(), default=1) > 1 or 0 in spans:
        yield RuleFault("rows", grid[0].tag.page)
    named = {name for cell in grid for name in cell.named}
    heads = {cell.tag.ident: cell for cell in grid if cell.tag.ident and cell.tag.type == "TH"}
    for cell in grid:
        text, page = reading.quote(cell.tag), cell.tag.page
        data = any(other.row == cell.row and other.tag.type == "TD" for other in grid)
        if cell.tag.type == "TH" and text == quoted("") and (cell.column or data):
            yield RuleFault("without-words", page)
        if cell.tag.type == "TH" and cell.tag.ident not in named:
            if cell.tag.attributes.get("Scope") not in ("Row", "Column", "Both"):
                yield RuleFault("header", page, quoted=text)
            elif not _heads(grid, cell):
                yield RuleFault("heads", page, text=text)
        for name in cell.named:
            head = heads.get(name)
            if head is None or head is cell or not (head.beside(cell) or head.above(cell)):
                yield RuleFault("names", page, text=text)


def _heads(grid: tuple[GridCell, ...], cell: GridCell) -> bool:
    """Whether a header cell has a cell to head that is no header cell of its own kind."""
    row, column = cell.heads("Row"), cell.heads("Column")
    beside = any(cell.beside(other) and other is not cell and not other.heads("Row") for other in grid)
    below = any(cell.above(other) and not other.heads("Column") for other in grid)
    return (row and beside) or (column and below) or not (row or column)


def _misplaced(tag: Tag) -> Iterator[RuleFault]:
    kinds = [kid.type for kid in tag.tags]
    if "Caption" in kinds and (tag.type in UNCAPTIONED or any(map(HEADING.fullmatch, kinds))):
        yield RuleFault("stands", tag.page, type="Caption", tag_type=tag.type)
    if (tag.type == "LI" and "Lbl" in kinds[1:]) or kinds.count("Caption") > 1 or "Caption" in kinds[1:-1]:
        yield RuleFault("turned", tag.page, type=tag.type)
    if tag.type not in CHILDREN:
        return
    for kid in tag.kids:
        if not isinstance(kid, Tag):
            yield RuleFault("loose", tag.page, type=tag.type)
        elif kid.type not in CHILDREN[tag.type]:
            yield RuleFault("stands", kid.page, type=kid.type, tag_type=tag.type)
