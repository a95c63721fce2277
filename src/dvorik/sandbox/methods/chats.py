"""Chats and their members."""

from dvorik.sandbox.channels import Channel
from dvorik.sandbox.dialogs import Dialog
from dvorik.sandbox.errors import bad_request, forbidden
from dvorik.sandbox.methods.call import Call, Result, method
from dvorik.sandbox.methods.recipients import chat_of
from dvorik.sandbox.types import Json

_FULL_INFO: Json = {
    "accent_color_id": 0,
    "max_reaction_count": 11,
    "accepted_gift_types": {
        "unlimited_gifts": False,
        "limited_gifts": False,
        "unique_gifts": False,
        "premium_subscription": False,
        "gifts_from_channels": False,
    },
}


@method("getChat")
async def get_chat(call: Call) -> Result:
    chat = chat_of(call)
    if isinstance(chat, Dialog) and not (chat.is_started or chat.is_blocked):
        raise bad_request("chat not found")
    return Result({**chat.chat(), **_FULL_INFO})


@method("getChatMember")
async def get_chat_member(call: Call) -> Result:
    channel = _channel_of(call)
    user_id = call.given.integer("user_id")
    if user_id <= 0:
        raise bad_request("invalid user_id specified")
    if user_id != call.bot.id and not channel.is_administered_by(call.bot.id):
        raise bad_request("member list is inaccessible")
    return Result(channel.membership(user_id).chat_member(_user(call, user_id)))


@method("getChatMemberCount")
async def get_chat_member_count(call: Call) -> Result:
    channel = _channel_of(call)
    return Result(sum(1 for member in channel.members.values() if member.is_inside))


@method("getChatAdministrators")
async def get_chat_administrators(call: Call) -> Result:
    channel = _channel_of(call)
    if not channel.is_administered_by(call.bot.id):
        raise bad_request("member list is inaccessible")
    return Result(
        [
            member.chat_member(_user(call, user_id))
            for user_id, member in channel.members.items()
            if member.status in {"creator", "administrator"}
        ]
    )


def _channel_of(call: Call) -> Channel:
    chat = chat_of(call)
    if isinstance(chat, Dialog):
        raise bad_request("there are no members in the private chat")
    if chat.membership(call.bot.id).status == "kicked":
        raise forbidden("bot was kicked from the channel chat")
    return chat


def _user(call: Call, user_id: int) -> Json:
    if user_id in call.world.bots:
        return call.world.bots[user_id].user()
    person = call.world.people.get(user_id)
    if person is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return person.user()
