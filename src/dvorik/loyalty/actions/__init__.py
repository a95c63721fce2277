"""What changes things in loyalty: the public face of the feature together with `queries`."""

from dvorik.loyalty.actions.belongings import (
    BELONGINGS,
    hold_codes,
    make_good_again,
    void_second_gifts,
)
from dvorik.loyalty.actions.blocking import block_discount, unblock_discount
from dvorik.loyalty.actions.campaigns import (
    archive_campaign,
    create_campaign,
    edit_campaign,
    restore_campaign,
)
from dvorik.loyalty.actions.canceling import reverse, undo
from dvorik.loyalty.actions.cashiers import (
    approve_cashier,
    deactivate_cashier,
    request_cashier,
)
from dvorik.loyalty.actions.clicking import note_click
from dvorik.loyalty.actions.disputes import open_dispute, resolve_dispute
from dvorik.loyalty.actions.issuing import Issued, issue_by_hand, issue_for_event
from dvorik.loyalty.actions.issuing_many import issue_many, issue_to_listed
from dvorik.loyalty.actions.looking_up import look_up
from dvorik.loyalty.actions.redeeming import note_busy, redeem
from dvorik.loyalty.actions.reminding import claim_ending_soon, drop_late_reminders
from dvorik.loyalty.actions.templates import create_template, delete_template, edit_template

__all__ = [
    "BELONGINGS",
    "Issued",
    "approve_cashier",
    "archive_campaign",
    "block_discount",
    "claim_ending_soon",
    "create_campaign",
    "create_template",
    "deactivate_cashier",
    "delete_template",
    "drop_late_reminders",
    "edit_campaign",
    "edit_template",
    "hold_codes",
    "issue_by_hand",
    "issue_for_event",
    "issue_many",
    "issue_to_listed",
    "look_up",
    "make_good_again",
    "note_busy",
    "note_click",
    "open_dispute",
    "redeem",
    "request_cashier",
    "resolve_dispute",
    "restore_campaign",
    "reverse",
    "unblock_discount",
    "undo",
    "void_second_gifts",
]
