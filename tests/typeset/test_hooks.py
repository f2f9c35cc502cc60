"""The engine belongs to whoever imported it: the press changes it while it works, and at no other time."""

from __future__ import annotations

import subprocess
import sys

import pytest
import weasyprint.html
import weasyprint.images
from weasyprint.document import Page
from weasyprint.text import line_break

from brochurepress.typeset.weasyprint_door import hooked
from brochurepress.workspace.project import HOME
from tests.support.laid_out import layout_html

REPLACED = ((Page, "paint"), (weasyprint.images, "SVGImage"), (weasyprint.html, "SVGImage"), (line_break, "pango"))

IMPORTS = """
import ctypes.util, importlib, pathlib
find = ctypes.util.find_library
import weasyprint, weasyprint.pdf
from weasyprint.document import Page
from weasyprint import images
from weasyprint.text import ffi, line_break

def state():
    of_ffi = [name for name in ffi.ffi.list_types()], hasattr(ffi.pango, "pango_attribute_copy")
    return ctypes.util.find_library, Page.paint, images.SVGImage, line_break.pango, weasyprint.pdf.add_tags, of_ffi

before, modules = state(), 0
for path in sorted(pathlib.Path("brochurepress").rglob("*.py")):
    if path.stem != "__main__":
        importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
        modules += 1
assert modules > 200 and state() == before and find is ctypes.util.find_library
"""


def test_importing_every_module_changes_nothing_in_the_engine() -> None:
    subprocess.run([sys.executable, "-c", IMPORTS], cwd=HOME, check=True)


def now() -> list[object]:
    return [getattr(owner, name) for owner, name in REPLACED]


def test_it_is_changed_while_the_press_works_and_given_back_however_that_ends() -> None:
    before = now()
    with pytest.raises(ValueError, match="broken off"), hooked(), hooked():
        assert all(ours is not own for ours, own in zip(now(), before, strict=True))
        raise ValueError("broken off")
    assert now() == before


def test_laying_out_and_painting_work_with_the_changed_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    before = now()

    def fetch(url: str) -> tuple[bytes, str]:
        seen.append(now() != before)
        raise ValueError(url)

    layout_html('<html lang=en><title>x</title><body><img src="a.png" alt="">', fetch)
    assert seen == [True]
    assert now() == before


SELDOM = """
import sys
from brochurepress.typeset import weasyprint_door
import weasyprint.pdf.fonts as fonts

assert not {"fontTools.subset", "fontTools.varLib.instancer"} & sys.modules.keys()
assert fonts.subset.Options(hinting=False).hinting is False and fonts.subset.Subsetter().glyph_ids_requested == set()
told = ""
try:
    fonts.instantiateVariableFont({}, {})
except ValueError as fault:
    told = str(fault)
assert "fvar" in told and "fontTools.subset" in sys.modules, told
"""


def test_what_the_engine_seldom_calls_is_loaded_when_it_does() -> None:
    subprocess.run([sys.executable, "-c", SELDOM], cwd=HOME, check=True)
