"""One update from the point of view of a handler: who, when, in which words, and the answer.

A handler decides inside `turn.transaction()` and speaks after it: what was sent cannot be rolled
back. Speaking inside is an error here, not a habit to remember.
"""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiogram.methods import TelegramMethod
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardMarkup,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    TelegramObject,
    User,
)
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.bots import words
from dvorik.bots.handling import Handling
from dvorik.bots.resources import Resources
from dvorik.clients.schemas import TelegramPerson
from dvorik.kernel.i18n import Language
from dvorik.kernel.log import get_logger
from dvorik.messaging import queries as messaging
from dvorik.settings.schemas import ShopSettings

log = get_logger(__name__)

Keyboard = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove

MAX_TOAST = 200


@dataclass(kw_only=True)
class Turn:
    """`language` is the person's choice, else what Telegram says, else the shop's."""

    bot: Bot
    event: TelegramObject
    user: User
    handling: Handling
    resources: Resources
    shop: ShopSettings
    language: Language
    now: datetime

    def transaction(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Commits what is done in it together with "this update is handled".

        Raises `AlreadyHandled`, which ends the handler with nothing said.
        """
        return self.handling.transaction()

    def reading(self) -> AbstractAsyncContextManager[AsyncSession]:
        """To look something up before the network is asked; the update stays open."""
        return self.handling.reading()

    @property
    def received_at(self) -> datetime:
        """When the update was written down; `now` is when it is handled."""
        return self.handling.received_at

    @property
    def person(self) -> TelegramPerson:
        return TelegramPerson(
            telegram_id=self.user.id,
            first_name=self.user.first_name,
            last_name=self.user.last_name,
            username=self.user.username,
            language=self.language,
        )

    @property
    def is_press(self) -> bool:
        return isinstance(self.event, CallbackQuery)

    def word(self, key: str, /, count: int | None = None, **values: object) -> str:
        return words.word(key, self.language, count=count, **values)

    async def render(self, session: AsyncSession, key: str, **values: object) -> str:
        """An owner-edited text as HTML; values are escaped."""
        return await messaging.render(session, key, self.language, **values)

    async def tell(self, key: str, keyboard: Keyboard | None = None, /, **values: object) -> None:
        """Say an owner-edited text, for handlers that have nothing else to look up."""
        async with self.reading() as session:
            text = await self.render(session, key, **values)
        await self.say(text, keyboard)

    async def say(self, text: str, keyboard: Keyboard | None = None) -> None:
        """A new message to the person. Never raises: the deed is done, only the word is lost."""
        self._must_have_decided()
        try:
            await self.bot.send_message(self.user.id, text, reply_markup=keyboard)
        except AiogramError as error:
            self._note("answer_not_sent", error)

    async def replace(self, text: str, keyboard: InlineKeyboardMarkup | None = None) -> None:
        """Put `text` in place of the message whose button was pressed, else say it anew."""
        self._must_have_decided()
        message = self.event.message if isinstance(self.event, CallbackQuery) else None
        if message is None:
            return await self.say(text, keyboard)
        try:
            await self.bot.edit_message_text(
                text, chat_id=message.chat.id, message_id=message.message_id, reply_markup=keyboard
            )
        except TelegramBadRequest as error:
            # A repeated press writes what stands there already.
            if "not modified" not in error.message:
                await self.say(text, keyboard)
        except AiogramError as error:
            self._note("answer_not_shown", error)
        return None

    async def toast(self, text: str = "", *, is_alert: bool = False) -> None:
        """End the spinner on the pressed button; `text` is plain, not HTML."""
        self._must_have_decided()
        if not isinstance(self.event, CallbackQuery):
            return
        try:
            await self.bot.answer_callback_query(
                self.event.id, text=text[:MAX_TOAST] or None, show_alert=is_alert
            )
        except AiogramError as error:
            self._note("press_not_answered", error)

    async def perform(self, method: TelegramMethod[Any]) -> bool:
        """Make a request of another kind; False when Telegram did not do it."""
        self._must_have_decided()
        try:
            await self.bot(method)
        except AiogramError as error:
            self._note("request_not_done", error)
            return False
        return True

    def _must_have_decided(self) -> None:
        if self.handling.is_deciding:
            raise RuntimeError("speak after the transaction: a sent message is never rolled back")

    def _note(self, event: str, error: AiogramError) -> None:
        log.warning(event, error=type(error).__qualname__, bot_id=self.bot.id)
