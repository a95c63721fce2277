"""One card is two again."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import actions as client_actions
from dvorik.clients import queries as clients
from dvorik.clients.errors import PhoneTaken
from dvorik.clients.schemas import Choice, Proof, UserEdit
from dvorik.clients.types import ConsentDecision, ConsentSource
from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.kernel.errors import AppError, Forbidden
from dvorik.merging import actions, queries
from dvorik.merging.errors import LaterMergeFirst, MergeNotFound
from dvorik.merging.models import ClientMerge
from dvorik.settings.schemas import ShopSettings
from tests.conftest import MARY, NOON, OLGA, TIM
from tests.loyalty.world import add_client, add_discount, add_template, add_till, recorded, redeem
from tests.merging.test_merging import merge
from tests.merging.world import DAY, LATER, add_pair, everything, owned

SHOP = ShopSettings()
MUCH_LATER = LATER + 40 * DAY


async def undo(session: AsyncSession, merge: ClientMerge, actor: Actor = MARY) -> ClientMerge:
    return await actions.undo_merge(
        session, actor, client_id=merge.kept_id, merge_id=merge.id, now=MUCH_LATER
    )


async def test_undoing_leaves_every_table_as_it_was(session: AsyncSession) -> None:
    pair = await add_pair(session)
    before = await everything(session)
    made = await merge(session, pair.anna.id, pair.anya.id)
    assert await everything(session) != before

    undone = await undo(session, made)

    assert await everything(session) == before
    assert (undone.undone_at, undone.undone_by_id) == (MUCH_LATER, MARY.id)
    assert await recorded(session, "merging.merge_undone") == [
        {"client_id": pair.anna.id, "dissolved_id": pair.anya.id, "merge_id": made.id}
    ]


@pytest.mark.parametrize(
    ("kept", "other"),
    [
        ({"telegram_id": None}, {}),
        ({"bot_blocked_at": NOON, "is_subscribed": False}, {"username": "anya"}),
        ({"gender": "male", "tags": ["б", "а"]}, {"is_blacklisted": True, "tags": ["в"]}),
        ({"notes": "одно"}, {"notes": "одно"}),
    ],
)
async def test_undoing_gives_back_whatever_was_filled_or_exchanged(
    session: AsyncSession, kept: dict[str, Any], other: dict[str, Any]
) -> None:
    anna, anya = await add_client(session, **kept), await add_client(session, **other)
    before = await everything(session)

    await undo(session, await merge(session, anna.id, anya.id))

    assert await everything(session) == before


async def test_what_happened_since_stays_with_the_kept_card(session: AsyncSession) -> None:
    pair = await add_pair(session)
    template = await add_template(session)
    made = await merge(session, pair.anna.id, pair.anya.id)
    later = await add_discount(session, template=template, client=pair.anna)
    await redeem(session, await add_till(session), later.code, now=LATER)
    await client_actions.edit_user(
        session,
        OLGA,
        client_id=pair.anna.id,
        edit=UserEdit(last_name="Новая", tags=["vip", "новые", "свежая"], notes="иначе"),
        version=None,
        shop=SHOP,
        now=LATER,
    )

    await undo(session, made)

    kept = await clients.get_client(session, pair.anna.id)
    assert (kept.last_name, kept.notes, kept.tags) == ("Новая", "иначе", ["vip", "свежая"])
    # Nobody touched these.
    assert (kept.phone, kept.birthday, kept.gender) == (None, None, "unknown")
    assert (await owned(session, pair.anna.id))["discount"] == 3
    assert (await owned(session, pair.anna.id))["redemption"] == 2
    other = await clients.get_client(session, pair.anya.id)
    assert (other.last_name, other.phone) == ("Котова", "+79141234567")


async def say(session: AsyncSession, client_id: int, decision: ConsentDecision) -> None:
    """The client decides in the bot, after the merge."""
    await client_actions.choose(
        session,
        Actor(kind=ActorKind.CLIENT, id=client_id),
        client_id=client_id,
        choice=Choice(decision=decision),
        proof=Proof(source=ConsentSource.BOT, text="Сообщения от нас"),
        now=LATER,
    )


async def test_a_no_said_while_they_were_one_is_a_no_of_both(session: AsyncSession) -> None:
    pair = await add_pair(session)
    made = await merge(session, pair.anna.id, pair.anya.id)
    await say(session, pair.anna.id, ConsentDecision.WITHDRAWN)

    await undo(session, made)

    for client_id in (pair.anna.id, pair.anya.id):
        assert (await clients.get_client(session, client_id)).wishes.topics == frozenset()


async def test_a_yes_said_since_is_no_yes_of_the_other(session: AsyncSession) -> None:
    pair = await add_pair(session)
    made = await merge(session, pair.anna.id, pair.anya.id)
    await say(session, pair.anna.id, ConsentDecision.GRANTED)

    await undo(session, made)

    anna = await clients.get_client(session, pair.anna.id)
    anya = await clients.get_client(session, pair.anya.id)
    assert (anna.wants_birthdays, anna.is_weekly) == (True, False)
    assert (anya.wants_birthdays, anya.is_weekly) == (False, True)


async def test_undoing_twice_is_like_once(session: AsyncSession) -> None:
    pair = await add_pair(session)
    made = await merge(session, pair.anna.id, pair.anya.id)
    await undo(session, made)
    before = await everything(session)

    again = await undo(session, made, OLGA)

    assert again.undone_by_id == MARY.id
    assert await everything(session) == before
    assert len(await recorded(session, "merging.merge_undone")) == 1


async def test_the_same_two_can_be_merged_again_and_the_other_way_round(
    session: AsyncSession,
) -> None:
    pair = await add_pair(session)
    before = await everything(session)
    await undo(session, await merge(session, pair.anna.id, pair.anya.id))

    turned = await merge(session, pair.anya.id, pair.anna.id)

    assert (await clients.get_client(session, pair.anya.id)).first_name == "Аня"
    await undo(session, turned)
    assert await everything(session) == before


async def test_of_several_merges_the_last_is_undone_first(session: AsyncSession) -> None:
    first, second, third, fourth = [await add_client(session) for _ in range(4)]
    before = await everything(session)
    merges = [
        await merge(session, second.id, first.id),
        await merge(session, second.id, third.id),
        await merge(session, fourth.id, second.id),
    ]
    merged = await everything(session)
    views = [await queries.view_merge(session, each) for each in merges]

    for early in merges[:2]:
        with pytest.raises(LaterMergeFirst) as caught:
            await undo(session, early)
        assert caught.value.params == {"merge_id": merges[2].id}

    assert [view.can_undo for view in views] == [False, False, True]
    assert await everything(session) == merged
    for each in reversed(merges):
        await undo(session, each)
    assert await everything(session) == before


async def test_a_phone_that_is_somebody_elses_by_now_stands_in_the_way(
    session: AsyncSession,
) -> None:
    pair = await add_pair(session)
    made = await merge(session, pair.anna.id, pair.anya.id)
    pair.anna.phone = None
    await session.flush()
    await add_client(session, phone="+79141234567")
    before = await everything(session)
    ids = pair.anna.id, made.id

    with pytest.raises(PhoneTaken):
        async with session.begin_nested():
            await undo(session, made)

    assert await everything(session) == before
    assert (await queries.lock_merge(session, *ids)).undone_at is None


async def test_what_cannot_be_undone_changes_nothing(session: AsyncSession) -> None:
    pair = await add_pair(session)
    made = await merge(session, pair.anna.id, pair.anya.id)
    before = await everything(session)
    editor = replace(TIM, permissions=frozenset(Permission) - {Permission.CLIENTS_MERGE})
    refusals: list[tuple[Actor, int, int, type[AppError]]] = [
        (editor, pair.anna.id, made.id, Forbidden),
        (OLGA, pair.anya.id, made.id, MergeNotFound),
        (OLGA, pair.anna.id, made.id + 1, MergeNotFound),
    ]

    for actor, client_id, merge_id, error in refusals:
        with pytest.raises(error):
            await actions.undo_merge(
                session, actor, client_id=client_id, merge_id=merge_id, now=MUCH_LATER
            )

    assert await everything(session) == before
