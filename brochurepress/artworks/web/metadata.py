"""What a web page says about itself to search engines and networks: links, Open Graph, schema.org."""

import json
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from brochurepress.compose import DownloadLink
from brochurepress.source import Edition, read_edition
from brochurepress.workspace import Snapshot


@dataclass(frozen=True)
class Translation:
    """The same brochure in another language: its language tag (BCP 47) and address."""

    language: str
    address: str


@dataclass(frozen=True)
class CoverImage:
    """The picture of the cover: its address, and its width and height in pixels."""

    address: str
    width: int
    height: int


def translations(snapshot: Snapshot, edition: Edition) -> tuple[Translation, ...]:
    """The edition and its translations for the hreflang links of each page; nothing where there are none.

    Raises Rejected when a translation cannot be read.
    """
    if not edition.translations:
        return ()
    others = (read_edition(snapshot, name) for name in edition.translations)
    return tuple(Translation(each.language, each.address) for each in (edition, *others))


def beside(edition: Edition, file: str) -> str:
    """Address of a file that is published beside the edition's page."""
    return f"{edition.address.rstrip('/')}/{file}"


def digital_document(edition: Edition, downloads: tuple[DownloadLink, ...], cover: str) -> Markup:
    """The edition as schema.org DigitalDocument in JSON-LD 1.1, with its files as encodings."""
    document: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "DigitalDocument",
        "@id": edition.address,
        "name": edition.title,
        "description": edition.subtitle,
        "author": {"@type": "Organization", "name": edition.author},
        "inLanguage": edition.language,
        "keywords": list(edition.keywords),
        "version": edition.version,
        "datePublished": edition.date.isoformat(),
        "url": edition.address,
        "encoding": [_encoding(edition, download) for download in downloads],
    }
    if cover:
        document["thumbnailUrl"] = beside(edition, cover)
    given = {key: value for key, value in document.items() if value not in ("", [])}
    # A "</script>" in a title would end the block: "<" is written as JSON's own escape.
    return Markup(json.dumps(given, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704 - escaped here


def _encoding(edition: Edition, download: DownloadLink) -> dict[str, Any]:
    return {
        "@type": "MediaObject",
        "contentUrl": beside(edition, download.file),
        "encodingFormat": "application/pdf",
        "contentSize": str(download.size),
        "inLanguage": edition.language,
    }
