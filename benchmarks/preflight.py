"""Time and peak memory of the press check: of press files given, or of samples made here.

Run: python -m benchmarks.preflight [FILE.pdf] from the root of the project.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pikepdf import Dictionary, Name

from benchmarks.build import timed
from benchmarks.editions import EDITION
from benchmarks.run import named_edition
from brochurepress.preflight.artwork_check import check_file
from brochurepress.source.variants import RuleGroup
from brochurepress.workspace.project import HOME
from tests.pdf.test_inspection import MANY, of_many
from tests.support.press_sample import PAGE, press_sample, printer


def samples(quick: bool = False) -> Iterator[tuple[str, bytes]]:
    """Files of many pages, of pages filled with a picture, and of 20,000 objects of each kind on one page."""
    for pages in (64,) if quick else (64, 500):
        yield f"{pages} pages", press_sample(pages).data
    if not quick:
        yield "96 pages, each filled by a photo", photo_book(96)
        yield "a run of 260 copies in one file", run_of(260)
    for kind in MANY:
        yield f"20,000 {kind} on a page", of_many(kind, 20_000).data


def run_of(copies: int) -> bytes:
    """Copies of the brochure for the printer, with a name on the cover that differs, in one file."""
    with tempfile.TemporaryDirectory() as folder:
        root, table = named_edition(Path(folder) / "root", EDITION), Path(folder) / "guests.csv"
        table.write_text("\n".join(["name", *(f"Guest {number}" for number in range(copies))]), encoding="utf-8")
        output = Path(folder) / "output"
        command = [
            sys.executable,
            str(HOME / "publish.py"),
            "run",
            str(table),
            "--root",
            str(root),
            "--edition",
            EDITION,
        ]
        timed([*command, "--variant", "press", "--one-file", "--output", str(output)], HOME)
        return next(output.glob("*/*.pdf")).read_bytes()


def photo_book(pages: int) -> bytes:
    """Pages that each show a CMYK picture of their own, of 1,240 x 1,748 px, over their whole area."""
    made = press_sample(pages)
    for number, page in enumerate(made.pdf.pages):
        picture = made.pdf.make_stream(bytes([number, 40, 60, 10]) * (1240 * 1748))
        picture.Type, picture.Subtype, picture.BitsPerComponent = Name.XObject, Name.Image, 8
        picture.Width, picture.Height, picture.ColorSpace = 1240, 1748, Name.DeviceCMYK
        page.obj.Resources = Dictionary(XObject=Dictionary(Photo=picture))
        left, bottom, right, top = PAGE.bleed
        placed = f"q {right - left} 0 0 {top - bottom} {left} {bottom} cm /Photo Do Q"
        page.obj.Contents = made.pdf.make_stream(placed.encode())
    buffer = io.BytesIO()
    made.pdf.save(buffer, force_version="1.6", compress_streams=True, deterministic_id=True)
    return buffer.getvalue()


def main() -> None:
    """Prints what was found in a file, or checks each of the samples in a process of its own."""
    if sys.argv[1:2] == ["--once"]:
        import brochurepress.cli  # noqa: F401 - which looks for circles of objects as seldom as a command does

        found, _ = check_file(Path(sys.argv[2]).read_bytes(), "x.pdf", RuleGroup.PRESS, printer())
        print("\n".join(sorted({finding.rule for finding in found})))
        raise SystemExit(any(finding.rule.startswith("check/") for finding in found))
    with tempfile.TemporaryDirectory() as folder:
        for name, data in [(name, Path(name).read_bytes()) for name in sys.argv[1:]] or samples():
            file = Path(folder) / "sample.pdf"
            file.write_bytes(data)
            run = timed([sys.executable, "-m", "benchmarks.preflight", "--once", str(file)], HOME)
            print(f"{name}: {run.cpu:.2f} s CPU, {run.wall:.2f} s, {run.peak:.0f} MiB", flush=True)


if __name__ == "__main__":
    main()
