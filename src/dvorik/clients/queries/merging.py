"""Two cards side by side, and what would come of them as one."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import rules
from dvorik.clients.errors import MergeOfTestAndReal, MergeWithItself
from dvorik.clients.models import Client
from dvorik.clients.queries.birthdays import is_born_on
from dvorik.clients.queries.consent import has_decided
from dvorik.clients.queries.people import get_client, missing
from dvorik.clients.schemas import CardSide, TwoCards
from dvorik.kernel.actor import Actor, Permission

ACCOUNT = (
    "telegram_id", "username", "display_name", "is_subscribed", "subscription_checked_at",
    "bot_blocked_at",
)  # fmt: skip
"""Columns that tell of a Telegram account, and go with it."""

MAX_DOUBLES = 10


async def show_both(
    session: AsyncSession, actor: Actor, *, kept_id: int, dissolved_id: int, today: date
) -> TwoCards:
    """Raises what merging them would raise."""
    kept = await get_client(session, kept_id)
    other = await get_client(session, dissolved_id)
    check_pair(kept, other)
    merged = rules.combined(await facts_of(session, kept), await facts_of(session, other))
    is_exchanged = needs_exchange(kept, other)
    result = {
        **_values(kept),
        **{name: getattr(merged, name) for name in rules.COLUMNS},
        **({name: getattr(other, name) for name in ACCOUNT} if is_exchanged else {}),
    }
    sides = (_values(kept), _values(other), result)
    shown = [_side(values, actor, today) for values in sides]
    return TwoCards(
        kept=shown[0], dissolved=shown[1], result=shown[2], is_account_exchanged=is_exchanged
    )


async def list_doubles(session: AsyncSession, client_id: int) -> list[Client]:
    """Who may be the same person: one first name, one birthday. Raises `ClientNotFound`."""
    client = await get_client(session, client_id)
    if client.birthday is None or not client.first_name:
        return []
    found = await session.scalars(
        select(Client)
        .where(
            is_born_on({(client.birthday.month, client.birthday.day)}),
            Client.birthday == client.birthday,
            func.lower(Client.first_name) == client.first_name.lower(),
            Client.deleted_at.is_(None),
            Client.is_test.is_(client.is_test),
            Client.id != client_id,
        )
        .order_by(Client.id)
        .limit(MAX_DOUBLES)
    )
    return list(found)


async def lock_both(
    session: AsyncSession, kept_id: int, dissolved_id: int
) -> tuple[Client, Client]:
    """Two living clients, locked in the order of their ids until the transaction ends.

    Raises `MergeWithItself`, `ClientNotFound`, `MergeOfTestAndReal`.
    """
    if kept_id == dissolved_id:
        raise MergeWithItself
    found = await lock_rows(session, [kept_id, dissolved_id])
    for id_ in (kept_id, dissolved_id):
        if id_ not in found or found[id_].deleted_at is not None:
            raise await missing(session, id_)
    kept, other = found[kept_id], found[dissolved_id]
    check_pair(kept, other)
    return kept, other


async def lock_rows(session: AsyncSession, ids: Sequence[int]) -> dict[int, Client]:
    """Deleted ones too. Nobody writes a row that points at them until the transaction ends."""
    rows = await session.scalars(
        select(Client)
        .where(Client.id.in_(ids))
        .order_by(Client.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {client.id: client for client in rows}


def check_pair(kept: Client, other: Client) -> None:
    if kept.id == other.id:
        raise MergeWithItself
    if kept.is_test is not other.is_test:
        raise MergeOfTestAndReal


def needs_exchange(kept: Client, other: Client) -> bool:
    """Whether the other card's Telegram account is the one where messages arrive."""
    if other.telegram_id is None:
        return False
    is_shut = kept.bot_blocked_at is not None and other.bot_blocked_at is None
    return kept.telegram_id is None or is_shut


async def facts_of(session: AsyncSession, client: Client) -> rules.CardFacts:
    values = {name: getattr(client, name) for name in rules.COLUMNS}
    decided = client.consent_at is not None or await has_decided(session, client.id)
    return rules.CardFacts(**{**values, "tags": tuple(client.tags), "has_decided": decided})


def _values(client: Client) -> dict[str, Any]:
    own = set(CardSide.model_fields) - {"is_phone_hidden", "age"}
    return {name: getattr(client, name) for name in own}


def _side(values: dict[str, Any], actor: Actor, today: date) -> CardSide:
    is_hidden = not actor.can(Permission.CLIENTS_PHONES)
    birthday = values["birthday"]
    return CardSide.model_validate(
        {
            **values,
            "full_name": rules.full_name(
                first_name=values["first_name"],
                last_name=values["last_name"],
                display_name=values["display_name"],
                username=values["username"],
            ),
            "phone": None if is_hidden else values["phone"],
            "is_phone_hidden": is_hidden,
            "email": None if is_hidden else values["email"],
            "tags": list(values["tags"]),
            "age": rules.age_on(birthday, today) if birthday else None,
        }
    )
