"""A driver of the sandbox for conversation tests: say, press, read what the bot answered."""

from dvorik.sandbox.client.acting import Acting
from dvorik.sandbox.client.reading import Reading
from dvorik.sandbox.client.trouble import Trouble
from dvorik.sandbox.client.views import Answer, Button, ChatMessage, NothingCame, Press
from dvorik.sandbox.client.watching import Watching

__all__ = ["Answer", "Button", "ChatMessage", "NothingCame", "Press", "Sandbox"]


class Sandbox(Acting, Reading, Trouble, Watching):
    """Talks to `/control` of a running sandbox.

    Reading starts after the last thing the person did in that chat: `say` or `press`, then
    `next_message` is the first answer to it, the next call the one after that.
    """
