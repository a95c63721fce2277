"""Processes around a home: its servers, found by their titles, and other users of it."""

import json
import os
import re
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dvorik.embedded import Services
from dvorik.embedded.home import Home

SOURCE = Path(__file__).parents[2] / "src"

# Tells what it got, then holds its lease until its standard input ends.
_USER = """
import json, sys, time
from dataclasses import asdict
from pathlib import Path
from dvorik.embedded import EmbeddedError, running
sys.stdin.readline()
began = time.monotonic()
try:
    with running(Path(sys.argv[1]), **json.loads(sys.argv[2])) as services:
        print(json.dumps(asdict(services) | {"seconds": time.monotonic() - began}), flush=True)
        sys.stdin.read()
except EmbeddedError as error:
    print(json.dumps({"error": type(error).__name__, "text": str(error)}), flush=True)
"""


@dataclass
class User:
    """Another process that uses the servers of a home. It waits for `go` before it asks."""

    process: subprocess.Popen[str]

    def go(self) -> None:
        assert self.process.stdin
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, str | float | None]:
        assert self.process.stdout
        line = self.process.stdout.readline()
        found: dict[str, str | float | None] = json.loads(line)
        return found

    def services(self) -> Services:
        answer = self.answer()
        return Services(str(answer["database_url"]), str(answer["redis_url"]))

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def leave(self) -> None:
        self.process.communicate(timeout=20)


def start_user(
    home: Path, *, python: str, paths: list[str], account: str | None, **options: object
) -> User:
    command = [python, "-c", _USER, str(home), json.dumps(options)]
    return User(
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd="/",
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            user=account,
            group=account,
            extra_groups=[] if account else None,
        )
    )


def running_processes(home: Path) -> dict[int, str]:
    """Keeper and servers of this home, by process number, found by what their titles say."""
    marks = (str(home).encode(), Home.at(home).marker.encode())
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            title = _title(entry)
            if any(mark in title for mark in marks) and b"sys.argv" not in title:
                found[int(entry.name)] = title.decode(errors="replace")
    return found


def _title(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes().replace(b"\0", b" ").strip()
    except OSError:
        return b""


def find_process(home: Path, pattern: str) -> int:
    """The one process of this home whose title matches, once it is alone."""
    found: list[int] = []

    def is_alone() -> bool:
        titles = running_processes(home).items()
        found[:] = [pid for pid, title in titles if re.search(pattern, title)]
        return len(found) == 1

    wait_until(is_alone)
    return found[0]


KEEPER = r"embedded\.keeper"
POSTMASTER = r"postgres -D"
BACKEND = r"checkpointer"
REDIS = r"valkey-server"


def wait_until(is_true: Callable[[], bool], seconds: float = 20.0) -> float:
    """The seconds it took. A test that waits longer than its deadline fails."""
    began = time.monotonic()
    while not is_true():
        assert time.monotonic() - began < seconds, "waited too long"
        time.sleep(0.02)
    return time.monotonic() - began


def wait_until_stopped(home: Path) -> float:
    return wait_until(lambda: not running_processes(home))


def contents(directory: Path) -> dict[str, tuple[int, int, int]]:
    """Every path under `directory` with owner, mode and size: to show that nothing changed."""
    return {
        str(path.relative_to(directory)): (found.st_uid, found.st_mode, found.st_size)
        for path in sorted(directory.rglob("*"))
        if (found := path.lstat())
    }
