"""People in the client bot and their cards."""

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import actions, queries
from dvorik.clients.errors import BirthdayInFuture, ClientNotFound
from dvorik.clients.models import Client
from dvorik.clients.schemas import TelegramPerson
from dvorik.kernel.actor import SYSTEM, Actor, ActorKind
from dvorik.kernel.db import Database
from dvorik.kernel.errors import Forbidden
from dvorik.kernel.events import EventRow
from dvorik.kernel.i18n import Language
from tests.conftest import NOON, OLGA, TIM

TODAY = date(2026, 11, 20)
LATER = NOON + timedelta(hours=1)

ANNA = TelegramPerson(
    telegram_id=7_000_000_001,
    first_name="Анна",
    last_name="Котова",
    username="anna_k",
    language=Language.UK,
)


async def joined(session: AsyncSession, person: TelegramPerson = ANNA) -> Client:
    client, _ = await actions.register_bot_user(
        session, SYSTEM, person=person, source="insta", campaign_id=None, is_test=False, now=NOON
    )
    return client


async def recorded(session: AsyncSession) -> list[tuple[str, dict[str, object]]]:
    await session.flush()
    rows = await session.scalars(select(EventRow).order_by(EventRow.id))
    return [(row.type, row.payload) for row in rows]


def as_client(client: Client) -> Actor:
    return Actor(kind=ActorKind.CLIENT, id=client.id)


async def test_the_first_start_makes_a_card(session: AsyncSession) -> None:
    client, is_new = await actions.register_bot_user(
        session, SYSTEM, person=ANNA, source="insta", campaign_id=None, is_test=True, now=NOON
    )

    assert is_new
    assert (client.telegram_id, client.username, client.display_name) == (
        7_000_000_001,
        "anna_k",
        "Анна Котова",
    )
    assert (client.first_name, client.last_name, client.language) == ("Анна", "Котова", "uk")
    assert (client.source, client.campaign_id, client.is_test) == ("insta", None, True)
    assert (client.created_at, client.last_active_at, client.consent_at) == (NOON, NOON, None)
    assert (client.is_subscribed, client.bot_blocked_at, client.version) == (False, None, 1)
    assert await recorded(session) == [
        ("clients.joined", {"client_id": client.id, "campaign_id": None})
    ]


async def test_the_second_start_keeps_the_card_and_follows_telegrams_name(
    session: AsyncSession,
) -> None:
    first = await joined(session)
    renamed = TelegramPerson(
        telegram_id=ANNA.telegram_id, first_name="Аня", username=None, language=Language.EN
    )

    client, is_new = await actions.register_bot_user(
        session, SYSTEM, person=renamed, source="other", campaign_id=None, is_test=True, now=LATER
    )

    assert (client.id, is_new) == (first.id, False)
    assert (client.display_name, client.username) == ("Аня", None)
    assert (client.first_name, client.last_name, client.language) == ("Анна", "Котова", "uk")
    assert (client.source, client.is_test, client.created_at) == ("insta", False, NOON)
    assert (client.last_active_at, client.version) == (LATER, 1)
    assert len(await recorded(session)) == 1


async def test_many_starts_at_once_make_one_card(real_database: Database) -> None:
    async def press_start() -> tuple[int, bool]:
        async with real_database.transaction() as session:
            client, is_new = await actions.register_bot_user(
                session,
                SYSTEM,
                person=ANNA,
                source=None,
                campaign_id=None,
                is_test=False,
                now=NOON,
            )
            return client.id, is_new

    outcomes = await asyncio.gather(*(press_start() for _ in range(15)))

    assert len({client_id for client_id, _ in outcomes}) == 1
    assert sum(is_new for _, is_new in outcomes) == 1
    async with real_database.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(Client)) == 1
        assert len(await recorded(session)) == 1


async def test_a_name_of_invisible_characters_is_no_name(session: AsyncSession) -> None:
    ghost = TelegramPerson(
        telegram_id=5, first_name="\u200b\u2063", username="ghost", language=Language.RU
    )

    client = await joined(session, ghost)

    assert (client.first_name, client.display_name) == (None, None)
    assert await queries.names_of(session, [client.id]) == {client.id: "@ghost"}


async def test_a_link_anybody_may_write_is_cut_to_what_a_source_is(session: AsyncSession) -> None:
    client, _ = await actions.register_bot_user(
        session,
        SYSTEM,
        person=ANNA,
        source="\x00" + "ы" * 4000,
        campaign_id=None,
        is_test=False,
        now=NOON,
    )

    assert client.source == "ы" * 64


async def test_a_deleted_card_comes_back_without_its_phone(session: AsyncSession) -> None:
    client = await joined(session)
    client.deleted_at = NOON
    client.phone = "+79141234567"
    client.notes = "любит лакрицу"
    await session.flush()
    assert await queries.find_by_telegram(session, ANNA.telegram_id) is None

    back, is_new = await actions.register_bot_user(
        session, SYSTEM, person=ANNA, source=None, campaign_id=None, is_test=False, now=LATER
    )

    assert (back.id, is_new) == (client.id, False)
    assert (back.deleted_at, back.phone, back.notes) == (None, None, "любит лакрицу")
    assert (back.last_active_at, back.consent_at) == (LATER, None)
    assert (await recorded(session))[1:] == [("clients.returned", {"client_id": client.id})]


async def test_a_message_from_somebody_without_a_card_is_noted_nowhere(
    session: AsyncSession,
) -> None:
    assert await actions.note_contact(session, person=ANNA, now=NOON) is None
    assert await session.scalar(select(func.count()).select_from(Client)) == 0


async def test_who_writes_has_not_blocked_the_bot(session: AsyncSession) -> None:
    client = await joined(session)
    blocked = await actions.mark_bot_blocked(
        session, telegram_id=ANNA.telegram_id, is_blocked=True, now=NOON
    )
    await session.refresh(client)
    assert (blocked, client.bot_blocked_at) == (True, NOON)

    noted = await actions.note_contact(session, person=ANNA, now=LATER)

    assert noted is client
    assert (client.bot_blocked_at, client.last_active_at, client.version) == (None, LATER, 1)


async def test_blocking_is_news_once(session: AsyncSession) -> None:
    client = await joined(session)

    async def mark(is_blocked: bool) -> bool:
        return await actions.mark_bot_blocked(
            session, telegram_id=ANNA.telegram_id, is_blocked=is_blocked, now=NOON
        )

    assert [await mark(False), await mark(True), await mark(True), await mark(False)] == [
        False,
        True,
        False,
        True,
    ]
    assert (await recorded(session))[1:] == [
        ("clients.blocked_bot", {"client_id": client.id}),
        ("clients.unblocked_bot", {"client_id": client.id}),
    ]


async def test_a_subscription_is_news_once(session: AsyncSession) -> None:
    client = await joined(session)

    async def say(is_subscribed: bool) -> bool:
        return await actions.record_subscription(
            session, SYSTEM, client_id=client.id, is_subscribed=is_subscribed, now=LATER
        )

    assert [await say(False), await say(True), await say(True), await say(False)] == [
        False,
        True,
        False,
        True,
    ]
    assert (client.is_subscribed, client.subscription_checked_at) == (False, LATER)
    assert (client.version, client.updated_at) == (1, NOON)
    assert (await recorded(session))[1:] == [
        ("clients.subscribed", {"client_id": client.id}),
        ("clients.unsubscribed", {"client_id": client.id}),
    ]


async def test_a_subscription_seen_by_many_at_once_is_news_once(real_database: Database) -> None:
    async with real_database.transaction() as session:
        client = await joined(session)

    async def say() -> bool:
        async with real_database.transaction() as session:
            return await actions.record_subscription(
                session, SYSTEM, client_id=client.id, is_subscribed=True, now=LATER
            )

    assert sum(await asyncio.gather(*(say() for _ in range(15)))) == 1
    async with real_database.transaction() as session:
        assert [type_ for type_, _ in await recorded(session)] == [
            "clients.joined",
            "clients.subscribed",
        ]


async def test_clients_tell_their_own_birthday_and_language(session: AsyncSession) -> None:
    client = await joined(session)
    actor = as_client(client)

    await actions.set_birthday(
        session, actor, client_id=client.id, birthday=date(2002, 2, 3), today=TODAY, now=LATER
    )
    await actions.set_language(session, actor, client_id=client.id, language=Language.EN, now=LATER)
    await actions.set_language(session, actor, client_id=client.id, language=Language.EN, now=LATER)

    assert (client.birthday, client.language) == (date(2002, 2, 3), "en")
    assert (client.version, client.updated_at) == (3, LATER)
    assert (await recorded(session))[1:] == [
        ("clients.changed", {"client_id": client.id, "fields": ["birthday"]}),
        ("clients.changed", {"client_id": client.id, "fields": ["language"]}),
    ]


async def test_an_impossible_birthday_changes_nothing(session: AsyncSession) -> None:
    client = await joined(session)

    with pytest.raises(BirthdayInFuture):
        await actions.set_birthday(
            session, OLGA, client_id=client.id, birthday=date(2027, 1, 1), today=TODAY, now=LATER
        )

    assert (client.birthday, client.version) == (None, 1)
    assert len(await recorded(session)) == 1


async def test_nobody_changes_another_persons_card_without_the_right(
    session: AsyncSession,
) -> None:
    client = await joined(session)
    stranger = Actor(kind=ActorKind.CLIENT, id=client.id + 1)
    cashier = Actor(kind=ActorKind.CASHIER, id=client.id)

    for actor in (stranger, cashier, TIM):
        with pytest.raises(Forbidden):
            await actions.set_language(
                session, actor, client_id=client.id, language=Language.EN, now=LATER
            )
        with pytest.raises(Forbidden):
            await actions.record_subscription(
                session, actor, client_id=client.id, is_subscribed=True, now=LATER
            )

    assert (client.language, client.is_subscribed, client.version) == ("uk", False, 1)


async def test_a_missing_or_deleted_client_is_not_found(session: AsyncSession) -> None:
    client = await joined(session)
    client.deleted_at = NOON
    await session.flush()

    for client_id in (client.id, client.id + 1):
        with pytest.raises(ClientNotFound):
            await queries.get_client(session, client_id)
        with pytest.raises(ClientNotFound):
            await queries.lock_client(session, client_id)
    assert await queries.names_of(session, [client.id, client.id + 1]) == {client.id: "Анна Котова"}


async def test_a_lock_shows_the_card_as_it_is_now(real_database: Database) -> None:
    async with real_database.transaction() as session:
        client = await joined(session)
    async with real_database.transaction() as session:
        seen = await queries.get_client(session, client.id)
        async with real_database.transaction() as other:
            await other.execute(text("UPDATE client SET notes = 'new', version = 2"))

        locked = await queries.lock_client(session, client.id)

        assert locked is seen
        assert (locked.notes, locked.version) == ("new", 2)


async def test_birthdays_of_a_day_come_in_pages_by_id(session: AsyncSession) -> None:
    born = [date(1990, 2, 28), date(2004, 2, 29), date(1980, 3, 1), None, date(2001, 2, 28)]
    clients = [
        await joined(session, TelegramPerson(telegram_id=n, first_name="Н", language=Language.RU))
        for n in range(1, 8)
    ]
    for client, birthday in zip(clients, [*born, born[0], born[0]], strict=True):
        client.birthday = birthday
    clients[5].deleted_at = NOON
    clients[6].is_blacklisted = True
    await session.flush()
    days = {(2, 28), (2, 29)}

    first = await queries.list_birthday(session, month_days=days, after_id=0, limit=2)
    rest = await queries.list_birthday(session, month_days=days, after_id=first[-1].id, limit=2)

    assert [client.id for client in first] == [clients[0].id, clients[1].id]
    assert [client.id for client in rest] == [clients[4].id]
    assert await queries.list_birthday(session, month_days=set(), after_id=0, limit=2) == []
