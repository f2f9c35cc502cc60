"""A real release as servers serve it: verified, refused for each thing broken, its links found by a browser."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner, Result
from playwright.sync_api import Browser

from brochurepress.cli import command_line as publish
from tests.support import browser as browsing
from tests.support.edited_editions import lean
from tests.support.link_server import Answer, Server, answering, says
from tests.support.serving import HABITS, Habit
from tests.support.signing import prove_and_sign

NGINX = HABITS["nginx"]
"""The habit that one thing is broken of."""

Break = Callable[[Server, dict[str, bytes]], None]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root whose edition was built, proved, signed and released by the commands."""
    issued = ("digital", "digital-2", "cover", "web", "large-print")
    folder = lean("minimal", tmp_path_factory.mktemp("root"), *issued)
    prove_and_sign(folder, "minimal")
    done = run(folder, "release", "minimal")
    assert (done.exit_code, done.output) == (0, "")
    return folder


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(publish.main, [*arguments, "--root", str(root)])


def site_of(root: Path) -> dict[str, bytes]:
    site = root / "output/minimal/site"
    return {str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsing.browser() as started:
        yield started


@pytest.mark.parametrize("name", HABITS)
@pytest.mark.parametrize("slash", ["", "/"])
def test_what_was_released_is_verified_on_every_server(root: Path, name: str, slash: str) -> None:
    with answering(HABITS[name].answers(site_of(root))) as server:
        done = run(root, "verify", f"{server.address}{HABITS[name].page.rstrip('/')}{slash}")
    assert (done.exit_code, done.output) == (0, "")


def test_what_was_released_is_verified_in_its_folder(root: Path) -> None:
    done = run(root, "verify", str(root / "output/minimal/site"))
    assert (done.exit_code, done.output) == (0, "")


@pytest.mark.parametrize("name", HABITS)
def test_a_browser_finds_every_file_that_the_page_links(root: Path, name: str, chromium: Browser) -> None:
    habit = HABITS[name]
    with answering(habit.answers(site_of(root))) as server:
        page = chromium.new_page()
        for path in {habit.page, habit.page.rstrip("/"), f"{habit.page.rstrip('/')}/"}:
            page.goto(server.address + path)
            targets = page.eval_on_selector_all("a[download]", "links => links.map(link => link.href)")
            assert len(targets) == 3
            assert {urlsplit(target).path for target in targets} <= server.answers.keys()
        page.close()


def test_a_browser_finds_every_file_that_the_page_links_on_a_disk(root: Path, chromium: Browser) -> None:
    with browsing.visit(chromium, root / "output/minimal/site/index.html", 1280) as visit:
        targets = visit.page.eval_on_selector_all("a[download]", "links => links.map(link => link.href)")
    assert len(targets) == 3
    assert all(Path(urlsplit(target).path).is_file() for target in targets)


def gone(name: str) -> Break:
    return lambda server, site: server.answers.__setitem__(path_of(name), says(404))


def changed(name: str) -> Break:
    def change(server: Server, site: dict[str, bytes]) -> None:
        content = site[name]
        server.answers[path_of(name)] = NGINX.file(name, content[:-1] + bytes([content[-1] ^ 1]))

    return change


def said(name: str, habit: Habit = NGINX, **headers: str) -> Break:
    def say(server: Server, site: dict[str, bytes]) -> None:
        server.answers[path_of(name)] = habit.file(name, site[name], **headers)

    return say


def path_of(name: str) -> str:
    return "/notes/" if name == "index.html" else f"/notes/{name}"


def at_other(answer: Callable[[dict[str, bytes]], Answer]) -> Break:
    return lambda server, site: server.answers.__setitem__("/notes", answer(site))


NAMES = (
    "index.html",
    "notes.pdf",
    "notes.png",
    "notes-2026-01-15.pdf",
    "notes/notes.pdf",
    "snippet.html",
    "manifest.json",
    "SHA256SUMS",
)
"""A file of each kind that a site holds."""

PLAIN = replace(NGINX, packs=False)

BROKEN: dict[str, tuple[Break, str]] = {
    **{f"{name} is gone": (gone(name), "live/missing") for name in NAMES},
    **{f"{name} has another byte": (changed(name), "live/bytes") for name in NAMES},
    **{
        f"{name} is called {kind}": (said(name, Content_Type=kind), "live/type")
        for name in NAMES
        if name != "SHA256SUMS"
        for kind in ("application/octet-stream", "")
    },
    "another character set": (said("index.html", Content_Type="text/html; charset=latin1"), "live/charset"),
    "another language": (said("index.html", Content_Language="nl"), "live/language"),
    "a length that is not kept": (said("notes.pdf", Content_Length="9"), "live/bytes"),
    "packed twice": (
        lambda server, site: server.answers.__setitem__(
            path_of("index.html"), NGINX.file("index.html", gzip.compress(site["index.html"]))
        ),
        "live/bytes",
    ),
    "packed as nobody asked": (said("notes.pdf", PLAIN, Content_Encoding="br"), "live/encoding"),
    "a file has moved": (
        lambda server, site: server.answers.__setitem__(
            path_of("notes.pdf"), says(301, Location="/notes/notes-2026-01-15.pdf")
        ),
        "live/redirect",
    ),
    "nothing at the printed address": (at_other(lambda site: says(404)), "live/missing"),
    "another page at the printed address": (
        at_other(lambda site: NGINX.file("index.html", b"<!doctype html><p>Soon")),
        "live/bytes",
    ),
}
"""One thing broken each, and the rule that tells it."""


@pytest.mark.parametrize("fault", BROKEN)
def test_one_thing_that_is_broken_is_told(root: Path, fault: str) -> None:
    break_one, rule = BROKEN[fault]
    site = site_of(root)
    with answering(NGINX.answers(site)) as server:
        break_one(server, site)
        done = run(root, "verify", f"{server.address}/notes", "--json")
    found = {(each["rule"], each["severity"]) for each in json.loads(done.stdout)["findings"]}
    assert {told for told, _ in found} == {rule}
    assert done.exit_code == (1 if ("error" in {weight for _, weight in found}) else 0)
    assert done.exit_code or rule == "live/redirect"


def test_links_that_lead_nowhere_are_told_as_a_browser_would_follow_them(root: Path) -> None:
    """A page without a slash, under another last name than the printed one, whose server does not lead on."""
    with answering(Habit("/other").answers(site_of(root))) as server:
        server.answers |= {f"/notes/{name}": says(404) for name in site_of(root)}
        done = run(root, "verify", f"{server.address}/other", "--json")
    findings = json.loads(done.stdout)["findings"]
    assert {finding["rule"] for finding in findings} == {"live/link"}
    assert len(findings) == 3
    assert "folder named like the last one of the printed address" in findings[0]["hint"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("change", "rule"), [("gone", "live/missing"), ("another byte", "live/bytes")])
def test_one_file_of_a_copy_that_is_broken_is_told(
    root: Path, tmp_path: Path, name: str, change: str, rule: str
) -> None:
    for each, content in site_of(root).items():
        (tmp_path / each).parent.mkdir(exist_ok=True)
        (tmp_path / each).write_bytes(content)
    path = tmp_path / name
    if change == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes() + b"x\n")
    done = run(root, "verify", str(tmp_path), "--json")
    (finding,) = json.loads(done.stdout)["findings"]
    assert (done.exit_code, finding["rule"], finding["place"]["file"]) == (1, rule, str(path))


def test_a_release_whose_own_list_was_changed_is_no_measure(root: Path, tmp_path: Path) -> None:
    output = tmp_path / "minimal"
    for each, content in site_of(root).items():
        (output / "site" / each).parent.mkdir(parents=True, exist_ok=True)
        (output / "site" / each).write_bytes(content)
    manifest = output / "site/manifest.json"
    manifest.write_text(manifest.read_text().replace('"version": "1"', '"version": "2"'))
    done = run(root, "verify", str(output / "site"), "--output", str(tmp_path))
    assert done.exit_code == 3
    assert "do not agree" in done.stderr


def test_the_same_release_once_more_writes_nothing_and_says_so(root: Path) -> None:
    site = root / "output/minimal/site"
    before = {path: path.stat().st_mtime_ns for path in site.parent.rglob("*")}
    done = run(root, "release", "minimal")
    assert done.exit_code == 0
    assert "with the same bytes: nothing was written [release/same]" in done.stderr
    assert {path: path.stat().st_mtime_ns for path in site.parent.rglob("*")} == before


def test_another_text_under_the_same_date_is_refused_and_nothing_is_written(root: Path) -> None:
    text = root / "source/minimal/1-notes.md"
    signed = root / "source/minimal/signed.toml"
    record = root / "output/minimal/verapdf.json"
    kept = {path: path.read_bytes() for path in (text, signed, record)}
    before = site_of(root)
    try:
        text.write_text(text.read_text().replace("that is all.", "that is all. One more."))
        prove_and_sign(root, "minimal")
        done = run(root, "release", "minimal")
    finally:
        for path, content in kept.items():
            path.write_bytes(content)
    assert done.exit_code == 1
    assert "source/minimal/edition.toml:5: error: version 1 of 2026-01-15 was released before" in done.stderr
    assert "raise date and version in edition.toml" in done.stderr
    assert site_of(root) == before
