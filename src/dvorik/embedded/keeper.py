"""The process that owns PostgreSQL and Redis of one home, for as long as anybody holds a lease.

A lease is a connection to `keeper.sock`: one JSON line asks for servers, one line answers, and the
connection stays open. The kernel closes it with its owner, however that ends. When the last one is
gone the keeper lingers, stops both servers cleanly and exits.

One thread, woken by sockets and signals: `PR_SET_PDEATHSIG` needs the thread that forks to live as
long as the process, and an idle keeper must not drain a laptop.
"""

import argparse
import contextlib
import logging
import os
import selectors
import signal
import socket
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from dvorik.embedded.account import service_account
from dvorik.embedded.errors import EmbeddedError, NotDurable
from dvorik.embedded.home import Home
from dvorik.embedded.postgres import PostgreSQL
from dvorik.embedded.protocol import ALREADY_KEPT, READY, Request
from dvorik.embedded.server import Server, rotate
from dvorik.embedded.supervisor import Supervisor
from dvorik.embedded.valkey import Valkey

log = logging.getLogger("dvorik.embedded.keeper")

_BUSY_SECONDS = 0.02
_IDLE_SECONDS = 30.0
# The starter is about to ask; one that died meanwhile must not leave us waiting.
_FIRST_LEASE_SECONDS = 5.0


@dataclass(eq=False)
class Lease:
    connection: socket.socket
    received: bytes = b""
    request: Request | None = None
    is_answered: bool = False

    def read(self) -> bool:
        """False when the owner is gone, or does not speak our language."""
        try:
            part = self.connection.recv(4096)
            self.received += part
            if self.request is None and self.received.endswith(b"\n"):
                self.request = Request.from_line(self.received)
        except BlockingIOError:
            return True
        except (OSError, ValueError):
            return False
        return bool(part)

    def answer(self, line: bytes) -> None:
        self.is_answered = True
        with contextlib.suppress(OSError):  # it left while we worked; the next read says so
            self.connection.sendall(line)


class Keeper:
    def __init__(self, home: Home, listener: socket.socket, *, is_recovering: bool) -> None:
        self._home = home
        self._listener = listener
        self._is_recovering = is_recovering
        self._leases: list[Lease] = []
        self._supervisors: dict[str, Supervisor] = {}
        self._durable: bool | None = None
        self._linger_seconds = 0.0
        self._is_told_to_stop = False
        self._selector = selectors.DefaultSelector()
        self._wake, self._woken = socket.socketpair()

    def run(self) -> None:
        """Returns when nobody needs the servers any more, and they have stopped."""
        self._selector.register(self._listener, selectors.EVENT_READ, self._accept)
        self._wake_on_signals()
        leave_at = time.monotonic() + _FIRST_LEASE_SECONDS
        while not self._is_told_to_stop:
            for key, _ in self._selector.select(self._pause(leave_at)):
                key.data()
            self._tend()
            if self._leases:
                leave_at = time.monotonic() + (self._linger_seconds if self._supervisors else 0.0)
            elif time.monotonic() >= leave_at:
                break
        self._leave()

    def _pause(self, leave_at: float) -> float:
        if any(not one.is_ready for one in self._supervisors.values()):
            return _BUSY_SECONDS
        if self._leases:
            return _IDLE_SECONDS
        return max(0.0, min(_IDLE_SECONDS, leave_at - time.monotonic()))

    def _tend(self) -> None:
        self._home.reachable()  # temporary directories get swept, and clients come by this path
        for name in ("keeper", *self._supervisors):
            with contextlib.suppress(OSError):
                rotate(self._home.log(name))
        for supervisor in self._supervisors.values():
            supervisor.tick(time.monotonic())
        for lease in self._leases:
            if lease.request and not lease.is_answered:
                self._serve(lease, lease.request)
        # Whoever waited for them has been told why; the next to ask gets a new try.
        for name in [name for name, one in self._supervisors.items() if one.is_hopeless]:
            del self._supervisors[name]

    def _serve(self, lease: Lease, request: Request) -> None:
        needed = [self._supervisors[name] for name in request.servers]
        failure = next((one.failure for one in needed if one.failure), None)
        if failure:
            lease.answer(failure.to_line())
        elif all(one.is_ready for one in needed):
            lease.answer(READY)

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:  # it left before we looked
            return
        connection.setblocking(False)
        lease = Lease(connection)
        self._leases.append(lease)
        self._selector.register(connection, selectors.EVENT_READ, lambda: self._hear(lease))

    def _hear(self, lease: Lease) -> None:
        had_request = lease.request is not None
        if not lease.read():
            self._drop(lease)
        elif lease.request and not had_request:
            self._admit(lease, lease.request)

    def _admit(self, lease: Lease, request: Request) -> None:
        if self._durable is None:
            self._durable = request.durable
        if request.durable and not self._durable:
            lease.answer(_not_durable(self._home).to_line())
            return
        self._linger_seconds = request.linger_seconds
        for name in request.servers:
            if name not in self._supervisors:
                self._supervisors[name] = Supervisor(self._server(name))

    def _drop(self, lease: Lease) -> None:
        self._selector.unregister(lease.connection)
        lease.connection.close()
        self._leases.remove(lease)

    def _server(self, name: str) -> Server:
        account = service_account()
        durable = bool(self._durable)
        if name == PostgreSQL.name:
            return PostgreSQL(self._home, account, durable=durable)
        return Valkey(self._home, account, durable=durable, may_move=not self._is_recovering)

    def _leave(self) -> None:
        """The socket goes first: whoever comes now waits for the lock and starts a new keeper."""
        self._listener.close()
        (self._home.path / "keeper.sock").unlink(missing_ok=True)
        servers = [one.server for one in self._supervisors.values()]
        for server in servers:
            server.ask_to_stop()
        for server in servers:
            server.stop()
        log.info("stopped")

    def _wake_on_signals(self) -> None:
        for end in (self._wake, self._woken):
            end.setblocking(False)
        signal.set_wakeup_fd(self._wake.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._tell_to_stop)
        self._selector.register(self._woken, selectors.EVENT_READ, lambda: self._woken.recv(4096))

    def _tell_to_stop(self, *_: object) -> None:
        self._is_told_to_stop = True


def _not_durable(home: Home) -> EmbeddedError:
    return NotDurable(
        f"A test server, which may lose data in a power cut, is running in {home.path}. "
        "End the tests, or use another DVORIK_HOME."
    )


def main() -> int:
    """Returns once the socket listens; the keeper itself goes on in the background."""
    parser = argparse.ArgumentParser(prog="python -m dvorik.embedded.keeper")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument(
        "--recovering", action="store_true", help="clients know the address of Redis"
    )
    arguments = parser.parse_args()
    os.umask(0o077)
    home = Home.at(arguments.home)
    lock = home.take_lock()
    if lock is None:
        return ALREADY_KEPT
    try:
        listener = _listen(home)
    except OSError as error:
        sys.stderr.write(
            f"Could not listen on {home.path}/keeper.sock: {error}. "
            "DVORIK_HOME must lie on a local file system with sockets and permissions.\n"
        )
        return 1
    if os.fork():
        return 0
    _configure_log()
    Keeper(home, listener, is_recovering=arguments.recovering).run()
    return 0


def _listen(home: Home) -> socket.socket:
    (home.path / "keeper.sock").unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(home.socket()))
    listener.listen(64)
    listener.setblocking(False)
    return listener


def _configure_log() -> None:
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s"
    )


if __name__ == "__main__":
    sys.exit(main())
