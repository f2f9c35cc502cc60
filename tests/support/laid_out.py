"""HTML laid out as the press has the engine do it, without an edition."""

from __future__ import annotations

import weasyprint
from weasyprint.text.fonts import FontConfiguration

from brochurepress.typeset.placed_bitmaps import BitmapTable, Fetch
from brochurepress.typeset.weasyprint_door import BASE, Fetcher, Pages, hooked, listening


@hooked()
def layout_html(html: str, fetch: Fetch, base_url: str = BASE) -> Pages:
    """HTML laid out into pages; every picture, font and stylesheet comes through `fetch`."""
    with listening() as messages:
        source = weasyprint.HTML(string=html, base_url=base_url, url_fetcher=Fetcher(fetch))
        document = source.render(font_config=FontConfiguration(), cache=BitmapTable(fetch))
    return Pages(document, source.etree_element, tuple(messages))
