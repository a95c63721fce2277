"""A client says "that was not me", and what becomes of it."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.actor import Actor, ActorKind
from dvorik.kernel.db import Database
from dvorik.loyalty import actions
from dvorik.loyalty.errors import DisputeResolved, RedemptionCanceled, RedemptionNotFound
from dvorik.loyalty.models import Discount, Dispute, Redemption
from tests.conftest import NOON, OLGA
from tests.loyalty.world import SHOP, add_code, add_till, recorded, redeem, used


async def taken(session: AsyncSession, actor: Actor, discount: Discount) -> int:
    outcome = await redeem(session, actor, discount.code, bill_minor=100_00)
    assert outcome.redeemed is not None
    return outcome.redeemed.redemption_id


async def disputed(session: AsyncSession, discount: Discount, redemption_id: int) -> Dispute:
    client = Actor(kind=ActorKind.CLIENT, id=discount.client_id)
    dispute, _ = await actions.open_dispute(session, client, redemption_id=redemption_id, now=NOON)
    return dispute


async def resolve(session: AsyncSession, dispute_id: int, *, is_confirmed: bool) -> Dispute:
    return await actions.resolve_dispute(
        session,
        OLGA,
        dispute_id=dispute_id,
        is_confirmed=is_confirmed,
        resolution="вернули",
        reason="проверили",
        now=NOON,
    )


async def test_a_client_disputes_once_and_a_confirmed_dispute_reverses(
    session: AsyncSession,
) -> None:
    discount = await add_code(session)
    redemption_id = await taken(session, await add_till(session), discount)
    client = Actor(kind=ActorKind.CLIENT, id=discount.client_id)

    opened, is_new = await actions.open_dispute(
        session, client, redemption_id=redemption_id, now=NOON
    )
    again, is_new_again = await actions.open_dispute(
        session, client, redemption_id=redemption_id, now=NOON
    )
    settled = await resolve(session, opened.id, is_confirmed=True)

    assert (is_new, is_new_again, again.id) == (True, False, opened.id)
    assert (settled.status, settled.resolved_by_id) == ("confirmed", OLGA.id)
    assert settled.resolution == "вернули"
    redemption = await session.get_one(Redemption, redemption_id)
    assert redemption.cancel_reason == "проверили"
    assert await used(session, discount) == 0
    assert len(await recorded(session, "loyalty.dispute_opened")) == 1
    (event,) = await recorded(session, "loyalty.dispute_settled")
    assert (event["dispute_id"], event["status"]) == (opened.id, "confirmed")


async def test_a_rejected_dispute_leaves_the_redemption_and_stays_rejected(
    session: AsyncSession,
) -> None:
    discount = await add_code(session)
    redemption_id = await taken(session, OLGA, discount)
    client = Actor(kind=ActorKind.CLIENT, id=discount.client_id)
    dispute, _ = await actions.open_dispute(session, client, redemption_id=redemption_id, now=NOON)

    await resolve(session, dispute.id, is_confirmed=False)
    with pytest.raises(DisputeResolved):
        await resolve(session, dispute.id, is_confirmed=True)

    assert await used(session, discount) == 1


async def test_only_the_client_disputes_and_only_what_stands(session: AsyncSession) -> None:
    discount = await add_code(session)
    redemption_id = await taken(session, OLGA, discount)
    client = Actor(kind=ActorKind.CLIENT, id=discount.client_id)
    stranger = Actor(kind=ActorKind.CLIENT, id=discount.client_id + 1)
    namesake = Actor(kind=ActorKind.ACCOUNT, id=discount.client_id)

    for somebody in (stranger, namesake):
        with pytest.raises(RedemptionNotFound):
            await actions.open_dispute(session, somebody, redemption_id=redemption_id, now=NOON)
    await actions.undo(session, OLGA, redemption_id=redemption_id, shop=SHOP, now=NOON)
    with pytest.raises(RedemptionCanceled):
        await actions.open_dispute(session, client, redemption_id=redemption_id, now=NOON)
    assert await recorded(session, "loyalty.dispute_opened") == []


async def test_undoing_settles_an_open_dispute_for_the_client(session: AsyncSession) -> None:
    till, discount = await add_till(session), await add_code(session)
    redemption_id = await taken(session, till, discount)
    dispute = await disputed(session, discount, redemption_id)
    later = NOON + timedelta(minutes=5)

    for _ in range(2):
        await actions.undo(session, till, redemption_id=redemption_id, shop=SHOP, now=later)

    assert (dispute.status, dispute.resolved_at) == ("confirmed", later)
    assert (dispute.resolved_by_id, dispute.resolution) == (None, None)
    assert await recorded(session, "loyalty.dispute_settled") == [
        {
            "dispute_id": dispute.id,
            "redemption_id": redemption_id,
            "client_id": discount.client_id,
            "status": "confirmed",
        }
    ]


async def test_reversing_settles_an_open_dispute_with_its_reason(session: AsyncSession) -> None:
    discount = await add_code(session)
    redemption_id = await taken(session, await add_till(session), discount)
    dispute = await disputed(session, discount, redemption_id)

    await actions.reverse(session, OLGA, redemption_id=redemption_id, reason="не тот", now=NOON)

    assert (dispute.status, dispute.resolved_by_id) == ("confirmed", OLGA.id)
    assert dispute.resolution == "не тот"
    with pytest.raises(DisputeResolved) as caught:
        await resolve(session, dispute.id, is_confirmed=False)
    assert caught.value.params == {"status": "confirmed"}
    assert dispute.status == "confirmed"


async def test_nothing_is_rejected_once_it_was_taken_back(session: AsyncSession) -> None:
    """As rows are that were left open before undoing settled them."""
    discount = await add_code(session)
    redemption_id = await taken(session, OLGA, discount)
    dispute = await disputed(session, discount, redemption_id)
    await actions.undo(session, OLGA, redemption_id=redemption_id, shop=SHOP, now=NOON)
    dispute.status, dispute.resolved_at, dispute.resolved_by_id = "open", None, None
    await session.flush()

    with pytest.raises(RedemptionCanceled):
        await resolve(session, dispute.id, is_confirmed=False)
    assert dispute.status == "open"

    await resolve(session, dispute.id, is_confirmed=True)
    assert dispute.status == "confirmed"
    assert await used(session, discount) == 0


async def test_an_undo_and_a_verdict_at_once_agree(real_database: Database) -> None:
    async with real_database.transaction() as session:
        till = await add_till(session)
        codes = [await add_code(session) for _ in range(10)]
    for discount in codes:
        async with real_database.transaction() as session:
            redemption_id = await taken(session, till, discount)
            dispute_id = (await disputed(session, discount, redemption_id)).id

        async def undo(redemption_id: int = redemption_id) -> None:
            async with real_database.transaction() as session:
                await actions.undo(session, till, redemption_id=redemption_id, shop=SHOP, now=NOON)

        async def reject(dispute_id: int = dispute_id) -> None:
            async with real_database.transaction() as session:
                await resolve(session, dispute_id, is_confirmed=False)

        failed = await asyncio.gather(undo(), reject(), return_exceptions=True)

        async with real_database.transaction() as session:
            dispute = await session.get_one(Dispute, dispute_id)
            redemption = await session.get_one(Redemption, redemption_id)
        assert redemption.canceled_at == NOON
        errors = [error for error in failed if error is not None]
        if dispute.status == "confirmed":
            assert [type(error) for error in errors] == [DisputeResolved]
        else:
            # Rejected first; the cashier gave it back all the same.
            assert (dispute.status, errors) == ("rejected", [])
