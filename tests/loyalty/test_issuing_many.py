from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import queries as clients
from dvorik.kernel.errors import Forbidden
from dvorik.loyalty import actions
from dvorik.loyalty.errors import TemplateInactive
from dvorik.loyalty.models import Campaign, Discount, DiscountTemplate
from dvorik.loyalty.rules import codes
from dvorik.loyalty.types import TemplateEvent
from tests.conftest import NOON, OLGA, TIM
from tests.loyalty.world import (
    SHOP,
    add_campaign,
    add_client,
    add_discount,
    add_template,
    count_rows,
    recorded,
)


async def issue_many(
    session: AsyncSession,
    template: DiscountTemplate,
    *,
    campaign: Campaign | None = None,
    days: int = 0,
) -> int:
    return await actions.issue_many(
        session,
        OLGA,
        people=clients.recipients(),
        template=template,
        campaign=campaign,
        shop=SHOP,
        now=NOON + timedelta(days=days),
    )


async def codes_of(session: AsyncSession, template: DiscountTemplate) -> list[Discount]:
    found = await session.scalars(
        select(Discount).where(Discount.template_id == template.id).order_by(Discount.id)
    )
    return list(found)


async def test_everyone_gets_a_code_of_their_own_with_the_terms_of_the_template(
    session: AsyncSession,
) -> None:
    people = [await add_client(session, is_test=number == 0) for number in range(30)]
    await add_client(session, is_blacklisted=True)
    campaign = await add_campaign(session, ends_at=NOON + timedelta(days=3))
    template = await add_template(session, min_bill_minor=100, max_discount_minor=50)

    assert await issue_many(session, template, campaign=campaign) == 30

    found = await codes_of(session, template)
    assert sorted(discount.client_id for discount in found) == [person.id for person in people]
    assert len({discount.code for discount in found}) == 30
    assert all(codes.readings(discount.code) == (discount.code,) for discount in found)
    assert {discount.code[place] for discount in found for place in range(3)} <= set(codes.ALPHABET)
    terms = {
        (d.campaign_id, d.min_bill_minor, d.max_discount_minor, d.expires_at, d.period)
        for d in found
    }
    assert terms == {(campaign.id, 100, 50, NOON + timedelta(days=3), "once")}
    assert [d.is_test for d in found if d.client_id == people[0].id] == [True]
    assert await recorded(session, "loyalty.discounts_issued") == [
        {"template_id": template.id, "campaign_id": campaign.id, "count": 30}
    ]


async def test_who_holds_the_code_of_the_period_keeps_it(session: AsyncSession) -> None:
    anna = await add_client(session)
    template = await add_template(session, event="visit")
    (held,) = await actions.issue_for_event(
        session, OLGA, client=anna, event=TemplateEvent.VISIT, shop=SHOP, now=NOON
    )
    await add_client(session)

    assert await issue_many(session, template) == 1
    assert await issue_many(session, template) == 0

    assert [d.id for d in await codes_of(session, template) if d.client_id == anna.id] == [
        held.discount.id
    ]


async def test_days_are_counted_from_the_last_issue_as_for_one_client(
    session: AsyncSession,
) -> None:
    anna = await add_client(session)
    template = await add_template(session, recurrence={"type": "days", "value": 7}, event="visit")

    made = [await issue_many(session, template, days=days) for days in (0, 6, 7, 8)]
    (again,) = await actions.issue_for_event(
        session,
        OLGA,
        client=anna,
        event=TemplateEvent.VISIT,
        shop=SHOP,
        now=NOON + timedelta(days=14),
    )

    assert made == [1, 0, 1, 0]
    found = await codes_of(session, template)
    assert [d.period for d in found] == ["first", f"after:{found[0].id}", f"after:{found[1].id}"]
    assert again.is_new


async def test_codes_that_are_taken_are_drawn_again(session: AsyncSession) -> None:
    for _ in range(40):
        await add_client(session)
    # One letter: 10,000 codes, so forty of them meet some of the two thousand that are taken.
    narrow = await add_template(session, alphabet="Я")
    keeper = await add_client(session, is_blacklisted=True)
    for number in range(2000):
        await add_discount(session, template=narrow, client=keeper, code=f"ЯЯЯ{number:04}")

    assert await issue_many(session, narrow) == 40

    assert await count_rows(session, Discount.template_id == narrow.id) == 2040


async def test_a_template_that_is_off_gives_nothing(session: AsyncSession) -> None:
    await add_client(session)
    template = await add_template(session, is_active=False)

    with pytest.raises(TemplateInactive):
        await issue_many(session, template)
    assert await codes_of(session, template) == []


async def test_issuing_to_many_needs_the_right(session: AsyncSession) -> None:
    template = await add_template(session)

    with pytest.raises(Forbidden):
        await actions.issue_many(
            session, TIM, people=clients.recipients(), template=template, shop=SHOP, now=NOON
        )
