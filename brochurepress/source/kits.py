"""Kits: the looks that editions name, what each says of itself, and what of a section goes beyond it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

from pydantic.dataclasses import dataclass as record

from brochurepress.findings import Finding, error, nearest, warning
from brochurepress.source.manuscript import Manuscript
from brochurepress.source.section_schema import read_section_types
from brochurepress.source.section_types import Section
from brochurepress.workspace import HOME, KITS, STRICT, Fields, Key, RequiredText, Slug, Snapshot, bind


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
    """What is wrong with the kit of a manuscript, and the sections that it has no style for or no room for.

    Raises Rejected when what it says of itself cannot be read.
    """
    kit = manuscript.edition.kit
    source = snapshot.fields(f"{KITS}/{kit}/kit.toml")
    read, types = bind(source, Kit, "kit"), tuple(read_section_types(snapshot).models)
    beyond = (found for section in manuscript.sections for found in _beyond(kit, read, section))
    return (*_unknown(read, source, types), *beyond)


def _unknown(kit: Kit, source: Fields, types: tuple[str, ...]) -> Iterator[Finding]:
    """Names of types that there are none of."""
    keys: list[tuple[Key, str]] = [(("types", index), name) for index, name in enumerate(kit.types)]
    for key, name in (*keys, *((("limits", name), name) for name in kit.limits)):
        if name not in types:
            yield error("kit/unknown-type", source.place(key), name=name, nearest=nearest(name, types))


def _beyond(kit: str, read: Kit, section: Section) -> Iterator[Finding]:
    ours = (HOME / f"layouts/sections/{section.type}").is_dir()  # a type of a root brings its own style
    if ours and read.types and section.type not in read.types:
        yield warning("kit/type", section.place("type"), kit=kit, type=section.type)
    for name, most in read.limits.get(section.type, {}).items():
        held = getattr(section.content, name.replace("-", "_"), None) or ()
        if len(held) > most:
            told = {"name": name, "count": len(held), "most": most}
            yield error("kit/limit", section.place(name), kit=kit, type=section.type, **told)
