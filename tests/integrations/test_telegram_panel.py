"""What the panel shows of the bots and the channel, against the sandbox."""

from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from pydantic import SecretStr

from dvorik.integrations.telegram import hearing
from dvorik.integrations.telegram.schemas import Hearing, HearingTrouble
from dvorik.kernel import heartbeat
from dvorik.kernel.cache import Cache
from dvorik.kernel.clock import now
from dvorik.kernel.config import BotMode
from dvorik.kernel.heartbeat import Sign
from dvorik.kernel.inbox import BotName
from dvorik.sandbox import cast
from dvorik.sandbox.client import Sandbox
from tests.conftest import TIM, Acting
from tests.integrations.conftest import PUBLIC, change

BOTS = "/api/v1/telegram/bots"
CHANNEL = "/api/v1/telegram/channel"


async def looked(http: AsyncClient, url: str, **query: str) -> Any:
    answer = await http.get(url, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_both_bots_are_shown_without_their_tokens(
    shop: FastAPI, http: AsyncClient, cache: Cache
) -> None:
    before = await looked(http, BOTS)
    await heartbeat.leave(cache, Sign.BOTS, now=now())
    await hearing.tell(
        cache,
        BotName.CLIENT,
        Hearing(mode=BotMode.WEBHOOK, trouble=HearingTrouble.REFUSED, words="No"),
    )
    answer = await http.get(BOTS)

    assert not before["is_served"]
    assert answer.json()["is_served"]
    assert (answer.json()["mode"], answer.json()["webhook_base"]) == ("polling", PUBLIC)
    client, cashier = answer.json()["items"]
    assert client == {
        "bot": "client",
        "state": "works",
        "variable": "TELEGRAM_MAIN_BOT_TOKEN",
        "username": cast.CLIENT_BOT.username,
        "name": cast.CLIENT_BOT.first_name,
        "webhook": {
            "bot": "client",
            "state": "not_set",
            "url": None,
            "waiting_updates": 0,
            "last_error": None,
            "last_error_at": None,
        },
        "trouble": None,
        "hearing": {"mode": "webhook", "trouble": "refused", "words": "No"},
    }
    assert (cashier["bot"], cashier["state"], cashier["hearing"]) == ("cashier", "works", None)
    assert "SANDBOX" not in answer.text


async def test_what_is_wrong_with_a_bot_is_an_answer(shop: FastAPI, http: AsyncClient) -> None:
    change(
        shop,
        telegram_main_bot_token=SecretStr("7000000009:" + "x" * 35),
        telegram_auth_bot_token=SecretStr(""),
    )

    client, cashier = (await looked(http, BOTS))["items"]

    assert (client["state"], client["trouble"]) == ("refused", "Unauthorized")
    assert (cashier["state"], cashier["variable"]) == ("no_token", "TELEGRAM_AUTH_BOT_TOKEN")


async def test_telegram_that_does_not_answer_is_asked_again_only_after_a_while(
    shop: FastAPI, http: AsyncClient, sandbox: str
) -> None:
    change(shop, telegram_api_url="http://127.0.0.1:1")
    away = await looked(http, BOTS)
    change(shop, telegram_api_url=sandbox)
    still = await looked(http, BOTS)

    assert [bot["state"] for bot in away["items"]] == ["away", "away"]
    assert still == away


async def test_what_is_chosen_stands_beside_what_the_environment_says(
    shop: FastAPI, http: AsyncClient
) -> None:
    chosen = await http.patch("/api/v1/settings", json={"bot_mode": "webhook"})
    shown = await looked(http, BOTS)

    assert chosen.status_code == 200
    modes = [shown[name] for name in ("mode", "chosen_mode", "default_mode")]
    assert modes == ["webhook", "webhook", "polling"]
    # The request only wrote it down: what Telegram is told is the bots process's business.
    assert [bot["webhook"]["state"] for bot in shown["items"]] == ["not_set", "not_set"]


async def test_who_may_not_is_refused_before_telegram_is_asked(
    shop: FastAPI, http: AsyncClient, acting: Acting, cache: Cache
) -> None:
    acting.actor = TIM

    answers = [
        await http.get(BOTS),
        await http.get(CHANNEL),
    ]

    assert [answer.status_code for answer in answers] == [403] * 2
    assert await cache.keys("look:*") == []


async def test_the_channel_is_found_by_its_name_and_by_the_settings(
    shop: FastAPI, http: AsyncClient
) -> None:
    unset = await looked(http, CHANNEL)
    by_name = await looked(http, CHANNEL, channel=cast.CHANNEL.username)
    await http.patch("/api/v1/settings", json={"channel_id": cast.CHANNEL.id})
    by_settings = await looked(http, CHANNEL)

    assert unset["state"] == "not_set"
    assert by_name == by_settings
    assert by_name == {
        "state": "readable",
        "id": cast.CHANNEL.id,
        "title": cast.CHANNEL.title,
        "username": cast.CHANNEL.username,
        "subscribers": by_name["subscribers"],
        "trouble": None,
    }
    assert by_name["subscribers"] > 0


async def test_a_bot_that_is_no_administrator_cannot_tell_who_is_subscribed(
    shop: FastAPI, http: AsyncClient, sandbox: str
) -> None:
    async with Sandbox(sandbox) as control:
        await control.set_bot_member(cast.CLIENT_BOT, cast.CHANNEL, "member")

    found = await looked(http, CHANNEL, channel=f"@{cast.CHANNEL.username}")

    assert (found["state"], found["title"]) == ("not_admin", cast.CHANNEL.title)


@pytest.mark.parametrize(
    ("channel", "state"), [("@no_such_channel", "not_found"), ("-1009999999999", "not_found")]
)
async def test_a_channel_that_the_bot_cannot_see_is_told_in_telegrams_words(
    shop: FastAPI, http: AsyncClient, channel: str, state: str
) -> None:
    found = await looked(http, CHANNEL, channel=channel)

    assert (found["state"], found["trouble"]) == (state, "Bad Request: chat not found")
    assert (await http.get(CHANNEL, params={"channel": "x"})).status_code == 422
