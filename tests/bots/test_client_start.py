"""Joining by the client bot."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from dvorik.bots import client
from dvorik.clients.models import Client
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.kernel.i18n import Language
from dvorik.kernel.inbox import BotName
from dvorik.loyalty.models import CampaignClick, Discount
from tests.bots.driver import ANNA, BORIS, Moment, Person, Talk, open_talk, told
from tests.conftest import NOON
from tests.loyalty.world import add_campaign, add_template


async def clients(database: Database) -> list[Client]:
    async with database.transaction() as session:
        return list(await session.scalars(select(Client).order_by(Client.id)))


async def test_start_makes_a_card_and_shows_the_menu(
    client_bot: Talk, database: Database, shop: None
) -> None:
    said = await client_bot.writes(ANNA, "/start")

    names = {"first_name": "Анна", "business_name": "Дворик"}
    assert said == [
        f"{told('client.welcome', **names)}\n\n{told('client.consent')}",
        told("client.subscribe_news", channel="https://t.me/shop_news", **names),
    ]
    assert client_bot.telegram.menu == [
        "Мои скидки",
        "Проверить подписку",
        "Указать день рождения",
        "Профиль",
    ]
    assert [button.url for button in client_bot.telegram.buttons] == [
        "https://t.me/shop_news",
        None,
    ]
    [card] = await clients(database)
    assert (card.telegram_id, card.first_name, card.language) == (ANNA.id, "Анна", "ru")
    assert (card.source, card.campaign_id, card.is_test) == ("telegram", None, False)
    assert card.consent_at == NOON


async def test_a_campaign_link_brings_its_source_and_its_gift_once(
    client_bot: Talk, database: Database
) -> None:
    async with database.transaction() as session:
        template = await add_template(session, name="Весна", event="campaign")
        campaign = await add_campaign(session, slug="spring", template_id=template.id)

    said = await client_bot.writes(ANNA, "/start ref_spring")
    again = await client_bot.writes(ANNA, "/start ref_spring")

    [card] = await clients(database)
    assert (card.source, card.campaign_id) == ("spring", campaign.id)
    assert said[1].startswith("Ваша скидка готова 🎁\n\n<b>Весна: 10\u00a0%</b>")
    assert again[0] == told("client.welcome_back", first_name="Анна", business_name="Dvorik")
    assert again[1].startswith("Эта скидка у вас уже есть.\n\n<b>Весна: 10\u00a0%</b>")
    assert len(again) == 2


async def test_a_gift_by_a_link_and_one_for_subscribing_do_not_contradict_each_other(
    client_bot: Talk, database: Database, shop: None
) -> None:
    async with database.transaction() as session:
        await add_template(session)
        spring = await add_template(session, name="Весна", event="campaign")
        await add_campaign(session, slug="spring", template_id=spring.id)

    said = await client_bot.writes(ANNA, "/start ref_spring")
    [_, plain] = await client_bot.writes(BORIS, "/start")

    link = "https://t.me/shop_news"
    assert said[2] == told("client.subscribe_more", channel=link)
    assert plain == told("client.subscribe", Language.EN, channel=link)


@pytest.mark.parametrize(
    ("campaign", "answer"),
    [
        ({}, "client.campaign_for_newcomers"),
        ({"ends_at": NOON}, "client.campaign_not_running"),
        ({"is_active": False}, "client.campaign_not_running"),
    ],
)
async def test_who_is_known_hears_why_a_link_brings_nothing(
    client_bot: Talk, database: Database, campaign: dict[str, object], answer: str
) -> None:
    async with database.transaction() as session:
        spring = await add_template(session, name="Весна", event="campaign")
        await add_campaign(session, slug="spring", template_id=spring.id, **campaign)
    await client_bot.writes(ANNA, "/start")

    [_, said] = await client_bot.writes(ANNA, "/start ref_spring")

    assert said == told(answer)
    [card] = await clients(database)
    assert (card.source, card.campaign_id) == ("telegram", None)


async def test_a_newcomer_by_an_ended_campaign_is_told_so(
    client_bot: Talk, database: Database
) -> None:
    async with database.transaction() as session:
        spring = await add_template(session, name="Весна", event="campaign")
        await add_campaign(session, slug="spring", template_id=spring.id, ends_at=NOON)

    [_, said] = await client_bot.writes(ANNA, "/start ref_spring")

    assert said == told("client.campaign_not_running")


async def test_a_campaign_outlives_its_deleted_discount(
    client_bot: Talk, database: Database
) -> None:
    async with database.transaction() as session:
        spring = await add_template(session, event="campaign", deleted_at=NOON)
        await add_campaign(session, slug="spring", template_id=spring.id)

    [_, said] = await client_bot.writes(ANNA, "/start ref_spring")

    assert said == told("client.campaign_not_running")


async def test_a_spent_gift_is_not_promised_again(client_bot: Talk, database: Database) -> None:
    async with database.transaction() as session:
        spring = await add_template(session, name="Весна", event="campaign")
        await add_campaign(session, slug="spring", template_id=spring.id)
    await client_bot.writes(ANNA, "/start ref_spring")
    async with database.transaction() as session:
        await session.execute(update(Discount).values(used_count=1))

    [_, said] = await client_bot.writes(ANNA, "/start ref_spring")

    assert said == told("client.campaign_taken")


async def test_a_link_that_promised_nothing_gets_no_word(
    client_bot: Talk, database: Database
) -> None:
    async with database.transaction() as session:
        await add_campaign(session, slug="flyer", template_id=None)

    assert len(await client_bot.writes(ANNA, "/start ref_flyer")) == 1
    assert len(await client_bot.writes(ANNA, "/start ref_nobodys")) == 1


async def clicks(database: Database) -> list[tuple[int, int, datetime, bool]]:
    async with database.transaction() as session:
        rows = await session.scalars(select(CampaignClick).order_by(CampaignClick.id))
        return [(row.campaign_id, row.client_id, row.clicked_at, row.is_test) for row in rows]


async def test_every_press_of_a_link_is_a_click_and_the_first_campaign_keeps_the_client(
    client_bot: Talk, database: Database
) -> None:
    async with database.transaction() as session:
        spring = await add_campaign(session, slug="Spring")
        summer = await add_campaign(session, slug="summer")

    await client_bot.writes(ANNA, "/start ref_spring")
    await client_bot.writes(ANNA, "/start ref_SUMMER")
    await client_bot.writes(ANNA, "/start ref_summer")
    await client_bot.writes(ANNA, "/start")
    await client_bot.writes(BORIS, "/start ref_nowhere")

    anna, boris = await clients(database)
    assert (anna.source, anna.campaign_id) == ("Spring", spring.id)
    assert (boris.source, boris.campaign_id) == ("nowhere", None)
    assert await clicks(database) == [
        (spring.id, anna.id, NOON, False),
        (summer.id, anna.id, NOON, False),
        (summer.id, anna.id, NOON, False),
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"starts_at": NOON + timedelta(days=2)},
        {"is_active": False, "archived_at": NOON},
        {"codes_limit": 3, "issued_count": 3},
        {"budget_count": 3, "used_count": 3},
        {"budget_minor": 300, "used_minor": 300},
    ],
)
async def test_a_campaign_that_has_nothing_to_give_says_so_and_counts_the_press(
    client_bot: Talk, database: Database, fields: dict[str, Any]
) -> None:
    async with database.transaction() as session:
        template = await add_template(session, event="campaign")
        campaign = await add_campaign(session, slug="x", template_id=template.id, **fields)

    [_, to_anna] = await client_bot.writes(ANNA, "/start ref_x")
    await client_bot.writes(BORIS, "/start")
    [_, to_boris] = await client_bot.writes(BORIS, "/start ref_x")

    assert to_anna == told("client.campaign_not_running")
    assert to_boris == told("client.campaign_not_running", Language.EN)
    assert [card.campaign_id for card in await clients(database)] == [campaign.id, None]
    assert len(await clicks(database)) == 2
    async with database.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(Discount)) == 0


async def test_who_holds_a_code_sees_it_again_when_the_others_are_gone(
    client_bot: Talk, database: Database
) -> None:
    async with database.transaction() as session:
        spring = await add_template(session, name="Весна", event="campaign")
        await add_campaign(session, slug="spring", template_id=spring.id, codes_limit=1)

    [_, first] = await client_bot.writes(ANNA, "/start ref_spring")
    [_, again] = await client_bot.writes(ANNA, "/start ref_spring")
    [_, late] = await client_bot.writes(BORIS, "/start ref_spring")

    assert "Весна" in first
    assert again.startswith("Эта скидка у вас уже есть.")
    assert late == told("client.campaign_not_running", Language.EN)


async def test_an_unknown_campaign_is_still_a_source(client_bot: Talk, database: Database) -> None:
    await client_bot.writes(ANNA, "/start ref_flyer-7")

    [card] = await clients(database)
    assert (card.source, card.campaign_id) == ("flyer-7", None)


async def test_any_first_word_makes_a_card(client_bot: Talk, database: Database) -> None:
    said = await client_bot.writes(BORIS, "hello")

    [card] = await clients(database)
    assert (card.telegram_id, card.language) == (BORIS.id, "en")
    assert len(said) == 1
    assert client_bot.telegram.menu[0] == "My discounts"


async def test_the_shops_language_speaks_to_people_whose_own_we_lack(
    client_bot: Talk, database: Database
) -> None:
    await client_bot.writes(Person(6001, "Jean", "fr"), "/start")
    await client_bot.writes(Person(6002, "Дмитро", "uk"), "/start")

    assert [card.language for card in await clients(database)] == ["ru", "uk"]
    assert client_bot.telegram.menu[0] == "Мої знижки"


async def test_names_are_escaped_whatever_they_hold(client_bot: Talk, database: Database) -> None:
    names = ["<b>Лев</b> & Co", "Ольга\u202e\u0645\u0631\u064a\u0645", "🧁👩‍👩‍👧", "مريم", "a" * 64]
    for number, name in enumerate(names):
        said = await client_bot.writes(Person(6100 + number, name), "/start")
        assert "<b>Лев</b>" not in said[0]

    assert "&lt;b&gt;Лев&lt;/b&gt; &amp; Co" in client_bot.telegram.texts[0]
    assert [card.first_name for card in await clients(database)] == [
        "<b>Лев</b> & Co",
        "Ольга\u0645\u0631\u064a\u0645",
        "🧁👩‍👩‍👧",
        "مريم",
        "a" * 64,
    ]


async def test_a_link_for_staff_is_sent_to_the_other_bot(client_bot: Talk) -> None:
    said = await client_bot.writes(ANNA, "/start login_abc")

    assert said == ["Эта ссылка для сотрудников. Откройте её в боте для кассы."]


async def test_a_blacklisted_person_gets_no_further(client_bot: Talk, database: Database) -> None:
    await client_bot.writes(ANNA, "/start")
    async with database.transaction() as session:
        card = (await session.scalars(select(Client))).one()
        card.is_blacklisted = True

    said = await client_bot.writes(ANNA, "Мои скидки")

    assert said == ["Бот сейчас вам недоступен. Если это ошибка, обратитесь к нам."]


async def test_people_of_a_test_bot_are_test_data(
    config: Config, database: Database, cache: Cache, moment: Moment
) -> None:
    talk = open_talk(
        BotName.CLIENT,
        client.build_dispatcher,
        config=config.model_copy(update={"telegram_test_bot": True}),
        database=database,
        cache=cache,
        now=moment,
    )

    await talk.writes(ANNA, "/start")

    assert [card.is_test for card in await clients(database)] == [True]
