"""Who hears of something, and on which channel. The message itself leaves after the commit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from dvorik.accounts import queries as accounts
from dvorik.clients import queries as clients
from dvorik.kernel.i18n import pick_language
from dvorik.messaging import actions as messaging
from dvorik.messaging.types import Channel

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from dvorik.accounts.types import NotificationGroup
    from dvorik.clients.models import Client
    from dvorik.clients.types import Topic
    from dvorik.kernel.i18n import Language


Values = Mapping[str, object]


def occasion_for(occasion: str, account_id: int) -> str:
    """What `tell_group` makes of an occasion for one of the group."""
    return f"{occasion}:account:{account_id}"


async def find_reachable(session: AsyncSession, client_id: int) -> Client | None:
    """The client, unless the bot has no way to write to them.

    What happened may have been about a card that was merged into theirs since.
    """
    (current_id,) = await clients.current_ids(session, [client_id])
    client = await clients.get_client(session, current_id)
    if client.telegram_id is None or client.bot_blocked_at is not None:
        return None
    return client


async def tell_client(
    session: AsyncSession,
    client: Client,
    *,
    occasion: str,
    key: str,
    values: Mapping[str, object],
    keyboard: dict[str, Any] | None = None,
    topic: Topic | None = None,
    now: datetime,
) -> None:
    """`topic` of what they did not ask for: it leaves only if they want to hear of it still."""
    await messaging.queue_text(
        session,
        occasion=occasion,
        key=key,
        language=pick_language(client.language),
        channel=Channel.CLIENT_BOT,
        chat_id=client.telegram_id,
        client_id=client.id,
        values=values,
        keyboard=keyboard,
        topic=topic,
        now=now,
    )


async def tell_group(
    session: AsyncSession,
    group: NotificationGroup,
    *,
    occasion: str,
    key: str,
    values: Values | Callable[[Language], Values],
    keyboards: Mapping[Language, dict[str, Any]] | None = None,
    now: datetime,
) -> None:
    """Write to each account of the group through the cashier bot, in their own language.

    `values` may depend on it.
    """
    for account in await accounts.list_group_members(session, group):
        language = pick_language(account.language)
        await messaging.queue_text(
            session,
            occasion=occasion_for(occasion, account.id),
            key=key,
            language=language,
            channel=Channel.CASHIER_BOT,
            chat_id=account.telegram_id,
            account_id=account.id,
            values=values(language) if callable(values) else values,
            keyboard=keyboards[language] if keyboards else None,
            now=now,
        )
