"""Word files as programs write them, made of a few lines: paragraphs, styles, lists, pictures, changes."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)

Names = Mapping[str, str]
"""Names of styles by what they mean, as one program writes them: identifier, and name after a stroke."""

_MEANT = ("title", "line", "1", "2", "3", "4", "text", "list", "quote")


def _names(*names: str) -> Names:
    return dict(zip(_MEANT, names, strict=True))


WORD = _names(
    *("Titel|Title", "Ondertitel|Subtitle", "Kop1|heading 1", "Kop2|heading 2", "Kop3|heading 3", "Kop4|heading 4"),
    *("Standaard|Normal", "Lijstalinea|List Paragraph", "Citaat|Quote"),
)
LIBREOFFICE = _names(
    *("Title|Title", "Subtitle|Subtitle", "Heading1|Heading 1", "Heading2|Heading 2", "Heading3|Heading 3"),
    *("Heading4|Heading 4", "TextBody|Text Body", "ListBullet|List Bullet", "Quotations|Quotations"),
)
GOOGLE = _names(
    *("Title|Title", "Subtitle|Subtitle", "Heading1|heading 1", "Heading2|heading 2", "Heading3|heading 3"),
    *("Heading4|heading 4", "Normal|normal", "Normal|normal", "Normal|normal"),
)
PAGES = _names(
    *("Titel|Titel", "Ondertitel|Ondertitel", "Kop|Kop", "Kop2|Kop 2", "Kop3|Kop 3", "Kop4|Kop 4"),
    *("Hoofdtekst|Hoofdtekst", "Hoofdtekst|Hoofdtekst", "Hoofdtekst|Hoofdtekst"),
)
PROGRAMS = {"word": WORD, "libreoffice": LIBREOFFICE, "google": GOOGLE, "pages": PAGES}

CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>A title</dc:title>'
    "<dc:creator>Somebody</dc:creator><dc:description>What it is about</dc:description>"
    "<dcterms:modified>2026-11-20T09:00:00Z</dcterms:modified></cp:coreProperties>"
)
"""What a document says of itself."""


def run(words: str, properties: str = "") -> str:
    """A run of words."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def paragraph(content: str, style: str = "", properties: str = "") -> str:
    """A paragraph of runs; words alone are one run."""
    inner = content if content.startswith("<") else run(content)
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{inner}</w:p>"


def linked(links: dict[str, tuple[str, bool]], words: str, address: str) -> str:
    """Words that are a link, which is added to those of the document."""
    links[key := f"link{len(links)}"] = address, True
    return f'<w:hyperlink r:id="{key}">{run(words)}</w:hyperlink>'


def point(content: str, style: str = "", kind: str = "1", depth: int = 0) -> str:
    """A paragraph of a list: 1 has bullets, 2 numbers, 3 letters."""
    return paragraph(content, style, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{kind}"/></w:numPr>')


def table(rows: Sequence[Sequence[str]], head: bool = True) -> str:
    """A table of words."""
    told = "<w:trPr><w:tblHeader/></w:trPr>" if head else ""
    return "<w:tbl>" + "".join(
        f"<w:tr>{told if at == 0 else ''}" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for at, row in enumerate(rows)
    ) + "</w:tbl>"  # fmt: skip


def styles(names: Names, language: str = "nl-NL", more: str = "") -> str:
    """The part of styles."""
    each = "".join(
        f'<w:style w:type="paragraph" w:styleId="{one.split("|")[0]}"><w:name w:val="{one.split("|")[1]}"/></w:style>'
        for one in dict.fromkeys(names.values())
    )
    language = (
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="{language}"/></w:rPr></w:rPrDefault></w:docDefaults>'
    )
    return f"<w:styles {NAMESPACES}>{language}{each}{more}</w:styles>"


def document(
    body: str,
    parts: Mapping[str, str | bytes] | None = None,
    links: Mapping[str, tuple[str, bool]] | None = None,
    names: Names = WORD,
) -> bytes:
    """A Word file; `links` are its relations by identifier, each a target and whether it lies outside."""
    told = "".join(
        f'<Relationship Id="{key}" Type="{R}/any" Target={quoteattr(target)}'
        f' TargetMode="{"External" if outside else "Internal"}"/>'
        for key, (target, outside) in (links or {}).items()
    )
    lists = "".join(
        f'<w:abstractNum w:abstractNumId="{n}">'
        + "".join(f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/></w:lvl>' for at in range(3))
        + "</w:abstractNum>"
        for n, form in ((1, "bullet"), (2, "decimal"), (3, "lowerLetter"))
    ) + "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (1, 2, 3))
    held: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}<w:sectPr/></w:body></w:document>",
        "word/_rels/document.xml.rels": f"<Relationships>{told}</Relationships>",
        "word/styles.xml": styles(names),
        "word/numbering.xml": f"<w:numbering {NAMESPACES}>{lists}</w:numbering>",
        **(parts or {}),
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    return written.getvalue()


def written(path: Path, content: bytes) -> Path:
    """A file with this content."""
    path.write_bytes(content)
    return path


def replaced(path: Path, old: str, new: str, part: str = "word/document.xml") -> None:
    """Changes a part of a Word file as text, once and surely."""
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    text = held[part].decode()
    assert old in text, old
    held[part] = text.replace(old, new, 1).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in held.items():
            archive.writestr(name, content)


def unaccounted(content: bytes, said: Sequence[str]) -> Counter[str]:
    """Words of a Word file, changes accepted, that are not among what is said of it in Markdown and findings."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(PARTS_WITH_WORDS, name)]
        texts = ["".join(_pieces(ElementTree.fromstring(archive.read(name)))) for name in names]  # noqa: S314 - made here
    bare = unescape(re.sub(r"[*~^\\]|\{:[^}]*\}", "", " ".join(said)))
    return Counter(re.findall(r"\w+", " ".join(texts))) - Counter(re.findall(r"\w+", bare))


PARTS_WITH_WORDS = r"word/(document|comments|footnotes|endnotes|header\d*|footer\d*)\.xml"


def _pieces(element: ElementTree.Element) -> Iterator[str]:
    """The text of an element, a space for all that parts words."""
    name = str(element.tag).rpartition("}")[2]
    if name in ("t", "noBreakHyphen", "softHyphen"):
        yield re.sub(r"[*~^\\]", "", element.text or "-")
    elif name not in ("Fallback", "del", "moveFrom"):
        for child in element:
            yield from _pieces(child)
        yield " " if name in ("p", "tab", "ptab", "br", "cr", "tc", "sym") else ""
