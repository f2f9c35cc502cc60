"""Good pages made up from a seed: whatever they hold, no rule has anything to say of them."""

from __future__ import annotations

import io
import random
from pathlib import Path

import numpy as np
from PIL import Image

from tests.support.edited_editions import ROOTS
from tests.support.sample_project import Sample

SEEDS = tuple(range(26))
"""One for each brochure; together they have some 200 pages."""

PAGES = 8
_SMOOTH = 4
"""Pixels of a photograph, each way, for each one that is computed."""

PRINTER = "assets/printers/loose-sheet.toml"
GROUNDS = ("zee", "geel", "roze", "groen", "rood")
WORDS = (
    "the of and to in a is that for it on with as at by from or an be this are was which not have has water dike river "
    "bridge lock gate harbour polder self-made tea-house two-thirds well-known Noord-Holland co-operation café naïve "
    "administration characteristic representation 1,140 km 12.5% “quoted” (aside) it’s 2025–2026 €40"
).split()
SHORT = ("Dry feet", "Ten years", "Every day", "A story", "Why so", "Jolly day", "Typography", "Quays")


class _Maker:
    def __init__(self, seed: int, folder: Path) -> None:
        self.of, self.made, self.count = random.Random(seed), Sample(folder), 0  # noqa: S311 - repeatable

    def text(self, low: int, high: int) -> str:
        words = [self.of.choice(WORDS) for _ in range(self.of.randint(low, high))]
        return f"{words[0].capitalize()} {' '.join(words[1:])} end."

    def title(self, lines: int) -> str:
        return "".join(f"\n  {self.of.choice(SHORT)}" for _ in range(self.of.randint(1, lines)))

    def bitmap(self, filling: bool = False) -> str:
        """A photograph, an even colour, grey, nearly white, or greys: upright, square or lying; enough for a page."""
        sizes = [(1500, 2100), (2000, 2000), (2900, 2000)]
        width, height = self.of.choice(sizes if filling else [*sizes, (1600, 500), (1500, 4000)])
        across, down = np.meshgrid(np.linspace(0, 1, width // _SMOOTH), np.linspace(0, 1, height // _SMOOTH))
        kind = self.of.choice(["photo", "even", "grey", "pale", "greys"])
        low, high = (np.array([self.of.randint(0, 255) for _ in range(3)]) for _ in range(2))
        shade = (across + down)[..., None] / 2
        pixels = low * (1 - shade) + high * shade + 12 * np.sin(60 * across * down)[..., None]
        if kind in ("even", "pale"):
            pixels = np.ones_like(pixels) * (low * 0.8 if kind == "even" else 240)
        elif kind == "grey":
            pixels = pixels.mean(axis=2, keepdims=True).repeat(3, axis=2)
        file = io.BytesIO()
        small = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
        small.resize((width, height), Image.Resampling.BILINEAR).save(file, "JPEG", quality=80)
        return self.picture(file.getvalue(), "jpg")

    def drawing(self, width: int, height: int, words: bool = True) -> str:
        """Bars, each with its word below, a route and a halo behind one word."""
        step, low = width / 5, height - 14
        parts = [f'<rect width="{width}" height="{height}" fill="var(--{self.of.choice(GROUNDS)})"/>']
        for index in range(5):
            tall, at = self.of.uniform(0.2, 0.9) * (low - 20), index * step + 0.15 * step
            parts.append(f'<rect x="{at}" y="{low - tall}" width="{0.7 * step}" height="{tall}" fill="var(--blauw)"/>')
            if words:
                letter = f'x="{at}" y="{height - 3}" font-size="13" font-family="Special Gothic"'
                parts.append(f'<text {letter} fill="none" stroke="var(--papier)" stroke-width="1">Bar</text>')
                parts.append(f'<text {letter} fill="var(--inkt)">Bar</text>')
        parts.append(f'<path d="M0 8H{width}" fill="none" stroke="var(--papier)" stroke-width="2"/>')
        size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'
        return self.picture(svg.encode(), "svg")

    def picture(self, content: bytes, ending: str) -> str:
        self.count += 1
        file = f"pictures/p{self.count}.{ending}"
        self.made.write(f"source/good/{file}", content)
        return file

    def cover(self) -> str:
        drawn = self.of.random() < 0.4
        fit = "" if drawn else self.of.choice(["", "  fit: cover\n  focus: [20, 80]\n", "  fit: contain\n"])
        file = self.drawing(300, self.of.choice([150, 300, 450])) if drawn else self.bitmap("cover" in fit)
        name = self.of.choice(["", "name: Ada Lovelace\n"])
        picture = f"picture:\n  file: {file}\n{fit}  alt: Bars and a route, {self.count}.\n---\n"
        return f"title: |{self.title(3)}\n{name}line: A line\n{picture}"

    def plate(self) -> str:
        drawn, title = self.of.random() < 0.5, self.of.choice(["", f"title: |{self.title(2)}\n"])
        if drawn:
            file, fit = self.drawing(*self.of.choice([(300, 200), (200, 300)])), "  fit: contain\n"
        else:
            file, fit, title = self.bitmap(filling=True), "  focus: [50, 10]\n", ""
        said = f"  alt: Bars and a route, {self.count}.\n  caption: Seen by *us*\n"
        return f"{title}picture:\n  file: {file}\n{fit}{said}---\n"

    def statement(self) -> str:
        return f"title: A label\nstatement: |{self.title(3)}\n---\n{self.text(30, 90)}\n\n{self.text(20, 60)}\n"

    def points(self) -> str:
        items = "".join(f"- {self.text(4, 20)}\n" for _ in range(self.of.randint(2, 4)))
        return f"title: |{self.title(2)}\n---\n{items}"

    def article(self) -> str:
        parts = [
            f"{self.text(30, 80)}\n",
            f"# {self.of.choice(SHORT)}\n\n{self.text(10, 40)}\n",
            f"- {self.text(3, 12)}\n- {self.text(3, 12)}\n",
            f"1. {self.text(3, 12)}\n2. {self.text(3, 12)}\n",
            f"> {self.text(6, 20)}\n",
            "| Name | Sum |\n|:-----|----:|\n| rest | 12 |\n| all | 1,140 |\n",
            f"![A picture of {self.count}.]({self.bitmap()})\n",
            f"![Five bars, drawing {self.count}.]({self.drawing(300, 180, words=False)})\n",
            f"See [the page on water](https://www.example.org/water) or {self.text(3, 9)}\n",
        ]
        chosen = self.of.sample(parts[1:], self.of.randint(2, 5))
        return f"title: {self.of.choice(SHORT)}\n---\n" + "\n".join([parts[0], *chosen])


def good_pages(seed: int, folder: Path, pages: int = PAGES) -> Sample:
    """A brochure of so many made-up good pages, in a root of its own: in large print, or as a booklet in black."""
    maker = _Maker(seed, folder)
    made = maker.made.write(PRINTER, (ROOTS["minimal"] / PRINTER).read_bytes())
    other = ("large-print", "l.pdf") if seed % 2 else ("handout-booklet-mono", "m.pdf")
    files = dict([("press", "p.pdf"), ("digital", "d.pdf"), other, ("web", "index.html")])
    made.write(
        "source/good/edition.toml",
        f'title = "Good pages"\nsubtitle = "Made up from {seed}"\nauthor = "Nobody"\nlanguage = "en-GB"\n'
        'version = "1"\ndate = 2026-01-31\naddress = "https://www.example.org/good"\nprinter = "loose-sheet"\n'
        f"variants = {list(files)}\n[files]\n" + "".join(f'{name} = "{file}"\n' for name, file in files.items()),
    )
    kinds = ["cover", *maker.of.choices(["plate", "statement", "points", "article"], k=pages - 1)]
    for number, kind in enumerate(kinds, 1):
        ground = maker.of.choice(GROUNDS) if kind != "article" and maker.of.random() < 0.5 else ""
        head = f"---\ntype: {kind}\n" + (f"ground: {ground}\n" if ground else "")
        made.write(f"source/good/{number}-{kind}-{number}.md", head + getattr(maker, kind)())
    return made
