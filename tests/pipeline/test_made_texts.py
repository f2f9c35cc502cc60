"""Whatever a text means comes out of every artwork: made-up articles, read back from their PDFs and web page."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections import Counter
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from brochurepress.artworks.artwork import Artwork
from brochurepress.findings import Severity
from brochurepress.pdf.inspect.structure_tree import read_tagged
from brochurepress.pipeline.stages import build_edition
from brochurepress.preflight.fidelity import OF_SCREEN
from brochurepress.preflight.text_extraction import parse_page, read_html, words_of
from brochurepress.workspace.project import HOME, Project
from tests.support.made_texts import STYLES, Made, articles, plain
from tests.support.stress import stressed

EDITION = """\
title = "Notes"
subtitle = "A made-up text"
author = "A reader"
language = "en-GB"
version = "1"
date = 2026-01-15
address = "https://www.example.org/notes"
printer = "loose-sheet"
variants = ["press", "digital", "digital-2", "large-print", "web"]

[files]
press = "press.pdf"
digital = "notes.pdf"
digital-2 = "notes-2.pdf"
large-print = "large.pdf"
web = "index.html"
"""
FRONT = "---\ntype: article\nlevel: 1\ntitle: Notes\n---\n"


def built(made: Made) -> dict[str, Artwork]:
    """The artworks of an article; it fails where anything is found but a word that goes over a page."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source/e"
        source.mkdir(parents=True)
        shutil.copytree(HOME / "tests/editions/minimal/assets", Path(folder) / "assets")
        shutil.copy(HOME / "tests/editions/complete/source/complete/pictures/shapes.png", source)
        (source / "edition.toml").write_text(EDITION, encoding="utf-8")
        (source / "1-notes.md").write_text(f"{FRONT}{made.markdown}\n", encoding="utf-8")
        build = build_edition(Project(Path(folder)), "e")
    faults = [str(finding) for finding in build.findings if finding.severity is Severity.ERROR]
    assert not faults, "\n".join([*faults, made.markdown])
    return {artwork.variant: artwork for artwork in build.artworks}


ROLES = ("L", "LI", "Table", "TR", "TD", "TFoot", "Caption", "BlockQuote", "Figure", "Link", "Code", "H2")
TAGS = {
    "L": "ul|ol|dl",
    "Table": "table",
    "TR": "tr",
    "TD": "td",
    "TFoot": "tfoot",
    "BlockQuote": "blockquote",
    "Caption": "caption|figcaption",
    "Figure": "img",
    "Code": "code",
    "H2": "h2",
    **{name: name for name in ("em", "strong", "sub")},
}
"""The elements of a web page that stand for a role."""


def read_back_of_pdf(content: bytes, made: Made) -> None:
    """Words, numbers, links and roles of an accessible PDF."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        tagged = read_tagged(pdf)
    assert tagged.root
    tags = list(tagged.root.walk())
    wanted = f"Notes {made.told('text', 'glued', 'number', 'bullet', 'alt')}"
    assert words_of(tagged.text_of(tagged.root)) == words_of(wanted)
    found = Counter(tag.type for tag in tags)
    roles = {**made.roles, "LI": made.roles["LI"] + made.roles["dt"]}
    for name in ROLES if found["Code"] else (role for role in ROLES if role != "Code"):
        assert found[name] == roles.get(name, 0), name
    scopes = Counter(tag.attributes.get("Scope") for tag in tags if tag.type == "TH")
    assert (scopes["Row"], scopes["Column"]) == (made.roles["Row"], made.roles["Column"])
    labels = [tagged.text_of(tag) for tag in tags if tag.type == "Lbl"]
    shown = [text for kind, text in made.said if kind in ("number", "bullet", "term")]
    assert [label for label in labels if label.endswith(".") or label == "•"] == shown
    numbering = Counter(str(tag.attributes.get("ListNumbering")) for tag in tags if tag.type == "L")
    for style, (name, _) in STYLES.items():
        assert numbering[name] == made.roles[f"numbered {style}"], name
    assert sum(tag.own_lang == "fr" for tag in tags) == made.roles["fr"]
    addresses = [link.target for link in sorted(tagged.links, key=lambda link: link.number)]
    # A link that goes on over a page has an annotation on each.
    assert set(addresses) == set(made.links) and not Counter(made.links) - Counter(addresses)


def read_back_of_page(content: bytes, made: Made) -> None:
    """The same of the web page, where bullets are no text."""
    page = parse_page(content)
    copy = read_html(page, OF_SCREEN, numbers=True)
    assert tuple(word.text for word in copy.words) == words_of(f"Notes {made.told('text', 'glued', 'number')}")
    assert [link.target for link in copy.links] == made.links
    main = page.one("main")
    assert main
    found = Counter(element.tag for element in main.walk())
    for role, names in TAGS.items():
        assert sum(found[name] for name in names.split("|")) == made.roles[role], role
    scopes = Counter(element.attributes.get("scope") for element in main.walk() if element.tag == "th")
    assert (scopes["row"], scopes["col"]) == (made.roles["Row"], made.roles["Column"])
    styles = Counter(element.attributes.get("type", "1") for element in main.walk() if element.tag == "ol")
    assert styles == Counter({style: made.roles[f"numbered {style}"] for style in STYLES})
    alternatives = [element.alternative() for element in main.walk() if element.tag == "img"]
    assert " ".join(alternatives) == made.told("alt")


def read_back(made: Made) -> None:
    """All that an article must say, in every artwork."""
    artworks = built(made)
    for variant in ("digital", "digital-2", "large-print"):
        read_back_of_pdf(artworks[variant].content, made)
    read_back_of_page(artworks["web"].content, made)


def test_every_style_of_numbers_comes_out_everywhere() -> None:
    made = plain("Water")
    for style, (_, labels) in STYLES.items():
        points = "".join(f"{number}. Bridge\n" for number in (4, 5, 9))
        said = [pair for number in (4, 5, 9) for pair in (("number", f"{labels[number - 1]}."), ("text", "Bridge"))]
        roles = Counter({"L": 1, "LI": 3, f"numbered {style}": 1})
        made.add(Made(f"{points}{{: type={style} }}", said, roles=roles), "\n\n").add(plain("Water"), "\n\n")
    read_back(made)


@pytest.mark.parametrize("examples", [1, stressed(20)])
def test_what_a_text_means_comes_out_everywhere(examples: int) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(articles())
    def check(made: Made) -> None:
        read_back(made)

    check()
