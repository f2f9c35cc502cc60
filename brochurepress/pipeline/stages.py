"""Build: every stage in order, from the sources of one edition to the artworks it issues."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from brochurepress.artworks import PAINTERS, Artwork, PaintJob, in_order, offers
from brochurepress.artworks.handout import check_pages, check_panels, compose_dummy, compose_guide, sheets_of
from brochurepress.compose import STYLESHEET, Composition, check_markup, compose, picture_file
from brochurepress.design import DrawingFault, Textures, look_of, same_without_colour
from brochurepress.findings import Finding, Rejected, blocking
from brochurepress.pipeline.output import Part, Written, entry_of, prepare, write_output
from brochurepress.preflight import CheckedArtwork, accept, accepted_in, check_artworks, check_sameness, reports
from brochurepress.preflight.accessibility import token_contrast
from brochurepress.source import (
    FORMS,
    PAGES,
    VARIANTS,
    Edition,
    Form,
    Inputs,
    PaintMethod,
    Variant,
    left_behind,
    read_sources,
    timed,
)
from brochurepress.typeset import Ahead, Fonts, Layout, LayoutCache, typeset
from brochurepress.wording import phrase
from brochurepress.workspace import LimitName, Memo, Project, Snapshot, beside, may_share, threads

THREADS = threads()
"""How many threads this process has before it sets a page."""

OnStage = Callable[[str], None]
"""Told the name of each stage as it begins."""


@dataclass(frozen=True)
class Build:
    """The artworks of one edition, and what was found on the way; a finding of severity error leaves no artworks.

    `layout` are the pages that they were painted from, `painted` all that was made, also of a build that is refused.
    """

    layout: Layout
    project: Project
    edition: Edition
    artworks: tuple[Artwork, ...]
    findings: tuple[Finding, ...]
    reports: Mapping[str, bytes] = field(default_factory=dict)
    painted: tuple[Artwork, ...] = ()

    def write(self, output: str | Path | None = None) -> Written:
        """Writes artworks and reports into <output>/<edition>/, all of them or none; output/ in the root by default.

        Raises Rejected for a build with findings of severity error, and for a folder that cannot be written.
        """
        if blocking(self.findings):
            raise Rejected(self.findings)
        named = None if output is None else Path(output)
        carried = prepare(self.project, named, self.edition.name)
        written = write_output(named or self.project.root / "output", self.edition, self.artworks, self.reports)
        return replace(written, findings=(*carried, *written.findings))


def lay_out(
    inputs: Inputs,
    shop: LayoutCache | None = None,
    form: Form = PAGES,
    pages_of: Callable[[str], int] | None = None,
    in_file: bool = True,
    ahead: Ahead | None = None,
) -> Layout:
    """The inputs composed in one of their forms and set into pages with the printer's bleed and safety margin.

    See `typeset` for `shop`, where one brochure is set again and again, and `ahead`; `compose_guide` for `pages_of`.
    Findings name the artwork, but of pages that are in no file. Raises Rejected for faults of templates and style
    sheets; what does not fit is left as findings.
    """
    count = pages_of or (lambda name: lay_out(inputs, form=FORMS[name]).page_count)
    with timed(LimitName.SETTING, inputs.manuscript.edition.name), inputs.snapshot.tracing() as asked:
        if form.name == "dummy" and (flat := inputs.manuscript.edition.flat):
            composition = compose_dummy(inputs, flat)
        else:
            composition = compose_guide(inputs, count) if form.instructs else compose(inputs, form)
        layout = typeset(composition, shop, ahead)
        snapshot, pale = inputs.snapshot, token_contrast(composition)
        alike = _alike(composition) if form.mono else ()
        notes = inputs.manuscript.notes if form is PAGES else ()
        accepted_in(snapshot, inputs.manuscript.edition.folder)  # for what is wrong with it, and asked for by each form
        strays = left_behind(snapshot) if form is PAGES else ()
        panels = check_panels(inputs.manuscript, layout.page_count) if form is PAGES else ()
        findings = (*notes, *panels, *layout.findings, *_unreadable(layout), *pale, *alike, *strays)
        told = (_in_artwork(finding, inputs.manuscript.edition, form) if in_file else finding for finding in findings)
        return replace(layout, findings=tuple(dict.fromkeys(told)), asked=asked)


def _in_artwork(finding: Finding, edition: Edition, form: Form) -> Finding:
    """A finding on a page with the first file that an edition issues of this form."""
    names = (name for name in edition.issued() if VARIANTS[name].form == form.name)
    # The press file of a folded sheet has its sides as pages.
    file = min(names, key=lambda name: bool(edition.flat) and VARIANTS[name].paint is PaintMethod.PLAIN, default="")
    shown = file and finding.place.page and not finding.place.artwork
    return replace(finding, place=replace(finding.place, artwork=edition.files[file])) if shown else finding


def _alike(composition: Composition) -> Iterator[Finding]:
    """Colours of drawings that nothing tells apart in black."""
    snapshot, tokens = composition.inputs.snapshot, composition.tokens
    yield from Textures(snapshot, tokens).unknown()
    look = look_of(snapshot, tokens, composition.stylesheet.text, composition.inputs.manuscript.edition.language)
    for reference in dict.fromkeys(composition.drawings):
        with suppress(DrawingFault):  # which the layout has told
            drawing = look.drawing(composition.read(reference).decode())
            yield from same_without_colour(picture_file(reference), drawing.root, tokens)


def _unreadable(layout: Layout) -> Iterator[Finding]:
    """What no assistive technology could make sense of, declarations at their line of the style sheets."""
    sheet, memo = layout.composition.stylesheet, layout.inputs.snapshot.memo
    for document, root in zip(layout.composition.documents, layout.pages.roots, strict=True):
        check = partial(check_markup, root, {STYLESHEET: sheet.text})
        for finding in memo.of(("markup", document, sheet.text), check):
            declared = finding.place.file == STYLESHEET
            yield replace(finding, place=sheet.place(finding.place.line)) if declared else finding


def paint_artworks(
    layout: Layout, only: tuple[str, ...], on_stage: OnStage, report: bool = False, preflight: bool = True
) -> Build:
    """The artworks of a layout: those of `only`, or all that the edition issues.

    Without `preflight` the files are held against the manuscript only, their words, their order and contacts, and
    looked at for text that is covered.
    """
    inputs, edition = layout.inputs, layout.inputs.manuscript.edition
    build = Build(layout, inputs.snapshot.project, edition, (), layout.findings)
    if blocking(layout.findings):
        return build
    bench = Bench(inputs, edition.issued(only), on_stage, preflight)
    bench.add(PAGES.name, layout)
    bench.make()
    findings, files = bench.result(bench.parts.values(), bench.wanted, report)
    painted = in_order(bench.done[name] for name in bench.wanted if name in bench.done)
    artworks = () if blocking(findings) else painted
    return replace(build, artworks=artworks, findings=findings, reports=files, painted=painted)


@dataclass
class Bench:
    """Where the variants that are wanted are made: the pages of each form, what was painted, and parts by form.

    `upheld` are artworks that stand as they are, and `kept` parts: others tell of them.
    """

    inputs: Inputs
    wanted: tuple[str, ...]
    on_stage: OnStage
    preflight: bool = True
    upheld: Mapping[str, Artwork] = field(default_factory=dict)
    kept: Mapping[str, Part] = field(default_factory=dict)
    done: dict[str, Artwork] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)
    _jobs: dict[str, PaintJob] = field(default_factory=dict)
    _proofs: list[CheckedArtwork] = field(default_factory=list)

    def make(self, shared: bool = False) -> None:
        """Makes what is wanted and what that is made from.

        Where work may be `shared`, a copy of this process meanwhile makes sheets of other forms with the instructions,
        which tell of nothing else; of an edition without such sheets two forms, for the pages, which are read and told
        of in most ways, take as long as these. Nothing is painted where pages have faults.
        """
        known = _needed(self.edition, set(self.wanted))
        needed = [variant for variant in known if variant.name not in self.upheld]
        forms = dict.fromkeys(variant.form for variant in needed if not FORMS[variant.form].instructs)
        others = [name for name in forms if name != PAGES.name]
        pages = [PAGES.name] if PAGES.name in forms or PAGES.name not in self.kept else []
        if pages and others and shared:
            self._set(PAGES.name)  # which reads for the first time what the copy needs too
        if not (pages and others and shared and self._sound() and may_share(THREADS)):
            self._make(needed, pages + others)
            return
        told = {variant.form for variant in sheets_of(self.edition)}
        theirs = [name for name in others if name in told] or others[:2]
        apart = [variant for variant in needed if variant.form in theirs or FORMS[variant.form].instructs]
        offered = not told.issuperset(theirs) or {variant.name for variant in apart} & {*self.edition.downloads}
        late = [variant for variant in needed if offered and _tells(variant) and variant not in apart]
        kept = {**self.kept, PAGES.name: self.parts[PAGES.name]}
        copy = Bench(self.inputs, self.wanted, lambda stage: None, self.preflight, self.upheld, kept)
        with beside(partial(copy._make, apart, theirs)) as made:
            ours = [name for name in forms if name not in theirs]
            self._make([variant for variant in needed if variant not in (*apart, *late)], ours, last=not late)
            self.on_stage(phrase("stage/forms"))
            parts, done = made()
        parts |= self.parts
        self.parts = {name: parts[name] for name in FORMS if name in parts}
        self.done |= done
        if late:
            self._make(late, ())

    def add(self, name: str, layout: Layout) -> None:
        """Takes the pages of a form as they are set."""
        asked = self.inputs.frame if FORMS[name].instructs else self.inputs.asked
        self._jobs[name] = PaintJob(layout)
        self.parts[name] = Part(layout.page_count, laid=[*layout.findings], asked={**asked, **layout.asked})

    def result(
        self, parts: Collection[Part], issued: Iterable[str], report: bool
    ) -> tuple[tuple[Finding, ...], dict[str, bytes]]:
        """What was found in parts, of their artworks nothing where pages have faults; and the reports, if asked."""
        laid = tuple(finding for part in parts for finding in part.laid)
        if blocking(laid):
            return laid, {}
        groups = {VARIANTS[name].group.rules for name in issued} if self.preflight else ()
        proved = (finding for part in parts for finding in part.proved)
        accepted = accepted_in(self.inputs.snapshot, self.edition.folder)
        found = accept(proved, accepted, self.edition.date, groups)
        if report:
            self.on_stage(phrase("stage/report"))
        painted = (finding for part in parts for finding in part.painted)
        everything = (*laid, *painted, *found)
        return everything, reports(self.inputs, tuple(self._proofs), everything) if report else {}

    def told(self, name: str, parts: Mapping[str, Part], artworks: Collection[Artwork]) -> str:
        """What the artworks of a part tell of other parts and of the artworks of these."""
        if FORMS[name].instructs:
            return repr([parts[v.form].pages if v.form in parts else 0 for v in sheets_of(self.edition)])
        own = {VARIANTS[artwork.variant].paint for artwork in artworks if form_of(artwork) == name}
        others = [artwork for artwork in artworks if form_of(artwork) != name]
        offered = offers(self.edition.downloads, others) if PaintMethod.SCREEN in own else ()
        drawn = [entry_of(artwork) for artwork in others if VARIANTS[artwork.variant].offered]
        return repr((offered, drawn if PaintMethod.PICTURE in own and PaintMethod.TAGGED not in own else ()))

    def _make(
        self, variants: Collection[Variant], forms: Iterable[str], last: bool = True
    ) -> tuple[dict[str, Part], dict[str, Artwork]]:
        """Makes variants, those that tell of others last; gives the parts and all that was painted.

        Nothing where the pages of the designed form, which are set first, have faults: the others would have them too.
        What was painted is held against the manuscript when the `last` of them are made.
        """
        for name in forms:
            if name not in self.parts:
                self._set(name)
            if name == PAGES.name and not self._sound():
                return self.parts, self.done
        for variant in variants:
            if variant.paint is PaintMethod.SHEETS:
                part = self.parts[variant.form]
                part.laid += check_pages(self.inputs.manuscript, variant.name, part.pages)
        self._paint(variant for variant in variants if not _tells(variant))
        telling = [variant for variant in variants if _tells(variant)]
        for name in {variant.form for variant in telling if self._sound()} - self.parts.keys():
            self._set(name)
        self._paint(telling)
        if last:
            self._compare()
        return self.parts, self.done

    def _sound(self) -> bool:
        return not blocking(finding for part in self.parts.values() for finding in part.laid)

    def _pages_of(self, name: str) -> int:
        """How many pages a form has, which is set for it where it is not yet."""
        if name not in self.parts and name not in self.kept:
            self._set(name)
        return (self.parts.get(name) or self.kept[name]).pages

    def _set(self, name: str) -> None:
        """Sets a form; instructions, which show no section, when the pages of the sheets they tell of are counted."""
        inputs = self.inputs
        if FORMS[name].instructs:
            for variant in sheets_of(self.edition):
                self._pages_of(variant.form)
            inputs = replace(inputs, manuscript=replace(inputs.manuscript, sections=(), notes=()))
        self.on_stage(phrase("stage/pages") if name == PAGES.name else phrase("stage/pages:form", name=name))
        self.add(name, lay_out(inputs, _shop_of(inputs, name), FORMS[name], self._pages_of))

    def _paint(self, variants: Iterable[Variant]) -> None:
        """Paints variants, each of which may need those before it, and checks those that are wanted."""
        for variant in variants if self._sound() else ():
            self.on_stage(phrase("stage/variant", name=variant.name, purpose=phrase(f"variant/{variant.name}")))
            job, part, name = self._jobs[variant.form], self.parts[variant.form], variant.name
            with self.inputs.snapshot.tracing(part.asked):
                known = in_order({**self.upheld, **self.done}.values())  # it may need those painted before it
                painted = PAINTERS[variant.paint](job, variant, known)
                single = variant.paint in (PaintMethod.PLAIN, PaintMethod.TAGGED)
                pages, file = painted.sides or single * job.layout.page_count, job.edition.files[name]
                self.done[name] = Artwork(name, file, painted.content, pages, painted.standards)
                part.painted += painted.findings
                if name not in self.wanted:
                    continue
                part.artworks.append(entry_of(self.done[name]))
                proofs = check_artworks(job, (self.done[name],), every=self.preflight)
                part.proved += (finding for proof in proofs for finding in proof.findings)
                self._proofs += proofs
            if _tells(variant):
                # What is told of artworks that are not issued hangs on what they are made from.
                for other in {form_of(art) for art in self.done.values() if art.variant not in self.wanted}:
                    part.asked |= self.parts[other].asked

    def _compare(self) -> None:
        """Holds what was painted of each form against the manuscript."""
        if not self._sound():
            return
        self.on_stage(phrase("stage/fidelity"))
        for name, job in self._jobs.items():
            part = self.parts[name]
            with self.inputs.snapshot.tracing(part.asked):
                own = [art for art in in_order(self.done.values()) if form_of(art) == name]
                part.painted += check_sameness(job.layout, own, follow=self.preflight)

    @property
    def edition(self) -> Edition:
        """The edition that they are variants of."""
        return self.inputs.manuscript.edition


def _shop_of(inputs: Inputs, form: str) -> LayoutCache:
    """Where the pages of a form are set again and again, as long as the memo is kept."""
    memo, edition = inputs.snapshot.memo, inputs.manuscript.edition.name
    fonts: Fonts = memo.of(("fonts", edition), dict)
    return memo.of(("layouts", edition, form), lambda: LayoutCache(fonts))


def _tells(variant: Variant) -> bool:
    """Whether a variant tells of those that were made before it, or is drawn from one."""
    return FORMS[variant.form].instructs or variant.paint in (PaintMethod.PICTURE, PaintMethod.SCREEN)


def job_of(project: Project, name: str, file: str, content: bytes) -> tuple[PaintJob, Variant]:
    """The job and variant of an edition that an accessible PDF is: by its file name, else by its version of PDF.

    Raises Rejected when the sources of the edition cannot be used.
    """
    inputs = read_sources(Snapshot(project), name)
    files = {file: variant for variant, file in inputs.manuscript.edition.files.items()}
    variant = VARIANTS[files.get(file, "digital-2" if content.startswith(b"%PDF-2") else "digital")]
    return PaintJob(lay_out(inputs, form=FORMS[variant.form])), variant


def form_of(artwork: Artwork) -> str:
    """Name of the form whose pages an artwork holds."""
    return VARIANTS[artwork.variant].form


def _needed(edition: Edition, wanted: set[str]) -> Iterator[Variant]:
    """The variants to paint: those wanted, and those that a wanted page or picture is made from."""
    paints = {VARIANTS[name].paint for name in wanted}
    for variant in VARIANTS.values():
        offers = variant.name in edition.downloads or variant.paint is PaintMethod.PICTURE
        source = PaintMethod.PICTURE in paints and variant.paint is PaintMethod.TAGGED and variant.offered
        needed = variant.name in wanted or source or (PaintMethod.SCREEN in paints and offers)
        if needed and variant.name in edition.variants:
            yield variant


def build_edition(
    project: Project,
    name: str,
    only: tuple[str, ...] = (),
    printer: str | None = None,
    on_stage: OnStage = lambda stage: None,
    report: bool = False,
    fields: Mapping[str, str] | None = None,
    memo: Memo | None = None,
) -> Build:
    """The artworks of one edition, from its sources, and the reports on them when asked.

    `printer` and `fields` are those of `read_sources`, a `memo` is kept for the next build. There are none when a file
    they are made from was changed meanwhile. Raises Rejected when its sources cannot be used, with all their faults.
    """
    snapshot = Snapshot(project, memo)
    on_stage(phrase("stage/manuscript"))
    inputs = read_sources(snapshot, name, printer, fields)
    on_stage(phrase("stage/pages"))
    build = paint_artworks(lay_out(inputs, _shop_of(inputs, PAGES.name)), only, on_stage, report)
    if faults := snapshot.changed():
        return replace(build, artworks=(), findings=(*build.findings, *faults))
    return build
