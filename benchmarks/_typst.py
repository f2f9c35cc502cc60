"""A document for Typst with the words, fonts and pictures of an edition, page by page; run by benchmarks.run."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from fontTools.ttLib import TTFont

from brochurepress.design.drawing.faces import look_of
from brochurepress.pipeline.stages import lay_out
from brochurepress.source.inputs import read_sources
from brochurepress.typeset.box_geometry import TextRun, pictures, text_runs
from brochurepress.workspace.project import Project
from brochurepress.workspace.snapshot import Snapshot


def write_typst(project: Project, edition: str, folder: Path, fields: dict[str, str], mark: str) -> None:
    """Writes copy.typ, its fonts and its pictures into a folder; `mark` becomes what is given as input `name`."""
    (folder / "fonts").mkdir(parents=True)
    layout = lay_out(read_sources(Snapshot(project), edition, None, fields))
    composition, geometry = layout.composition, layout.composition.geometry
    look = look_of(composition.inputs.snapshot, composition.tokens, composition.stylesheet.text)
    for reference in project.listing("fonts/*.woff2"):
        font = TTFont(project.find(reference))
        font.flavor = None
        font.save(folder / "fonts" / f"{Path(reference).stem}.ttf")
    size = f"width: {geometry.width_mm}mm, height: {geometry.height_mm}mm, margin: 0mm"
    lines = [f"#set page({size})", f"#let said(text) = text.replace({json.dumps(mark)}, sys.inputs.name)"]
    placed = list(pictures(layout.pages))
    sources = {block.element.get("src"): number for number, block in enumerate(placed) if block.element.get("src")}
    for source, number in sources.items():
        content = composition.resources.get(source)
        path = None if content is not None else project.find(source.lstrip("/"))
        suffix = Path(source).suffix
        if suffix == ".svg":
            text = (content if content is not None else path.read_bytes()).decode()  # type: ignore[union-attr]
            (folder / f"{number}.svg").write_text(look.drawing(text).svg, encoding="utf-8")
        elif path:
            shutil.copy(path, folder / f"{number}{suffix}")
    for page in range(1, layout.page_count + 1):
        lines += ["#pagebreak()"] if page > 1 else []
        for block in placed:
            if block.page == page and block.element.get("src") in sources:
                name = f"{sources[block.element.get('src')]}{Path(block.element.get('src')).suffix}"
                area = block.area
                at = f"dx: {area.left}mm, dy: {area.top}mm"
                lines.append(f'#place({at}, image("{name}", width: {area.right - area.left}mm))')
        for run in text_runs(layout.pages):
            if run.page == page and run.text.strip():
                lines.append(_words(run))
    (folder / "copy.typ").write_text("\n".join(lines), encoding="utf-8")


def _words(run: TextRun) -> str:
    """The text of a run in its place, in its font, size and colour."""
    families = "".join(f"{json.dumps(family, ensure_ascii=False)}, " for family in run.families)
    look = f'font: ({families}), size: {run.size_pt}pt, weight: {run.weight}, fill: rgb("{run.colour}")'
    words = json.dumps(run.text, ensure_ascii=False)
    at = f"dx: {run.area.left}mm, dy: {run.area.top}mm"
    return f'#place({at}, text({look}, top-edge: "cap-height", said({words})))'
