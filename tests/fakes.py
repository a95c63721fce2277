"""Stand-ins for the outside world. They remember what happened; tests ask them."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageText,
    GetChatMember,
    GetMe,
    SendMessage,
    TelegramMethod,
)
from aiogram.types import (
    Chat,
    ChatMemberLeft,
    ChatMemberMember,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    ReplyKeyboardMarkup,
    ResultChatMemberUnion,
    User,
)


class FakeTelegram(BaseSession):
    """A Bot API that records each call and answers success, or the next scripted failure.

    `members` are the people in the channel; `special` overrides what is said about one of them.
    With `dies_at` the process "is killed" when it calls that method.
    """

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[TelegramMethod[Any]] = []
        self.failures: deque[Exception] = deque()
        self.members: set[int] = set()
        self.special: dict[int, ResultChatMemberUnion | Exception] = {}
        self.dies_at: type[TelegramMethod[Any]] | None = None

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[Any],
        timeout: int | None = None,  # noqa: ASYNC109  aiogram names it
    ) -> Any:
        if self.dies_at is not None and isinstance(method, self.dies_at):
            # As when the process is killed: nothing is caught, nothing is cleaned up.
            raise asyncio.CancelledError
        self.calls.append(method)
        if self.failures:
            raise self.failures.popleft()
        match method:
            case SendMessage() | EditMessageText():
                return self._message(method)
            case GetChatMember():
                return self._member(method)
            case GetMe():
                return User(id=bot.id, is_bot=True, first_name="Bot", username=f"bot{bot.id}")
            case _:
                return True

    async def stream_content(self, *args: Any, **kwargs: Any) -> AsyncGenerator[bytes, None]:
        yield b""

    async def close(self) -> None: ...

    def _message(self, method: SendMessage | EditMessageText) -> Message:
        assert method.chat_id is not None
        chat = Chat(id=int(method.chat_id), type="private")
        number = len(self.calls)
        if isinstance(method, EditMessageText) and method.message_id is not None:
            number = method.message_id
        return Message(message_id=number, date=datetime.now(UTC), chat=chat, text=method.text)

    def _member(self, method: GetChatMember) -> ResultChatMemberUnion:
        told = self.special.get(method.user_id)
        if isinstance(told, Exception):
            raise told
        if told is not None:
            return told
        user = User(id=method.user_id, is_bot=False, first_name="Somebody")
        is_inside = method.user_id in self.members
        return ChatMemberMember(user=user) if is_inside else ChatMemberLeft(user=user)

    @property
    def texts(self) -> list[str]:
        """What people read: new messages and edited ones."""
        return [
            call.text or ""
            for call in self.calls
            if isinstance(call, SendMessage | EditMessageText)
        ]

    @property
    def toasts(self) -> list[str]:
        return [call.text or "" for call in self.calls if isinstance(call, AnswerCallbackQuery)]

    @property
    def buttons(self) -> list[InlineKeyboardButton]:
        """Inline buttons under everything said, oldest first."""
        return [
            button
            for call in self.calls
            if isinstance(call, SendMessage | EditMessageText)
            and isinstance(call.reply_markup, InlineKeyboardMarkup)
            for row in call.reply_markup.inline_keyboard
            for button in row
        ]

    @property
    def menu(self) -> list[str]:
        """Labels of the newest reply keyboard."""
        for call in reversed(self.calls):
            if isinstance(call, SendMessage) and isinstance(call.reply_markup, ReplyKeyboardMarkup):
                return [button.text for row in call.reply_markup.keyboard for button in row]
        return []


def refused(description: str) -> TelegramBadRequest:
    """Telegram's 400 to a question about a channel's member."""
    return TelegramBadRequest(
        method=GetChatMember(chat_id=1, user_id=1), message=f"Bad Request: {description}"
    )
