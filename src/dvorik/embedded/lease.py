"""Using the embedded servers: a lease on the keeper, which this side also brings back to life."""

import json
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from dvorik.embedded.errors import EmbeddedError, StartFailed, StartTimedOut, explain_os_error
from dvorik.embedded.home import Home
from dvorik.embedded.postgres import database_url
from dvorik.embedded.protocol import ALREADY_KEPT, READY, Request
from dvorik.embedded.valkey import redis_url

log = logging.getLogger(__name__)

_POLL_SECONDS = 0.03
_MOST_STARTS = 5


@dataclass(frozen=True)
class Services:
    """Addresses that stay good while the lease lasts, whatever dies meanwhile."""

    database_url: str | None
    redis_url: str | None


@contextmanager
def running(
    home: Path,
    *,
    postgres: bool = True,
    redis: bool = True,
    durable: bool = True,
    linger_seconds: float = 3,
    start_timeout_seconds: float = 120,
) -> Iterator[Services]:
    """PostgreSQL and Redis with their data under `home`, shared by all who ask for that home.

    Blocks until both answer: under a second the first time, a fifth of that later; a repair after
    a crash may take minutes on a slow disk. They stop `linger_seconds` after the last user left.
    `durable=False` is for tests: a power cut may destroy everything.
    Raises EmbeddedError, whose text says what to do.
    """
    servers = [name for name, wanted in (("postgres", postgres), ("redis", redis)) if wanted]
    request = Request(servers, durable, linger_seconds)
    lease = _Lease(Home.at(home), request, start_timeout_seconds)
    with closing(lease):
        yield lease.services()


class _Lease:
    """An open connection to the keeper, and a thread that replaces a keeper which died."""

    def __init__(self, home: Home, request: Request, start_timeout_seconds: float) -> None:
        self._home = home
        self._request = request
        self._start_timeout_seconds = start_timeout_seconds
        self._closing = threading.Event()
        self._lock = threading.Lock()
        home.create()
        self._connection = self._acquire(is_recovering=False)
        self._promised = self.services()
        self._watcher = threading.Thread(target=self._watch, name="embedded-lease", daemon=True)
        self._watcher.start()

    def services(self) -> Services:
        servers = self._request.servers
        return Services(
            database_url=database_url(self._home) if "postgres" in servers else None,
            redis_url=redis_url(self._home) if "redis" in servers else None,
        )

    def close(self) -> None:
        self._closing.set()
        with self._lock, suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)  # wakes the watcher
        self._watcher.join()
        self._connection.close()

    def _watch(self) -> None:
        while not self._closing.is_set():
            _wait_for_end(self._connection)
            if not self._closing.is_set():
                log.warning("the keeper of %s is gone; starting another", self._home.path)
                self._renew()

    def _renew(self) -> None:
        delay = 0.1
        while not self._closing.is_set():
            try:
                self._replace(self._acquire(is_recovering=True))
            except EmbeddedError as error:
                if not self._closing.wait(delay):
                    log.error("still without servers: %s", error)
                delay = min(delay * 2, 10.0)
            else:
                return

    def _replace(self, connection: socket.socket) -> None:
        with self._lock:
            self._connection.close()
            self._connection = connection
        if self.services() != self._promised:
            log.error("the address of Redis has changed; restart this process")

    def _acquire(self, *, is_recovering: bool) -> socket.socket:
        """A connection on which the keeper said that all servers answer."""
        try:
            return self._try_until_ready(is_recovering=is_recovering)
        except OSError as error:
            raise explain_os_error(error, f"reach the keeper of {self._home.path}") from None

    def _try_until_ready(self, *, is_recovering: bool) -> socket.socket:
        deadline = time.monotonic() + self._start_timeout_seconds
        starts = 0
        while time.monotonic() < deadline and not self._closing.is_set():
            connection = _connect(self._home)
            if connection and self._ask(connection, deadline):
                return connection
            if connection is None and not self._home.is_kept():
                starts += 1
                _start_keeper(
                    self._home, is_recovering=is_recovering, is_last=starts == _MOST_STARTS
                )
                continue
            self._closing.wait(_POLL_SECONDS)
        raise self._timed_out()

    def _ask(self, connection: socket.socket, deadline: float) -> bool:
        """False when the keeper left without an answer. Raises what went wrong there."""
        connection.settimeout(0.5)
        said = b""
        try:
            with suppress(ConnectionError):
                connection.sendall(self._request.to_line())
                said = self._listen(connection, deadline)
        finally:
            if said != READY:
                connection.close()
        if said and said != READY:
            raise EmbeddedError.from_answer(json.loads(said))
        return said == READY

    def _listen(self, connection: socket.socket, deadline: float) -> bytes:
        said = b""
        while not said.endswith(b"\n"):
            try:
                part = connection.recv(4096)
            except TimeoutError:
                if time.monotonic() > deadline or self._closing.is_set():
                    raise self._timed_out() from None
                continue
            if not part:
                return b""
            said += part
        return said

    def _timed_out(self) -> StartTimedOut:
        logs = "\n".join(_tail(self._home, name) for name in ("keeper", *self._request.servers))
        return StartTimedOut.with_log(
            f"The servers of {self._home.path} are not ready after "
            f"{self._start_timeout_seconds:g} s. They may be repairing their data after a crash: "
            "try again in a while.",
            logs,
        )


def _connect(home: Home) -> socket.socket | None:
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(str(home.socket()))
    except OSError:
        connection.close()
        return None
    return connection


def _start_keeper(home: Home, *, is_recovering: bool, is_last: bool) -> None:
    """Returns when the keeper listens, or another one does."""
    command = [sys.executable, "-m", "dvorik.embedded.keeper", "--home", str(home.path)]
    source = str(Path(__file__).parents[2])
    paths = [source, *filter(None, [os.environ.get("PYTHONPATH")])]
    with home.log("keeper").open("ab") as output:
        done = subprocess.run(  # noqa: S603  ourselves, no shell
            [*command, *(["--recovering"] if is_recovering else [])],
            cwd="/",
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            check=False,
        )
    if is_last or done.returncode not in (0, ALREADY_KEPT):
        raise StartFailed.with_log(
            "The keeper of the servers does not start.", _tail(home, "keeper")
        )


def _tail(home: Home, name: str, lines: int = 12) -> str:
    try:
        text = home.log(name).read_text(errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])


def _wait_for_end(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.settimeout(None)
        while connection.recv(4096):
            pass
