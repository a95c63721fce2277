"""Webhooks: the secret, order within a chat, retries, and what getWebhookInfo tells."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dvorik.sandbox.client import Sandbox
from dvorik.sandbox.server import serving
from tests.sandbox.harness import ALICE, BOB, SHOP, BotCalls


class Hook:
    """Somebody's webhook: notes what comes, fails when told."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        self.secrets: set[str | None] = set()
        self.failures_left = 0
        self.answer: Any = None
        self.url = ""
        self.arrived = asyncio.Condition()

    async def __call__(self, request: Request) -> Response:
        if self.failures_left:
            self.failures_left -= 1
            return Response(status_code=500)
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        async with self.arrived:
            self.updates.append(await request.json())
            self.arrived.notify_all()
        return JSONResponse(self.answer)

    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.updates]

    async def has(self, count: int) -> None:
        """Returns when so many updates came."""
        async with asyncio.timeout(5), self.arrived:
            await self.arrived.wait_for(lambda: len(self.updates) >= count)


@pytest.fixture
async def hook(bot: BotCalls) -> AsyncIterator[Hook]:
    receiver = Hook()
    app = FastAPI()
    app.add_route("/hook", receiver.__call__, methods=["POST"])
    async with serving(app) as url:
        receiver.url = f"{url}/hook"
        yield receiver
        await bot.ok("deleteWebhook", drop_pending_updates=True)


async def test_updates_come_with_the_secret_in_order(
    sandbox: Sandbox, bot: BotCalls, hook: Hook
) -> None:
    await bot.ok("setWebhook", url=hook.url, secret_token="s3cret")
    for number in range(10):
        await sandbox.say(ALICE, SHOP, str(number))
    await hook.has(10)

    assert hook.texts() == [str(number) for number in range(10)]
    assert hook.secrets == {"s3cret"}
    assert (await bot.ok("getWebhookInfo"))["pending_update_count"] == 0


async def test_what_waited_before_the_webhook_comes_first(
    sandbox: Sandbox, bot: BotCalls, hook: Hook
) -> None:
    await sandbox.say(ALICE, SHOP, "before")
    await bot.ok("setWebhook", url=hook.url)
    await sandbox.say(ALICE, SHOP, "after")
    await hook.has(2)

    assert hook.texts() == ["before", "after"]


async def test_a_failure_is_told_and_tried_again(
    sandbox: Sandbox, bot: BotCalls, hook: Hook
) -> None:
    hook.failures_left = 2
    await bot.ok("setWebhook", url=hook.url)
    await sandbox.say(ALICE, SHOP, "a")
    await sandbox.say(BOB, SHOP, "b")
    await hook.has(2)

    info = await bot.ok("getWebhookInfo")
    assert sorted(hook.texts()) == ["a", "b"]
    assert info["last_error_message"] == (
        "Wrong response from the webhook: 500 Internal Server Error"
    )


async def test_drop_pending_updates_drops_them(sandbox: Sandbox, bot: BotCalls, hook: Hook) -> None:
    await sandbox.say(ALICE, SHOP, "old")
    await bot.ok("setWebhook", url=hook.url, drop_pending_updates=True)
    await sandbox.say(ALICE, SHOP, "new")
    await hook.has(1)

    assert hook.texts() == ["new"]


async def test_a_webhook_may_answer_with_a_call(
    sandbox: Sandbox, bot: BotCalls, hook: Hook
) -> None:
    hook.answer = {"method": "sendMessage", "chat_id": ALICE.id, "text": "at once"}
    await bot.ok("setWebhook", url=hook.url)
    await sandbox.say(ALICE, SHOP, "quick?")

    assert (await sandbox.next_message(ALICE, SHOP)).text == "at once"
