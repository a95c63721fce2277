from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients.models import Client
from dvorik.kernel.errors import Forbidden
from dvorik.loyalty import actions, queries
from dvorik.loyalty.actions import Issued
from dvorik.loyalty.models import Discount
from dvorik.loyalty.types import TemplateEvent
from tests.conftest import NOON, OLGA, TIM
from tests.loyalty.world import (
    SHOP,
    add_campaign,
    add_client,
    add_template,
    count_rows,
    recorded,
)

VISIT = TemplateEvent.VISIT


async def issue(
    session: AsyncSession, client: Client, event: TemplateEvent = VISIT, *, days: int = 0
) -> list[Issued]:
    now = NOON + timedelta(days=days)
    return await actions.issue_for_event(
        session, OLGA, client=client, event=event, shop=SHOP, now=now
    )


async def test_a_code_carries_the_terms_of_its_day(session: AsyncSession) -> None:
    anna = await add_client(session, is_test=True)
    template = await add_template(
        session, event="visit", min_bill_minor=100, max_discount_minor=50, duration_days=7
    )

    (issued,) = await issue(session, anna)
    template.value, template.min_bill_minor = Decimal(90), 5
    await session.flush()

    code = issued.discount
    await session.refresh(code)
    assert issued.is_new
    assert (code.value, code.min_bill_minor, code.max_discount_minor) == (Decimal("10.00"), 100, 50)
    assert (code.starts_at, code.is_test) == (NOON, True)
    # The end of 27 November in Vladivostok.
    assert code.expires_at == datetime(2026, 11, 27, 14, tzinfo=UTC)
    assert await recorded(session, "loyalty.discount_issued") == [
        {
            "discount_id": code.id,
            "client_id": anna.id,
            "template_id": template.id,
            "campaign_id": None,
            "trigger": "visit",
        }
    ]


@pytest.mark.parametrize(
    ("recurrence", "days", "expected"),
    [
        ({"type": "once", "value": None}, (0, 400), [True, False]),
        ({"type": "days", "value": 30}, (0, 29, 30, 59, 60), [True, False, True, False, True]),
        ({"type": "monthly", "value": None}, (0, 10, 11), [True, False, True]),
        ({"type": "yearly", "value": None}, (0, 41, 42), [True, False, True]),
    ],
)
async def test_each_period_gives_one_code(
    session: AsyncSession, recurrence: dict[str, object], days: tuple[int, ...],
    expected: list[bool],
) -> None:  # fmt: skip
    anna = await add_client(session)
    await add_template(session, event="visit", recurrence=recurrence)

    made = [(await issue(session, anna, days=day))[0].is_new for day in days]

    assert made == expected
    assert await count_rows(session, Discount.client_id == anna.id) == sum(expected)


async def test_a_recurrence_that_is_set_back_finds_the_code_of_then(session: AsyncSession) -> None:
    anna = await add_client(session)
    template = await add_template(session, event="visit", recurrence={"type": "once"})
    (first,) = await issue(session, anna)
    template.recurrence = {"type": "days", "value": 30}
    (second,) = await issue(session, anna, days=30)
    template.recurrence = {"type": "once"}

    (third,) = await issue(session, anna, days=31)

    assert second.is_new
    assert third == Issued(first.discount, is_new=False)
    assert await count_rows(session, Discount.client_id == anna.id) == 2


async def test_every_active_template_of_the_event_gives_and_no_other(session: AsyncSession) -> None:
    anna = await add_client(session)
    wanted = [await add_template(session, event="visit") for _ in range(2)]
    await add_template(session, event="visit", is_active=False)
    await add_template(session, event="visit", deleted_at=NOON)
    await add_template(session, event="birthday")

    issued = await issue(session, anna)

    assert [item.discount.template_id for item in issued] == [row.id for row in wanted]


async def test_a_blacklisted_client_gets_nothing(session: AsyncSession) -> None:
    anna = await add_client(session, is_blacklisted=True)
    await add_template(session, event="visit")

    assert await issue(session, anna) == []


async def test_a_campaign_gives_to_those_who_came_by_it_while_it_runs(
    session: AsyncSession,
) -> None:
    template = await add_template(session, event="campaign")
    ends_at = NOON + timedelta(days=2)
    campaign = await add_campaign(session, template_id=template.id, ends_at=ends_at)
    early = await add_client(session, campaign_id=campaign.id)
    late = await add_client(session, campaign_id=campaign.id)
    other = await add_client(session)

    (issued,) = await issue(session, early, TemplateEvent.CAMPAIGN)

    assert (issued.discount.campaign_id, issued.discount.expires_at) == (campaign.id, ends_at)
    assert await issue(session, late, TemplateEvent.CAMPAIGN, days=2) == []
    assert await issue(session, other, TemplateEvent.CAMPAIGN) == []
    found = await queries.find_campaign_by_slug(session, campaign.slug)
    assert found is not None
    assert found.id == campaign.id


async def test_active_codes_of_a_client_are_listed_soonest_end_first(session: AsyncSession) -> None:
    anna = await add_client(session)
    for days in (9, 3):
        await add_template(session, event="visit", duration_days=days, name=f"{days}")
    await issue(session, anna)

    at_once = await queries.list_active_of_client(session, anna.id, now=NOON)
    later = await queries.list_active_of_client(session, anna.id, now=NOON + timedelta(days=5))

    assert [view.template_name for view in at_once] == ["3", "9"]
    assert [view.template_name for view in later] == ["9"]


async def test_issuing_by_hand_needs_the_right(session: AsyncSession) -> None:
    anna, template = await add_client(session), await add_template(session)

    with pytest.raises(Forbidden):
        await actions.issue_by_hand(
            session, TIM, client_id=anna.id, template_id=template.id, shop=SHOP, now=NOON
        )

    assert await count_rows(session, Discount.client_id == anna.id) == 0
