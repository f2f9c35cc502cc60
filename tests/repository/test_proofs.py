"""The proofs that must stay equal: silent on the same files, and each kind of difference is told as what it is."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from brochurepress.workspace.project import HOME
from tests import proofs
from tests.proofs import VERSIONS, Answer, Held, compared, faults, hold, keep
from tests.support.press_sample import press_sample

Files = Mapping[str, bytes]


@cache
def pdf() -> bytes:
    return press_sample(2).data


def with_page_2(code: bytes) -> bytes:
    opened = pikepdf.open(io.BytesIO(pdf()))
    opened.pages[1].contents_add(code)
    written = io.BytesIO()
    opened.save(written, static_id=True)
    return written.getvalue()


def one_page() -> bytes:
    return press_sample(1).data


def picture(level: int) -> bytes:
    written = io.BytesIO()
    Image.new("L", (8, 8), level).save(written, "PNG")
    return written.getvalue()


def web(title: str = "Bridges", shade: int = 100) -> bytes:
    embedded = base64.b64encode(picture(shade)).decode()
    digest = base64.b64encode(bytes([shade] * 32)).decode()
    policy = f'<meta name="policy" content="style-src &#39;sha256-{digest}&#39;">'
    style = f"{policy}<style>img {{ width: 300px }}</style><title>{title}</title>"
    return f'<!doctype html><html lang="en">{style}<img alt="" src="data:image/png;base64,{embedded}">'.encode()


GOOD: Files = {
    "a/a.pdf": pdf(),
    "a/a.png": picture(100),
    "a/index.html": web(),
    "a/transcript.txt": b"1 heading Bridges\n2 text\n",
}

CHANGES: dict[str, tuple[Files, Held, str]] = {
    "words": ({"a/transcript.txt": b"1 heading Bridges\n2 words\n"}, Held.SAYS_OTHERWISE, "line 2"),
    "more words": ({"a/transcript.txt": GOOD["a/transcript.txt"] + b"3 more\n"}, Held.SAYS_OTHERWISE, "line 3"),
    "a rectangle": ({"a/a.pdf": with_page_2(b" 0 0 0 1 k 30 30 9 9 re f")}, Held.LOOKS_OTHERWISE, "page 2"),
    "a page": ({"a/a.pdf": one_page()}, Held.LOOKS_OTHERWISE, "1 pages instead of 2"),
    "an object": ({"a/a.pdf": with_page_2(b" q Q")}, Held.LOOKS_EQUAL, ""),
    "a picture": ({"a/a.png": picture(90)}, Held.LOOKS_OTHERWISE, "the picture"),
    "a word of the web page": ({"a/index.html": web("Roads")}, Held.SAYS_OTHERWISE, "line 1"),
    "a picture of the web page": ({"a/index.html": web(shade=90)}, Held.LOOKS_OTHERWISE, "390 px wide, 1280 px wide"),
    "a shade of the web page": ({"a/index.html": web(shade=101)}, Held.LOOKS_EQUAL, ""),
    "a shade": ({"a/a.png": picture(101)}, Held.LOOKS_EQUAL, ""),
    "a new file": ({"a/b.pdf": pdf()}, Held.NEW, ""),
}


def test_the_same_files_are_equal() -> None:
    assert [answer.held for answer in compared(GOOD, dict(GOOD))] == [Held.EQUAL] * len(GOOD)
    assert faults(compared(GOOD, dict(GOOD)), raised=False) == ()


@pytest.mark.parametrize("name", CHANGES)
def test_one_change_is_told_as_what_it_is(name: str) -> None:
    change, held, where = CHANGES[name]
    (told,) = (answer for answer in compared(GOOD, {**GOOD, **change}) if answer.held is not Held.EQUAL)
    assert told == Answer(next(iter(change)), held, where)
    assert bool(faults([told], raised=True)) == (held is not Held.LOOKS_EQUAL)
    assert faults([told], raised=False) == (told,)


def test_a_file_that_is_gone_is_told() -> None:
    (told,) = faults(compared(GOOD, {key: GOOD[key] for key in GOOD if key != "a/transcript.txt"}), raised=True)
    assert told == Answer("a/transcript.txt", Held.GONE)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where proofs are kept, of two files instead of all that the editions make."""
    monkeypatch.setattr(proofs, "HOME", tmp_path)
    monkeypatch.setattr(proofs, "made", lambda: iter(GOOD.items()))
    return tmp_path / "kept"


def test_what_was_kept_is_held(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hold(folder) == 2
    assert keep(folder) == 0
    assert hold(folder) == 0
    assert "no byte may differ" in capsys.readouterr().out
    monkeypatch.setattr(proofs, "made", lambda: iter({**GOOD, "a/a.pdf": with_page_2(b" q Q")}.items()))
    assert hold(folder) == 1


def test_with_a_raised_version_bytes_may_differ_and_looks_may_not(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(folder)
    before = json.loads((folder / VERSIONS).read_text())
    (folder / VERSIONS).write_text(json.dumps({**before, "weasyprint": "1.0"}))
    monkeypatch.setattr(proofs, "made", lambda: iter({**GOOD, "a/a.pdf": with_page_2(b" q Q")}.items()))
    assert hold(folder) == 0
    assert "raised: weasyprint 1.0 -> " in capsys.readouterr().out
    spoilt = {**GOOD, "a/a.pdf": with_page_2(b" 0 0 0 1 k 30 30 9 9 re f")}
    monkeypatch.setattr(proofs, "made", lambda: iter(spoilt.items()))
    assert hold(folder) == 1
    assert "publish.py compare a --against kept/a/a.pdf" in capsys.readouterr().out


def test_the_procedure_names_what_there_is() -> None:
    told = (HOME / "docs/raising-the-engine.md").read_text(encoding="utf-8")
    makefile = (HOME / "Makefile").read_text(encoding="utf-8")
    for target in ("keep-proofs", "hold-proofs", "requirements", "outdated", "test", "licences"):
        assert f"make {target}" in told
        assert f"\n{target}: " in makefile
