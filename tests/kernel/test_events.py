import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.testing import capture_logs

from dvorik.kernel import clock, events, relay
from dvorik.kernel.actor import SYSTEM
from dvorik.kernel.db import Database
from dvorik.kernel.errors import NotFound
from dvorik.kernel.events import DeliveryRow, Event, EventRow, Reactions
from tests.conftest import OLGA


@dataclass(frozen=True, slots=True, kw_only=True)
class LampLit(Event):
    type: ClassVar[str] = "test.lamp_lit"

    lamp_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorShut(Event):
    type: ClassVar[str] = "test.door_shut"

    door_id: int


class Diary:
    """Reactions that write down what reached them, and may be told to fail."""

    def __init__(self) -> None:
        self.lamps: list[int] = []
        self.failures = 0
        self.reactions = Reactions()
        self.reactions.on(LampLit, name="diary.write")(self._write)

    async def _write(self, session: AsyncSession, event: LampLit) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("no ink")
        self.lamps.append(event.lamp_id)


async def light(database: Database, lamp_id: int) -> None:
    async with database.transaction() as session:
        events.record(session, OLGA, LampLit(lamp_id=lamp_id))


async def count(database: Database, table: type[EventRow] | type[DeliveryRow]) -> int:
    async with database.transaction() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_an_event_reaches_its_reaction_once(database: Database) -> None:
    diary = Diary()
    await light(database, 7)

    assert await relay.drain(database, diary.reactions) == 1
    assert await relay.drain(database, diary.reactions) == 0
    assert diary.lamps == [7]


async def test_an_event_nobody_waits_for_is_kept_and_passed(database: Database) -> None:
    async with database.transaction() as session:
        events.record(session, SYSTEM, DoorShut(door_id=1))

    assert await relay.drain(database, Diary().reactions) == 0
    assert await count(database, EventRow) == 1
    assert await count(database, DeliveryRow) == 0


async def test_a_change_that_fails_to_save_leaves_no_event(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with database.transaction() as session:
            events.record(session, OLGA, LampLit(lamp_id=1))
            raise RuntimeError("the database went away")

    assert await count(database, EventRow) == 0


async def test_the_row_says_who_did_what(database: Database) -> None:
    before = datetime.now(UTC)
    await light(database, 3)

    async with database.transaction() as session:
        row = (await session.scalars(select(EventRow))).one()
    assert (row.type, row.actor_kind, row.actor_id, row.payload, row.fanned_out) == (
        "test.lamp_lit",
        "account",
        OLGA.id,
        {"lamp_id": 3},
        False,
    )
    assert before <= row.occurred_at <= datetime.now(UTC)


async def test_a_reaction_that_fails_is_tried_later_and_holds_up_nobody(
    database: Database,
) -> None:
    diary = Diary()
    diary.failures = 1
    await light(database, 1)
    await light(database, 2)

    assert await relay.drain(database, diary.reactions) == 1
    assert diary.lamps == [2]

    async with database.transaction() as session:
        delivery = (await session.scalars(select(DeliveryRow).where(~DeliveryRow.done))).one()
        assert (delivery.attempts, delivery.last_error) == (1, "RuntimeError")
        key = await events.deliver_next(
            session, diary.reactions, now=clock.now() + timedelta(seconds=2)
        )
    assert key == (delivery.event_id, "diary.write")
    assert diary.lamps == [2, 1]


async def test_what_only_the_commit_would_find_wrong_holds_up_nobody(
    real_database: Database,
) -> None:
    diary = Diary()

    @diary.reactions.on(DoorShut, name="door.spoil")
    async def spoil(session: AsyncSession, event: DoorShut) -> None:
        session.add(DeliveryRow(event_id=0, reaction="of no event", not_before=clock.now()))

    async with real_database.transaction() as session:
        events.record(session, OLGA, DoorShut(door_id=1))
    await light(real_database, 2)

    assert await relay.drain(real_database, diary.reactions) == 1

    assert diary.lamps == [2]
    async with real_database.transaction() as session:
        delivery = (await session.scalars(select(DeliveryRow).where(~DeliveryRow.done))).one()
    assert (delivery.reaction, delivery.attempts) == ("door.spoil", 1)
    assert delivery.last_error == "IntegrityError"


async def test_a_reaction_about_what_is_gone_ends_quietly(database: Database) -> None:
    diary = Diary()

    @diary.reactions.on(DoorShut, name="door.find")
    async def find(session: AsyncSession, event: DoorShut) -> None:
        raise NotFound

    async with database.transaction() as session:
        events.record(session, OLGA, DoorShut(door_id=1))

    with capture_logs() as lines:
        assert await relay.drain(database, diary.reactions) == 0

    async with database.transaction() as session:
        delivery = (await session.scalars(select(DeliveryRow))).one()
    assert (delivery.done, delivery.attempts, delivery.last_error) == (True, 0, "NotFound")
    assert [line["log_level"] for line in lines] == ["info"]


async def test_after_the_last_try_a_person_must_look(database: Database) -> None:
    diary = Diary()
    diary.failures = 100
    await light(database, 1)
    await relay.drain(database, diary.reactions)
    async with database.transaction() as session:
        delivery = (await session.scalars(select(DeliveryRow))).one()
        delivery.attempts = events.MAX_ATTEMPTS - 1
        again = await events.postpone(
            session, delivery.event_id, delivery.reaction, RuntimeError(), now=clock.now()
        )

    assert again is False
    async with database.transaction() as session:
        much_later = clock.now() + timedelta(days=1)
        assert await events.deliver_next(session, diary.reactions, now=much_later) is None


async def test_relays_that_run_at_once_share_the_work(real_database: Database) -> None:
    diary = Diary()
    for lamp_id in range(40):
        await light(real_database, lamp_id)

    ran = await asyncio.gather(*(relay.drain(real_database, diary.reactions) for _ in range(5)))

    assert sorted(diary.lamps) == list(range(40))
    assert sum(ran) == 40


def test_two_reactions_of_one_name_are_a_defect() -> None:
    with pytest.raises(ValueError, match=r"two reactions to test.lamp_lit are named 'diary.write'"):
        Reactions(Diary().reactions, Diary().reactions)


async def test_listeners_are_told_after_a_commit_that_recorded(real_database: Database) -> None:
    told: list[str] = []
    real_database.after_record = lambda: told.append("told")

    async with real_database.transaction() as session:
        events.record(session, OLGA, LampLit(lamp_id=1))
        await session.flush()
        assert told == []
    assert told == ["told"]

    async with real_database.transaction() as session:
        await session.execute(select(EventRow))
    with pytest.raises(RuntimeError):
        async with real_database.transaction() as session:
            events.record(session, OLGA, LampLit(lamp_id=2))
            raise RuntimeError
    assert told == ["told"]


async def test_what_is_done_is_forgotten_later_and_what_is_not_stays(database: Database) -> None:
    diary = Diary()
    await light(database, 1)
    assert await relay.drain(database, diary.reactions) == 1
    diary.failures = 1
    await light(database, 2)
    assert await relay.drain(database, diary.reactions) == 0
    now = datetime.now(UTC)

    async with database.transaction() as session:
        assert await events.forget_before(session, now - timedelta(hours=1), limit=10) == 0
        assert await events.forget_before(session, now + timedelta(hours=1), limit=10) == 1
        left = (await session.scalars(select(DeliveryRow))).one()
    assert (left.done, left.attempts) == (False, 1)
    assert await count(database, EventRow) == 2
