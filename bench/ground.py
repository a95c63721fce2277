"""What the benchmarks of loyalty stand on: a database of their own, and the real API over it."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import httpx2
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from dvorik import embedded
from dvorik.accounts import actions as accounts
from dvorik.embedded import Services
from dvorik.kernel.db import Database
from dvorik.migrations import runner

EMAIL, PASSWORD = "owner@example.com", "correct horse battery"
SECRET = "a-secret-of-the-benchmark-and-nothing-else"

API = "from dvorik.api import main; from dvorik.kernel import config; main.run(config.load())"
"""The API as `dvorik api` runs it, with the logs of production."""


@contextmanager
def services(*, durable: bool) -> Iterator[Services]:
    """Those of `DATABASE_URL` and `REDIS_URL`, else embedded ones under `.dvorik/bench`."""
    database_url, redis_url = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    home = Path(".dvorik") / ("bench-durable" if durable else "bench")
    with embedded.running(
        home, postgres=not database_url, redis=not redis_url, durable=durable
    ) as started:
        yield Services(
            database_url=database_url or started.database_url,
            redis_url=redis_url or started.redis_url,
        )


async def make_database(server_url: str, name: str) -> str:
    """The URL of a new, migrated database with an owner in it."""
    url = await make_empty_database(server_url, name)
    database = Database(url)
    async with database.transaction() as session:
        await accounts.create_owner(session, email=EMAIL, password=PASSWORD, name="Owner")
    await database.close()
    return url


async def make_empty_database(server_url: str, name: str) -> str:
    admin = create_async_engine(server_url, isolation_level="AUTOCOMMIT")
    async with admin.connect() as connection:
        await connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        await connection.execute(text(f"CREATE DATABASE {name}"))
    await admin.dispose()
    url = make_url(server_url).set(database=name).render_as_string(hide_password=False)
    engine = create_async_engine(url)
    await runner.upgrade(engine)
    await engine.dispose()
    return url


def driver_url(database_url: str) -> str:
    """The same for asyncpg alone."""
    plain = make_url(database_url).set(drivername="postgresql")
    return plain.render_as_string(hide_password=False)


@asynccontextmanager
async def serving(
    database_url: str, redis_url: str, *, password: str = PASSWORD
) -> AsyncIterator[httpx2.AsyncClient]:
    """The real API in one process of its own, and an owner who has signed in."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    environment = {
        **os.environ,
        "APP_ENV": "test",
        "LOG_JSON": "true",
        "API_PORT": str(port),
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "SECRET_KEY": SECRET,
        "INTERNAL_API_KEY": SECRET,
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
    }
    process = subprocess.Popen(  # noqa: ASYNC220  starting it does not block
        [sys.executable, "-c", API],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    limits = httpx2.Limits(max_connections=100, max_keepalive_connections=100)
    try:
        async with httpx2.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", timeout=60, limits=limits
        ) as http:
            await _sign_in(http, process, password)
            yield http
    finally:
        process.terminate()
        process.wait(10)


async def _sign_in(
    http: httpx2.AsyncClient, process: subprocess.Popen[bytes], password: str
) -> None:
    deadline = time.monotonic() + 60
    body = {"email": EMAIL, "password": password}
    while True:
        try:
            response = await http.post("/api/v1/auth/login", json=body)
            break
        except httpx2.ConnectError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.2)
    response.raise_for_status()
    http.headers["Authorization"] = f"Bearer {response.json()['access_token']}"
