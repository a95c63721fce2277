"""getMe, sendMessage, copyMessage and the typing indicator."""

from dvorik.sandbox.dialogs import Dialog
from dvorik.sandbox.errors import bad_request
from dvorik.sandbox.methods.call import Call, Result, method
from dvorik.sandbox.methods.outgoing import deliver, frame_of, given_caption, spend, text_of
from dvorik.sandbox.methods.recipients import chat_of, writable
from dvorik.sandbox.types import Json

ACTION_SECONDS = 5
_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
_NOT_COPIED = frozenset(
    {
        "message_id",
        "from",
        "sender_chat",
        "chat",
        "date",
        "edit_date",
        "reply_markup",
        "reply_to_message",
        "media_group_id",
        "has_protected_content",
    }
)


@method("getMe")
async def get_me(call: Call) -> Result:
    return Result(call.bot.me())


@method("sendMessage")
async def send_message(call: Call) -> Result:
    chat = writable(call)
    text = text_of(call)
    frame = frame_of(call, chat)
    content: Json = {"text": text.text}
    if text.entities:
        content["entities"] = text.entities
    options = call.given.structure("link_preview_options", "link preview options")
    if options:
        content["link_preview_options"] = options
    spend(call, chat)
    return Result(deliver(call, chat, content, frame).body)


@method("copyMessage")
async def copy_message(call: Call) -> Result:
    """The content of a message again, without the link to it. A caption may be replaced."""
    chat = writable(call)
    source = chat_of(call, "from_chat_id")
    original = source.log.find(call.given.integer("message_id"))
    if original is None:
        raise bad_request("message to copy not found")
    content = {k: v for k, v in original.body.items() if k not in _NOT_COPIED}
    if "caption" in call.given.values and "text" not in content:
        content = {k: v for k, v in content.items() if not k.startswith("caption")}
        content.update(given_caption(call))
    frame = frame_of(call, chat)
    spend(call, chat)
    return Result({"message_id": deliver(call, chat, content, frame).id})


@method("sendChatAction")
async def send_chat_action(call: Call) -> Result:
    chat = writable(call)
    action = call.given.text("action")
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    if isinstance(chat, Dialog):
        chat.action = action
        chat.action_until = call.world.clock() + ACTION_SECONDS
    call.world.tell(chat, "action", action=action, seconds=ACTION_SECONDS)
    return Result(True)
