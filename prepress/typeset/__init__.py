"""Pages: HTML laid out by the layout engine (WeasyPrint), measured, and painted with tags."""

from typing import TYPE_CHECKING

from prepress._doors import door

if TYPE_CHECKING:
    from prepress.typeset import weasyprint_door
    from prepress.typeset.box_geometry import Area, TextRun, anchors, blocks, link_boxes, pictures, text_runs
    from prepress.typeset.fragments import Fragment, LinkArea, MarkedContent, PageArtifact, TaggedPaint
    from prepress.typeset.incremental import LayoutCache
    from prepress.typeset.layout_checks import Layout, typeset
    from prepress.typeset.pango import PANGO_ON_DEBIAN, PANGO_ON_MACOS
    from prepress.typeset.source_map import SourceMap
    from prepress.typeset.tagging import paint_tagged
    from prepress.typeset.weasyprint_door import EngineElement, Pages

door(__name__)
