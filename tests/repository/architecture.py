"""The house rules of the code as functions from files to faults: order, doors, sizes, words, docstrings."""

from __future__ import annotations

import ast
import functools
import graphlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

Tree = dict[str, str]
"""Text of each file by its path from the project's root, with forward slashes."""

Rule = Callable[[Tree], list[str]]

ORDER = (
    "_doors",
    "wording",
    "findings",
    "workspace",
    "design",
    "source",
    "compose",
    "pdf",
    "typeset",
    "artworks",
    "preflight",
    "pipeline",
    "runs",
    "release",
    "proofing",
    "exchange",
    "api",
    "cli",
    "__main__",
)
"""The packages, first to last: each imports only from those above it."""

PLAIN = ("_doors", "api", "findings", "wording")
"""Modules that stand beside the packages: whoever needs them imports them as they are."""

DOORS: dict[str, str | tuple[str, ...]] = {
    "weasyprint": "brochurepress/typeset/",
    "pydyf": "brochurepress/typeset/",
    "pypdfium2": "brochurepress/pdf/pdfium.py",
    "PIL.ImageCms": "brochurepress/design/profiles.py",
    "pi_heif": "brochurepress/design/bitmaps.py",
    "markdown": "brochurepress/source/markdown",
    "starlette": "brochurepress/proofing/preview/",
    "jinja2": ("brochurepress/compose/jinja_sandbox.py", "brochurepress/source/section_schema.py"),
    "nh3": "brochurepress/source/sanitizer.py",
    "filelock": "brochurepress/workspace/transaction.py",
    "yaml": "brochurepress/workspace/records.py",
    "idna": "brochurepress/workspace/records.py",
    "defusedxml": ("brochurepress/design/svg.py", "brochurepress/exchange/"),
    "urllib.request": "brochurepress/release/http.py",
    "uvicorn": "brochurepress/proofing/preview/serving.py",
    "watchfiles": "brochurepress/proofing/preview/watch.py",
    "polib": ("brochurepress/exchange/translation.py", "brochurepress/cli/command_line.py"),
    "openpyxl": "brochurepress/runs/workbook.py",
    "babel": "brochurepress/runs/workbook.py",
    "distributed": "brochurepress/runs/cluster.py",
    "dulwich": "brochurepress/proofing/compare/git.py",
    "pikepdf": (
        "brochurepress/pdf/",
        "brochurepress/artworks/",
        "brochurepress/preflight/report/document.py",
        "brochurepress/exchange/comments.py",
    ),
    "numpy": (
        "brochurepress/design/contrast.py",
        "brochurepress/design/renditions.py",
        "brochurepress/design/treatments.py",
        "brochurepress/pdf/",
        "brochurepress/artworks/",
        "brochurepress/preflight/",
        "brochurepress/proofing/",
    ),
    "PIL": (
        "brochurepress/design/bitmaps.py",
        "brochurepress/design/profiles.py",
        "brochurepress/design/renditions.py",
        "brochurepress/design/treatments.py",
        "brochurepress/pdf/inspect/colour_spaces.py",
        "brochurepress/artworks/",
        "brochurepress/preflight/report/document.py",
        "brochurepress/proofing/",
    ),
    "langcodes": "brochurepress/preflight/accessibility/text.py",
    "pypdf": "brochurepress/preflight/text_extraction.py",
    "fontTools": (
        "brochurepress/design/fonts.py",
        "brochurepress/design/font_programs.py",
        "brochurepress/design/cut_lines.py",
        "brochurepress/compose/templates.py",
        "brochurepress/design/drawing/",
        "brochurepress/artworks/web/page.py",
    ),
    "uharfbuzz": ("brochurepress/design/cut_lines.py", "brochurepress/design/fonts.py"),
    "typst": "brochurepress/design/drawing/form.py",
    "segno": "brochurepress/compose/sheets.py",
    "click": "brochurepress/cli/",
    "rich": "brochurepress/cli/console.py",
}
"""The modules or packages that may import each engine."""

LINES_OF_A_FILE = 600
FIGURES_OF_SPEECH = re.compile(
    "(Desk|Leaves|Board|Guard|Shop|Hands|Laid|Told|Spoken|Asked|Gathered|Hold|Steady|Confined|Bounded)(?![a-z])"
)

LINES_OF_A_FUNCTION = 50

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
    """A package imports only from those before it in ORDER, and each is in it."""
    faults = []
    for file in _press(tree):
        own = _unit(_module(file))
        if own not in (*ORDER, ""):
            faults.append(f"{file}: '{own}' has no place in the order of the packages")
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


def packages_are_used_by_their_door(tree: Tree) -> list[str]:
    """Another package takes of a package only what its `__init__`, or that of a package in it, names."""
    doors = _doors(tree)
    faults = []
    for file in _press(tree):
        own = _unit(_module(file))
        for line, module, name in _taken(tree[file], doors):
            if _unit(module) in ("", own, *PLAIN):
                continue
            if module not in doors:
                faults.append(f"{file}:{line}: {module} is no door of another package")
            elif name not in doors[module] and f"{module}.{name}" not in doors:
                faults.append(f"{file}:{line}: the door {module} does not name {name}")
    return faults


def doors_name_what_others_use(tree: Tree) -> list[str]:
    """A door names nothing that no other package takes."""
    doors = _doors(tree)
    used: dict[tuple[str, str], set[str]] = defaultdict(set)
    for file in _press(tree):
        for _, module, name in _taken(tree[file], doors):
            used[module, name].add(_unit(_module(file)))
    return [
        f"{file}: nobody outside imports {name}"
        for file in _press(tree)
        if file.endswith("/__init__.py") and _unit(_module(file))
        for name in sorted(_names(tree[file]))
        if not used[_module(file), name] - {_unit(_module(file))}
    ]


def doors_name_no_module(tree: Tree) -> list[str]:
    """No name of a door is called like its module: it would be the module as soon as anybody has imported that."""
    return [
        f"{file}: {alias.name} is the name of its module too"
        for file in _press(tree)
        if file.endswith("/__init__.py")
        for node in ast.walk(_parsed(tree[file]))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if node.module == f"{_module(file)}.{alias.name}"
    ]


def each_engine_has_one_door(tree: Tree) -> list[str]:
    """An engine of DOORS is imported only behind its door."""
    return [
        f"{file}: {engine} is imported only in {_told(door)}"
        for file in _press(tree)
        for names in [set(imports(tree[file]))]
        for engine, door in DOORS.items()
        if not file.startswith(door) and any(name == engine or name.startswith(f"{engine}.") for name in names)
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
        for node in ast.walk(_parsed(tree[file]))
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
        for node in ast.walk(_parsed(tree[file]))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if (found := COLOURS.search(node.value))
    ]


def docstrings_begin_with_a_sentence(tree: Tree) -> list[str]:
    """Each module, public class and public function says in one sentence what it is for."""
    return [
        f"{file}: the docstring of {name} does not begin with a sentence"
        for file in _press(tree)
        for name, docstring in _public(_parsed(tree[file]), _module(file))
        if not docstring.partition("\n")[0].endswith(".")
    ]


def types_bear_plain_names(tree: Tree) -> list[str]:
    """No type bears a figure of speech."""
    return [
        f"{file}:{node.lineno}: {node.name}"
        for file in _press(tree)
        for node in ast.walk(_parsed(tree[file]))
        if isinstance(node, ast.ClassDef) and FIGURES_OF_SPEECH.search(node.name)
    ]


def a_name_is_of_one_type(tree: Tree) -> list[str]:
    """No two public types bear the same name: a jump to it would give a choice."""
    homes = defaultdict[str, list[str]](list)
    for file in _press(tree):
        for node in _parsed(tree[file]).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].append(file)
    return [f"{name}: {', '.join(files)}" for name, files in homes.items() if len(files) > 1]


RULES: tuple[Rule, ...] = (
    imports_point_one_way,
    imports_make_no_circle,
    packages_are_used_by_their_door,
    doors_name_what_others_use,
    doors_name_no_module,
    each_engine_has_one_door,
    files_are_short,
    functions_are_short,
    no_registry_is_named,
    nothing_is_installed_by_name,
    no_machine_is_named,
    the_engine_knows_no_content,
    the_engine_knows_no_colour,
    docstrings_begin_with_a_sentence,
    types_bear_plain_names,
    a_name_is_of_one_type,
)


@functools.cache
def _parsed(text: str) -> ast.Module:
    return ast.parse(text)


def _names(text: str) -> set[str]:
    """The names that a door imports under `if TYPE_CHECKING`."""
    return {
        name.name
        for block in _parsed(text).body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }


def _doors(tree: Tree) -> dict[str, set[str]]:
    """The names of each door of the press."""
    return {_module(file): _names(tree[file]) for file in _press(tree) if file.endswith("/__init__.py")}


def _taken(text: str, doors: dict[str, set[str]]) -> Iterator[tuple[int, str, str]]:
    """Line, module and name of all that a file imports from modules, or takes as attributes of an imported door."""
    whole = _parsed(text)
    named: dict[str, str] = {}
    for node in ast.walk(whole):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node.lineno, node.module or "", alias.name
                if (module := f"{node.module}.{alias.name}") in doors:
                    named[alias.asname or alias.name] = module
    for node in ast.walk(whole):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in named:
            yield node.lineno, named[node.value.id], node.attr


def _told(door: str | tuple[str, ...]) -> str:
    return door if isinstance(door, str) else " and ".join(door)


def _press(tree: Tree) -> list[str]:
    """The Python files of the press itself: the package and the command line."""
    return [file for file in tree if file == "publish.py" or re.fullmatch(r"brochurepress/.*\.py", file)]


def _module(file: str) -> str:
    return ".".join(PurePosixPath(file).with_suffix("").parts).removesuffix(".__init__")


def _unit(module: str) -> str:
    """The module or package directly under brochurepress; of the command line and of brochurepress itself, nothing."""
    return [*module.split("."), ""][1] if module.startswith("brochurepress.") else ""


def imports(text: str) -> Iterator[str]:
    """Full names of all that a module imports, of modules and of what is taken from them alike."""
    for node in ast.walk(_parsed(text)):
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
