"""Finds the chat a bot means, and says no as Telegram does."""

from dvorik.sandbox.bots import Bot
from dvorik.sandbox.channels import Channel
from dvorik.sandbox.dialogs import Dialog
from dvorik.sandbox.errors import bad_request, forbidden
from dvorik.sandbox.messages import StoredMessage
from dvorik.sandbox.methods.call import Call
from dvorik.sandbox.world import Chat, World


def chat_of(call: Call, name: str = "chat_id") -> Chat:
    """A conversation of this bot or a channel, whether or not the bot may write there."""
    raw = call.given.text(name)
    if not raw:
        raise bad_request(f"{name} is empty")
    chat = _find(call.world, call.bot, raw)
    if chat is None:
        raise bad_request("chat not found")
    return chat


def _find(world: World, bot: Bot, raw: str) -> Chat | None:
    if raw.startswith("@"):
        return world.find_channel(raw)
    try:
        chat_id = int(raw)
    except ValueError:
        return None
    if chat_id in world.channels:
        return world.channels[chat_id]
    if chat_id in world.bots:
        raise forbidden("bots can't send messages to bots")
    person = world.people.get(chat_id)
    return None if person is None else world.dialog(bot, person)


def writable(call: Call, name: str = "chat_id") -> Chat:
    """A chat this bot may send to now."""
    chat = chat_of(call, name)
    if isinstance(chat, Dialog):
        _check_person(chat)
    elif not chat.is_administered_by(call.bot.id):
        _refuse_channel(chat, call.bot)
    return chat


def _check_person(dialog: Dialog) -> None:
    if dialog.person.is_deactivated:
        raise forbidden("user is deactivated")
    if dialog.is_blocked:
        raise forbidden("bot was blocked by the user")
    if not dialog.is_started:
        raise forbidden("bot can't initiate conversation with a user")


def _refuse_channel(channel: Channel, bot: Bot) -> None:
    if not channel.membership(bot.id).is_inside:
        raise forbidden("bot is not a member of the channel chat")
    raise bad_request("need administrator rights in the channel chat")


def editable(call: Call, chat: Chat) -> StoredMessage:
    """The message to edit: it must exist and be the bot's own."""
    if call.given.has("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    message_id = call.given.integer("message_id")
    if message_id <= 0:
        raise bad_request("message identifier is not specified")
    message = chat.log.find(message_id)
    if message is None:
        raise bad_request("message to edit not found")
    if not message.from_bot:
        raise bad_request("message can't be edited")
    return message
