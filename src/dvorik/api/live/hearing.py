"""Who may hear which event. What is not in these tables is heard by nobody."""

from collections.abc import Set as AbstractSet

from dvorik.accounts import events as accounts
from dvorik.api.live.schemas import LiveEvent
from dvorik.api.live.tail import Heard
from dvorik.bulk import events as bulk
from dvorik.clients import events as clients
from dvorik.finance import events as finance
from dvorik.kernel.actor import Permission
from dvorik.kernel.events import Event
from dvorik.loyalty import events as loyalty
from dvorik.merging import events as merging
from dvorik.messaging import events as messaging
from dvorik.segments import events as segments
from dvorik.settings import events as settings

# Any one of the permissions is enough to hear that something of the kind happened.
_HEARD: dict[tuple[Permission, ...], tuple[type[Event], ...]] = {
    (Permission.CLIENTS_READ, Permission.STATS_READ): (
        clients.ClientJoined,
        clients.ClientReturned,
        clients.ClientSubscribed,
        clients.ClientUnsubscribed,
        clients.ClientBlockedBot,
        clients.ClientUnblockedBot,
    ),
    (Permission.CLIENTS_READ,): (
        clients.ConsentChanged,
        clients.ClientChanged,
        merging.ClientsMerged,
        merging.MergeUndone,
        bulk.BulkJobStarted,
        bulk.BulkJobFinished,
        bulk.BulkJobCanceled,
        bulk.BulkJobFailed,
    ),
    (Permission.DISCOUNTS_READ, Permission.STATS_READ): (
        loyalty.DiscountIssued,
        loyalty.DiscountsIssued,
        loyalty.DiscountRedeemed,
        loyalty.RedemptionUndone,
        loyalty.RedemptionReversed,
    ),
    (Permission.DISCOUNTS_READ,): (
        loyalty.TemplateCreated,
        loyalty.TemplateChanged,
        loyalty.TemplateDeleted,
        loyalty.DiscountBlocked,
        loyalty.DiscountUnblocked,
    ),
    (Permission.DISPUTES_READ,): (loyalty.DisputeOpened, loyalty.DisputeSettled),
    (Permission.CASHIERS_READ,): (
        loyalty.CashierRequested,
        loyalty.CashierApproved,
        loyalty.CashierDeactivated,
        loyalty.CashierStreakReached,
    ),
    (Permission.CAMPAIGNS_READ,): (
        loyalty.CampaignCreated,
        loyalty.CampaignChanged,
        loyalty.CampaignArchived,
        loyalty.CampaignRestored,
    ),
    (Permission.ORDERS_READ, Permission.STATS_READ): (
        finance.OrderRecorded,
        finance.OrderCanceled,
    ),
    (Permission.SEGMENTS_READ,): (
        segments.SegmentCreated,
        segments.SegmentChanged,
        segments.SegmentDeleted,
    ),
    (Permission.BROADCASTS_READ,): (
        messaging.BroadcastCreated,
        messaging.BroadcastChanged,
        messaging.BroadcastDeleted,
        messaging.BroadcastScheduled,
        messaging.BroadcastStarted,
        messaging.BroadcastFailed,
        messaging.BroadcastPaused,
        messaging.BroadcastResumed,
        messaging.BroadcastCanceled,
        messaging.BroadcastResent,
        messaging.BroadcastFinished,
        messaging.CorrectionStarted,
        messaging.CorrectionPaused,
        messaging.CorrectionResumed,
        messaging.CorrectionCanceled,
        messaging.CorrectionFinished,
    ),
    (Permission.TEXTS_READ,): (messaging.TextChanged,),
    (Permission.OUTBOX_READ,): (messaging.MessageRetried, messaging.UnsentRetried),
    (Permission.SETTINGS_READ,): (settings.SettingChanged,),
    (Permission.ACCOUNTS_READ,): (
        accounts.AccountRegistered,
        accounts.AccessRequested,
        accounts.AccountCreated,
        accounts.AccountApproved,
        accounts.AccountChanged,
        accounts.AccountRemoved,
        accounts.RoleChanged,
    ),
}

HEARD = {kind.type: frozenset(any_of) for any_of, kinds in _HEARD.items() for kind in kinds}

# Of what an event carries only these are sent on, each to those who may see the thing itself.
IDS = {
    "account_id": Permission.ACCOUNTS_READ,
    "broadcast_id": Permission.BROADCASTS_READ,
    "campaign_id": Permission.CAMPAIGNS_READ,
    "cashier_id": Permission.CASHIERS_READ,
    "client_id": Permission.CLIENTS_READ,
    "correction_id": Permission.BROADCASTS_READ,
    "discount_id": Permission.DISCOUNTS_READ,
    "dispute_id": Permission.DISPUTES_READ,
    "job_id": Permission.CLIENTS_READ,
    "message_id": Permission.OUTBOX_READ,
    "order_id": Permission.ORDERS_READ,
    "redemption_id": Permission.DISCOUNTS_READ,
    "segment_id": Permission.SEGMENTS_READ,
    "template_id": Permission.DISCOUNTS_READ,
}

# After one of these somebody who listens may have no right to any more.
RIGHTS_IN_DOUBT = frozenset(
    kind.type
    for kind in (
        accounts.AccountChanged,
        accounts.AccountRemoved,
        accounts.DevicesEnded,
        accounts.RoleChanged,
    )
)


def told_to(permissions: AbstractSet[Permission], event: Heard) -> LiveEvent | None:
    """The event as somebody with these permissions hears it, if they do."""
    if permissions.isdisjoint(HEARD.get(event.type, ())):
        return None
    ids = {
        name: value
        for name, value in event.payload.items()
        if IDS.get(name) in permissions and isinstance(value, int)
    }
    return LiveEvent(type=event.type, ids=ids)
