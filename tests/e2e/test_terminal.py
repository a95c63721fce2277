"""What a person at the terminal is told while the demo is open."""

import asyncio

from tests.cli.test_commands import run
from tests.e2e.conftest import Demo


async def test_doctor_looks_at_the_demo_that_is_open(demo: Demo) -> None:
    told = await asyncio.to_thread(run, "doctor", home=demo.home)

    assert told.returncode == 0, told.stdout
    lines = told.stdout.splitlines()
    assert f"✓ The demo is open at {demo.api}/" in lines
    running = [line for line in lines if line.startswith("✓ Running")]
    assert running == [f"✓ Running: {name}." for name in ("worker", "schedule", "bots", "sender")]
    assert not (demo.home / "postgres").exists()


async def test_a_second_demo_says_where_the_first_is(demo: Demo) -> None:
    told = await asyncio.to_thread(run, "demo", home=demo.home)

    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout == f"The demo is already running at {demo.api}/.\n"
