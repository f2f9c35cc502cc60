"""The wheel: installed into an environment of its own, away from the checkout, it makes what the checkout makes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest

from brochurepress.workspace.project import DISTRIBUTION, FOLDERS, HOME, version
from tests.support.edited_editions import copied
from tests.support.shared_builds import shared_build

COMMAND = "brochure-press"

WRITES = """
import sys, brochurepress
built = brochurepress.build("minimal", root=sys.argv[1], only=["press", "digital"])
built.write(sys.argv[2])
found = brochurepress.check(f"{sys.argv[2]}/minimal/notes.pdf", as_="digital", root=sys.argv[1])
assert found and not [each for each in found if each.severity is brochurepress.Severity.ERROR]
print(brochurepress.__file__, brochurepress.__version__)
"""


class Installed(NamedTuple):
    """An environment with the wheel: its folder of commands, its packages, and a folder to work in."""

    commands: Path
    packages: Path
    elsewhere: Path

    def run(self, *command: object) -> subprocess.CompletedProcess[str]:
        """What a command of it says and gives back, called elsewhere, with a home of its own."""
        program, *arguments = map(str, command)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "XDG"))}
        return subprocess.run(
            [self.commands / program, *arguments],
            cwd=self.elsewhere,
            env={**kept, "HOME": str(self.elsewhere)},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of what git knows of, built in a copy, so that nothing is left in the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=HOME, capture_output=True, text=True, check=True)
    for name in listed.stdout.split("\0"):
        if name and not name.startswith("tests/") and (HOME / name).is_file():
            (folder / "sources" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(HOME / name, folder / "sources" / name)
    build = ["wheel", "./sources", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", "made"]
    subprocess.run([sys.executable, "-m", "pip", "--quiet", *build], cwd=folder, check=True)
    (made,) = (folder / "made").iterdir()
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in a new environment, with the libraries of the checkout's."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder / "venv")}))
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    commands = Path(sysconfig.get_path("scripts", "venv", {"base": str(folder / "venv")}))
    install = ["install", "--quiet", "--no-index", "--no-deps", str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", "--python", commands / "python", *install], cwd=folder, check=True)
    (folder / "elsewhere").mkdir()
    return Installed(commands, packages, folder / "elsewhere")


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    """What the checkout makes."""
    return {artwork.file: artwork.content for artwork in shared_build("minimal").artworks}


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("[!.]*") if path.name != "manifest.json"}


def test_it_carries_what_the_press_ships_and_no_edition(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for folder in FOLDERS:
        beside = {path.relative_to(HOME).as_posix() for path in (HOME / folder).rglob("*") if path.is_file()}
        inside = {name.removeprefix("brochurepress/shipped/") for name in names if f"/shipped/{folder}/" in name}
        assert inside == (beside if folder != "source" else set())
    assert {"brochurepress/py.typed", "brochurepress/shipped/requirements/publish.txt"} <= {*names}
    assert not [name for name in names if name.startswith(("tests", "benchmarks", "setup", "publish"))]


def test_the_command_makes_what_the_checkout_makes(installed: Installed, made: dict[str, bytes]) -> None:
    output = installed.elsewhere / "by-command"
    done = installed.run(COMMAND, "build", "--root", HOME / "tests/editions/minimal", "--output", output)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert files(output / "minimal") == made


def test_a_program_makes_what_the_checkout_makes(installed: Installed, made: dict[str, bytes]) -> None:
    output = installed.elsewhere / "by-program"
    done = installed.run("python", "-c", WRITES, HOME / "tests/editions/minimal", output)
    assert done.stderr == ""
    file, said = done.stdout.split()
    assert (Path(file).parent, said) == (installed.packages / "brochurepress", version())
    written = files(output / "minimal")
    assert written == {name: made[name] for name in ("notes-press.pdf", "notes.pdf")}


def test_the_root_is_the_folder_that_it_is_called_in(installed: Installed) -> None:
    assert "there are no editions" in installed.run(COMMAND, "check").stderr
    copied("minimal", installed.elsewhere)
    done = installed.run("python", "-m", "brochurepress", "build", "--only", "web")
    assert (done.returncode, done.stderr) == (0, "")
    assert (installed.elsewhere / "output/minimal/index.html").is_file()
    assert not (installed.packages / ".cache").exists()
    assert not (installed.packages.parent / ".cache").exists()


def test_its_version_is_that_of_the_project(installed: Installed) -> None:
    assert installed.run(COMMAND, "--version").stdout == f"{COMMAND}, version {version()}\n"
    assert [path.name for path in installed.packages.glob("*.dist-info")] == [f"{DISTRIBUTION}-{version()}.dist-info"]


def test_its_doctor_tells_only_what_mends_an_installed_press(installed: Installed) -> None:
    done = installed.run(COMMAND, "doctor", "--root", HOME / "tests/editions/minimal")
    assert done.returncode == 0
    hints = re.findall(r"hint: (.*)", done.stderr)
    assert [hint for hint in hints if "make" in hint or "checkout" in hint] == []
