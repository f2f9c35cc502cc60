"""publish.py doctor: what this machine lacks, with the command that mends it, and whether a release is whole."""

import importlib.metadata
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import click

from brochurepress import release
from brochurepress.cli.console import Console, command, folder_options
from brochurepress.findings import Finding, Place, Rejected, Severity
from brochurepress.typeset import PANGO_ON_DEBIAN, PANGO_ON_MACOS
from brochurepress.wording import phrase
from brochurepress.workspace import HOME, PACKAGE, Project, cache_folder

PYTHON = (3, 11)
ROOM_MB = 500
"""Room on disk that a build of a large brochure, with its drafts, may take, in MB."""

_PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)==(\S+?)(?:\s|\\|$)", re.MULTILINE)
_ENGINE = "import weasyprint; from weasyprint.text.ffi import pango; print(pango.pango_version())"
PANGO = 14400
"""The oldest Pango that the engine takes: 1.44, as Pango itself counts."""


@dataclass(frozen=True)
class MachineState:
    """What is asked of a machine: what the press ships, the root, where output and cache go, and how it answers."""

    home: Path
    root: Path
    output: Path
    cache: Path

    @cached_property
    def system(self) -> str:
        """Darwin or Linux, as the system calls itself."""
        return platform.system()

    @property
    def python(self) -> tuple[int, int]:
        """The version of Python that runs the press."""
        return sys.version_info[:2]

    @property
    def encoding(self) -> str:
        """How names of files are written."""
        return sys.getfilesystemencoding()

    def finds(self, command: str) -> bool:
        """Whether a command can be called."""
        return shutil.which(command) is not None

    def version(self, package: str) -> str:
        """The installed version of a library; "" when there is none."""
        try:
            return importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            return ""

    @cached_property
    def engine(self) -> tuple[str, str]:
        """What the layout engine says of Pango when it is loaded in a process of its own, and its complaint."""
        asked = subprocess.run(  # noqa: S603 - this Python, with a text of our own
            [sys.executable, "-c", _ENGINE], capture_output=True, text=True, check=False, timeout=60
        )
        return asked.stdout.strip(), (asked.stderr.strip().splitlines() or [""])[-1]

    def room_mb(self) -> float:
        """Room on the disk of the output, in MB."""
        return shutil.disk_usage(_existing(self.output)).free / 1e6

    def writable(self, folder: Path) -> bool:
        """Whether files can be made in a folder, or in the nearest one above it that there is."""
        return os.access(_existing(folder), os.W_OK | os.X_OK)


def _existing(folder: Path) -> Path:
    return next(each for each in (folder.resolve(), *folder.resolve().parents) if each.is_dir())


@dataclass(frozen=True)
class MachineCheck:
    """One question to a machine: its name, the question, the cures, whether a build needs it.

    The question gives what is wrong in words, "" when nothing is; the cures are commands, that of Debian for macOS too
    where there is no other.
    """

    name: str
    ask: Callable[[MachineState], str]
    debian: str
    macos: str = ""
    needed: bool = True

    @property
    def purpose(self) -> str:
        """What it is for."""
        return phrase(f"machine/{self.name}")

    @property
    def rule(self) -> str:
        """The rule of its findings."""
        return f"doctor/{self.name}"

    @property
    def severity(self) -> Severity:
        """How much a lack weighs."""
        return Severity.ERROR if self.needed else Severity.WARNING


def _python(machine: MachineState) -> str:
    found = ".".join(map(str, machine.python))
    return "" if machine.python >= PYTHON else phrase("doctor/python:too-old", found=found)


def _libraries(machine: MachineState) -> str:
    text = (machine.home / "requirements/publish.txt").read_text(encoding="utf-8")
    wrong = [
        phrase("part/pin", name=name, found=machine.version(name) or phrase("part/missing"), version=version)
        for name, version in _PIN.findall(text)
        if machine.version(name) != version
    ]
    return phrase("doctor/libraries:other-versions", wrong=wrong[:6]) if wrong else ""


def _engine(machine: MachineState) -> str:
    version, complaint = machine.engine
    if not version.isdigit():
        return phrase("doctor/engine:unloadable", complaint=complaint or phrase("part/silent"))
    return "" if int(version) >= PANGO else phrase("doctor/engine:too-old", version=version)


def _fonts(machine: MachineState) -> str:
    fonts = [*machine.root.glob("fonts/*.woff2"), *machine.home.glob("fonts/*.woff2")]
    return "" if fonts else phrase("doctor/fonts:none")


def _encoding(machine: MachineState) -> str:
    encoding = machine.encoding
    return "" if encoding.lower() == "utf-8" else phrase("doctor/encoding:not-utf-8", encoding=encoding)


def _room(machine: MachineState) -> str:
    room = machine.room_mb()
    return "" if room >= ROOM_MB else phrase("doctor/disk:nearly-full", room=room, room_mb=ROOM_MB)


def _output(machine: MachineState) -> str:
    return "" if machine.writable(machine.output) else phrase("doctor/output:unwritable", output=machine.output)


def _cache(machine: MachineState) -> str:
    folder = machine.cache
    return "" if machine.writable(folder) else phrase("doctor/cache:unwritable", folder=folder)


def _java(machine: MachineState) -> str:
    return "" if machine.finds("java") else phrase("doctor/java:missing")


def _verapdf(machine: MachineState) -> str:
    here = machine.finds("verapdf") or (machine.cache / "verapdf/installed").exists()
    return "" if here else phrase("doctor/verapdf:missing")


_PINNED = f"{sys.executable} -m pip install --require-hashes -r {HOME / 'requirements/publish.txt'}"


def _cure(checkout: str, installed: str) -> str:
    """The command for the press as it is here: in a checkout with its Makefile, or installed."""
    return checkout if PACKAGE.parent == HOME else installed


_CACHE = _cure("sudo chown -R $USER .cache", f"sudo chown -R $USER {cache_folder()}")
_VERAPDF = _cure("make setup-test", "install veraPDF (verapdf.org)")

CHECKS: tuple[MachineCheck, ...] = (
    MachineCheck("python", _python, "sudo apt-get install python3.11 python3.11-venv", "brew install python"),
    MachineCheck("engine", _engine, PANGO_ON_DEBIAN, PANGO_ON_MACOS),
    MachineCheck("libraries", _libraries, _cure("make setup", _PINNED)),
    MachineCheck("fonts", _fonts, _cure("git checkout -- fonts", "install the press again")),
    MachineCheck("encoding", _encoding, "export PYTHONUTF8=1"),
    MachineCheck("disk", _room, "name another disk with --output"),
    MachineCheck("output", _output, "sudo chown -R $USER output"),
    MachineCheck("cache", _cache, _CACHE, needed=False),
    MachineCheck("java", _java, "sudo apt-get install default-jre-headless", "brew install openjdk", needed=False),
    MachineCheck("verapdf", _verapdf, _VERAPDF, needed=False),
)
"""Every check, in the order in which a machine is mended."""


def examine(
    machine: MachineState, checks: tuple[MachineCheck, ...] = CHECKS
) -> Iterator[tuple[MachineCheck, Finding | None]]:
    """Each check with what it found: nothing where the machine is as it should be."""
    for check in checks:
        try:
            wrong = check.ask(machine)
        except (OSError, subprocess.SubprocessError) as fault:
            wrong = phrase("part/not-found-out", fault=fault)
        hint = (check.macos if machine.system == "Darwin" else "") or check.debian
        place = Place(phrase("part/machine", purpose=check.purpose))
        yield check, Finding(check.rule, check.severity, wrong, place, hint) if wrong else None


@click.command()
@click.option("--release", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR")
@folder_options
def doctor(release: Path | None, project: Project, output: Path | None, form: str) -> None:
    """Say what is missing or wrong on this machine, and how to mend it."""
    with command(form) as console:
        findings, folder = list[Finding](), output or project.root / "output"
        for check, finding in examine(MachineState(HOME, project.root, folder, cache_folder())):
            console.tell(phrase("told/machine", mark="✗" if finding else "✓", name=check.name, purpose=check.purpose))
            findings += [finding] if finding else []
        if release:
            findings += _of_release(release, console)
        console.finish(findings)


def _of_release(folder: Path, console: Console) -> tuple[Finding, ...]:
    """What is wrong with the files of a release."""
    try:
        found = release.verify_folder(folder, release.read_released(folder))
    except Rejected as rejected:
        return rejected.findings
    console.tell(phrase("told/machine:release", mark="✗" if found.findings else "✓", count=found.files))
    return found.findings
