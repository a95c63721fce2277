import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from dvorik import reactions
from dvorik.clients.models import Client
from dvorik.kernel import clock, relay
from dvorik.kernel.actor import SYSTEM
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.loyalty import actions as loyalty
from dvorik.loyalty.tasks import congratulate_birthdays
from dvorik.loyalty.types import TemplateEvent
from dvorik.messaging.actions import claim_messages
from dvorik.messaging.models import OutgoingMessage
from dvorik.messaging.types import Channel
from tests.conftest import NOON, OLGA
from tests.loyalty.world import SHOP, add_client, add_template
from tests.reactions.conftest import Follow, addressed


async def give(database: Database, event: TemplateEvent, **client: object) -> Client:
    """A code of a new client, issued by the shop at the usual moment."""
    async with database.transaction() as session:
        person = await add_client(session, **client)
        await add_template(session, event=event.value)
        await loyalty.issue_for_event(
            session, SYSTEM, client=person, event=event, shop=SHOP, now=NOON
        )
    return person


async def test_a_birthday_is_congratulated_once(database: Database, follow: Follow) -> None:
    client = await give(database, TemplateEvent.BIRTHDAY, consent_at=NOON)
    async with database.transaction() as session:
        await loyalty.issue_for_event(
            session, SYSTEM, client=client, event=TemplateEvent.BIRTHDAY, shop=SHOP, now=NOON
        )

    (greeting,) = await follow()
    assert addressed(greeting) == ("client_bot", client.telegram_id, "client.birthday_greeting")
    assert greeting.keyboard is not None
    [[button]] = greeting.keyboard["inline_keyboard"]
    assert f"<code>{button['copy_text']['text']}</code>" in greeting.text
    assert button["text"] == f"Скопировать {button['copy_text']['text']}"


async def test_who_said_stop_is_not_congratulated(database: Database, follow: Follow) -> None:
    await give(database, TemplateEvent.BIRTHDAY, consent_at=None)

    assert await follow() == []


async def test_who_says_stop_before_the_greeting_leaves_is_not_congratulated(
    database: Database, follow: Follow
) -> None:
    client = await give(database, TemplateEvent.BIRTHDAY, consent_at=NOON)
    await follow()
    async with database.transaction() as session:
        (await session.get_one(Client, client.id)).consent_at = None

    async with database.transaction() as session:
        later = clock.now() + timedelta(minutes=1)
        claimed = await claim_messages(session, Channel.CLIENT_BOT, limit=10, now=later)

    assert claimed == []


async def test_a_code_given_by_hand_is_told_even_after_stop(
    database: Database, follow: Follow
) -> None:
    async with database.transaction() as session:
        client = await add_client(session, consent_at=None, first_name="<b>Bob</b>")
        template = await add_template(session, event="manual")
        discount = await loyalty.issue_by_hand(
            session, OLGA, client_id=client.id, template_id=template.id, shop=SHOP, now=NOON
        )

    (notice,) = await follow()
    assert addressed(notice) == ("client_bot", client.telegram_id, "client.discount_issued")
    assert f"<code>{discount.code}</code>" in notice.text
    assert "<b>Bob" not in notice.text


@pytest.mark.parametrize("event", [TemplateEvent.SUBSCRIPTION])
async def test_codes_handed_over_in_a_talk_are_not_told_again(
    database: Database, follow: Follow, event: TemplateEvent
) -> None:
    await give(database, event)

    assert await follow() == []


async def test_a_code_that_ended_before_it_was_told_is_not_told(
    database: Database, follow: Follow
) -> None:
    async with database.transaction() as session:
        client = await add_client(session)
        template = await add_template(session, event="manual", duration_days=1)
        long_ago = NOON - timedelta(days=400)
        await loyalty.issue_by_hand(
            session, OLGA, client_id=client.id, template_id=template.id, shop=SHOP, now=long_ago
        )

    assert await follow() == []


async def test_birthday_runs_at_the_same_second_and_later_make_one_message_each(
    real_database: Database, config: Config
) -> None:
    async with real_database.transaction() as session:
        await add_template(session, event="birthday", recurrence={"type": "yearly", "value": None})
        born = date(1990, NOON.month, NOON.day)
        people = [(await add_client(session, birthday=born, consent_at=NOON)).id for _ in range(30)]

    made = await asyncio.gather(
        *(congratulate_birthdays(real_database, now=NOON) for _ in range(4))
    )
    again = await congratulate_birthdays(real_database, now=NOON + timedelta(hours=3))
    every_reaction = reactions.build(config)
    await asyncio.gather(*(relay.drain(real_database, every_reaction) for _ in range(3)))

    assert (sum(made), again) == (30, 0)
    async with real_database.transaction() as session:
        told = await session.scalars(
            select(OutgoingMessage.client_id).order_by(OutgoingMessage.client_id)
        )
    assert told.all() == people
