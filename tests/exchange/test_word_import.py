"""Word in: every word of a document is in the source or told, whichever program wrote it."""

from __future__ import annotations

import io
import re
import shutil
import tomllib
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from brochurepress.exchange.word_import import import_word, write_import
from brochurepress.findings import Finding, Rejected, Severity, blocking
from brochurepress.pipeline import build_edition, lay_out
from brochurepress.source.inputs import read_sources
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.word_files import (
    CORE,
    GOOGLE,
    NAMESPACES,
    PROGRAMS,
    WORD,
    Names,
    document,
    linked,
    paragraph,
    point,
    run,
    styles,
    table,
    unaccounted,
    written,
)
from tests.support.word_files import R as RELATION
from tests.support.word_files import W as SPACE

PICTURE = (
    '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="a" descr="{0}"/><a:graphic><a:graphicData>'
    '<a:blip r:embed="{1}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
)
DOT = HOME / "tests/editions/complete/source/complete"


def imported(tmp_path: Path, content: bytes, changes: bool = False) -> tuple[dict[str, str], list[Finding]]:
    """What a document becomes, and what is told; each of its words is in one of them."""
    made, findings = import_word(Project(tmp_path), written(tmp_path / "a.docx", content), "a", changes=changes)
    files = {file.rpartition("/")[2]: text.decode() for file, text in made.items()}
    told = [each for each in findings if each.rule == "word/told"]
    assert not unaccounted(content, [*files.values(), *(each.message for each in told)])
    return files, told


def body(tmp_path: Path, content: str, **how: bytes) -> tuple[str, list[str]]:
    """The text of a section with this content, and the cases that are told."""
    begun = paragraph("A heading", "Kop1")
    files, findings = imported(tmp_path, document(begun + content, **how))  # type: ignore[arg-type]
    (text,) = [text for file, text in files.items() if file.endswith(".md")]
    return text.split("---\n", 2)[2], [each.message for each in findings]


def manuscript(names: Names) -> bytes:
    """The brochure as somebody types it in Word, in the styles of a program."""
    style = {key: name.split("|")[0] for key, name in names.items()}
    links: dict[str, tuple[str, bool]] = {}
    out: list[str] = []
    for section in read_sources(Snapshot(Project(HOME)), "alles-over-het-ipo").manuscript.sections:
        front = section.source.values
        cover = section.type == "cover"
        if "title" in front:
            lines = "<w:r><w:br/></w:r>".join(map(run, re.split(r"\n|(?<=Interprovinciaal) ", front["title"].strip())))
            out.append(paragraph(lines, style["title" if cover else "1"]))
        out += [
            paragraph(" ".join(front[key].split()), style["line" if key == "line" else "text"])
            for key in ("line", "statement", "lead")
            if key in front
        ]
        for person in front.get("people", ()):
            out.append(paragraph(person["role"], style["2"]))
            out += [paragraph(person[key], style["3"]) for key in ("scope",) if key in person]
            out += [paragraph(person[key], style["text"]) for key in ("name", "email")]
        for one in front.get("organisations", ()):
            out += [paragraph(" ".join(one[key].split()), style["text"]) for key in ("name", "line") if key in one]
            out.append(paragraph(linked(links, one["site"].removeprefix("https://"), one["site"]), style["text"]))
            for each in one["channels"]:
                out.append(paragraph(each["network"], style["text"]))
                out.append(paragraph(linked(links, each["handle"], each["address"]), style["text"]))
        text = (HOME / section.file).read_text(encoding="utf-8").split("---\n", 2)[2]
        for line in filter(None, text.split("\n")):
            out.append(point(line[2:], style["list"]) if line.startswith("- ") else paragraph(line, style["text"]))
    return document("".join(out), {"docProps/core.xml": CORE}, links, names)


def words(content: bytes) -> Counter[str]:
    """The words of a document."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return Counter(re.findall(r"\w+", re.sub(r"<[^>]+>", " ", archive.read("word/document.xml").decode())))


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_brochure_comes_in_whole(program: str, tmp_path: Path) -> None:
    content = manuscript(PROGRAMS[program])
    files, findings = import_word(Project(tmp_path), written(tmp_path / "a.docx", content), "a")
    assert not unaccounted(content, [text.decode() for text in files.values()])
    edits = [each for each in findings if not each.rule.startswith("word/")]
    assert len(edits) <= 10, edits
    assert len([file for file in files if file.endswith(".md")]) == 5


def test_the_brochure_is_built_after_the_edits_that_are_listed(tmp_path: Path) -> None:
    project, content = Project(tmp_path), manuscript(WORD)
    files, findings = import_word(project, written(tmp_path / "a.docx", content), "a")
    write_import(project, files)
    edits = [each for each in findings if not each.rule.startswith("word/")]
    assert [each.rule for each in edits] == ["edition/missing-key"], edits
    edition = tmp_path / "source/a/edition.toml"
    edition.write_text('address = "https://www.example.org/"\n' + edition.read_text())
    laid = lay_out(read_sources(Snapshot(project), "a"))
    assert len(laid.composition.inputs.manuscript.sections) == 5
    assert not blocking(laid.findings), laid.findings


@pytest.mark.stress
def test_the_artworks_of_the_imported_brochure_have_each_word_and_link(tmp_path: Path) -> None:
    project, content = Project(tmp_path), manuscript(WORD)
    write_import(project, import_word(project, written(tmp_path / "a.docx", content), "a")[0])
    edition = tmp_path / "source/a/edition.toml"
    edition.write_text('address = "https://www.example.org/"\n' + edition.read_text())
    built = build_edition(project, "a", ("digital", "web"))  # five pages are no sheets for a printer
    assert not blocking(built.findings), built.findings
    page = next(each.content for each in built.artworks if each.variant == "web").decode()
    shown = re.sub(r"\u00ad|<wbr>", "", re.sub(r"<(?!wbr)[^>]+>", " ", page))
    assert not words(content) - Counter(re.findall(r"\w+", shown))
    assert all(
        address in page
        for address in re.findall(r"address: (\S+)", (HOME / "source/alles-over-het-ipo/5-volg-ons.md").read_text())
    )


FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText> HYPERLINK "https://a.org/" </w:instrText></w:r>'
    f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("there")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)


def field(instruction: str, result: str = "") -> str:
    """A field with what it shows, if anything."""
    shown = f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}' if result else ""
    begun = f'<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>{instruction}</w:instrText></w:r>'
    return f'{begun}{shown}<w:r><w:fldChar w:fldCharType="end"/></w:r>'


OWN = """
<w:style w:type="character" w:styleId="A"><w:name w:val="Default Paragraph Font"/></w:style>
<w:style w:type="character" w:styleId="Vet"><w:name w:val="Vet"/><w:basedOn w:val="A"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Weg"><w:name w:val="Weg"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Opsomming"><w:name w:val="Opsomming"/><w:basedOn w:val="Standaard"/>
<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Kader"><w:name w:val="Kadertekst"/><w:basedOn w:val="Standaard"/></w:style>
<w:style w:type="paragraph" w:styleId="Inhopg1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Titre2"><w:name w:val="Titre 2"/></w:style>
"""
"""Styles of a document's own."""

NEWER = "<mc:Choice Requires='w16se'><w16se:symEx xmlns:w16se='w16se' w16se:char='1F600'/></mc:Choice>"
KEPT: dict[str, tuple[str, str]] = {
    "bold and italic": (
        paragraph(run("A ") + run("bold ", "<w:b/>") + run("slanted", "<w:i/>") + run(" word", '<w:b w:val="0"/>')),
        "A **bold** *slanted* word",
    ),
    "raised": (paragraph(run("m") + run("2", '<w:vertAlign w:val="superscript"/>')), "m^2^"),
    "a language": (paragraph(run("Un ") + run("mot", '<w:lang w:val="fr-FR"/>')), "Un [mot]{: lang=fr }"),
    "signs": (paragraph("+ A *star* and_one_ <b> | [x]"), "\\+ A \\*star\\* and_one\\_ \\<b> &#124; \\[x\\]"),
    "lines": (paragraph(run("one") + "<w:r><w:br/></w:r>" + run("two")), "one  \ntwo"),
    "bullets": (point("one") + point("two", depth=1) + point("three"), "- one\n    - two\n- three"),
    "numbers": (point("one", kind="2") + point("two", kind="2"), "1. one\n2. two"),
    "letters": (point("one", kind="3") + paragraph("text"), "1. one\n{: type=a }\n\ntext"),
    "a quotation": (paragraph("said", "Citaat"), "> said"),
    "a heading": (paragraph("Deeper", "Kop2") + paragraph("Deepest", "Kop3"), "# Deeper\n\n## Deepest"),
    "a table": (table([["a", "b"], ["c", "d"]]), "| a | b |\n|---|---|\n| c | d |"),
    "a content control": (f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('held')}</w:sdtContent></w:sdt>", "held"),
    "a field": (paragraph(FIELD), "[there](https://a.org/)"),
    "a link": (paragraph(f'<w:hyperlink r:id="l">{run("there")}</w:hyperlink>'), "[there](https://example.org/)"),
    "a field with a part": (
        paragraph(field('HYPERLINK "https://a.org/?b=1" \\l "c" \\o "tip"', run("there"))),
        "[there](https://a.org/?b=1#c)",
    ),
    "a field without quotes": (paragraph(field("hyperlink https://a.org/", run("there"))), "[there](https://a.org/)"),
    "an address with spaces": (
        paragraph(field('HYPERLINK "https://a.org/b c)"', run("d"))),
        "[d](https://a.org/b%20c%29)",
    ),
    "a sign for newer programs": (
        paragraph(
            f"<w:r><mc:AlternateContent>{NEWER}<mc:Fallback><w:t>☺</w:t></mc:Fallback></mc:AlternateContent></w:r>"
        ),
        "☺",
    ),
    "a style of characters": (paragraph(run("so ") + run("it is", '<w:rStyle w:val="Vet"/>')), "so **it is**"),
    "signs of hyphens": (
        paragraph(
            "<w:r><w:t>a</w:t><w:softHyphen/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t><w:ptab/><w:t>d</w:t></w:r>"
        ),
        "a\u00adb\u2011c d",
    ),
    "right to left": (
        paragraph(run("In ") + run("مرحبا", '<w:rtl/><w:lang w:val="nl-NL" w:bidi="ar-SA"/>')),
        "In [مرحبا]{: lang=ar }",
    ),
    "a list by its style, deeper by itself": (
        paragraph("one", "Opsomming") + paragraph("two", "Opsomming", '<w:numPr><w:ilvl w:val="1"/></w:numPr>'),
        "1. one\n    1. two",
    ),
    "a heading in French": (paragraph("Plus loin", "Titre2"), "# Plus loin"),
    "cells that begin further on": (
        table([["a", "b"], ["c"]]).replace("<w:tr><w:tc>", '<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr><w:tc>'),
        "| a | b |\n|---|---|\n|  | c |",
    ),
    "rows in a box": (
        table([["a"], ["b"]]).replace("<w:tbl>", "<w:tbl><w:customXml>").replace("</w:tbl>", "</w:customXml></w:tbl>"),
        "| a |\n|---|\n| b |",
    ),
    "a paragraph whose end is deleted": (
        paragraph("one ", properties='<w:rPr><w:del w:author="A"/></w:rPr>') + paragraph("two"),
        "one two",
    ),
}
"""What is kept: a document, and what its text is."""


@pytest.mark.parametrize("name", KEPT)
def test_what_has_a_home_is_kept(name: str, tmp_path: Path) -> None:
    content, expected = KEPT[name]
    parts = {"word/styles.xml": styles(WORD, more=OWN)}
    text, told = body(tmp_path, content, parts=parts, links={"l": ("https://example.org/", True)})  # type: ignore[arg-type]
    assert text.strip() == expected
    assert not [each for each in told if "tracked change" not in each]


BOX = f"<w:pict><v:textbox><w:txbxContent>{paragraph('LOST')}</w:txbxContent></v:textbox></w:pict>"
TWICE = f"<mc:AlternateContent><mc:Choice>{BOX}</mc:Choice><mc:Fallback>{BOX}</mc:Fallback></mc:AlternateContent>"
REMARK = f"{run('on it')}<w:commentRangeEnd w:id='3'/><w:r><w:commentReference w:id='3'/></w:r>"
NOTED = '<w:r><w:footnoteReference w:id="2"/></w:r>'
DELETED = run("b").replace("w:t", "w:delText")
TOLD: dict[str, tuple[str, str]] = {
    "hidden": (paragraph(run("LOST", "<w:vanish/>")), "hidden text"),
    "text box": (paragraph(f"<w:r>{BOX}</w:r>"), "text box"),
    "text box twice": (paragraph(f"<w:r>{TWICE}</w:r>"), "text box"),
    "equation": (paragraph("<m:oMath><m:r><m:t>LOST</m:t></m:r></m:oMath>"), "equation"),
    "underline": (paragraph(run("LOST", '<w:u w:val="single"/>')), "'u' is not kept"),
    "unknown property": (paragraph(run("LOST", "<w:novelty/>")), "'novelty' is not kept"),
    "unknown element": (paragraph(f"<w:novelty>{run('LOST')}</w:novelty>"), "'novelty' is left out"),
    "style": (paragraph("LOST", "Kader"), "style 'kadertekst'"),
    "inner link": (paragraph(f'<w:hyperlink w:anchor="b">{run("LOST")}</w:hyperlink>'), "bookmark b"),
    "merged cells": (
        table([["LOST", "b"]]).replace("<w:tc>", '<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>', 1),
        "merged cells",
    ),
    "table in a table": (
        table([["a", "b"]]).replace("<w:tc>", f"<w:tc>{table([['LOST']])}", 1),
        "several paragraphs of a cell",
    ),
    "note of a heading": (paragraph(run("a") + NOTED, "Kop2"), "note at the foot"),
    "typed list": (paragraph("• LOST"), "typed by hand"),
    "bold heading": (paragraph(run("LOST", "<w:b/>")), "may be a heading"),
    "a linked picture": (paragraph(PICTURE.format("LOST", "out")), "a picture is left out"),
    "contents": (paragraph("LOST", "Inhopg1"), "toc"),
    "hidden by its style": (paragraph("LOST", "Weg"), "hidden text"),
    "a field that shows nothing": (paragraph(run("a") + field('XE "LOST"')), "'field' is left out"),
    "a field within another": (
        paragraph(field("IF ", run(" b")).replace("</w:r>", f"</w:r>{field('AUTHOR', run('LOST'))}", 1)),
        "the field 'IF LOST'",
    ),
    "another file": ('<w:altChunk r:id="LOST"/>', "'altChunk' is left out"),
    "a chart": (
        paragraph('<w:r><w:drawing><c:chart xmlns:c="c" r:id="chart"/></w:drawing></w:r>'),
        "a drawing is left out",
    ),
    "a word as a drawing": (
        paragraph('<w:r><w:pict><v:textpath string="LOST"/></w:pict></w:r>'),
        "a drawing is left out",
    ),
    "a part of a picture": (
        paragraph(PICTURE.format("LOST", "p").replace("<a:blip", '<a:srcRect l="900"/><a:blip')),
        "a picture that Word shows a part of",
    ),
    "a picture as a link": (
        paragraph(
            PICTURE.format("LOST", "p").replace("/><a:graphic>", '><a:hlinkClick r:id="l"/></wp:docPr><a:graphic>')
        ),
        "the link of a picture to https://l.org/",
    ),
    "an alternative of the older kind": (
        paragraph('<w:r><w:pict><v:shape alt="LOST"><v:imagedata r:id="out"/></v:shape></w:pict></w:r>'),
        "a picture is left out",
    ),
    "what a table says of itself": (
        table([["a"]]).replace("<w:tbl>", '<w:tbl><w:tblPr><w:tblDescription w:val="LOST"/></w:tblPr>'),
        "'tblDescription' is left out",
    ),
    "a heading with a number": (point("LOST", "Kop2", "2"), "is not kept as '1.'"),
    "deleted": (paragraph(run("a") + f'<w:del w:author="A">{DELETED}</w:del>'), "one tracked change"),
}
"""What has no home: a document, and part of what is told."""


@pytest.mark.parametrize("name", TOLD)
def test_what_has_no_home_is_told_with_its_words(name: str, tmp_path: Path) -> None:
    content, said = TOLD[name]
    lost = paragraph("LOST")
    notes = f'<w:footnotes {NAMESPACES}><w:footnote w:id="2">{lost}</w:footnote></w:footnotes>'
    parts = {"word/styles.xml": styles(WORD, more=OWN), "word/media/p.png": b"", "word/chart.xml": "<c><v>LOST</v></c>"}
    parts |= {"word/footnotes.xml": notes} if "note" in name else {}
    links = {"out": ("file:///etc/passwd", True), "p": ("media/p.png", False), "chart": ("chart.xml", False)}
    links |= {"l": ("https://l.org/", True), "LOST": ("LOST.html", False)}
    _, told = body(tmp_path, content, parts=parts, links=links)  # type: ignore[arg-type]
    (found,) = [each for each in told if said in each]
    assert "LOST" in found or name == "deleted"


def test_a_picture_is_kept_with_its_alternative(tmp_path: Path) -> None:
    picture = next((HOME / "tests/editions").rglob("*.png")).read_bytes()
    content = document(
        paragraph("A heading", "Kop1") + paragraph(PICTURE.format("A *dot*", "p")),
        {"word/media/Image1.PNG": picture},
        {"p": ("media/Image1.PNG", False)},
    )
    files, _ = import_word(Project(tmp_path), written(tmp_path / "a.docx", content), "a")
    assert files["source/a/pictures/a-1.png"] == picture
    assert b"![A \\*dot\\*](pictures/a-1.png)" in files["source/a/1-a-heading.md"]


def test_numbers_of_lists_go_on_and_begin_anew_as_they_do_in_word(tmp_path: Path) -> None:
    level = '<w:lvl w:ilvl="{0}"><w:start w:val="1"/><w:numFmt w:val="{1}"/></w:lvl>'
    lists = (
        f'<w:abstractNum w:abstractNumId="1">{level.format(0, "decimal")}</w:abstractNum>'
        '<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="L"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/>'
        f'</w:lvlOverride></w:num><w:num w:numId="4"><w:abstractNumId w:val="2"/></w:num>'
    )
    linked_to = '<w:style w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    parts = {
        "word/numbering.xml": f"<w:numbering {NAMESPACES}>{lists}</w:numbering>",
        "word/styles.xml": styles(WORD, more=linked_to),
    }
    points = "".join(point(f"in {kind}", kind=kind) + paragraph("text") for kind in "12334")
    text, _ = body(tmp_path, points, parts=parts)  # type: ignore[arg-type]
    assert re.findall(r"\d+\. in \d", text) == ["1. in 1", "2. in 2", "7. in 3", "8. in 3", "9. in 4"]


def test_a_large_first_letter_is_part_of_its_word(tmp_path: Path) -> None:
    content = paragraph("D", "Kop1", '<w:framePr w:dropCap="drop"/>') + paragraph("e provincies", "Kop1")
    files, _ = import_word(Project(tmp_path), written(tmp_path / "a.docx", document(content)), "a")
    assert b"title: De provincies" in files["source/a/1-de-provincies.md"]


def test_a_text_is_found_where_programs_on_the_web_put_it(tmp_path: Path) -> None:
    relation = f'<Relationship Id="a" Type="{RELATION}/officeDocument" Target="/word/document2.xml"/>'
    beside = f'<Relationship Id="b" Type="{RELATION}/footnotes" Target="notes2.xml"/>'
    notes = f'<w:footnotes {NAMESPACES}><w:footnote w:id="2">{paragraph("noted")}</w:footnote></w:footnotes>'
    notes = notes.replace("</w:footnotes>", f'<w:footnote w:id="3">{paragraph("again")}</w:footnote></w:footnotes>')
    content = paragraph("A", "Kop1") + paragraph(run("held") + NOTED + NOTED.replace("2", "3"))
    parts = {
        "_rels/.rels": f"<Relationships>{relation}</Relationships>",
        "word/document.xml": "",
        "word/document2.xml": f"<w:document {NAMESPACES}><w:body>{content}</w:body></w:document>",
        "word/_rels/document2.xml.rels": f"<Relationships>{beside}</Relationships>",
        "word/notes2.xml": notes,
    }
    files, _ = import_word(Project(tmp_path), written(tmp_path / "a.docx", document("", parts)), "a")
    assert files["source/a/1-a.md"].decode().endswith("held[^1][^2]\n\n[^1]: noted\n\n[^2]: again\n")


def test_a_long_text_that_is_left_out_is_told_whole(tmp_path: Path) -> None:
    long = " ".join(f"word{number}" for number in range(500))
    _, findings = imported(tmp_path, document(paragraph(run(long, "<w:vanish/>"))))
    assert not Counter(long.split()) - Counter(re.findall(r"\w+", " ".join(each.message for each in findings)))


def test_each_tracked_change_is_told_when_asked(tmp_path: Path) -> None:
    content = document(paragraph(run("a") + f'<w:ins w:author="Ada">{run("b")}</w:ins>'))
    _, findings = imported(tmp_path, content, changes=True)
    assert "Ada added “b”: it is taken" in [each.message for each in findings]


def test_footnotes_stand_below_their_section_and_are_set(tmp_path: Path) -> None:
    noted = paragraph(run("Said") + NOTED + run(" here.")) + table([["a", "b"]]).replace(
        "</w:t>", f"</w:t></w:r>{NOTED[:-6].replace('2', '4')}", 1
    )
    own = paragraph(f'<w:hyperlink r:id="l">{run("there")}</w:hyperlink>' + run(", see", "<w:i/>"))
    notes = "".join(
        f'<w:footnote w:id="{key}">{text}</w:footnote>' for key, text in {2: own, 4: paragraph("Two")}.items()
    )
    content = document(
        paragraph("One", "Kop1") + noted + paragraph("Another", "Kop1") + paragraph("Text."),
        {
            "word/footnotes.xml": f"<w:footnotes {NAMESPACES}>{notes}</w:footnotes>",
            "word/_rels/footnotes.xml.rels": '<Relationships><Relationship Id="l" Target="https://b.org/" '
            'TargetMode="External"/></Relationships>',
        },
    )
    files, told = imported(tmp_path, content)
    assert files["1-one.md"].endswith(
        "Said[^1] here.\n\n| a[^2] | b |\n|---|---|\n\n[^1]: [there](https://b.org/)*, see*\n\n[^2]: Two\n"
    )
    assert [each.severity for each in told] == []
    assert not [each for each in import_word(Project(tmp_path), tmp_path / "a.docx", "a")[1] if "footnote" in each.rule]


def reviews(files: dict[str, str]) -> list[dict[str, object]]:
    """The comments that an import keeps, without what is the same for all."""
    found = [tomllib.loads(text) for file, text in files.items() if file.endswith(".toml") and file != "edition.toml"]
    return sorted(
        (
            {key: each[key] for key in ("author", "kind", "place", "found", "words", "text") if key in each}
            for each in found
        ),
        key=str,
    )


def test_comments_become_review_notes_at_their_line(tmp_path: Path) -> None:
    remarks = "".join(
        f'<w:comment w:id="{key}" w:author="Ada" w:date="2026-11-20T10:30:00Z">{paragraph(text)}</w:comment>'
        for key, text in {3: "Is it?", 4: "All of it"}.items()
    )
    note = '<w:r><w:commentReference w:id="4"/></w:r>'
    content = document(
        paragraph("A heading", "Kop1")
        + paragraph("First.")
        + paragraph(f'{run("It stands ")}<w:commentRangeStart w:id="3"/>{REMARK}{note}'),
        {"word/comments.xml": f"<w:comments {NAMESPACES}>{remarks}</w:comments>"},
    )
    files, told = imported(tmp_path, content)
    common = {"author": "Ada", "kind": "Text", "place": "source/a/1-a-heading.md:8"}
    assert files["1-a-heading.md"].split("\n")[7] == "It stands on it"
    assert reviews(files) == [
        {**common, "found": "exact", "words": "on it", "text": "Is it?"},
        {**common, "found": "near", "text": "All of it"},
    ]
    assert not told and all(file.startswith("2026-11-20-ada-") for file in files if file[0] == "2")


def test_each_tracked_change_becomes_a_suggestion_when_asked(tmp_path: Path) -> None:
    gone = run("gone").replace("w:t", "w:delText")
    changes = f'<w:ins w:author="Ada">{run("b")}</w:ins><w:del w:author="Bo">{gone}</w:del>'
    content = document(paragraph("A heading", "Kop1") + paragraph(run("a ") + changes))
    files, _ = imported(tmp_path, content, changes=True)
    assert [(each["kind"], each["found"], each["text"]) for each in reviews(files)] == [
        ("Caret", "exact", "Ada added “b”: it is taken"),
        ("StrikeOut", "changed", "Bo deleted “gone”: it is left out"),
    ]
    assert reviews(imported(tmp_path, content)[0]) == []


def test_a_style_of_a_kit_goes_where_the_kit_says(tmp_path: Path) -> None:
    kit = tmp_path / "kit"
    (kit / "layouts").mkdir(parents=True)
    rows = '[edition]\nversion = "1"\n[[styles]]\nnames = ["heading 1"]\nopens = "points"\nfield = "title"\n'
    (kit / "layouts/import.toml").write_text(rows)
    path = written(tmp_path / "a.docx", document(paragraph("Three", "Kop1") + point("one")))
    files, _ = import_word(Project(tmp_path), path, "a", kit)
    assert files["source/a/1-three.md"].decode() == "---\ntype: points\nlevel: 1\ntitle: Three\n---\n- one\n"


def test_a_section_becomes_of_the_type_that_a_style_names(tmp_path: Path) -> None:
    own = '<w:style w:styleId="S"><w:name w:val="Stelling"/></w:style>'
    content = document(
        paragraph("About", "Kop1") + paragraph("Hands", "S") + paragraph("together", "S") + paragraph("Text."),
        {"word/styles.xml": styles(WORD, more=own)},
    )
    files, _ = imported(tmp_path, content)
    assert files["1-about.md"] == (
        "---\ntype: statement\nlevel: 1\ntitle: About\nstatement: |\n  Hands\n  together\n---\nText.\n"
    )


def test_sections_come_behind_those_that_are_there_and_nothing_is_overwritten(tmp_path: Path) -> None:
    shutil.copytree(HOME / "source/alles-over-het-ipo", tmp_path / "source/a")
    path = written(tmp_path / "a.docx", document(paragraph("Contactgegevens", "Kop1") + paragraph("Text.")))
    project = Project(tmp_path)
    files, _ = import_word(project, path, "a")
    assert list(files) == ["source/a/7-contactgegevens-2.md"]
    write_import(project, files)
    with pytest.raises(Rejected, match="is there already"):
        write_import(project, files)


GOOD = f"<w:document {NAMESPACES}><w:body>{paragraph('A text')}</w:body></w:document>"
REFUSED: dict[str, tuple[bytes, str]] = {
    "damaged": (document(GOOD)[:500], "damaged"),
    "no archive": (b"no archive", "damaged"),
    "no XML": (document("", {"word/document.xml": "<w:document"}), "damaged"),
    "encrypted": (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
    "old": (b"\xd0\xcf\x11\xe0 Word.Document.8", "Word 97"),
    "rich text": (b"{\\rtf1 text}", "Rich Text"),
    "open document": (b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.text", "OpenDocument"),
    "macros": (document("", {"word/vbaProject.bin": b"x"}), "macros"),
    "strict": (
        document("", {"word/document.xml": GOOD.replace(SPACE, "http://purl.oclc.org/ooxml/wordprocessingml/main")}),
        "strict form",
    ),
    "entities": (document("", {"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]>' + GOOD}), "entities"),
    "another archive": (document("").replace(b"word/document.xml", b"word/documenu.xml"), "no Word document"),
}  # fmt: skip
"""Files that are not read, and part of what is told."""


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_word_document_is_refused_by_name(name: str, tmp_path: Path) -> None:
    content, said = REFUSED[name]
    with pytest.raises(Rejected) as refused:
        import_word(Project(tmp_path), written(tmp_path / "a.docx", content), "a")
    (finding,) = refused.value.findings
    assert said in finding.message
    assert finding.severity is Severity.ERROR
    assert finding.hint


def test_values_that_are_no_numbers_break_nothing(tmp_path: Path) -> None:
    odd = paragraph(
        "a", properties='<w:outlineLvl w:val="x²"/><w:numPr><w:ilvl w:val="²"/><w:numId w:val="1"/></w:numPr>'
    )
    text, _ = body(tmp_path, odd + odd.replace('ilvl w:val="²"', f'ilvl w:val="{"9" * 5000}"'))
    assert text.split() == ["-", "a", "-", "a"]


def test_google_s_own_boxes_round_words_are_looked_into(tmp_path: Path) -> None:
    content = paragraph(f"<w:sdt><w:sdtContent>{run('each word')}</w:sdtContent></w:sdt>", "Normal")
    files, _ = imported(tmp_path, document(paragraph("A", "Heading1") + content, names=GOOGLE))
    assert "each word" in files["1-a.md"]
