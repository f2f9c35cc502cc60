"""Sameness: silent on every edition, and one word, link, order or contact that differs makes exactly its rule speak."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pikepdf
import pypdf
import pytest

from brochurepress.artworks.artwork import Artwork
from brochurepress.artworks.painters import PAINTERS, PaintJob
from brochurepress.findings import Finding, Place
from brochurepress.pdf import pdfium
from brochurepress.pipeline.stages import lay_out
from brochurepress.preflight import fidelity, text_extraction
from brochurepress.preflight.fidelity import SHARES, check_sameness
from brochurepress.preflight.text_extraction import read_pdf, words_of
from brochurepress.release.conformance import SAMENESS
from brochurepress.source.inputs import Inputs, read_sources
from brochurepress.source.variants import FORMS, VARIANTS, PaintMethod
from brochurepress.typeset.box_geometry import anchors
from brochurepress.typeset.layout_checks import Layout
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.artwork_text import page_words
from tests.support.edited_editions import EDITIONS, ROOTS, edited
from tests.support.sample_project import ARTICLE, COVER, EDITION, sample
from tests.support.shared_builds import shared_artworks
from tests.support.stress import stressed


@dataclass(frozen=True)
class Built:
    """An edition laid out; what is painted of it is that without preflight, which takes longer."""

    project: Project
    sources: Inputs
    layout: Layout
    painted: dict[str, Artwork]

    def check(self, *artworks: Artwork) -> tuple[Finding, ...]:
        return check_sameness(self.layout, artworks)

    def artwork(self, name: str) -> Artwork:
        """A variant, painted when it is first asked for; a web page is painted without its downloads."""
        if name not in self.painted:
            manuscript, variant = self.sources.manuscript, VARIANTS[name]
            job = PaintJob(self.layout)
            content = PAINTERS[variant.paint](job, variant, ()).content
            file = manuscript.edition.files[name]
            self.painted[name] = Artwork(name, file, content, self.layout.page_count)
        return self.painted[name]


def built_of(project: Project, edition: str) -> Built:
    sources = read_sources(Snapshot(project), edition)
    return Built(project, sources, lay_out(sources), {})


@cache
def built(edition: str) -> Built:
    return replace(built_of(Project(ROOTS[edition]), edition), painted=shared_artworks(edition))


def other(built_edition: Built, file: str, old: str, new: str, to: Path) -> Built:
    """The same edition made from a manuscript with one change."""
    edition = built_edition.sources.manuscript.edition.name
    return built_of(edited(edition, to, file, old, new), edition)


CHANGES = {
    "a word": ("02-statement.md", "second paragraph", "third paragraph", "sameness/text", "“third” stands after"),
    "a word more": ("02-statement.md", "is indented", "is not indented", "sameness/text", "is not in the manuscript"),
    "a word less": ("02-statement.md", "as such.", "so.", "sameness/text", "where the manuscript has “as such”"),
    "a mark": ("02-statement.md", "is indented.", "is indented!", "sameness/text", "“!” stands after"),
    "an order": (
        "02-statement.md",
        "It holds *emphasis*, **strong emphasis**, and",
        "It holds **strong emphasis**, *emphasis*, and",
        "sameness/order",
        "stands elsewhere",
    ),
    "a link": (
        "04-article.md",
        "https://www.example.org/a/very/long",
        "https://www.example.org/another/very/long",
        "sameness/links",
        "where the manuscript has https://www.example.org/a/very",
    ),
    "a link within": (
        "04-article.md",
        "(#article-a-list)",
        "(#article-a-closing-part)",
        "sameness/links",
        "#article-a-closing-part where the manuscript has #article-a-list",
    ),
    "a contact": ("07-contacts.md", "Ada Lovelace", "Ada Byron", "sameness/contacts", "the contact 'Ada Lovelace'"),
}


@pytest.mark.parametrize("edition", [each if each == "complete" else stressed(each) for each in EDITIONS])
def test_silent_on_a_good_edition(edition: str) -> None:
    good = built(edition)
    forms = {name: FORMS[VARIANTS[name].form] for name in good.painted}
    for form in dict.fromkeys(forms.values()):
        layout = lay_out(good.sources, form=form)
        artworks = [artwork for name, artwork in good.painted.items() if forms[name] == form]
        assert replace(good, layout=layout).check(*artworks) == ()


@pytest.mark.parametrize("variant", ["press", "digital", stressed("digital-2"), "web"])
@pytest.mark.parametrize("change", CHANGES)
def test_one_change_in_an_artwork_makes_exactly_its_rule_speak(
    change: str, variant: str, changed: Callable[[str], Built]
) -> None:
    _, _, _, rule, message = CHANGES[change]
    findings = built("complete").check(changed(change).artwork(variant))
    if rule == "sameness/links" and not SHARES[VARIANTS[variant].paint]:
        assert findings == ()
        return
    assert [finding.rule for finding in findings] == [rule]
    assert message in findings[0].message
    assert findings[0].place.artwork == changed(change).artwork(variant).file
    assert findings[0].place.file == f"source/complete/{CHANGES[change][0]}"
    assert findings[0].place.section
    assert findings[0].place.line
    assert findings[0].place.page or variant == "web"


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Built]:
    """Gives the edition made with a change."""

    @cache
    def made(name: str) -> Built:
        file, old, new, *_ = CHANGES[name]
        return other(built("complete"), f"source/complete/{file}", old, new, tmp_path_factory.mktemp("changed"))

    return made


def test_contacts_in_another_order_are_contacts_that_differ(tmp_path: Path) -> None:
    people = """  - role: Editor
    name: Ada Lovelace
    email: ada@example.org
"""
    last = "    email: aldus@example.org\n"
    good = built("complete")
    first = edited("complete", tmp_path, "source/complete/07-contacts.md", people, "")
    text = first.root / "source/complete/07-contacts.md"
    text.write_text(text.read_text().replace(last, last + people))
    swapped = built_of(first, "complete")
    findings = good.check(swapped.artwork("web"))
    assert {finding.rule for finding in findings} >= {"sameness/contacts"}


def test_a_template_that_drops_a_contact_is_found_before_any_artwork(tmp_path: Path) -> None:
    template = "layouts/sections/contacts/section.html"
    spoilt = edited("complete", tmp_path, template, "{{ person.name | inline }}", "{{ person.role | inline }}")
    broken = built_of(spoilt, "complete")
    findings = broken.check()
    assert {finding.rule for finding in findings} == {"sameness/contacts"}
    assert [finding.place.line for finding in findings] == [6, 9]


def test_a_template_that_links_a_contact_elsewhere_is_found(tmp_path: Path) -> None:
    template = "layouts/sections/contacts/section.html"
    spoilt = edited("complete", tmp_path, template, '"mailto:" ~ person.email', '"mailto:x@example.org"')
    findings = built_of(spoilt, "complete").check()
    assert {finding.rule for finding in findings} == {"sameness/contacts"}
    assert "has no link to mailto:ada@example.org" in findings[0].message


def test_a_link_that_the_press_file_keeps_is_one_too_many() -> None:
    good = built("minimal")
    pdf = pikepdf.open(io.BytesIO(good.artwork("press").content))
    action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://example.org/"))
    annotation = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
    pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(annotation)])
    content = io.BytesIO()
    pdf.save(content)
    (finding,) = good.check(replace(good.artwork("press"), content=content.getvalue()))
    assert finding.rule == "sameness/links"
    assert finding.message == "https://example.org/ where the manuscript has no link"
    assert finding.place.page == 1


def test_every_rule_is_documented() -> None:
    told = (HOME / "docs/how-to-evidence.md").read_text(encoding="utf-8")
    for name in SAMENESS:
        assert f"| `{name}` |" in told


def test_every_kind_of_artwork_has_its_share() -> None:
    assert set(SHARES) == set(PaintMethod) - {PaintMethod.PICTURE}


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("variant", ["press", "digital", "digital-2"])
def test_two_extractors_read_the_same_words(edition: str, variant: str) -> None:
    good = built(edition)
    content = good.artwork(variant).content
    copy = read_pdf(content, anchors(good.layout.pages))
    ours = "".join(word.text for word in copy.words)
    theirs = "".join("".join(words) for words in page_words(content))
    assert sorted(ours.replace("-", "")) == sorted("".join(words_of(theirs)).replace("-", ""))
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == good.layout.page_count


BROKEN: dict[str, tuple[str, str, str]] = {
    # what: the manuscript, a page and what follows as an extractor reads them (a hyphen at a line's end is soft)
    "a soft hyphen": ("a typographically set word", "a typo\u00adgraphically set word", ""),
    "a hard hyphen": ("in Zuid-Holland and so", "in Zuid\u00adHolland and so", ""),
    "a soft hyphen over a page": ("a typographically set", "a typo\u00ad1\n", "graphically set"),
    "a hard hyphen over a page": ("the tea-towel is", "the tea\u00ad1\n", "towel is"),
    "with a running head": ("a typographically set", "a typo\u00ad1\n", "Draft only graphically set"),
    "twice in a row": ("Zuid-Holland, Zuid-Holland, and", "Zuid\u00adHolland, Zuid\u00adHolland, and", ""),
    "in a text that repeats itself": (
        "Noord-Holland 3 Noord-Holland 3 Noord-Holland 3",
        "Noord\u00adHolland 3 Noord-Holland 3 Noord-Holland 3",
        "",
    ),
    "a soft one in a text that repeats itself": (
        "extraordinarily 3 extraordinarily 3 extraordinarily 3",
        "extra\u00adordinarily 3 extraordinarily 3 extraordinarily 3",
        "",
    ),
    "a hyphen at the end of a page, and no folio": ("e-mail", "e\u00ad", "mail"),
    "a hyphen that an extractor leaves": ("a typographically set", "a typo-\r\ngraphically set", ""),
    "a hyphen of typographers": ("a typographically set", "a typo\u2010 \ngraphically set", ""),
    "a hyphen that an extractor leaves over a page": ("a typographically set", "a typo-\n1", "graphically set"),
    "parted twice": ("an extraordinarily long so", "an extraor-\ndinar\u00adily long so", ""),
    "a hard one where the words are one word elsewhere": ("self-made selfmade so", "self-\nmade selfmade so", ""),
    "a hard one before what would make a word": ("e-mail every very so", "e-\nmail every very so", ""),
    "a text that repeats itself, with folios between": (
        "".join(f"{word} set set set " for word in ["so", "so", "so", "so"]),
        "so 1 set 1 set 1 set so 1 set 1 set 1 set so 1 set 1 set 1 set Draft so 1 set 1 set 1 set",
        "only",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_word_is_one_word(name: str) -> None:
    source, page, following = BROKEN[name]
    wanted = list(text_extraction._words([(source, Place())]))
    pieces = [(text_extraction._lines(text), Place(page=number)) for number, text in enumerate((page, following), 1)]
    found = list(text_extraction._words(pieces))
    allowed = Counter([*12 * ["1"], "Draft", "only"])
    assert list(fidelity._differences(wanted, found, allowed.copy())) == []
    lost = [word for word in found if word.text not in ("set", "so", "towel", "and", "mail", "3")]
    assert list(fidelity._differences(wanted, lost, allowed.copy()))


def test_small_type_close_to_large_type_is_no_part_of_its_line(tmp_path: Path) -> None:
    good = sample(tmp_path)
    good.change(COVER, "ground: zee", "ground: soft").change(EDITION, "printer =", 'kit = "loud"\nprinter =')
    label = "spent on things in a long label that runs over lines"
    facts = f'facts:\n  - {{ number: "£ 41.5m", label: {label} }}\n  - {{ number: "9", label: more }}\n'
    good.write(ARTICLE, f"---\ntype: facts\ntitle: Numbers\n{facts}---\n")
    large = built_of(good.project, "sample")
    artwork = large.artwork("press")
    with pdfium.open_pdf(artwork.content) as rendering:
        read, painted = ("".join(rendering.words(2, as_painted).split()) for as_painted in (False, True))
    assert "41.5spent" in read and "41.5mspent" in painted
    assert large.check(artwork) == ()
