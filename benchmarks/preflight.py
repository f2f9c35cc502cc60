"""CPU seconds and peak memory of inspection and preflight: of press files given, or of samples made here.

Run: python -m benchmarks.preflight [FILE.pdf] from the root of the project.
"""

from __future__ import annotations

import io
import resource
import sys
import time
from pathlib import Path

from pikepdf import Dictionary, Name

from brochurepress.pdf.inspect.inspection import inspect
from brochurepress.preflight.press.check import preflight
from tests.pdf.test_inspection import MANY, of_many
from tests.support.press_sample import PAGE, press_sample, printer


def measured(data: bytes, runs: int = 3) -> float:
    """CPU seconds of the fastest run."""
    asked = printer()
    seconds = []
    for _ in range(runs):
        start = time.process_time()
        preflight(inspect(data), asked)
        seconds.append(time.process_time() - start)
    return min(seconds)


def samples() -> dict[str, bytes]:
    """Files of 4, 64 and 500 pages, of pages filled with a picture, and of 20,000 objects of each kind on one page."""
    files = {f"sample of {pages} pages": press_sample(pages).data for pages in (4, 64, 500)}
    files["96 pages, each filled by a picture"] = photo_book(96)
    return files | {f"20,000 {kind}": of_many(kind, 20_000).data for kind in MANY}


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
    """Prints one line for each file measured; the peak of memory is that of the process so far."""
    files = {Path(name).name: Path(name).read_bytes() for name in sys.argv[1:]} or samples()
    for name, data in files.items():
        pages = len(inspect(data).sheets)
        seconds = measured(data, 1 if pages > 64 or "20,000" in name else 3)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{name}: {seconds:.2f} s CPU, {1000 * seconds / pages:.1f} ms a page, {peak} MiB", flush=True)


if __name__ == "__main__":
    main()
