"""Messages are queued once per occasion, with what caused them."""

from asyncio import TaskGroup
from typing import Any

import pytest

from dvorik.kernel.db import RECORDED, Database
from dvorik.kernel.i18n import Language
from dvorik.messaging import actions
from dvorik.messaging.types import Channel
from tests.conftest import NOON
from tests.messaging.senders import outbox, queue


async def test_an_occasion_speaks_once(database: Database) -> None:
    assert await queue(database, 1)
    assert not await queue(database, 1, values={"code": "ДЯА0000"})

    [row] = await outbox(database)
    assert (row.occasion, row.text_key, row.status) == ("test:1", "cashier.undone", "pending")
    assert row.text == "The redemption of code <code>ДЯА4589</code> was undone."


async def test_two_causes_of_one_occasion_at_once_make_one_message(
    real_database: Database,
) -> None:
    queued: list[bool] = []

    async def speak() -> None:
        queued.append(await queue(real_database, 1))

    async with TaskGroup() as group:
        for _ in range(10):
            group.create_task(speak())

    assert sorted(queued) == [False] * 9 + [True]
    assert len(await outbox(real_database)) == 1


async def test_a_message_is_lost_with_the_change_that_caused_it(real_database: Database) -> None:
    with pytest.raises(RuntimeError, match="the change failed"):
        async with real_database.transaction() as session:
            await actions.queue_text(
                session,
                occasion="test",
                key="client.subscribed",
                language=Language.RU,
                channel=Channel.CLIENT_BOT,
                chat_id=1,
                now=NOON,
            )
            assert session.info[RECORDED]
            raise RuntimeError("the change failed")

    assert await outbox(real_database) == []
    assert await queue(real_database, 1, occasion="test")


async def test_a_letter_gets_its_subject_and_keeps_it_on_one_line(database: Database) -> None:
    await queue(
        database,
        key="account.reset_password",
        channel=Channel.EMAIL,
        address="olga@dvorik.test",
        language=Language.EN,
        values={
            "link": "https://dvorik.test/r/1?a=1&b=2",
            "business_name": "Sweet\r\nBcc: all@dvorik.test",
            "minutes": 30,
            "name": "Olga <the owner>",
        },
    )

    [row] = await outbox(database)
    assert row.subject == "New password: Sweet Bcc: all@dvorik.test"
    assert row.text.startswith("Hello, Olga <the owner>!\n")
    assert "https://dvorik.test/r/1?a=1&b=2\n" in row.text


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({"chat_id": None}, "goes nowhere"),
        ({"channel": Channel.EMAIL, "address": "a@b.test"}, "cannot go by email"),
        ({"key": "account.approved", "values": {"business_name": "x"}}, "cannot go by client_bot"),
        ({"values": {}}, r"missing \['code'\]"),
        ({"values": {"code": "1", "kode": "2"}}, r"unknown \['kode'\]"),
    ],
)
async def test_what_does_not_fit_together_is_a_defect_of_the_caller(
    database: Database, details: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        await queue(database, **details)

    assert await outbox(database) == []
