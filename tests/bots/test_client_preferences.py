"""The screen of notification settings, `/stop`, and what Start allows."""

import pytest
from sqlalchemy import select

from dvorik.clients import queries
from dvorik.clients.models import Client
from dvorik.clients.schemas import ConsentHistory
from dvorik.kernel.db import Database
from dvorik.messaging.rules import visible_text
from tests.bots.driver import ANNA, BORIS, Talk, told

SCREEN = told("client.settings")


async def history(database: Database) -> ConsentHistory:
    async with database.transaction() as session:
        client_id = (await session.scalars(select(Client.id))).one()
        return await queries.tell_consent(session, client_id)


def switches(talk: Talk) -> list[str]:
    return [button.text for button in talk.telegram.buttons[-7:]]


async def test_start_says_what_it_allows_and_keeps_the_words(
    client_bot: Talk, database: Database
) -> None:
    [greeting] = await client_bot.writes(ANNA, "/start")
    again = await client_bot.writes(ANNA, "/start")

    terms = told("client.consent", business_name="Dvorik")
    names = {"first_name": "Анна", "business_name": "Dvorik"}
    assert greeting == f"{told('client.welcome', **names)}\n\n{terms}"
    assert again == [told("client.welcome_back", **names)]
    [entry] = (await history(database)).items
    assert (entry.decision, entry.source, entry.text) == ("granted", "bot", visible_text(terms))


async def test_another_first_word_allows_nothing_until_start(
    client_bot: Talk, database: Database
) -> None:
    await client_bot.writes(ANNA, "Профиль")
    assert (await history(database)).frequency == "none"

    [greeting] = await client_bot.writes(ANNA, "/start")

    assert told("client.consent", business_name="Dvorik") in greeting
    assert (await history(database)).frequency == "all"


async def test_the_screen_shows_what_stands_and_changes_in_place(
    client_bot: Talk, database: Database
) -> None:
    await client_bot.writes(ANNA, "/start")

    assert await client_bot.writes(ANNA, "/settings") == [SCREEN]
    assert switches(client_bot) == [
        "✅ Скидки и новости",
        "✅ Подарок на день рождения",
        "✅ Напоминания о скидках",
        "• Всё",
        "Раз в неделю",
        "Ничего",
        "Язык",
    ]

    assert await client_bot.presses(ANNA, "✅ Скидки и новости") == [SCREEN]
    assert await client_bot.presses(ANNA, "Раз в неделю") == [SCREEN]

    assert switches(client_bot)[0] == "▫️ Скидки и новости"
    assert switches(client_bot)[3:6] == ["Всё", "• Раз в неделю", "Ничего"]
    stands = await history(database)
    assert (stands.topics, stands.frequency) == (["birthdays", "reminders"], "weekly")
    assert stands.items[1].text == f"{visible_text(SCREEN)}\nСкидки и новости: нет"
    assert stands.items[0].text == f"{visible_text(SCREEN)}\nРаз в неделю"


async def test_nothing_and_back_to_one_topic(client_bot: Talk, database: Database) -> None:
    await client_bot.writes(ANNA, "/start")
    await client_bot.writes(ANNA, "/settings")

    await client_bot.presses(ANNA, "Ничего")
    assert (await history(database)).topics == []
    assert switches(client_bot)[:4] == [
        "▫️ Скидки и новости",
        "▫️ Подарок на день рождения",
        "▫️ Напоминания о скидках",
        "Всё",
    ]
    await client_bot.presses(ANNA, "▫️ Подарок на день рождения")

    assert (await history(database)).topics == ["birthdays"]


async def test_a_press_on_an_old_screen_does_what_it_reads(
    client_bot: Talk, database: Database
) -> None:
    await client_bot.writes(ANNA, "/start")

    for _ in range(3):
        await client_bot.sends_press(ANNA, "client:topic:offers:off")

    stands = await history(database)
    assert stands.topics == ["birthdays", "reminders"]
    assert len(stands.items) == 2


@pytest.mark.parametrize(
    "forged", ["client:topic:secrets:on", "client:topic:offers:maybe", "client:frequency:hourly"]
)
async def test_a_forged_choice_changes_nothing(
    client_bot: Talk, database: Database, forged: str
) -> None:
    await client_bot.writes(ANNA, "/start")

    assert await client_bot.sends_press(ANNA, forged) == []

    assert client_bot.telegram.toasts[-1] == "Эта кнопка уже не действует."
    assert len((await history(database)).items) == 1


async def test_stop_takes_everything_back(client_bot: Talk, database: Database) -> None:
    await client_bot.writes(ANNA, "/start")

    assert await client_bot.writes(ANNA, "/stop") == [told("client.messages_stopped")]

    stands = await history(database)
    assert (stands.consent_at, stands.topics) == (None, [])
    assert (stands.items[0].decision, stands.items[0].topic) == ("withdrawn", None)


async def test_the_profile_leads_to_the_settings_in_its_language(client_bot: Talk) -> None:
    await client_bot.writes(BORIS, "/profile")

    [screen] = await client_bot.presses(BORIS, "Notifications")

    assert "Notifications" in screen
    assert switches(client_bot)[-1] == "Language"
