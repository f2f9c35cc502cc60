"""Meanings of blocks: captions, sources and credits, heads and totals of tables, numbers of lists, marks."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Sequence

from markdown.extensions.tables import TableProcessor

from brochurepress.source.markdown_checks import Context, figure_of
from brochurepress.source.sanitizer import CHARTS

LINE = "data-line"
"""The attribute that holds the line of an element, counted from 0, while its text is converted."""

ROW_HEADS = "row-heads"
"""The class that says that the first cell of each row heads it."""

ASIDES = frozenset({"callout", "side"})
"""Classes that make a quotation a text beside the text: one that stands out, one in the margin."""

MARKS = re.compile(r"\{:[ ]*([^\}\n ][^\n]*)\}\s*")
"""An attribute list on a line of its own: what it says goes for the block above it."""

NONE = ("–", "-", "")
"""What stands in a cell of which there is no figure."""

_BLOCKS = frozenset({"p", "ul", "ol", "dl", "table", "blockquote", "pre", "figure"})
_CAPTIONED = ("table", "blockquote", "img")
_RULE = re.compile(r"\s*:?-{2,}:?\s*")
_NUMBERS = re.compile(r"(\d+)\.\s")
_PREFIX = re.compile(r"(?:\s|>|[*+-]\s|\d+\.\s)*")
_YEAR = 1000


class CheckedTable(TableProcessor):
    """A table whose rows all have as many cells as its head: the library drops what is too much."""

    fault: Callable[..., None]
    """Adds the finding of a key at the line of a row, with its values."""

    def _build_row(self, row: str, parent: ET.Element, align: Sequence[str | None]) -> None:
        cells: list[str] = self._split_row(row)  # type: ignore[attr-defined]
        if len(cells) != len(align):
            self.fault("manuscript/table:uneven-rows", row, cells=len(cells), heads=len(align))
        elif "" in cells or any(cell.strip() == "^^" for cell in cells):
            self.fault("manuscript/table:merged-cells", row)
        super()._build_row(row, parent, align)  # type: ignore[misc]


def numbers_of(lines: Sequence[str]) -> dict[int, list[str]]:
    """The numbers of points that are written on each line, by the line (from 0)."""
    prefixes = ((number, _PREFIX.match(line)) for number, line in enumerate(lines))
    return {number: _NUMBERS.findall(found[0]) for number, found in prefixes if found}


def parted(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines with their numbers; attribute lists and captions are parted from the blocks they are said of."""
    above = ""
    for number, line in enumerate(lines):
        marks = bool(MARKS.fullmatch(line))
        if above.strip() and (marks or (re.match(r" ? ? ?:\s", line) and ("|" in above or above.startswith(">")))):
            yield number, ""
        yield number, line
        above = "" if marks else line
        if marks:
            yield number, ""


def give_meaning(root: ET.Element, context: Context, assign: Callable[[ET.Element, str], object]) -> None:
    """Gives the blocks of a text their meaning; `assign` sets an attribute list on an element."""
    for parent in list(root.iter()):
        if any(child.tag in ("p", "dl") for child in parent):
            _gather(parent, context, assign)
    for element in list(root.iter()):
        if element.tag == "table":
            _table(element, context)
            _chart(element, context)
        elif element.tag == "ol":
            _number(element, context)
        elif element.tag == "blockquote" and ASIDES.intersection(element.get("class", "").split()):
            element.tag = "aside"


def _line(element: ET.Element) -> int:
    return int(element.get(LINE, 0))


def _empty(element: ET.Element) -> bool:
    return not "".join(element.itertext()).strip() and element.find(".//img") is None


def _gather(parent: ET.Element, context: Context, assign: Callable[[ET.Element, str], object]) -> None:
    """Puts captions, sources and marks to the blocks above them."""
    kept: list[ET.Element] = []
    for child in list(parent):
        marks = MARKS.fullmatch(child.text or "") if child.tag == "p" and not len(child) else None
        if marks and kept:
            assign(kept[-1], marks[1])
            if (pictures := list(kept[-1].iter("img"))) and (treatment := kept[-1].attrib.pop("treatment", "")):
                pictures[0].set("treatment", treatment)
        elif marks:
            context.fault("manuscript/attribute:below-nothing", _line(child), child_text=child.text)
        elif child.tag == "dl":
            _take_pairs(kept, child, context)
        elif child.tag == "p" and (picture := _alone(child)) is not None and picture.get("title"):
            kept.append(_captioned(picture, [], context))
        else:
            kept.append(child)
    parent[:] = kept


def _alone(element: ET.Element) -> ET.Element | None:
    """The picture that is all an element holds, with what an attribute list says of it."""
    if len(element) != 1 or element[0].tag != "img" or (element.text or "").strip():
        return None
    return element[0] if not (tail := (element[0].tail or "").strip()) or MARKS.fullmatch(tail) else None


def _take_pairs(kept: list[ET.Element], pairs: ET.Element, context: Context) -> None:
    """Takes a list of terms apart: lines with a colon below a table, a quotation or a picture explain no term."""
    groups: list[tuple[list[ET.Element], list[ET.Element]]] = []
    for child in pairs:
        if not groups or (child.tag == "dt" and groups[-1][1]):
            groups.append(([], []))
        groups[-1][child.tag == "dd"].append(child)
    open_list: ET.Element | None = None
    for terms, texts in groups:
        picture = _alone(terms[0]) if len(terms) == 1 else None
        if picture is not None:
            kept.append(_captioned(picture, texts, context))
            open_list = None
        elif terms:
            if open_list is None:
                kept.append(open_list := ET.Element("dl", pairs.attrib))
            open_list.extend([*terms, *texts])
        elif kept and kept[-1].tag in _CAPTIONED:
            kept.append(_captioned(kept.pop(), texts, context))
        else:
            context.fault("manuscript/caption:explains-nothing", _line(texts[0]))


def _captioned(block: ET.Element, texts: list[ET.Element], context: Context) -> ET.Element:
    """A block with its caption or source, and its credit, each written on a line with a colon below it."""
    parts = [text[0] if len(text) == 1 and text[0].tag == "p" else text for text in texts]
    if title := block.attrib.pop("title", "") if block.tag == "img" else "":
        parts.insert(0, ET.Element("dd", {LINE: block.get(LINE, "0")}))
        parts[0].text = title
    if len(parts) > 2 or any(part.tag in _BLOCKS for text in parts for part in text):
        context.fault("manuscript/caption:too-long", _line(parts[-1]))
    caption = ET.Element("caption" if block.tag == "table" else "figcaption", {LINE: parts[0].get(LINE, "0")})
    for part, attributes in zip(parts, ({}, {"class": "credit"}), strict=False):
        span = ET.SubElement(caption, "span", {**attributes, LINE: part.get(LINE, "0")})
        span.text, span.tail = part.text, " "
        span.extend(part)
    span.tail = ""
    if block.tag == "table":
        block.insert(0, caption)
        return block
    figure = ET.Element("figure", {LINE: block.get(LINE, "0")})
    figure.extend([block, caption])
    return figure


def _table(table: ET.Element, context: Context) -> None:
    """Tells the cells that head rows and columns, and the rows behind a line of dashes, which hold totals."""
    classes = table.get("class", "").split()
    heads, body = list(table.iterfind("thead/tr/th")), table.find("tbody")
    if not heads or body is None:
        return
    row_heads = _empty(heads[0]) or ROW_HEADS in classes or bool(CHARTS.intersection(classes))
    if ROW_HEADS in classes:
        table.set("class", " ".join(name for name in classes if name != ROW_HEADS))
    for number, head in enumerate(heads):
        head.set("scope", "col")
        if _empty(head) and (number or len(heads) == 1):
            context.fault("manuscript/table:no-column-head", _line(head), number=number + 1)
    if _empty(heads[0]):
        heads[0].tag = "td"
        del heads[0].attrib["scope"]
    rows = list(body)
    rules = [at for at, row in enumerate(rows) if all(_RULE.fullmatch("".join(c.itertext())) for c in row)]
    if rules and (len(rules) > 1 or not 0 < rules[0] < len(rows) - 1):
        context.fault("manuscript/table:total", _line(rows[rules[-1]]))
    elif rules:
        foot = ET.SubElement(table, "tfoot", {LINE: rows[rules[0]].get(LINE, "0")})
        foot.extend(rows[rules[0] + 1 :])
        body[:] = rows[: rules[0]]
    for row in rows if row_heads else ():
        if _empty(row[0]) and not _empty(row):
            context.fault("manuscript/table:no-row-head", _line(row))
        row[0].tag = "th"
        row[0].set("scope", "row")


def _chart(table: ET.Element, context: Context) -> None:
    """Tells what a chart cannot be drawn of: cells without a figure, and parts of a whole below nothing."""
    name = next(iter(CHARTS.intersection(table.get("class", "").split())), "")
    cells = [(_line(row), cell) for row in table.iterfind("tbody/tr") for cell in row[1:]] if name else []
    for line, cell in cells:
        text = "".join(cell.itertext()).strip()
        figure = figure_of(text, context.decimal)
        if text not in NONE and figure is None:
            context.fault("manuscript/chart:no-figure", line, text=text)
        elif name == "stacked" and (figure or 0) < 0:
            context.fault("manuscript/chart:below-nothing", line, text=text)


def _number(points: ET.Element, context: Context) -> None:
    """Gives the points of a list the numbers that are written before them."""
    before: int | None = None
    points.attrib.pop("start", None)
    for point in points.iterfind("li"):
        line = _line(point)
        if not (written := context.numbers.get(line)):
            continue
        text = written.pop(0)
        number = int(text[:9])
        if number >= _YEAR or text != str(number):
            context.fault("manuscript/list:year", line, text=text, year=_YEAR - 1)
        elif number == before:
            context.fault("manuscript/list:same-number", line, number=number)
        if before is None and number != 1:
            points.set("start", str(number))
        elif before is not None and number != before + 1:
            point.set("value", str(number))
        before = number
