"""What happened to this code: who, when, what, why."""

from datetime import timedelta

from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.actor import Actor, ActorKind
from dvorik.kernel.db import Database
from dvorik.loyalty import actions, queries
from dvorik.loyalty.models import Discount
from dvorik.loyalty.schemas.story import StoryLine
from tests.conftest import NOON, OLGA
from tests.loyalty.world import SHOP, add_code, add_till, redeem

LATER = NOON + timedelta(hours=1)


async def take(session: AsyncSession, actor: Actor, discount: Discount, minutes: int) -> int:
    now = NOON + timedelta(minutes=minutes)
    outcome = await redeem(session, actor, discount.code, now=now)
    assert outcome.redeemed is not None
    return outcome.redeemed.redemption_id


def told(line: StoryLine) -> tuple[str, str | None, str | None]:
    return (line.step.value, line.actor.name if line.actor else None, line.reason)


async def lines(session: AsyncSession, discount: Discount) -> list[tuple[str, str | None, object]]:
    story = await queries.tell_story(session, discount.id, now=LATER)
    moments = [line.happened_at for line in story.lines]
    assert moments == sorted(moments)
    return [told(line) for line in story.lines]


async def test_redeeming_undoing_and_reversing_are_told_with_names_and_reasons(
    session: AsyncSession,
) -> None:
    till, discount = await add_till(session), await add_code(session)
    undone_id = await take(session, till, discount, 1)
    await redeem(session, till, discount.code, now=NOON + timedelta(minutes=2))
    await actions.undo(
        session, till, redemption_id=undone_id, shop=SHOP, now=NOON + timedelta(minutes=3)
    )
    reversed_id = await take(session, OLGA, discount, 4)
    await actions.reverse(
        session, OLGA, redemption_id=reversed_id, reason="не тот клиент", now=LATER
    )

    assert await lines(session, discount) == [
        ("issued", None, None),
        ("redeemed", "Касса", None),
        ("refused", "Касса", "already_used"),
        ("undone", "Касса", None),
        ("redeemed", "Ольга", None),
        ("reversed", "Ольга", "не тот клиент"),
    ]


async def test_disputes_are_told_with_who_decided(session: AsyncSession) -> None:
    till, discount = await add_till(session), await add_code(session, usage_limit=3)
    client = Actor(kind=ActorKind.CLIENT, id=discount.client_id)
    for minutes, is_confirmed in ((1, False), (5, True)):
        now = NOON + timedelta(minutes=minutes)
        dispute, _ = await actions.open_dispute(
            session,
            client,
            redemption_id=await take(session, till, discount, minutes),
            now=now + timedelta(minutes=1),
        )
        await actions.resolve_dispute(
            session,
            OLGA,
            dispute_id=dispute.id,
            is_confirmed=is_confirmed,
            resolution="по камере",
            reason="проверили",
            now=now + timedelta(minutes=2),
        )

    assert await lines(session, discount) == [
        ("issued", None, None),
        ("redeemed", "Касса", None),
        ("disputed", "Анна", None),
        ("dispute_rejected", "Ольга", "по камере"),
        ("redeemed", "Касса", None),
        ("disputed", "Анна", None),
        ("reversed", "Ольга", "проверили"),
        ("dispute_confirmed", "Ольга", "по камере"),
    ]


async def test_a_dispute_that_the_cashier_settled_names_the_cashier(session: AsyncSession) -> None:
    till, discount = await add_till(session), await add_code(session)
    redemption_id = await take(session, till, discount, 1)
    client = Actor(kind=ActorKind.CLIENT, id=discount.client_id)
    await actions.open_dispute(session, client, redemption_id=redemption_id, now=LATER)
    await actions.undo(
        session,
        till,
        redemption_id=redemption_id,
        shop=SHOP.model_copy(update={"undo_minutes": 100}),
        now=LATER,
    )

    story = await queries.tell_story(session, discount.id, now=LATER)

    assert {told(line) for line in story.lines[2:]} == {
        ("disputed", "Анна", None),
        ("undone", "Касса", None),
        ("dispute_confirmed", "Касса", None),
    }
    assert [dispute.status for dispute in story.disputes] == ["confirmed"]


async def test_who_issued_and_who_blocked_is_told(
    http: AsyncClient, database: Database, session: AsyncSession
) -> None:
    discount = await add_code(session, event="manual")
    issued = await http.post(
        "/api/v1/discounts",
        json={"client_id": discount.client_id, "template_id": discount.template_id},
    )
    path = f"/api/v1/discounts/{issued.json()['id']}"
    await http.post(f"{path}/block")
    await http.post(f"{path}/unblock")

    story = (await http.get(path)).json()

    olga = {"kind": "account", "id": 1, "name": "Ольга"}
    assert [(line["step"], line["actor"]) for line in story["lines"]] == [
        ("issued", olga),
        ("blocked", olga),
        ("unblocked", olga),
    ]
