"""What a bot tells Telegram about itself when it starts, and what it learns of itself."""

from aiogram import Bot
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats

from dvorik.bots.words import Commands
from dvorik.kernel import bot_names
from dvorik.kernel.cache import Cache
from dvorik.kernel.i18n import DEFAULT_LANGUAGE


async def introduce(cache: Cache, bot: Bot, commands: Commands) -> None:
    """Set the menu of commands in each language. Raises aiogram's errors and Redis's."""
    me = await bot.me()
    if me.username:
        # Deep links and QR codes name the bot; the API needs not ask Telegram for it.
        await bot_names.remember(cache, bot.token, me.username)
    scope = BotCommandScopeAllPrivateChats()
    for language, texts in commands.items():
        listed = [BotCommand(command=name, description=text) for name, text in texts.items()]
        await bot.set_my_commands(listed, scope=scope, language_code=language.value)
        if language is DEFAULT_LANGUAGE:
            # For people whose Telegram speaks none of our languages.
            await bot.set_my_commands(listed, scope=scope)
