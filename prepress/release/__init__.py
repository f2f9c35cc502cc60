"""Releases: the folder for the web team with its evidence, and the check of what is online."""

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

door(__name__)
