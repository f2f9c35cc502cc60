"""python -m tests.fuzz: asks every reader with cases nobody wrote, for some minutes or a number of cases."""

from __future__ import annotations

import argparse
import os
import sys
import time

from tests.fuzz.campaign import Tally, run
from tests.fuzz.targets import TARGETS


def main() -> int:
    """Runs a campaign; returns 1 when something broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60, help="stop after so many minutes (60)")
    parser.add_argument("--cases", type=int, default=200_000, help="stop after so many cases (200000)")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="at once (one for each core)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="first seed (the time)")
    parser.add_argument("--target", action="append", choices=sorted(TARGETS), default=[], help="only these")
    asked = parser.parse_args()
    print(f"seed {asked.seed}")
    tally, told, crashes = Tally(), 0.0, 0
    for tally in run(asked.minutes, asked.cases, asked.processes, asked.seed, tuple(asked.target)):
        if time.monotonic() - told > 60 or len(tally.crashes) > crashes:
            told, crashes = time.monotonic(), len(tally.crashes)
            print(*tally.told(), sep="\n", flush=True)
    print(*tally.told(), sep="\n", flush=True)
    return 1 if tally.crashes else 0


if __name__ == "__main__":
    sys.exit(main())
