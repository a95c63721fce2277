"""Changes at once, and what an upgrade may leave behind."""

from asyncio import TaskGroup

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.db import Database
from dvorik.kernel.errors import Forbidden
from dvorik.kernel.events import EventRow
from dvorik.kernel.i18n import Language
from dvorik.settings import actions, queries, texts
from dvorik.settings.schemas import ShopSettings
from tests.conftest import NOON, OLGA, TIM


async def test_many_changes_at_once_leave_a_chain_of_events(real_database: Database) -> None:
    async def change(hour: int) -> None:
        async with real_database.transaction() as session:
            await actions.change_settings(session, OLGA, changes={"birthday_hour": hour}, now=NOON)

    async with TaskGroup() as group:
        for hour in range(10, 20):
            group.create_task(change(hour))

    async with real_database.transaction() as session:
        last = (await queries.load(session)).birthday_hour
        payloads = (await session.scalars(select(EventRow.payload).order_by(EventRow.id))).all()
    olds = [payload["old"] for payload in payloads]
    news = [payload["new"] for payload in payloads]
    assert sorted(news) == list(range(10, 20))
    # Each change knew the one before it: none was lost between reading and writing.
    assert olds == [9, *news[:-1]]
    assert last == news[-1]


async def test_a_stored_value_that_no_longer_fits_counts_as_unset(session: AsyncSession) -> None:
    await session.execute(
        text(
            "INSERT INTO setting (key, value, updated_at) VALUES ('birthday_hour', '99', now()),"
            " ('undo_minutes', '5', now()), ('of_another_version', '1', now())"
        )
    )

    assert await queries.load(session) == ShopSettings(undo_minutes=5)


async def test_the_action_itself_asks_for_the_right(session: AsyncSession) -> None:
    with pytest.raises(Forbidden):
        await actions.change_settings(session, TIM, changes={"birthday_hour": 10}, now=NOON)

    assert await queries.load(session) == ShopSettings()


def test_every_setting_has_words_in_three_languages() -> None:
    keys = set(ShopSettings.model_fields)

    assert texts.catalogue().keys() == keys | {f"{key}.description" for key in keys}
    for language in Language:
        for key in keys:
            assert texts.title(key, language)
            assert texts.description(key, language)
