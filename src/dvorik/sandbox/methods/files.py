"""getFile: the first step of a download."""

from dvorik.sandbox.errors import bad_request
from dvorik.sandbox.methods.call import Call, Result, method

_MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024


@method("getFile")
async def get_file(call: Call) -> Result:
    file = call.world.files.find(call.given.text("file_id"), bot_id=call.bot.id)
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.content) > _MAX_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return Result(file.describe())
