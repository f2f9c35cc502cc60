"""New files: a brochure, a section, a section type or a kit, from the files of layouts/new/, which build at once."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from brochurepress.design import font_findings, measures_of, packed_font, read_new_fonts
from brochurepress.findings import Finding, Place, error, nearest, reject
from brochurepress.source.inheritance import known_editions
from brochurepress.source.inputs import TOKENS
from brochurepress.source.schemes import FOLDS
from brochurepress.source.section_schema import read_section_types
from brochurepress.workspace import KIT, KITS, Snapshot, read_toml, unportable

NEW = "layouts/new"
SCHEMAS = "schemas"
"""The folder of a root for the JSON Schemas that editors check its TOML files with."""

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SECTION = re.compile(r".*/(?:(\d+)-)?([^/]*)\.md")
_FOLDERS = {"brochure": "source", "section": "layouts/sections", "kit": KITS}
_SCHEMA = b"#:schema ../../../schemas/tokens.json\n"
_FILE = re.compile(r"^\s*file: (\S+)$", re.MULTILINE)


def files_to_begin(snapshot: Snapshot, what: str, name: str, given: Mapping[str, str]) -> dict[str, bytes]:
    """The files of a new brochure, section or kit of that name, by their references; `given` is what they hold.

    That is the `kit` and `date` of a brochure, the `fold` that makes it a leaflet of as many panels, and the edition
    `into` which a sample of a section type goes; without one it is a new type. Raises Rejected for a name that cannot
    be, and for a kit, type, fold or edition that is not there.
    """
    types = read_section_types(snapshot).models
    kits = [file.split("/")[-2] for file in snapshot.listing(f"{KITS}/*/kit.toml")]
    if what == "section" and given.get("into"):
        return _sample(snapshot, name, given["into"], tuple(types))
    if not _SLUG.fullmatch(name) or unportable(name):
        raise reject("new/name", name=name)
    if what == "section" and name in types:
        raise reject("new/type", name=name)
    if what == "brochure" and given["kit"] not in kits:
        raise reject("edition/kit", kit=given["kit"], nearest=nearest(given["kit"], kits))
    folder, fold = f"{_FOLDERS[what]}/{name}", given.get("fold", "")
    if fold and fold not in FOLDS:
        raise reject("edition/fold:unknown", fold=fold, nearest=nearest(fold, FOLDS))
    begun = _begun_with(snapshot, what, given.get("kit", ""))
    told = {**given, "name": name, "title": name.replace("-", " ").capitalize()}
    made = dict[str, bytes]()
    for own, file in (_panels(snapshot, begun, given) if fold else begun).items():
        text = snapshot.text(file)
        for key, value in {**told, "number": own.split("-")[0]}.items():
            text = text.replace(f"{{{key}}}", value)
        made[f"{folder}/{own}"] = text.encode()
    if what == "kit":
        made[f"{folder}/tokens.toml"] = _SCHEMA + snapshot.read(f"{KITS}/{KIT}/tokens.toml")
    return made


def _panels(snapshot: Snapshot, begun: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """The files of a leaflet: the first section of a brochure, a section for each panel behind it, and an end."""
    last, folded = FOLDS[given["fold"]].on().most, _begun_with(snapshot, "folded", given["kit"])
    inner = dict.fromkeys((f"{number}-panel-{number}.md" for number in range(2, last)), folded.pop("panel.md"))
    cover = min(file for file in begun if file.endswith(".md"))
    kept = {name: file for name, file in begun.items() if name == cover or not name.endswith(".md")}
    return {**kept, **inner, f"{last}-end.md": folded.pop("end.md"), **folded}


def _begun_with(snapshot: Snapshot, what: str, kit: str) -> dict[str, str]:
    """The files that something new begins with: ours, and over them those of a kit, whose sections replace ours."""
    listed = (snapshot.listing(f"{NEW}/{what}/*"), snapshot.listing(f"{KITS}/{kit}/new/{what}/*") if kit else ())
    ours, own = ({PurePosixPath(file).name: file for file in files} for files in listed)
    sections = what == "brochure" and any(name.endswith(".md") for name in own)
    return {**{name: file for name, file in ours.items() if not (sections and name.endswith(".md"))}, **own}


def _sample(snapshot: Snapshot, name: str, edition: str, types: tuple[str, ...]) -> dict[str, bytes]:
    """A sample of a type as the last section of an edition, with the picture that it shows."""
    if edition not in (editions := known_editions(snapshot)):
        raise reject("new/edition", name=edition, nearest=nearest(edition, editions))
    if name not in types:
        raise reject("new/no-type", name=name, nearest=nearest(name, types))
    folder = f"source/{edition}"
    kit = str(snapshot.fields(f"{folder}/edition.toml").values.get("kit", KIT))
    view = snapshot.in_kit(kit if _SLUG.fullmatch(kit) else KIT)
    sample = view.read(view.layout(f"layouts/sections/{name}/sample.md"))
    parts = [_SECTION.fullmatch(file) for file in snapshot.listing(f"{folder}/*.md")]
    last = max((int(part[1] or 0) for part in parts if part), default=0)
    known = {part[2] for part in parts if part}
    own = next(each for each in (name, *(f"{name}-{n}" for n in range(2, 10_000))) if each not in known)
    pictures = (file for file in _FILE.findall(sample.decode()) if not snapshot.has(f"{folder}/{file}"))
    made = {f"{folder}/{file}": snapshot.read(f"{NEW}/{file}") for file in pictures if snapshot.has(f"{NEW}/{file}")}
    return {f"{folder}/{last + 1}-{own}.md": sample, **made}


def taken(snapshot: Snapshot, files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """A finding on each file that stands in the root already: nothing is written over."""
    root = snapshot.project.root
    return tuple(error("new/exists", Place(file)) for file in files if (root / file).exists())


def schemas(snapshot: Snapshot) -> dict[str, bytes]:
    """JSON Schemas (2020-12) of edition.toml, tokens.toml and section.toml, by their references in a root."""
    return {f"{SCHEMAS}/{PurePosixPath(file).name}": snapshot.read(file) for file in snapshot.listing(f"{NEW}/*.json")}


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
    plainest = min(fonts, key=lambda cut: (cut[2], abs(int(cut[1].split()[0]) - 400)))  # upright, and near weight 400
    sizes = [f"{key} = {value:.4g}" for key, value in measures_of(fonts[plainest]).items()]
    entry = [f"[fonts.{role}]", f'family = "{families[0]}"', *sizes, "files = [", *rows, "]"]
    return files, {tokens: "\n".join([*text.splitlines(), "", *entry, ""]).lstrip("\n").encode()}, tuple(found)
