"""Design tokens: the one home of colours (sRGB value and ink recipe), type and space, read from TOML."""

import ast
import operator
import re
from collections.abc import Iterator
from dataclasses import field
from functools import cached_property, reduce
from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator
from pydantic.dataclasses import dataclass as record

from brochurepress.design.css_values import value_fault
from brochurepress.design.geometry import PT_PER_MM, Geometry
from brochurepress.findings import Finding, error, nearest, refuse
from brochurepress.wording import phrase
from brochurepress.workspace import STRICT, Fields, Key, LimitName, Slug, bind, demanded, exceeded, overlaid

PAGE = ("page-width", "page-height", "bleed")
"""Custom properties that say what the page measures."""

HEADS = ("edition-head", "section-head")
"""Custom properties that hold what running heads say: the title of the edition, and that of a section."""

ROLES = ("ground", "text", "accent", "accent-text", "soft", "rule")
"""What colours are for: what is under all, text on it, what is brought out, text on that, a pale ground, and lines."""

_USED = re.compile(r"var\(\s*--([\w-]+)")

Ink = tuple[float, float, float, float]
"""A recipe in % ink: cyan, magenta, yellow, black, each 0 to 100."""


def _percent(value: Ink) -> Ink:
    if not all(0 <= part <= 100 for part in value):
        raise ValueError(phrase("part/four-numbers"))
    return value


def length_mm(value: str) -> str:
    """A length such as 148mm, within the limit of a page; raises ValueError for anything else."""
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?mm", value) or not float(value[:-2]):
        raise ValueError(phrase("part/length-mm"))
    if fault := exceeded(LimitName.PAGE_SIDE, float(value[:-2])):
        raise ValueError(phrase("part/it-fault", fault=fault))
    return value


def _value(value: str) -> str:
    if fault := value_fault(value):
        raise ValueError(phrase("part/value-css", fault=fault))
    return value


@record(frozen=True, config=STRICT)
class ColourToken:
    """A colour with its sRGB value for screens, its recipe in % ink for the press, and what stands for it in black."""

    srgb: Annotated[str, demanded("#[0-9A-Fa-f]{6}", "part/colour-written"), AfterValidator(str.upper)]
    ink: Annotated[Ink, AfterValidator(_percent)]
    mono: Slug | None = None


@record(frozen=True, config=STRICT)
class PageSize:
    """The trimmed page: width and height in mm."""

    width: Annotated[str, AfterValidator(length_mm)]
    height: Annotated[str, AfterValidator(length_mm)]


@record(frozen=True, config=STRICT)
class ContrastPair:
    """A text or a mark `of` one colour `on` another, and the contrast demanded (WCAG 2.2, 1.4.3 and 1.4.11)."""

    on: str
    of: str
    ratio: float


_READABLE = 4.5
"""Contrast of text that is not large (WCAG 2.2, 1.4.3)."""

FontRole = Literal["text", "display", "mono"]
"""What families are for: running text, large type and headings, code and figures of one width."""

_FORMATS = {".woff2": "woff2", ".woff": "woff", ".ttf": "truetype", ".otf": "opentype"}
FontName = Annotated[str, demanded(r"[\w][\w .-]{0,99}", "demand/font-name")]
FontPath = Annotated[str, demanded(r"[\w/.-]+\.(woff2?|ttf|otf)", "demand/font-path")]
FontWeight = Annotated[str, demanded(r"\d{1,4}( \d{1,4})?", "demand/font-weight")]


@record(frozen=True, config=STRICT)
class FontFile:
    """A font file, its weight or range of weights (OpenType, usWeightClass), and whether it is italic."""

    file: FontPath
    weight: FontWeight = "400"
    italic: bool = False

    def apart(self, weight: int) -> int:
        """How far a weight is from those that it has."""
        own = [int(part) for part in self.weight.split()]
        return max(own[0] - weight, weight - own[-1], 0)

    def rule(self, family: str, ranges: bool) -> str:
        """Its @font-face rule (CSS Fonts 4, 11.1); the layout engine knows no ranges of weights."""
        weight = f"font-weight: {self.weight}; " if ranges or " " not in self.weight else ""
        style = "font-style: italic; " if self.italic else ""
        source = f'url("/{self.file}") format("{_FORMATS[PurePosixPath(self.file).suffix]}")'
        return f'@font-face {{ font-family: "{family}"; {weight}{style}src: {source}; }}'


@record(frozen=True, config=STRICT)
class ToMeasure:
    """How display lines are cut to measure: their range of the axes wdth, their wght, and features by their tags."""

    widths: tuple[float, float]
    weight: float = 400.0
    features: tuple[str, ...] = ()


@record(frozen=True, config=STRICT)
class FontFamily:
    """A family: its files and what layouts measure with, in parts of the size.

    `rise` is the distance from the middle of a line to its baseline, (ascender - descender) / 2; `cap` and `x` are the
    heights of capitals and of small letters. `cut` is there where its display lines are cut to measure.
    """

    family: FontName
    rise: float
    cap: float
    x: float
    files: tuple[FontFile, ...]
    cut: ToMeasure | None = None


@record(frozen=True, config=STRICT)
class Treatment:
    """What becomes of a photograph: tones between inks, the darkest first, or a screen of squares of one on another.

    `at` says for each ink at which lightness of the picture it stands, in %, evenly where nothing is said; `contrast`
    is the factor by which tones part from the middle, and `stretch` spreads them from black to white before that.
    `size` is the pitch of squares. Photographs in sections of these `types` have it where nothing else is asked for.
    """

    kind: Literal["tones", "squares"]
    inks: tuple[Slug, ...]
    at: tuple[float, ...] = ()
    contrast: float = 1.0
    stretch: bool = False
    size: Annotated[str, AfterValidator(length_mm)] | None = None
    types: tuple[Slug, ...] = ()


_PT = {"pt": 1.0, "mm": PT_PER_MM, "cm": 10 * PT_PER_MM, "in": 72.0, "pc": 12.0, "px": 0.75}
_LENGTH = re.compile(rf"(?<![\w.])([0-9]*\.?[0-9]+)({'|'.join(_PT)})\b")
_OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
_ABSOLUTE = re.compile(rf"([0-9]+(?:\.[0-9]+)?)({'|'.join(_PT)})")


@record(frozen=True, config=STRICT)
class Tokens:
    """All tokens of one brochure.

    `roles` names the colour of each role, `fonts` the family of each; `custom` holds every other CSS custom property.
    `faces` are the bold and the regular font file of display lines where a root's own style sheet declares its fonts;
    `treatments` what photographs may be asked to become.
    """

    page: PageSize
    colours: dict[Slug, ColourToken]
    roles: dict[Slug, Slug]
    fonts: dict[FontRole, FontFamily] = field(default_factory=dict)
    custom: dict[Slug, Annotated[str, AfterValidator(_value)]] = field(default_factory=dict)
    contrast: tuple[ContrastPair, ...] = ()
    faces: dict[Literal["bold", "regular"], FontPath] = field(default_factory=dict)
    treatments: dict[Slug, Treatment] = field(default_factory=dict)

    def geometry(self, bleed_mm: float, safety_mm: float = 0.0) -> Geometry:
        """The page with a printer's bleed and safety margin (mm)."""
        return Geometry(float(self.page.width[:-2]), float(self.page.height[:-2]), bleed_mm, safety_mm)

    def recipes(self) -> dict[str, Ink]:
        """Ink recipe (% ink) by sRGB value (#RRGGBB): what the separation uses exactly."""
        return {colour.srgb: colour.ink for colour in self.colours.values()}

    def properties(self) -> Iterator[tuple[str, str]]:
        """Custom properties of CSS, in order: page size, colours, their roles, fonts, then the rest."""
        yield "page-width", self.page.width
        yield "page-height", self.page.height
        for name, colour in self.colours.items():
            yield name, colour.srgb
        for role, name in self.roles.items():
            yield role, f"var(--{name})"
        for role, font in self.fonts.items():
            yield f"{role}-family", f"'{font.family}'"
            yield from ((f"{role}-{name}", f"{getattr(font, name):g}") for name in ("rise", "cap", "x"))
        yield from self.custom.items()

    @cached_property
    def display_faces(self) -> dict[str, str]:
        """The bold and the regular font file of display lines: `faces`, else of the family for display, or for text."""
        family = self.fonts.get("display") or self.fonts.get("text")
        files = family.files if family else ()
        wanted = {"bold": 700, "regular": 400} if files else {}
        near = {name: min(files, key=lambda one: (one.italic, one.apart(at))).file for name, at in wanted.items()}
        return near | {str(name): file for name, file in self.faces.items()}

    def font_rules(self, ranges: bool = False) -> Iterator[str]:
        """The @font-face rules of its families, for a browser with `ranges` of weights."""
        for font in {each.family: each for each in self.fonts.values()}.values():
            yield from (each.rule(font.family, ranges) for each in font.files)

    def pairs(self) -> Iterator[ContrastPair]:
        """The pairs that must stand apart: those of the roles, whatever their colours, and those that are declared."""
        for on, of in (("ground", "text"), ("soft", "text"), ("accent", "accent-text")):
            yield ContrastPair(self.roles[on], self.roles[of], _READABLE)
        yield from self.contrast

    def measured_pt(self, value: str) -> float:
        """What a value of CSS measures in pt, with its custom properties; 0 for one of other units or functions."""
        known = dict(self.properties())
        while found := _USED.search(value):
            value = f"{value[: found.start()]}({known.get(found[1], '?')}){value[found.end() + 1 :]}"
        plain, lengths = _LENGTH.subn(lambda each: str(float(each[1]) * _PT[each[2]]), value.replace("calc", ""))
        try:
            return _worked_out(ast.parse(plain.strip(), mode="eval").body) if lengths else 0.0
        except (SyntaxError, KeyError, TypeError, ZeroDivisionError):
            return 0.0

    def in_pt(self) -> dict[str, float]:
        """The custom properties that are absolute lengths, in pt."""
        found = ((name, _ABSOLUTE.fullmatch(value)) for name, value in self.custom.items())
        return {name: float(length[1]) * _PT[length[2]] for name, length in found if length}


def _worked_out(node: ast.expr) -> float:
    """A sum of numbers; raises KeyError or TypeError for anything else."""
    if isinstance(node, ast.BinOp):
        return float(_OPERATORS[type(node.op)](_worked_out(node.left), _worked_out(node.right)))
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    raise TypeError


def read_tokens(fields: Fields, *overrides: Fields) -> Tokens:
    """The tokens of a TOML file, with those of an edition's own files laid over them, the last on top.

    Raises Rejected: broken syntax, a value out of range, one sRGB value with two recipes, a name used twice, a token
    that is not declared or leads back to itself, an unknown colour in a pair or a role, a role that is none or has no
    colour.
    """
    tokens = _checked(fields)
    return _checked(reduce(overlaid, overrides, fields)) if overrides else tokens


def _checked(fields: Fields) -> Tokens:
    # Too many, and names too long, are told before either is looked into.
    tables = {table: fields.values.get(table) for table in ("colours", "custom")}
    keys = [(table, name) for table, held in tables.items() if isinstance(held, dict) for name in held]
    beyond = [
        error("tokens/limit:name", fields.place(key), fault=fault)
        for key in keys
        if (fault := exceeded(LimitName.NAME, len(key[1])))
    ]
    if fault := exceeded(LimitName.TOKENS, len(keys)):
        beyond.insert(0, error("tokens/limit:file", fields.place(keys[LimitName.TOKENS.most]), fault=fault))
    refuse(beyond)
    tokens = bind(fields, Tokens, "tokens")
    rules = (_ambiguous, _repeated, _undeclared, _circular, _unknown, _roles, _treatments)
    refuse(fault for rule in rules for fault in rule(tokens, fields))
    return tokens


def _ambiguous(tokens: Tokens, fields: Fields) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for name, colour in tokens.colours.items():
        other = first.setdefault(colour.srgb, name)
        if tokens.colours[other].ink != colour.ink:
            place = fields.place(("colours", name))
            yield error("tokens/two-recipes", place, name=name, other=other, srgb=colour.srgb)


def _repeated(tokens: Tokens, fields: Fields) -> Iterator[Finding]:
    taken = {"colours": [*PAGE, *ROLES], "custom": [*PAGE, *ROLES, *tokens.colours]}
    for table, names in taken.items():
        for name in getattr(tokens, table):
            if name in names:
                yield error("tokens/duplicate", fields.place((table, name)), name=name)


def _undeclared(tokens: Tokens, fields: Fields) -> Iterator[Finding]:
    declared = [*PAGE, *ROLES, *HEADS, *dict(tokens.properties())]
    for name, value in tokens.custom.items():
        for used in dict.fromkeys(_USED.findall(value)):
            if used not in declared:
                place = fields.place(("custom", name))
                yield error("tokens/undeclared", place, used=used, nearest=nearest(used, declared))


def _circular(tokens: Tokens, fields: Fields) -> Iterator[Finding]:
    for name in tokens.custom:
        reached, ahead = set[str](), [name]
        while ahead:
            new = set(_USED.findall(tokens.custom[ahead.pop()])) - reached
            reached |= new
            ahead += [used for used in new if used in tokens.custom]
        if name in reached:
            yield error("tokens/circle", fields.place(("custom", name)), name=name)


def _unknown(tokens: Tokens, fields: Fields) -> Iterator[Finding]:
    named: list[tuple[Key, str]] = [(("roles", role), name) for role, name in tokens.roles.items()]
    named += ((("contrast", at), name) for at, pair in enumerate(tokens.contrast) for name in (pair.on, pair.of))
    treated = tokens.treatments.items()
    inks = ((("treatments", name, "inks", at), ink) for name, one in treated for at, ink in enumerate(one.inks))
    for key, name in (*named, *inks):
        known = tokens.colours if key[0] != "treatments" else (*tokens.colours, *tokens.roles)
        if name not in known:
            yield error("tokens/unknown-colour", fields.place(key), name=name, nearest=nearest(name, known))


def _roles(tokens: Tokens, fields: Fields) -> Iterator[Finding]:
    for role in tokens.roles:
        if role not in ROLES:
            yield error("tokens/role:unknown", fields.place(("roles", role)), name=role, nearest=nearest(role, ROLES))
    for role in ROLES:
        if role not in tokens.roles:
            yield error("tokens/role:missing", fields.place(("roles",)), name=role, roles=", ".join(ROLES))


def _treatments(tokens: Tokens, fields: Fields) -> Iterator[Finding]:
    """Treatments that cannot be: too few inks or too many, places that do not go with these, squares of no size."""
    for name, one in tokens.treatments.items():
        squares, at = one.kind == "squares", one.at
        wrong = {
            "inks": len(one.inks) != 2 if squares else len(one.inks) < 2,
            "at": bool(at) and (len(at) != len(one.inks) or list(at) != sorted({*at}) or at[0] < 0 or at[-1] > 100),
            "size": squares != bool(one.size),
        }
        for key in filter(wrong.get, wrong):
            yield error(f"tokens/treatment:{key}", fields.place(("treatments", name, key)), name=name)
