"""The command line of the press: its commands in one group."""

import gc
import gettext
import inspect
import os
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import click

from brochurepress.cli.build import build, gallery, handouts, swatches
from brochurepress.cli.check import check
from brochurepress.cli.compare import approve, compare
from brochurepress.cli.console import LOCALE, REJECTED, Console, SafeGroup, language_in, language_option
from brochurepress.cli.doctor import doctor
from brochurepress.cli.new import font, new
from brochurepress.cli.preview import preview
from brochurepress.cli.release import evidence, prove, release, sign, verify
from brochurepress.cli.run import run
from brochurepress.cli.texts import comments, export, import_, merge, redline, translate
from brochurepress.findings import Rejected
from brochurepress.wording import FALLBACK, FOLDER, has_words, in_language, phrase
from brochurepress.workspace import HOME, full, temporary_folder, version


@click.group(cls=SafeGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name=None, version=version())
def main() -> None:
    """Publish brochures: a PDF/X-4 file for the printer, an accessible PDF, a web page."""


_WORDS = tomllib.loads((HOME / FOLDER / FALLBACK / "commands.toml").read_text(encoding="utf-8"))


def _complete(command: click.Command, name: str) -> None:
    """Gives a command, and those in it, the words of its help besides the first, and --language."""
    if command is not main:
        language_option(command)
    words = {**_WORDS["shared"], **_WORDS.get(name, {})}
    command.help = "\n\n".join((inspect.cleandoc(command.help or ""), words.get("help", "")))
    for option in command.params:
        if isinstance(option, click.Option) and not option.help:
            option.help = words[option.opts[0].removeprefix("--")]
    for part, each in command.commands.items() if isinstance(command, click.Group) else ():
        _complete(each, part if command is main else f"{name} {part}")


for each in (
    *(build, check, preview, approve, compare, doctor, evidence, sign, prove, release, run, swatches, verify),
    *(new, font, gallery, handouts, import_, export, merge, comments, translate, redline),
):
    main.add_command(each)
_complete(main, "main")


def run_main() -> None:
    """The command line with one folder for its temporary files, which goes with it; one sentence on native Windows."""
    if sys.platform == "win32":
        click.echo(in_language(phrase("usage/windows"), _language(sys.argv[1:])), err=True)
        sys.exit(click.UsageError.exit_code)
    try:
        with temporary_folder() as folder:
            _translate(_language(sys.argv[1:]), folder)
            main()
    except Rejected as rejected:
        findings = rejected.findings
    except OSError as fault:
        if not (found := full(fault)):
            raise
        findings = (found,)
    finally:
        gc.freeze()  # what is left goes with the process: to look for circles in it would take a tenth of a build
    Console().report(findings)
    sys.exit(REJECTED)


def _language(arguments: list[str]) -> str:
    """The reader's language, before the command line is read: what of that is wrong is told in it too."""
    given = dict(pairwise(arguments)).get("--language", "")
    return language_in(next(filter(None, (given, *map(os.environ.get, LOCALE))), FALLBACK))


def _translate(language: str, folder: Path) -> None:
    """Has click speak a language: it looks its words up by gettext, in a catalogue that is compiled for it here."""
    words = HOME / FOLDER / language / "click.po"
    if has_words(language) and words.is_file():
        import polib

        file = folder / language / "LC_MESSAGES" / "messages.mo"
        file.parent.mkdir(parents=True)
        polib.pofile(str(words)).save_as_mofile(str(file))
        gettext.bindtextdomain("messages", str(folder))
        os.environ["LANGUAGE"] = language


if __name__ == "__main__":
    run_main()
