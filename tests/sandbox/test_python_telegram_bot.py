"""python-telegram-bot, which knows nothing of the sandbox, calls every method and reads answers."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    MenuButtonCommands,
    MenuButtonDefault,
    ReplyKeyboardMarkup,
)
from telegram.constants import ChatAction, ChatMemberStatus
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter

from dvorik.sandbox.client import Sandbox
from dvorik.sandbox.world import World
from tests.sandbox.harness import ALICE, BOB, CHANNEL, SHOP
from tests.sandbox.pictures import MP4, PDF, png

BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="go")]])


@pytest.fixture
async def ptb(
    base_url: str, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Bot]:
    """PTB's own bot, after Alice pressed Start."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    bot = Bot(SHOP.token, base_url=f"{base_url}/bot", base_file_url=f"{base_url}/file/bot")
    async with bot:
        await bot.delete_webhook(drop_pending_updates=True)
        await bot.get_updates(allowed_updates=["message", "callback_query"])
        await sandbox.start(ALICE, SHOP)
        yield bot
    assert await sandbox.faults() == []


async def test_get_me_and_updates_are_parsed(ptb: Bot) -> None:
    me = await ptb.get_me()
    [update] = await ptb.get_updates()

    assert (me.id, me.username, me.is_bot) == (SHOP.id, SHOP.username, True)
    assert update.message is not None
    assert update.message.text == "/start"
    assert update.effective_user is not None
    assert update.effective_user.full_name == "Alice Ivanova"


async def test_texts_with_entities_and_keyboards(ptb: Bot, sandbox: Sandbox) -> None:
    sent = await ptb.send_message(
        ALICE.id,
        'Hi 👋 <b>there</b> <a href="https://example.org/">link</a>',
        parse_mode="HTML",
        reply_markup=BUTTONS,
    )
    keyboard = ReplyKeyboardMarkup([["One", "Two"]], resize_keyboard=True)
    await ptb.send_message(ALICE.id, "choose", reply_markup=keyboard, protect_content=True)

    assert sent.parse_entities() == {sent.entities[0]: "there", sent.entities[1]: "link"}
    assert sent.reply_markup == BUTTONS
    assert await sandbox.keyboard(ALICE, SHOP) == ["One", "Two"]


async def test_a_press_and_its_answer(ptb: Bot, sandbox: Sandbox) -> None:
    await ptb.send_message(ALICE.id, "?", reply_markup=BUTTONS)
    pressed = await sandbox.press(ALICE, SHOP, "go")
    update = (await ptb.get_updates())[-1]
    assert update.callback_query is not None
    assert update.callback_query.data == "go"
    assert await update.callback_query.answer("ok", show_alert=True)

    assert (await sandbox.answer_to(SHOP, pressed)).show_alert is True


async def test_photos_videos_documents_and_downloads(ptb: Bot) -> None:
    photo = await ptb.send_photo(ALICE.id, png(40, 30), caption="<i>look</i>", parse_mode="HTML")
    video = await ptb.send_video(ALICE.id, MP4, width=640, height=480, duration=7)
    document = await ptb.send_document(ALICE.id, PDF, filename="price.pdf")

    assert (photo.photo[-1].width, photo.photo[-1].height) == (40, 30)
    assert photo.caption_entities[0].type == "italic"
    assert video.video is not None
    assert (video.video.width, video.video.duration) == (640, timedelta(seconds=7))
    assert document.document is not None
    assert document.document.file_name == "price.pdf"

    file = await ptb.get_file(photo.photo[-1].file_id)
    assert bytes(await file.download_as_bytearray()) == png(40, 30)
    again = await ptb.send_photo(ALICE.id, photo.photo[-1].file_id)
    assert again.photo[-1].file_id == photo.photo[-1].file_id


async def test_albums(ptb: Bot) -> None:
    sent = await ptb.send_media_group(
        ALICE.id, [InputMediaPhoto(png(), caption="two"), InputMediaVideo(MP4)]
    )

    assert len({message.media_group_id for message in sent}) == 1
    assert sent[0].caption == "two"
    assert sent[1].video is not None


async def test_edits_copies_and_deletions(ptb: Bot, sandbox: Sandbox) -> None:
    sent = await ptb.send_message(ALICE.id, "one", reply_markup=BUTTONS)
    edited = await sent.edit_text("two")
    assert not isinstance(edited, bool)
    assert (edited.text, edited.reply_markup) == ("two", None)
    assert edited.edit_date is not None
    await sent.edit_reply_markup(BUTTONS)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_text("two", reply_markup=BUTTONS)

    photo = await ptb.send_photo(ALICE.id, png())
    captioned = await photo.edit_caption("words")
    changed = await photo.edit_media(InputMediaDocument(PDF, filename="a.pdf"))
    assert not isinstance(captioned, bool)
    assert not isinstance(changed, bool)
    assert captioned.caption == "words"
    assert (changed.photo, changed.document is not None) == ((), True)

    copy = await ptb.copy_message(ALICE.id, ALICE.id, sent.message_id)
    assert await ptb.delete_message(ALICE.id, sent.message_id)
    assert await ptb.delete_messages(ALICE.id, [copy.message_id, photo.message_id])
    texts = [message.text for message in await sandbox.messages(ALICE, SHOP)]
    assert texts == ["/start"]


async def test_chats_and_every_kind_of_member(ptb: Bot, sandbox: Sandbox) -> None:
    assert (await ptb.get_chat(CHANNEL.id)).title == CHANNEL.title
    assert (await ptb.get_chat(ALICE.id)).first_name == "Alice"
    seen = []
    for status in ("member", "restricted", "kicked", "left", "administrator"):
        await sandbox.set_member(ALICE, CHANNEL, status)
        seen.append((await ptb.get_chat_member("@shop_channel", ALICE.id)).status)
    owner = await ptb.get_chat_member(CHANNEL.id, BOB.id)

    assert seen == ["member", "restricted", "kicked", "left", "administrator"]
    assert owner.status == ChatMemberStatus.OWNER
    assert await ptb.get_chat_member_count(CHANNEL.id) == 4
    assert len(await ptb.get_chat_administrators(CHANNEL.id)) == 4


async def test_membership_updates_come_to_those_who_ask(ptb: Bot, sandbox: Sandbox) -> None:
    await ptb.get_updates(allowed_updates=["chat_member", "my_chat_member"])
    await sandbox.join(ALICE, CHANNEL)
    await sandbox.block(ALICE, SHOP)

    joined, blocked = (await ptb.get_updates())[-2:]

    assert joined.chat_member is not None
    assert joined.chat_member.difference()["status"] == ("left", "member")
    assert blocked.my_chat_member is not None
    assert blocked.my_chat_member.difference()["status"] == ("member", "kicked")


async def test_commands_menu_and_typing(ptb: Bot, world: World) -> None:
    commands = [BotCommand("help", "What I can do")]
    assert await ptb.set_my_commands(commands, language_code="ru")
    assert await ptb.get_my_commands(language_code="ru") == tuple(commands)
    assert await ptb.get_my_commands() == ()
    assert await ptb.delete_my_commands(language_code="ru")
    assert await ptb.set_chat_menu_button(ALICE.id, MenuButtonCommands())
    assert await ptb.get_chat_menu_button(ALICE.id) == MenuButtonCommands()
    assert await ptb.get_chat_menu_button() == MenuButtonDefault()
    assert await ptb.send_chat_action(ALICE.id, ChatAction.TYPING)
    assert world.bots[SHOP.id].dialogs[ALICE.id].action == "typing"


async def test_a_contact_is_parsed(ptb: Bot, sandbox: Sandbox) -> None:
    await sandbox.share_contact(ALICE, SHOP)

    message = (await ptb.get_updates())[-1].message

    assert message is not None
    assert message.contact is not None
    assert (message.contact.phone_number, message.contact.user_id) == ("+79140000001", ALICE.id)


async def test_webhook_settings(ptb: Bot) -> None:
    assert await ptb.set_webhook(
        "http://127.0.0.1:9/hook", secret_token="s3cret", max_connections=2
    )
    info = await ptb.get_webhook_info()
    with pytest.raises(Conflict, match="webhook is active"):
        await ptb.get_updates()
    assert (info.url, info.max_connections) == ("http://127.0.0.1:9/hook", 2)
    assert await ptb.delete_webhook(drop_pending_updates=True)
    assert (await ptb.get_webhook_info()).url == ""


async def test_refusals_become_the_right_exceptions(
    ptb: Bot, sandbox: Sandbox, base_url: str
) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await ptb.send_message(99, "x")
    await sandbox.block(ALICE, SHOP)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await ptb.send_message(ALICE.id, "x")
    await sandbox.storm(SHOP, retry_after=7, requests=1)
    with pytest.raises(RetryAfter, match="7"):
        await ptb.send_message(ALICE.id, "x")
    stranger = Bot(f"{SHOP.id}:{'Z' * 35}", base_url=f"{base_url}/bot")
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()
