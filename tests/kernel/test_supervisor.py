"""One supervisor in the test's own loop for restarts; one in a process of its own for signals."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from dvorik.kernel.supervisor import Program, Supervisor, pause_after

DEADLINE_SECONDS = 20


class Log:
    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []

    def say(self, name: str, line: str) -> None:
        self.lines.append((name, line))

    def count(self, line: str) -> int:
        return sum(said == line for _, said in self.lines)


def python(name: str, source: str, *arguments: str) -> Program:
    return Program(name=name, command=(sys.executable, "-u", "-c", source, *arguments))


async def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


@asynccontextmanager
async def running(supervisor: Supervisor) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        group.create_task(supervisor.run())
        try:
            yield
        finally:
            supervisor.stop()


SLEEPER = "import time; print('here'); time.sleep(600)"


def test_the_pause_doubles_up_to_half_a_minute() -> None:
    assert [pause_after(deaths) for deaths in range(1, 9)] == [0.5, 1, 2, 4, 8, 16, 30, 30]


async def test_a_program_that_dies_is_started_again_and_others_are_left_alone() -> None:
    log = Log()
    programs = [python("mortal", "print('born')"), python("steady", SLEEPER)]
    supervisor = Supervisor(programs, say=log.say, pause=lambda deaths: 0.01)

    async with running(supervisor):
        await until(lambda: log.count("born") >= 3)

    assert log.count("here") == 1
    assert ("mortal", "ended with code 0; starting again in 0.0 s") in log.lines
    assert not supervisor.had_to_kill


async def test_deaths_in_a_row_make_the_pause_longer() -> None:
    log = Log()
    deaths: list[int] = []

    def pause(number: int) -> float:
        deaths.append(number)
        return 0.01

    async with running(
        Supervisor([python("mortal", "raise SystemExit(3)")], say=log.say, pause=pause)
    ):
        await until(lambda: len(deaths) >= 3)

    assert deaths[:3] == [1, 2, 3]
    assert ("mortal", "ended with code 3; starting again in 0.0 s") in log.lines


async def test_a_program_that_cannot_start_does_not_stop_the_others() -> None:
    log = Log()
    programs = [
        Program(name="missing", command=("/no/such/program",)),
        python("steady", SLEEPER),
    ]

    async with running(Supervisor(programs, say=log.say, pause=lambda _: 0.05)):
        await until(lambda: log.count("here") == 1)
        await until(lambda: any("cannot start" in line for _, line in log.lines))


async def test_stopping_asks_first_and_kills_who_does_not_listen() -> None:
    log = Log()
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEPER
    polite = (
        "import signal, sys, time\n"
        "signal.signal(signal.SIGTERM, lambda *_: (print('bye'), sys.exit(0)))\n"
        "print('here'); time.sleep(600)"
    )
    supervisor = Supervisor(
        [python("deaf", deaf), python("polite", polite)], say=log.say, grace_seconds=0.5
    )

    async with running(supervisor):
        await until(lambda: log.count("here") == 2)
        started = time.monotonic()
    took = time.monotonic() - started

    assert log.count("bye") == 1
    assert supervisor.had_to_kill
    assert took < 10


async def test_grandchildren_end_with_their_program() -> None:
    log = Log()
    parent = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "print('child', child.pid); time.sleep(600)"
    )

    async with running(Supervisor([python("parent", parent)], say=log.say)):
        await until(lambda: bool(log.lines))

    await until(lambda: not is_alive(int(log.lines[0][1].removeprefix("child "))))


async def test_lines_without_an_end_and_of_any_length_come_through() -> None:
    log = Log()
    source = "import sys; sys.stdout.write('a' * 300_000 + '\\n' + 'last')"

    async with running(Supervisor([python("loud", source)], say=log.say, pause=lambda _: 60)):
        await until(lambda: log.count("last") == 1)

    assert sum(len(line) for _, line in log.lines if set(line) == {"a"}) == 300_000


SUPERVISED = """
import asyncio, sys
from dvorik.kernel.supervisor import Program, Supervisor

child = (
    "import os, time; from dvorik.kernel.supervisor import die_with_supervisor;"
    "die_with_supervisor(); print(os.getpid(), flush=True); time.sleep(600)"
)
programs = [Program(name=n, command=(sys.executable, "-c", child)) for n in ("one", "two")]
asyncio.run(Supervisor(programs, say=lambda name, line: print(line, flush=True)).run())
"""


async def test_no_orphan_survives_a_killed_supervisor() -> None:
    supervisor = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SUPERVISED, stdout=asyncio.subprocess.PIPE
    )
    assert supervisor.stdout
    children = [int(await supervisor.stdout.readline()) for _ in range(2)]
    assert all(is_alive(child) for child in children)

    os.kill(supervisor.pid, signal.SIGKILL)
    await supervisor.wait()

    await until(lambda: not any(is_alive(child) for child in children))


def is_alive(pid: int) -> bool:
    """A zombie nobody has collected yet is not alive."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
