"""New files: a brochure, a section, a section type or a kit, from the files of layouts/new/, which build at once."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from pydantic import TypeAdapter

from brochurepress.design import Cut, Tokens, font_findings, measures_of, packed_font, read_new_fonts
from brochurepress.findings import Finding, Place, Rejected, error, nearest, reject
from brochurepress.source.edition import Edition
from brochurepress.source.inheritance import OWN_KEYS, known_editions
from brochurepress.source.inputs import TOKENS
from brochurepress.source.section_schema import FieldSchema, read_section_types
from brochurepress.source.section_types import Traits
from brochurepress.workspace import KIT, KITS, Snapshot, read_toml, unportable

NEW = "layouts/new"
SCHEMAS = "schemas"
"""The folder of a root for the JSON Schemas that editors check its TOML files with."""

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FILE = re.compile(r"^\s*file: (\S+)$", re.MULTILINE)


def new_brochure(snapshot: Snapshot, name: str, kit: str, date: str) -> dict[str, bytes]:
    """The files of a new edition in a kit, by their references. Raises Rejected: a name that cannot be, a kit."""
    kits = tuple(file.split("/")[-2] for file in snapshot.listing(f"{KITS}/*/kit.toml"))
    if kit not in kits:
        raise reject("edition/kit", kit=kit, nearest=nearest(kit, kits))
    return _filled(snapshot, "brochure", f"source/{_named(name)}", {"name": name, "kit": kit, "date": date})


def new_type(snapshot: Snapshot, name: str) -> dict[str, bytes]:
    """The files of a new section type. Raises Rejected for a name that cannot be or that there is a type of."""
    if name in read_section_types(snapshot).models:
        raise reject("new/type", name=name)
    return _filled(snapshot, "section", f"layouts/sections/{_named(name)}", {"name": name})


def new_section(snapshot: Snapshot, name: str, edition: str) -> dict[str, bytes]:
    """A sample of a type as the last section of an edition, with the picture that it shows.

    Raises Rejected for a type or an edition that is not there.
    """
    types, editions = read_section_types(snapshot).models, known_editions(snapshot)
    if edition not in editions:
        raise reject("new/edition", name=edition, nearest=nearest(edition, editions))
    if name not in types:
        raise reject("new/no-type", name=name, nearest=nearest(name, types))
    sample, folder = snapshot.read(f"layouts/sections/{name}/sample.md"), f"source/{edition}"
    listed = snapshot.listing(f"{folder}/*.md")
    numbers = [int(found[1]) for file in listed if (found := re.match(r"(\d+)-", PurePosixPath(file).name))]
    taken = {re.sub(r"^\d+-|\.md$", "", PurePosixPath(file).name) for file in listed}
    own = next(each for each in (name, *(f"{name}-{n}" for n in range(2, 10_000))) if each not in taken)
    pictures = (file for file in _FILE.findall(sample.decode()) if not snapshot.has(f"{folder}/{file}"))
    made = {f"{folder}/{file}": snapshot.read(f"{NEW}/{file}") for file in pictures}
    return {f"{folder}/{max(numbers, default=0) + 1}-{own}.md": sample, **made}


def new_kit(snapshot: Snapshot, name: str) -> dict[str, bytes]:
    """The files of a new kit, with the tokens of ours to change. Raises Rejected for a name that cannot be."""
    folder = f"{KITS}/{_named(name)}"
    tokens = b"#:schema ../../../schemas/tokens.json\n" + snapshot.read(f"{KITS}/{KIT}/tokens.toml")
    return {**_filled(snapshot, "kit", folder, {"name": name}), f"{folder}/tokens.toml": tokens}


def _named(name: str) -> str:
    """The name, where it can be that of a folder; raises Rejected otherwise."""
    if not _SLUG.fullmatch(name) or unportable(name):
        raise reject("new/name", name=name)
    return name


def _filled(snapshot: Snapshot, what: str, folder: str, values: Mapping[str, str]) -> dict[str, bytes]:
    made = {}
    for file in snapshot.listing(f"{NEW}/{what}/*"):
        text = snapshot.text(file)
        for key, value in values.items():
            text = text.replace(f"{{{key}}}", value)
        made[f"{folder}/{PurePosixPath(file).name}"] = text.encode()
    return made


def taken(snapshot: Snapshot, files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """A finding on each file that stands in the root already: nothing is written over."""
    root = snapshot.project.root
    return tuple(error("new/exists", Place(file)) for file in files if (root / file).exists())


def schemas(snapshot: Snapshot) -> dict[str, bytes]:
    """JSON Schemas (2020-12) of edition.toml, tokens.toml and section.toml, by their references in a root.

    They are made of the records that read these files. Nothing is required, for each may lie over another. Raises
    Rejected for a section type with faults.
    """
    if faults := read_section_types(snapshot).faults:
        raise Rejected(faults)
    edition, tokens, section = (TypeAdapter(of).json_schema() for of in (Edition, Tokens, Traits))
    edition["properties"] |= {key: {} for key in OWN_KEYS}
    del edition["properties"]["name"]
    fields = TypeAdapter(FieldSchema).json_schema(ref_template="#/$defs/field/$defs/{model}")
    section.setdefault("$defs", {})["field"] = fields
    either = {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/field"}]}
    section["properties"]["fields"] = {"type": "object", "additionalProperties": either}
    made = {"edition": edition, "tokens": tokens, "section": section}
    return {f"{SCHEMAS}/{name}.json": _written(schema) for name, schema in made.items()}


def _written(schema: dict[str, Any]) -> bytes:
    schema.pop("required", None)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return (json.dumps({**head, **schema}, indent=2, ensure_ascii=False) + "\n").encode()


def _plainness(cut: Cut) -> tuple[bool, int]:
    """What orders cuts by how near they are to the upright one of weight 400."""
    return cut[2], abs(int(cut[1].split()[0]) - 400)


def new_font(
    snapshot: Snapshot, given: Mapping[str, bytes], licence: bytes, role: str, kit: str
) -> tuple[dict[str, bytes], dict[str, bytes], tuple[Finding, ...]]:
    """New files for a family with a role in a kit or, without one, a root; the tokens that name it; what is found.

    Raises Rejected for files that are no fonts of one family, and where the tokens name a family for the role already.
    """
    fonts = read_new_fonts(given)
    base, tokens = (f"{KITS}/{kit}/", f"{KITS}/{kit}/tokens.toml") if kit else ("", TOKENS)
    text = snapshot.text(tokens) if snapshot.has(tokens) else ""
    families = sorted({family for family, *_ in fonts})
    if role in read_toml(text, tokens).values.get("fonts", {}):
        raise reject("fonts/role", Place(tokens), role=role)
    if len(families) > 1:
        raise reject("fonts/families", Place(tokens), families=", ".join(families))
    name = re.sub(r"[^a-z0-9]+", "-", families[0].lower()).strip("-")
    spoken = [snapshot.text(file) for file in snapshot.listing("layouts/languages/*/language.toml")]
    files, rows, found = {f"{base}fonts/{name}-LICENSE": licence}, [], list[Finding]()
    for (_, weight, italic), font in fonts.items():
        file = f"{base}fonts/{name}-{weight.replace(' ', '-')}-{'italic' if italic else 'normal'}.woff2"
        files[file] = packed_font(font)
        found += font_findings(snapshot, font, file, spoken)
        rows.append(f'  {{ file = "{file}", weight = "{weight}", italic = {str(italic).lower()} }},')
    sizes = [f"{key} = {value:.4g}" for key, value in measures_of(fonts[min(fonts, key=_plainness)]).items()]
    entry = [f"[fonts.{role}]", f'family = "{families[0]}"', *sizes, "files = [", *rows, "]"]
    return files, {tokens: "\n".join([*text.splitlines(), "", *entry, ""]).lstrip("\n").encode()}, tuple(found)
