"""A private conversation of one person with one bot."""

from dataclasses import dataclass

from dvorik.sandbox.messages import MessageLog
from dvorik.sandbox.people import Person
from dvorik.sandbox.types import Json


@dataclass(slots=True)
class Dialog:
    """`keyboard` is the reply keyboard on screen now; `received` counts messages of the bot."""

    bot_id: int
    person: Person
    log: MessageLog
    is_started: bool = False
    is_blocked: bool = False
    keyboard: Json | None = None
    unread: int = 0
    received: int = 0
    action: str = ""
    action_until: float = 0.0
    menu_button: Json | None = None
    last_change: int = 0
    next_slot: float = 0.0

    @property
    def chat_id(self) -> int:
        return self.person.id

    def chat(self) -> Json:
        return self.person.chat()

    def shows(self, reply_keyboard: Json | None) -> None:
        """A message brought a keyboard, removed it, or said nothing about it."""
        if reply_keyboard is None:
            return
        self.keyboard = None if reply_keyboard.get("remove_keyboard") else reply_keyboard
