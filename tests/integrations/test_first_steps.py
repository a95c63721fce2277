"""From a fresh installation to the first redeemed code."""

from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from pydantic import SecretStr

from dvorik.integrations.first_steps import rules
from dvorik.integrations.first_steps.schemas import Obstacle
from dvorik.integrations.telegram.schemas import (
    BotList,
    BotState,
    BotView,
    ChannelState,
    ChannelView,
)
from dvorik.kernel import heartbeat
from dvorik.kernel.cache import Cache
from dvorik.kernel.clock import now
from dvorik.kernel.config import BotMode
from dvorik.kernel.heartbeat import Sign
from dvorik.kernel.inbox import BotName
from dvorik.loyalty.queries import Beginnings
from dvorik.sandbox import cast
from tests.conftest import TIM, Acting
from tests.integrations.conftest import change

URL = "/api/v1/first-steps"
TEMPLATE = {
    "name": "За подписку",
    "kind": "percent",
    "value": "10",
    "event": "subscription",
    "duration_days": 30,
}

NEW_SHOP = Beginnings(
    has_templates=False,
    has_active_template=False,
    has_cashier=False,
    waiting_cashiers=0,
    has_codes=False,
    has_redemption=False,
)
OPEN_SHOP = Beginnings(
    has_templates=True,
    has_active_template=True,
    has_cashier=True,
    waiting_cashiers=0,
    has_codes=True,
    has_redemption=True,
)


def bots(client: BotState = BotState.WORKS, *, is_served: bool = True) -> BotList:
    views = [
        BotView(bot=BotName.CLIENT, state=client, variable="MAIN"),
        BotView(bot=BotName.CASHIER, state=BotState.WORKS, variable="AUTH"),
    ]
    return BotList(
        items=views,
        mode=BotMode.POLLING,
        chosen_mode=None,
        default_mode=BotMode.POLLING,
        webhook_base=None,
        is_served=is_served,
    )


def obstacles(
    seen: BotList, channel: ChannelState, shop: Beginnings = OPEN_SHOP
) -> list[Obstacle | None]:
    return [step.obstacle for step in rules.steps(seen, ChannelView(state=channel), shop)]


def test_an_open_shop_has_no_obstacle() -> None:
    assert obstacles(bots(), ChannelState.READABLE) == [None] * 5


def test_a_new_shop_has_all_before_it() -> None:
    assert obstacles(bots(BotState.NO_TOKEN), ChannelState.NOT_SET, NEW_SHOP) == [
        Obstacle.NO_TOKEN,
        Obstacle.CHANNEL_NOT_SET,
        Obstacle.NO_TEMPLATE,
        Obstacle.NO_CASHIER,
        Obstacle.NO_CODE,
    ]


def test_a_shop_halfway_is_told_the_next_thing() -> None:
    halfway = Beginnings(
        has_templates=True,
        has_active_template=False,
        has_cashier=False,
        waiting_cashiers=2,
        has_codes=True,
        has_redemption=False,
    )

    assert obstacles(bots(is_served=False), ChannelState.NOT_ADMIN, halfway) == [
        Obstacle.BOTS_NOT_SERVED,
        Obstacle.BOT_NOT_ADMIN,
        Obstacle.TEMPLATES_PAUSED,
        Obstacle.CASHIER_WAITS,
        Obstacle.CODE_NOT_REDEEMED,
    ]


@pytest.mark.parametrize("state", [state for state in BotState if state is not BotState.WORKS])
def test_every_trouble_of_a_bot_is_an_obstacle(state: BotState) -> None:
    assert obstacles(bots(state), ChannelState.READABLE)[0] is not None


@pytest.mark.parametrize(
    "state", [state for state in ChannelState if state is not ChannelState.READABLE]
)
def test_every_trouble_of_the_channel_is_an_obstacle(state: ChannelState) -> None:
    assert obstacles(bots(), state)[1] is not None


async def told(http: AsyncClient) -> Any:
    answer = await http.get(URL)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_steps_are_looked_at_for_real(
    shop: FastAPI, http: AsyncClient, cache: Cache
) -> None:
    await heartbeat.leave(cache, Sign.BOTS, now=now())
    before = await told(http)
    await http.patch("/api/v1/settings", json={"channel_id": cast.CHANNEL.id})
    created = await http.post("/api/v1/discount-templates", json=TEMPLATE)
    assert created.status_code == 201, created.text
    after = await told(http)

    assert [step["is_done"] for step in before["items"]] == [True, False, False, False, False]
    assert [step["is_done"] for step in after["items"]] == [True, True, True, False, False]
    assert [step["obstacle"] for step in after["items"][3:]] == ["no_cashier", "no_code"]
    assert not after["is_done"]
    assert after["channel_title"] == cast.CHANNEL.title
    assert after["cashier_bot"]["link"] == f"https://t.me/{cast.CASHIER_BOT.username}"
    assert after["client_bot"]["username"] == cast.CLIENT_BOT.username


async def test_a_missing_token_names_what_should_hold_it(shop: FastAPI, http: AsyncClient) -> None:
    change(shop, telegram_auth_bot_token=SecretStr(""))

    steps = await told(http)

    assert steps["items"][0] == {
        "name": "bot",
        "is_done": False,
        "obstacle": "no_token",
        "bot": "cashier",
        "variable": "TELEGRAM_AUTH_BOT_TOKEN",
        "trouble": None,
    }
    assert steps["cashier_bot"] is None


async def test_who_may_not_see_settings_is_not_guided(
    shop: FastAPI, http: AsyncClient, acting: Acting
) -> None:
    acting.actor = TIM

    assert (await http.get(URL)).status_code == 403
