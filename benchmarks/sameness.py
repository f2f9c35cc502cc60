"""CPU seconds in which the designed artworks of an edition are held against its manuscript, as every build does.

Run: python -m benchmarks.sameness from the root of the project.
"""

from __future__ import annotations

import time

from tests.preflight.test_fidelity import built
from tests.support.edited_editions import EDITIONS


def main() -> None:
    """Prints one line for each edition: the fastest of five."""
    for name in EDITIONS:
        edition = built(name)
        times = []
        for _ in range(5):
            begun = time.process_time()
            edition.check(*edition.artworks)
            times.append(time.process_time() - begun)
        print(f"{name}: {1000 * min(times):.0f} ms CPU for {len(edition.artworks)} artworks")


if __name__ == "__main__":
    main()
