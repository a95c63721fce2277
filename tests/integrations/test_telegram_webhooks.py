"""The doors through which Telegram brings updates."""

import pytest
from httpx2 import AsyncClient
from sqlalchemy import select

from dvorik.kernel import nudges
from dvorik.kernel.cache import Cache
from dvorik.kernel.db import Database
from dvorik.kernel.inbox import UpdateRow
from dvorik.kernel.nudges import Topic
from tests.conftest import NOON

NAME = "X-Telegram-Bot-Api-Secret-Token"
SECRET = {NAME: "test-webhook-secret-that-is-long-enough-1"}
UPDATE = {
    "update_id": 500,
    "message": {"message_id": 1, "chat": {"id": 42, "type": "private"}, "text": "/start"},
}


async def kept(database: Database) -> list[UpdateRow]:
    async with database.transaction() as session:
        return list(await session.scalars(select(UpdateRow).order_by(UpdateRow.id)))


@pytest.mark.parametrize(
    ("path", "bot"), [("/webhooks/main-bot", "client"), ("/webhooks/auth-bot", "cashier")]
)
async def test_an_update_is_written_down_and_the_bots_are_woken(
    http: AsyncClient, database: Database, cache: Cache, path: str, bot: str
) -> None:
    async with cache.pubsub() as ear:
        await ear.subscribe(Topic.UPDATES)
        await ear.get_message(timeout=5)

        answer = await http.post(path, json=UPDATE, headers=SECRET)

        heard = await ear.get_message(ignore_subscribe_messages=True, timeout=5)
    (row,) = await kept(database)
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert (row.bot, row.update_id, row.chat_id, row.payload) == (bot, 500, 42, UPDATE)
    assert (row.status, row.received_at) == ("new", NOON)
    assert heard is not None


@pytest.mark.parametrize(
    "headers",
    [{}, {NAME: ""}, {NAME: "wrong"}, {NAME: SECRET[NAME] + "x"}, {NAME: SECRET[NAME][:-1]}],
)
async def test_whoever_does_not_know_the_secret_is_turned_away(
    http: AsyncClient, database: Database, headers: dict[str, str]
) -> None:
    answer = await http.post("/webhooks/main-bot", json=UPDATE, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert await kept(database) == []


async def test_a_repeat_is_one_update_and_each_bot_counts_for_itself(
    http: AsyncClient, database: Database
) -> None:
    for _ in range(3):
        answer = await http.post("/webhooks/main-bot", json=UPDATE, headers=SECRET)
        assert answer.status_code == 200
    await http.post("/webhooks/auth-bot", json=UPDATE, headers=SECRET)

    assert [row.bot for row in await kept(database)] == ["client", "cashier"]


async def test_an_update_of_a_kind_nobody_knows_is_kept_for_the_bots_to_set_aside(
    http: AsyncClient, database: Database
) -> None:
    await http.post("/webhooks/main-bot", json={"update_id": 1, "novelty": {}}, headers=SECRET)

    (row,) = await kept(database)
    assert (row.chat_id, row.payload) == (0, {"update_id": 1, "novelty": {}})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'"text"',
        b"{}",
        b'{"update_id": "7"}',
        b'{"update_id": true}',
        b'{"update_id": 7.5}',
        b'{"update_id": -1}',
        b'{"update_id": 9223372036854775808}',
        b'{"update_id": 7, "message": {"chat": {"id": 9223372036854775808}}}',
        b'{"update_id": 7, "message": {"text": "\\u0000"}}',
        b'{"update_id": 7, "message": {"text": "\\ud800"}}',
        b'{"update_id": 7, "score": NaN}',
        b'{"update_id": 7, "score": 1e999}',
        b'{"update_id": 7, "deep": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
    ids=lambda body: repr(body[:60]),
)
async def test_a_broken_update_is_accepted_and_left_or_it_would_come_again_all_day(
    http: AsyncClient, database: Database, body: bytes
) -> None:
    answer = await http.post("/webhooks/main-bot", content=body, headers=SECRET)

    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert await kept(database) == []


async def test_after_a_broken_update_the_next_one_is_kept(
    http: AsyncClient, database: Database
) -> None:
    broken = b'{"update_id": 7, "message": {"text": "\\u0000"}}'
    await http.post("/webhooks/main-bot", content=broken, headers=SECRET)

    await http.post("/webhooks/main-bot", json=UPDATE, headers=SECRET)

    assert [row.update_id for row in await kept(database)] == [500]


async def test_a_flood_is_told_to_come_back(
    http: AsyncClient, database: Database, cache: Cache
) -> None:
    # As if it had been taking all it may for the last minute.
    await cache.set("limit:webhook:client", 4_000_000_000_000_000)

    answer = await http.post("/webhooks/main-bot", json=UPDATE, headers=SECRET)

    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests")
    assert int(answer.headers["Retry-After"]) > 0
    assert await kept(database) == []


async def test_a_lost_nudge_loses_no_update(
    http: AsyncClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def deaf(cache: Cache, topic: Topic) -> None:
        """As `publish` behaves while Redis is away: it notes the loss and returns."""

    monkeypatch.setattr(nudges, "publish", deaf)

    answer = await http.post("/webhooks/main-bot", json=UPDATE, headers=SECRET)

    assert answer.status_code == 200
    assert len(await kept(database)) == 1
