"""The settings over HTTP: what is shown, what is taken, what is refused."""

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.kernel.config import BotMode
from dvorik.kernel.events import EventRow
from dvorik.settings import queries, store
from dvorik.settings.schemas import ShopSettings
from tests.conftest import OLGA, TIM, Acting

DEFAULTS = ShopSettings()


async def recorded(session: AsyncSession) -> list[dict[str, object]]:
    rows = await session.scalars(
        select(EventRow).where(EventRow.type == "settings.setting_changed").order_by(EventRow.id)
    )
    return [{**row.payload, "actor_id": row.actor_id} for row in rows]


async def test_every_setting_is_shown_with_its_words_and_default(http: AsyncClient) -> None:
    response = await http.get("/api/v1/settings", headers={"Accept-Language": "en"})

    assert response.status_code == 200
    items = {item["key"]: item for item in response.json()["items"]}
    assert list(items) == list(ShopSettings.model_fields)
    assert items["birthday_hour"] == {
        "key": "birthday_hour",
        "group": "loyalty",
        "title": "Hour of congratulations",
        "description": "At this hour, in the shop's time zone, birthday messages go out.",
        "value": 9,
        "default": 9,
        "is_changed": False,
        "value_schema": {"type": "integer", "minimum": 0, "maximum": 23},
        "updated_at": None,
        "updated_by_id": None,
    }
    assert items["quiet_from"]["value"] == "21:00"


async def test_changes_are_kept_and_audited_one_by_one(
    http: AsyncClient, session: AsyncSession
) -> None:
    response = await http.patch(
        "/api/v1/settings",
        json={"business_name": " Мармеладный Дворик ", "birthday_hour": 10, "currency": "RUB"},
    )

    assert response.status_code == 200
    name = response.json()["items"][0]
    assert (name["value"], name["is_changed"]) == ("Мармеладный Дворик", True)
    assert (name["updated_at"], name["updated_by_id"]) == ("2026-11-20T02:00:00Z", OLGA.id)
    assert await queries.load(session) == DEFAULTS.model_copy(
        update={"business_name": "Мармеладный Дворик", "birthday_hour": 10}
    )
    assert await recorded(session) == [
        {"key": "birthday_hour", "old": 9, "new": 10, "actor_id": 1},
        {"key": "business_name", "old": "Dvorik", "new": "Мармеладный Дворик", "actor_id": 1},
    ]


async def test_bulk_update_does_the_same(http: AsyncClient, session: AsyncSession) -> None:
    response = await http.post("/api/v1/settings/bulk-update", json={"undo_minutes": 0})

    assert response.status_code == 200
    assert await recorded(session) == [{"key": "undo_minutes", "old": 10, "new": 0, "actor_id": 1}]


async def test_one_refused_change_refuses_them_all(
    http: AsyncClient, session: AsyncSession
) -> None:
    response = await http.patch(
        "/api/v1/settings",
        json={"birthday_hour": 24, "undo_minutes": True, "timezone": "Mars/Base", "contacts": "x"},
    )

    assert response.status_code == 422
    problem = response.json()
    assert problem["code"] == "settings.refused"
    assert problem["errors"] == [
        {"pointer": "/body/timezone", "code": "unknown_timezone"},
        {"pointer": "/body/birthday_hour", "code": "less_than_equal"},
        {"pointer": "/body/undo_minutes", "code": "int_type"},
    ]
    assert await queries.load(session) == DEFAULTS
    assert await recorded(session) == []


async def test_the_zone_of_this_machine_is_no_zone_of_the_shop(http: AsyncClient) -> None:
    response = await http.patch("/api/v1/settings", json={"timezone": "localtime"})

    assert response.status_code == 422
    assert response.json()["errors"] == [{"pointer": "/body/timezone", "code": "unknown_timezone"}]


async def test_an_unknown_key_is_named(http: AsyncClient, session: AsyncSession) -> None:
    response = await http.patch("/api/v1/settings", json={"a/b": 1, "birthday_hour": 10})

    assert response.status_code == 422
    assert response.json()["errors"] == [
        {"pointer": "/body/a~1b", "code": "settings.no_such_setting"}
    ]
    assert await queries.load(session) == DEFAULTS


async def test_one_setting_is_read_and_changed_by_its_key(
    http: AsyncClient, session: AsyncSession
) -> None:
    changed = await http.patch("/api/v1/settings/channel_username", json={"value": "@marmelad"})
    read = await http.get("/api/v1/settings/channel_username")

    assert (changed.status_code, read.status_code) == (200, 200)
    assert read.json() == changed.json()
    assert read.json()["value"] == "marmelad"
    assert (await queries.load(session)).channel_link == "https://t.me/marmelad"


async def test_a_setting_set_back_to_its_default_is_unchanged_again(http: AsyncClient) -> None:
    await http.patch("/api/v1/settings/reminder_days", json={"value": 5})
    response = await http.patch("/api/v1/settings/reminder_days", json={"value": 3})

    body = response.json()
    assert (body["value"], body["is_changed"], body["updated_at"]) == (3, False, None)


async def test_a_key_that_does_not_exist_is_not_found(http: AsyncClient) -> None:
    read = await http.get("/api/v1/settings/nothing")
    changed = await http.patch("/api/v1/settings/nothing", json={"value": 1})

    for response in (read, changed):
        assert response.status_code == 404
        assert response.json()["code"] == "settings.no_such_setting"


async def test_a_refused_value_points_at_the_value(
    http: AsyncClient, session: AsyncSession
) -> None:
    response = await http.patch("/api/v1/settings/quiet_from", json={"value": "25:00"})

    assert response.status_code == 422
    assert response.json()["errors"] == [{"pointer": "/body/value", "code": "not_a_wall_time"}]
    assert await queries.load(session) == DEFAULTS


async def test_quiet_hours_lose_both_ends_or_none(http: AsyncClient, session: AsyncSession) -> None:
    half = await http.patch("/api/v1/settings", json={"quiet_from": None})
    assert half.status_code == 422
    assert half.json()["errors"] == [{"pointer": "/body", "code": "half_a_period"}]

    whole = await http.patch("/api/v1/settings", json={"quiet_from": None, "quiet_until": None})
    assert whole.status_code == 200
    shop = await queries.load(session)
    assert (shop.quiet_from, shop.quiet_until) == (None, None)


async def test_a_trainee_neither_reads_nor_changes(
    http: AsyncClient, acting: Acting, session: AsyncSession
) -> None:
    acting.actor = TIM

    answers = [
        await http.get("/api/v1/settings"),
        await http.get("/api/v1/settings/birthday_hour"),
        await http.patch("/api/v1/settings", json={"birthday_hour": 10}),
        await http.patch("/api/v1/settings/birthday_hour", json={"value": 10}),
        await http.post("/api/v1/settings/bulk-update", json={"birthday_hour": 10}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 5
    assert await queries.load(session) == DEFAULTS
    assert await recorded(session) == []


async def test_how_bots_hear_is_changed_by_those_who_run_the_installation(
    http: AsyncClient, acting: Acting, session: AsyncSession
) -> None:
    chosen = await http.patch("/api/v1/settings", json={"bot_mode": "polling"})
    acting.actor = Actor(
        kind=ActorKind.ACCOUNT,
        id=3,
        permissions=frozenset({Permission.SETTINGS_READ, Permission.SETTINGS_EDIT}),
    )
    refused = await http.patch("/api/v1/settings", json={"bot_mode": None, "birthday_hour": 10})
    same = await http.patch("/api/v1/settings", json={"bot_mode": "polling", "undo_minutes": 5})

    assert (chosen.status_code, same.status_code) == (200, 200)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    shop = await queries.load(session)
    assert (shop.bot_mode, shop.birthday_hour, shop.undo_minutes) == (BotMode.POLLING, 9, 5)
    assert (await recorded(session))[0] == {
        "key": "bot_mode", "old": None, "new": "polling", "actor_id": OLGA.id,
    }  # fmt: skip


@pytest.mark.parametrize("public_url", [None, "https://shop.local", "https://shop.ru:8000"])
async def test_webhooks_are_not_chosen_where_telegram_would_not_come(
    app: FastAPI, http: AsyncClient, session: AsyncSession, public_url: str | None
) -> None:
    app.state.config = app.state.config.model_copy(update={"public_url": public_url})
    answers = [
        await http.patch("/api/v1/settings", json={"bot_mode": "webhook", "birthday_hour": 10}),
        await http.patch("/api/v1/settings/bot_mode", json={"value": "webhook"}),
        await http.post("/api/v1/settings/bulk-update", json={"bot_mode": "webhook"}),
    ]

    codes = {(answer.status_code, answer.json()["code"]) for answer in answers}
    assert codes == {(409, "telegram.public_address_missing")}
    assert await queries.load(session) == DEFAULTS
    assert await recorded(session) == []


async def test_a_change_is_seen_by_the_cached_reader_at_once(
    http: AsyncClient, app: FastAPI
) -> None:
    cache, database = app.state.cache, app.state.database
    assert (await store.current(cache, database)).birthday_hour == 9
    await http.patch("/api/v1/settings/birthday_hour", json={"value": 7})

    assert (await store.current(cache, database)).birthday_hour == 7
