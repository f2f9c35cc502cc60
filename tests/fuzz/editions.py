"""Small editions nobody wrote: sections of every type, fields, texts and pictures at random, and what a build makes.

What a section may hold is read from the records of its type, so that a new type or field is tried without a word here.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import json
import re
import shutil
import tempfile
import types
import typing
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

from hypothesis import strategies as st
from PIL import Image

from brochurepress.design.tokens import read_tokens
from brochurepress.findings import Finding, Rejected
from brochurepress.pipeline.stages import Build, build_edition
from brochurepress.source.edition import Edition
from brochurepress.source.languages import known_languages
from brochurepress.source.schemes import SCHEMES
from brochurepress.source.section_types import (
    Amount,
    Body,
    Money,
    Number,
    Part,
    Phrase,
    PictureFile,
    SectionContent,
    TableFile,
    Telephone,
    Times,
    hints_of,
)
from brochurepress.source.variants import VARIANTS, PaintMethod
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.records import Email, RequiredText, Slug, WebAddress
from brochurepress.workspace.snapshot import Snapshot
from tests.support.types_of_sections import TYPES

NAME = "tried"
FOLDER = f"source/{NAME}"

PLAIN = "mot"
"""The word that an odd one takes the place of."""

WORDS = tuple(
    "Jaarverslag|a|Water|straße|l’été|12,5|100 %|€ 3.400,-|I|—|e.g.|(zie|boven)|A/B|co-op|2026-2030|*some*|**words**"
    f"|[example.org](https://www.example.org/)|“quoted”|it's|?|x²|{PLAIN}".split("|")
)
"""Words as they stand in brochures."""

ODD = (
    *(PLAIN,) * 12,
    *("λ", "`code`", "☎", "\u00ad", "\u200b", "{{ name }}", "<b>", "…", "Donaudampfschifffahrtsgesellschaftskapitän"),
)
"""Words that a font or the layouts may not have, and that few brochures hold."""

PAGES = (*(("148mm", "210mm"),) * 5, ("210mm", "297mm"), ("99mm", "210mm"), ("120mm", "120mm"))
"""Sizes of pages; the one that the sections are designed for is tried most."""

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect id="ground" width="40" height="20"'
    ' fill="var(--zee)"/><circle id="sun" cx="20" cy="10" r="8" fill="var(--geel)"/><g class="highlight"'
    ' stroke="var(--inkt)" stroke-width="1.5"/></svg>'
)
PARTS = ("ground", "sun")


@cache
def pictures() -> dict[str, bytes]:
    """Pictures by file name: of every mode, wide and high, of one tone, of few pixels, and a drawing."""
    ramp = Image.linear_gradient("L")
    made = {
        "photo.jpg": Image.merge("RGB", (ramp, ramp.rotate(90), ramp.rotate(180))).resize((900, 600)),
        "ink.jpg": Image.merge("CMYK", (ramp, ramp.rotate(90), ramp, ramp.rotate(180))).resize((600, 900)),
        "high.png": ramp.convert("RGB").resize((240, 1440)),
        "wide.png": ramp.resize((1440, 90)),
        "clear.png": Image.merge("LA", (ramp, ramp.rotate(90))).resize((300, 300)),
        "one-tone.png": Image.new("RGB", (400, 300), "#0D9F75"),
        "dot.png": Image.new("L", (1, 1), 128),
    }
    files = {"pictures/sun.svg": DRAWING.encode()}
    for name, image in made.items():
        written = io.BytesIO()
        image.save(written, {"jpg": "JPEG", "png": "PNG"}[name.rpartition(".")[2]])
        files[f"pictures/{name}"] = written.getvalue()
    return files


def _words(most: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(WORDS), min_size=1, max_size=most).map(" ".join)


_phrases = st.one_of(st.sampled_from(WORDS), _words(4), st.lists(_words(2), min_size=2, max_size=3).map("\n".join))
_long = st.one_of(
    _words(3), _words(40), st.builds(lambda text, times: " ".join([text] * times), _words(12), st.integers(5, 60))
)


@cache
def _named() -> dict[Any, st.SearchStrategy[Any]]:
    """What stands in a field of each kind of text."""
    colours = read_tokens(Snapshot(Project(HOME)).fields("layouts/kits/puzzle/tokens.toml")).colours
    return {
        Slug: st.sampled_from(sorted(colours)),
        Email: st.sampled_from(["ada@example.org", "a.very.long.name.of.somebody@department.example.org"]),
        WebAddress: st.sampled_from(["https://www.example.org", "https://social.example.org/@press/of/the/province"]),
        PictureFile: st.sampled_from(sorted(pictures())),
        Part: st.sampled_from(PARTS),
        Phrase: _phrases,
        RequiredText: _words(5),
        str: _words(3),
        bool: st.booleans(),
        Amount: st.sampled_from(["12", "1.250 houses", "-3,5 %"]),
        Money: st.sampled_from(["€ 12,50", "12 EUR"]),
        Number: st.sampled_from(["12,5", "-3"]),
        Telephone: st.just("+31 70 123 45 67"),
        Times: st.sampled_from(["9.30-17.00", "10.15"]),
        TableFile: st.none(),  # rows instead: there is no file beside the section
    }


def _value(hint: Any, least: int = 0) -> st.SearchStrategy[Any]:
    """Values of a field, by its type."""
    if (known := _named().get(hint)) is not None:
        return known
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        bounds = {type(part).__name__: part for note in inner[1:] for part in getattr(note, "metadata", ())}
        if inner[0] is int:
            return st.integers(bounds["Ge"].ge, bounds["Le"].le)
        return _value(inner[0], least=1 if "MinLen" in bounds else 0)
    if origin in (typing.Union, types.UnionType):
        return st.one_of([_value(arm) for arm in inner if arm is not type(None)])
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is tuple:
        return st.lists(_value(inner[0]), min_size=least, max_size=3)
    if hint is dt.date:
        return st.just("2026-01-31")
    return _record(hint)


def _record(model: Any, *without: str) -> st.SearchStrategy[dict[str, Any]]:
    """Fields of a record by the names they have in a source file; those that need not be there are there or not."""
    needed: dict[str, st.SearchStrategy[Any]] = {}
    free: dict[str, st.SearchStrategy[Any]] = {}
    for name, info in model.__pydantic_fields__.items():
        if name not in without:
            kind = needed if info.is_required() else free
            kind[info.alias or name] = _value(hints_of(model)[name])
    return st.fixed_dictionaries(needed, optional=free).map(lambda fields: _fitting(fields, model))


def _fitting(fields: dict[str, Any], model: Any) -> dict[str, Any]:
    """The fields without the part of a drawing where the picture is none."""
    drawn = any(str(value).endswith(".svg") for value in fields.values())
    hints = hints_of(model)
    return {
        key: value
        for key, value in fields.items()
        if drawn or value not in PARTS or Part not in get_args(hints.get(key))
    }


_block = st.one_of(
    _long,
    _long,
    _words(3).map(lambda words: f"# {words}"),
    st.lists(_words(6), min_size=1, max_size=5).map(lambda items: "\n".join(f"- {item}" for item in items)),
    st.lists(_words(6), min_size=1, max_size=3).map(lambda items: "\n".join(f"1. {item}" for item in items)),
    st.tuples(_words(2), st.lists(_words(2), min_size=1, max_size=9)).map(
        lambda table: "\n".join([f"| {table[0]} | b |", "|---|--:|", *(f"| {cell} | 1 |" for cell in table[1])])
    ),
    _words(9).map(lambda words: f"> {words}"),
    st.tuples(_words(2), _words(9)).map(lambda pair: f"{pair[0]}\n: {pair[1]}"),
    st.tuples(_words(3), st.sampled_from(sorted(pictures()))).map(lambda pair: f"![{pair[0]}]({pair[1]})"),
)

BODIES: dict[Body, st.SearchStrategy[str]] = {
    Body.NONE: st.just(""),
    Body.TEXT: st.one_of(st.just("Word."), st.lists(_block, min_size=1, max_size=6).map("\n\n".join)),
    Body.LIST: st.lists(_words(8), min_size=1, max_size=6).map(lambda items: "\n".join(f"- {item}" for item in items)),
}


def _is_titled(model: Any) -> bool:
    title = model.__pydantic_fields__.get("title")
    return title is not None and title.is_required()


def _is_below(model: type[SectionContent]) -> bool:
    return model.traits.heading != 1


@st.composite
def _section(draw: st.DrawFn, first: bool) -> str:
    kinds = sorted(TYPES)
    if draw(st.integers(0, 15)):  # else the first may have no title, and a later one that of the whole
        kinds = [kind for kind in kinds if (_is_titled if first else _is_below)(TYPES[kind])]
    kind = draw(st.sampled_from(kinds))
    model = TYPES[kind]
    shared = [field.name for field in dataclasses.fields(SectionContent)]
    without = shared if draw(st.integers(0, 7)) else ["type", "page" if first else "type"]
    fields = draw(_record(model, *without))
    if first and _is_titled(model):
        fields = {**fields, "level": 1}
    front = [f"type: {kind}", *(f"{key}: {json.dumps(value)}" for key, value in fields.items())]
    return "\n".join(["---", *front, "---", draw(BODIES[model.traits.body]), ""])


@st.composite
def editions(draw: st.DrawFn) -> bytes:
    """The text files of an edition that issues one or two variants, as JSON by their paths."""
    variants = draw(
        st.lists(st.sampled_from([name for name in VARIANTS if name != "dummy"]), min_size=1, max_size=2, unique=True)
    )
    if any(VARIANTS[name].paint is PaintMethod.PICTURE for name in variants):
        variants.append(next(name for name, row in VARIANTS.items() if row.paint is PaintMethod.TAGGED))
    printers = [path.stem for path in sorted((HOME / "assets/printers").glob("*.toml"))]
    keys: dict[str, Any] = {
        **draw(
            _record(
                Edition,
                "name",
                "language",
                "printer",
                "variants",
                "files",
                "schemes",
                "translations",
                "typography",
                "credits",
                "fallback",
                "fold",
                "kit",
                "page",
                "sheet",
            )
        ),
        "language": draw(st.sampled_from(known_languages(Snapshot(Project(HOME))))),
        "printer": draw(st.sampled_from(printers)),
        "variants": sorted(set(variants)),
    }
    files = {name: f"{name}.{_ending(VARIANTS[name].paint)}" for name in variants}
    schemes = {
        name: draw(st.sampled_from(sorted(SCHEMES)))
        for name in files
        if VARIANTS[name].paint is PaintMethod.SHEETS and draw(st.booleans())
    }
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in keys.items()]
    lines = [line.replace('"2026-01-31"', "2026-01-31") for line in lines]
    for table, rows in (("files", files), ("schemes", schemes)):
        lines += [f"[{table}]", *(f'{key} = "{value}"' for key, value in rows.items())]
    made = {f"{FOLDER}/edition.toml": "\n".join([*lines, ""])}
    width, height = draw(st.sampled_from(PAGES))
    made[f"{FOLDER}/tokens.toml"] = f'[page]\nwidth = "{width}"\nheight = "{height}"\n'
    for number in range(draw(st.integers(1, 5))):
        made[f"{FOLDER}/{number + 1}-part-{number + 1}.md"] = draw(_section(first=number == 0))
    odd = draw(st.sampled_from(ODD))
    return json.dumps(
        {file: text.replace(PLAIN, odd) for file, text in made.items()}, ensure_ascii=False, indent=1
    ).encode()


def _ending(paint: PaintMethod) -> str:
    return {PaintMethod.PICTURE: "png", PaintMethod.SCREEN: "html"}.get(paint, "pdf")


@cache
def _root() -> Path:
    root = Path(tempfile.mkdtemp(prefix="fuzz-"))
    for name, content in pictures().items():
        file = root / "assets" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return root


def built(content: bytes) -> Build | tuple[Finding, ...]:
    """What a build makes of the files of an edition, or why its sources are rejected."""
    root = _root()
    shutil.rmtree(root / FOLDER, ignore_errors=True)
    for file, text in json.loads(content).items():
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    try:
        return build_edition(Project(root), NAME)
    except Rejected as rejected:
        return rejected.findings


def unhelpful(finding: Finding) -> str:
    """What a finding does not tell an author: where the fault is, in the sources or in a file that is named."""
    place = finding.place
    if finding.rule == "check/unreadable":
        return "blames a file that the press made itself"
    if place.file and not (_root() / place.file).exists():
        return "blames a file of the press"
    if place.file.startswith(FOLDER) and not place.line:
        return "names no line"
    if not (place.file or place.artwork):
        return "names neither a source nor a file"
    return "speaks of a page that there is not" if re.search(r"\bpage 0\b", str(finding)) else ""
