from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from dvorik.kernel.db import Database
from dvorik.messaging.actions import broadcasts
from dvorik.messaging.models import Delivery
from dvorik.messaging.schemas.broadcasts import BroadcastCreate
from dvorik.settings import actions as settings
from tests.conftest import NOON, OLGA
from tests.loyalty.world import SHOP, add_client
from tests.reactions.conftest import Follow

SOME_MORNING = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "is_woken"),
    [
        ({"quiet_from": "00:00", "quiet_until": "00:00"}, True),
        ({"quiet_from": None, "quiet_until": None}, True),
        ({"digest_hour": 3}, False),
    ],
)
async def test_whoever_was_put_off_goes_when_the_night_is_abolished(
    database: Database, follow: Follow, changes: dict[str, Any], is_woken: bool
) -> None:
    draft = BroadcastCreate.model_validate(
        {"title": "Autumn", "content": {"text": "Hello!"}, "audience": {"kind": "everyone"}}
    )
    async with database.transaction() as session:
        await add_client(session, consent_at=NOON)
        row = await broadcasts.create_broadcast(session, OLGA, draft=draft, shop=SHOP, now=NOON)
        await broadcasts.schedule_broadcast(
            session, OLGA, broadcast_id=row.id, scheduled_at=None, now=NOON
        )
        await broadcasts.start_next(session, shop=SHOP, now=NOON)
        await session.execute(update(Delivery).values(not_before=SOME_MORNING))
    await follow()

    async with database.transaction() as session:
        await settings.change_settings(session, OLGA, changes=changes, now=NOON)
    await follow()

    async with database.transaction() as session:
        not_before = (await session.scalars(select(Delivery.not_before))).one()
    assert (not_before < SOME_MORNING) is is_woken
