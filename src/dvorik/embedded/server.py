"""One server as a child process: spawned, watched, stopped, and its orphans cleared away."""

import contextlib
import ctypes
import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from dvorik.embedded.account import Account
from dvorik.embedded.errors import EmbeddedError, StartFailed, explain_log
from dvorik.embedded.home import Home

log = logging.getLogger(__name__)

_LOG_BYTES = 5_000_000
_ORPHAN_SECONDS = 5.0
_PR_SET_PDEATHSIG = 1
HAS_PROC = Path("/proc/self/cwd").exists()
# Our own environment holds the shop's secrets; the servers need none of it.
_ENVIRONMENT = {"LANG": "C.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin", "TZ": "UTC"} | {
    name: os.environ[name] for name in ("LD_LIBRARY_PATH", "TMPDIR") if name in os.environ
}


class Server(ABC):
    """A subclass says how to prepare, which program to run and when it is ready."""

    name: ClassVar[str]
    # Polite first. Each next one follows when the last did not help in time.
    stop_signals: ClassVar[tuple[signal.Signals, ...]]

    def __init__(self, home: Home, account: Account, *, durable: bool) -> None:
        self.home = home
        self.account = account
        self.durable = durable
        self._process: subprocess.Popen[bytes] | None = None
        self._log_start = 0

    @property
    @abstractmethod
    def directory(self) -> Path: ...

    @abstractmethod
    def prepare(self) -> None:
        """Make the data directory and settings ready for a start. No other server runs on it."""

    @abstractmethod
    def command(self) -> list[str]: ...

    @abstractmethod
    def answers(self) -> bool:
        """Whether it takes clients now. Only asked while the process lives."""

    def settings(self) -> bytes:
        """What the program reads from its standard input."""
        return b""

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    def start(self) -> None:
        self._clear_orphans()
        self.prepare()
        self._process = self._spawn()

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def is_ready(self) -> bool:
        return self.is_running() and self.answers()

    def bury(self) -> EmbeddedError:
        """Forget the process that ended; returns why it did, as far as its log tells."""
        self._process = None
        return explain_log(self.name, self.log_tail())

    def ask_to_stop(self) -> None:
        if self._process and self.is_running():
            self._process.send_signal(self.stop_signals[0])

    def stop(self) -> None:
        """Returns when the process is gone, by force if need be: nothing acknowledged is lost."""
        for number in self.stop_signals:
            if self._process is None or not self.is_running():
                return
            self._process.send_signal(number)
            try:
                self._process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                log.warning("%s does not stop on %s", self.name, number.name)

    def log_tail(self, lines: int = 12) -> str:
        """The end of what it said since its last start, as far as we can still read it."""
        try:
            said = self.home.log(self.name).read_bytes()
        except OSError:
            return ""
        was_emptied = len(said) < self._log_start
        since = said if was_emptied else said[self._log_start :]
        return "\n".join(since[-8_000:].decode(errors="replace").splitlines()[-lines:])

    def make_directory(self, path: Path) -> None:
        path.mkdir(mode=0o700)
        self.account.give(path)

    def run(self, command: list[str], cwd: Path, text: str = "") -> str:
        """Run a tool to its end as the service account; what it said is the error when it fails."""
        done = subprocess.run(  # noqa: S603  a program we found ourselves, no shell
            command,
            cwd=cwd,
            env=_ENVIRONMENT,
            input=text,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            umask=0o077,
            timeout=120,
            check=False,
            preexec_fn=_die_with_parent(signal.SIGKILL),
            **self.account.run_as(),
        )
        if done.returncode != 0:
            raise explain_log(f"{self.name} ({Path(command[0]).name})", done.stdout[-2_000:])
        return done.stdout

    def _spawn(self) -> subprocess.Popen[bytes]:
        with self.home.log(self.name).open("ab") as output:
            self._log_start = output.tell()
            process = subprocess.Popen(  # noqa: S603  a program we found ourselves, no shell
                self.command(),
                cwd=self.directory,
                env=_ENVIRONMENT,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                umask=0o077,
                preexec_fn=_die_with_parent(self.stop_signals[0]),  # noqa: PLW1509  the keeper has one thread
                **self.account.run_as(),
            )
        assert process.stdin is not None
        with process.stdin:
            process.stdin.write(self.settings())
        return process

    def _clear_orphans(self) -> None:
        """A killed keeper leaves its servers stopping; a killed postmaster, its backends."""
        if self._wait_for_no_orphans():
            return
        for number in self.stop_signals:
            log.warning("ending an older %s by %s", self.name, number.name)
            for pid in self._orphans():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)
            if self._wait_for_no_orphans():
                return
        raise StartFailed(
            f"An older {self.name} of this directory does not stop (process "
            f"{', '.join(map(str, self._orphans()))}). End it and start again."
        )

    def _wait_for_no_orphans(self) -> bool:
        deadline = time.monotonic() + _ORPHAN_SECONDS
        while self._orphans():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def _orphans(self) -> list[int]:
        if not HAS_PROC:
            return []
        mark = f"{self.home.marker}-{self.name}".encode()
        return [
            int(entry.name)
            for entry in Path("/proc").iterdir()
            if entry.name.isdigit() and mark in _command_line(entry, self.account)
        ]


def rotate(path: Path) -> None:
    """Bound a log that a running process appends to: copy it aside, then empty it in place."""
    if path.exists() and path.stat().st_size > _LOG_BYTES:
        try:
            shutil.copyfile(path, path.with_suffix(".log.1"))
        finally:
            os.truncate(path, 0)


def seen_from_inside(directory: Path) -> str:
    """How a server names the directory it was started in.

    On Linux by its working directory: that works even when the path leads through a directory
    closed to the service account, such as /root, and its length never matters.
    """
    return "/proc/self/cwd" if HAS_PROC else str(directory)


def _command_line(process: Path, owner: Account) -> bytes:
    """Empty for somebody else's process, and for one that ended meanwhile."""
    try:
        return (process / "cmdline").read_bytes() if process.stat().st_uid == owner.uid else b""
    except OSError:
        return b""


def _die_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """Runs in the child before exec, and after the change of user, which would clear it."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def ask_the_kernel() -> None:
        prctl(_PR_SET_PDEATHSIG, number.value, 0, 0, 0)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return ask_the_kernel
