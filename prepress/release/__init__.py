"""Releases: the folder for the web team with its evidence, and the check of what is online."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prepress._doors import door

if TYPE_CHECKING:
    from prepress.release.conformance import CriterionEntry, Evidence, collect_evidence, failed, unsigned
    from prepress.release.conformance_page import evidence_page
    from prepress.release.earlier_releases import SITE
    from prepress.release.live_check import verify_address, verify_folder
    from prepress.release.manifest import MANIFEST, read_manifest, read_released
    from prepress.release.release import (
        EvidenceRecord,
        ReleaseChecks,
        is_written,
        make_release,
        write_release,
    )
    from prepress.release.sign_offs import SignOff, read_signatures, write_signatures
    from prepress.release.verapdf import RECORD, read_record, validate, write_record

__all__ = [
    "MANIFEST",
    "RECORD",
    "SITE",
    "CriterionEntry",
    "Evidence",
    "EvidenceRecord",
    "ReleaseChecks",
    "SignOff",
    "collect_evidence",
    "evidence_page",
    "failed",
    "is_written",
    "make_release",
    "read_manifest",
    "read_record",
    "read_released",
    "read_signatures",
    "unsigned",
    "validate",
    "verify_address",
    "verify_folder",
    "write_record",
    "write_release",
    "write_signatures",
]

__getattr__ = door(
    __name__,
    {
        "conformance": "CriterionEntry Evidence collect_evidence failed unsigned",
        "conformance_page": "evidence_page",
        "earlier_releases": "SITE",
        "live_check": "verify_address verify_folder",
        "manifest": "MANIFEST read_manifest read_released",
        "release": "EvidenceRecord ReleaseChecks is_written make_release write_release",
        "sign_offs": "SignOff read_signatures write_signatures",
        "verapdf": "RECORD read_record validate write_record",
    },
)
