"""(d) The API process without aiogram, against the same process with it.

Starts `dvorik api` several times each way, in turns, and measures the time until /health/live
answers and the memory it takes then (PSS, from /proc). Prints both ratios; the house allows 0.5.
"""

import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from dvorik import embedded
from dvorik.embedded import Services

ROUNDS = 5
ALLOWED = 0.5
PATIENCE_SECONDS = 60

API = "from dvorik.cli import app; app(['api'])"
API_WITH_AIOGRAM = "import aiogram; " + API


def main() -> int:
    with tempfile.TemporaryDirectory() as home, embedded.running(Path(home)) as services:
        environment = environment_for(Path(home), services)
        start(API, environment)  # compiles what is not compiled yet
        start(API_WITH_AIOGRAM, environment)
        without, with_it = [], []
        for _ in range(ROUNDS):
            without.append(start(API, environment))
            with_it.append(start(API_WITH_AIOGRAM, environment))
    seconds = compare("start, seconds", [one[0] for one in without], [one[0] for one in with_it])
    memory = compare("memory, MB", [one[1] for one in without], [one[1] for one in with_it])
    return int(max(seconds, memory) > ALLOWED)


def environment_for(home: Path, services: Services) -> dict[str, str]:
    return {
        **os.environ,
        "DVORIK_HOME": str(home),
        "DATABASE_URL": services.database_url or "",
        "REDIS_URL": services.redis_url or "",
        "API_PORT": str(free_port()),
        "LOG_LEVEL": "ERROR",
    }


def start(source: str, environment: dict[str, str]) -> tuple[float, float]:
    """Seconds until it answers, and the megabytes it holds then."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", source], env=environment)
    try:
        wait_for(f"http://127.0.0.1:{environment['API_PORT']}/health/live", process)
        return time.perf_counter() - began, megabytes(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.01)
    raise RuntimeError("the API did not start")


def megabytes(pid: int) -> float:
    """PSS: pages shared with other processes count in part."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def compare(what: str, without: list[float], with_it: list[float]) -> float:
    ours, theirs = statistics.median(without), statistics.median(with_it)
    print(f"{what}: {ours:.2f} without aiogram, {theirs:.2f} with it, ratio {ours / theirs:.2f}")
    return ours / theirs


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(main())
