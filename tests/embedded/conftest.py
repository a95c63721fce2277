"""A home of its own for each test, left with nothing running, and other processes that use it."""

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import pytest

from tests.embedded import processes
from tests.embedded.processes import User

SOURCE = Path(__file__).parents[2] / "src"


class StartUser(Protocol):
    def __call__(
        self,
        home: Path,
        *,
        python: str = ...,
        paths: list[str] | None = ...,
        account: str | None = ...,
        **options: object,
    ) -> User: ...


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "home"
    yield path
    stop_all(path)


@pytest.fixture
def open_directory() -> Iterator[Path]:
    """A directory that every user of the machine may enter; pytest's own are private."""
    path = Path(tempfile.mkdtemp(prefix="dvorik-test-"))
    path.chmod(0o755)
    yield path
    stop_all(path / "home")
    shutil.rmtree(path)


@pytest.fixture
def start_user() -> Iterator[StartUser]:
    users: list[User] = []

    def start(
        home: Path,
        *,
        python: str = sys.executable,
        paths: list[str] | None = None,
        account: str | None = None,
        **options: object,
    ) -> User:
        paths = paths or [str(SOURCE), *sys.path[1:]]
        given = {"linger_seconds": 0.3} | options
        users.append(
            processes.start_user(home, python=python, paths=paths, account=account, **given)
        )
        return users[-1]

    yield start
    for user in users:
        user.process.kill()
        user.process.communicate()


def stop_all(home: Path) -> None:
    for pid in processes.running_processes(home):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    processes.wait_until_stopped(home)
