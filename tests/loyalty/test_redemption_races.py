"""Many at once, with real commits. Each test is 30 rounds in one database."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.actor import Actor
from dvorik.kernel.db import Database
from dvorik.loyalty import actions
from dvorik.loyalty.models import Attempt, Campaign, Discount, DiscountTemplate, Redemption
from dvorik.loyalty.schemas.outcomes import RedemptionOutcome
from dvorik.loyalty.types import TemplateEvent
from tests.conftest import NOON, OLGA
from tests.loyalty.world import (
    SHOP,
    add_campaign,
    add_client,
    add_code,
    add_discount,
    add_template,
    add_till,
    count_rows,
    live_redemptions,
    redeem,
    used,
)

ROUNDS = 30


async def repeat(play: Callable[[int], Awaitable[None]]) -> None:
    for number in range(ROUNDS):
        await play(number)


async def at_once(
    database: Database, times: int, call: Callable[[AsyncSession, int], Awaitable[object]]
) -> list[object]:
    """`call` that many times, each in a transaction of its own."""

    async def one(number: int) -> object:
        async with database.transaction() as session:
            return await call(session, number)

    return await asyncio.gather(*(one(number) for number in range(times)))


def tally(outcomes: list[object]) -> Counter[tuple[str, str | None]]:
    found: Counter[tuple[str, str | None]] = Counter()
    for outcome in outcomes:
        assert isinstance(outcome, RedemptionOutcome)
        found[outcome.status, outcome.reason] += 1
    return found


async def test_of_fifty_at_once_one_takes_the_code(real_database: Database) -> None:
    async def play(_: int) -> None:
        async with real_database.transaction() as session:
            till = await add_till(session)
            discount = await add_code(session)

        outcomes = await at_once(
            real_database, 50, lambda session, _: redeem(session, till, discount.code)
        )

        assert tally(outcomes) == {("success", None): 1, ("already_used", None): 49}
        async with real_database.transaction() as session:
            assert await used(session, discount) == 1
            assert await live_redemptions(session, discount.id) == 1
            assert await count_rows(session, Attempt.discount_id == discount.id) == 50

    await repeat(play)


async def test_of_twenty_at_once_three_fit_a_limit_of_three(real_database: Database) -> None:
    async def play(_: int) -> None:
        async with real_database.transaction() as session:
            discount = await add_code(session, usage_limit=3)

        outcomes = await at_once(
            real_database, 20, lambda session, _: redeem(session, OLGA, discount.code)
        )

        assert tally(outcomes) == {("success", None): 3, ("already_used", "limit_reached"): 17}
        async with real_database.transaction() as session:
            assert await used(session, discount) == 3

    await repeat(play)


async def add_capped(session: AsyncSession, codes: int, cap: int) -> tuple[Campaign, list[str]]:
    campaign = await add_campaign(session, budget_count=cap)
    template = await add_template(session, event="campaign", budget_minor=1_000_000)
    found = [
        await add_discount(
            session,
            template=template,
            client=await add_client(session),
            campaign_id=campaign.id,
        )
        for _ in range(codes)
    ]
    return campaign, [discount.code for discount in found]


async def test_of_twenty_codes_ten_fit_a_campaign_capped_at_ten(real_database: Database) -> None:
    async def play(_: int) -> None:
        async with real_database.transaction() as session:
            campaign, codes = await add_capped(session, 20, 10)

        outcomes = await at_once(
            real_database,
            20,
            lambda session, number: redeem(session, OLGA, codes[number], bill_minor=100),
        )

        assert tally(outcomes) == {("success", None): 10, ("already_used", "budget_spent"): 10}
        async with real_database.transaction() as session:
            counters = select(Campaign.used_count, Campaign.used_minor)
            counted = await session.execute(counters.where(Campaign.id == campaign.id))
            assert counted.one() == (10, 100)

    await repeat(play)


async def test_one_operation_twenty_times_at_once_is_one_redemption(
    real_database: Database,
) -> None:
    async def play(number: int) -> None:
        async with real_database.transaction() as session:
            discount = await add_code(session, usage_limit=5)

        outcomes = await at_once(
            real_database,
            20,
            lambda session, _: redeem(
                session, OLGA, discount.code, bill_minor=1_000, operation=f"tap {number}"
            ),
        )

        assert len(set(outcomes)) == 1
        assert tally(outcomes) == {("success", None): 20}
        async with real_database.transaction() as session:
            assert await used(session, discount) == 1
            assert await count_rows(session, Attempt.discount_id == discount.id) == 1

    await repeat(play)


async def test_one_idempotency_key_twenty_times_at_once_gets_equal_answers(
    app: FastAPI, real_database: Database
) -> None:
    app.state.database = real_database
    transport = ASGITransport(app=app)
    async with AsyncClient(transport=transport, base_url="http://dvorik.test") as http:
        for number in range(ROUNDS):
            async with real_database.transaction() as session:
                discount = await add_code(session)
            body = {"code": discount.code, "bill_minor": 1_000}
            key = {"Idempotency-Key": f"operation-{number}"}

            responses = await asyncio.gather(
                *(http.post("/api/v1/discounts/redeem", json=body, headers=key) for _ in range(20))
            )

            assert {response.status_code for response in responses} == {200}
            assert len({response.text for response in responses}) == 1
            async with real_database.transaction() as session:
                assert await live_redemptions(session, discount.id) == 1


async def take_and_undo(database: Database, actor: Actor, code: str, laps: int) -> None:
    for _ in range(laps):
        async with database.transaction() as session:
            outcome = await redeem(session, actor, code, bill_minor=1_000)
        if outcome.redeemed is None:
            continue
        async with database.transaction() as session:
            await actions.undo(
                session,
                actor,
                redemption_id=outcome.redeemed.redemption_id,
                shop=SHOP,
                now=NOON,
            )
        async with database.transaction() as session:
            await redeem(session, actor, code, bill_minor=1_000)


async def test_counters_equal_live_redemptions_after_loops_of_redeem_and_undo(
    real_database: Database,
) -> None:
    async def play(_: int) -> None:
        async with real_database.transaction() as session:
            campaign = await add_campaign(session, budget_minor=1_000)
            template = await add_template(session, usage_limit=4, budget_count=7)
            found = [
                await add_discount(
                    session,
                    template=template,
                    client=await add_client(session),
                    campaign_id=campaign.id,
                )
                for _ in range(2)
            ]
            tills = [await add_till(session) for _ in range(3)]

        await asyncio.gather(
            *(
                take_and_undo(real_database, till, discount.code, 2)
                for till in tills
                for discount in found
            )
        )

        async with real_database.transaction() as session:
            await check_counters(session, template, campaign, found)

    await repeat(play)


async def check_counters(
    session: AsyncSession,
    template: DiscountTemplate,
    campaign: Campaign,
    discounts: list[Discount],
) -> None:
    for discount in discounts:
        assert await used(session, discount) == await live_redemptions(session, discount.id)
    live = select(func.count(), func.coalesce(func.sum(Redemption.discount_minor), 0)).where(
        Redemption.template_id == template.id, Redemption.canceled_at.is_(None)
    )
    expected = (await session.execute(live)).one()
    for holder, holder_id in ((DiscountTemplate, template.id), (Campaign, campaign.id)):
        counters = select(holder.used_count, holder.used_minor).where(holder.id == holder_id)
        assert (await session.execute(counters)).one() == expected


@pytest.mark.parametrize("recurrence", [{"type": "once"}, {"type": "days", "value": 7}], ids=str)
async def test_two_issues_at_once_for_one_client_and_period_give_one_code(
    real_database: Database, recurrence: dict[str, object]
) -> None:
    async with real_database.transaction() as session:
        template = await add_template(session, event="visit", recurrence=recurrence)

    async def play(_: int) -> None:
        async with real_database.transaction() as session:
            client = await add_client(session)

        issued = await at_once(
            real_database,
            4,
            lambda session, _: actions.issue_for_event(
                session, OLGA, client=client, event=TemplateEvent.VISIT, shop=SHOP, now=NOON
            ),
        )

        held = [item for answer in issued if isinstance(answer, list) for item in answer]
        assert len({item.discount.code for item in held}) == 1
        assert sorted(item.is_new for item in held) == [False, False, False, True]
        async with real_database.transaction() as session:
            of_client = (Discount.template_id == template.id, Discount.client_id == client.id)
            assert await count_rows(session, *of_client) == 1

    await repeat(play)
