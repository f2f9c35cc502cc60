"""Editions of any number of pages: the brochure, and its page of text again and again."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from brochurepress.workspace.project import HOME

EDITION = "alles-over-het-ipo"
"""The brochure that everything is measured on."""

PAGES = 4
"""Its pages."""

_TEXT = "2-het-interprovinciaal-overleg.md"


def edition_of(pages: int, root: Path, variants: str = "") -> Path:
    """A root with the brochure of that many pages (4 or more), and in the variants named, or all that it issues."""
    folder = root / "source" / EDITION
    shutil.copytree(HOME / "source" / EDITION, folder)
    text = (folder / _TEXT).read_text(encoding="utf-8")
    for number in range(PAGES + 1, pages + 1):
        title = f"Het Interprovinciaal Overleg {number}"
        own = re.sub(r"^title: .*$", f"title: {title}", text, count=1, flags=re.M)
        (folder / f"2-{number:04}.md").write_text(own, encoding="utf-8")
    if variants:
        file = folder / "edition.toml"
        said = file.read_text(encoding="utf-8")
        file.write_text(re.sub(r"^variants = \[.*\]", f"variants = [{variants}]", said, flags=re.M))
    return root
