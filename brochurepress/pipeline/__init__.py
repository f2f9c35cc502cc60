"""The stages of a build in their order, and what it leaves on disk."""

from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.pipeline.incremental import BuildOrder, bring_up_to_date
    from brochurepress.pipeline.output import (
        Written,
        prepare,
        prepare_file,
        strangers,
        write_file,
        write_files,
        write_output,
    )
    from brochurepress.pipeline.stages import Build, OnStage, build_edition, job_of, lay_out, paint_artworks

door(__name__)
