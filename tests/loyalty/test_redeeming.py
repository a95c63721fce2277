from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.errors import Forbidden
from dvorik.kernel.idempotency import IdempotencyKeyReused
from dvorik.loyalty import actions, queries
from dvorik.loyalty.models import Attempt, Cashier, DiscountTemplate, Redemption
from dvorik.loyalty.schemas.outcomes import CodeRedeemed, RedeemOrder, RedemptionOutcome, Refusal
from dvorik.loyalty.types import AttemptReason, AttemptStatus, DiscountKind
from tests.conftest import NOON, OLGA, TIM
from tests.loyalty.world import (
    SHOP,
    add_campaign,
    add_cashier,
    add_client,
    add_code,
    add_discount,
    add_template,
    add_till,
    attempts,
    count_rows,
    recorded,
    redeem,
    used,
)


async def test_a_cashier_takes_a_code(session: AsyncSession) -> None:
    till = await add_till(session)
    discount = await add_code(session)

    outcome = await redeem(session, till, discount.code.lower(), bill_minor=99_95)

    redemption = (await session.scalars(select(Redemption))).one()
    assert outcome == RedemptionOutcome(
        redeemed=CodeRedeemed(
            redemption_id=redemption.id,
            discount_id=discount.id,
            code=discount.code,
            client_id=discount.client_id,
            template_id=discount.template_id,
            template_name="За подписку",
            campaign_id=None,
            kind=DiscountKind.PERCENT,
            value=Decimal("10.00"),
            bill_minor=99_95,
            discount_minor=10_00,
            currency="RUB",
            redeemed_at=NOON,
            undo_until=NOON + timedelta(minutes=10),
        )
    )
    assert (redemption.cashier_id, redemption.account_id) == (till.id, None)
    assert (redemption.discount_minor, redemption.canceled_at) == (10_00, None)
    assert await used(session, discount) == 1
    attempt = (await session.scalars(select(Attempt))).one()
    assert (attempt.status, attempt.reason) == ("success", None)
    assert (attempt.redemption_id, attempt.code) == (redemption.id, discount.code)
    assert await recorded(session, "loyalty.discount_redeemed") == [
        {
            "redemption_id": redemption.id,
            "discount_id": discount.id,
            "client_id": discount.client_id,
            "cashier_id": till.id,
            "bill_minor": 99_95,
            "discount_minor": 10_00,
            "currency": "RUB",
        }
    ]


async def test_an_account_with_the_right_takes_a_code_without_a_bill(
    session: AsyncSession,
) -> None:
    discount = await add_code(session)

    outcome = await redeem(session, OLGA, discount.code)

    assert outcome.redeemed is not None
    assert outcome.redeemed.discount_minor is None
    redemption = (await session.scalars(select(Redemption))).one()
    assert (redemption.cashier_id, redemption.account_id) == (None, OLGA.id)


async def test_who_lacks_the_right_is_not_even_logged(session: AsyncSession) -> None:
    discount = await add_code(session)

    with pytest.raises(Forbidden):
        await redeem(session, TIM, discount.code)

    assert await used(session, discount) == 0
    assert await attempts(session) == []


async def test_a_used_code_is_refused(session: AsyncSession) -> None:
    discount = await add_code(session)
    await redeem(session, OLGA, discount.code)

    outcome = await redeem(session, OLGA, discount.code)

    assert outcome.refusal == Refusal(
        status=AttemptStatus.ALREADY_USED, reason=None, discount_id=discount.id
    )
    assert await used(session, discount) == 1
    assert await attempts(session) == [("success", None), ("already_used", None)]


async def test_a_code_for_several_uses_says_when_they_are_over(session: AsyncSession) -> None:
    discount = await add_code(session, usage_limit=2)

    outcomes = [await redeem(session, OLGA, discount.code) for _ in range(3)]

    assert [outcome.reason for outcome in outcomes] == [None, None, AttemptReason.LIMIT_REACHED]
    assert await used(session, discount) == 2


REFUSALS = [
    ({"expires_at": NOON}, {}, "expired", None),
    ({"starts_at": NOON + timedelta(seconds=1)}, {}, "expired", "not_started"),
    ({"blocked_at": NOON}, {}, "not_found", "blocked"),
    ({}, {"weekdays": [1, 2]}, "expired", "wrong_day"),
    (
        {},
        {
            "from_time": datetime(2026, 1, 1, 13, tzinfo=UTC).time(),
            "until_time": datetime(2026, 1, 1, 14, tzinfo=UTC).time(),
        },
        "expired",
        "wrong_hour",
    ),
    ({}, {"budget_count": 0}, "already_used", "budget_spent"),
    ({}, {"min_bill_minor": 500_00}, "not_found", "bill_required"),
    ({}, {"budget_minor": 500_00}, "not_found", "bill_required"),
]


@pytest.mark.parametrize(("code_fields", "template_fields", "status", "reason"), REFUSALS)
async def test_a_code_that_does_not_apply_is_refused_and_logged(
    session: AsyncSession,
    code_fields: dict[str, object],
    template_fields: dict[str, object],
    status: str,
    reason: str | None,
) -> None:
    template = await add_template(session, **template_fields)
    client = await add_client(session)
    discount = await add_discount(session, template=template, client=client, **code_fields)

    outcome = await redeem(session, OLGA, discount.code)

    assert (outcome.status, outcome.reason) == (status, reason)
    assert await attempts(session) == [(status, reason)]
    assert await used(session, discount) == 0
    assert await count_rows(session, Redemption.discount_id == discount.id) == 0


async def test_a_bill_under_the_minimum_is_refused_with_the_minimum(session: AsyncSession) -> None:
    discount = await add_code(session, min_bill_minor=500_00)

    outcome = await redeem(session, OLGA, discount.code, bill_minor=499_99)

    assert outcome.refusal == Refusal(
        status=AttemptStatus.NOT_FOUND,
        reason=AttemptReason.MIN_BILL,
        min_bill_minor=500_00,
        discount_id=discount.id,
    )
    assert outcome.refusal.error.code == "loyalty.refused.min_bill"
    assert outcome.refusal.error.params == {"min_bill_minor": 500_00}
    assert await used(session, discount) == 0


async def test_who_left_the_channel_loses_what_the_channel_gave(session: AsyncSession) -> None:
    template = await add_template(session, requires_subscription=True)
    client = await add_client(session, is_subscribed=False)
    discount = await add_discount(session, template=template, client=client)

    refused = await redeem(session, OLGA, discount.code)
    client.is_subscribed = True
    await session.flush()
    taken = await redeem(session, OLGA, discount.code)

    assert refused.reason is AttemptReason.SUBSCRIPTION_LEFT
    assert taken.status is AttemptStatus.SUCCESS


async def test_a_code_nobody_has_is_not_found(session: AsyncSession) -> None:
    outcome = await redeem(session, OLGA, "ДЯА0000")
    nonsense = await redeem(session, OLGA, "\x00" + "я" * 5000)

    assert outcome.refusal == Refusal(status=AttemptStatus.NOT_FOUND, reason=None)
    assert nonsense.refusal == Refusal(status=AttemptStatus.NOT_FOUND, reason=None)
    kept = await session.scalars(select(Attempt.code).order_by(Attempt.id))
    assert kept.all() == ["ДЯА0000", "я" * 32]


async def test_two_readings_that_both_exist_are_asked_about(session: AsyncSession) -> None:
    template = await add_template(session)
    by_look = await add_discount(
        session, template=template, client=await add_client(session), code="АВС1234"
    )
    by_key = await add_discount(
        session, template=template, client=await add_client(session), code="ФИС1234"
    )

    outcome = await redeem(session, OLGA, "abc 1234")

    assert outcome.refusal == Refusal(
        status=AttemptStatus.NOT_FOUND,
        reason=AttemptReason.AMBIGUOUS,
        candidates=("АВС1234", "ФИС1234"),
    )
    assert (await used(session, by_look), await used(session, by_key)) == (0, 0)


async def test_the_only_reading_that_exists_is_taken(session: AsyncSession) -> None:
    template = await add_template(session)
    discount = await add_discount(
        session, template=template, client=await add_client(session), code="ФИС1234"
    )

    outcome = await redeem(session, OLGA, "abc 1234")

    assert outcome.redeemed is not None
    assert outcome.redeemed.discount_id == discount.id


async def test_an_inactive_cashier_learns_nothing(session: AsyncSession) -> None:
    cashier = await add_cashier(session, is_active=False)
    discount = await add_code(session)

    outcome = await redeem(session, queries.actor_of(cashier), discount.code)

    assert outcome.refusal == Refusal(status=AttemptStatus.CASHIER_NOT_ACTIVE, reason=None)
    assert await used(session, discount) == 0
    attempt = (await session.scalars(select(Attempt))).one()
    assert (attempt.status, attempt.cashier_id) == ("cashier_not_active", cashier.id)
    assert (attempt.discount_id, attempt.client_id) == (None, None)


async def test_a_cashier_sent_away_gets_no_old_answer_again(session: AsyncSession) -> None:
    cashier = await add_cashier(session)
    discount = await add_code(session)
    await redeem(session, queries.actor_of(cashier), discount.code, operation="tap")
    await actions.deactivate_cashier(session, OLGA, cashier_id=cashier.id, now=NOON)
    await session.flush()

    outcome = await redeem(session, queries.actor_of(cashier), discount.code, operation="tap")

    assert outcome.refusal == Refusal(status=AttemptStatus.CASHIER_NOT_ACTIVE, reason=None)
    assert await attempts(session) == [("success", None), ("cashier_not_active", None)]


async def test_the_same_operation_is_one_redemption_with_one_answer(session: AsyncSession) -> None:
    discount = await add_code(session, usage_limit=5)

    first = await redeem(session, OLGA, discount.code, bill_minor=100_00, operation="tap")
    later = NOON + timedelta(minutes=3)
    again = await redeem(
        session, OLGA, discount.code, bill_minor=100_00, operation="tap", now=later
    )

    assert again == first
    assert await used(session, discount) == 1
    assert await attempts(session) == [("success", None)]


async def test_an_operation_is_not_lent_to_another_code_or_bill(session: AsyncSession) -> None:
    discount = await add_code(session, usage_limit=5)
    other = await add_code(session)
    await redeem(session, OLGA, discount.code, bill_minor=100_00, operation="tap")

    with pytest.raises(IdempotencyKeyReused):
        await redeem(session, OLGA, other.code, bill_minor=100_00, operation="tap")
    with pytest.raises(IdempotencyKeyReused):
        await redeem(session, OLGA, discount.code, bill_minor=200_00, operation="tap")

    assert (await used(session, discount), await used(session, other)) == (1, 0)


async def test_two_people_may_call_their_operations_alike(session: AsyncSession) -> None:
    discount = await add_code(session, usage_limit=5)
    till = await add_till(session)

    await redeem(session, OLGA, discount.code, operation="tap")
    await redeem(session, till, discount.code, operation="tap")

    assert await used(session, discount) == 2


async def test_budgets_are_charged_only_where_there_are_any(session: AsyncSession) -> None:
    template = await add_template(session, usage_limit=9, budget_minor=25_00)
    campaign = await add_campaign(session)
    discount = await add_discount(
        session, template=template, client=await add_client(session), campaign_id=campaign.id
    )

    outcomes = [await redeem(session, OLGA, discount.code, bill_minor=100_00) for _ in range(3)]

    assert [outcome.reason for outcome in outcomes] == [None, None, AttemptReason.BUDGET_SPENT]
    await session.refresh(template)
    await session.refresh(campaign)
    assert (template.used_count, template.used_minor) == (2, 20_00)
    assert (campaign.used_count, campaign.used_minor) == (0, 0)


async def test_a_campaign_that_ended_takes_its_codes_along(session: AsyncSession) -> None:
    campaign = await add_campaign(session, ends_at=NOON)
    template = await add_template(session)
    discount = await add_discount(
        session, template=template, client=await add_client(session), campaign_id=campaign.id
    )

    outcome = await redeem(session, OLGA, discount.code)

    assert (outcome.status, outcome.reason) == ("expired", "campaign_ended")
    assert await used(session, discount) == 0


async def test_a_busy_code_is_logged_in_a_transaction_of_its_own(session: AsyncSession) -> None:
    order = RedeemOrder(entered="ДЯА4589")

    outcome = await actions.note_busy(session, OLGA, order=order, shop=SHOP, now=NOON)

    assert (outcome.status, outcome.reason) == ("already_used", "busy")
    assert await attempts(session) == [("already_used", "busy")]


async def test_wrong_codes_in_a_row_raise_one_alert(session: AsyncSession) -> None:
    till = await add_till(session)
    discount = await add_code(session)

    for _ in range(SHOP.wrong_code_alert + 2):
        await redeem(session, till, "ДЯА0000")
    assert await recorded(session, "loyalty.cashier_streak_reached") == [
        {"cashier_id": till.id, "wrong_codes": SHOP.wrong_code_alert}
    ]

    await redeem(session, till, discount.code)
    streak = select(Cashier.wrong_streak).where(Cashier.id == till.id)
    assert await session.scalar(streak) == 0


async def test_a_refused_code_changes_no_counter(session: AsyncSession) -> None:
    discount = await add_code(session, budget_count=5, min_bill_minor=100)

    await redeem(session, OLGA, discount.code, bill_minor=99)

    counters = select(DiscountTemplate.used_count, DiscountTemplate.used_minor)
    assert (await session.execute(counters)).one() == (0, 0)
