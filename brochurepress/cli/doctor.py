"""publish.py doctor: what this machine lacks, with the command that mends it, and whether a release is whole."""

import importlib.metadata
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import click

from brochurepress import release
from brochurepress.cli.console import Console, command, output_option
from brochurepress.findings import Finding, Place, Severity, gathering
from brochurepress.wording import phrase
from brochurepress.workspace import HOME, PACKAGE, cache_folder, shipped_table

PYTHON = (3, 11)
ROOM_MB = 500
"""Room on disk that a build of a large brochure, with its drafts, may take, in MB."""

_PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)==(\S+?)(?:\s|\\|$)", re.MULTILINE)
_ENGINE = "import weasyprint; from weasyprint.text.ffi import pango; print(pango.pango_version())"
PANGO = 14400
"""The oldest Pango that the engine takes: 1.44, as Pango itself counts."""


@dataclass(frozen=True)
class MachineState:
    """What is asked of a machine: what the press ships, the root, where output and cache go, and how it answers.

    `system` is Darwin or Linux, as it calls itself, `encoding` that of the names of files.
    """

    home: Path
    root: Path
    output: Path
    cache: Path
    system: str = platform.system()
    python: tuple[int, int] = sys.version_info[:2]
    encoding: str = sys.getfilesystemencoding()

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


CHECKS: dict[str, dict[str, str]] = shipped_table("doctor")
"""What a machine is asked, in the order in which it is mended: commands that do, and how much a lack weighs."""

_HERE = "checkout" if PACKAGE.parent == HOME else "installed"


def cure(name: str, system: str) -> str:
    """The command that mends what a check finds on a system (Darwin or Linux), for the press as it is here."""
    kinds = ("macos" if system == "Darwin" else "command", _HERE, "command")
    command = next(CHECKS[name][kind] for kind in kinds if kind in CHECKS[name])
    return command.format(python=sys.executable, pins=HOME / "requirements/publish.txt", cache=cache_folder())


def _other_versions(machine: MachineState) -> Iterator[str]:
    for name, version in _PIN.findall((machine.home / "requirements/publish.txt").read_text(encoding="utf-8")):
        if (found := machine.version(name)) != version:
            yield phrase("part/pin", name=name, found=found or phrase("part/missing"), version=version)


def _wrong(name: str, machine: MachineState) -> str:
    """What a check finds wrong, in words; "" where the machine is as it should be."""
    match name:
        case "python" if machine.python < PYTHON:
            return phrase("doctor/python:too-old", found=".".join(map(str, machine.python)))
        case "engine" if not machine.engine[0].isdigit():
            return phrase("doctor/engine:unloadable", complaint=machine.engine[1] or phrase("part/silent"))
        case "engine" if int(machine.engine[0]) < PANGO:
            return phrase("doctor/engine:too-old", version=machine.engine[0])
        case "libraries" if wrong := [*_other_versions(machine)]:
            return phrase("doctor/libraries:other-versions", wrong=wrong[:6])
        case "fonts" if not [*machine.root.glob("fonts/*.woff2"), *machine.home.glob("fonts/*.woff2")]:
            return phrase("doctor/fonts:none")
        case "encoding" if machine.encoding.lower() != "utf-8":
            return phrase("doctor/encoding:not-utf-8", encoding=machine.encoding)
        case "disk" if (room := machine.room_mb()) < ROOM_MB:
            return phrase("doctor/disk:nearly-full", room=room, room_mb=ROOM_MB)
        case "output" | "cache" if not machine.writable(folder := getattr(machine, name)):
            return phrase(f"doctor/{name}:unwritable", folder=folder)
        case "java" | "verapdf" if not (machine.finds(name) or (machine.cache / name / "installed").exists()):
            return phrase(f"doctor/{name}:missing")
    return ""


def examine(machine: MachineState) -> Iterator[tuple[str, Finding | None]]:
    """Each check by its name with what it found: nothing where the machine is as it should be."""
    for name, row in CHECKS.items():
        try:
            wrong = _wrong(name, machine)
        except (OSError, subprocess.SubprocessError) as fault:
            wrong = phrase("part/not-found-out", fault=fault)
        place = Place(phrase("part/machine", purpose=phrase(f"machine/{name}")))
        told = Severity(row.get("severity", "error")), wrong, place, cure(name, machine.system)
        yield name, Finding(f"doctor/{name}", *told) if wrong else None


@command(
    click.option("--release", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR"),
    output_option,
)
def doctor(console: Console, folder: Path | None) -> None:
    """Say what is missing or wrong on this machine, and how to mend it."""
    findings = list[Finding]()
    for name, finding in examine(MachineState(HOME, console.project.root, console.output, cache_folder())):
        purpose = phrase(f"machine/{name}")
        console.tell(phrase("told/machine", mark="✗" if finding else "✓", name=name, purpose=purpose))
        findings += [finding] if finding else []
    if folder:
        with gathering(findings):
            found = release.verify_folder(folder, release.read_released(folder))
            console.tell(phrase("told/machine:release", mark="✗" if found.findings else "✓", count=found.files))
            findings += found.findings
    console.finish(findings)
