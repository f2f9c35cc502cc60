"""A small good project, written into a folder of its own, and changed in one thing."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from brochurepress.compose.sheets import Composition, compose
from brochurepress.design.tokens import Tokens, read_tokens
from brochurepress.findings import Finding, Rejected
from brochurepress.source.inputs import Inputs, read_sources
from brochurepress.source.manuscript import Manuscript, read_manuscript
from brochurepress.workspace.project import Project
from brochurepress.workspace.snapshot import Snapshot

EDITION = "source/sample/edition.toml"
COVER = "source/sample/1-cover.md"
ARTICLE = "source/sample/2-story.md"
POINTS = "source/sample/3-points.md"
CONTACTS = "source/sample/4-contacts.md"
CHANNELS = "source/sample/5-channels.md"
TOKENS = "layouts/kits/puzzle/tokens.toml"

TEXTS = {
    EDITION: """\
title = "A sample"
subtitle = "To be spoilt"
author = "Nobody"
language = "en-GB"
version = "1"
date = 2026-01-31
address = "https://www.example.org/sample"
printer = "standaard-nl"
variants = ["press", "digital", "web"]

[files]
press = "sample-press.pdf"
digital = "sample.pdf"
web = "index.html"

[typography]
keep = ["New York"]
whole = ["Amsterdam"]
breaks = ["Type-setting"]
""",
    COVER: """\
---
type: cover
ground: zee
title: |
  A
  sample
line: One line
picture:
  file: dot.png
  alt: A dot
---
""",
    ARTICLE: """\
---
type: article
title: A story
lead: It *begins* here
---
The first paragraph leads to [the part](#story-a-part).

# A part

The second paragraph has a [link](https://www.example.org/), and
on its second line [another](#points).

- one point
- another point

| Name | Sum |
|:-----|----:|
| rest |  12 |

![A dot](dot.png)
""",
    POINTS: """\
---
type: points
title: Points
---
- One
- Two
""",
    CONTACTS: """\
---
type: contacts
title: Contacts
people:
  - role: Editor
    name: Ada Lovelace
    email: ada@example.org
  - role: Printer
    name: Aldus Manutius
    email: aldus@example.org
---
""",
    CHANNELS: """\
---
type: channels
page: same
title: Follow us
organisations:
  - name: The Press
    known-as: Press
    site: https://www.example.org
    channels:
      - network: Mastodon
        handle: "@press"
        address: https://social.example.org/@press
---
""",
}


def png(width: int = 2, height: int = 2) -> bytes:
    """A grey picture, width and height in pixels."""
    file = io.BytesIO()
    Image.new("L", (width, height), 128).save(file, "PNG")
    return file.getvalue()


FILES = {"source/sample/dot.png": png()}


@dataclass(frozen=True)
class Sample:
    """The project in its folder; what it does not bring is the press's own."""

    root: Path

    @property
    def project(self) -> Project:
        return Project(self.root)

    def write(self, file: str, content: str | bytes) -> Sample:
        """Writes one file of the project."""
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return self

    def change(self, file: str, old: str, new: str) -> Sample:
        """Changes one text in one file."""
        text = self.text(file)
        assert old in text, f"{file} does not hold {old!r}"
        return self.write(file, text.replace(old, new, 1))

    def remove(self, file: str) -> Sample:
        """Removes one file."""
        (self.root / file).unlink()
        return self

    def text(self, file: str) -> str:
        """Text of a file as it stands, the press's own where the sample has none."""
        return self.project.find(file).read_bytes().decode()

    def line(self, file: str, text: str) -> int:
        """Number of the first line, from 1, that holds a text."""
        lines = (self.root / file).read_bytes().decode().split("\n")
        return next(number for number, line in enumerate(lines, 1) if text in line)

    def read(self) -> Manuscript:
        """The manuscript."""
        return read_manuscript(Snapshot(self.project), "sample")

    def findings(self) -> tuple[Finding, ...]:
        """What is found in the manuscript."""
        try:
            self.read()
        except Rejected as rejected:
            return rejected.findings
        return ()

    def tokens(self) -> Tokens:
        """The design tokens."""
        return read_tokens(Snapshot(self.project).fields(TOKENS))

    def inputs(self) -> Inputs:
        """Everything that it is made from."""
        return read_sources(Snapshot(self.project), "sample")

    def compose(self) -> Composition:
        """The printed document."""
        return compose(self.inputs())

    def composed_findings(self) -> tuple[Finding, ...]:
        """What is found on the way to the printed document."""
        try:
            self.compose()
        except Rejected as rejected:
            return rejected.findings
        return ()


def sample(folder: Path) -> Sample:
    """The good project, written into a folder."""
    made = Sample(folder)
    for file, text in TEXTS.items():
        made.write(file, text)
    for file, content in FILES.items():
        made.write(file, content)
    return made
