"""Birthday, profile, language, messages, disputes and small talk in the client bot."""

from datetime import date

import pytest
from sqlalchemy import func, select

from dvorik.clients.models import Client
from dvorik.kernel.db import Database
from dvorik.kernel.i18n import Language
from dvorik.loyalty.models import Dispute
from tests.bots.driver import ANNA, BORIS, Person, Talk, bot_change, message, told
from tests.conftest import NOON
from tests.loyalty.world import add_discount, add_template, add_till, redeem

MENU_BIRTHDAY = "Указать день рождения"
BIRTHDAY = "3 февраля 2002\u202fг."


async def card(database: Database, person: Person = ANNA) -> Client:
    async with database.transaction() as session:
        found = await session.scalars(select(Client).where(Client.telegram_id == person.id))
        return found.one()


@pytest.mark.parametrize("written", ["03.02.2002", "3 2 2002", "3,2,2002", "3 февраля 2002"])
async def test_a_birthday_is_asked_confirmed_and_kept(
    client_bot: Talk, database: Database, written: str
) -> None:
    assert await client_bot.writes(ANNA, MENU_BIRTHDAY) == [told("client.birthday_ask")]
    confirm = told("client.birthday_confirm", birthday=BIRTHDAY)
    assert await client_bot.writes(ANNA, written) == [confirm]
    assert (await card(database)).birthday is None

    saved = await client_bot.presses(ANNA, "Да, верно")

    assert saved == [told("client.birthday_saved", birthday=BIRTHDAY)]
    assert (await card(database)).birthday == date(2002, 2, 3)


@pytest.mark.parametrize(
    ("written", "key", "values"),
    [
        ("вчера", "client.birthday_unreadable", {}),
        ("30.02.2002", "client.birthday_impossible", {}),
        ("01.01.2030", "client.birthday_in_future", {}),
        ("01.01.1850", "client.birthday_too_long_ago", {"max_age": 120}),
        ("01.01.2025", "client.birthday_too_recent", {"min_age": 5}),
    ],
)
async def test_what_is_no_birthday_is_refused_kindly_and_asked_again(
    client_bot: Talk, database: Database, written: str, key: str, values: dict[str, int]
) -> None:
    await client_bot.writes(ANNA, MENU_BIRTHDAY)

    assert await client_bot.writes(ANNA, written) == [told(key, **values)]

    assert (await card(database)).birthday is None
    confirm = told("client.birthday_confirm", birthday=BIRTHDAY)
    assert await client_bot.writes(ANNA, "03.02.2002") == [confirm]


async def test_a_birthday_can_be_corrected_before_it_is_kept(
    client_bot: Talk, database: Database
) -> None:
    await client_bot.writes(ANNA, MENU_BIRTHDAY)
    await client_bot.writes(ANNA, "04.02.2002")
    assert await client_bot.presses(ANNA, "Исправить") == [told("client.birthday_ask")]

    await client_bot.writes(ANNA, "03.02.2002")
    await client_bot.presses(ANNA, "Да, верно")

    assert (await card(database)).birthday == date(2002, 2, 3)


async def test_a_birthday_that_is_kept_is_changed_by_the_shop_alone(
    client_bot: Talk, database: Database
) -> None:
    await client_bot.writes(ANNA, MENU_BIRTHDAY)
    await client_bot.writes(ANNA, "03.02.2002")
    await client_bot.presses(ANNA, "Да, верно")
    is_set = told("client.birthday_is_set", birthday=BIRTHDAY)

    assert await client_bot.writes(ANNA, MENU_BIRTHDAY) == [is_set]
    assert await client_bot.sends_press(ANNA, "client:birthday:yes") == [is_set]
    assert (await card(database)).birthday == date(2002, 2, 3)


@pytest.mark.parametrize("way_out", ["/cancel", "Профиль", "/help", "/start"])
async def test_a_question_can_always_be_left(
    client_bot: Talk, database: Database, way_out: str
) -> None:
    await client_bot.writes(ANNA, MENU_BIRTHDAY)
    await client_bot.writes(ANNA, way_out)

    assert await client_bot.writes(ANNA, "03.02.2002") == [told("client.not_understood")]


async def test_cancel_with_nothing_to_cancel(client_bot: Talk) -> None:
    assert await client_bot.writes(ANNA, "/cancel") == [told("client.nothing_to_cancel")]


async def test_the_profile_shows_what_is_known(client_bot: Talk) -> None:
    anna = Person(ANNA.id, "Анна", "ru", last_name="<Котова>")

    said = await client_bot.writes(anna, "/profile")

    assert said == [
        told(
            "client.profile",
            name="Анна &lt;Котова&gt;",
            birthday="не указан",
            subscribed="нет",
            messages="нет",
        )
    ]


async def test_another_language_from_now_on(client_bot: Talk, database: Database) -> None:
    await client_bot.writes(ANNA, "/language")

    said = await client_bot.presses(ANNA, "English")

    assert said == [told("client.language_chosen", Language.EN)]
    assert client_bot.telegram.menu[0] == "My discounts"
    assert (await card(database)).language == "en"


async def test_a_keyboard_of_another_language_still_works(client_bot: Talk) -> None:
    said = await client_bot.writes(BORIS, "Мои скидки")

    assert said == [told("client.discounts_empty", Language.EN)]


async def test_messages_can_be_stopped_and_resumed(client_bot: Talk, database: Database) -> None:
    await client_bot.writes(ANNA, "/start")
    assert await client_bot.writes(ANNA, "/stop") == [told("client.messages_stopped")]
    assert (await card(database)).consent_at is None

    resumed = await client_bot.presses(ANNA, "Присылать сообщения")

    assert resumed == [told("client.messages_resumed")]
    assert (await card(database)).consent_at == NOON


async def test_start_after_stop_says_that_messages_are_off_and_leaves_them_so(
    client_bot: Talk, database: Database
) -> None:
    await client_bot.writes(ANNA, "/start")
    await client_bot.writes(ANNA, "/stop")

    said = await client_bot.writes(ANNA, "/start")

    assert said[-1] == told("client.messages_are_off")
    assert (await card(database)).consent_at is None
    assert await client_bot.presses(ANNA, "Присылать сообщения") == [
        told("client.messages_resumed")
    ]
    assert told("client.messages_are_off") not in await client_bot.writes(ANNA, "/start")


async def test_an_empty_wallet_asks_nobody_to_subscribe_who_has(
    client_bot: Talk, database: Database, shop: None
) -> None:
    client_bot.telegram.members.add(ANNA.id)
    await client_bot.writes(ANNA, "Мои скидки")
    assert client_bot.telegram.buttons[-1].text == "Я подписался"
    await client_bot.writes(ANNA, "Проверить подписку")
    asked_before = len(client_bot.telegram.buttons)

    assert await client_bot.writes(ANNA, "Мои скидки") == [told("client.discounts_empty")]

    assert len(client_bot.telegram.buttons) == asked_before


async def test_an_empty_wallet_without_a_channel_offers_none(client_bot: Talk) -> None:
    assert await client_bot.writes(ANNA, "Мои скидки") == [told("client.discounts_empty")]

    assert client_bot.telegram.buttons == []


async def test_a_birthday_in_english_has_its_month_in_letters(client_bot: Talk) -> None:
    await client_bot.writes(BORIS, "Set my birthday")

    [said] = await client_bot.writes(BORIS, "3 February 2002")

    assert said == told("client.birthday_confirm", Language.EN, birthday="3 Feb 2002")


async def test_blocking_the_bot_is_noted_and_forgotten(
    client_bot: Talk, database: Database
) -> None:
    await client_bot.writes(ANNA, "/start")

    assert await client_bot.send(bot_change(ANNA, "kicked")) == []
    assert (await card(database)).bot_blocked_at == NOON

    assert await client_bot.send(bot_change(ANNA, "member")) == []
    assert (await card(database)).bot_blocked_at is None


@pytest.mark.parametrize(
    "content",
    [
        {"photo": [{"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1}]},
        {"voice": {"file_id": "1", "file_unique_id": "1", "duration": 1}},
    ],
)
async def test_pictures_and_voices_get_a_kind_word(
    client_bot: Talk, content: dict[str, object]
) -> None:
    assert await client_bot.send(message(ANNA, **content)) == [told("client.not_text")]


async def test_an_unknown_button_is_answered(client_bot: Talk) -> None:
    assert await client_bot.sends_press(ANNA, "from:another:year") == []

    assert client_bot.telegram.toasts == ["Эта кнопка уже не действует."]


async def test_codes_are_listed_with_a_button_each(client_bot: Talk, database: Database) -> None:
    await client_bot.writes(ANNA, "/start")
    async with database.transaction() as session:
        template = await add_template(
            session, name="Пять <кофе>", usage_limit=5, min_bill_minor=50000
        )
        anna = await card(database)
        discount = await add_discount(session, template=template, client=anna, code="ДЯА4589")

    [said] = await client_bot.writes(ANNA, "Мои скидки")

    line = told(
        "client.discount_line",
        offer="Пять &lt;кофе&gt;: 10\u00a0%",
        code="ДЯА4589",
        expires_on="20 декабря 2026\u202fг.",
        conditions="При чеке от 500\u00a0₽",
        uses_left=5,
    )
    assert said == f"{told('client.discounts')}\n\n{line}"
    assert client_bot.telegram.buttons[-1].text == f"Скопировать {discount.code}"


async def test_a_client_disputes_their_own_redemption_once(
    client_bot: Talk, database: Database
) -> None:
    await client_bot.writes(ANNA, "/start")
    await client_bot.writes(BORIS, "/start")
    anna = await card(database)
    async with database.transaction() as session:
        template = await add_template(session)
        await add_discount(session, template=template, client=anna, code="ДЯА4589")
        redeemed = (await redeem(session, await add_till(session), "ДЯА4589")).redeemed
    assert redeemed is not None
    button = f"client:dispute:{redeemed.redemption_id}"

    assert await client_bot.sends_press(BORIS, button) == []
    assert client_bot.telegram.toasts[-1] == "This button is not yours."
    opened = told("client.dispute_opened", code="ДЯА4589")
    assert await client_bot.sends_press(ANNA, button) == [opened]
    assert await client_bot.sends_press(ANNA, button) == [opened]

    async with database.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(Dispute)) == 1


@pytest.mark.parametrize("forged", ["0", "-1", "x", "9" * 30, "99999"])
async def test_a_forged_dispute_changes_nothing(
    client_bot: Talk, database: Database, forged: str
) -> None:
    assert await client_bot.sends_press(ANNA, f"client:dispute:{forged}") == []

    async with database.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(Dispute)) == 0
