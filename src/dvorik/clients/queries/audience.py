"""The bot's audience as a list: people with a Telegram identity.

A million of them must still answer at once (`bench/users_list.py`). First up to `MAX_COUNTED`
matches are collected in no order: when that was all, they are sorted and counted in the same
pass. When there are more, matches are frequent, so the first of them are soon met by walking the
index of the order. Asked for the first rows at once, PostgreSQL walks that index for rare matches
too, which took two seconds.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.expression import SQLColumnExpression

from dvorik.clients import rules
from dvorik.clients.models import Client
from dvorik.clients.schemas import UserDetails, UserFilter, UserPage, UserQuery, UserRow
from dvorik.clients.types import UserSort
from dvorik.kernel import clock
from dvorik.kernel.actor import Actor, Permission
from dvorik.kernel.paging import count
from dvorik.settings.schemas import ShopSettings

Condition = ColumnElement[bool]
Shown = TypeVar("Shown", bound=UserRow)

MAX_COUNTED = 5_000
"""Totals above it are told exactly only where the whole table is quickly counted."""

SMALL_TABLE = 200_000
"""Clients: counting any of them by any filter takes at most some 30 ms."""

_SORT_KEYS = {
    UserSort.NEWEST: Client.created_at,
    UserSort.OLDEST: Client.created_at,
    UserSort.NAME: Client.search_text,
    UserSort.NAME_REVERSED: Client.search_text,
    UserSort.ACTIVE_LAST: Client.last_active_at,
    UserSort.ACTIVE_FIRST: Client.last_active_at,
}


async def list_users(
    session: AsyncSession, actor: Actor, *, query: UserQuery, shop: ShopSettings, now: datetime
) -> UserPage:
    """A page of people, and how many there are in all."""
    today = clock.local_date(now, shop.zone)
    wanted = and_(*_conditions(actor, query, shop, today))
    if query.ids:
        wanted = and_(wanted, Client.id.in_(query.ids))
    # A plan made for any parameters cannot tell a rare tag from a common one.
    await session.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))
    ids, total = await _collect(session, query, wanted)
    is_exact = total <= MAX_COUNTED
    if not is_exact:
        ids = await _walk(session, query, wanted)
        is_exact = await _is_small(session)
        total = await count(session, select(Client.id).where(wanted)) if is_exact else MAX_COUNTED
    return UserPage(
        items=[show_row(client, actor, today) for client in await _load(session, ids)],
        total=total,
        is_total_exact=is_exact,
        page=query.page,
        limit=query.limit,
    )


def select_users(
    actor: Actor, wanted: UserFilter, *, shop: ShopSettings, now: datetime
) -> Select[int]:
    """Ids of all whom the list would show with these filters."""
    today = clock.local_date(now, shop.zone)
    return select(Client.id).where(*_conditions(actor, wanted, shop, today))


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


async def _collect(
    session: AsyncSession, query: UserQuery, wanted: Condition
) -> tuple[list[int], int]:
    """The ids of the page and the total, true if the total is at most `MAX_COUNTED`."""
    found = (
        select(Client.id, _SORT_KEYS[query.sort].label("sort_key"))
        .where(wanted)
        .limit(MAX_COUNTED + 1)
        # Read twice below, so PostgreSQL computes it once and by itself.
        .cte("found")
    )
    page = (
        select(found.c.id)
        .order_by(*_order(query.sort, found.c.sort_key, found.c.id))
        .limit(query.limit)
        .offset(query.offset)
    )
    total = select(func.count()).select_from(found)
    row = await session.execute(select(func.array(page.scalar_subquery()), total.scalar_subquery()))
    ids, found_count = row.one()
    return ids, found_count


async def _walk(session: AsyncSession, query: UserQuery, wanted: Condition) -> list[int]:
    """The ids of the page, by the index of the order where there is one."""
    order = _order(query.sort, _SORT_KEYS[query.sort], Client.id)
    found = await session.scalars(
        select(Client.id).where(wanted).order_by(*order).limit(query.limit).offset(query.offset)
    )
    return list(found)


async def _is_small(session: AsyncSession) -> bool:
    """By the server's own estimate, which is -1 for a table it has not looked at yet."""
    estimate = await session.scalar(
        text("SELECT reltuples FROM pg_class WHERE oid = 'client'::regclass")
    )
    return estimate is not None and estimate < SMALL_TABLE


async def _load(session: AsyncSession, ids: list[int]) -> list[Client]:
    found = await session.scalars(select(Client).where(Client.id.in_(ids)))
    by_id = {client.id: client for client in found}
    return [by_id[id_] for id_ in ids if id_ in by_id]


def _order(
    sort: UserSort, key: SQLColumnExpression[Any], id_: SQLColumnExpression[int]
) -> tuple[ColumnElement[Any], ...]:
    if not sort.value.startswith("-"):
        return key.asc(), id_.asc()
    # "Nulls last" where there are none would leave the index of the order unused.
    is_nullable = sort is UserSort.ACTIVE_LAST
    return key.desc().nulls_last() if is_nullable else key.desc(), id_.desc()


def _conditions(
    actor: Actor, query: UserFilter, shop: ShopSettings, today: date
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


def _states(query: UserFilter) -> Iterator[Condition]:
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


def _ages(query: UserFilter, today: date) -> Iterator[Condition]:
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
