"""What a Word document says (ECMA-376, Part 1): its paragraphs, and by name all in them that is no plain text.

The reader is a closed world: each element and property is read, is in a list of those of no account, or is told.
"""

from __future__ import annotations

import itertools
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pydantic.dataclasses import dataclass as record

from brochurepress.exchange.comments import Answer, Comment
from brochurepress.exchange.word_package import Element, WordPackage
from brochurepress.findings import Finding, Place, Severity, info
from brochurepress.workspace import STRICT, Snapshot, bind

DEEPEST = 8
"""The last level of a list (ECMA-376, Part 1, 17.9.3), counted from 0."""

WIDEST = 63
"""Columns of a table, at most."""

_DRAWN = ("docPr", "txbxContent", "blip", "imagedata")
_SWITCHES = ("\\l", "\\o", "\\t")
"""What in a field of a link has a value of its own: bookmark, tip and window (ECMA-376, Part 1, 17.16.5.25)."""
RULES = "layouts/word/reading.toml"
LONGEST = 400
"""Characters of a document that one finding tells; what is longer is told by several."""


@record(frozen=True, config=STRICT)
class ReadingRules:
    """Names of Word's elements, properties and styles, by what becomes of them; `looks` by what they mean."""

    ignored: frozenset[str]
    passed: frozenset[str]
    plain: frozenset[str]
    kept: frozenset[str]
    looks: dict[str, str]


@dataclass(frozen=True)
class Run:
    """Words of one look: strong, emphasis, sub, sup, keep, fixed or lang=…; of a picture its alternative.

    One of the look note holds the number of a footnote.
    """

    words: str
    look: frozenset[str] = frozenset()
    link: str = ""
    picture: str = ""


@dataclass(frozen=True)
class WordBlock:
    """A paragraph, or a table by its rows of cells; `number` counts the paragraphs of the document from 1.

    `styles` are the names of its style and of those that it is based on, in lower case. In a list `form` is that of
    its number (bullet, decimal …), `count` the number, `depth` how deep it is nested. `marks` are the bookmarks round
    its words.
    """

    number: int
    styles: tuple[str, ...] = ()
    runs: tuple[Run, ...] = ()
    form: str = ""
    count: int = 0
    depth: int = 0
    rows: tuple[tuple[tuple[WordBlock, ...], ...], ...] = ()
    marks: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Its words as they are read, spaces made one."""
        return " ".join("".join(run.words for run in self.runs).split())


@dataclass
class _Field:
    """A field that is open: its instruction, and from its result on the address that it links to ("" for none)."""

    instruction: str = ""
    address: str | None = None


@dataclass(frozen=True)
class _Level:
    """A level of a list: what counts it, its form, first number and text, and whether its list counts anew."""

    key: str
    form: str = "bullet"
    start: int = 1
    text: str = ""
    restarts: bool = False


@dataclass
class WordReader:
    """Reads one document; `findings` tell what has no home as it is, `remarks` are what people said of it.

    `notes` are the words of its footnotes, by the number that stands in their place. Tracked changes are taken as
    accepted; with `changes` each is told and a remark besides. Raises Rejected for parts that are no XML.
    """

    snapshot: Snapshot
    package: WordPackage
    changes: bool = False
    findings: list[Finding] = field(default_factory=list)
    remarks: list[Comment] = field(default_factory=list)
    notes: dict[str, tuple[Run, ...]] = field(default_factory=dict)
    number: int = 0

    def __post_init__(self) -> None:
        self.rules = bind(self.snapshot.fields(RULES), ReadingRules, "layout")
        part, beside = self.package.part, self.package.beside
        self._main, self._targets = part(self.package.main), self.package.targets(self.package.main)
        self._ends = {each.get("id") for each in self._main.iter("bookmarkEnd")}
        self._default = part(beside("styles"))
        self._styles = {each.get("styleId", ""): each for each in self._default.iter("style")}
        self._notes = {
            (f"{kind}Reference", note.get("id")): note
            for kind in ("footnote", "endnote", "comment")
            for note in part(beside(f"{kind}s")).iter(kind)
        }
        self._lists, self._counts = _lists(part(beside("numbering")), self._styles), dict[tuple[str, int], int]()
        self._restarted = set[tuple[str, int]]()
        self._blocks, self._runs, self._look = list[WordBlock](), list[Run](), frozenset[str]()
        self._chained = list[Element]()
        self._marks, self._begun, self._open = list[str](), list[str](), dict[str, str]()
        self._fields, self._remarked, self._tracked = list[_Field](), dict[str, str](), 0
        self._threads = {each.get("paraId"): each.attrib for each in part(beside("commentsExtended"))}
        self._threaded = dict[str | None, int]()
        self.language = self._language()

    def read(self) -> tuple[WordBlock, ...]:
        """The paragraphs and tables of the document; then what stands outside its text is told."""
        for body in self._main.iter("body"):
            self._walk(body, "")
        if self._runs:  # the end of the last paragraph is deleted
            self._blocks.append(WordBlock(self.number, runs=_joined(self._runs)))
        for note in self._notes.values():  # nothing refers to them
            self.tell("note", " ".join(map(_text, note.iter("p"))))
        for name in sorted(self.package.parts):
            if re.fullmatch(r"word/(header|footer)\d*\.xml", name):
                self.tell("header", _text(self.package.part(name)))
        if self._tracked and not self.changes:
            self.findings.append(info("word/told:changes", Place(self.package.file), count=self._tracked))
        return tuple(self._blocks)

    def tell(self, case: str, words: str, /, **values: object) -> None:
        """Tells of words of the paragraph that have no home as they are, all of them."""
        severity = Severity.INFO if case in self.rules.kept else Severity.WARNING
        place = Place(self.package.file, self.number)
        for part in textwrap.wrap(words, LONGEST, break_on_hyphens=False):
            self.findings.append(Finding.of(severity, f"word/told:{case}", place, words=part, **values))

    def _language(self) -> str:
        """The language of most letters, such as nl-NL."""
        default = next((each.get("val", "") for each in self._default.iter("lang")), "")
        letters = Counter({default: 1})
        for run in self._main.iter("r"):
            letters[_value("rPr/lang", run) or default] += len(_text(run))
        return letters.most_common(1)[0][0]

    def _walk(self, parent: Element, link: str) -> None:
        """Reads what an element holds, within a link or outside one."""
        for element in parent:
            if read := _READ.get(element.tag):
                read(self, element, link)
            elif element.tag in self.rules.passed:
                self._walk(element, link)
            elif element.tag not in self.rules.ignored:
                self.tell("element", self._held(element) or element.get("char") or "…", name=element.tag)

    def _held(self, element: Element) -> str:
        """All words in an element and in the parts that it refers to, such as those of a chart; else their names."""
        keys = (each.get(key, "") for each in element.iter() for key in ("id", "dm"))
        names = (self._targets[key][0] for key in keys if key in self._targets)
        texts = (_text(self.package.part(name), " ") if name.endswith(".xml") else name for name in names)
        return " ".join(filter(None, (_text(element), *texts)))

    def _chain(self, style: str) -> list[Element]:
        """A style and those that it is based on."""
        chain: list[Element] = []
        while (found := self._styles.get(style)) is not None and found not in chain:
            chain.append(found)
            style = _value("basedOn", found)
        return chain

    def _paragraph(self, paragraph: Element, link: str) -> None:
        self.number += 1
        self._chained = self._chain(_value("pPr/pStyle", paragraph))
        chain = [paragraph, *self._chained]
        self._untold(paragraph, "pPr", "")
        self._walk(paragraph, link)
        while self._fields and self._fields[-1].address is None:
            self._field_end()
        ends = [paragraph.find(f"pPr/{name}") is not None for name in ("rPr/del", "rPr/moveFrom", "framePr[@dropCap]")]
        self._tracked += any(ends[:2])
        if any(ends):
            return  # its end is deleted, or it is the large letter of the next: it runs on into that
        outline = _value("pPr/outlineLvl", *chain)
        names = [*map(_name, self._chained), *([f"outline {int(outline) + 1}"] if outline in [*"012345678"] else [])]
        point = self._point(chain, names)
        if any(run.words.strip() or run.picture for run in self._runs):
            marks = tuple(dict.fromkeys(self._marks or self._begun))
            self._blocks.append(WordBlock(self.number, tuple(names), _joined(self._runs), *point, marks=marks))
        self._runs, self._marks, self._begun = [], [], []

    def _point(self, chain: list[Element], names: list[str]) -> tuple[str, int, int]:
        """Form, number and depth of a paragraph of a list, by itself or by its style."""
        listed, level = (_value(f"pPr/numPr/{name}", *chain) for name in ("numId", "ilvl"))
        if listed in ("", "0"):
            return "", 0, 0
        by_name = re.search(r" ([2-9])$", names[0]) if names and not level else None
        depth = int(by_name[1]) - 1 if by_name else min(_number(level), DEEPEST)
        of = self._lists.get((listed, depth), _Level(listed))
        if of.restarts and (listed, depth) not in self._restarted:
            self._counts.pop((of.key, depth), None)
        self._restarted.add((listed, depth))
        self._counts = {key: count for key, count in self._counts.items() if key[0] != of.key or key[1] <= depth}
        self._counts[of.key, depth] = self._counts.get((of.key, depth), of.start - 1) + 1
        if re.search(r"[^\W\d_]", of.text) and of.form not in ("bullet", "none"):
            self.tell("number", "".join(run.words for run in self._runs), number=of.text)
        return of.form, self._counts[of.key, depth], depth

    def _table(self, table: Element, link: str) -> None:
        outer, number, rows = self._blocks, self.number + 1, []
        for each in table.findall("tblPr/*"):
            if each.tag in ("tblCaption", "tblDescription"):
                self.tell("element", each.get("val", ""), name=each.tag)
        if table.find(".//tblHeader") is None:
            self.findings.append(info("word/told:header-row", Place(self.package.file, self.number + 1)))
        for row in _direct(table, "tr"):
            if row.find("trPr/del") is not None:
                self._tracked += 1
                continue
            cells: list[tuple[WordBlock, ...]] = [()] * _columns("trPr/gridBefore", row)
            for cell in _direct(row, "tc"):
                self._blocks = []
                self._walk(cell, link)
                words = " ".join(map(_text, cell.iter("p")))
                if any(cell.find(f"tcPr/{name}") is not None for name in ("gridSpan", "vMerge", "hMerge")):
                    self.tell("merged", words)
                if len(self._blocks) > 1 or any(block.rows for block in self._blocks):
                    self.tell("cell", words)
                cells += [tuple(self._blocks), *[()] * (_columns("tcPr/gridSpan", cell) - 1)]
            rows.append(tuple(cells))
        self._blocks = [*outer, *([WordBlock(number, rows=tuple(rows))] if rows else [])]

    def _mark(self, element: Element, link: str) -> None:
        """Opens a bookmark; one of which a program wrote two starts and one end ends where it starts again."""
        name = element.get("name", "")
        self._open = {key: each for key, each in self._open.items() if each != name or key in self._ends}
        self._open[element.get("id", "")] = name
        self._begun.append(name)

    def _change(self, element: Element, link: str) -> None:
        """A tracked change, taken as accepted."""
        kept = element.tag in ("ins", "moveTo")
        self._tracked += 1
        if self.changes and _text(element).strip():
            self.tell(f"change-{'in' if kept else 'out'}", _text(element), author=element.get("author", ""))
            kind = "Caret" if kept else "StrikeOut"
            self.remarks.append(self._remark(element, kind, _text(element), self.findings[-1].message))
        if kept:
            self._walk(element, link)

    def _hyperlink(self, element: Element, link: str) -> None:
        target, anchor = self._targets.get(element.get("id", ""), ("", True))[0], element.get("anchor", "")
        self._walk(element, f"{target}#{anchor}" if anchor else target or link)

    def _address(self, instruction: str) -> str:
        """The address of a field that is a link; any other is told."""
        words = [found[1] or found[2] or "" for found in re.finditer(r'"([^"]*)"|(\S+)', instruction)]
        if words and words[0].upper() == "HYPERLINK":
            pairs = [(switch, each) for switch, each in itertools.pairwise(words) if not each.startswith("\\")]
            given = {switch if switch in _SWITCHES else "": each for switch, each in pairs}
            return given.get("", "") + ("#" + given["\\l"] if "\\l" in given else "")
        self.tell("field", instruction)
        return ""

    def _field_sign(self, element: Element, link: str) -> None:
        """The begin, the instruction, the middle or the end of a field."""
        kind = element.get("fldCharType")
        if kind == "begin":
            self._fields.append(_Field())
        elif self._fields and kind == "separate":
            self._fields[-1].address = self._address(self._fields[-1].instruction)
        elif self._fields and kind == "end":
            self._field_end()
        elif self._fields:
            self._fields[-1].instruction += element.text or ""

    def _field_end(self) -> None:
        """The end of a field; of one without a result, such as a mark for an index, the instruction is told."""
        if (ended := self._fields.pop()).address is None:
            self.tell("element", ended.instruction.strip(), name="field")

    def _run(self, run: Element, link: str) -> None:
        styles = self._chain(_value("rPr/rStyle", run))
        if _is("rPr/vanish", run, *styles, *self._chained):
            self.tell("hidden", _text(run))
            return
        link = next((each.address for each in reversed(self._fields) if each.address), link)
        names, looks = [*map(_name, styles)], self.rules.looks
        look = {looks[each] for each in (*names, _value("rPr/vertAlign", run, *styles)) if each in looks}
        for tag in ("b", "i"):
            if (found := _first(f"rPr/{tag}", run, *styles)) is not None:
                (look.add if _set(found) else look.discard)(looks[tag])
        turned = _is("rPr/rtl", run, *styles) and _value("rPr/lang", run, of="bidi")  # from right to left
        language = (turned or _value("rPr/lang", run)).split("-")[0]
        if language and language != self.language.split("-")[0] and re.search(r"[^\W\d_]", _text(run)):
            look.add(f"lang={language}")
        if names and not {*names} & (self.rules.plain | looks.keys()):
            self.tell("style", _text(run), style=names[0])
        self._untold(run, "rPr", "u" if link else "")
        self._look = frozenset(look)
        self._walk(run, link)

    def _untold(self, element: Element, properties: str, known: str) -> None:
        """Tells of properties that have a meaning and no home."""
        for each in element.findall(f"{properties}/*"):
            if (name := each.tag) not in {*self.rules.ignored, known} and _set(each):
                self.tell("look", _text(element), look=name)

    def _remark(self, element: Element, kind: str, on: str, text: str) -> Comment:
        author, date = element.get("author", ""), element.get("date", "")[:16].replace("T", " ")
        return Comment(self.number, kind, author, date, text, on=" ".join(on.split()))

    def _comment(self, note: Element, on: str) -> None:
        """A comment; an answer goes to the one that it answers ([MS-DOCX], commentEx)."""
        paragraphs = [*note.iter("p")]
        own = next((each.get("paraId") for each in reversed(paragraphs)), None)
        said, thread = self._remark(note, "Text", on, " ".join(map(_text, paragraphs))), self._threads.get(own, {})
        at = self._threaded.get(thread.get("paraIdParent", ""))
        if at is None:
            self._threaded[own] = len(self.remarks)
            self.remarks.append(replace(said, done=thread.get("done") in ("1", "true", "on")))
        else:
            answer = Answer(author=said.author, date=said.date, text=said.text)
            self.remarks[at] = replace(self.remarks[at], answers=(*self.remarks[at].answers, answer))

    def _note(self, element: Element, link: str) -> None:
        """A footnote, an endnote or a comment, where the text refers to it."""
        name, key = element.tag, element.get("id", "")
        if (note := self._notes.pop((name, key), None)) is None:
            return
        if name[0] == "c":
            self._comment(note, self._remarked.pop(key, ""))
            return
        held = self._blocks, self._runs, self._marks, self._begun, self.number, self._targets, self._chained
        part = self.package.beside(f"{name[:-9]}s")
        self._blocks, self._runs, self._targets = [], [], self.package.targets(part)
        self._walk(note, "")
        runs = [run for block in flat(self._blocks) for run in (*block.runs, Run(" "))]
        self._blocks, self._runs, self._marks, self._begun, self.number, self._targets, self._chained = held
        self.notes[number := str(len(self.notes) + 1)] = _joined(runs)
        self._runs.append(Run(number, frozenset({"note"}), link))

    def _drawing(self, element: Element, link: str) -> None:
        """Pictures with their alternative; words of text boxes and drawings are told."""
        inner = {name: [*element.iter(name)] for name in _DRAWN}
        for box in inner["txbxContent"]:
            self.tell("text-box", " ".join(map(_text, box.iter("p"))))
        about = inner["docPr"][0].attrib if inner["docPr"] else {}
        shapes = (each.get("alt") for each in element.iter() if each.get("alt"))
        alternative: str = about.get("descr") or about.get("title") or next(shapes, None) or ""
        links = (self._targets.get(each.get("id", "")) for each in element.iter("hlinkClick"))
        link = next((target for target, _ in filter(None, links)), link)
        for picture in (*inner["blip"], *inner["imagedata"]):
            key = next(filter(None, (picture.get(name) for name in ("embed", "link", "id"))), "")
            target, outside = self._targets.get(key, ("", True))
            if outside or target not in self.package.parts:
                self.tell("picture", f"{alternative} {target}".strip() or "…")
            else:
                self._runs.append(Run(alternative, link=link, picture=target))
        if any(value.strip("0%") for each in element.iter("srcRect") for value in each.attrib.values()):
            self.tell("cropped", alternative or "…")
        if not any(inner[name] for name in _DRAWN[1:]):
            self.tell("drawing", " ".join(filter(None, (alternative, self._held(element)))) or "…")

    def _alternate(self, element: Element, link: str) -> None:
        """The same in several forms for newer and older programs: the first that is known is read."""
        known = (each for each in element if any(child.tag in _READ for child in each))
        self._walk(next(known, element), link)

    def _sign(self, element: Element, link: str) -> None:
        """Words, or what stands for a sign."""
        words = _SIGNS[element.tag](element)
        if waiting := [each for each in self._fields if each.address is None]:
            waiting[-1].instruction += words  # what a field shows within the instruction of another
            return
        if symbols := re.findall("[\ue000-\uf8ff]", words):
            self.tell("element", " ".join(f"U+{ord(each):04X}" for each in symbols), name="sym")
            words = re.sub("[\ue000-\uf8ff]", "", words)
        self._marks += self._open.values() if words.strip() else ()
        self._remarked = {key: on + words for key, on in self._remarked.items()}
        self._runs.append(Run(words, self._look, link))


_SIGNS: dict[str, Callable[[Element], str]] = {
    "t": lambda element: element.text or "",
    **dict.fromkeys(("tab", "ptab"), lambda element: " "),
    "noBreakHyphen": lambda element: "\u2011",
    "softHyphen": lambda element: "\u00ad",
    "br": lambda element: " " if element.get("type") in ("page", "column") else "\n",
    "cr": lambda element: "\n",
}
"""What elements of a run are as characters."""

_READ: dict[str, Callable[[WordReader, Element, str], object]] = {
    "p": WordReader._paragraph,
    "tbl": WordReader._table,
    "r": WordReader._run,
    "hyperlink": WordReader._hyperlink,
    "fldSimple": lambda reader, field, link: reader._walk(field, reader._address(field.get("instr", "")) or link),
    "bookmarkStart": WordReader._mark,
    "bookmarkEnd": lambda reader, mark, link: reader._open.pop(mark.get("id", ""), None),
    "commentRangeStart": lambda reader, mark, link: reader._remarked.update({mark.get("id", ""): ""}),
    "oMath": lambda reader, element, link: reader.tell("equation", _text(element)),
    **dict.fromkeys(("ins", "moveTo", "del", "moveFrom"), WordReader._change),
    **dict.fromkeys(("fldChar", "instrText"), WordReader._field_sign),
    **dict.fromkeys(("footnoteReference", "endnoteReference", "commentReference"), WordReader._note),
    "AlternateContent": WordReader._alternate,
    **dict.fromkeys(("drawing", "pict", "object"), WordReader._drawing),
    **dict.fromkeys(_SIGNS, WordReader._sign),
}
"""How elements are read, by name."""


def flat(blocks: Sequence[WordBlock]) -> Iterator[WordBlock]:
    """Paragraphs with those in cells of tables."""
    for block in blocks:
        yield block
        yield from (each for row in block.rows for cell in row for each in flat(cell))


def _joined(runs: list[Run]) -> tuple[Run, ...]:
    """Runs of the same look and link made one."""
    held = (run for run in runs if run.words or run.picture)
    alone = ((run, id(run) if run.picture or "note" in run.look else 0) for run in held)
    groups = itertools.groupby(alone, lambda pair: (replace(pair[0], words=""), pair[1]))
    return tuple(replace(run, words="".join(each.words for each, _ in group)) for (run, _), group in groups)


def _lists(numbering: Element, styles: Mapping[str, Element]) -> dict[tuple[str, int], _Level]:
    """Each level of each list, by the list and the level."""
    abstract = {each.get("abstractNumId", ""): each for each in numbering.iter("abstractNum")}
    of = {each.get("numId", ""): _value("abstractNumId", each) for each in numbering.iter("num")}
    lists = dict[tuple[str, int], _Level]()
    for listed in numbering.iter("num"):
        key = of[listed.get("numId", "")]
        if styled := styles.get(_value("numStyleLink", abstract.get(key, listed))):
            key = of.get(_value("pPr/numPr/numId", styled), key)
        restarts = {_number(each.get("ilvl", "")): _value("startOverride", each) for each in listed}
        for level in (*abstract.get(key, listed).iter("lvl"), *listed.iter("lvl")):
            at = _number(level.get("ilvl", ""))
            form, first = _value("numFmt", level) or "bullet", restarts.get(at) or _value("start", level) or "1"
            own = _Level(key, form, _number(first), _value("lvlText", level), bool(restarts.get(at)))
            lists[listed.get("numId", ""), at] = own
    return lists


def _direct(element: Element, name: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, those in content controls included."""
    for child in element:
        if child.tag == name:
            yield child
        elif child.tag in ("sdt", "sdtContent", "customXml"):
            yield from _direct(child, name)


def _number(text: str) -> int:
    return int(text[:9]) if text.isdecimal() else 0


def _columns(path: str, element: Element) -> int:
    return min(_number(_value(path, element)), WIDEST)


def _name(style: Element) -> str:
    return _value("name", style).lower()


def _first(path: str, *chain: Element) -> Element | None:
    """A property by its path, of the first of these elements that has it."""
    return next((found for each in chain if (found := each.find(path)) is not None), None)


def _value(path: str, *chain: Element, of: str = "val") -> str:
    """The value of such a property; "" where it is not there."""
    found = _first(path, *chain)
    return "" if found is None else found.get(of, "")


def _is(path: str, *chain: Element) -> bool:
    """Whether such a property is there and not turned off."""
    return (found := _first(path, *chain)) is not None and _set(found)


def _set(element: Element) -> bool:
    return element.get("val", "true") not in ("0", "false", "off", "none", "baseline")


def _text(element: Element, between: str = "") -> str:
    """All words in an element: of text, of what is deleted, of equations, of cells of charts, of shapes of letters."""
    pieces = (each for each in element.iter() if each.tag in ("t", "delText", "v", "textpath"))
    return between.join(each.text or each.get("string") or "" for each in pieces)
