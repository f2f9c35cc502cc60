"""The verdict of veraPDF: run as a command, recorded with the checksum of the bytes, read back."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from brochurepress.artworks.artwork import Artwork
from brochurepress.findings import Rejected
from brochurepress.release.manifest import (
    FLAVOURS,
    ValidationVerdict,
    checksum,
    judged,
    read_record,
    validate,
    write_record,
)
from brochurepress.source.variants import VARIANTS
from tests.support import verapdf

ARTWORK = Artwork("digital", "brochure.pdf", b"%PDF-1.7", 1, ("PDF/UA-1", "PDF/A-2a"))


def report(compliant: bool, as_list: bool = True) -> dict[str, Any]:
    rules = [] if compliant else [{"clause": "7.1", "testNumber": 3, "description": "Content\n  is tagged"}]
    result = {"compliant": compliant, "details": {"ruleSummaries": rules}}
    release = {"id": "core", "version": "1.30.2"}
    return {
        "report": {
            "buildInformation": {"releaseDetails": [release]},
            "jobs": [{"validationResult": [result] if as_list else result}],
        }
    }


def command(folder: Path, said: str) -> str:
    """A command that says `said` to whatever it is asked, and notes what that was."""
    script = folder / "verapdf"
    script.write_text(
        f"#!{sys.executable}\nimport sys\n"
        f"open({str(folder / 'asked')!r}, 'a').write(' '.join(sys.argv[1:-1]) + '\\n')\n"
        f"assert open(sys.argv[-1], 'rb').read() == {ARTWORK.content!r}\nprint({said!r})\n"
    )
    script.chmod(0o755)
    return str(script)


def test_every_standard_is_asked_for_by_its_own_name(tmp_path: Path) -> None:
    verdicts = validate([ARTWORK], command(tmp_path, json.dumps(report(True))))
    digest = checksum(ARTWORK.content)
    assert verdicts == tuple(ValidationVerdict(digest, name, "veraPDF 1.30.2", True) for name in ARTWORK.standards)
    assert (tmp_path / "asked").read_text() == "--format json --flavour ua1\n--format json --flavour 2a\n"


@pytest.mark.parametrize("as_list", [True, False])
def test_a_failure_is_told_with_its_clause(tmp_path: Path, as_list: bool) -> None:
    verdict = validate([ARTWORK], command(tmp_path, json.dumps(report(False, as_list))))[0]
    assert (verdict.passed, verdict.failures) == (False, ("7.1-3: Content is tagged",))


@pytest.mark.parametrize("said", ["", "no JSON", "{}", '{"report": {"jobs": []}}'])
def test_a_command_without_a_verdict_is_no_proof(tmp_path: Path, said: str) -> None:
    with pytest.raises(Rejected, match=r"veraPDF gave no verdict on PDF/UA-1"):
        validate([ARTWORK], command(tmp_path, said))


def test_a_missing_command_is_a_fault_with_its_cure(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="install veraPDF"):
        validate([ARTWORK], str(tmp_path / "nothing"))


def test_the_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    verdicts = (ValidationVerdict("0" * 64, "PDF/UA-1", "veraPDF 1.30.2", False, ("7.1-3: x",)),)
    write_record(tmp_path / "brochure", verdicts)
    assert read_record(tmp_path / "brochure") == verdicts
    assert read_record(tmp_path) == ()


@pytest.mark.parametrize("text", ["", "[]", '{"verdicts": [{"sha256": "0"}]}'])
def test_a_broken_record_is_no_proof(tmp_path: Path, text: str) -> None:
    (tmp_path / "verapdf.json").write_text(text)
    with pytest.raises(Rejected, match="cannot be read"):
        read_record(tmp_path)


def test_every_standard_of_an_accessible_file_is_judged() -> None:
    from brochurepress.artworks.accessible.accessible_pdf import ACCESSIBLE

    assert set(ACCESSIBLE) <= set(VARIANTS)
    for name, kind in ACCESSIBLE.items():
        artwork = Artwork(name, "x.pdf", b"", 1, kind.standards)
        assert judged(artwork) == kind.standards


def test_the_engine_of_the_tests_knows_the_same_flavours() -> None:
    assert set(FLAVOURS.values()) <= set(verapdf.FLAVOURS)
