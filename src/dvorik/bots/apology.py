"""A word to the person whose update was set aside: silence would leave them waiting."""

from typing import Any

from aiogram import Bot
from aiogram.exceptions import AiogramError

from dvorik.bots.words import word
from dvorik.kernel.i18n import pick_language
from dvorik.kernel.log import get_logger

log = get_logger(__name__)


async def apologise(bot: Bot, payload: dict[str, Any]) -> None:
    """Only to people who said or pressed something in private. Never raises."""
    event = payload.get("message") or payload.get("callback_query") or {}
    person = event.get("from", {})
    chat = event.get("chat") or event.get("message", {}).get("chat", {})
    if not person or chat.get("id") != person.get("id"):
        return
    try:
        language = pick_language(person.get("language_code"))
        await bot.send_message(person["id"], word("sorry", language))
    except AiogramError as error:
        log.warning("apology_not_sent", error=type(error).__qualname__)
