"""Runs several programs as one: labels their output, restarts what dies, stops them together."""

import asyncio
import ctypes
import os
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

GRACE_SECONDS = 7.0
"""Between TERM and KILL. With the restart of nothing and a last flush, all ends within 10 s."""

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
"""A program that lived this long was healthy: its next death is counted as the first."""

_PARENT = "DVORIK_SUPERVISOR"
_PR_SET_PDEATHSIG = 1
_LAST_WORDS_SECONDS = 1.0
_LONGEST_LINE = 64 * 1024


@dataclass(frozen=True, kw_only=True)
class Program:
    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


Say = Callable[[str, str], None]
"""Takes the program's name and one line."""


def die_with_supervisor() -> None:
    """Called by a supervised program first of all: it must not outlive a killed supervisor.

    On Linux the kernel sees to that. Whoever died before we asked is found by its number.
    """
    parent = os.environ.pop(_PARENT, None)
    if parent is None:
        return
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL.value, 0, 0, 0)
    if os.getppid() != int(parent):
        sys.exit(1)


def pause_after(deaths: int) -> float:
    """Seconds before the next start after `deaths` in a row.

    >>> [pause_after(n) for n in (1, 2, 3, 7, 100)]
    [0.5, 1.0, 2.0, 30.0, 30.0]
    """
    doubled = FIRST_PAUSE_SECONDS * 2 ** min(deaths - 1, 16)
    return float(min(doubled, LONGEST_PAUSE_SECONDS))


class Supervisor:
    """`run` returns when `stop` was called and every program is gone."""

    def __init__(
        self,
        programs: Sequence[Program],
        *,
        say: Say,
        grace_seconds: float = GRACE_SECONDS,
        pause: Callable[[int], float] = pause_after,
    ) -> None:
        self._programs = programs
        self._say = say
        self._grace_seconds = grace_seconds
        self._pause = pause
        self._stop = asyncio.Event()
        self.had_to_kill = False
        """Whether some program did not leave when asked."""

    def stop(self) -> None:
        self._stop.set()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for program in self._programs:
                group.create_task(self._keep(program))

    async def _keep(self, program: Program) -> None:
        deaths = 0
        while not self._stop.is_set():
            started = time.monotonic()
            ending = await self._run_once(program)
            if self._stop.is_set():
                return
            deaths = 1 if time.monotonic() - started >= STEADY_SECONDS else deaths + 1
            pause = self._pause(deaths)
            self._say(program.name, f"{ending}; starting again in {pause:.1f} s")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), pause)

    async def _run_once(self, program: Program) -> str:
        """How it ended, in words."""
        try:
            process = await _start(program)
        except OSError as error:
            return f"cannot start: {error}"
        async with asyncio.TaskGroup() as group:
            reader = group.create_task(self._repeat_lines(program, process))
            stopper = group.create_task(self._end_when_asked(process))
            code = await process.wait()
            stopper.cancel()
            # Its own children die with it; then nobody holds the pipe and the reader ends.
            _signal_group(process, signal.SIGKILL)
            await asyncio.wait({reader}, timeout=_LAST_WORDS_SECONDS)
            reader.cancel()
        return f"ended with code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"

    async def _end_when_asked(self, process: Process) -> None:
        await self._stop.wait()
        _signal_group(process, signal.SIGTERM)
        await asyncio.sleep(self._grace_seconds)
        self.had_to_kill = True
        _signal_group(process, signal.SIGKILL)

    async def _repeat_lines(self, program: Program, process: Process) -> None:
        assert process.stdout
        rest = b""
        while chunk := await process.stdout.read(_LONGEST_LINE):
            *lines, rest = (rest + chunk).split(b"\n")
            if len(rest) > _LONGEST_LINE:
                lines, rest = [*lines, rest], b""
            for line in lines:
                self._say(program.name, line.decode(errors="replace"))
        if rest:
            self._say(program.name, rest.decode(errors="replace"))


async def _start(program: Program) -> Process:
    return await asyncio.create_subprocess_exec(
        *program.command,
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=STDOUT,
        env={**os.environ, **program.environment, _PARENT: str(os.getpid())},
        # A group of its own: Ctrl-C reaches the supervisor alone, and signals reach grandchildren.
        start_new_session=True,
    )


def _signal_group(process: Process, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
