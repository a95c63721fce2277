"""How many a rule selects, whom no message reaches, and who they are."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import BigInteger, column, insert, select, table, text
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients.queries import segmenting
from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.kernel.errors import Forbidden
from dvorik.segments import queries
from dvorik.segments.errors import SegmentTooSlow
from dvorik.segments.queries.patience import limited
from dvorik.segments.schemas.segments import AudienceCount, LeftOut
from dvorik.segments.schemas.trees import read_rule
from dvorik.settings.schemas import ShopSettings
from tests.conftest import NOON, OLGA
from tests.segments.people import Person, add_people
from tests.segments.rules import all_of, condition

SHOP = ShopSettings()
MANY = """
INSERT INTO client (telegram_id, gender, language, is_subscribed, tags, notes, is_blacklisted,
    is_test, version, consent_at)
SELECT 10000000 + n, 'female', 'ru', n % 2 = 0, '{}', '', n % 3 = 0, false, 1, now()
FROM generate_series(1, 30000) AS n
"""
EVERYBODY = read_rule(all_of())
READER = Actor(
    kind=ActorKind.ACCOUNT,
    id=3,
    permissions=frozenset({Permission.SEGMENTS_READ, Permission.CLIENTS_READ}),
)


async def add_all_sorts(session: AsyncSession) -> None:
    """Two who are reached; each other one has a reason and every reason after it."""
    blocked: dict[str, Any] = {"bot_blocked_at": NOON, "consent_at": None}
    listed: dict[str, Any] = {"is_blacklisted": True, **blocked}
    unknown: dict[str, Any] = {"telegram_id": None, **listed}
    await add_people(
        session,
        [
            Person(),
            Person(),
            Person(consent_at=None),
            Person(**blocked),
            Person(**listed),
            Person(**unknown),
            Person(is_test=True, **unknown),
            Person(deleted_at=NOON),
        ],
    )


async def test_everybody_left_out_has_one_reason(session: AsyncSession) -> None:
    await add_all_sorts(session)

    counted = await queries.count_audience(session, EVERYBODY, shop=SHOP, now=NOON)

    assert counted == AudienceCount(
        selected=7,
        reached=2,
        left_out=[
            LeftOut(reason="test", count=1),
            LeftOut(reason="no_telegram", count=1),
            LeftOut(reason="blacklisted", count=1),
            LeftOut(reason="blocked", count=1),
            LeftOut(reason="no_consent", count=1),
        ],
        is_estimate=False,
    )


async def test_test_people_count_as_others_when_asked_for(session: AsyncSession) -> None:
    await add_people(session, [Person(), Person(is_test=True)])

    counted = await queries.count_audience(
        session, EVERYBODY, shop=SHOP, now=NOON, include_test=True
    )
    ids = await queries.select_client_ids(
        session, EVERYBODY, shop=SHOP, now=NOON, include_test=True
    )

    assert (counted.selected, counted.reached, counted.left_out) == (2, 2, [])
    assert len((await session.scalars(ids)).all()) == 2


async def test_features_above_add_reasons_of_their_own(session: AsyncSession) -> None:
    people = [Person(), Person(), Person(consent_at=None)]
    await add_people(session, people)
    had_enough = queries.Exclusion(
        reason="capped", applies=segmenting.client_id().in_([people[0].id, people[2].id])
    )

    counted = await queries.count_audience(
        session, EVERYBODY, shop=SHOP, now=NOON, also=[had_enough]
    )
    ids = await queries.select_client_ids(session, EVERYBODY, shop=SHOP, now=NOON)
    reasons = await session.execute(ids.add_columns(queries.left_out_reason([had_enough])))

    assert (counted.selected, counted.reached) == (3, 1)
    assert {each.reason: each.count for each in counted.left_out} == {"no_consent": 1, "capped": 1}
    assert {row[0]: row[1] for row in reasons} == {
        people[0].id: "capped",
        people[1].id: None,
        people[2].id: "no_consent",
    }


async def test_the_statement_takes_part_in_others(session: AsyncSession) -> None:
    await add_people(session, [anna := Person(phone="+79140000001"), Person()])
    rule = read_rule(condition("has_phone", "is", True))
    ids = await queries.select_client_ids(session, rule, shop=SHOP, now=NOON)
    await session.execute(text("CREATE TEMP TABLE chosen (client_id bigint) ON COMMIT DROP"))
    chosen = table("chosen", column("client_id", BigInteger))

    await session.execute(insert(chosen).from_select(["client_id"], ids))

    assert (await session.scalars(select(chosen.c.client_id))).all() == [anna.id]


async def test_counting_that_takes_too_long_becomes_an_estimate(session: AsyncSession) -> None:
    await session.execute(text(MANY))
    await session.execute(text("ANALYZE client"))
    rule = read_rule(condition("is_subscribed", "is", True))

    counted = await queries.count_audience(session, rule, shop=SHOP, now=NOON, timeout_ms=1)
    exactly = await queries.count_audience(session, rule, shop=SHOP, now=NOON)

    assert (exactly.is_estimate, exactly.selected, exactly.reached) == (False, 15_000, 10_000)
    assert counted.is_estimate
    assert counted.selected == pytest.approx(15_000, rel=0.1)
    assert counted.reached == pytest.approx(10_000, rel=0.1)
    (reason,) = [each for each in counted.left_out if each.reason == "blacklisted"]
    assert reason.count == pytest.approx(5_000, rel=0.1)


async def test_patience_ends_and_the_transaction_goes_on_as_before(session: AsyncSession) -> None:
    patience = text("SELECT current_setting('statement_timeout')")
    before = await session.scalar(patience)

    with pytest.raises(SegmentTooSlow):
        async with limited(session, timeout_ms=20):
            await session.execute(text("SELECT pg_sleep(5)"))
    async with limited(session, timeout_ms=20):
        assert await session.scalar(patience) == "20ms"

    assert await session.scalar(patience) == before


async def test_a_preview_shows_the_newest_twenty_and_why_some_are_left_out(
    session: AsyncSession,
) -> None:
    people = [Person(phone=f"+7914000{n:04}", created_at=NOON) for n in range(24)]
    newest = Person(first_name="Белла", consent_at=None, tags=("vip",), gender="female")
    await add_people(session, [*people, newest, Person(is_test=True)])

    preview = await queries.preview_audience(session, OLGA, EVERYBODY, shop=SHOP, now=NOON)

    assert [each.id for each in preview.people] == [
        newest.id,
        *(person.id for person in reversed(people[5:])),
    ]
    assert preview.people[0].model_dump(mode="json") == {
        "id": newest.id,
        "full_name": "Белла",
        "username": None,
        "phone": None,
        "is_phone_hidden": False,
        "gender": "female",
        "language": "ru",
        "tags": ["vip"],
        "is_subscribed": False,
        "created_at": NOON.isoformat().replace("+00:00", "Z"),
        "left_out": "no_consent",
    }
    assert preview.people[1].phone == people[-1].phone


async def test_phones_are_hidden_and_people_too_from_those_without_the_right(
    session: AsyncSession,
) -> None:
    await add_people(session, [Person(phone="+79140000001")])

    hidden = await queries.preview_audience(session, READER, EVERYBODY, shop=SHOP, now=NOON)
    assert [(each.phone, each.is_phone_hidden) for each in hidden.people] == [(None, True)]

    stranger = Actor(
        kind=ActorKind.ACCOUNT, id=3, permissions=frozenset({Permission.SEGMENTS_READ})
    )
    with pytest.raises(Forbidden):
        await queries.preview_audience(session, stranger, EVERYBODY, shop=SHOP, now=NOON)


async def test_the_moment_of_asking_decides(session: AsyncSession) -> None:
    await add_people(session, [Person(created_at=NOON)])
    rule = read_rule(condition("registered", "in_last", {"days": 1}))

    today = await queries.count_audience(session, rule, shop=SHOP, now=NOON)
    tomorrow = await queries.count_audience(session, rule, shop=SHOP, now=NOON + timedelta(days=1))

    assert (today.selected, tomorrow.selected) == (1, 0)
