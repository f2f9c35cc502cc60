"""Releases: the folder for the web team with its evidence, and the check of what is online."""

from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.release.conformance import CriterionEntry, Evidence, collect_evidence, failed, unsigned
    from brochurepress.release.conformance_page import evidence_page, for_machines, read_aloud
    from brochurepress.release.live_check import verify_address, verify_folder
    from brochurepress.release.manifest import MANIFEST, SITE, read_manifest, read_released
    from brochurepress.release.release import EvidenceRecord, ReleaseChecks, is_written, make_release, write_release
    from brochurepress.release.site import make_handouts
    from brochurepress.release.verapdf import RECORD, read_record, validate, write_record
    from brochurepress.release.wcag import SignOff, read_signatures, write_signatures

door(__name__)
