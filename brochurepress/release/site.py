"""The site of a release: the folder that a web team copies, under names that never change, with checksums.

A reference such as brochure.pdf on the page at /folder/annual leads to /folder/brochure.pdf, and on the same page at
/folder/annual/ to /folder/annual/brochure.pdf (RFC 3986, 5.2). No one reference leads to the same file from both. So
the page links to annual/brochure.pdf, and the site holds each file that is linked a second time in a folder annual:
the link then leads to a copy from either address, under any other folder of any server, and from a disk.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote, urljoin, urlsplit

from markupsafe import Markup, escape

from brochurepress.artworks import Artwork, offers
from brochurepress.compose import Medium, Templates, harmless
from brochurepress.findings import Finding, Place, error
from brochurepress.release.links import page_addresses, references_of
from brochurepress.release.manifest import (
    CHECKSUMS,
    MANIFEST,
    Manifest,
    ReleasedFile,
    StandardCheck,
    checksum,
    checksums,
    site_file,
    write_manifest,
)
from brochurepress.release.verapdf import ValidationVerdict
from brochurepress.source import VARIANTS, Edition, Inputs, PaintMethod
from brochurepress.workspace import Own, dated, media_type

SNIPPET = Own.SNIPPET
PAGE_TYPE = "text/html"
PREFLIGHT = "press preflight"


@dataclass(frozen=True)
class Site:
    """The files of a site by name, and the manifest among them."""

    files: Mapping[str, bytes]
    manifest: Manifest


def make_site(
    inputs: Inputs,
    artworks: tuple[Artwork, ...],
    verdicts: tuple[ValidationVerdict, ...],
    manifest: Manifest,
    earlier: Mapping[str, bytes],
) -> Site:
    """The site of the artworks to be published; `manifest` comes with everything but its files.

    `earlier` are dated copies of earlier releases, by name. Raises Rejected for faults of the snippet's template.
    """
    pages = [artwork for artwork in artworks if _is_page(artwork)]
    linked = {name for page in pages for name in references_of(page.content.decode())}
    folder = folder_at(manifest.address)
    if folder in {SNIPPET, MANIFEST, CHECKSUMS, *(artwork.file for artwork in artworks)}:
        folder = ""  # there is no room for both, and the links are refused
    files: dict[str, bytes] = {}
    entries = []
    for artwork in artworks:
        content = artwork.content
        if _is_page(artwork):
            content = _linking(content, folder, artworks)
            content = marked_draft(content, inputs.manuscript.language.strings.draft) if manifest.draft else content
        second = f"{folder}/{artwork.file}" if folder and quote(artwork.file) in linked else ""
        entry = _entry(artwork, content, second, verdicts, manifest, inputs.manuscript.edition)
        entries.append(entry)
        files |= {name: content for name in (artwork.file, entry.dated, second) if name}
    files[SNIPPET] = _snippet(inputs, artworks, manifest.draft)
    kept = {name: content for name, content in earlier.items() if name not in files}
    whole = replace(
        manifest,
        files=tuple(entries),
        earlier=tuple(site_file(name, kept[name]) for name in sorted(kept)),
        others=(site_file(SNIPPET, files[SNIPPET]),),
    )
    files |= kept
    files[MANIFEST] = write_manifest(whole)
    files[CHECKSUMS] = checksums({name: checksum(content) for name, content in files.items()})
    return Site(files, whole)


def published(edition: Edition, artworks: Iterable[Artwork]) -> tuple[Artwork, ...]:
    """The artworks that stand in the site: all but the printer's, which does only where the edition offers it."""
    return tuple(
        each
        for each in artworks
        if VARIANTS[each.variant].paint is not PaintMethod.PLAIN or each.variant in edition.downloads
    )


def _is_page(artwork: Artwork) -> bool:
    return VARIANTS[artwork.variant].paint is PaintMethod.SCREEN


def folder_at(address: str) -> str:
    """The last folder of an address, as a folder is named on a disk.

    None at the root, where a file is named, and where what stands there can be no name of a folder.
    """
    name = unquote(urlsplit(address).path.rstrip("/").rpartition("/")[2])
    strange = name.startswith(".") or set(name) & {"/", "\\"} or not name.isprintable()
    return "" if strange or len(page_addresses(address)) == 1 else name


def _linking(page: bytes, folder: str, artworks: tuple[Artwork, ...]) -> bytes:
    """The page with each link to an artwork beside it led to the copy in the folder."""
    html = page.decode()
    for artwork in artworks if folder else ():
        name = str(escape(quote(artwork.file)))
        for mark in ('"', "'"):
            html = html.replace(f" href={mark}{name}{mark}", f" href={mark}{escape(quote(folder))}/{name}{mark}")
    return html.encode()


def link_faults(manifest: Manifest, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """A finding for each link of a page that, at the printed address with or without a slash, leads to no file.

    Links to other places than the address of the edition are not asked here.
    """
    base = urlsplit(page_addresses(manifest.address)[0])
    home = base.path.rstrip("/")
    for entry in manifest.files:
        if entry.media_type != PAGE_TYPE:
            continue
        for reference in references_of(files[entry.file].decode()):
            for address in page_addresses(manifest.address):
                target = urlsplit(urljoin(address, reference))
                own = target[:2] == base[:2] and f"{target.path}/".startswith(f"{home}/")
                relative = not urlsplit(reference).scheme and not urlsplit(reference).netloc
                name = unquote(target.path.removeprefix(home).strip("/"))
                if (own or relative) and not (own and (not name or name in files)):
                    yield error(
                        "release/link",
                        Place(artwork=entry.file),
                        address=address,
                        reference=reference,
                        target=target.geturl(),
                    )


def _entry(
    artwork: Artwork,
    content: bytes,
    second: str,
    verdicts: Iterable[ValidationVerdict],
    manifest: Manifest,
    edition: Edition,
) -> ReleasedFile:
    digest = checksum(content)
    judged = {verdict.standard: verdict for verdict in verdicts if verdict.sha256 == digest}
    checks = tuple(
        StandardCheck(standard=name, tool=judged[name].tool, passed=judged[name].passed)
        if name in judged
        else StandardCheck(standard=name, tool=f"{PREFLIGHT} {manifest.tools['brochurepress']}", passed=True)
        for name in artwork.standards
        if name in judged or name.startswith("PDF/X")
    )
    offered = artwork.variant in edition.downloads
    return ReleasedFile(
        file=artwork.file,
        variant=artwork.variant,
        media_type=media_type(artwork.file),
        bytes=len(content),
        sha256=digest,
        dated=dated(artwork.file, manifest.date, manifest.draft) if offered else "",
        linked=second,
        pages=artwork.pages,
        standards=checks,
    )


def marked_draft(page: bytes, text: str) -> bytes:
    """A web page that says it is a draft, to people and to search engines."""
    banner = Markup('<aside class="draft">{}</aside>').format(text)
    robots = '<meta name="robots" content="noindex">\n<title>'
    html = page.decode()
    if banner in html:
        return page
    return html.replace("<title>", robots, 1).replace("<body>", f"<body>\n{banner}", 1).encode()


def _snippet(inputs: Inputs, artworks: tuple[Artwork, ...], draft: bool) -> bytes:
    edition = inputs.manuscript.edition
    templates = Templates(inputs, Medium.SCREEN, offers(edition.downloads, artworks))
    base = edition.address.rstrip("/")
    snippet = templates.render("snippet.html", base=base, draft=draft)
    return (harmless(snippet, "layouts/snippet.html", policy=False) + "\n").encode()
