"""veraPDF, the validator of PDF/A, PDF/UA and WTPDF, kept warm: one Java machine per test process."""

from __future__ import annotations

import functools
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import jpype

JARS = Path(__file__).parents[2] / ".cache" / "verapdf"

FLAVOURS = {
    "2b": "PDF/A-2b",
    "2a": "PDF/A-2a",
    "4": "PDF/A-4",
    "ua1": "PDF/UA-1",
    "ua2": "PDF/UA-2",
    "wt1a": "WTPDF 1.0 for accessibility",
    "wt1r": "WTPDF 1.0 for reuse",
}
"""veraPDF's name of each specification the artworks answer to, and the name people know it by."""

_MANY_FAILURES = 100_000


class Failure(NamedTuple):
    """One broken rule of a specification: clause and test number, the demand, where it is broken first."""

    clause: str
    test: int
    description: str
    detail: str
    place: str
    times: int

    def __str__(self) -> str:
        rule = f"{self.clause}-{self.test} ({self.times} times): {self.description}"
        return f"{rule}\n    {self.detail}\n    {self.place}"


def validate(pdf: bytes | Path, *flavours: str) -> dict[str, tuple[Failure, ...]]:
    """The broken rules of each flavour of FLAVOURS asked for, none where the file conforms.

    Raises ValueError for a flavour that is not in the table, RuntimeError where Java or veraPDF is missing.
    """
    if unknown := set(flavours) - set(FLAVOURS):
        raise ValueError(f"no flavour {', '.join(sorted(unknown))}; known here: {', '.join(FLAVOURS)}")
    if isinstance(pdf, Path):
        return {flavour: _failures(pdf, flavour) for flavour in flavours}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "artwork.pdf"
        file.write_bytes(pdf)
        return validate(file, *flavours)


def assert_conforms(pdf: bytes | Path, *flavours: str) -> None:
    """Fails with every broken rule of every flavour asked for."""
    broken = {flavour: failures for flavour, failures in validate(pdf, *flavours).items() if failures}
    report = [f"{FLAVOURS[flavour]}: {failure}" for flavour, failures in broken.items() for failure in failures]
    assert not broken, "\n" + "\n".join(report)


def _failures(pdf: Path, flavour: str) -> tuple[Failure, ...]:
    engine = _engine()
    specification = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour").byFlavourId(flavour)
    with engine.createParser(jpype.JClass("java.io.File")(str(pdf)), specification) as parser:
        validator = engine.createValidator(specification, _MANY_FAILURES, False, True, False)
        result = validator.validate(parser)
    failed = [check for check in result.getTestAssertions() if str(check.getStatus()) == "failed"]
    assert result.isCompliant() == (not failed), f"veraPDF contradicts itself on {flavour}"
    rules = [(str(check.getRuleId().getClause()), int(check.getRuleId().getTestNumber())) for check in failed]
    first = dict(zip(reversed(rules), reversed(failed), strict=True))
    return tuple(_failure(rule, first[rule], times) for rule, times in sorted(Counter(rules).items()))


def _failure(rule: tuple[str, int], check: Any, times: int) -> Failure:
    description = " ".join(str(check.getMessage()).split())
    detail = " ".join(str(check.getErrorMessage()).split())
    return Failure(*rule, description, detail, str(check.getLocation().getContext()), times)


@functools.cache
def _engine() -> Any:
    jars = sorted(JARS.glob("*.jar"))
    if not jars:
        raise RuntimeError(f"veraPDF is not in {JARS}: run `make setup-test`, which fetches it")
    if not jpype.isJVMStarted():
        _start_java(jars)
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()


def _start_java(jars: list[Path]) -> None:
    try:
        jpype.startJVM("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djava.awt.headless=true", classpath=jars)
    except jpype.JVMNotFoundException as missing:
        raise RuntimeError("Java is not installed: run `make setup-test`, which installs it") from missing
