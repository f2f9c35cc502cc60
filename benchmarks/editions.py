"""Editions of any number of pages: the brochure with its page of text again and again, and a book of plain articles."""

from __future__ import annotations

import random
import re
import shutil
from pathlib import Path

from brochurepress.workspace.project import HOME

EDITION = "alles-over-het-ipo"
"""The brochure that everything is measured on."""

PAGES = 4
"""Its pages."""

BOOK = "boek"
"""The book of plain articles, a page each."""

_TEXT = "2-het-interprovinciaal-overleg.md"
_WORDS = (
    "provincie gemeente water natuur bestuur mensen wonen werken samen toekomst energie vervoer cultuur ruimte".split()
)
_LISTING = """title = "Een boek"
subtitle = "Om aan te meten"
author = "Redactie"
language = "nl-NL"
version = "1.0"
date = 2026-11-23
address = "https://www.example.org/boek"
printer = "standaard-nl"
variants = ["press"]
[files]
press = "boek.pdf"
"""
_COVER = "type: cover\nground: zee\ntitle: Een boek\nline: Om aan te meten\npicture:\n  file: stip.svg\n  alt: Een stip"
_DOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="8" height="8" fill="#f00"/></svg>'
_LAST = """type: contacts
page: new
ground: zee
title: Contact
people:
  - role: Redactie
    name: Jo Visser
    email: jo@example.org"""


def edition_of(pages: int, root: Path) -> Path:
    """A root with the brochure of that many pages (4 or more)."""
    folder = root / "source" / EDITION
    shutil.copytree(HOME / "source" / EDITION, folder)
    text = (folder / _TEXT).read_text(encoding="utf-8")
    for number in range(PAGES + 1, pages + 1):
        title = f"Het Interprovinciaal Overleg {number}"
        own = re.sub(r"^title: .*$", f"title: {title}", text, count=1, flags=re.M)
        (folder / f"2-{number:04}.md").write_text(own, encoding="utf-8")
    return root


def book_of(pages: int, root: Path) -> Path:
    """A root with a book of that many pages: a cover, articles of a heading, text, a list and a table, addresses."""
    folder, dice = root / "source" / BOOK, random.Random(1)  # noqa: S311 - words of no meaning

    def said(words: int) -> str:
        return " ".join(dice.choices(_WORDS, k=words)).capitalize() + "."

    def paragraph() -> str:
        return " ".join(said(dice.randint(6, 14)) for _ in range(3))

    folder.mkdir(parents=True)
    (folder / "edition.toml").write_text(_LISTING, encoding="utf-8")
    (folder / "stip.svg").write_text(_DOT, encoding="utf-8")
    texts = {"0001-omslag": (_COVER, ""), f"{pages:04}-contact": (_LAST, "")}
    for number in range(2, pages):
        parts = [paragraph() for _ in range(3)]
        parts += ["\n".join(f"- {said(6)}" for _ in range(3)), f"| a | b |\n|---|---|\n| {said(2)} | {said(2)} |"]
        texts[f"{number:04}-artikel-{number}"] = f"type: article\npage: new\ntitle: Kop {number}", "\n\n".join(parts)
    for name, (front, body) in texts.items():
        (folder / f"{name}.md").write_text(f"---\n{front}\n---\n{body}\n", encoding="utf-8")
    return root
