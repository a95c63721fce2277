"""Is the person in the shop's channel? Telegram is asked outside of any transaction."""

from aiogram import Bot
from aiogram.enums import ChatMemberStatus
from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramForbiddenError
from aiogram.types import (
    Chat,
    ChatMemberRestricted,
    ResultChatMemberUnion,
)
from redis.exceptions import RedisError

from dvorik.kernel.cache import Cache
from dvorik.kernel.log import get_logger
from dvorik.settings.schemas import ShopSettings

log = get_logger(__name__)

_INSIDE = frozenset(
    {ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER}
)
_NEVER_WAS_THERE = ("user not found", "PARTICIPANT_ID_INVALID", "member not found")


class MembershipUnknown(Exception):
    """Telegram did not say. `is_our_fault`: the bot may not look into the channel."""

    def __init__(self, *, is_our_fault: bool) -> None:
        super().__init__(is_our_fault)
        self.is_our_fault = is_our_fault


def is_shops_channel(chat: Chat, shop: ShopSettings) -> bool:
    if shop.channel_id is not None:
        return chat.id == shop.channel_id
    # Telegram does not mind the case of a username, so the owner need not either.
    names = (chat.username or "", shop.channel_username or "")
    return bool(names[0]) and names[0].lower() == names[1].lower()


def is_inside(member: ResultChatMemberUnion) -> bool:
    """Restricted people are inside only with `is_member`: both kinds exist."""
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status in _INSIDE


async def is_member(
    bot: Bot, cache: Cache, shop: ShopSettings, channel: int | str, telegram_id: int
) -> bool:
    """Raises `MembershipUnknown`.

    Only a "yes" is remembered: a "no" ends the moment the person follows the link, and nobody
    likes to be told otherwise for a minute.
    """
    key = _key(channel, telegram_id)
    if await _remembered(cache, key):
        return True
    inside = await _ask(bot, channel, telegram_id)
    if inside and shop.subscription_cache_seconds:
        try:
            await cache.set(key, "1", ex=shop.subscription_cache_seconds)
        except (RedisError, OSError) as error:
            log.warning("membership_not_remembered", error=type(error).__qualname__)
    return inside


async def forget(cache: Cache, channel: int | str, telegram_id: int) -> None:
    """After Telegram said that something changed."""
    try:
        await cache.delete(_key(channel, telegram_id))
    except (RedisError, OSError) as error:
        log.warning("membership_not_forgotten", error=type(error).__qualname__)


def _key(channel: int | str, telegram_id: int) -> str:
    return f"membership:{channel}:{telegram_id}"


async def _remembered(cache: Cache, key: str) -> bool:
    try:
        return await cache.get(key) is not None
    except (RedisError, OSError):
        return False


async def _ask(bot: Bot, channel: int | str, telegram_id: int) -> bool:
    try:
        return is_inside(await bot.get_chat_member(channel, telegram_id))
    except TelegramBadRequest as error:
        if any(part in error.message for part in _NEVER_WAS_THERE):
            return False
        log.error("channel_members_inaccessible", reason=error.message)
        raise MembershipUnknown(is_our_fault=True) from error
    except TelegramForbiddenError as error:
        log.error("channel_members_inaccessible", reason=error.message)
        raise MembershipUnknown(is_our_fault=True) from error
    except AiogramError as error:
        log.warning("membership_not_answered", error=type(error).__qualname__)
        raise MembershipUnknown(is_our_fault=False) from error
