"""The machine that several processes of tests share: who does what, and who has it alone."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling

JOURNEYS = "tests/e2e/"


class JourneysTogether(LoadScopeScheduling):  # type: ignore[misc]  # it has no types
    """One process runs all journeys, and begins with them: they share the demo, which takes long
    to open. All other tests go one by one to whoever is free."""

    def _split_scope(self, nodeid: str) -> str:
        return JOURNEYS if nodeid.startswith(JOURNEYS) else nodeid


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
