"""A way out that remembers what it was given, and a queue to feed it from."""

from collections import deque
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from dvorik.kernel.db import Database
from dvorik.kernel.i18n import Language
from dvorik.messaging import actions
from dvorik.messaging.gateway import Sender, Senders
from dvorik.messaging.models import OutgoingMessage
from dvorik.messaging.schemas import Claimed, Outcome
from dvorik.messaging.types import Channel, MessageStatus
from tests.conftest import NOON


class FakeSender:
    """Answers "sent", or the next scripted outcome. An exception among them is raised."""

    def __init__(self, *script: Outcome | Exception) -> None:
        self.sent: list[Claimed] = []
        self.script = deque(script)

    async def send(self, message: Claimed) -> Outcome:
        self.sent.append(message)
        if not self.script:
            return Outcome(status=MessageStatus.SENT, telegram_message_id=len(self.sent))
        outcome = self.script.popleft()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def close(self) -> None: ...


class FakeClock:
    def __init__(self, moment: datetime = NOON) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **by: float) -> None:
        self.moment += timedelta(**by)


def through(sender: Sender) -> Senders:
    """Every channel ends in `sender`."""
    return Senders(dict.fromkeys(Channel, sender))


async def queue(database: Database, number: int = 1, **more: Any) -> bool:
    """Queue a small text for the chat `number`."""
    details: dict[str, Any] = {
        "occasion": f"test:{number}",
        "key": "cashier.undone",
        "language": Language.EN,
        "channel": Channel.CLIENT_BOT,
        "chat_id": number,
        "values": {"code": "ДЯА4589"},
        "now": NOON,
    }
    async with database.transaction() as session:
        return await actions.queue_text(session, **{**details, **more})


async def outbox(database: Database) -> list[OutgoingMessage]:
    async with database.transaction() as session:
        rows = await session.scalars(select(OutgoingMessage).order_by(OutgoingMessage.id))
        return list(rows.all())
