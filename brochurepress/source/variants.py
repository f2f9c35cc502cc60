"""Output variants, the artworks that an edition may issue, and the forms of their pages: `layouts/variants.toml`."""

from dataclasses import dataclass
from enum import Enum, StrEnum

from brochurepress.workspace import shipped_table


@dataclass(frozen=True)
class Form:
    """How sections become pages: style sheet, tokens laid over those of the edition, and what shares a page.

    `whole` sets all sections on one page, `flows` lets each run on over as many as it needs. In `mono` every colour
    becomes black, white or the texture that stands for it, `bleeds` tells whether pages reach over their trim, and
    `words_beside` has the words of drawings stand beside these too, in the size of the text. One that `instructs` holds
    no section: it tells how to print, fold and hand out the sheets made of the others.
    """

    name: str
    style: str
    tokens: str = ""
    whole: bool = False
    flows: bool = False
    mono: bool = False
    bleeds: bool = True
    words_beside: bool = False
    instructs: bool = False


_TABLE = shipped_table("variants")
FORMS = {name: Form(name, **row) for name, row in _TABLE["forms"].items()}
"""Every form by name."""

PAGES = FORMS["pages"]
"""The form in which an edition is designed."""


class RuleGroup(StrEnum):
    """The group of preflight rules that an artwork is asked."""

    PRESS = "press"
    ACCESSIBILITY = "digital"
    HANDOUT = "handout"
    NONE = ""

    @property
    def rules(self) -> str:
        """How the names of its rules begin."""
        return "accessibility" if self is RuleGroup.ACCESSIBILITY else self.value


class PaintMethod(Enum):
    """How the pages become a file: the ending of its name, by which servers and readers go, and the rules for it."""

    PLAIN = ".pdf", RuleGroup.PRESS  # pages in sRGB, separated for the press
    TAGGED = ".pdf", RuleGroup.ACCESSIBILITY  # pages with a structure tree
    SHEETS = ".pdf", RuleGroup.HANDOUT  # pages on the sheets of an office printer
    PICTURE = ".png", RuleGroup.NONE  # the first page as a bitmap
    SCREEN = ".html", RuleGroup.NONE  # one page of HTML


@dataclass(frozen=True)
class Variant:
    """An artwork: its name, and how it is painted; what it is for stands with all words of a language.

    `form` is the way in which its sections become pages (FORMS), `scheme` how these stand on sheets.
    """

    name: str
    paint: PaintMethod
    offered: int = 0
    """Its place among the downloads that a web page offers: 1 is the main file, 0 only where the edition says so."""
    form: str = "pages"
    scheme: str = ""
    like: str = ""
    """The variant whose standards it meets, where it has no row of its own in artworks.accessible.ACCESSIBLE."""

    @property
    def group(self) -> RuleGroup:
        """The rules that it is held to."""
        return self.paint.value[1]

    @property
    def ending(self) -> str:
        """How the name of its file ends."""
        return self.paint.value[0]


VARIANTS = {
    name: Variant(name, **{**row, "paint": PaintMethod[row["paint"].upper()]})
    for name, row in _TABLE["variants"].items()
}
"""Each variant by name, in the order in which they are built."""
