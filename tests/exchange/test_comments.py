"""Comments on a PDF come back to the line they belong to, however the text changed since, or are told to be lost."""

from __future__ import annotations

import io
import json
import random
import re
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from click.testing import CliRunner

from brochurepress.cli.command_line import main
from brochurepress.exchange.comments import PrintedWord, read_pdf, words_at
from brochurepress.exchange.reviews import WordPlaces, comment_findings, reviews_of
from brochurepress.findings import Severity
from brochurepress.pipeline.stages import build_edition
from brochurepress.release.release import source_files
from brochurepress.workspace.snapshot import Snapshot
from tests.support.annotated_pdf import KINDS, Corners, annotated
from tests.support.sample_project import ARTICLE as STORY
from tests.support.sample_project import EDITION, Sample
from tests.support.sample_project import sample as good_sample

PARAGRAPHS = 60
COMMENTS = 200
WORDS = (
    "the province works with people on housing water energy and roads because that is what councils ask of us".split()
)

Truth = list[tuple[str, str]]
"""For each comment the code of the paragraph that it stands in, and the words that it is about."""


def paragraphs(seed: int) -> list[str]:
    """Texts of the same few words, each with a code of its own in its middle; two in ten are two lines long."""
    chance = random.Random(seed)  # noqa: S311
    made = []
    for number in range(PARAGRAPHS):
        words = chance.choices(WORDS, k=chance.randint(12, 40))
        words[len(words) // 2] = f"code{number}x"
        if number % 5 == 0:
            words[len(words) // 3] += "\n"
        made.append(" ".join(words).replace("\n ", "\n"))
    return made


def story(sample: Sample, texts: list[str]) -> None:
    front = "---\ntype: article\ntitle: A story\nlead: It *begins* here\n---\n"
    sample.write(STORY, front + "\n\n".join(texts) + "\n")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A project with a long article, and its accessible PDF."""
    sample = good_sample(tmp_path_factory.mktemp("commented"))
    story(sample, paragraphs(1))
    sample.change(EDITION, '["press", "digital", "web"]', '["digital"]')
    (artwork,) = build_edition(sample.project, "sample", ("digital",)).artworks
    return sample.root, artwork.content


@pytest.fixture
def sample(built: tuple[Path, bytes], tmp_path: Path) -> Sample:
    copy = good_sample(tmp_path)
    for file in (STORY, EDITION):
        copy.write(file, (built[0] / file).read_bytes())
    return copy


@pytest.fixture(scope="module")
def commented(built: tuple[Path, bytes]) -> tuple[bytes, Truth]:
    """The PDF with comments of all kinds at words of its paragraphs, and where each belongs."""
    chance = random.Random(2)  # noqa: S311
    _, words, drawn = read_pdf(built[1])
    assert drawn == []
    text = {number: each.split() for number, each in enumerate(paragraphs(1))}
    spans: list[tuple[int, int]] = []
    for number, own in text.items():
        at = next(at for at, word in enumerate(words) if word.text.startswith(f"code{number}x"))
        first = at - own.index(f"code{number}x")
        if [w.text for w in words[first : first + len(own)]] == own:  # the others run on over a page, with its number
            spans.append((number, first))
    assert len(spans) > PARAGRAPHS - 5
    marks: list[tuple[int, str, Corners]] = []
    truth: Truth = []
    for number in range(COMMENTS):
        paragraph, first = chance.choice(spans)
        start = chance.randrange(len(text[paragraph]))
        some = words[first + start : first + start + chance.randint(1, 4)]
        some = [w for w in some[: len(text[paragraph]) - start] if w.page == some[0].page and _level(w, some[0])]
        boxes = [box for word in some for box in word.boxes]
        area = (
            min(b.left for b in boxes),
            min(b.bottom for b in boxes),
            max(b.right for b in boxes),
            max(b.top for b in boxes),
        )
        marks.append((some[0].page, [*KINDS][number % len(KINDS)], area))
        truth.append((f"code{paragraph}x", " ".join(w.text for w in some)))
    return annotated(built[1], marks), truth


def _level(one: PrintedWord, other: PrintedWord) -> bool:
    """Whether two words stand on one line."""
    return abs(one.boxes[0].bottom - other.boxes[0].bottom) < 5 and one.boxes[0].left >= other.boxes[0].left


def changed_words(texts: list[str], chance: random.Random) -> list[str]:
    for _ in range(15):
        at = chance.randrange(len(texts))
        words = texts[at].split(" ")
        for place in chance.sample(range(len(words)), 3):
            if "code" not in words[place] and "\n" not in words[place]:
                words[place] = "otherwise"
        texts[at] = " ".join(words)
    return texts


def moved(texts: list[str], chance: random.Random) -> list[str]:
    for _ in range(6):
        texts.insert(chance.randrange(len(texts)), texts.pop(chance.randrange(len(texts))))
        texts.insert(chance.randrange(len(texts)), " ".join(chance.choices(WORDS, k=15)))
    for _ in range(4):
        del texts[chance.randrange(len(texts))]
    return changed_words(texts, chance)


@pytest.mark.parametrize(
    ("revise", "right"),
    [(lambda texts, chance: texts, 1.0), (changed_words, 0.9), (moved, 0.75)],
    ids=["same", "words", "moved"],
)
def test_no_comment_comes_to_a_wrong_line(
    sample: Sample, commented: tuple[bytes, Truth], revise: Callable[..., list[str]], right: float
) -> None:
    story(sample, revise(paragraphs(1), random.Random(3)))  # noqa: S311
    lines = sample.text(STORY).split("\n")
    content, truth = commented
    comments, words, _ = read_pdf(content)
    assert len(comments) == COMMENTS
    reviews = reviews_of(WordPlaces(Snapshot(sample.project), "sample", words), comments, words, "x.pdf")
    assert len(reviews) == COMMENTS
    told = Counter[str]()
    for review in reviews.values():
        code, marked = truth[int(review.text.rpartition(" ")[2])]
        at = next((number for number, line in enumerate(lines, 1) if f"{code}" in line), 0)
        block = {number for number in (at - 1, at, at + 1) if at and lines[number - 1]}
        if review.found == "lost":
            told["lost"] += 1
            continue
        file, _, line = review.place.rpartition(":")
        assert file == STORY and int(line) in block, (review, code, at)
        if review.found == "exact":
            assert review.words == marked, (review, marked)
        told["right"] += 1
    assert told["right"] >= right * COMMENTS, told


def test_answers_states_and_popups_belong_to_their_comment(commented: tuple[bytes, Truth]) -> None:
    comments, _, _ = read_pdf(commented[0])
    kinds = Counter(each.kind for each in comments)
    assert kinds.keys() == {
        "Highlight",
        "Replace",
        "StrikeOut",
        "Underline",
        "Caret",
        "Text",
        "FreeText",
        "Ink",
        "Square",
    }
    assert all(re.fullmatch(r"comment \d+", each.text) for each in comments)
    answered = [each for each in comments if each.answers]
    assert len(answered) == len(range(0, COMMENTS, len(KINDS)))
    assert {tuple(a.text for a in each.answers) for each in answered} == {("an answer", "Accepted")}
    assert {each.date for each in comments} == {"2026-11-20 10:30"}


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_words_of_a_page_that_somebody_turned_are_found(built: tuple[Path, bytes], turn: int) -> None:
    rich = "<body><p>Tom &amp; <b>Je</b>rry&#8217;s</p><p>two</p></body>"
    with pikepdf.open(io.BytesIO(built[1])) as pdf:
        page = pdf.pages[0]
        page.obj.Rotate = turn
        word = next(each for each in read_pdf(built[1])[1] if each.page == 1 and len(each.text) > 4)
        ends = word.boxes[0], word.boxes[-1]
        area = [ends[0].left, ends[0].bottom, ends[1].right, ends[1].top]
        note = {"/Type": pikepdf.Name.Annot, "/Subtype": pikepdf.Name.Highlight, "/Rect": area, "/RC": rich}
        page.obj.Annots = pikepdf.Array([pdf.make_indirect(pikepdf.Dictionary(note))])
        pdf.save(turned := io.BytesIO())
    (comment,), words, _ = read_pdf(turned.getvalue())
    assert comment.text == "Tom & Jerry’s\ntwo"
    assert [words[at].text for at in words_at(comment, words)[0]] == [word.text]


def run(sample: Sample, *words: object) -> tuple[int, dict[str, Any]]:
    result = CliRunner().invoke(main, ["comments", *map(str, words), "--root", str(sample.root), "--json"])
    return result.exit_code, json.loads(result.stdout)["files"][0]


@pytest.fixture
def marked(built: tuple[Path, bytes], tmp_path: Path) -> Path:
    """The PDF with a highlight on its first words, and a note that stands nowhere near any."""
    _, words, _ = read_pdf(built[1])
    word = next(each for each in words if each.text == "code3x")
    box = word.boxes[0]
    area = (box.left, box.bottom, word.boxes[-1].right, box.top)
    path = tmp_path / "marked.pdf"
    path.write_bytes(
        annotated(built[1], [(word.page, "highlight", area), (word.page, "note", (-900, -900, -890, -890))])
    )
    return path


def test_comments_are_kept_once_as_text_and_keep_a_release_back(sample: Sample, marked: Path) -> None:
    folder = sample.root / "source/sample/reviews"
    code, told = run(sample, marked)
    assert (code, len(told["new"]), folder.exists()) == (0, 2, False)
    assert [finding["rule"] for finding in told["findings"]] == ["review/lost"]
    run(sample, marked, "--write")
    assert not [name for name in source_files(sample.project, ["source/sample"]) if "/reviews/" in name]
    files = {path.name: path.read_text() for path in folder.glob("*.toml")}
    assert len(files) == 2
    assert (sample.root / ".press").is_dir() and not (folder / ".press").exists()  # one lock for all of them
    assert run(sample, marked, "--write")[1]["new"] == {}
    kept = [tomllib.loads(text) for text in files.values()]
    (exact,) = (each for each in kept if each["found"] == "exact")
    line = sample.line(STORY, "code3x")
    assert (exact["place"], exact["words"], exact["state"]) == (f"{STORY}:{line}", "code3x", "open")
    assert [answer["text"] for answer in exact["answers"]] == ["an answer", "Accepted"]
    found = [*comment_findings(Snapshot(sample.project), "sample", Severity.ERROR)]
    assert {(finding.rule, finding.severity) for finding in found} == {("review/open", Severity.ERROR)}
    assert (STORY, line) in {(finding.place.file, finding.place.line) for finding in found}
    for path in folder.glob("*.toml"):
        path.write_text(path.read_text().replace('state = "open"', 'state = "done"'))
    assert [*comment_findings(Snapshot(sample.project), "sample")] == []
    assert run(sample, marked, "--write")[1]["new"] == {}


def test_a_broken_file_of_a_comment_is_told(sample: Sample) -> None:
    sample.write("source/sample/reviews/x.toml", 'author = "A"\nstatus = "open"\n')
    rules = {finding.rule for finding in comment_findings(Snapshot(sample.project), "sample")}
    assert rules == {"review/missing-key", "review/unknown-key"}


def test_what_is_no_commented_pdf_of_an_edition_is_one_finding(
    sample: Sample, built: tuple[Path, bytes], tmp_path: Path
) -> None:
    (tmp_path / "broken.pdf").write_bytes(built[1][:2000])
    (tmp_path / "bare.pdf").write_bytes(built[1])
    with pikepdf.open(tmp_path / "bare.pdf") as odd:
        odd.pages[0].obj.Annots = pikepdf.Array([7, None, pikepdf.Dictionary(Subtype=pikepdf.Name.Highlight, Rect=3)])
        odd.save(tmp_path / "odd.pdf")
    with pikepdf.new() as stranger:
        stranger.add_blank_page()
        stranger.save(tmp_path / "stranger.pdf")
    with pikepdf.open(tmp_path / "bare.pdf") as drawn:
        drawn.pages[0].contents_add(drawn.make_stream(b"0 0 1 RG 3 w 40 40 m 90 90 l S"))
        drawn.save(tmp_path / "drawn.pdf")
    for name, rule in {
        "drawn": "drawn",
        "broken": "unreadable",
        "bare": "none",
        "stranger": "stranger",
        "odd": "lost",
    }.items():
        _, told = run(sample, tmp_path / f"{name}.pdf", "--write")
        assert [finding["rule"] for finding in told["findings"]] == [f"review/{rule}"], name
    assert len([*(sample.root / "source/sample/reviews").glob("*.toml")]) == 1
