"""Saved segments to use, change and delete."""

from collections.abc import Awaitable, Callable

import pytest

from dvorik.kernel.db import Database
from dvorik.segments import actions
from dvorik.segments.schemas.segments import SegmentCreate
from dvorik.segments.schemas.trees import read_rule
from tests.conftest import NOON, OLGA
from tests.segments.rules import Json

Save = Callable[[Json], Awaitable[int]]


@pytest.fixture
def save(database: Database) -> Save:
    """Olga saves a rule; the id of its segment."""
    return saver(database)


def saver(database: Database) -> Save:
    async def save(rule: Json) -> int:
        segment = SegmentCreate(name="Свои", rule=read_rule(rule))
        async with database.transaction() as session:
            row = await actions.create_segment(session, OLGA, segment=segment, now=NOON)
            return row.id

    return save
