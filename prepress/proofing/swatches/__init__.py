"""The colours of a brochure as files for design programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prepress._doors import door

if TYPE_CHECKING:
    from prepress.proofing.swatches.sheet import swatch_sheet
    from prepress.proofing.swatches.swatch_files import (
        check_files,
        check_proofs,
        palette_of,
        proofed,
        write_swatches,
    )

__all__ = [
    "check_files",
    "check_proofs",
    "palette_of",
    "proofed",
    "swatch_sheet",
    "write_swatches",
]

__getattr__ = door(
    __name__,
    {
        "sheet": "swatch_sheet",
        "swatch_files": "check_files check_proofs palette_of proofed write_swatches",
    },
)
