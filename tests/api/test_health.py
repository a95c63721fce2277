from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import text

from dvorik import __version__
from dvorik.api.app import create_app
from dvorik.kernel import cache as redis
from dvorik.kernel import heartbeat
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.kernel.heartbeat import FRESH_FOR, Sign
from dvorik.migrations import runner
from tests.conftest import NOON, Acting

NEWEST = runner.head()


async def leave_all_signs(cache: Cache) -> None:
    for sign in Sign:
        await heartbeat.leave(cache, sign, now=NOON)


async def test_a_house_where_everything_works_says_so(http: AsyncClient, cache: Cache) -> None:
    await leave_all_signs(cache)

    answer = await http.get("/health")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "version": __version__,
        "checks": {
            "database": {"status": "ok", "detail": "answers"},
            "migrations": {"status": "ok", "detail": f"at {NEWEST}"},
            "redis": {"status": "ok", "detail": "answers"},
            "worker": {"status": "ok", "detail": "seen 0 s ago"},
            "schedule": {"status": "ok", "detail": "seen 0 s ago"},
            "bots": {"status": "ok", "detail": "seen 0 s ago"},
            "sender": {"status": "ok", "detail": "seen 0 s ago"},
        },
    }


async def test_a_worker_that_fell_silent_is_seen_but_this_process_still_serves(
    http: AsyncClient, cache: Cache, acting: Acting
) -> None:
    await leave_all_signs(cache)
    acting.now = NOON + FRESH_FOR
    for sign in (Sign.BOTS, Sign.SENDER):
        await heartbeat.leave(cache, sign, now=acting.now)
    await cache.delete(Sign.SCHEDULE)

    answer = await http.get("/health")

    assert answer.status_code == 503
    assert answer.json()["status"] == "failing"
    failing = {
        name: check["detail"]
        for name, check in answer.json()["checks"].items()
        if check["status"] == "failing"
    }
    assert failing == {"worker": "seen 30 s ago", "schedule": "never seen"}
    assert (await http.get("/health/ready")).status_code == 200


async def test_a_database_of_another_level_is_not_ready(
    http: AsyncClient, database: Database
) -> None:
    async with database.transaction() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '0000'"))

    answer = await http.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json()["checks"]["migrations"] == {
        "status": "failing",
        "detail": f"at 0000, this program needs {NEWEST}: run dvorik migrate",
    }


async def test_a_shop_without_bots_misses_none(
    config: Config, app: FastAPI, http: AsyncClient, cache: Cache
) -> None:
    await leave_all_signs(cache)
    app.state.config = config.model_copy(
        update={
            "telegram_main_bot_token": type(config.telegram_main_bot_token)(""),
            "telegram_auth_bot_token": type(config.telegram_auth_bot_token)(""),
        }
    )

    answer = await http.get("/health")

    assert answer.status_code == 200
    assert list(answer.json()["checks"]) == [
        "database", "migrations", "redis", "worker", "schedule",
    ]  # fmt: skip


@pytest.fixture
async def lonely(config: Config) -> AsyncIterator[AsyncClient]:
    """The API while PostgreSQL and Redis are away; port 1 refuses."""
    database = Database("postgresql+asyncpg://olga:sesame@127.0.0.1:1/dvorik")
    cache = redis.connect("redis://:sesame@127.0.0.1:1/0")

    async def nobody(request: object, session: object) -> object:
        raise AssertionError("never asked")

    app = create_app(config=config, database=database, cache=cache, authenticate=nobody)  # type: ignore[arg-type]  # never called
    transport = ASGITransport(app=app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://dvorik.test") as client:
        yield client
    await database.close()
    await cache.aclose()


async def test_without_servers_the_process_lives_is_not_ready_and_tells_no_secret(
    lonely: AsyncClient,
) -> None:
    live = await lonely.get("/health/live")
    ready = await lonely.get("/health/ready")
    whole = await lonely.get("/health")

    assert (live.status_code, ready.status_code, whole.status_code) == (200, 503, 503)
    assert {check["detail"] for check in ready.json()["checks"].values()} == {"unreachable"}
    assert "sesame" not in ready.text + whole.text
    assert "127.0.0.1" not in ready.text + whole.text


async def test_any_route_answers_503_while_the_servers_are_away(lonely: AsyncClient) -> None:
    webhook = await lonely.post(
        "/webhooks/main-bot",
        json={"update_id": 1},
        headers={"X-Telegram-Bot-Api-Secret-Token": "test-webhook-secret-that-is-long-enough-1"},
    )
    sign_in = await lonely.post(
        "/api/v1/auth/login", json={"email": "olga@dvorik.test", "password": "not this one"}
    )

    assert (webhook.status_code, webhook.json()["code"]) == (503, "unavailable")
    assert (sign_in.status_code, sign_in.json()["code"]) == (503, "unavailable")


async def test_a_sign_is_fresh_for_half_a_minute(cache: Cache) -> None:
    assert await heartbeat.last(cache, Sign.WORKER) is None

    await heartbeat.leave(cache, Sign.WORKER, now=NOON)
    left_at = await heartbeat.last(cache, Sign.WORKER)

    assert left_at == NOON
    assert heartbeat.is_fresh(left_at, now=NOON + timedelta(seconds=29))
    assert not heartbeat.is_fresh(left_at, now=NOON + FRESH_FOR)
    assert not heartbeat.is_fresh(None, now=NOON)
