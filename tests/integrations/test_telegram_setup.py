"""Telling Telegram where to bring updates, against the sandbox."""

from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from pydantic import SecretStr

from dvorik.kernel.bot_api import BotApi
from dvorik.kernel.config import BotMode
from dvorik.kernel.inbox import ALLOWED_UPDATES
from dvorik.sandbox import cast
from tests.integrations.conftest import PUBLIC, change

KEY = {"X-API-Key": "test-internal-key-that-is-long-enough-01"}


async def webhook_of(sandbox: str, token: str) -> dict[str, Any]:
    api = BotApi(token, base_url=sandbox)
    answer: dict[str, Any] = await api.call("getWebhookInfo")
    await api.close()
    return answer


async def test_both_bots_get_their_webhook_and_lose_it_again(
    shop: FastAPI, sandbox: str, http: AsyncClient
) -> None:
    change(shop, bot_mode=BotMode.WEBHOOK)
    set_answer = await http.post("/internal/set-webhooks", headers=KEY)
    told = await webhook_of(sandbox, cast.CLIENT_BOT.token)
    seen = await http.get("/internal/webhook-info", headers=KEY)
    deleted = await http.post("/internal/delete-webhooks", headers=KEY)

    assert set_answer.status_code == 200
    assert set_answer.json()["items"] == [
        {
            "bot": bot,
            "state": "set",
            "url": PUBLIC + path,
            "waiting_updates": 0,
            "last_error": None,
            "last_error_at": None,
        }
        for bot, path in (("client", "/webhooks/main-bot"), ("cashier", "/webhooks/auth-bot"))
    ]
    assert seen.json() == set_answer.json()
    assert set(told["allowed_updates"]) == set(ALLOWED_UPDATES)
    assert [item["state"] for item in deleted.json()["items"]] == ["not_set", "not_set"]
    assert (await webhook_of(sandbox, cast.CLIENT_BOT.token))["url"] == ""


@pytest.mark.parametrize("key", ["", "wrong", KEY["X-API-Key"] + "x"])
async def test_a_wrong_key_changes_nothing(
    shop: FastAPI, sandbox: str, http: AsyncClient, key: str
) -> None:
    change(shop, bot_mode=BotMode.WEBHOOK)
    await http.post("/internal/set-webhooks", headers=KEY)
    wrong = {"X-API-Key": key}
    before = await webhook_of(sandbox, cast.CLIENT_BOT.token)

    refused = [
        await http.post("/internal/set-webhooks", headers=wrong),
        await http.post("/internal/delete-webhooks", headers=wrong),
        await http.get("/internal/webhook-info", headers=wrong),
    ]

    assert [(one.status_code, one.json()["code"]) for one in refused] == [(403, "forbidden")] * 3
    assert await webhook_of(sandbox, cast.CLIENT_BOT.token) == before


async def test_without_a_public_address_no_webhook_is_set(
    shop: FastAPI, sandbox: str, http: AsyncClient
) -> None:
    change(
        shop,
        bot_mode=BotMode.WEBHOOK,
        public_url="https://192.168.1.5",
        telegram_api_url="https://api.telegram.org",
    )

    answer = await http.post("/internal/set-webhooks", headers=KEY)

    assert (answer.status_code, answer.json()["code"]) == (409, "telegram.public_address_missing")
    assert (await webhook_of(sandbox, cast.CLIENT_BOT.token))["url"] == ""


async def test_no_webhook_is_set_while_the_bots_fetch_themselves(
    shop: FastAPI, sandbox: str, http: AsyncClient
) -> None:
    change(shop, bot_mode=BotMode.WEBHOOK)
    await http.patch("/api/v1/settings", json={"bot_mode": "polling"})

    answer = await http.post("/internal/set-webhooks", headers=KEY)

    assert (answer.status_code, answer.json()["code"]) == (409, "telegram.updates_are_polled")
    assert (await webhook_of(sandbox, cast.CLIENT_BOT.token))["url"] == ""


async def test_a_bot_without_a_token_is_passed_over(shop: FastAPI, http: AsyncClient) -> None:
    change(shop, bot_mode=BotMode.WEBHOOK, telegram_auth_bot_token=SecretStr(""))

    answer = await http.post("/internal/set-webhooks", headers=KEY)

    states = {item["bot"]: item["state"] for item in answer.json()["items"]}
    assert states == {"client": "set", "cashier": "no_token"}


async def test_a_refusal_of_telegram_is_told_in_its_own_words(
    shop: FastAPI, http: AsyncClient
) -> None:
    change(shop, telegram_main_bot_token=SecretStr("7000000009:" + "x" * 35))

    answer = await http.get("/internal/webhook-info", headers=KEY)

    assert (answer.status_code, answer.json()["code"]) == (409, "telegram.refused")
    assert answer.json()["params"] == {"bot": "client", "description": "Unauthorized"}


async def test_telegram_out_of_reach_is_a_503(shop: FastAPI, http: AsyncClient) -> None:
    change(shop, telegram_api_url="http://127.0.0.1:1")

    answer = await http.get("/internal/webhook-info", headers=KEY)

    assert (answer.status_code, answer.json()["code"]) == (503, "telegram.unreachable")
