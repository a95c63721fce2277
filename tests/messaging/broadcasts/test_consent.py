"""Marketing never reaches who said no, whenever they said it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import actions as clients
from dvorik.clients.models import Client
from dvorik.clients.schemas import Choice, Proof
from dvorik.clients.types import ConsentDecision, ConsentSource, Frequency, Topic
from dvorik.kernel.actor import Actor, ActorKind
from dvorik.messaging.actions import broadcasts
from dvorik.messaging.models import Delivery
from dvorik.messaging.queries.broadcasts import count_recipients
from dvorik.messaging.schemas.broadcasts import DeliveryOutcome, RecipientCountQuery
from dvorik.messaging.types import DeliveryStatus
from tests.conftest import NOON
from tests.loyalty.world import add_client
from tests.messaging.broadcasts.test_starting import SHOP, claim, schedule

Decide = Callable[[AsyncSession, Client], Awaitable[None]]


def says(decision: ConsentDecision, **more: Any) -> Decide:
    async def decide(session: AsyncSession, client: Client) -> None:
        await clients.choose(
            session,
            Actor(kind=ActorKind.CLIENT, id=client.id),
            client_id=client.id,
            choice=Choice(decision=decision, **more),
            proof=Proof(source=ConsentSource.BOT),
            now=NOON,
        )

    return decide


async def blacklist(session: AsyncSession, client: Client) -> None:
    client.is_blacklisted = True
    await session.flush()


STOP = says(ConsentDecision.WITHDRAWN)
NO_OFFERS = says(ConsentDecision.WITHDRAWN, topic=Topic.OFFERS)
NO_REMINDERS = says(ConsentDecision.WITHDRAWN, topic=Topic.REMINDERS)
WEEKLY = says(ConsentDecision.FREQUENCY, frequency=Frequency.WEEKLY)


async def reasons(session: AsyncSession, broadcast_id: int) -> dict[int, str | None]:
    rows = await session.execute(
        select(Delivery.client_id, Delivery.reason).where(Delivery.broadcast_id == broadcast_id)
    )
    return {row.client_id: row.reason for row in rows}


@pytest.mark.parametrize(
    ("decide", "topic", "reason"),
    [
        (STOP, "offers", "no_consent"),
        (STOP, "reminders", "no_consent"),
        (NO_OFFERS, "offers", "topic_off"),
        (NO_OFFERS, "reminders", None),
        (NO_REMINDERS, "reminders", "topic_off"),
        (NO_REMINDERS, "offers", None),
    ],
)
async def test_who_said_no_before_the_start_is_left_out_and_counted(
    session: AsyncSession, decide: Decide, topic: str, reason: str | None
) -> None:
    anna, boris = [await add_client(session, consent_at=NOON) for _ in range(2)]
    await decide(session, anna)
    row = await schedule(session, topic=topic)

    expected = await count_recipients(
        session,
        asked=RecipientCountQuery.model_validate(
            {"audience": {"kind": "everyone"}, "topic": topic}
        ),
        shop=SHOP,
        now=NOON,
    )
    await broadcasts.start_next(session, shop=SHOP, now=NOON)

    assert await reasons(session, row.id) == {anna.id: reason, boris.id: None}
    assert expected.reachable == (1 if reason else 2)
    assert {r.value: n for r, n in expected.left_out.items() if n} == (
        {reason: 1} if reason else {}
    )


@pytest.mark.parametrize(
    ("decide", "reason"),
    [
        (STOP, "no_consent"),
        (NO_OFFERS, "topic_off"),
        (NO_REMINDERS, None),
        (blacklist, "blacklisted"),
    ],
)
async def test_who_says_no_between_the_start_and_their_turn_is_spared(
    session: AsyncSession, decide: Decide, reason: str | None
) -> None:
    anna, boris = [await add_client(session, consent_at=NOON) for _ in range(2)]
    row = await schedule(session)
    await broadcasts.start_next(session, shop=SHOP, now=NOON)

    await decide(session, anna)
    claimed = await claim(session, row)

    reached = {boris.telegram_id} if reason else {anna.telegram_id, boris.telegram_id}
    assert {each.chat_id for each in claimed} == reached
    assert await reasons(session, row.id) == {anna.id: reason, boris.id: None}
    if reason:
        spared = (
            await session.scalars(select(Delivery).where(Delivery.client_id == anna.id))
        ).one()
        assert (spared.status, spared.leased_until, spared.finished_at) == ("skipped", None, NOON)
    assert await claim(session, row) == []


async def test_a_broadcast_ends_when_its_last_recipients_said_no(session: AsyncSession) -> None:
    anna = await add_client(session, consent_at=NOON)
    row = await schedule(session)
    await broadcasts.start_next(session, shop=SHOP, now=NOON)
    await STOP(session, anna)

    assert await claim(session, row) == []

    assert await broadcasts.finish_broadcasts(session, now=NOON) == [row.id]


async def test_who_asked_for_one_a_week_gets_one_a_week(session: AsyncSession) -> None:
    anna, boris = [await add_client(session, consent_at=NOON) for _ in range(2)]
    await WEEKLY(session, anna)
    first, second = await schedule(session), await schedule(session)

    for moment in (NOON, NOON):
        await broadcasts.start_next(session, shop=SHOP, now=moment)
    third = await schedule(session)
    await broadcasts.start_next(session, shop=SHOP, now=NOON + timedelta(days=7, seconds=1))

    assert await reasons(session, first.id) == {anna.id: None, boris.id: None}
    assert await reasons(session, second.id) == {anna.id: "weekly", boris.id: None}
    assert await reasons(session, third.id) == {anna.id: None, boris.id: None}


async def test_a_week_begins_when_the_message_came_not_when_it_was_planned(
    session: AsyncSession,
) -> None:
    """Paused for days, or put off by the night: the person saw it only then."""
    anna = await add_client(session, consent_at=NOON)
    await WEEKLY(session, anna)
    first = await schedule(session)
    await broadcasts.start_next(session, shop=SHOP, now=NOON)
    sent_at = NOON + timedelta(days=6)
    sent = DeliveryOutcome(status=DeliveryStatus.SENT, message_ids=(7,))
    outcomes = [(one, sent) for one in await claim(session, first, now=sent_at)]
    await broadcasts.record_deliveries(session, outcomes, now=sent_at)

    early, late = await schedule(session), await schedule(session)
    await broadcasts.start_next(session, shop=SHOP, now=NOON + timedelta(days=8))
    await broadcasts.start_next(session, shop=SHOP, now=sent_at + timedelta(days=7, seconds=1))

    assert await reasons(session, early.id) == {anna.id: "weekly"}
    assert await reasons(session, late.id) == {anna.id: None}


async def test_the_topic_can_be_changed_until_the_start(session: AsyncSession) -> None:
    anna = await add_client(session, consent_at=NOON)
    await NO_OFFERS(session, anna)
    row = await schedule(session, topic="birthdays")

    await broadcasts.start_next(session, shop=SHOP, now=NOON)

    assert (row.topic, await reasons(session, row.id)) == ("birthdays", {anna.id: None})
