"""Reminders of codes that end soon: once per code, one message a day, whoever runs whenever."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from dvorik.clients import actions as clients
from dvorik.clients.models import Client
from dvorik.clients.schemas import Choice, Proof
from dvorik.clients.types import ConsentDecision, ConsentSource, Topic
from dvorik.kernel import clock
from dvorik.kernel.actor import Actor, ActorKind
from dvorik.kernel.db import Database
from dvorik.loyalty.models import Discount
from dvorik.messaging import actions
from dvorik.messaging.models import OutgoingMessage
from dvorik.messaging.schemas import Claimed
from dvorik.messaging.tasks import remind_due
from dvorik.messaging.types import Channel
from dvorik.settings.models import SettingRow
from dvorik.settings.schemas import ShopSettings
from tests.conftest import NOON
from tests.loyalty.world import add_campaign, add_client, add_discount, add_template

ZONE = ZoneInfo("Asia/Vladivostok")
TODAY = date(2026, 11, 20)
ELEVEN = datetime(2026, 11, 20, 11, tzinfo=ZONE)
"""The hour of the settings, on a day whose reminders are of codes that end on the 23rd."""


def end_of(day: int) -> datetime:
    return clock.end_of_day(date(2026, 11, day), ZONE)


async def add_code(database: Database, *, last_day: int = 23, **fields: Any) -> Discount:
    """A code of a month, held by a new client unless `client` says whose."""
    async with database.transaction() as session:
        client = fields.pop("client", None)
        person = fields.pop("person", {})
        if client is None:
            client = await add_client(session, **{"consent_at": NOON, **person})
        template = await add_template(session, usage_limit=fields.get("usage_limit", 1))
        start = end_of(last_day) - timedelta(days=30)
        return await add_discount(
            session,
            template=template,
            client=client,
            **{"starts_at": start, "issued_at": start, "expires_at": end_of(last_day), **fields},
        )


async def set_setting(database: Database, key: str, value: object) -> None:
    async with database.transaction() as session:
        session.add(SettingRow(key=key, value=value, updated_at=NOON))


async def messages(database: Database) -> list[OutgoingMessage]:
    async with database.transaction() as session:
        return list(await session.scalars(select(OutgoingMessage).order_by(OutgoingMessage.id)))


async def test_three_days_before_the_end_at_the_hour_once(database: Database) -> None:
    code = await add_code(database)

    told = [
        await remind_due(database, now=ELEVEN - timedelta(minutes=5)),
        await remind_due(database, now=ELEVEN),
        await remind_due(database, now=ELEVEN + timedelta(hours=3)),
        await remind_due(database, now=ELEVEN + timedelta(days=1)),
        await remind_due(database, now=ELEVEN + timedelta(days=2)),
    ]

    assert told == [0, 1, 0, 0, 0]
    (message,) = await messages(database)
    assert message.text_key == "client.discount_expires_soon"
    assert (message.client_id, message.channel) == (code.client_id, "client_bot")
    assert f"<code>{code.code}</code>" in message.text
    assert "23 ноября 2026" in message.text
    assert message.keyboard is not None
    [[button]] = message.keyboard["inline_keyboard"]
    assert button["copy_text"] == {"text": code.code}


async def test_what_is_not_due_used_blocked_or_not_wanted_is_not_told(database: Database) -> None:
    async with database.transaction() as session:
        ended = await add_campaign(session, ends_at=ELEVEN - timedelta(days=1))
    await add_code(database, last_day=24)
    await add_code(database, used_count=1)
    await add_code(database, blocked_at=NOON)
    await add_code(database, campaign_id=ended.id)
    # Given the day before yesterday for five days: fresh in mind.
    await add_code(database, starts_at=end_of(23) - timedelta(days=3, hours=12))
    await add_code(database, starts_at=ELEVEN + timedelta(hours=1))
    for person in (
        {"consent_at": None},
        {"wants_reminders": False},
        {"bot_blocked_at": NOON},
        {"telegram_id": None},
        {"is_blacklisted": True},
        {"deleted_at": NOON},
    ):
        await add_code(database, person=person)

    assert await remind_due(database, now=ELEVEN) == 0
    assert await messages(database) == []


async def test_a_card_with_uses_left_is_told(database: Database) -> None:
    await add_code(database, usage_limit=10, used_count=9)

    assert await remind_due(database, now=ELEVEN) == 1


async def test_one_message_a_day_names_all_codes_that_end(database: Database) -> None:
    first = await add_code(database)
    async with database.transaction() as session:
        client = await session.get_one(type(await add_client(session)), first.client_id)
    second = await add_code(database, client=client)
    later = await add_code(database, client=client, last_day=24)

    assert await remind_due(database, now=ELEVEN) == 1
    (message,) = await messages(database)
    assert first.code in message.text
    assert second.code in message.text
    assert later.code not in message.text

    assert await remind_due(database, now=ELEVEN + timedelta(days=1)) == 1
    assert later.code in (await messages(database))[1].text


async def test_a_day_without_a_worker_is_made_up_for_and_still_one_message_a_day(
    database: Database,
) -> None:
    missed = await add_code(database, last_day=22)
    async with database.transaction() as session:
        client = await session.get_one(type(await add_client(session)), missed.client_id)
    await add_code(database, client=client, last_day=23)
    morning = ELEVEN.replace(hour=9)

    # What was missed yesterday goes out when the night is over, today's code then tomorrow.
    assert await remind_due(database, now=morning) == 1
    assert await remind_due(database, now=ELEVEN) == 0
    assert missed.code in (await messages(database))[0].text
    assert await remind_due(database, now=morning + timedelta(days=1)) == 1
    assert len(await messages(database)) == 2


async def test_too_late_is_dropped_and_told_once(database: Database) -> None:
    await add_code(database, last_day=19)

    with capture_logs() as lines:
        told = [await remind_due(database, now=ELEVEN + timedelta(hours=n)) for n in range(2)]

    assert told == [0, 0]
    assert await messages(database) == []
    late = [line for line in lines if line["event"] == "reminders_too_late"]
    assert [line["codes"] for line in late] == [1]


@pytest.mark.parametrize("hour", [8, 21, 23])
async def test_nobody_is_woken(database: Database, hour: int) -> None:
    await add_code(database, last_day=22)

    assert await remind_due(database, now=ELEVEN.replace(hour=hour)) == 0
    assert await messages(database) == []


async def test_who_sleeps_in_another_zone_hears_of_it_in_their_morning(
    database: Database,
) -> None:
    await add_code(database, person={"timezone": "Europe/Berlin"})

    assert await remind_due(database, now=ELEVEN) == 1

    # 11:00 in Vladivostok is 02:00 in Berlin.
    (message,) = await messages(database)
    assert message.not_before == datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(("until", "hour"), [("06:00", 6), ("11:00", 9), ("00:00", None)], ids=str)
async def test_who_sleeps_is_told_sooner_when_the_night_is_shortened(
    database: Database, until: str, hour: int | None
) -> None:
    await add_code(database, person={"timezone": "Europe/Berlin"})
    await remind_due(database, now=ELEVEN)
    shop = ShopSettings.model_validate({"quiet_from": "00:00", "quiet_until": until})

    for _ in range(2):
        async with database.transaction() as session:
            await actions.wake_reminded(session, shop=shop, now=ELEVEN)

    (message,) = await messages(database)
    berlin = ZoneInfo("Europe/Berlin")
    morning = ELEVEN if hour is None else datetime(2026, 11, 20, hour, tzinfo=berlin)
    assert message.not_before == morning


@pytest.mark.parametrize(
    ("topic", "reason"),
    [(Topic.REMINDERS, "topic_off"), (None, "no_consent"), (Topic.OFFERS, None)],
)
async def test_who_says_no_before_their_morning_is_not_reminded(
    database: Database, topic: Topic | None, reason: str | None
) -> None:
    code = await add_code(database, person={"timezone": "Europe/Berlin"})
    await remind_due(database, now=ELEVEN)
    async with database.transaction() as session:
        await clients.choose(
            session,
            Actor(kind=ActorKind.CLIENT, id=code.client_id),
            client_id=code.client_id,
            choice=Choice(decision=ConsentDecision.WITHDRAWN, topic=topic),
            proof=Proof(source=ConsentSource.BOT),
            now=ELEVEN,
        )

    claimed = await claim_next_morning(database)

    (message,) = await messages(database)
    assert [each.id for each in claimed] == ([] if reason else [message.id])
    kept = (message.status, message.error, message.attempts)
    assert kept == (("failed", reason, 0) if reason else ("sending", None, 1))


async def test_those_who_said_no_hold_nobody_up(database: Database) -> None:
    codes = [await add_code(database, person={"timezone": "Europe/Berlin"}) for _ in range(5)]
    await remind_due(database, now=ELEVEN)
    async with database.transaction() as session:
        for code in codes[:-1]:
            client = await session.get_one(Client, code.client_id)
            client.is_blacklisted = True

    [claimed] = await claim_next_morning(database, limit=2)

    sent = await messages(database)
    assert claimed.id == sent[-1].id
    assert [message.error for message in sent] == ["blacklisted"] * 4 + [None]


async def claim_next_morning(database: Database, limit: int = 10) -> list[Claimed]:
    morning = ELEVEN + timedelta(hours=12)
    async with database.transaction() as session:
        return await actions.claim_messages(session, Channel.CLIENT_BOT, limit=limit, now=morning)


async def test_what_ends_before_they_wake_is_left_out(database: Database) -> None:
    await set_setting(database, "reminder_days", 2)
    dead = await add_code(database, last_day=20, person={"timezone": "America/Los_Angeles"})
    async with database.transaction() as session:
        client = await session.get_one(Client, dead.client_id)
    code = await add_code(database, last_day=22, client=client)

    assert await remind_due(database, now=ELEVEN.replace(hour=20, minute=59)) == 1

    (message,) = await messages(database)
    assert code.code in message.text
    assert dead.code not in message.text


async def test_who_would_wake_after_the_end_is_let_sleep(database: Database) -> None:
    await add_code(database, last_day=20, person={"timezone": "America/Los_Angeles"})

    # 20:59 on the last day; in Los Angeles night until 03:00 of the next.
    assert await remind_due(database, now=ELEVEN.replace(hour=20, minute=59)) == 1

    assert await messages(database) == []


async def test_an_hour_in_the_night_is_put_off_to_the_morning(database: Database) -> None:
    await set_setting(database, "reminder_hour", 23)
    await add_code(database)

    told = [
        await remind_due(database, now=ELEVEN.replace(hour=23)),
        await remind_due(database, now=ELEVEN.replace(hour=9) + timedelta(days=1)),
    ]

    assert told == [0, 1]


async def test_without_an_hour_nobody_is_reminded(database: Database) -> None:
    await set_setting(database, "reminder_hour", None)
    code = await add_code(database)
    await add_code(database, last_day=19)

    assert await remind_due(database, now=ELEVEN) == 0
    assert await messages(database) == []
    assert code.reminded_at is None


@pytest.mark.parametrize("day", [25, 26])
async def test_days_are_the_shops_also_when_the_clock_is_turned(
    database: Database, day: int
) -> None:
    """25 October 2026 has 25 hours in Berlin."""
    await set_setting(database, "timezone", "Europe/Berlin")
    berlin = ZoneInfo("Europe/Berlin")
    at = datetime(2026, 10, day, 11, tzinfo=berlin)
    end = clock.end_of_day(date(2026, 10, day + 3), berlin)
    await add_code(database, starts_at=end - timedelta(days=30), expires_at=end)

    told = [
        await remind_due(database, now=moment)
        for moment in (at.replace(hour=10, minute=59), at, at.replace(hour=20))
    ]

    assert told == [0, 1, 0]


async def test_runs_at_the_same_second_tell_each_person_once(real_database: Database) -> None:
    async with real_database.transaction() as session:
        template = await add_template(session)
        for _ in range(120):
            client = await add_client(session, consent_at=NOON)
            for _ in range(2):
                await add_discount(
                    session,
                    template=template,
                    client=client,
                    starts_at=end_of(23) - timedelta(days=30),
                    expires_at=end_of(23),
                )

    now = ELEVEN.astimezone(UTC)
    told = await asyncio.gather(*(remind_due(real_database, now=now) for _ in range(4)))
    again = await remind_due(real_database, now=now + timedelta(hours=3))

    assert (sum(told), again) == (120, 0)
    sent = await messages(real_database)
    assert len({message.client_id for message in sent}) == len(sent) == 120
