"""kill -9 of anything, under writers: nothing acknowledged is lost, and the servers come back."""

import os
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from dvorik.embedded import Services, running
from dvorik.embedded.account import service_account
from tests.embedded import writers
from tests.embedded.conftest import StartUser, stop_all
from tests.embedded.processes import (
    BACKEND,
    KEEPER,
    POSTMASTER,
    REDIS,
    find_process,
    running_processes,
    wait_until,
    wait_until_stopped,
)


@pytest.mark.parametrize("victim", [POSTMASTER, BACKEND, KEEPER])
async def test_no_commit_is_lost_when_it_is_killed(made_home: Path, victim: str) -> None:
    with running(made_home, redis=False, linger_seconds=0) as services:
        await writers.make_table(services)
        promises = await writers.promises_around(
            writers.rows_of(services), lambda: _kill(made_home, victim)
        )
        assert promises <= await writers.found_rows(services)
    wait_until_stopped(made_home)


@pytest.mark.parametrize("victim", [REDIS, KEEPER])
async def test_no_redis_write_is_lost_when_it_is_killed(home: Path, victim: str) -> None:
    with running(home, postgres=False, linger_seconds=0) as services:
        promises = await writers.promises_around(
            writers.keys_of(services), lambda: _kill(home, victim)
        )
        assert promises <= await writers.found_keys(services)
    wait_until_stopped(home)


async def test_all_of_it_killed_at_once_is_back_at_the_next_start(
    made_home: Path, start_user: StartUser
) -> None:
    user = start_user(made_home)
    user.go()
    services = user.services()
    await writers.make_table(services)
    for connect in (writers.rows_of(services), writers.keys_of(services)):
        async with connect() as write:
            await write(1, 1)
    user.kill()
    stop_all(made_home)
    with running(made_home, linger_seconds=0) as again:
        assert again == services
        assert await writers.found_rows(again) == {(1, 1)}
        assert await writers.found_keys(again) == {(1, 1)}
    wait_until_stopped(made_home)


async def test_a_keeper_killed_during_the_first_start_leaves_no_half(
    home: Path, start_user: StartUser
) -> None:
    user = start_user(home, redis=False, durable=False)
    user.go()
    wait_until(lambda: any(home.glob("postgres.new.*")))
    _kill(home, KEEPER)
    services = user.services()
    async with writers.postgres(services) as connection:
        assert await connection.fetchval("select 1") == 1
    assert _clusters(home) == ["postgres"]


def test_a_stale_lock_whose_number_another_process_got_does_not_stop_a_start(
    made_home: Path,
) -> None:
    """After a reboot, or in a container, process numbers repeat."""
    with running(made_home, redis=False, linger_seconds=0):
        lines = (made_home / "postgres" / "postmaster.pid").read_text().splitlines()
    wait_until_stopped(made_home)
    account = service_account()
    with subprocess.Popen(["sleep", "60"], **account.run_as()) as stranger:
        lines[0] = str(stranger.pid)
        account.write(made_home / "postgres", "postmaster.pid", "\n".join(lines) + "\n")
        account.write(made_home / "postgres", ".s.PGSQL.5432.lock", "\n".join(lines) + "\n")
        with running(made_home, redis=False, linger_seconds=0):
            assert stranger.poll() is None
        stranger.kill()
    wait_until_stopped(made_home)


def test_redis_comes_back_at_its_address_when_a_squatter_leaves(home: Path) -> None:
    with running(home, postgres=False, linger_seconds=0) as services:
        keeper = find_process(home, KEEPER)
        os.kill(keeper, signal.SIGSTOP)
        _kill(home, REDIS)
        with _squatting(_port(services)):
            os.kill(keeper, signal.SIGCONT)
            said = f"Another program took port {_port(services)} of 127.0.0.1"
            wait_until(lambda: said in (home / "logs" / "keeper.log").read_text())
        wait_until(lambda: any("valkey" in title for title in running_processes(home).values()))
        with running(home, postgres=False, linger_seconds=0) as again:
            assert again == services
    wait_until_stopped(home)


def test_a_fresh_start_takes_another_port_when_its_own_is_taken(home: Path) -> None:
    with running(home, postgres=False, linger_seconds=0) as first:
        pass
    wait_until_stopped(home)
    with (
        _squatting(_port(first)),
        running(home, postgres=False, linger_seconds=0) as second,
    ):
        assert _port(second) != _port(first)
    wait_until_stopped(home)


def _clusters(home: Path) -> list[str]:
    return [path.name for path in home.glob("postgres*")]


def _kill(home: Path, pattern: str) -> None:
    os.kill(find_process(home, pattern), signal.SIGKILL)


def _port(services: Services) -> int:
    return int(str(services.redis_url).rpartition(":")[2].removesuffix("/0"))


def _squatting(port: int) -> socket.socket:
    """A stranger's server, as soon as the port is free."""
    stranger = socket.socket()
    stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    wait_until(lambda: _can_bind(stranger, port))
    stranger.listen()
    return stranger


def _can_bind(stranger: socket.socket, port: int) -> bool:
    try:
        stranger.bind(("127.0.0.1", port))
    except OSError:
        return False
    return True
