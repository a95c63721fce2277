"""One demo of a home at a time, and where it is."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from dvorik.cli import doorplate
from dvorik.cli.doorplate import Address, Doorplate
from tests.cli.test_commands import run

ADDRESS = Address(host="127.0.0.1", api_port=8123, sandbox_port=8124)

HOLD = """
import sys, time
from pathlib import Path
from dvorik.cli.doorplate import Address, Doorplate
plate = Doorplate.take(Path(sys.argv[1]))
plate.write(Address(host="127.0.0.1", api_port=8123, sandbox_port=8124))
print("held", flush=True)
time.sleep(600)
"""


def test_a_second_demo_says_where_the_first_is_and_stops(tmp_path: Path) -> None:
    plate = Doorplate.take(tmp_path / "demo")
    assert plate is not None
    plate.write(ADDRESS)

    done = run("demo", home=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "The demo is already running at http://127.0.0.1:8123/.\n"
    assert not (tmp_path / "demo" / "postgres").exists()
    plate.close()


def test_a_second_demo_waits_for_no_address(tmp_path: Path) -> None:
    plate = Doorplate.take(tmp_path / "demo")
    assert plate is not None

    done = run("demo", home=tmp_path)

    assert (done.returncode, done.stdout) == (
        0,
        "The demo is already running, and about to open.\n",
    )
    plate.close()


def test_the_address_goes_with_whoever_closes(tmp_path: Path) -> None:
    assert doorplate.read(tmp_path) is None
    plate = Doorplate.take(tmp_path)
    assert plate is not None
    plate.write(ADDRESS)
    assert doorplate.read(tmp_path) == ADDRESS

    plate.close()

    assert doorplate.read(tmp_path) is None


def test_a_dead_holder_holds_nothing(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert Doorplate.take(tmp_path) is None
        assert doorplate.read(tmp_path) == ADDRESS
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()

    assert doorplate.read(tmp_path) is None
    plate = Doorplate.take(tmp_path)
    assert plate is not None
    plate.close()
