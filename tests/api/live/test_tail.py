"""The log is read in the order in which it is seen, and nothing is left out."""

from dataclasses import dataclass
from typing import ClassVar

from dvorik.api.live.tail import GAP_SECONDS, MAX_ROWS, Heard, Tail
from dvorik.kernel import events
from dvorik.kernel.db import Database
from dvorik.kernel.events import Event
from tests.conftest import OLGA


@dataclass(frozen=True, slots=True, kw_only=True)
class BellRung(Event):
    type: ClassVar[str] = "test.bell_rung"

    bell_id: int


async def ring(database: Database, *bells: int) -> None:
    async with database.transaction() as session:
        for bell in bells:
            events.record(session, OLGA, BellRung(bell_id=bell))


async def read(tail: Tail, now: float = 0) -> list[int]:
    rows = await tail.read(now)
    assert rows is not None
    assert all(isinstance(row, Heard) and row.type == "test.bell_rung" for row in rows)
    return [row.payload["bell_id"] for row in rows]


async def test_what_was_before_is_not_news(real_database: Database) -> None:
    tail = Tail(real_database)
    await ring(real_database, 1)
    await tail.begin(0)
    assert await read(tail) == []

    await ring(real_database, 2, 3)

    assert await read(tail) == [2, 3]
    assert await read(tail) == []


async def test_what_commits_later_with_a_lower_number_is_news_too(real_database: Database) -> None:
    tail = Tail(real_database)
    await tail.begin(0)
    async with real_database.transaction() as slow:
        events.record(slow, OLGA, BellRung(bell_id=1))
        await slow.flush()
        await ring(real_database, 2)
        assert await read(tail) == [2]

    assert await read(tail) == [1]
    assert await read(tail) == []


async def test_what_was_under_way_at_the_beginning_is_news(real_database: Database) -> None:
    tail = Tail(real_database)
    async with real_database.transaction() as slow:
        events.record(slow, OLGA, BellRung(bell_id=1))
        await slow.flush()
        await ring(real_database, 2)
        await tail.begin(0)

    assert await read(tail) == [1]


async def test_a_number_that_never_comes_is_not_waited_for_for_ever(
    real_database: Database,
) -> None:
    tail = Tail(real_database)
    await tail.begin(0)
    async with real_database.transaction() as slow:
        events.record(slow, OLGA, BellRung(bell_id=1))
        await slow.flush()
        await ring(real_database, 2)
        assert await read(tail, 0) == [2]
        assert await read(tail, GAP_SECONDS) == []

    assert await read(tail, GAP_SECONDS) == []


async def test_too_much_at_once_is_said_to_be_too_much(real_database: Database) -> None:
    tail = Tail(real_database)
    await tail.begin(0)
    await ring(real_database, *range(MAX_ROWS + 10))

    assert await tail.read(0) is None
    await tail.begin(0)
    await ring(real_database, 7)
    assert await read(tail) == [7]
