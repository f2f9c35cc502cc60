"""Facts of the file and its pages: trailer, metadata, output intents, catalog, boxes, annotations."""

from collections.abc import Callable
from typing import Any, TypeVar
from xml.etree import ElementTree

import pikepdf

from brochurepress.pdf.inspect.colour_spaces import space_of
from brochurepress.pdf.inspect.model import (
    Annotation,
    Boxes,
    ContainingStream,
    Document,
    OutputIntentInfo,
    PageInfo,
    TransparencyGroup,
)
from brochurepress.pdf.inspect.prohibited import flaws_of
from brochurepress.pdf.inspect.streams import MALFORMED, box_of, reason
from brochurepress.pdf.output_intent import profile_description, profile_fault
from brochurepress.pdf.xmp import PREFIXES
from brochurepress.wording import phrase

Read = TypeVar("Read")

_MAX_TREE = 10_000
_VIEWER_BOXES = ("ViewArea", "ViewClip", "PrintArea", "PrintClip")
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


def read_document(pdf: pikepdf.Pdf, header: bytes) -> Document:
    """Everything that is said of the file as a whole; `header` is its first line.

    Its version is that of the header or of the catalog, whichever is later (ISO 32000-1, 7.5.2).
    """
    root = pdf.Root
    metadata = root.get("/Metadata")
    packet = metadata.read_bytes() if isinstance(metadata, pikepdf.Stream) else b""
    xmp, fault = read_xmp(packet) if packet else ({}, "")
    names = root.get("/Names", pikepdf.Dictionary())
    layers: Any = root.get("/OCProperties", pikepdf.Dictionary()).get("/OCGs", [])
    viewer = root.get("/ViewerPreferences", pikepdf.Dictionary())
    return Document(
        version=max(header[5:8].decode("latin-1"), str(root.get("/Version", "/"))[1:]),
        encrypted=pdf.is_encrypted,
        file_id="/ID" in pdf.trailer and len(pdf.trailer.ID) == 2,
        info={str(key)[1:]: _plain(value) for key, value in _info(pdf).items()},
        xmp=xmp,
        packet=packet,
        xmp_compressed=isinstance(metadata, pikepdf.Stream) and "/Filter" in metadata,
        xmp_fault=fault,
        intents=tuple(_intent(entry) for entry in root.get("/OutputIntents", [])),
        catalog=tuple(str(key)[1:] for key in root),
        layers=tuple(str(layer.get("/Name", "")) for layer in layers),
        embedded_files=tuple(_leaves(names.get("/EmbeddedFiles"))),
        actions=tuple(_catalog_actions(root, names)),
        form_fields="/AcroForm" in root,
        language=str(root.get("/Lang", "")),
        duplex=_plain(viewer.get("/Duplex", "")),
        print_scaling=_plain(viewer.get("/PrintScaling", "")),
        viewer_boxes=tuple((key, _plain(viewer[f"/{key}"])) for key in _VIEWER_BOXES if f"/{key}" in viewer),
        flaws=tuple(flaws_of(pdf)),
        rebuilt=any("reconstruct" in str(warning) for warning in pdf.get_warnings()),
    )


def _info(pdf: pikepdf.Pdf) -> Any:
    info = pdf.trailer.get("/Info")
    return info if isinstance(info, pikepdf.Dictionary) else pikepdf.Dictionary()


def _plain(value: Any) -> str:
    return str(value)[1:] if isinstance(value, pikepdf.Name) else str(value)


def read_xmp(packet: bytes) -> tuple[dict[str, str], str]:
    """Properties of an XMP packet by their usual prefixed names, and the fault if it is no XML.

    Of a list the first item counts.
    """
    try:
        # The parser reads no external entities and stops entity bombs by itself.
        tree = ElementTree.fromstring(packet.strip(b"\0 \r\n\t"))  # noqa: S314
    except ElementTree.ParseError as fault:
        return {}, str(fault)
    found: dict[str, str] = {}
    for description in tree.iter(f"{_RDF}Description"):
        for name, value in description.attrib.items():
            found[_prefixed(name)] = value
        for child in description:
            texts = (item.text for item in child.iter(f"{_RDF}li"))
            found[_prefixed(child.tag)] = next(texts, child.text) or ""
    return found, ""


def _prefixed(name: str) -> str:
    space, _, local = name[1:].partition("}") if name.startswith("{") else ("", "", name)
    return f"{PREFIXES[space]}:{local}" if space in PREFIXES else local


def _intent(entry: Any) -> OutputIntentInfo:
    profile = entry.get("/DestOutputProfile")
    held = isinstance(profile, pikepdf.Stream)
    data = profile.read_bytes() if held else b""
    is_icc = data[36:40] == b"acsp"
    broken = profile_fault(data) if is_icc else ""
    return OutputIntentInfo(
        str(entry.get("/S", "/"))[1:],
        str(entry.get("/OutputConditionIdentifier", "")),
        str(entry.get("/OutputCondition", "")),
        str(entry.get("/RegistryName", "")),
        str(entry.get("/Info", "")),
        data[12:16].decode("latin-1").strip() if is_icc else "",
        data[16:20].decode("latin-1").strip() if is_icc else "",
        int(profile.get("/N", 0)) if held else 0,
        profile_description(data) if is_icc and not broken else "",
        broken,
    )


def _leaves(tree: Any) -> list[str]:
    """Keys of a name tree, at most as many as a brochure could have."""
    found: list[str] = []
    waiting = [tree] if tree is not None else []
    for _ in range(_MAX_TREE):
        if not waiting:
            break
        node = waiting.pop()
        found += [str(key) for key in list(node.get("/Names", []))[::2]]
        waiting += list(node.get("/Kids", []))
    return found


def _catalog_actions(root: Any, names: Any) -> list[str]:
    found = []
    if isinstance(root.get("/OpenAction"), pikepdf.Dictionary):  # any other names a place to open at
        found.append(f"OpenAction {root.OpenAction.get('/S', '')}")
    if "/AA" in root:
        found.append("AA")
    return found + [f"JavaScript {name}" for name in _leaves(names.get("/JavaScript"))]


def read_sheet(page: pikepdf.Page, number: int) -> PageInfo:
    """Boxes, rotation, UserUnit, group and annotations of a page; inherited entries are followed.

    A box or an annotation that is malformed is left out and told among `broken`.
    Raises one of MALFORMED for a page without a usable MediaBox.
    """
    broken: list[str] = []
    entries = page.obj
    media = _inherited(entries, "/MediaBox")
    crop = _inherited(entries, "/CropBox")
    if media is None:
        raise ValueError(phrase("part/page-no-mediabox", number=number))
    bleed, trim, art = (
        _unbroken(box_of, entries[key], key[1:], broken) if key in entries else None
        for key in ("/BleedBox", "/TrimBox", "/ArtBox")
    )
    notes = (_unbroken(_annotation, entry, "", broken) for entry in entries.get("/Annots", []))
    group = entries.get("/Group")
    space = space_of(group.get("/CS")).family if group is not None and "/CS" in group else ""
    return PageInfo(
        number,
        Boxes(box_of(media), box_of(crop) if crop is not None else None, bleed, trim, art),
        int(_inherited(entries, "/Rotate") or 0) % 360,
        float(entries.get("/UserUnit", 1)),
        TransparencyGroup(ContainingStream.PAGE, space) if group is not None else None,
        tuple(note for note in notes if note),
        ("AA",) if "/AA" in entries else (),
        tuple(broken),
    )


def _unbroken(read: Callable[[Any], Read], value: Any, name: str, broken: list[str]) -> Read | None:
    """What is read of a value; None where it is malformed, with the reason among `broken`."""
    try:
        return read(value)
    except MALFORMED as fault:
        case = "part/malformed" if name else "part/malformed:annotation"
        broken.append(phrase(case, name=name, fault=reason(fault)))
        return None


def _inherited(entries: Any, key: str) -> Any:
    for _ in range(64):
        if entries is None or key in entries:
            break
        entries = entries.get("/Parent")
    return None if entries is None else entries.get(key)


def _annotation(entry: Any) -> Annotation:
    action = entry.get("/A")
    is_action = isinstance(action, pikepdf.Dictionary)
    kind = str(action.get("/S", "/"))[1:] if is_action else ("AA" if "/AA" in entry else "")
    return Annotation(
        str(entry.get("/Subtype", "/"))[1:],
        box_of(entry.Rect),
        kind,
        str(action.get("/URI", "")) if is_action else "",
        str(entry.get("/Contents", "")),
    )
