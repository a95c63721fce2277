"""The way into both bots: whom we talk to, how fast they may talk, and nobody in a group."""

from abc import abstractmethod
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.enums import ChatType
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, TelegramObject, Update, User
from redis.exceptions import RedisError

from dvorik.bots.handling import Handling
from dvorik.bots.resources import Resources
from dvorik.bots.turn import Turn
from dvorik.kernel import limits
from dvorik.kernel.i18n import Language, pick_language
from dvorik.kernel.limits import Rate
from dvorik.kernel.log import get_logger
from dvorik.settings import store
from dvorik.settings.schemas import ShopSettings

log = get_logger(__name__)

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]
Event = Message | CallbackQuery | ChatMemberUpdated

# Nobody taps faster by hand; a stuck client or a prank must not fill the queue of the others.
PERSON_RATE = Rate(count=60, seconds=60, burst=30)


class Doorway(BaseMiddleware):
    """Outer middleware of a dispatcher. What it does not let through is finished quietly."""

    def __init__(self, resources: Resources) -> None:
        self.resources = resources

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(event, Update)
        inner = event.event
        if not isinstance(inner, Event):
            return None
        user = _person_of(inner)
        if user is None or user.is_bot or not await self._may_talk(user, inner):
            return None
        shop = await store.current(self.resources.cache, self.resources.database)
        turn = await self.build_turn(inner, user, shop, data["bot"], data["handling"])
        if turn is None:
            return None
        return await handler(event, {**data, "turn": turn})

    @abstractmethod
    async def build_turn(
        self, event: Event, user: User, shop: ShopSettings, bot: Bot, handling: Handling
    ) -> Turn | None:
        """The turn of this bot's kind; None when the person gets no further."""

    def told_language(self, user: User, shop: ShopSettings) -> Language:
        """What Telegram says of a person who has not chosen a language here."""
        return pick_language(user.language_code, default=shop.default_language)

    async def _may_talk(self, user: User, event: Event) -> bool:
        if isinstance(event, ChatMemberUpdated):
            return True
        try:
            wait = await limits.wait_time(self.resources.cache, f"talk:{user.id}", PERSON_RATE)
        except (RedisError, OSError):
            return True
        if wait:
            log.warning("person_talks_too_fast")
        return not wait


def _person_of(event: Event) -> User | None:
    """Whom the update is about, when it is one person in private or a member of a channel."""
    match event:
        case ChatMemberUpdated():
            return event.new_chat_member.user if _is_member_change(event) else event.from_user
        case CallbackQuery():
            is_private = event.message is None or event.message.chat.type == ChatType.PRIVATE
            return event.from_user if is_private else None
        case Message():
            return event.from_user if event.chat.type == ChatType.PRIVATE else None


def _is_member_change(event: ChatMemberUpdated) -> bool:
    """`chat_member`, about others in a channel, as against `my_chat_member`, about the bot."""
    return event.chat.type != ChatType.PRIVATE
