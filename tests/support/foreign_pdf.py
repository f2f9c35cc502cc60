"""Accessible PDFs of another engine: Typst, which writes PDF/UA-1 by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import typst

_HEAD = """
#set document(title: "The book of the bridge", author: "Water board", date: datetime(year: 2026, month: 1, day: 15))
#set text(lang: "en", size: 11pt)
#set page(paper: "a5", numbering: "1")
"""

_TEXT = """
= The book of the bridge
A bridge joins two banks. Those who look after it look at it every day, and write down what they see.
#text(lang: "nl")[Een brug is een belofte.]
== Kinds
- fixed bridges
- bridges that open
  + by a counterweight
  + by a turn
/ Pier: A support in the water.
/ Beam: What carries the road.
== Words
#quote(block: true)[A bridge is a promise.]
The rest follows in #emph[one] paragraph, and *no* more.
"""

_TABLE = """
= Bridges counted
#figure(
  table(columns: 3, table.header[Name][Year][Span], [East], [1901], [40 m], [West], [1937], [62 m]),
  caption: [All bridges of the water board],
)
== Drawn
#figure(
  rect(width: 40mm, height: 20mm, fill: rgb("#1b3d8a")),
  alt: "An even blue plane for the water under the bridge",
  caption: [The water],
)
"""

_LINKS = """
#outline()
= Where to read on <first>
The water board tells more on #link("https://example.org/bridges")[its page on bridges]. See @last too.
#pagebreak()
= What is left <last>
#set heading(numbering: "1.")
Nothing is left but #link(<first>)[the first chapter].
"""


def _typst(body: str, head: str = _HEAD) -> bytes:
    return typst.compile((head + body).encode(), format="pdf", pdf_standards=["ua-1"])


FOREIGN: Mapping[str, Callable[[], bytes]] = {
    "text, lists and terms": partial(_typst, _TEXT),
    "table and figures": partial(_typst, _TABLE),
    "links and outline": partial(_typst, _LINKS.replace("@last", "#link(<last>)[what is left]")),
}
"""Good files, each made when it is asked for."""
