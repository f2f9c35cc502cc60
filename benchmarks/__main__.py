"""All benchmarks, one after the other: python -m benchmarks [NAME...]."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def main() -> None:
    """Runs the benchmarks named on the command line, or all of them."""
    known = sorted(path.stem for path in FOLDER.glob("[a-z]*.py"))
    names = sys.argv[1:] or known
    for name in names:
        if name not in known:
            raise SystemExit(f"there is no benchmark '{name}' (known: {', '.join(known)})")
    for name in names:
        print(f"== {name}", flush=True)
        sys.argv = [name]
        runpy.run_module(f"benchmarks.{name}", run_name="__main__")


if __name__ == "__main__":
    main()
