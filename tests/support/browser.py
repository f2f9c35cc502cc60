"""A page in a real browser, offline: screenshot, accessibility violations, requests and console errors."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

AXE = Path(__file__).parents[1] / "web" / "node_modules" / "axe-core" / "axe.min.js"

DEMANDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
"""The groups of axe-core's rules a page answers to: WCAG 2.2 levels A and AA, and axe's best practice."""

HEIGHT = 800

_QUIET = (
    "--no-sandbox",  # a container's root has no user namespace to make a sandbox of
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Violation:
    """A broken accessibility rule of axe-core: its name, what it demands, and the elements that break it."""

    rule: str
    demand: str
    elements: tuple[str, ...]


@dataclass(frozen=True)
class Visit:
    """A page as it stands in the browser, with everything it asked for and complained of while loading."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def screenshot(self, height: int = 0) -> bytes:
        """The whole page as PNG, or the upper `height` CSS px of it, one bitmap pixel per CSS pixel."""
        size = self.page.viewport_size
        clip: Any = {"x": 0, "y": 0, "width": size["width"], "height": height} if size and height else None
        return self.page.screenshot(full_page=True, clip=clip)

    def axe(self) -> tuple[Violation, ...]:
        """What axe-core finds broken among its DEMANDS."""
        # By way of the debugger: a script element would be stopped by the page's Content Security Policy.
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", DEMANDS)
        return tuple(
            Violation(rule["id"], rule["help"], tuple(node["html"] for node in rule["nodes"]))
            for rule in found["violations"]
        )

    def axe_by_criterion(self) -> tuple[str, set[str], dict[str, list[str]]]:
        """axe-core with its version, the criteria of WCAG that its rules found kept, and what breaks the others.

        What no element of the page answers to, and what axe-core cannot tell, is in neither.
        """
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("() => axe.run()")
        passed: set[str] = set()
        failures: dict[str, list[str]] = {}
        for rule in (*found["passes"], *found["violations"]):
            marks = (re.fullmatch(r"wcag(\d)(\d)(\d+)", tag) for tag in rule["tags"])
            for number in (".".join(mark.groups()) for mark in marks if mark):
                passed.add(number)
                if rule in found["violations"]:
                    failures.setdefault(number, []).append(f"{rule['id']}: {rule['help']}")
        return f"axe-core {found['testEngine']['version']}", passed, failures

    def overflow(self) -> int:
        """CSS pixels by which the page is wider than its window (WCAG 2.2, 1.4.10 Reflow)."""
        wider: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return wider


@contextmanager
def browser() -> Iterator[Browser]:
    """Debian's Chromium without a window; raises RuntimeError where it or axe-core is missing."""
    chromium = shutil.which("chromium")
    if chromium is None or not AXE.exists():
        raise RuntimeError(f"chromium or {AXE.name} is missing: run `make setup-test`, which installs them")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=_QUIET)
        try:
            yield started
        finally:
            started.close()


@contextmanager
def visit(browser: Browser, file: Path, width: int) -> Iterator[Visit]:
    """An HTML file opened offline in a window `width` CSS pixels wide, scripts and pictures loaded."""
    context = browser.new_context(viewport={"width": width, "height": HEIGHT}, offline=True)
    try:
        opened = Visit(context.new_page())
        opened.page.on("request", lambda request: opened.requests.append(request.url))
        opened.page.on("pageerror", lambda error: opened.errors.append(error.message))
        opened.page.on("console", lambda said: opened.errors.append(said.text) if said.type == "error" else None)
        opened.page.goto(file.resolve().as_uri(), wait_until="load")
        yield opened
    finally:
        context.close()
