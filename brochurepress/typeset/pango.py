"""Pango, the library of the system that sets the text: the fault where it is missing."""

from __future__ import annotations

import platform

from brochurepress.findings import Place, Rejected, reject


def engine_missing(fault: OSError) -> Rejected:
    """The fault of a system on which the engine's libraries cannot be loaded."""
    case = "macos" if platform.system() == "Darwin" else "debian"
    return reject(f"engine/missing:{case}", Place("this machine"), fault=fault)
