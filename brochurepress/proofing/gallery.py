"""Gallery: the sections of an edition, or a sample of every type, as pictures of their pages beside their source."""

import io
import shutil
import tempfile
from pathlib import Path

from PIL import Image

from brochurepress.artworks import PaintJob
from brochurepress.compose import bundle, content_policy, data_address, environment, harmless, render
from brochurepress.findings import Finding
from brochurepress.pipeline import lay_out, paint_artworks
from brochurepress.proofing.approved_pages import reference_pictures
from brochurepress.source import FORMS, PAGES, files_to_begin, read_sources, read_strings
from brochurepress.typeset import weasyprint_door
from brochurepress.workspace import HOME, Project, Snapshot

SHOWN = ("pages", "large", "mono")
"""Forms that are shown as pictures; the web page is shown as it is."""
ACROSS, GAP_PX, BEHIND = 8, 6, (190, 190, 190)
"""Pages beside each other on a contact sheet, pixels between them, and the grey behind."""


def gallery_of(project: Project, edition: str) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """The gallery of an edition, a page with its web page and a contact sheet (PNG), and what was found meanwhile.

    Raises Rejected for sources, layouts and words that cannot be used.
    """
    inputs = read_sources(Snapshot(project), edition)
    snapshot, manuscript = inputs.snapshot, inputs.manuscript
    pictures, begins = dict[str, list[bytes]](), dict[str, dict[str, int]]()
    layouts = {name: lay_out(inputs, form=FORMS[name]) for name in SHOWN}
    for name, layout in layouts.items():
        pdf = weasyprint_door.write_pdf(layout.pages, PaintJob(layout).shown)
        pictures[name], begins[name] = list(reference_pictures(pdf).values()), layout.pages_of()
    web = paint_artworks(layouts[PAGES.name], ("web",), lambda stage: None)
    screen = [artwork.content for artwork in web.artworks if artwork.variant == "web"]
    laid = (finding for layout in layouts.values() for finding in layout.findings)
    found = tuple(dict.fromkeys((*laid, *web.findings, *snapshot.changed())))
    shown = []
    # A section, its source, and by form the picture of the page on which it begins, as an address.
    for section in manuscript.sections:
        on = {form: pictures[form][at[section.id] - 1] for form, at in begins.items() if section.id in at}
        seen = {form: data_address(picture, "image/png") for form, picture in on.items()}
        shown.append({"section": section, "source": snapshot.text(section.file), "pictures": seen})
    style = bundle(snapshot, "layouts/css/gallery.css", ()).text
    told = {"title": manuscript.edition.title, "kit": snapshot.kit, "shown": shown, "web": bool(screen)}
    told |= {"style": style, "policy": content_policy(style)}
    text = read_strings(snapshot, "gallery", manuscript.edition.language).text
    page = harmless(render(environment(snapshot), "gallery.html", text=text, **told), "layouts/gallery.html")
    files = {"index.html": page.encode(), "pages.png": _contact_sheet(pictures["pages"])}
    return files | dict.fromkeys(["web.html"][: len(screen)], b"".join(screen)), found


def samples_of(project: Project, kit: str) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """The gallery of a sample of every section type in a kit, as `gallery_of` gives it."""
    snapshot = Snapshot(project)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for part in ("layouts", "fonts", "assets"):
            if project.root.resolve() != HOME and (project.root / part).is_dir():
                shutil.copytree(project.root / part, root / part)
        files = files_to_begin(snapshot, "brochure", kit, {"kit": kit, "date": "2026-01-31"})
        begun = {content.split(b"\n", 2)[1] for content in files.values()}
        for number, file in enumerate(snapshot.listing("layouts/sections/*/sample.md"), 10):
            sample = snapshot.read(file)
            if sample.split(b"\n", 2)[1] not in begun:
                files[f"source/{kit}/{number}-{file.split('/')[-2]}.md"] = sample
        files[f"source/{kit}/picture.svg"] = snapshot.read("layouts/new/picture.svg")
        for file, content in files.items():
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            (root / file).write_bytes(content)
        return gallery_of(Project(root), kit)


def _contact_sheet(pictures: list[bytes]) -> bytes:
    """Pictures of pages on one sheet, as PNG."""
    pages = [Image.open(io.BytesIO(picture)).convert("RGB") for picture in pictures]
    width, height = (max(sizes) // 2 + GAP_PX for sizes in zip(*(page.size for page in pages), strict=True))
    sheet = Image.new("RGB", (min(len(pages), ACROSS) * width, -(-len(pages) // ACROSS) * height), BEHIND)
    for number, page in enumerate(pages):
        place = number % ACROSS * width + GAP_PX // 2, number // ACROSS * height + GAP_PX // 2
        sheet.paste(page.resize((page.width // 2, page.height // 2), Image.Resampling.LANCZOS), place)
    written = io.BytesIO()
    sheet.quantize(96, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    return written.getvalue()
