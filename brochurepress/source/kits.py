"""Kits: the looks that editions name, what each says of itself, and what of a section goes beyond it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, fields

from pydantic.dataclasses import dataclass as record

from brochurepress.findings import Finding, Place, Rejected, error, nearest, warning
from brochurepress.source.manuscript import Manuscript
from brochurepress.source.sanitizer import CLASSES
from brochurepress.source.section_schema import css_faults, read_section_types, template_faults
from brochurepress.source.section_types import Section
from brochurepress.source.variants import FORMS
from brochurepress.workspace import HOME, KITS, STRICT, Fields, Key, RequiredText, Slug, Snapshot, bind

OWN_SHEET = "layouts/style.css"
"""The style sheet that a root lays over all others."""

_COMMENT, _SELECTORS = re.compile(r"/\*.*?\*/", re.DOTALL), re.compile(r"([^{};]*)\{")
_CLASS, _MARKED = re.compile(r"\.(-?[A-Za-z_][\w-]*)"), re.compile(r'class="([^"{]*)')


@record(frozen=True, config=STRICT)
class Kit:
    """What a kit says of itself.

    `types` are the section types that it has a style for, all where it names none; `limits` how many characters of a
    text or items of a list a field of a type holds at most.
    """

    about: RequiredText
    licence: RequiredText
    version: RequiredText
    types: tuple[Slug, ...] = ()
    limits: dict[Slug, dict[Slug, int]] = field(default_factory=dict)


def kit_findings(snapshot: Snapshot, manuscript: Manuscript) -> tuple[Finding, ...]:
    """What is wrong with the kit of a manuscript, and the sections that it has no style for or no room for."""
    kit = manuscript.edition.kit
    source, types = snapshot.fields(f"{KITS}/{kit}/kit.toml"), read_section_types(snapshot).models
    fields_of = {name: [each.name for each in fields(model)] if model else [] for name, model in types.items()}
    found = [*css_faults(snapshot, f"{KITS}/{kit}/*.css"), *css_faults(snapshot, f"{KITS}/{kit}/sections/*/*.css")]
    found += _own_sheet(snapshot, kit, types)
    for file in snapshot.listing(f"{KITS}/{kit}/sections/*/*"):
        if (name := file.split("/")[-2]) not in types:
            found.append(error("kit/unknown-type", Place(file), name=name, nearest=nearest(name, types)))
        elif file.endswith("/section.html"):
            found += template_faults(snapshot, file, name, fields_of[name])
    try:
        read = bind(source, Kit, "kit")
    except Rejected as rejected:
        return (*found, *rejected.findings)
    found += _unknown(read, source, fields_of)
    return (*found, *(finding for section in manuscript.sections for finding in _beyond(kit, read, section)))


def _classes(css: str) -> Iterator[tuple[str, int]]:
    """The classes in the selectors of a style sheet, each with its line."""
    plain = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), css)
    for rule in _SELECTORS.finditer(plain):
        for found in _CLASS.finditer(rule[1]):
            yield found[1], plain.count("\n", 0, rule.start() + found.start()) + 1


def _own_sheet(snapshot: Snapshot, kit: str, types: Iterable[str]) -> Iterator[Finding]:
    """What is no CSS in the style sheet of a root, and classes in it that nothing has: a warning with the nearest."""
    yield from css_faults(snapshot, OWN_SHEET)
    asked = [*_classes(snapshot.text(OWN_SHEET))] if snapshot.has(OWN_SHEET) else []
    if not asked:
        return
    known = {"paper", "screen", *FORMS, *types, *snapshot.fields(CLASSES).at("classes").values}
    for pattern in ("layouts/css/*/*", "layouts/sections/*/*", f"{KITS}/{kit}/*", f"{KITS}/{kit}/sections/*/*"):
        known |= {name for file in snapshot.listing(f"{pattern}.css") for name, _ in _classes(snapshot.text(file))}
        marked = (_MARKED.findall(snapshot.text(file)) for file in snapshot.listing(f"{pattern}.html"))
        known |= {name for words in marked for name in " ".join(words).split()}
    for name, line in asked:
        if name not in known:
            yield warning("css/class", Place(OWN_SHEET, line), name=name, nearest=nearest(name, known))


def _unknown(kit: Kit, source: Fields, fields_of: Mapping[str, list[str]]) -> Iterator[Finding]:
    """Names of types that there are none of, and limits of fields that their types do not have."""
    keys: list[tuple[Key, str]] = [(("types", index), name) for index, name in enumerate(kit.types)]
    for key, name in (*keys, *((("limits", name), name) for name in kit.limits)):
        if name not in fields_of:
            yield error("kit/unknown-type", source.place(key), name=name, nearest=nearest(name, fields_of))
    for of, limits in kit.limits.items():
        for name in limits:
            if of in fields_of and name.replace("-", "_") not in fields_of[of]:
                place, near = source.place(("limits", of, name)), nearest(name, fields_of[of])
                yield error("kit/unknown-field", place, name=name, type=of, nearest=near)


def _beyond(kit: str, read: Kit, section: Section) -> Iterator[Finding]:
    ours = (HOME / f"layouts/sections/{section.type}").is_dir()  # a type of a root brings its own style
    if ours and read.types and section.type not in read.types:
        yield warning("kit/type", section.place("type"), kit=kit, type=section.type)
    for name, most in read.limits.get(section.type, {}).items():
        held = getattr(section.content, name.replace("-", "_"), None) or ()
        if len(held) > most:
            told = {"name": name, "count": len(held), "most": most}
            yield error("kit/limit", section.place(name), kit=kit, type=section.type, **told)
