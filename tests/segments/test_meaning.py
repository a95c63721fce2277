"""Rules in SQL against the reference, on random people, random rules and awkward moments."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random  # noqa: TID251  made-up people must be the same each time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.segments import queries
from dvorik.segments.models import Segment
from dvorik.segments.queries.conditions import CONDITIONS
from dvorik.segments.schemas.fields import FIELDS
from dvorik.segments.schemas.trees import read_rule
from dvorik.settings.schemas import ShopSettings
from tests.conftest import NOON
from tests.segments.people import Person, add_people, add_templates, ids, someone
from tests.segments.reference import Json, Reference
from tests.segments.rules import all_of, condition, conditions, negated, segment, trees

SHOP = ShopSettings()

MOMENTS = [
    NOON,
    # Midnight in Vladivostok and the moment before it.
    datetime(2026, 11, 20, 14, 0, tzinfo=UTC),
    datetime(2026, 11, 20, 13, 59, 59, 999_999, tzinfo=UTC),
    datetime(2026, 12, 31, 12, 0, tzinfo=UTC),
    # 28 February of a common year, 28 and 29 February of a leap year.
    datetime(2027, 2, 27, 20, 0, tzinfo=UTC),
    datetime(2028, 2, 27, 20, 0, tzinfo=UTC),
    datetime(2028, 2, 28, 20, 0, tzinfo=UTC),
]
SAVED: dict[int, Json] = {
    900_001: all_of(condition("is_subscribed", "is", True), condition("tags", "any", ["vip"])),
    900_002: negated(condition("gender", "any", ["female"])),
    900_003: all_of(negated(segment(900_001)), segment(900_002)),
}

patiently = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Town(tuple[Person, ...]):
    """Four hundred people, of whom hypothesis need not tell each time."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{len(self)} people>"


@pytest.fixture
async def town(session: AsyncSession) -> Town:
    """With three saved segments."""
    people = [someone(Random(number), NOON) for number in range(400)]
    await add_templates(session)
    await add_people(session, people)
    rows = [{"id": id_, "name": "Свои", "rule": rule} for id_, rule in SAVED.items()]
    await session.execute(insert(Segment), rows)
    return Town(people)


async def compare(
    session: AsyncSession, people: Sequence[Person], rule: Json, now: datetime
) -> None:
    reference = Reference(SHOP, now, SAVED)
    selected = [p for p in people if not p.deleted_at and reference.matches(rule, p)]
    reasons = Counter(reference.left_out(person) for person in selected)

    statement = await queries.select_client_ids(
        session, read_rule(rule), shop=SHOP, now=now, include_test=True
    )
    found = list(await session.scalars(statement))
    counted = await queries.count_audience(session, read_rule(rule), shop=SHOP, now=now)

    assert (set(found), len(found)) == (ids(selected), len(selected))
    assert (counted.selected, counted.reached) == (len(selected), reasons.pop(None, 0))
    assert {each.reason: each.count for each in counted.left_out} == reasons


@patiently
@given(
    rule=trees(*SAVED),
    now=st.sampled_from(MOMENTS),
    seeds=st.lists(st.integers(0, 100_000), max_size=3),
)
async def test_sql_selects_whom_the_reference_selects(
    session: AsyncSession, town: Town, rule: Json, now: datetime, seeds: list[int]
) -> None:
    async with session.begin_nested() as savepoint:
        newcomers = [someone(Random(seed), now) for seed in seeds]
        await add_people(session, newcomers)
        await compare(session, [*town, *newcomers], rule, now)
        await savepoint.rollback()


@patiently
@given(rule=conditions, now=st.sampled_from(MOMENTS))
async def test_a_condition_and_its_opposite_part_everybody_in_two(
    session: AsyncSession, town: Town, rule: Json, now: datetime
) -> None:
    await compare(session, town, rule, now)
    await compare(session, town, negated(rule), now)


def test_each_field_is_described_asked_and_tried() -> None:
    tried: set[str] = set()

    @settings(max_examples=500, database=None, derandomize=True)
    @given(conditions)
    def collect(rule: Json) -> None:
        tried.add(f"{rule['field']} {rule['operator']}")

    collect()

    described = {f"{key} {operator}" for key, spec in FIELDS.items() for operator in spec.operators}
    assert FIELDS.keys() == CONDITIONS.keys()
    assert tried == described
