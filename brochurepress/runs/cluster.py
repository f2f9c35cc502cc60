"""Cluster: the only door to Dask, by which the workers of a run may stand on other machines.

They need no folder in common: what the edition is made from is sent to them once, and copies come back as bytes.
"""

import io
import queue
import tempfile
import threading
import time
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import distributed

from brochurepress.findings import Place, error, reject
from brochurepress.runs.processes import AHEAD, Order, Outcome, Task, Worker, attempt, brought, lost, press_digest

_PATIENCE_S = 30.0  # how long a cluster may be without any worker, or not answer
_LOOK_EVERY_S = 2.0


class EditionFiles(distributed.WorkerPlugin):
    """What an edition is made from, sent to every worker of a cluster, those that join later too."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.press = press_digest()
        # The files that a root brings, in one archive.
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in brought(order.root):
                archive.write(path, path.relative_to(order.root).as_posix())
        self.files = packed.getvalue()
        self.name = f"press-{uuid.uuid4().hex}"

    def setup(self, worker: Any) -> None:
        """Makes ready on a worker; what it needs is unpacked when the first row comes."""
        self._lock = threading.Lock()
        self._worker: Worker | None = None
        self._folder = tempfile.TemporaryDirectory(prefix="press-", dir=worker.local_directory)

    def teardown(self, worker: Any) -> None:
        """Removes what was unpacked."""
        self._folder.cleanup()

    def attempt(self, task: Task) -> Outcome:
        """What becomes of a task here; one at a time, whatever threads the worker has."""
        with self._lock:
            if self._worker is None:
                if press_digest() != self.press:
                    return lost(task, error("run/cluster:other-press"))
                root = Path(self._folder.name).resolve()
                zipfile.ZipFile(io.BytesIO(self.files)).extractall(root)
                self._worker = Worker(replace(self.order, root=root))
            return attempt(self._worker, task)


class Cluster:
    """Workers of a Dask cluster. A row whose worker is lost is made by another one; the same bytes come of it."""

    def __init__(self, order: Order, address: str) -> None:
        self._address = address
        self._ended: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._tasks: dict[str, Task] = {}
        self._seen = self._looked = time.monotonic()
        self._count = 0
        try:
            client: Any = distributed.Client  # it has types in part only
            self._client = client(address, timeout=_PATIENCE_S, set_as_default=False)
            self._client.wait_for_workers(1, timeout=_PATIENCE_S)
        except (OSError, ValueError, TimeoutError) as fault:
            raise reject("run/cluster:unreachable", Place(address), fault=fault) from fault
        self._material = EditionFiles(order)
        self._client.register_plugin(self._material)

    def room(self) -> bool:
        """Whether another row can be given."""
        now = time.monotonic()
        if not self._count or now - self._looked > _LOOK_EVERY_S:
            self._looked = now
            self._count = len(self._client.nthreads())
            self._seen = now if self._count else self._seen
        return len(self._tasks) < AHEAD * self._count

    def busy(self) -> bool:
        """Whether rows were given that are not done."""
        return bool(self._tasks)

    def give(self, task: Task) -> None:
        """Gives a row."""
        key = f"copy-{task.key[:24]}-{task.row}"
        self._tasks[key] = task
        future = self._client.submit(_make, self._material.name, task, key=key, pure=False)
        future.add_done_callback(self._ended.put)

    def done(self, seconds: float) -> Iterator[Outcome]:
        """What was done since; waits so long for the first of it.

        Raises Rejected when the cluster is gone, or has had no worker for a while.
        """
        while True:
            try:
                future = self._ended.get(timeout=seconds)
            except queue.Empty:
                break
            seconds = 0.0
            yield self._outcome(future)
        if not self.room() and not self._count and time.monotonic() - self._seen > _PATIENCE_S:
            raise reject("run/cluster:lost", Place(self._address))

    def close(self) -> None:
        """Leaves the cluster as it was."""
        try:
            self._client.unregister_worker_plugin(self._material.name)
        finally:
            self._client.close()

    def _outcome(self, future: Any) -> Outcome:
        task = self._tasks.pop(future.key)
        if future.status == "finished":
            outcome: Outcome = future.result()
            future.release()
            return outcome
        if future.status != "error":
            raise reject("run/cluster:dropped", Place(self._address))
        return lost(task, error("run/worker:given-up", exception=future.exception()))


def _make(material: str, task: Task) -> Outcome:
    """The work of one task, on a worker."""
    plugins: Any = distributed.get_worker().plugins
    outcome: Outcome = plugins[material].attempt(task)
    return outcome
