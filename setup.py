"""The build of the wheel: what the press ships stands beside the package, and is copied into it."""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

SHIPPED = ("layouts", "fonts", "assets", "requirements/publish.txt")


class BuildWithShippedFiles(build_py):  # type: ignore[misc]
    """Copies the layouts, fonts, assets and pins into the package; an editable install reads them in the checkout."""

    def run(self) -> None:
        """Builds the package, then adds what it ships."""
        super().run()
        if self.editable_mode:
            return
        for file in _shipped():
            target = Path(self.build_lib, "brochurepress", "shipped", file)
            self.mkpath(str(target.parent))
            self.copy_file(str(file), str(target))

    def get_source_files(self) -> list[str]:
        """The files that an archive of the sources must hold."""
        return [*super().get_source_files(), *map(str, _shipped())]


def _shipped() -> list[Path]:
    paths = [path for name in SHIPPED for path in (Path(name), *Path(name).rglob("*"))]
    return sorted(path for path in paths if path.is_file())


setup(cmdclass={"build_py": BuildWithShippedFiles})
