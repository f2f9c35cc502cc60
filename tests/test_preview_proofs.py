"""The proof-reader: findings of the whole build, from a process that is replaced when it dies."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from prepress.preview.proofs import ProofReader, proof_read
from prepress.project import Project
from tests.previewing import until
from tests.sample import POINTS, Sample, sample


@pytest.fixture
def good(tmp_path: Path) -> Sample:
    return sample(tmp_path)


def test_proofs_are_read_in_a_process_that_is_replaced_when_it_dies(good: Sample) -> None:
    reader = ProofReader(good.root, "sample", None)
    try:
        first = reader.read().result(timeout=60)
        assert first == proof_read(good.root, "sample", None)
        for process in list(reader._pool._processes):
            os.kill(process, signal.SIGKILL)
        until(lambda: reader._pool._broken, bool)
        assert reader.read().result(timeout=60) == first
    finally:
        reader.close()


def test_proofs_of_a_broken_edition_are_its_findings(good: Sample) -> None:
    good.change(POINTS, "type: points", "type: pints")
    assert [finding.rule for finding in proof_read(good.root, "sample", None)] == ["manuscript/section-type"]
    assert Project(good.root).editions() == ("sample",)
