"""The stages of a build in their order, and what it leaves on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prepress._doors import door

if TYPE_CHECKING:
    from prepress.pipeline.output import (
        Written,
        prepare,
        prepare_file,
        strangers,
        write_file,
        write_files,
        write_output,
    )
    from prepress.pipeline.stages import (
        TOKENS,
        Build,
        OnStage,
        Sources,
        build_edition,
        lay_out,
        paint_artworks,
        read_sources,
        steadied,
        token_place,
    )

__all__ = [
    "TOKENS",
    "Build",
    "OnStage",
    "Sources",
    "Written",
    "build_edition",
    "lay_out",
    "paint_artworks",
    "prepare",
    "prepare_file",
    "read_sources",
    "steadied",
    "strangers",
    "token_place",
    "write_file",
    "write_files",
    "write_output",
]

__getattr__ = door(
    __name__,
    {
        "output": "Written prepare prepare_file strangers write_file write_files write_output",
        "stages": (
            "Build OnStage Sources TOKENS build_edition lay_out paint_artworks read_sources "
            "steadied token_place"
        ),
    },
)
