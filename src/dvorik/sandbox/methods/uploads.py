"""A file a bot sends: uploaded now, uploaded before (`file_id`), or fetched by URL."""

from pathlib import PurePosixPath
from urllib.parse import urlsplit

import httpx2

from dvorik.sandbox.bots import Bot
from dvorik.sandbox.errors import bad_request
from dvorik.sandbox.files import StoredFile, new_file_id
from dvorik.sandbox.images import image_size, mime_type_of
from dvorik.sandbox.methods.call import Call
from dvorik.sandbox.requests import Upload
from dvorik.sandbox.types import Json
from dvorik.sandbox.world import World

_MAX_PHOTO_BYTES = 10 * 1024 * 1024
_MAX_FETCHED_BYTES = 20 * 1024 * 1024
_FETCH_SECONDS = 10


async def file_of(call: Call, reference: str, kind: str) -> StoredFile:
    """`reference` is the name of an upload, `attach://<name>`, a file id or a URL."""
    upload = call.given.uploads.get(reference.removeprefix("attach://"))
    if upload is not None:
        return store(call.world, call.bot, kind, upload)
    if reference.startswith("attach://"):
        raise bad_request(f"can't parse input media: file {reference} is not attached")
    if reference.startswith(("http://", "https://")):
        return store(call.world, call.bot, kind, await _fetch(reference))
    return _known(call, reference, kind)


def _known(call: Call, file_id: str, kind: str) -> StoredFile:
    file = call.world.files.find(file_id, bot_id=call.bot.id)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise bad_request(f"can't use file of type {file.kind.capitalize()} as {kind.capitalize()}")
    return file


def store(world: World, bot: Bot, kind: str, upload: Upload) -> StoredFile:
    """Keep an upload under a new file id of this bot. A photo must be a picture."""
    if not upload.content:
        raise bad_request("file must be non-empty")
    width, height = _pixels(kind, upload.content)
    file = StoredFile(
        bot_id=bot.id,
        file_id=new_file_id(bot_id=bot.id, kind=kind, number=next(world.numbers)),
        kind=kind,
        content=upload.content,
        name=upload.name,
        mime_type=mime_type_of(upload.content, upload.mime_type),
        width=width,
        height=height,
    )
    world.files.add(file)
    return file


def _pixels(kind: str, content: bytes) -> tuple[int, int]:
    size = image_size(content)
    if kind != "photo":
        return size or (0, 0)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if len(content) > _MAX_PHOTO_BYTES:
        raise bad_request("file is too big")
    width, height = size
    if not 0 < width + height <= 10_000 or max(size) > 20 * max(min(size), 1):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return size


async def _fetch(url: str) -> Upload:
    try:
        async with httpx2.AsyncClient(timeout=_FETCH_SECONDS, follow_redirects=True) as http:
            response = await http.get(url)
    except httpx2.HTTPError:
        raise bad_request("failed to get HTTP URL content") from None
    if response.is_error or len(response.content) > _MAX_FETCHED_BYTES:
        raise bad_request("failed to get HTTP URL content")
    name = PurePosixPath(urlsplit(url).path).name or "file"
    return Upload(name, response.content, response.headers.get("content-type", ""))


def media_content(call_values: Json, file: StoredFile) -> Json:
    """The part of a `Message` that shows this file. Sizes of a video come from the bot."""
    shown: Json = {
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
    }
    if file.kind == "photo":
        return {"photo": [{**shown, "width": file.width, "height": file.height}]}
    shown.update(file_name=file.name, mime_type=file.mime_type)
    if file.kind == "video":
        for name, default in (("width", 1280), ("height", 720), ("duration", 1)):
            shown[name] = int(call_values.get(name) or default)
    return {file.kind: shown}
