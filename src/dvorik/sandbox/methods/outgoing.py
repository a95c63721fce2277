"""What every sending method shares: limits, replies, keyboards, the shape of a message."""

from dataclasses import dataclass

from dvorik.sandbox.channels import Channel
from dvorik.sandbox.entities import FormattedText, formatted
from dvorik.sandbox.errors import bad_request
from dvorik.sandbox.messages import StoredMessage
from dvorik.sandbox.methods.call import Call
from dvorik.sandbox.methods.markup import reply_markup
from dvorik.sandbox.types import Json
from dvorik.sandbox.world import Chat

MAX_TEXT = 4096
MAX_CAPTION = 1024


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds the content of an outgoing message."""

    inline: Json | None
    keyboard: Json | None
    reply_to: Json | None


def text_of(call: Call, *, too_long: str = "message is too long") -> FormattedText:
    """The text of a message, parsed, trimmed and within Telegram's length."""
    raw = call.given.text("text")
    if not raw:
        raise bad_request("message text is empty")
    text = formatted(
        raw,
        parse_mode=call.given.text("parse_mode"),
        entities=call.given.objects("entities", "message entities"),
    )
    if not text.text:
        raise bad_request("text must be non-empty")
    if len(text.text) > MAX_TEXT:
        raise bad_request(too_long)
    return text


def caption_of(raw: str, parse_mode: str, entities: list[Json] | None) -> Json:
    """Caption fields of a message; nothing when there is no caption."""
    caption = formatted(raw, parse_mode=parse_mode, entities=entities)
    if len(caption.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    if not caption.text:
        return {}
    fields: Json = {"caption": caption.text}
    if caption.entities:
        fields["caption_entities"] = caption.entities
    return fields


def given_caption(call: Call) -> Json:
    fields = caption_of(
        call.given.text("caption"),
        call.given.text("parse_mode"),
        call.given.objects("caption_entities", "caption entities"),
    )
    if call.given.flag("show_caption_above_media"):
        fields["show_caption_above_media"] = True
    return fields


def frame_of(call: Call, chat: Chat) -> Frame:
    inline, keyboard = reply_markup(call)
    return Frame(inline, keyboard, _replied(call, chat))


def _replied(call: Call, chat: Chat) -> Json | None:
    """The message this one answers. `reply_to_message_id` is the old, still accepted name."""
    given = call.given.structure("reply_parameters", "reply parameters") or {}
    message_id = given.get("message_id") or call.given.integer("reply_to_message_id")
    if not message_id:
        return None
    original = chat.log.find(int(message_id))
    if original is not None:
        return {k: v for k, v in original.body.items() if k != "reply_to_message"}
    lenient = given.get("allow_sending_without_reply") or call.given.flag(
        "allow_sending_without_reply"
    )
    if lenient:
        return None
    raise bad_request("message to be replied not found")


def spend(call: Call, chat: Chat, count: int = 1) -> None:
    """Ask the limits; 429 when the bot is too fast. Called after everything was checked."""
    call.world.limits.spend(call.bot.ledger, chat, count, call.world.clock())


def deliver(call: Call, chat: Chat, content: Json, frame: Frame) -> StoredMessage:
    """Put one message into the chat."""
    body = _head(call, chat)
    if frame.reply_to is not None:
        body["reply_to_message"] = frame.reply_to
    body.update(content)
    if call.given.flag("protect_content"):
        body["has_protected_content"] = True
    if frame.inline is not None:
        body["reply_markup"] = frame.inline
    return call.world.add_message(chat, body, from_bot=True, keyboard=frame.keyboard)


def _head(call: Call, chat: Chat) -> Json:
    if isinstance(chat, Channel):
        chat.last_message_id += 1
        return {
            "message_id": chat.last_message_id,
            "sender_chat": chat.chat(),
            "chat": chat.chat(),
            "date": call.world.now(),
        }
    return {
        "message_id": call.bot.next_message_id(),
        "from": call.bot.user(),
        "chat": chat.chat(),
        "date": call.world.now(),
    }
