"""The installation: where the press finds what it ships, where it may keep a cache, and which version it is.

In a checkout, layouts, fonts and assets are the folders beside the package; the wheel carries a copy in the package.
"""

import importlib.metadata
import os
import sys
import tomllib
from pathlib import Path

DISTRIBUTION = "brochurepress"
"""The name under which the press is installed (`[project]` of pyproject.toml)."""

PACKAGE = Path(__file__).resolve().parents[1]
"""The folder of the package itself."""


def shipped_folder(package: Path = PACKAGE) -> Path:
    """The folder with the layouts, fonts and assets that the press ships, in a wheel and in a checkout."""
    inside = package / "shipped"
    return inside if inside.is_dir() else package.parent


def cache_folder(package: Path = PACKAGE) -> Path:
    """The folder for what can be made again: .cache of a checkout, else the user's (XDG Base Directory 0.8).

    On macOS the user's caches are in ~/Library/Caches.
    """
    if shipped_folder(package) == package.parent:
        return package.parent / ".cache"
    users = "~/Library/Caches" if sys.platform == "darwin" else "~/.cache"
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (named if named.is_absolute() else Path(users).expanduser()) / DISTRIBUTION


def version() -> str:
    """The version of the press: of the checkout it runs from, else of the distribution that is installed."""
    about = PACKAGE.parent / "pyproject.toml"
    if shipped_folder() == PACKAGE.parent and about.is_file():
        return str(tomllib.loads(about.read_text(encoding="utf-8"))["project"]["version"])
    return importlib.metadata.version(DISTRIBUTION)
