"""Rows of an exported table: people's cards in the words of whoever asked for them."""

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.bulk.models import BulkChunk
from dvorik.bulk.texts import word
from dvorik.bulk.types import ExportColumn
from dvorik.clients import queries as clients
from dvorik.clients import rules
from dvorik.clients.queries import Card
from dvorik.kernel.i18n import Language
from dvorik.kernel.spreadsheets import Cell

Words = Callable[[str], str]


def titles(columns: Sequence[ExportColumn], language: Language) -> list[str]:
    return [word(f"column.{column}", language) for column in columns]


async def rows_of(
    session: AsyncSession,
    *,
    job_id: int,
    number: int,
    columns: Sequence[ExportColumn],
    language: Language,
    today: date,
) -> tuple[int, list[list[Cell]]]:
    """How many people the chunk has, and the rows of those who still exist, by id."""
    ids = await session.scalar(
        select(BulkChunk.client_ids).where(BulkChunk.job_id == job_id, BulkChunk.number == number)
    )
    assert ids is not None
    cards = await clients.cards_of(session, ids)
    words: dict[str, str] = {}

    def say(key: str) -> str:
        if key not in words:
            words[key] = word(key, language)
        return words[key]

    return len(ids), [[_CELLS[column](card, say, today) for column in columns] for card in cards]


def _name(card: Card, say: Words, today: date) -> str:
    return rules.full_name(
        first_name=card.first_name,
        last_name=card.last_name,
        display_name=card.display_name,
        username=card.username,
    )


def _age(card: Card, say: Words, today: date) -> int | None:
    return rules.age_on(card.birthday, today) if card.birthday else None


def _yes(fact: bool, say: Words) -> str:
    return say("yes" if fact else "no")


_CELLS: dict[ExportColumn, Callable[[Card, Words, date], Cell]] = {
    ExportColumn.ID: lambda card, say, today: card.id,
    ExportColumn.NAME: _name,
    ExportColumn.FIRST_NAME: lambda card, say, today: card.first_name,
    ExportColumn.LAST_NAME: lambda card, say, today: card.last_name,
    ExportColumn.USERNAME: lambda card, say, today: card.username,
    ExportColumn.TELEGRAM_ID: lambda card, say, today: card.telegram_id,
    ExportColumn.PHONE: lambda card, say, today: card.phone,
    ExportColumn.GENDER: lambda card, say, today: say(f"gender.{card.gender}"),
    ExportColumn.BIRTHDAY: lambda card, say, today: card.birthday,
    ExportColumn.AGE: _age,
    ExportColumn.LANGUAGE: lambda card, say, today: say(f"language.{card.language}"),
    ExportColumn.IS_SUBSCRIBED: lambda card, say, today: _yes(card.is_subscribed, say),
    ExportColumn.IS_BLOCKED: lambda card, say, today: _yes(card.bot_blocked_at is not None, say),
    ExportColumn.IS_BLACKLISTED: lambda card, say, today: _yes(card.is_blacklisted, say),
    ExportColumn.HAS_CONSENT: lambda card, say, today: _yes(card.consent_at is not None, say),
    ExportColumn.SOURCE: lambda card, say, today: card.source,
    ExportColumn.TAGS: lambda card, say, today: ", ".join(card.tags),
    ExportColumn.NOTES: lambda card, say, today: card.notes,
    ExportColumn.LAST_ACTIVE_AT: lambda card, say, today: card.last_active_at,
    ExportColumn.CREATED_AT: lambda card, say, today: card.created_at,
}
