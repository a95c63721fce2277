"""A person writes to a bot, presses its buttons, shares a contact or a picture."""

import re
from dataclasses import dataclass

from dvorik.sandbox.bots import Bot, CallbackQuery
from dvorik.sandbox.dialogs import Dialog
from dvorik.sandbox.entities import formatted
from dvorik.sandbox.errors import BotApiError, ControlError
from dvorik.sandbox.messages import StoredMessage
from dvorik.sandbox.methods.outgoing import caption_of
from dvorik.sandbox.methods.uploads import media_content, store
from dvorik.sandbox.people import Person
from dvorik.sandbox.requests import Upload
from dvorik.sandbox.types import Json
from dvorik.sandbox.world import World

_PAYLOAD = re.compile(r"^[A-Za-z0-9_-]{0,64}$")
_KEPT_CALLBACKS = 2000


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a press led to: a callback query, a message in the chat, or a link to open."""

    callback_query_id: str = ""
    message: StoredMessage | None = None
    url: str = ""

    def view(self) -> Json:
        return {
            "callback_query_id": self.callback_query_id,
            "entry": self.message.view() if self.message else None,
            "url": self.url,
        }


@dataclass(frozen=True, slots=True)
class Talk:
    """One person with one bot, from the person's side."""

    world: World
    bot: Bot
    person: Person

    @property
    def dialog(self) -> Dialog:
        return self.world.dialog(self.bot, self.person)

    def start(self, payload: str = "") -> StoredMessage:
        """Press Start, or open a `https://t.me/<bot>?start=<payload>` link."""
        if not _PAYLOAD.match(payload):
            raise ControlError(422, "a start payload is up to 64 of A-Z a-z 0-9 _ -")
        self.unblock()
        return self.say(f"/start {payload}".strip())

    def say(self, text: str, reply_to: int = 0) -> StoredMessage:
        """Send a text. The first one opens the conversation, like Start does."""
        plain = formatted(text)
        if not plain.text or len(plain.text) > 4096:
            raise ControlError(422, "a text has 1 to 4096 characters")
        content: Json = {"text": plain.text}
        if plain.entities:
            content["entities"] = plain.entities
        original = self.dialog.log.find(reply_to)
        if original is not None:
            content["reply_to_message"] = original.body
        return self.send(content)

    def send(self, content: Json) -> StoredMessage:
        """Put a message of the person into the dialog and tell the bot."""
        self._check_may_write()
        dialog = self.dialog
        dialog.is_started = True
        dialog.unread = 0
        body: Json = {
            "message_id": self.bot.next_message_id(),
            "from": self.person.user(),
            "chat": dialog.chat(),
            "date": self.world.now(),
            **content,
        }
        if dialog.keyboard and dialog.keyboard.get("one_time_keyboard"):
            dialog.keyboard = None
        message = self.world.add_message(dialog, body, from_bot=False)
        self.bot.updates.push("message", body, lane=dialog.chat_id)
        return message

    def share_contact(self, phone_number: str = "") -> StoredMessage:
        """Send one's own contact card; the number is the person's when none is given."""
        spec = self.person.spec
        number = phone_number or spec.phone_number
        if not number:
            raise ControlError(422, "this person has no phone number")
        contact: Json = {
            "phone_number": number,
            "first_name": spec.first_name,
            "user_id": spec.id,
        }
        if spec.last_name:
            contact["last_name"] = spec.last_name
        return self.send({"contact": contact})

    def send_photo(self, upload: Upload, caption: str = "") -> StoredMessage:
        """Send a picture."""
        try:
            file = store(self.world, self.bot, "photo", upload)
            content = {**media_content({}, file), **caption_of(caption, "", None)}
        except BotApiError as refusal:
            raise ControlError(422, refusal.description) from refusal
        return self.send(content)

    def press(self, label: str, message_id: int = 0) -> Pressed:
        """Press a button by its text or its callback data, in the newest message that has it.

        Buttons under messages come before those of the reply keyboard.
        """
        for message in self.dialog.log.newest_first():
            if message_id and message.id != message_id:
                continue
            if button := _find(message.body.get("reply_markup"), "inline_keyboard", label):
                return self._press_inline(message, button)
        if button := _find(self.dialog.keyboard, "keyboard", label):
            return self._press_reply(button)
        raise ControlError(404, f"there is no button {label!r}")

    def _press_inline(self, message: StoredMessage, button: Json) -> Pressed:
        if "callback_data" not in button:
            app = button.get("web_app") or {}
            return Pressed(url=str(button.get("url") or app.get("url") or ""))
        self._check_may_write()
        query = self._new_query()
        content: Json = {
            "id": query.id,
            "from": self.person.user(),
            "message": message.body,
            "chat_instance": str(-(self.bot.id * 1_000_003 + self.person.id)),
            "data": button["callback_data"],
        }
        self.bot.updates.push("callback_query", content, lane=self.dialog.chat_id)
        return Pressed(callback_query_id=query.id)

    def _new_query(self) -> CallbackQuery:
        number = next(self.world.numbers)
        query = CallbackQuery(str(number), self.person.id, self.world.clock())
        self.bot.callbacks[query.id] = query
        if len(self.bot.callbacks) > _KEPT_CALLBACKS:
            del self.bot.callbacks[next(iter(self.bot.callbacks))]
        return query

    def _press_reply(self, button: Json) -> Pressed:
        if button.get("request_contact"):
            return Pressed(message=self.share_contact())
        if app := button.get("web_app"):
            return Pressed(url=str(app.get("url", "")))
        return Pressed(message=self.say(button["text"]))

    def block(self) -> None:
        """Block the bot: it learns by `my_chat_member`, and gets 403 from now on."""
        if not self.dialog.is_blocked:
            self.dialog.is_blocked = True
            self._tell_membership("member", "kicked")

    def unblock(self) -> None:
        if self.dialog.is_blocked:
            self.dialog.is_blocked = False
            self._tell_membership("kicked", "member")

    def _tell_membership(self, old: str, new: str) -> None:
        def member(status: str) -> Json:
            answer: Json = {"user": self.bot.user(), "status": status}
            return {**answer, "until_date": 0} if status == "kicked" else answer

        content: Json = {
            "chat": self.dialog.chat(),
            "from": self.person.user(),
            "date": self.world.now(),
            "old_chat_member": member(old),
            "new_chat_member": member(new),
        }
        self.bot.updates.push("my_chat_member", content, lane=self.dialog.chat_id)
        self.dialog.last_change = self.world.changes.next()
        self.world.tell(self.dialog, "blocked" if new == "kicked" else "unblocked")

    def read(self) -> None:
        """Everything on screen was seen."""
        if self.dialog.unread:
            self.dialog.unread = 0
            self.world.tell(self.dialog, "read")

    def _check_may_write(self) -> None:
        if self.person.is_deactivated:
            raise ControlError(409, "this person is deactivated")
        if self.dialog.is_blocked:
            raise ControlError(409, "this person has blocked the bot; unblock it first")


def _find(markup: Json | None, rows: str, label: str) -> Json | None:
    for row in (markup or {}).get(rows, ()):
        for button in row:
            if label in (button.get("callback_data"), button["text"]):
                found: Json = button
                return found
    return None
