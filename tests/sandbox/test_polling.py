"""getUpdates: waiting, confirming, conflicts, and what a bot did not ask for."""

import asyncio
from urllib.parse import urlencode

import httpx2

from dvorik.sandbox.app import create_app
from dvorik.sandbox.client import Sandbox
from dvorik.sandbox.server import serving
from tests.sandbox.harness import ALICE, BOTS, SHOP, BotCalls


async def test_a_long_poll_ends_when_something_comes(sandbox: Sandbox, bot: BotCalls) -> None:
    async with asyncio.TaskGroup() as group:
        poll = group.create_task(bot.ok("getUpdates", timeout=20))
        await asyncio.sleep(0.05)
        await sandbox.say(ALICE, SHOP, "news")

    assert [update["message"]["text"] for update in poll.result()] == ["news"]


async def test_offset_confirms_and_limit_limits(sandbox: Sandbox, bot: BotCalls) -> None:
    for text in "abc":
        await sandbox.say(ALICE, SHOP, text)
    first, second = await bot.ok("getUpdates", limit=2)

    assert second["update_id"] == first["update_id"] + 1
    rest = await bot.ok("getUpdates", offset=second["update_id"] + 1)
    assert [update["message"]["text"] for update in rest] == ["c"]
    assert len(await bot.ok("getUpdates")) == 1
    assert await bot.ok("getUpdates", offset=rest[0]["update_id"] + 1) == []


async def test_a_negative_offset_keeps_the_last(sandbox: Sandbox, bot: BotCalls) -> None:
    for text in "abc":
        await sandbox.say(ALICE, SHOP, text)

    assert [u["message"]["text"] for u in await bot.ok("getUpdates", offset=-1)] == ["c"]


async def test_a_second_poller_sends_the_first_away(sandbox: Sandbox, bot: BotCalls) -> None:
    async with asyncio.TaskGroup() as group:
        first = group.create_task(bot.refused("getUpdates", timeout=20))
        await asyncio.sleep(0.05)
        await bot.ok("getUpdates")

    assert first.result() == (
        409,
        (
            "Conflict: terminated by other getUpdates request; make sure that only one bot "
            "instance is running"
        ),
    )


async def test_only_what_was_asked_for_comes(sandbox: Sandbox, bot: BotCalls) -> None:
    await bot.ok("getUpdates", allowed_updates=["callback_query"])
    await sandbox.say(ALICE, SHOP, "unheard")
    assert await bot.ok("getUpdates") == []

    await bot.ok("getUpdates", allowed_updates=[])
    await sandbox.join(ALICE, "shop_channel")
    await sandbox.say(ALICE, SHOP, "heard")
    [update] = await bot.ok("getUpdates")
    assert update["message"]["text"] == "heard"


async def test_parameters_come_in_every_encoding(sandbox: Sandbox, base_url: str) -> None:
    await sandbox.start(ALICE, SHOP)
    url = f"{base_url}/bot{SHOP.token}/sendMessage"

    def given(text: str) -> dict[str, str]:
        return {"chat_id": str(ALICE.id), "text": text}

    async with httpx2.AsyncClient() as http:
        answers = [
            await http.get(f"{url}?{urlencode(given('query'))}"),
            await http.post(url, data=given("form")),
            await http.post(url, json=given("json")),
            await http.post(url, files={name: (None, v) for name, v in given("multipart").items()}),
        ]

    assert [answer.json()["result"]["text"] for answer in answers] == [
        "query",
        "form",
        "json",
        "multipart",
    ]


async def test_a_stopping_server_sends_waiting_pollers_home() -> None:
    async with (
        httpx2.AsyncClient(timeout=30, verify=False) as http,
        asyncio.TaskGroup() as group,
        serving(create_app(bots=BOTS)) as url,
    ):
        poll = group.create_task(http.get(f"{url}/bot{SHOP.token}/getUpdates?timeout=30"))
        stream = group.create_task(http.get(f"{url}/control/stream"))
        await asyncio.sleep(0.1)

    assert poll.result().json() == {"ok": True, "result": []}
    assert stream.result().text == "retry: 1000\n\n"
