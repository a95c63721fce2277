from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.testing import capture_logs

from dvorik.kernel.db import Database
from dvorik.loyalty.models import Discount
from dvorik.loyalty.tasks import congratulate_birthdays
from tests.conftest import NOON
from tests.loyalty.world import add_client, add_template, recorded

TODAY = date(1990, 11, 20)
"""A birthday that falls on the day of `NOON` in Vladivostok."""


async def codes_of(database: Database) -> list[tuple[int, str]]:
    async with database.transaction() as session:
        rows = await session.execute(
            select(Discount.client_id, Discount.period).order_by(Discount.client_id)
        )
        return [(client_id, period) for client_id, period in rows]


async def add_birthday_template(session: AsyncSession) -> None:
    await add_template(session, event="birthday", recurrence={"type": "yearly", "value": None})


async def test_those_born_today_get_a_code_once_a_year(database: Database) -> None:
    async with database.transaction() as session:
        await add_birthday_template(session)
        anna = await add_client(session, consent_at=NOON, birthday=TODAY)
        await add_client(session, birthday=date(1990, 11, 21))
        await add_client(session)

    made = [
        await congratulate_birthdays(database, now=NOON + timedelta(hours=hours))
        for hours in (0, 1, 365 * 24)
    ]

    assert made == [1, 0, 1]
    assert await codes_of(database) == [(anna.id, "2026"), (anna.id, "2027")]
    async with database.transaction() as session:
        issued = await recorded(session, "loyalty.discount_issued")
    assert [event["trigger"] for event in issued] == ["birthday", "birthday"]


async def test_nobody_is_woken_before_the_hour_and_a_missed_hour_is_caught_up(
    database: Database,
) -> None:
    async with database.transaction() as session:
        await add_birthday_template(session)
        await add_client(session, consent_at=NOON, birthday=TODAY)
    before = datetime(2026, 11, 19, 22, 59, tzinfo=UTC)  # 08:59 in Vladivostok
    late = datetime(2026, 11, 20, 13, 59, tzinfo=UTC)  # 23:59
    next_day = datetime(2026, 11, 21, 0, 0, tzinfo=UTC)  # 10:00

    assert await congratulate_birthdays(database, now=before) == 0
    assert await congratulate_birthdays(database, now=late) == 1
    assert await congratulate_birthdays(database, now=next_day) == 0


async def test_who_cannot_be_told_or_is_blacklisted_gets_nothing(database: Database) -> None:
    async with database.transaction() as session:
        await add_birthday_template(session)
        await add_client(session, consent_at=NOON, birthday=TODAY, bot_blocked_at=NOON)
        await add_client(session, consent_at=NOON, birthday=TODAY, telegram_id=None)
        await add_client(session, consent_at=NOON, birthday=TODAY, is_blacklisted=True)
        await add_client(session, consent_at=NOON, birthday=TODAY, deleted_at=NOON)

    assert await congratulate_birthdays(database, now=NOON) == 0
    assert await codes_of(database) == []


async def test_leap_day_birthdays_are_celebrated_on_the_28th_in_common_years(
    database: Database,
) -> None:
    async with database.transaction() as session:
        await add_birthday_template(session)
        leap = await add_client(session, consent_at=NOON, birthday=date(2000, 2, 29))

    for moment in (datetime(2027, 2, 28, 2, tzinfo=UTC), datetime(2028, 2, 28, 2, tzinfo=UTC)):
        await congratulate_birthdays(database, now=moment)
    assert await codes_of(database) == [(leap.id, "2027")]

    await congratulate_birthdays(database, now=datetime(2028, 2, 29, 2, tzinfo=UTC))
    assert await codes_of(database) == [(leap.id, "2027"), (leap.id, "2028")]


async def test_more_than_one_batch_is_served(database: Database) -> None:
    async with database.transaction() as session:
        await add_birthday_template(session)
        for _ in range(205):
            await add_client(session, consent_at=NOON, birthday=TODAY, is_test=True)

    assert await congratulate_birthdays(database, now=NOON) == 205

    async with database.transaction() as session:
        marks = await session.scalars(select(Discount.is_test).distinct())
        assert marks.all() == [True]


async def test_one_who_cannot_be_served_keeps_nobody_from_their_gift(database: Database) -> None:
    async with database.transaction() as session:
        await add_birthday_template(session)
        before, broken, after = [
            await add_client(session, consent_at=NOON, birthday=TODAY) for _ in range(3)
        ]
        await session.execute(
            text(
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql"
                " AS $$ BEGIN RAISE EXCEPTION 'on purpose'; END $$"
            )
        )
        await session.execute(
            text(
                "CREATE TRIGGER refuse BEFORE INSERT ON discount FOR EACH ROW"
                f" WHEN (NEW.client_id = {broken.id}) EXECUTE FUNCTION refuse()"
            )
        )

    with capture_logs() as lines:
        assert await congratulate_birthdays(database, now=NOON) == 2

    assert await codes_of(database) == [(before.id, "2026"), (after.id, "2026")]
    failed = [line["client_id"] for line in lines if line["event"] == "congratulation_failed"]
    assert failed == [broken.id]

    async with database.transaction() as session:
        await session.execute(text("DROP TRIGGER refuse ON discount"))
    assert await congratulate_birthdays(database, now=NOON + timedelta(minutes=5)) == 1


async def test_who_wants_no_birthday_gifts_gets_none(database: Database) -> None:
    async with database.transaction() as session:
        await add_birthday_template(session)
        await add_client(session, birthday=TODAY, consent_at=None)
        await add_client(session, birthday=TODAY, consent_at=NOON, wants_birthdays=False)
        anna = await add_client(session, birthday=TODAY, consent_at=NOON, wants_offers=False)

    assert await congratulate_birthdays(database, now=NOON) == 1

    assert await codes_of(database) == [(anna.id, "2026")]
