"""Messages of one chat, the newest few hundred of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from dvorik.sandbox.types import Json


@dataclass(slots=True)
class StoredMessage:
    """A message as the Bot API shows it, and what only the sandbox knows about it.

    `created` and `changed` are places in the world's one sequence of changes.
    `keyboard` is a reply keyboard (or its removal) that came with the message: the Bot API shows
    inline keyboards only.
    """

    body: Json
    from_bot: bool
    created: int
    changed: int
    keyboard: Json | None = None

    @property
    def id(self) -> int:
        return int(self.body["message_id"])

    def view(self) -> Json:
        """For the control API and the page."""
        return {
            "created": self.created,
            "changed": self.changed,
            "from_bot": self.from_bot,
            "keyboard": self.keyboard,
            "message": self.body,
        }


@dataclass(slots=True)
class MessageLog:
    """Holds at most `keep` messages; the oldest give way, so memory stays bounded."""

    keep: int
    _by_id: dict[int, StoredMessage] = field(default_factory=dict)

    def add(self, message: StoredMessage) -> None:
        self._by_id[message.id] = message
        if len(self._by_id) > self.keep:
            del self._by_id[next(iter(self._by_id))]

    def find(self, message_id: int) -> StoredMessage | None:
        return self._by_id.get(message_id)

    def remove(self, message_id: int) -> None:
        self._by_id.pop(message_id, None)

    def newest_first(self) -> Iterator[StoredMessage]:
        return reversed(self._by_id.values())

    def __iter__(self) -> Iterator[StoredMessage]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)
