"""A run on a cluster: complete and the same though a worker is killed, and told when the cluster is not there."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import distributed
import pytest

from brochurepress.findings import Rejected
from brochurepress.runs import cluster as door
from brochurepress.runs.cluster import Cluster, EditionFiles
from brochurepress.runs.processes import Order, ProcessPool, Task
from brochurepress.runs.run import Progress, make_run, planned
from brochurepress.workspace.project import HOME
from tests.support.run_command import LONG, ROOT, Command, left, people, request, table

ORDER = Order(ROOT, "run", "press")


@pytest.fixture(scope="module")
def two_workers() -> Iterator[distributed.LocalCluster]:
    """A cluster of two workers on this machine, each in a process with two threads."""
    with distributed.LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2, threads_per_worker=2, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        yield cluster


@pytest.mark.stress
def test_a_worker_killed_in_mid_run_costs_nothing(two_workers: distributed.LocalCluster, tmp_path: Path) -> None:
    path = table(tmp_path / "people.csv", [*people(24), (LONG, "x"), ("Bo", "no address")])
    plan = planned(request(path, tmp_path / "far"))
    victims = [worker.pid for worker in two_workers.workers.values()][:1]

    def tell(now: Progress) -> None:
        if now.made == 6 and victims:
            os.kill(victims.pop(), signal.SIGKILL)

    address = two_workers.scheduler_address
    far = make_run(plan, lambda order: Cluster(order, address), tell)
    assert victims == []
    assert far.progress == Progress(made=24, failed=2, taken=0, total=26)
    make_run(planned(request(path, tmp_path / "near")), lambda order: ProcessPool(order, 1))
    assert left(tmp_path / "far") == left(tmp_path / "near")


@pytest.mark.stress
def test_the_command_works_on_a_cluster_and_leaves_it_as_it_was(
    two_workers: distributed.LocalCluster, tmp_path: Path
) -> None:
    command = Command(tmp_path)
    done = command.run(table(tmp_path / "people.csv", people(3)), "--scheduler", two_workers.scheduler_address)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(list(command.folder.glob("*.pdf"))) == 3
    scheduler = two_workers.scheduler
    assert scheduler
    assert not any(name.startswith("press-") for name in scheduler.worker_plugins)


def test_a_cluster_that_does_not_answer_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_PATIENCE_S", 0.5)
    for address in ("tcp://127.0.0.1:9", "no address"):
        with pytest.raises(Rejected) as rejected:
            Cluster(ORDER, address)
        (finding,) = rejected.value.findings
        assert (finding.rule, str(finding.place)) == ("run/cluster", address)
        assert "--resume" in finding.hint


@dataclass
class Place:
    """A worker of a cluster, as far as a plugin knows it."""

    local_directory: str


def arrived(material: EditionFiles, worker: Place) -> EditionFiles:
    """The material as it is once it was sent to a worker."""
    copy: EditionFiles = pickle.loads(pickle.dumps(material))  # noqa: S301 - as Dask does
    copy.setup(worker)
    return copy


TASK = Task(2, "2.pdf", "2.pdf", "", {"name": "Ada", "code": "1"})


def test_a_worker_with_another_press_makes_nothing(tmp_path: Path) -> None:
    material = arrived(EditionFiles(ORDER), Place(str(tmp_path)))
    material.press = "another"
    outcome = material.attempt(TASK)
    assert outcome.copy.pdf == b""
    assert "another press" in outcome.copy.findings[0].message
    material.teardown(None)


def test_a_worker_needs_no_folder_of_the_sender_and_leaves_none(tmp_path: Path) -> None:
    sent = EditionFiles(ORDER)
    sent.order = Order(Path("nowhere"), "run", "press")
    material = arrived(sent, Place(str(tmp_path)))
    assert material.attempt(TASK).copy.pdf.startswith(b"%PDF-1.6")
    assert list(tmp_path.iterdir())
    material.teardown(None)
    assert list(tmp_path.iterdir()) == []


def test_without_dask_it_is_told_what_to_install(tmp_path: Path) -> None:
    code = "import sys; sys.modules['distributed'] = None; from brochurepress.cli import run_main; run_main()"
    path = str(table(tmp_path / "people.csv", people(1)))
    arguments = ["run", path, "--edition", "run", "--root", str(ROOT), "--scheduler", "tcp://127.0.0.1:9"]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=HOME, capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    assert "hint: make setup-cluster" in done.stderr
    assert "Traceback" not in done.stderr
