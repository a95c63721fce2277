"""Many at once, with real commits."""

import asyncio
from collections.abc import Awaitable, Callable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import actions as clients
from dvorik.clients.errors import ClientMerged
from dvorik.clients.models import Client
from dvorik.clients.schemas import TelegramPerson
from dvorik.kernel.actor import SYSTEM
from dvorik.kernel.db import Database
from dvorik.kernel.i18n import Language
from dvorik.loyalty.models import Attempt, Redemption
from dvorik.loyalty.schemas.outcomes import RedemptionOutcome
from dvorik.merging import actions
from dvorik.merging.models import ClientMerge
from tests.conftest import OLGA
from tests.loyalty.world import (
    add_client,
    add_discount,
    add_template,
    add_till,
    count_rows,
    redeem,
    used,
)
from tests.merging.test_merging import merge
from tests.merging.world import LATER

ROUNDS = 10


async def repeat(play: Callable[[], Awaitable[None]]) -> None:
    for _ in range(ROUNDS):
        await play()


async def at_once(
    database: Database, *calls: Callable[[AsyncSession], Awaitable[object]]
) -> list[object]:
    """Each in a transaction of its own."""

    async def one(call: Callable[[AsyncSession], Awaitable[object]]) -> object:
        async with database.transaction() as session:
            return await call(session)

    return await asyncio.gather(*map(one, calls), return_exceptions=True)


async def test_a_code_that_is_taken_meanwhile_is_the_kept_clients(
    real_database: Database,
) -> None:
    async def play() -> None:
        async with real_database.transaction() as session:
            till = await add_till(session)
            anna, anya = await add_client(session), await add_client(session)
            code = await add_discount(session, template=await add_template(session), client=anya)

        taken, *_rest = await at_once(
            real_database,
            lambda session: redeem(session, till, code.code),
            lambda session: merge(session, anna.id, anya.id),
            lambda session: redeem(session, till, code.code),
        )

        assert not [error for error in (taken, *_rest) if isinstance(error, BaseException)]
        outcomes = [each for each in (taken, *_rest) if isinstance(each, RedemptionOutcome)]
        assert sorted(each.status for each in outcomes) == ["already_used", "success"]
        async with real_database.transaction() as session:
            assert await used(session, code) == 1
            for table in (Redemption, Attempt):
                owners = await session.scalars(
                    select(table.client_id).where(table.discount_id == code.id)
                )
                assert set(owners) <= {anna.id, None}

    await repeat(play)


async def test_two_that_cross_leave_one(real_database: Database) -> None:
    async def play() -> None:
        async with real_database.transaction() as session:
            template = await add_template(session)
            anna, anya = await add_client(session), await add_client(session)
            for client in (anna, anya):
                await add_discount(session, template=template, client=client)

        outcomes = await at_once(
            real_database,
            lambda session: merge(session, anna.id, anya.id),
            lambda session: merge(session, anya.id, anna.id),
        )

        made = [each for each in outcomes if isinstance(each, ClientMerge)]
        refused = [each for each in outcomes if isinstance(each, ClientMerged)]
        assert (len(made), len(refused)) == (1, 1)
        async with real_database.transaction() as session:
            left = await session.scalars(
                select(Client.id).where(
                    Client.id.in_([anna.id, anya.id]), Client.deleted_at.is_(None)
                )
            )
            assert left.all() == [made[0].kept_id]

    await repeat(play)


async def test_the_same_two_at_once_are_merged_and_parted_once(real_database: Database) -> None:
    async with real_database.transaction() as session:
        anna, anya = await add_client(session), await add_client(session)

    outcomes = await at_once(real_database, *[lambda session: merge(session, anna.id, anya.id)] * 8)

    (made,) = [each for each in outcomes if isinstance(each, ClientMerge)]
    assert sum(isinstance(each, ClientMerged) for each in outcomes) == 7
    undone = await at_once(
        real_database,
        *[
            lambda session: actions.undo_merge(
                session, OLGA, client_id=anna.id, merge_id=made.id, now=LATER
            )
        ]
        * 8,
    )
    assert all(isinstance(each, ClientMerge) for each in undone)
    async with real_database.transaction() as session:
        assert await count_rows(session, Client.deleted_at.is_(None)) == 2
        assert await count_rows(session, ClientMerge.undone_at.is_not(None)) == 1


async def test_who_presses_start_meanwhile_gets_no_second_card(real_database: Database) -> None:
    async def play() -> None:
        async with real_database.transaction() as session:
            anna, anya = await add_client(session), await add_client(session)
        assert anya.telegram_id is not None
        person = TelegramPerson(
            telegram_id=anya.telegram_id, first_name="Аня", language=Language.RU
        )

        async def press_start(session: AsyncSession) -> tuple[Client, bool]:
            return await clients.register_bot_user(
                session,
                SYSTEM,
                person=person,
                source=None,
                campaign_id=None,
                is_test=False,
                now=LATER,
            )

        _, found = await at_once(
            real_database,
            lambda session: merge(session, anna.id, anya.id),
            press_start,
        )

        assert isinstance(found, tuple)
        assert (found[0].id in {anna.id, anya.id}, found[1]) == (True, False)
        async with real_database.transaction() as session:
            again, is_new = await press_start(session)
            assert (again.id, is_new) == (anna.id, False)

    await repeat(play)
