"""The site of a release: the folder that a web team copies, under names that never change, with checksums.

A reference such as brochure.pdf on the page at /folder/annual leads to /folder/brochure.pdf, and on the same page at
/folder/annual/ to /folder/annual/brochure.pdf (RFC 3986, 5.2). No one reference leads to the same file from both. So
the page links to annual/brochure.pdf, and the site holds each file that is linked a second time in a folder annual:
the link then leads to a copy from either address, under any other folder of any server, and from a disk.

A live check holds what is served, or stands in a folder, against the release.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from email.message import Message
from pathlib import Path
from typing import Literal
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit

from markupsafe import Markup, escape

from brochurepress.artworks import Artwork, offers, sheets_of, standalone_page
from brochurepress.compose import Medium, Templates, harmless, parsed, read_elements
from brochurepress.findings import Finding, Place, error, info, warning
from brochurepress.release.http import NO_NAME, HttpResponse, fetch
from brochurepress.release.manifest import (
    Manifest,
    ReleasedFile,
    SiteFile,
    StandardCheck,
    ValidationVerdict,
    checksum,
    checksums,
    plain_content,
    site_file,
    write_manifest,
)
from brochurepress.source import FORMS, VARIANTS, Edition, Inputs, PaintMethod
from brochurepress.wording import phrase
from brochurepress.workspace import Own, dated, media_type

AT_ONCE = 8
MOST = 2_000
"""Links of one page that are tried: a page that was changed by others must not make this machine ask without end."""

GUARDED = (401, 403, 405, 406, 407, 418, 429, 451, 503, 999)
"""Answers by which servers keep programs out (RFC 9110, 15.5; 999 is of one network): they say nothing of the link."""


LinkState = Literal["answers", "moved", "unknown", "broken"]
"""What is known of a link: it answers, it answers from elsewhere, nobody can tell, or it does not answer."""


@dataclass(frozen=True)
class CheckedLink:
    """A link of a page as it was met: its address, its state, what the server said, and where it led in the end."""

    address: str
    state: LinkState
    said: str
    leads_to: str = ""

    def __str__(self) -> str:
        way = f" -> {self.leads_to}" if self.leads_to else ""
        return f"{self.state}: {self.address}{way} ({self.said})"


def references_of(html: str) -> tuple[str, ...]:
    """What the links of a page hold, each once, in reading order; links within the page are left out."""
    links = (element for element in read_elements(parsed(html))[0].walk() if element.tag in ("a", "area"))
    held = (link.attributes.get("href", "").strip() for link in links)
    return tuple(dict.fromkeys(each for each in held if each and not each.startswith("#")))


def links_of(html: str, address: str) -> tuple[str, ...]:
    """Web addresses to which a page at an address links, each once, in reading order.

    A reference without a host of its own is resolved against the address of the page (RFC 3986, 5.2).
    """
    found = (_resolved(address, reference) for reference in references_of(html))
    return tuple(dict.fromkeys(each for each in found if each.startswith(("https://", "http://"))))[:MOST]


def _resolved(address: str, reference: str) -> str:
    try:
        return urldefrag(urljoin(address, reference)).url
    except ValueError:  # what is no address is asked for as it stands, and does not answer
        return reference


def page_addresses(address: str) -> tuple[str, ...]:
    """The address of a page, first as it is given, then with or without a slash at its end.

    A page that is named as a file, or stands at the root of its host, has one address only.
    """
    parts = urlsplit(address)
    folder = parts.path.rstrip("/")
    if not folder or (folder == parts.path and folder.lower().endswith((".html", ".htm"))):
        return (address,)
    other = folder if parts.path.endswith("/") else f"{folder}/"
    return (address, parts._replace(path=other).geturl())


def check_links(
    addresses: Iterable[str],
    timeout: float = 10.0,
    on_link: Callable[[CheckedLink], None] = lambda link: None,
    page: str = "",
) -> tuple[CheckedLink, ...]:
    """Every address asked for by HEAD and, where that is no answer, by GET; told and returned in the order given.

    `timeout` is in seconds, for each request; `page` is the address of the page that holds the links, whose network
    they may lead into and no other private one.
    """
    with ThreadPoolExecutor(AT_ONCE) as pool:
        checked = []
        for link in pool.map(lambda address: _check(address, timeout, page), addresses):
            on_link(link)
            checked.append(link)
    return tuple(checked)


def _check(address: str, timeout: float, page: str) -> CheckedLink:
    answer = fetch(address, "HEAD", timeout, page)
    if not 200 <= answer.status < 300:
        answer = fetch(address, "GET", timeout, page)
    said, last = answer.fault or f"status {answer.status}", answer.redirects[-1] if answer.redirects else ""
    told = f"{said} after {len(answer.redirects)} redirects" if last else said
    if 200 <= answer.status < 300:
        state: LinkState = "moved" if last else "answers"
    else:
        guarded = answer.status in GUARDED or "cf-mitigated" in answer.headers
        state = "unknown" if guarded else "broken"
    return CheckedLink(address, state, told, last)


def link_findings(links: Iterable[CheckedLink], own: Iterable[str] = ()) -> Iterator[Finding]:
    """A finding for each link that does not simply answer; only a broken one is an error.

    `own` are the addresses on the server of the release itself. Where no host of several is known by its name, that is
    told once: it is this machine then, and not the links.
    """
    listed, own = [*links], frozenset(own)
    nameless = [link for link in listed if link.said.startswith(NO_NAME)]
    hosts = {urlsplit(link.address).hostname for link in nameless}
    named = {urlsplit(link.address).hostname for link in listed if link.address not in own} - hosts
    if len(hosts) > 1 and not named:
        yield error("live/offline", Place(", ".join(sorted(str(host) for host in hosts))), count=len(nameless))
        listed = [link for link in listed if link not in nameless]
    for link in listed:
        place = Place(link.address)
        if link.state == "broken":
            yield error("live/link:in-site" if link.address in own else "live/link:address", place, said=link.said)
        elif link.state == "moved":
            yield info("live/link-moved", place, leads_to=link.leads_to)
        elif link.state == "unknown":
            yield info("live/link-unknown", place, said=link.said)


PAGE_TYPE = "text/html"
PREFLIGHT = "press preflight"


def make_site(
    inputs: Inputs,
    artworks: tuple[Artwork, ...],
    verdicts: tuple[ValidationVerdict, ...],
    manifest: Manifest,
    earlier: Mapping[str, bytes],
) -> tuple[dict[str, bytes], Manifest]:
    """The files of the site of the artworks to be published, by name, and the manifest among them.

    It comes with everything but its files; `earlier` are dated copies of earlier releases, by name. Raises Rejected for
    faults of the snippet's template.
    """
    pages = [artwork for artwork in artworks if _is_page(artwork)]
    linked = {name for page in pages for name in references_of(page.content.decode())}
    folder = folder_at(manifest.address)
    if folder in {Own.SNIPPET, Own.MANIFEST, Own.CHECKSUMS, *(artwork.file for artwork in artworks)}:
        folder = ""  # there is no room for both, and the links are refused
    files: dict[str, bytes] = {}
    entries = []
    for artwork in artworks:
        content = artwork.content
        if _is_page(artwork):
            content = _linking(content, folder, artworks)
            content = marked_draft(content, inputs.manuscript.language.strings.draft) if manifest.draft else content
        second = f"{folder}/{artwork.file}" if folder and quote(artwork.file) in linked else ""
        offered = artwork.variant in inputs.manuscript.edition.downloads
        entries.append(entry := _entry(artwork, content, second, verdicts, manifest, offered))
        files |= {name: content for name in (artwork.file, entry.dated, second) if name}
    templates = Templates(inputs, Medium.SCREEN, offers(inputs.manuscript.edition.downloads, artworks))
    snippet = templates.render("snippet.html", base=manifest.address.rstrip("/"), draft=manifest.draft)
    files[Own.SNIPPET] = (harmless(snippet, "layouts/snippet.html", policy=False) + "\n").encode()
    kept = {name: content for name, content in earlier.items() if name not in files}
    before = tuple(site_file(name, kept[name]) for name in sorted(kept))
    own = (site_file(Own.SNIPPET, files[Own.SNIPPET]),)
    whole = replace(manifest, files=tuple(entries), earlier=before, others=own)
    files |= kept
    files[Own.MANIFEST] = write_manifest(whole)
    files[Own.CHECKSUMS] = checksums({name: checksum(content) for name, content in files.items()})
    return files, whole


def published(edition: Edition, artworks: Iterable[Artwork]) -> tuple[Artwork, ...]:
    """The artworks that stand in the site: all but the printer's, which does only where the edition offers it."""
    own = {name for name, variant in VARIANTS.items() if variant.paint is not PaintMethod.PLAIN}
    return tuple(each for each in artworks if each.variant in own or each.variant in edition.downloads)


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
    for name in (str(escape(quote(artwork.file))) for artwork in (artworks if folder else ())):
        for mark in ('"', "'"):
            html = html.replace(f" href={mark}{name}{mark}", f" href={mark}{escape(quote(folder))}/{name}{mark}")
    return html.encode()


def link_faults(manifest: Manifest, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """A finding for each link of a page that, at the printed address with or without a slash, leads to no file.

    Links to other places than the address of the edition are not asked here.
    """
    base, addresses = urlsplit(manifest.address), page_addresses(manifest.address)
    home = base.path.rstrip("/")
    pages = [entry.file for entry in manifest.files if entry.media_type == PAGE_TYPE]
    for page, reference in ((name, each) for name in pages for each in references_of(files[name].decode())):
        for address in addresses:
            target = urlsplit(urljoin(address, reference))
            own = target[:2] == base[:2] and f"{target.path}/".startswith(f"{home}/")
            relative = not urlsplit(reference).scheme and not urlsplit(reference).netloc
            name = unquote(target.path.removeprefix(home).strip("/"))
            if (own or relative) and not (own and (not name or name in files)):
                told = {"address": address, "reference": reference, "target": target.geturl()}
                yield error("release/link", Place(artwork=page), **told)


def _entry(
    artwork: Artwork,
    content: bytes,
    second: str,
    verdicts: Iterable[ValidationVerdict],
    manifest: Manifest,
    offered: bool,
) -> ReleasedFile:
    digest, own = checksum(content), f"{PREFLIGHT} {manifest.tools['brochurepress']}"
    judged = {name: (own, True) for name in artwork.standards if name.startswith("PDF/X")}
    judged |= {verdict.standard: (verdict.tool, verdict.passed) for verdict in verdicts if verdict.sha256 == digest}
    checks = tuple(
        StandardCheck(standard=name, tool=judged[name][0], passed=judged[name][1])
        for name in artwork.standards
        if name in judged
    )
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


def make_handouts(inputs: Inputs, artworks: Iterable[Artwork]) -> dict[str, bytes]:
    """The files of the folder by name: handouts, their instructions, the accessible file of each form, and index.html.

    Of several files of one form it is the first of VARIANTS. Raises Rejected for faults of the page's layouts.
    """
    made = {artwork.variant: artwork for artwork in artworks}
    handouts = [variant.name for variant in sheets_of(inputs.manuscript.edition)]
    tagged: dict[str, str] = {}
    for name in (row.name for row in VARIANTS.values() if row.name in made and row.paint is PaintMethod.TAGGED):
        tagged.setdefault(VARIANTS[name].form, name)
    guides = [name for form, name in tagged.items() if FORMS[form].instructs]
    reading = [name for name in tagged.values() if name not in guides]
    groups = [offers(names, made.values()) for names in (handouts, guides, reading)]
    page = standalone_page(inputs, "handouts.html", "layouts/css/handouts.css", groups=groups)
    return {made[n].file: made[n].content for n in (*handouts, *tagged.values())} | {"index.html": page.encode()}


@dataclass(frozen=True)
class Verification:
    """What a live check found: how many files were compared, what came of each link, and the findings."""

    files: int
    links: tuple[CheckedLink, ...]
    findings: tuple[Finding, ...]


def verify_folder(folder: Path, released: Manifest) -> Verification:
    """A copy of the site on disk: each file of the release is there, byte for byte."""
    findings: list[Finding] = []
    for entry in released.listed:
        content, place = plain_content(folder / entry.file), Place(str(folder / entry.file))
        findings += [error("live/missing:file", place)] if content is None else _bytes(content, entry, place)
    return Verification(len(released.listed), (), tuple(findings))


def verify_address(
    address: str, released: Manifest, timeout: float = 10.0, on_link: Callable[[CheckedLink], None] = lambda link: None
) -> Verification:
    """The site as served at an address: bytes and headers of each file of the release, and every link of the page.

    The page is asked for with and without a slash at the end of its address, and its links are those that a browser
    follows from where the answer came. `timeout` is in seconds, for each request.
    """
    pages = page_addresses(address)
    base = next((each for each in pages if each.endswith("/")), address)
    findings, wanted = list[Finding](), dict[str, None]()
    names = {entry.file for entry in released.files if entry.media_type == PAGE_TYPE}
    own = {urljoin(base, quote(entry.file)): entry for entry in released.listed if entry.file not in names}
    for entry in (entry for entry in released.listed if entry.file in names):
        for page in pages:
            answer = fetch(page, timeout=timeout)
            findings += _served(answer, entry, released.language, pages)
            if answer.status == 200:
                here = answer.redirects[-1] if answer.redirects else page
                wanted |= dict.fromkeys(links_of(answer.body.decode(errors="replace"), here))
    for place, entry in own.items():
        findings += _served(fetch(place, timeout=timeout), entry, released.language, ())
    links = check_links((each for each in wanted if each not in own), timeout, on_link, address)
    host = urlsplit(address).netloc
    findings += link_findings(links, (each.address for each in links if urlsplit(each.address).netloc == host))
    return Verification(len(released.listed), links, tuple(findings))


def _served(answer: HttpResponse, entry: SiteFile, language: str, pages: tuple[str, ...]) -> Iterator[Finding]:
    """`pages` are the addresses of the page itself, any of which may lead on to another of them."""
    place = Place(answer.address)
    if answer.fault:
        yield error("live/unreached", place, fault=answer.fault)
    elif answer.status != 200:
        yield error("live/missing:slash" if pages[1:] else "live/missing:address", place, status=answer.status)
    else:
        if answer.redirects and answer.redirects[-1] not in pages:
            yield warning("live/redirect", place, redirects=answer.redirects[-1])
        yield from _headers(answer, entry, language)


def _bytes(content: bytes, entry: SiteFile, place: Place) -> Iterator[Finding]:
    if checksum(content) != entry.sha256:
        key = "live/bytes:same-length" if len(content) == entry.bytes else "live/bytes"
        yield error(key, place, found=len(content), wanted=entry.bytes)


def _headers(answer: HttpResponse, entry: SiteFile, language: str) -> Iterator[Finding]:
    """Content-Encoding, -Type, -Length and -Language (RFC 9110, 8.4, 8.3, 8.6, 8.5), and the bytes."""
    place = Place(answer.address)
    packed = answer.headers.get("content-encoding", "").strip().lower()
    if packed in ("", "identity", "gzip", "x-gzip"):
        yield from _bytes(answer.body, entry, place)
    else:
        yield error("live/encoding", place, packed=packed)
    served = Message()
    served["content-type"] = answer.headers.get("content-type", "")
    told, kind = str(served["content-type"]), served.get_content_type() if served["content-type"] else ""
    if entry.media_type and kind != entry.media_type:
        yield error("live/type", place, told=told or phrase("part/missing"), media_type=entry.media_type)
    charset = served.get_content_charset("utf-8")
    if charset not in ("utf-8", "utf8", "unicode-1-1-utf-8") and entry.media_type == PAGE_TYPE:
        yield error("live/charset", place, charset=charset)
    length = answer.headers.get("content-length", str(answer.sent))
    if length.strip() != str(answer.sent):
        yield error("live/length", place, length=length, sent=answer.sent)
    spoken, own = answer.headers.get("content-language", language), language.lower()
    if {own, own.split("-")[0]}.isdisjoint(tag.strip().lower() for tag in spoken.split(",")):
        yield error("live/language", place, spoken=spoken, language=language)
