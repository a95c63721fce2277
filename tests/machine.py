"""The machine that several processes of tests share: who does what, and who has it alone."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from xdist.plugin import pytest_xdist_auto_num_workers
from xdist.scheduler import LoadScopeScheduling

JOURNEYS = "tests/e2e/"
TOGETHER = (JOURNEYS, "tests/demo/")
"""Folders whose tests share what takes long to make: an open demo, a filled shop."""
WAITING = ("tests/sender/", "tests/worker/", "tests/cli/")
"""Whose tests sleep more than they work: the best company for a browser."""


def processes(config: pytest.Config) -> int:
    """One more than there are cores: somebody always waits for a browser, a sender or a lease."""
    cores: int = pytest_xdist_auto_num_workers(config)
    return cores + 1


class Shared(LoadScopeScheduling):  # type: ignore[misc]  # it has no types
    """One process runs all of a folder of TOGETHER, and the biggest begins. All other tests go one
    by one to whoever is free, in their turn."""

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid)


def turn(item: pytest.Item) -> int:
    """Who needs the machine alone comes last: it waits for others, and by then they are short."""
    if is_alone(item):
        return 3
    if item.nodeid.startswith(JOURNEYS):
        return 0
    return 1 if item.nodeid.startswith(WAITING) else 2


def is_alone(item: pytest.Item) -> bool:
    return item.get_closest_marker("alone") is not None


@contextmanager
def place_on_machine(folder: Path, *, alone: bool) -> Iterator[None]:
    """Held by one test. With `alone` it begins when the tests of other processes have ended, and
    theirs begin when it has."""
    folder.mkdir(parents=True, exist_ok=True)
    with _opened(folder / "gate.lock") as gate, _opened(folder / "machine.lock") as machine:
        # Whoever waits to be alone keeps the gate, or there would always be somebody inside.
        fcntl.flock(gate, fcntl.LOCK_EX)
        fcntl.flock(machine, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        fcntl.flock(gate, fcntl.LOCK_UN)
        yield


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    # Closing gives the lock back.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
