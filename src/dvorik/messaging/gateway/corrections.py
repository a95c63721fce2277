"""Edits and deletions in the words of the Bot API."""

from collections.abc import Sequence

from dvorik.messaging.gateway.broadcasts import Json, Request, captioned, keyboard_of
from dvorik.messaging.rules.personal import fill_personal
from dvorik.messaging.schemas.broadcasts import MediaFile
from dvorik.messaging.schemas.corrections import ClaimedCorrection, RunningCorrection
from dvorik.messaging.types import CorrectionKind, MessagePart


def compose_correction(
    running: RunningCorrection, one: ClaimedCorrection, media: Sequence[MediaFile] = ()
) -> Request:
    """`media` has the first picture when an edit changes it: that of an album, too, stands for all
    that may be edited of it."""
    if running.kind is CorrectionKind.RECALL:
        return _deletion(one)
    content, values = running.content, one.delivery.values
    base: Json = {"chat_id": one.delivery.chat_id, "message_id": one.message_ids[0]}
    # What is left out goes away, so a keyboard that is gone from the content is, too.
    if keyboard := keyboard_of(content, one.delivery):
        base["reply_markup"] = {"inline_keyboard": keyboard}
    text = None if content.text is None else fill_personal(content.text, values)
    match running.part:
        case MessagePart.BUTTONS:
            return Request("editMessageReplyMarkup", base, {})
        case MessagePart.MEDIA:
            uploads = {f"file{file.id}": file for file in media if file.file_id is None}
            shown = captioned(media[0], text)
            return Request("editMessageMedia", {**base, "media": shown}, uploads)
        case MessagePart.CAPTION:
            caption = {} if text is None else {"caption": text, "parse_mode": "HTML"}
            return Request("editMessageCaption", {**base, **caption}, {})
    preview = {"is_disabled": not content.has_link_preview}
    more = {"text": text, "parse_mode": "HTML", "link_preview_options": preview}
    return Request("editMessageText", {**base, **more}, {})


def _deletion(one: ClaimedCorrection) -> Request:
    chat_id = one.delivery.chat_id
    if len(one.message_ids) == 1:
        return Request("deleteMessage", {"chat_id": chat_id, "message_id": one.message_ids[0]}, {})
    return Request("deleteMessages", {"chat_id": chat_id, "message_ids": list(one.message_ids)}, {})
