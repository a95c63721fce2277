"""What happens to a message between the commit that wrote it and the person."""

from asyncio import TaskGroup
from datetime import timedelta

from sqlalchemy import select

from dvorik.clients.models import Client
from dvorik.kernel import bot_limits
from dvorik.kernel import cache as redis
from dvorik.kernel.cache import Cache
from dvorik.kernel.db import Database
from dvorik.messaging import actions, store
from dvorik.messaging.schemas import Outcome
from dvorik.messaging.tasks import send_due
from dvorik.messaging.types import Channel, MessageStatus
from tests.conftest import NOON
from tests.messaging.senders import FakeClock, FakeSender, outbox, queue, through

SILENT = Outcome(status=MessageStatus.UNKNOWN, error="telegram.silent")
FLOOD = Outcome(
    status=MessageStatus.PENDING,
    error="429",
    retry_after_seconds=30,
    pauses_channel=True,
    is_flood=True,
)


async def test_a_due_message_is_sent_once_and_remembered(
    real_database: Database, cache: Cache
) -> None:
    sender = FakeSender()
    await queue(real_database, 7)

    assert await send_due(real_database, cache, through(sender), now=FakeClock()) == 1
    assert await send_due(real_database, cache, through(sender), now=FakeClock()) == 0

    [claimed] = sender.sent
    assert (claimed.chat_id, claimed.channel) == (7, Channel.CLIENT_BOT)
    assert claimed.text == "The redemption of code <code>ДЯА4589</code> was undone."
    [row] = await outbox(real_database)
    assert (row.status, row.attempts, row.telegram_message_id) == ("sent", 1, 1)
    assert (row.sent_at, row.leased_until, row.error) == (NOON, None, None)


async def test_a_message_is_not_sent_before_its_time(real_database: Database, cache: Cache) -> None:
    await queue(real_database, now=NOON + timedelta(minutes=1))
    clock = FakeClock()

    assert await send_due(real_database, cache, through(FakeSender()), now=clock) == 0
    clock.forward(minutes=1)
    assert await send_due(real_database, cache, through(FakeSender()), now=clock) == 1


async def test_many_senders_at_once_send_each_message_once(
    real_database: Database, cache: Cache
) -> None:
    sender = FakeSender()
    for number in range(1, 31):
        await queue(real_database, number)

    async with TaskGroup() as group:
        for _ in range(3):
            group.create_task(send_due(real_database, cache, through(sender), now=FakeClock()))

    assert sorted(message.chat_id or 0 for message in sender.sent) == list(range(1, 31))
    assert {row.status for row in await outbox(real_database)} == {"sent"}


async def test_messages_to_one_chat_keep_their_order(real_database: Database, cache: Cache) -> None:
    sender = FakeSender()
    for number in range(1, 4):
        await queue(real_database, chat_id=5, occasion=f"test:{number}")

    await send_due(real_database, cache, through(sender), now=FakeClock())

    assert [message.id for message in sender.sent] == sorted(m.id for m in sender.sent)
    assert len(sender.sent) == 3


async def claim_and_die(database: Database, clock: FakeClock) -> None:
    """What a killed process leaves: a claim that was committed, and no record."""
    async with database.transaction() as session:
        claimed = await actions.claim_messages(
            session, Channel.CLIENT_BOT, limit=10, now=clock.moment
        )
    assert len(claimed) == 1


async def test_a_message_whose_sender_died_goes_once_more(
    real_database: Database, cache: Cache
) -> None:
    await queue(real_database)
    clock, sender = FakeClock(), FakeSender()
    await claim_and_die(real_database, clock)

    clock.forward(seconds=60)
    # While the lease lasts nobody touches it.
    assert await send_due(real_database, cache, through(sender), now=clock) == 0
    clock.forward(seconds=1)
    assert await send_due(real_database, cache, through(sender), now=clock) == 1

    [row] = await outbox(real_database)
    assert (row.status, row.attempts, len(sender.sent)) == ("sent", 2, 1)


async def test_a_message_whose_senders_died_twice_is_unknown_and_left_alone(
    real_database: Database, cache: Cache
) -> None:
    await queue(real_database)
    clock, sender = FakeClock(), FakeSender()
    await claim_and_die(real_database, clock)
    clock.forward(seconds=61)
    async with real_database.transaction() as session:
        await actions.free_expired(session, now=clock.moment)
    await claim_and_die(real_database, clock)

    clock.forward(seconds=61)
    assert await send_due(real_database, cache, through(sender), now=clock) == 0

    [row] = await outbox(real_database)
    assert (row.status, row.attempts, row.error) == ("unknown", 2, "no_answer")
    assert sender.sent == []


async def test_silence_is_tried_once_more_and_then_unknown(
    real_database: Database, cache: Cache
) -> None:
    await queue(real_database)
    clock = FakeClock()
    sender = FakeSender(SILENT, SILENT)

    await send_due(real_database, cache, through(sender), now=clock)
    [row] = await outbox(real_database)
    assert (row.status, row.attempts, row.error) == ("pending", 1, "telegram.silent")
    clock.forward(seconds=15)
    await send_due(real_database, cache, through(sender), now=clock)
    clock.forward(days=1)
    await send_due(real_database, cache, through(sender), now=clock)

    [row] = await outbox(real_database)
    assert (row.status, row.attempts, row.error) == ("unknown", 2, "telegram.silent")
    assert len(sender.sent) == 2


async def test_a_late_answer_still_counts(real_database: Database, cache: Cache) -> None:
    await queue(real_database)
    async with real_database.transaction() as session:
        [claimed] = await actions.claim_messages(session, Channel.CLIENT_BOT, limit=1, now=NOON)
    async with real_database.transaction() as session:
        await actions.free_expired(session, now=NOON + timedelta(minutes=2))
    sent = Outcome(status=MessageStatus.SENT, telegram_message_id=5)
    async with real_database.transaction() as session:
        await actions.record_outcome(session, claimed, sent, now=NOON + timedelta(minutes=3))

    [row] = await outbox(real_database)
    assert (row.status, row.telegram_message_id) == ("sent", 5)


async def test_a_late_failure_does_not_touch_what_another_sender_holds(
    real_database: Database, cache: Cache
) -> None:
    await queue(real_database)
    later = NOON + timedelta(minutes=2)
    async with real_database.transaction() as session:
        [first] = await actions.claim_messages(session, Channel.CLIENT_BOT, limit=1, now=NOON)
    async with real_database.transaction() as session:
        await actions.free_expired(session, now=later)
        [second] = await actions.claim_messages(session, Channel.CLIENT_BOT, limit=1, now=later)
    failed = Outcome(status=MessageStatus.FAILED, error="400")
    async with real_database.transaction() as session:
        await actions.record_outcome(session, first, failed, now=later)

    [row] = await outbox(real_database)
    assert (row.status, row.leased_until, row.error) == ("sending", second.lease, "no_answer")


async def test_a_flood_wait_pauses_the_channel_for_everybody_and_loses_nothing(
    real_database: Database, cache: Cache
) -> None:
    for number in range(1, 4):
        await queue(real_database, number, chat_id=1)
    clock = FakeClock()
    flooded, other = FakeSender(FLOOD), FakeSender()

    assert await send_due(real_database, cache, through(flooded), now=clock) == 0
    assert await send_due(real_database, cache, through(other), now=clock) == 0

    assert (len(flooded.sent), len(other.sent)) == (1, 0)
    assert await store.pause_reason(cache, Channel.CLIENT_BOT) == "429"
    assert await store.pause_reason(cache, Channel.CASHIER_BOT) is None
    assert 29 < await bot_limits.flood_seconds(cache, Channel.CLIENT_BOT) <= 30
    rows = await outbox(real_database)
    assert [(row.status, row.attempts) for row in rows] == [("pending", 0)] * 3

    await cache.delete("messages:pause:client_bot")
    clock.forward(seconds=30)
    assert await send_due(real_database, cache, through(other), now=clock) == 3


async def test_what_cannot_leave_for_a_day_is_given_up(
    real_database: Database, cache: Cache
) -> None:
    await queue(real_database)
    clock = FakeClock()
    clock.forward(days=1, seconds=1)
    later = Outcome(status=MessageStatus.PENDING, error="450", retry_after_seconds=300)

    await send_due(real_database, cache, through(FakeSender(later)), now=clock)

    [row] = await outbox(real_database)
    assert (row.status, row.error) == ("failed", "450")


async def test_what_only_waited_behind_another_is_not_given_up(
    real_database: Database, cache: Cache
) -> None:
    for number in (1, 2):
        await queue(real_database, chat_id=5, occasion=f"test:{number}")
    two_days_later = FakeClock(NOON + timedelta(days=2))

    await send_due(real_database, cache, through(FakeSender(FLOOD)), now=two_days_later)

    assert [row.status for row in await outbox(real_database)] == ["failed", "pending"]


async def test_a_client_who_blocked_the_bot_is_marked(
    real_database: Database, cache: Cache
) -> None:
    async with real_database.transaction() as session:
        session.add(Client(telegram_id=7, first_name="Анна"))
        session.add(Client(telegram_id=8, first_name="Вера"))
    await queue(real_database, 7)
    await queue(real_database, 8, channel=Channel.CASHIER_BOT)
    blocked = Outcome(status=MessageStatus.FAILED, error="403 blocked", is_blocked=True)

    await send_due(real_database, cache, through(FakeSender(blocked, blocked)), now=FakeClock())

    assert [row.status for row in await outbox(real_database)] == ["failed", "failed"]
    async with real_database.transaction() as session:
        marks = await session.scalars(select(Client.bot_blocked_at).order_by(Client.telegram_id))
        # The second one blocked the other bot, which is no matter of clients.
        assert marks.all() == [NOON, None]


async def test_a_defect_of_a_sender_is_an_unknown_and_stops_nobody(
    real_database: Database, cache: Cache
) -> None:
    await queue(real_database, 1)
    await queue(real_database, 2)
    sender = FakeSender(RuntimeError("boom"))

    assert await send_due(real_database, cache, through(sender), now=FakeClock()) == 1

    assert sorted((row.status, row.error) for row in await outbox(real_database)) == [
        ("pending", "RuntimeError"),
        ("sent", None),
    ]


async def test_without_redis_messages_wait_unharmed(real_database: Database) -> None:
    await queue(real_database)
    nowhere = redis.connect("redis://127.0.0.1:1/0")
    sender = FakeSender()

    assert await send_due(real_database, nowhere, through(sender), now=FakeClock()) == 0

    [row] = await outbox(real_database)
    assert (row.status, row.attempts, sender.sent) == ("pending", 0, [])
    await nowhere.aclose()


async def test_a_text_that_opens_a_door_is_forgotten_once_sent(
    real_database: Database, cache: Cache
) -> None:
    await queue(
        real_database,
        key="signin.login_link",
        channel=Channel.CASHIER_BOT,
        values={"link": "https://dvorik.test/l/secret"},
        keyboard={"inline_keyboard": []},
    )
    sender = FakeSender()

    await send_due(real_database, cache, through(sender), now=FakeClock())

    assert "https://dvorik.test/l/secret" in sender.sent[0].text
    [row] = await outbox(real_database)
    assert (row.status, row.text, row.keyboard) == ("sent", "", None)
