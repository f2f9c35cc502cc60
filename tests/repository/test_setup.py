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
        for tool in ("sh", "env", "grep", "tail"):
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
    machine.puts("sudo", f'[ "$1" = -n ] && exit 0; echo sudo >> {machine.log}; exec "$@"')
    assert machine.set_up().returncode == 0
    assert [line.split()[0] for line in machine.installed()] == ["sudo", "update", "sudo", "install"]


def test_another_program_that_installs_is_waited_for(machine: Machine) -> None:
    machine.puts("sleep", f"echo slept >> {machine.log}")
    busy = 'echo "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 7"; exit 100'
    machine.puts("apt-get", f'echo "$1" >> {machine.log}; grep -q slept {machine.log} || {{ {busy}; }}')
    said = machine.set_up()
    assert said.returncode == 0
    assert "another program is installing; waiting for it" in said.stdout
    assert machine.installed() == ["update", "slept", "update", "install"]


def test_a_password_that_nobody_can_give_is_not_waited_for(machine: Machine) -> None:
    machine.puts("id", "echo 1000")
    machine.puts("sudo", "exit 1")
    said = machine.set_up()
    assert said.returncode == 1
    assert f"run this first: sudo apt-get install {' '.join(LIBRARIES)}" in said.stderr


@pytest.mark.parametrize(("step", "told"), [("update", "the lists of packages"), ("install", "libpango-1.0-0")])
def test_what_cannot_be_installed_is_told_in_one_line(machine: Machine, step: str, told: str) -> None:
    machine.puts("apt-get", f'[ "$1" = {step} ] && {{ echo one; echo "E: no route"; echo; exit 100; }} || exit 0')
    said = machine.set_up()
    assert said.returncode == 1
    (line,) = said.stderr.splitlines()
    assert told in line and line.endswith("E: no route")


def test_libraries_that_cannot_be_had_end_in_two_lines(tmp_path: Path) -> None:
    python = tmp_path / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\n[ "$1" = -c ] && exit 0\nseq 40\necho "ERROR: no distribution found"\nexit 1\n')
    python.chmod(0o755)
    said = subprocess.run([ROOT / ".ci/venv.sh", "pins.txt"], cwd=tmp_path, capture_output=True, text=True)
    assert said.returncode == 1
    assert said.stderr.splitlines()[0] == "set-up: pins.txt cannot be installed: ERROR: no distribution found"
    assert len(said.stderr.splitlines()) == 2


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


def test_the_container_installs_what_the_set_up_does_and_is_not_root() -> None:
    recipe = (ROOT / "Containerfile").read_text()
    for package in LIBRARIES:
        assert f" {package}" in recipe
    for source in re.findall(r"^COPY (.+) \S+$", recipe, re.MULTILINE):
        assert all((ROOT / name).exists() for name in source.split())
    last = [line for line in recipe.splitlines() if line.startswith(("USER", "ENTRYPOINT"))]
    assert last == ["USER press", 'ENTRYPOINT ["brochure-press"]']
