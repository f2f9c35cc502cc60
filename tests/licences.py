"""docs/licences.md: every package that is installed and every third-party file shipped, with its licence."""

from __future__ import annotations

import re
from importlib.metadata import metadata
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "licences.md"
PINS = ROOT / "requirements" / "publish.txt"
TEST_PINS = ROOT / "requirements" / "test.txt"

COPYLEFT = re.compile(r"\bA?GPL|(?<!Lesser )General Public License|Affero")
"""Licences that would bind whoever ships the press; the Lesser GPL, of a library used unchanged, does not."""


class Item(NamedTuple):
    """One thing that is not the project's own: its name, version, and the licences to choose from."""

    name: str
    version: str
    licences: tuple[str, ...]


SYSTEM = (
    Item("Python", "3.11 or newer", ("PSF-2.0",)),
    Item("Pango", "the system's", ("LGPL-2.0-or-later",)),
    Item("HarfBuzz", "the system's", ("MIT",)),
    Item("Fontconfig", "the system's", ("MIT",)),
)
"""What the system's own packages bring."""

JUDGES = (
    Item("chromium", "the system's", ("BSD-3-Clause",)),
    Item("default-jre-headless", "the system's", ("GPL-2.0-only WITH Classpath-exception-2.0",)),
    Item("ghostscript", "the system's", ("AGPL-3.0-or-later",)),
    Item("hunspell", "the system's", ("GPL-2.0-or-later", "LGPL-2.1-or-later", "MPL-1.1")),
    Item("hunspell-nl", "the system's", ("BSD-3-Clause", "CC-BY-3.0")),
    Item("libatomic1", "the system's", ("GPL-3.0-or-later WITH GCC-exception-3.1",)),
    Item("libjaxb-java", "the system's", ("BSD-3-Clause",)),
    Item("maven", "the system's", ("Apache-2.0",)),
    Item("npm", "the system's", ("Artistic-2.0",)),
    Item("poppler-utils", "the system's", ("GPL-2.0-only", "GPL-3.0-only")),
    Item("veraPDF", "requirements/verapdf.xml", ("GPL-3.0-or-later", "MPL-2.0")),
    Item("axe-core", "tests/web/package.json", ("MPL-2.0",)),
    Item("vnu-jar", "tests/web/package.json", ("MIT",)),
)
"""What `make test` installs besides Python packages: programs that judge, run as they are and shipped to nobody."""

SHIPPED = {
    "fonts/special-gothic-*.woff2": Item(
        "Special Gothic, from the npm package @fontsource/special-gothic", "5.3.0", ("OFL-1.1",)
    ),
    "fonts/newsreader-*.woff2": Item("Newsreader, from the npm package @fontsource/newsreader", "5.3.0", ("OFL-1.1",)),
    "layouts/kits/quiet/fonts/source-serif-4-*.woff2": Item(
        "Source Serif 4, from the npm package @fontsource-variable/source-serif-4", "5.3.1", ("OFL-1.1",)
    ),
    "layouts/kits/loud/fonts/anybody-*.woff2": Item(
        "Anybody, from the npm package @fontsource-variable/anybody", "5.3.0", ("OFL-1.1",)
    ),
    "layouts/kits/loud/fonts/instrument-sans-*.woff2": Item(
        "Instrument Sans, from the npm package @fontsource-variable/instrument-sans", "5.3.0", ("OFL-1.1",)
    ),
    "tests/editions/waterstand/fonts/bricolage-grotesque-*.woff2": Item(
        "Bricolage Grotesque, from the npm package @fontsource-variable/bricolage-grotesque", "5.3.0", ("OFL-1.1",)
    ),
    "tests/editions/waterstand/fonts/literata-*.woff2": Item(
        "Literata, from the npm package @fontsource-variable/literata", "5.3.0", ("OFL-1.1",)
    ),
    "assets/icc/FOGRA39L_300.icc": Item("FOGRA39L characterisation data, by Kai-Uwe Behrmann", "39L", ("Zlib",)),
    "assets/icc/sRGB2014.icc": Item("sRGB profile of the International Color Consortium", "2014", ("ICC",)),
    "assets/pictures/kaart.svg": Item("the provinces' borders in it, by CBS/Kadaster", "2023", ("CC-BY-4.0",)),
}
"""What the repository holds of others, by the pattern of its files."""


def packages() -> tuple[Item, ...]:
    """The Python packages that `make` installs, in the versions pinned, as they describe themselves."""
    return tuple(Item(name, version, _licences(name)) for name, version in _pins(PINS))


def tools() -> tuple[Item, ...]:
    """The Python packages that only `make test` installs."""
    more = [pin for pin in _pins(TEST_PINS) if pin not in _pins(PINS)]
    return tuple(Item(name, version, _licences(name)) for name, version in more)


def _pins(file: Path) -> list[tuple[str, str]]:
    return re.findall(r"^([\w.-]+)==([\w.]+)", file.read_text(encoding="utf-8"), re.MULTILINE)


def refused(items: tuple[Item, ...]) -> list[str]:
    """The items that leave no choice but a licence of COPYLEFT, or say nothing of their licence."""
    return [item.name for item in items if all(COPYLEFT.search(licence) for licence in item.licences)]


def document() -> str:
    """The text of docs/licences.md."""
    shipped = [f"| {item.name} | `{files}` | {item.version} | {_choice(item)} |" for files, item in SHIPPED.items()]
    return "\n".join(
        [
            "# Licences",
            "",
            "The project is under the MIT licence (`LICENSE`). What it stands on and ships keeps its own;",
            "an `or` leaves the choice. Written by `make licences`.",
            "",
            "## Installed by `make`",
            "",
            *_table((*packages(), *SYSTEM)),
            "",
            "## Installed besides by `make test`",
            "",
            "Nothing of it is needed to build, and none of it is shipped.",
            "",
            *_table((*tools(), *JUDGES)),
            "",
            "## In the repository",
            "",
            "| what | files | version | licence |",
            "|---|---|---|---|",
            *shipped,
            "",
        ]
    )


def _table(items: tuple[Item, ...]) -> list[str]:
    rows = (f"| {item.name} | {item.version} | {_choice(item)} |" for item in items)
    return ["| package | version | licence |", "|---|---|---|", *rows]


def _licences(name: str) -> tuple[str, ...]:
    """The licences a package may be used under: of its expression, its classifiers, or its free text."""
    described = metadata(name)
    expressions = described.get_all("License-Expression") or []
    classifiers = described.get_all("Classifier") or []
    named = [line.rpartition(" :: ")[2] for line in classifiers if line.startswith("License :: ")]
    chosen = [licence for expression in expressions for licence in expression.split(" OR ")]
    return tuple(chosen or named or described.get_all("License") or [])


def _choice(item: Item) -> str:
    return " or ".join(item.licences)


if __name__ == "__main__":
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text(document(), encoding="utf-8")
