"""One keeper for everyone who uses a home, and none when nobody does."""

import time
from pathlib import Path

from redis import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from dvorik.embedded import Services, running
from tests.embedded import writers
from tests.embedded.conftest import StartUser
from tests.embedded.processes import running_processes, wait_until, wait_until_stopped


async def test_first_start_makes_servers_that_sqlalchemy_and_redis_reach(home: Path) -> None:
    with running(home, linger_seconds=0) as services:
        assert services.database_url
        assert services.redis_url
        engine = create_async_engine(services.database_url)
        async with engine.connect() as connection:
            row = (await connection.execute(text(_SETTINGS))).one()
        await engine.dispose()
        assert tuple(row) == ("dvorik", "dvorik", "UTC", "on", "C.UTF-8", "")
        with Redis.from_url(services.redis_url) as client:
            assert client.set("shop", "Мармеладный Дворик")
            assert client.config_get("appendfsync") == {"appendfsync": "always"}
    assert wait_until_stopped(home) < 5


_SETTINGS = """
select current_user, current_database(), current_setting('timezone'), current_setting('fsync'),
       (select datctype from pg_database where datname = 'dvorik'),
       current_setting('listen_addresses')
"""


async def test_second_start_is_quick_and_finds_what_the_first_left(home: Path) -> None:
    with running(home, linger_seconds=0) as first:
        await _execute(first, "create table kept as select 42 as answer")
        with Redis.from_url(str(first.redis_url)) as client:
            client.set("kept", "42")
    wait_until_stopped(home)
    began = time.monotonic()
    with running(home, linger_seconds=0) as second:
        seconds = time.monotonic() - began
        assert second == first
        assert await _execute(second, "select answer from kept") == 42
        with Redis.from_url(str(second.redis_url)) as client:
            assert client.get("kept") == b"42"
    # Measured at 0.15 s; a busy machine is allowed its pauses.
    assert seconds < 5


def test_five_processes_that_start_at_once_share_one_keeper(
    home: Path, start_user: StartUser
) -> None:
    users = [start_user(home, durable=False) for _ in range(5)]
    for user in users:
        user.go()
    assert len({user.services() for user in users}) == 1
    titles = [*running_processes(home).values()]
    assert sum("postgres -D" in title for title in titles) == 1
    assert sum("valkey-server" in title for title in titles) == 1
    assert sum("embedded.keeper" in title for title in titles) == 1
    for user in users[:-1]:
        user.leave()
    assert [*running_processes(home).values()] == titles
    users[-1].leave()
    wait_until_stopped(home)


def test_a_killed_user_is_a_user_that_left(made_home: Path, start_user: StartUser) -> None:
    user = start_user(made_home)
    user.go()
    user.services()
    user.kill()
    wait_until_stopped(made_home)


def test_servers_linger_for_a_user_who_comes_back(made_home: Path) -> None:
    with running(made_home, redis=False, linger_seconds=30) as first:
        before = set(running_processes(made_home))
    with running(made_home, redis=False, linger_seconds=0) as second:
        assert second == first
        assert before <= set(running_processes(made_home))
    wait_until_stopped(made_home)


def test_a_server_starts_when_somebody_first_asks_for_it(home: Path) -> None:
    with running(home, postgres=False, durable=False, linger_seconds=0) as only_redis:
        assert only_redis.database_url is None
        assert not (home / "postgres").exists()
        with running(home, durable=False, linger_seconds=0) as both:
            assert both.redis_url == only_redis.redis_url
            assert both.database_url is not None
    wait_until_stopped(home)


async def test_a_test_server_skips_the_waiting_for_disks(home: Path) -> None:
    with running(home, redis=False, durable=False, linger_seconds=0) as services:
        for name in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
            assert await _execute(services, f"show {name}") == "off"


async def test_stopped_servers_left_cleanly(made_home: Path) -> None:
    with running(made_home, linger_seconds=0) as services:
        await _execute(services, "create table t ()")
    wait_until(lambda: not (made_home / "keeper.sock").exists())
    wait_until_stopped(made_home)
    assert not (made_home / "postgres" / "postmaster.pid").exists()
    assert "database system is shut down" in (made_home / "logs" / "postgres.log").read_text()
    assert "bye bye" in (made_home / "logs" / "redis.log").read_text()


def test_a_log_is_bounded_while_its_server_writes_on(home: Path) -> None:
    written = home / "logs" / "redis.log"
    with running(home, postgres=False, linger_seconds=0):
        with written.open("ab") as file:
            file.write(b"chatter\n" * 1_000_000)
        with running(home, postgres=False, linger_seconds=0):
            wait_until(lambda: written.stat().st_size < 1_000_000)
    wait_until_stopped(home)
    assert "bye bye" in written.read_text()
    assert "\0" not in written.read_text()
    assert written.with_suffix(".log.1").stat().st_size > 8_000_000


async def _execute(services: Services, sql: str) -> object:
    async with writers.postgres(services) as connection:
        return await connection.fetchval(sql)
