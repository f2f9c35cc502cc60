"""Composition: the manuscript poured into its templates as one HTML document with one style sheet."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property

import segno
from markupsafe import Markup

from brochurepress.compose.stylesheet import Stylesheet, bundle, uncommented
from brochurepress.compose.templates import NOTE_IN_TEXT, QR, Templates, css_string
from brochurepress.compose.treated import treatment_faults
from brochurepress.design import Geometry, Textures, Tokens, locate_picture
from brochurepress.findings import Finding, error, gathering, nearest, refuse
from brochurepress.source import PAGES, Form, Inputs, Landmark, Manuscript, Section, template_syntax
from brochurepress.workspace import Identity, Outside, Snapshot


def qr_code(address: str, fill: str) -> str:
    """SVG of the QR code, one unit a module, without quiet zone; error correction M, or better in the same size.

    The page around it must leave four modules free (ISO/IEC 18004, 9.1).
    """
    code = segno.make(address, error="m", micro=False)
    size = len(code.matrix)
    runs = ((y, *run.span()) for y, row in enumerate(code.matrix) for run in re.finditer(rb"\x01+", row))
    path = "".join(f"M{x} {y}h{end - x}v1h{x - end}z" for y, x, end in runs)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}" '
        f'shape-rendering="crispEdges"><path fill="{fill}" d="{path}"/></svg>'
    )


_DRAWING = re.compile(r"""["'(]/?([^"'()/][^"'()]*\.svg)["')]""", re.IGNORECASE)
_PICTURE = re.compile(r"""<img\b[^>]*\bsrc="/?([^"]+\.svg)"[^>]*>""", re.IGNORECASE)
_PROPERTY = re.compile(r"--[\w-]+:\s*#[0-9A-Fa-f]{6};")
"""A colour token as the style sheet declares it, which asks for nothing."""
_ASKED = re.compile(r"var\(\s*--([\w-]+)")
_HEX = re.compile(r"#[0-9A-Fa-f]{6}\b")

_TIES = re.compile(
    r"(?i)@page[^{]*:(?:first|blank|nth)|\b(?:target-|running\(|element\(|string\(|string-set|footnote)"
    r"|\bcounter-(?:reset|increment|set)|\bcounters?\(\s*pages\b|position:\s*fixed"
    r"|\bbreak-(?:before|after):\s*(?:left|right|recto|verso)"
)
"""What in a style sheet ties a page to those before or after it: cross-references, running heads, counters."""

_PAGE_RULE = re.compile(r"(@page\s+)([\w-][^{};]*?)(\s*\{)")
"""A rule of named pages: what stands before its selectors, these, and what stands behind."""


@dataclass(frozen=True)
class Sheet:
    """The sections that stand on one page, or on the pages that one of them flows over, with their ground and band."""

    sections: tuple[Section, ...]
    form: Form = PAGES
    shared: bool = False
    """Whether its sections follow each other over as many pages as they need, each kept whole where it can be."""

    @cached_property
    def ground(self) -> str:
        """Name of the colour or role that fills its pages, or "" for paper; a page that holds all sections has none."""
        if self.form.whole:
            return ""
        return next((s.content.ground for s in self.sections if s.content.ground), "")

    @cached_property
    def band(self) -> str:
        """CSS class of the band at the foot, or "" for none; one stands at the foot of a page that holds no more."""
        if self.form.whole or self.form.flows:
            return ""
        return next((f"band-{s.id}" for s in self.sections if s.content.band), "")

    @cached_property
    def kind(self) -> str:
        """Name of the page type."""
        if self.flows:
            return "flowing"
        if self.form.whole:
            return "whole"
        if self.sections[0].content.traits.bare:
            return "bare"
        front = self.sections[0].content.traits.landmark is Landmark.FRONT
        return "banded" if self.band else "front" if front else "plain"

    @property
    def says_address(self) -> bool:
        """Whether the address is said elsewhere on the page than on its cover: once is enough."""
        return self.form.whole and any(section.content.traits.paper_only for section in self.sections)

    @property
    def spread(self) -> bool:
        """Whether it takes two facing pages, of which the second sets its pictures once more, as decoration."""
        return not (self.form.whole or self.form.flows) and self.sections[0].content.page == "spread"

    @property
    def flows(self) -> bool:
        """Whether it may take more than one page."""
        if self.form.whole:
            return False
        return self.form.flows or self.shared or any(section.content.traits.flows for section in self.sections)


@dataclass(frozen=True)
class Composition:
    """One HTML document, its style sheet, and what it refers to that is in no file.

    `documents` are its sheets, each in a document of its own, that can be laid out apart and put one after another;
    or the whole in one, where something ties the pages together. `title` is its own, "" where that is the edition's.
    """

    inputs: Inputs
    html: str
    documents: tuple[str, ...]
    stylesheet: Stylesheet
    resources: Mapping[str, bytes]
    sheets: tuple[Sheet, ...]
    geometry: Geometry
    form: Form = PAGES
    title: str = ""

    @property
    def tokens(self) -> Tokens:
        """The tokens of its form."""
        return self.inputs.tokens

    def read(self, reference: str) -> bytes:
        """Content of what its pages refer to, such as assets/pictures/map.svg: made for them, or in a file.

        Raises as `Snapshot.read`.
        """
        made = self.resources.get(f"/{reference}")
        return self.inputs.snapshot.read(reference) if made is None else made

    @cached_property
    def colours(self) -> frozenset[str]:
        """Names of the colour tokens that its style sheet, pages and drawings ask for, by name or value."""
        text = "\n".join((_PROPERTY.sub("", self.stylesheet.text), self.html))
        for reference in dict.fromkeys(self.drawings):
            with suppress(OSError, Outside):  # what cannot be read is told by the layout
                text += self.read(reference).decode("utf-8", "replace")
        asked = {*_ASKED.findall(text), *map(str.upper, _HEX.findall(text))}
        return frozenset(name for name, colour in self.tokens.colours.items() if asked & {name, colour.srgb})

    @property
    def drawings(self) -> tuple[str, ...]:
        """References of the vector art on its pages, each as often as it is shown."""
        return tuple(_DRAWING.findall(self.html + self.stylesheet.text))


def compose(inputs: Inputs, form: Form = PAGES) -> Composition:
    """The printed document of an edition, in one of its forms, with the bleed and safety margin of its printer.

    Raises Rejected for a ground that is no colour, a treatment that is none, and for faults of tokens, templates and
    style sheets, with file and line.
    """
    inputs = inputs.in_form(form)
    manuscript, snapshot = inputs.manuscript, inputs.snapshot
    known = (*inputs.tokens.roles, *inputs.tokens.colours)
    grounds = ((section, section.content.ground) for section in manuscript.sections)
    unknown = (
        error("manuscript/ground:unknown", section.place("ground"), ground=ground, nearest=nearest(ground, known))
        for section, ground in grounds
        if ground and ground not in known
    )
    refuse((*unknown, *treatment_faults(inputs)))
    sheets = sheets_of(manuscript.sections, form, manuscript.edition.flow)
    templates = Templates(inputs)

    def sheet(whole: Sheet, first: bool) -> Markup:
        listed = manuscript.sections if any(each.content.traits.lists for each in whole.sections) else ()
        key = (*map(Identity, whole.sections), form.name, first, *map(Identity, listed))
        text = templates.render_once(key, "sheet.html", sheet=whole, first=first)
        if form.words_beside:
            text = NOTE_IN_TEXT.sub(templates.in_words, _PICTURE.sub(templates.with_words, text))
        return Markup(text)  # noqa: S704 - made by a template

    def document(*parts: Markup, apart: bool = False) -> str:
        edges = templates.edge_rules(*parts)
        key, said = (parts, apart, form.name), {"sheets": parts, "edges": edges, "apart": apart}
        return templates.render_once(key, "base.html", form=form.name, **said)

    page = inputs.printer.page
    geometry = inputs.tokens.geometry(page.bleed_mm if form.bleeds else 0, page.safety_mm)
    faults, rendered = list[Finding](), tuple[Markup, ...]()
    with gathering(faults):
        rendered = tuple(sheet(each, first=number == 0) for number, each in enumerate(sheets))
    with gathering(faults):
        stylesheet, tied = _styled(inputs, geometry, form, sheets)
    if faults:
        told = {(fault.place.file, fault.place.line) for fault in faults}
        more = template_syntax(snapshot, templates.environment.filters)
        refuse((*dict.fromkeys(faults), *(each for each in more if (each.place.file, each.place.line) not in told)))
    address = manuscript.edition.address
    code = snapshot.memo.of(("qr", address), lambda: qr_code(address, "var(--qr)").encode())
    html = document(*rendered)
    parts = enumerate(rendered) if not (tied or _holds_content(document())) else ()
    documents = tuple(document(part, apart=number > 0) for number, part in parts) or (html,)
    resources = {QR: code, **templates.drawn}
    return Composition(inputs, html, documents, stylesheet, resources, sheets, geometry, form)


def _styled(inputs: Inputs, geometry: Geometry, form: Form, sheets: tuple[Sheet, ...]) -> tuple[Stylesheet, bool]:
    """The style sheet of a form with what is generated for these sheets, and whether it ties the pages together."""
    snapshot, manuscript = inputs.snapshot, inputs.manuscript
    shown = Textures(snapshot, inputs.tokens).in_black() if form.mono else inputs.tokens
    generated = (
        *_properties(shown, geometry),
        *_furniture(manuscript, inputs.tokens, sheets),
        *_grounds(sheets),
        *_bands(snapshot, manuscript, sheets),
    )

    def read() -> tuple[Stylesheet, bool]:
        stylesheet = _on_grounds(bundle(snapshot, form.style, generated, manuscript.types), sheets)
        # A sheet that is set apart does not see the others: the layout tells its links which page they lead to.
        text = stylesheet.text.replace("target-counter(attr(href), page)", "attr(data-page)")
        stylesheet = replace(stylesheet, text=text)
        return stylesheet, bool(_TIES.search(uncommented(stylesheet.text)))

    return snapshot.once((form.style, snapshot.kit, generated, manuscript.types), read)


def _holds_content(frame: str) -> bool:
    """Whether a document without sheets sets anything: that would stand once on each of them."""
    body = frame.partition("<body")[2].partition(">")[2]
    return bool(re.sub(r"<[^>]*>", "", body).strip() or re.search(r"<(?:img|svg|object)\b", body))


def sheets_of(sections: tuple[Section, ...], form: Form = PAGES, flow: bool = False) -> tuple[Sheet, ...]:
    """The sections grouped by the page they share; where they `flow`, by the pages that they follow each other on."""
    groups: list[list[Section]] = []
    flow = flow and not (form.flows or form.whole)
    for section in sections:
        follows = flow and section.content.page is None and _may_follow(section)
        if groups and (form.whole or section.content.page == "same" or (follows and all(map(_may_follow, groups[-1])))):
            groups[-1].append(section)
        else:
            groups.append([section])
    return tuple(Sheet(tuple(each), form, flow and len(each) > 1 and all(map(_may_follow, each))) for each in groups)


def _may_follow(section: Section) -> bool:
    """Whether a section stands in the flow of a page: not at fixed places of it, nor on a ground or band of its own."""
    content = section.content
    fixed = content.traits.bare or content.traits.paper_only or content.traits.landmark is Landmark.FRONT
    return not (fixed or content.ground or content.band or content.page in ("fill", "spread"))


def _properties(tokens: Tokens, geometry: Geometry) -> Iterator[str]:
    yield from tokens.font_rules()
    yield ":root {"
    yield f"--bleed: {geometry.bleed_mm:g}mm;"
    for name, value in tokens.properties():  # a sum within a sum within a third is one that the engine cannot read
        reckoned = tokens.measured_pt(value) if value.startswith("calc(") else 0.0
        yield f"--{name}: {f'{reckoned}pt' if reckoned else value};"
    yield "}"


def _furniture(manuscript: Manuscript, tokens: Tokens, sheets: tuple[Sheet, ...]) -> Iterator[str]:
    """What pages say of a draft and of the title, as custom properties, and the margins of left pages.

    The first page says it in its text, where screen readers find it, and needs no mark besides.
    """
    mark = css_string(manuscript.language.strings.draft) if manuscript.edition.draft else "none"
    yield f":root {{ --draft-mark: {mark}; --edition-head: {css_string(manuscript.edition.title)}; }}"
    if {"margin-inside", "margin-outside"} & tokens.custom.keys():  # or a kit says the margins of all its pages
        yield "@page :left { margin-left: var(--margin-outside); margin-right: var(--margin-inside) }"
    if manuscript.edition.draft and sheets[0].flows:
        yield "@page flowing:first { @top-right { content: none } }"


def _grounds(sheets: tuple[Sheet, ...]) -> Iterator[str]:
    """A page rule for every kind of page on a ground: only a page's own background reaches into the bleed."""
    for kind, ground in _kinds_on_grounds(sheets):
        yield f"@page {kind}-on-{ground} {{ background: var(--{ground}); }}"
        yield f".sheet.{kind}.on-{ground} {{ page: {kind}-on-{ground}; }}"


def _on_grounds(stylesheet: Stylesheet, sheets: tuple[Sheet, ...]) -> Stylesheet:
    """The style sheet with the rules of each kind of page given to that kind on a ground: a page has but one name."""
    kinds = _kinds_on_grounds(sheets)

    def extended(rule: re.Match[str]) -> str:
        named = [part.strip().partition(":") for part in rule[2].split(",")]
        more = [
            f", {kind}-on-{ground}{''.join(rest)}" for name, *rest in named for kind, ground in kinds if kind == name
        ]
        return "".join((rule[1], rule[2], *more, rule[3]))

    return replace(stylesheet, text=_PAGE_RULE.sub(extended, stylesheet.text))


def _kinds_on_grounds(sheets: tuple[Sheet, ...]) -> list[tuple[str, str]]:
    return sorted({(sheet.kind, sheet.ground) for sheet in sheets if sheet.ground})


def _bands(snapshot: Snapshot, manuscript: Manuscript, sheets: tuple[Sheet, ...]) -> Iterator[str]:
    for section in (section for sheet in sheets for section in sheet.sections):
        if section.content.band:
            reference = locate_picture(snapshot, manuscript.folders, section.content.band.page)
            yield f'.band-{section.id} {{ background-image: url("/{reference}"); }}'
