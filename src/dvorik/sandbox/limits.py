"""Telegram's ceilings on sending: about 30 messages a second for a bot, optionally 1 for a chat."""

import math
from dataclasses import dataclass

from dvorik.sandbox.channels import Channel
from dvorik.sandbox.dialogs import Dialog
from dvorik.sandbox.errors import too_many_requests
from dvorik.sandbox.ledger import Ledger


@dataclass(slots=True)
class Limits:
    """`per_second` of a bot in any second; `per_chat_per_second` with room for `chat_burst`."""

    per_second: float | None = None
    per_chat_per_second: float | None = None
    chat_burst: int = 3

    def spend(self, ledger: Ledger, chat: Dialog | Channel, count: int, now: float) -> None:
        """Let `count` messages through, or refuse all with 429 and spend nothing."""
        if self.per_second is not None and ledger.in_last_second(now) + count > self.per_second:
            raise too_many_requests(1)
        if self.per_chat_per_second is not None and isinstance(chat, Dialog):
            self._spend_in_chat(chat, count, now)
        ledger.accepted(count, now)

    def _spend_in_chat(self, dialog: Dialog, count: int, now: float) -> None:
        """GCRA: `next_slot` runs ahead of the clock by at most the burst."""
        assert self.per_chat_per_second
        interval = 1 / self.per_chat_per_second
        slot = max(dialog.next_slot, now)
        wait = slot - now - (self.chat_burst - 1) * interval
        if wait > 0:
            raise too_many_requests(math.ceil(wait))
        dialog.next_slot = slot + interval * count
