"""Press conditions of the tests: a printer, a plan for its inks, and small PDFs separated with it."""

from __future__ import annotations

import dataclasses
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from brochurepress.artworks.artwork import PaintedArtwork
from brochurepress.artworks.press.separation.colour import InkPlan
from brochurepress.artworks.press.separation.separator import separate
from brochurepress.design.printers import OverprintDemands, read_printer
from brochurepress.workspace.project import Project
from brochurepress.workspace.snapshot import Snapshot

ASSETS = Path(__file__).parents[2] / "assets"
PRINTER = read_printer(Snapshot(Project(ASSETS.parent)), "standaard-nl")
PROFILE = (ASSETS / "icc" / PRINTER.condition.profile).read_bytes()
RECIPES = {"#1D1D1B": (0.0, 0.0, 0.0, 100.0), "#1B3D8A": (100.0, 84.0, 5.0, 4.0)}
PLAN = InkPlan(PROFILE, RECIPES, PRINTER.overprint, 300)
KNOCKOUT = dataclasses.replace(PLAN, overprint=OverprintDemands(black=False))


def sheet(content: str, pages: int = 1, **resources: Any) -> pikepdf.Pdf:
    """A PDF whose pages all have this content and share one resource dictionary, as the engine writes it."""
    pdf = pikepdf.new()
    kinds = {
        f"/{kind}": Dictionary({f"/{name}": value for name, value in of.items()}) for kind, of in resources.items()
    }
    shared = pdf.make_indirect(Dictionary(kinds))
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=(200, 100))
        page.obj.Resources = shared
        page.obj.Contents = pdf.make_stream(content.encode())
    return pdf


def stream(pdf: pikepdf.Pdf, data: bytes | str, **entries: Any) -> Any:
    """An indirect stream."""
    raw = data.encode() if isinstance(data, str) else data
    return pdf.make_indirect(pikepdf.Stream(pdf, raw, {f"/{key}": value for key, value in entries.items()}))


def saved(pdf: pikepdf.Pdf) -> bytes:
    written = io.BytesIO()
    pdf.save(written, deterministic_id=True)
    return written.getvalue()


def separated(pdf: pikepdf.Pdf, plan: InkPlan = PLAN) -> tuple[pikepdf.Pdf, PaintedArtwork]:
    """The PDF in ink, and the stage's own result; both are kept, since objects live as long as their PDF."""
    result = separate(saved(pdf), plan)
    return pikepdf.open(io.BytesIO(result.content)), result


def operators(content: Any) -> list[str]:
    """Instructions of a content stream as text, one string each; every stream begins with black in ink."""
    lines = [
        " ".join([*(_shown(operand) for operand in instruction.operands), str(instruction.operator)])
        for instruction in pikepdf.parse_content_stream(content)
    ]
    return lines[2:] if lines[:2] == ["0 0 0 1 k", "0 0 0 1 K"] else lines


def rewritten(content: str, plan: InkPlan = PLAN, **resources: Any) -> list[str]:
    """Instructions of a page with this content, in ink and without a finding."""
    pdf, result = separated(sheet(content, **resources), plan)
    assert not result.findings
    return operators(pdf.pages[0])


def _shown(operand: Any) -> str:
    number = isinstance(operand, int | float | Decimal)
    return f"{float(operand):.4g}" if number else str(operand)


def font() -> Dictionary:
    """A font that every PDF reader has; no test looks at its glyphs."""
    return Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)


def ramp() -> Dictionary:
    """A function from red to blue in sRGB."""
    return Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([1, 0, 0]), C1=Array([0, 0, 1]), N=1)
