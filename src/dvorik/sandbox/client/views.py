"""What a test gets to see: messages, buttons, answers."""

from dataclasses import dataclass

from dvorik.sandbox.types import Json


class NothingCame(AssertionError):
    """What a test waited for did not come in time; the text shows what there was instead."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message. `data` is empty for links, `url` for callback buttons."""

    text: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """A message as the person sees it; `raw` is the Bot API's `Message`."""

    raw: Json
    from_bot: bool
    created: int
    changed: int
    keyboard: Json | None

    @property
    def id(self) -> int:
        return int(self.raw["message_id"])

    @property
    def text(self) -> str:
        """The text, or the caption of a picture, or nothing."""
        return str(self.raw.get("text") or self.raw.get("caption") or "")

    @property
    def is_edited(self) -> bool:
        return self.changed > self.created

    @property
    def buttons(self) -> list[Button]:
        """Inline buttons, row after row."""
        rows = self.raw.get("reply_markup", {}).get("inline_keyboard", [])
        return [
            Button(b["text"], b.get("callback_data", ""), b.get("url", ""))
            for row in rows
            for b in row
        ]

    @property
    def reply_buttons(self) -> list[str]:
        """Texts of the reply keyboard that came with this message."""
        rows = (self.keyboard or {}).get("keyboard", [])
        return [button["text"] for row in rows for button in row]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a press brought on screen: a toast, an alert or a link. All empty: just no spinner."""

    text: str
    show_alert: bool
    url: str


@dataclass(frozen=True, slots=True)
class Press:
    """A button that was pressed. `url` is set for links, `message` for reply keyboards."""

    callback_query_id: str
    url: str
    message: ChatMessage | None


def entry(view: Json) -> ChatMessage:
    """From the control API's form."""
    return ChatMessage(
        raw=view["message"],
        from_bot=view["from_bot"],
        created=view["created"],
        changed=view["changed"],
        keyboard=view["keyboard"],
    )


def line(message: ChatMessage) -> str:
    """One message in the text of a failed wait."""
    who = "bot" if message.from_bot else "person"
    buttons = " ".join(f"[{button.text}]" for button in message.buttons)
    return f"  {who}: {message.text or sorted(message.raw)} {buttons}".rstrip()
