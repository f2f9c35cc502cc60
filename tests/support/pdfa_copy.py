"""The shadow of a press file: its pages claiming PDF/A-2b, so that veraPDF judges what PDF/X shares."""

from __future__ import annotations

import io

import pikepdf

from brochurepress.design.printers import Condition
from brochurepress.pdf.output_intent import OutputIntent, press_intent, write_intents
from brochurepress.pdf.xmp import Metadata, write_metadata


def shadow(pdf: bytes, condition: Condition, profile: bytes, metadata: Metadata) -> bytes:
    """A PDF/A-2b copy with both output intents on one profile, for validation only, never shipped."""
    opened = pikepdf.open(io.BytesIO(pdf))
    archive = OutputIntent("/GTS_PDFA1", condition.identifier, condition.info, condition.registry, profile)
    write_intents(opened, press_intent(condition, profile), archive)
    write_metadata(opened, metadata, ("PDF/A-2b",))
    written = io.BytesIO()
    opened.save(written, deterministic_id=True)
    return written.getvalue()
