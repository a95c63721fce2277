"""Photos, videos, documents and albums."""

from dvorik.sandbox.errors import bad_request
from dvorik.sandbox.methods.call import Call, Result, method
from dvorik.sandbox.methods.outgoing import (
    Frame,
    caption_of,
    deliver,
    frame_of,
    given_caption,
    spend,
)
from dvorik.sandbox.methods.recipients import writable
from dvorik.sandbox.methods.uploads import file_of, media_content
from dvorik.sandbox.types import Json

MAX_ALBUM = 10
_KINDS = frozenset({"photo", "video", "document"})


@method("sendPhoto")
async def send_photo(call: Call) -> Result:
    return await _send(call, "photo")


@method("sendVideo")
async def send_video(call: Call) -> Result:
    return await _send(call, "video")


@method("sendDocument")
async def send_document(call: Call) -> Result:
    return await _send(call, "document")


async def _send(call: Call, kind: str) -> Result:
    chat = writable(call)
    if not call.given.has(kind):
        raise bad_request(f"there is no {kind} in the request")
    caption = given_caption(call)
    frame = frame_of(call, chat)
    reference = kind if kind in call.given.uploads else call.given.text(kind)
    file = await file_of(call, reference, kind)
    content = {**media_content(call.given.values, file), **caption}
    if kind != "document" and call.given.flag("has_spoiler"):
        content["has_media_spoiler"] = True
    spend(call, chat)
    return Result(deliver(call, chat, content, frame).body)


@method("sendMediaGroup")
async def send_media_group(call: Call) -> Result:
    chat = writable(call)
    items = call.given.objects("media", "media")
    if not items:
        raise bad_request("there are no messages to send")
    if len(items) > MAX_ALBUM:
        raise bad_request("too much messages to send as an album")
    _check_mixture(items)
    if len(items) == 1:
        _note_single(call)
    contents = [await input_media(call, item) for item in items]
    frame = Frame(None, None, frame_of(call, chat).reply_to)
    spend(call, chat, len(items))
    group = {"media_group_id": str(next(call.world.numbers))}
    return Result([deliver(call, chat, {**group, **c}, frame).body for c in contents])


def _check_mixture(items: list[Json]) -> None:
    kinds = {item.get("type") for item in items}
    if "document" in kinds and len(kinds) > 1:
        raise bad_request("document can't be mixed with other media types")


def _note_single(call: Call) -> None:
    """The server takes an album of one; the documentation asks for 2 to 10."""
    call.bot.ledger.fault("sendMediaGroup", "an album of one item", call.world.clock())


async def input_media(call: Call, item: Json) -> Json:
    """The content of a message made of one `InputMedia`."""
    kind = item.get("type")
    if kind not in _KINDS:
        raise bad_request(f"can't parse InputMedia: type {kind!r} is not supported here")
    if not item.get("media"):
        raise bad_request("can't parse InputMedia: media not found")
    caption = caption_of(
        str(item.get("caption") or ""),
        str(item.get("parse_mode") or ""),
        item.get("caption_entities"),
    )
    file = await file_of(call, str(item["media"]), kind)
    return {**media_content(item, file), **caption}
