"""Reaching the keeper of a home: the one that lives, or a new one."""

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from dvorik.embedded.errors import EmbeddedError, StartFailed, StartTimedOut, explain_os_error
from dvorik.embedded.home import Home
from dvorik.embedded.protocol import ALREADY_KEPT, READY, Request

_POLL_SECONDS = 0.03
_LISTEN_SECONDS = 0.5
# A keeper that dies at once will do so again.
_MOST_STARTS = 5


@dataclass(frozen=True)
class Reach:
    """Whom to ask, for what, for how long, and when to give up sooner."""

    home: Home
    request: Request
    timeout_seconds: float
    cancelled: Event

    def keeper(self, *, is_recovering: bool) -> socket.socket:
        """A connection on which the keeper said that all servers answer: the lease.

        `is_recovering`: clients were told the address of Redis, so it must not change.
        """
        try:
            return self._try_until_ready(is_recovering=is_recovering)
        except OSError as error:
            raise explain_os_error(error, f"reach the keeper of {self.home.path}") from None

    def _try_until_ready(self, *, is_recovering: bool) -> socket.socket:
        deadline = time.monotonic() + self.timeout_seconds
        starts_left = _MOST_STARTS
        while time.monotonic() < deadline and not self.cancelled.is_set():
            connection = _connect(self.home)
            if connection and self._ask(connection, deadline):
                return connection
            if connection or self.home.is_kept():
                self.cancelled.wait(_POLL_SECONDS)
            elif starts_left:
                starts_left -= 1
                _start_keeper(self.home, is_recovering=is_recovering)
            else:
                raise _keeper_failed(self.home)
        raise self._timed_out()

    def _ask(self, connection: socket.socket, deadline: float) -> bool:
        """False when the keeper left without an answer. Raises what went wrong there."""
        connection.settimeout(_LISTEN_SECONDS)
        said = b""
        try:
            with suppress(ConnectionError):
                connection.sendall(self.request.to_line())
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
                if time.monotonic() > deadline or self.cancelled.is_set():
                    raise self._timed_out() from None
                continue
            if not part:
                return b""
            said += part
        return said

    def _timed_out(self) -> StartTimedOut:
        names = ("keeper", *self.request.servers)
        return StartTimedOut.with_log(
            f"The servers of {self.home.path} are not ready after {self.timeout_seconds:g} s. "
            "They may be repairing their data after a crash: try again in a while.",
            "\n".join(_tail(self.home, name) for name in names),
        )


def _connect(home: Home) -> socket.socket | None:
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(str(home.socket()))
    except OSError:
        connection.close()
        return None
    return connection


def _start_keeper(home: Home, *, is_recovering: bool) -> None:
    """Returns when the keeper listens, or another one does."""
    command = [sys.executable, "-m", "dvorik.embedded.keeper", "--home", str(home.path)]
    if is_recovering:
        command.append("--recovering")
    source = str(Path(__file__).parents[2])
    paths = [source, *filter(None, [os.environ.get("PYTHONPATH")])]
    with home.log("keeper").open("ab") as output:
        done = subprocess.run(  # noqa: S603  ourselves, no shell
            command,
            cwd="/",
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            check=False,
        )
    if done.returncode not in (0, ALREADY_KEPT):
        raise _keeper_failed(home)


def _keeper_failed(home: Home) -> StartFailed:
    return StartFailed.with_log("The keeper of the servers does not start.", _tail(home, "keeper"))


def _tail(home: Home, name: str, lines: int = 12) -> str:
    try:
        text = home.log(name).read_text(errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])
