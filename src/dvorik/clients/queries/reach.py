"""What broadcasts ask of clients' cards: who can be reached, and how to address them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients.models import Client


def reach_of_everyone(
    *, is_test: bool
) -> Select[int, int | None, bool, datetime | None, datetime | None, str | None]:
    """(id, telegram_id, is_blacklisted, bot_blocked_at, consent_at, timezone) of everyone not
    deleted.

    Either of real people or of test people, never of both.
    """
    return select(
        Client.id,
        Client.telegram_id,
        Client.is_blacklisted,
        Client.bot_blocked_at,
        Client.consent_at,
        Client.timezone,
    ).where(Client.deleted_at.is_(None), Client.is_test.is_(is_test))


def may_be_reminded() -> Select[int]:
    """Whom the bot can tell of their own codes, and who has not said /stop. Test people too."""
    return select(Client.id).where(
        Client.deleted_at.is_(None),
        ~Client.is_blacklisted,
        Client.telegram_id.is_not(None),
        Client.bot_blocked_at.is_(None),
        Client.consent_at.is_not(None),
    )


def with_any_tag(tags: Sequence[str]) -> Select[int]:
    return select(Client.id).where(Client.tags.overlap(list(tags)))


class Address(NamedTuple):
    """Names as the card has them: not escaped, None where nobody knows."""

    first_name: str | None
    last_name: str | None


async def addresses_of(session: AsyncSession, ids: Iterable[int]) -> dict[int, Address]:
    rows = await session.execute(
        select(Client.id, Client.first_name, Client.last_name).where(Client.id.in_(set(ids)))
    )
    return {row.id: Address(row.first_name, row.last_name) for row in rows}
