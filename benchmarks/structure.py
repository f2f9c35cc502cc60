"""How long structure and accessibility rules take for a four-page brochure: processor seconds, the best of three."""

from __future__ import annotations

import functools
import io
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import pikepdf

from brochurepress.artworks.accessible.accessible_pdf import ACCESSIBLE, build_digital
from brochurepress.pdf.inspect.inspection import inspect
from brochurepress.preflight.accessibility.context import source_of
from brochurepress.preflight.artwork_check import check_accessibility
from tests.support.tagged_pdf import METADATA, RICH, SMALL, intent, painted

LIMIT_S = 1.0
"""Both files of an edition, built and checked."""

_SECOND = (("h1>", "h2>"), ("slot", "eind"), ("naar het", "tot het"))
_HALF = functools.reduce(lambda text, change: text.replace(*change), _SECOND, SMALL)
BROCHURE = f"{RICH}<div style='break-before: page'></div>{_HALF}"


def measured() -> float:
    """Processor seconds for building both accessible files of a painted brochure and asking every rule of the first."""
    paint = painted(BROCHURE)
    source = source_of(paint, METADATA)
    start = time.process_time()
    files = [build_digital(paint, kind, METADATA, intent()) for kind in ACCESSIBLE.values()]
    findings = check_accessibility(inspect(files[0]), source)
    spent = time.process_time() - start
    if findings:
        raise SystemExit("\n".join(str(finding) for finding in findings))
    return spent


def main() -> None:
    """Prints the best of three runs; exit code 1 when it is over the limit."""
    with pikepdf.open(io.BytesIO(painted(BROCHURE).pdf)) as pdf:
        pages = len(pdf.pages)
    best = min(measured() for _ in range(3))
    print(f"structure and accessibility rules: {best:.2f} s CPU for {pages} pages (limit {LIMIT_S} s)")
    raise SystemExit(best > LIMIT_S)


if __name__ == "__main__":
    main()
