"""Using the embedded servers: a lease on their keeper, and a new keeper should it die."""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from dvorik.embedded.errors import EmbeddedError
from dvorik.embedded.home import Home
from dvorik.embedded.postgres import database_url
from dvorik.embedded.protocol import Request
from dvorik.embedded.reach import Reach
from dvorik.embedded.valkey import redis_url

log = logging.getLogger(__name__)


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
    a crash may take longer. They stop `linger_seconds` after the last user left.
    `durable=False` is for tests: a power cut may destroy everything.
    Raises EmbeddedError, whose text says what to do.
    """
    servers = [name for name, wanted in (("postgres", postgres), ("redis", redis)) if wanted]
    request = Request(servers, durable, linger_seconds)
    with closing(_Lease(Home.at(home), request, start_timeout_seconds)) as lease:
        yield lease.services()


class _Lease:
    """An open connection to the keeper, and a thread that replaces a keeper which died."""

    def __init__(self, home: Home, request: Request, start_timeout_seconds: float) -> None:
        self._home = home
        self._servers = request.servers
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._reach = Reach(home, request, start_timeout_seconds, self._closing)
        home.create()
        self._connection = self._reach.keeper(is_recovering=False)
        self._promised = self.services()
        self._watcher = threading.Thread(target=self._watch, name="embedded-lease", daemon=True)
        self._watcher.start()

    def services(self) -> Services:
        return Services(
            database_url=database_url(self._home) if "postgres" in self._servers else None,
            redis_url=redis_url(self._home) if "redis" in self._servers else None,
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
                self._replace(self._reach.keeper(is_recovering=True))
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


def _wait_for_end(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.settimeout(None)
        while connection.recv(4096):
            pass
