"""Pages: HTML laid out by the layout engine (WeasyPrint), measured, and painted with tags."""

from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.typeset import weasyprint_door
    from brochurepress.typeset.box_geometry import (
        Area,
        Block,
        TextRun,
        anchors,
        blocks,
        link_boxes,
        pictures,
        text_runs,
    )
    from brochurepress.typeset.fragments import Fragment, LinkArea, MarkedContent, TaggedPaint
    from brochurepress.typeset.incremental import Fonts, LayoutCache
    from brochurepress.typeset.layout_checks import Ahead, Layout, typeset
    from brochurepress.typeset.room_left import MOST, RoomGauge, RoomLeft
    from brochurepress.typeset.source_map import SourceMap
    from brochurepress.typeset.tagging import paint_tagged
    from brochurepress.typeset.weasyprint_door import EngineElement, Pages

door(__name__)
