"""The methods of the Bot API that the sandbox knows, by noun. Importing registers them."""

from dvorik.sandbox.methods import callbacks, chats, commands, edits, files, media, polling, texts
from dvorik.sandbox.methods.call import METHODS, Call, Result

__all__ = [
    "METHODS",
    "Call",
    "Result",
    "callbacks",
    "chats",
    "commands",
    "edits",
    "files",
    "media",
    "polling",
    "texts",
]
