"""Inputs: everything that one edition is made from, read and checked before its first page is laid out.

Of kits, the looks that editions name: what each says of itself, and what of a section goes beyond it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from functools import partial

from pydantic.dataclasses import dataclass as record

from brochurepress import workspace
from brochurepress.design import PageSize, Printer, Tokens, read_printer, read_tokens
from brochurepress.findings import Finding, Place, Rejected, blocking, error, gathering, nearest, warning
from brochurepress.source.inheritance import read_lineage
from brochurepress.source.manuscript import Manuscript, read_manuscript
from brochurepress.source.sanitizer import CLASSES
from brochurepress.source.section_schema import css_faults, read_section_types, template_faults, template_syntax
from brochurepress.source.section_types import Section
from brochurepress.source.variants import FORMS, Form

OWN_SHEET = "layouts/style.css"
"""The style sheet that a root lays over all others."""

_COMMENT, _SELECTORS = re.compile(r"/\*.*?\*/", re.DOTALL), re.compile(r"([^{};]*)\{")
_CLASS, _MARKED = re.compile(r"\.(-?[A-Za-z_][\w-]*)"), re.compile(r'class="([^"{]*)')


@record(frozen=True, config=workspace.STRICT)
class Kit:
    """What a kit says of itself.

    `types` are the section types that it has a style for, all where it names none; `limits` how many characters of a
    text or items of a list a field of a type holds at most.
    """

    about: workspace.RequiredText
    licence: workspace.RequiredText
    version: workspace.RequiredText
    types: tuple[workspace.Slug, ...] = ()
    limits: dict[workspace.Slug, dict[workspace.Slug, int]] = field(default_factory=dict)


def kit_findings(snapshot: workspace.Snapshot, manuscript: Manuscript) -> tuple[Finding, ...]:
    """What is wrong with the kit of a manuscript, and the sections that it has no style for or no room for."""
    kit = manuscript.edition.kit
    source, types = snapshot.fields(f"{workspace.KITS}/{kit}/kit.toml"), read_section_types(snapshot).models
    fields_of = {name: [each.name for each in fields(model)] if model else [] for name, model in types.items()}
    sheets = [f"{workspace.KITS}/{kit}/{own}" for own in ("*.css", "sections/*/*.css")]
    found = [fault for of in sheets for fault in snapshot.once(("css", of), lambda: [*css_faults(snapshot, of)])]  # noqa: B023
    found += _own_sheet(snapshot, kit, types)
    for file in snapshot.listing(f"{workspace.KITS}/{kit}/sections/*/*"):
        if (name := file.split("/")[-2]) not in types:
            found.append(error("kit/unknown-type", Place(file), name=name, nearest=nearest(name, types)))
        elif file.endswith("/section.html"):
            found += template_faults(snapshot, file, name, fields_of[name])
    with gathering(found):
        read = workspace.bind(source, Kit, "kit")
        found += _unknown(read, source, fields_of)
        found += (finding for section in manuscript.sections for finding in _beyond(kit, read, section))
    return tuple(found)


def _classes(css: str) -> Iterator[tuple[str, int]]:
    """The classes in the selectors of a style sheet, each with its line."""
    plain = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), css)
    for rule in _SELECTORS.finditer(plain):
        for found in _CLASS.finditer(rule[1]):
            yield found[1], plain.count("\n", 0, rule.start() + found.start()) + 1


def _own_sheet(snapshot: workspace.Snapshot, kit: str, types: Iterable[str]) -> Iterator[Finding]:
    """What is no CSS in the style sheet of a root, and classes in it that nothing has: a warning with the nearest."""
    yield from css_faults(snapshot, OWN_SHEET)
    asked = [*_classes(snapshot.text(OWN_SHEET))] if snapshot.has(OWN_SHEET) else []
    if not asked:
        return
    known = {"paper", "screen", *FORMS, *types, *snapshot.fields(CLASSES).at("classes").values}
    own = f"{workspace.KITS}/{kit}"
    for folder in ("layouts/css/*", "layouts/sections/*", own, f"{own}/sections/*"):
        known |= {name for file in snapshot.listing(f"{folder}/*.css") for name, _ in _classes(snapshot.text(file))}
        marked = (_MARKED.findall(snapshot.text(file)) for file in snapshot.listing(f"{folder}/*.html"))
        known |= {name for words in marked for name in " ".join(words).split()}
    for name, line in asked:
        if name not in known:
            yield warning("css/class", Place(OWN_SHEET, line), name=name, nearest=nearest(name, known))


def _unknown(kit: Kit, source: workspace.Fields, fields_of: Mapping[str, list[str]]) -> Iterator[Finding]:
    """Names of types that there are none of, and limits of fields that their types do not have."""
    keys: list[tuple[workspace.Key, str]] = [(("types", index), name) for index, name in enumerate(kit.types)]
    for key, name in (*keys, *((("limits", name), name) for name in kit.limits)):
        if name not in fields_of:
            yield error("kit/unknown-type", source.place(key), name=name, nearest=nearest(name, fields_of))
    for of, limits in kit.limits.items():
        for name in limits:
            if of in fields_of and name.replace("-", "_") not in fields_of[of]:
                place, near = source.place(("limits", of, name)), nearest(name, fields_of[of])
                yield error("kit/unknown-field", place, name=name, type=of, nearest=near)


def _beyond(kit: str, read: Kit, section: Section) -> Iterator[Finding]:
    ours = (workspace.HOME / f"layouts/sections/{section.type}").is_dir()  # a type of a root brings its own style
    if ours and read.types and section.type not in read.types:
        yield warning("kit/type", section.place("type"), kit=kit, type=section.type)
    for name, most in read.limits.get(section.type, {}).items():
        held = getattr(section.content, name.replace("-", "_"), None) or ()
        if len(held) > most:
            told = {"name": name, "count": len(held), "most": most}
            yield error("kit/limit", section.place(name), kit=kit, type=section.type, **told)


TOKENS = "assets/tokens.toml"
OWN = "tokens.toml"


@dataclass(frozen=True)
class Inputs:
    """Everything that an edition is made from: manuscript, tokens, printer profile, and the files of its project.

    Of these, what templates and style sheets name is read when it is first asked for; `asked` was until now, `frame`
    besides the sections.
    """

    snapshot: workspace.Snapshot
    manuscript: Manuscript
    tokens: Tokens
    printer: Printer
    asked: workspace.Asked = field(default_factory=dict)
    frame: workspace.Asked = field(default_factory=dict)

    def in_form(self, form: Form) -> Inputs:
        """The same with the tokens that a form lays over those of the edition; raises Rejected for their faults."""
        if not form.tokens:
            return self
        tokens = self.snapshot.layout(form.tokens)
        return replace(self, tokens=_tokens(self.snapshot, self.manuscript.edition.name, tokens))


def read_sources(
    snapshot: workspace.Snapshot, name: str, printer: str | None = None, fields: Mapping[str, str] | None = None
) -> Inputs:
    """The inputs of an edition; `printer` goes before the one the edition names.

    `fields` fill placeholders of its texts, before the values that it gives itself. Raises Rejected with the faults of
    all of them.
    """
    faults: list[Finding] = []
    manuscript = tokens = profile = None
    with timed(workspace.LimitName.READING, name), snapshot.tracing() as asked:
        with gathering(faults):
            manuscript = read_manuscript(snapshot, name, fields)
            found = kit_findings(snapshot, manuscript)
            faults += blocking(found)
            manuscript = replace(manuscript, notes=(*manuscript.notes, *found))
        with snapshot.tracing() as frame:
            with gathering(wrong := list[Finding]()):
                tokens = _tokens(snapshot, name)
            faults += (finding for finding in wrong if finding not in faults)
            with gathering(faults):
                if manuscript:
                    named = printer or manuscript.edition.printer
                    profile = snapshot.once(("printer", named), partial(read_printer, snapshot, named))
    if any(fault.place.file.startswith("layouts/") for fault in faults):
        faults += (fault for fault in template_syntax(snapshot) if fault not in faults)
    if faults or not (manuscript and tokens and profile):
        raise Rejected(faults)
    size, view = manuscript.edition.page, snapshot.in_kit(manuscript.edition.kit)
    if flat := manuscript.edition.flat:
        size = PageSize(*(f"{edge:g}mm" for edge in flat.page_mm))
    tokens = replace(tokens, page=size) if size else tokens
    return Inputs(view, manuscript, tokens, profile, asked, {**manuscript.frame, **frame})


@contextmanager
def timed(of: workspace.LimitName, edition: str) -> Iterator[None]:
    """A stage over sources that is ended when it takes too long, with Rejected."""
    try:
        with workspace.in_time(of):
            yield
    except workspace.LimitExceeded as fault:
        place = Place(f"source/{edition}/edition.toml")
        raise Rejected([error(f"source/limit:{of.name.lower()}", place, fault=fault)]) from fault


def _tokens(snapshot: workspace.Snapshot, name: str, form: str = "") -> Tokens:
    """The tokens of a kit, with those of a root, of an edition's bases, its own and a form's laid over them."""

    def read() -> Tokens:
        found = [*reversed(_token_files(snapshot, name)), *([form] if form else [])]
        return read_tokens(*map(snapshot.fields, found))

    return snapshot.once(("tokens", name, form), read)


def _token_files(snapshot: workspace.Snapshot, name: str) -> list[str]:
    """The files of tokens of an edition, of its bases, of the root and of its kit, nearest first."""
    lineage = read_lineage(snapshot, name)
    own = [file for file in (*(f"{folder}/{OWN}" for folder in lineage.folders), TOKENS) if snapshot.has(file)]
    kit = f"{workspace.KITS}/{lineage.source.values.get('kit')}/{OWN}"
    return [*own, kit if snapshot.has(kit) else f"{workspace.KITS}/{workspace.KIT}/{OWN}"]


def token_place(inputs: Inputs, token: str, table: str = "colours") -> Place:
    """File and line of a token of an edition, a colour: its own or that of a base, of the root, or of its kit."""
    files = _token_files(inputs.snapshot, inputs.manuscript.edition.name)
    for read in map(inputs.snapshot.fields, files):
        if token in read.values.get(table, {}):
            return read.place((table, token))
    return Place(files[-1])
