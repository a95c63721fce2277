"""Recipients of a broadcast as rows of a table, in the words of whoever asks for it."""

from collections.abc import AsyncIterator, Sequence
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import queries as clients
from dvorik.clients import rules
from dvorik.kernel.i18n import Language
from dvorik.kernel.money import minor_per_major
from dvorik.kernel.spreadsheets import Cell
from dvorik.loyalty.queries import handed
from dvorik.messaging.models import Broadcast, Delivery
from dvorik.messaging.phrases import phrase
from dvorik.messaging.queries.results import selected, uses_of
from dvorik.messaging.schemas.broadcasts import RecipientCriteria
from dvorik.messaging.types import DeliveryStatus, SkipReason

CHUNK = 1_000

_COLUMNS = (
    "client_id", "name", "phone", "status", "reason", "finished_at", "clicked_at",
    "clicked_button", "redemptions", "bill", "discount", "edited_at", "recalled_at",
)  # fmt: skip
_REASONS = {*SkipReason, "deactivated", "no_answer"}
"""Those that have words; any other is what Telegram said."""


def titles(language: Language, *, has_phones: bool) -> list[str]:
    return [
        phrase(f"recipient.{name}", language) for name in _COLUMNS if has_phones or name != "phone"
    ]


async def recipient_rows(
    session: AsyncSession,
    broadcast: Broadcast,
    wanted: RecipientCriteria,
    *,
    has_phones: bool,
    language: Language,
    currency: str,
) -> AsyncIterator[list[list[Cell]]]:
    """In the order in which they were laid out, some at a time."""
    after = 0
    while True:
        statement = selected(broadcast, wanted).where(Delivery.id > after)
        rows = (await session.scalars(statement.order_by(Delivery.id).limit(CHUNK))).all()
        if not rows:
            return
        cards = {
            card.id: card
            for card in await clients.cards_of(session, [row.client_id for row in rows])
        }
        uses = await uses_of(session, broadcast, rows)
        yield [
            _cells(
                row,
                cards.get(row.client_id),
                uses.get(row.discount_id or 0, handed.NO_USES),
                has_phones=has_phones,
                language=language,
                currency=currency,
            )
            for row in rows
        ]
        after = rows[-1].id


def _cells(
    row: Delivery,
    card: clients.Card | None,
    used: handed.Uses,
    *,
    has_phones: bool,
    language: Language,
    currency: str,
) -> list[Cell]:
    status = DeliveryStatus(row.status)
    return [
        row.client_id,
        _name(card),
        *([card.phone if card else None] if has_phones else []),
        phrase(f"delivery.{status}", language),
        phrase(f"reason.{row.reason}", language) if row.reason in _REASONS else row.reason,
        row.finished_at,
        row.clicked_at,
        row.clicked_button,
        *_money(row, used, currency),
        row.edited_at,
        row.recalled_at,
    ]


def _name(card: clients.Card | None) -> str | None:
    """None for somebody whose card was deleted meanwhile."""
    if card is None:
        return None
    return rules.full_name(
        first_name=card.first_name,
        last_name=card.last_name,
        display_name=card.display_name,
        username=card.username,
    )


def _money(row: Delivery, used: handed.Uses, currency: str) -> Sequence[Cell]:
    if row.discount_id is None:
        return (None, None, None)
    one = minor_per_major(currency)
    return (used.redemptions, Decimal(used.bill_minor) / one, Decimal(used.discount_minor) / one)
