"""Word in: the sections of an edition from a Word document, by a table of the layouts, and all that found no home."""

import fnmatch
import json
import re
import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from pydantic.dataclasses import dataclass as record

from brochurepress import workspace
from brochurepress.exchange.reviews import review_of, to_toml
from brochurepress.exchange.word_package import read_package
from brochurepress.exchange.word_reader import Run, WordBlock, WordReader, flat
from brochurepress.exchange.writing import put
from brochurepress.findings import Finding, Place, Rejected, Severity, error, refuse
from brochurepress.source import VARIANTS, as_markdown, known_editions, read_section_types, read_sources

TABLE = "layouts/import.toml"
"""Which style of a Word document becomes what."""

_MARKS = {"strong": "**", "emphasis": "*", "sub": "~", "sup": "^"}
_LETTERS = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
_CORE = {"title": "title", "subtitle": "description", "author": "creator", "date": "modified"}
"""Keys of an edition, and the properties of a document that say the same."""


@record(frozen=True, kw_only=True, config=workspace.STRICT)
class StyleRow:
    """Where paragraphs of some styles go: a section that they open or turn into a type, a field of it, or a block."""

    names: tuple[workspace.RequiredText, ...]
    opens: workspace.Slug | None = None
    type: workspace.Slug | None = None
    field: workspace.Slug | None = None
    block: workspace.Slug = "text"
    level: int = 1


@record(frozen=True, config=workspace.STRICT)
class _Table:
    edition: dict[str, Any]
    styles: tuple[StyleRow, ...]


@dataclass
class _Draft:
    """A section as it is put together: type, fields, and the blocks of its text with their kinds."""

    type: str
    fields: dict[str, str] = field(default_factory=dict)
    body: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def import_word(
    project: workspace.Project, path: Path, name: str = "", kit: Path | None = None, changes: bool = False
) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """The files that a Word document becomes in an edition, and what is told; nothing is written.

    The edition, by default one of the name of the document, is begun where there is none. `kit` is a root whose table
    of styles is taken; with `changes` each tracked change is told. Raises Rejected for a document that cannot be read
    and for a faulty table.
    """
    snapshot, name = workspace.Snapshot(project), name or _slug(path.stem)
    table = workspace.bind(workspace.Snapshot(workspace.Project(kit or project.root)).fields(TABLE), _Table, "layout")
    reader = WordReader(snapshot, read_package(path), changes)
    assembly = _Assembly(snapshot, table, reader)
    for block in reader.read():
        assembly.add(block)
    files = {f"source/{name}/{file}": content for file, content in assembly.files(name).items()}
    return files, (*reader.findings, *_edits(project, name, files))


def write_import(project: workspace.Project, files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Writes new files of an edition, all or none. Raises Rejected where one of them is there already."""
    with workspace.opened(project.root) as folder:
        refuse(error("word/there", Place(file)) for file in files if (project.root / file).exists())
        return tuple(put(folder, "import", files))


class _Assembly:
    """Puts the paragraphs of a document into sections, one after the other."""

    def __init__(self, snapshot: workspace.Snapshot, table: _Table, reader: WordReader) -> None:
        self.snapshot, self.table, self.reader = snapshot, table, reader
        self.models = read_section_types(snapshot).models
        self.opening = next((row for row in reversed(table.styles) if row.opens and row.field), StyleRow(names=()))
        self.sections: list[_Draft] = []
        self.pictures: dict[str, str] = {}
        self.notes: list[str] = []
        self.last, self.became = "", dict[int, tuple[int, str]]()
        """What the last paragraph became; and each by its number, with the section that it went into."""

    def add(self, block: WordBlock) -> None:
        """Puts a paragraph or a table where its style says."""
        self.reader.number, self.last = block.number, ""
        row, unknown = self._row(block.styles)
        if not self.sections and not (block.rows or row.opens or row.field) and len(block.words) < 80:
            self.reader.tell("heading", block.words)
            row, unknown = self.opening, ""
        if block.form not in ("", "bullet", "none") and (row.field or row.block == "heading"):
            self.reader.tell("number", block.words, number=f"{block.count}.")
        if block.rows:
            rows = self.last = self._rows(block)
            self._block("table", rows)
        elif row.block == "left-out":
            self.reader.tell("left-out", block.words, style=row.names[0])
        elif row.opens and row.field:
            self.sections.append(_Draft(row.opens, {row.field: self.markdown(block.runs, "\n", plain=True)}))
        elif row.field and self._takes(row):
            held, lines = self.sections[-1].fields, self.markdown(block.runs, "\n")
            held[row.field] = f"{held[row.field]}\n{lines}" if row.field in held else lines
        elif block.form and row.block != "heading":
            sign = f"{block.count}." if block.form not in ("bullet", "none") else "-"
            self._block(f"list {block.form}", f"{'    ' * block.depth}{sign} {self.markdown(block.runs, ' ')}")
        else:
            self._text(block, row, unknown)
        self.became[block.number] = max(len(self.sections) - 1, 0), self.last

    def _row(self, styles: tuple[str, ...]) -> tuple[StyleRow, str]:
        """The row of a style, or of the nearest that it is based on; and the name of a style that has none."""
        for style in styles:
            for row in self.table.styles:
                if any(fnmatch.fnmatchcase(style, name) for name in row.names):
                    return row, styles[0] if row.block == "text" and not row.field and style != styles[0] else ""
        return StyleRow(names=()), next(iter(styles), "")

    def _takes(self, row: StyleRow) -> bool:
        """Whether a section takes the field of a row; one of its type is begun where the row names one."""
        known = {name: {each.name for each in fields(model)} for name, model in self.models.items() if model}
        last = self.sections[-1] if self.sections else _Draft("")
        if row.type and last.type != row.type:
            if last.body or not last.type or not {*last.fields} <= known.get(row.type, set()):
                self.sections.append(_Draft(row.type))
            self.sections[-1].type = row.type
        return str(row.field).replace("-", "_") in known.get(self.sections[-1].type, ()) if self.sections else False

    def _text(self, block: WordBlock, row: StyleRow, unknown: str) -> None:
        """Puts a paragraph into the text of the last section."""
        above = self.sections[-1].body[-1][0] if self.sections and self.sections[-1].body else ""
        strays = row.field or (row.block == "caption" and above not in ("table", "picture"))
        kind = "text" if strays else row.block
        if unknown or kind != row.block:
            self.reader.tell("style", block.words, style=unknown or row.names[0])
        words = self.markdown(block.runs, "  \n", plain=kind == "heading")
        if kind == "heading":
            words = f"{'#' * row.level} {words}".replace("  \n", " ")
        elif kind in ("quote", "caption"):
            words = f"> {words}".replace("\n", "\n> ") if kind == "quote" else f": {words}".replace("  \n", " ")
        elif all(run.picture for run in block.runs):
            kind = "picture"
        elif len(block.words) < 80 and all("strong" in run.look for run in block.runs if run.words.strip()):
            self.reader.tell("heading", block.words)
        elif re.match(r"([•·–—*-]|\d+[.)]|[a-z]\))\s", block.words):
            self.reader.tell("list", block.words)
        self._block(kind, words)

    def _block(self, kind: str, words: str) -> None:
        """Adds a block to the text of the last section, or of a new one where that has no text below it."""
        last = self.models.get(self.sections[-1].type) if self.sections else None
        if not self.sections or (last and last.traits.body == "none"):
            self.sections.append(_Draft(self.opening.opens or ""))
        self.sections[-1].body.append((kind, words))
        self.sections[-1].notes += self.notes
        self.notes = []

    def markdown(self, runs: tuple[Run, ...], line_end: str, plain: bool = False) -> str:
        """Runs as Markdown that shows them letter for letter; `plain` leaves out what a heading cannot have."""
        text = ""
        for run, after in zip(runs, (*runs[1:], Run("")), strict=False):
            if "note" in run.look:
                text += self._note(run.words, plain or line_end == "\n")
                continue
            if run.picture:
                if run.link:
                    self.reader.tell("picture-link", run.words or "…", address=run.link)
                text += f"![{as_markdown(run.words, False, '')}]({self._picture(run.picture)})"
                continue
            if run.link.startswith("#"):
                self.reader.tell("inner-link", run.words, anchor=run.link[1:])
                run = replace(run, link="")
            core = run.words.strip()
            lead, _, tail = run.words.partition(core) if core else (run.words, "", "")
            opens = not text.rpartition("\n")[2].strip()
            text += lead + (_marked(core, run, plain, opens, tail or after.words[:1]) if core else "") + tail
        self.last = re.sub(r"[ \t]*\n[ \t]*", line_end, text.strip())
        return self.last

    def _note(self, number: str, untaken: bool) -> str:
        """A footnote; one of a heading or a field is told."""
        last, words = self.last, self.markdown(self.reader.notes[number], " ")
        self.last = last
        if untaken:
            self.reader.tell("note", words)
            return ""
        self.notes.append(f"[^{number}]: {words}")
        return f"[^{number}]"

    def _picture(self, part: str) -> str:
        """The file of a picture in the edition's folder: the document's own name for it is not taken."""
        name = f"pictures/{_slug(Path(self.reader.package.file).stem)}-{len(self.pictures) + 1}"
        return self.pictures.setdefault(part, name + re.sub("[^a-z0-9.]", "", PurePosixPath(part).suffix.lower()))

    def _rows(self, block: WordBlock) -> str:
        """A table in Markdown: rows as long as the longest, each cell in one line with the words of tables in it."""
        cells = [[(self.markdown(each.runs, " ") for each in flat(cell)) for cell in row] for row in block.rows]
        rows = [[" ".join(filter(None, words)) for words in row] for row in cells]
        width = max(map(len, rows), default=0)
        lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
        return "\n".join([*lines[:1], f"|{'---|' * width}", *lines[1:]])

    def files(self, name: str) -> dict[str, bytes]:
        """The files of the edition; its own file only where there is none yet, numbers after those that are there."""
        there = [file.rpartition("/")[2] for file in self.snapshot.listing(f"source/{name}/*.md")]
        first = max((int(found[0]) for found in (re.match(r"\d+", file) for file in there) if found), default=0)
        taken, made = Counter(re.sub(r"^\d+-|\.md$", "", file) for file in there), dict[str, bytes]()
        for number, section in enumerate(self.sections, first + 1):
            slug, model = _slug(section.fields.get("title") or section.type), self.models.get(section.type)
            taken[slug] += 1
            own = slug if taken[slug] == 1 else f"{slug}-{taken[slug]}"
            level = {} if number > 1 or (model and model.traits.heading == 1) else {"level": 1}
            front = {"type": section.type, **level, **section.fields}
            body = [*section.body, *(("note", note) for note in section.notes)]
            made[f"{number}-{own}.md"] = _section(front, body).encode()
        made |= self._reviews(name, made)
        if name not in known_editions(self.snapshot):
            made["edition.toml"] = self._edition(name).encode()
        return made | {file: self.reader.package.parts[part] for part, file in self.pictures.items()}

    def _reviews(self, name: str, files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
        """What people said of the document, each as a comment at the line that its paragraph became."""
        for remark in self.reader.remarks:
            number = max((each for each in self.became if each <= remark.page), default=0)
            file, words = self.became.get(number, (0, ""))
            text = files[[*files][file]].decode() if words else ""
            at, on = text.find(words.split("\n")[0]), words.find(remark.on)
            line = text.count("\n", 0, max(at, 0)) + 1 + words.count("\n", 0, max(on, 0))
            place = f"source/{name}/{[*files][file]}:{line}" if words else ""
            own, review = review_of(remark, self.reader.package.file, place, words)
            yield f"{workspace.REVIEWS}/{own}", to_toml(review).encode()

    def _edition(self, name: str) -> str:
        """What the document says of itself, as the file of an edition; the rest stands in the table."""
        core = self.reader.package.part("docProps/core.xml")
        told = {key: " ".join((core.findtext(name) or "").split()) for key, name in _CORE.items()}
        first = " ".join(self.sections[0].fields.values()) if self.sections else ""
        day, told["language"] = told.pop("date")[:10], self.reader.language
        told |= {"title": told["title"] or " ".join(first.split()), **self.table.edition}
        lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in told.items() if value]
        lines += [f"date = {day}"] if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else []
        names = [each for each in self.table.edition.get("variants", ()) if each in VARIANTS]
        files = [f'{each} = "{name}-{each}{VARIANTS[each].ending}"' for each in names]
        return "\n".join([*lines, "", "[files]", *files, ""])


def _marked(core: str, run: Run, plain: bool, opens: bool, following: str) -> str:
    """Words with the marks of their look and link; an address that shows itself stands alone."""
    if run.link and core.rstrip("/") in {run.link.partition(start)[2].rstrip("/") for start in ("mailto:", "https://")}:
        return core
    if run.link and core.rstrip("/") == run.link.rstrip("/") and core.startswith("https:"):
        return f"<{core}>"
    whole = re.fullmatch(r"[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*", run.link)
    link = run.link if whole else re.sub(r"[\s()<>]", lambda sign: f"%{ord(sign[0]):02X}", run.link)
    shown = "\n".join(as_markdown(line, opens or at > 0, following) for at, line in enumerate(core.split("\n")))
    looks = [] if plain else [mark for look, mark in _MARKS.items() if look in run.look]
    language = next((look.partition("=")[2] for look in run.look if look.startswith("lang=")), "")
    shown = f"[{shown}]({link})" if link else f"[{shown}]" if language and not looks else shown
    for mark in looks:
        shown = f"{mark}{shown}{mark}"
    return f"{shown}{{: lang={language} }}" if language and not run.link else shown


def _section(front: Mapping[str, Any], body: list[tuple[str, str]]) -> str:
    """A section file: fields of several lines keep them, points of a list stand close together."""
    text = "---\n"
    for key, value in front.items():
        lines = str(value).split("\n")
        text += "\n  ".join([f"{key}: |", *lines]) + "\n" if lines[1:] else workspace.write_yaml({key: value})
    text, last = f"{text}---\n", ""
    for kind, words in [*body, ("", "")]:
        close = last and ((kind == last and kind.startswith("list")) or kind == "caption")
        letter = _LETTERS.get(last.removeprefix("list ")) if kind != last else None
        gap = "\n" if close or not kind else "\n\n" if last else ""
        text += (f"\n{{: type={letter} }}" if letter else "") + gap + words
        last = kind
    return text.rstrip("\n") + "\n"


def _edits(project: workspace.Project, name: str, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """What the press refuses of the edition as it will be: the edits that are still to make."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        own = () if project.root.resolve() == workspace.HOME else ("layouts", "assets", "fonts")
        for base in (f"source/{name}", *own):
            if (project.root / base).is_dir():
                shutil.copytree(project.root / base, root / base)
        for file, content in files.items():
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            (root / file).write_bytes(content)
        try:
            read_sources(workspace.Snapshot(workspace.Project(root)), name)
        except Rejected as rejected:
            yield from (replace(each, severity=Severity.WARNING) for each in rejected.findings)


def _slug(words: str) -> str:
    """Words as the name of a file or an edition."""
    letters = unicodedata.normalize("NFKD", words.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:60].strip("-") or "section"
