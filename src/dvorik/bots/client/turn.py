"""The client bot's turn: everyone who writes has a card, made at their first word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiogram.types import ChatMemberUpdated, Message

from dvorik.bots import words
from dvorik.bots.client.sources import read_source
from dvorik.bots.doorway import Doorway, Event
from dvorik.bots.turn import Turn
from dvorik.clients import actions as clients
from dvorik.clients import queries as client_queries
from dvorik.clients.schemas import TelegramPerson
from dvorik.kernel.actor import SYSTEM, Actor, ActorKind
from dvorik.kernel.i18n import Language

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.types import User
    from sqlalchemy.ext.asyncio import AsyncSession

    from dvorik.bots.handling import Handling
    from dvorik.clients.models import Client
    from dvorik.settings.schemas import ShopSettings


@dataclass(kw_only=True)
class ClientTurn(Turn):
    """`is_new`: this very update made the card."""

    client: Client
    is_new: bool

    @property
    def actor(self) -> Actor:
        return Actor(kind=ActorKind.CLIENT, id=self.client.id)

    @property
    def first_name(self) -> str:
        """The shop's word for the client, else Telegram's. Not escaped."""
        return self.client.first_name or self.user.first_name


class ClientDoorway(Doorway):
    """Registers strangers, follows changes of name, and keeps out whom the shop keeps out."""

    async def build_turn(
        self, event: Event, user: User, shop: ShopSettings, bot: Bot, handling: Handling
    ) -> ClientTurn | None:
        found = await self._find_or_register(event, user, shop)
        if found is None:
            return None
        client, is_new = found
        turn = ClientTurn(
            bot=bot,
            event=event,
            user=user,
            handling=handling,
            resources=self.resources,
            shop=shop,
            language=Language(client.language),
            now=self.resources.now(),
            client=client,
            is_new=is_new,
        )
        if client.is_blacklisted:
            await self._turn_away(turn, event)
            return None
        return turn

    async def _find_or_register(
        self, event: Event, user: User, shop: ShopSettings
    ) -> tuple[Client, bool] | None:
        """In a transaction of its own: repeating it after a crash changes nothing."""
        async with self.resources.database.transaction() as session:
            if isinstance(event, ChatMemberUpdated):
                # Joining a channel or blocking the bot is not a word to the bot.
                known = await client_queries.find_by_telegram(session, user.id)
                return None if known is None else (known, False)
            text = event.text if isinstance(event, Message) else None
            return await self._register(session, user, shop, text)

    async def _register(
        self, session: AsyncSession, user: User, shop: ShopSettings, text: str | None
    ) -> tuple[Client, bool]:
        source, campaign_id = await read_source(session, text)
        person = TelegramPerson(
            telegram_id=user.id,
            first_name=user.first_name,
            last_name=user.last_name,
            username=user.username,
            language=self.told_language(user, shop),
        )
        return await clients.register_bot_user(
            session,
            SYSTEM,
            person=person,
            source=source,
            campaign_id=campaign_id,
            is_test=self.resources.config.telegram_test_bot,
            now=self.resources.now(),
        )

    async def _turn_away(self, turn: ClientTurn, event: Event) -> None:
        if isinstance(event, Message):
            await turn.say(words.word("client.turned_away", turn.language))
        else:
            await turn.toast()
