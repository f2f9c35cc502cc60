"""What each judge says of a file: the rules that speak, and how often."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.judges.rows import Group, JudgedFile
from brochurepress.artworks.accessible.accessible_pdf import ACCESSIBLE
from brochurepress.findings import Finding, Rejected
from brochurepress.pdf.inspect.inspection import inspect
from brochurepress.preflight.accessibility.context import HtmlSource, source_of
from brochurepress.preflight.artwork_check import check_accessibility, check_file
from brochurepress.preflight.painted import check_painted
from brochurepress.source.variants import RuleGroup
from tests.preflight import test_further_lies
from tests.preflight.test_lies import made
from tests.support import verapdf
from tests.support.press_sample import printer
from tests.support.tagged_pdf import METADATA, RICH, painted

Remarks = Counter[str]
"""Names of the rules that speak of a file, each with the number of times."""

FLAVOURS = {Group.PRESS: ("2b",), Group.TAGS: ("ua1", "2a"), Group.PDF_2: ("ua2", "wt1a", "4")}
"""What veraPDF is asked; it does not know PDF/X, and is asked of a press file what PDF/A-2b shares with it."""

SOURCES: Mapping[str, Callable[[], HtmlSource]] = {
    "rich": lambda: source_of(painted(RICH), METADATA),
    "lies": lambda: source_of(made(), METADATA),
    "further": test_further_lies.source,
    "lies-2": lambda: source_of(made(), METADATA, ACCESSIBLE["digital-2"].standards),
}


def of_verapdf(file: JudgedFile) -> Remarks:
    """Clauses of veraPDF that a file breaks; one that it cannot read breaks them all."""
    content = file.make()
    try:
        broken = verapdf.validate(content, *(file.flavours or FLAVOURS[file.group]))
    except Exception as fault:
        return Remarks([f"not read: {type(fault).__name__}"])
    return Remarks(
        {
            f"{flavour} {failure.clause}-{failure.test}": failure.times
            for flavour, failures in broken.items()
            for failure in failures
        }
    )


def of_ours(file: JudgedFile) -> Remarks:
    """Our rules that speak of a file from elsewhere, without its source."""
    group = RuleGroup.PRESS if file.group is Group.PRESS else RuleGroup.ACCESSIBILITY
    try:
        return _rules(check_file(file.make(), "judged.pdf", group, printer())[0])
    except Rejected as rejected:
        return _rules(rejected.findings)


def of_ours_with_source(file: JudgedFile) -> Remarks:
    """Our rules that speak of a file held against its source."""
    inspection = inspect(file.make(), "judged.pdf")
    source = SOURCES[file.source]()
    return _rules((*check_accessibility(inspection, source), *check_painted(inspection)))


def _rules(findings: Iterable[Finding]) -> Remarks:
    return Remarks(f"{each.rule} {each.severity}" for each in findings)


MOST_NAMED = 4
"""Rules that a cell of the table names."""


def cell(rules: tuple[str, ...]) -> str:
    """What the table says of the rules that speak."""
    more = ["…"] if len(rules) > MOST_NAMED else []
    return ", ".join([*rules[:MOST_NAMED], *more]) or "**missed**"


def outloud(name: str) -> tuple[str, ...]:
    """The command of outloud, with its version; empty where it is not installed."""
    command = shutil.which(name)
    if command is None:
        return ()
    said = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    return command, said.stdout.split()[-1]


def of_outloud(command: str, files: Iterable[JudgedFile]) -> dict[JudgedFile, Remarks]:
    """The rules of outloud that speak of each file."""
    judged = list(files)
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{index}.pdf" for index, _ in enumerate(judged)]
        for path, file in zip(paths, judged, strict=True):
            path.write_bytes(file.make())
        arguments = [command, "--json", "-", "--fail-on", "never", *map(str, paths)]
        said = subprocess.run(arguments, capture_output=True, check=False)
        results = {each["path"]: each for each in json.loads(said.stdout)["results"]}
    return {file: _of_result(results[str(path)]) for path, file in zip(paths, judged, strict=True)}


def _of_result(result: dict[str, Any]) -> Remarks:
    said = Remarks(["not read error"] if result["error"] else [])
    for each in result["findings"]:
        said[f"{each['rule']} {each['severity']}"] += each.get("count") or 1
    return said


WEIGHTS = re.compile(r" (error|warning|info)$")


def new(said: Remarks, before: Remarks) -> tuple[str, ...]:
    """The rules that speak of a file and not, or less often, of the good one that it was made from.

    Of the clauses of veraPDF, whose number of times grows with the content of a page, only those that are new.
    """
    spoken = {rule for rule in said - before if WEIGHTS.search(rule) or rule not in before}
    return tuple(sorted({WEIGHTS.sub("", rule).rpartition("/")[2] for rule in spoken}))
