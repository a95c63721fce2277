"""Edits and deletions of messages."""

from collections.abc import Sequence

from dvorik.sandbox.errors import bad_request
from dvorik.sandbox.messages import StoredMessage
from dvorik.sandbox.methods.call import Call, Result, method
from dvorik.sandbox.methods.markup import inline_only
from dvorik.sandbox.methods.media import input_media
from dvorik.sandbox.methods.outgoing import given_caption, text_of
from dvorik.sandbox.methods.recipients import chat_of, editable, writable
from dvorik.sandbox.types import Json
from dvorik.sandbox.world import Chat

_TEXT = ("text", "entities", "link_preview_options")
_CAPTION = ("caption", "caption_entities", "show_caption_above_media")
_MEDIA = ("photo", "video", "document", "has_media_spoiler")
_MAX_DELETIONS = 100

_DELETABLE_SECONDS = 48 * 3600
"""Bot API, deleteMessage: "can only be deleted if it was sent less than 48 hours ago"."""


@method("editMessageText")
async def edit_message_text(call: Call) -> Result:
    chat = writable(call)
    message = editable(call, chat)
    text = text_of(call, too_long="MESSAGE_TOO_LONG")
    if "text" not in message.body:
        raise bad_request("there is no text in the message to edit")
    content: Json = {"text": text.text}
    if text.entities:
        content["entities"] = text.entities
    return _replace(call, chat, message, _TEXT, content)


@method("editMessageCaption")
async def edit_message_caption(call: Call) -> Result:
    chat = writable(call)
    message = editable(call, chat)
    if not _has_media(message):
        raise bad_request("there is no caption in the message to edit")
    return _replace(call, chat, message, _CAPTION, given_caption(call))


@method("editMessageMedia")
async def edit_message_media(call: Call) -> Result:
    chat = writable(call)
    message = editable(call, chat)
    item = call.given.structure("media", "input media")
    if not isinstance(item, dict):
        raise bad_request("can't parse input media JSON object")
    content = await input_media(call, item)
    return _replace(call, chat, message, (*_TEXT, *_MEDIA, *_CAPTION), content)


@method("editMessageReplyMarkup")
async def edit_message_reply_markup(call: Call) -> Result:
    chat = writable(call)
    return _replace(call, chat, editable(call, chat), (), {})


def _replace(
    call: Call, chat: Chat, message: StoredMessage, old: tuple[str, ...], content: Json
) -> Result:
    """A new body: earlier updates keep showing the message as it was then."""
    markup = inline_only(call)
    before = message.body
    kept = {k: v for k, v in before.items() if k not in (*old, "reply_markup", "edit_date")}
    after: Json = {**kept, **content}
    if markup is not None:
        after["reply_markup"] = markup
    if after == {k: v for k, v in before.items() if k != "edit_date"}:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are "
            "exactly the same as a current content and reply markup of the message"
        )
    message.body = {**after, "edit_date": call.world.now()}
    call.world.changed_message(chat, message)
    return Result(message.body)


def _has_media(message: StoredMessage) -> bool:
    return any(kind in message.body for kind in _MEDIA)


@method("deleteMessage")
async def delete_message(call: Call) -> Result:
    """In a private chat a bot deletes messages of both sides, in a channel its own; no old ones."""
    chat = chat_of(call)
    message_id = call.given.integer("message_id")
    if message_id <= 0:
        raise bad_request("message identifier is not specified")
    message = chat.log.find(message_id)
    if message is None:
        raise bad_request("message to delete not found")
    _remove(call, chat, [message])
    return Result(True)


@method("deleteMessages")
async def delete_messages(call: Call) -> Result:
    """Those that are not there are skipped."""
    chat = chat_of(call)
    ids = call.given.structure("message_ids", "message identifiers")
    if not isinstance(ids, list) or not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > _MAX_DELETIONS:
        raise bad_request("too many message identifiers specified")
    found = (chat.log.find(int(message_id)) for message_id in ids)
    _remove(call, chat, [message for message in found if message is not None])
    return Result(True)


def _remove(call: Call, chat: Chat, messages: Sequence[StoredMessage]) -> None:
    """All of them, or none when one is too old."""
    oldest = call.world.now() - _DELETABLE_SECONDS
    if any(message.body["date"] <= oldest for message in messages):
        raise bad_request("message can't be deleted for everyone")
    for message in messages:
        chat.log.remove(message.id)
        call.world.removed_message(chat, message)
