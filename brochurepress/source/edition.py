"""The edition: what is true of a brochure as a whole, read from its edition.toml."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import field, replace
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic.dataclasses import dataclass as record

from brochurepress import workspace
from brochurepress.design import PageSize, length_mm, printer_names
from brochurepress.findings import Finding, error, nearest, refuse
from brochurepress.source.inheritance import Inheritance, known_editions, read_lineage
from brochurepress.source.languages import OWN, file_of, known_languages, primary
from brochurepress.source.schemes import FOLDS, SCHEMES, Scheme
from brochurepress.source.section_types import Meaning
from brochurepress.source.variants import VARIANTS, PaintMethod
from brochurepress.wording import phrase


def _file_name(value: str) -> str:
    if not value or "/" in value or "\\" in value or value.startswith(".") or "." not in value:
        raise ValueError(phrase("part/file-name"))
    if fault := workspace.reserved(value):
        raise ValueError(fault)
    return _portable(value)


def _portable(value: str) -> str:
    if fault := workspace.unportable(value):
        raise ValueError(fault)
    return value


LanguageTag = Annotated[str, workspace.demanded(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?", "demand/language")]
FileName = Annotated[str, AfterValidator(_file_name)]


@record(frozen=True, config=workspace.STRICT)
class Bindings:
    """Names and words that need care: kept on one line, never hyphenated, or only where a hyphen stands here."""

    keep: tuple[workspace.RequiredText, ...] = ()
    whole: tuple[workspace.RequiredText, ...] = ()
    breaks: tuple[workspace.RequiredText, ...] = ()


@record(frozen=True, config=workspace.STRICT)
class FlatSheet(PageSize):
    """The sheet of a folded leaflet before it is folded, and by how much panels that are folded in are narrower."""

    allowance: Annotated[str, AfterValidator(length_mm)] = ""


@record(frozen=True, kw_only=True, config=workspace.STRICT)
class Edition:
    """One brochure: title, language, version and date, address of the download, variants to issue and their files.

    `offers` names variants that the web page offers besides those it always does; `schemes` another scheme of
    imposition for a handout; with `flow` short sections follow each other on a page; `page` is its size, or `fold`
    makes the pages the panels of one `sheet`; `translations` are the editions that hold the same brochure in other
    languages; `kit` is its look; `fallback` is an e-mail or web address that holds when a person or channel no longer
    does. The pages of an edition whose `status` is draft say so.
    """

    name: Annotated[workspace.Slug, AfterValidator(_portable)]
    title: workspace.RequiredText
    subtitle: workspace.RequiredText
    author: workspace.RequiredText
    language: LanguageTag
    version: workspace.RequiredText
    date: dt.date
    address: workspace.WebAddress
    printer: workspace.Slug
    variants: Annotated[tuple[str, ...], Field(min_length=1)]
    files: dict[str, FileName]
    offers: tuple[str, ...] = ()
    schemes: dict[str, str] = field(default_factory=dict)
    page: PageSize | None = None
    flow: bool = False
    fold: str = ""
    sheet: FlatSheet | None = None
    keywords: tuple[str, ...] = ()
    credits: Annotated[str, Meaning.PHRASE] = ""
    status: Literal["final", "draft"] = "final"
    translations: tuple[workspace.Slug, ...] = ()
    fallback: workspace.FallbackAddress = ""
    kit: workspace.Slug = workspace.KIT
    typography: Bindings = field(default_factory=Bindings)

    @property
    def draft(self) -> bool:
        """Whether its pages say that they are not approved yet."""
        return self.status == "draft"

    @property
    def flat(self) -> Scheme | None:
        """The sheet for the press of which its pages are the panels, None where they are not folded of one."""
        if not self.fold:
            return None
        if self.sheet is None:
            return FOLDS[self.fold].on()
        size = float(self.sheet.width[:-2]), float(self.sheet.height[:-2])
        return FOLDS[self.fold].on(size, float(self.sheet.allowance[:-2]) if self.sheet.allowance else None)

    def issued(self, only: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Its variants, or those of `only` that it issues, in the order in which they are built."""
        return tuple(name for name in VARIANTS if name in self.variants and (not only or name in only))

    @property
    def downloads(self) -> tuple[str, ...]:
        """The variants that its web page offers, the main one first."""
        ranked = sorted(self.variants, key=lambda name: VARIANTS[name].offered)
        always = (name for name in ranked if VARIANTS[name].offered)
        return tuple(dict.fromkeys((*always, *self.offers)))

    @property
    def folder(self) -> str:
        """Where what people sign for the edition is kept, relative to the project's root."""
        return f"source/{self.name}"


def read_edition(snapshot: workspace.Snapshot, name: str) -> Edition:
    """The edition of that name.

    Raises Rejected with every fault of its edition.toml and of those it builds on.
    """
    return edition_of(snapshot, read_lineage(snapshot, name))


def edition_of(snapshot: workspace.Snapshot, lineage: Inheritance) -> Edition:
    """The edition that the keys of a lineage describe, its placeholders filled; a draft where samples fill them.

    Raises Rejected with every fault, each in the file that holds it.
    """
    filling = replace(lineage.filling, faults=[])
    source = filling.fields(lineage.source, Edition)
    named = replace(source, values={**source.values, "name": lineage.name})
    refuse(filling.faults)
    edition = workspace.bind(named, Edition, "edition")
    if lineage.samples:
        edition = replace(edition, status="draft")
    refuse(_faults(edition, source, snapshot))
    return edition


def _unknown(edition: Edition, fields: workspace.Fields, snapshot: workspace.Snapshot) -> Iterator[Finding]:
    """Names in an edition of what there is not, each with the nearest that there is."""

    def numbered(key: str, names: tuple[str, ...]) -> dict[workspace.Key, str]:
        return {(key, index): name for index, name in enumerate(names)}

    pdfs = [name for name in edition.variants if name in VARIANTS and VARIANTS[name].ending == ".pdf"]
    handouts = [name for name, variant in VARIANTS.items() if variant.paint is PaintMethod.SHEETS]
    kits = [file.split("/")[-2] for file in snapshot.listing(f"{workspace.KITS}/*/kit.toml")]
    others = {*known_editions(snapshot)} - {edition.name} if edition.translations else set()
    files: dict[workspace.Key, str] = {("files", name): name for name in edition.files}
    schemes: dict[workspace.Key, str] = {("schemes", name): name for name in edition.schemes}
    chosen = {key: edition.schemes[name] for key, name in schemes.items() if name in handouts}
    rows: tuple[tuple[str, str, Collection[str], Mapping[workspace.Key, str]], ...] = (
        ("edition/variant", "variant", VARIANTS, numbered("variants", edition.variants) | files),
        ("edition/offer", "variant", pdfs, numbered("offers", edition.offers)),
        ("edition/printer", "printer", printer_names(snapshot), {("printer",): edition.printer}),
        ("edition/kit", "kit", kits, {("kit",): edition.kit}),
        ("edition/scheme:no-handout", "variant", handouts, schemes),
        ("edition/scheme:unknown", "scheme", SCHEMES, chosen),
        ("edition/fold:unknown", "fold", FOLDS, {("fold",): edition.fold} if edition.fold else {}),
        ("edition/translation", "translation", others, numbered("translations", edition.translations)),
    )
    for rule, said, known, given in rows:
        for key, name in given.items():
            if name not in known:
                yield error(rule, fields.place(key), **{said: name, "nearest": nearest(name, known)})


def _faults(edition: Edition, fields: workspace.Fields, snapshot: workspace.Snapshot) -> Iterator[Finding]:
    yield from _unknown(edition, fields, snapshot)
    yield from _file_faults(edition, fields)
    languages = known_languages(snapshot)
    if primary(edition.language) not in languages:
        told = {"languages": ", ".join(languages), "file": file_of(edition.language, OWN)}
        yield error("edition/language", fields.place(("language",)), language=edition.language, **told)
    issued = [VARIANTS[variant] for variant in edition.variants if variant in VARIANTS]
    shown = any(each.paint is PaintMethod.TAGGED and each.offered for each in issued)
    folded = edition.flat if edition.fold in FOLDS else None
    for wrong, rule, key in (
        (any(each.paint is PaintMethod.PICTURE for each in issued) and not shown, "edition/cover", "variants"),
        (folded and min(folded.widths_mm) <= 0, "edition/fold:narrow", "sheet"),
        (folded and min(folded.widths_mm) > 0 and edition.page, "edition/fold:page", "page"),
        (edition.sheet and not edition.fold, "edition/fold:no-fold", "sheet"),
        ("dummy" in edition.variants and not edition.fold, "edition/fold:no-dummy", "variants"),
    ):
        if wrong:
            yield error(rule, fields.place((key,)), fold=edition.fold)


def _file_faults(edition: Edition, fields: workspace.Fields) -> Iterator[Finding]:
    """Faults of file names: none, an ending that says something else, and two files of one name."""
    files = edition.files
    for variant in edition.variants:
        if variant in VARIANTS and variant not in files:
            yield error("edition/file-name:missing", fields.place(("files",)), variant=variant)
    dated = (workspace.dated(file, edition.date, draft) for file in files.values() for draft in (True, False))
    copies = {*map(workspace.same_name, dated)}
    for variant, file in files.items():
        place, ending = fields.place(("files", variant)), VARIANTS[variant].ending if variant in VARIANTS else ""
        if not file.lower().endswith(ending):
            yield error("edition/file-name:ending", place, file=file, variant=variant, ending=ending)
        if workspace.same_name(file) in copies:
            yield error("edition/file-name:dated-copy", place, file=file)
    for file, other in workspace.clashes(files.values()):
        place = fields.place(("files", next(name for name, given in reversed(files.items()) if given == file)))
        yield error("edition/file-name:same", place, file=file, other=other)
