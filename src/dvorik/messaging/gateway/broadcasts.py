"""A broadcast in the words of the Bot API: the request for one recipient, and what it got."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from dvorik.messaging.phrases import BROADCAST_PREFIX
from dvorik.messaging.rules.personal import fields_in, fill_personal
from dvorik.messaging.schemas.broadcasts import (
    BroadcastContent,
    Button,
    CallbackButton,
    ClaimedDelivery,
    CopyCodeButton,
    MediaFile,
    UrlButton,
)

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """`uploads` are files by the name under which `parameters` speak of them."""

    method: str
    parameters: Json
    uploads: Mapping[str, MediaFile]


def compose(
    content: BroadcastContent, one: ClaimedDelivery, media: Sequence[MediaFile] = ()
) -> Request:
    """`media` are the content's files, in its order."""
    text = None if content.text is None else fill_personal(content.text, one.values)
    uploads = {f"file{file.id}": file for file in media if file.file_id is None}
    if len(media) > 1:
        return Request("sendMediaGroup", _album(one.chat_id, text, media), uploads)
    base: Json = {"chat_id": one.chat_id, "parse_mode": "HTML"}
    if keyboard := keyboard_of(content, one):
        base["reply_markup"] = {"inline_keyboard": keyboard}
    if not media:
        preview = {"is_disabled": not content.has_link_preview}
        return Request(
            "sendMessage", {**base, "text": text, "link_preview_options": preview}, uploads
        )
    kind = media[0].kind.value
    parameters = {**base, kind: _reference(media[0])}
    if text is not None:
        parameters["caption"] = text
    return Request(f"send{kind.capitalize()}", parameters, uploads)


def fields_needed(content: BroadcastContent) -> set[str]:
    """The personal fields without which the message cannot be composed."""
    copies = any(isinstance(button, CopyCodeButton) for button in content.all_buttons)
    return fields_in(content.text or "") | ({"discount_code"} if copies else set())


def keyboard_of(content: BroadcastContent, one: ClaimedDelivery) -> list[list[Json]]:
    place = count()
    rows = [
        [_button(button, f"{BROADCAST_PREFIX}{one.id}:{next(place)}", one.values) for button in row]
        for row in content.buttons
    ]
    return [kept for row in rows if (kept := [button for button in row if button])]


def captioned(file: MediaFile, text: str | None) -> Json:
    """As an `InputMedia`."""
    caption = {} if text is None else {"caption": text, "parse_mode": "HTML"}
    return {"type": file.kind.value, "media": _reference(file), **caption}


def file_ids_of(messages: Sequence[Json], media: Sequence[MediaFile]) -> dict[int, str]:
    """What Telegram calls the files it was sent: by the medium's id, in the order of `media`.

    Without those it took for something else: a video without sound becomes an animation, whose id
    cannot be sent as a video.
    """
    found = {}
    for message, file in zip(messages, media, strict=False):
        shown = message.get(file.kind.value)
        # A photo comes in several sizes, the largest last; its id stands for the whole.
        largest = shown[-1] if isinstance(shown, list) and shown else shown
        if isinstance(largest, dict) and "file_id" in largest:
            found[file.id] = largest["file_id"]
    return found


def _album(chat_id: int, text: str | None, media: Sequence[MediaFile]) -> Json:
    # The first item's caption is shown as that of the album.
    first, *others = media
    items = [captioned(first, text), *(captioned(file, None) for file in others)]
    return {"chat_id": chat_id, "media": items}


def _reference(file: MediaFile) -> str:
    return file.file_id or f"attach://file{file.id}"


def _button(button: Button, press: str, values: Mapping[str, str]) -> Json | None:
    match button:
        case UrlButton():
            return {"text": button.text, "url": button.url}
        case CallbackButton():
            return {"text": button.text, "callback_data": press}
        case CopyCodeButton():
            code = values.get("discount_code")
            return {"text": button.text, "copy_text": {"text": code}} if code else None
