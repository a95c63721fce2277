"""The bot's audience as a list: people with a Telegram identity.

Measured at a million clients by `bench/users_list.py`.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from dvorik.clients import rules
from dvorik.clients.models import Client
from dvorik.clients.schemas import UserDetails, UserQuery, UserRow
from dvorik.clients.types import UserSort
from dvorik.kernel import clock
from dvorik.kernel.actor import Actor, Permission
from dvorik.kernel.paging import Page, count
from dvorik.settings.schemas import ShopSettings

Condition = ColumnElement[bool]
Shown = TypeVar("Shown", bound=UserRow)

_ORDERS = {
    UserSort.NEWEST: (Client.created_at.desc(), Client.id.desc()),
    UserSort.OLDEST: (Client.created_at, Client.id),
    UserSort.NAME: (Client.search_text, Client.id),
    UserSort.NAME_REVERSED: (Client.search_text.desc(), Client.id.desc()),
    UserSort.ACTIVE_LAST: (Client.last_active_at.desc().nulls_last(), Client.id.desc()),
    UserSort.ACTIVE_FIRST: (Client.last_active_at, Client.id),
}


async def list_users(
    session: AsyncSession, actor: Actor, *, query: UserQuery, shop: ShopSettings, now: datetime
) -> Page[UserRow]:
    """A page of people and how many there are in all, exactly."""
    today = clock.local_date(now, shop.zone)
    wanted = and_(*_conditions(actor, query, shop, today))
    # A plan made for any parameters cannot tell a rare tag from a common one.
    await session.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))
    found = (await session.scalars(_page(query, wanted))).all()
    return Page(
        items=[show_row(client, actor, today) for client in found],
        total=await _total(session, query, wanted, len(found)),
        page=query.page,
        limit=query.limit,
    )


def audience(*, is_test: bool = False) -> tuple[Condition, ...]:
    """Who belongs to the audience: spelled as the partial indexes are, or they go unused."""
    return (
        Client.telegram_id.is_not(None),
        Client.deleted_at.is_(None),
        Client.is_test.is_(True) if is_test else ~Client.is_test,
    )


def show_row(client: Client, actor: Actor, today: date) -> UserRow:
    """What `actor` may see of a bot user in a list."""
    return _hide(UserRow.model_validate(client), actor, today)


def show_details(client: Client, actor: Actor, today: date) -> UserDetails:
    """What `actor` may see on the card of a bot user."""
    return _hide(UserDetails.model_validate(client), actor, today)


def _hide(row: Shown, actor: Actor, today: date) -> Shown:
    is_hidden = not actor.can(Permission.CLIENTS_PHONES)
    return row.model_copy(
        update={
            "phone": None if is_hidden else row.phone,
            "is_phone_hidden": is_hidden,
            "age": rules.age_on(row.birthday, today) if row.birthday else None,
        }
    )


def _page(query: UserQuery, wanted: Condition) -> Select[Client]:
    order = _ORDERS[query.sort]
    return select(Client).where(wanted).order_by(*order).limit(query.limit).offset(query.offset)


async def _total(session: AsyncSession, query: UserQuery, wanted: Condition, found: int) -> int:
    """The exact total. A last page tells it by itself; a filter that finds few is not run twice."""
    if found < query.limit and (found or query.page == 1):
        return query.offset + found
    return await count(session, select(Client.id).where(wanted))


def _conditions(
    actor: Actor, query: UserQuery, shop: ShopSettings, today: date
) -> Iterator[Condition]:
    yield from audience(is_test=query.is_test)
    if query.search is not None:
        yield _matches(query.search, may_see_phones=actor.can(Permission.CLIENTS_PHONES))
    yield from _states(query)
    yield from _ages(query, today)
    if query.tags:
        yield Client.tags.contains(query.tags)
    if query.created_from is not None:
        yield Client.created_at >= clock.start_of_day(query.created_from, shop.zone)
    if query.created_until is not None:
        yield Client.created_at < clock.end_of_day(query.created_until, shop.zone)


def _states(query: UserQuery) -> Iterator[Condition]:
    """Filters that are one column each."""
    filled = ((Client.bot_blocked_at, query.is_blocked), (Client.birthday, query.has_birthday))
    for column, is_filled in filled:
        if is_filled is not None:
            yield column.is_not(None) if is_filled else column.is_(None)
    values: tuple[tuple[InstrumentedAttribute[Any], object], ...] = (
        (Client.is_subscribed, query.is_subscribed),
        (Client.is_blacklisted, query.is_blacklisted),
        (Client.gender, query.gender),
        (Client.language, query.language),
        (Client.source, query.source),
        (Client.campaign_id, query.campaign_id),
    )
    yield from (column == value for column, value in values if value is not None)


def _ages(query: UserQuery, today: date) -> Iterator[Condition]:
    if query.age_from is not None:
        yield Client.birthday <= rules.latest_birthday_of_age(query.age_from, today)
    if query.age_to is not None:
        yield Client.birthday > rules.latest_birthday_of_age(query.age_to + 1, today)


def _matches(search: str, *, may_see_phones: bool) -> Condition:
    terms = rules.read_search(search)
    readings: list[Condition] = []
    if terms.words:
        readings.append(and_(*(Client.search_text.like(word) for word in terms.words)))
    if terms.telegram_id is not None:
        readings.append(Client.telegram_id == terms.telegram_id)
    # Without the right, a search by digits would tell a phone number piece by piece.
    if terms.phone is not None and may_see_phones:
        readings.append(Client.phone.like(terms.phone))
    return or_(*readings) if readings else Client.telegram_id.is_not(None)
