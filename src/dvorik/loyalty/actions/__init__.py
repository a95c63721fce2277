"""What changes things in loyalty: the public face of the feature together with `queries`."""

from dvorik.loyalty.actions.cashiers import (
    approve_cashier,
    deactivate_cashier,
    request_cashier,
)
from dvorik.loyalty.actions.issuing import Issued, issue_by_hand, issue_for_event
from dvorik.loyalty.actions.looking_up import look_up
from dvorik.loyalty.actions.redeeming import note_busy, redeem

__all__ = [
    "Issued",
    "approve_cashier",
    "deactivate_cashier",
    "issue_by_hand",
    "issue_for_event",
    "look_up",
    "note_busy",
    "redeem",
    "request_cashier",
]
