"""The colours of a brochure as files for design programs."""

from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.proofing.swatches.swatch_files import (
        check_proofs,
        palette_of,
        proofed,
        swatch_sheet,
        write_swatches,
    )

door(__name__)
