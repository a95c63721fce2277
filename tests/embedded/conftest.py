"""A home of its own for each test, left with nothing running, and other processes that use it."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol, TypedDict

import pytest

from dvorik.embedded import running
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


class OrdinaryUser(TypedDict):
    """Who starts another process, and with which Python."""

    account: str | None
    python: str


@pytest.fixture
def ordinary_user() -> OrdinaryUser:
    """Ourselves; for root another user of the system, with a Python that user can run."""
    if os.geteuid() != 0:
        return {"account": None, "python": sys.executable}
    for python in (sys.executable, "/usr/bin/python3"):
        if _works_for("daemon", python):
            return {"account": "daemon", "python": python}
    pytest.skip("no other user can run our Python")


def _works_for(account: str, python: str) -> bool:
    try:
        done = subprocess.run(
            [python, "-c", "import sys, dvorik.embedded; sys.exit(sys.version_info < (3, 11))"],
            user=account,
            cwd="/",
            env={"PYTHONPATH": str(SOURCE)},
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    return done.returncode == 0


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "home"
    yield path
    stop_all(path)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a cluster that stopped cleanly. Making one takes most of a first start."""
    path = tmp_path_factory.mktemp("template") / "home"
    with running(path, redis=False, durable=False, linger_seconds=0):
        pass
    processes.wait_until_stopped(path)
    return path


@pytest.fixture
def made_home(home: Path, template: Path) -> Path:
    """A home that was used before."""
    subprocess.run(["cp", "-a", template, home], check=True)
    return home


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
