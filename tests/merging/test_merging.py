"""Two cards become one."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik import tables
from dvorik.analytics import queries as analytics
from dvorik.analytics.schemas.audit import AuditQuery
from dvorik.clients import queries as clients
from dvorik.clients.errors import (
    ClientMerged,
    ClientNotFound,
    MergeOfTestAndReal,
    MergeWithItself,
)
from dvorik.clients.schemas import OverviewQuery, UserQuery
from dvorik.clients.types import Topic
from dvorik.kernel.actor import Permission
from dvorik.kernel.errors import AppError, Forbidden
from dvorik.kernel.paging import CursorQuery
from dvorik.loyalty import actions as loyalty_actions
from dvorik.loyalty import queries as loyalty
from dvorik.loyalty.models import Discount
from dvorik.loyalty.types import StoryStep
from dvorik.merging import actions, queries
from dvorik.merging.models import ClientMerge
from dvorik.messaging.queries import broadcasts, results
from dvorik.messaging.schemas.broadcasts import ListedClients
from dvorik.reactions.telling import find_reachable
from dvorik.settings.schemas import ShopSettings
from tests.conftest import NOON, OLGA, TIM
from tests.loyalty.world import (
    add_client,
    add_discount,
    add_template,
    add_till,
    recorded,
    redeem,
)
from tests.merging.world import DAY, LATER, add_pair, everything, owned

SHOP = ShopSettings()


async def merge(session: AsyncSession, kept_id: int, dissolved_id: int) -> ClientMerge:
    return await actions.merge_clients(
        session, OLGA, kept_id=kept_id, dissolved_id=dissolved_id, now=LATER
    )


STAYS = {
    ("client", "merged_into_id"): "it says what became of the card",
    ("client_merge", "kept_id"): "it is the record of merging",
    ("client_merge", "dissolved_id"): "it is the record of merging",
}


async def test_of_every_table_that_knows_clients_it_is_decided_what_becomes_of_its_rows(
    session: AsyncSession,
) -> None:
    rows = await session.execute(
        text(
            "SELECT conrelid::regclass::text, attname FROM pg_constraint"
            " JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY(conkey)"
            " WHERE contype = 'f' AND confrelid = 'client'::regclass"
        )
    )
    in_models = {
        (table.name, key.parent.name)
        for table in tables.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "client"
    }
    moved = {(part.table, part.owner.key) for part in queries.BELONGINGS}

    assert {(table, column) for table, column in rows} == in_models
    assert in_models == moved | STAYS.keys()


async def test_everything_goes_over_but_what_the_kept_card_has_already(
    session: AsyncSession,
) -> None:
    pair = await add_pair(session)

    made = await merge(session, pair.anna.id, pair.anya.id)

    assert await owned(session, pair.anna.id) == {
        "campaign_click": 2,
        "consent_record": 2,
        "delivery": 2,
        "discount": 3,
        "dispute": 1,
        "outgoing_message": 2,
        "redemption": 2,
        "redemption_attempt": 2,
        "shop_order": 2,
    }
    assert await owned(session, pair.anya.id) == {"delivery": 1, "discount": 1}
    assert made.moved["discount"] == [pair.anya_code.id]
    assert made.voided_ids == [pair.anya_second.id]
    assert await recorded(session, "merging.clients_merged") == [
        {
            "client_id": pair.anna.id,
            "dissolved_id": pair.anya.id,
            "merge_id": made.id,
            "moved": {
                "campaign_click": 1,
                "consent_record": 1,
                "delivery": 1,
                "discount": 1,
                "dispute": 1,
                "outgoing_message": 1,
                "redemption": 1,
                "redemption_attempt": 1,
                "shop_order": 1,
            },
        }
    ]


async def test_the_kept_card_says_its_own_and_fills_what_it_left_open(
    session: AsyncSession,
) -> None:
    pair = await add_pair(session)
    own_account = pair.anna.telegram_id

    await merge(session, pair.anna.id, pair.anya.id)

    kept = await clients.get_client(session, pair.anna.id)
    assert (kept.first_name, kept.last_name, kept.phone) == ("Анна", "Котова", "+79141234567")
    assert (kept.email, kept.gender, kept.timezone) == (
        "anya@example.com",
        "female",
        "Asia/Vladivostok",
    )
    assert kept.birthday == pair.anya.birthday
    assert (kept.tags, kept.notes) == (["vip", "кофе", "новые"], "любит окно\n\nбез сахара")
    assert (kept.created_at, kept.source, kept.campaign_id) == (
        NOON - 3 * DAY,
        "insta",
        pair.anya.campaign_id,
    )
    assert (kept.last_active_at, kept.telegram_id, kept.version) == (NOON, own_account, 2)
    # What one of them did not want is not wanted, and as seldom as one of them said.
    assert (kept.wants_offers, kept.wants_birthdays, kept.is_weekly) == (True, False, True)
    assert kept.consent_at == NOON


@pytest.mark.parametrize(
    ("kept", "other", "consent_at"),
    [
        ({"consent_at": NOON}, {}, NOON),
        ({}, {"consent_at": NOON}, NOON),
        ({"consent_at": NOON}, {"said": "withdrawn"}, None),
        ({"said": "withdrawn"}, {"consent_at": NOON}, None),
    ],
)
async def test_a_no_is_never_lost_and_silence_is_no_no(
    session: AsyncSession, kept: dict[str, Any], other: dict[str, Any], consent_at: object
) -> None:
    ids = []
    for fields in (kept, other):
        said = fields.pop("said", None)
        client = await add_client(session, **fields)
        ids.append(client.id)
        if said:
            await session.execute(
                tables.metadata.tables["consent_record"].insert(),
                {
                    "client_id": client.id,
                    "decision": said,
                    "source": "bot",
                    "decided_at": NOON - DAY,
                    "recorded_at": NOON - DAY,
                },
            )

    await merge(session, *ids)

    assert (await clients.get_client(session, ids[0])).consent_at == consent_at


@pytest.mark.parametrize("who", [0, 1])
async def test_who_one_card_keeps_out_is_kept_out(session: AsyncSession, who: int) -> None:
    ids = [(await add_client(session, is_blacklisted=number == who)).id for number in range(2)]

    await merge(session, *ids)

    assert (await clients.get_client(session, ids[0])).is_blacklisted is True


async def test_a_gift_is_one_persons_once(session: AsyncSession) -> None:
    """The kept card's own code stays, unless the gift has been had by the other one."""
    anna, anya = await add_client(session), await add_client(session)
    codes: dict[str, list[Discount]] = {}
    for name, used in {"fresh": 0, "used": 1}.items():
        template = await add_template(session, name=name)
        codes[name] = [
            await add_discount(session, template=template, client=anna, period="once"),
            await add_discount(
                session, template=template, client=anya, period="once", used_count=used
            ),
        ]

    made = await merge(session, anna.id, anya.id)

    blocked = {code.id: code.blocked_at for pair in codes.values() for code in pair}
    assert blocked == {
        codes["fresh"][0].id: None,
        codes["fresh"][1].id: LATER,
        codes["used"][0].id: LATER,
        codes["used"][1].id: None,
    }
    assert made.voided_ids == [codes["fresh"][1].id, codes["used"][0].id]
    assert len(await recorded(session, "loyalty.discount_blocked")) == 2


@pytest.mark.parametrize(
    ("kept", "other", "is_exchanged"),
    [
        ({}, {}, False),
        ({"telegram_id": None}, {}, True),
        ({}, {"telegram_id": None}, False),
        ({"bot_blocked_at": NOON}, {}, True),
        ({"bot_blocked_at": NOON}, {"bot_blocked_at": NOON}, False),
    ],
)
async def test_messages_go_where_they_arrive(
    session: AsyncSession, kept: dict[str, Any], other: dict[str, Any], is_exchanged: bool
) -> None:
    anna = await add_client(session, username="anna", **kept)
    anya = await add_client(session, username="anya", **other)
    accounts = [
        (card.telegram_id, card.username, card.bot_blocked_at)
        for card in ((anya, anna) if is_exchanged else (anna, anya))
    ]

    await merge(session, anna.id, anya.id)

    for card, account in zip((anna, anya), accounts, strict=True):
        await session.refresh(card)
        assert (card.telegram_id, card.username, card.bot_blocked_at) == account


async def test_the_dissolved_card_is_nobody_any_more_and_says_who_it_is(
    session: AsyncSession,
) -> None:
    pair = await add_pair(session)

    await merge(session, pair.anna.id, pair.anya.id)

    with pytest.raises(ClientMerged) as caught:
        await clients.get_client(session, pair.anya.id)
    assert caught.value.params == {"client_id": pair.anya.id, "merged_into_id": pair.anna.id}
    listed = await clients.list_users(session, OLGA, query=UserQuery(), shop=SHOP, now=LATER)
    assert [user.id for user in listed.items] == [pair.anna.id]
    overview = await clients.describe_users(session, query=OverviewQuery(), shop=SHOP, now=LATER)
    assert (overview.total, overview.joined) == (1, 1)
    assert overview.by_source == {"insta": 1}
    assert await clients.current_ids(session, [pair.anya.id, pair.anna.id]) == [pair.anna.id]
    assert pair.anya.telegram_id is not None
    found = await clients.find_by_telegram(session, pair.anya.telegram_id)
    assert found is not None
    assert found.id == pair.anna.id


async def test_the_card_tells_what_happened_to_both(session: AsyncSession) -> None:
    pair = await add_pair(session)

    await merge(session, pair.anna.id, pair.anya.id)

    history = await analytics.list_audit(session, AuditQuery(client_id=pair.anna.id))
    taken = [entry for entry in history.items if entry.type == "loyalty.discount_redeemed"]
    assert {entry.payload["client_id"] for entry in taken} == {pair.anna.id, pair.anya.id}
    held = await loyalty.list_of_client(session, pair.anna.id, now=LATER)
    assert len(held) == 3
    letters = await results.list_received(session, pair.anna.id, CursorQuery())
    assert [letter.title for letter in letters.items] == ["Одной", "Обеим"]


async def test_what_was_done_to_a_code_before_is_told_of_it_still(session: AsyncSession) -> None:
    anna, anya = await add_client(session), await add_client(session)
    code = await add_discount(session, template=await add_template(session), client=anya)
    await loyalty_actions.block_discount(session, OLGA, discount_id=code.id, now=NOON)

    await merge(session, anna.id, anya.id)

    await session.refresh(code)
    story = await loyalty.tell_story(session, code.id, now=LATER)
    blocked = [line for line in story.lines if line.step == StoryStep.BLOCKED]
    assert [line.actor and line.actor.name for line in blocked] == ["Ольга"]
    assert story.client_id == anna.id


async def test_a_code_for_subscribers_asks_whether_any_account_is_one(
    session: AsyncSession,
) -> None:
    anna = await add_client(session, is_subscribed=False)
    anya = await add_client(session, is_subscribed=True)
    template = await add_template(session, requires_subscription=True)
    code = await add_discount(session, template=template, client=anna)
    till = await add_till(session)
    assert (await redeem(session, till, code.code)).reason == "subscription_left"

    await merge(session, anna.id, anya.id)

    assert (await redeem(session, till, code.code)).status == "success"


async def test_who_is_meant_by_the_old_card_is_reached_by_the_new_one(
    session: AsyncSession,
) -> None:
    """A list that names it, and a reaction to what happened a moment before the merge."""
    anna, anya = await add_client(session, consent_at=NOON), await add_client(session)
    await merge(session, anna.id, anya.id)

    judged = await broadcasts.judge_audience(
        session,
        audience=ListedClients(kind="clients", client_ids=[anya.id, anna.id]),
        topic=Topic.OFFERS,
        is_test=False,
        shop=SHOP,
        now=LATER,
    )
    reachable = await find_reachable(session, anya.id)

    assert [(row.id, row.reason) for row in await session.execute(judged)] == [(anna.id, None)]
    assert reachable is anna


async def test_merging_again_is_followed_to_the_end(session: AsyncSession) -> None:
    first, second, third = [await add_client(session) for _ in range(3)]
    await merge(session, second.id, first.id)
    await merge(session, third.id, second.id)

    with pytest.raises(ClientMerged) as caught:
        await clients.get_client(session, first.id)

    assert caught.value.params["merged_into_id"] == third.id
    assert first.telegram_id is not None
    found = await clients.find_by_telegram(session, first.telegram_id)
    assert found is not None
    assert found.id == third.id
    known = set(await session.scalars(clients.known_as(third.id)))
    assert known == {first.id, second.id, third.id}


async def test_what_makes_no_sense_is_refused_and_changes_nothing(session: AsyncSession) -> None:
    anna, test_person = await add_client(session), await add_client(session, is_test=True)
    gone, merged = await add_client(session, deleted_at=NOON), await add_client(session)
    await merge(session, anna.id, merged.id)
    before = await everything(session)
    refusals: list[tuple[int, int, type[AppError]]] = [
        (anna.id, anna.id, MergeWithItself),
        (anna.id, test_person.id, MergeOfTestAndReal),
        (anna.id, gone.id, ClientNotFound),
        (gone.id, anna.id, ClientNotFound),
        (anna.id, merged.id, ClientMerged),
        (merged.id, test_person.id, ClientMerged),
        (anna.id, 987_654, ClientNotFound),
    ]

    for kept_id, dissolved_id, error in refusals:
        with pytest.raises(error):
            await merge(session, kept_id, dissolved_id)

    assert await everything(session) == before
    assert len((await session.scalars(select(ClientMerge))).all()) == 1


async def test_merging_is_a_right_of_its_own(session: AsyncSession) -> None:
    anna, anya = await add_client(session), await add_client(session)
    editor = replace(TIM, permissions=frozenset(Permission) - {Permission.CLIENTS_MERGE})
    before = await everything(session)

    with pytest.raises(Forbidden):
        await actions.merge_clients(
            session, editor, kept_id=anna.id, dissolved_id=anya.id, now=LATER
        )
    with pytest.raises(Forbidden):
        await queries.preview_merge(
            session, editor, kept_id=anna.id, dissolved_id=anya.id, today=NOON.date()
        )

    assert await everything(session) == before


async def test_a_preview_says_what_the_merge_will_do_and_does_nothing(
    session: AsyncSession,
) -> None:
    pair = await add_pair(session)
    before = await everything(session)

    seen = await queries.preview_merge(
        session, OLGA, kept_id=pair.anna.id, dissolved_id=pair.anya.id, today=NOON.date()
    )

    assert await everything(session) == before
    assert (seen.kept.first_name, seen.dissolved.first_name) == ("Анна", "Аня")
    assert seen.moves.model_dump() == {
        "codes": 2,
        "redemptions": 1,
        "disputes": 1,
        "orders": 1,
        "messages": 1,
        "broadcasts": 2,
    }
    assert seen.second_codes == 1
    await merge(session, pair.anna.id, pair.anya.id)
    kept = await clients.get_client(session, pair.anna.id)
    for name in set(type(seen.result).model_fields) - {"is_phone_hidden", "age"}:
        assert getattr(seen.result, name) == getattr(kept, name), name
    assert seen.result.age == 24


async def test_doubles_have_one_name_and_one_birthday(session: AsyncSession) -> None:
    born = NOON.date() - timedelta(days=9000)
    anna = await add_client(session, first_name="Анна", birthday=born)
    double = await add_client(session, first_name="АННА", birthday=born)
    await add_client(session, first_name="Анна", birthday=born + DAY)
    await add_client(session, first_name="Ольга", birthday=born)
    await add_client(session, first_name="Анна", birthday=born, is_test=True)
    await add_client(session, first_name="Анна", birthday=born, deleted_at=NOON)

    found = await clients.list_doubles(session, anna.id)

    assert [client.id for client in found] == [double.id]
    assert await clients.list_doubles(session, (await add_client(session)).id) == []
