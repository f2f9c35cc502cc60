"""The site of a release: the folder that a web team copies, under names that never change, with checksums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from prepress.artworks import Artwork, offers
from prepress.file_names import Own, dated
from prepress.manifest import MANIFEST, Manifest, ReleasedFile, StandardCheck, write_manifest
from prepress.manuscript import Manuscript
from prepress.page_safety import harmless
from prepress.project import Project, media_type
from prepress.templates import Medium, Templates
from prepress.tokens import Tokens
from prepress.validation import Verdict, checksum
from prepress.variants import VARIANTS, Paint

CHECKSUMS, SNIPPET = Own.CHECKSUMS, Own.SNIPPET
PAGE_TYPE = "text/html"
PREFLIGHT = "press preflight"


@dataclass(frozen=True)
class Site:
    """The files of a site by name, and the manifest among them."""

    files: Mapping[str, bytes]
    manifest: Manifest


def make_site(
    project: Project,
    manuscript: Manuscript,
    tokens: Tokens,
    artworks: tuple[Artwork, ...],
    verdicts: tuple[Verdict, ...],
    manifest: Manifest,
) -> Site:
    """The site of these artworks; `manifest` comes with everything but its files.

    Raises Rejected for faults of the snippet's template.
    """
    files: dict[str, bytes] = {}
    entries = []
    for artwork in artworks:
        content = artwork.content
        if manifest.draft and VARIANTS[artwork.variant].paint is Paint.SCREEN:
            content = marked_draft(content, manuscript.language.strings.draft)
        entry = _entry(artwork, content, verdicts, manifest)
        entries.append(entry)
        files[artwork.file] = content
        if entry.dated:
            files[entry.dated] = content
    whole = replace(manifest, files=tuple(entries))
    files[SNIPPET] = _snippet(project, manuscript, tokens, artworks, manifest.draft)
    files[MANIFEST] = write_manifest(whole)
    files[CHECKSUMS] = checksums(files)
    return Site(files, whole)


def _entry(artwork: Artwork, content: bytes, verdicts: Iterable[Verdict], manifest: Manifest) -> ReleasedFile:
    digest = checksum(content)
    judged = {verdict.standard: verdict for verdict in verdicts if verdict.sha256 == digest}
    checks = tuple(
        StandardCheck(standard=name, tool=judged[name].tool, passed=judged[name].passed)
        if name in judged
        else StandardCheck(standard=name, tool=f"{PREFLIGHT} {manifest.tools['prepress']}", passed=True)
        for name in artwork.standards
        if name in judged or name.startswith("PDF/X")
    )
    offered = VARIANTS[artwork.variant].offered
    return ReleasedFile(
        file=artwork.file,
        variant=artwork.variant,
        media_type=media_type(artwork.file),
        bytes=len(content),
        sha256=digest,
        dated=dated(artwork.file, manifest.date, manifest.draft) if offered else "",
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


def checksums(files: Mapping[str, bytes]) -> bytes:
    """SHA-256 of each file in the form that `sha256sum --check` reads."""
    return "".join(f"{checksum(files[name])}  {name}\n" for name in sorted(files)).encode()


def _snippet(
    project: Project, manuscript: Manuscript, tokens: Tokens, artworks: tuple[Artwork, ...], draft: bool
) -> bytes:
    templates = Templates(project, manuscript, tokens, Medium.SCREEN, offers(artworks))
    base = manuscript.edition.address.rstrip("/")
    snippet = templates.render("snippet.html", base=base, draft=draft)
    return (harmless(snippet, "layouts/snippet.html", policy=False) + "\n").encode()
