from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.actor import Actor
from dvorik.kernel.errors import Forbidden
from dvorik.loyalty import actions
from dvorik.loyalty.errors import (
    CashierNotActive,
    RedemptionNotFound,
    UndoTooLate,
)
from dvorik.loyalty.models import Discount, Redemption
from tests.conftest import NOON, OLGA, TIM
from tests.loyalty.world import (
    SHOP,
    add_campaign,
    add_client,
    add_code,
    add_discount,
    add_template,
    add_till,
    recorded,
    redeem,
    used,
)


async def taken(session: AsyncSession, actor: Actor, discount: Discount) -> int:
    outcome = await redeem(session, actor, discount.code, bill_minor=100_00)
    assert outcome.redeemed is not None
    return outcome.redeemed.redemption_id


async def undo(
    session: AsyncSession, actor: Actor, redemption_id: int, *, minutes: int = 0
) -> Redemption:
    return await actions.undo(
        session,
        actor,
        redemption_id=redemption_id,
        shop=SHOP,
        now=NOON + timedelta(minutes=minutes),
    )


async def test_undoing_gives_back_everything_that_was_taken(session: AsyncSession) -> None:
    till = await add_till(session)
    campaign = await add_campaign(session, budget_minor=50_00)
    template = await add_template(session, budget_count=3)
    discount = await add_discount(
        session, template=template, client=await add_client(session), campaign_id=campaign.id
    )
    redemption_id = await taken(session, till, discount)

    redemption = await undo(session, till, redemption_id, minutes=10)

    for row in (discount, template, campaign):
        await session.refresh(row)
    assert (discount.used_count, discount.last_used_at) == (0, None)
    assert (template.used_count, template.used_minor) == (0, 0)
    assert (campaign.used_count, campaign.used_minor) == (0, 0)
    assert redemption.canceled_at == NOON + timedelta(minutes=10)
    assert await recorded(session, "loyalty.redemption_undone") == [
        {
            "redemption_id": redemption_id,
            "discount_id": discount.id,
            "client_id": discount.client_id,
        }
    ]


async def test_undoing_twice_is_like_once_and_the_code_is_good_again(
    session: AsyncSession,
) -> None:
    till = await add_till(session)
    discount = await add_code(session)
    redemption_id = await taken(session, till, discount)

    await undo(session, till, redemption_id)
    await undo(session, till, redemption_id, minutes=5)

    assert await used(session, discount) == 0
    assert len(await recorded(session, "loyalty.redemption_undone")) == 1
    assert await taken(session, till, discount) != redemption_id


async def test_one_undoes_ones_own_only(session: AsyncSession) -> None:
    till, other = await add_till(session), await add_till(session)
    discount = await add_code(session)
    redemption_id = await taken(session, till, discount)

    for stranger in (other, OLGA):
        with pytest.raises(RedemptionNotFound):
            await undo(session, stranger, redemption_id)
    assert await used(session, discount) == 1


async def test_after_the_minutes_it_is_too_late_to_undo(session: AsyncSession) -> None:
    till = await add_till(session)
    discount = await add_code(session)
    redemption_id = await taken(session, till, discount)

    with pytest.raises(UndoTooLate) as caught:
        await undo(session, till, redemption_id, minutes=11)

    assert caught.value.params == {"undo_minutes": 10}
    assert await used(session, discount) == 1


async def test_a_cashier_who_lost_the_right_undoes_nothing(session: AsyncSession) -> None:
    till = await add_till(session)
    discount = await add_code(session)
    redemption_id = await taken(session, till, discount)
    await actions.deactivate_cashier(session, OLGA, cashier_id=till.id, now=NOON)
    await session.flush()

    with pytest.raises(CashierNotActive):
        await undo(session, till, redemption_id)

    assert await used(session, discount) == 1


async def test_reversing_needs_the_right_and_keeps_the_first_reason(session: AsyncSession) -> None:
    discount = await add_code(session)
    redemption_id = await taken(session, await add_till(session), discount)

    with pytest.raises(Forbidden):
        await actions.reverse(session, TIM, redemption_id=redemption_id, reason="x", now=NOON)
    assert await used(session, discount) == 1

    for reason in ("не тот", "другой"):
        redemption = await actions.reverse(
            session, OLGA, redemption_id=redemption_id, reason=reason, now=NOON
        )
    assert (redemption.cancel_reason, redemption.canceled_by_account_id) == ("не тот", OLGA.id)
    assert await used(session, discount) == 0
    assert await recorded(session, "loyalty.redemption_reversed") == [
        {
            "redemption_id": redemption_id,
            "discount_id": discount.id,
            "client_id": discount.client_id,
            "reason": "не тот",
        }
    ]
