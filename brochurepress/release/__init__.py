"""Releases: the folder for the web team with its evidence, and the check of what is online."""

from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.release.conformance import (
        CriterionEntry,
        Evidence,
        collect_evidence,
        evidence_page,
        failed,
        for_machines,
        read_aloud,
        unsigned,
    )
    from brochurepress.release.manifest import read_manifest, read_record, read_released, validate, write_record
    from brochurepress.release.release import ReleaseChecks, is_written, make_release, write_release
    from brochurepress.release.site import make_handouts, verify_address, verify_folder
    from brochurepress.release.wcag import SignOff, read_signatures, write_signatures

door(__name__)
