"""The house rules of the code as functions from files to faults: order, doors, sizes, words, docstrings."""

from __future__ import annotations

import ast
import graphlib
import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

Tree = dict[str, str]
"""Text of each file by its path from the project's root, with forward slashes."""

Rule = Callable[[Tree], list[str]]

ORDER = (
    "findings",
    "limits",
    "file_names",
    "counted",
    "bounded",
    "hold",
    "temporary",
    "project",
    "cache",
    "geometry",
    "contrast",
    "fields",
    "front_matter",
    "confined",
    "tokens",
    "fonts",
    "variants",
    "forms",
    "schemes",
    "scheme_drawing",
    "embed",
    "manifest",
    "earlier",
    "fetch",
    "links",
    "webfonts",
    "languages",
    "printers",
    "sections",
    "placeholders",
    "lineage",
    "steady",
    "edition",
    "bitmaps",
    "drawings",
    "inlined",
    "pictures",
    "monochrome",
    "material",
    "qr",
    "typography",
    "allowed",
    "page_safety",
    "markup_checks",
    "markup_inline",
    "markup",
    "section_files",
    "reading",
    "manuscript",
    "raster",
    "freshness",
    "changes",
    "cover",
    "stylesheet",
    "sandbox",
    "templates",
    "webmeta",
    "archive",
    "compose",
    "handouts",
    "web",
    "elements",
    "declarations",
    "markup_rules",
    "laid",
    "engine",
    "origins",
    "typeset",
    "inspection",
    "transcript",
    "finish",
    "imposition",
    "structure",
    "separation",
    "preflight",
    "artworks",
    "copies",
    "page_rules",
    "sameness",
    "disk",
    "transaction",
    "output",
    "report",
    "proof",
    "build",
    "runs",
    "revision",
    "compare",
    "reference",
    "swatches",
    "criteria",
    "signatures",
    "aspects",
    "evidence",
    "evidence_page",
    "validation",
    "bom",
    "site",
    "verify",
    "release",
    "doctor",
    "preview",
    "commands",
)
"""The stages and what they stand on, first to last: a module imports only from those above it."""

DOORS = {
    "weasyprint": "prepress/engine/",
    "pydyf": "prepress/engine/",
    "pypdfium2": "prepress/raster.py",
    "PIL.ImageCms": "prepress/separation/colour.py",
    "markdown": "prepress/markup",
    "starlette": "prepress/preview/",
    "jinja2": "prepress/sandbox.py",
    "nh3": "prepress/allowed.py",
    "filelock": "prepress/hold.py",
    "yaml": "prepress/front_matter.py",
    "defusedxml": "prepress/drawings.py",
    "urllib.request": "prepress/fetch.py",
    "uvicorn": "prepress/preview/serving.py",
    "watchfiles": "prepress/preview/watch.py",
    "openpyxl": "prepress/runs/workbook.py",
    "distributed": "prepress/runs/cluster.py",
    "dulwich": "prepress/revision.py",
}
"""The one module or package that may import each engine."""

LINES_OF_A_FILE = 600
LINES_OF_A_FUNCTION = 60

REGISTRIES = re.compile(
    r"\b(pypi\.(org|python)|pythonhosted\.(org|com)|(npmjs|yarnpkg)\.(org|com)|repo1?\.maven\.(org|apache)"
    r"|(deb|ftp|security)\.debian\.org|crates\.io|proxy\.golang\.org)"
)
INSTALLS = re.compile(
    r"\b(?:pip3?|pipx|uv|conda|easy_install)\s(?:[\w\s-]*\s)?(?:install|add|download|run)"
    r"(?:\s+(?:--?(?:requirement|r|editable|e)\s+\S+|--?[\w-]+))*+\s+['\"]?[A-Za-z][\w.-]*"
)
"""A command that takes a package from an index by its name; a path begins with a dot, a slash or a variable."""
MACHINE_PATHS = re.compile(r"(?<![\w.~/])/(root|home|Users|work|tmp|mnt)/\w|\b[A-Z]:\\\\?Users\b")
CONTENT_WORDS = re.compile(r"\bIPO\b|interprovinciaal|\bprovinci|\beendracht\b", re.IGNORECASE)
COLOURS = re.compile(r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})\b|\b(?:rgb|hsl|cmyk)a?\(\s*[\d.]")


def imports_point_one_way(tree: Tree) -> list[str]:
    """A module of the press imports only from those before its own in ORDER, and each is in it."""
    faults = []
    for file in _press(tree):
        own = _unit(_module(file))
        if own not in (*ORDER, ""):
            faults.append(f"{file}: '{own}' has no place in the order of the stages")
            continue
        for name in sorted(set(imports(tree[file]))):
            unit = _unit(name)
            if own and unit in ORDER and ORDER.index(unit) > ORDER.index(own):
                faults.append(f"{file}: '{own}' comes before '{unit}', which it imports")
    return faults


def imports_make_no_circle(tree: Tree) -> list[str]:
    """No module of the press imports itself by way of others."""
    modules = {_module(file): file for file in _press(tree)}
    graph = {
        module: {_existing(name, modules) for name in imports(tree[file])} - {module, ""}
        for module, file in modules.items()
    }
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as circle:
        return [" <- ".join(circle.args[1])]
    return []


def each_engine_has_one_door(tree: Tree) -> list[str]:
    """An engine of DOORS is imported only behind its door."""
    return [
        f"{file}: {engine} is imported only in {door}"
        for file in _press(tree)
        for engine, door in DOORS.items()
        if not file.startswith(door)
        and any(name == engine or name.startswith(f"{engine}.") for name in imports(tree[file]))
    ]


def files_are_short(tree: Tree) -> list[str]:
    """A Python file has no more than LINES_OF_A_FILE lines."""
    lengths = {file: text.count("\n") for file, text in tree.items() if file.endswith(".py")}
    return [f"{file}: {lines} lines" for file, lines in lengths.items() if lines > LINES_OF_A_FILE]


def functions_are_short(tree: Tree) -> list[str]:
    """A function has no more than LINES_OF_A_FUNCTION lines."""
    return [
        f"{file}:{node.lineno}: {node.name} has {lines} lines"
        for file in _press(tree)
        for node in ast.walk(ast.parse(tree[file]))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > LINES_OF_A_FUNCTION
    ]


def no_registry_is_named(tree: Tree) -> list[str]:
    """No file says where packages come from: that is each machine's own setting."""
    return _matches(tree, REGISTRIES)


def nothing_is_installed_by_name(tree: Tree) -> list[str]:
    """No file tells to install a package by its name: whose package an index has under that name is not ours to say.

    What is installed stands in this folder: the folder itself, or a file of pins with their hashes.
    """
    return [
        f"{file}:{number}: {found.group()}"
        for file, text in tree.items()
        for number, line in enumerate(text.splitlines(), start=1)
        for found in INSTALLS.finditer(line)
    ]


def no_machine_is_named(tree: Tree) -> list[str]:
    """No file holds a path that exists on one machine only."""
    return _matches(tree, MACHINE_PATHS)


def the_engine_knows_no_content(tree: Tree) -> list[str]:
    """No word of any brochure stands in the code of the press."""
    return _matches({file: tree[file] for file in _press(tree)}, CONTENT_WORDS)


def the_engine_knows_no_colour(tree: Tree) -> list[str]:
    """No string in the code of the press is a colour: colours are tokens."""
    return [
        f"{file}:{node.lineno}: {found.group()}"
        for file in _press(tree)
        for node in ast.walk(ast.parse(tree[file]))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if (found := COLOURS.search(node.value))
    ]


def docstrings_begin_with_a_sentence(tree: Tree) -> list[str]:
    """Each module, public class and public function says in one sentence what it is for."""
    return [
        f"{file}: the docstring of {name} does not begin with a sentence"
        for file in _press(tree)
        for name, docstring in _public(ast.parse(tree[file]), _module(file))
        if not docstring.partition("\n")[0].endswith(".")
    ]


RULES: tuple[Rule, ...] = (
    imports_point_one_way,
    imports_make_no_circle,
    each_engine_has_one_door,
    files_are_short,
    functions_are_short,
    no_registry_is_named,
    nothing_is_installed_by_name,
    no_machine_is_named,
    the_engine_knows_no_content,
    the_engine_knows_no_colour,
    docstrings_begin_with_a_sentence,
)


def _press(tree: Tree) -> list[str]:
    """The Python files of the press itself: the package and the command line."""
    return [file for file in tree if file == "publish.py" or re.fullmatch(r"prepress/.*\.py", file)]


def _module(file: str) -> str:
    return ".".join(PurePosixPath(file).with_suffix("").parts).removesuffix(".__init__")


def _unit(module: str) -> str:
    """The module or package directly under prepress; of the command line and of prepress itself, nothing."""
    return [*module.split("."), ""][1] if module.startswith("prepress.") else ""


def imports(text: str) -> Iterator[str]:
    """Full names of all that a module imports, of modules and of what is taken from them alike."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)


def _existing(name: str, modules: dict[str, str]) -> str:
    """The module that an imported name is, or is taken from; nothing for one outside the press."""
    return next((module for module in (name, name.rpartition(".")[0]) if module in modules), "")


def _matches(tree: Tree, pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{file}:{number}: {found.group()}"
        for file, text in tree.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if (found := pattern.search(line))
    ]


def _public(node: ast.Module | ast.ClassDef, name: str) -> Iterator[tuple[str, str]]:
    yield name, ast.get_docstring(node) or ""
    for child in node.body:
        if isinstance(child, ast.ClassDef) and not child.name.startswith("_"):
            yield from _public(child, f"{name}.{child.name}")
        elif isinstance(child, ast.FunctionDef) and not child.name.startswith("_"):
            yield f"{name}.{child.name}", ast.get_docstring(child) or ""
