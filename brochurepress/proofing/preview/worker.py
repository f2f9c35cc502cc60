"""The preview's worker: builds one edition whenever its files change, and tells every open window."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Future
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from brochurepress.artworks import Artwork
from brochurepress.findings import Finding
from brochurepress.proofing.preview.background_check import BackgroundCheck, FutureCheck, Rooms, found_by
from brochurepress.proofing.preview.page_model import ProofPage
from brochurepress.proofing.preview.plates import ProofPlates
from brochurepress.proofing.preview.session import Session, SessionState
from brochurepress.proofing.preview.watch import follow
from brochurepress.wording import in_language

QUIET_S = 0.3
"""How long nothing may change before the proofs are read: whoever is typing is not kept from the next picture."""

SETTLE_S = 0.1
"""How long a fault is kept to itself: a file that is just being saved is whole again by then."""

GLANCE_S = 0.1
"""How long the rest of a build waits at most for a window to have the page that it looks at."""

FRAMES_S = 0.03
"""How long it waits then for the browser to decode and show that, which works on the same processors."""

Reading = tuple[Future[Any], Callable[[], None]]
"""What is being read, and what is done with it then."""

SendEvent = Callable[[str, dict[str, Any]], None]
"""Told each event: `building` with the stage, `page` with one that is set first, `state` with all there is to show."""


class PreviewWorker:
    """A desk with its watcher and its proof-reader, each in a thread or process of its own.

    Changes that come in while a build runs lead to one more build after it; however many they were, the last state of
    the files is the one that is shown. The artwork in view is read before all others.
    """

    def __init__(self, desk: Session, reader: BackgroundCheck | None, tell: SendEvent) -> None:
        self.desk, self._reader, self._tell = desk, reader, tell
        self._engine = threading.Lock()
        self._changed, self._stop = threading.Event(), threading.Event()
        self._shown = desk.proofs
        self._read: tuple[Finding, ...] | None = None
        self.proof_read = False
        """Whether the findings are those of the whole build, preflight included."""
        self.in_view, self.artworks, self.rooms = "", dict[str, Artwork](), Rooms()
        self.pages_in_view, self.fetched = tuple[int, ...](), threading.Event()
        self.ahead: tuple[int, Future[ProofPage | None]] = 0, Future()
        """The number of the build that runs or ran last, and the page that it sets before all others, if any."""
        self.inks: dict[str, ProofPlates] = {}
        """The inks of each leaf of this build and the one before it, by its key."""
        watched = desk.project, self._changed.set, self._stop
        self._threads = [
            threading.Thread(target=self._work, name="desk", daemon=True),
            threading.Thread(target=follow, args=watched, name="watch", daemon=True),
        ]

    def open(self) -> None:
        """Sets the edition for the first time and begins to watch."""
        self._changed.set()
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Ends the watch, the build that runs, and the proof-reader."""
        self._stop.set()
        self._changed.set()
        for thread in self._threads:
            thread.join(timeout=10)
        if self._reader:
            self._reader.close()

    @property
    def proofs(self) -> SessionState:
        """What there is to show; with the findings of the whole build once they are read, each once.

        A build says of a fault of the pages in which artwork it stands besides.
        """
        proofs, known = self._shown, set(self._shown.findings)
        bare = ((one, replace(one, place=replace(one.place, artwork=""))) for one in self._read or ())
        more = dict.fromkeys(one for one, plain in bare if not {one, plain} & known)
        return replace(proofs, findings=(*dict.fromkeys(proofs.findings), *more))

    def leaf(self, key: str) -> ProofPage | None:
        """A leaf of this build or the one before it."""
        return inks.leaf if (inks := self.inks.get(key)) else None

    def tags(self) -> tuple[int, list[list[dict[str, Any]]]]:
        """The number of the build, and its structure elements page by page; raises Rejected where there are none."""
        with self._engine:
            return self.desk.proofs.build, self.desk.tags()

    def _work(self) -> None:
        readings: Iterator[Reading] = iter(())
        reading: Reading | None = None
        due = 0.0
        while not self._stop.is_set():
            if self._changed.wait(timeout=0.05 if due or reading else None):
                self._changed.clear()
                if self._stop.is_set():
                    return
                self._build()
                reading, due = None, time.monotonic() + QUIET_S
            elif due and time.monotonic() >= due:
                gc.collect()  # circles that the engine leaves, while nobody waits
                readings = self._readings(self._reader) if self._reader else iter(())
                reading, due = next(readings, None), 0.0
            elif reading and reading[0].done():
                reading[1]()
                self._tell("state", {})
                reading = next(readings, None)

    def _readings(self, reader: BackgroundCheck) -> Iterator[Reading]:
        """What is read one after the other of the files as they are: what is in view, all of it, the room left."""
        for only in ((self.in_view,), ()) if self.in_view else ((),):
            checked = reader.read(only)
            yield checked, partial(self._found, checked, not only)
        measured = reader.measure()
        yield measured, partial(self._measured, measured)

    def _found(self, checked: FutureCheck, whole: bool) -> None:
        self._take(*found_by(checked), whole)

    def _take(self, findings: tuple[Finding, ...], artworks: tuple[Artwork, ...], whole: bool) -> None:
        """Shows what was found and made; an artwork that could not be made stays as it was."""
        self._read, self.proof_read = findings, whole
        self.artworks = {**self.artworks, **{artwork.variant: artwork for artwork in artworks}}

    def _measured(self, measured: Future[Rooms]) -> None:
        with suppress(BrokenExecutor, CancelledError):  # the next build asks anew
            self.rooms = measured.result()

    def _build(self) -> None:
        if self._reader:
            self._reader.drop()
        build, reader = self.desk.proofs.build + 1, self.desk.proofs.reader or self.desk.reader
        self.ahead = build, Future()
        self.ahead[1].set_running_or_notify_cancel()  # whoever waits for it and goes away ends it for nobody else
        with self._engine:
            proofs = self.desk.refresh(
                lambda stage: self._tell("building", {"build": build, "stage": in_language(stage, reader)}),
                self.pages_in_view,
                self._seen,
            )
        self._set_ahead(None)
        if proofs.fault and self._changed.wait(SETTLE_S):
            return
        leaves = {leaf.key: leaf for leaf in (*self._shown.pages, *proofs.pages)}
        self.inks = {key: self.inks.get(key) or ProofPlates(leaf) for key, leaf in leaves.items()}
        self._read, self.proof_read, self._shown = None, False, proofs
        self._tell("state", {})

    def _seen(self, leaf: ProofPage) -> None:
        """Shows a page that is looked at while the others are set; they wait until the window has its picture."""
        if leaf.key not in {page.key for page in self._shown.pages}:
            self.inks[leaf.key] = ProofPlates(leaf)
            self.fetched.clear()
            self._set_ahead(leaf)
            self._tell("page", {"number": leaf.number, "key": leaf.key})
            if self.fetched.wait(GLANCE_S):
                self._changed.wait(FRAMES_S)

    def _set_ahead(self, leaf: ProofPage | None) -> None:
        if not self.ahead[1].done():
            self.ahead[1].set_result(leaf)
