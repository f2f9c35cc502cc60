"""Inputs: everything that one edition is made from, read and checked before its first page is laid out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from brochurepress.design import PageSize, Printer, Tokens, read_printer, read_tokens
from brochurepress.findings import Finding, Place, Rejected, blocking, error
from brochurepress.source.inheritance import read_lineage
from brochurepress.source.kits import kit_findings
from brochurepress.source.manuscript import Manuscript, read_manuscript
from brochurepress.source.variants import Form
from brochurepress.workspace import KIT, KITS, Asked, LimitExceeded, LimitName, Snapshot, in_time

TOKENS = "assets/tokens.toml"
OWN = "tokens.toml"


@dataclass(frozen=True)
class Inputs:
    """Everything that an edition is made from: manuscript, tokens, printer profile, and the files of its project.

    Of these, what templates and style sheets name is read when it is first asked for; `asked` was until now, `frame`
    besides the sections.
    """

    snapshot: Snapshot
    manuscript: Manuscript
    tokens: Tokens
    printer: Printer
    asked: Asked = field(default_factory=dict)
    frame: Asked = field(default_factory=dict)

    def in_form(self, form: Form) -> Inputs:
        """The same with the tokens that a form lays over those of the edition; raises Rejected for their faults."""
        if not form.tokens:
            return self
        tokens = self.snapshot.layout(form.tokens)
        return replace(self, tokens=_tokens(self.snapshot, self.manuscript.edition.name, tokens))


def read_sources(
    snapshot: Snapshot, name: str, printer: str | None = None, fields: Mapping[str, str] | None = None
) -> Inputs:
    """The inputs of an edition; `printer` goes before the one the edition names.

    `fields` fill placeholders of its texts, before the values that it gives itself. Raises Rejected with the faults of
    all of them.
    """
    with timed(LimitName.READING, name), snapshot.tracing() as asked:
        return replace(_read_sources(snapshot, name, printer, fields), asked=asked)


@contextmanager
def timed(of: LimitName, edition: str) -> Iterator[None]:
    """A stage over sources that is ended when it takes too long, with Rejected."""
    try:
        with in_time(of):
            yield
    except LimitExceeded as fault:
        place = Place(f"source/{edition}/edition.toml")
        raise Rejected([error(f"source/limit:{of.name.lower()}", place, fault=fault)]) from fault


def _read_sources(snapshot: Snapshot, name: str, printer: str | None, fields: Mapping[str, str] | None) -> Inputs:
    faults: list[Finding] = []
    manuscript = tokens = profile = None
    try:
        manuscript = read_manuscript(snapshot, name, fields)
        found = kit_findings(snapshot, manuscript)
        faults += blocking(found)
        manuscript = replace(manuscript, notes=(*manuscript.notes, *found))
    except Rejected as rejected:
        faults += rejected.findings
    with snapshot.tracing() as frame:
        try:
            tokens = _tokens(snapshot, name)
        except Rejected as rejected:
            faults += (finding for finding in rejected.findings if finding not in faults)
        try:
            if manuscript:
                named = printer or manuscript.edition.printer
                profile = snapshot.once(("printer", named), partial(read_printer, snapshot, named))
        except Rejected as rejected:
            faults += rejected.findings
    if faults or not (manuscript and tokens and profile):
        raise Rejected(faults)
    size = manuscript.edition.page
    if flat := manuscript.edition.flat:
        size = PageSize(*(f"{edge:g}mm" for edge in flat.page_mm))
    tokens = replace(tokens, page=size) if size else tokens
    return Inputs(
        snapshot.in_kit(manuscript.edition.kit), manuscript, tokens, profile, frame={**manuscript.frame, **frame}
    )


def _tokens(snapshot: Snapshot, name: str, form: str = "") -> Tokens:
    """The tokens of a kit, with those of a root, of an edition's bases, its own and a form's laid over them."""

    def read() -> Tokens:
        found = [*reversed(_token_files(snapshot, name)), *([form] if form else [])]
        return read_tokens(*map(snapshot.fields, found))

    return snapshot.once(("tokens", name, form), read)


def _token_files(snapshot: Snapshot, name: str) -> list[str]:
    """The files of tokens of an edition, of its bases, of the root and of its kit, nearest first."""
    lineage = read_lineage(snapshot, name)
    own = [file for file in (*(f"{folder}/{OWN}" for folder in lineage.folders), TOKENS) if snapshot.has(file)]
    kit = f"{KITS}/{lineage.source.values.get('kit')}/{OWN}"
    return [*own, kit if snapshot.has(kit) else f"{KITS}/{KIT}/{OWN}"]


def token_place(inputs: Inputs, token: str, table: str = "colours") -> Place:
    """File and line of a token of an edition, a colour: its own or that of a base, of the root, or of its kit."""
    files = _token_files(inputs.snapshot, inputs.manuscript.edition.name)
    for fields in map(inputs.snapshot.fields, files):
        if token in fields.values.get(table, {}):
            return fields.place((table, token))
    return Place(files[-1])
