"""Set-up: only what is missing is installed, by root or sudo; whoever is neither is told what to ask for."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIBRARIES = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"]


class Machine:
    """A machine with nothing on its PATH but what a test puts there; apt-get logs what it is asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "apt.log"
        for tool in ("sh", "env", "grep"):
            (folder / tool).symlink_to(shutil.which(tool) or "")
        self.puts("python3", "exit 0")
        self.puts("apt-get", f'echo "$@" >> {self.log}')

    def puts(self, name: str, script: str) -> None:
        """A command that does what the script says."""
        (self.folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (self.folder / name).chmod(0o755)

    def holds(self, *packages: str) -> None:
        """Debian packages that are installed already."""
        self.puts("dpkg-query", f'case "{" ".join(packages)} " in *"$4 "*) echo "ii ";; *) exit 1;; esac')

    def set_up(self) -> subprocess.CompletedProcess[str]:
        """What the set-up for publishing says and gives back."""
        return subprocess.run(
            [ROOT / ".ci" / "packages.sh", "publish"],
            cwd=ROOT,
            env={"PATH": str(self.folder)},
            capture_output=True,
            text=True,
        )

    def installed(self) -> list[str]:
        """What apt-get was asked to do, a line for each call."""
        return self.log.read_text().splitlines() if self.log.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    made = Machine(tmp_path)
    made.puts("id", "echo 0")
    made.holds()
    return made


def test_nothing_is_installed_where_all_is_there(machine: Machine) -> None:
    machine.holds(*LIBRARIES)
    assert machine.set_up().returncode == 0
    assert machine.installed() == []


def test_root_installs_only_what_is_missing(machine: Machine) -> None:
    machine.holds("libpango-1.0-0", "libpangoft2-1.0-0")
    assert machine.set_up().returncode == 0
    update, install = machine.installed()
    assert update.startswith("update ")
    assert install.endswith("--no-install-recommends libharfbuzz-subset0")


def test_the_first_python_that_is_new_enough_is_taken(machine: Machine) -> None:
    machine.puts("python3", "exit 1")
    machine.puts("python3.14", "exit 1")
    machine.puts("python3.12", "exit 0")
    finder = subprocess.run([ROOT / ".ci" / "python.sh"], env={"PATH": str(machine.folder)}, capture_output=True)
    assert finder.stdout == b"python3.12\n"


def test_others_install_by_sudo(machine: Machine) -> None:
    machine.puts("id", "echo 1000")
    machine.puts("sudo", f'echo sudo >> {machine.log}; exec "$@"')
    assert machine.set_up().returncode == 0
    assert [line.split()[0] for line in machine.installed()] == ["sudo", "update", "sudo", "install"]


def test_whoever_is_neither_root_nor_in_sudo_is_told_what_is_missing(machine: Machine) -> None:
    machine.puts("id", "echo 1000")
    said = machine.set_up()
    assert said.returncode == 1
    assert f"neither root nor sudo; have these packages installed, then try again: {' '.join(LIBRARIES)}" in said.stderr
    assert machine.installed() == []


def test_a_system_that_is_not_known_is_said_so(machine: Machine) -> None:
    (machine.folder / "apt-get").unlink()
    machine.puts("uname", "echo Plan9")
    said = machine.set_up()
    assert said.returncode == 1
    assert "this set-up knows Debian, and macOS with Homebrew" in said.stderr


def test_every_command_of_the_makefile_says_what_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text()
    declared = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert declared
    explained = set(re.findall(r"^([a-z-]+):.* ## \w", makefile, re.MULTILINE))
    assert set(declared[1].split()) - explained == {"setup", "setup-test"}


@pytest.mark.parametrize("name", ["run", "packages.sh", "pin.sh", "python.sh", "venv.sh", "verapdf.sh"])
def test_every_script_is_one_that_runs(name: str) -> None:
    script = ROOT / ".ci" / name
    assert os.access(script, os.X_OK)
    assert subprocess.run(["sh", "-n", script]).returncode == 0
