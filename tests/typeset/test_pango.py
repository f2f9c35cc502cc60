"""A system without Pango: a finding with the command that installs it, and no traceback."""

from __future__ import annotations

import subprocess
import sys

import pytest

from brochurepress.cli.doctor import cure
from brochurepress.workspace.project import HOME
from tests.support.edited_editions import ROOTS

WITHOUT = """
import platform, sys
import cffi
load = cffi.FFI.dlopen

def without(self, name, *flags):
    if {lacking!r} in str(name).lower():
        raise OSError(f"cannot load library '{{name}}'")
    return load(self, name, *flags)

cffi.FFI.dlopen = without
platform.system = lambda: {system!r}
from brochurepress.cli import run_main
sys.argv = ["press", "build", "--root", {root!r}, "--output", {output!r}]
run_main()
"""


@pytest.mark.parametrize(("system", "hint"), [(system, cure("engine", system)) for system in ("Linux", "Darwin")])
def test_without_pango_the_command_that_installs_it_is_told(system: str, hint: str, tmp_path: object) -> None:
    given = {"system": system, "root": str(ROOTS["minimal"]), "output": str(tmp_path)}
    script = WITHOUT.format(lacking="pango", **given)
    done = subprocess.run([sys.executable, "-c", script], cwd=HOME, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (3, "")
    assert "error: the layout engine cannot be loaded, for Pango is missing" in done.stderr
    assert f"[engine/missing]\n    hint: {hint}\n" in done.stderr
    assert "Traceback" not in done.stderr


def test_with_it_nothing_is_told(tmp_path: object) -> None:
    given = {"system": "Linux", "root": str(ROOTS["minimal"]), "output": str(tmp_path)}
    script = WITHOUT.format(lacking="no such library", **given).replace('"build", ', '"check", ')
    script = script.replace(f', "--output", {str(tmp_path)!r}', "")
    done = subprocess.run([sys.executable, "-c", script], cwd=HOME, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
