"""CPU seconds of inspection and preflight: of a press file given, or of a sample of 4 and of 64 pages.

Run: python -m benchmarks.preflight [FILE.pdf] from the root of the project.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from brochurepress.pdf.inspect.inspection import inspect
from brochurepress.preflight.press.check import preflight
from tests.support.press_sample import press_sample, printer


def measured(data: bytes, runs: int = 3) -> float:
    """CPU seconds of the fastest run."""
    asked = printer()
    seconds = []
    for _ in range(runs):
        start = time.process_time()
        preflight(inspect(data), asked)
        seconds.append(time.process_time() - start)
    return min(seconds)


def main() -> None:
    """Prints one line for each file measured."""
    files = {Path(name).name: Path(name).read_bytes() for name in sys.argv[1:]}
    files = files or {f"sample of {pages} pages": press_sample(pages).data for pages in (4, 64)}
    for name, data in files.items():
        pages = len(inspect(data).sheets)
        seconds = measured(data)
        print(f"{name}: {seconds:.3f} s CPU, {1000 * seconds / pages:.1f} ms a page")


if __name__ == "__main__":
    main()
