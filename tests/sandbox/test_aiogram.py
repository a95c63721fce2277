"""aiogram, which Dvorik's bots use, talks to the sandbox as to Telegram."""

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    ChatMemberMember,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
)

from dvorik.sandbox.client import Sandbox
from tests.sandbox.harness import ALICE, CHANNEL, SHOP
from tests.sandbox.pictures import png


@pytest.fixture
async def aio(base_url: str, sandbox: Sandbox) -> AsyncIterator[Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(base_url))
    bot = Bot(SHOP.token, session=session)
    await bot.delete_webhook(drop_pending_updates=True)
    await sandbox.start(ALICE, SHOP)
    yield bot
    await session.close()
    assert await sandbox.faults() == []


async def test_a_whole_conversation(aio: Bot, sandbox: Sandbox) -> None:
    markup = InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text="Go", callback_data="go")]]
    )
    sent = await aio.send_message(ALICE.id, "<u>Hello</u>", parse_mode="HTML", reply_markup=markup)
    await sandbox.press(ALICE, SHOP, "Go")
    query = (await aio.get_updates())[-1].callback_query

    assert sent.html_text == "<u>Hello</u>"
    assert query is not None
    assert isinstance(query.message, Message)
    assert query.message.message_id == sent.message_id
    assert await aio.answer_callback_query(query.id, text="done")
    assert isinstance(
        await aio.edit_message_text("bye", chat_id=ALICE.id, message_id=sent.message_id), Message
    )


async def test_albums_photos_and_downloads(aio: Bot) -> None:
    picture = BufferedInputFile(png(10, 10), "a.png")
    album = await aio.send_media_group(
        ALICE.id, [InputMediaPhoto(media=picture, caption="a"), InputMediaPhoto(media=picture)]
    )
    photos = album[0].photo
    assert photos
    downloaded = await aio.download(photos[-1].file_id)

    assert downloaded is not None
    assert downloaded.read() == png(10, 10)


async def test_members_commands_and_reply_keyboards(aio: Bot, sandbox: Sandbox) -> None:
    await sandbox.join(ALICE, CHANNEL)
    contact = KeyboardButton(text="My phone", request_contact=True)
    await aio.set_my_commands([BotCommand(command="start", description="Begin")])
    await aio.send_message(
        ALICE.id, "phone?", reply_markup=ReplyKeyboardMarkup(keyboard=[[contact]])
    )
    await sandbox.press(ALICE, SHOP, "My phone")
    message = (await aio.get_updates())[-1].message

    assert isinstance(await aio.get_chat_member(CHANNEL.id, ALICE.id), ChatMemberMember)
    assert message is not None
    assert message.contact is not None
    [command] = await aio.get_my_commands()
    assert (command.command, command.description) == ("start", "Begin")
    await aio.delete_my_commands()


async def test_refusals_become_the_right_exceptions(aio: Bot, sandbox: Sandbox) -> None:
    with pytest.raises(TelegramBadRequest, match="Unclosed start tag at byte offset 0"):
        await aio.send_message(ALICE.id, "<b", parse_mode="HTML")
    await sandbox.storm(SHOP, retry_after=3, requests=1)
    with pytest.raises(TelegramRetryAfter) as storm:
        await aio.send_message(ALICE.id, "x")
    await sandbox.deactivate(ALICE)
    with pytest.raises(TelegramForbiddenError, match="user is deactivated"):
        await aio.send_message(ALICE.id, "x")
    assert storm.value.retry_after == 3
