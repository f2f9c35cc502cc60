"""Made-up articles of all that a text can mean, each with the words, numbers, links and roles that it must have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import strategies as st

WORDS = (
    *"water bridge year over Fryslân café naïve e-mail Noord-Holland self-made extraordinarily".split(),
    *("typographically", "x", "and", "1,140", "25%", "R&D", "a/b", "km", "§", "–", "characteristically"),
)
"""Words that no sign of Markdown is in, some with hyphens, some long enough to be broken."""

FIRST = ("Water", "Typographically", "Zuid-Holland", "Année")


@dataclass
class Made:
    """A text in Markdown and what it must say: pieces in order, each a kind and its words; links; roles by name."""

    markdown: str = ""
    said: list[tuple[str, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    roles: Counter[str] = field(default_factory=Counter)

    def add(self, other: Made, apart: str = "") -> Made:
        """Takes over another text behind this one."""
        self.markdown += apart + other.markdown
        self.said += other.said
        self.links += other.links
        self.roles += other.roles
        return self

    def told(self, *kinds: str) -> str:
        """The words of these kinds."""
        return " ".join(text for kind, text in self.said if kind in kinds)


def plain(text: str, kind: str = "text") -> Made:
    """Words as they are."""
    return Made(text, [(kind, text)])


def generated(text: str, kind: str) -> Made:
    """Words that the Markdown does not have."""
    return Made("", [(kind, text)])


words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)
first = st.sampled_from(FIRST)


def _phrase(kind: str, text: str) -> Made:
    link = "https://www.example.org/" + "".join(filter(str.isalnum, text.encode("ascii", "ignore").decode()))[:20]
    match kind:
        case "em":
            return Made(f"*{text}*", [("text", text)], roles=Counter(em=1))
        case "strong":
            return Made(f"**{text}**", [("text", text)], roles=Counter(strong=1))
        case "code":
            return Made(f"`{text}`", [("text", text)], roles=Counter(Code=1))
        case "lang":
            return Made(f"[{text}]{{: lang=fr }}", [("text", text)], roles=Counter(fr=1))
        case "link":
            return Made(f"[{text}]({link})", [("text", text)], [link], Counter(Link=1))
        case "address":
            return Made(link, [("text", link)], [link], Counter(Link=1))
        case "mail":
            return Made(
                "info@example.org", [("text", "info@example.org")], ["mailto:info@example.org"], Counter(Link=1)
            )
        case "sub":
            return Made("H~2~O", [("glued", "H2O")], roles=Counter(sub=1))
    return plain(text)


KINDS = ("plain", "plain", "em", "strong", "code", "lang", "link", "address", "mail", "sub")
phrase = st.builds(_phrase, st.sampled_from(KINDS), words)


@st.composite
def runs(draw: st.DrawFn, most: int = 4) -> Made:
    """Words in a line, some with a meaning of their own."""
    made = plain(draw(first))
    for part in draw(st.lists(phrase, max_size=most)):
        made.add(part, " ")
    return made


ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx xxi xxii xxiii xxiv xxv xxvi".split()
LETTERS = "abcdefghijklmnopqrstuvwxyz"
STYLES: dict[str, tuple[str, Sequence[str]]] = {
    "1": ("Decimal", [str(number) for number in range(1, 27)]),
    "a": ("LowerAlpha", LETTERS),
    "A": ("UpperAlpha", LETTERS.upper()),
    "i": ("LowerRoman", ROMAN),
    "I": ("UpperRoman", [number.upper() for number in ROMAN]),
}
"""Each style of numbers that a list may have: its ListNumbering, and its first labels."""


@st.composite
def listed(draw: st.DrawFn) -> Made:
    """A list, numbered from anywhere, in every style, or with bullets; some points hold one of their own."""
    style = draw(st.sampled_from(["", *STYLES]))
    number = draw(st.integers(1 if style else 0, 18))
    made = Made(roles=Counter({"L": 1, f"numbered {style}": bool(style)}))
    for at in range(count := draw(st.integers(1, 4))):
        shown = f"{STYLES[style][1][number - 1]}." if style else "•"
        made.add(Made(f"{number}. " if style else "- ", [("number" if style else "bullet", shown)]))
        made.add(draw(runs()))
        made.roles["LI"] += 1
        if at + 1 < count and draw(st.integers(0, 3)) == 0:
            inner = draw(runs(2))
            made.add(Made("\n    - ", [("bullet", "•")], roles=Counter(L=1, LI=1))).add(inner)
        made.markdown += "\n"
        number += draw(st.sampled_from((1, 1, 1, 2)))
    if style not in ("", "1"):
        made.markdown += f"{{: type={style} }}\n"
    return made


@st.composite
def table(draw: st.DrawFn) -> Made:
    """A table: with an empty corner or without, heads of rows, a total, a caption and its source."""
    corner, marked, total, caption = (draw(st.booleans()) for _ in range(4))
    columns, rows = draw(st.integers(2, 3)), draw(st.integers(1, 4))
    heads = [draw(first) for _ in range(columns)]
    said = [] if not caption else [("text", draw(words)), ("text", draw(words))]
    body: list[tuple[str, str]] = []
    lines = ["| " + " | ".join(["" if corner and not at else head for at, head in enumerate(heads)]) + " |"]
    lines.append("|" + "---|" * columns)
    for row in range(rows + total):
        if total and row == rows:
            lines.append("|" + "---|" * columns)
        cells = [draw(words) for _ in range(columns)]
        body += [("text", cell) for cell in cells]
        lines.append("| " + " | ".join(cells) + " |")
    text = "\n".join(lines) + "\n" + "".join(f": {said}\n" for _, said in said)
    if marked and not corner:
        text += "{: .row-heads }\n"
    roles = Counter(Table=1, TR=rows + total + 1, TFoot=int(total), Caption=int(caption), Column=columns - corner)
    roles["Row"] = (rows + total) * (corner or marked)
    roles["TD"] = (rows + total) * (columns - (corner or marked)) + corner
    return Made(text, [*said, *(("text", head) for head in heads[corner:]), *body], roles=+roles)


@st.composite
def quotation(draw: st.DrawFn) -> Made:
    """A quotation, with its source or without."""
    made = Made("> ", roles=Counter(BlockQuote=1)).add(draw(runs()))
    if draw(st.booleans()):
        source = draw(first)
        made.add(Made(f"\n\n: {source}", [("text", source)], roles=Counter(Caption=1)))
    return made


@st.composite
def figure(draw: st.DrawFn) -> Made:
    """A picture with its alternative, with caption and credit, with a caption, or bare."""
    alt, parts = draw(first), draw(st.integers(0, 2))
    made = Made(f"![{alt} shown](shapes.png)", [("alt", f"{alt} shown")], roles=Counter(Figure=1))
    for _ in range(parts):
        text = draw(words)
        made.add(Made(f"\n: {text}", [("text", text)]))
    made.roles["Caption"] += bool(parts)
    return made


@st.composite
def terms(draw: st.DrawFn) -> Made:
    """A list of terms."""
    made = Made(roles=Counter(L=1))
    for _ in range(draw(st.integers(1, 3))):
        made.add(plain(draw(first))).add(draw(runs(2)), "\n: ")
        made.roles["dt"] += 1
        made.markdown += "\n\n"
    return made


@st.composite
def heading(draw: st.DrawFn) -> Made:
    """A heading of the first level of the text."""
    text = draw(first)
    return Made(f"# {text}", [("text", text)], roles=Counter(H2=1))


blocks = st.one_of(runs(), listed(), table(), quotation(), figure(), terms(), heading())


@st.composite
def articles(draw: st.DrawFn, fewest: int = 6, most: int = 14) -> Made:
    """A whole article; between two lists, which would be one, stands a paragraph."""
    made = plain(draw(first))
    for block in draw(st.lists(blocks, min_size=fewest, max_size=most)):
        made.add(block, "\n\n").add(plain(draw(first)), "\n\n")
    return made
