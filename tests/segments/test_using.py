"""Segments that use one another: never in a circle, however they are edited."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.db import Database
from dvorik.kernel.errors import AppError, Forbidden, StaleVersion
from dvorik.kernel.events import EventRow
from dvorik.segments import actions, queries
from dvorik.segments.errors import RuleRefused, SegmentInUse, SegmentNotFound
from dvorik.segments.models import Segment
from dvorik.segments.schemas.segments import SegmentCreate, SegmentEdit
from dvorik.segments.schemas.trees import read_rule
from dvorik.segments.types import MAX_CONDITIONS, MAX_NESTING
from dvorik.settings.schemas import ShopSettings
from tests.conftest import NOON, OLGA, TIM
from tests.segments.conftest import Save, saver
from tests.segments.people import Person, add_people
from tests.segments.rules import Json, all_of, any_of, condition, negated, segment

SHOP = ShopSettings()
LEAF = condition("has_phone", "is", True)


async def edit(database: Database, segment_id: int, rule: Json, version: int | None = None) -> None:
    async with database.transaction() as session:
        change = SegmentEdit(rule=read_rule(rule))
        await actions.edit_segment(
            session, OLGA, segment_id=segment_id, edit=change, version=version, now=NOON
        )


async def rules_of(database: Database, *segment_ids: int) -> list[Json]:
    async with database.transaction() as session:
        found = await session.execute(
            select(Segment.id, Segment.rule).execution_options(populate_existing=True)
        )
        rules = {row.id: row.rule for row in found}
        return [rules[id_] for id_ in segment_ids]


async def refused(doing: Any) -> list[dict[str, str]]:
    with pytest.raises(RuleRefused) as raised:
        await doing
    return raised.value.errors


async def test_a_segment_selects_by_those_it_uses_as_they_are_now(
    database: Database, session: AsyncSession, save: Save
) -> None:
    await add_people(session, [anna := Person(phone="+79140000001"), bella := Person()])
    inner = await save(LEAF)
    outer = await save(negated(segment(inner)))

    async def found() -> set[int]:
        statement = await queries.select_client_ids(session, outer, shop=SHOP, now=NOON)
        return set(await session.scalars(statement))

    assert await found() == {bella.id}
    await edit(database, inner, negated(LEAF))
    session.expire_all()
    assert await found() == {anna.id}


async def test_a_segment_that_is_not_there_is_told_at_its_place(
    session: AsyncSession, save: Save
) -> None:
    rule = all_of(LEAF, negated(segment(999_999)))
    errors = [{"pointer": "/body/rule/rules/1/rule/segment_id", "code": "unknown_segment"}]

    assert await refused(save(rule)) == errors
    assert (
        await refused(queries.count_audience(session, read_rule(rule), shop=SHOP, now=NOON))
        == errors
    )
    assert (await session.scalars(select(Segment.id))).all() == []


async def test_templates_and_campaigns_that_never_were_are_told_at_their_place(
    session: AsyncSession,
) -> None:
    rule = any_of(
        condition("campaign", "any", [7, 8]),
        condition("discounts_held", "count", {"at_least": 1, "templates": [9]}),
    )

    assert await refused(queries.count_audience(session, read_rule(rule), shop=SHOP, now=NOON)) == [
        {"pointer": "/body/rule/rules/1/value/templates/0", "code": "unknown_template"},
        {"pointer": "/body/rule/rules/0/value/0", "code": "unknown_campaign"},
        {"pointer": "/body/rule/rules/0/value/1", "code": "unknown_campaign"},
    ]


async def test_a_segment_may_not_use_itself(database: Database, save: Save) -> None:
    own = await save(LEAF)

    errors = await refused(edit(database, own, all_of(LEAF, segment(own))))

    assert errors == [{"pointer": "/body/rule/rules/1/segment_id", "code": "circular"}]
    assert await rules_of(database, own) == [LEAF]


async def test_a_longer_circle_is_refused_too(database: Database, save: Save) -> None:
    first = await save(LEAF)
    second = await save(segment(first))
    third = await save(negated(segment(second)))

    errors = await refused(edit(database, first, any_of(segment(third))))

    assert errors == [{"pointer": "/body/rule/rules/0/segment_id", "code": "circular"}]
    assert await rules_of(database, first) == [LEAF]


async def test_two_edits_at_once_cannot_close_a_circle(real_database: Database) -> None:
    save = saver(real_database)
    for _ in range(10):
        first, second = await save(LEAF), await save(LEAF)

        results = await asyncio.gather(
            edit(real_database, first, segment(second)),
            edit(real_database, second, segment(first)),
            return_exceptions=True,
        )

        circular = [each for each in results if isinstance(each, RuleRefused)]
        assert [error.errors for error in circular] == [
            [{"pointer": "/body/rule/segment_id", "code": "circular"}]
        ]
        assert results.count(None) == 1
        assert LEAF in await rules_of(real_database, first, second)


async def test_a_segment_cannot_be_deleted_while_it_is_being_used(real_database: Database) -> None:
    save = saver(real_database)
    inner = await save(LEAF)

    async def delete() -> None:
        async with real_database.transaction() as session:
            await actions.delete_segment(session, OLGA, segment_id=inner)

    results = await asyncio.gather(save(segment(inner)), delete(), return_exceptions=True)

    lost = [type(each) for each in results if isinstance(each, AppError)]
    assert lost in ([RuleRefused], [SegmentInUse])


async def test_segments_may_be_nested_so_deep_and_no_deeper(
    database: Database, session: AsyncSession, save: Save
) -> None:
    chain = [await save(LEAF)]
    for _ in range(MAX_NESTING):
        chain.append(await save(segment(chain[-1])))
    too_deep = [{"pointer": "/body/rule", "code": "nested_too_deep"}]

    assert await refused(save(segment(chain[-1]))) == too_deep
    # Also from below: the one at the end of the chain may not grow a tail.
    bottom = await save(condition("has_phone", "is", False))
    assert await refused(edit(database, chain[0], segment(bottom))) == too_deep
    counted = await queries.count_audience(session, chain[-1], shop=SHOP, now=NOON)
    assert counted.selected == 0


async def test_all_that_is_used_counts_as_often_as_it_is_used(
    database: Database, save: Save
) -> None:
    small = await save(LEAF)
    large = await save(all_of(*[LEAF] * 99))
    whole = await save(any_of(*[segment(large)] * (MAX_CONDITIONS // 99), segment(small)))
    too_many = [{"pointer": "/body/rule", "code": "too_many_conditions"}]

    assert await refused(save(any_of(*[segment(whole)] * 2))) == too_many
    assert await refused(edit(database, small, all_of(LEAF, LEAF, LEAF, LEAF))) == too_many
    assert await rules_of(database, small) == [LEAF]


async def test_a_used_segment_is_not_deleted_and_its_users_are_named(
    database: Database, save: Save
) -> None:
    inner = await save(LEAF)
    outer = await save(negated(segment(inner)))

    with pytest.raises(SegmentInUse) as raised:
        async with database.transaction() as session:
            await actions.delete_segment(session, OLGA, segment_id=inner)

    assert raised.value.params == {"used_by": [{"id": outer, "name": "Свои"}]}
    assert await rules_of(database, inner) == [LEAF]


async def test_a_segment_another_table_points_at_is_not_deleted(real_database: Database) -> None:
    used = await saver(real_database)(LEAF)
    async with real_database.transaction() as session:
        await session.execute(text("CREATE TABLE standing (id bigint REFERENCES segment (id))"))
        await session.execute(text("INSERT INTO standing VALUES (:id)"), {"id": used})

    with pytest.raises(SegmentInUse) as raised:
        async with real_database.transaction() as session:
            await actions.delete_segment(session, OLGA, segment_id=used)

    assert raised.value.params == {"used_by": []}
    assert await rules_of(real_database, used) == [LEAF]


async def test_a_segment_lives_and_its_story_is_recorded(
    database: Database, session: AsyncSession, save: Save
) -> None:
    own = await save(LEAF)
    await edit(database, own, negated(LEAF), version=1)
    await edit(database, own, negated(LEAF), version=2)
    with pytest.raises(StaleVersion):
        await edit(database, own, LEAF, version=1)
    async with database.transaction() as other:
        await actions.delete_segment(other, OLGA, segment_id=own)

    with pytest.raises(SegmentNotFound):
        await edit(database, own, LEAF)
    rows = await session.execute(select(EventRow.type, EventRow.payload).order_by(EventRow.id))
    assert [tuple(row) for row in rows] == [
        ("segments.created", {"segment_id": own}),
        ("segments.changed", {"segment_id": own, "fields": ["rule"]}),
        ("segments.deleted", {"segment_id": own}),
    ]


async def test_a_trainee_changes_nothing(session: AsyncSession) -> None:
    wanted = SegmentCreate(name="Чужие", rule=read_rule(LEAF))

    with pytest.raises(Forbidden):
        await actions.create_segment(session, TIM, segment=wanted, now=NOON)
    with pytest.raises(Forbidden):
        await actions.delete_segment(session, TIM, segment_id=1)
    assert (await session.scalars(select(Segment.id))).all() == []
