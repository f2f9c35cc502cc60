"""Tagged pages made into an accessible PDF: structure tree from the source elements, page labels, links, bookmarks."""

import io
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, Stream

from brochurepress.artworks.accessible.annotations import annotate
from brochurepress.artworks.accessible.build_tree import shape
from brochurepress.artworks.accessible.content_stream import plan, rewrite_content
from brochurepress.artworks.accessible.navigation import aim_links, places, write_outlines
from brochurepress.artworks.accessible.roles import TARGETS, Target
from brochurepress.artworks.accessible.text_flow import read_flow
from brochurepress.artworks.accessible.tree import Node
from brochurepress.artworks.accessible.write_tree import write_tree
from brochurepress.pdf import Metadata, OutputIntent, write_intents, write_metadata
from brochurepress.typeset import TaggedPaint
from brochurepress.workspace import Memo


@dataclass(frozen=True)
class Accessible:
    """A kind of accessible PDF: the standards it claims, by their names in brochurepress.pdf.standards, its version."""

    standards: tuple[str, ...]
    version: str

    @property
    def target(self) -> Target:
        """The version of PDF as the structure tree needs it."""
        return TARGETS[self.version]


ACCESSIBLE: dict[str, Accessible] = {
    "digital": Accessible(("PDF/UA-1", "PDF/A-2a"), "1.7"),
    "digital-2": Accessible(("PDF/UA-2", "WTPDF accessibility 1.0", "WTPDF reuse 1.0", "PDF/A-4"), "2.0"),
}
"""The accessible files that are made of one tagged paint."""


def build_digital(
    paint: TaggedPaint, kind: Accessible, metadata: Metadata, intent: OutputIntent, memory: Memo | None = None
) -> bytes:
    """The accessible PDF: pages cut to their trim, structure tree, links, outlines, page labels, metadata.

    Equal input gives equal bytes, whatever the `memory` holds of pages that were written before.
    """
    target = kind.target
    document = shape(paint.laid, target)
    with pikepdf.open(io.BytesIO(paint.pdf)) as pdf:
        rewrite_content(pdf, plan(document.marks(), paint.furniture, read_flow(paint).ends), memory)
        references = annotate(pdf, _links(document))
        objects = write_tree(pdf, document, references, target)
        found = places(pdf, paint.laid, document, objects, target)
        aim_links(document, references, found)
        write_outlines(pdf, document, found)
        pdf.Root.PageLabels = pdf.make_indirect(Dictionary(Nums=Array([0, Dictionary(S=Name.D, St=1)])))
        _trim(pdf)
        _as_they_are(pdf)
        pdf.Root.Lang = pikepdf.String(paint.source.lang)
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        write_intents(pdf, intent)
        write_metadata(pdf, metadata, kind.standards)
        return _saved(pdf, kind.version)


def _links(document: Node) -> list[Node]:
    return [node for node in document.walk() if node.type == "Link"]


def _trim(pdf: Pdf) -> None:
    """Cuts every page to its trim: a reader on a screen sees neither bleed nor marks."""
    for page in pdf.pages:
        page.MediaBox = page.TrimBox
        for box in ("/BleedBox", "/CropBox", "/ArtBox", "/TrimBox"):
            if box in page:
                del page[box]


def _as_they_are(pdf: Pdf) -> None:
    """Leaves no picture to be smoothed by the viewer (ISO 19005-2, 6.2.8)."""
    for entry in pdf.objects:
        if isinstance(entry, Stream) and entry.get("/Subtype") == Name.Image and "/Interpolate" in entry:
            del entry.Interpolate


def _saved(pdf: Pdf, version: str) -> bytes:
    pdf.Root.Type = Name.Catalog
    out = io.BytesIO()
    pdf.save(
        out,
        min_version=version,
        force_version=version,
        object_stream_mode=ObjectStreamMode.generate,
        deterministic_id=True,
    )
    return out.getvalue()
