"""What broadcasts ask of clients' cards: who can be reached, and how to address them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, and_, not_, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients.models import Client
from dvorik.clients.types import Topic
from dvorik.kernel.db import any_of
from dvorik.kernel.i18n import Language, pick_language

_WANTED = {
    Topic.OFFERS: Client.wants_offers,
    Topic.BIRTHDAYS: Client.wants_birthdays,
    Topic.REMINDERS: Client.wants_reminders,
}


def reach_of_everyone(
    topic: Topic, *, is_test: bool
) -> Select[int, int | None, bool, datetime | None, datetime | None, str | None, bool, bool]:
    """(id, telegram_id, is_blacklisted, bot_blocked_at, consent_at, timezone, wants_topic,
    is_weekly) of everyone not deleted.

    Either of real people or of test people, never of both. Without `consent_at` nothing is wanted.
    """
    return select(
        Client.id,
        Client.telegram_id,
        Client.is_blacklisted,
        Client.bot_blocked_at,
        Client.consent_at,
        Client.timezone,
        _WANTED[topic].label("wants_topic"),
        Client.is_weekly,
    ).where(Client.deleted_at.is_(None), Client.is_test.is_(is_test))


def may_be_reminded() -> Select[int]:
    """Whom the bot can tell of their own codes, and who wants to hear. Test people too."""
    return select(Client.id).where(
        Client.deleted_at.is_(None),
        ~Client.is_blacklisted,
        Client.telegram_id.is_not(None),
        Client.bot_blocked_at.is_(None),
        Client.consent_at.is_not(None),
        Client.wants_reminders,
    )


class Refusal(NamedTuple):
    """Why somebody is not written to. `consent_at` is None for who wants nothing at all."""

    is_blacklisted: bool
    consent_at: datetime | None


async def refusals(session: AsyncSession, topic: Topic, ids: Iterable[int]) -> dict[int, Refusal]:
    """Those of `ids` who may not hear of `topic` now: they do not want to, or the shop does not."""
    is_wanted = and_(Client.consent_at.is_not(None), _WANTED[topic])
    may_hear = and_(is_wanted, ~Client.is_blacklisted, Client.deleted_at.is_(None))
    rows = await session.execute(
        select(Client.id, Client.is_blacklisted, Client.consent_at).where(
            Client.id == any_of(ids), not_(may_hear)
        )
    )
    return {row.id: Refusal(row.is_blacklisted, row.consent_at) for row in rows}


def with_any_tag(tags: Sequence[str]) -> Select[int]:
    return select(Client.id).where(Client.tags.overlap(list(tags)))


class Address(NamedTuple):
    """Names as the card has them: not escaped, None where nobody knows."""

    first_name: str | None
    last_name: str | None
    language: Language


async def addresses_of(session: AsyncSession, ids: Iterable[int]) -> dict[int, Address]:
    rows = await session.execute(
        select(Client.id, Client.first_name, Client.last_name, Client.language).where(
            Client.id == any_of(ids)
        )
    )
    return {
        row.id: Address(row.first_name, row.last_name, pick_language(row.language)) for row in rows
    }
