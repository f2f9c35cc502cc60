"""Signatures of every question of an edition as it is now."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from brochurepress.pipeline.stages import lay_out, paint_artworks
from brochurepress.release.conformance import Evidence, collect_evidence
from brochurepress.release.manifest import write_record
from brochurepress.release.wcag import SignOff, write_signatures
from brochurepress.source.inputs import read_sources
from brochurepress.workspace.project import Project
from brochurepress.workspace.snapshot import Snapshot
from tests.prove import verdicts

DAY = dt.date(2026, 2, 28)


def signed_for(evidence: Evidence) -> dict[str, SignOff]:
    """A signature of each question of the evidence."""
    return {
        entry.criterion.number: SignOff(
            criterion=entry.criterion.number, name="Ada Lovelace", date=DAY, judged=dict(entry.judged)
        )
        for entry in evidence.entries
        if entry.asks
    }


def prove_and_sign(root: Path, edition: str) -> None:
    """What a release asks for besides a build: veraPDF's verdict on its files, and every question signed."""
    project = Project(root)
    sources = read_sources(Snapshot(project), edition)
    layout = lay_out(sources)
    build = paint_artworks(layout, (), lambda stage: None)
    recorded = verdicts(build.artworks)
    write_record(root / "output" / edition, recorded)
    evidence = collect_evidence(layout, build.artworks, build.findings, {}, recorded)
    write_signatures(project, edition, signed_for(evidence))
