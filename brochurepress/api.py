"""The press for programs: an edition built in memory, and the faults of any PDF."""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from functools import partial
from pathlib import Path

from brochurepress.design import read_printer
from brochurepress.findings import Finding, Place, Rejected, error, nearest, refuse
from brochurepress.pipeline import Build, build_edition, job_of
from brochurepress.preflight import accept, accepted_beside, accepted_in, check_file
from brochurepress.source import VARIANTS, RuleGroup, known_editions
from brochurepress.workspace import PACKAGE, LimitExceeded, LimitName, Project, Snapshot, isolated, read_file

STANDARD_PRINTER = "standaard-nl"
"""The printer profile that a file from elsewhere is held against when none is named."""

GROUPS = (RuleGroup.PRESS, RuleGroup.ACCESSIBILITY)
"""The rules that a file from elsewhere may be asked."""


def build(
    edition: str, *, root: str | Path = ".", only: Iterable[str] = (), printer: str | None = None, report: bool = False
) -> Build:
    """The artworks of an edition of a root, in memory, with everything that was found; nothing is written.

    `only` names the variants to make, all that the edition issues when it is empty; `printer` is a profile in
    assets/printers/, in place of the edition's; with `report` the build has the reports on it too. A finding of
    severity error leaves no artworks. Raises Rejected with every fault of sources that cannot be used.
    """
    project, variants = Project(Path(root)), tuple(only)
    known = known_editions(Snapshot(project))
    faults = [
        error("build/unknown", Place(str(root)), kind=kind, name=name, nearest=nearest(name, names))
        for kind, asked, names in (("edition", (edition,), known), ("variant", variants, VARIANTS))
        for name in asked
        if name not in names
    ]
    refuse(faults)
    return build_edition(project, edition, variants, printer, report=report)


def check(
    file: str | Path, *, as_: str, root: str | Path = ".", printer: str | None = None, edition: str | None = None
) -> tuple[Finding, ...]:
    """The findings of preflight on any PDF; rules that need its source say that they do not apply.

    `as_` is "press" or "digital": the rules of a file for the printer, or of an accessible one. `printer` is a profile
    in assets/printers/ of the root, or one that the press ships; `edition` is that of the root which an accessible file
    was made of, and gives its source. Findings that the table beside the file or in the edition accepts have
    their reason, on any day. Raises ValueError for another `as_`.
    """
    if as_ not in GROUPS:
        raise ValueError(f"as_ is '{as_}', and one of {', '.join(GROUPS)} was expected")
    # A copy of this process could wait for ever: threads of libraries, which a build leaves, are not copied.
    path = os.pathsep.join((str(PACKAGE.parent), *filter(None, sys.path)))
    asked = pickle.dumps((Path(file), as_, Path(root), printer, edition))
    done = subprocess.run(  # noqa: S603 - this Python, with a text of our own
        [sys.executable, "-P", "-c", _ANEW],
        input=asked,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
        check=True,
    )
    findings: tuple[Finding, ...] = pickle.loads(done.stdout)[0]  # noqa: S301 - our own process wrote it
    return findings


_ANEW = """
import pickle, sys
from brochurepress.api import check_here
sys.stdout.buffer.write(pickle.dumps(check_here(*pickle.load(sys.stdin.buffer))))
"""


def check_here(
    path: Path,
    as_: str,
    root: Path,
    printer: str | None,
    edition: str | None = None,
    today: date | None = None,
    report: bool = False,
) -> tuple[tuple[Finding, ...], str]:
    """The findings of `check`, for a process that has not built yet: its copy reads the file, within its limits.

    With `report` there is the page that shows them too, unless the file cannot be read.
    """
    group, name, place = RuleGroup(as_), printer or STANDARD_PRINTER, Place(artwork=path.name)
    project, content = Project(root), b""
    try:
        snapshot = Snapshot(project)
        profile = read_printer(snapshot, name)
        accepted = accepted_beside(path)
        accepted += accepted_in(snapshot, f"source/{edition}") if edition else ()
        content = read_file(path, LimitName.PDF)
        job = partial(job_of, project, edition, path.name, content) if edition else None
        held = partial(accept, accepted=accepted, day=today, groups=(group.rules, "pdf"))
        shown_by = project if report else None
        return isolated(partial(check_file, content, path.name, group, profile, job, held, shown_by))
    except Rejected as rejected:
        return rejected.findings, ""
    except LimitExceeded as fault:
        case = "beyond-limits" if content else "limit"
        return (error(f"check/unreadable:{case}", place, fault=fault),), ""
    except OSError as fault:
        return (error("check/unreadable:no-file", place, strerror=fault),), ""
