"""docs/commands.md: the help of every command of publish.py, as it is printed."""

from __future__ import annotations

from pathlib import Path

import click

from brochurepress.cli import command_line

DOCUMENT = Path(__file__).parents[1] / "docs" / "commands.md"

HEAD = """# Commands

The help of every command of `publish.py` (installed: `brochure-press`), written by `make commands`.
A test holds it against the program.
"""


def document() -> str:
    """The whole of the document."""
    return "\n".join([HEAD, *(_section(name, command) for name, command in all_commands())])


def all_commands() -> list[tuple[str, click.Command]]:
    """Every command by its name, those of a group behind it."""
    commands = sorted(command_line.main.commands.items())
    return [each for name, one in commands for each in ((name, one), *_within(name, one))]


def _within(name: str, command: click.Command) -> list[tuple[str, click.Command]]:
    """The commands of a group of commands."""
    own = command.commands if isinstance(command, click.Group) else {}
    return [(f"{name} {each}", one) for each, one in sorted(own.items())]


def _section(name: str, command: click.Command) -> str:
    main = click.Context(command_line.main, info_name="publish.py", **command_line.main.context_settings)
    context = click.Context(command, main, name, terminal_width=110, max_content_width=110)
    return f"## {name}\n\n```\n{command.get_help(context)}\n```\n"


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
