"""What every command shares: exit codes, options, and what a person or a program is shown."""

from __future__ import annotations

import datetime as dt
import fnmatch
import functools
import json
import logging
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from brochurepress import pipeline, source
from brochurepress.findings import Finding, Rejected, Severity, blocking, nearest
from brochurepress.wording import FALLBACK, UNSHOWN, has_words, in_language, phrase, shown
from brochurepress.workspace import Project, Snapshot

TEXT, JSON, SARIF = "text", "json", "sarif"
"""Forms of a result."""

CLEAN, FAULTY, REJECTED = 0, 1, 3
"""Exit codes; 2 is wrong use of the command line."""

_WIDTH, _ANEW = 78, "\r\x1b[K"  # columns of a line that is written over, and what has it begin again


class Console:
    """What a person sees: stages and times on a terminal, findings always; nothing but the result in another form.

    `project` is what the command works on, `output` the folder for what it makes.
    """

    def __init__(self, form: str = TEXT, project: Project | None = None, output: Path | None = None) -> None:
        self.form, self.project, self.named = form, project or Project(Path.cwd()), output
        self.output = output or self.project.root / "output"
        self.lively = sys.stderr.isatty() and form == TEXT
        self.code = CLEAN
        self._findings: list[Finding] = []
        self._results: list[dict[str, Any]] = []
        self._stage = ""
        self._since = 0.0

    def finish(self, findings: Iterable[Finding], code: int | None = None, **told: Any) -> None:
        """Reports the findings of one piece of work, and keeps them with what else a program is told of it.

        The exit code is the worst of all; by default it is FAULTY for findings of severity error.
        """
        listed = tuple(findings)
        self.report(listed)
        self._findings += listed
        self._results.append({**told, "findings": as_data(listed)})
        self.code = max(self.code, (FAULTY if blocking(listed) else CLEAN) if code is None else code)

    @contextmanager
    def attempt(self, **told: Any) -> Iterator[None]:
        """Work that may be rejected: it is finished with these findings then, and with what a program is told."""
        try:
            yield
        except Rejected as rejected:
            self.finish(rejected.findings, REJECTED, **told)

    def folder(self, name: str) -> tuple[Path, tuple[Finding, ...]]:
        """A folder of the output by its name, and warnings as `pipeline.prepare`, which is asked before work begins."""
        return self.output / name, pipeline.prepare(self.project, self.named, name)

    @contextmanager
    def ending(self, several: str = "", **told: Any) -> Iterator[None]:
        """A whole command: prints its result for a program, and ends with the exit code.

        With `several`, the name of the list in its result, each piece of work is finished by itself; without, it is one
        that may be rejected, and a program is told `told` of it then.
        """
        with nullcontext() if several else self.attempt(**told):
            yield
        if self.form == JSON:
            click.echo(safe_json({several: self._results} if several else self._results[0]))
        elif self.form == SARIF:
            from brochurepress.cli.sarif import sarif_log

            click.echo(safe_json(sarif_log(self._findings)))
        sys.exit(self.code)

    @contextmanager
    def stages(self, edition: str) -> Iterator[Any]:
        """Shows each stage while it runs, on a terminal; gives the function to tell stages to."""
        if not self.lively:
            yield lambda stage: None
            return

        def tell(stage: str) -> None:
            self._done()
            self._stage, self._since = in_language(stage, spoken()), time.perf_counter()
            if stage:
                click.echo(shown(f"{edition}: {self._stage}")[:_WIDTH], err=True, nl=False)

        yield tell
        self._done()

    @contextmanager
    def progress(self, name: str, total: int) -> Iterator[Callable[[int, int, int], None]]:
        """Shows how far a long work is, on a terminal; gives the function to tell counts to: done, failed, found done.

        With the rate of the last minute, and the time left at that rate.
        """
        if not self.lively:
            yield lambda done, failed, found: None
            return
        from rich.console import Console as Terminal
        from rich.progress import Progress, SpinnerColumn, TextColumn

        columns = SpinnerColumn(), TextColumn("{task.description}", markup=False)
        terminal = Terminal(stderr=True)
        with Progress(*columns, console=terminal, transient=True, speed_estimate_period=60) as progress:
            progress.add_task(shown(name))
            (work,) = progress.tasks

            def tell(done: int, failed: int, found: int) -> None:
                # what was found done says nothing of the pace
                progress.update(work.id, total=total - found, completed=done + failed - found)
                parts = [f"{name}: {done:,} of {total:,}", *([f"{failed:,} failed"] if failed else [])]
                if work.speed and work.time_remaining is not None:
                    parts += [f"{work.speed:.1f} a second", f"{dt.timedelta(seconds=work.time_remaining)} left"]
                progress.update(work.id, description=shown(", ".join(parts)))

            yield tell

    def _done(self) -> None:
        if self._stage:
            took = f"  {time.perf_counter() - self._since:5.2f} s  {self._stage}"
            click.secho(f"{_ANEW}{shown(took)}", err=True, dim=True)
        self._stage = ""

    def say(self, text: str) -> None:
        """A line for a person at a terminal."""
        if self.lively:
            echo(text, err=True)

    def tell(self, text: str) -> None:
        """A line that is the result itself: shown wherever the output goes, but not among JSON."""
        if self.form == TEXT:
            echo(text)

    def report(self, findings: Iterable[Finding]) -> None:
        """The findings, worst first, each with its place and hint."""
        if self.form != TEXT:
            return
        order = list(Severity)
        colours = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue", Severity.ADVICE: "cyan"}
        for finding in sorted(findings, key=lambda f: (order.index(f.severity), f.place)):
            click.secho(finding.told(spoken()), err=True, fg=colours[finding.severity])


def echo(text: str, err: bool = False) -> None:
    """Prints one line that is safe to show, a phrase in the reader's language; the one way to print besides Console."""
    click.echo(shown(in_language(text, spoken())), err=err)


def spoken(otherwise: str = FALLBACK) -> str:
    """The language that the reader of this command chose, such as nl."""
    context = click.get_current_context(silent=True)
    return str(context.meta.get(_SPOKEN, otherwise)) if context else otherwise


def language_in(tag: str) -> str:
    """The language of a tag (BCP 47) or a locale (POSIX), such as nl of nl-NL and nl_NL.UTF-8."""
    return re.split(r"[-_.@]", tag)[0].lower()


def _speak(context: click.Context, option: click.Parameter, given: str | None) -> None:
    """Takes the language of the reader from the option, or from the locale."""
    language = language_in(given or "")
    if has_words(language):
        context.meta[_SPOKEN] = language
    elif language not in ("", "c", "posix"):
        echo(phrase("usage/language", language=language), err=True)


LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
"""What tells the reader's language where no option does, the first that is set."""

_SPOKEN = "brochurepress.language"
language_option = click.option(
    "--language", metavar="TAG", envvar=list(LOCALE), expose_value=False, is_eager=True, callback=_speak
)


class Safe(logging.Formatter):
    """What libraries log, as lines that are safe to show."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of one record."""
        return shown(super().format(record))


def safe_json(value: dict[str, Any]) -> str:
    """A value as JSON that is safe to show: characters that JSON leaves as they are, too, are escaped (RFC 8259, 7)."""
    raw = json.dumps(value, indent=2, ensure_ascii=False, default=str)
    return "\n".join(UNSHOWN.sub(lambda found: f"\\u{ord(found[0]):04x}", line) for line in raw.split("\n"))


class SafeGroup(click.Group):
    """Commands whose wrong use is told in words that are safe to show: names of files are among the arguments."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command that was asked for."""
        if logging.lastResort:  # prints what libraries log, for the press sets up no other
            logging.lastResort.setFormatter(Safe())
        with _safely():
            return super().invoke(ctx)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Reads the options of the group itself."""
        with _safely():
            return super().parse_args(ctx, args)


@contextmanager
def _safely() -> Iterator[None]:
    try:
        yield
    except click.ClickException as fault:
        fault.message = shown(in_language(fault.message, spoken()))  # type: ignore[misc] # declared final, read when it is told
        raise
    except Rejected as rejected:
        Console().report(rejected.findings)
        sys.exit(REJECTED)


def as_data(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings for a program that reads them."""
    return [asdict(finding) for finding in findings]


def chosen(project: Project, names: tuple[str, ...]) -> tuple[str, ...]:
    """The editions named, or all that have a folder of their own when none is.

    A name may hold * and ? for many at once, those that a table makes included; that of the folder with the table
    stands for all of them. A name that is no edition is wrong use.
    """
    snapshot = Snapshot(project)
    known = source.known_editions(snapshot)
    if not known:
        raise click.UsageError(phrase("usage/no-editions", root=project.root))
    found: list[str] = []
    for name in names:
        matching = [each for each in known if fnmatch.fnmatchcase(each, name)] or source.editions_of(snapshot, name)
        if not matching:
            raise click.UsageError(phrase("usage/no-edition", name=name, nearest=nearest(name, known)))
        found += (each for each in matching if each not in found)
    return tuple(found) if names else source.standing_editions(snapshot)


def the_one(project: Project, name: str) -> str:
    """The edition of that name, or without one the only that builds on no other; a pattern is wrong use."""
    names = (name,) if name else source.first_editions(Snapshot(project))
    if chosen(project, names) != names or len(names) != 1:
        raise click.UsageError(phrase("usage/several", name=name or ", ".join(names)))
    return names[0]


def today() -> dt.date:
    """The day on this machine: the one place where the clock is read."""
    return dt.datetime.now(dt.UTC).astimezone().date()


editions_argument = click.argument("editions", nargs=-1, metavar="[EDITION]...")
edition_argument, edition_or_none = click.argument("edition"), click.argument("edition", default="")
printer_option = click.option("--printer", metavar="NAME")
root_option = click.option(
    "--root",
    "project",
    callback=lambda context, option, root: Project(root),
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path.cwd,
)
output_option = click.option("--output", type=click.Path(file_okay=False, path_type=Path))
_FORMS = (
    click.option("--format", "form", type=click.Choice([TEXT, JSON, SARIF]), default=TEXT, show_default=True),
    click.option("--json", "form", flag_value=JSON),  # the last of both counts
)
Parameter = Callable[[Callable[..., Any]], Callable[..., Any]]
"""What gives a command an option or an argument."""


def switch(name: str) -> Parameter:
    """An option that is on or off."""
    return click.option(name, is_flag=True)


def command(
    *parameters: Parameter, name: str | None = None, several: str = "", **told: Any
) -> Callable[[Callable[..., None]], click.Command]:
    """A command of these options and arguments, of --root and of --format: its function is given a console with them.

    Editions are those that are meant by the names given (see `chosen` and `the_one`). It ends with its result and exit
    code (see `Console.ending`). Where it is rejected a program is told `told`: what was given by that name, or this.
    """

    def made(work: Callable[..., None]) -> click.Command:
        @functools.wraps(work)
        def run(project: Project, form: str, output: Path | None = None, **given: Any) -> None:
            if editions_argument in parameters:
                given["editions"] = chosen(project, given["editions"])
            elif {edition_argument, edition_or_none}.intersection(parameters):
                given["edition"] = the_one(project, given["edition"])
            console = Console(form, project, output)
            with console.ending(several, **{key: given.get(key, value) for key, value in told.items()}):
                work(console, **given)

        taking: Callable[..., Any] = run
        for parameter in reversed((*parameters, root_option, *_FORMS)):
            taking = parameter(taking)
        return click.command(name)(taking)

    return made
