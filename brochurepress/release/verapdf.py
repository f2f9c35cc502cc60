"""veraPDF's verdict on artworks, recorded with the checksum of the bytes that it judged."""

import json
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from brochurepress.artworks import Artwork
from brochurepress.findings import Place, reject
from brochurepress.pipeline import Written, write_files
from brochurepress.release.manifest import checksum
from brochurepress.workspace import LimitExceeded, LimitName, Own, read_file

RECORD = Own.VERDICTS
COMMAND = "verapdf"

FLAVOURS: Mapping[str, str] = {
    "PDF/UA-1": "ua1",
    "PDF/A-2a": "2a",
    "PDF/A-2b": "2b",
    "PDF/A-4": "4",
    "PDF/UA-2": "ua2",
    "WTPDF accessibility 1.0": "wt1a",
    "WTPDF reuse 1.0": "wt1r",
}
"""veraPDF's name of each standard that it judges; PDF/X-4 is judged by the rules of press preflight."""


@dataclass(frozen=True)
class ValidationVerdict:
    """The verdict of one tool on one standard of one file, known by the SHA-256 of its bytes."""

    sha256: str
    standard: str
    tool: str
    passed: bool
    failures: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Record:
    verdicts: tuple[ValidationVerdict, ...]


_RECORD = TypeAdapter(_Record)


def judged(artwork: Artwork) -> tuple[str, ...]:
    """The standards of an artwork that veraPDF judges."""
    return tuple(standard for standard in artwork.standards if standard in FLAVOURS)


def validate(artworks: Iterable[Artwork], command: str = COMMAND) -> tuple[ValidationVerdict, ...]:
    """The verdict of the veraPDF command on each standard that the artworks claim and it judges.

    Raises Rejected when the command is not there or gives no verdict.
    """
    return tuple(_verdict(artwork, standard, command) for artwork in artworks for standard in judged(artwork))


def _verdict(artwork: Artwork, standard: str, command: str) -> ValidationVerdict:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "artwork.pdf"
        file.write_bytes(artwork.content)
        arguments = [command, "--format", "json", "--flavour", FLAVOURS[standard], str(file)]
        try:
            said = subprocess.run(arguments, capture_output=True, text=True, check=False).stdout  # noqa: S603
        except OSError as fault:
            raise reject("prove/verapdf:unstartable", Place(command), strerror=fault) from fault
    try:
        report = json.loads(said)["report"]
        version = next(part["version"] for part in report["buildInformation"]["releaseDetails"])
        results = report["jobs"][0]["validationResult"]
        result = results[0] if isinstance(results, list) else results
        failures = tuple(_failure(rule) for rule in result["details"]["ruleSummaries"])
        return ValidationVerdict(
            checksum(artwork.content), standard, f"veraPDF {version}", bool(result["compliant"]), failures
        )
    except (ValueError, LookupError, StopIteration, TypeError) as fault:
        raise reject("prove/verapdf:no-verdict", Place(artwork.file), standard=standard) from fault


def _failure(rule: Mapping[str, Any]) -> str:
    return f"{rule['clause']}-{rule['testNumber']}: {' '.join(str(rule['description']).split())}"


def write_record(folder: Path, verdicts: Iterable[ValidationVerdict]) -> Written:
    """Writes the verdicts into a file of the folder. Raises Rejected when it cannot be written."""
    text = json.dumps({"verdicts": [asdict(verdict) for verdict in verdicts]}, indent=2, ensure_ascii=False)
    return Written(folder, write_files(folder, "prove", {RECORD: f"{text}\n".encode()}))


def read_record(folder: Path) -> tuple[ValidationVerdict, ...]:
    """The verdicts recorded in a folder; none where nothing was recorded.

    Raises Rejected when the record cannot be read.
    """
    path = folder / RECORD
    try:
        return _RECORD.validate_json(read_file(path, LimitName.TEXT), strict=True).verdicts
    except FileNotFoundError:
        return ()
    except (OSError, LimitExceeded, ValidationError) as fault:
        raise reject("prove/record", Place(str(path))) from fault
